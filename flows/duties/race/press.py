"""Press releases: a draft for each race with an endorsement, and the text that somebody approved."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from core import calendar, cells
from core.bylaws import afterwards as rules
from core.records import PressRelease, Race
from core.secrecy import fingerprint
from flows.duties.election.rules import rules_of
from flows.duties.partnership import told
from flows.duties.race import afterwards, outcomes, race_votes, races
from flows.secretary import Refusal, Secretary
from templates import press_release

LONGEST = 20_000
"""Signs that are kept of an approved text. A press release is a page."""


def wanted(session: Session) -> list[Race]:
    """E16. The races for which a press release is drafted: there is an endorsement, and the charter wants one."""
    return [one for one in afterwards.decided(session) if _is_wanted(session, one)]


def _is_wanted(session: Session, race: Race) -> bool:
    contest, outcome = race_votes.contest_of(session, race.key), outcomes.of_race(session, race)
    if contest is None or outcome is None or not outcome.winners:
        return False
    return rules.wants_press_release(charter=rules_of(contest.election))


def waiting(session: Session) -> list[Race]:
    """The races whose press release nobody has approved yet."""
    return [one for one in wanted(session) if approved(session, one.key) is None]


def approved(session: Session, key: str) -> PressRelease | None:
    """A race's press release as it was approved, if it was."""
    return session.get(PressRelease, key)


def draft(secretary: Secretary, session: Session, race: Race) -> str:
    """E16. The draft about a race. Raises Refusal where there is nothing to release."""
    heard = afterwards.members_heard(session, race)
    released_on = calendar.day_in_words(calendar.day_of(heard or secretary.now(), secretary.charter.zone))
    drafted = press_release({**_facts(secretary, session, race), "released_on": released_on})
    return told.as_of(session, at=secretary.now(), charter=secretary.charter).neutral(drafted)


def mark(secretary: Secretary, session: Session, race: Race) -> str:
    """E16. Which draft it is that is shown, but for its day: where it says anything else, it has another mark."""
    return fingerprint(_facts(secretary, session, race))[:12]


def _facts(secretary: Secretary, session: Session, race: Race) -> dict[str, Any]:
    contest, outcome = race_votes.contest_of(session, race.key), outcomes.of_race(session, race)
    if contest is None or outcome is None or not _is_wanted(session, race):
        raise Refusal(f"There is no press release about “{race.title}”: no endorsement in it is certified (E16).")
    return {
        "organisation": contest.election.charter["name"],
        "statement": outcome.statement,
        "sentence": outcome.sentence,
        "title": race.title,
        "election_day": calendar.day_in_words(race.election_day) if race.election_day else "",
        # As voted on: what is written down about the race later is another decision's.
        "reasons": contest.reasons if contest.recommendation in outcome.standing else "",
        "contact": secretary.settings.mail_reply_to,
    }


def approve(secretary: Secretary, key: str, *, approved_by: str, text: str = "", seen: str | None = None) -> bool:
    """E16. Keep the press release about a race as somebody approved it; `text` is the draft as they changed it.

    False: one was approved before, which stays. Raises Refusal without anybody who approves it, and where the draft
    says something else by now than the one that was `seen`.
    """
    if not approved_by.strip():
        raise Refusal("An approval needs somebody's initials or role. Nothing was recorded.")
    with secretary.ledger.writing(secretary.now()) as pen:
        race = races.of(pen.session, key)
        if approved(pen.session, race.key) is not None:
            return False
        if seen not in (None, mark(secretary, pen.session, race)):
            raise Refusal(
                f"The draft about “{key}” has changed since it was shown, so nothing was recorded. You will be asked "
                "to look at it as it is now."
            )
        drafted = draft(secretary, pen.session, race)
        kept = drafted if text.split() in ([], drafted.split()) else _tidy(text)
        if len(kept) > LONGEST:
            raise Refusal(f"This has {len(kept)} signs; a press release is kept up to {LONGEST}. Shorten it.")
        known = told.as_of(pen.session, at=pen.at, charter=secretary.charter)
        ruling = known.is_kept([kept], to=told.EVERYBODY)
        if not ruling:
            raise Refusal(f"This can't be released as it is: {ruling.because} (P11). Say “a partner organisation”.")
        by = cells.text(approved_by)
        pen.session.add(PressRelease(race_key=race.key, text=kept, approved_by=by, approved_at=pen.at))
        pen.log("press.approved", race=race.key, changed=kept != drafted)
    return True


def _tidy(text: str) -> str:
    """The text that was typed in, with its lines."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines()) + "\n"
