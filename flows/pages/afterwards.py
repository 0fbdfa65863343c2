"""After the vote, for the pages “season” and “desk”: what was decided, what is still to come, and who must act."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from core import calendar, candidates
from core.records import Race
from flows.duties.letter import calls
from flows.duties.race import afterwards, outcomes, press, unheard
from flows.duties.race.afterwards import Report
from flows.duties.race.unheard import Unheard
from flows.pages.needs import Address, Need, need, nowhere
from flows.secretary import Secretary


def of_season(secretary: Secretary, session: Session) -> list[dict[str, Any]]:
    """E16, E17. For the page “season”: each race that members have decided, and what is still to come of it."""
    return [_race(secretary, session, one) for one in afterwards.decided(session)]


def _race(secretary: Secretary, session: Session, race: Race) -> dict[str, Any]:
    outcome, heard = outcomes.of_race(session, race), afterwards.members_heard(session, race)
    ahead = heard is not None and heard > secretary.now()
    return {
        "key": race.key,
        "title": race.title,
        "sentence": outcome.sentence if outcome else "",
        "statement": outcome.statement if outcome else "",
        "members_hear": calendar.in_words(heard, secretary.charter.zone) if heard and ahead else "",
        "unheard": ", ".join(unheard.of_outcome(session, race)),
        "press": _press(session, race),
        "reports": [_report(one) for one in _reports(secretary, session) if one.race.key == race.key],
    }


def _press(session: Session, race: Race) -> str:
    kept = press.approved(session, race.key)
    if kept is not None:
        return f"approved by {kept.approved_by}"
    waits = race.key in {one.key for one in press.waiting(session)}
    return "waits to be approved" if waits else "none"


def _report(report: Report) -> dict[str, str]:
    label = candidates.label(report.race.key, report.candidate.nth)
    return {"name": report.candidate.name, "label": label, "how": report.due.ruling.because}


def _reports(secretary: Secretary, session: Session) -> Iterator[Report]:
    return afterwards.reports(session, on=calendar.day_of(secretary.now(), secretary.charter.zone))


def needs(secretary: Secretary, session: Session, address: Address = nowhere) -> Iterator[Need]:
    """E16, E17. For the desk: press releases to approve, candidates to telephone, and reports owed to the members."""
    for race in press.waiting(session):
        yield need(
            f"Approve the press release about “{race.title}”",
            "There is a draft. Nobody outside gets it before somebody has read it.",
            f"Read it, then open the run “Press release: {race.key}” and press Resume.",
            command=f"canvass release-press {race.key}",
            page=f"press-{race.key}",
            address=address,
        )
    for silent in [one for one in unheard.candidates(secretary, session) if not one.told]:
        yield _to_call(silent)
    for report in [one for one in _reports(secretary, session) if one.due.number and not one.is_recorded]:
        yield _owed(report)


def _to_call(silent: Unheard) -> Need:
    """A candidate who hasn't heard what a letter was to tell them."""
    door, command = "told", f'canvass told {silent.label} "{silent.about}" --by "…"'
    about = "" if silent.about == calls.ELSE else f" about {silent.about}"
    if silent.forum:
        about = f" about the forum {silent.forum}"
        door, command = "forum-reply", f'canvass forum-reply {silent.forum} {silent.label} "nothing yet" --by "…"'
    return need(
        f"Telephone {silent.label} about “{silent.race.title}”",
        f"No letter reaches them: {silent.because}. Candidates hear before the members do (E16).",
        f"Tell them what they have to know{about}, and record who did. Ask for an address that works, and write it "
        "into the tab Candidates.",
        door=door,
        command=command,
    )


def _owed(report: Report) -> Need:
    """A candidate who has been asked, or is to be, and hasn't reported back."""
    label = candidates.label(report.race.key, report.candidate.nth)
    mailbox = "They are asked by letter, every month." if report.candidate.email else "There is no address of theirs."
    return need(
        f"{label} is to report back on “{report.race.title}”",
        f"The charter's time after the election is over, and no report is on record. {mailbox}",
        "Find a day for a forum with them. Once it has taken place, or none is expected any more, record that.",
        door="reported",
        command=f"canvass reported {label}",
    )
