"""The sheet of answers: one row for each question, one column for each candidate, open to everybody with its link."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from core import calendar, questionnaires, secrecy
from core.bylaws import questionnaires as rules
from core.records import Questionnaire, Race
from flows.duties.partnership import told
from flows.duties.questionnaire.questionnaires import Answerer, answerers
from flows.secretary import Secretary
from integrations.google import drive, sheets
from integrations.google.sheets import Block

TAB = "Answers"

AT_ONCE = 500_000
"""Characters that are written by one call: Google advises to keep below 2 MB, and a sign may be four bytes."""


def title_of(race: Race) -> str:
    """The sheet's file name at Google Drive, by which it is found again."""
    return f"Answers: {race.title} ({race.key})"


def keep(secretary: Secretary, key: str) -> Questionnaire:
    """E4, E18. Make the sheet if there is none, and let it say what the book does. Nothing is written that is there."""
    known = _known(secretary, key)
    if not known.sheet_id:
        mine = _find_or_create(secretary, key)
        known = _note(secretary, key, sheet_id=mine)
        if known.sheet_id != mine:
            drive.trash(secretary.google, mine)
    with secretary.ledger.reading() as session:
        columns = [column(secretary, session, one) for one in answerers(session, session.get_one(Race, key))]
    rows = told.rows(secretary, questionnaires.rows(known.questions, columns, at_least=known.sheet_rows))
    shown = secrecy.fingerprint(rows)
    if shown != known.shown:
        if len(rows) > known.sheet_rows:
            known = _note(secretary, key, sheet_rows=len(rows))  # before: what a crash leaves half written is known
        for block in in_parts(TAB, rows):
            sheets.put(secretary.google, known.sheet_id, [block])
        known = _note(secretary, key, shown=shown)
    if not known.sheet_link:
        drive.open_to_readers(secretary.google, known.sheet_id)
        known = _note(secretary, key, sheet_link=secretary.settings.address_of(known.sheet_id))
    return known


def in_parts(tab: str, rows: list[list[str]]) -> Iterator[Block]:
    """The rows in parts that one call can carry, each at its own place."""
    first, waiting, size = 1, list[list[str]](), 0
    for row in rows:
        long = sum(map(len, row))
        if waiting and size + long > AT_ONCE:
            yield Block(tab, first, 1, waiting)
            first, waiting, size = first + len(waiting), [], 0
        waiting, size = [*waiting, row], size + long
    yield Block(tab, first, 1, waiting)


def column(secretary: Secretary, session: Session, one: Answerer) -> questionnaires.Column:
    """A candidate's column: what they answered, and in words how."""
    said = one.reply.said if one.reply else {}
    return questionnaires.Column(one.candidate.name, how(secretary, session, one), said)


def how(secretary: Secretary, session: Session, one: Answerer) -> str:
    """How a candidate stands, in words for members."""
    return ". ".join(part[0].upper() + part[1:] for part in _how(secretary, session, one))


def _how(secretary: Secretary, session: Session, one: Answerer) -> Iterator[str]:
    zone = secretary.charter.zone
    asked = session.get_one(Questionnaire, one.candidate.race_key).questions
    if one.candidate.withdrawn:
        yield "doesn't stand any more"
    if one.reply is not None:
        part = (
            "all questions" if len(one.reply.said) == len(asked) else f"{len(one.reply.said)} of {len(asked)} questions"
        )
        yield f"answered {part} on {calendar.day_in_words(calendar.day_of(one.reply.handed_in, zone))}"
    elif one.stand == rules.ALLIED and one.asked is not None:
        yield f"answered {one.asked.allied_from}: {one.asked.allied_link}"
    elif one.stand == rules.DECLINED:
        yield "declined to answer"
    else:
        yield "didn't answer" if one.stand == rules.ASKED else "wasn't asked"
    if one.late is not None:
        day = calendar.day_in_words(calendar.day_of(one.late.handed_in, zone))
        yield f"what came after the deadline, on {day}, is kept and not shown"


def _known(secretary: Secretary, key: str) -> Questionnaire:
    with secretary.ledger.reading() as session:
        return session.get_one(Questionnaire, key)


def _find_or_create(secretary: Secretary, key: str) -> str:
    with secretary.ledger.reading() as session:
        title = title_of(session.get_one(Race, key))
    found = drive.find(secretary.google, title)
    return min(found) if found else sheets.create(secretary.google, title, [TAB], secretary.charter.zone)


def _note(secretary: Secretary, key: str, **changes: object) -> Questionnaire:
    """Write down how far the sheet is. Of two processes that make one at once, the first has; the other's is binned."""
    with secretary.ledger.writing(secretary.now()) as pen:
        known = pen.session.get_one(Questionnaire, key)
        if "sheet_id" in changes and known.sheet_id:
            return known
        for what, value in changes.items():
            setattr(known, what, value)
        pen.log("answers.noted", race=key, done=sorted(changes))
    return known
