"""Ways off the main road: a ballot called off, a new link, a corrected roll, an edited form, members told."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from core import calendar, ledger, secrecy
from core.records import (
    Correction,
    Credential,
    Election,
    Entry,
    Erasure,
    Handover,
    Letter,
    Reason,
    Response,
    RollEntry,
    ToldStatus,
)
from flows.duties.election import roll
from flows.duties.membership import status_fields
from integrations.keyring import Keyring
from integrations.sandbox import inbox
from tests.trust import petitioners, promises
from tests.trust.acts import OURS
from tests.trust.chaos import Chaos, Place, Point
from tests.trust.play import MOST_RESUMES, PAUSE, Play
from tests.trust.season import ACTS, Season
from tests.trust.stage import CLOSES, COMES_LATE, DAY, HOUR, KEY, LEAVES, LOSES_LINK, MINUTE

START = next(number for number, act in enumerate(ACTS) if act.name == "vote in the middle")

ERASED = ("Ada Example", "ada@example.org")
ERASED_CELLS = {one.casefold() for one in ERASED}
OVER = len(ACTS)
"""The moment after the last act, when the ballot is over and objections have been heard."""


@dataclass(frozen=True)
class Detour:
    """Acts that follow the main road's first half, or another part of it, and what has to be at their end."""

    acts: tuple[tuple[timedelta, str], ...]
    wrong: Callable[[Season, Session], list[str]]
    start: int = START

    def play(self, season: Season, plan: Mapping[Place, str]) -> tuple[list[str], tuple[Point, ...]]:
        """What is wrong at the end, and the points that were passed. Acts are numbered from 0."""
        chaos = Chaos(plan)
        play = season.begin(chaos, start=self.start)
        began = ACTS[min(self.start, len(ACTS) - 1)].when
        for number, (later, name) in enumerate(self.acts):
            chaos.begin(number)
            season.sandbox.clock.set(max(began + later, season.sandbox.clock.now()))
            if name in OURS:
                play.ours(name)
            else:
                BESIDES[name](play)
        found = play.look(lambda session: self._found(season, play, session))
        missed = [] if len(chaos.struck) == len(plan) else ["another end: the fault never struck"]
        return [*found, *missed], tuple(chaos.passed)

    def _found(self, season: Season, play: Play, session: Session) -> list[str]:
        log = ledger.log_fault(session)
        twice = promises.doubled(inbox.mails(season.sandbox.world))
        return [*play.violations, *twice, *([log] if log else []), *self.wrong(season, session)]


def _still_there(season: Season, session: Session) -> list[str]:
    """What must be gone after calling off – answers, hashes, key, links, form – and what must not have gone out."""
    world = season.sandbox.world
    election = session.get_one(Election, KEY)
    mails = Counter(one.title for one in inbox.mails(world))
    open_letters = [one.key for one in session.query(Letter) if one.state not in ("confirmed", "missed")]
    audience = json.dumps([one["members"] for one in world.mailchimp["lists"].values()])
    key = season.moments[START].memory.codes
    told = [one.to for one in inbox.mails(world) if one.title == f"{KEY}/called-off"]
    reachable = {one.to for one in inbox.mails(world) if one.title == f"{KEY}/ballot"} - {LEAVES}
    checks = {
        "it is withdrawn": election.state == "withdrawn",
        "no answer is kept": not session.query(Response).count() and not session.query(Credential).count(),
        "the key is destroyed": not list((season.folder / "keys").glob("*")),
        "no link is left": not any(code in audience for code in key.values()),
        "the form is gone": not world.google["forms"],
        "letters are at rest": not open_letters,
        "only three letters went out": set(mails) == {f"{KEY}/ballot", f"{KEY}/reminder-1", f"{KEY}/called-off"},
        "everybody who has a link is told": set(told) >= reachable,
        "no list is left": not any(one["segments"] for one in world.mailchimp["lists"].values()),
    }
    return [f"left behind: not so that {what}" for what, holds in checks.items() if not holds]


