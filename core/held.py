"""The events that were held, to find the one that somebody was at: by its name, or by its day."""

from __future__ import annotations

from datetime import date, timedelta

from core import cells
from core.cited import plain
from core.clocks import Clock
from core.lines import Event
from core.tabs import Row, RowFault

LATEST_SIGN_IN = timedelta(days=14)
"""A form that was filled in later than this after its event was kept open, and is about another one."""


class Held:
    """The events that were held, by code and by day."""

    def __init__(self, events: tuple[Event, ...]) -> None:
        self.by_code = {plain(event.code): event for event in events}
        self.by_day: dict[date, list[Event]] = {}
        for event in events:
            self.by_day.setdefault(event.on, []).append(event)

    def named(self, code: str) -> Event:
        """The event of a code. Raises RowFault where there is none."""
        event = self.by_code.get(plain(code))
        if event is None:
            raise RowFault("Event", "the tab Events has no such event", "Correct the name, or add the event there")
        return event

    def on_the_day(self, day: date, column: str) -> Event:
        """The one event of a day. Raises RowFault where there is none, or more than one."""
        held = self.by_day.get(day, [])
        if len(held) == 1:
            return held[0]
        if held:
            raise RowFault("Event", f"{len(held)} events were held on {day}, and none is named", "Name one")
        raise RowFault(column, f"no event was held on {day}", "Correct the date, or add the event to Events")

    def of(self, row: Row, clock: Clock) -> Event:
        """The event that a row says, by its name or by its day; one whose name and day disagree raises RowFault."""
        if row.says("Event"):
            event = self.named(row.read("Event", cells.text))
            if row.says("Date") and row.read("Date", clock.day) != event.on:
                raise RowFault("Date", f"the event was held on {event.on}, not then", "Correct the row, or the event")
            return event
        column = "Date" if row.says("Date") or not row.says("Timestamp") else "Timestamp"
        return self.on_the_day(row.read(column, clock.day), column)


def check_time(row: Row, event: Event, clock: Clock) -> None:
    """Raises RowFault where a form was sent before its event, as when registering, or long after it."""
    if not row.says("Timestamp"):
        return
    sent = row.read("Timestamp", clock.day)
    if sent < event.on:
        raise RowFault(
            "Timestamp",
            f"sent on {sent}, before the event on {event.on}: registering isn't attending",
            "If they came, add them to the tab Attendance",
        )
    if sent > event.on + LATEST_SIGN_IN:
        raise RowFault(
            "Timestamp",
            f"sent on {sent}, long after the event on {event.on}",
            "Was the form used for another event? Then add them to the tab Attendance under that one",
        )
