"""The clause catalogue and its page keep up with the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core import clauses

HOUSE = Path(__file__).parent.parent.parent
CITING = {".py", ".toml", ".txt", ".html", ".md"}


def _citing_files() -> list[Path]:
    folders = ("core", "flows", "integrations", "templates", "tests")
    found = (path for folder in folders for path in (HOUSE / folder).rglob("*") if path.suffix in CITING)
    return [path for path in found if path.name != Path(__file__).name]


def test_the_catalogue_is_complete() -> None:
    """Both documents are covered without a gap: M1-M9, S1-S13, A1-A3, E1-E18, P1-P12."""
    expected = {"M": 9, "S": 13, "A": 3, "E": 18, "P": 12}
    wanted = [f"{letter}{number}" for letter, last in expected.items() for number in range(1, last + 1)]
    assert list(clauses.catalogue()) == wanted


def test_every_clause_says_where_it_stands_and_what_we_owe_it() -> None:
    """A place in the document, one or more known kinds of duty, and a sentence or more in our words."""
    for clause in clauses.catalogue().values():
        assert clause.place
        assert set(clause.how) <= {"rule", "flow", "record", "human"}
        assert clause.how
        assert clause.text.endswith(".")


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ('"""E11. Below the minimum', ["E11"]),
        ('"""E3, E4. Every step', ["E3", "E4"]),
        ('"""M1–M5. Everything', ["M1", "M2", "M3", "M4", "M5"]),
        ("more than 60% is needed (E8, E9).", ["E8", "E9"]),
        ("all of them (E7-E10)", ["E7", "E8", "E9", "E10"]),
        ('clause = "P9"', ["P9"]),
        ('"clause": "P9"', ["P9"]),
        ("see clause S4 there", ["S4"]),
        ('Ruling(True, "E12", because)', ["E12"]),
        ('Ruling(number > 3, "M2", because)', ["M2"]),
        ('sheet.read("A1")', []),
        ("ruff's E501 (PLR2004)", []),
        ("Room S1 in building E2", []),
    ],
)
def test_a_citation_is_told_from_what_only_looks_like_one(text: str, cited: list[str]) -> None:
    """Docstring openings, brackets, rulings and `clause` cite; cell ranges and error codes don't."""
    assert list(clauses.citations(text)) == cited


def test_every_cited_clause_exists() -> None:
    """No code, charter, template or example cites a clause that isn't in the catalogue."""
    unknown = {
        f"{path.relative_to(HOUSE)}: {cited}"
        for path in _citing_files()
        for cited in clauses.citations(path.read_text(encoding="utf-8"))
        if cited not in clauses.catalogue()
    }
    assert unknown == set()


def test_what_a_function_does_and_a_test_proves_is_found(tmp_path: Path) -> None:
    """A clause is done where a docstring opens with it, and proved by the examples and tests that cite it."""
    for folder in ("core/bylaws", "tests/cases"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "core/bylaws/annual.py").write_text('def ratify() -> None:\n    """A3. Sixty per cent (S4)."""\n')
    (tmp_path / "tests/test_annual.py").write_text('"""The priorities (A3)."""\n\nWORDS = "none of this counts (S4)"\n')
    (tmp_path / "tests/cases/annual.toml").write_text('[[case]]\nclause = "A3"\n\n[[case]]\nclause = "A3"\n')
    kept = clauses.upkeep(tmp_path)
    assert kept["A3"].done_in == ["`ratify` in core/bylaws/annual.py"]
    assert kept["A3"].examples == ["2 worked examples in tests/cases/annual.toml"]
    assert kept["A3"].tests == ["tests/test_annual.py"]
    assert kept["S4"] == clauses.Upkeep()


def test_a_clause_owed_as_a_flow_is_not_called_done_before_a_flow_does_it(tmp_path: Path) -> None:
    """A rule in core that nothing calls on time is shown as decided, not as done."""
    for folder in ("core", "flows"):
        (tmp_path / folder).mkdir()
    (tmp_path / "core/notices.py").write_text('def due() -> None:\n    """M4. Who is told."""\n')
    assert "not yet done by itself; decided by<br>`due` in core/notices.py" in clauses.as_markdown(tmp_path)
    (tmp_path / "flows/tell.py").write_text('"""M4. Tell them."""\n')
    assert "not yet done by itself" not in clauses.as_markdown(tmp_path)


def test_a_clause_owed_as_a_record_is_not_called_done_before_it_is_kept(tmp_path: Path) -> None:
    """A rule about what people decide keeps nothing; only a flow that asks for it does."""
    for folder in ("core", "flows"):
        (tmp_path / folder).mkdir()
    (tmp_path / "core/power.py").write_text('def named() -> None:\n    """P8. How it is named."""\n')
    assert "not yet asked for and kept; decided by<br>`named` in core/power.py" in clauses.as_markdown(tmp_path)
    (tmp_path / "flows/partner.py").write_text('"""P8. Ask them."""\n')
    assert "not yet asked for and kept" not in clauses.as_markdown(tmp_path)


def test_the_page_says_plainly_what_is_not_built(tmp_path: Path) -> None:
    """In an empty house every clause is on the page, and none is claimed."""
    page = clauses.as_markdown(tmp_path)
    assert len(re.findall(r"^\| [MSAEP]\d+ \|", page, flags=re.MULTILINE)) == 55
    assert page.count("not yet built") == 55


def test_the_page_is_up_to_date() -> None:
    """docs/clauses.md is what `make docs-clauses` would write now."""
    assert (HOUSE / "docs/clauses.md").read_text(encoding="utf-8") == clauses.as_markdown(), "run `make docs-clauses`"


PARTNERS = {
    "answer_fits", "have_decided", "is_a_report", "is_silent", "may_decide_next", "may_show_shares", "power_in_words",
    "weights_in_words",
}  # fmt: skip
"""Those of partnerships, which no flow asks yet."""

NOT_YET = {"is_quorate", *PARTNERS}
"""Rules of which docs/clauses.md says that nothing is done by them yet."""


def test_no_rule_is_called_by_tests_alone() -> None:
    """What the page lists decides something: every public rule of core/bylaws is named by the program, too."""
    texts = {path: path.read_text(encoding="utf-8") for at in ("core", "flows") for path in (HOUSE / at).rglob("*.py")}
    program = "\n".join(texts.values())
    rules = [
        name
        for path, text in texts.items()
        if path.parent.name == "bylaws"
        for name in re.findall(r"^def ([a-z]\w*)", text, re.MULTILINE)
    ]
    assert {name for name in rules if len(re.findall(rf"\b{name}\b", program)) < 2} == NOT_YET