def wrong_link(season: Season, session: Session) -> list[str]:
    """The new link came once, to its voter alone; it counts, and the old one doesn't."""
    [entry] = [one for one in session.query(RollEntry) if one.number == LOSES_LINK]
    sent = [one for one in inbox.mails(season.sandbox.world) if "/reissue-" in one.title]
    known = {one.code_hash for one in session.query(Credential)}
    codes = season.codes_of({one.line: one.epoch for one in session.query(RollEntry)})
    old = season.moments[START].memory.codes[entry.line]
    others = {code for line, code in codes.items() if line != entry.line}
    checks = {
        "one letter went out": [one.to for one in sent] == [entry.email],
        "it has the new link": all(codes[entry.line] in one.text and old not in one.text for one in sent),
        "it has nobody else's": not any(code in one.text for one in sent for code in others),
        "the codes that count are those of the roll": known
        == {secrecy.code_hash(KEY, code) for code in codes.values()},
        "the link is new": codes[entry.line] != old,
    }
    return [f"lost: not so that {what}" for what, holds in checks.items() if not holds]


def _half_done(season: Season, session: Session) -> list[str]:
    """An organiser's try that nobody repeated: either nothing came of it, or all of it."""
    [entry] = [one for one in session.query(RollEntry) if one.number == LOSES_LINK]
    codes = season.codes_of({one.line: one.epoch for one in session.query(RollEntry)})
    if codes[entry.line] != season.moments[START].memory.codes[entry.line]:
        return wrong_link(season, session)
    sent = [one for one in inbox.mails(season.sandbox.world) if "/reissue-" in one.title]
    return [f"doubled: {len(sent)} letters about a link that is the old one"] if sent else []


def _wrong_roll(season: Season, session: Session) -> list[str]:
    """Lena is on the roll once, on the last line, and has one letter with a link that counts; nobody else's changed."""
    entries = session.query(RollEntry).order_by(RollEntry.line).all()
    sent = [one for one in inbox.mails(season.sandbox.world) if "/ballot-" in one.title]
    codes = season.codes_of({one.line: one.epoch for one in entries})
    before = season.moments[START].memory.codes
    checks = {
        "she is on it once, last": [one.number for one in entries].index(COMES_LATE) == len(entries) - 1 == len(before),
        "one correction is on record": [one.kind for one in session.query(Correction)] == ["added"],
        "one letter went out": [one.to for one in sent] == [entries[-1].email],
        "it has her link": all(codes[entries[-1].line] in one.text for one in sent),
        "the others' links are what they were": {line: codes[line] for line in before} == before,
        "the codes that count are those of the roll": {one.code_hash for one in session.query(Credential)}
        == {secrecy.code_hash(KEY, code) for code in codes.values()},
        "the log vouches for the roll": roll.fault(session, session.get_one(Election, KEY)) is None,
    }
    return [f"lost: not so that {what}" for what, holds in checks.items() if not holds]


def _not_longer(season: Season, session: Session) -> list[str]:
    """The ballot is open longer: in the book, in its key file and on its form; and each mailbox had one letter."""
    election = session.get_one(Election, KEY)
    kept = Keyring(season.settings.keys).read(KEY)
    [held] = season.sandbox.world.google["forms"].values()
    sent = [one for one in inbox.mails(season.sandbox.world) if "/extended-" in one.title]
    checks = {
        "the book has the new end": election.closes_at == CLOSES + 2 * DAY,
        "the key file has it, once": kept is not None and [one.closes for one in kept.extended] == [election.closes_at],
        "the form says it": calendar.in_words(election.closes_at, election.zone) in held["info"]["description"],
        "why is on record, once": [one.because for one in session.query(Reason)] == ["The mail was down."],
        "one letter went out": len({one.title for one in sent}) == 1 and len({one.to for one in sent}) == len(sent),
    }
    return [f"lost: not so that {what}" for what, holds in checks.items() if not holds]


def _still_held(season: Season, session: Session) -> list[str]:
    """The form was edited, the ballot stopped, somebody accepted it, and the reminder that had waited went out once."""
    election = session.get_one(Election, KEY)
    mails = Counter(one.title for one in inbox.mails(season.sandbox.world))
    checks = {
        "it goes on": (election.state, election.held_because) == ("open", ""),
        "what was accepted is on record, once": len(election.accepted) == 1,
        "the second reminder went out": mails[f"{KEY}/reminder-2"] > 0,
    }
    return [f"lost: not so that {what}" for what, holds in checks.items() if not holds]


GREETS = re.compile(r"^Dear ([^,]+),$", re.MULTILINE)


