"""Before the election: whatever members, the committee or candidates have a day for ends before the public election."""

from __future__ import annotations

from datetime import date

import pytest

from core import calendar
from flows import freeze
from flows import questionnaire as issuing
from flows.ballot import draft_races
from flows.duties.questionnaire import questionnaires
from flows.pages.season import season_page
from flows.race import open_race, to_mend
from flows.recommendation import draft_vote
from flows.secretary import Refusal
from tests.flows import asked, committee
from tests.flows import ballot_of_races as season_of
from tests.flows.ballot_of_races import DAY, KEY, MAYOR, WANTED, reach
from tests.flows.club import HOUR, Club


def test_members_vote_before_the_election(club: Club) -> None:
    """E3, E11. A window that ends on or after the election day, or is over, stands in the way of freezing."""
    reach(club, "races on record")
    late = {"races": [MAYOR], "opens_on": date(2026, 10, 23), "closes_on": DAY}
    [found] = draft_races(club.secretary, WANTED.model_copy(update=late))
    assert found.clause == "E3"
    assert found.because == (
        "Mayor: voting closes on 3 November 2026, and the election is on 3 November 2026: it has to close on an "
        "earlier day"
    )
    with pytest.raises(Refusal, match="it has to close on an earlier day"):
        freeze.freeze(club.secretary, KEY)
    over = {"races": [MAYOR], "opens_on": date(2026, 9, 1), "closes_on": date(2026, 9, 12)}
    [found] = draft_races(club.secretary, WANTED.model_copy(update=over))
    assert (found.clause, found.because) == (
        "E11",
        "the voting window passed before voting could open; draft it anew",
    )
    in_time = {"races": [MAYOR], "opens_on": date(2026, 10, 22), "closes_on": date(2026, 11, 2)}
    assert draft_races(club.secretary, WANTED.model_copy(update=in_time)) == []


def test_a_new_election_day_is_looked_at_when_the_ballot_is_frozen(club: Club) -> None:
    """E3. The election day of a drafted race may be corrected: freezing goes by the day that is on record then."""
    reach(club, "races drafted")
    open_race(club.secretary, season_of.OPENED[0].model_copy(update={"election_day": date(2026, 10, 12)}))
    with pytest.raises(Refusal, match=r"Mayor: voting closes on 12 October 2026, and the election is on 12 October"):
        freeze.freeze(club.secretary, KEY)


def test_the_committee_votes_before_the_election(seated: Club) -> None:
    """E3, E11. A vote that ends on or after the election day, or that should be over by now, can't be frozen."""
    wanted = committee.WANTED
    late = wanted.model_copy(update={"opens_on": date(2026, 11, 1), "closes_on": date(2026, 11, 4)})
    _, [found] = draft_vote(seated.secretary, late)
    assert found.clause == "E3"
    assert found.because == (
        "voting closes on 4 November 2026, and the election is on 3 November 2026: it has to close on an earlier day"
    )
    _, [found] = draft_vote(seated.secretary, wanted.model_copy(update={"opens_on": date(2026, 9, 1)}))
    assert (found.clause, found.because) == ("E11", "the voting window passed before voting could open; draft it anew")


def _move_election(club: Club, day: date) -> None:
    assert open_race(club.secretary, asked.OPENING.model_copy(update={"election_day": day}))


def test_the_charter_s_days_for_a_questionnaire_may_be_too_many(club: Club) -> None:
    """E4. Without a last day of its own it would end after the election: the refusal says which day fits."""
    asked.enter(club)
    _move_election(club, date(2026, 10, 13))
    with pytest.raises(Refusal, match=r"the election is on 13 October 2026, and .* 12 October 2026 at the latest"):
        issuing.issue(club.secretary, MAYOR, by="R. O.")
    assert issuing.issue(club.secretary, MAYOR, by="R. O.", until=date(2026, 10, 12))


def test_an_election_that_is_moved_forward_takes_the_deadline_along(club: Club) -> None:
    """E4. Whoever corrects the day hears of it, and so does the page; more-time brings it forward, and tells why."""
    asked.enter(club)
    asked.issue(club)
    before = asked.kept(club).due_at
    with pytest.raises(Refusal, match="A deadline is never brought forward"):
        issuing.put_off(club.secretary, MAYOR, until=date(2026, 10, 8), because="A slip.", by="R. O.")
    _move_election(club, date(2026, 10, 13))
    due = questionnaires.last_day(asked.kept(club), club.charter.zone)
    last = f"Bring the questionnaire's last day forward: it is {due}"
    assert to_mend(club.secretary, MAYOR).startswith(last)
    page = season_page(club.secretary)
    assert last in page
    assert "more-time" in page
    with pytest.raises(Refusal, match="12 October 2026 at the latest"):
        issuing.put_off(club.secretary, MAYOR, until=date(2026, 10, 13), because="The day moved.", by="R. O.")
    assert issuing.put_off(club.secretary, MAYOR, until=date(2026, 10, 12), because="The day moved.", by="R. O.")
    assert asked.kept(club).due_at < before
    assert to_mend(club.secretary, MAYOR) == ""
    asked.go_on(club)
    club.later(HOUR)
    asked.go_on(club)
    [mail] = club.mails(f"{MAYOR}.{asked.VICTOR}/q-until-1", to="victor@example.org")
    assert "until the end of 12 October 2026 to answer our questionnaire, which is earlier than we wrote" in mail.text


def test_from_the_election_day_on_nobody_is_reminded(club: Club) -> None:
    """E4. Even if nobody brings the deadline forward."""
    asked.enter(club)
    asked.issue(club)
    _move_election(club, calendar.day_of(club.secretary.now(), club.charter.zone))
    known = set(club.letters())
    club.at(asked.kept(club).due_at - HOUR)
    asked.go_on(club)
    assert not {one for one in set(club.letters()) - known if "/q-r" in one}
