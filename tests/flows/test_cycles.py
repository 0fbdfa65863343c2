"""Cycles of nominations: whether their days can be meant, how they are called off, and how they are opened again."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from core.records import Call, Cycle, Letter
from flows import slate, year
from flows.duties.nomination import cycles
from flows.duties.race import agenda, reasons
from flows.nominations import CalledOff, call_off, open_cycle
from flows.pages.desk import desk_page
from flows.pages.nominations import nominations_page
from flows.secretary import Refusal
from tests.conftest import ON_SQLITE
from tests.flows import renewal
from tests.flows.ballots import START
from tests.flows.club import ADA, BO, HOUR, MEMBERS, Club
from tests.flows.renewal import BALLOT, CALL, CONSENSUS, MEMBERS_KEY, OPEN, WANTED, YEAR, go_on
from tests.flows.terminal import at_the_club

OFF = CalledOff(year=YEAR, because="The year was a slip.", by="R. O.")


@pytest.fixture
def begun(club: Club) -> Club:
    """A cycle is opened, and hasn't begun."""
    renewal.go_to(club, "a cycle is opened")
    return club


@pytest.fixture
def nominated(club: Club) -> Club:
    """Four have nominated themselves, and Esme was nominated by Ada."""
    renewal.go_to(club, "five are nominated")
    return club


def _letters(club: Club) -> set[str]:
    return {one for one in club.letters() if one.startswith(CALL)}


# ── days that can be meant ─────────────────────────────────────────────────────────────────────────


def test_a_cycles_days_belong_to_its_year(club: Club) -> None:
    """S4. A slip of the year is refused before anybody is written to; after the first quarter it takes a reason."""
    club.go_to("furnished")
    club.at(START)
    for slip in (2026, 2028, 2072):
        with pytest.raises(Refusal, match=f"belong to {slip}"):
            open_cycle(club.secretary, WANTED.model_copy(update={"year": slip, "because": "It is."}))
    late = {"opens_on": date(2027, 3, 1), "closes_on": date(2027, 3, 15), "statements_until": date(2027, 4, 1)}
    with pytest.raises(Refusal, match="31 March 2027; that needs a reason"):
        open_cycle(club.secretary, WANTED.model_copy(update=late))
    with club.secretary.ledger.reading() as session:
        assert cycles.all_of(session) == []
    assert open_cycle(club.secretary, WANTED.model_copy(update={**late, "because": "Nobody was here."}))
    with club.secretary.ledger.reading() as session:
        kept = reasons.all_given(session, about=CALL, zone=club.secretary.charter.zone)
        assert [one.because for one in kept] == ["Nobody was here."]
        assert list(reasons.faults(session)) == []


def test_members_and_nominees_have_their_time(club: Club) -> None:
    """S3. A week to nominate, counted from today where that is later, and two for a statement; less takes a reason."""
    club.go_to("furnished")
    club.at(datetime(2027, 1, 20, 17, tzinfo=UTC))
    with pytest.raises(Refusal, match="5 days to nominate, 7 needed"):
        open_cycle(club.secretary, WANTED)
    short = {"closes_on": date(2027, 1, 27), "statements_until": date(2027, 2, 9)}
    with pytest.raises(Refusal, match="13 days for statements, 14 needed"):
        open_cycle(club.secretary, WANTED.model_copy(update=short))
    assert open_cycle(club.secretary, WANTED.model_copy(update={**short, "because": "A late start."}))
    assert not open_cycle(club.secretary, WANTED.model_copy(update=short))


# ── called off ─────────────────────────────────────────────────────────────────────────────────────


def test_a_cycle_is_called_off_before_anybody_heard_of_it(begun: Club) -> None:
    """S3. Then nobody hears of that either; without a reason nothing is done, and twice is once."""
    with pytest.raises(Refusal, match="needs a reason"):
        call_off(begun.secretary, OFF.model_copy(update={"because": " "}))
    assert call_off(begun.secretary, OFF)
    assert not call_off(begun.secretary, OFF)
    begun.at(OPEN)
    for _ in range(2):
        assert go_on(begun) == []
        begun.later(2 * HOUR)
    assert _letters(begun) == set()
    assert "called off" in nominations_page(begun.secretary, YEAR)
    with begun.secretary.ledger.reading() as session:
        assert not [one for one in agenda.ahead(begun.secretary, session) if one.mark.startswith("nominations/")]
        assert session.get_one(Call, CALL).form_id == ""


