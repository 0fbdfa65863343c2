"""Certify: a person looks at the count and approves it. Nothing is announced before."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Literal

from prefect import flow
from prefect.flow_runs import suspend_flow_run
from prefect.input import RunInput
from pydantic import Field

from core.records import Certificate, Election
from flows import screen
from flows.duties.committee import changed_seats, recall_letters, recommending
from flows.duties.election import (
    announcing,
    drawing,
    electorates,
    groups,
    holds,
    life,
    matters,
    result_readers,
    sealing,
)
from flows.duties.election.holds import unless_accepted
from flows.duties.letter import outbox
from flows.duties.partnership import told
from flows.duties.race import afterwards, outcomes
from flows.pages.before_certifying import before_certifying, mark
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import at, titled

A_WEEK = 7 * 24 * 3600

BEFORE = "The count of “{key}” was certified before. This answer changed nothing."


class Certification(RunInput):
    """What the officer is asked."""

    decision: Literal["not yet", "certify"] = Field(
        "not yet", description="“certify” sends the result to all members", **at(0, "Your decision")
    )
    officer: str = Field("", description="your initials or role, for the record", **at(1, "Who certifies"))
    note: str = Field("", description="anything the record should say", **at(2, "Note for the record"))
    drawn: str = Field(
        "",
        description="only if a lot has to be drawn in public: the numbers that were drawn",
        **at(3, "Numbers drawn in public"),
    )
    drawn_again: str = Field(
        "",
        description="the same numbers once more, so that no slip of the keyboard decides",
        **at(4, "The same numbers again"),
    )


def seen_now(secretary: Secretary, key: str) -> str:
    """The mark of the count as it would be shown now, by which an approval is held to it."""
    with secretary.ledger.reading() as session:
        return mark(session, session.get_one(Election, key))


def certify(secretary: Secretary, key: str, *, officer: str, note: str = "", seen: str | None = None) -> bool:
    """E16. Put an officer's approval on record, and plan the result letters in the same stroke; then write the pack.

    The candidates' come first: the members' waits as long as the charter says. What the committee decided about a race
    is on record from then on, too (E3). False: it was done before. Raises Refusal where there is nobody to hold to it,
    nothing counted yet, another count than the one that was `seen`, a lot still to be drawn, a vote counted of somebody
    who keeps away from that race by now, or somebody left off the committee's roll who had a vote.
    """
    if not officer.strip():
        raise Refusal("A certificate needs the officer's initials or role. Nothing was recorded.")
    _hold_changed(secretary, key)
    with secretary.ledger.writing(secretary.now()) as pen:
        election = pen.session.get(Election, key)
        if election is None or election.state in ("drafted", "frozen", "open", "closed", "sealed"):
            raise Refusal(f"“{key}” is {election.state if election else 'unknown'}: there is no count to certify yet.")
        if election.state != "counted":
            return False
        if seen not in (None, mark(pen.session, election)):
            raise Refusal(
                f"The count of “{key}” has changed since it was shown, so nothing was recorded. You will be asked to "
                "look at it as it is now."
            )
        if drawing.waiting(election):
            raise Refusal(
                f"“{key}” can't be certified yet: its outcome hangs on a lot. Let it be drawn in public, and enter "
                "the numbers."
            )
        fault = sealing.box_fault(pen.session, election)
        if fault is not None:
            raise Refusal(f"“{key}” can't be certified: {fault.because}. Put a newer copy of the book back.")
        if unless_accepted(election, *changed_seats.before_certifying(pen.session, election)) is not None:
            raise Refusal(f"“{key}” can't be certified: a seat changed this very moment. Look at it first.")
        pen.session.add(Certificate(election_key=key, officer=officer.strip(), note=note.strip(), at=pen.at))
        pen.advance(election, "certified")
        recommending.put_on_record(pen, election)
        by_groups = groups.by_contest(pen.session, election, announcing.pack_of(pen.session, election))
        groups.put_on_record(pen, election, by_groups)
        said = [outcomes.in_a_sentence(one) for one in announcing.counts(pen.session, election)]
        matters.put_on_record(pen, election, said)
        recall_letters.tell_end(secretary, pen, election, said)
        hear = None if electorates.is_committees(election) else afterwards.tell_candidates(secretary, pen, election)
        to, occasion = result_readers.readers(pen.session, election, at=pen.at), electorates.of(election).result
        facts = announcing.result_facts(secretary, pen.session, election, certified_at=pen.at, log_head=pen.head.hash)
        letter = outbox.plan(f"{key}/result", occasion=occasion, election=election, at=pen.at, to=to, facts=facts)
        letter.not_before = hear
        pen.session.add(letter)
    with suppress(OSError):  # the next pass tries again
        life.publish_pack(secretary, life.read(secretary, key))  # now, by the release whose mark the letter has
    return True


def _hold_changed(secretary: Secretary, key: str) -> None:
    """S9, S11. Stop a count with somebody's vote who keeps away by now, or without one who had one. Raises Refusal."""
    with secretary.ledger.reading() as session:
        election = session.get(Election, key)
        if election is None or election.state != "counted":
            return
        fault = unless_accepted(election, *changed_seats.before_certifying(session, election))
    if fault is not None:
        holds.hold(secretary, election, fault)
        raise Refusal(f"“{key}” can't be certified: {fault.because} ({fault.clause}).")


@flow(name="certify", flow_run_name=named("Certify: {election:ballot}"), persist_result=True)
def certify_count(election: Annotated[str, titled("Ballot, by its key")]) -> str:
    """Look at a count, and approve it or not. Resume the run to answer.

    What was approved is the count that was shown: if there is another by the time of the answer, that one is asked
    about.

    Args:
        election: The ballot's key.
    """
    secretary = Secretary.at_work()
    if life.read(secretary, election).state in ("certified", "announced"):
        return BEFORE.format(key=election)
    seen = seen_now(secretary, election)
    answer = suspend_flow_run(
        wait_for_input=Certification.with_initial_data(
            description=told.now(secretary).neutral(before_certifying(secretary, election))
        ),
        timeout=A_WEEK,
        key=f"certify-{seen}",
    )
    said = answered(secretary, election, answer, seen=seen)
    screen.show_progress(secretary, election)
    screen.show_committee(secretary)
    return said


def answered(secretary: Secretary, key: str, answer: Certification, *, seen: str) -> str:
    """Do what an officer answered to the count that was `seen`, and say in a sentence what came of it.

    What was drawn in public is counted with, and not certified in the same breath: nobody has seen that count yet.
    """
    if answer.drawn.strip() or answer.drawn_again.strip():
        if drawing.in_order(answer.drawn) != drawing.in_order(answer.drawn_again):
            return (
                f"The two entries of what was drawn for “{key}” differ. Nothing was recorded; you will be asked again."
            )
        now = drawing.record(secretary, key, drawn=answer.drawn)
        again = "counted again with it" if now else "on record already"
        return f"What was drawn for “{key}” is {again}. You will be asked to look at that count, and to certify it."
    if answer.decision != "certify":
        return f"The count of “{key}” isn't certified yet. You will be asked again."
    if not certify(secretary, key, officer=answer.officer, note=answer.note, seen=seen):
        return BEFORE.format(key=key)
    return f"The count of “{key}” is certified. {afterwards.when_told(secretary, key)}"
