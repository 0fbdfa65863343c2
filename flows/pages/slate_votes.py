"""Votes on a slate: what became of each, by number, and what a person has to do as long as none is confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from core.bylaws import nominations as rules
from core.calendar import day_in_words
from core.records import Contest, Cycle
from flows.duties.election.rules import rules_of
from flows.duties.nomination import slates
from flows.pages.needs import Address, Need, need


def lines(session: Session, year: int) -> Iterator[str]:
    """S4, S5. What the committee and the members decided on a slate of a year, and on which they vote now."""
    counting = {one.election_key for one in slates.agreements(session, year)}
    for one in slates.decided(session, slates.CONSENSUS.name, year):
        yield _of_committee(session, one, counts=one.election_key in counting)
    for one in slates.decided(session, slates.SLATE.name, year):
        became = "confirmed it" if slates.has_passed(one) else "didn't confirm it (S5)"
        yield f"Members voted on: {_numbers(session, one)}, in “{one.election_key}”, and {became}."
    for one in _going(session, year):
        whose = "The members'" if one.matter == slates.SLATE.name else "The committee's"
        yield f"{whose} vote on {_numbers(session, one)}, “{one.election_key}”, is {one.election.state}."


def _of_committee(session: Session, one: Contest, *, counts: bool) -> str:
    if counts:
        return f"The committee agreed to: {_numbers(session, one)} (S4)."
    if slates.has_passed(one):
        return f"What the committee agreed to in “{one.election_key}” counts no more: {_numbers(session, one)}."
    return f"In “{one.election_key}” the committee didn't agree to: {_numbers(session, one)} (S4)."


def _numbers(session: Session, one: Contest) -> str:
    return ", ".join(slates.slate_of(session, one))


def _going(session: Session, year: int) -> list[Contest]:
    return [one for matter in slates.MATTERS for one in slates.under_way(session, matter, year)]


def needs(session: Session, cycle: Cycle, *, on: date, address: Address) -> Iterator[Need]:
    """S4, S5. After members didn't confirm a slate: that another is needed, until one is or the year is over."""
    year = cycle.year
    failed = [one for one in slates.decided(session, slates.SLATE.name, year) if not slates.has_passed(one)]
    passed = [one for one in slates.decided(session, slates.SLATE.name, year) if slates.has_passed(one)]
    if not failed or passed or on.year > year:
        return
    last = rules.last_day_to_elect(year, rules_of(failed[-1].election))
    do, door, command = _next(session, cycle)
    yield need(
        f"No slate for {year} is confirmed",
        f"Members didn't confirm the one in “{failed[-1].election_key}” (S5). Voting on another closes by "
        f"{day_in_words(last)}; later takes a reason (S4).",
        do,
        door=door,
        command=command,
        page=f"nominations-{year}",
        address=address,
    )


def _next(session: Session, cycle: Cycle) -> tuple[str, str, str]:
    """What comes next: what to do, by which door, at which command."""
    going = _going(session, cycle.year)
    if going:
        key = going[-1].election_key
        return (
            f"Under way: “{key}” is {going[-1].election.state}. Certify it once it is counted.",
            "certify",
            (f"canvass certify {key}"),
        )
    if cycle.called_off_at is not None:
        return "Its nominations are called off: open them again.", "nominations", f"canvass nominations {cycle.year}"
    if slates.agreements(session, cycle.year):
        return "The committee has agreed anew: put its slate to the members.", "slate", f"canvass slate {cycle.year}"
    do = (
        "Write in the tab Nominations who is on another slate, or leave it so, and let the committee agree to it; "
        "then the members vote."
    )
    return do, "consensus", f"canvass consensus {cycle.year}"
