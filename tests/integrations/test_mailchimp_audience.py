"""The audience: everybody wanted is accounted for, nobody is subscribed against their will, and names do no harm."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from integrations.mailchimp import audience, campaigns
from integrations.mailchimp.audience import Wanted, harmless
from integrations.mailchimp.client import MailchimpFault
from integrations.sandbox import inbox
from integrations.sandbox.merge import render
from tests.sandbox.mailchimp_app import LIST, Answer, Office, open_office, oracle

BATCH_CALL = "POST /3.0/lists/{list_id}"


@pytest.fixture
def office() -> Iterator[Office]:
    """A sandbox with an empty list."""
    with open_office() as opened:
        yield opened


def people(count: int) -> list[str]:
    """So many made-up addresses."""
    return [f"voter{number}@example.org" for number in range(count)]


def test_new_people_join_and_known_ones_are_brought_up_to_date(office: Office) -> None:
    """Enrolling adds who is new, changes the fields of who is there, and says so for each."""
    office.join("ada@example.org", FNAME="Ada")
    wanted = [
        Wanted("Ada@Example.org", {"FNAME": "Ada B."}, new=False),
        Wanted("bo@example.org", {"FNAME": "Bo"}, new=True),
    ]
    enrolment = audience.enrol(office.mc, LIST, wanted)
    assert enrolment == audience.Enrolment(frozenset({"ada@example.org", "bo@example.org"}), {}, frozenset())
    contacts = audience.read(office.mc, LIST)
    assert {email: contact.fields["FNAME"] for email, contact in contacts.items()} == {
        "ada@example.org": "Ada B.",
        "bo@example.org": "Bo",
    }


def test_nobody_is_resubscribed(office: Office) -> None:
    """Someone who left keeps their status, even if we wrongly took them for new."""
    office.join("ada@example.org")
    office.raw(
        "PATCH",
        f"/lists/{LIST}/members/{audience.read(office.mc, LIST)['ada@example.org'].id}",
        body={"status": "unsubscribed"},
    )
    for new in (True, False):
        enrolment = audience.enrol(office.mc, LIST, [Wanted("ada@example.org", {"FNAME": "Ada"}, new=new)])
        assert enrolment.done == {"ada@example.org"}
        assert office.status("ada@example.org") == "unsubscribed"


def test_a_known_person_who_is_gone_is_refused_not_created(office: Office) -> None:
    """Who is not said to be new is never put on the list."""
    enrolment = audience.enrol(office.mc, LIST, [Wanted("ada@example.org", {}, new=False)])
    assert enrolment.refused["ada@example.org"].kind == "unknown"
    assert audience.read(office.mc, LIST) == {}


def test_each_refusal_is_told_apart_and_stops_nobody_else(office: Office) -> None:
    """A batch with faulty addresses answers 200; each is found, with what a person can do about it."""
    office.join("gone@example.org")
    gone = audience.read(office.mc, LIST)["gone@example.org"].id
    office.raw("POST", f"/lists/{LIST}/members/{gone}/actions/delete-permanent")
    enrolment = office.join(
        "ada@example.org", "fake.person@example.org", "busy@example.org", "gone@example.org", "no address"
    )
    assert {email: refusal.kind for email, refusal in enrolment.refused.items()} == {
        "fake.person@example.org": "fake",
        "busy@example.org": "later",
        "gone@example.org": "erased",
        "no address": "invalid",
    }
    assert enrolment.done == {"ada@example.org"}
    assert enrolment.unanswered == frozenset()


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"error": "x is in a compliance state due to unsubscribe", "error_code": "ERROR_GENERIC"}, "left"),
        ({"error": "Forgotten Email Not Subscribed", "error_code": "ERROR_GENERIC"}, "erased"),
        ({"error": "x was permanently deleted and cannot be re-imported.", "error_code": "ERROR_GENERIC"}, "erased"),
        ({"error": "x was previously removed from this audience.", "error_code": "ERROR_GENERIC"}, "rejoin"),
        ({"error": "Your merge fields were invalid.", "error_code": "ERROR_GENERIC"}, "field"),
        ({"error": "x is already a list member", "error_code": "ERROR_CONTACT_EXISTS"}, "later"),
        ({"error": "Words nobody has seen before", "error_code": "ERROR_GENERIC"}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_reasons_are_read_by_code_then_by_words(error: dict[str, str], kind: str) -> None:
    """Mailchimp's wording changes: what isn't recognised needs a person."""
    answer = {"new_members": [], "updated_members": [], "errors": [{"email_address": "x@example.org", **error}]}
    with oracle([Answer(200, json.dumps(answer))]) as told:
        enrolment = audience.enrol(told.connect(), LIST, [Wanted("x@example.org", {}, new=True)])
    assert enrolment.refused["x@example.org"].kind == kind
    assert enrolment.done == frozenset()


def test_an_address_the_answer_passes_over_is_unanswered() -> None:
    """Done is only who is found in the answer, and strangers in it don't count."""
    answer = {
        "new_members": [{"email_address": "ADA@example.org"}, {"email_address": "stranger@example.org"}],
        "updated_members": [],
        "errors": [{"email_address": "other@example.org", "error": "", "error_code": ""}],
    }
    with oracle([Answer(200, json.dumps(answer))]) as told:
        wanted = [Wanted("ada@example.org", {}, new=True), Wanted("bo@example.org", {}, new=True)]
        enrolment = audience.enrol(told.connect(), LIST, wanted)
    assert enrolment == audience.Enrolment(frozenset({"ada@example.org"}), {}, frozenset({"bo@example.org"}))


