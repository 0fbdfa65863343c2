"""P10, P2. What partners foresaw comes to pass: its response is told to all; a delegate's absence acts by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from core import ledger
from core.records import DelegateAbsence, Letter, PartnershipCircumstance, PartnershipDate
from flows import partners
from flows.circumstance import CircumstanceMet, DelegateAway, record_absence, record_circumstance
from flows.duties.partnership import absence_history, absences, circumstances, dates
from flows.pages.desk import desk_page
from flows.pages.partners import partners_page
from flows.secretary import Refusal
from tests.conftest import KILLED
from tests.flows import partners_publicity as garden
from tests.flows.club import DAY, HOUR, Club
from tests.flows.partners_publicity import EVERYBODY, FUNDS, GARDEN, LANTERN, PLAN_DUE, at_noon, delivered, got
from tests.flows.terminal import at_the_club, canvass, refused
from tests.trust.chaos import Chaos, Death

BY = "R. O."
FIRST, LAST = date(2026, 10, 5), date(2026, 10, 9)


@pytest.fixture(scope="module")
def furnished(kind_of_book: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    """The club under a charter that knows partners."""
    with garden.at_work(kind_of_book, tmp_path_factory) as club:
        yield club


@pytest.fixture
def partnered(furnished: Club) -> Club:
    """The club with a partnership in force."""
    return garden.at_club(furnished, "partnered")


def _met(what: str, *, over: bool = False) -> CircumstanceMet:
    return CircumstanceMet(partnership=GARDEN, circumstance=what, over=over, by=BY)


def _away(nth: int, first: date | None = None, last: date | None = None, *, back: bool = False) -> DelegateAway:
    return DelegateAway(partnership=GARDEN, delegate=nth, first=first, last=last, back=back, by=BY)


def _absences(club: Club) -> list[tuple[int, date, date | None]]:
    with club.secretary.ledger.reading() as session:
        found = session.execute(select(DelegateAbsence).order_by(DelegateAbsence.nth, DelegateAbsence.since)).scalars()
        return [(one.nth, one.since, one.until) for one in found]


# ── circumstances ──────────────────────────────────────────────────────────────────────────────────


def test_what_was_foreseen_runs_its_response_once(partnered: Club) -> None:
    """P10. All contacts and delegates get the response in words; the desk keeps it; again it changes nothing."""
    assert "It is on record" in record_circumstance(partnered.secretary, _met("Funding falls SHORT"))
    delivered(partnered)
    assert got(partnered, "event-1-1") == EVERYBODY
    [mail] = partnered.mails(f"{GARDEN}.p/event-1-1", to="sol@example.org")
    assert FUNDS in " ".join(mail.text.split())
    for page in (desk_page(partnered.secretary), partners_page(partnered.secretary)):
        assert "funding falls short" in page
    assert FUNDS in desk_page(partnered.secretary)
    before = partnered.everything()
    assert "just so already" in record_circumstance(partnered.secretary, _met("1"))
    assert partnered.everything() == before
    assert partnered.log().count("partnership.circumstance") == 1


def test_it_is_over_when_somebody_says_so_and_may_come_again(partnered: Club) -> None:
    """P10. All are told that it is over, once; the desk forgets it. The next time has its response again."""
    record_circumstance(partnered.secretary, _met("1"))
    partnered.later(3 * DAY)
    assert "as over" in record_circumstance(partnered.secretary, _met("1", over=True))
    assert "just so already" in record_circumstance(partnered.secretary, _met("1", over=True))
    assert "funding falls short" not in desk_page(partnered.secretary)
    delivered(partnered)
    [mail] = partnered.mails(f"{GARDEN}.p/event-1-2", to="sol@example.org")
    assert mail.subject == "Over: funding falls short"
    record_circumstance(partnered.secretary, _met("1"))
    delivered(partnered)
    assert got(partnered, "event-1-3") == EVERYBODY


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("a meteorite", "isn't listed; the delegates decide"),
        ("a flood", "has no response; the delegates decide"),
        ("a delegate is absent", "acts by itself.*canvass absent"),
    ],
)
def test_what_nobody_foresaw_is_the_delegates_to_decide(partnered: Club, what: str, said: str) -> None:
    """P10. Unlisted, or without a response: the delegates decide. An absence has a door of its own."""
    before = partnered.everything()
    with pytest.raises(Refusal, match=said):
        record_circumstance(partnered.secretary, _met(what))
    assert partnered.everything() == before


def test_what_isnt_listed_cannot_be_over(partnered: Club) -> None:
    """P10. A slip in its name gets a letter, not a record."""
    with pytest.raises(Refusal, match="isn't listed"):
        record_circumstance(partnered.secretary, _met("a meteorite", over=True))


# ── absences ───────────────────────────────────────────────────────────────────────────────────────


def test_an_absence_is_told_to_both_delegates_of_that_organisation(partnered: Club) -> None:
    """P2, P10. Primary and backup hear what follows, and nobody else; their own organisation is named to them."""
    assert "on record" in record_absence(partnered.secretary, _away(3, FIRST, LAST))
    assert _absences(partnered) == [(3, FIRST, LAST)]
    delivered(partnered)
    assert got(partnered, "away-3-1") == ["cleo@example.org", "orla@example.org"]
    [mail] = partnered.mails(f"{GARDEN}.p/away-3-1", to="orla@example.org")
    assert mail.subject == f"The primary delegate of {LANTERN} is away"
    assert "the backup’s ballot counts" in mail.text
    before = partnered.everything()
    assert "just so already" in record_absence(partnered.secretary, _away(3, FIRST, LAST))
    assert partnered.everything() == before


def test_a_private_partners_delegates_read_their_own_name(furnished: Club) -> None:
    """P11. Nobody may be told of it; to its own people it is no secret, to all partners together it is."""
    garden.at_club(furnished, "private", publicity={2: garden.PRIVATE})
    record_absence(furnished.secretary, _away(3, FIRST, LAST))
    record_absence(furnished.secretary, _away(5, FIRST, LAST))
    delivered(furnished)
    assert furnished.letter(f"{GARDEN}.p/away-3-1").state == "confirmed"
    [mail] = furnished.mails(f"{GARDEN}.p/away-3-1", to="orla@example.org")
    assert LANTERN in mail.text
    assert LANTERN not in "".join(one.text for one in furnished.mails(f"{GARDEN}.p/away-5-1"))


def test_a_backup_who_is_away_stands_in_for_nobody(partnered: Club) -> None:
    """P2. Recorded and told, with the advice that fits; it passes no vote on."""
    record_absence(partnered.secretary, _away(4, FIRST))
    delivered(partnered)
    [mail] = partnered.mails(f"{GARDEN}.p/away-4-1", to="cleo@example.org")
    assert "Nobody stands in for the primary delegate" in mail.text
    assert _absences(partnered) == [(4, FIRST, None)]


def test_back_earlier_than_was_said(partnered: Club) -> None:
    """P2, P10. From today on it doesn't hold; both are told, once. One that hasn't begun is taken back."""
    record_absence(partnered.secretary, _away(3, FIRST, LAST))
    record_absence(partnered.secretary, _away(5, FIRST, LAST))
    assert "They are back" in record_absence(partnered.secretary, _away(5, back=True))
    partnered.at(at_noon(FIRST + 2 * DAY))
    assert "3: primary of Lantern Street Tenants – away until Fri 9 Oct 2026" in partners_page(
        partnered.secretary, inside=True
    )
    assert "– away" not in partners_page(partnered.secretary)
    assert "They are back" in record_absence(partnered.secretary, _away(3, back=True))
    assert "No absence" in record_absence(partnered.secretary, _away(3, back=True))
    assert _absences(partnered) == [(3, FIRST, FIRST + DAY)]
    assert "– away" not in partners_page(partnered.secretary, inside=True)
    delivered(partnered)
    assert got(partnered, "away-3-2") == ["cleo@example.org", "orla@example.org"]


def test_its_last_day_is_put_right(partnered: Club) -> None:
    """P2. The same first day with another last day is the same absence; the log keeps what was on record before."""
    record_absence(partnered.secretary, _away(3, FIRST, LAST))
    then = partnered.secretary.now()
    partnered.later(HOUR)
    record_absence(partnered.secretary, _away(3, FIRST, FIRST))
    record_absence(partnered.secretary, _away(3, FIRST))
    assert _absences(partnered) == [(3, FIRST, None)]
    with partnered.secretary.ledger.reading() as session:
        said = absence_history.of(session, GARDEN, 3)
    later = then + HOUR
    assert [(one.recorded, one.last, one.withdrawn) for one in said] == [
        (then, LAST, later),
        (later, FIRST, later),
        (later, None, None),
    ]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (_away(9, FIRST), "is no delegate's number"),
        (_away(3), "the first day"),
        (_away(3, LAST, FIRST), "is before the first"),
        (_away(3, FIRST, back=True), "Either they are away"),
        (_away(5, LAST, LAST + DAY), "overlap"),
    ],
)
def test_days_that_cannot_be_get_a_letter(partnered: Club, wanted: DelegateAway, said: str) -> None:
    """P2. A number that is nobody's, days in no order, or within another absence: nothing is changed."""
    record_absence(partnered.secretary, _away(5, FIRST, LAST))
    before = partnered.everything()
    with pytest.raises(Refusal, match=said):
        record_absence(partnered.secretary, wanted)
    assert partnered.everything() == before


