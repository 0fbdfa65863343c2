"""Told: what each member knows about their vote, kept by their number, and taken back where a letter didn't arrive."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import letters, notices
from core.ledger import Pen
from core.notices import Doubt, Told
from core.records import Letter, ToldStatus
from flows.duties.letter import outbox
from flows.duties.membership import answered
from flows.duties.membership.standing import Standings
from flows.secretary import Secretary
from integrations.mailchimp import campaigns

TITLES = {"reached": "reached", "lapses soon": "lapses-soon", "lapsed": "lapsed"}
"""How the letter of each kind of notice is called; its day comes after that: reached/2026-10-05."""

OCCASIONS = {"reached": "reached", "lapses soon": "lapses_soon", "lapsed": "lapsed"}
KINDS = {occasion: kind for kind, occasion in OCCASIONS.items()}

_TITLE = re.compile(rf"({'|'.join(TITLES.values())})/(\d{{4}}-\d\d-\d\d)(?:-(\d+))?")


def known(session: Session) -> dict[str, Told]:
    """What everybody was last told, and how long their vote was seen to last, by member number."""
    return {row.number: of(row) for row in session.execute(select(ToldStatus)).scalars()}


def of(row: ToldStatus) -> Told:
    """What one member was last told, and on which day a letter did."""
    return Told(row.voting, row.until, row.warned_for, heard=row.at.date() if row.letter else None)


def write(pen: Pen, number: str, told: Told, *, letter: str | None = None) -> None:
    """Write down what a member knows now, and which letter tells them; without one, only what was seen of them."""
    row = pen.session.get(ToldStatus, number) or ToldStatus(number=number, letter="", at=pen.at)
    row.voting, row.until, row.warned_for = told.voting, told.until, told.warned_for
    if letter is not None:
        row.letter, row.at = letter, pen.at
    pen.session.add(row)


def lower(pen: Pen, number: str, until: date | None) -> None:
    """M4. A member's vote ends sooner than it did, and a person decided so: nothing about it is in doubt.

    `until` is its last day now, None if it has none. The letter that says so comes with the next reading, to whoever
    was told that they had it.
    """
    row = pen.session.get_one(ToldStatus, number)
    write(pen, number, Told(voting=row.voting, until=until, warned_for=row.warned_for))


def doubts(session: Session, members: Standings, *, on: date) -> list[tuple[str, Doubt]]:
    """M4. Whom a person has to look at first, by member number: records of theirs vanished, or they themselves did."""
    there = {one.number for one in members.today}
    found = [
        (number, notices.doubt(knows, members.ends.get(number), there=number in there, on=on))
        for number, knows in sorted(known(session).items())
    ]
    return [(number, doubt) for number, doubt in found if doubt]


def in_words(number: str, doubt: Doubt) -> str:
    """What an organiser has to look at, by the member's number."""
    if doubt == "vanished":
        return f"{number} had a vote at an earlier reading, and is no longer in the tab Members."
    return (
        f"{number} has a vote that ends sooner than it did at an earlier reading, and no decision explains it: rows of "
        "theirs are gone, or now count for somebody else."
    )


def take_back(secretary: Secretary, letter: Letter, mailboxes: Collection[str]) -> None:
    """M4. Whom a letter didn't reach wasn't told: when their mailbox takes mail again, it is due again."""
    lost = set(mailboxes)
    numbers = [one["number"] for one in json.loads(letter.recipients) if one["email"] in lost]
    if letter.occasion not in KINDS or not numbers:
        return
    with secretary.ledger.writing(secretary.now()) as pen:
        people = forget(pen, letter, numbers)
        if people:
            pen.log("status.unheard", letter=letter.key, people=people)


def forget(pen: Pen, letter: Letter, numbers: Collection[str]) -> int:
    """Write down that these weren't told by a letter, as far as it is the last they were told by. Returns how many."""
    kind = KINDS.get(letter.occasion)
    if kind is None:
        return 0
    ended = None if letter.facts.get("corrected") else letter.planned_at.date() - timedelta(days=2)
    rows = [pen.session.get(ToldStatus, number) for number in sorted(answered.one_person(pen.session, numbers))]
    mine = [row for row in rows if row is not None and row.letter == letter.key]
    for row in mine:
        write(pen, row.number, notices.unheard(of(row), kind, ended=ended), letter="")
    return len(mine)


# ── letters that the book has forgotten ────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Forgotten:
    """A letter that went out, says Mailchimp, and of which this copy of the book knows nothing."""

    title: str
    campaign_id: str
    mailboxes: frozenset[str] = field(repr=False)

    @property
    def kind(self) -> str:
        """Which notice it was."""
        return next(kind for kind, title in TITLES.items() if self.title.startswith(f"{title}/"))


def forgotten(secretary: Secretary) -> list[Forgotten]:
    """The notices of the last months at Mailchimp that an older copy of the book lacks, with whom they went to.

    One call where there are none: it is asked before anybody is told anything, so that nobody is told it again.
    """
    since = secretary.now() - outbox.LOOKBACK
    there = campaigns.made_since(secretary.mailchimp, list_id=secretary.audience, since=since)
    gone = [one for one in there if one.status != "save" and _TITLE.fullmatch(one.title)]
    with secretary.ledger.reading() as session:  # after that look: whoever made one of them had written it down before
        ours = set(session.execute(select(Letter.key).where(Letter.key.in_([one.title for one in gone]))).scalars())
    return [
        Forgotten(one.title, one.id, frozenset(campaigns.recipients(secretary.mailchimp, one.id)))
        for one in sorted(gone, key=lambda one: _turn(one.title))
        if one.title not in ours
    ]


def _turn(title: str) -> tuple[str, str, int]:
    """In which order letters told people: kind, day, and which of that day's it was."""
    found = _TITLE.fullmatch(title)
    return (found[1], found[2], int(found[3] or 1)) if found else ("", "", 0)


def adopt(pen: Pen, found: Forgotten, to: Iterable[dict[str, Any]]) -> None:
    """Write a forgotten letter down as sent; the steps after sending then clear away what it left behind."""
    people = list(to)
    letter = outbox.plan(found.title, occasion=OCCASIONS[found.kind], election=None, at=pen.at, to=people, facts={})
    letter.state, letter.campaign_id, letter.posted_at = letters.SENT, found.campaign_id, pen.at
    pen.session.add(letter)
    pen.log("letter.sent", letter=letter.key, size=len(people))
