"""Share: members are told that an event's co-sponsor gets a list, and days later it is handed over, and logged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from core import calendar
from core.articles import Privacy
from core.bylaws import privacy
from core.records import Handover, Letter
from flows import owner_only, screen
from flows.duties.letter import outbox
from flows.duties.membership import stock
from flows.duties.petition import sharing
from flows.duties.petition.sharing import Occasion
from flows.duties.privacy import discretion
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary

LIST = "members.csv"
"""What the file is called, in a folder of its own for each event and organisation."""


@dataclass(frozen=True)
class Shared:
    """A list that was written: where, how many lines, its fingerprint, and why how many others aren't on it."""

    file: Path
    size: int
    fingerprint: str
    left_out: Mapping[str, int]


def notify(secretary: Secretary, event: str, partner: str) -> tuple[str, int]:
    """M8. Plan the letter that tells members what a co-sponsor will get. Returns its key, and how many it is for.

    Whoever was told before isn't told again: with nobody new, the key is empty. Raises Refusal unless the
    organisation is an official co-sponsor of this very event.
    """
    _read_sheets(secretary)
    with secretary.ledger.writing(secretary.now()) as pen:
        of, letter = _notice(secretary, pen.session, event, partner, at=pen.at)
        if letter is None:
            return "", 0
        pen.session.add(letter)
        pen.log("sharing.notice.planned", event=of.event, partner=of.partner, letter=letter.key, size=letter.size)
    return letter.key, letter.size


def notice_ahead(secretary: Secretary, event: str, partner: str) -> Letter | None:
    """The letter that telling them now would plan; None where everybody has been told. Raises Refusal as `notify`."""
    _read_sheets(secretary)
    with secretary.ledger.reading() as session:
        return _notice(secretary, session, event, partner, at=secretary.now())[1]


def _notice(
    secretary: Secretary, session: Session, event: str, partner: str, *, at: datetime
) -> tuple[Occasion, Letter | None]:
    rules, of = discretion.rules_of(secretary), sharing.occasion(session, event, partner)
    _refuse_unless(privacy.is_cosponsor(of.part), of)
    past = sharing.notices(session, of)
    told = {box for letter in past for box in json.loads(letter.recipients)}
    boxes = {sharing.mailbox_of(one) for one in sharing.circle(session, of, rules)} - {""} - told
    if not boxes:
        return of, None
    key, facts = f"{of.notice}-{len(past) + 1}" if past else of.notice, _facts(secretary, of, rules)
    return of, outbox.plan(key, occasion="sharing_notice", election=None, at=at, to=sorted(boxes), facts=facts)


def share(secretary: Secretary, event: str, partner: str, *, folder: Path | None = None) -> Shared:
    """M8. The one way out for the member list: write it into a file that only its owner can read.

    What went to whom is in the log before the file is there. A second call writes the same file, and no second
    line in the log. Raises Refusal unless the organisation is an official co-sponsor of this very event and members
    were told in time, or where nobody would be on the list.
    """
    columns = discretion.rules_of(secretary).share_fields.value
    _read_sheets(secretary)
    with secretary.ledger.reading() as session:
        of = sharing.occasion(session, event, partner)
    since = sharing.told(secretary, of)
    with secretary.ledger.writing(secretary.now()) as pen:
        of, found = _list(secretary, pen.session, event, partner, since)
        text = sharing.as_csv(found.rows, columns)
        fingerprint = hashlib.sha256(text.encode()).hexdigest()
        if pen.session.get(Handover, (of.event, of.held_on, of.partner, fingerprint)) is None:
            known: dict[str, Any] = {
                "size": len(found.rows), "columns": list(columns), "notices": list(since.letters)
            }  # fmt: skip
            key: dict[str, Any] = {"partner": of.partner, "fingerprint": fingerprint}
            pen.session.add(Handover(event_code=of.event, held_on=of.held_on, at=pen.at, **key, **known))
            pen.log("list.shared", event=of.event, held_on=of.held_on.isoformat(), **key, **known)
    place = (folder or secretary.settings.shares) / of.mark
    owner_only.make_folder(place)
    owner_only.write(place / LIST, text)
    return Shared(place / LIST, len(found.rows), fingerprint, found.left_out)


