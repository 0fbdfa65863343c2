"""Letter desk: a partnership as it lies before whoever writes its letters, and what stands in all of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from core import calendar
from core.charter import Charter
from core.records import Letter, Partner
from flows.duties.partnership import partner_links, told
from flows.duties.partnership.partner_links import key_of
from flows.duties.partnership.partnerships import Settled
from flows.secretary import Secretary


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

    def epoch(self, partner: Partner) -> int:
        """Which of a partner's links works now."""
        return partner_links.epoch(self.session, self.settled.key, partner.nth)

    def key_to(self, who: str, what: str, partner: Partner) -> str:
        """The key of a letter that the contact before may have got, too."""
        key = self.key(who, what)
        return f"{key}-n{self.epoch(partner)}" if key in self.before else key

    def was_written(self, who: str, what: str, email: str) -> bool:
        """Whether a letter of a kind went to a mailbox; one that doesn't say any more to whom it went counts."""
        return any(json.loads(one.recipients) in ([email], []) for one in self.letters_to(who, what))

    def letters_to(self, who: str, what: str) -> list[Letter]:
        """The letters of a kind that somebody was written, the oldest first."""
        mine = self.key(who, what)
        return [one for key, one in self.before.items() if key == mine or key.startswith(f"{mine}-")]


def common(desk: Desk, partner: Partner) -> dict[str, Any]:
    """What stands in every letter to somebody of a partner's."""
    return common_facts(desk.secretary, desk.settled, partner)


def common_facts(secretary: Secretary, settled: Settled, partner: Partner) -> dict[str, Any]:
    """The same, for a letter that is planned elsewhere."""
    return {
        "organisation": secretary.charter.name,
        "reply_to": secretary.settings.mail_reply_to,
        "title": settled.partnership.title,
        "partner": partner.name,
        "beside": "partner organisations" if partner.ours else secretary.charter.name,
        **told.to_partner(settled, partner.nth),
    }
