"""The protocol with one thing wrong in it, many times over: each a way of being careless that somebody could think of.

Only here is our own code swapped for other code, and on purpose: a harness that lets one of these
live proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core import intake as core_intake
from core import letters, secrecy
from core.ledger import Ledger, Pen
from core.records import Election, Letter, Reading, RollEntry
from core.ruling import Obstacle
from flows.duties.election import announcing, intake, life, reminding, sealing
from flows.duties.form import place
from flows.duties.letter import claims, outbox, post, sending, steps
from flows.secretary import Secretary
from integrations.google import forms
from integrations.keyring import ElectionKey, Keyring
from integrations.mailchimp import campaigns
from integrations.mailchimp.client import MailchimpFault

Mutant = Callable[[], AbstractContextManager[None]]
MUTANTS: dict[str, Mutant] = {}
"""Each by what is wrong with it."""


@contextmanager
def _swapped(holder: Any, name: str, other: Any) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        (patch.setitem if isinstance(holder, dict) else patch.setattr)(holder, name, other)
        yield


def _mutant(what: str, holder: Any, name: str) -> Callable[[Callable[[Any], Any]], None]:
    """Enter a mutant: the decorated function takes what it replaces, and returns what takes its place."""

    def enter(make: Callable[[Any], Any]) -> None:
        real = holder[name] if isinstance(holder, dict) else getattr(holder, name)
        MUTANTS[what] = lambda: _swapped(holder, name, make(real))

    return enter


@_mutant("marks a letter as sent before sending it", sending, "_tell")
def _(_: Any) -> Any:
    def tell(secretary: Secretary, key: str) -> None:
        letter = steps.read(secretary, key)
        steps.record(secretary, letter, steps.Step(letters.SENT))
        campaigns.send(secretary.mailchimp, letter.campaign_id)

    return tell


@_mutant("tells Mailchimp again at once when no answer came", campaigns, "send")
def _(real: Any) -> Any:
    def send(mc: Any, campaign_id: str) -> None:
        try:
            real(mc, campaign_id)
        except MailchimpFault:
            real(mc, campaign_id)

    return send


@_mutant("tells Mailchimp again after it has said yes", post.STEPS, letters.SENDING)
def _(real: Any) -> Any:
    def look(secretary: Secretary, letter: Letter) -> Any:
        said, letter.accepted = letter.accepted, False
        step = real(secretary, letter)
        letter.accepted = said
        return step

    return look


@_mutant("makes a campaign without looking for it", post.STEPS, letters.ADDRESSED)
def _(_: Any) -> Any:
    return lambda secretary, letter: steps.Step(
        letters.DRAFTED, changes={"campaign_id": outbox.make_campaign(secretary, letter)}
    )


@_mutant("looks for a campaign only since its letter was planned", outbox, "namesakes")
def _(_: Any) -> Any:
    def namesakes(secretary: Secretary, letter: Letter) -> list[campaigns.Campaign]:
        since = letter.planned_at - timedelta(days=1)
        return campaigns.find_campaigns(secretary.mailchimp, letter.key, list_id=secretary.audience, since=since)

    return namesakes


@_mutant("makes a form without looking for it", place, "find_or_create")
def _(_: Any) -> Any:
    return lambda secretary, name, *, title: forms.create(secretary.google, name, title)


@_mutant("makes a list without looking for it", outbox, "make_or_find_segment")
def _(_: Any) -> Any:
    return lambda secretary, *named: campaigns.make_segment(secretary.mailchimp, secretary.audience, *named)


@_mutant("writes a step down without comparing", steps, "record")
def _(_: Any) -> Any:
    def record(secretary: Secretary, before: Letter, step: steps.Step, **_: Any) -> bool:
        with secretary.ledger.writing(secretary.now()) as pen:
            letter = pen.session.get_one(Letter, before.key)
            letter.state, letter.held_because = step.state, step.because
            for name, value in (step.changes or {}).items():
                setattr(letter, name, value)
            pen.log(f"letter.{step.state}", letter=letter.key, size=letter.size)
        return True

    return record


@_mutant("sends without looking whether its links were changed", claims, "overtaken")
def _(_: Any) -> Any:
    return lambda _, __: False


@_mutant("lets two letters take hold of one mailbox's links at the same time", claims, "_holding")
def _(_: Any) -> Any:
    return lambda *_, **__: []


@_mutant("works out a reminder's recipients when it is sent", outbox, "recipients")
def _(real: Any) -> Any:
    def recipients(secretary: Secretary, letter: Letter) -> list[Any] | None:
        if letter.occasion != "reminder":
            return list(real(secretary, letter))
        election = life.read(secretary, str(letter.election_key))
        with secretary.ledger.reading() as session:
            lines = session.execute(select(RollEntry).where(RollEntry.place > 0)).scalars().all()
        key = secretary.keyring.read(election.key) or ElectionKey(b"", "")
        voted = intake.voters(secretary, election)
        return [one.line for one in lines if _hash(key, election, one.line) not in voted]

    return recipients


def _hash(key: ElectionKey, election: Election, line: int) -> str:
    return secrecy.hash_of(key.key, election.key, line=line)


@_mutant("plans a reminder without reading first", life.STATES, "open")
def _(real: Any) -> Any:
    def opened(secretary: Secretary, election: Election) -> Obstacle | None:
        due = None if secretary.now() >= election.closes_at else reminding.due(secretary, election)
        if due is not None:
            reminding.remind(secretary, election, due)
        found: Obstacle | None = real(secretary, election)
        return found

    return opened


@_mutant("plans the ballot letter after voting has opened", life, "open_voting")
def _(_: Any) -> Any:
    def open_in_two(secretary: Secretary, election: Election) -> None:
        with secretary.ledger.writing(secretary.now()) as pen:
            current = pen.session.get_one(Election, election.key)
            current.form_checked_at = pen.at
            pen.advance(current, "open")
        with secretary.ledger.writing(secretary.now()) as pen:
            lines = sorted(pen.session.execute(select(RollEntry.line).where(RollEntry.place > 0)).scalars())
            facts = announcing.ballot_facts(secretary, current, log_head=pen.head.hash)
            pen.session.add(
                outbox.plan(
                    f"{election.key}/ballot", occasion="ballot", election=current, at=pen.at, to=lines, facts=facts
                )
            )

    return open_in_two


@_mutant("reads only what was submitted since the last reading", intake, "read")
def _(_: Any) -> Any:
    last: dict[str, Any] = {}

    def read(secretary: Secretary, election: Election) -> intake.Read:
        since, last["at"] = last.get("at", election.opens_at), secretary.now()
        arrived = [one for one in forms.responses(secretary.google, election.form_id) if one.submitted >= since]
        known = intake.offered(election)
        intake._keep(secretary, election, [intake._submission(election, one, known) for one in arrived])
        return intake.Read(str(len(arrived)))

    return read


@_mutant("lets its own clock decide what came too late", intake, "_keep")
def _(real: Any) -> Any:
    def keep(secretary: Secretary, election: Election, new: list[Any]) -> None:
        real(secretary, election, new if secretary.now() <= election.closes_at else [])

    return keep


@_mutant("seals after a single reading", sealing, "is_settled")
def _(_: Any) -> Any:
    return lambda _, __: True


@_mutant("writes readings down after sealing", sealing, "note_reading")
def _(_: Any) -> Any:
    def note_reading(secretary: Secretary, election: Election, digest: str) -> None:
        with secretary.ledger.writing(secretary.now()) as pen:
            pen.session.merge(Reading(election_key=election.key, at=secretary.now(), digest=digest))

    return note_reading


@_mutant("counts every answer instead of every code", core_intake, "sort")
def _(real: Any) -> Any:
    def sort(*given: Any, **named: Any) -> core_intake.Intake:
        found = real(*given, **named)
        return core_intake.Intake(
            tuple((one, "counted" if fate == "superseded" else fate) for one, fate in found.fates)
        )

    return sort


@_mutant("destroys the key before the seal is written", sealing, "seal")
def _(real: Any) -> Any:
    def seal(secretary: Secretary, election: Election) -> Obstacle | None:
        remembered = secretary.keyring.read(election.key)
        secretary.keyring.destroy(election.key)

        class Remembering(Keyring):
            def read(self, election: str) -> ElectionKey | None:  # noqa: ARG002
                return remembered

        found: Obstacle | None = real(replace(secretary, keyring=Remembering(secretary.keyring.folder)), election)
        return found

    return seal


@_mutant("keeps a new key over the old one", Keyring, "keep")
def _(real: Any) -> Any:
    def keep(self: Keyring, election: str, key: ElectionKey) -> ElectionKey:
        aside = Keyring(self.folder / "new")
        kept: ElectionKey = real(aside, election, key)
        aside._file(election).replace(self._file(election))
        return kept

    return keep


@_mutant("writes the log after the change, by itself", Ledger, "writing")
def _(real: Any) -> Any:
    @contextmanager
    def writing(self: Ledger, at: Any) -> Iterator[Pen]:
        said: list[tuple[str, dict[str, Any]]] = []
        with real(self, at) as pen:
            pen.log = lambda kind, **payload: said.append((kind, payload))
            yield pen
        with ExitStack() as stack:
            pen = stack.enter_context(real(self, at)) if said else pen
            for kind, payload in said:
                pen.log(kind, **payload)

    return writing
