"""The year: what the committee does from January to March, act by act, through the doors that real ones use."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from prefect.events.worker import EventsWorker
from prefect.logging.handlers import APILogWorker
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from core.charter import Charter
from core.records import Election
from flows import plan
from flows.certify import certify
from flows.duties.committee import minutes
from flows.freeze import freeze_ballot
from flows.membership import read_membership
from flows.motion import MotionPut, draft_a_motion
from flows.plan import YearPlanned, plan_a_year
from flows.rehearsal import ourselves
from flows.rehearsal.teller import Teller
from flows.tend import tend_everything
from flows.year import carry_on_the_year
from integrations.google import sheets
from integrations.sandbox import by_hand, inbox
from integrations.sandbox.respondent import answer
from integrations.sandbox.server import Sandbox

YEAR = 2027
MEETING = date(YEAR, 3, 20)
MORNING = time(9, 30)
HEADINGS = ("Member id", "From", "Until", "Leave from", "Leave until")

SEATS = 7
"""So many of the loyal members are on the committee."""


class AYear(Teller):
    """A year on stage, as far as the acts need it."""

    def __init__(self, sandbox: Sandbox, console: Console, *, charter: Charter) -> None:
        super().__init__(sandbox, console, zone=charter.zone)
        self.world = sandbox.world

    def play(self, acts: Sequence[Act] = ()) -> None:
        """All acts, first to last, each on its day; all that there are unless some are named."""
        with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
            for act in acts or ACTS:
                self.morning(act.on)
                with self.telling(act.what) as say:
                    say(act.play(self))
        # Logs and events still on their way to the dashboard have to arrive before it is taken down.
        APILogWorker.drain_all()
        EventsWorker.drain_all()

    def morning(self, day: date) -> None:
        """Let time pass until the morning of a local day."""
        self.at(datetime.combine(day, MORNING, self.zone))

    def type_under(self, tab: str, headings: Sequence[str], rows: Sequence[Sequence[by_hand.Typed]]) -> None:
        """Organisers type rows below the headings of a tab, each cell under the heading that it is meant for."""
        book = self.secretary.settings.members_book
        there = sheets.read(self.secretary.google, book, (tab,)).tabs[tab][0]
        laid = [[dict(zip(headings, row, strict=False)).get(str(heading)) for heading in there] for row in rows]
        by_hand.type_rows(self.world, book, tab, laid, top=2)

    def hold_vote(self, key: str, marks: Callable[[int], dict[str, str]]) -> str:
        """Freeze a ballot that is drafted, vote on it, close, count and certify it. Returns the sentence that decides.

        `marks` says what the voter of each number, from 0 on, ticks in the form.
        """
        freeze_ballot(key)
        election = self._election(key)
        for minutes_later in (2, 122):
            self.at(election.opens_at + timedelta(minutes=minutes_later))
            tend_everything()
        for nth, link in enumerate(self.links(f"{key}/ballot")):
            answer(self.sandbox.url, link, marks(nth))
        for minutes_later in (3, 25):
            self.at(election.closes_at + timedelta(minutes=minutes_later))
            tend_everything()
        certify(self.secretary, key, officer="R. O.", note="Rehearsed.")
        return str(dict(self._election(key).contests[0].count or {})["sentence"])

    def links(self, title: str) -> list[str]:
        """The personal links in letters of that title."""
        mails = [mail for mail in inbox.mails(self.world) if mail.title == title]
        return list(dict.fromkeys(link for mail in mails for link in re.findall(r"http\S+entry\.\d+=\w+", mail.text)))

    def _election(self, key: str) -> Election:
        with self.secretary.ledger.reading() as session:
            return session.get_one(Election, key)

    def say_goodbye(self, folder: Path, *, seconds: float) -> None:
        """What was decided, and where to look."""
        with self.secretary.ledger.reading() as session:
            decided = [f"{one.title}: {one.sentence}" for one in minutes.lines(session, year=YEAR)]
        lines = [
            *(decided or ["Nothing was decided."]),
            "",
            f"Everybody's mail:       {folder / 'inbox' / 'index.html'}",
            f"Dashboard and forms:    {ourselves.by_name()} look{ourselves.in_folder(folder)}",
            "",
            f"The year took {seconds:.0f} s: {sum(self.took.values()):.0f} s on stage, the rest starting up.",
        ]
        self.console.print(Panel(Text("\n".join(lines)), title="The year is over", expand=False))


@dataclass(frozen=True)
class Act:
    """Something that is done in the year: on which local day, what the console says of it, and who does what."""

    on: date
    what: str
    play: Callable[[AYear], str]


# ── the acts ───────────────────────────────────────────────────────────────────────────────────────


def _seat(year: AYear) -> str:
    """The committee's seats, with one member on leave."""
    read_membership()
    carry_on_the_year()  # which makes the tab Committee
    seats: list[list[by_hand.Typed]] = [
        [f"M{nth:03}", date(YEAR - 1, 3, 21), date(YEAR, 3, 20)] for nth in range(1, SEATS + 1)
    ]
    seats.append(["M009", date(YEAR - 1, 3, 21), date(YEAR, 3, 20), date(YEAR, 1, 1), date(YEAR, 2, 28)])
    year.type_under("Committee", HEADINGS, seats)
    return carry_on_the_year()


def _plan(_year: AYear) -> str:
    """Organisers set the day of the annual meeting."""
    return plan_a_year(YearPlanned(year=YEAR, annual_meeting=MEETING))


def _announce(_year: AYear) -> str:
    """The hourly pass of a day says what is due on it."""
    return carry_on_the_year()


def _move(_year: AYear) -> str:
    """A day turns out to be a bad one."""
    wanted = YearPlanned(year=YEAR, step="statements due", to=date(YEAR, 2, 18), because="The library is closed.")
    return plan_a_year(wanted)


def _motion(year: AYear) -> str:
    """A member of the committee puts a motion, and the committee votes on it."""
    draft_a_motion(
        MotionPut(
            key="bank-account", title="A bank account", text="We open an account. Two of us sign.", put_by="M001",
            opens_on=date(YEAR, 1, 18), closes_on=date(YEAR, 1, 22),
        )
    )  # fmt: skip
    return year.hold_vote("motion-bank-account", lambda nth: {"A bank account: your choice": "Yes" if nth else "No"})


def _late(year: AYear) -> str:
    """Nobody has called for nominees, and somebody asks what can still be done."""
    lines = list(plan.in_words(year.secretary, YEAR))
    told = [line for line in lines if "nominations" in line or "slate's ballot opens" in line]
    return "\n".join([lines[0], *told])


ACTS: tuple[Act, ...] = (
    Act(date(YEAR, 1, 5), "The committee's seats are taken over from its tab", _seat),
    Act(date(YEAR, 1, 6), "Organisers plan the year", _plan),
    Act(date(YEAR, 1, 9), "Something is due today", _announce),
    Act(date(YEAR, 1, 11), "A step is moved, with a reason", _move),
    Act(date(YEAR, 1, 16), "The committee votes by form on a motion", _motion),
    Act(date(YEAR, 2, 20), "A late start: what can still be done", _late),
)
"""In the order of their days. Whoever adds a part of the year to Canvass adds its act here."""
