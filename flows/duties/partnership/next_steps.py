"""Next steps: the reports are set side by side, delegates say what comes next, and it is told once they agree."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import partnership_parallel as rules
from core.ledger import Pen
from core.ruling import Ruling
from flows.duties.letter import to_members
from flows.duties.partnership import asking_delegates, parallel_form, parallel_votes, side_by_side
from flows.duties.partnership import parallel_letters as mail
from flows.duties.partnership.asking_delegates import Owed
from flows.duties.partnership.parallel_letters import Addressee
from flows.duties.partnership.parallel_votes import Standing
from flows.duties.partnership.side_by_side import Reader
from flows.secretary import Secretary


def go_on(secretary: Secretary) -> list[str]:
    """P6. Compare what is reported, ask for the next step, and settle what the delegates agree on. Says what it did."""
    with secretary.ledger.reading() as session:
        going = parallel_votes.under_way(session)
    return [news for key in going for news in _go_on(secretary, key)]


def _go_on(secretary: Secretary, key: str) -> Iterator[str]:
    if _compare(secretary, key):
        yield f"{key}: the reports are side by side."
    asking_delegates.write_owed(secretary, key, _owed)
    if _settle(secretary, key):
        yield f"{key}: the next step is decided, and told."


def _compare(secretary: Secretary, key: str) -> bool:
    """P6. From the day on which the delegates can decide, the reports are compared. False: not yet, or they are.

    Whatever has come in is read right before: nobody's report counts as missing because Google was out for an hour.
    """
    with secretary.ledger.reading() as session:
        standing = parallel_votes.standing(session, key, charter=secretary.charter)
    if not _may_compare(secretary, standing):
        return False
    parallel_form.read(secretary, standing.vote)
    with secretary.ledger.writing(secretary.now()) as pen:
        standing = parallel_votes.standing(pen.session, key, charter=secretary.charter)
        if not _may_compare(secretary, standing):
            return False
        standing.vote.compared_at = pen.at
        pen.log("parallel.compared", vote=key, reports=len(standing.reports), owing=len(standing.owing))
    return True


def _may_compare(secretary: Secretary, standing: Standing) -> bool:
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    if standing.vote.compared_at is not None or not mail.can_link(standing):
        return False
    return bool(rules.may_decide_next(standing.outcome, due=standing.vote.due_on, on=today))


def _owed(secretary: Secretary, session: Session, standing: Standing) -> Iterator[Owed]:
    if standing.vote.compared_at is None or not mail.can_link(standing):
        return
    shown = side_by_side.shown_before(session, standing.key)
    for to in mail.addressees(standing.settled):
        yield from _compared(secretary, session, standing, to, shown)
    yield from _silent(secretary, session, standing)
    if len(standing.steps) == len(standing.settled.partners) and not decided(standing):
        for to in mail.delegates(standing.settled):
            yield from _differing(secretary, session, standing, to)


def _compared(
    secretary: Secretary, session: Session, standing: Standing, to: Addressee, shown: dict[int, list[Any]]
) -> Iterator[Owed]:
    """P6, P8, P9. All reports side by side, and the power beside them; again when one is corrected or comes late."""
    occasion = mail.COMPARED if to.delegate else mail.CONTACTS
    before = mail.written(session, standing.key, to, occasion)
    reader = mail.reader_of(secretary, to)
    told = {
        "rows": side_by_side.rows(standing, reader, shown),
        "agreement": side_by_side.agreement(standing, reader),
        "power": side_by_side.power(standing, reader),
    }
    if before and all(before[-1].facts.get(what) == said for what, said in told.items()):
        return
    facts = {**mail.base(secretary, standing, to), **told, "again": bool(before)}
    if to.delegate:
        facts["link"] = mail.link(standing, to)
    yield Owed(to, f"compared-{len(before) + 1}", occasion, facts)


def _differing(secretary: Secretary, session: Session, standing: Standing, to: Addressee) -> Iterator[Owed]:
    """P6. Where the delegates don't say the same, each hears what the others said, and can answer again."""
    before = mail.written(session, standing.key, to, mail.STEPS)
    reader = mail.reader_of(secretary, to)
    told = {"steps": side_by_side.steps(standing, reader), "proposals": side_by_side.proposals(standing, reader)}
    if before and all(before[-1].facts.get(what) == said for what, said in told.items()):
        return
    facts = {
        **mail.base(secretary, standing, to),
        **told,
        "agreement": side_by_side.agreement(standing, reader),
        "power": side_by_side.power(standing, reader),
        "link": mail.link(standing, to),
    }
    yield Owed(to, f"steps-{len(before) + 1}", mail.STEPS, facts)


