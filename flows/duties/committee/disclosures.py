"""Disclosures: members of the committee are asked for conflicts of interest, and may ask to be kept from a race."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, petitions, secrecy
from core.bylaws import committee, conflicts
from core.calendar import day_in_words
from core.cited import plain
from core.ledger import Pen
from core.records import Letter, Petition, Race, Recusal
from core.ruling import Ruling
from flows.duties.committee import putting, recusals, seats
from flows.duties.letter import outbox
from flows.duties.membership import answered, persons
from flows.duties.membership.roster import Roster
from flows.duties.petition import standing_forms
from flows.secretary import Secretary

NOTHING = {"", "no", "none", "no race", "nothing", "n a"}
"""How people say that they keep away from no race."""


def of_committee(session: Session) -> list[Petition]:
    """Every version of every disclosure whose sender is known, in the order in which they came."""
    mine = select(Petition).where(Petition.kind == "disclosure", Petition.sender == petitions.MEMBER)
    return list(session.execute(mine.order_by(Petition.nth)).scalars())


def races_named(session: Session, petition: Petition) -> list[str]:
    """S11. The keys of the races that a member wants to keep away from: named by their key, or by their whole title."""
    said = petition.said.get("races", "")
    named = {plain(one) for one in (*re.findall(r"[\w-]+", said), *re.split(r"[,;.\n]", said))}
    found = session.execute(select(Race).order_by(Race.key)).scalars()
    return [one.key for one in found if {plain(one.key), plain(one.title)} & named]


# ── recusals ───────────────────────────────────────────────────────────────────────────────────────


def recuse(secretary: Secretary) -> int:
    """S11. Put on record what organisers have confirmed: that it was the member who asked to be kept from a race.

    Nobody's vote is taken by a form that anybody could have filled in. Returns how many recusals are new.
    """
    with secretary.ledger.reading() as session:
        if not any(not _is_recorded(session, *one) for one in _confirmed(secretary, session)):
            return 0
    with secretary.ledger.writing(secretary.now()) as pen:
        return sum(_put(pen, secretary, *one) for one in _confirmed(secretary, pen.session))


def _confirmed(secretary: Secretary, session: Session) -> Iterator[tuple[str, str, str]]:
    """Whose recusal from which race was confirmed, and by which disclosure."""
    held, today = seats.by_member(session), calendar.day_of(secretary.now(), secretary.charter.zone)
    for one in of_committee(session):
        if one.state == petitions.CONFIRMED and committee.has_seat(
            held.get(one.member, []), on=today, charter=secretary.charter
        ):
            yield from (
                (one.member, race, petitions.label("disclosure", one.nth)) for race in races_named(session, one)
            )


def _is_recorded(session: Session, number: str, race: str, label: str) -> bool:
    whole = answered.one_person(session, [number])
    mine = select(Recusal).where(Recusal.number.in_(whole), Recusal.race_key == race)
    return any(one.until is None or one.came_from == label for one in session.execute(mine).scalars())


def _put(pen: Pen, secretary: Secretary, number: str, race: str, label: str) -> bool:
    return recusals.put(pen, number, race, came_from=label, because="", zone=secretary.charter.zone)


# ── asking ─────────────────────────────────────────────────────────────────────────────────────────


def remind(secretary: Secretary, roster: Roster) -> int:
    """S11. Ask active members for a disclosure that they never gave, or whose year is over: once. Returns how many."""
    with secretary.ledger.reading() as session:
        if not _due(secretary, session, roster):
            return 0
    with secretary.ledger.writing(secretary.now()) as pen:
        found = _due(secretary, pen.session, roster)
        pen.session.add_all(found)
        for letter in found:
            pen.log("letter.planned", letter=letter.key)
        return len(found)


def _due(secretary: Secretary, session: Session, roster: Roster) -> list[Letter]:
    link = standing_forms.link(session, "disclosure")
    asked = to_be_asked(secretary, session) if link else {}
    letters = [_letter(secretary, roster, number, *why, link=link) for number, why in asked.items()]
    return [one for one in letters if one is not None and not _was_asked(secretary, session, one.key)]


def _was_asked(secretary: Secretary, session: Session, key: str) -> bool:
    """Whether this letter is planned already, or the one before it less than the charter's time ago: a late start."""
    stem, _, turn = key.rpartition("-")
    last, every = session.get(Letter, f"{stem}-{int(turn) - 1}"), secretary.charter.committee.disclosure_months
    if session.get(Letter, key) is not None or last is None or every is None:
        return session.get(Letter, key) is not None
    zone = secretary.charter.zone
    again = calendar.months_after(calendar.day_of(last.planned_at, zone), every.value)
    return calendar.day_of(secretary.now(), zone) < again


