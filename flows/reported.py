"""Reported: that an endorsed candidate has reported back to the members, or why none is expected any more."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from core import calendar, candidates, cells
from core.records import ReportBack
from flows import screen
from flows.duties.race import outcomes, races
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import UNSAID, WrittenDay, titled


def report(
    secretary: Secretary, candidate: str, *, by: str, on: date | None = None, waived_because: str = "", note: str = ""
) -> bool:
    """E17. Put on record that a candidate, such as mayor-26/1, reported back. False: it is on record just so already.

    Raises Refusal for somebody who wasn't endorsed, a day to come, and without anybody who says so.
    """
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    if not by.strip():
        raise Refusal("Say who records it: somebody's initials. Nothing was recorded.")
    if (on or today) > today:
        raise Refusal("That day is still to come. Record a report when it has taken place.")
    with secretary.ledger.writing(secretary.now()) as pen:
        key, _, digits = candidate.strip().rpartition("/")
        race = races.of(pen.session, key)
        outcome = outcomes.of_race(pen.session, race)
        endorsed = [one.nth for one in outcomes.endorsed(race, outcome)] if outcome else []
        nth = int(digits) if digits.isdecimal() else 0
        if nth not in endorsed:
            known = ", ".join(candidates.label(race.key, one) for one in endorsed) or "nobody"
            raise Refusal(f"“{candidate}” isn't endorsed by name. In “{race.title}” that is: {known}.")
        kept = pen.session.get(ReportBack, (race.key, nth))
        day = on or (kept.on if kept else today)
        wanted = {"on": day, "waived_because": cells.text(waived_because), "note": cells.text(note), "by": by.strip()}
        if kept is not None and all(getattr(kept, what) == value for what, value in wanted.items()):
            return False
        kept = kept or ReportBack(race_key=race.key, nth=nth, at=pen.at)
        for what, value in wanted.items():
            setattr(kept, what, value)
        pen.session.add(kept)
        pen.log("report.recorded", race=race.key, nth=nth, on=day.isoformat(), waived=bool(waived_because.strip()))
    return True


@flow(name="reported", flow_run_name=named("Reported back: {candidate:candidate}"))
def record_report(
    candidate: Annotated[str, titled("Candidate")],
    recorded_by: Annotated[str, titled("Recorded by")],
    on: Annotated[WrittenDay, titled("Day")] = UNSAID,
    waived_because: Annotated[str, titled("Why it was left out")] = "",
    note: Annotated[str, titled("Note for the record")] = "",
) -> str:
    """Record that an endorsed candidate reported back to the members. Nobody is asked for it any more after that.

    Args:
        candidate: The number beside the candidate in the tab Candidates, e.g. mayor-26/1.
        recorded_by: Your initials.
        on: The day; today, if it is left empty. Written as 2026-10-05.
        waived_because: Only if no report is expected any more: why.
        note: What the record should say, in a sentence.
    """
    secretary = Secretary.at_work()
    news = report(secretary, candidate, by=recorded_by, on=on, waived_because=waived_because, note=note)
    screen.show_season(secretary)
    return f"The report of {candidate} is on record." if news else "It is on record just so already."
