"""Doors that ask: what is shown before anything happens, and how often a question is asked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from prefect import Flow
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.states import Failed

from core.records import Letter
from flows import asking, entrance, erase, exempt, freeze_asked, pages_shown, runs_shown, share_asked, withdraw
from flows.cosponsor import record
from flows.duties.membership import stock
from flows.duties.race import reasons
from flows.pages.approval import boxes
from flows.rehearsal import venue
from flows.secretary import Refusal
from tests.conftest import ON_SQLITE
from tests.flows.ballots import KEY
from tests.flows.club import CLEO, HOUR, MEMBERS, Club
from tests.flows.doors_asked import answered, carried_out, scheduled, started
from tests.flows.terminal import at_the_club

ONE = ON_SQLITE


def _nobody_is_named(page: str) -> bool:
    return not [one for one in (*MEMBERS, *filter(None, MEMBERS.values())) if one in page]


@ONE
def test_before_freezing_everything_that_will_happen_is_shown(club: Club) -> None:
    """M1, E7. How many, by which rule, whom no letter reaches, local time and UTC, mailboxes, and the letter itself."""
    club.go_to("drafted")
    page = freeze_asked.preview(club.secretary, KEY)
    for part in (
        "| Voters on the roll | 11 voters |", "came to 3 of our events (M2)", "| Whom no letter reaches | 3 voters |",
        "Friday, 2 October 2026, 12:00 noon", "16:00 UTC", "22:00 UTC", "| Ballot letters | 6 mailboxes |",
        "Subject: **Your ballot: Autumn endorsements**", "YOUR BALLOT IS OPEN", "**If you say no:**",
    ):  # fmt: skip
        assert part in page
    assert _nobody_is_named(page)
    assert club.election().state == "drafted"
    club.later(HOUR)
    assert freeze_asked.preview(club.secretary, KEY) == page  # the same question until something changes
    assert len({entry.email for entry in _frozen(club) if entry.place and "kit@" not in entry.email}) == 6


def _frozen(club: Club) -> list[Any]:
    club.freeze()
    return club.roll()


@ONE
def test_what_is_frozen_is_asked_about_no_more(club: Club) -> None:
    """E7. Answering twice does it once: the second run finds nothing to ask."""
    club.go_to("frozen")
    assert freeze_asked.preview(club.secretary, KEY) == ""


@ONE
def test_the_command_line_asks_too(club: Club) -> None:
    """E7. A no leaves a draft, a yes freezes; with --yes nothing is asked."""
    club.go_to("drafted")
    assert "Nothing was done" in at_the_club(club, "freeze", KEY, answer="n\n")
    assert club.election().state == "drafted"
    assert "11 voters are on the frozen roll" in at_the_club(club, "freeze", KEY, answer="y\n")


@ONE
def test_before_members_are_told_of_a_list_its_letter_is_shown(club: Club) -> None:
    """M8. To how many, what would be handed over, and from which day; nothing is planned."""
    stock.take_stock(club.secretary)
    record(club.secretary, "Forum", "Tenants of Exampleton", official=True, decided_by="the committee")
    before = club.letters()
    page = share_asked.before_notifying(club.secretary, "Forum", "Tenants of Exampleton")
    assert "mailboxes" in page
    assert "Subject: **" in page
    assert _nobody_is_named(page)
    assert club.letters() == before
    with pytest.raises(Refusal, match="can't go to"):
        share_asked.before_sharing(club.secretary, "Forum", "Tenants of Exampleton")


@ONE
def test_before_an_exception_its_last_moment_is_shown(club: Club) -> None:
    """S2. The last day is said to the minute, here and in UTC; what can't be is refused before anybody is asked."""
    said = {"clause": "S2", "reason": "Ill.", "decided_by": "the committee"}
    page = exempt.preview(club.secretary, "M01", until=date(2026, 12, 31), **said)
    assert "31 December 2026" in page
    assert "05:00 UTC" in page
    with pytest.raises(Refusal, match="is past"):
        exempt.preview(club.secretary, "M01", until=date(2026, 1, 1), **said)


@ONE
def test_before_a_ballot_is_called_off_it_is_shown_what_that_destroys(club: Club) -> None:
    """How many have voted, who is told and how, what is gone for good; it needs a reason and initials."""
    club.go_to("voted")
    page, about = withdraw.preview(club.secretary, KEY, reason="The forms | were wrong.", by="R. O.")
    for part in (
        "| The ballot | “autumn” is open |", "ballots, of 11 who may vote. None of them is counted |",
        "its form with all answers, its key and all links", "Subject: **", "can't be taken back",
    ):  # fmt: skip
        assert part in page
    assert _nobody_is_named(page)
    club.vote(CLEO)
    club.tend()
    later, same = withdraw.preview(club.secretary, KEY, reason="The forms | were wrong.", by="R. O.")
    assert later != page
    assert same == about  # one ballot more is no reason to ask anew
    assert club.election().state == "open"
    with pytest.raises(Refusal, match="needs your initials"):
        withdraw.preview(club.secretary, KEY, reason="The forms were wrong.", by=" ")
    with pytest.raises(Refusal, match="needs a reason"):
        withdraw.preview(club.secretary, KEY, reason="", by="R. O.")
    assert withdraw.withdraw(club.secretary, KEY, reason="The forms were wrong.", by="R. O.")
    with club.secretary.ledger.reading() as session:
        assert f"get a link: {boxes(session.get_one(Letter, f'{KEY}/called-off').size)} |" in page
        [given] = reasons.all_given(session, about=KEY, zone=club.election().zone)
        assert (given.done, given.because, given.by) == ("called off", "The forms were wrong.", "R. O.")
        assert list(reasons.faults(session)) == []
    assert withdraw.preview(club.secretary, KEY, reason="Again.", by="R. O.") == ("", "")


