"""What stops an election until a person has looked: ballots are read on, but nothing is mailed and nothing sealed."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import pytest
from sqlalchemy import func, select

from core.records import Response
from flows.duties.election import holds
from flows.duties.election.form import code_question
from flows.pages.desk import desk_page
from integrations.sandbox import by_hand, google_responses
from tests.flows.ballots import CLOSES, KEY, OPENS
from tests.flows.club import ADA, CLEO, DAY, HOUR, MINUTE, Club

EXTRA = {"title": "Your name?", "questionItem": {"question": {"required": True, "textQuestion": {"paragraph": False}}}}


def _change(club: Club, *changes: dict[str, object]) -> None:
    by_hand.change_form(club.sandbox.world, club.election().form_id, *changes)


def _retitled(club: Club) -> None:
    _change(club, {"updateFormInfo": {"info": {"title": "Vote for Ursula"}, "updateMask": "title"}})


def _other_option(club: Club) -> None:
    club.form()["items"][2]["questionItem"]["question"]["choiceQuestion"]["options"][1]["value"] = "Victor Inverted"


def _other_order(club: Club) -> None:
    options = club.form()["items"][2]["questionItem"]["question"]["choiceQuestion"]["options"]
    options.reverse()


def _shuffled(club: Club) -> None:
    club.form()["items"][2]["questionItem"]["question"]["choiceQuestion"]["shuffle"] = True


def _extra_question(club: Club) -> None:
    _change(club, {"createItem": {"item": EXTRA, "location": {"index": 1}}})


def _collects_addresses(club: Club) -> None:
    settings = {"emailCollectionType": "RESPONDER_INPUT"}
    _change(club, {"updateSettings": {"settings": settings, "updateMask": "emailCollectionType"}})


def _second_editor(club: Club) -> None:
    by_hand.share(club.sandbox.world, club.election().form_id, type="user", role="writer", email="nosy@example.org")


def _shut(club: Club) -> None:
    club.form()["publishState"]["isAcceptingResponses"] = False


def _binned(club: Club) -> None:
    club.sandbox.world.google["files"][club.election().form_id]["trashed"] = True


def _renamed(club: Club) -> None:
    club.sandbox.world.google["files"][club.election().form_id]["name"] = "Copy of something"


def _erased(club: Club) -> None:
    form_id = club.election().form_id
    del club.sandbox.world.google["files"][form_id], club.sandbox.world.google["forms"][form_id]


EDITED = "the form at Google isn't the one that was frozen: somebody edited it"
GONE = "the form isn't at Google Drive under its name any more: it was deleted, binned or renamed"
MEDDLING: dict[Callable[[Club], None], str] = {
    _retitled: EDITED,
    _other_option: EDITED,
    _other_order: EDITED,
    _shuffled: EDITED,
    _extra_question: EDITED,
    _collects_addresses: "the form collects e-mail addresses, so ballots wouldn't be secret",
    _second_editor: "the form is shared with 1 other account(s), who could read ballots",
    _shut: "the form accepts no answers",
    _binned: GONE,
    _renamed: GONE,
    _erased: GONE,
}
meddling = pytest.mark.parametrize(("meddle", "because"), MEDDLING.items(), ids=[act.__name__[1:] for act in MEDDLING])


def _responses(club: Club) -> int:
    with club.secretary.ledger.reading() as session:
        return session.execute(select(func.count()).select_from(Response)).scalar_one()


def _reminders(club: Club) -> set[str]:
    return {key for key in club.letters() if "reminder" in key}


def _mended(club: Club, act: Callable[[], None]) -> None:
    """Do something, and put Google's files and forms back to what they were before, but for the answers."""
    before = deepcopy(club.sandbox.world.google)
    act()
    now = club.sandbox.world.google
    for form_id, form in now["forms"].items():
        before["forms"][form_id]["responses"] = form["responses"]
    now["files"], now["forms"] = before["files"], before["forms"]


