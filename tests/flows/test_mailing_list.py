"""The mailing list follows the roll: only changes go out, all are accounted for, and nobody is put on it by force."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import select

from core import charter
from core.records import Enrolled, MailFault
from flows import freeze
from flows.duties.membership import mailing_list, reach, voting_tag
from flows.membership import Reading, keep_up
from integrations.mailchimp import campaigns, tags
from integrations.sandbox import mailchimp_account
from integrations.sandbox.mailchimp_account import LIST_ID, subscriber_hash
from tests.flows.ballots import KEY
from tests.flows.club import ADA, BO, DAY, HOUR, INES, JUN, KIT, MEMBERS, MINUTE, Club

READ, BATCH = "GET /3.0/lists/{list_id}/members", "POST /3.0/lists/{list_id}"
SEGMENTS, SEGMENT = "GET /3.0/lists/{list_id}/segments", "/3.0/lists/{list_id}/segments"
QUIET = {READ: 2, SEGMENTS: 1}
"""What a night costs in which nothing happened: a page of contacts, one of the archived, and a look for the tag."""


def _members(club: Club, people: Mapping[str, str], *, others: Mapping[str, str] | None = None) -> None:
    """An organiser writes the tab Members anew; whoever isn't in it any more keeps their number free."""
    rows = [
        [f"M{n:02}", name, people[name], (others or {}).get(name, "")]
        for n, name in enumerate(dict.fromkeys([*MEMBERS, *people]), start=1)
        if name in people
    ]
    club.write("Members", [["Member id", "Name", "Email", "Other emails"], *rows])


def _contact(club: Club, email: str) -> dict[str, Any]:
    found: dict[str, Any] = mailchimp_account.audience(club.sandbox.world, LIST_ID)["members"][subscriber_hash(email)]
    return found


def _status(club: Club, email: str) -> str:
    members = mailchimp_account.audience(club.sandbox.world, LIST_ID)["members"]
    return str(members.get(subscriber_hash(email), {"status": "not there"})["status"])


def _forget(club: Club, email: str) -> None:
    """Somebody erases a contact's data at Mailchimp for good."""
    club.secretary.mailchimp.sdk.lists.delete_list_member_permanent(LIST_ID, subscriber_hash(email))


def _calls(club: Club) -> Counter[str]:
    """A pass, and the calls to Mailchimp that it took for the list; for letters that are due it asks besides."""
    club.sandbox.world.calls.clear()
    reading = keep_up(club.secretary)
    assert reading.troubles == ()
    for_letters = (
        "GET /3.0/campaigns",
        "GET /3.0/lists/{list_id}/merge-fields",
        "POST /3.0/lists/{list_id}/merge-fields",
    )
    return Counter(call for call in club.sandbox.world.calls if "/3.0/" in call and call not in for_letters)


def _kinds(club: Club) -> dict[str, str]:
    """Whom no letter reaches, and why."""
    with club.secretary.ledger.reading() as session:
        return {one.name: one.kind for one in reach.members(session)}


def _left_over(club: Club) -> Sequence[tuple[str, str]]:
    with club.secretary.ledger.reading() as session:
        return reach.left_over(session)


def _tag_in_the_charter(club: Club, *, value: bool) -> None:
    data = club.secretary.charter.as_data()
    data["membership"]["voting_status_at_mailchimp"]["value"] = value
    club.secretary.charter = charter.read(data, source="a test")


@pytest.fixture(autouse=True)
def _the_charter_as_it_was(club: Club) -> Any:
    before = club.secretary.charter
    yield
    club.secretary.charter = before


# ── only changes ───────────────────────────────────────────────────────────────────────────────────


def test_a_pass_finds_out_who_cannot_be_written_to(club: Club) -> None:
    """M1. Nobody is new; it is found that Kit unsubscribed, beside what the workbook itself says of Jun and Ines."""
    assert _calls(club) == QUIET
    assert _kinds(club) == {KIT: "unsubscribed", JUN: "no address", INES: "third in mailbox"}


def test_a_second_pass_changes_nothing_anywhere(club: Club) -> None:
    """The book, the files and the outside world are the same after it, and it wrote nothing to Mailchimp."""
    keep_up(club.secretary)
    before = club.everything()
    assert _calls(club) == QUIET
    assert club.everything() == before


