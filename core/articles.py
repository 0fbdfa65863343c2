"""The articles of a charter: what each of them settles, and which settings contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from core.cited import Cited, Fault, Number, Section, Share, Strings, listed_twice, plain, shown, unknown_clause
from core.run_up import Afterwards, Candidacy, Forums, Questionnaires
from core.tallying import Ties, out_of_reach

HOURS = 24
LONGEST_YEAR = 366
"""Days that a past year may reach back."""

REMINDER = re.compile(r"(\d{1,2})% of the window|(\d{1,3}) hours before closing")

NO_EXCEPTIONS = Cited(value=False, reading="Where a charter says nothing, nobody is excepted.")
"""Settings that came later have a value for charters that were written before: elections keep theirs as they were."""


class Membership(Section):
    """Who is a voting member."""

    events_needed: Cited[Number]
    volunteering_needed: Cited[Number]
    past_year: Cited[Literal["same calendar day", "365 days"]]
    volunteering_counts_as_event: Cited[bool]
    volunteering_kinds: Cited[Strings]
    lapse_warning_days: Cited[Number]
    dues_required: Cited[bool]
    dues_paid_to: str
    voting_status_at_mailchimp: Cited[bool] = Cited(  # a charter without it, as an older book has kept one, says no
        value=False, clause="M8", reading="Mailchimp isn't told who may vote."
    )
    name_alone: Cited[Literal["ask", "sure"]] = Cited(
        value="ask", clause="M2", reading="Where a charter says nothing, a name without an address is asked about."
    )
    exceptions: Cited[bool] = NO_EXCEPTIONS
    excused_gap: Cited[Literal["counts for whoever is on record otherwise", "counts for nobody"]] = Cited(
        value="counts for nobody",
        reading="Where a charter says nothing, an event without a sign-in sheet is only unknown.",
    )
    # Charters that elections were drafted under before these were settings have to stay readable.
    statement: Cited[Literal["each quarter", "never"]] = Cited(value="each quarter", clause="M4")
    letters_from_hour: Cited[Number] = Cited(value=9, clause="M4")
    letters_until_hour: Cited[Number] = Cited(value=20, clause="M4")

    def contradictions(self) -> Iterator[Fault]:
        """Letters about a person's vote go out in some hours of a day."""
        first, last = self.letters_from_hour.value, self.letters_until_hour.value
        if not first < last <= HOURS:
            what = f"is {first}, and letters_until_hour is {last}"
            yield Fault("letters_from_hour", what, "Write hours of one day, the earlier one first, such as 9 and 20.")


class Committee(Section):
    """How the committee decides, and whether nominees can be excepted from what is asked of them.

    Its votes by form are open for `vote_days`, with a reminder every `remind_every_days`; in a "roll call" the
    committee sees afterwards who voted how. A leave lasts for `leave_months` at most. Members are asked to disclose
    conflicts of interest every `disclosure_months`; a charter that says nothing of it asks for none.
    """

    majority: Cited[Share]
    quorum: Cited[Share]
    exceptions: Cited[bool] = NO_EXCEPTIONS
    leave_months: Cited[Number] = Cited(value=6, clause="S10")
    vote_days: Cited[Number] = Cited(value=3, clause="S9", reading="Where a charter says nothing, it has three days.")
    remind_every_days: Cited[Number] = Cited(
        value=1, clause="S9", reading="Where a charter says nothing, whoever hasn't voted is reminded every day."
    )
    disclosure_months: Cited[Number] | None = None
    ballots: Cited[Literal["roll call", "secret"]] = Cited(
        value="secret", reading="Where a charter says nothing, nobody sees who voted how."
    )


