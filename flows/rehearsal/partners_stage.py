"""The stage of a partnership: its pass, its people's mail, and what was decided there."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlalchemy import select

from core.records import Delegate, Election, ParallelVote
from flows.partners import carry_on_with_partners
from flows.rehearsal import acted
from flows.rehearsal.acted import Acted
from integrations.sandbox import inbox
from integrations.sandbox.respondent import answer

KEY = "garden-27"


class Partnered(Acted):
    """What partners do together, on stage."""

    title = "The partnership"

    def a_pass(self) -> str:
        """The hourly pass, and the letters that it plans on their way. Returns what the pass says."""
        said = carry_on_with_partners()
        self.letters_out()
        return said

    def send(self, mailbox: str, letter: str, said: Mapping[str, str]) -> None:
        """Somebody opens the link in their newest letter of a kind, and fills in the form behind it."""
        found = [mail.text for mail in inbox.mails(self.world) if mail.to == mailbox and letter in mail.title]
        links = re.findall(r"^http\S+entry\.\d+=\w+$", found[-1], re.MULTILINE) if found else []
        if not links:
            raise LookupError(f"there is no link in a letter “{letter}”")
        self.fill(links[-1], said)

    def voters(self, key: str) -> dict[str, str]:
        """The personal links in the ballot letters of a vote, by how each is called there."""
        texts = [mail.text for mail in inbox.mails(self.world) if mail.title == f"{key}/ballot"]
        return {who: link for text in texts for who, link in re.findall(r"Dear ([^,]+), [^\n]*\n(http\S+)", text)}

    def fill(self, link: str, said: Mapping[str, str]) -> None:
        """Somebody opens a form and answers these questions of it."""
        receipt = answer(self.sandbox.url, link, said)
        if not receipt.accepted:
            raise RuntimeError(f"a form didn't take an answer: {receipt.said}")

    def number_in(self, mailbox: str, letter: str, words: str) -> str:
        """The number under which something stands in somebody's newest letter of a kind."""
        texts = [mail.text for mail in inbox.mails(self.world) if mail.to == mailbox and letter in mail.title]
        found = re.search(rf"^(\d+)\. {re.escape(words)}$", texts[-1], re.MULTILINE) if texts else None
        if found is None:
            raise LookupError(f"“{words}” has no number in a letter “{letter}”")
        return found[1]

    def number_of(self, mailbox: str) -> int:
        """A delegate's number in the partnership."""
        with self.secretary.ledger.reading() as session:
            found = select(Delegate.nth).where(Delegate.email == mailbox, Delegate.replaced_at.is_(None))
            return session.execute(found).scalar_one()

    def decided(self) -> list[str]:
        """The sentence of each vote, and the step on which the partners agreed."""
        with self.secretary.ledger.reading() as session:
            votes = session.execute(select(Election).order_by(Election.closes_at, Election.key)).scalars().all()
            steps = session.execute(select(ParallelVote).order_by(ParallelVote.key)).scalars().all()
        said = [f"{one.title}: {(one.contests[0].count or {}).get('sentence', 'not counted')}" for one in votes]
        return [*said, *(f"{one.title}: the partners decided: {one.settled}" for one in steps if one.settled)]


Act = acted.Act[Partnered]
