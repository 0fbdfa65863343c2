"""A made-up organisation of any size: five years of sign-ins with all their dirt, and the truth about each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate
from random import Random
from typing import Any

from bench.organisation import signing
from bench.organisation.people import YEARS, Census, Human, Listed, listed

TODAY = date(2026, 9, 28)
EPOCH = date(1899, 12, 30)
"""Day 0 of a spreadsheet's calendar."""

KINDS = ("monthly meeting", "workstream meeting", "forum", "candidate forum", "volunteer activity", "social")
ACTIVITIES = ("Phone bank", "Door-knocking", "Tabling", "Mailing party", "Childcare", "Setting up")

GUEST, AGAIN, FOR_A_FRIEND, TOGETHER = 0.06, 0.02, 0.012, 0.008
BLANK, ILLEGIBLE, NOBODY, BAD_DATE, BAD_EMAIL, UNKNOWN_EVENT = 0.015, 0.004, 0.002, 0.003, 0.004, 0.001
DATE_ONLY, SHIFTS = 0.1, 0.05


@dataclass(frozen=True)
class Event:
    """An event that was held."""

    code: str
    on: date
    kind: str


@dataclass
class Organisation:
    """The workbook as organisers keep it, and what really happened, which they don't know.

    `came` and `helped` say for a row of Attendance or Volunteering who it was, `took_part` when whoever came, `filled`
    how far such a tab reached after each day.
    """

    people: dict[int, Human]
    lines: tuple[Listed, ...]
    events: list[Event]
    tabs: dict[str, list[list[Any]]] = field(default_factory=dict)
    came: dict[int, int] = field(default_factory=dict)
    helped: dict[int, int] = field(default_factory=dict)
    took_part: dict[int, set[tuple[date, str, bool]]] = field(default_factory=dict)
    filled: dict[str, dict[date, int]] = field(default_factory=lambda: {"Attendance": {}, "Volunteering": {}})

    def tabs_on(self, day: date) -> dict[str, list[list[Any]]]:
        """The workbook as it stood on a day, but that the tabs Members and Events are today's."""
        rows = {tab: max((row for on, row in of.items() if on <= day), default=1) for tab, of in self.filled.items()}
        return {tab: sheet[: rows.get(tab, len(sheet))] for tab, sheet in self.tabs.items()}

    @cached_property
    def who(self) -> Mapping[str, int]:
        """The human behind a member number."""
        return {line.number: line.who for line in self.lines}

    def meant(self, place: str) -> int:
        """The human behind a row such as "Attendance, row 14"; 0 if it is nobody's."""
        tab, _, row = place.partition(", row ")
        return (self.came if tab == "Attendance" else self.helped).get(int(row), 0)

    def may_vote(self, who: int, on: date) -> bool:
        """Whether a human is really a voting member on a day: three things in the past year, or one of volunteering."""
        since = on.replace(year=on.year - 1)
        lately = [one for one in self.took_part.get(who, ()) if since <= one[0] <= on]
        return len(lately) >= 3 or any(helped for _, _, helped in lately)


