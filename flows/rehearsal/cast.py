"""The cast: sixty made-up members, a year of events, and a workbook as untidy as real ones are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from flows.rehearsal import other_sheets
from flows.rehearsal.other_sheets import SignIn

FIRST = (
    "Ada", "Bo", "Cleo", "Dev", "Esme", "Finn", "Gia", "Hugo", "Ines", "Jun",
    "Kit", "Lena", "Milo", "Nia", "Otis", "Pia", "Quin", "Rosa", "Sami", "Tess",
)  # fmt: skip
LAST = ("Example", "Sample", "Specimen", "Placeholder", "Fictional", "Pretend")

YEAR = 365

Event = tuple[str, date, str]
"""An event's name, day and kind."""

EPOCH = date(1899, 12, 30)
"""Day 0 of a spreadsheet's calendar."""


@dataclass(frozen=True)
class Actor:
    """A made-up member. `loyal` ones come to events; the others seldom do. Whoever `fades` volunteered long ago, no more."""

    number: str
    name: str
    email: str
    other: str = ""
    also: str = ""
    loyal: bool = True
    fades: bool = False


@dataclass(frozen=True)
class Stage:
    """The workbook before anything happened, and what to expect of it."""

    actors: tuple[Actor, ...]
    tabs: dict[str, list[list[Any]]]
    unsubscribed: str


def stage(
    *, today: date, members: int = 60, events: int = 3, shifts: int = 1, warning: int = 30, seed: int = 7
) -> Stage:
    """The workbook as organisers kept it until `today`, where so many events or shifts in a year give the vote.

    One member's vote ends so many days after `today` that the `warning` before its end is due in two days.
    """
    chance = Random(seed)  # noqa: S311  # a rehearsal has to go the same way each time
    actors = _actors(members)
    calendar = _events(today, needed=events)
    came = _came(actors, calendar, chance)
    elsewhere = [calendar[2], calendar[3], calendar[-3], calendar[-2]]
    return Stage(
        actors=actors,
        tabs={
            "Members": _members_tab(actors),
            "Events": [["Event", "Date", "Kind"], *([code, day, kind] for code, day, kind in calendar)],
            "Attendance": _attendance_tab(actors, [one for one in calendar if one not in elsewhere], came),
            "Volunteering": _volunteering_tab(actors, today, shifts=shifts, warning=warning),
            **other_sheets.tabs([(code, day) for code, day, _ in elsewhere], came),
        },
        unsubscribed=actors[9].email,
    )


def _actors(members: int) -> tuple[Actor, ...]:
    """Members with the usual knots: second addresses, nicknames, a couple with one mailbox, one without e-mail."""
    actors = []
    for n in range(members):
        first, last = FIRST[n % len(FIRST)], LAST[n // len(FIRST) % len(LAST)]
        again = n // (len(FIRST) * len(LAST))
        name = f"{first} {last}{' ' + 'I' * (again + 1) if again else ''}"
        email = f"{first}.{last}{again or ''}@example.org".lower()
        actors.append(Actor(f"M{n + 1:03}", name, email, loyal=n % 5 != 4))
    return tuple(_knot(n, actor) for n, actor in enumerate(actors))


def _knot(n: int, actor: Actor) -> Actor:
    knots: dict[int, dict[str, Any]] = {
        1: {"other": "bo.at.work@example.org"},
        2: {"also": "Cleopatra"},
        5: {"email": "the.samples@example.org"},
        6: {"email": "the.samples@example.org"},
        7: {"email": ""},
        10: {"fades": True},
    }
    return Actor(**{**actor.__dict__, **knots.get(n, {})})


def _events(today: date, *, needed: int) -> list[Event]:
    """Events of the past year, eight or, if many are needed, more than twice those; and one just too long ago."""
    kinds = ("monthly meeting", "candidate forum", "workstream meeting")
    held = max(8, 2 * needed + 2)
    days = [today - timedelta(days=14 + 280 * k // (held - 1)) for k in range(held)]
    recent = [(f"Meeting {held + 1 - k}", day, kinds[k % 3]) for k, day in enumerate(days)]
    return [("Meeting 1", today - timedelta(days=380), "monthly meeting"), *reversed(recent)]


def _members_tab(actors: tuple[Actor, ...]) -> list[list[Any]]:
    rows = [[a.number, a.name, a.also, a.email, a.other, "yes" if n % 3 else ""] for n, a in enumerate(actors)]
    return [["Member id", "Name", "Also known as", "E-mail", "Other e-mails", "Dues paid"], *rows]


def _came(actors: tuple[Actor, ...], events: list[Event], chance: Random) -> dict[str, list[SignIn]]:
    """Who came to each event, and how they signed in."""
    found: dict[str, list[SignIn]] = {}
    for code, _, _ in events:
        # One after the other: chance decides who comes, and how they sign, in the same order each time.
        came = (actor for actor in actors if chance.random() < (0.62 if actor.loyal else 0.12))
        signed = [(actor, _signature(actor, chance)) for actor in came]
        found[code] = [(actor.name, *signature) for actor, signature in signed if not actor.fades]
    return found


def _attendance_tab(
    actors: tuple[Actor, ...], events: list[Event], came: Mapping[str, list[SignIn]]
) -> list[list[Any]]:
    """Sign-in sheets as they come: capitals, tags, last names first, people signing in twice, rows nobody can use."""
    rows: list[list[Any]] = [["Event", "Date", "Your name", "Email address"]]
    for code, day, _ in events:
        rows += [[code, day, name, email] for _, name, email in came[code]]
    code, day, _ = events[-1]
    rows.insert(5, ["", "", "", ""])
    rows += [
        [code, day, actors[0].name, actors[0].email],
        [code, day, actors[0].name, actors[0].email.upper()],
        [code, "31/02/2026", actors[3].name, actors[3].email],
        [code, day, "Zed Unheard-Of", "zed@nowhere.example.org"],
        [code, day, "Rosa", ""],
    ]
    return rows


def _signature(actor: Actor, chance: Random) -> tuple[str, str]:
    """How somebody signs in on a bad telephone at the door."""
    name, email = actor.name, actor.email
    mood = chance.randrange(8)
    if mood == 0:
        email = email.title()
    elif mood == 1 and email:
        box, _, host = email.partition("@")
        email = f"{box}+meetings@{host}"
    elif mood == 2:
        first, _, last = name.partition(" ")
        name = f"{last}, {first}"
    elif mood == 3 and actor.other:
        email = actor.other
    elif mood == 4 and actor.also:
        name = f"{actor.also} {name.partition(' ')[2]}"
    elif mood == 5:
        name = f"  {name} "
    return name, email


def _volunteering_tab(actors: tuple[Actor, ...], today: date, *, shifts: int, warning: int) -> list[list[Any]]:
    """As many shifts as give the vote, for every eleventh member, and almost a year ago for whoever fades."""
    helpers = [actor for n, actor in enumerate(actors) if n % 11 == 4]
    rows = [
        [today - timedelta(days=30 + 7 * k + shift), "Door-knocking", a.name, a.email]
        for k, a in enumerate(helpers)
        for shift in range(shifts)
    ]
    oldest = today - timedelta(days=YEAR - warning - 1)
    rows += [
        [oldest + timedelta(days=shift), "Phone bank", a.name, a.email]
        for a in actors
        if a.fades
        for shift in range(shifts)
    ]
    return [["Date", "Activity", "Name", "Email"], *rows]
