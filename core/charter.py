"""The charter: an organisation's rules as data, every number with the clause it comes from."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, ValidationError

from core.annual import Annual
from core.articles import HOURS, Closing, Committee, Endorsement, Membership, Privacy, Publication, VotingWindow
from core.cited import Contradiction, Fault, Section, faults_in, shown
from core.cycle import CO_CHAIRS, Year
from core.partnership import Partnership
from core.renewal import Nominations
from core.tallying import Decisions
from core.tenure import Expectations, Tenure

CHARTERS = Path(__file__).with_name("charters")
MONTHS_IN_A_QUARTER = 3


class CharterFault(Exception):
    """A charter can't be used. The message is a letter that names everything wrong with it at once."""

    def __init__(self, source: str, faults: tuple[Fault, ...]) -> None:
        super().__init__(source, faults)
        self.source = source
        self.faults = faults

    def __str__(self) -> str:
        return f"The charter {self.source} can't be used:\n" + "\n".join(f"  {fault}" for fault in self.faults)


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        fault = Fault("", f"is {shown(name)}, not a time zone", 'Write it like "America/New_York".')
        raise Contradiction(fault) from None
    return name


class Charter(Section):
    """Everything an organisation has decided about its own governance, as far as Canvass applies it."""

    name: Annotated[str, Field(min_length=1)]
    short_name: Annotated[str, Field(min_length=1)]
    zone: Annotated[str, AfterValidator(_zone)]
    membership: Membership
    committee: Committee
    endorsement: Endorsement
    voting_window: VotingWindow
    closing: Closing
    publication: Publication
    privacy: Privacy | None = None
    counting: Decisions | None = None
    year: Year | None = None
    annual: Annual | None = None
    tenure: Tenure | None = None
    expectations: Expectations | None = None
    nominations: Nominations | None = None
    partnership: Partnership | None = None

    def contradictions(self) -> Iterator[Fault]:
        """A roll's names are there while objections to its result are heard; what stands in two places is the same."""
        objections = self.closing.objection_days.value
        if self.privacy and self.privacy.keep_rolls_days.value <= objections:
            what = f"is {self.privacy.keep_rolls_days.value}, and objections are heard for {objections} days"
            yield Fault("privacy.keep_rolls_days", what, "Keep rolls longer than closing.objection_days.")
        if self.nominations and self.tenure is None:
            what = "are for seats of which nothing is said"
            yield Fault("nominations", what, "Add the section tenure, with the number of seats and their terms.")
        yield from _quarters_that_differ(self)
        yield from _years_that_differ(self)
        yield from _majorities_that_differ(self)
        yield from _partners_that_do_not_fit(self)
        at_large = self.counting.at_large if self.counting else None
        for office in at_large.offices.value if at_large else ():
            if self.endorsement.offices.standing(office) is None:
                what = f"lists {shown(office)}, for which there is no endorsement"
                yield Fault("counting.at_large.offices", what, "Name an office of endorsement.offices.")

    def as_data(self) -> dict[str, Any]:
        """The charter as plain data, as far as it was written; `read` makes the same charter of it again."""
        return self.model_dump(mode="json", exclude_unset=True)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the charter's canonical JSON: layout and comments of its file don't matter, every setting does."""
        canonical = json.dumps(self.as_data(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def _quarters_that_differ(rules: Charter) -> Iterator[Fault]:
    """The annual meeting's quarter, which the year repeats, ends with the month through which elections are due."""
    written = {"annual.quarter": rules.annual, "year.quarter": rules.year}
    quarters = {key: section.quarter.value for key, section in written.items() if section}
    if len(set(quarters.values())) > 1:
        what = f"is {quarters['year.quarter']}, and annual.quarter is {quarters['annual.quarter']}"
        yield Fault("year.quarter", what, "Write the same quarter in both.")
    elif quarters and rules.tenure:
        (key, quarter), *_ = quarters.items()
        through, last = rules.tenure.elected_through_month.value, MONTHS_IN_A_QUARTER * quarter
        if through != last:
            what = f"is {through}, and {key} is {quarter}, which ends with month {last}"
            yield Fault("tenure.elected_through_month", what, "Let elections end with the annual meeting's quarter.")


def _years_that_differ(rules: Charter) -> Iterator[Fault]:
    """Co-chairs are elected as often in the year's steps as their terms last."""
    step = rules.year.step(CO_CHAIRS) if rules.year else None
    if step and rules.tenure and step.every.value != rules.tenure.co_chairs_years.value:
        what = f"has {shown(CO_CHAIRS)} every {step.every.value}, and tenure.co_chairs_years is"
        remedy = "Write the same number of years in both."
        yield Fault("year.steps", f"{what} {rules.tenure.co_chairs_years.value}", remedy)


def _majorities_that_differ(rules: Charter) -> Iterator[Fault]:
    """A threshold by the very clause of the committee's majority is that majority."""
    majority = rules.committee.majority
    for decision in Decisions.model_fields if rules.counting and majority.clause else ():
        threshold = getattr(getattr(rules.counting, decision), "threshold", None)
        if threshold and threshold.clause == majority.clause and threshold.value != majority.value:
            same = f"is {threshold.value} by clause {majority.clause}, and so is committee.majority"
            remedy = "Leave the threshold out, which makes it the majority, or name the clause that sets another."
            yield Fault(f"counting.{decision}.threshold", f"{same}, at {majority.value}", remedy)


def _partners_that_do_not_fit(rules: Charter) -> Iterator[Fault]:
    """Partners' delegates are reported and replaced within a vote, and weigh in it what their roles say."""
    if rules.partnership is None:
        return
    silent, days = rules.partnership.delegates.silent_hours.value, rules.voting_window.minimum_days.value
    if silent >= HOURS * days:
        what = f"is {silent}, and a vote may be open for {days} days"
        yield Fault("partnership.delegates.silent_hours", what, "Report a silent partner after voting has opened.")
    least, group = rules.publication.decision_only_under.value, rules.partnership.smallest_group.value
    if group < least:
        what = f"is {group}, less than publication.decision_only_under ({least})"
        yield Fault("partnership.smallest_group", what, "Show no more of a group than of a vote of that size.")
    flat = rules.counting.flat if rules.counting else None
    weights = flat.weights.value if flat and flat.weights else None
    if weights is not None and weights != rules.partnership.voter_roles.value:
        remedy = "Write the same roles and weights in both."
        yield Fault("partnership.voter_roles", "differ from counting.flat.weights", remedy)


def load(name_or_path: str | Path) -> Charter:
    """The charter of a bundled name ("jp_progressives") or in a TOML file. Raises CharterFault with all its faults."""
    named = CHARTERS / f"{name_or_path}.toml"
    path = named if named.is_file() else Path(name_or_path)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        bundled = ", ".join(sorted(file.stem for file in CHARTERS.glob("*.toml")))
        fault = Fault("It", "can't be opened", f"Give a file, or the name of a bundled charter: {bundled}.")
        raise CharterFault(path.name, (fault,)) from None
    except ValueError as error:
        raise CharterFault(path.name, (Fault("It", f"is not TOML: {error}", "Correct it there."),)) from None
    return read(data, source=path.name)


def read(data: Mapping[str, Any], *, source: str) -> Charter:
    """The charter in plain data, as `load` or `Charter.as_data` give it. Raises CharterFault with all its faults."""
    try:
        return Charter.model_validate_json(json.dumps(data, default=str))
    except ValidationError as error:
        raise CharterFault(source, faults_in(error, Charter)) from None