def _wrongly_told(season: Season, session: Session) -> list[str]:
    """Whoever became a voting member was told so once, in whichever mailbox; nothing of it is left at Mailchimp."""
    world = season.sandbox.world
    mails = [one for one in inbox.mails(world) if one.title.partition("/")[0] in ("reached", "lapses-soon", "lapsed")]
    told = Counter(name for one in mails for name in GREETS.findall(one.text))
    others = [GREETS.findall(one.text) for one in inbox.mails(world) if one.title.startswith("statement/")]
    held = [
        one["merge_fields"] for audience in world.mailchimp["lists"].values() for one in audience["members"].values()
    ]
    letters = [one for one in session.query(Letter) if one.occasion in ("reached", "statement")]
    knows = {one.number for one in session.query(ToldStatus) if one.voting}
    checks = {
        "each was told once": told == Counter(TOLD),
        "each knows whom a letter reached": knows == {"M01", "M02", "M03", "M04", "M06", "M07", "M08", "M10"},
        "who isn't on the roll was told once": others == [["Milo Absent"]],
        "nothing is left in their fields": not any(one.get(tag) for one in held for tag in status_fields.TAGS),
        "their letters are at rest": {one.state for one in letters} == {"confirmed"},
        "no mail has an open tag": not any(one.faults for one in mails),
    }
    return [f"told wrongly: not so that {what}" for what, holds in checks.items() if not holds]


TOLD = (
    "Ada Example", "Lena Newcomer", "Bo Sample", "Cleo Specimen", "Esme Pretend", "Finn Pretend", "Gia Notional",
)  # fmt: skip
"""Whom a letter reaches of those who can vote. Dev's mailbox bounces, Ines's is full; Jun and Kit have left."""


def _still_known(season: Season, session: Session) -> list[str]:
    """Ada is nowhere but in her own mailbox: not in the book, at Google or Mailchimp; and each line is logged once."""
    log = Counter(one.kind for one in session.query(Entry))
    world = season.sandbox.world.dump()
    mailchimp = {name: what for name, what in world["mailchimp"].items() if name != "inbox"}
    on_disk = b"".join(season.book.on_disk()).decode("latin-1")
    [wish] = session.query(Erasure)
    election = session.get_one(Election, KEY)
    last = [one for one in inbox.mails(season.sandbox.world) if one.title == "erasure.1/received"]
    checks = {
        "she heard of it once": len(last) == 1,
        "the wish is carried out": wish.known is None and wish.swept,
        "each line is in the log once": [
            log[kind] for kind in ("erasure.requested", "person.erased", "roll.erased", "erasure.done")
        ]
        == [1, 1, 1, 1],
        "the world has forgotten her": not any(
            word in json.dumps([world["google"], mailchimp], default=str) for word in ERASED
        ),
        "the book's file has, too": not any(word in on_disk for word in ERASED),
        "the log vouches for the roll": roll.fault(session, election) is None,
        "the counts are what they were": election.intake == season.undisturbed.digest["intake"],
    }
    return [f"left behind: not so that {what}" for what, holds in checks.items() if not holds]


def _wrong_list(season: Season, session: Session) -> list[str]:
    """One list is logged, once, with its file's fingerprint; the notice came once to each."""
    lists = session.query(Handover).all()
    files = list((season.folder / "shares").rglob("*.csv"))
    log = Counter(one.kind for one in session.query(Entry))
    notices = [one for one in inbox.mails(season.sandbox.world) if one.title.startswith("sharing/")]
    found = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    checks = {
        "one list is on record": log["list.shared"] == len(lists) == 1,
        "its file is what was logged": found == [one.fingerprint for one in lists],
        "one letter was planned": (log["sharing.notice.planned"], log["cosponsor.recorded"]) == (1, 1),
        "there are as many lines as people who were told": bool(lists) and 0 < lists[0].size <= len(notices) + 2,
    }
    return [f"lost: not so that {what}" for what, holds in checks.items() if not holds]


def _still_old(_season: Season, session: Session) -> list[str]:
    """A year and more later the roll has no names, letters no recipients, and it is logged once."""
    log = Counter(one.kind for one in session.query(Entry))
    checks = {
        "no name is on the roll": not any(one.name or one.email or one.evidence for one in session.query(RollEntry)),
        "no letter knows its recipients": {one.recipients for one in session.query(Letter)} == {"[]"},
        "it is logged once": (log["roll.erased"], log["records.forgotten"]) == (1, 1),
        "the log vouches for the roll": roll.fault(session, session.get_one(Election, KEY)) is None,
    }
    return [f"left behind: not so that {what}" for what, holds in checks.items() if not holds]


