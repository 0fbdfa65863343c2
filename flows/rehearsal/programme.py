"""The programme: which ballot is rehearsed, by which charter, and from which day on."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from core import calendar
from core.charter import CHARTERS, Charter, load
from flows.draft import BallotDraft, draft, read_file
from flows.rehearsal import made_up
from flows.secretary import Refusal, Secretary
from integrations.settings import Settings

LEAD = timedelta(days=3)
"""A rehearsal of a ballot begins so long before voting opens."""

RUN_UP = timedelta(days=28)
"""And that of a whole season, from the first race on."""

SEASONED = "jp_progressives"
"""The charter by whose processes the made-up races are led to their ballot. With another one a ballot is made up."""

YEAR_BEGINS = datetime(2027, 1, 4, 17, tzinfo=UTC)
"""When the rehearsal of a year begins."""

OF_A_YEAR = ("counting", "year", "annual", "tenure", "nominations")
"""The sections without which a charter sets no year that can be played."""

YEARS = range(2000, 2100)
"""What a rehearsal's calendar has. Another year in a ballot is a slip."""


@dataclass(frozen=True)
class Programme:
    """A ballot, whether it is an organiser's own, the rules it is held by, and the instant at which the curtain rises.

    `run_up` says whether it is played how the races come on the ballot, too.
    """

    charter: Charter
    ballot: BallotDraft
    own: bool
    begins: datetime
    run_up: bool = False

    @property
    def today(self) -> date:
        """The day on which it begins, where the organisation is."""
        return calendar.day_of(self.begins, self.charter.zone)


def announced(charter: str, file: Path | None) -> Programme:
    """What will be played: the ballot in the file, or one made up for the charter. Raises what either can't be used for."""
    rules = load(charter)
    ballot = read_file(file) if file else made_up.ballot(rules)
    begins = curtain(ballot, rules.zone)
    if charter == SEASONED and file is None:
        return Programme(rules, ballot, own=False, begins=begins - RUN_UP + LEAD, run_up=True)
    return Programme(rules, ballot, own=file is not None, begins=begins)


def of_a_year(charter: str, file: Path | None) -> Programme:
    """What the committee does in a year, from January on. Refusal for a ballot file, and a charter that sets no year."""
    if file:
        raise Refusal("A year is rehearsed without a ballot of your own. Leave out --ballot, or --year.")
    rules = load(charter)
    lacking = [f"[{name}]" for name in OF_A_YEAR if getattr(rules, name) is None]
    if lacking:
        what = "section" if len(lacking) == 1 else "sections"
        raise Refusal(f"The charter {charter} has no {what} {', '.join(lacking)}, so there is no year to rehearse.")
    return Programme(rules, made_up.ballot(rules), own=False, begins=YEAR_BEGINS, run_up=True)


def curtain(ballot: BallotDraft, zone: str) -> datetime:
    """Noon three days before voting opens, or of the day of the last step if that is later; never after the opening."""
    strange = [day for day in (ballot.opens_on, ballot.closes_on) if day.year not in YEARS]
    if strange:
        raise Refusal(
            f"“{ballot.key}” can't be rehearsed in the year {strange[0].year}. Correct opens_on or closes_on."
        )
    steps = [step.on for contest in ballot.contests for step in contest.steps]
    day = min(max([ballot.opens_on - LEAD, *steps]), ballot.opens_on)
    noon, opens = (
        datetime.combine(on, at, ZoneInfo(zone)).astimezone(UTC)
        for on, at in ((day, time(12)), (ballot.opens_on, time.fromisoformat(ballot.opens_at)))
    )
    return min(noon, opens - timedelta(hours=1))


def refuse_unless_ready(settings: Settings, programme: Programme) -> None:
    """Draft the ballot, in a book that is thrown away. Raises Refusal with every clause in the way of freezing it."""
    if programme.run_up:
        return  # the races get ready while it is played
    secretary = Secretary.at_work(settings)
    missing = draft(secretary, programme.ballot)
    secretary.ledger.close()
    if missing:
        lines = dict.fromkeys(f"  {ruling.because} ({ruling.clause})" for ruling in missing)
        raise Refusal(
            f"“{programme.ballot.key}” can't be rehearsed, because it couldn't be frozen:\n" + "\n".join(lines)
        )


def keep(charter: str, folder: Path) -> str:
    """A bundled charter's name, or a copy of the file in this folder, so that what is edited later changes nothing."""
    if (CHARTERS / f"{charter}.toml").is_file():
        return charter
    return str(shutil.copy(charter, folder.resolve() / "charter.toml"))
