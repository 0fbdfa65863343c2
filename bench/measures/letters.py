"""Letters: calls, seconds and memory of one ballot letter and three reminders, for few and for many voters."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from pathlib import Path
from random import Random
from time import perf_counter, process_time

from bench.measures import town
from bench.measures.sheet import Sheet, aligned, peak_memory
from bench.measures.town import Town
from core import secrecy
from core.records import Election, Letter
from flows import tend
from flows.duties.election import form, life, reminding
from integrations.mailchimp.audience import BATCH

VOTERS = (300, 50_000)
KEY = "autumn"
SHARES = (0.30, 0.25, 0.20, 0.05)
"""Which share of the roll votes before each reminder, and after the last."""

ONCE = ("POST /3.0/campaign-folders", "POST /3.0/lists/{list_id}/merge-fields")
"""Calls that an account needs once in its life, and a set of fields once: the first letter makes them."""

MINUTES, AFTERCARE = timedelta(minutes=2), timedelta(hours=2)


@dataclass
class Stage:
    """What one part of the season cost: calls by verb and path; seconds in all, waiting for answers, and computing."""

    name: str
    calls: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    waited: float = 0.0
    computed: float = 0.0
    recipients: int = 0

    def at(self, service: str) -> int:
        """Calls to one service: "/3.0" is Mailchimp's, anything else Google's."""
        return sum(n for label, n in self.calls.items() if (" /3.0" in label) == (service == "Mailchimp"))


@dataclass
class Season:
    """One election from opening to the certificate, watched at the wire."""

    town: Town
    number: int
    chance: Random = field(default_factory=lambda: Random(11))
    stages: list[Stage] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    boxes: int = 0

    def play(self) -> None:
        """Every pass that does something, and none that doesn't."""
        electorate = town.voters(self.number)
        mailboxes = sorted({one.mailbox for one in electorate})
        self.boxes = len(mailboxes)
        secretary = self.town.secretary()
        self.town.do(town.settle, mailboxes)
        town.freeze(secretary, KEY, electorate)
        self.lines = self.chance.sample(range(1, self.number + 1), self.number)
        election = life.read(secretary, KEY)
        reminders = reminding.times(election)
        self._pass("the form", self.town.at)
        self._letter("ballot", election.opens_at)
        for number, (due, share) in enumerate(zip(reminders, SHARES, strict=False), start=1):
            self._vote(share)
            self._letter(f"reminder-{number}", due)
        self._vote(SHARES[-1])
        self._pass("to the count", election.closes_at + MINUTES)
        self._pass("to the count", election.closes_at + timedelta(minutes=25))
        if life.read(secretary, KEY).state != "counted":
            raise RuntimeError(f"the election isn't counted but {life.read(secretary, KEY).state}")

    def _letter(self, which: str, due: datetime) -> None:
        self._pass(which, due + MINUTES)
        with self.town.secretary().ledger.reading() as session:
            letter = session.get_one(Letter, f"{KEY}/{which}")
        if letter.campaign_id == "":
            raise RuntimeError(f"{which} is {letter.state}: {letter.held_because}")
        self.stages[-1].recipients = letter.size
        self._pass("afterwards", due + AFTERCARE)

    def _pass(self, name: str, at: datetime) -> None:
        """One `tend`, as a new process would do it, noted under the name of what it does."""
        self.town.later(at)
        stage = next((one for one in self.stages if one.name == name), None)
        if stage is None:
            stage = Stage(name)
            self.stages.append(stage)
        self.town.do(town.calls)
        secretary = self.town.secretary()
        with town.listening() as wire:
            began, computed = perf_counter(), process_time()
            report = tend.tend(secretary)
            stage.seconds += perf_counter() - began
            stage.computed += process_time() - computed
        secretary.ledger.close()
        stage.waited += wire.waited
        stage.calls.update(self.town.do(town.calls))
        print(f"  {self.number} voters, {name}: {stage.seconds:.1f} s, {stage.calls.total()} calls", file=sys.stderr)
        if report.troubles:
            raise RuntimeError("; ".join(report.troubles))

    def _vote(self, share: float) -> None:
        """Some of those who haven't voted do so. Their codes are computed, and their answers put into the form."""
        secretary = self.town.secretary()
        key = secretary.keyring.read(KEY)
        if key is None:
            raise RuntimeError("the election's key is missing")
        election = life.read(secretary, KEY)
        voting = [self.lines.pop() for _ in range(round(share * self.number))]
        ballots = [{**marks, form.code_question(election): [secrecy.code(key.key, line=line)]}
                   for line, marks in zip(voting, self._marks(election), strict=False)]  # fmt: skip
        self.town.do(town.cast, election.form_id, ballots)

    def _marks(self, election: Election) -> Iterator[dict[str, list[str]]]:
        """Ballots without end: each contest with one to all of its options ranked."""
        while True:
            marks: dict[str, list[str]] = {}
            for contest in election.contests:
                names = [option["name"] for option in contest.options]
                ranked = self.chance.sample(names, self.chance.randint(1, len(contest.question_ids)))
                marks |= {question: [name] for question, name in zip(contest.question_ids, ranked, strict=False)}
            yield marks

    # ── what it could have cost ────────────────────────────────────────────────────────────────────

    def letters(self) -> list[Stage]:
        """The parts in which a letter went out."""
        return [stage for stage in self.stages if stage.recipients]

    def by_formula(self, stage: Stage) -> int:
        """Mailchimp calls for one letter by the estimate we plan with.

        Fill a segment, check it, and 8 calls to send; for the ballot letter besides read the list, upsert it, and
        upsert the codes.
        """
        reading = ceil(self.boxes / 1000) + 2 * ceil(self.boxes / BATCH) if stage.name == "ballot" else 0
        return reading + 1 + ceil(stage.recipients / BATCH) + ceil(stage.recipients / 1000) + 8

    def least(self) -> int:
        """Mailchimp calls that nobody could do without, by the size of its pages.

        Each mailbox's code goes up once; per letter the segment is filled, made with its first 500, and the campaign is
        created, given its words, and sent.
        """
        return ceil(self.boxes / BATCH) + sum(ceil(one.recipients / BATCH) + 3 for one in self.letters())