@ONE
def test_a_ballot_whose_key_is_lost_can_still_be_called_off(club: Club) -> None:
    """That is when it is needed most; what nobody can count any more stands in nobody's way."""
    club.go_to("voted")
    for file in club.settings.keys.glob("*"):
        file.unlink()
    page, _ = withdraw.preview(club.secretary, KEY, reason="The key is lost.", by="R. O.")
    assert "Call “Autumn endorsements” off?" in page


@ONE
def test_a_draft_is_called_off_without_a_letter(club: Club) -> None:
    """Nobody has a link, so nobody is told, and nothing is destroyed."""
    club.go_to("drafted")
    page, _ = withdraw.preview(club.secretary, KEY, reason="A slip.", by="R. O.")
    assert "| What is destroyed | nothing: no roll is frozen |" in page
    assert "| Who is told | nobody by letter |" in page
    assert "Ballots that are in" not in page


@ONE
def test_before_somebody_is_erased_the_number_is_asked_about(club: Club) -> None:
    """M8. What the number stands for, in counts that tell a slip and name nobody; nothing is noted before a yes."""
    club.go_to("voted")
    page = erase.preview(club.secretary, "M01")
    for part in (
        "look M01 up in the tab Members",
        "| Lines on rolls | 1 |",
        "once “autumn” is sealed",
        "one, the last",
    ):
        assert part in page
    assert _nobody_is_named(page)
    assert "erasure.requested" not in club.log()
    with pytest.raises(Refusal, match="Nobody has the number M99"):
        erase.preview(club.secretary, "M99")
    erase.erase(club.secretary, "M01")
    assert erase.preview(club.secretary, "M01") == ""


# ── on a real server ───────────────────────────────────────────────────────────────────────────────


@ONE
@pytest.mark.flow
@pytest.mark.xdist_group("prefect")
def test_a_run_waits_for_its_answer_and_is_asked_again(
    club: Club, prefect_server: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """E7. It is named for people, changes nothing before a yes, asks again after “not yet”, and once left unanswered.

    A question that lapsed gets one new run, however often that is looked at.
    """
    club.go_to("drafted")
    for name, value in venue.as_environment(club.settings).items():
        monkeypatch.setenv(name, value)
    door = freeze_asked.ask_to_freeze
    with get_client(sync_client=True) as client:
        first = carried_out(client, door, started(client, door, election=KEY))
        assert first.name == "Freeze: Autumn endorsements (autumn)"
        assert first.state_type is StateType.PAUSED
        assert answered(client, door, first, "not yet").state_type is StateType.PAUSED
        assert [one["what"] for one in runs_shown.needs(client, "")] == [f"The run “{first.name}” waits for an answer"]
        assert answered(client, door, first, "leave it").state_type is StateType.COMPLETED
        assert club.election().state == "drafted"
        again = _lapsed_and_asked_again(client, door)
        assert answered(client, door, again, "do it").state_type is StateType.COMPLETED
        assert club.election().state == "frozen"
        last = carried_out(client, door, started(client, door, election=KEY))
        assert last.state_type is StateType.COMPLETED  # nothing is left to ask
        assert runs_shown.needs(client, "") == []
        assert {"desk", "pages", "roll-autumn"} <= {one.key for one in pages_shown.shown(client, "")}


def _lapsed_and_asked_again(client: SyncPrefectClient, door: Flow[..., Any]) -> FlowRun:
    run = carried_out(client, door, started(client, door, election=KEY))
    client.set_flow_run_state(run.id, Failed(message="The flow was paused and never resumed."), force=True)
    before = {one.id for one in client.read_flow_runs()}
    asking.again()
    asking.again()
    [new] = [one for one in client.read_flow_runs() if one.id not in before]
    assert new.parameters["election"] == KEY
    return carried_out(client, door, new)


@ONE
@pytest.mark.flow
@pytest.mark.xdist_group("prefect")
def test_what_cant_be_done_as_asked_ends_as_refused(
    club: Club, prefect_server: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A slip of the keyboard is no failure: the run says what is wrong, without a traceback, and no desk counts it.

    Nor is it a success: what failed before isn't made good by it. A pass that nobody started still fails.
    """
    club.go_to("drafted")
    for name, value in venue.as_environment(club.settings).items():
        monkeypatch.setenv(name, value)
    door = freeze_asked.ask_to_freeze
    with get_client(sync_client=True) as client:
        before = [one["what"] for one in runs_shown.needs(client, "")]
        run = carried_out(client, door, started(client, door, election="autum"))
        assert (run.state_type, run.state_name) == (StateType.CANCELLED, "Refused")
        assert run.state is not None
        assert run.state.message == "There is no ballot “autum”. Draft it first."
        assert [one["what"] for one in runs_shown.needs(client, "")] == before
        assert "There is no ballot “autum”" in caplog.text
        assert [one for one in caplog.records if one.exc_info] == []
        by_the_clock = carried_out(client, door, scheduled(client, door, election="autum"))
        assert by_the_clock.state_type is StateType.FAILED
        client.delete_flow_run(by_the_clock.id)


def test_outside_a_run_a_refusal_is_itself() -> None:
    """Whoever calls what a door does hears the letter; there is no run to be ended."""

    @entrance.flow(name="refusing")
    def refusing(key: str) -> str:
        raise Refusal(f"There is no “{key}”.")

    with pytest.raises(Refusal, match="There is no “spring”"):
        refusing.fn("spring")
    assert list(refusing.parameters.properties) == ["key"]
