"""The people of the trust tests, what they vote on, and what each of them does when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from flows.rehearsal.cast import EPOCH, Actor, Stage

KEY = "autumn"
START = datetime(2026, 10, 1, 16, tzinfo=UTC)
OPENS = datetime(2026, 10, 2, 16, tzinfo=UTC)
CLOSES = datetime(2026, 10, 12, 22, tzinfo=UTC)
LONGER = (date(2026, 10, 14), "18:00")
"""Until when the ballot is open where it is extended."""

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

MAYOR = ("Ursula Imaginary", "Victor Invented", "Wanda Madeup")
SHERIFF = ("Xaver Pretence", "Yolanda Makebelieve")
NOBODY = "No endorsement"

BALLOT: Mapping[str, Any] = {
    "key": KEY,
    "title": "Autumn endorsements",
    "opens_on": "2026-10-02",
    "opens_at": "12:00",
    "closes_on": "2026-10-12",
    "closes_at": "18:00",
    "contests": [
        {
            "title": "Mayor",
            "office": "Mayor",
            "candidates": list(MAYOR),
            "recommendation": MAYOR[0],
            "reasons": "Made up, but convincing.",
            "steps": [
                {"name": name, "on": "2026-09-15"}
                for name in ("candidate meeting", "questionnaire", "forum", "members' feedback", "recommendation")
            ],
        },
        {
            "title": "Sheriff",
            "office": "Sheriff",
            "process": "re-endorsement",
            "endorsed_before": True,
            "candidates": list(SHERIFF),
            "recommendation": NOBODY,
            "steps": [{"name": name, "on": "2026-09-16"} for name in ("review of the record", "recommendation")],
        },
    ],
}

CAST: Mapping[str, str] = {
    "Ada Example": "ada@example.org",
    "Lena Newcomer": "lena@example.org",
    "Bo Sample": "bo@example.org",
    "Cleo Specimen": "cleo@example.org",
    "Dev Fictional": "bounces.dev@example.org",
    "Esme Pretend": "pair@example.org",
    "Finn Pretend": "pair@example.org",
    "Gia Notional": "gia@example.org",
    "Hugo Placeholder": "",
    "Ines Imagined": "full.ines@example.org",
    "Jun Invented": "jun@example.org",
    "Kit Supposed": "kit@example.org",
    "Milo Absent": "milo@example.org",
}
"""Two share a mailbox, one has none; one mailbox bounces for good and one is full; Milo came to nothing.

Lena may vote only after somebody has added what she signed – too late for this roll.
"""

UNSUBSCRIBED = "jun@example.org"
"""Left the mailing list before the season began."""

LEAVES = "kit@example.org"
"""Leaves it after the ballot letter."""

COMES_LATE = "M02"
"""Lena's number: an organiser finds her sign-ins when the roll is frozen already."""

UNCLEAR = "Cleo Specimen"
"""Signed in once in a way that only a person can tell, and missed another meeting: the answer gives her the vote."""

NAME_ALONE = "Hugo Placeholder"
"""Has no address to sign in with: a person has to say that it is he."""

SCRIBBLED = ("C. Spec", "cleo@example.org")

LOSES_LINK = "M07"
"""Finn's number: he hasn't voted when he asks for another link, and shares his mailbox with Esme, who has."""

LEAVES_FOR_GOOD = "M01"
"""Ada's number: when the ballot is over, she asks to be erased."""

COSPONSOR = "Tenants of Exampleton"
"""Official co-sponsors of the forum."""

MEETINGS = (("Spring meeting", date(2026, 4, 9)), ("Forum", date(2026, 6, 4)), ("Summer meeting", date(2026, 8, 6)))
LATE_MEETING = ("Autumn meeting", date(2026, 9, 10))


