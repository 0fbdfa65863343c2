"""What an organiser enters in the members' workbook after the roll was frozen."""

from __future__ import annotations

from datetime import date

from flows.rehearsal.cast import EPOCH
from tests.flows.club import MEMBERS, Club, workbook


def sign_in(club: Club, *names: str) -> None:
    """Somebody's missing sign-ins are entered, for the meetings of spring and summer."""
    rows = workbook()["Attendance"]
    rows += [
        [event, day, name, MEMBERS[name]]
        for event, day in (("Spring meeting", 46121), ("Forum", 46177))
        for name in names
    ]
    club.write("Attendance", rows)


def sign_out(club: Club, *names: str) -> None:
    """Somebody's sign-ins turn out to be another's, and are taken out."""
    club.write("Attendance", [row for row in workbook()["Attendance"] if row[2] not in names])


def move(club: Club, name: str, mailbox: str) -> None:
    """Somebody's address is corrected in the tab Members; the one they signed in with stays there as another."""
    _, *rows = workbook({**MEMBERS, name: mailbox})["Members"]
    others = [[*row, MEMBERS[name] if row[1] == name else ""] for row in rows]
    club.write("Members", [["Member id", "Name", "Email", "Other e-mails"], *others])


def volunteer(club: Club, name: str, *days: date) -> None:
    """Somebody helped on these days, and it is entered; what was entered that way before stays out."""
    rows = [[(day - EPOCH).days, "Phone bank", name, MEMBERS[name]] for day in days]
    club.write("Volunteering", [*workbook()["Volunteering"], *rows])
