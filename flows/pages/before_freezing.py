"""Before freezing: how many would be on the roll, by which rule, whom no letter reaches, and how the letter reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.numbers import many
from core.records import Election, MailFault
from flows.duties.election import announcing, electorates
from flows.duties.election.rules import rule_in_words, rules_of
from flows.duties.membership.reach import PLACES
from flows.duties.membership.standing import Standing
from flows.freeze import Prospect
from flows.pages.approval import approval_page, boxes, letter_ahead
from flows.secretary import Secretary

WHOSE = {"committee": "active members of the committee", "partners": "members, and the partners' delegates"}

NO_MARK_YET = "0" * 64

NOT_YET = {
    "link_base": "https://docs.google.com/forms", "roll_fingerprint": NO_MARK_YET, "seed_commitment": NO_MARK_YET
}  # fmt: skip
"""What the letter has behind its first lines, and what is only made by freezing."""

AFTERWARDS = (
    "Later edits to the sheets change nothing for this ballot. It opens, reminds, closes, seals and counts by itself, "
    "on time. Until it is sealed it can be called off (withdraw); whoever got a link is then told."
)


def before_freezing(secretary: Secretary, key: str, prospect: Prospect) -> str:
    """M1, E7. What freezing a ballot now would do, with counts only."""
    with secretary.ledger.reading() as session:
        election = session.get_one(Election, key)
        reached = _reached(session, prospect.voters)
        silent = len(prospect.voters) - sum(reached.values())
        election.roll_size = len(prospect.voters)
        facts = announcing.ballot_facts(secretary, election, log_head=NO_MARK_YET) | NOT_YET
        letter = letter_ahead(
            electorates.of(election).ballot,
            facts,
            mailboxes=len(reached),
            when=f"as voting opens, {calendar.in_words(election.opens_at, election.zone)}",
        )
        reminders = [calendar.in_words(at, election.zone) for at in electorates.reminder_times(election)]
        rows = [
            ("Voters on the roll", many(len(prospect.voters), "voter")),
            ("By which rule", WHOSE.get(election.electorate) or rule_in_words(rules_of(election))),
            ("Whom no letter reaches", many(silent, "voter") if silent else "nobody"),
            ("Voting opens", calendar.in_words(election.opens_at, election.zone)),
            ("Voting closes", calendar.in_words(election.closes_at, election.zone)),
            ("Ballot letters", boxes(len(reached))),
            ("Reminders, to those who haven't voted", "; ".join(reminders)),
            ("On the ballot", "; ".join(one.title for one in election.contests)),
        ]
        title = election.title
        session.rollback()
    return approval_page(
        f"Freeze “{title}”?",
        rows,
        now=f"Nothing has happened yet. This fixes who may vote in “{key}”.",
        yes=AFTERWARDS,
        no="The ballot stays a draft: nothing goes out, and it can be drafted anew or frozen later.",
        letter=letter,
        troubles=prospect.troubles,
    )


def _reached(session: Session, voters: Sequence[Standing]) -> Counter[str]:
    """How many voters each mailbox serves that letters reach, as the roll will have it."""
    faulty = set(session.execute(select(MailFault.email)).scalars())
    users = Counter(one.mailbox for one in voters if one.mailbox and one.mailbox not in faulty)
    return Counter({box: min(number, max(PLACES)) for box, number in users.items()})
