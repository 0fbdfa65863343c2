"""What members hand in on the forms that are always open, and what has to have become of it at the end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from core import petitions
from core.records import Decision, Petition
from flows.duties.petition import standing_forms
from integrations.sandbox import by_hand, google_responses, inbox
from integrations.sandbox.google_state import google
from tests.trust.play import Play
from tests.trust.season import Season
from tests.trust.stage import CAST

DISPUTES = ("Lena Newcomer", "Ada Example", "Somebody Else")
REQUESTS = ("Milo Absent",)
"""Who hands in what. Nobody knows Somebody Else."""

TOLD: Mapping[str, tuple[str, ...]] = {
    "dispute/received": ("Lena Newcomer", "Ada Example"),
    "dispute/decided-1": ("Lena Newcomer", "Ada Example"),
    "request/received": ("Milo Absent",),
}
"""Who gets which letter, without the marks of what it is about."""

LENA_IS_RIGHT = ["upheld", "Forum", "", "Two people remember it.", "R. O."]
ADA_ISNT = ["declined", "", "", "It was another organisation's meeting.", "R. O."]


def hand_in(play: Play) -> None:
    """Members fill in both forms."""
    for kind, names in (("dispute", DISPUTES), ("request", REQUESTS)):
        _hand_in(play, kind, names)  # type: ignore[arg-type]  # the two kinds there are


def _hand_in(play: Play, kind: petitions.Kind, names: tuple[str, ...]) -> None:
    world = play.season.sandbox.world
    link = play.look(lambda session: standing_forms.link(session, kind))
    found = [one for one in google(world)["forms"].values() if one["publicId"] in link]
    if not found or not found[0]["publishState"]["isAcceptingResponses"]:
        play.violations.append(f"lost: there is no form for a {kind}")
        return
    asked = petitions.questions(kind)
    what = {"dispute": "what", "request": "office"}[kind]
    for name in names:
        email = CAST.get(name, "somebody@nowhere.example.org")
        google_responses.record(
            world, found[0], {asked["name"]: [name], asked["email"]: [email], asked[what]: ["The forum in June"]}
        )


def decide(play: Play) -> None:
    """An organiser writes two decisions into the tab, and how far a request has come."""
    world, book = play.season.sandbox.world, play.season.book_id
    for tab, label, words, place in (
        ("Disputes", "D1", LENA_IS_RIGHT, 10),
        ("Disputes", "D2", ADA_ISNT, 10),
        ("Requests", "R1", ["with the committee"], 9),
    ):
        rows = _rows(play.season, tab)
        if label not in rows:
            play.violations.append(f"lost: {label} isn't in the tab {tab}")
            continue
        typed: list[by_hand.Typed] = [*[None] * place, *words]
        by_hand.type_rows(world, book, tab, [typed], top=rows[label])


def _rows(season: Season, tab: str) -> Mapping[str, int]:
    sheet = _sheet(season, tab)
    return {str(row[0]): at for at, row in enumerate(sheet["rows"], 1) if row} if sheet else {}


def _sheet(season: Season, tab: str) -> Mapping[str, Any] | None:
    sheets = google(season.sandbox.world)["books"][season.book_id]["sheets"]
    return next((one for one in sheets if one["title"] == tab), None)


def wrong(season: Season, session: Session) -> list[str]:
    """M4, M7. Every answer is in one row, acknowledged and decided once; nobody is written to who was only typed."""
    world = season.sandbox.world
    mails = Counter((_bare(one.title), one.to) for one in inbox.mails(world) if "." in one.title.partition("/")[0])
    known = session.query(Petition).order_by(Petition.kind, Petition.nth).all()
    names = Counter(one["name"] for one in google(world)["files"].values() if not one["trashed"])
    listed = {tab: [row[0] for row in (_sheet(season, tab) or {"rows": []})["rows"] if row] for tab in TABS}
    decided = [(one.dispute, one.turn, one.decision) for one in session.query(Decision).order_by(Decision.dispute)]
    by_name = {one.name: petitions.label(petitions.kind_of(one.kind), one.nth) for one in known}
    checks = {
        "each answer has one row": sorted(one.name for one in known) == sorted((*DISPUTES, *REQUESTS)),
        "each is listed once": all(
            sorted(listed[tab]) == sorted([heading, *(by_name[name] for name in of if name in by_name)])
            for tab, (heading, of) in TABS.items()
        ),
        "letters came once, to members alone": mails
        == Counter((title, CAST[name]) for title, names in TOLD.items() for name in names),
        "each was decided once": decided == [(1, 1, "upheld"), (2, 1, "declined")],
        "the request is with the committee": [one.state for one in known if one.kind == "request"]
        == [petitions.WITH_COMMITTEE],
        "there is one form of each kind": all(
            names[standing_forms.name_of(kind)] == 1 for kind in petitions.OF_MEMBERS
        ),
    }
    return [f"lost: not so that {what}" for what, holds in checks.items() if not holds]


def _bare(title: str) -> str:
    """A letter's title without the marks of an answer and of a decision."""
    return re.sub(r"[.-][0-9a-f]{9}", "", title)


TABS: Mapping[str, tuple[str, tuple[str, ...]]] = {"Disputes": ("Dispute", DISPUTES), "Requests": ("Request", REQUESTS)}