def test_a_new_member_is_enrolled_once(club: Club) -> None:
    """M1. Whoever is added to the tab is on the list by the next pass, in one call, and the pass after asks nothing."""
    keep_up(club.secretary)
    _members(club, {**MEMBERS, "Nils Fresh": "Nils@example.org"})
    assert _calls(club) == {**QUIET, BATCH: 1}
    assert _status(club, "nils@example.org") == "subscribed"
    assert set(_contact(club, "nils@example.org")["merge_fields"].values()) == {""}
    assert _calls(club) == QUIET


def test_calls_grow_with_pages_and_batches(club: Club) -> None:
    """⌈contacts/1000⌉ + 1 to read, ⌈new/500⌉ to enrol, and one look for the tag; then only the reading."""
    crowd = {f"Person {n}": f"person{n}@example.org" for n in range(1203)}
    _members(club, {**MEMBERS, **crowd})
    assert _calls(club) == {READ: 2, BATCH: math.ceil(len(crowd) / 500), SEGMENTS: 1}
    contacts = len(mailchimp_account.audience(club.sandbox.world, LIST_ID)["members"])
    assert _calls(club) == {READ: math.ceil(contacts / 1000) + 1, SEGMENTS: 1}


def test_an_answer_that_is_lost_is_found_again(club: Club) -> None:
    """Two of three batches are done and one answer lost: the pass says so, and the next one asks only for the rest."""
    keep_up(club.secretary)
    crowd = {f"Person {n}": f"person{n}@example.org" for n in range(1203)}
    _members(club, {**MEMBERS, **crowd})
    club.sandbox.faults.plan("timeout after", BATCH, nth=2, times=1)
    reading = keep_up(club.secretary)
    assert "left 703 of 1203 contacts unanswered" in reading.troubles[0]
    club.sandbox.faults.clear()
    assert _calls(club)[BATCH] == 1
    assert all(_status(club, email) == "subscribed" for email in crowd.values())
    assert _calls(club)[BATCH] == 0


def test_an_address_that_mailchimp_passes_over_is_asked_for_again(club: Club) -> None:
    """Refused for a while, it is asked for in the next night; refused for good, only after somebody changed it."""
    bad = {"Eli Erased": "eli@example.org", "Bea Busy": "busy.bea@example.org", "Fay Fake": "fake.fay@example.org"}
    _members(club, {**MEMBERS, "Eli Erased": bad["Eli Erased"]})
    keep_up(club.secretary)
    _forget(club, bad["Eli Erased"])
    _members(club, {**MEMBERS, **bad})
    assert _calls(club)[BATCH] == 1
    assert {name: _kinds(club)[name] for name in bad} == {
        "Bea Busy": "later",
        "Fay Fake": "fake",
        "Eli Erased": "erased",
    }
    assert _calls(club)[BATCH] == 1
    _members(club, {**MEMBERS, **bad, "Bea Busy": "bea@example.org"})
    assert _calls(club)[BATCH] == 1
    assert "Bea Busy" not in _kinds(club)
    assert _calls(club) == {READ: 2, SEGMENTS: 1}


# ── nobody by force, and by no detour ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", ["unsubscribed", "cleaned", "pending", "transactional", "archived"])
def test_a_contacts_own_state_is_understood_and_left_alone(club: Club, status: str) -> None:
    """Every state but subscribed is listed with its remedy, is never changed, and is mended by whose it is."""
    contact = _contact(club, MEMBERS[ADA])
    contact["status"], contact["archived_from"] = status, "subscribed"
    keep_up(club.secretary)
    assert (_kinds(club)[ADA], _status(club, MEMBERS[ADA])) == (status, status)
    assert reach.REMEDIES[status]
    contact["status"] = "subscribed"
    keep_up(club.secretary)
    assert ADA not in _kinds(club)


