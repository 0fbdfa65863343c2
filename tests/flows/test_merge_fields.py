"""Room at Mailchimp: what letters need is made before anything rests on it, and where there is none, it is said."""

from __future__ import annotations

import pytest

from flows.duties.letter import mailboxes
from flows.duties.letter.mailboxes import SLOTS
from flows.duties.membership import status_fields
from flows.membership import keep_up
from flows.secretary import Refusal
from integrations.sandbox import mailchimp_account
from integrations.sandbox.mailchimp_account import LIST_ID, OWN_FIELDS
from integrations.sandbox.mailchimp_audience import MOST_FIELDS
from tests.flows.ballots import KEY
from tests.flows.club import Club


def _fields(club: Club) -> list[str]:
    return [one["tag"] for one in mailchimp_account.audience(club.sandbox.world, LIST_ID)["fields"]]


def _crowded(club: Club, *, room: int) -> None:
    """The organisation has fields of its own, so many that only a few more fit."""
    for nth in range(MOST_FIELDS - len(_fields(club)) - room):
        body = {"tag": f"OWN{nth}", "name": f"Own {nth}", "type": "text", "public": True}
        club.secretary.mailchimp.sdk.lists.add_list_merge_field(LIST_ID, body)


def test_everything_that_is_needed_fits(club: Club) -> None:
    """Four ballots at a time, letters about votes, and Mailchimp's own fields fill an audience, and no more."""
    for slot in SLOTS:
        mailboxes.make_room(club.secretary, slot)
    assert len(_fields(club)) == MOST_FIELDS
    assert len(OWN_FIELDS) + len(status_fields.TAGS) + 4 * len(SLOTS) == MOST_FIELDS


def test_freezing_without_room_is_refused(club: Club) -> None:
    """M4. Of 13 fields 12 fit: nothing is frozen, and the letter says how many are lacking and what to delete."""
    club.draft()
    _crowded(club, room=12)
    with pytest.raises(
        Refusal, match=r"has 30 merge fields, and no room for the 1 more.*Delete fields that nobody uses"
    ):
        club.freeze()
    assert club.election().state == "drafted"
    assert not list(club.settings.keys.glob("*"))
    fields = mailchimp_account.audience(club.sandbox.world, LIST_ID)["fields"]
    fields.remove(next(one for one in fields if one["tag"] == "OWN0"))
    club.freeze()
    assert club.election(KEY).state == "frozen"


def test_freezing_makes_the_fields_of_its_letters(club: Club) -> None:
    """Once: two ballots have two sets, and a pass that sends letters makes no further ones."""
    club.draft()
    club.freeze()
    assert _fields(club)[len(OWN_FIELDS) :] == ["AN1", "AC1", "AN2", "AC2", *status_fields.TAGS]


def test_a_bad_day_of_mailchimps_doesnt_keep_a_roll_from_being_frozen(club: Club) -> None:
    """The fields are made later; organisers hear of it."""
    club.draft()
    club.sandbox.faults.plan("5xx", "GET /3.0/lists/{list_id}/merge-fields", times=9)
    club.freeze()
    assert club.election().state == "frozen"


def test_letters_about_votes_wait_for_room(club: Club) -> None:
    """M4. Without room for their fields no letter is planned, and the trouble says what to do; then all are."""
    _crowded(club, room=3)
    reading = keep_up(club.secretary)
    assert reading.letters == ()
    assert any("no room for the 6 more" in one for one in reading.troubles)
    fields = mailchimp_account.audience(club.sandbox.world, LIST_ID)["fields"]
    fields[:] = [one for one in fields if not one["tag"].startswith("OWN")]
    assert keep_up(club.secretary).letters
