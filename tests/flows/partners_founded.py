"""Partnerships as their doors make them: begun, answered by file, affirmed and put in force, with all letters out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from core.letters import FINAL
from core.records import Letter
from flows import agree, partners, partnership, partnership_file
from tests.flows import partners_charter
from tests.flows.ballots import START
from tests.flows.club import DAY, HOUR, Club

FOUNDED = START - DAY
"""When a club with partners begins, so that everything about their partnership is done when something starts."""

Person = tuple[str, str]
"""A name and a mailbox."""

BY = "R. O."


@dataclass(frozen=True)
class Organisation:
    """A partner with its people. Who approved that its primary delegate votes as a member, too, may stand there."""

    name: str
    contact: Person
    primary: Person
    backup: Person
    approved_by: str = ""

    def says(self, *more: str, method: str, power: str) -> str:
        """All that it settles, as its file has it."""
        delegates = (
            partners_charter.delegate("primary", self.primary, approved_by=self.approved_by),
            partners_charter.delegate("backup", self.backup),
        )
        head = f'partner = "{self.name}"\nmethod = "{method}"'
        return "\n".join([head, partners_charter.gate(), power, *delegates, *more])


@dataclass(frozen=True)
class Project:
    """What some organisations do together; the first of them is ours. Power and what they share are TOML."""

    key: str
    title: str
    organisations: Sequence[Organisation]
    shared: str
    method: str = "flat"
    power: str = '[power]\nstructure = "collaborative"'


def begin(club: Club, project: Project) -> None:
    """It is on record, and each of its organisations has settled everything by file."""
    ours, *others = (
        {"name": one.name, "contact": one.contact[0], "email": one.contact[1]} for one in project.organisations
    )
    wanted = {"key": project.key, "title": project.title, "ours": ours, "partners": others, "begun_by": BY}
    assert partnership.begin(club.secretary, partnership.PartnershipBegun.model_validate(wanted))
    for one in project.organisations:
        take(club, project.key, one.says(project.shared, method=project.method, power=project.power))


def take(club: Club, key: str, content: str) -> None:
    """A partner's file is handed in."""
    file = club.folder / "said.toml"
    file.write_text(content, encoding="utf-8")
    partnership_file.take(club.secretary, key, file)
    file.unlink()


def say(club: Club, project: Project, nth: int, words: str) -> None:
    """A partner says something more, or anew."""
    take(club, project.key, f'partner = "{project.organisations[nth - 1].name}"\n{words}')


def publicity(told: Mapping[str, str]) -> str:
    """What may be told of a partner, in a file; a day has no quotation marks there."""
    said = (f"{what} = {words if what == 'from' else repr(words)}" for what, words in told.items())
    return "\n".join(["[publicity]", *said])


def put_in_force(club: Club, key: str) -> None:
    """Organisers put it in force."""
    assert agree.agree(club.secretary, agree.Agreed(key=key, by=BY), named=True)


def end(club: Club, key: str) -> None:
    """It is over."""
    over: Any = {"key": key, "because": "The garden is dug.", "by": BY}
    assert partnership.end(club.secretary, partnership.PartnershipEnded.model_validate(over))


def affirm(club: Club, project: Project) -> None:
    """Whoever may vote as a member, too, has got a letter about it, and says that they can keep the two apart."""
    settle(club)
    for one in project.organisations:
        if one.approved_by:
            assert partners_charter.affirm(club, one.primary[1]).accepted
    settle(club)


def settle(club: Club) -> None:
    """Passes until there is nothing left to do: forms are made, answers read, and all letters have arrived."""
    for _ in range(6):
        report = partners.carry_on(club.secretary)
        assert (report.troubles, report.broken) == ([], [])
        assert not club.tend().troubles
        club.later(HOUR)
        if not report.news and not _waiting(club):
            return
    raise AssertionError("it doesn't come to rest")


def _waiting(club: Club) -> bool:
    with club.secretary.ledger.reading() as session:
        return session.execute(select(Letter).where(Letter.state.not_in(FINAL)).limit(1)).first() is not None


def go_on_at_start(club: Club) -> None:
    """Time passes until START, if it is earlier."""
    if club.secretary.now() < START:
        club.at(START)


def due(what: str, name: str, day: date) -> str:
    """A goal or a deliverable, in a file."""
    return f'[[{what}]]\nname = "{name}"\ndue = {day.isoformat()}\n'


def foreseen(name: str, response: str) -> str:
    """What may go wrong, and the response, in a file."""
    return f'[[circumstances]]\nname = "{name}"\nresponse = "{response}"\n'


def role(name: str, votes: int, reason: str) -> str:
    """A voter's role that weighs otherwise, in a file."""
    return f'[[roles]]\nkind = "voter"\nrole = "{name}"\nvotes = {votes}\nreason = "{reason}"\n'