def stage(seed: int) -> Stage:
    """The workbook before the season. Seeds differ in who signed in how; Lena lacks meetings until they are added.

    Two meetings are on other sheets, which the tab Sources lists: one in a grid, one in a form's answers.
    """
    chance = Random(f"cast {seed}")
    numbered = [Actor(f"M{n:02}", name, email) for n, (name, email) in enumerate(CAST.items(), start=1)]
    rows = [
        [code, serial(day), *_signed(actor, chance)]
        for code, day in (*MEETINGS, LATE_MEETING)
        for actor in numbered
        if actor.name not in ("Milo Absent", UNCLEAR) and not (actor.name == "Lena Newcomer" and day > date(2026, 5, 1))
    ]
    rows += [[code, serial(day), UNCLEAR, CAST[UNCLEAR]] for code, day in MEETINGS[:2]]
    rows += [[MEETINGS[2][0], serial(MEETINGS[2][1]), *SCRIBBLED]]
    (on_grid, _), (by_form, filled_in), *_ = MEETINGS
    return Stage(
        actors=tuple(numbered),
        tabs={
            "Members": [["Member id", "Name", "Email"], *([one.number, one.name, one.email] for one in numbered)],
            "Events": [
                ["Event", "Date", "Kind"],
                *([code, serial(day), "monthly meeting"] for code, day in (*MEETINGS, LATE_MEETING)),
            ],
            "Attendance": [
                ["Event", "Date", "Name", "Email"],
                *(row for row in rows if row[0] not in (on_grid, by_form)),
            ],
            "Volunteering": [["Date", "Activity", "Name", "Email"]],
            "Who came": [["Name", "Email", on_grid], *([*row[2:], "x"] for row in rows if row[0] == on_grid)],
            "Answers": [
                ["Timestamp", "Email Address", "Your name"],
                *([serial(filled_in) + 0.8, row[3], row[2]] for row in rows if row[0] == by_form),
            ],
            "Sources": [["Tab", "Kind", "Event"], ["Who came", "grid", ""], ["Answers", "form", by_form]],
        },
        unsubscribed=UNSUBSCRIBED,
    )


def _signed(actor: Actor, chance: Random) -> tuple[str, str]:
    """How somebody signed in: in order, or in a hurry."""
    return chance.choice(
        ((actor.name, actor.email), (actor.name.upper(), actor.email), (f" {actor.name}", actor.email))
    )


def serial(day: date) -> int:
    """A day as a cell of a sheet holds it."""
    return (day - EPOCH).days


@dataclass(frozen=True)
class Marks:
    """How one ballot is filled in: names best first, and a name for the second contest, "" where it is left open."""

    mayor: tuple[str, ...]
    sheriff: str

    def as_answers(self) -> dict[str, str]:
        """The same by the form's questions."""
        ordinals = ("1st", "2nd", "3rd", "4th")
        ranked = {f"Mayor: {nth} choice": name for nth, name in zip(ordinals, self.mayor, strict=False)}
        return {title: name for title, name in {**ranked, "Sheriff: your choice": self.sheriff}.items() if name}


WAVES: Mapping[str, tuple[str, ...]] = {
    "on the first day": ("Ada Example", "Esme Pretend"),
    "just before a reminder": ("Bo Sample",),
    "in the middle": ("Gia Notional",),
    "in the last minutes": ("Finn Pretend",),
    "too late": ("Cleo Specimen",),
}
"""Who votes when. In seeds other than 0 the same people come in another order, and some stay away."""


@dataclass(frozen=True)
class Wave:
    """One vote: who, and what they mark."""

    who: str
    marks: Marks


def waves(seed: int) -> dict[str, tuple[Wave, ...]]:
    """Who votes when, and how, including Ada, who changes her mind."""
    chance = Random(f"votes {seed}")
    people = [name for wave in WAVES.values() for name in wave]
    if seed:
        chance.shuffle(people)
    turns = iter(people)
    drawn = {when: tuple(Wave(next(turns), _marks(chance)) for _ in wave) for when, wave in WAVES.items()}
    drawn["changed"] = (Wave(drawn["on the first day"][0].who, _marks(chance)),)
    drawn["mistyped"] = (Wave(drawn["on the first day"][1].who, _marks(chance)),)
    return drawn


def _marks(chance: Random) -> Marks:
    ranked = chance.sample((*MAYOR, NOBODY), chance.randint(1, 4))
    return Marks(tuple(ranked), chance.choice((*SHERIFF, NOBODY, "")))
