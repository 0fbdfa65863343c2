"""A club of twelve on the sandbox: its members, its ballot, and the moments of its season to start a test from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import select

from core.alias_keys import alias_key
from core.columns import Record
from core.questions import mark_of
from core.records import Alias, Election, Entry, Letter, RollEntry, Stocktaking
from flows import certify, freeze, tend
from flows.draft import BallotDraft, draft
from flows.duties.election import life, reminding, roll
from flows.rehearsal import venue
from flows.rehearsal.cast import EPOCH, Actor, Stage
from flows.secretary import Secretary
from integrations.google import sheets
from integrations.sandbox import inbox
from integrations.sandbox.inbox import Mail
from integrations.sandbox.respondent import Receipt, answer
from integrations.sandbox.server import Sandbox
from tests.books import Book
from tests.flows.ballots import BALLOT, CLOSES, KEY, OPENS, START
from tests.flows.moments import Moment

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

ADA, BO, CLEO, DEV = "Ada Example", "Bo Sample", "Cleo Specimen", "Dev Fictional"
ESME, FINN = "Esme Pretend", "Finn Pretend"
GIA, HUGO, INES = "Gia Notional", "Hugo Notional", "Ines Notional"
JUN, KIT, LENA = "Jun Placeholder", "Kit Imaginary", "Lena Newcomer"

MEMBERS: Mapping[str, str] = {
    ADA: "ada@example.org",
    BO: "bo@example.org",
    CLEO: "cleo@example.org",
    DEV: "dev@example.org",
    ESME: "pair@example.org",
    FINN: "pair@example.org",
    GIA: "trio@example.org",
    HUGO: "trio@example.org",
    INES: "trio@example.org",
    JUN: "",
    KIT: "kit@example.org",
    LENA: "lena@example.org",
}
"""Everybody, in the order of their numbers M01, M02 …; all but Lena, who came only once, may vote. Kit unsubscribed."""

WITH_LINK = (ADA, BO, CLEO, DEV, ESME, FINN, GIA, HUGO)
"""Whom a letter reaches: not Ines, the third in her mailbox, not Jun, who has none, and not Kit."""

MARKS: Mapping[str, str] = {"Mayor: 1st choice": "Ursula Imaginary", "Sheriff: your choice": "Xaver Pretence"}
OTHER_MARKS: Mapping[str, str] = {"Mayor: 1st choice": "Victor Invented", "Sheriff: your choice": "No endorsement"}


def workbook(members: Mapping[str, str] = MEMBERS) -> dict[str, list[list[Any]]]:
    """The members' workbook: everybody came to three meetings, except the last, who came to one."""
    numbered = [(f"M{n:02}", name, email) for n, (name, email) in enumerate(members.items(), start=1)]
    meetings = [
        ("Spring meeting", date(2026, 4, 9)),
        ("Forum", date(2026, 6, 4)),
        ("Autumn meeting", date(2026, 9, 10)),
    ]
    rows = [[code, _serial(day), name, email] for code, day in meetings for _, name, email in numbered[:-1]]
    rows.append([meetings[-1][0], _serial(meetings[-1][1]), numbered[-1][1], numbered[-1][2]])
    return {
        "Members": [["Member id", "Name", "Email"], *([number, name, email] for number, name, email in numbered)],
        "Events": [["Event", "Date", "Kind"], *([code, _serial(day), "monthly meeting"] for code, day in meetings)],
        "Attendance": [["Event", "Date", "Name", "Email"], *rows],
        "Volunteering": [["Date", "Activity", "Name", "Email"]],
    }


def _serial(day: date) -> int:
    return (day - EPOCH).days