def test_five_hundred_at_a_time(office: Office) -> None:
    """1,203 people are three calls."""
    enrolment = office.join(*people(1203))
    assert len(enrolment.done) == 1203
    assert office.sandbox.world.calls.count(BATCH_CALL) == 3


def test_when_mailchimp_falls_silent_the_rest_is_unanswered(office: Office) -> None:
    """The batch that was done but not answered is unanswered like those after it, and the next time all are done."""
    office.sandbox.faults.plan("timeout after", BATCH_CALL, nth=2)
    first = office.join(*people(1203))
    assert (len(first.done), len(first.unanswered)) == (500, 703)
    assert office.sandbox.world.calls.count(BATCH_CALL) == 2
    second = office.join(*people(1203))
    assert len(second.done) == 1203
    assert len(audience.read(office.mc, LIST)) == 1203


def test_a_busy_sign_is_no_refusal(office: Office) -> None:
    """429 leaves everybody unanswered and raises nothing."""
    office.sandbox.faults.plan("429", BATCH_CALL)
    assert office.join("ada@example.org").unanswered == {"ada@example.org"}


def test_a_refused_batch_is_raised(office: Office) -> None:
    """A list that isn't there is nobody's address's fault."""
    with pytest.raises(MailchimpFault) as caught:
        audience.enrol(office.mc, "nolist", [Wanted("ada@example.org", {}, new=True)])
    assert caught.value.status == 404


def test_two_people_on_one_address_must_be_made_one_first(office: Office) -> None:
    """Mailchimp would keep the last one's fields; so they are refused before anything is sent, without naming them."""
    wanted = [
        Wanted("ada@example.org", {"FNAME": "Ada"}, new=True),
        Wanted("ADA@example.org", {"FNAME": "Bo"}, new=True),
    ]
    with pytest.raises(ValueError, match="share an address") as caught:
        audience.enrol(office.mc, LIST, wanted)
    assert "ada" not in str(caught.value).casefold()
    assert office.sandbox.world.calls == []


def test_a_value_that_is_too_long_stops_only_its_owner(office: Office) -> None:
    """100 characters fit; with one more the person is refused with a remedy, and nothing is cut off."""
    wanted = [
        Wanted("ada@example.org", {"FNAME": "a" * 100}, new=True),
        Wanted("bo@example.org", {"FNAME": "b" * 101}, new=True),
    ]
    enrolment = audience.enrol(office.mc, LIST, wanted)
    assert enrolment.done == {"ada@example.org"}
    assert enrolment.refused["bo@example.org"].kind == "field"


def test_everybody_is_read_whatever_their_status(office: Office) -> None:
    """2,001 contacts and an archived one are four calls: three pages, and one for the archived."""
    office.join(*people(2001), "old@example.org")
    archived = audience.read(office.mc, LIST)["old@example.org"]
    office.raw("DELETE", f"/lists/{LIST}/members/{archived.id}")
    office.sandbox.world.calls.clear()
    contacts = audience.read(office.mc, LIST)
    assert len(contacts) == 2002
    assert contacts["old@example.org"].status == "archived"
    assert office.sandbox.world.calls == ["GET /3.0/lists/{list_id}/members"] * 4


@pytest.mark.parametrize(
    "pages",
    [
        pytest.param([(["a", "b"], 3), (["b"], 3)], id="somebody twice"),
        pytest.param([(["a", "b"], 3), ([], 3)], id="somebody missing"),
    ],
)
def test_a_list_that_changes_while_it_is_read_is_not_believed(pages: list[tuple[list[str], int]]) -> None:
    """Whoever slips between two pages would look new; so such a reading is a fault."""
    entry = {"status": "subscribed", "merge_fields": {}}
    answers = [{"members": [], "total_items": 0}]
    answers += [
        {
            "members": [entry | {"id": name, "email_address": f"{name}@example.org"} for name in names],
            "total_items": total,
        }
        for names, total in pages
    ]
    with oracle([Answer(200, json.dumps(answer)) for answer in answers]) as told:
        with pytest.raises(MailchimpFault, match="changed while they were being read") as caught:
            audience.read(told.connect(), LIST)
        assert not caught.value.ambiguous


