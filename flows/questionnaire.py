"""Questionnaire: an organiser issues a race's questionnaire to its candidates, or gives them more time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated

from core import bank, calendar, cells, questionnaires
from core.candidates import is_an_initiative
from core.records import Questionnaire, Race
from flows import screen
from flows.duties.committee import recusals
from flows.duties.letter import personal
from flows.duties.questionnaire import asking_candidates, bank_tab
from flows.duties.questionnaire import questionnaires as kept
from flows.duties.race import race_votes, races
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import NOTHING_NAMED, UNSAID, WrittenDay, titled
from flows.ways import by_door


def issue(
    secretary: Secretary, key: str, *, by: str, issues: Sequence[str] = (), until: date | None = None
) -> Questionnaire | None:
    """E4, E18. Issue a race's questionnaire: the bank's criteria, and these issue areas, or all in use. None: it was.

    What is asked is kept as it is today. `until` is the last local day for answers; otherwise the charter says how many
    days candidates have. The next pass makes the form and writes to whoever may be asked (E5). Raises Refusal for an
    issue area that isn't in use, a last day that is over or not before the election, without anybody who issues it, for
    an initiative, and once a race has ended.
    """
    if not by.strip():
        raise Refusal("Say who issues it: somebody's initials. Nothing was recorded.")
    with secretary.ledger.reading() as session:
        race = races.of(session, key)
        if is_an_initiative(race.office):
            raise Refusal(f"“{race.title}” is a ballot initiative: nobody stands in it, so there is nobody to ask.")
        _refuse_out_of_season(race)
        if session.get(Questionnaire, race.key) is not None:
            return None
    last = _last_day(secretary, until)
    found = bank_tab.read(secretary)
    try:
        asked = bank.choose(found, issues)
    except LookupError as letter:
        raise Refusal(f"{letter.args[0]} Nothing was issued.") from None
    if found.refused or not asked:
        why = found.refused or "The question bank has no question in use."
        raise Refusal(f"{why} Nothing was issued.")
    personal.keep_key(secretary, race.key)  # a key that is lost later is put back, not drawn anew
    with secretary.ledger.writing(secretary.now()) as pen:
        race = races.of(pen.session, key)
        _refuse_out_of_season(race)
        _refuse_too_late(race, last)
        race_votes.refuse_while_voting(pen.session, race)
        recusals.refuse(secretary, pen.session, [race.key], by)
        if pen.session.get(Questionnaire, race.key) is not None:
            return None
        due = kept.deadline(last, secretary.charter.zone)
        issued = Questionnaire(
            race_key=race.key,
            questions=questionnaires.snapshot(asked),
            issued_by=by.strip(),
            issued_at=pen.at,
            due_at=due,
            extensions=[],
        )
        pen.session.add(issued)
        pen.log("questionnaire.issued", race=race.key, questions=len(asked), due=due.isoformat())
    return issued


def _refuse_out_of_season(race: Race) -> None:
    if race.ended_as:
        raise Refusal(f"“{race.title}” ended as {race.ended_as}. Take it up again first {by_door('reopen', race.key)}.")
    if not race.process:
        raise Refusal(
            f"“{race.title}”: the committee hasn't chosen a process yet. Record that first "
            f"{by_door('process', race.key)}."
        )


def _refuse_too_late(race: Race, until: date) -> None:
    """A day that was mistyped by a month or a year, or that follows from the charter's days, comes before the election.

    A deadline is never brought forward, unless the election is.
    """
    if race.election_day is not None and until >= race.election_day:
        on, last = (calendar.day_in_words(race.election_day - timedelta(days=days)) for days in (0, 1))
        raise Refusal(
            f"“{race.title}”: the election is on {on}, and {calendar.day_in_words(until)} would be the last day for "
            f"answers. Candidates have until a day before that: say which (Last day for answers, or --until), {last} "
            "at the latest."
        )


def _last_day(secretary: Secretary, until: date | None) -> date:
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    rules = secretary.charter.endorsement.questionnaires
    if until is None and rules is None:
        raise Refusal("The charter doesn't say how long candidates have. Say until which day they can answer.")
    last = until or today + timedelta(days=rules.days.value if rules else 0)
    if last <= today:
        raise Refusal("That day is over, or nearly. Give candidates until tomorrow at least.")
    return last


def put_off(secretary: Secretary, key: str, *, until: date, because: str, by: str) -> bool:
    """E4. Give the candidates of a race more time, and tell those who were asked and haven't answered. False: it is so.

    After a race was taken up again, the last day as it stands can be confirmed so: until then nothing is published.
    Where the deadline as it stands isn't before the election any more, it may also be brought forward. Raises Refusal
    without a reason, for a day that isn't later, or not before the election, once the answers are published, and once
    members vote.
    """
    why, who = cells.text(because), cells.text(by)
    if not why or not who:
        raise Refusal(
            "More time needs a reason, which candidates read, and somebody who gives it. Nothing was changed."
        )
    due_at = kept.deadline(until, secretary.charter.zone)
    with secretary.ledger.writing(secretary.now()) as pen:
        due = kept.of(pen.session, key)
        race = races.of(pen.session, key)
        _refuse_out_of_season(race)
        race_votes.refuse_while_voting(pen.session, race)
        recusals.refuse(secretary, pen.session, [race.key], by)
        confirmed = due.due_at == due_at and due.finished_at is None and kept.waits_for_a_day(pen.session, race.key)
        if due.due_at == due_at and not confirmed:
            return False
        if due.finished_at is not None:
            raise Refusal(f"“{race.title}”: the answers are published already. Nothing was changed.")
        _refuse_too_late(race, until)
        sooner = due_at < due.due_at
        if not confirmed and due_at <= pen.at:
            raise Refusal("That day is over. Nothing was changed.")
        if sooner and not kept.reaches_the_election(due, race, secretary.charter.zone):
            raise Refusal("That isn't later than the deadline as it stands. A deadline is never brought forward.")
        made = {"until": until.isoformat(), "because": why, "by": who, "at": pen.at.isoformat()}
        due.due_at, due.extensions = due_at, [*due.extensions, made]
        pen.log("questionnaire.put_off", race=race.key, due=due_at.isoformat())
        pen.session.flush()
        if not confirmed or due_at > pen.at:
            asking_candidates.tell_put_off(secretary, pen, due, why, sooner=sooner)
    return True


@flow(name="questionnaire", flow_run_name=named("Questionnaire: {race:race}"))
def issue_questionnaire(
    race: Annotated[str, titled("Race")],
    issued_by: Annotated[str, titled("Issued by")],
    issue_areas: Annotated[list[str], titled("Issue areas")] = NOTHING_NAMED,
    until: Annotated[WrittenDay, titled("Last day for answers")] = UNSAID,
) -> str:
    """Issue a race's questionnaire. It goes to every candidate who may be asked (E5), each with a link of their own.

    Args:
        race: The race's key.
        issued_by: Your initials.
        issue_areas: Which issue areas are asked about, by their ids in the tab Question bank; all, if left empty.
        until: The last day for answers; as the charter says, if it is left empty. Written as 2026-10-05.
    """
    secretary = Secretary.at_work()
    issued = issue(secretary, race, by=issued_by, issues=issue_areas, until=until)
    screen.show_season(secretary)
    if issued is None:
        return f"“{race}” has a questionnaire already. It stays as it was issued."
    last = kept.last_day(issued, secretary.charter.zone)
    return f"“{race}”: issued. Candidates have until the end of {last}, and letters go out by themselves."


@flow(name="more-time", flow_run_name=named("More time: {race:race}"))
def give_more_time(
    race: Annotated[str, titled("Race")],
    until: Annotated[date, titled("Last day for answers")],
    because: Annotated[str, titled("Why")],
    given_by: Annotated[str, titled("Given by")],
) -> str:
    """Put a questionnaire's deadline off. Whoever was asked and hasn't answered is told, with the reason.

    It is brought forward only where the election day was, and candidates would have until that day or longer.

    Args:
        race: The race's key.
        until: The new last day for answers.
        because: Why, in a sentence that candidates read.
        given_by: Your initials.
    """
    secretary = Secretary.at_work()
    news = put_off(secretary, race, until=until, because=because, by=given_by)
    screen.show_season(secretary)
    return f"“{race}”: candidates have until the end of {until}." if news else "It is on record just so already."