class Offices(Section):
    """What an endorsement may be given for.

    Offices `by_district` have many districts, of which only some are the organisation's. `districts` lists those that
    are known to be; of any other a person has to say why it is.
    """

    clause: str
    ballot_initiatives: bool
    focus: Strings
    other: Strings
    by_district: Strings = ()
    districts: Cited[dict[str, Strings]] = Cited(value={}, reading="Where a charter says nothing, a person says it.")

    def contradictions(self) -> Iterator[Fault]:
        """Every office is listed once, and those with districts are among them."""
        yield from unknown_clause(self.clause)
        yield from listed_twice("focus and other", (*self.focus, *self.other), remedy="List each office once.")
        for office in (*self.by_district, *self.districts.value):
            if self.standing(office) is None:
                what = f"names {shown(office)}, for which there is no endorsement"
                yield Fault("by_district and districts", what, "Name an office of focus or other.")

    def districts_of(self, office: str) -> Strings | None:
        """The known districts of an office that has districts; None for one that has none."""
        if plain(office) not in {*map(plain, self.by_district), *map(plain, self.districts.value)}:
            return None
        return next((known for name, known in self.districts.value.items() if plain(name) == plain(office)), ())

    def standing(self, office: str) -> Literal["focus", "other"] | None:
        """Whether an office is a focus race, another race, or none of the organisation's."""
        if plain(office) in map(plain, self.focus):
            return "focus"
        return "other" if plain(office) in map(plain, self.other) else None


class Step(Section):
    """A step of a process: any one of these, and whether it may be waived with a reason."""

    any_of: Annotated[Strings, Field(min_length=1)]
    where_possible: bool = False


class Process(Section):
    """A way to an endorsement: which races it is open to, and what has to be on record before the vote.

    It is about the candidates of a race, about an initiative, or against candidates.
    """

    name: str
    clause: str
    about: Literal["candidates", "initiative", "against"] = "candidates"
    only_for: tuple[Literal["endorsed before", "opposed", "unopposed"], ...]
    steps: tuple[Step, ...]

    def contradictions(self) -> Iterator[Fault]:
        """Without a recommendation there is no endorsement (E3); nobody is opposed and unopposed."""
        yield from unknown_clause(self.clause)
        names = [name for step in self.steps for name in step.any_of]
        yield from listed_twice("steps", names, remedy="Name each step once.")
        if not any(step.any_of == ("recommendation",) and not step.where_possible for step in self.steps):
            yield Fault("steps", "do without a recommendation (E3)", 'Add { any_of = ["recommendation"] }.')
        if {"opposed", "unopposed"} <= set(self.only_for):
            yield Fault("only_for", "asks for opposed and unopposed candidates", "Keep one of the two.")


class Counting(Section):
    """How an endorsement is counted."""

    threshold: Cited[Share]
    strict: Cited[bool]
    ranked_from: Cited[Annotated[int, Field(ge=2)]]
    max_ranks: Cited[Annotated[int, Field(ge=2)]]
    no_endorsement: Cited[Literal["always"]]
    no_endorsement_eliminated: Cited[bool]
    denominator: Cited[Literal["cast", "continuing"]]
    stop: Cited[Literal["one_left", "two_left", "majority"]]
    ties: Cited[Ties]
    repeats: Cited[Literal["keep the first place", "end the ballot"]] = Cited(
        value="keep the first place", clause="E7", reading="A candidate who is ranked again keeps the first place."
    )

    def contradictions(self) -> Iterator[Fault]:
        """The threshold can be reached, by one option only, and means something."""
        yield from out_of_reach(self.threshold, strict=self.strict.value, alone=True)
        void = self.denominator.value == "continuing" and self.no_endorsement_eliminated.value
        if void and self.stop.value == "one_left":
            what = 'is "continuing" while stop is "one_left", so the last candidate always has 100%'
            yield Fault("denominator", what, 'Set denominator to "cast", or stop to "two_left".')


class Endorsement(Section):
    """Which offices, by which process, counted how."""

    offices: Offices
    processes: Annotated[tuple[Process, ...], Field(min_length=1)]
    counting: Counting
    candidacy: Candidacy | None = None
    questionnaires: Questionnaires | None = None
    forums: Forums | None = None
    afterwards: Afterwards | None = None

    def contradictions(self) -> Iterator[Fault]:
        """Every process is listed once."""
        yield from listed_twice("processes", [one.name for one in self.processes], remedy="Give each its own name.")

    def process(self, name: str) -> Process | None:
        """The process of that name, if there is one."""
        return next((one for one in self.processes if plain(one.name) == plain(name)), None)


