"""Certify: a person looks at the count and approves it. Nothing is announced before."""

from __future__ import annotations

from typing import Literal

from prefect import flow
from prefect.flow_runs import suspend_flow_run
from prefect.input import RunInput
from pydantic import Field
from sqlalchemy import select

from core import calendar
from core.ledger import Pen
from core.records import Address, Certificate, Election, Person
from flows import screen
from flows.duties import announcing, discretion, drawing, electorates, outbox, recommending, roll, sealing, seats
from flows.pages.election import result_page
from flows.secretary import Refusal, Secretary

A_WEEK = 7 * 24 * 3600


class Certification(RunInput):
    """What the officer is asked."""

    decision: Literal["not yet", "certify"] = Field("not yet", description="“certify” sends the result to all members")
    officer: str = Field("", description="your initials or role, for the record")
    note: str = Field("", description="anything the record should say")
    drawn: str = Field("", description="only if a lot has to be drawn in public: what was drawn, word for word")
    drawn_from: str = Field("", description="and where, so that anybody can look it up")


def certify(secretary: Secretary, key: str, *, officer: str, note: str = "") -> bool:
    """Put an officer's approval on record, and plan the result letter in the same stroke. False: it was done before.

    What the committee decided about a race is on record from then on, too (E3).

    Raises Refusal where there is nobody to hold to it, nothing counted yet, or a lot still to be drawn.
    """
    if not officer.strip():
        raise Refusal("A certificate needs the officer's initials or role. Nothing was recorded.")
    with secretary.ledger.writing(secretary.now()) as pen:
        election = pen.session.get(Election, key)
        if election is None or election.state in ("drafted", "frozen", "open", "closed", "sealed"):
            raise Refusal(f"“{key}” is {election.state if election else 'unknown'}: there is no count to certify yet.")
        if election.state != "counted":
            return False
        if drawing.waiting(election):
            raise Refusal(
                f"“{key}” can't be certified yet: its outcome hangs on a lot. Let it be drawn in public, and enter "
                "what was drawn, and where."
            )
        fault = sealing.box_fault(pen.session, election)
        if fault is not None:
            raise Refusal(f"“{key}” can't be certified: {fault.because}. Put a newer copy of the book back.")
        pen.session.add(Certificate(election_key=key, officer=officer.strip(), note=note.strip(), at=pen.at))
        pen.advance(election, "certified")
        recommending.put_on_record(pen, election)
        to, occasion = _readers(pen, election), electorates.of(election).result
        facts = announcing.result_facts(secretary, pen.session, election, certified_at=pen.at, log_head=pen.head.hash)
        letter = outbox.plan(f"{key}/result", occasion=occasion, election=election, at=pen.at, to=to, facts=facts)
        pen.session.add(letter)
    return True


def _readers(pen: Pen, election: Election) -> list[str]:
    """E16. Where the result goes: to all members, or all of the committee, also those who didn't vote on it."""
    leaving = discretion.leaving(pen.session)
    boxes = select(Address.email).join(Person).where(Address.rank == 0, Person.number.not_in(leaving)).distinct()
    if electorates.is_committees(election):
        numbers = seats.seated(pen.session, on=calendar.day_of(pen.at, election.zone))
        numbers |= {one.number for one in roll.voters_of(pen.session, election.key)}
        boxes = boxes.where(Person.number.in_(numbers))
    return sorted(pen.session.execute(boxes).scalars())


@flow(name="certify", flow_run_name="Certify: {election}", persist_result=True)
def certify_count(election: str) -> str:
    """Look at a count, and approve it or not. Resume the run to answer.

    Args:
        election: The ballot's key.
    """
    secretary = Secretary.at_work()
    answer = suspend_flow_run(
        wait_for_input=Certification.with_initial_data(description=result_page(secretary, election)),
        timeout=A_WEEK,
        key="certify",
    )
    said = answered(secretary, election, answer)
    screen.show_progress(secretary, election)
    return said


def answered(secretary: Secretary, key: str, answer: Certification) -> str:
    """Do what an officer answered, and say in a sentence what came of it.

    What was drawn in public is counted with, and not certified in the same breath: nobody has seen that count yet.
    """
    if answer.drawn.strip() or answer.drawn_from.strip():
        now = drawing.record(secretary, key, drawn=answer.drawn, drawn_from=answer.drawn_from)
        again = "counted again with it" if now else "on record already"
        return f"What was drawn for “{key}” is {again}. You will be asked to look at that count, and to certify it."
    if answer.decision != "certify":
        return f"The count of “{key}” isn't certified yet. You will be asked again."
    if not certify(secretary, key, officer=answer.officer, note=answer.note):
        return f"The count of “{key}” was certified before. This answer changed nothing."
    return f"The count of “{key}” is certified. The result goes out with the next pass."
