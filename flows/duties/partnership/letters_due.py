"""Letters due: what partners and their delegates are written, each letter once, with names only as they may be told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import partner_form
from core.bylaws import partnership_roles as roles
from core.ledger import Pen
from core.numbers import many
from core.partner_form import CODE
from core.records import Delegate, DelegateForm, Letter, Partner
from core.records.partnerships import PRIMARY
from flows.duties.form import keeping
from flows.duties.letter import outbox, personal
from flows.duties.partnership import answers, charter_words, contact_letters, partner_forms, partnerships
from flows.duties.partnership.letter_desk import Desk, Owed, common
from flows.duties.partnership.partner_links import DELEGATES_FROM, key_of
from flows.duties.partnership.partnerships import Settled
from flows.duties.privacy import discretion
from flows.secretary import Secretary

IN_FORCE = "partner_in_force"
NAMED, REPLACED, HATS = "delegate_named", "delegate_replaced", "delegate_hats"
"""The occasions of these letters."""


def keep(secretary: Secretary) -> list[str]:
    """P1, P2, P4. Plan every letter that is due, each once. Returns what was planned."""
    if secretary.charter.partnership is None:
        return []
    with secretary.ledger.reading() as session:
        due = [key for key in partnerships.under_way(session) if any(_owed(secretary, session, key))]
    return [f"{key}: {many(_plan(secretary, key), 'letter')} to partners and delegates planned." for key in due]


def _plan(secretary: Secretary, key: str) -> int:
    with secretary.ledger.writing(secretary.now()) as pen:
        owed = list(_owed(secretary, pen.session, key))
        for one in owed:
            _write(pen, one)
    return len(owed)


def _write(pen: Pen, one: Owed) -> None:
    letter = outbox.plan(one.key, occasion=one.occasion, election=None, at=pen.at, to=[one.to], facts=one.facts)
    pen.session.add(letter)
    pen.log("letter.planned", letter=one.key)


def _owed(secretary: Secretary, session: Session, key: str) -> Iterator[Owed]:
    settled = partnerships.of(session, key)
    mine = select(Letter).where(Letter.key.startswith(f"{key_of(key)}.", autoescape=True))
    written = session.execute(mine.order_by(Letter.planned_at, Letter.key)).scalars()
    desk = Desk(secretary, session, settled, {one.key: one for one in written})
    yield from contact_letters.due(desk)
    yield from _to_delegates(desk)
    if settled.partnership.agreed_at is not None:
        yield from _in_force(desk)


# ── to delegates ───────────────────────────────────────────────────────────────────────────────────


def _to_delegates(desk: Desk) -> Iterator[Owed]:
    leaving = discretion.leaving(desk.session)
    for one in desk.settled.delegates:
        if not one.email or (one.number and one.number in leaving):
            continue
        if one.replaced_at is not None:
            yield from _replaced(desk, one)
            continue
        yield from _named(desk, one)
    yield from _two_hats(desk, leaving)


def _named(desk: Desk, one: Delegate) -> Iterator[Owed]:
    """P2, P3. A delegate hears it once, as soon as both of their organisation are known."""
    key, other = desk.key(f"d{one.nth}", "named"), _other(desk.settled, one)
    if key in desk.before or other is None:
        return
    weights = roles.weights_in_words(desk.settled.adaptations("voter"), charter=desk.charter)
    facts = {
        **_about(desk, one),
        "other": other.name,
        "voter_role": one.voter_role,
        "responsibility": one.responsibility,
        "weights": f"{weights}.",
        "after_another": any(
            (each.partner, each.rank) == (one.partner, one.rank) and each.nth < one.nth
            for each in desk.settled.delegates
        ),
        "ours": next(each.ours for each in desk.settled.partners if each.nth == one.partner),
    }
    yield Owed(key, NAMED, one.email, facts)


def _other(settled: Settled, one: Delegate) -> Delegate | None:
    found = (each for each in settled.delegates if each.partner == one.partner and each.rank != one.rank)
    return next((each for each in found if each.replaced_at is None and each.name), None)


def _replaced(desk: Desk, one: Delegate) -> Iterator[Owed]:
    """P2. Who was told that they are a delegate hears that they aren't any more; not who changed places."""
    key = desk.key(f"d{one.nth}", "replaced")
    still = any(
        each.replaced_at is None and each.partner == one.partner and each.email.casefold() == one.email.casefold()
        for each in desk.settled.delegates
    )
    if desk.key(f"d{one.nth}", "named") in desk.before and key not in desk.before and not still:
        yield Owed(key, REPLACED, one.email, _about(desk, one))


def _two_hats(desk: Desk, leaving: set[str]) -> Iterator[Owed]:
    """P4. Who may vote as a member, too, as far as their organisation goes, is asked for their own word, once."""
    form = desk.session.get(DelegateForm, desk.settled.key)
    if form is None or not keeping.may_be_read(form):
        return
    for one in partner_forms.to_ask(desk.session, desk.settled.key):
        key = desk.key(f"d{one.nth}", "hats")
        if key in desk.before or one.number in leaving or one.affirmed_on is not None:
            continue
        question = partner_form.asked_of_delegates(desk.settled.key, CODE)
        line = DELEGATES_FROM + one.nth
        link = personal.told(key_of(desk.settled.key), line=line, form_link=form.link, question=question)
        facts = {**_about(desk, one), "link": link}
        facts.pop("rank")
        yield Owed(key, HATS, one.email, facts)


def _about(desk: Desk, one: Delegate) -> dict[str, Any]:
    partner = next(each for each in desk.settled.partners if each.nth == one.partner)
    return {**common(desk, partner), "name": one.name, "rank": one.rank}


# ── to all of them ─────────────────────────────────────────────────────────────────────────────────


def _in_force(desk: Desk) -> Iterator[Owed]:
    """P1. What is in force goes to all contacts and delegates in full, once; again when it is put in force anew."""
    turn = answers.agreed_turn(desk.session, desk.settled.key)
    for partner in desk.settled.partners:
        before = desk.letters_to(str(partner.nth), "force")
        renewed = bool(set(before) - set(desk.letters_to(str(partner.nth), f"force-{turn}")))
        facts = {**_whole(desk, partner), "renewed": renewed}
        yield from (
            Owed(desk.key_to(who, f"force-{turn}", partner), IN_FORCE, email, {**facts, "name": name})
            for who, name, email in _readers(desk.settled, partner)
            if not desk.was_written(who, f"force-{turn}", email)
        )


def _readers(settled: Settled, partner: Partner) -> list[tuple[str, str, str]]:
    """Who reads for a partner, each mailbox once: as letters' keys have them, by name, and where."""
    mine = [one for one in settled.delegates if one.partner == partner.nth and one.replaced_at is None]
    mine.sort(key=lambda one: one.rank == PRIMARY)
    to = [*((f"d{one.nth}", one.name, one.email) for one in mine), (str(partner.nth), partner.contact, partner.email)]
    return list({one[2].casefold(): one for one in to if one[2]}.values())


def _whole(desk: Desk, partner: Partner) -> dict[str, Any]:
    on, charter = desk.today, desk.charter
    shared = "\n".join(charter_words.shared(desk.settled, charter=charter))
    return {
        **common(desk, partner),
        "partners": list(charter_words.who(desk.settled, partner.nth, on=on, charter=charter)),
        "shared": charter_words.before(shared, desk.settled, partner.nth, on=on, charter=charter).split("\n"),
        "told": charter_words.publicity(desk.settled, partner.nth, charter=charter),
    }
