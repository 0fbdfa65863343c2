"""Answer for: an organiser records that a candidate declined, or attaches what they answered an allied organisation."""

from __future__ import annotations

from prefect import flow

from core import cells
from core.candidates import website
from core.cells import CellFault
from core.records import Candidate, Questionnaire, Race
from flows import screen
from flows.duties import questionnaires as kept
from flows.duties import races
from flows.duties.asking_candidates import approached
from flows.secretary import Refusal, Secretary
from templates.inserts import WordingFault, address


def decline(secretary: Secretary, key: str, candidate: int, *, because: str, by: str) -> bool:
    """E4. Put on record that a candidate declines to answer: no more reminders go to them. False: it is on record.

    What they answer all the same before the deadline counts. Raises Refusal for an unknown candidate, without anybody
    who says so, and once the answers are published.
    """
    who = cells.text(by)
    if not who:
        raise Refusal("Say who records it: somebody's initials. Nothing was recorded.")
    with secretary.ledger.writing(secretary.now()) as pen:
        race = races.of(pen.session, key)
        _refuse_once_published(race, kept.of(pen.session, key))
        asked = approached(pen, _candidate(race, candidate))
        if asked.declined_at is not None:
            return False
        asked.declined_at, asked.declined_because, asked.declined_by = pen.at, cells.text(because), who
        pen.log("questionnaire.declined", race=race.key, candidate=candidate)
    return True


def attach(secretary: Secretary, key: str, candidate: int, *, link: str, whose: str, by: str) -> bool:
    """E5. Let an allied organisation's answers serve where a candidate hasn't answered ours. False: it is so already.

    Raises Refusal for an unknown candidate, a link that members couldn't open safely, and without the organisation's
    name or anybody who says so, and once the answers are published.
    """
    organisation, who = cells.text(whose), cells.text(by)
    if not organisation or not who:
        raise Refusal("Say whose questionnaire it was, and who attaches it. Nothing was recorded.")
    try:
        found = address(website(link))
    except (CellFault, WordingFault):
        raise Refusal("The link has to begin with https:// and lead to the answers. Nothing was recorded.") from None
    with secretary.ledger.writing(secretary.now()) as pen:
        race = races.of(pen.session, key)
        _refuse_once_published(race, kept.of(pen.session, key))
        asked = approached(pen, _candidate(race, candidate))
        if (asked.allied_link, asked.allied_from) == (found, organisation):
            return False
        asked.allied_link, asked.allied_from, asked.allied_by, asked.allied_at = found, organisation, who, pen.at
        pen.log("questionnaire.attached", race=race.key, candidate=candidate)
    return True


def _refuse_once_published(race: Race, questionnaire: Questionnaire) -> None:
    if questionnaire.finished_at is not None:
        raise Refusal(f"“{race.title}”: the answers are published already. Nothing was changed.")


def _candidate(race: Race, nth: int) -> Candidate:
    found = next((one for one in race.candidates if one.nth == nth), None)
    if found is None:
        known = ", ".join(str(one.nth) for one in race.candidates) or "none yet"
        raise Refusal(f"“{race.title}” has no candidate {nth}. The numbers in the tab Candidates are: {known}.")
    return found


@flow(name="decline", flow_run_name="Decline: {race}/{candidate}")
def record_declined(race: str, candidate: int, recorded_by: str, because: str = "") -> str:
    """Record that a candidate declines to answer the questionnaire. They get no more reminders.

    Args:
        race: The race's key.
        candidate: The candidate's number in the race: 2 for mayor-26/2 in the tab Candidates.
        recorded_by: Your initials.
        because: What they said, if they gave a reason. It stays with the organisers.
    """
    secretary = Secretary.at_work()
    news = decline(secretary, race, candidate, because=because, by=recorded_by)
    screen.show_season(secretary)
    return f"{race}/{candidate} declined." if news else "It is on record already."


@flow(name="allied-answers", flow_run_name="Allied answers: {race}/{candidate}")
def attach_allied_answers(race: str, candidate: int, link: str, whose: str, attached_by: str) -> str:
    """Attach what a candidate answered an allied organisation. It serves where they haven't answered our questionnaire.

    Args:
        race: The race's key.
        candidate: The candidate's number in the race: 2 for mayor-26/2 in the tab Candidates.
        link: Where members can read it; it begins with https://
        whose: The organisation that asked.
        attached_by: Your initials.
    """
    secretary = Secretary.at_work()
    news = attach(secretary, race, candidate, link=link, whose=whose, by=attached_by)
    screen.show_season(secretary)
    return f"{race}/{candidate}: attached." if news else "It is on record just so already."