# ── elsewhere ──────────────────────────────────────────────────────────────────────────────────────


def test_without_partners_in_the_charter_the_doors_refuse(club: Club) -> None:
    """P10. JP Progressives' charter knows none, and says how to add them."""
    garden.left_over(club)
    with pytest.raises(Refusal, match="has no section"):
        record_circumstance(club.secretary, _met("1"))
    with pytest.raises(Refusal, match="has no section"):
        record_absence(club.secretary, _away(3, FIRST))


def test_the_command_line_records_what_the_dashboard_does(partnered: Club) -> None:
    """P10, P2. By number, so that nobody's name is typed."""
    assert "It is on record" in at_the_club(partnered, "circumstance", GARDEN, "bad weather", "--by", BY)
    assert "as over" in at_the_club(partnered, "circumstance", GARDEN, "2", "--over", "--by", BY)
    days = ("--from", FIRST.isoformat(), "--until", LAST.isoformat())
    assert "both delegates" in at_the_club(partnered, "absent", GARDEN, "3", *days, "--by", BY)
    assert "They are back" in at_the_club(partnered, "absent", GARDEN, "3", "--back", "--by", BY)
    settings = garden.environment(partnered)
    ended = canvass("circumstance", GARDEN, "a meteorite", "--by", BY, settings=settings)
    assert "the delegates decide" in refused(ended)


