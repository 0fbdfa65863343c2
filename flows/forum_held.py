"""Forum held: an organiser records what candidates said otherwise, and afterwards whether the forum took place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from core import calendar, intake
from core.candidates import label
from core.forums import COMES, DECLINES, HELD, NOT_HELD, OFF, PLANNED, UNSURE
from core.ledger import Pen
from core.records import Candidate, Forum, Invitation
from flows import screen
from flows.duties.committee import recusals
from flows.duties.forum import forums
from flows.duties.letter import links
from flows.duties.race import reasons
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import NOTHING_NAMED, titled

Said = Literal["nothing yet", "will come", "will not", "not sure"]
"""What a candidate who was invited by telephone, or in person, has replied."""

Outcome = Literal["took place", "didn't take place"]
"""What can be recorded of a forum whose hour has come."""

REPLIES: dict[str, str] = {"nothing yet": "", COMES: COMES, DECLINES: DECLINES, UNSURE: UNSURE}


def hold(
    secretary: Secretary, key: str, *, recording: str = "", present: Sequence[str] = (), note: str = "", by: str
) -> bool:
    """E6. Put on record that a forum took place, with the recording's link, and its step for each race.

    `present` are the labels of the candidates who came, as in the tab Candidates; whoever said they would, if it is
    empty. Later the link can be added or put right. False: it is on record just so already. Raises Refusal where
    somebody eligible wasn't invited, before it began, where nobody came, and where no race of it is under way.
    """
    link = links.shown(recording)
    if not by.strip():
        raise Refusal("Say who records it: somebody's initials. Nothing was recorded.")
    with secretary.ledger.writing(secretary.now()) as pen:
        forum = forums.of(pen.session, key)
        recusals.refuse(secretary, pen.session, [one.race_key for one in forum.races], by)
        _refuse_before(pen, forum)
        if forum.key in {one.key for one in forums.left_standing(pen.session)}:
            raise Refusal(
                f"No race of “{forum.title}” is under way any more, so it is a step of none. Record that it didn't "
                f"take place (door *forum-held*, or canvass forum-held {forum.key} --no-took-place), or take a "
                "race up again first (door *reopen*)."
            )
        there = _present(forum, present)
        ruling = forums.ruling(secretary, pen.session, forum, present=there)
        if not ruling:
            raise Refusal(
                f"“{forum.title}” can't be recorded as a forum: {ruling.because} ({ruling.clause}). If somebody was "
                f"invited otherwise, record that first (door *forum-reply*, or canvass forum-reply {forum.key})."
            )
        wanted = (HELD, link, " ".join(note.split()), by.strip())
        was = {label(one.race_key, one.nth) for one in forum.invitations if one.present}
        if (forum.state, forum.recording, forum.because, forum.said_by) == wanted and was == set(there):
            return False
        forum.state, forum.recording, forum.because, forum.said_by = wanted
        for one in forum.invitations:
            one.present = label(one.race_key, one.nth) in there
        pen.log("forum.held", forum=forum.key, present=len(there), invited=len(forum.invitations))
        forums.record_steps(pen, secretary, forum, forums.as_a_step(forum, secretary.charter.zone))
    return True


def _refuse_before(pen: Pen, forum: Forum) -> None:
    if forum.state == OFF:
        raise Refusal(f"“{forum.title}” was called off.")
    if forum.begins_at > pen.at:
        raise Refusal(f"“{forum.title}” is still to come. Record it when it has taken place.")


def _present(forum: Forum, said: Sequence[str]) -> list[str]:
    """Labels of those who came. Once feedback is asked about them, they stay."""
    invited = {label(one.race_key, one.nth): one for one in forum.invitations}
    unknown = [one for one in said if one.strip() not in invited]
    if unknown:
        known = ", ".join(invited) or "nobody"
        raise Refusal(
            f"“{unknown[0]}” wasn't invited. Write candidates as in the tab Candidates; invited are: {known}."
        )
    already = [who for who, one in invited.items() if one.present]
    there = sorted({one.strip() for one in said}) or already or [w for w, one in invited.items() if one.reply == COMES]
    if not there:
        raise Refusal("Say who of the candidates was there, by their numbers in the tab Candidates.")
    if forum.feedback_until is not None and set(there) != set(already):
        raise Refusal("Members are already asked about those who were there, so that can't be changed any more.")
    return there


def was_not_held(secretary: Secretary, key: str, *, because: str, by: str) -> bool:
    """E6. Put on record that a forum didn't take place after all, and why. False: it is on record just so already."""
    if not because.strip() or not by.strip():
        raise Refusal("Say why it didn't take place, and who records it. Nothing was recorded.")
    with secretary.ledger.writing(secretary.now()) as pen:
        forum = forums.of(pen.session, key)
        recusals.refuse(secretary, pen.session, [one.race_key for one in forum.races], by)
        _refuse_before(pen, forum)
        if forum.state == HELD:
            raise Refusal(f"It is on record that “{forum.title}” took place, and a step of its races rests on that.")
        wanted = (NOT_HELD, " ".join(because.split()), by.strip())
        if (forum.state, forum.because, forum.said_by) == wanted:
            return False
        before = f"{forum.because} ({forum.said_by})" if forum.state == NOT_HELD else ""
        forum.state, forum.because, forum.said_by = wanted
        reasons.keep(pen, "forum.not_held", forum.key, because=because, by=by, before=before, forum=forum.key)
    return True