def test_members_who_were_called_are_told_and_the_forms_close(nominated: Club) -> None:
    """S3. One letter to all members with the reason; what isn't out yet stays in; no vote on a slate can be drafted."""
    assert call_off(nominated.secretary, OFF)
    for _ in range(2):
        assert go_on(nominated) == []
        nominated.later(2 * HOUR)
    assert _letters(nominated) == {f"{CALL}/call", f"{CALL}/off-0"}
    [mail] = nominated.mails(f"{CALL}/off-0", to=MEMBERS[BO])
    assert "The year was a slip." in mail.text
    assert not renewal.nominate(nominated, ADA).accepted
    with nominated.secretary.ledger.reading() as session:
        assert session.get_one(Call, CALL).closed
        assert session.get_one(Cycle, YEAR).closed
        assert session.get_one(Letter, f"{CALL}/off-0").state == "confirmed"
    with pytest.raises(Refusal, match="are called off"):
        slate.seek_consensus(nominated.secretary, CONSENSUS)
    with pytest.raises(Refusal, match="are called off"):
        slate.draft_slate(nominated.secretary, BALLOT)
    before = nominated.everything()
    assert go_on(nominated) == []
    assert nominated.everything() == before


def test_a_cycle_that_was_called_off_is_opened_again(nominated: Club) -> None:
    """S3. With other days: members are told, the form takes answers, and who was nominated is so still."""
    assert call_off(nominated.secretary, OFF)
    assert go_on(nominated) == []
    nominated.later(2 * HOUR)
    assert go_on(nominated) == []
    again = WANTED.model_copy(update={"closes_on": date(2027, 2, 1), "statements_until": date(2027, 2, 15)})
    assert open_cycle(nominated.secretary, again)
    assert not open_cycle(nominated.secretary, again)
    for _ in range(2):
        assert go_on(nominated) == []
        nominated.later(2 * HOUR)
    [mail] = nominated.mails(f"{CALL}/moved-1", to=MEMBERS[BO])
    assert "are open again" in mail.text
    assert renewal.nominate(nominated, "Hugo Notional").accepted
    assert go_on(nominated) == []
    assert len(renewal.rows(nominated)) == 6
    assert "“nominations.2027”" not in desk_page(nominated.secretary)


def test_who_was_called_by_no_letter_yet_is_called_as_if_for_the_first_time(begun: Club) -> None:
    """S3. Called off while the letter was only planned: it stays in, and nobody hears of an end without a beginning."""
    begun.at(OPEN)
    assert year.carry_on(begun.secretary).troubles == []
    assert _letters(begun) == {f"{CALL}/call"}
    assert call_off(begun.secretary, OFF)
    assert go_on(begun) == []
    assert _letters(begun) == {f"{CALL}/call"}
    assert begun.mails(f"{CALL}/call", to=MEMBERS[BO]) == []
    assert open_cycle(begun.secretary, WANTED.model_copy(update={"closes_on": date(2027, 1, 24)}))
    for _ in range(2):
        assert go_on(begun) == []
        begun.later(2 * HOUR)
    [mail] = begun.mails(f"{CALL}/moved-1", to=MEMBERS[BO])
    assert "every member is asked" in mail.text


def test_what_is_voted_on_isnt_called_off(club: Club) -> None:
    """S4. The vote is withdrawn first; and a vote that is drafted meanwhile can't be frozen."""
    renewal.go_to(club, "the committee agrees")
    key, _ = slate.draft_slate(club.secretary, BALLOT)
    assert call_off(club.secretary, OFF)
    with pytest.raises(Refusal, match="are called off"):
        club.freeze(key)
    renewal.go_to(club, "the committee agrees")
    slate.draft_slate(club.secretary, BALLOT)
    club.freeze(MEMBERS_KEY)
    with pytest.raises(Refusal, match="is the members' vote on the slate for 2027"):
        call_off(club.secretary, OFF)


@ON_SQLITE
def test_it_is_called_off_at_the_command_line(begun: Club) -> None:
    """S3. By a door of its own."""
    said = at_the_club(begun, "nominations-off", "2027", "--because", "A slip.", "--by", "RO")
    assert "The nominations of 2027 are called off" in said
    assert "were called off before" in at_the_club(
        begun, "nominations-off", "2027", "--because", "A slip.", "--by", "RO"
    )
