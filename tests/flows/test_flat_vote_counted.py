"""A flat vote, voted on and counted: which ballot counts for a partner, and who is told that nobody voted for one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from core.records import Delegate, Voted
from flows import stand_aside
from flows.duties.membership import reach
from flows.duties.partnership import absences, flat_ballots
from flows.pages.desk import desk_page
from flows.pages.election import turnout_page
from flows.secretary import Refusal
from flows.stand_aside import StandingAside
from tests.flows import partners_flat
from tests.flows.ballots import CLOSES
from tests.flows.club import ADA, DAY, HOUR, MINUTE, Club
from tests.flows.partners_flat import (
    ABSTAIN,
    AS_MEMBER,
    BACKUP_OF_HARBOUR,
    BACKUP_OF_LANTERN,
    FOR_HARBOUR,
    FOR_LANTERN,
    GARDEN,
    HARBOUR,
    LANTERN,
    NO,
    VOTE,
    YES,
)

PRIMARY_OF_HARBOUR = f"{GARDEN}/5"
CUT_OFF = CLOSES - DAY

Tally = Mapping[str, int]


def _aside(club: Club, delegate: str = PRIMARY_OF_HARBOUR, *, vote: str = VOTE) -> str:
    wanted = {"election": vote, "delegate": delegate, "recorded_by": "the secretary"}
    return stand_aside.stand_aside(club.secretary, StandingAside.model_validate(wanted))


def _away(club: Club, nth: int, since: date, until: date | None = None) -> None:
    assert absences.record(club.secretary, GARDEN, nth, first=since, last=until, by="an organiser")


def _counted(club: Club) -> tuple[Tally, Tally]:
    """How many chose what, and what became of all answers."""
    partners_flat.close(club)
    election = club.election(VOTE)
    count = election.contests[0].count or {}
    intake = {name: number for name, number in dict(election.intake or {}).items() if name != "treatments"}
    assert intake["received"] == sum(number for name, number in intake.items() if name != "received")
    return count["rounds"][0]["tally"], intake


def _took_part(club: Club) -> set[str]:
    numbers = {one.line: one.number for one in club.roll(VOTE)}
    with club.secretary.ledger.reading() as session:
        lines = session.execute(select(Voted.line).where(Voted.election_key == VOTE)).scalars()
        return {numbers[line] for line in lines}


def test_of_two_ballots_the_primary_delegates_counts(flat_club: Club) -> None:
    """P2. Both voted in time: one counts, the other is set aside as replaced, and nothing is lost."""
    partners_flat.go_to(flat_club, "flat open")
    partners_flat.vote(flat_club, BACKUP_OF_HARBOUR, NO)
    partners_flat.vote(flat_club, FOR_HARBOUR, YES)
    tally, intake = _counted(flat_club)
    assert tally == {"yes": 1, "no": 0, "abstain": 0}
    assert intake == {"received": 2, "counted": 1, "superseded": 1, "late": 0, "unknown": 0, "malformed": 0}
    assert _took_part(flat_club) == {PRIMARY_OF_HARBOUR}


def test_an_absent_primarys_backup_counts(flat_club: Club) -> None:
    """P2. Nobody said a word, and the cut-off passed: the backup's ballot is the partner's."""
    partners_flat.go_to(flat_club, "flat open")
    partners_flat.vote(flat_club, BACKUP_OF_HARBOUR, NO)
    tally, intake = _counted(flat_club)
    assert (tally["no"], intake["counted"], intake["superseded"]) == (1, 1, 0)


@pytest.mark.parametrize(("primary_at", "counts"), [(CUT_OFF - HOUR, "yes"), (CUT_OFF + HOUR, "no")])
def test_after_the_cut_off_the_backup_comes_first(flat_club: Club, primary_at: datetime, counts: str) -> None:
    """P2. A primary's ballot from before the cut-off counts before the backup's; one from after it doesn't."""
    partners_flat.go_to(flat_club, "flat open")
    partners_flat.vote(flat_club, BACKUP_OF_HARBOUR, NO)
    flat_club.at(primary_at)
    partners_flat.vote(flat_club, FOR_HARBOUR, YES)
    tally, intake = _counted(flat_club)
    assert tally[counts] == intake["counted"] == 1