def test_a_new_address_is_enrolled_and_the_old_one_listed(club: Club) -> None:
    """The first address changes: letters go to the new one; the old contact stays as it is, and is told to people."""
    keep_up(club.secretary)
    _members(club, {**MEMBERS, ADA: "ada.new@example.org"})
    assert _calls(club) == {**QUIET, BATCH: 1}
    assert _status(club, "ada.new@example.org") == _status(club, MEMBERS[ADA]) == "subscribed"
    assert _left_over(club) == [("M01", MEMBERS[ADA])]
    _contact(club, MEMBERS[ADA])["status"] = "archived"
    keep_up(club.secretary)
    assert _left_over(club) == []


@pytest.mark.parametrize("how", ["the address is replaced", "the old one is kept as another", "never seen before"])
def test_whoever_left_is_not_enrolled_under_another_address(club: Club, how: str) -> None:
    """M1. Kit unsubscribed. A new address in the tab, however it got there, is listed for a telephone call.

    Kit signs up with it on the form, and gets letters again.
    """
    if how != "never seen before":
        keep_up(club.secretary)
    others = {} if how == "the address is replaced" else {KIT: MEMBERS[KIT]}
    _members(club, {**MEMBERS, KIT: "kit.new@example.org"}, others=others)
    for _ in range(2):
        assert _calls(club) == QUIET
        assert _kinds(club)[KIT] == "left before"
    mailchimp_account.audience(club.sandbox.world, LIST_ID)["members"][subscriber_hash("kit.new@example.org")] = {
        **_contact(club, MEMBERS[ADA]),
        "id": subscriber_hash("kit.new@example.org"),
        "email_address": "kit.new@example.org",
    }
    keep_up(club.secretary)
    assert KIT not in _kinds(club)


def test_whose_data_was_erased_is_not_enrolled_under_another_address(club: Club) -> None:
    """A contact that the list knew and has no more was deleted for good: the member is asked first."""
    keep_up(club.secretary)
    _forget(club, MEMBERS[BO])
    _members(club, {**MEMBERS, BO: "bo.new@example.org"})
    keep_up(club.secretary)
    assert _kinds(club)[BO] == "left before"
    assert _status(club, "bo.new@example.org") == "not there"


def test_a_ballot_letter_takes_no_detour_either(club: Club) -> None:
    """M1. Kit left, has a new address, and is on the frozen roll with it: the ballot letter doesn't subscribe it."""
    _members(club, {**MEMBERS, KIT: "kit.new@example.org"}, others={KIT: MEMBERS[KIT]})
    club.draft()
    club.later(HOUR)
    club.freeze()
    assert {name for _, _, name, _, _ in reach.voters(club.secretary, KEY)} == {INES, JUN, KIT}
    club.later(HOUR)
    club.tend()
    club.at(club.election().opens_at + MINUTE)
    assert not club.tend().troubles
    assert _status(club, "kit.new@example.org") == "not there"
    assert "kit.new@example.org" not in {mail.to for mail in club.mails("ballot")}
    assert {name for _, _, name, _, _ in reach.voters(club.secretary, KEY)} == {INES, JUN, KIT}


def test_who_left_the_tab_is_listed_not_archived(club: Club) -> None:
    """M1. Being on the list is enough for a general member: Bo stays subscribed, and organisers see that."""
    keep_up(club.secretary)
    _members(club, {name: email for name, email in MEMBERS.items() if name != BO})
    assert _calls(club) == QUIET
    assert _status(club, MEMBERS[BO]) == "subscribed"
    assert _left_over(club) == [("M02", MEMBERS[BO])]
    _contact(club, MEMBERS[BO])["status"] = "unsubscribed"
    keep_up(club.secretary)
    assert _left_over(club) == []
    with club.secretary.ledger.reading() as session:
        assert session.get(Enrolled, (MEMBERS[BO], "M02")) is None


# ── while a ballot is under way ────────────────────────────────────────────────────────────────────


def test_who_signs_up_again_gets_the_next_reminder_with_a_link(club: Club) -> None:
    """E12. Kit was passed over by the ballot letter, signs up again, and the nightly pass finds it out."""
    club.go_to("delivered")
    _contact(club, MEMBERS[KIT])["status"] = "subscribed"
    club.later(DAY)
    keep_up(club.secretary)
    assert KIT not in _kinds(club)
    club.at(club.reminder_times()[0])
    assert not club.tend().troubles
    assert club.named("reminder-1")[MEMBERS[KIT]] == [KIT]
    assert club.link(KIT, letter="reminder-1")


