"""Desk: how long the page takes that organisers look at every day, after five years of history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import select

from bench.measures import town
from bench.measures.sheet import Sheet, repeated, seconds
from bench.measures.town import Town
from core.records import Contest, Election, Entry
from flows.pages.desk import desk_page

YEARS, BALLOTS_A_YEAR, VOTERS = 5, 12, 300
TIMES = 10
NOW = datetime(2026, 10, 2, 14, tzinfo=UTC)


def main() -> None:
    """Measure, and hand the sheet in."""
    sheet = Sheet()
    with town.founded(Path("town")) as found:
        secretary = found.secretary()
        town.freeze(secretary, "now", town.voters(VOTERS), opens_at="08:00", closes_at="20:00")
        found.later(NOW)
        _grow_old(found)
        page = partial(desk_page, secretary)
        page()  # loads templates and charter once, as the worker's process does
        pages = repeated(page, TIMES)
        bare = repeated(partial(_everything, found), TIMES)
    sheet.add(
        f"7 desk, {YEARS} years of {BALLOTS_A_YEAR} ballots",
        seconds(pages),
        seconds(bare),
        "every ballot and line of the log read once",
    )
    sheet.remarks.append("7: without Prefect's own answers, which are two questions to its server for each page.")
    sheet.hand_in()


def _grow_old(found: Town) -> None:
    """Ballots of earlier years, as they lie in the book once they are announced."""
    secretary = found.secretary()
    with secretary.ledger.writing(found.at) as pen:
        model = pen.session.get_one(Election, "now")
        for nth in range(YEARS * BALLOTS_A_YEAR):
            pen.session.add_all(_of_old(model, nth))
            pen.log("election.announced", election=f"old-{nth}")


def _of_old(model: Election, nth: int) -> list[Election | Contest]:
    back = timedelta(days=30 * (nth + 1))
    kept = {column.name: getattr(model, column.name) for column in Election.__table__.columns}
    kept |= {"key": f"old-{nth}", "state": "announced", "form_erased": True, "links_erased": True}
    kept |= {"opens_at": model.opens_at - back, "closes_at": model.closes_at - back}
    contests = [
        Contest(
            **{column.name: getattr(one, column.name) for column in Contest.__table__.columns}
            | {"election_key": kept["key"]}
        )
        for one in model.contests
    ]
    return [Election(**kept), *contests]


def _everything(found: Town) -> None:
    with found.secretary().ledger.reading() as session:
        session.execute(select(Election)).scalars().all()
        session.execute(select(Entry)).scalars().all()


if __name__ == "__main__":
    main()
