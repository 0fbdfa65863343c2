"""Reminders: to those who haven't voted, once each, never late – and none for a ballot that was called off."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from core import letters
from core.records import Credential, Response
from flows import withdraw
from flows.reissue import reissue
from flows.secretary import Refusal
from integrations.sandbox import inbox, mailchimp_account
from integrations.sandbox.mailchimp_account import LIST_ID
from tests.flows.ballots import CLOSES, KEY, OPENS
from tests.flows.club import ADA, CLEO, DEV, ESME, FINN, GIA, HOUR, HUGO, MARKS, MINUTE, WITH_LINK, Club


def _remind(club: Club, number: int) -> dict[str, list[str]]:
    """Let a reminder's time come, and say whom each of its mails names."""
    club.at(club.reminder_times()[number - 1])
    report = club.tend()
    assert not report.troubles
    return club.named(f"reminder-{number}")


def test_reminders_go_to_those_who_havent_voted(club: Club) -> None:
    """E12. Each reminder names exactly those whose ballot hasn't come in; who voted in between isn't named again."""
    club.go_to("voted")
    assert _remind(club, 1) == {
        "cleo@example.org": [CLEO],
        "dev@example.org": [DEV],
        "pair@example.org": [FINN],
        "trio@example.org": [GIA, HUGO],
    }
    club.vote(CLEO)
    club.vote(HUGO)
    assert _remind(club, 2) == {"dev@example.org": [DEV], "pair@example.org": [FINN], "trio@example.org": [GIA]}
    assert _remind(club, 3) == {"dev@example.org": [DEV], "pair@example.org": [FINN], "trio@example.org": [GIA]}


def test_a_households_mail_names_only_who_hasnt_voted(club: Club) -> None:
    """Where one of two has voted, the other's mail holds neither the name nor the link of the one who has."""
    club.go_to("voted")
    used = club.link(ESME).rpartition("=")[2]
    _remind(club, 1)
    (mail,) = club.mails("reminder-1", to="pair@example.org")
    for part in (mail.text, mail.html, mail.subject, mail.preview):
        assert ESME not in part
        assert used not in part
    assert FINN in mail.text
    assert FINN in mail.html
    assert mail.faults == ()


def test_a_reminders_link_is_the_ballots_link(club: Club) -> None:
    """The link in the reminder is the one of the first letter, so it doesn't matter which of the two is used."""
    club.go_to("voted")
    _remind(club, 1)
    assert club.link(DEV, letter="reminder-1") == club.link(DEV)


def test_a_ballot_that_came_in_just_now_is_seen(club: Club) -> None:
    """The pass that reminds reads the form first: who voted a minute ago gets no reminder."""
    club.go_to("voted")
    club.at(club.reminder_times()[0] - MINUTE)
    club.vote(DEV)
    club.tend()
    assert "dev@example.org" not in club.named("reminder-1")


@pytest.mark.parametrize("how", ["mistyped", "malformed", "late re-vote"])
def test_only_a_valid_ballot_spares_a_reminder(club: Club, how: str) -> None:
    """Whose answer couldn't count is reminded: with a mistyped code nobody knows who it was, so nobody is spared."""
    club.go_to("voted")
    link = club.link(DEV)
    if how == "mistyped":
        club.send(f"{link[:-4]}0000")
    elif how == "malformed":
        club.vote(DEV)
        newest = max(club.form()["responses"].values(), key=lambda one: one["lastSubmittedTime"])
        newest["answers"] = {question: [*given, "Nobody"] for question, given in newest["answers"].items()}
    else:
        club.vote(ADA, {})
    assert "dev@example.org" in _remind(club, 1)


def test_after_an_outage_only_the_newest_reminder_goes_out(club: Club) -> None:
    """E12. Two reminder times overslept make one letter, the later one: two at once would help nobody."""
    club.go_to("voted")
    club.at(club.reminder_times()[1] + HOUR)
    club.tend()
    assert {key for key in club.letters() if "reminder" in key} == {f"{KEY}/reminder-2"}
    club.later(HOUR)
    club.tend()
    assert {key for key in club.letters() if "reminder" in key} == {f"{KEY}/reminder-2"}
    assert len(club.mails("reminder-2")) == 4


