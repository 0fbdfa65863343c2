"""The site of `make docs`: every document is on it, links lead somewhere, and no other host is asked."""

from __future__ import annotations

import importlib.util
import itertools
import re
from pathlib import Path
from types import ModuleType

import pytest
import yaml

ROOT = Path(__file__).parent.parent
SETTINGS = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
READERS = ["Start", "Members", "Candidates", "Organisers", "Technical volunteers", "Auditors", "Maintainers"]


def _site() -> ModuleType:
    spec = importlib.util.spec_from_file_location("site_of_docs", ROOT / "docs" / "site.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SITE = _site()
PAGES: dict[str, Path] = SITE.documents()


def _headings(text: str) -> set[str]:
    """The anchors of a page's headings, as GitHub and the site make them."""
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    titles = re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
    return {re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", title).strip().lower()) for title in titles}


def test_the_site_has_a_way_for_every_reader() -> None:
    """Its navigation goes by who reads, and has every document once."""
    assert [next(iter(part)) for part in SETTINGS["nav"]] == READERS
    listed = re.findall(r"[\w-]+\.md", str(SETTINGS["nav"]))
    assert sorted(listed) == sorted(PAGES)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_links_on_the_site_lead_somewhere(name: str, tmp_path: Path) -> None:
    """Each page's links lead to pages of the site and headings on them; what isn't on it is named instead."""
    SITE.gather(tmp_path / "site")
    text = SITE.page(PAGES[name])
    prose = re.sub(r"^```.*?^```$|`[^`\n]*`", "", text, flags=re.MULTILINE | re.DOTALL)
    for target, anchor in re.findall(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)", prose):
        other = tmp_path / "site" / (target or name)
        assert other.is_file(), f"{name} leads to {target}"
        assert not anchor or anchor in _headings(other.read_text(encoding="utf-8")), (
            f"{name} leads to {target}#{anchor}"
        )
    for picture in re.findall(r'src="([^"]+)"', prose):
        assert (tmp_path / "site" / picture).is_file()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_lists_are_read_alike_everywhere(name: str) -> None:
    """A list stands after an empty line, and isn't nested: the site's reader of Markdown is stricter than others."""
    prose = re.sub(r"^```.*?^```$", "", SITE.page(PAGES[name]), flags=re.MULTILINE | re.DOTALL).splitlines()
    for before, line in itertools.pairwise(prose):
        if re.match(r"(\* |- |1\. )", line):
            assert re.match(r"(\* |- |\d+\. | +\S|$)", before), f"{name}: no empty line before {line!r}"
        assert not re.match(r" {1,3}\S", line), f"{name}: not enough before {line!r}"
    assert not re.search(r"\n\n(?: +\S.*\n)+(?:\d+\. |\* |- )", "\n".join(prose)), name


def test_the_site_asks_nobody() -> None:
    """No web font, no counter, no program from elsewhere, no repository that would be asked for its stars."""
    assert SETTINGS["theme"]["font"] is False
    assert SETTINGS["plugins"] == ["search"]
    assert SETTINGS["strict"] is True
    assert not {"extra_javascript", "repo_url"} & SETTINGS.keys()
    assert SETTINGS["extra_css"] == [SITE.STYLE]
    assert not re.search(r"url\(|@import|//", (ROOT / "docs" / SITE.STYLE).read_text(encoding="utf-8"))
    assert "```mermaid" not in SITE.page(PAGES["index.md"])