class Club:
    """The club at one moment of its season. `go_to` puts everything – world, book, keys – to another one."""

    def __init__(
        self,
        sandbox: Sandbox,
        folder: Path,
        book: Book,
        *,
        members: Mapping[str, str] = MEMBERS,
        unsubscribed: str = MEMBERS[KIT],
        changes: Mapping[str, Any] | None = None,
        charter: str = "jp_progressives",
    ) -> None:
        self.sandbox, self.folder, self.book = sandbox, folder, book
        self.settings = venue.settings(sandbox, folder, charter=charter).model_copy(
            update={"database_url": book.url, **(changes or {})}
        )
        self.secretary = self._secretary()
        self.charter = self.secretary.charter
        actors = tuple(Actor(f"M{n:02}", name, email) for n, (name, email) in enumerate(members.items(), start=1))
        found = venue.furnish(sandbox, self.secretary, Stage(actors, workbook(members), unsubscribed))
        self.settings = self.secretary.settings = self.settings.model_copy(update={"members_book": found})
        self.recognise({one.number: one.name for one in actors if not one.email})
        self.kept: dict[str, Moment] = {}
        self.keep("furnished")

    def recognise(self, names: Mapping[str, str]) -> None:
        """Organisers have said long ago who those are that sign in without an address, by member number."""
        keys = {number: alias_key(name, "") for number, name in names.items()}
        with self.secretary.ledger.writing(self.secretary.now()) as pen:
            pen.session.add_all(
                Alias(mark=mark_of(key), key=key, number=number, at=pen.at) for number, key in keys.items()
            )

    def _secretary(self) -> Secretary:
        """A process started anew, with the sandbox's clock at hand and draws that are the same every time."""
        found = Secretary.at_work(self.settings)
        found.now = self.sandbox.clock.now
        found.chance = self._draw
        return found

    def _draw(self, size: int) -> bytes:
        """The same for every first ballot, and another for every ballot after it."""
        keys = len(list(self.settings.keys.glob("*")))
        return hashlib.shake_128(f"club/{keys}/{size}".encode()).digest(size)

    # ── moments ────────────────────────────────────────────────────────────────────────────────────

    def go_to(self, moment: str) -> None:
        """Put everything to a moment of the season; what leads there is played once and then remembered."""
        if moment not in self.kept:
            before, act = MOMENTS[moment]
            self.go_to(before)
            act(self)
            self.keep(moment)
        self._restore(self.kept[moment])

    def keep(self, moment: str) -> None:
        """Remember everything as it is now, under a name."""
        self.secretary.ledger.close()
        self.kept[moment] = Moment.of(self.sandbox, self.book, self.folder)

    def _restore(self, moment: Moment) -> None:
        self.secretary.ledger.close()
        moment.put_back(self.sandbox, self.book, self.folder)
        self.secretary.charter = self.charter
        with suppress(AttributeError):
            del self.secretary.mail_folder

    # ── acts ───────────────────────────────────────────────────────────────────────────────────────

    def at(self, when: datetime) -> None:
        """Let time pass until `when`."""
        self.sandbox.clock.set(when)

    def later(self, by: timedelta) -> None:
        """Let time pass."""
        self.sandbox.clock.advance(by)

    def draft(self, **changes: Any) -> None:
        """Draft the ballot, or one that differs in some answers."""
        draft(self.secretary, BallotDraft.model_validate({**BALLOT, **changes}))

    def freeze(self, key: str = KEY, *, despite_questions: bool = False) -> int:
        """Freeze a ballot's roll."""
        return freeze.freeze(self.secretary, key, despite_questions=despite_questions)

    def tend(self) -> tend.Report:
        """One pass."""
        return tend.tend(self.secretary)

    def certify(self, key: str = KEY) -> bool:
        """An officer certifies."""
        return certify.certify(self.secretary, key, officer="the officer", note="Looked at.")

    def vote(self, who: str, marks: Mapping[str, str] = MARKS, *, key: str = KEY) -> Receipt:
        """A member opens the link in their ballot letter, fills in the form and sends it."""
        return self.send(self.link(who, key=key), marks)

    def send(self, link: str, marks: Mapping[str, str] = MARKS) -> Receipt:
        """Somebody opens a link, fills in the form and sends it, a minute later than the last thing that happened."""
        self.later(MINUTE)
        with requests.Session() as browser:
            return answer(browser, link, marks)

    def write(self, tab: str, rows: Sequence[Sequence[Any]]) -> None:
        """An organiser writes a tab of the members' workbook anew, with nothing of the old left below."""
        book = self.settings.members_book
        sheet = next(one for one in self.sandbox.world.google["books"][book]["sheets"] if one["title"] == tab)
        sheet["rows"].clear()
        sheets.write(self.secretary.google, book, tab, [list(row) for row in rows])

    def book_of_members(self) -> dict[str, Any]:
        """The members' workbook as Google holds it, to be changed by hand."""
        found: dict[str, Any] = self.sandbox.world.google["books"][self.settings.members_book]
        return found

    # ── looks ──────────────────────────────────────────────────────────────────────────────────────

    def election(self, key: str = KEY) -> Election:
        """The election as the book has it."""
        return life.read(self.secretary, key)

    def held(self, key: str = KEY) -> str:
        """Why the election is stopped, or nothing."""
        return self.election(key).held_because

    def letter(self, which: str) -> Letter:
        """A letter of the outbox."""
        with self.secretary.ledger.reading() as session:
            return session.get_one(Letter, which if "/" in which else f"{KEY}/{which}")

    def letters(self) -> set[str]:
        """The keys of all letters of the outbox."""
        with self.secretary.ledger.reading() as session:
            return set(session.execute(select(Letter.key)).scalars())

    def roll(self, key: str = KEY) -> list[RollEntry]:
        """The lines of a frozen roll, with those that were struck."""
        with self.secretary.ledger.reading() as session:
            return roll.entries_of(session, key)

    def mails(self, which: str, *, to: str | None = None) -> list[Mail]:
        """What arrived of a letter."""
        title = which if "/" in which else f"{KEY}/{which}"
        return [mail for mail in inbox.mails(self.sandbox.world, to) if mail.title == title]

    def mails_to(self, mailbox: str) -> list[Mail]:
        """Everything that arrived in a mailbox, the oldest first."""
        return inbox.mails(self.sandbox.world, mailbox)

    def link(self, who: str, *, key: str = KEY, letter: str = "ballot") -> str:
        """The personal link in a member's letter. LookupError if they got none."""
        for mail in self.mails(f"{key}/{letter}"):
            found = re.search(rf"Dear {re.escape(who)}, [^\n]*\n(http\S+)", mail.text)
            if found:
                return found[1]
        raise LookupError(f"{who} got no link")

    def named(self, which: str) -> dict[str, list[str]]:
        """Whom each mail of a letter names: mailbox → voters."""
        return {mail.to: re.findall(r"Dear ([^,]+), this link", mail.text) for mail in self.mails(which)}

    def form(self, key: str = KEY) -> dict[str, Any]:
        """The form as Google holds it, to be changed by hand."""
        found: dict[str, Any] = self.sandbox.world.google["forms"][self.election(key).form_id]
        return found

    def reminder_times(self, key: str = KEY) -> tuple[datetime, ...]:
        """When reminders are due."""
        return reminding.times(self.election(key))

    def log(self) -> list[str]:
        """The kinds of the log's lines, oldest first."""
        with self.secretary.ledger.reading() as session:
            return list(session.execute(select(Entry.kind).order_by(Entry.seq)).scalars())

    def everything(self) -> dict[str, Any]:
        """All that is written anywhere: every row, every file, and the whole outside world but for its call quotas.

        But for what the last reading was made of, either: that is for speed only, and another one each day.
        """
        with self.secretary.ledger.reading() as session:
            tables = [table for table in Record.metadata.sorted_tables if table is not Stocktaking.__table__]
            rows = {table.name: sorted(map(repr, session.execute(select(table)))) for table in tables}
        files = [self.folder / name for name in ("keys", "packs", "shares", "calendar")]
        kept = {str(file): file.read_bytes() for place in files for file in place.rglob("*") if file.is_file()}
        world = self.sandbox.world.dump()
        world["google"].pop("minute", None)
        return {"book": rows, "files": kept, "world": world}


