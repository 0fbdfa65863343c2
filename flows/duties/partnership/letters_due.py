"""Letters due: what partners and their delegates are written, each letter once, with names only as they may be told."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, partner_form
from core.bylaws import partnership_roles as roles
from core.charter import Charter
from core.ledger import Pen
from core.numbers import many
from core.partner_form import CODE
from core.records import Delegate, DelegateForm, Letter, Partner
from core.records.partnerships import PRIMARY
from flows.duties.form import keeping
from flows.duties.letter import outbox, personal
from flows.duties.partnership import answers, charter_words, in_force, partner_forms, partnerships, told
from flows.duties.partnership.partner_forms import DELEGATES_FROM, key_of
from flows.duties.partnership.partnerships import Settled
from flows.duties.privacy import discretion
from flows.secretary import Secretary

INVITED, REMINDED, OPEN, IN_FORCE = "partner_invited", "partner_reminder", "partner_open", "partner_in_force"
NAMED, REPLACED, HATS = "delegate_named", "delegate_replaced", "delegate_hats"
"""The occasions of these letters."""

REMIND_AFTER = timedelta(days=7)
"""How long after the invitation a partner that said nothing is reminded, once."""


@dataclass(frozen=True)
class Owed:
    """A letter that somebody hasn't got yet: its key, its occasion, to which mailbox, and what it tells."""

    key: str
    occasion: str
    to: str = field(repr=False)
    facts: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Desk:
    """A partnership as it lies before whoever writes its letters, with the letters that were planned, by their keys."""

    secretary: Secretary
    session: Session
    settled: Settled
    before: Mapping[str, Letter]

    @property
    def charter(self) -> Charter:
        """The organisation's rules."""
        return self.secretary.charter

    @property
    def today(self) -> date:
        """The local day."""
        return calendar.day_of(self.secretary.now(), self.charter.zone)

    def key(self, who: str, what: str) -> str:
        """A letter's key: to a partner by its number, to a delegate by "d" and theirs. Its dot is in no election's."""
        return f"{key_of(self.settled.key)}.{who}/{what}"

    def letters_to(self, who: str, what: str) -> list[Letter]:
        """The letters of a kind that somebody was written, the oldest first."""
        mine = self.key(who, what)
        return [one for key, one in self.before.items() if key == mine or key.startswith(f"{mine}-")]


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
    yield from _to_partners(desk)
    yield from _to_delegates(desk)
    if settled.partnership.agreed_at is not None:
        yield from _in_force(desk)


# ── to those who answer for a partner ──────────────────────────────────────────────────────────────


def _to_partners(desk: Desk) -> Iterator[Owed]:
    settled = desk.settled
    if not keeping.may_be_read(settled.partnership):
        return
    answered = {one.nth for one in answers.of(desk.session, settled.key) if one.said}
    for one in settled.partners:
        if one.email:
            yield from _invitation(desk, one, answered=one.nth in answered)
    if settled.partnership.agreed_at is None and answered >= {one.nth for one in settled.partners}:
        yield from _what_is_open(desk)


def _invitation(desk: Desk, partner: Partner, *, answered: bool) -> Iterator[Owed]:
    """P1. Whoever answers for a partner is asked; another contact anew; and reminded once where nothing came."""
    before = desk.letters_to(str(partner.nth), "asked")
    if not before or json.loads(before[-1].recipients) != [partner.email]:
        what = f"asked-{len(before) + 1}" if before else "asked"
        others = [
            charter_words.name_before(desk.settled, one.nth, reader=partner.nth, on=desk.today, charter=desk.charter)
            for one in desk.settled.partners
            if one.nth != partner.nth
        ]
        yield Owed(
            desk.key(str(partner.nth), what),
            INVITED,
            partner.email,
            {**_asked(desk, partner), "others": ", ".join(others)},
        )
        return
    due = desk.secretary.now() >= before[-1].planned_at + REMIND_AFTER
    waiting = not answered and desk.settled.partnership.agreed_at is None
    if due and waiting and not desk.letters_to(str(partner.nth), "again"):
        yield Owed(desk.key(str(partner.nth), "again"), REMINDED, partner.email, _asked(desk, partner))


def _what_is_open(desk: Desk) -> Iterator[Owed]:
    """P1. Once all have answered they read what is in the way: again after further answers, and once a day at most."""
    turn = answers.last_turn(desk.session, desk.settled.key)
    missing = list(in_force.in_the_way(desk.session, desk.settled, on=desk.today, charter=desk.charter))
    for one in desk.settled.partners if missing else ():
        before = desk.letters_to(str(one.nth), "open")
        today = any(calendar.day_of(each.planned_at, desk.charter.zone) == desk.today for each in before)
        if not one.email or today or desk.key(str(one.nth), f"open-{turn}") in desk.before:
            continue
        said = charter_words.before("\n".join(missing), desk.settled, one.nth, on=desk.today, charter=desk.charter)
        facts = {**_asked(desk, one), "open": said.split("\n")}
        yield Owed(desk.key(str(one.nth), f"open-{turn}"), OPEN, one.email, facts)


def _asked(desk: Desk, partner: Partner) -> dict[str, Any]:
    of, question = desk.settled.partnership, partner_form.asked(desk.settled.key, CODE)
    link = personal.told(key_of(of.key), line=partner.nth, form_link=of.link, question=question)
    return {**_common(desk, partner), "name": partner.contact, "link": link}


def _common(desk: Desk, partner: Partner) -> dict[str, Any]:
    return common(desk.secretary, desk.settled, partner.nth)


def common(secretary: Secretary, settled: Settled, nth: int) -> dict[str, Any]:
    """What every letter to somebody of a partner, by its number, says."""
    ours = next(one.ours for one in settled.partners if one.nth == nth)
    return {
        "organisation": secretary.charter.name,
        "reply_to": secretary.settings.mail_reply_to,
        "title": settled.partnership.title,
        "partner": settled.name_of(nth),
        "beside": "partner organisations" if ours else secretary.charter.name,
        **told.to_partner(settled, nth),
    }


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
    return {**_common(desk, partner), "name": one.name, "rank": one.rank}


# ── to all of them ─────────────────────────────────────────────────────────────────────────────────


def _in_force(desk: Desk) -> Iterator[Owed]:
    """P1. What is in force goes to all contacts and delegates in full, once; again when it is put in force anew."""
    turn = answers.agreed_turn(desk.session, desk.settled.key)
    for partner in desk.settled.partners:
        before = desk.letters_to(str(partner.nth), "force")
        renewed = any(one.key != desk.key(str(partner.nth), f"force-{turn}") for one in before)
        facts = {**_whole(desk, partner), "renewed": renewed}
        yield from (
            Owed(key, IN_FORCE, email, {**facts, "name": name})
            for who, name, email in _readers(desk.settled, partner)
            if (key := desk.key(who, f"force-{turn}")) not in desk.before
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
        **_common(desk, partner),
        "partners": list(charter_words.who(desk.settled, partner.nth, on=on, charter=charter)),
        "shared": charter_words.before(shared, desk.settled, partner.nth, on=on, charter=charter).split("\n"),
        "told": charter_words.publicity(desk.settled, partner.nth, charter=charter),
    }
