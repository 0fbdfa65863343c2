"""The membership pass, failing once at every call and commit in every way: the end is as if nothing had."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from core import ledger
from core.charter import CHARTERS
from core.records import Enrolled, MailFault, MembershipDay, Person
from integrations.google import sheets
from tests.conftest import KINDS
from tests.trust.chaos import Chaos
from tests.trust.conftest import Seasons, Tally
from tests.trust.play import Memory, Play
from tests.trust.season import Moment, Season
from tests.trust.stage import CAST

TABLES = (Enrolled, MailFault, MembershipDay)
NEW = {"Nils Fresh": "nils@example.org", "Fay Fake": "fake.fay@example.org", "Bea Busy": "busy.bea@example.org"}


@pytest.fixture
def morning(seasons: Seasons, kind_of_book: str, tmp_path: Path) -> Iterator[tuple[Season, Moment]]:
    """Before the season: three people were added to the tab, and the charter has voting members tagged."""
    season = seasons(0, kind_of_book)
    before = season.settings
    words = (CHARTERS / "jp_progressives.toml").read_text(encoding="utf-8")
    tagged = tmp_path / "tagged.toml"
    tagged.write_text(words.replace("mailchimp]\nvalue = false", "mailchimp]\nvalue = true"), encoding="utf-8")
    season.settings = before.model_copy(update={"charter": str(tagged)})
    play = season.begin(Chaos(), start=0)
    people = [(f"M{n:02}", *one) for n, one in enumerate({**CAST, **NEW}.items(), start=1)]
    secretary = play.secretary("by hand")
    sheets.write(secretary.google, season.book_id, "Members", [["Member id", "Name", "Email"], *map(list, people)])
    secretary.ledger.close()
    yield season, season.moment(Memory())
    season.settings = before


def _pass(season: Season, moment: Moment, chaos: Chaos) -> tuple[dict[str, Any], list[str]]:
    """One pass with what fails planned, and whatever passes it takes after that; the end, and what was broken."""
    season.go_to(moment)
    play = Play(season, chaos)
    chaos.begin(0)
    play.ours("membership")
    return play.look(lambda session: _end(season, session)), play.violations


def _end(season: Season, session: Any) -> dict[str, Any]:
    (audience,) = season.sandbox.world.mailchimp["lists"].values()
    return {
        "log": ledger.log_fault(session),
        "people": sorted(session.execute(select(Person.number, Person.name)).tuples()),  # PostgreSQL skips ids
        "contacts": sorted((one["email_address"], one["status"]) for one in audience["members"].values()),
        "tags": sorted((one["name"], sorted(one["members"])) for one in audience["segments"].values()),
        **{table.__tablename__: sorted(map(tuple, session.execute(select(table.__table__)).all())) for table in TABLES},
    }


@pytest.mark.parametrize(
    ("kind_of_book", "every"),
    [
        pytest.param(KINDS[0], 3, id=f"{KINDS[0]}-every-third"),
        *(pytest.param(kind, 8, id=f"{kind}-every-eighth") for kind in KINDS[1:]),
        *(pytest.param(kind, 1, id=f"{kind}-each", marks=pytest.mark.crash) for kind in KINDS),
    ],
    indirect=["kind_of_book"],
    scope="session",
)
def test_each_point_fails_in_every_way(
    morning: tuple[Season, Moment], kind_of_book: str, every: int, tally: Tally
) -> None:
    """Nobody is enrolled twice or forgotten, the tag is made once, and the day is counted once."""
    season, moment = morning
    calm = Chaos()
    hoped, broken = _pass(season, moment, calm)
    assert (hoped["log"], broken) == ("", [])
    assert ("nils@example.org", "subscribed") in hoped["contacts"]
    assert {kind for _, kind, _ in hoped["mail_fault"]} == {"unsubscribed", "fake", "later"}
    assert len(hoped["tags"]) == len(hoped["membership_day"]) == 1
    tally.family += f" ({kind_of_book})"
    tally.points = len(calm.passed)
    for point in calm.passed[::every]:
        for kind in point.kinds:
            chaos = Chaos({point.place: kind})
            met, violations = _pass(season, moment, chaos)
            found = violations + [f"another end: {what}" for what in hoped if met[what] != hoped[what]]
            tally.note(f"{point.place} {kind}", found, struck=len(chaos.struck))
    assert tally.complaints == []
    assert tally.struck == tally.runs > 50 / every
