"""What members handed in, by number, day and state. What they wrote, and who they are, is in the workbook alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import templates
from core import alias_keys, calendar, petitions, questions
from core.numbers import many
from core.petitions import Kind
from core.records import Election, Matter, Petition, StandingForm
from flows.duties.election import drift
from flows.duties.petition import outcomes, petition_tabs, standing_forms
from flows.duties.petition import petitions as kept
from flows.pages.needs import Address, Need, need, sentence
from flows.secretary import Secretary

TITLES: dict[Kind, str] = {
    "dispute": "Disputes",
    "request": "Requests for an endorsement",
    "motion": "Motions of the committee's members",
    "disclosure": "Disclosures of the committee's members",
}
SENDERS = {
    petitions.MEMBER: "a member",
    petitions.GUEST: "no member",
    petitions.UNKNOWN: "not known yet",
    petitions.NOBODY: "nobody is named",
    petitions.ERASED: "no longer kept",
}


def requests_page(secretary: Secretary) -> str:
    """M4, M7. The page “requests”: the committee's list, without what was typed."""
    with secretary.ledger.reading() as session:
        facts = {
            "organisation": secretary.charter.name,
            "as_of": calendar.in_words(secretary.now(), secretary.charter.zone),
            "lists": [_list(secretary, session, kind) for kind in standing_forms.asked(secretary, session)],
        }
    return templates.artifact("requests", facts)


def _list(secretary: Secretary, session: Session, kind: Kind) -> dict[str, Any]:
    known, form = kept.of(session, kind), session.get(StandingForm, kind)
    decided = outcomes.of(secretary, session, kind)
    states = Counter(one.state for one in known)
    return {
        "title": TITLES[kind],
        "link": standing_forms.link(session, kind),
        "held_because": form.held_because if form else "",
        "states": [{"state": state, "number": number} for state, number in sorted(states.items())],
        "rows": [
            {
                "number": petitions.label(kind, one.nth),
                "on": calendar.day_of(one.handed_in, secretary.charter.zone).isoformat(),
                "sender": SENDERS[one.sender],
                "stands": petition_tabs.stands(one, decided.get(one.nth)) or one.state,
            }
            for one in reversed(known)
        ],
    }


def needs(secretary: Secretary, session: Session, address: Address) -> Iterator[Need]:
    """What of it needs a person: for the desk."""
    for form in session.execute(select(StandingForm).order_by(StandingForm.kind)).scalars():
        if form.held_because:
            yield need(
                f"The form for {form.kind}s isn't as it was made",
                sentence(form.held_because),
                "Put it back as it was, at Google; it goes on by itself. docs/organisers.md says more.",
                page="requests",
                address=address,
            )
    for kind in standing_forms.asked(secretary, session):
        yield from _petitions(secretary, session, kind, kept.of(session, kind), address)


def _petitions(
    secretary: Secretary, session: Session, kind: Kind, known: list[Petition], address: Address
) -> Iterator[Need]:
    tab = petition_tabs.TABS[kind].name
    asked = set(session.execute(select(Matter.key).where(Matter.kind == "who")).scalars())
    begins = outcomes.waiting(secretary, session, kind, known)
    unknown = [one for one in known if one.sender == petitions.UNKNOWN]
    unknown = [one for one in unknown if f"who: {_question_about(one)}" not in asked]
    if begins:
        frozen = select(Election.key).where(Election.state.in_(drift.CORRECTABLE))
        soon = kind == "dispute" and session.execute(frozen).first() is not None
        yield need(
            f"{many(len(begins), kind)} {WAITS[kind]}",
            WHY[kind] + (" A roll is frozen just now: one that is upheld may change it." if soon else ""),
            DO[kind],
            page="requests",
            address=address,
        )
    if unknown:
        yield need(
            f"{many(len(unknown), kind)} from somebody whom nobody knows",
            "Name and address fit no member, or more than one. Nobody was written to.",
            f"Look at the tab {tab}. If it is a member, correct or add their name or address in the tab Members.",
            page="requests",
            address=address,
        )
    objections = sum(bool(one.objection) for one in known)
    if objections:
        yield need(
            many(objections, "row", f"of the tab {tab} that can't be taken"),
            "Something is missing or doesn't fit in what an organiser wrote there.",
            f"The column “Stands” of the tab {tab} says what, and what to do.",
            page="requests",
            address=address,
        )


def _question_about(one: Petition) -> str:
    """The id of the question who sent something in, if it is asked."""
    return questions.id_of(alias_keys.alias_of(kept.sender_of(one)))


WAITS: dict[Kind, str] = {
    "dispute": "to decide",
    "request": "for the committee",
    "motion": "to draft a vote on",
    "disclosure": "with a recusal to confirm",
}
WHY: dict[Kind, str] = {
    "dispute": "A member says that something is missing or wrong about what they took part in.",
    "request": "Members ask the committee to consider an endorsement (M7).",
    "motion": "An active member of the committee puts it (S8).",
    "disclosure": "A member of the committee wants to keep away from a race (S11). The form doesn't prove who sent it.",
}
DO: dict[Kind, str] = {
    "dispute": "Write the decision into the tab Disputes of the members' workbook, or: canvass decide",
    "request": "Put them before the committee, and write into the tab Requests, under State, how far it has come.",
    "motion": "Draft the vote by its number: canvass motion KEY --from NUMBER, or the flow *motion*.",
    "disclosure": "Ask the member, then write “confirmed” into the tab Disclosures, under State.",
}
