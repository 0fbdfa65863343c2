"""The desk: what needs a person, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import templates
from core import calendar, letters
from core.records import Election, Letter, Matter
from flows.duties import announcing
from flows.secretary import Secretary

Need = dict[str, str]
Address = Callable[[str], str]

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
        "sign-in that could be anybody",
        "sign-ins that could be anybody",
        "They count for nobody until it is clear who they are. The page “membership” lists them.",
        "Correct the name or address in the sheet, or add the address to the tab Members.",
    ),
    "roll": (
        "frozen roll that today's sheets no longer bear out",
        "frozen rolls that today's sheets no longer bear out",
        "Something was entered or corrected since. It changes no frozen roll. The page “membership” says about whom.",
        "If the roll was wrong, correct it, with a reason: canvass correct",
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
        "Their names or addresses are alike.",
        "If they are one person, leave one line with both addresses.",
    ),
}


def _nowhere(_page: str) -> str:
    """On a terminal no page is a click away."""
    return ""


def desk_page(secretary: Secretary, troubles: Iterable[str] = (), *, address: Address = _nowhere) -> str:
    """The page “desk”: what is stopped, what waits for an answer, what couldn't be used, and whom no letter reaches.

    `address` says where another page of the dashboard is; "" leaves the link out.
    """
    with secretary.ledger.reading() as session:
        facts = {
            "organisation": secretary.charter.name,
            "as_of": calendar.in_words(secretary.now(), secretary.charter.zone),
            "needs": [
                *_elections(session, address),
                *_letters(session),
                *_records(session, address),
                *_bad(troubles),
            ],
        }
    return templates.artifact("desk", facts)


def _elections(session: Session, address: Address) -> Iterator[Need]:
    for election in session.execute(select(Election).order_by(Election.closes_at, Election.key)).scalars():
        if election.held_because and election.state != "withdrawn":
            do = (
                "Mend it, and it goes on by itself. Or accept this very finding: "
                f"canvass accept {election.key} --finding {election.held_finding}"
            )
            yield _need(f"“{election.title}” is stopped", f"{_sentence(election.held_because)}", do)
        if election.state == "counted":
            yield _need(
                f"Certify “{election.title}”",
                "Its ballots are counted. Nothing is announced before somebody has looked.",
                f"Open the run “Certify: {election.key}” and press Resume, or: canvass certify {election.key}",
                address(f"result-{election.key}"),
            )
        yield from _unreachable(session, election)


def _unreachable(session: Session, election: Election) -> Iterator[Need]:
    """Whoever has no address, is third in a mailbox, or left the mailing list can vote, if somebody tells them."""
    silent = announcing.unreachable(session, election.key) if election.state in ("frozen", "open") else 0
    if silent:
        voters = "1 voter" if silent == 1 else f"{silent} voters"
        yield _need(
            f"{voters} of “{election.title}” whom no letter reaches",
            "They have no address, are third in a mailbox, or Mailchimp may not write to them.",
            f"Telephone or write to them. Who they are, why, and what to do: canvass unreachable {election.key}",
        )


def _letters(session: Session) -> Iterator[Need]:
    held = select(Letter).where(Letter.state == letters.HELD).order_by(Letter.key)
    for letter in session.execute(held).scalars():
        do = (
            "Look at the campaign of this name at Mailchimp. Then release the letter; it goes out only if it hasn't: "
            f"canvass release {letter.key}"
        )
        yield _need(f"The letter “{letter.key}” waits", _sentence(letter.held_because), do)


def _records(session: Session, address: Address) -> Iterator[Need]:
    for kind, number in session.execute(select(Matter.kind, func.count()).group_by(Matter.kind).order_by(Matter.kind)):
        one, many, why, do = MATTERS[kind]
        yield _need(f"{number} {one if number == 1 else many}", why, do, address("membership"))


def _bad(troubles: Iterable[str]) -> Iterator[Need]:
    for trouble in troubles:
        yield _need("Something didn't go through", trouble, "Nothing, if it passes: the next run tries again.")


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:].rstrip('.')}." if words else ""


def _need(what: str, why: str, do: str, link: str = "") -> Need:
    return {"what": what, "why": why, "do": do, "link": link}