def test_fields_are_made_once(office: Office) -> None:
    """The second time nothing is left to do. They are text, and not public."""
    for _ in range(2):
        audience.ensure_fields(office.mc, LIST, {"AC1": "Code 1", "AC2": "Code 2"})
    made = office.raw("GET", f"/lists/{LIST}/merge-fields").json()["merge_fields"]
    assert [(field["tag"], field["type"], field["public"]) for field in made[5:]] == [
        ("AC1", "text", False),
        ("AC2", "text", False),
    ]
    assert office.sandbox.world.calls.count("POST /3.0/lists/{list_id}/merge-fields") == 2


def test_a_public_field_is_not_used_for_codes(office: Office) -> None:
    """A field that sign-up forms show is refused, and the letter names it."""
    with pytest.raises(MailchimpFault, match="FNAME has to be text and not public"):
        audience.ensure_fields(office.mc, LIST, {"FNAME": "Code 1"})


@given(st.text())
@example("**||EMAIL||**")
@example("*|*||**|")
@example("a\u202eb\r\nBcc: c")
def test_nothing_harmful_remains(text: str) -> None:
    """Out comes one line without tags, markup or invisible characters; cleaning it again changes nothing."""
    clean = harmless(text)
    assert not set("<>|\r\n\t\0\u202e\u2066") & set(clean)
    assert clean == clean.strip()
    assert harmless(clean) == clean


@given(st.text(st.sampled_from("*|:=<>&#\n CODEIFLNDNAME")), st.text(st.sampled_from("*|:=<> CODE")))
@example("*|CODE|*", "*|IF:CODE|*")
@example("*", "|CODE|*")
def test_no_cleaned_text_can_draw_out_a_code(first: str, second: str) -> None:
    """Put into a letter, cleaned texts of candidates make no tag, alone or together: the reader's code shows once."""
    letter = f"<p>{harmless(first)}{harmless(second)}</p><p>{harmless(second)}</p><a href='/*|CODE|*'>vote</a>"
    rendered = render(letter, {"CODE": "7F7F", "LNAME": "L"})
    assert rendered.text.count("7F7F") == 1
    assert rendered.faults == ()


@pytest.mark.parametrize("name", ["Ada Lovelace", "José Ñandú-O’Brien", "D'Arcy & Co.", "李明", "👩‍👧", "*starred*"])
def test_ordinary_names_are_left_alone(name: str) -> None:
    """Cleaning is for harm only: other alphabets, apostrophes and emoji stay."""
    assert harmless(name) == name


def test_a_candidate_named_like_a_tag(office: Office) -> None:
    """A candidate called *|EMAIL|* would be shown as each reader's own address; cleaned, the name is only words."""
    office.join("ada@example.org")
    segment = office.segment("all", "ada@example.org")
    for number, shown in enumerate(("*|EMAIL|*", harmless("*|EMAIL|*"))):
        html = f"<p>Candidate: {shown}.</p><a href='*|UNSUB|*'>leave</a>"
        campaigns.send(office.mc, office.draft(segment, title=f"letter {number}", html=html))
    expanded, cleaned = inbox.mails(office.sandbox.world)
    assert "Candidate: ada@example.org." in expanded.html
    assert "Candidate: * EMAIL *." in cleaned.html


def test_a_members_name_brings_no_tags_along(office: Office) -> None:
    """A tag in what a member typed is broken before it gets to Mailchimp, and nobody's code can be drawn out by it."""
    audience.ensure_fields(office.mc, LIST, {"AC1": "Code 1"})
    office.join("ada@example.org", FNAME="*|AC1|* <b>Ada", AC1="SECRETCODE")
    assert audience.read(office.mc, LIST)["ada@example.org"].fields["FNAME"] == "* AC1 * b Ada"


def test_two_voters_on_one_address_get_one_letter_with_both_links(office: Office) -> None:
    """One mailbox is one contact: a field for each voter, and a condition for the second, serve both."""
    audience.ensure_fields(office.mc, LIST, {"AN1": "Voter 1", "AC1": "Code 1", "AN2": "Voter 2", "AC2": "Code 2"})
    office.join("home@example.org", AN1="Ada", AC1="CODEADA", AN2="Bo", AC2="CODEBO")
    office.join("cy@example.org", AN1="Cy", AC1="CODECY")
    html = "<p>*|AN1|*: *|AC1|*</p>*|IF:AC2|*<p>*|AN2|*: *|AC2|*</p>*|END:IF|*<a href='*|UNSUB|*'>leave</a>"
    segment = office.segment("all", "home@example.org", "cy@example.org")
    campaigns.send(office.mc, office.draft(segment, html=html))
    shared, single = (inbox.mails(office.sandbox.world, to=email) for email in ("home@example.org", "cy@example.org"))
    assert [mail.html.split("<a")[0] for mail in shared] == ["<p>Ada: CODEADA</p><p>Bo: CODEBO</p>"]
    assert [mail.html.split("<a")[0] for mail in single] == ["<p>Cy: CODECY</p>"]
