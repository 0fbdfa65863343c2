"""The club as Make Justice Normal, in a partnership with two others that decide by a flat vote."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from core.ledger import Pen
from core.records import (
    AdaptedRole,
    Delegate,
    Partner,
    PartnerAnswer,
    Partnership,
    PartnershipCircumstance,
    PartnershipDate,
)
from core.ruling import Ruling
from flows import flat_vote
from flows.duties.partnership import partnerships
from flows.flat_vote import FlatVotePut
from integrations.sandbox.server import Sandbox
from tests.books import Book
from tests.flows.ballots import CLOSES, OPENS, START
from tests.flows.club import CLEO, HOUR, MEMBERS, MINUTE, Club

CHARTER = "make_justice_normal"
GARDEN, VOTE = "garden-27", "flat-budget"

OURS, LANTERN, HARBOUR = "Make Justice Normal", "Lantern Street Tenants", "Harbour Garden Collective"
PARTNERS = (OURS, LANTERN, HARBOUR)

ORLA, PIM, QUIN, RAE = "Orla Example", "Pim Example", "Quin Sample", "Rae Sample"

TITLE = "The garden's budget"
YES, NO, ABSTAIN = ({f"{TITLE}: your choice": choice} for choice in ("Yes", "No", "Abstain"))

BEGUN = datetime(2026, 9, 1, 16, tzinfo=UTC)

DELEGATES: Sequence[tuple[int, int, str, str, str, str]] = (
    (1, 1, "primary", "Sol Example", "sol@example.org", ""),
    (2, 1, "backup", "Tay Example", "tay@example.org", ""),
    (3, 2, "primary", CLEO, MEMBERS[CLEO], "M03"),
    (4, 2, "backup", ORLA, "orla@example.org", ""),
    (5, 3, "primary", PIM, "pim@example.org", ""),
    (6, 3, "backup", QUIN, "quin@example.org", ""),
)
"""Number, partner, rank, name, mailbox and member number. Cleo is a member too, and may wear both hats."""

TWO_HATS = {"approved_on": date(2026, 9, 10), "approved_by": "orla@example.org", "affirmed_on": date(2026, 9, 12)}


def found(
    club: Club,
    *,
    method: str = "flat",
    publicity: Mapping[int, Mapping[str, str]] | None = None,
    adapted: Mapping[str, int] | None = None,
    hats: Mapping[int, Mapping[str, Any]] | None = None,
    roles: Mapping[int, str] | None = None,
) -> None:
    """The partnership is begun, its gate met, its delegates named, and it is in force. Written as its doors write."""
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        _partners(pen)
        pen.session.flush()
        for nth in (1, 2, 3):
            said: dict[str, Any] = {
                f"gate: {one.name}": {"answer": "yes", "words": "In our words."} for one in _gate(club)
            }
            said |= {"method": method, "power": {"structure": "collaborative", "characteristic": ""}}
            said |= {"publicity": dict(publicity[nth])} if publicity and nth in publicity else {}
            pen.session.add(
                PartnerAnswer(
                    partnership_key=GARDEN, turn=nth, nth=nth, answer_id=f"file-{nth}", answered=f"2026-09-0{nth}",
                    handed_in=BEGUN, said=said,
                )
            )  # fmt: skip
        for line in DELEGATES:
            _delegate(pen, line, hats=hats or {3: TWO_HATS}, roles=roles or {})
        pen.session.add_all(
            AdaptedRole(partnership_key=GARDEN, kind="voter", role=role, weight=weight, reason="as agreed in May")
            for role, weight in (adapted or {}).items()
        )
        pen.session.flush()
        settled = partnerships.of(pen.session, GARDEN)
        ready: Ruling = partnerships.may_go_forward(settled, charter=club.charter)
        assert ready, ready.because
        settled.partnership.agreed_by, settled.partnership.agreed_at = "an organiser", BEGUN


def _gate(club: Club) -> Sequence[Any]:
    assert club.charter.partnership is not None
    return club.charter.partnership.gate


def _partners(pen: Pen) -> None:
    pen.session.add(Partnership(key=GARDEN, title="The garden", begun_by="an organiser", begun_at=BEGUN))
    pen.session.flush()
    pen.session.add_all(
        Partner(
            partnership_key=GARDEN,
            nth=nth,
            name=name,
            ours=nth == 1,
            contact="Uli Example",
            email=f"p{nth}@example.org",
        )
        for nth, name in enumerate(PARTNERS, start=1)
    )
    pen.session.add_all(
        PartnershipDate(partnership_key=GARDEN, nth=nth, kind=kind, name=kind, due=date(2027, 5, nth))
        for nth, kind in enumerate(("goal", "deliverable"), start=1)
    )
    pen.session.add(
        PartnershipCircumstance(partnership_key=GARDEN, nth=1, name="funding falls short", response="we meet")
    )


def _delegate(
    pen: Pen,
    line: tuple[int, int, str, str, str, str],
    *,
    hats: Mapping[int, Mapping[str, Any]],
    roles: Mapping[int, str],
) -> None:
    nth, partner, rank, name, email, number = line
    pen.session.add(
        Delegate(
            partnership_key=GARDEN, nth=nth, partner=partner, rank=rank, name=name, email=email, number=number,
            voter_role=roles.get(nth, "delegate"), responsibility="delegate", named_at=BEGUN, **hats.get(nth, {}),
        )
    )  # fmt: skip


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
    ("agreed", found),
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
    club.go_to("furnished")
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
