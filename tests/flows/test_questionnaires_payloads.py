"""A candidate's text is data everywhere: three hundred hostile answers, from the form to the last sink."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from core import bank as banks
from core.petitions import legible
from flows import answer_for, process, season
from flows import questionnaire as issuing
from flows.duties.membership import stock
from flows.duties.privacy import stood
from flows.pages.season import season_page
from flows.race import open_race
from templates.inserts import clean
from tests.flows import asked
from tests.flows.asked import HOUSING, MAYOR, OPENING, ROWS, answers, go_on, kept, over, replies, row_of
from tests.flows.club import HOUR, Club
from tests.templates.pages import read
from tests.templates.payloads import PAYLOADS
from tests.templates.test_injection import MARKDOWN, kinds, shape, tags, unsafe_signs

HOSTILE = [
    *PAYLOADS,
    *(f"We {one} will" for one in PAYLOADS),
    *(f"{one}\n{one}" for one in PAYLOADS),
]
EVERYTHING = [one.heading for one in banks.beside("jp_progressives")]
SEATS = -(-len(HOSTILE) // len(EVERYTHING))
HARMLESS = "plain words"


def _stand(club: Club, names: list[str]) -> None:
    """So many candidates stand as are needed for the answers, and all of them may be asked."""
    stock.take_stock(club.secretary)
    open_race(club.secretary, OPENING)
    season.carry_on(club.secretary)
    rows = [[MAYOR, name, f"candidate{nth}@example.org", "", ""] for nth, name in enumerate(names, 1)]
    club.write("Candidates", [ROWS[0], *rows])
    season.carry_on(club.secretary)
    process.choose(club.secretary, MAYOR, "full", chosen_by="the committee")
    for nth in range(1, len(names) + 1):
        asked.found_out(club, nth)
    issuing.issue(club.secretary, MAYOR, by="R. O.")
    go_on(club)
    club.later(HOUR)
    go_on(club)


def _link(club: Club, nth: int) -> str:
    [mail] = club.mails(f"{MAYOR}.{nth}/q-asked")
    return next(line for line in mail.text.splitlines() if "entry." in line)


def _dealt(answers: list[str]) -> Iterator[dict[str, str]]:
    """The answers, dealt out to candidates."""
    for at in range(0, len(answers), len(EVERYTHING)):
        yield dict(zip(EVERYTHING, answers[at : at + len(EVERYTHING)], strict=False))


def _outcome(club: Club, names: list[str], given: list[str]) -> tuple[Any, str]:
    """The letter to members as it arrived, and the page, once all of these answers were sent and published."""
    club.go_to("furnished")
    _stand(club, names)
    for nth, one in enumerate(_dealt(given), 1):
        assert club.send(_link(club, nth), one).accepted
    over(club)
    [mail] = club.mails(f"race.{MAYOR}/answers", to="ada@example.org")
    return mail, season_page(club.secretary)


@pytest.fixture
def plain(club: Club) -> tuple[Any, str]:
    """Letter and page of harmless words."""
    return _outcome(club, [f"Candidate {nth}" for nth in range(SEATS)], [HARMLESS] * len(HOSTILE))


def test_there_are_three_hundred() -> None:
    """All of them different."""
    assert len(set(HOSTILE)) >= 300


def test_three_hundred_hostile_answers_are_words_everywhere(club: Club, plain: tuple[Any, str]) -> None:
    """E18. In the book and the sheet they are what was typed; letter and page are made of what they always are."""
    names = [f"{nth} {clean(PAYLOADS[7 * nth])}"[:100] for nth in range(SEATS)]
    mail, page = _outcome(club, names, HOSTILE)

    written = [legible(one) for one in HOSTILE]
    said = [words for one in replies(club) for words in one.said.values()]
    assert sorted(said) == sorted(filter(None, written))
    cells = [cell for row in answers(club)[2:] for cell in row[1:]]
    assert sorted(filter(None, cells)) == sorted(said)
    world = club.sandbox.world.google["books"][kept(club).sheet_id]["sheets"][0]["rows"]
    assert {type(cell) for row in world for cell in row} == {str}  # a formula or a date would be something else

    assert mail.faults == ()
    assert all(words in mail.text for words in ("alert(1)", "*¦EMAIL¦*", "{{ 7*7 }}", "=HYPERLINK"))
    assert shape(mail.html)[0] <= shape(plain[0].html)[0]
    assert shape(mail.html)[1] == 0
    assert tags(mail.html) == tags(mail.text) == set()
    assert unsafe_signs(mail.html) == unsafe_signs(mail.text) == []
    assert mail.text.count("ada@example.org") == mail.html.count("ada@example.org") == 0  # no *|EMAIL|* was filled in
    hrefs = {one["href"] for one in read(mail.html).every("a")}
    assert {one for one in hrefs if "evil" in one} == set()
    assert kinds(MARKDOWN.parse(page)) == kinds(MARKDOWN.parse(plain[1]))


def test_a_hundred_thousand_characters_arrive_whole(issued: Club) -> None:
    """E18. Longer than a cell may be, it goes on below; the letter shows its beginning; nothing is lost."""
    words = "".join(f"{nth:06} *|EMAIL|* =1+1 <b>\n" for nth in range(4200))[:100_000].strip()
    assert asked.reply(issued, asked.URSULA, {HOUSING: words}).accepted
    asked.reply(issued, asked.VICTOR, {HOUSING: "Short.", asked.CLIMATE: "Heat pumps."})
    over(issued)
    rows = answers(issued)
    start = rows.index(row_of(issued, HOUSING))
    pieces = [row[1] for row in rows[start : start + 5]]
    assert "".join(pieces) == words
    assert [row[0] for row in rows[start + 1 : start + 5]] == ["(goes on)"] * 4
    assert row_of(issued, asked.CLIMATE)[2] == "Heat pumps."
    [mail] = issued.mails(f"race.{MAYOR}/answers", to="ada@example.org")
    assert "000000 *¦EMAIL¦* =1+1 <b> 000001" in mail.text
    assert "000100" not in mail.text
    assert len(mail.html.encode()) < 102_000


def test_many_long_answers_still_fit_into_one_letter(club: Club) -> None:
    """E18. Nine candidates who write a page for each question: shorter beginnings of each, and the link to it all."""
    long = "Many words of mine. " * 200
    mail, _ = _outcome(club, [f"Candidate {nth}" for nth in range(SEATS)], [long] * len(HOSTILE))
    assert len(mail.html.encode()) < 102_000
    assert kept(club).sheet_link in mail.text
    cells = {cell for row in answers(club)[2:] for cell in row[1:] if cell}
    assert cells == {long.strip()}


def test_a_sheet_that_shrinks_leaves_nothing_standing(issued: Club) -> None:
    """M8. A candidate asks to be erased: what they wrote is taken out of the book, and the sheet follows."""
    asked.reply(issued, asked.URSULA, {HOUSING: "x" * 60_000})
    asked.reply(issued, asked.VICTOR, {HOUSING: "Short."})
    over(issued)
    before = len(answers(issued))
    with issued.secretary.ledger.writing(issued.secretary.now()) as pen:
        stood.forget(pen.session.merge(next(one for one in replies(issued) if one.nth == asked.URSULA)))
    go_on(issued)
    assert "x" * 10 not in str(answers(issued))
    assert len(answers(issued)) < before
    assert row_of(issued, HOUSING)[2] == "Short."


@pytest.mark.parametrize("payload", PAYLOADS[:60:6])
def test_what_organisers_type_of_a_candidate_is_words_too(issued: Club, payload: str) -> None:
    """E5. An allied organisation's name, and why somebody declined."""
    link = "https://tenants.example.org/x"
    if clean(payload):
        answer_for.attach(issued.secretary, f"{MAYOR}/{asked.VICTOR}", link=link, whose=f"a{payload}", by="R. O.")
    answer_for.decline(issued.secretary, f"{MAYOR}/{asked.URSULA}", because=payload, by="R. O.")
    over(issued)
    for mail in issued.mails(f"race.{MAYOR}/answers", to="ada@example.org"):
        assert mail.faults == ()
        assert {one["href"] for one in read(mail.html).every("a")} >= {link}
        assert not [one for one in read(mail.html).every("a") if "evil" in one["href"]]
