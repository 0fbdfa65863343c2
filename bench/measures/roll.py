"""The roll: who may vote among thousands of members, by 100,000 sign-ins of which the truth is known."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from bench.measures import town
from bench.measures.sheet import Sheet, peak_memory, repeated, seconds
from bench.measures.town import Town
from bench.organisation.made import TODAY, Organisation, made
from core import people, stakes, workbook
from core.bylaws import membership
from core.charter import load
from core.decisions import Answers
from core.people import NOT_A_MEMBER, TakingPart
from core.stakes import RulingDay
from core.sureness import Alone
from flows.duties.membership import stock
from flows.secretary import Secretary
from integrations.google import sheets
from integrations.sandbox.google_state import google
from integrations.sandbox.server import Sandbox
from integrations.settings import Settings

MEMBERS, SIGN_INS, SEEDS = 5_000, 100_000, (1, 2, 3)
FEW, FEW_SIGN_INS = 300, 6_000
MONTHS, MONTH = 3, timedelta(days=30)
ALONE: tuple[Alone, ...] = ("ask", "sure")


def main() -> None:
    """Measure, and hand the sheet in."""
    sheet = Sheet()
    organisations = [made(members=MEMBERS, sign_ins=SIGN_INS, seed=seed) for seed in SEEDS]
    for seed, organisation in zip(SEEDS, organisations, strict=True):
        _matching(sheet, seed, organisation)
    _monthly(sheet, organisations[0])
    _small(sheet)
    with town.founded(Path("town")) as found:
        _passes(sheet, found, organisations[0])
    sheet.remarks.append(
        "5: a made-up organisation (bench/organisation): people, families, namesakes, addresses over five years, "
        "guests, and dirt at rates that are our guess. *Wrong* is a row matched to somebody else than who really came. "
        "One answer settles all rows written alike. Asked is what somebody's vote could depend on; each question "
        "is taken to be answered truly. *Again, nothing changed* is a pass that finds the same sheets, answers and day."
    )
    sheet.hand_in()


# ── right and wrong ────────────────────────────────────────────────────────────────────────────────


def _matching(sheet: Sheet, seed: int, organisation: Organisation) -> None:
    book = workbook.read(organisation.tabs)
    part = people.take_part(book, Answers(), alone="ask")
    rows = len(part.matches) + len(part.questions)
    sheet.add(
        f"5 {rows:,} sign-ins and shifts of {MEMBERS:,} members, seed {seed}",
        f"{wrong(part, organisation)} wrong, {len(part.matches) / rows:.0%} matched",
        "0 wrong",
        "the truth",
    )
    asked = set(_asked(part, TODAY))
    unsure = {one.alias for one in part.questions}
    some, all_ = (
        people.take_part(book, Answers(_true(part, organisation, these)), alone="ask") for these in (asked, unsure)
    )
    before, after = len(_voting(part)), len(_voting(all_))
    sheet.add(
        "    asked at a first reading of five years",
        f"{len(asked):,} of {len(unsure):,} ways to sign that leave doubt",
        f"{after - before} questions",
        "one for each member whose vote depends on one",
    )
    sheet.add(
        "    votes that hang on what isn't asked",
        f"{after - len(_voting(some))} of {after:,}",
        "0",
        "the truth, as far as anybody can read it",
    )


def _small(sheet: Sheet) -> None:
    """The same of a chapter, by either word of the charter about names that stand alone."""
    chapter = made(members=FEW, sign_ins=FEW_SIGN_INS, seed=SEEDS[0])
    for alone in ALONE:
        part = people.take_part(workbook.read(chapter.tabs), Answers(), alone=alone)
        what = f"5 {FEW_SIGN_INS:,} sign-ins of {FEW} members, name_alone = {alone}"
        sheet.add(what, f"{wrong(part, chapter)} wrong, {len(set(_asked(part, TODAY)))} asked at a first reading")
        _monthly(sheet, chapter, alone)


def _monthly(sheet: Sheet, organisation: Organisation, alone: Alone = "ask") -> None:
    """What a month brings, once what was asked before is answered."""
    answers: dict[str, str] = {}
    brought = []
    for ago in range(MONTHS, -1, -1):
        day = TODAY - ago * MONTH
        part = people.take_part(workbook.read(organisation.tabs_on(day)), Answers(answers), alone=alone)
        new = set(_asked(part, day)) - answers.keys()
        answers |= _true(part, organisation, new)
        brought.append(len(new))
    rows = (len(organisation.tabs["Attendance"]) - 1) // 60
    shown = f"{min(brought[1:])} to {max(brought[1:])} new questions about some {rows:,} sign-ins"
    sheet.add("    asked in each later month", shown)


def _asked(part: TakingPart, day: date) -> Iterable[str]:
    charter = load("jp_progressives")
    return stakes.at_stake(part, [RulingDay(day, charter), stakes.to_come(day, charter)])


def _voting(part: TakingPart) -> set[str]:
    charter, facts = load("jp_progressives"), part.by_member.items()
    return {number for number, one in facts if membership.may_vote(one, on=TODAY, charter=charter).ruling}


def _true(part: TakingPart, organisation: Organisation, asked: set[str]) -> dict[str, str]:
    """Each of these questions answered by who it really was, where it was first written so."""
    numbers = {line.who: line.number for line in reversed(organisation.lines)}
    first = {one.alias: one.place for one in reversed(part.questions) if one.alias in asked}
    return {alias: numbers.get(organisation.meant(place), NOT_A_MEMBER) for alias, place in first.items()}


def wrong(part: TakingPart, organisation: Organisation) -> int:
    """How many rows were matched to a member who isn't the one that came."""
    return sum(organisation.who[one.number] != organisation.meant(one.place) for one in part.matches)


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
