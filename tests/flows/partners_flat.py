"""The club as Make Justice Normal, in a partnership with two others that decide by a flat vote."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from core.ruling import Ruling
from flows import flat_vote
from flows.flat_vote import FlatVotePut
from integrations.sandbox.server import Sandbox
from tests.books import Book
from tests.flows import partners_founded
from tests.flows.ballots import CLOSES, OPENS, START
from tests.flows.club import CLEO, HOUR, MEMBERS, MINUTE, Club
from tests.flows.partners_founded import FOUNDED, Organisation, Project, due, foreseen, role

CHARTER = "make_justice_normal"
GARDEN, VOTE = "garden-27", "flat-budget"

OURS, LANTERN, HARBOUR = "Make Justice Normal", "Lantern Street Tenants", "Harbour Garden Collective"
PARTNERS = (OURS, LANTERN, HARBOUR)

ORLA, PIM, QUIN, RAE = "Orla Example", "Pim Example", "Quin Sample", "Rae Sample"

TITLE = "The garden's budget"
YES, NO, ABSTAIN = ({f"{TITLE}: your choice": choice} for choice in ("Yes", "No", "Abstain"))

PROJECT = Project(
    GARDEN,
    "The garden",
    [
        Organisation(
            OURS,
            ("Uli Example", "p1@example.org"),
            ("Sol Example", "sol@example.org"),
            ("Tay Example", "tay@example.org"),
        ),
        Organisation(
            LANTERN, ("Uli Example", "p2@example.org"), (CLEO, MEMBERS[CLEO]), (ORLA, "orla@example.org"), ORLA
        ),
        Organisation(HARBOUR, ("Uli Example", "p3@example.org"), (PIM, "pim@example.org"), (QUIN, "quin@example.org")),
    ],
    due("goals", "Forty beds", date(2027, 5, 1))
    + due("deliverables", "A plan of the beds", date(2027, 5, 2))
    + foreseen("funding falls short", "we meet"),
)
"""Delegates are numbered in this order, the primary one first. Cleo, number 3, is a member too, and wears both hats."""


def found(
    club: Club,
    *,
    method: str = "flat",
    publicity: Mapping[int, Mapping[str, str]] | None = None,
    adapted: Mapping[str, int] | None = None,
) -> None:
    """The partnership is begun, its gate met, its delegates named and asked, and it is in force."""
    _affirmed(club)
    for nth, said in (publicity or {}).items():
        partners_founded.say(club, PROJECT, nth, partners_founded.publicity(said))
    roles = "".join(role(name, votes, "as agreed in May") for name, votes in (adapted or {}).items())
    for nth in (1, 2, 3) if roles or method != "flat" else ():
        partners_founded.say(club, PROJECT, nth, f'method = "{method}"\n{roles}')
    partners_founded.put_in_force(club, GARDEN)
    club.at(START)


def _affirmed(club: Club) -> None:
    """Everything is settled but that it is in force: played once, and then remembered."""
    if "affirmed" not in club.kept:
        club.go_to("furnished")
        club.at(FOUNDED)
        partners_founded.begin(club, PROJECT)
        partners_founded.affirm(club, PROJECT)
        club.keep("affirmed")
    club.go_to("affirmed")


def _agreed(club: Club) -> None:
    found(club)
    partners_founded.settle(club)
    club.at(START)


def draft(club: Club, **changes: Any) -> tuple[str, list[Ruling]]:
    """Draft the flat vote, or one that differs in some answers."""
    wanted = {
        "key": "budget", "partnership": GARDEN, "title": TITLE, "text": "Shall the garden have 2,000 dollars?",
        "opens_on": "2026-10-02", "opens_at": "12:00", "closes_on": "2026-10-12", "closes_at": "18:00",
    }  # fmt: skip
    return flat_vote.draft_flat_vote(club.secretary, FlatVotePut.model_validate({**wanted, **changes}))


@contextmanager
def a_club(folder: Path, book: Book) -> Iterator[Club]:
    """The club under the charter of Make Justice Normal."""
    with Sandbox(at=START) as sandbox:
        club = Club(sandbox, folder, book, charter=CHARTER)
        yield club
        club.secretary.ledger.close()


def _frozen(club: Club) -> None:
    club.later(HOUR)
    club.freeze(VOTE)


def _pass_at(club: Club, *times: datetime) -> None:
    for when in times:
        club.at(when)
        assert not club.tend().troubles
        assert not club.held(VOTE)


def close(club: Club) -> None:
    """Voting closes, and the ballots are sealed and counted."""
    _pass_at(club, CLOSES + MINUTE, CLOSES + HOUR)


def announce(club: Club) -> None:
    """An officer certifies, and the result goes out."""
    club.later(HOUR)
    club.certify(VOTE)
    _pass_at(club, CLOSES + 3 * HOUR, CLOSES + 5 * HOUR)


MOMENTS: Sequence[tuple[str, Callable[[Club], Any]]] = (
    ("agreed", _agreed),
    ("flat drafted", draft),
    ("flat frozen", _frozen),
    ("flat made", lambda club: _pass_at(club, START + 2 * HOUR)),
    ("flat open", lambda club: _pass_at(club, OPENS + MINUTE, OPENS + 2 * HOUR)),
)


def go_to(club: Club, moment: str) -> Club:
    """Put the club to a moment of its flat vote; what leads there is played once and then remembered."""
    if moment not in club.kept:
        names = [name for name, _ in MOMENTS]
        at = names.index(moment)
        go_to(club, names[at - 1]) if at else club.go_to("furnished")
        MOMENTS[at][1](club)
        club.keep(moment)
    club.go_to(moment)
    return club


def opened(club: Club, **changes: Any) -> Club:
    """The club with the vote of a partnership that differs in something, open and its letters out."""
    found(club, **changes)
    for _, act in MOMENTS[1:]:
        act(club)
    return club


def link(club: Club, who: str, *, letter: str = "ballot") -> str:
    """The personal link in a letter, `who` as it calls them."""
    return club.link(who, key=VOTE, letter=letter)


def vote(club: Club, who: str, marks: Mapping[str, str]) -> None:
    """Somebody opens their link and sends the form."""
    club.send(link(club, who), marks)


FOR_LANTERN, AS_MEMBER = f"{CLEO} (for {LANTERN})", f"{CLEO} (as member)"
BACKUP_OF_LANTERN = f"{ORLA} (for {LANTERN})"
FOR_HARBOUR, BACKUP_OF_HARBOUR = f"{PIM} (for {HARBOUR})", f"{QUIN} (for {HARBOUR})"
