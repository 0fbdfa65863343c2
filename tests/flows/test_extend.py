"""A ballot that stays open longer: only longer, told to all its voters, with a form and reminders that follow."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.records import ParallelVote, Partnership
from flows import extend as extending
from flows.duties.election import form
from flows.secretary import Refusal
from integrations.google import forms
from tests.conftest import ON_SQLITE
from tests.flows.ballots import CLOSES, KEY
from tests.flows.club import CLEO, DAY, DEV, HOUR, MINUTE, Club
from tests.flows.terminal import at_the_club

LATER = date(2026, 10, 14)
WHY = "The mail service was down."


def extend(club: Club, day: date = LATER, hour: str = "18:00") -> bool:
    """Two days more, unless something else is said."""
    return extending.extend(club.secretary, KEY, closes_on=day, closes_at=hour, reason=WHY, by="R. O.")


def test_voters_hear_of_it_and_can_vote_until_then(club: Club) -> None:
    """E11, E12. One letter to each mailbox, a form that stays open and says so, votes that count, later reminders."""
    club.go_to("voted")
    before = club.reminder_times()
    assert extend(club)
    club.later(MINUTE)
    club.tend()
    club.later(HOUR)
    club.tend()
    told = club.mails("extended-20261014t2200")
    assert len(told) == len({one.to for one in told}) == 6
    assert "Wednesday, 14 October 2026, 6:00 pm (America/New_York),\nwhich is 22:00 UTC" in told[0].text
    assert WHY in told[0].text
    held = forms.read(club.secretary.google, club.election().form_id)
    assert "Voting closes Wednesday, 14 October 2026" in held.paper.description
    assert held.paper.fingerprint() == club.election().form_fingerprint
    assert club.reminder_times()[-1] == before[-1] + 2 * DAY
    assert not club.held()
    club.at(CLOSES + DAY)
    club.tend()
    club.vote(CLEO)
    club.at(CLOSES + 2 * DAY + MINUTE)
    club.tend()
    assert club.election().state == "closed"
    club.at(CLOSES + 2 * DAY + HOUR)
    club.tend()
    assert club.election().state == "counted"
    assert (club.election().intake or {})["counted"] == 4
    assert "election.extended" in club.log()


def test_doing_it_twice_does_it_once(club: Club) -> None:
    """E11. The same time again changes nothing and writes to nobody."""
    club.go_to("voted")
    assert extend(club)
    before = club.everything()
    assert not extend(club)
    assert club.everything() == before
    assert extend(club, LATER + timedelta(days=1))


@pytest.mark.parametrize(
    ("moment", "day", "hour", "because"),
    [
        ("voted", date(2026, 10, 11), "18:00", "never sooner"),
        ("voted", date(2026, 10, 12), "17:00", "never sooner"),
        ("frozen", LATER, "18:00", "only a ballot that is open"),
        ("closed", LATER, "18:00", "is closed"),
        ("voted", LATER, "18:30", "one of these hours"),
    ],
)
def test_a_window_is_only_lengthened_while_it_is_open(
    club: Club, moment: str, day: date, hour: str, because: str
) -> None:
    """E11. Voters plan by what they were told: voting never ends sooner, and what is closed stays closed."""
    club.go_to(moment)
    before = club.everything()
    with pytest.raises(Refusal, match=because):
        extend(club, day, hour)
    assert club.everything() == before


def test_it_is_refused_in_the_minute_in_which_voting_ends(club: Club) -> None:
    """E11. Although no pass has closed it yet: nobody may vote by then."""
    club.go_to("voted")
    club.at(CLOSES)
    with pytest.raises(Refusal, match="is closing"):
        extend(club)


def test_it_needs_a_reason_and_initials(club: Club) -> None:
    """E11. Voters read the reason; the record has both."""
    club.go_to("voted")
    for reason, by in (("", "R. O."), (WHY, " ")):
        with pytest.raises(Refusal, match="needs a reason"):
            extending.extend(club.secretary, KEY, closes_on=LATER, closes_at="18:00", reason=reason, by=by)


@ON_SQLITE
def test_a_form_that_somebody_edited_is_not_repaired_by_it(club: Club) -> None:
    """E7. A longer vote rewords a form that says the old time, and nothing else; what else differs stops the ballot."""
    club.go_to("voted")
    extend(club)
    club.form()["items"][0]["title"] = "Something else"
    club.later(HOUR)
    club.tend()
    assert "somebody edited it" in club.held()
    held = forms.read(club.secretary.google, club.election().form_id)
    assert held.paper.description == form.paper_of(club.election(), closes="Monday, 12 October 2026, 6:00 pm "
        "(America/New_York), 22:00 UTC").description  # fmt: skip


@ON_SQLITE
def test_a_letter_that_waits_takes_the_new_time_up(club: Club) -> None:
    """E12. Nobody is told of the old time afterwards, and no letter is dropped at it."""
    club.go_to("open")
    extend(club)
    waiting = club.letter("ballot")
    assert waiting.not_after == CLOSES + 2 * DAY
    if waiting.state == "planned":
        assert "14 October" in waiting.facts["closes_local"]


@ON_SQLITE
def test_our_vote_in_a_parallel_vote_ends_by_its_last_day(club: Club) -> None:
    """P6. Partners were told by when we report."""
    club.go_to("voted")
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        pen.session.add(Partnership(key="garden-26", title="A garden", begun_by="R. O.", begun_at=pen.at))
        pen.session.flush()
        pen.session.add(
            ParallelVote(
                key="beds-26", partnership_key="garden-26", title="Beds", text="Shall there be beds?",
                choices=["Yes", "No"], asked_by="R. O.", asked_at=pen.at, last_day=date(2026, 10, 13),
                due_on=date(2026, 10, 16), our_election=KEY,
            )
        )  # fmt: skip
    with pytest.raises(Refusal, match="whose last day is 13 October 2026"):
        extend(club)


@ON_SQLITE
def test_the_command_shows_what_it_means_and_asks(club: Club) -> None:
    """E11. A no changes nothing and says so; a yes does it; the page has both times, whom it tells, and the letter."""
    club.go_to("voted")
    words = ("extend", KEY, "--closes-on", "2026-10-14", "--reason", WHY, "--by", "R. O.")
    said = " ".join(at_the_club(club, *words, answer="n\n").split())
    for part in ("Voting was to close", "22:00 UTC", "mailboxes", "Open longer: Autumn endorsements", "Nothing was"):
        assert part in said
    assert club.election().closes_at == CLOSES
    assert "Its voters get a letter" in at_the_club(club, *words, "--yes")
    assert club.election().closes_at == CLOSES + 2 * DAY


@ON_SQLITE
def test_who_votes_with_a_code_of_before_is_counted(club: Club) -> None:
    """E11. Links stay as they are: a voter without a new letter votes after the old time with the old link."""
    club.go_to("voted")
    extend(club)
    club.tend()
    club.at(CLOSES + HOUR)
    club.vote(DEV)
    club.tend()
    assert club.election().state == "open"
