"""The roll: who may vote among thousands of members, by 100,000 sign-ins of which the truth is known."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from bench.measures import town
from bench.measures.sheet import Sheet, peak_memory, repeated, seconds
from bench.measures.town import Town
from bench.organisation.made import Organisation, made
from core import people, workbook
from core.people import Answers, TakingPart
from flows.duties import stock
from flows.secretary import Secretary
from integrations.google import sheets
from integrations.sandbox.google_state import google
from integrations.sandbox.server import Sandbox
from integrations.settings import Settings

MEMBERS, SIGN_INS, SEEDS = 5_000, 100_000, (1, 2, 3)


def main() -> None:
    """Measure, and hand the sheet in."""
    sheet = Sheet()
    organisations = [made(members=MEMBERS, sign_ins=SIGN_INS, seed=seed) for seed in SEEDS]
    for seed, organisation in zip(SEEDS, organisations, strict=True):
        _matching(sheet, seed, organisation)
    with town.founded(Path("town")) as found:
        _passes(sheet, found, organisations[0])
    sheet.remarks.append(
        "5: a made-up organisation (bench/organisation): people, families, namesakes, addresses over five years, "
        "guests, and dirt at rates that are our guess. *Wrong* is a row matched to somebody else than who really came. "
        "Questions are counted at a first reading, with nothing answered; one answer settles all rows written alike."
    )
    sheet.hand_in()


# ── right and wrong ────────────────────────────────────────────────────────────────────────────────


def _matching(sheet: Sheet, seed: int, organisation: Organisation) -> None:
    part = people.take_part(workbook.read(organisation.tabs), Answers())
    rows = len(part.matches) + len(part.questions)
    sheet.add(
        f"5 {rows:,} sign-ins and shifts of {MEMBERS:,} members, seed {seed}",
        f"{wrong(part, organisation)} wrong, {len(part.matches) / rows:.0%} matched",
        "0 wrong",
        "the truth",
    )
    asked = {one.alias for one in part.questions}
    members = [one for one in part.questions if organisation.meant(one.place) in organisation.who.values()]
    sheet.add(
        "    asked of people",
        f"{len(asked):,} questions for {len(part.questions) / rows:.0%} of the rows; of members' rows "
        f"{suggested(part, organisation) / len(members):.0%} suggest the right one",
    )


def wrong(part: TakingPart, organisation: Organisation) -> int:
    """How many rows were matched to a member who isn't the one that came."""
    return sum(organisation.who[one.number] != organisation.meant(one.place) for one in part.matches)


def suggested(part: TakingPart, organisation: Organisation) -> int:
    """How many questions have the right member among their suggestions."""
    who = organisation.who
    return sum(organisation.meant(one.place) in {who[number] for number in one.suggestions} for one in part.questions)


# ── time, memory and calls ─────────────────────────────────────────────────────────────────────────


def put(sandbox: Sandbox, tabs: dict[str, list[list[Any]]]) -> str:
    """Put a workbook into the sandbox without a request for each row."""
    books = google(sandbox.world)["books"]
    (book_id,) = books
    for tab in books[book_id]["sheets"]:
        rows = tabs[tab["title"]]
        tab.update(rows=rows, rowCount=len(rows) + 100, columnCount=26)
    return str(book_id)


def _passes(sheet: Sheet, found: Town, organisation: Organisation) -> None:
    secretary = found.secretary()
    sheets.create(secretary.google, "Members' workbook", list(organisation.tabs), secretary.charter.zone)
    book = found.do(put, organisation.tabs)
    found.settings = found.settings.model_copy(update={"members_book": book})
    cells = json.dumps(organisation.tabs)
    bare = seconds(repeated(partial(json.loads, cells), 3))
    for what in ("first full reading and ruling", "again, nothing changed"):
        found.do(town.calls)
        took, busy, peak = _apart(partial(_take_stock, found.settings))
        figure = f"{took:.1f} s, {busy:.1f} s of it computing; at most {peak}"
        sheet.add(f"5 {what}", figure, bare, "parsing the same cells as JSON")
        calls = [one for one in found.do(town.calls) if "token" not in one]
        sheet.add("    calls", f"{len(calls)} calls", "2 calls", "which tabs there are, and their cells")


def _take_stock(settings: Settings) -> tuple[float, float, str]:
    """Seconds on the wall, seconds of computing, and the most memory that a process of its own needs for a pass."""
    secretary = Secretary.at_work(settings)
    secretary.now = lambda: town.BEFORE
    began, idle = perf_counter(), process_time()
    found = stock.take_stock(secretary)
    took, busy = perf_counter() - began, process_time() - idle
    if found.refused or len(found.standings) < MEMBERS:
        raise RuntimeError(f"{len(found.standings)} members were read; refused: {'; '.join(found.refused)}")
    return took, busy, peak_memory()


def _apart(act: Callable[[], Any]) -> Any:
    """Do something in a fresh process."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(act)


if __name__ == "__main__":
    main()