def _pass_at(club: Club, *times: datetime) -> None:
    for when in times:
        club.at(when)
        club.tend()


def _vote(club: Club, voters: Sequence[str]) -> None:
    for who in voters:
        club.vote(who)
    club.tend()


def _certify(club: Club) -> None:
    club.later(HOUR)
    club.certify()


def _frozen(club: Club) -> None:
    club.later(HOUR)
    club.freeze()


MOMENTS: Mapping[str, tuple[str, Callable[[Club], None]]] = {
    "drafted": ("furnished", Club.draft),
    "frozen": ("drafted", _frozen),
    "made": ("frozen", lambda club: _pass_at(club, START + 2 * HOUR)),
    "open": ("made", lambda club: _pass_at(club, OPENS + MINUTE)),
    "delivered": ("open", lambda club: _pass_at(club, OPENS + 2 * HOUR)),
    "voted": ("delivered", lambda club: _vote(club, (ADA, BO, ESME))),
    "closed": ("voted", lambda club: _pass_at(club, CLOSES + MINUTE)),
    "counted": ("closed", lambda club: _pass_at(club, CLOSES + HOUR)),
    "certified": ("counted", _certify),
    "announced": ("certified", lambda club: _pass_at(club, CLOSES + 3 * HOUR, CLOSES + 5 * HOUR)),
    "over": ("announced", lambda club: _pass_at(club, CLOSES + 20 * DAY)),
}
"""The moments of a season, each with the one before and what leads from there to here. In “voted” three have."""