def test_who_unsubscribes_is_known_the_next_morning(club: Club) -> None:
    """Ada leaves during a vote: after the nightly pass organisers can telephone her, and the reminder counts right."""
    club.go_to("delivered")
    _contact(club, MEMBERS[ADA])["status"] = "unsubscribed"
    club.later(DAY)
    keep_up(club.secretary)
    assert ADA in {name for _, _, name, _, _ in reach.voters(club.secretary, KEY)}
    club.at(club.reminder_times()[0])
    assert not club.tend().troubles
    assert (club.letter("reminder-1").state, club.letter("reminder-1").restarts) == ("sent", 0)


def test_a_change_of_address_leaves_a_ballots_links_alone(club: Club) -> None:
    """The frozen roll has Ada's old mailbox: its contact stays, her link in its fields, and the reminder arrives."""
    club.go_to("delivered")
    fields = dict(_contact(club, MEMBERS[ADA])["merge_fields"])
    _members(club, {**MEMBERS, ADA: "ada.new@example.org"})
    keep_up(club.secretary)
    assert _contact(club, MEMBERS[ADA])["merge_fields"] == fields
    club.at(club.reminder_times()[0])
    club.tend()
    assert club.named("reminder-1")[MEMBERS[ADA]] == [ADA]


# ── when Mailchimp has a bad day ───────────────────────────────────────────────────────────────────


def test_freezing_does_not_wait_for_mailchimp(club: Club) -> None:
    """The roll is frozen all the same, who froze it is told that the list couldn't be read, and nothing is lost."""
    club.go_to("drafted")
    club.later(HOUR)
    club.sandbox.faults.plan("5xx", READ)
    troubles: list[str] = []
    assert freeze.freeze(club.secretary, KEY, troubles) == 11
    assert "The mailing list isn't in step with the roll" in troubles[0]
    assert "No letter will reach 2 of them" in freeze.told(club.secretary, KEY, 11)
    club.sandbox.faults.clear()
    keep_up(club.secretary)
    assert "No letter will reach 3 of them" in freeze.told(club.secretary, KEY, 11)


def test_an_unreadable_workbook_enrols_nobody(club: Club) -> None:
    """Half a roll would be worse than none: Mailchimp isn't asked, and no day is counted."""
    keep_up(club.secretary)
    club.write("Members", [["Name", "Email"], ["Ada Example", "ada@example.org"]])
    club.later(DAY)
    club.sandbox.world.calls.clear()
    reading = keep_up(club.secretary)
    assert isinstance(reading, Reading)
    assert reading.stock.refused
    assert not [call for call in club.sandbox.world.calls if "/3.0/" in call]


# ── voting status at Mailchimp ─────────────────────────────────────────────────────────────────────


def _tagged(club: Club) -> set[str] | None:
    """Who carries the tag, or None where there is no such tag."""
    mc = club.secretary.mailchimp
    found = campaigns.find_segment(mc, LIST_ID, voting_tag.TAG)
    return None if found is None else tags.holders(mc, LIST_ID, found)


VOTERS = {"ada@example.org", "bo@example.org", "cleo@example.org", "dev@example.org", "pair@example.org"} | {
    "trio@example.org"
}


def test_mailchimp_is_not_told_who_may_vote(club: Club) -> None:
    """M8. Unless the charter says so, nothing at Mailchimp tells voting members from others."""
    keep_up(club.secretary)
    assert _tagged(club) is None


def test_the_charter_can_have_voting_members_tagged(club: Club) -> None:
    """M8. Then exactly the reachable voters carry the tag: kept in step by changes alone, each one accounted for."""
    _tag_in_the_charter(club, value=True)
    assert _calls(club) == {**QUIET, f"POST {SEGMENT}": 1, f"POST {SEGMENT}/{{segment_id}}": 1}
    assert _tagged(club) == VOTERS
    assert _calls(club) == {**QUIET, f"GET {SEGMENT}/{{segment_id}}/members": 1}
    _contact(club, "ada@example.org")["status"] = "unsubscribed"
    _members(club, {**MEMBERS, BO: "bo.new@example.org"}, others={BO: MEMBERS[BO]})
    keep_up(club.secretary)
    assert _tagged(club) == VOTERS - {"ada@example.org", "bo@example.org"} | {"bo.new@example.org"}


