"""What the members' records need of a person: rows to put right, questions to answer, people to telephone."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.records import Matter
from core.records.members import STAND
from flows.duties.membership import reach
from flows.duties.privacy import leftovers
from flows.duties.race import untaken
from flows.pages.needs import Address, Need, need, sentence

MATTERS = {
    "unread": (
        "reason why nothing is taken over from the sheets",
        "reasons why nothing is taken over from the sheets",
        "A tab or a listed sheet can't be read; until it can, nothing can be frozen. The page “membership” says why.",
        "Put it right in the sheets; the next reading takes everything over.",
    ),
    "row": (
        "place in the workbook to look at",
        "places in the workbook to look at",
        "Rows that can't be used, or not in full, and columns that aren't read. The page “membership” lists them.",
        "Correct them in the sheet; they count from the next reading.",
    ),
    "who": (
        "question who somebody is",
        "questions who somebody is",
        "Sign-ins that could be anybody's count for nobody until it is clear whose they are.",
        "Answer them in the tab Questions of the members' workbook.",
    ),
    "roll": (
        "frozen roll that today's sheets no longer bear out",
        "frozen rolls that today's sheets no longer bear out",
        "Something was entered or corrected since. It changes no frozen roll. The page “membership” says about whom.",
        "If the roll was wrong, correct it, with a reason. The page says how.",
    ),
    "gap": (
        "event without a sign-in sheet",
        "events without a sign-in sheet",
        "Nobody can say who was there: for everybody it is unknown. The page “membership” lists them by their row.",
        "Enter the sheet. If it is lost, organisers can decide that it mustn't count against anybody: canvass excuse",
    ),
    "moved": (
        "decision about an event that has another day now",
        "decisions about events that have another day now",
        "It holds for the day it was taken about, and for no other. The page “membership” lists them.",
        "If only the day was put right, take it again: canvass excuse, or canvass decide",
    ),
    "erased": (
        "tab with rows of people who were erased",
        "tabs with rows of people who were erased",
        "They are kept out: they count for nobody, and nobody is written to because of them.",
        "Clear them: “canvass erased” lists their places. If somebody has come back: canvass erased MEMBER --came-back",
    ),
    "status": (
        "member whose vote ends sooner than it did",
        "members whose votes end sooner than they did",
        "Rows of theirs are gone, and no decision explains it. They get no letter about it before somebody has looked.",
        "Put back what was deleted by mistake. If it is right as it is: canvass confirm MEMBER, or several at once",
    ),
    "gone": (
        "record that is no longer on the sheets",
        "records that are no longer on the sheets",
        "They were there at an earlier reading. The page “membership” says whose, and where they stood.",
        "If a row was deleted or changed by mistake, put it back. If not, there is nothing to do.",
    ),
    "twins": (
        "pair of members who may be one person",
        "pairs of members who may be one person",
        "Their names or addresses are alike. The page “membership” lists them.",
        "Say in the tab Questions of the members' workbook whether they are.",
    ),
}

IN_THE_WORKBOOK = ("who", "twins")
"""Matters that are answered in the workbook itself, in its tab Questions."""


def needs(session: Session, address: Address, *, workbook: str) -> Iterator[Need]:
    """What only people can delete, what the sheets leave open, and rows of candidates. `workbook` is its address."""
    yield from _wishes(session)
    yield from _matters(session, address, workbook=workbook)
    yield from _candidates(session, address)


def _wishes(session: Session) -> Iterator[Need]:
    """M8. What of erased people only organisers can delete. Whoever waits for a ballot is erased by itself."""
    for number, things in leftovers.unconfirmed(session):
        also = f", and {things} more outside of them" if things else ""
        yield need(
            f"{number} is erased, but for what only people can delete",
            f"Rows of theirs may stand in the sheets{also}. Nobody is taken up from them meanwhile.",
            f"This lists all of it. When it is done: canvass erased {number} --done",
            command=f"canvass erased {number}",
        )


def _matters(session: Session, address: Address, *, workbook: str) -> Iterator[Need]:
    counted = select(Matter.kind, func.count()).where(Matter.kind != STAND).group_by(Matter.kind).order_by(Matter.kind)
    for kind, number in session.execute(counted):
        one, many, why, do = MATTERS[kind]
        page, where = ("Questions", lambda _: workbook) if kind in IN_THE_WORKBOOK else ("membership", address)
        yield need(f"{number} {one if number == 1 else many}", why, do, page=page, address=where)


def _candidates(session: Session, address: Address) -> Iterator[Need]:
    """E5. Nobody is left off a ballot by a slip in their row."""
    for words in untaken.listed(session):
        yield need(
            words.partition(":")[0],
            sentence(words.partition(": ")[2]),
            "Put it right in the sheet. No ballot of its race can be frozen before the row is taken over.",
            page="season",
            address=address,
        )


def unmailed(session: Session, address: Address) -> Iterator[Need]:
    """Whom no letter reaches. Known before a letter is due, so that there is time to telephone."""
    unreached = reach.members(session)
    if unreached:
        reasons = ", ".join(f"{kind}: {len(who)}" for kind, _, who in reach.by_kind(unreached))
        members = "1 member" if len(unreached) == 1 else f"{len(unreached)} members"
        yield need(
            f"{members} who cannot be e-mailed",
            sentence(reasons),
            "Telephone them before the next letter is due. This lists them with names, reasons and remedies.",
            command="canvass unreachable",
            page="membership",
            address=address,
        )
