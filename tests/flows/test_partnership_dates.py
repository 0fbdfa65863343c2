"""P12. What is due in a partnership: reminders, dates that are reached or moved, agenda, calendar and page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from core.records import Announced, PartnershipDate
from flows.duties.partnership import dates
from flows.duties.race import season_calendar
from flows.pages.partners import partners_page
from flows.partner_date import DateMoved, DateReached, record_moved, record_reached
from flows.secretary import Refusal
from tests.flows import partners_founded
from tests.flows import partners_publicity as garden
from tests.flows.club import DAY, HOUR, Club
from tests.flows.partners_publicity import EVERYBODY, GARDEN, PLAN, PLAN_DUE, at_noon, carry_on, delivered, got
from tests.flows.terminal import at_the_club

FIRST, SECOND, OVERDUE = "d2-261020-1", "d2-261020-2", "d2-261020-3"


@pytest.fixture(scope="module")
def furnished(kind_of_book: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    """The club under a charter that knows partners."""
    with garden.at_work(kind_of_book, tmp_path_factory) as club:
        yield club


@pytest.fixture
def partnered(furnished: Club) -> Club:
    """The club with a partnership in force."""
    return garden.at_club(furnished, "partnered")


def _plan(club: Club) -> PartnershipDate:
    with club.secretary.ledger.reading() as session:
        return session.get_one(PartnershipDate, (GARDEN, 2))


def _letters(club: Club) -> set[str]:
    return {key.partition("/")[2] for key in club.letters() if key.startswith(f"{GARDEN}.p/")}


def test_all_partners_are_reminded_before_and_once_it_is_overdue(partnered: Club) -> None:
    """P12. Two weeks before, three days before, and the day after; contacts and delegates get it, each once."""
    for day, known in (
        (PLAN_DUE - 15 * DAY, set()),
        (PLAN_DUE - 14 * DAY, {FIRST}),
        (PLAN_DUE - 4 * DAY, {FIRST}),
        (PLAN_DUE - 3 * DAY, {FIRST, SECOND}),
        (PLAN_DUE, {FIRST, SECOND}),
        (PLAN_DUE + DAY, {FIRST, SECOND, OVERDUE}),
        (PLAN_DUE + 20 * DAY, {FIRST, SECOND, OVERDUE}),
    ):
        partnered.at(at_noon(day))
        carry_on(partnered)
        assert _letters(partnered) == known, day
    delivered(partnered)
    for which in (FIRST, SECOND, OVERDUE):
        assert got(partnered, which) == EVERYBODY
    [mail] = partnered.mails(f"{GARDEN}.p/{OVERDUE}", to="pim@example.org")
    assert mail.subject == f"Overdue: {PLAN}"


def test_twice_is_once(partnered: Club) -> None:
    """P12. Run again at the same time, the pass changes nothing at all."""
    partnered.at(at_noon(PLAN_DUE - 3 * DAY))
    assert len(carry_on(partnered)) == 1
    before = partnered.everything()
    assert carry_on(partnered) == []
    assert partnered.everything() == before


def test_overslept_reminders_are_not_made_up_for(partnered: Club) -> None:
    """P12. Whoever comes late sends the last one that is due, not all of them."""
    partnered.at(at_noon(PLAN_DUE - 2 * DAY))
    carry_on(partnered)
    assert _letters(partnered) == {SECOND}


def test_what_is_reached_is_told_once_and_reminded_of_no_more(partnered: Club) -> None:
    """P12. By number or name; again it changes nothing; taken back with a reason, reminders go on."""
    partnered.at(at_noon(PLAN_DUE - 5 * DAY))
    carry_on(partnered)
    said = record_reached(partnered.secretary, DateReached(partnership=GARDEN, what="a plan of the BEDS"))
    assert "all partners get a letter" in said
    assert _plan(partnered).done_on == PLAN_DUE - 5 * DAY
    before = partnered.everything()
    assert "just so already" in record_reached(partnered.secretary, DateReached(partnership=GARDEN, what="2"))
    assert partnered.everything() == before
    partnered.at(at_noon(PLAN_DUE + DAY))
    carry_on(partnered)
    assert _letters(partnered) == {FIRST, "date-2-1"}
    delivered(partnered)
    assert got(partnered, "date-2-1") == EVERYBODY
    back = DateReached(partnership=GARDEN, what="2", take_back=True, because="A bed was forgotten.")
    record_reached(partnered.secretary, back)
    carry_on(partnered)
    assert _letters(partnered) == {FIRST, "date-2-1", "date-2-2", OVERDUE}


def test_a_date_is_moved_with_a_reason_and_reminders_begin_anew(partnered: Club) -> None:
    """P12. All partners are told old day, new day and why; for the new day all reminders go out again."""
    partnered.at(at_noon(PLAN_DUE - 3 * DAY))
    carry_on(partnered)
    later = PLAN_DUE + 5 * DAY
    moved = DateMoved(partnership=GARDEN, what=PLAN, to=later, because="The ground is frozen.")
    assert "all partners get a letter" in record_moved(partnered.secretary, moved)
    assert "just so already" in record_moved(partnered.secretary, moved)
    assert _plan(partnered).due == later
    delivered(partnered)
    [mail] = partnered.mails(f"{GARDEN}.p/date-2-1", to="kay@example.org")
    assert "25 October 2026 now, and no longer on 20 October 2026" in " ".join(mail.text.split())
    assert "The ground is frozen." in mail.text
    carry_on(partnered)
    assert {"d2-261025-1"} == {one for one in _letters(partnered) if one.startswith("d2-261025")}
    assert at_the_club(partnered, "why", GARDEN).count("The ground is frozen.") == 1


def test_what_partners_had_named_before_moves_nothing_back(partnered: Club) -> None:
    """P12. A moved day stands, also when one of them says something else anew; named by all of them later, it changes.

    That a single partner names another day afterwards is a difference, which they settle with each other.
    """
    partnered.at(at_noon(PLAN_DUE - 8 * DAY))
    later, last = PLAN_DUE + 9 * DAY, PLAN_DUE + 16 * DAY
    dates.move(partnered.secretary, GARDEN, "2", to=later, because="Frost.")
    partnered.later(HOUR)
    garden.say(partnered, 2, garden.PUBLIC)
    carry_on(partnered)
    assert _plan(partnered).due == later
    anew = partners_founded.due("deliverables", PLAN, last)
    for nth in (1, 2, 3):
        assert _plan(partnered).due == later
        partners_founded.say(partnered, garden.PROJECT, nth, anew)
        carry_on(partnered)
    assert _plan(partnered).due == last


def test_moved_there_and_back_each_move_is_told(partnered: Club) -> None:
    """P12. A second move to the same day is news again; no reminder of that day goes out twice."""
    partnered.at(at_noon(PLAN_DUE - 14 * DAY))
    carry_on(partnered)
    for to in (PLAN_DUE + DAY, PLAN_DUE):
        dates.move(partnered.secretary, GARDEN, "2", to=to, because="So it is.")
    carry_on(partnered)
    assert _letters(partnered) == {FIRST, "date-2-1", "date-2-2"}


@pytest.mark.parametrize(
    ("what", "to", "because", "said"),
    [
        ("3", PLAN_DUE, "why", "isn't listed"),
        ("A bridge", PLAN_DUE, "why", "isn't listed"),
        ("2", date(2026, 9, 1), "why", "is past"),
        ("2", PLAN_DUE + DAY, " ", "needs a reason"),
    ],
)
def test_what_cannot_be_moved_gets_a_letter(partnered: Club, what: str, to: date, because: str, said: str) -> None:
    """P12. What isn't there, a day that is past, or no reason: nothing is changed."""
    before = partnered.everything()
    with pytest.raises(Refusal, match=said):
        dates.move(partnered.secretary, GARDEN, what, to=to, because=because)
    assert partnered.everything() == before