def list_ahead(secretary: Secretary, event: str, partner: str) -> sharing.Draft:
    """The list as it would be written now. Raises Refusal as `share`."""
    _read_sheets(secretary)
    with secretary.ledger.reading() as session:
        since = sharing.told(secretary, sharing.occasion(session, event, partner))
        return _list(secretary, session, event, partner, since)[1]


def _list(
    secretary: Secretary, session: Session, event: str, partner: str, since: sharing.Told
) -> tuple[Occasion, sharing.Draft]:
    of = sharing.occasion(session, event, partner)
    found = sharing.draft(secretary, session, of, since)
    _refuse_unless(found.ruling, of)
    if not found.rows:
        raise Refusal(f"Nobody would be on the list: {reasons(found.left_out)}. Nothing was written.")
    return of, found


def _read_sheets(secretary: Secretary) -> None:
    """Who came to the event is what the sheets say today. Raises Refusal where they can't be read."""
    found = stock.take_stock(secretary)
    if found.refused:
        raise Refusal("The sheets can't be read:\n" + "\n".join(f"  {letter}" for letter in found.refused))


def _refuse_unless(ruling: Any, of: Occasion) -> None:
    if ruling:
        return
    days = " and ".join(map(calendar.day_in_words, of.other_days))
    known = f"It is on record for the event of that name of {days}: another day needs a record of its own. "
    raise Refusal(
        f"The list can't go to “{of.partner}” for “{of.event}” of {calendar.day_in_words(of.held_on)}: "
        f"{ruling.because} ({ruling.clause}). {known if days else ''}Nothing was written."
    )


def reasons(left_out: Mapping[str, int]) -> str:
    """How many are left out, by the reason."""
    return "; ".join(f"{number}: {because}" for because, number in sorted(left_out.items())) or "nobody came"


def _facts(secretary: Secretary, of: Occasion, rules: Privacy) -> dict[str, Any]:
    """What members are told. The day is the earliest one, if the letter goes out today."""
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    named = {"name": "your name", "e-mail": "your e-mail address"}
    return {
        "organisation": secretary.charter.name,
        "partner": of.partner,
        "event": of.event,
        "event_day": calendar.day_in_words(of.held_on),
        "what": " and ".join(named[column] for column in rules.share_fields.value),
        "attendees": rules.share_circle.value == "attendees of the event",
        "earliest": calendar.day_in_words(today + timedelta(days=rules.notice_days.value)),
        "reply_to": secretary.settings.mail_reply_to,
    }


def in_words(shared: Shared) -> str:
    """What an organiser is told of a list that was written: counts, its place and its mark, and nobody's name."""
    out = f" Left out: {reasons(shared.left_out)}." if shared.left_out else ""
    lines = "1 member is" if shared.size == 1 else f"{shared.size} members are"
    return (
        f"{lines} on the list in {shared.file}, which only you can read. Its fingerprint, as logged: "
        f"{shared.fingerprint[:16]}.{out} Hand it over, and delete it here."
    )


@flow(name="notify-at-once", flow_run_name=named("Tell members of a list: {event}"))
def notify_members(event: str, partner: str) -> str:
    """Tell the members concerned, without asking. The dashboard's door asks first: flows.share_asked."""
    secretary = Secretary.at_work()
    key, size = notify(secretary, event, partner)
    screen.show_desk(secretary)
    return f"The letter “{key}” goes to {size} mailboxes with the next pass." if key else "Everybody has been told."


@flow(name="share-at-once", flow_run_name=named("Hand a list over: {event}"))
def share_list(event: str, partner: str) -> str:
    """Write the list, without asking. The dashboard's door asks first: flows.share_asked."""
    return in_words(share(Secretary.at_work(), event, partner))