def test_with_nobody_left_the_reminder_is_done(club: Club) -> None:
    """Everybody who can be reached has voted: the letter is confirmed with nobody on it, and no mail goes out."""
    club.go_to("delivered")
    for who in WITH_LINK:
        club.vote(who)
    club.later(MINUTE)
    club.tend()
    before = len(inbox.mails(club.sandbox.world))
    club.at(club.reminder_times()[0])
    club.tend()
    letter = club.letter("reminder-1")
    assert (letter.state, letter.size) == (letters.CONFIRMED, 0)
    assert len(inbox.mails(club.sandbox.world)) == before


def test_a_reminder_is_never_sent_after_closing(club: Club) -> None:
    """Mailchimp is away from the last reminder until after closing: the letter is missed, and leaves nothing behind."""
    club.go_to("voted")
    club.at(club.reminder_times()[2])
    club.sandbox.faults.plan("5xx", "PUT /3.0/campaigns/*/content", times=100)
    club.tend()
    assert club.letter("reminder-3").state == letters.DRAFTED
    club.sandbox.faults.clear()
    club.at(CLOSES)
    club.tend()
    club.later(MINUTE)
    club.tend()
    assert club.letter("reminder-3").state == letters.MISSED
    assert not club.mails("reminder-3")
    assert _leftovers(club) == {"drafts": [], "segments": []}


def _leftovers(club: Club) -> dict[str, list[str]]:
    """Drafts that a volunteer could send by accident, and lists that tell who hasn't voted."""
    account = club.sandbox.world.mailchimp
    drafts = [one["settings"]["title"] for one in account["campaigns"].values() if one["status"] == "save"]
    return {"drafts": drafts, "segments": [one["name"] for one in account["lists"][LIST_ID]["segments"].values()]}


def test_the_reminders_list_is_deleted_soon(club: Club) -> None:
    """An hour after it went out, Mailchimp no longer holds the list of those who hadn't voted."""
    club.go_to("voted")
    _remind(club, 1)
    assert _leftovers(club)["segments"] == [f"[canvass] {KEY}/reminder-1"]
    club.later(HOUR)
    club.tend()
    assert _leftovers(club) == {"drafts": [], "segments": []}


def test_somebody_who_cant_be_changed_isnt_mailed_the_others_link(club: Club) -> None:
    """If Mailchimp won't take a voter's link away, their household gets no reminder rather than one that tells."""
    club.go_to("voted")
    box = mailchimp_account.subscriber_hash("pair@example.org")
    club.sandbox.world.mailchimp["lists"][LIST_ID]["forgotten"].append(box)
    club.at(club.reminder_times()[0])
    club.tend()
    for mail in club.mails("reminder-1", to="pair@example.org"):
        assert ESME not in mail.text


# ── called off ─────────────────────────────────────────────────────────────────────────────────────


def test_a_withdrawn_ballot_sends_nothing_more(club: Club) -> None:
    """Called off in the middle, voters are told once, with the reason; then there is no mail any more."""
    club.go_to("voted")
    withdraw.withdraw(club.secretary, KEY, reason="The candidates agreed on one.")
    for when in (*club.reminder_times(), CLOSES + MINUTE, CLOSES + HOUR):
        club.at(when)
        assert not club.tend().troubles
    assert club.election().state == "withdrawn"
    told = club.mails("called-off")
    assert sorted(mail.to for mail in told) == sorted(mail.to for mail in club.mails("ballot"))
    assert all("The reason: The candidates agreed on one." in mail.text for mail in told)
    assert {mail.title for mail in inbox.mails(club.sandbox.world)} == {f"{KEY}/ballot", f"{KEY}/called-off"}
    assert not withdraw.withdraw(club.secretary, KEY, reason="Once more.")


def test_calling_off_before_any_link_went_out_writes_to_nobody(club: Club) -> None:
    """Whoever never heard of a ballot needn't hear that it is called off."""
    club.go_to("made")
    withdraw.withdraw(club.secretary, KEY, reason="It was a draft.")
    club.at(OPENS + HOUR)
    club.tend()
    assert club.letters() == set()
    assert inbox.mails(club.sandbox.world) == []


