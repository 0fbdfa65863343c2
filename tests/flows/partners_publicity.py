"""The club in a partnership of three: what tests of publicity, dates and circumstances need, and look at."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from core.records import Partner, Partnership, PartnershipCircumstance, PartnershipDate
from flows import partners
from flows.rehearsal import venue
from integrations.sandbox.server import Sandbox
from tests.books import new_book
from tests.conftest import TEST_POSTGRES
from tests.flows import partners_founded
from tests.flows.ballots import START
from tests.flows.club import HOUR, MEMBERS, Club
from tests.flows.partners_founded import FOUNDED, Organisation, Project, due, foreseen

CHARTERS = Path(__file__).parents[2] / "core" / "charters"
GARDEN = "garden-27"
OURS, LANTERN, HARBOUR = "Make Justice Normal", "Lantern Street Tenants", "Harbour Garden Collective"
BEGUN = datetime(2026, 9, 1, 16, tzinfo=UTC)

PRIVATE: Mapping[str, str] = {"members": "nothing", "partners": "nothing", "third_parties": "nothing"}
PUBLIC: Mapping[str, str] = {"third_parties": "its name"}

CONTACTS = {1: "rae@example.org", 2: "kay@example.org", 3: "lou@example.org"}
DELEGATES = {
    1: (1, "primary", "sol@example.org"),
    2: (1, "backup", "tay@example.org"),
    3: (2, "primary", MEMBERS["Cleo Specimen"]),
    4: (2, "backup", "orla@example.org"),
    5: (3, "primary", "pim@example.org"),
    6: (3, "backup", "quin@example.org"),
}
"""Each delegate's partner, rank and mailbox, by number."""

EVERYBODY = sorted({*CONTACTS.values(), *(box for _, _, box in DELEGATES.values())})

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


def _organisation(nth: int, name: str) -> Organisation:
    primary, backup = (("Somebody Example", box) for partner, _, box in DELEGATES.values() if partner == nth)
    return Organisation(name, ("Somebody Sample", CONTACTS[nth]), primary, backup)


PROJECT = Project(
    GARDEN,
    "A garden for the quarter",
    [_organisation(nth, name) for nth, name in enumerate((OURS, LANTERN, HARBOUR), 1)],
    "".join(
        [
            due("goals", BEDS, BEDS_DUE),
            due("deliverables", PLAN, PLAN_DUE),
            foreseen("funding falls short", FUNDS),
            foreseen("bad weather", "We meet indoors."),
        ]
    ),
)


def found(
    club: Club,
    key: str = GARDEN,
    *,
    publicity: Mapping[int, Mapping[str, str]] | None = None,
    ended: bool = False,
    agreed: bool = True,
) -> None:
    """A partnership of three partners, with six delegates, two dates, two circumstances, and one without a response."""
    partners_founded.begin(club, replace(PROJECT, key=key))
    for nth, said in (publicity or {}).items():
        say(club, nth, said, key=key)
    if agreed:
        partners_founded.put_in_force(club, key)
        _without_response(club, key)
    if ended:
        partners_founded.end(club, key)


def _without_response(club: Club, key: str) -> None:
    """Written by hand: no door takes it, but a book may have it from elsewhere."""
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        pen.session.add(PartnershipCircumstance(partnership_key=key, nth=3, name="a flood", response=""))


def left_over(club: Club) -> None:
    """A partnership from a time when the charter knew partners. No door begins it now, so it is written by hand."""
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        begun = {"begun_by": "R. O.", "begun_at": BEGUN, "agreed_by": "R. O.", "agreed_at": BEGUN}
        pen.session.add(Partnership(key=GARDEN, title=PROJECT.title, **begun))
        pen.session.flush()
        for nth, one in enumerate(PROJECT.organisations, 1):
            who = {"name": one.name, "contact": one.contact[0], "email": one.contact[1]}
            pen.session.add(Partner(partnership_key=GARDEN, nth=nth, ours=nth == 1, **who))
        pen.session.add(PartnershipDate(partnership_key=GARDEN, nth=2, kind="deliverable", name=PLAN, due=PLAN_DUE))


def say(club: Club, nth: int, said: Mapping[str, str], *, key: str = GARDEN) -> None:
    """A partner says anew what may be told of it."""
    partners_founded.say(club, replace(PROJECT, key=key), nth, partners_founded.publicity(said))


def at_club(club: Club, moment: str, **differing: Any) -> Club:
    """The club with its partnership and all letters about it out, which is played once and then remembered."""
    if moment not in club.kept:
        club.go_to("furnished")
        club.at(FOUNDED)
        found(club, **differing)
        partners_founded.settle(club)
        club.at(START)
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