def test_switching_it_off_removes_the_tag(club: Club) -> None:
    """M8. The setting is taken back, and with the next pass the tag is gone; a second pass finds nothing to do."""
    _tag_in_the_charter(club, value=True)
    keep_up(club.secretary)
    _tag_in_the_charter(club, value=False)
    assert _calls(club) == {**QUIET, f"DELETE {SEGMENT}/{{segment_id}}": 1}
    assert _tagged(club) is None
    assert _calls(club) == QUIET


def test_a_tag_that_people_made_is_left_alone(club: Club) -> None:
    """A tag of another name is nobody's but theirs, also one called "Voting member"."""
    campaigns.make_segment(club.secretary.mailchimp, LIST_ID, "Voting member", ["ada@example.org"])
    keep_up(club.secretary)
    assert campaigns.find_segment(club.secretary.mailchimp, LIST_ID, "Voting member") is not None


def test_the_tag_is_made_once_whatever_is_lost(club: Club) -> None:
    """The answer to making it gets lost: it is found by its name, filled, and there is one of it."""
    _tag_in_the_charter(club, value=True)
    club.sandbox.faults.plan("timeout after", f"POST {SEGMENT}", times=1)
    assert keep_up(club.secretary).troubles
    club.sandbox.faults.clear()
    assert keep_up(club.secretary).troubles == ()
    names = [one["name"] for one in mailchimp_account.audience(club.sandbox.world, LIST_ID)["segments"].values()]
    assert names == [voting_tag.TAG]
    assert _tagged(club) == VOTERS


# ── the rule by itself ─────────────────────────────────────────────────────────────────────────────


def test_a_household_where_one_has_left_is_asked_first() -> None:
    """Two members give a new common address, and one of them had left the list: a person asks before it is enrolled."""
    members = mailing_list.Members(
        first={"M1": "us@example.org", "M2": "us@example.org"},
        others={"M1": frozenset({"old@example.org"}), "M2": frozenset()},
        held={("old@example.org", "M1"): "subscribed"},
        refused={"stale@example.org": MailFault(email="stale@example.org", kind="fake", remedy="x")},
    )
    plan = mailing_list.planned(members, {})
    assert plan.new == ()
    assert plan.faults["us@example.org"][0] == "left before"


def test_the_book_forgets_nobody_it_still_needs(club: Club) -> None:
    """What is remembered of a mailbox: whose it is, and how the list has it. Names and fields are not."""
    keep_up(club.secretary)
    with club.secretary.ledger.reading() as session:
        held = {one.number: one.status for one in session.execute(select(Enrolled)).scalars()}
    assert held["M11"] == "unsubscribed"
    assert {number for number, status in held.items() if status == "subscribed"} == {
        f"M{n:02}" for n, name in enumerate(MEMBERS, start=1) if MEMBERS[name] and name != KIT
    }


def test_letters_to_members_wait_for_a_better_day(club: Club) -> None:
    """M4. Where Mailchimp can't be asked which letters are out, none is planned; all the rest of a pass is done."""
    club.sandbox.faults.plan("5xx", "GET /3.0/campaigns", times=9)
    reading = keep_up(club.secretary)
    assert any(one.startswith("Letters to members wait") for one in reading.troubles)
    assert reading.letters == ()
    club.sandbox.faults.clear()
    assert keep_up(club.secretary).letters != ()


def test_a_mailbox_that_refused_a_letter_stays_listed(club: Club) -> None:
    """M1. The list may have it as if nothing were wrong; it is listed until a letter is tried there again."""
    keep_up(club.secretary)
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        pen.session.add(MailFault(email=MEMBERS[BO], kind="bounces", remedy=reach.REMEDIES["bounces"]))
    keep_up(club.secretary)
    assert _kinds(club)[BO] == "bounces"