def due_on(secretary: Secretary, standing: Standing) -> date | None:
    """P6. The last local day for saying the next step; None as long as the reports aren't side by side."""
    if standing.vote.compared_at is None:
        return None
    charter = secretary.charter
    return rules.step_due(calendar.day_of(standing.vote.compared_at, charter.zone), charter=charter)


def _silent(secretary: Secretary, session: Session, standing: Standing) -> Iterator[Owed]:
    """P6. Delegates whose partner hasn't said the next step are reminded before its last day."""
    due, charter = due_on(secretary, standing), secretary.charter
    if due is None or standing.vote.compared_at is None or decided(standing):
        return
    compared, today = calendar.day_of(standing.vote.compared_at, charter.zone), _today(secretary)
    for to in mail.delegates(standing.settled):
        sent = mail.written(session, standing.key, to, mail.STEP_REMINDER)
        begins = mail.letter_key(standing.key, to, "step-")
        last = max((int(one.key.removeprefix(begins)) for one in sent), default=0)
        said = to.partner in standing.steps
        found = rules.step_reminder_due(compared, sent=last, said=said, on=today, charter=charter)
        if found.ruling:
            facts = {
                **mail.base(secretary, standing, to),
                "due": calendar.day_in_words(due),
                "link": mail.link(standing, to),
            }
            ends = calendar.end_of(due, charter.zone)
            yield Owed(to, f"step-{found.number}", mail.STEP_REMINDER, facts, not_after=ends)


def _today(secretary: Secretary) -> date:
    return calendar.day_of(secretary.now(), secretary.charter.zone)


def decided(standing: Standing) -> Ruling:
    """P6. Whether the delegates of all partners say the same next step."""
    return rules.have_decided(standing.said_by_name(), partners=standing.settled.names)


def _settle(secretary: Secretary, key: str) -> bool:
    """P6. Write down the step that is decided, with the letters about it in the same stroke. False: none is yet."""
    with secretary.ledger.reading() as session:
        standing = parallel_votes.standing(session, key, charter=secretary.charter)
        if standing.vote.compared_at is None or not decided(standing):
            return False
    with secretary.ledger.writing(secretary.now()) as pen:
        standing = parallel_votes.standing(pen.session, key, charter=secretary.charter)
        if standing.vote.settled_at is not None or not decided(standing):
            return False
        mail.keep_back(
            pen, key, only=(mail.REPORT, mail.UNREAD, mail.STEPS, mail.STEP_REMINDER)
        )  # nobody is asked any more
        standing.vote.settled_at = pen.at
        standing.vote.settled = standing.steps[standing.settled.partners[0].nth]
        pen.log("parallel.settled", vote=key)
        _tell(secretary, pen, standing)
    return True


def correct(secretary: Secretary, pen: Pen, standing: Standing, step: str) -> None:
    """P6. Put other words on record for a step that is decided, with a letter to all who hear of it.

    What hasn't gone out yet of the letters with the words before stays back.
    """
    told = sum(one.occasion == mail.MEMBERS for one in mail.of_vote(pen.session, standing.key))
    mail.keep_back(pen, standing.key, only=(mail.SETTLED, mail.MEMBERS))
    standing.vote.settled = step
    pen.log("parallel.corrected", vote=standing.key)
    _tell(secretary, pen, standing, again=f"-{told + 1}")


def _tell(secretary: Secretary, pen: Pen, standing: Standing, *, again: str = "") -> None:
    """P6, P8, P11. Delegates and contacts hear what is decided, and so do our members, with what they may be told."""
    for to in mail.addressees(standing.settled):
        reader = mail.reader_of(secretary, to)
        facts = {**mail.base(secretary, standing, to), **_decided(standing, reader), "corrected": bool(again)}
        mail.plan(pen, standing.key, to, f"settled{again}", mail.SETTLED, facts)
    members = Reader("members", calendar.day_of(pen.at, secretary.charter.zone), partner=standing.ours)
    ours = standing.reports.get(standing.ours)
    facts = {
        "organisation": secretary.charter.name,
        "reply_to": secretary.settings.mail_reply_to,
        "title": side_by_side.words(standing, standing.vote.title, members),
        **_decided(standing, members),
        "corrected": bool(again),
        "rows": [
            {"who": one["who"], "decision": one["decision"]}
            for one in side_by_side.rows(standing, members, {})
            if one["nth"] != standing.ours and one["decision"]
        ],
        "ours": side_by_side.words(standing, ours.decision, members) if ours else "",
    }
    to_members.plan(pen, f"{parallel_form.key_of(standing.key)}/members{again}", mail.MEMBERS, facts)


def _decided(standing: Standing, reader: Reader) -> dict[str, str]:
    return {
        "step": side_by_side.words(standing, standing.vote.settled, reader),
        "agreement": side_by_side.agreement(standing, reader),
        "power": side_by_side.power(standing, reader),
    }
