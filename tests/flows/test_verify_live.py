"""`canvass verify-live`: what no document promises is tried on throwaway objects, and nothing of it stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest

from flows.doors.trying import STEPS
from flows.duties.live import trial
from flows.duties.live.trial import Bench, Step, Tried
from flows.rehearsal import venue
from integrations.sandbox import mailchimp
from tests.conftest import ON_SQLITE
from tests.flows.club import MEMBERS, Club
from tests.flows.terminal import canvass

pytestmark = ON_SQLITE


def there(club: Club) -> tuple[object, ...]:
    """Everything that a trial could leave behind."""
    world = club.sandbox.world
    account = mailchimp.open_account(world)
    audience = account["lists"][club.settings.mailchimp_list]
    fields = [one["tag"] for one in audience["fields"]]
    shelves = (world.google["files"], world.google["forms"], world.google["books"])
    return (*map(sorted, shelves), sorted(account["campaigns"]), sorted(audience["segments"]), fields, account["inbox"])


def tried(
    club: Club, may: Callable[[Step], bool] = lambda _: True, *, look: bool | None = True
) -> tuple[dict[str, Tried], list[str]]:
    """What comes of each step, by its title, and what is left behind."""
    bench = Bench(club.settings, club.secretary.google, club.secretary.mailchimp, look=lambda _: look)
    found, left = trial.carried_out(bench, STEPS, may)
    return {one.step.title: one for one in found}, left


def test_every_step_comes_out_as_the_sandbox_has_it_and_nothing_stays(club: Club) -> None:
    """All steps are tried, nothing is sent, and all that was made is deleted again."""
    before = there(club)
    found, left = tried(club)
    assert {title: one.told for title, one in found.items() if one.outcome != "as expected"} == {}
    assert len(found) == len(STEPS)
    assert left == []
    assert there(club) == before


@pytest.mark.parametrize("refused", [one.title for one in STEPS])
def test_a_step_that_isnt_agreed_to_isnt_taken(club: Club, refused: str) -> None:
    """The others are tried as far as they can be without it; what needs it is left out and says so."""
    before = there(club)
    found, left = tried(club, lambda step: step.title != refused)
    assert found[refused].outcome == "left out"
    assert {one.outcome for one in found.values()} == {"as expected", "left out"}
    assert (left, there(club)) == ([], before)


@pytest.mark.parametrize(
    ("call", "title"),
    [
        ("POST /v1/forms", "form with our own ids"),
        ("GET /drive/v3/files", "found by name"),
        ("POST /v1/forms/{formId}:setPublishSettings", "open to respondents"),
        ("PUT /v4/*", "cells as given"),
        ("POST /3.0/lists/{list_id}/merge-fields", "merge field"),
        ("POST /3.0/lists/{list_id}/segments", "list of a mailing"),
        ("PUT /3.0/campaigns/{campaign_id}/content", "draft"),
        ("GET /3.0/campaigns/{campaign_id}/send-checklist", "checklist"),
    ],
)
def test_a_step_that_fails_leaves_the_rest(club: Club, call: str, title: str) -> None:
    """What fails is told without anybody's data; the others are tried, and what was made is deleted all the same."""
    before = there(club)
    club.sandbox.faults.plan("5xx", call)
    found, left = tried(club)
    club.sandbox.faults.clear()
    assert found[title].outcome == "failed", found
    assert sum(one.outcome == "as expected" for one in found.values()) >= 4
    assert (left, there(club)) == ([], before)


def test_what_cant_be_deleted_is_said(club: Club) -> None:
    """Somebody has to delete it by hand; the report names the kind, and what it is called."""
    club.sandbox.faults.plan("5xx", "DELETE /drive/*")
    found, left = tried(club)
    club.sandbox.faults.clear()
    assert left == ["a workbook"]
    words = trial.report(list(found.values()), left, on="today", versions={})
    assert f"(they are called “{trial.NAME}”): a workbook." in words


@pytest.mark.parametrize(("look", "outcome"), [(False, "otherwise"), (None, "left out")])
def test_a_person_says_what_they_see(club: Club, look: Literal[False] | None, outcome: str) -> None:
    """No is a finding; not having looked is none."""
    found, _ = tried(club, look=look)
    assert found["prefilled link"].outcome == outcome


def test_at_a_terminal_nothing_is_done_unless_it_is_asked_for(club: Club) -> None:
    """Without --really the steps are listed. With it each is asked about, and the report has no secret in it."""
    before, settings = there(club), venue.as_environment(club.settings)
    calls = len(club.sandbox.world.calls)
    listed = canvass("verify-live", settings=settings)
    assert listed.returncode == 0
    assert all(one.does in listed.stdout for one in STEPS)
    assert len(club.sandbox.world.calls) == calls
    ended = canvass("verify-live", "--really", settings=settings, answer="y\ny\ny\ny\ny\nyes\ny\nyes\nn\n" + "y\n" * 5)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    words = Path("verify-live.md").read_text(encoding="utf-8")
    assert words.count("| as expected |") == len(STEPS) - 1
    assert words.count("| left out | not agreed to |") == 1
    for secret in (settings["CANVASS_MAILCHIMP_API_KEY"], club.settings.mail_reply_to, *filter(None, MEMBERS.values())):
        assert secret not in words
    assert there(club) == before
    no = canvass("verify-live", "--really", settings=settings, answer="y\ny\ny\ny\ny\nno\n" + "n\n" * 6)
    assert no.returncode == 1