def main() -> None:
    """Measure, and hand the sheet in."""
    sheet = Sheet()
    sheet.remarks.append(
        f"3: one voter in {town.SHARED} shares a mailbox, one mailbox in {town.GONE} has unsubscribed; "
        f"{', '.join(f'{share:.0%}' for share in SHARES[:3])} of the roll vote before each reminder. "
        "Passes that had nothing to do aren't counted here: see 2."
    )
    only = [int(word) for word in sys.argv[1:]] or VOTERS
    for number in only:
        with town.founded(Path(f"town-{number}")) as found:
            season = Season(found, number)
            season.play()
        _enter(sheet, season)
    sheet.hand_in()


def _enter(sheet: Sheet, season: Season) -> None:
    once = sum(stage.calls[label] for stage in season.letters() for label in ONCE)
    sending = sum(stage.at("Mailchimp") for stage in season.letters()) - once
    after = sum(stage.at("Mailchimp") for stage in season.stages) - sending - once
    formula = sum(season.by_formula(stage) for stage in season.letters())
    google = sum(stage.at("Google") for stage in season.stages)
    elapsed = sum(stage.seconds for stage in season.stages)
    waited = sum(stage.waited for stage in season.stages)
    computed = sum(stage.computed for stage in season.stages)
    sheet.add(
        f"3 ballot and 3 reminders, {season.number:,} voters: Mailchimp",
        f"{sending} calls to send, {after} afterwards, {once} once ever",
        f"{season.least()} calls",
        f"pages of 500, once each; our formula says {formula}",
    )
    sheet.add("    Google", f"{google} calls", "", "")
    sheet.add(
        "    time and memory",
        f"{elapsed:.1f} s, {computed:.1f} s of it computing; at most {peak_memory()}",
        f"{waited:.1f} s",
        "waiting for the sandbox to answer",
    )
    sheet.remarks.append(_breakdown(season))


def _breakdown(season: Season) -> str:
    """Calls by verb and path, a column for each part of the season."""
    met = {label for stage in season.stages for label in stage.calls}
    names = sorted(met, key=lambda label: ("/3.0" in label, label))
    head = ["", *(stage.name for stage in season.stages), "all"]
    rows = [head, ["recipients", *(f"{stage.recipients or ''}" for stage in season.stages), ""]]
    rows += [[name, *_counts([stage.calls[name] for stage in season.stages])] for name in names]
    rows.append(["Mailchimp", *_counts([stage.at("Mailchimp") for stage in season.stages])])
    formula = [season.by_formula(stage) if stage.recipients else 0 for stage in season.stages]
    rows.append(["Mailchimp by the formula", *_counts(formula)])
    rows.append(["Google", *_counts([stage.at("Google") for stage in season.stages])])
    rows.append(["seconds", *(f"{stage.seconds:.1f}" for stage in season.stages), ""])
    rows.append(["of them waiting", *(f"{stage.waited:.1f}" for stage in season.stages), ""])
    rows.append(["of them computing", *(f"{stage.computed:.1f}" for stage in season.stages), ""])
    return "\n".join(["", f"3 in detail, {season.number:,} voters:", *aligned(rows, figures=True)])


def _counts(numbers: list[int]) -> list[str]:
    return [*(str(number or "") for number in numbers), str(sum(numbers))]


if __name__ == "__main__":
    main()