def made(*, members: int, sign_ins: int, seed: int, today: date = TODAY) -> Organisation:
    """An organisation with so many members and rows in the tab Attendance. The same seed makes the same one."""
    chance = Random(seed)
    first_day = today - timedelta(days=365 * YEARS)
    on_list, guests = Census(chance, first_day).of(members)
    lines = tuple(listed(on_list, today, chance))
    number = min(400, max(24, sign_ins // 60))
    events = [_event(nth, first_day + timedelta(days=365 * YEARS * nth // number), chance) for nth in range(number)]
    found = Organisation({one.who: one for one in (*on_list, *guests)}, lines, events)
    found.tabs = {
        "Members": [list(MEMBERS), *(_member_row(line) for line in lines)],
        "Events": [["Event", "Date", "Kind"], *([one.code, _serial(one.on), one.kind] for one in events)],
        "Attendance": [["Event", "Date", "Your name", "Email Address"]],
        "Volunteering": [["Date", "Activity", "Name", "Email"]],
    }
    _sign_in(found, on_list, guests, sign_ins, chance)
    _volunteer(found, on_list, int(sign_ins * SHIFTS), chance)
    return found


MEMBERS = ("Member id", "Name", "Also known as", "Email", "Other emails", "Dues paid")


def _member_row(line: Listed) -> list[Any]:
    dues = {True: "yes", False: "no", None: ""}[line.dues]
    return [line.number, line.name, "; ".join(line.also), *(line.emails or ("",))[:1], ", ".join(line.emails[1:]), dues]


def _event(nth: int, on: date, chance: Random) -> Event:
    kind = chance.choices(KINDS, (30, 30, 10, 10, 10, 10))[0]
    return Event(f"{kind.capitalize()} {nth + 1}", on, kind)


def _sign_in(found: Organisation, on_list: list[Human], guests: list[Human], rows: int, chance: Random) -> None:
    """Fill the tab Attendance, event by event, with about as many rows for each."""
    sheet, zeal = found.tabs["Attendance"], tuple(accumulate(one.zeal for one in on_list))
    here: set[tuple[str, int]] = set()
    present: dict[str, list[Human]] = {}
    while len(sheet) <= rows:
        event = found.events[(len(sheet) - 1) * len(found.events) // rows]
        who = chance.choice(guests) if chance.random() < GUEST else chance.choices(on_list, cum_weights=zeal)[0]
        if (event.code, who.who) in here and chance.random() > AGAIN:
            who = chance.choice(on_list)
        here.add((event.code, who.who))
        friend = chance.choice(on_list) if chance.random() < FOR_A_FRIEND else None
        _write(found, event, who, friend, chance)
        if chance.random() < AGAIN and len(sheet) <= rows:
            _write(found, event, who, None, chance)
        if chance.random() < BLANK and len(sheet) <= rows:
            sheet.append(["", "", "", ""])
        others = [one for one in present.setdefault(event.code, []) if one.who != who.who]
        present[event.code].append(who)
        if others and chance.random() < TOGETHER and len(sheet) <= rows:
            _write_together(found, event, who, chance.choice(others), chance)


def _write(found: Organisation, event: Event, who: Human, friend: Human | None, chance: Random) -> None:
    """One row: somebody signs in, or a friend does it for them and leaves the friend's own address."""
    name, email = signing.name(who, event.on, chance), signing.email(friend or who, event.on, chance)
    if friend:
        name = signing.for_a_friend(who, friend, name, event.on)
    lot, (scrawl, nobody, date_, email_, event_) = chance.random(), tuple(accumulate(_SLIPS))
    row: list[Any] = [event.code, _day(event.on, chance), name, email]
    if lot < scrawl:
        row[2:] = [signing.illegible(who, event.on, chance), ""]
    elif lot < nobody:
        row[2:] = ["", ""]
    elif lot < date_:
        row[1] = chance.choice(("31/02/2026", "last Tuesday", 7, "2026-13-01"))
    elif lot < email_:
        row[3] = chance.choice(("n/a", "none", "-", "same as last time", "ask me"))
    elif lot < event_:
        row[0] = f"{event.code}b"
    elif chance.random() < DATE_ONLY:
        row[0] = ""
    found.tabs["Attendance"].append(row)
    if row[2].strip() or row[3].strip():
        found.came[len(found.tabs["Attendance"])] = who.who
    found.filled["Attendance"][event.on] = len(found.tabs["Attendance"])
    helped = event.kind == "volunteer activity"
    found.took_part.setdefault(who.who, set()).add((event.on, event.code, helped))


def _write_together(found: Organisation, event: Event, one: Human, other: Human, chance: Random) -> None:
    """One row for two people who have rows of their own, too. It is neither's: whose it counts as, the other loses."""
    name, email = signing.together(one, other, event.on, chance), signing.email(one, event.on, chance)
    found.tabs["Attendance"].append([event.code, _day(event.on, chance), name, email])
    found.filled["Attendance"][event.on] = len(found.tabs["Attendance"])


_SLIPS = (ILLEGIBLE, NOBODY, BAD_DATE, BAD_EMAIL, UNKNOWN_EVENT)


def _volunteer(found: Organisation, on_list: list[Human], rows: int, chance: Random) -> None:
    """Fill the tab Volunteering: few people do most of it."""
    sheet, zeal = found.tabs["Volunteering"], tuple(accumulate(one.zeal**1.5 for one in on_list))
    for on, activity in _shifts(found, rows, chance):
        who = chance.choices(on_list, cum_weights=zeal)[0]
        name, email = signing.name(who, on, chance), signing.email(who, on, chance)
        if not (name or email):
            name = f"{who.given} {who.surname(on)}"
        sheet.append([_day(on, chance), activity, name, email])
        found.helped[len(sheet)] = who.who
        found.filled["Volunteering"][on] = len(sheet)
        found.took_part.setdefault(who.who, set()).add((on, activity, True))


def _shifts(found: Organisation, rows: int, chance: Random) -> Iterator[tuple[date, str]]:
    first = found.events[0].on
    for nth in range(rows):
        yield first + timedelta(days=365 * YEARS * nth // rows), chance.choice(ACTIVITIES)


def _serial(day: date) -> int:
    return (day - EPOCH).days


def _day(day: date, chance: Random) -> Any:
    """A date as cells hold it: mostly a number, sometimes text in one of several ways."""
    lot = chance.random()
    if lot < 0.9:
        return _serial(day) + (0.8125 if lot < 0.1 else 0)
    if lot < 0.94:
        return day.isoformat()
    if lot < 0.97 or day.day <= 12:
        return f"{day:%b} {day.day}, {day.year}"
    return f"{day.month}/{day.day}/{day.year}"
