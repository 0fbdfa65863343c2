"""The flow *doctor*: its page, what joins the desk, and the letter to the organisers."""

from __future__ import annotations

import pytest
from prefect.client.orchestration import get_client

from flows import pages_shown
from flows.doctor import see_the_doctor
from flows.duties.health.notices import OCCASION
from flows.rehearsal import venue
from flows.tend import tend_everything
from integrations.sandbox import mailchimp
from tests.conftest import ON_SQLITE
from tests.flows.club import Club

pytestmark = [pytest.mark.flow, pytest.mark.xdist_group("prefect"), ON_SQLITE]


def page(key: str) -> str:
    """What a page of the dashboard says now."""
    with get_client(sync_client=True) as client:
        return str(pages_shown.newest(client, key)[0].data).replace("\\", "")


def test_what_is_wrong_stays_on_the_desk_until_the_doctor_finds_it_mended(
    club: Club, prefect_server: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its page lists everything; the desk has what is wrong, also when another flow writes it; one letter goes out."""
    for name, value in venue.as_environment(club.settings).items():
        monkeypatch.setenv(name, value)
    mailchimp.behave(club.sandbox.world, domains=())
    said = see_the_doctor()
    assert "wrong" in said
    assert "a letter to the organisers is planned" in said.casefold()
    assert "| sender's domain | wrong | it isn't verified at Mailchimp" in page("doctor")
    tend_everything()
    assert "## Mailchimp, sender's domain" in page("desk")
    assert "Verify the domain of CANVASS_MAIL_REPLY_TO" in page("desk")
    assert [club.letter(key).occasion for key in club.letters()] == [OCCASION]
    mailchimp.behave(club.sandbox.world, domains=("rehearsal.example.org",))
    assert "nothing new" in see_the_doctor()
    tend_everything()
    assert "sender's domain" not in page("desk")
    assert len(club.mails_to(club.settings.mail_reply_to)) == 1