def note_reply(secretary: Secretary, key: str, candidate: str, reply: Said, *, by: str) -> bool:
    """E6. Put on record that a candidate was invited otherwise, or what they replied. False: it is so already.

    `candidate` is a label of the tab Candidates. The latest reply counts, by whatever way it came. Raises Refusal for
    somebody who doesn't stand in a race of the forum, and without anybody who says so.
    """
    if not by.strip():
        raise Refusal("Say who spoke with the candidate: somebody's initials. Nothing was recorded.")
    with secretary.ledger.writing(secretary.now()) as pen:
        forum = forums.of(pen.session, key)
        recusals.refuse(secretary, pen.session, [one.race_key for one in forum.races], by)
        if forum.state not in (PLANNED, HELD):
            raise Refusal(f"“{forum.title}” is {forum.state}. Nothing was recorded.")
        who = _called(pen, forum, candidate)
        invitation = forums.invitation_of(forum, who)
        said = REPLIES[reply]
        if invitation is not None and (invitation.reply == said if said else invitation.by_hand):
            return False
        if invitation is None:
            on = calendar.day_of(pen.at, secretary.charter.zone)
            invitation = Invitation(
                forum_key=forum.key, race_key=who.race_key, nth=who.nth, invited_on=on, told=forum.revision,
                by_hand="", asked_again=False, present=False, question="", reply="", version="",
            )  # fmt: skip
            forum.invitations.append(invitation)
        invitation.by_hand = invitation.by_hand or by.strip()
        if said:
            invitation.reply, invitation.by_link = said, -1
            invitation.version = intake.instant(pen.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
        pen.log("forum.reply", forum=forum.key, race=who.race_key, candidate=who.nth)
    return True


def _called(pen: Pen, forum: Forum, written: str) -> Candidate:
    known = {label(one.race_key, one.nth): one for _, one in forums.standing(pen.session, forum)}
    found = known.get(written.strip())
    if found is None:
        raise Refusal(
            f"Nobody who stands is “{written}”. Write candidates as in the tab Candidates: {', '.join(known)}."
        )
    return found


@flow(name="forum-held", flow_run_name=named("Forum: did {forum:forum} take place?"))
def record_a_forum(
    forum: Annotated[str, titled("Forum")],
    recorded_by: Annotated[str, titled("Recorded by")],
    outcome: Annotated[Outcome, titled("Did it take place?")] = "took place",
    recording: Annotated[str, titled("The recording’s link")] = "",
    present: Annotated[list[str], titled("Who of the candidates came")] = NOTHING_NAMED,
    note: Annotated[str, titled("Note for the record")] = "",
) -> str:
    """Record that a forum took place, or that it didn't. Members are then asked what they thought of it.

    Args:
        forum: The forum's key.
        recorded_by: Your initials.
        outcome: Whether it took place.
        recording: The link of the recording, for members. It can be added later.
        present: The candidates who came, as in the tab Candidates, e.g. mayor-26/1; whoever said so, if it is empty.
        note: What the record should say, in a sentence; why, if it didn't take place. Members can read it.
    """
    secretary = Secretary.at_work()
    if outcome == "took place":
        news = hold(secretary, forum, recording=recording, present=present, note=note, by=recorded_by)
    else:
        news = was_not_held(secretary, forum, because=note, by=recorded_by)
    screen.show_season(secretary)
    return f"“{forum}” is on record." if news else "It is on record just so already."


@flow(name="forum-reply", flow_run_name=named("Forum: a reply to {forum:forum}"))
def record_a_reply(
    forum: Annotated[str, titled("Forum")],
    candidate: Annotated[str, titled("Candidate")],
    reply: Annotated[Said, titled("What they said")],
    recorded_by: Annotated[str, titled("Recorded by")],
) -> str:
    """Record that a candidate was invited by telephone or in person, and what they replied.

    Args:
        forum: The forum's key.
        candidate: As in the tab Candidates, e.g. mayor-26/1.
        reply: What they said.
        recorded_by: Your initials.
    """
    secretary = Secretary.at_work()
    news = note_reply(secretary, forum, candidate, reply, by=recorded_by)
    screen.show_season(secretary)
    return f"“{candidate}” is on record." if news else "It is on record just so already."