@meddling
def test_meddling_with_the_form_stops_the_election(club: Club, meddle: Callable[[Club], None], because: str) -> None:
    """Within the hour it is seen, with a reason to read; answers are read on, nobody is reminded; mended, it goes."""
    club.go_to("voted")

    def stop() -> None:
        meddle(club)
        club.later(HOUR)
        assert club.tend().troubles == [f"{KEY}: {because}"]
        assert club.held() == because
        assert because[1:] in desk_page(club.secretary).replace("\\", ""), "said on the desk"
        club.at(club.reminder_times()[0] + MINUTE)
        club.tend()

    _mended(club, stop)
    assert club.held() == because
    assert not _reminders(club)
    assert club.vote(CLEO).accepted
    club.later(MINUTE)
    assert not club.tend().troubles
    assert club.held() == ""
    assert _responses(club) == 4
    assert set(club.named("reminder-1")) == {"dev@example.org", "pair@example.org", "trio@example.org"}
    assert [kind for kind in club.log() if kind in {"election.held", "election.released"}] == [
        "election.held",
        "election.released",
    ]


@pytest.mark.parametrize("meddle", [act for act in MEDDLING if act not in {_erased, _shut, _collects_addresses}])
def test_ballots_are_read_while_an_election_is_stopped(club: Club, meddle: Callable[[Club], None]) -> None:
    """Whoever still can vote isn't made to suffer: what comes in before somebody has looked is kept."""
    club.go_to("delivered")
    code = club.link(ADA).rpartition("=")[2]
    meddle(club)
    club.later(HOUR)
    club.tend()
    assert club.held()
    club.later(MINUTE)
    answers = {code_question(club.election()): [code]}
    google_responses.record(club.sandbox.world, club.form(), answers)
    club.later(MINUTE)
    club.tend()
    assert club.held()
    assert _responses(club) == 1


@meddling
def test_nothing_is_sealed_before_a_person_has_looked(club: Club, meddle: Callable[[Club], None], because: str) -> None:
    """The election closes on time but isn't sealed; once a person accepts it, it is counted with what was read."""
    club.go_to("voted")
    club.at(CLOSES - MINUTE)
    club.tend()
    meddle(club)
    for when in (CLOSES + MINUTE, CLOSES + HOUR, CLOSES + DAY):
        club.at(when)
        club.tend()
    if meddle is _shut:
        assert club.election().state == "counted", "a form shut early is no matter after closing"
        return
    assert club.election().state == "closed"
    assert club.held() == because
    assert (
        holds.accept(
            club.secretary,
            KEY,
            finding=club.election().held_finding,
            reason="The chair looked at it with two witnesses.",
        )
        == because
    )
    for when in (CLOSES + DAY + MINUTE, CLOSES + DAY + HOUR):
        club.at(when)
        assert not club.tend().troubles
    counted = club.election()
    assert counted.state == "counted"
    assert counted.intake is not None
    assert counted.intake["counted"] == 3
    [accepted] = counted.accepted
    assert (accepted["because"], accepted["reason"]) == (because, "The chair looked at it with two witnesses.")


def test_a_letter_on_its_way_waits_while_its_election_is_stopped(club: Club) -> None:
    """A reminder that Mailchimp hadn't taken yet doesn't lead people to an edited form; mended, it goes out."""
    club.go_to("voted")
    club.at(club.reminder_times()[0])
    club.sandbox.faults.plan("5xx", "PUT /3.0/campaigns/*/content", times=100)
    club.tend()
    club.sandbox.faults.clear()

    def stop() -> None:
        _other_option(club)
        for _ in range(2):
            club.later(HOUR)
            club.tend()
        assert club.held() == EDITED
        assert not club.mails("reminder-1")

    _mended(club, stop)
    club.tend()
    assert len(club.mails("reminder-1")) == 4


def test_a_form_edited_before_opening_never_opens(club: Club) -> None:
    """The form isn't the frozen one when voting should begin, so no letter is planned; mended, it opens."""
    club.go_to("made")

    def stop() -> None:
        _other_option(club)
        club.at(OPENS + MINUTE)
        club.tend()

    _mended(club, stop)
    assert club.election().state == "frozen"
    assert club.held() == EDITED
    assert not club.letters()
    club.later(5 * MINUTE)
    club.tend()
    assert club.election().state == "open"


@pytest.mark.parametrize("meddle", [_binned, _erased])
def test_nobody_can_accept_that_there_is_no_form(club: Club, meddle: Callable[[Club], None]) -> None:
    """With the form gone before opening there is nothing to vote with: accepting that doesn't send dead links."""
    club.go_to("made")
    meddle(club)
    club.at(OPENS + MINUTE)
    club.tend()
    assert club.held() == GONE
    holds.accept(club.secretary, KEY, finding=club.election().held_finding, reason="Never mind.")
    club.later(5 * MINUTE)
    club.tend()
    assert club.held() == GONE
    assert club.election().state == "frozen"