def _clear_sheets(play: Play) -> None:
    """An organiser clears Ada's row in the tab Members, and writes the pseudonym where she signed in."""
    sheets = play.season.sandbox.world.google["books"][play.season.book_id]["sheets"]
    for title, row in [(sheet["title"], row) for sheet in sheets for row in sheet["rows"]]:
        if any(_is_theirs(cell) for cell in row):
            row[:] = [_cleared(cell, whole=title == "Members") for cell in row]


def _is_theirs(cell: Any) -> bool:
    return isinstance(cell, str) and cell.strip().casefold() in ERASED_CELLS


def _cleared(cell: Any, *, whole: bool) -> Any:
    if whole or (_is_theirs(cell) and "@" in cell):
        return ""
    return "Erased 1" if _is_theirs(cell) else cell


def _edit_form(play: Play) -> None:
    """Somebody changes the form's title at Google."""
    [form] = play.season.sandbox.world.google["forms"].values()
    form["info"]["title"] = "Vote!"


def _until_stopped(play: Play) -> None:
    """Passes, until one has found out what is wrong and stopped the election."""
    for _ in range(MOST_RESUMES):
        play.once("tend")
        if play.look(lambda session: session.get_one(Election, KEY).held_because):
            return
        play.season.sandbox.clock.advance(PAUSE)


def _reissue_once(play: Play) -> None:
    """An organiser asks for a new link, and whatever becomes of it, doesn't ask again."""
    play.once("reissue")


BESIDES: Mapping[str, Callable[[Play], None]] = {
    "edit the form": _edit_form,
    "tend until stopped": _until_stopped,
    "reissue once": _reissue_once,
    "hand in": petitioners.hand_in,
    "decide": petitioners.decide,
    "clear the sheets": _clear_sheets,
}
"""What else happens on the way."""

DETOURS: Mapping[str, Detour] = {
    "called off": Detour(((HOUR, "withdraw"), (2 * HOUR, "tend"), (5 * DAY, "tend")), _still_there),
    "new link": Detour(((HOUR, "reissue"), (2 * HOUR, "tend"), (4 * HOUR, "tend")), wrong_link),
    "new link, asked for once": Detour(
        ((HOUR, "reissue once"), (2 * HOUR, "tend"), (4 * HOUR, "tend"), (6 * HOUR, "tend")), _half_done
    ),
    "extended": Detour(((HOUR, "extend"), (2 * HOUR, "tend"), (4 * HOUR, "tend")), _not_longer),
    "corrected roll": Detour(((HOUR, "correct"), (2 * HOUR, "tend"), (4 * HOUR, "tend")), _wrong_roll),
    "told": Detour(
        (
            (HOUR, "membership"),
            (HOUR + 5 * MINUTE, "tend"),
            (2 * HOUR, "membership"),
            (3 * HOUR, "tend"),
            (5 * HOUR, "tend"),
            (DAY, "membership"),
            (DAY + HOUR, "tend"),
        ),
        _wrongly_told,
    ),
    "accepted": Detour(
        (
            (HOUR, "edit the form"),
            (2 * DAY, "tend until stopped"),
            (2 * DAY + HOUR, "accept"),
            (2 * DAY + 2 * HOUR, "tend"),
            (2 * DAY + 4 * HOUR, "tend"),
        ),
        _still_held,
    ),
    "handed in": Detour(
        (
            (HOUR, "requests"),
            (2 * HOUR, "hand in"),
            (3 * HOUR, "requests"),
            (4 * HOUR, "decide"),
            (5 * HOUR, "requests"),
            (6 * HOUR, "tend"),
            (2 * DAY, "requests"),
        ),
        petitioners.wrong,
    ),
    "erased": Detour(
        (
            (DAY, "erase"),
            (DAY + 2 * HOUR, "tend"),
            (DAY + 4 * HOUR, "tend"),
            (DAY + 5 * HOUR, "read"),  # her rows still stand in the sheets, and don't bring her back
            (DAY + 6 * HOUR, "clear the sheets"),
            (DAY + 7 * HOUR, "tend"),
        ),
        _still_known,
        OVER,
    ),
    "shared": Detour(
        (
            (DAY, "cosponsor"),
            (DAY + HOUR, "notify"),
            (DAY + 2 * HOUR, "tend"),
            (DAY + 4 * HOUR, "tend"),
            (6 * DAY, "share"),
        ),
        _wrong_list,
        OVER,
    ),
    "forgotten": Detour(((400 * DAY, "retention"), (401 * DAY, "retention")), _still_old, OVER),
}