def test_who_voted_in_time_may_still_change_their_mind(flat_club: Club) -> None:
    """P2. The first version says that a ballot was there in time, the last one says how it counts."""
    partners_flat.go_to(flat_club, "flat open")
    partners_flat.vote(flat_club, FOR_HARBOUR, YES)
    partners_flat.vote(flat_club, BACKUP_OF_HARBOUR, NO)
    flat_club.at(CUT_OFF + HOUR)
    partners_flat.vote(flat_club, FOR_HARBOUR, ABSTAIN)
    tally, intake = _counted(flat_club)
    assert tally == {"yes": 0, "no": 0, "abstain": 1}
    assert intake["superseded"] == 2


def test_a_primary_who_stands_aside_leaves_it_to_the_backup(flat_club: Club) -> None:
    """P2. A later ballot of theirs doesn't count; recorded twice, it is on record once, since the first time."""
    partners_flat.go_to(flat_club, "flat open")
    said = _aside(flat_club)
    flat_club.later(HOUR)
    assert _aside(flat_club) == said
    assert f"{PRIMARY_OF_HARBOUR} stands aside in “{VOTE}” since Friday, 2 October 2026" in said
    assert flat_club.log().count("delegate.stood_aside") == 1
    partners_flat.vote(flat_club, FOR_HARBOUR, YES)
    partners_flat.vote(flat_club, BACKUP_OF_HARBOUR, NO)
    assert _counted(flat_club)[0] == {"yes": 0, "no": 1, "abstain": 0}


def test_who_stood_aside_has_no_ballot_even_without_the_backups(flat_club: Club) -> None:
    """P2. They said that they leave it to another; so nobody's counts."""
    partners_flat.go_to(flat_club, "flat open")
    _aside(flat_club)
    partners_flat.vote(flat_club, FOR_HARBOUR, YES)
    partners_flat.vote(flat_club, ADA, NO)
    tally, intake = _counted(flat_club)
    assert tally == {"yes": 0, "no": 1, "abstain": 0}
    assert (intake["counted"], intake["superseded"]) == (1, 1)


def test_a_ballot_from_before_standing_aside_stays(flat_club: Club) -> None:
    """P2. What comes on record after a ballot doesn't exchange it for another."""
    partners_flat.go_to(flat_club, "flat open")
    partners_flat.vote(flat_club, FOR_HARBOUR, YES)
    partners_flat.vote(flat_club, BACKUP_OF_HARBOUR, NO)
    flat_club.later(HOUR)
    _aside(flat_club)
    assert _counted(flat_club)[0] == {"yes": 1, "no": 0, "abstain": 0}


def test_an_absence_on_record_acts_by_itself(flat_club: Club) -> None:
    """P2, P10. Away through the day of the cut-off, the primary comes after the backup, whoever votes first."""
    partners_flat.go_to(flat_club, "flat open")
    _away(flat_club, 5, date(2026, 10, 1))
    flat_club.later(HOUR)
    partners_flat.vote(flat_club, FOR_HARBOUR, YES)
    partners_flat.vote(flat_club, BACKUP_OF_HARBOUR, NO)
    assert _counted(flat_club)[0] == {"yes": 0, "no": 1, "abstain": 0}


def test_who_is_back_by_the_cut_off_votes(flat_club: Club) -> None:
    """P10. An absence that ends before doesn't take a vote."""
    partners_flat.go_to(flat_club, "flat open")
    _away(flat_club, 5, date(2026, 10, 1), date(2026, 10, 6))
    partners_flat.vote(flat_club, FOR_HARBOUR, YES)
    partners_flat.vote(flat_club, BACKUP_OF_HARBOUR, NO)
    assert _counted(flat_club)[0] == {"yes": 1, "no": 0, "abstain": 0}


def _shorter(club: Club) -> bool:
    return absences.record(club.secretary, GARDEN, 5, first=FIRST, last=FIRST, by="an organiser")


def _longer(club: Club) -> bool:
    return absences.record(club.secretary, GARDEN, 5, first=FIRST, last=None, by="an organiser")


