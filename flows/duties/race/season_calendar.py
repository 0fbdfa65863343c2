"""The season's calendar: a file here, and the same at Google Drive, to which everybody with its link can subscribe."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import secrecy
from core.agenda import Due
from core.records import Entry
from flows.duties.race import agenda
from flows.secretary import Secretary
from integrations import ics
from integrations.google import drive

NAME = "season.ics"

CHANGED, MADE, SHARED = "agenda.changed", "agenda.file", "agenda.shared"
"""The log's words: what is due is another; there is a file at Drive; it holds the calendar of this mark."""


def keep(secretary: Secretary) -> list[str]:
    """Write the file, and put it at Drive, if what is due has changed. It is no news, so none is returned.

    Before anything was ever due there is none.
    """
    content = content_now(secretary)
    if content is not None:
        write(place(secretary), content)
        _share(secretary, content)
    return []


def place(secretary: Secretary) -> Path:
    """Where the file lies on this machine."""
    return secretary.settings.calendar / NAME


def content_now(secretary: Secretary) -> bytes | None:
    """The calendar of what is due now; the same bytes as long as that is the same. None before anything ever was due.

    Its stamp is when the book first had what is due so. It is written down at once.
    """
    charter = secretary.charter
    with secretary.ledger.reading() as session:
        dues = agenda.ahead(secretary, session)
        stamp = _stamp(session, dues)
        known = _last(session, CHANGED) is not None
    if not dues and not known:
        return None
    if stamp is None:
        dues, stamp = _note_change(secretary)
    return ics.written(dues, organisation=charter.name, zone=charter.zone, stamp=stamp)


def _note_change(secretary: Secretary) -> tuple[list[Due], datetime]:
    """Write down that what is due is another, unless somebody just has. Returns it, and since when."""
    with secretary.ledger.writing(secretary.now()) as pen:
        dues = agenda.ahead(secretary, pen.session)
        stamp = _stamp(pen.session, dues)
        if stamp is None:
            pen.log(CHANGED, digest=_digest(dues), entries=len(dues))
        return dues, stamp or pen.at


def _stamp(session: Session, dues: list[Due]) -> datetime | None:
    """Since when what is due has been as it is now; None if that isn't written down yet."""
    said = _last(session, CHANGED)
    return said[0] if said and said[1]["digest"] == _digest(dues) else None


def _digest(dues: list[Due]) -> str:
    return secrecy.fingerprint([{**asdict(one), "when": one.when.isoformat()} for one in dues])


def write(file: Path, content: bytes) -> None:
    """Write a file as a whole or not at all. One that is just so already is left alone."""
    if file.exists() and file.read_bytes() == content:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with draft.open("wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        draft.rename(file)
    finally:
        draft.unlink(missing_ok=True)


# ── at Drive ───────────────────────────────────────────────────────────────────────────────────────


def title(secretary: Secretary) -> str:
    """The file's name at Drive, by which it is found again."""
    return f"{secretary.charter.short_name}: {NAME}"


def link(secretary: Secretary, session: Session) -> str:
    """Where calendars subscribe; "" before the file is at Drive."""
    shared = _last(session, SHARED)
    return secretary.settings.download_address(shared[1]["file"]) if shared else ""


def _share(secretary: Secretary, content: bytes) -> None:
    """Put the calendar into the one file at Drive, whose link stays the same. Nothing is asked if it is there."""
    mark = hashlib.sha256(content).hexdigest()
    with secretary.ledger.reading() as session:
        shared = _last(session, SHARED)
    if shared is not None and shared[1]["mark"] == mark:
        return
    mine = _file(secretary)
    drive.put(secretary.google, mine, content, kind=ics.KIND)
    drive.open_to_readers(secretary.google, mine)
    with secretary.ledger.writing(secretary.now()) as pen:
        pen.log(SHARED, file=mine, mark=mark)


def _file(secretary: Secretary) -> str:
    """The file: the one on record unless somebody threw it away, else one of its name, else a new one.

    Of two processes that make one at once, the first has; the other's is binned.
    """
    with secretary.ledger.reading() as session:
        made = _last(session, MADE)
    if made is not None and drive.is_there(secretary.google, made[1]["file"]):
        return str(made[1]["file"])
    found = drive.find(secretary.google, title(secretary))
    mine = min(found) if found else drive.create(secretary.google, title(secretary), kind=ics.KIND)
    with secretary.ledger.writing(secretary.now()) as pen:
        meanwhile = _last(pen.session, MADE)
        if meanwhile == made:
            pen.log(MADE, file=mine)
            return mine
    theirs = str(meanwhile[1]["file"]) if meanwhile else mine
    if theirs != mine:
        drive.trash(secretary.google, mine)
    return theirs


def _last(session: Session, kind: str) -> tuple[datetime, dict[str, Any]] | None:
    """The last line of a kind in the log: when, and what it says."""
    mine = select(Entry).where(Entry.kind == kind).order_by(Entry.seq.desc()).limit(1)
    found = session.execute(mine).scalar_one_or_none()
    return (found.at, json.loads(found.payload)) if found is not None else None