ACTS: dict[str, Callable[[Club], object]] = {
    "partners are reminded": lambda club: partners.carry_on(club.secretary),
    "a date is moved": lambda club: dates.move(club.secretary, GARDEN, "2", to=PLAN_DUE + 9 * DAY, because="Frost."),
    "it is reached": lambda club: dates.reach(club.secretary, GARDEN, "2"),
    "a circumstance": lambda club: circumstances.trigger(club.secretary, GARDEN, "1", by=BY),
    "an absence": lambda club: absences.record(club.secretary, GARDEN, 3, first=FIRST, last=LAST, by=BY),
}


def _end(club: Club) -> dict[str, Any]:
    with club.secretary.ledger.reading() as session:
        listed = session.execute(select(PartnershipDate).order_by(PartnershipDate.nth)).scalars()
        foreseen = session.execute(select(PartnershipCircumstance).order_by(PartnershipCircumstance.nth)).scalars()
        return {
            "log": ledger.log_fault(session),
            "dates": [(one.nth, one.due, one.done_on) for one in listed],
            "circumstances": [(one.nth, one.since, one.over_on) for one in foreseen],
            "absences": _absences(club),
            "letters": sorted((one.key, one.recipients) for one in session.execute(select(Letter)).scalars()),
            "mails": sorted((one.title, one.to) for box in EVERYBODY for one in club.mails_to(box)),
        }


def _play(club: Club, act: str, chaos: Chaos) -> dict[str, Any]:
    """An act with what is to fail, the same act again, and its letters on their way."""
    garden.at_club(club, "partnered")
    club.at(at_noon(PLAN_DUE - 3 * DAY))
    chaos.begin(0)
    with chaos.at_work(), suppress(Death, Exception):
        ACTS[act](club)
        club.tend()
    ACTS[act](club)
    delivered(club)
    return _end(club)


@KILLED
@pytest.mark.parametrize("act", ACTS)
def test_killed_after_any_call_or_commit_it_ends_the_same(furnished: Club, act: str, every: int) -> None:
    """P10, P12. One record and one letter for each mailbox, whatever died in between."""
    calm = Chaos()
    hoped = _play(furnished, act, calm)
    assert hoped["log"] == ""
    assert hoped["mails"]
    deaths = [(point, kind) for point in calm.passed for kind in ("die before", "die after") if kind in point.kinds]
    for point, kind in deaths[::every]:
        chaos = Chaos({point.place: kind})
        assert _play(furnished, act, chaos) == hoped, f"{point.place} {kind}"
        assert chaos.struck
