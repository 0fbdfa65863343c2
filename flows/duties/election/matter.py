"""A matter: what a vote can be about besides a race, such as a motion or a slate, with all that goes for it alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from sqlalchemy.orm import Session

from core.bylaws import counting
from core.bylaws.counting import Decision
from core.charter import Charter
from core.counting.record import Count
from core.counting.rule import CountFault, CountingRule
from core.ledger import Pen
from core.paper import question_id
from core.records import Contest
from core.records.elections import APPROVAL, RANKED, SINGLE
from core.ruling import Ruling
from core.tallying import Seats
from flows.secretary import Refusal


class InTheWay(Protocol):
    """What doesn't allow a contest to be voted on yet, as of a local day."""

    def __call__(self, session: Session, contest: Contest, *, on: date) -> Sequence[Ruling]:
        """Rulings that allow it may be among them; they are left out."""


class Without(Protocol):
    """Who of the electorate doesn't vote on a contest, and isn't counted for its quorum, by member number."""

    def __call__(self, session: Session, contest: Contest) -> Collection[str]:
        """Whoever the matter is about, for instance."""


class OnRecord(Protocol):
    """What follows from a count, written down in the stroke in which an officer certifies it."""

    def __call__(self, pen: Pen, contest: Contest, count: Count) -> None:
        """Certified once, it is called once."""


@dataclass(frozen=True)
class Matter:
    """A kind of matter: by which rule it is counted, whose vote it is, and what goes for it alone.

    `secret`: whoever votes on it votes in secret, also where the committee's other votes are roll calls; `secret_by`
    asks the charter. `for_members`: its text is written for all members, and they read it again with the result; the
    text of another may name somebody, and is for those alone who vote on it (P9).
    """

    name: str
    decision: Decision
    electorate: str
    secret: bool = False
    in_the_way: InTheWay = lambda _session, _contest, *, on: ()  # noqa: ARG005
    without: Without = lambda _session, _contest: ()
    put_on_record: OnRecord = lambda _pen, _contest, _count: None
    secret_by: Callable[[Charter], bool] = lambda _charter: False
    for_members: bool = False


@dataclass(frozen=True)
class Asked:
    """What is asked: a title, the text in full, whom or what it concerns, and, where it is no question, the choices.

    `links` lead to what there is to look up first. A title is shown in the dashboard; a name belongs into the text,
    unless it is that of somebody who stands for a seat.
    """

    title: str
    text: str = ""
    about: Mapping[str, Any] | None = None
    choices: tuple[str, ...] = ()
    links: tuple[Mapping[str, str], ...] = ()
    reasons: str = ""


def contest(matter: Matter, ballot: str, asked: Asked, *, position: int = 1, charter: Charter) -> Contest:
    """The contest in which this is voted on, `ballot` being its election's key.

    Raises Refusal where the charter doesn't say how such a matter is decided, or there is nothing to choose from.
    """
    try:
        rule = counting.rule_for(matter.decision, f"{ballot}/{position}", charter=charter)
    except CountFault as fault:
        raise Refusal(f"“{asked.title}” can't be voted on: {fault}") from None
    options = _options(matter, asked, charter)
    if len(options) < 1 + (not asked.choices):
        raise Refusal(f"“{asked.title}” has nothing to choose from.")
    kind = _marked(rule)
    ranks = min(len(options), charter.endorsement.counting.max_ranks.value) if kind == RANKED else 1
    return Contest(
        election_key=ballot,
        position=position,
        title=asked.title,
        office="",
        process="",
        endorsed_before=False,
        steps=[],
        recommendation="",
        reasons=asked.reasons,
        kind=kind,
        options=options,
        question_ids=[question_id(ballot, position, rank) for rank in range(1, ranks + 1)],
        rule=rule.as_json(),
        race_key="",
        links=[dict(one) for one in asked.links],
        matter=matter.name,
        text=asked.text,
        about=dict(asked.about or {}),
    )


def _options(matter: Matter, asked: Asked, charter: Charter) -> list[dict[str, Any]]:
    section = getattr(charter.counting, matter.decision.replace("-", "_").replace(" ", "_"), None)
    if isinstance(section, Seats):
        return [{"id": f"{counting.CANDIDATE}{n}", "name": name} for n, name in enumerate(asked.choices, start=1)]
    offered = counting.options_of(section) if section is not None and hasattr(section, "abstention") else ()
    return [{"id": one.id, "name": one.name} for one in offered]


def _marked(rule: CountingRule) -> str:
    return {"approval": APPROVAL, "instant runoff": RANKED}.get(rule.method, SINGLE)
