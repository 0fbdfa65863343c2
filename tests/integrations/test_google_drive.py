"""Files at Google Drive through the real client library: found, labelled, opened to respondents only, thrown away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from integrations.google import drive
from integrations.google.faults import GoogleFault
from integrations.sandbox import by_hand
from tests.sandbox.google_app import Desk, open_desk


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """One sandbox for this file; every test makes files of its own."""
    with open_desk() as opened:
        yield opened


@pytest.mark.parametrize("name", ["plain", "Ada's", "back\\slash", "both \\' of them", "ünïcode – dash"])
def test_a_file_is_found_by_its_exact_name(desk: Desk, name: str) -> None:
    """Whatever characters it has."""
    form_id = desk.form(paper=None, name=name)
    assert drive.find(desk.google, name) == [form_id]
    assert drive.find(desk.google, f"{name} and more") == []


def test_all_files_of_one_name_are_found(desk: Desk) -> None:
    """Also where there are more than fit on a page, as after a bad night."""
    made = {desk.form(paper=None, name="many") for _ in range(101)}
    assert set(drive.find(desk.google, "many")) == made


def test_a_file_in_the_bin_is_not_found(desk: Desk) -> None:
    """Throwing away is enough, and can be done twice."""
    form_id = desk.form(paper=None, name="unwanted")
    drive.trash(desk.google, form_id)
    drive.trash(desk.google, form_id)
    assert drive.find(desk.google, "unwanted") == []


def test_an_erased_file_is_gone_for_good(desk: Desk) -> None:
    """Not even in the bin; erasing what is gone already is fine, for a crash may have come in between."""
    form_id = desk.form(paper=None, name="past the objection period")
    drive.erase(desk.google, form_id)
    drive.erase(desk.google, form_id)
    assert desk.refused("GET", f"/drive/v3/files/{form_id}")[0] == 404
    desk.sandbox.faults.plan("5xx", "DELETE *")
    with pytest.raises(GoogleFault):
        drive.erase(desk.google, form_id)
    desk.sandbox.faults.clear()


def test_labels_are_put_on_files(desk: Desk) -> None:
    """Our own marks, which the file keeps."""
    form_id = desk.form(paper=None, name="to be labelled")
    drive.label(desk.google, form_id, {"election": "meadow"})
    file = desk.ok("GET", f"/drive/v3/files/{form_id}", fields="appProperties")
    assert file == {"appProperties": {"election": "meadow"}}


def test_opening_grants_reading_of_the_published_view_once(desk: Desk) -> None:
    """Opened twice, the form has one responder permission, and nobody else has any."""
    form_id = desk.form()
    desk.sandbox.world.calls.clear()
    drive.open_to_respondents(desk.google, form_id)
    drive.open_to_respondents(desk.google, form_id)
    assert desk.sandbox.world.calls.count("POST /drive/v3/files/{fileId}/permissions") == 1
    granted = desk.sandbox.world.google["files"][form_id]["permissions"]
    assert [(one["type"], one["role"], one.get("view")) for one in granted] == [
        ("user", "owner", None),
        ("anyone", "reader", "published"),
    ]
    assert drive.sharing(desk.google, form_id) == []


def test_too_high_a_role_for_respondents_is_noticed_and_lowered(desk: Desk) -> None:
    """Respondents who may write are no respondents; granting again leaves them as readers."""
    form_id = desk.form()
    by_hand.share(desk.sandbox.world, form_id, type="anyone", role="writer", view="published")
    assert [one.role for one in drive.sharing(desk.google, form_id)] == ["writer"]
    drive.open_to_respondents(desk.google, form_id)
    assert drive.sharing(desk.google, form_id) == []


@pytest.mark.parametrize(("kind", "role"), [("anyone", "writer"), ("anyone", "reader"), ("domain", "reader")])
def test_a_form_that_is_public_in_another_way_is_not_opened(desk: Desk, kind: str, role: str) -> None:
    """Somebody shared the form by link: whoever has it could edit it or read the answers, so it is held."""
    form_id = desk.form()
    by_hand.share(desk.sandbox.world, form_id, type=kind, role=role)
    with pytest.raises(GoogleFault, match=f"{kind} as {role} in view all") as caught:
        drive.open_to_respondents(desk.google, form_id)
    assert not caught.value.ambiguous
    (stranger,) = drive.sharing(desk.google, form_id)
    assert (stranger.type, stranger.role, stranger.view) == (kind, role, "")


def test_a_helper_with_access_is_seen_but_not_named(desk: Desk) -> None:
    """An editor of a ballot form could read ballots; it is told that there is one, not who."""
    form_id = desk.form()
    by_hand.share(desk.sandbox.world, form_id, type="user", role="writer", email="ada@example.org")
    drive.open_to_respondents(desk.google, form_id)
    (helper,) = drive.sharing(desk.google, form_id)
    assert (helper.type, helper.role) == ("user", "writer")
    assert "ada" not in repr(helper)


def test_a_lost_answer_to_the_grant_is_made_good(desk: Desk) -> None:
    """Opening fails once as ambiguous; done again it looks first, and grants nothing twice."""
    form_id = desk.form()
    desk.sandbox.faults.plan("timeout after", "POST /drive/*/permissions")
    with pytest.raises(GoogleFault) as lost:
        drive.open_to_respondents(desk.google, form_id)
    assert lost.value.ambiguous
    drive.open_to_respondents(desk.google, form_id)
    assert len(desk.sandbox.world.google["files"][form_id]["permissions"]) == 2
    desk.sandbox.faults.clear()


def test_whether_a_form_is_open_to_everybody_and_no_further(desk: Desk) -> None:
    """Not before it was opened, and not once the public can edit it."""
    form_id = desk.form(paper=None)
    assert not drive.is_open(desk.google, form_id)
    drive.open_to_respondents(desk.google, form_id)
    assert drive.is_open(desk.google, form_id)
    by_hand.share(desk.sandbox.world, form_id, type="anyone", role="writer")
    assert not drive.is_open(desk.google, form_id)


def test_a_file_is_opened_to_readers_once(desk: Desk) -> None:
    """Everybody with the link may read it, and nothing else; asked again, it is granted once."""
    file_id = desk.form(paper=None)
    drive.open_to_readers(desk.google, file_id)
    drive.open_to_readers(desk.google, file_id)
    granted = desk.sandbox.world.google["files"][file_id]["permissions"]
    assert [(one["type"], one["role"], one.get("view")) for one in granted[1:]] == [("anyone", "reader", None)]


def test_a_file_that_anybody_could_write_is_opened_for_reading_only(desk: Desk) -> None:
    """Somebody shared it by link for editing: the one role that the public has is lowered."""
    file_id = desk.form(paper=None)
    by_hand.share(desk.sandbox.world, file_id, type="anyone", role="writer")
    drive.open_to_readers(desk.google, file_id)
    granted = desk.sandbox.world.google["files"][file_id]["permissions"]
    assert [(one["type"], one["role"]) for one in granted[1:]] == [("anyone", "reader")]


def test_a_file_that_a_whole_domain_can_write_is_not_passed_on(desk: Desk) -> None:
    """People there could change what candidates answered, so no member is sent to it."""
    file_id = desk.form(paper=None)
    by_hand.share(desk.sandbox.world, file_id, type="domain", role="writer")
    with pytest.raises(GoogleFault, match="domain as writer"):
        drive.open_to_readers(desk.google, file_id)


def test_a_file_is_made_filled_and_filled_again(desk: Desk) -> None:
    """Content is replaced, whatever bytes it has; id and link stay."""
    mine = drive.create(desk.google, "season.ics", kind="text/calendar")
    assert drive.find(desk.google, "season.ics") == [mine]
    drive.open_to_readers(desk.google, mine)
    for content in (b"one\r\n", "zwei–\x00".encode(), b""):
        drive.put(desk.google, mine, content, kind="text/calendar")
        assert desk.session.get(f"{desk.sandbox.url}/files/{mine}", timeout=10).content == content


def test_a_file_is_there_until_it_is_binned_or_gone(desk: Desk) -> None:
    """Asked by its id."""
    mine = drive.create(desk.google, "short-lived", kind="text/calendar")
    assert drive.is_there(desk.google, mine)
    drive.trash(desk.google, mine)
    assert not drive.is_there(desk.google, mine)
    drive.erase(desk.google, mine)
    assert not drive.is_there(desk.google, mine)