class VotingWindow(Section):
    """How long voting is open, and when voters are reminded."""

    minimum_days: Cited[Number]
    ideal_days: Cited[Number]
    reminders: Cited[Number]
    remind_at: Cited[Strings]

    def contradictions(self) -> Iterator[Fault]:
        """The shortest window is not longer than the ideal one, and every reminder falls inside it, in order."""
        shortest, ideal = self.minimum_days.value, self.ideal_days.value
        if shortest > ideal:
            what = f"is {shortest}, more than ideal_days ({ideal})"
            yield Fault("minimum_days", what, "Make the ideal window at least as long.")
        times, wanted = len(self.remind_at.value), self.reminders.value
        if times != wanted:
            yield Fault("remind_at", f"lists {times} times for {wanted} reminders", "List one time for each reminder.")
        yield from self._misplaced(timedelta(days=shortest))

    def _misplaced(self, shortest: timedelta) -> Iterator[Fault]:
        before = timedelta(0)
        for written in self.remind_at.value:
            if not REMINDER.fullmatch(written):
                remedy = 'Write "40% of the window" or "24 hours before closing".'
                yield Fault("remind_at", f"has {shown(written)}, which is not a time", remedy)
                continue
            after = reminder_after(written, shortest)
            if not before < after < shortest:
                remedy = f"In a window of {shortest.days} days it has to come after the one before, and before closing."
                yield Fault("remind_at", f"has {shown(written)} where it doesn't fit", remedy)
            before = max(before, after)


class Closing(Section):
    """What happens after the deadline."""

    settling_minutes: Cited[Number]
    objection_days: Cited[Number]


class Publication(Section):
    """How much of a small group's vote is published."""

    decision_only_under: Cited[Number]
    rounds_only_under: Cited[Number]

    def contradictions(self) -> Iterator[Fault]:
        """The smaller the group, the less is published."""
        less, more = self.decision_only_under.value, self.rounds_only_under.value
        if less > more:
            what = f"is {less}, more than rounds_only_under ({more})"
            yield Fault("decision_only_under", what, "Publish less about the smaller group.")


class Privacy(Section):
    """What may leave, and how long what is kept. An organisation that hasn't decided shares nothing."""

    share_circle: Cited[Literal["attendees of the event", "all members"]]
    share_fields: Cited[Annotated[tuple[Literal["name", "e-mail"], ...], Field(min_length=1)]]
    notice_days: Cited[Number]
    keep_participation_days: Cited[Number]
    keep_recipients_days: Cited[Number]
    keep_letters_days: Cited[Number]
    keep_rolls_days: Cited[Number]
    keep_decisions_days: Cited[Number]

    def contradictions(self) -> Iterator[Fault]:
        """Nothing goes that the rules of membership or of sharing still need."""
        yield from listed_twice("share_fields", self.share_fields.value, remedy="Name each column once.")
        sign_ins = self.keep_participation_days.value
        if sign_ins <= LONGEST_YEAR:
            what = f"is {sign_ins}, within the past year that voting status is ruled by (M2)"
            yield Fault("keep_participation_days", what, f"Write {LONGEST_YEAR + 1} or more.")
        decided = self.keep_decisions_days.value
        if decided < sign_ins:
            what = f"is {decided}, less than keep_participation_days ({sign_ins}), and what was decided counts like it"
            yield Fault("keep_decisions_days", what, "Keep decisions at least as long as sign-ins.")
        kept, notice = self.keep_recipients_days.value, self.notice_days.value
        if kept <= notice:
            what = f"is {kept}, so nobody would know any more who was told {notice} days before"
            yield Fault("keep_recipients_days", what, "Keep recipients longer than notice_days.")
        if self.keep_letters_days.value < kept:
            what = f"is {self.keep_letters_days.value}, less than keep_recipients_days ({kept})"
            yield Fault("keep_letters_days", what, "Keep a letter at least as long as its recipients.")


def reminder_after(written: str, length: timedelta) -> timedelta:
    """How long after opening a reminder goes out in a window of that length; `written` is an entry of remind_at."""
    found = REMINDER.fullmatch(written)
    if found is None:
        raise ValueError(f"{written!r} is not a reminder's time")
    share, hours = found.groups()
    return length * int(share) // 100 if share else length - timedelta(hours=int(hours))