def test_what_is_reached_cannot_be_moved_nor_reached_tomorrow(partnered: Club) -> None:
    """P12. A day to come is no day on which something was reached, and what is done has no new day."""
    with pytest.raises(Refusal, match="still to come"):
        dates.reach(partnered.secretary, GARDEN, "2", on=PLAN_DUE)
    dates.reach(partnered.secretary, GARDEN, "2")
    with pytest.raises(Refusal, match="isn't moved any more"):
        dates.move(partnered.secretary, GARDEN, "2", to=PLAN_DUE + DAY, because="Why not.")


def test_due_dates_join_agenda_calendar_and_page(partnered: Club) -> None:
    """P12. Until it is reached, it is due for the partners; overdue, it still is."""
    partnered.at(at_noon(PLAN_DUE + 2 * DAY))
    content = season_calendar.content_now(partnered.secretary)
    assert content is not None
    assert PLAN.encode() in content.replace(b"\r\n ", b"")
    page = partners_page(partnered.secretary)
    assert f"deliverable: {PLAN}" in page
    assert "overdue" in page
    dates.reach(partnered.secretary, GARDEN, "2")
    content = season_calendar.content_now(partnered.secretary)
    assert content is not None
    assert PLAN.encode() not in content.replace(b"\r\n ", b"")
    assert "reached on" in partners_page(partnered.secretary)


def test_nothing_is_due_before_the_partnership_is_in_force(furnished: Club) -> None:
    """P1, P12. While it is settled nobody is reminded, and its doors refuse."""
    garden.at_club(furnished, "unsettled", agreed=False)
    furnished.at(at_noon(PLAN_DUE + DAY))
    assert not [news for news in carry_on(furnished) if PLAN in news]
    with pytest.raises(Refusal, match="gate isn't met yet"):
        dates.reach(furnished.secretary, GARDEN, "2")


def test_without_partners_in_the_charter_nothing_is_done(club: Club) -> None:
    """P12. JP Progressives' charter knows none: the pass does nothing, the doors say so."""
    garden.left_over(club)
    club.at(at_noon(PLAN_DUE + DAY))
    assert carry_on(club) == []
    with pytest.raises(Refusal, match="has no section"):
        dates.reach(club.secretary, GARDEN, "2")
    with pytest.raises(Refusal, match="has no section"):
        dates.move(club.secretary, GARDEN, "2", to=PLAN_DUE + 9 * DAY, because="why")


def test_the_command_line_records_what_the_dashboard_does(partnered: Club) -> None:
    """P12. Reached and moved by commands, with the page to look numbers up."""
    assert "garden-27" in at_the_club(partnered, "partners")
    said = at_the_club(partnered, "move-date", GARDEN, "2", "--to", "2026-10-27", "--because", "Frost.")
    assert "27 October 2026" in said
    assert "as reached" in at_the_club(partnered, "reached", GARDEN, PLAN)
    with partnered.secretary.ledger.reading() as session:
        assert session.query(Announced).count() == 0
