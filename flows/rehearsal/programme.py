"""The programme: which ballot is rehearsed, by which charter, and from which day on."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
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
"""When the rehearsals of a year, and of a partnership, begin."""

OF_A_YEAR = ("counting", "year", "annual", "tenure", "nominations")
"""The sections without which a charter sets no year that can be played."""

OF_PARTNERS = ("counting", "partnership")
"""And those without which there are no partners to play."""

YEARS = range(2000, 2100)
"""What a rehearsal's calendar has. Another year in a ballot is a slip."""


@dataclass(frozen=True)
class Programme:
    """The rules that are played by, and the instant at which the curtain rises."""

    charter: Charter
    begins: datetime

    @property
    def today(self) -> date:
        """The day on which it begins, where the organisation is."""
        return calendar.day_of(self.begins, self.charter.zone)


@dataclass(frozen=True)
class OfASeason(Programme):
    """A ballot, and whether it is an organiser's own. `run_up`: it is played how the races come on the ballot, too."""

    ballot: BallotDraft
    own: bool
    run_up: bool = False


def announced(charter: str, file: Path | None) -> OfASeason:
    """What will be played: the ballot in the file, or one made up for the charter. Raises what either can't be used for."""
    rules = load(charter)
    ballot = read_file(file) if file else made_up.ballot(rules)
    begins = curtain(ballot, rules.zone)
    if charter == SEASONED and file is None:
        return OfASeason(rules, begins - RUN_UP + LEAD, ballot, own=False, run_up=True)
    return OfASeason(rules, begins, ballot, own=file is not None)


def of_a_year(charter: str, file: Path | None) -> Programme:
    """What the committee does in a year, from January on. Refusal for a ballot file, and a charter that sets no year."""
    return _without_a_ballot(charter, file, OF_A_YEAR, what="a year", option="--year")


def of_partners(charter: str, file: Path | None) -> Programme:
    """What partners do together. Refusal for a ballot file, and a charter that says nothing of partnerships."""
    return _without_a_ballot(charter, file, OF_PARTNERS, what="a partnership", option="--partners")


def _without_a_ballot(charter: str, file: Path | None, needed: Sequence[str], *, what: str, option: str) -> Programme:
    if file:
        raise Refusal(f"{_capital(what)} is rehearsed without a ballot of your own. Leave out --ballot, or {option}.")
    rules = load(charter)
    lacking = [f"[{name}]" for name in needed if getattr(rules, name) is None]
    if lacking:
        sections = f"{'section' if len(lacking) == 1 else 'sections'} {', '.join(lacking)}"
        raise Refusal(f"The charter {charter} has no {sections}, so there is no {what.removeprefix('a ')} to rehearse.")
    return Programme(rules, YEAR_BEGINS)


def _capital(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"


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


def refuse_unless_ready(settings: Settings, programme: OfASeason) -> None:
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
