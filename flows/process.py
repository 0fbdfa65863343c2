"""Process: what the committee decided about a race – by which process it is taken up, or that it isn't endorsed for."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from sqlalchemy.orm import Session

from core import calendar, cells
from core.bylaws import afterwards, candidacy, endorsement
from core.forums import PLANNED
from core.records import Questionnaire, Race
from core.records.elections import COMMITTEE
from core.secrecy import fingerprint
from flows import screen
from flows.duties.forum import forums
from flows.duties.questionnaire import questionnaires
from flows.duties.race import endings, given_up, outcomes, race_votes, races, reasons
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import UNSAID, WrittenDay, titled
from flows.ways import by_door


def choose(secretary: Secretary, key: str, process: str, *, chosen_by: str, chosen_on: date | None = None) -> bool:
    """E2, E13, E14. Put on record by which process a race is taken up. False: it is on record just so already.

    Raises Refusal for a process that the charter doesn't know or that isn't open to this race, without anybody who
    chose it, for a day to come, while members vote on it, and once they have decided.
    """
    today, rules = calendar.day_of(secretary.now(), secretary.charter.zone), secretary.charter
    known = rules.endorsement.process(process)
    if known is None:
        names = ", ".join(one.name for one in rules.endorsement.processes)
        raise Refusal(f"There is no process “{process}”. The charter has {names}.")
    if not chosen_by.strip():
        raise Refusal("Say who chose it: the committee, or somebody's initials. Nothing was recorded.")
    if (chosen_on or today) > today:
        raise Refusal("That day is still to come. Record a decision when it has been taken.")
    with secretary.ledger.writing(secretary.now()) as pen:
        race = races.of(pen.session, key)
        _refuse_once_over(race)
        race_votes.refuse_while_voting(pen.session, race)
        on = chosen_on or (race.chosen_on if race.process == known.name and race.chosen_on else today)
        wanted = (known.name, chosen_by.strip(), on)
        if (race.process, race.chosen_by, race.chosen_on) == wanted:
            return False
        race.process, race.chosen_by, race.chosen_on = wanted
        fits = endorsement.process_is_for(race.office, known, charter=rules)
        if fits and races.running(race):  # before there are candidates, nobody can say whether it fits them
            fits = endorsement.process_fits(races.as_the_bylaws_see_it(race, charter=rules), charter=rules)
        if not fits:
            raise Refusal(f"“{race.title}” can't be taken up so: {fits.because} ({fits.clause}).")
        decision = fingerprint([known.name, race.chosen_by, on.isoformat()])
        pen.log("process.chosen", race=race.key, process=known.name, decision=decision)
    return True


def end(secretary: Secretary, key: str, *, because: str, ended_by: str) -> bool:
    """E15. Put on record that the committee doesn't endorse in a race, at whatever stage. False: it is on record.

    Letters that ask its candidates to answer or to come, and aren't out yet, are given up. Raises Refusal without a
    reason or anybody who decided, while members vote on it, and once they have decided, unless whom they endorsed
    withdrew during the vote.
    """
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    with secretary.ledger.writing(secretary.now()) as pen:
        race = races.of(pen.session, key)
        if race.ended_as:
            return False
        _refuse_unless_given_up(pen.session, race)
        vote = race_votes.is_voted_on(pen.session, race)
        own = vote is not None and vote.electorate == COMMITTEE
        voting = vote is not None
        ruling = candidacy.may_end(ended_by=ended_by, because=because, voting=voting, by_the_committee=own)
        if not ruling:
            raise Refusal(f"“{race.title}” goes on: {ruling.because} ({ruling.clause}).")
        race.ended_as, race.ended_on = "non-endorsement", today
        race.ended_because, race.ended_by = because.strip(), ended_by.strip()
        told = {"race": race.key, "as_": race.ended_as}
        reasons.keep(pen, given_up.ENDED, race.key, because=because, by=ended_by, **told)
        given_up.stop(pen, race)
    return True


def reopen(secretary: Secretary, key: str, *, because: str) -> bool:
    """E15. Take a race up again that had ended without a vote. False: it hadn't.

    Letters that it ended are given up where they aren't out yet; whoever has had one hears of this, too. Raises Refusal
    without a reason, and for a race that members have decided.
    """
    if not because.strip():
        raise Refusal("Say why it is taken up again. Nothing was recorded.")
    with secretary.ledger.writing(secretary.now()) as pen:
        race = races.of(pen.session, key)
        if not race.ended_as:
            return False
        race_votes.refuse_once_decided(pen.session, race)
        endings.take_back(
            secretary, pen, race, because=cells.text(because), expected=_expected(secretary, pen.session, race)
        )
        before = f"ended on {race.ended_on}: {race.ended_because} (decided by {race.ended_by})"
        reasons.keep(pen, "race.reopened", race.key, because=because, before=before, race=race.key)
        race.ended_as, race.ended_on, race.ended_by, race.ended_because = "", None, "", ""
    return True


def _expected(secretary: Secretary, session: Session, race: Race) -> list[str]:
    """E4, E6. What candidates are asked to do again once a race is taken up, and by when."""
    zone, due = secretary.charter.zone, session.get(Questionnaire, race.key)
    found = []
    if due is not None and due.finished_at is None:
        until = questionnaires.last_day(due, zone)
        over = "We write again if you can still answer our questionnaire: its last day is over."
        goes_on = f"Our questionnaire can be answered again, until the end of {until}, by the link you have."
        found.append(over if due.due_at <= secretary.now() else goes_on)
    for forum in forums.forums_of(session, race.key):
        if forum.state == PLANNED and forum.begins_at > secretary.now():
            begins = calendar.local_in_words(forum.begins_at, zone)
            found.append(f"“{forum.title}” takes place as we wrote, on {begins}: please come, if you were invited.")
    return found


def _refuse_unless_given_up(session: Session, race: Race) -> None:
    """E15. What members have decided stays as it is, unless nobody is left whom they endorsed."""
    outcome = outcomes.of_race(session, race)
    if outcome is None or not afterwards.may_be_given_up(outcome.winners, outcome.withdrew):
        race_votes.refuse_once_decided(session, race)


def _refuse_once_over(race: Race) -> None:
    if race.ended_as:
        raise Refusal(f"“{race.title}” ended as {race.ended_as}. Take it up again first {by_door('reopen', race.key)}.")


@flow(name="process", flow_run_name=named("Process: {race:race}"))
def choose_process(
    race: Annotated[str, titled("Race")],
    process: Annotated[str, titled("By which process")],
    chosen_by: Annotated[str, titled("Chosen by")],
    chosen_on: Annotated[WrittenDay, titled("Chosen on")] = UNSAID,
) -> str:
    """Record by which process the committee takes up a race.

    Args:
        race: The race's key, as in the tab Candidates.
        process: As the charter names it: full, abbreviated, re-endorsement, initiative or anti-endorsement.
        chosen_by: Who chose it: the committee, or somebody's initials.
        chosen_on: The day; today, if it is left empty. Written as 2026-10-05.
    """
    secretary = Secretary.at_work()
    news = choose(secretary, race, process, chosen_by=chosen_by, chosen_on=chosen_on)
    screen.show_season(secretary)
    return f"“{race}” is taken up by the {process} process." if news else "It is on record just so already."


@flow(name="no-endorsement", flow_run_name=named("No endorsement: {race:race}"))
def end_without_vote(
    race: Annotated[str, titled("Race")],
    because: Annotated[str, titled("Why")],
    decided_by: Annotated[str, titled("Decided by")],
) -> str:
    """Record that the committee doesn't endorse in a race, and why. It can be decided at any stage.

    Args:
        race: The race's key.
        because: Why, in a sentence that members read.
        decided_by: Who decided it, e.g. the committee. Candidates and members read it word for word.
    """
    secretary = Secretary.at_work()
    news = end(secretary, race, because=because, ended_by=decided_by)
    screen.show_season(secretary)
    remains = forums.remaining(secretary, race)
    return (f"“{race}” ended without an endorsement." if news else "It had ended before. Nothing changed.") + remains


@flow(name="reopen", flow_run_name=named("Reopen: {race:race}"))
def reopen_race(race: Annotated[str, titled("Race")], because: Annotated[str, titled("Why")]) -> str:
    """Take a race up again that had ended without a vote.

    Args:
        race: The race's key.
        because: Why, in a sentence. Whoever has heard that it ended reads it.
    """
    secretary = Secretary.at_work()
    news = reopen(secretary, race, because=because)
    screen.show_season(secretary)
    return f"“{race}” is taken up again." if news else "It hadn't ended. Nothing changed."