def test_a_letter_on_its_way_is_called_back(club: Club) -> None:
    """A reminder that hadn't gone out when the ballot was called off is missed, and its draft deleted."""
    club.go_to("voted")
    club.at(club.reminder_times()[0])
    club.sandbox.faults.plan("5xx", "PUT /3.0/campaigns/*/content", times=100)
    club.tend()
    club.sandbox.faults.clear()
    withdraw.withdraw(club.secretary, KEY, reason="The candidates agreed on one.")
    club.later(MINUTE)
    assert not club.tend().troubles
    assert club.letter("reminder-1").state == letters.MISSED
    assert _leftovers(club)["drafts"] == []


def test_a_withdrawn_ballot_leaves_nothing_that_tells_who_voted_how(club: Club) -> None:
    """P9. The key, the links at Mailchimp, the form with its answers, and our own copies of them are gone."""
    club.go_to("voted")
    form_id = club.election().form_id
    withdraw.withdraw(club.secretary, KEY, reason="The candidates agreed on one.")
    club.tend()
    assert not list((club.folder / "keys").glob("*"))
    assert form_id not in club.sandbox.world.google["files"]
    assert form_id not in club.sandbox.world.google["forms"]
    with club.secretary.ledger.reading() as session:
        for table in (Credential, Response):
            assert session.execute(select(func.count()).select_from(table)).scalar_one() == 0
    fields = [one["merge_fields"] for one in club.sandbox.world.mailchimp["lists"][LIST_ID]["members"].values()]
    assert not [value for one in fields for tag, value in one.items() if value and tag not in {"FNAME", "LNAME"}]


def test_nobody_can_vote_in_a_withdrawn_ballot(club: Club) -> None:
    """The form is shut in the same stroke, before any pass."""
    club.go_to("voted")
    link = club.link(CLEO)
    withdraw.withdraw(club.secretary, KEY, reason="The candidates agreed on one.")
    assert not club.send(link).accepted


def test_calling_off_needs_a_reason_and_a_ballot(club: Club) -> None:
    """Without a reason, or for a ballot nobody knows, nothing is changed; after sealing there is no way back."""
    club.go_to("voted")
    with pytest.raises(Refusal, match="needs a reason"):
        withdraw.withdraw(club.secretary, KEY, reason=" ")
    with pytest.raises(Refusal, match="There is no ballot"):
        withdraw.withdraw(club.secretary, "spring", reason="Because.")
    assert club.election().state == "open"
    club.go_to("counted")
    with pytest.raises(Exception, match="once its ballots are sealed, it can't be withdrawn"):
        withdraw.withdraw(club.secretary, KEY, reason="Because.")
    assert club.election().state == "counted"


# ── a lost link ────────────────────────────────────────────────────────────────────────────────────


def test_a_reissued_link_replaces_the_old_one(club: Club) -> None:
    """The new link counts; what came or comes with the old one doesn't, and twice in a row is one new link."""
    club.go_to("voted")
    old = club.link(ADA)
    letter = reissue(club.secretary, KEY, "M01")
    assert reissue(club.secretary, KEY, "M01") == letter
    club.tend()
    new = club.link(ADA, letter=letter.partition("/")[2])
    assert new != old
    assert "ada@example.org" in _remind(club, 1), "the ballot of the old link doesn't count any more"
    club.send(old, MARKS)
    club.send(new, MARKS)
    for when in (CLOSES + MINUTE, CLOSES + HOUR):
        club.at(when)
        club.tend()
    tally = club.election().intake
    assert tally is not None
    assert (tally["counted"], tally["unknown"]) == (3, 2)


@pytest.mark.parametrize("moment", ["frozen", "closed", "counted"])
def test_new_links_are_given_only_while_voting_is_open(club: Club, moment: str) -> None:
    """Before opening and after closing a new link would be of no use, and is refused."""
    club.go_to(moment)
    with pytest.raises(Refusal):
        reissue(club.secretary, KEY, "M01")
    assert club.log().count("link.reissued") == 0
