"""Contact letters: whoever answers for a partner gets a link of their own, is reminded, and reads what is open."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from core import calendar, partner_form
from core.ledger import Pen
from core.partner_form import CODE
from core.records import Letter, Partner
from flows.duties.form import keeping
from flows.duties.letter import outbox, personal
from flows.duties.partnership import answers, charter_words, in_force, partner_links
from flows.duties.partnership.letter_desk import Desk, Owed, common, common_facts
from flows.duties.partnership.partner_links import key_of
from flows.duties.partnership.partnerships import Settled
from flows.secretary import Secretary

INVITED, REMINDED, OPEN, VOID = "partner_invited", "partner_reminder", "partner_open", "partner_link_void"
AWAITED = "partner_awaited"
"""The occasions of these letters."""

REMIND_AFTER = timedelta(days=7)
"""How long after the invitation a partner that said nothing is reminded, once."""

SILENT_AFTER = 2 * REMIND_AFTER
"""How long after the invitation people are asked to see to a partner that said nothing."""


def due(desk: Desk) -> Iterator[Owed]:
    """P1. The letters that are due to those who answer for partners.

    None with a link goes to whom an older copy of the book names: somebody else may have taken their place since.
    """
    settled = desk.settled
    if not keeping.may_be_read(settled.partnership):
        return
    unclear = partner_links.unclear(desk.session, settled.key)
    to = [one for one in settled.partners if one.email and one.nth not in unclear]
    answered = {one.nth for one in answers.of(desk.session, settled.key) if one.said}
    for one in to:
        yield from _invitation(desk, one, answered=one.nth in answered)
    if settled.partnership.agreed_at is None and answered >= {one.nth for one in settled.partners}:
        yield from _what_is_open(desk, to)
    elif settled.partnership.agreed_at is None:
        yield from _awaited(desk, to, answered)


def _invitation(desk: Desk, partner: Partner, *, answered: bool) -> Iterator[Owed]:
    """P1. Whoever answers for a partner is asked; with each new link anew; and reminded once where nothing came."""
    who, new = str(partner.nth), _new(desk, partner)
    key = desk.key(who, f"asked{new}")
    before = desk.before.get(key)
    if before is None:
        yield Owed(key, INVITED, partner.email, {**_asked(desk, partner), **_so_far(desk, partner)})
        return
    waiting = not answered and desk.settled.partnership.agreed_at is None
    reminder = desk.key(who, f"again{new}")
    if waiting and reminder not in desk.before and desk.secretary.now() >= before.planned_at + REMIND_AFTER:
        yield Owed(reminder, REMINDED, partner.email, _asked(desk, partner))


def _awaited(desk: Desk, to: list[Partner], answered: set[int]) -> Iterator[Owed]:
    """P1. Whoever has answered hears once for whom it waits, as soon as those were reminded."""
    silent = [one.nth for one in desk.settled.partners if one.nth not in answered]
    late = [nth for nth in silent if desk.letters_to(str(nth), "again")]
    for one in to if late else ():
        key = desk.key(str(one.nth), "awaited")
        if one.nth in answered and key not in desk.before:
            names = [
                charter_words.name_before(desk.settled, nth, reader=one.nth, on=desk.today, charter=desk.charter)
                for nth in late
            ]
            facts = {**common(desk, one), "name": one.contact, "awaited": ", ".join(names)}
            yield Owed(key, AWAITED, one.email, facts)


def silent_since(session: Session, settled: Settled) -> dict[int, datetime]:
    """P1. The partners that have said nothing, by number, with the instant since which they are asked."""
    answered = {one.nth for one in answers.of(session, settled.key) if one.said}
    found = {}
    for one in [each for each in settled.partners if each.nth not in answered]:
        asked = [each.planned_at for each in partner_links.linked(session, settled.key, one.nth)]
        found[one.nth] = min(asked, default=settled.partnership.begun_at)
    return found


def _new(desk: Desk, partner: Partner) -> str:
    """What the keys of letters with a partner's newest link end with; nothing as long as it is the first."""
    epoch = desk.epoch(partner)
    return f"-n{epoch}" if epoch else ""


def _so_far(desk: Desk, partner: Partner) -> dict[str, Any]:
    """P1. With whom they are partners, and, for whoever has a new link, what was said for their organisation."""
    others = [
        charter_words.name_before(desk.settled, one.nth, reader=partner.nth, on=desk.today, charter=desk.charter)
        for one in desk.settled.partners
        if one.nth != partner.nth
    ]
    new = bool(desk.epoch(partner))
    said = "\n".join(charter_words.own(desk.settled, partner.nth)) if new else ""
    told = charter_words.before(said, desk.settled, partner.nth, on=desk.today, charter=desk.charter)
    in_force = desk.settled.partnership.agreed_at is not None
    return {"others": ", ".join(others), "new": new, "said": told.split("\n") if told else [], "in_force": in_force}


def _what_is_open(desk: Desk, to: list[Partner]) -> Iterator[Owed]:
    """P1. Once all have answered they read what is in the way: again after further answers, and once a day at most."""
    turn = answers.last_turn(desk.session, desk.settled.key)
    missing = list(in_force.in_the_way(desk.session, desk.settled, on=desk.today, charter=desk.charter))
    for one in to if missing else ():
        who = str(one.nth)
        if _read_today(desk, one) or desk.was_written(who, f"open-{turn}", one.email):
            continue
        said = charter_words.before("\n".join(missing), desk.settled, one.nth, on=desk.today, charter=desk.charter)
        facts = {**_asked(desk, one), "open": said.split("\n")}
        yield Owed(desk.key_to(who, f"open-{turn}", one), OPEN, one.email, facts)


def _read_today(desk: Desk, partner: Partner) -> bool:
    mine = [one for one in desk.letters_to(str(partner.nth), "open") if _is_to(one, partner)]
    return any(calendar.day_of(one.planned_at, desk.charter.zone) == desk.today for one in mine)


def _is_to(letter: Letter, partner: Partner) -> bool:
    return bool(json.loads(letter.recipients) == [partner.email])


def _asked(desk: Desk, partner: Partner) -> dict[str, Any]:
    of, question = desk.settled.partnership, partner_form.asked(desk.settled.key, CODE)
    epoch = desk.epoch(partner)
    link = personal.told(key_of(of.key), line=partner.nth, form_link=of.link, question=question, epoch=epoch)
    return {**common(desk, partner), "name": partner.contact, "link": link}


def say_void(pen: Pen, secretary: Secretary, settled: Settled, partner: Partner, *, epoch: int) -> None:
    """P1. Who answered for a partner until now hears that their link doesn't work any more; if they were asked at all.

    To be called before another contact is written down; `epoch` is the number of the next link.
    """
    if not partner.email or not partner_links.linked(pen.session, settled.key, partner.nth):
        return
    key = f"{key_of(settled.key)}.{partner.nth}/void-n{epoch}"
    facts = {**common_facts(secretary, settled, partner), "name": partner.contact}
    pen.session.add(outbox.plan(key, occasion=VOID, election=None, at=pen.at, to=[partner.email], facts=facts))
    pen.log("letter.planned", letter=key)
