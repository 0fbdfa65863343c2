"""The club in a partnership of three: what tests of publicity, dates and circumstances need, and look at."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from core.records import (
    Delegate,
    Partner,
    PartnerAnswer,
    Partnership,
    PartnershipCircumstance,
    PartnershipDate,
)
from flows import partners
from flows.rehearsal import venue
from integrations.sandbox.server import Sandbox
from tests.books import new_book
from tests.conftest import TEST_POSTGRES
from tests.flows.ballots import START
from tests.flows.club import HOUR, MEMBERS, Club

CHARTERS = Path(__file__).parents[2] / "core" / "charters"
GARDEN = "garden-27"
OURS, LANTERN, HARBOUR = "Make Justice Normal", "Lantern Street Tenants", "Harbour Garden Collective"
BEGUN = datetime(2026, 9, 1, 16, tzinfo=UTC)

PRIVATE: Mapping[str, str] = {"members": "nothing", "partners": "nothing", "third_parties": "nothing"}
PUBLIC: Mapping[str, str] = {"third_parties": "its name"}

CONTACTS = {1: "", 2: "kay@example.org", 3: "lou@example.org"}
DELEGATES = {
    1: (1, "primary", "sol@example.org"),
    2: (1, "backup", "tay@example.org"),
    3: (2, "primary", MEMBERS["Cleo Specimen"]),
    4: (2, "backup", "orla@example.org"),
    5: (3, "primary", "pim@example.org"),
    6: (3, "backup", "quin@example.org"),
}
"""Each delegate's partner, rank and mailbox, by number."""

EVERYBODY = sorted({box for box in CONTACTS.values() if box} | {box for _, _, box in DELEGATES.values()})

PLAN, BEDS = "A plan of the beds", "Forty beds are planted"
PLAN_DUE, BEDS_DUE = date(2026, 10, 20), date(2026, 12, 1)
FUNDS = "We plant half of the beds, and meet within two weeks to look for the rest."


@contextmanager
def at_work(kind_of_book: str, places: pytest.TempPathFactory, *, charter: str = "") -> Iterator[Club]:
    """The club, furnished, on a kind of book, under a charter that knows races as well as partners, or another one."""
    with Sandbox(at=START) as sandbox, new_book(kind_of_book, places.mktemp("book"), server=TEST_POSTGRES) as book:
        folder = places.mktemp("club")
        club = Club(sandbox, folder, book, charter=charter or str(_both(folder)))
        yield club
        club.secretary.ledger.close()


def _both(folder: Path) -> Path:
    """The charter of JP Progressives with the partnerships of Make Justice Normal, so that everything is done."""
    endorsing, partnering = (
        (CHARTERS / f"{name}.toml").read_text("utf-8") for name in ("jp_progressives", "make_justice_normal")
    )
    file = folder / "both.toml"
    partnering = partnering[partnering.index("\n[partnership]\n") :]
    file.write_text(f"{endorsing}\n{partnering}", encoding="utf-8")
    assert "partnership" in tomllib.loads(file.read_text("utf-8"))
    return file


def found(
    club: Club,
    key: str = GARDEN,
    *,
    names: Mapping[int, str] | None = None,
    publicity: Mapping[int, Mapping[str, str]] | None = None,
    ended: bool = False,
    agreed: bool = True,
) -> None:
    """A partnership as its doors write it: three partners, six delegates, two dates, two circumstances."""
    called = {1: OURS, 2: LANTERN, 3: HARBOUR, **(names or {})}
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        pen.session.add(
            Partnership(
                key=key, title="A garden for the quarter", begun_by="R. O.", begun_at=BEGUN,
                agreed_by="R. O." if agreed else "", agreed_at=BEGUN if agreed else None,
                ended_on=date(2026, 9, 20) if ended else None,
            )
        )  # fmt: skip
        pen.session.flush()
        for nth, name in called.items():
            pen.session.add(
                Partner(partnership_key=key, nth=nth, name=name, ours=nth == 1, contact="", email=CONTACTS[nth])
            )
        pen.session.flush()
        pen.session.add_all(_delegate(key, nth) for nth in DELEGATES)
        pen.session.add_all(_dates(key))
        pen.session.add_all(_foreseen(key))
    for nth, said in (publicity or {}).items():
        say(club, nth, said, key=key)


def say(club: Club, nth: int, said: Mapping[str, str], *, key: str = GARDEN) -> None:
    """A partner says anew what may be told of it."""
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        turn = 1 + pen.session.query(PartnerAnswer).filter_by(partnership_key=key).count()
        pen.session.add(
            PartnerAnswer(
                partnership_key=key, turn=turn, nth=nth, answer_id=f"file-{turn}", answered="2026-09-01",
                handed_in=BEGUN, said={"publicity": dict(said)},
            )
        )  # fmt: skip


def _delegate(key: str, nth: int) -> Delegate:
    partner, rank, email = DELEGATES[nth]
    return Delegate(
        partnership_key=key, nth=nth, partner=partner, rank=rank, name="Somebody Example", email=email,
        number="M03" if nth == 3 else "", voter_role="delegate", responsibility="delegate", named_at=BEGUN,
        approved_by="",
    )  # fmt: skip


def _dates(key: str) -> list[PartnershipDate]:
    listed = ((1, "goal", BEDS, BEDS_DUE), (2, "deliverable", PLAN, PLAN_DUE))
    return [
        PartnershipDate(partnership_key=key, nth=nth, kind=kind, name=name, due=due) for nth, kind, name, due in listed
    ]


def _foreseen(key: str) -> list[PartnershipCircumstance]:
    listed = ((1, "funding falls short", FUNDS), (2, "bad weather", "We meet indoors."), (3, "a flood", ""))
    return [
        PartnershipCircumstance(partnership_key=key, nth=nth, name=name, response=said) for nth, name, said in listed
    ]


def at_club(club: Club, moment: str, **differing: Any) -> Club:
    """The club with its partnership, which is written once and then remembered."""
    if moment not in club.kept:
        club.go_to("furnished")
        found(club, **differing)
        club.keep(moment)
    club.go_to(moment)
    return club


def carry_on(club: Club) -> list[str]:
    """A pass over partnerships, and letters on their way. Returns what the pass said."""
    report = partners.carry_on(club.secretary)
    assert report.troubles == []
    assert report.broken == []
    club.tend()
    return report.news


def delivered(club: Club) -> None:
    """The letters that are planned arrive, some hours later."""
    for _ in range(2):
        club.tend()
        club.later(2 * HOUR)
    club.tend()


def at_noon(day: date) -> datetime:
    """A local day of the club's, around noon."""
    return datetime(day.year, day.month, day.day, 16, tzinfo=UTC)


def got(club: Club, which: str) -> list[str]:
    """The mailboxes in which a letter arrived."""
    return sorted(mail.to for mail in club.mails(f"{GARDEN}.p/{which}"))


def environment(club: Club) -> dict[str, str]:
    """The club's settings, for a command in a process of its own."""
    return venue.as_environment(club.settings)