def _back(club: Club) -> bool:
    return absences.end(club.secretary, GARDEN, 5, by="an organiser")


FIRST, THROUGH = date(2026, 10, 2), date(2026, 10, 20)
LATER = {"made shorter": _shorter, "made longer": _longer, "ended": _back}


@pytest.mark.parametrize("when", [None, CUT_OFF, CLOSES + MINUTE], ids=["once the backup voted", "cut-off", "closed"])
@pytest.mark.parametrize("change", LATER.values(), ids=LATER)
def test_what_is_said_of_an_absence_later_exchanges_no_ballot(
    flat_club: Club, change: Callable[[Club], bool], when: datetime | None
) -> None:
    """P2. On record as the backup voted, it counts so, whatever is put right of it before closing or after."""
    partners_flat.go_to(flat_club, "flat open")
    _away(flat_club, 5, FIRST, THROUGH)
    flat_club.later(HOUR)
    partners_flat.vote(flat_club, BACKUP_OF_HARBOUR, NO)
    flat_club.later(HOUR)
    partners_flat.vote(flat_club, FOR_HARBOUR, YES)
    flat_club.at(when or flat_club.secretary.now() + HOUR)
    assert change(flat_club)
    assert _counted(flat_club)[0] == {"yes": 0, "no": 1, "abstain": 0}


@pytest.mark.parametrize("change", [_shorter, _back], ids=["made shorter", "ended"])
def test_who_comes_back_before_the_backup_voted_votes_first(flat_club: Club, change: Callable[[Club], bool]) -> None:
    """P2, P10. Back before the cut-off, with no ballot that could be exchanged: the primary's counts again."""
    partners_flat.go_to(flat_club, "flat open")
    _away(flat_club, 5, FIRST, THROUGH)
    flat_club.later(DAY)
    assert change(flat_club)
    flat_club.later(HOUR)
    partners_flat.vote(flat_club, BACKUP_OF_HARBOUR, NO)
    partners_flat.vote(flat_club, FOR_HARBOUR, YES)
    assert _counted(flat_club)[0] == {"yes": 1, "no": 0, "abstain": 0}


def test_an_absence_made_longer_has_passed_the_vote_since_it_began(flat_club: Club) -> None:
    """P2. It was on record all the time, so a primary's ballot from in between doesn't come first."""
    partners_flat.go_to(flat_club, "flat open")
    _away(flat_club, 5, FIRST, THROUGH)
    flat_club.later(HOUR)
    partners_flat.vote(flat_club, FOR_HARBOUR, YES)
    flat_club.later(HOUR)
    _longer(flat_club)
    flat_club.later(HOUR)
    partners_flat.vote(flat_club, BACKUP_OF_HARBOUR, NO)
    assert _counted(flat_club)[0] == {"yes": 0, "no": 1, "abstain": 0}


@pytest.mark.parametrize("delegate", [f"{GARDEN}/6", "M01", f"{GARDEN}/99", f"{GARDEN}/1"])
def test_only_a_primary_delegate_on_the_roll_stands_aside(flat_club: Club, delegate: str) -> None:
    """P2. Anybody else gets a letter, and nothing is recorded."""
    partners_flat.go_to(flat_club, "flat frozen")
    with pytest.raises(Refusal, match=f"“{delegate}” is no primary delegate on the roll"):
        _aside(flat_club, delegate)


def test_nobody_stands_aside_before_freezing_or_after_closing(flat_club: Club) -> None:
    """P2. Before, another is named; afterwards it counts as it was cast."""
    partners_flat.go_to(flat_club, "flat drafted")
    with pytest.raises(Refusal, match="“flat-budget” is drafted"):
        _aside(flat_club)
    with pytest.raises(Refusal, match="There is no flat vote “spring”"):
        _aside(flat_club, vote="spring")
    partners_flat.go_to(flat_club, "flat open")
    flat_club.at(CLOSES)
    with pytest.raises(Refusal, match="afterwards it counts as it was cast"):
        _aside(flat_club)


