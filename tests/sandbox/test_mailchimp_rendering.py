"""When mails are filled in: at the moment of sending, or at the end of a sending that takes its time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from integrations.mailchimp import audience, campaigns
from integrations.sandbox import inbox, mailchimp
from tests.sandbox.mailchimp_app import LIST, START, Office, open_office


@pytest.fixture
def office() -> Iterator[Office]:
    """A sandbox that sends for ten minutes, and two people on its list."""
    with open_office() as opened:
        opened.join("ada@example.org", "bo@example.org", FNAME="friend")
        mailchimp.behave(opened.sandbox.world, status_lag_seconds=60, sending_seconds=540)
        yield opened


def _send_and_rename(office: Office) -> str:
    """Send to both, and change Ada's field while the campaign is on its way. Returns the campaign's id."""
    draft = office.draft(office.segment("both", "ada@example.org", "bo@example.org"))
    campaigns.send(office.mc, draft)
    office.sandbox.clock.advance(timedelta(seconds=300))
    audience.enrol(office.mc, LIST, [audience.Wanted("ada@example.org", {"FNAME": "stranger"}, new=False)])
    return draft


def _greetings(office: Office) -> dict[str, str]:
    return {mail.to: mail.text.splitlines()[0] for mail in inbox.mails(office.sandbox.world)}


def test_at_send(office: Office) -> None:
    """Unless it is told otherwise, the sandbox fills mails in at once: what changes later changes none."""
    _send_and_rename(office)
    assert _greetings(office) == {"ada@example.org": "Dear friend", "bo@example.org": "Dear friend"}


def test_at_the_end_of_sending(office: Office) -> None:
    """Nothing arrives before, and then with what the fields held in that moment; later changes change nothing."""
    mailchimp.behave(office.sandbox.world, rendering="at the end of sending")
    draft = _send_and_rename(office)
    office.sandbox.clock.advance(timedelta(seconds=299))
    assert (_greetings(office), campaigns.read(office.mc, draft).status) == ({}, "sending")
    office.sandbox.clock.advance(timedelta(seconds=301))
    audience.enrol(office.mc, LIST, [audience.Wanted("bo@example.org", {"FNAME": "too late"}, new=False)])
    assert campaigns.read(office.mc, draft).status == "sent"
    assert _greetings(office) == {"ada@example.org": "Dear stranger", "bo@example.org": "Dear friend"}
    assert {mail.at for mail in inbox.mails(office.sandbox.world)} == {START + timedelta(seconds=600)}
    assert len(inbox.mails(office.sandbox.world)) == 2


def test_a_world_put_back_while_it_sends(office: Office) -> None:
    """Mails that wait are part of the world: a copy of it sends them too, once."""
    mailchimp.behave(office.sandbox.world, rendering="at the end of sending")
    _send_and_rename(office)
    kept = office.sandbox.world.dump()
    for _ in range(2):
        office.sandbox.world.restore(kept)
        office.sandbox.clock.advance(timedelta(seconds=300))
        assert len(_greetings(office)) == len(inbox.mails(office.sandbox.world)) == 2