def to_be_asked(secretary: Secretary, session: Session) -> dict[str, tuple[str, date | None, int]]:
    """S11. Which active members owe a disclosure, by number: a mark of what it follows, their last, and which time."""
    today, rules = calendar.day_of(secretary.now(), secretary.charter.zone), secretary.charter
    kept = persons.kept(session)
    last = {
        kept.get(one.member, one.member): calendar.day_of(one.handed_in, rules.zone) for one in of_committee(session)
    }
    found = {}
    for number, terms in sorted(seats.by_member(session).items()):
        since, before = min(one.since for one in terms), last.get(number)
        asking = conflicts.asking(before, since=since, on=today, charter=rules)
        if asking.due and committee.is_active(terms, on=today, charter=rules):
            mark = secrecy.fingerprint([number, (before or since).isoformat()])
            found[number] = mark, before, asking.turn
    return found


def _letter(
    secretary: Secretary, roster: Roster, number: str, mark: str, before: date | None, turn: int, *, link: str
) -> Letter | None:
    """Nothing for somebody without a mailbox."""
    mailbox, member = roster.mailbox(number), roster.member(number)
    if not mailbox or member is None:
        return None
    facts = {
        "organisation": secretary.charter.name,
        "member": member.name,
        "before": day_in_words(before) if before else "",
        "form_link": link,
        "reply_to": secretary.settings.mail_reply_to,
    }
    key = f"disclosure.{mark[:9]}/due-{turn}"
    return outbox.plan(key, occasion="disclosure_due", election=None, at=secretary.now(), to=[mailbox], facts=facts)


# ── how they stand ─────────────────────────────────────────────────────────────────────────────────


def became(secretary: Secretary, session: Session) -> dict[int, str]:
    """S11. How each disclosure stands. What it says is in the tab alone: these words are shown on a page, too."""
    mine = session.execute(select(Petition).where(Petition.kind == "disclosure")).scalars()
    return {one.nth: _stands(secretary, session, one) for one in mine}


def _stands(secretary: Secretary, session: Session, petition: Petition) -> str:
    seated = _had_seat(secretary, session, petition)
    if petition.sender == petitions.MEMBER and not seated:
        return f"whoever sent it {seated.because} ({seated.clause})"
    if (later := putting.later_version(session, petition)) is not None:
        return f"changed by its sender: {petitions.label('disclosure', later)} has taken its place"
    if not _asks(petition):
        return "on record"
    named = len(races_named(session, petition))
    if petition.state == petitions.CONFIRMED:
        return "confirmed, and recused" if named else "confirmed, but no race is named by its key: canvass recuse"
    return "asks to be kept from a race: ask the member, then write “confirmed” under State"


def _asks(petition: Petition) -> bool:
    return plain(petition.said.get("races", "")) not in NOTHING


def waits(secretary: Secretary, session: Session, petition: Petition) -> bool:
    """S11. Whether an organiser has to ask the member about a recusal."""
    newest = putting.later_version(session, petition) is None
    return newest and _asks(petition) and bool(_had_seat(secretary, session, petition))


def _had_seat(secretary: Secretary, session: Session, petition: Petition) -> Ruling:
    on = calendar.day_of(petition.handed_in, secretary.charter.zone)
    return committee.has_seat(seats.by_member(session).get(petition.member, []), on=on, charter=secretary.charter)