def test_two_hats_are_two_ballots(flat_club: Club) -> None:
    """P4, P7. Somebody votes one way for their organisation, and another way for themselves; both count."""
    partners_flat.go_to(flat_club, "flat open")
    partners_flat.vote(flat_club, FOR_LANTERN, NO)
    partners_flat.vote(flat_club, AS_MEMBER, YES)
    tally, intake = _counted(flat_club)
    assert tally == {"yes": 1, "no": 1, "abstain": 0}
    assert intake["counted"] == 2
    assert _took_part(flat_club) == {"M03", f"{GARDEN}/3"}


def test_turnout_is_of_what_can_count(flat_club: Club) -> None:
    """P2, P9. While voting is open only members are told of; afterwards two ballots for one partner are one of 14."""
    partners_flat.go_to(flat_club, "flat open")
    partners_flat.vote(flat_club, FOR_HARBOUR, YES)
    partners_flat.vote(flat_club, BACKUP_OF_HARBOUR, NO)
    partners_flat.vote(flat_club, ADA, NO)
    flat_club.tend()
    assert "![1 of 12 have voted" in turnout_page(flat_club.secretary, VOTE)
    partners_flat.close(flat_club)
    assert "![2 of 14 have voted" in turnout_page(flat_club.secretary, VOTE)


PRIVATE = {3: {"members": "its name", "partners": "its name", "third_parties": "nothing"}}
PUBLIC = {2: {"third_parties": "its name"}}
SILENT_FROM = CLOSES - timedelta(hours=72)


def _silent(club: Club) -> str:
    """What the desk says of silent partners."""
    page = desk_page(club.secretary)
    return next((line for line in page.splitlines() if "Nobody has voted for" in line), "")


def test_a_silent_partner_is_reported_in_time_to_act(flat_club: Club) -> None:
    """P2, P11. Three days before closing the desk tells of partners without a ballot: a private one isn't named there.

    On the command line it is. Of delegates nothing is told, and a ballot of either of them ends it.
    """
    partners_flat.opened(flat_club, publicity={**PRIVATE, **PUBLIC})
    flat_club.at(SILENT_FROM - MINUTE)
    flat_club.tend()
    assert _silent(flat_club) == ""
    assert flat_ballots.silent_by_name(flat_club.secretary, VOTE)[0].startswith("No partner is silent")
    flat_club.at(SILENT_FROM)
    assert f"Nobody has voted for {LANTERN}, a partner organisation in “The garden's budget”" in _silent(flat_club)
    assert f"canvass silent-partners {VOTE}" in desk_page(flat_club.secretary)
    assert flat_ballots.silent_by_name(flat_club.secretary, VOTE) == [
        f"{LANTERN}: neither delegate has voted",
        f"{HARBOUR}: neither delegate has voted",
    ]
    partners_flat.vote(flat_club, BACKUP_OF_LANTERN, YES)
    flat_club.tend()
    assert "Nobody has voted for a partner organisation in" in _silent(flat_club)
    partners_flat.vote(flat_club, FOR_HARBOUR, YES)
    flat_club.tend()
    assert _silent(flat_club) == ""


def test_two_private_partners_are_neither_counted_nor_told_apart(flat_club: Club) -> None:
    """P11. Where nothing may be told of either, the desk says that there is one, and not how many."""
    partners_flat.go_to(flat_club, "flat open")
    flat_club.at(SILENT_FROM)
    assert "Nobody has voted for a partner organisation in" in _silent(flat_club)
    flat_club.at(CLOSES)
    assert _silent(flat_club) == ""


def test_what_is_said_of_an_unreachable_delegate_leads_to_their_partner(flat_club: Club) -> None:
    """P2. No tab lists delegates, so nobody is sent there; the partner knows them, and has another one."""
    partners_flat.go_to(flat_club, "flat drafted")
    with flat_club.secretary.ledger.writing(flat_club.secretary.now()) as pen:
        pen.session.get_one(Delegate, (GARDEN, 5)).email = ""
    flat_club.freeze(VOTE)
    line = next(one for one in reach.voters(flat_club.secretary, VOTE) if one[1] == PRIMARY_OF_HARBOUR)
    assert line[4].startswith("Ask whoever answers for the partner")
    assert "Members" not in line[4]
