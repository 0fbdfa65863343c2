"""Answer for: an organiser records that a candidate declined, or attaches what they answered an allied organisation."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from core import cells
from core.candidates import label, website
from core.cells import CellFault
from core.ledger import Pen
from core.records import Asked
from flows import screen
from flows.duties.committee import recusals
from flows.duties.questionnaire import questionnaires as kept
from flows.duties.questionnaire.asking_candidates import approached
from flows.duties.race import races, reasons
from flows.duties.race.labels import candidate_called
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled
from templates.inserts import WordingFault, address

What: TypeAlias = Literal["declined", "attached"]
"""What can be taken back."""


def decline(secretary: Secretary, candidate: str, *, because: str, by: str) -> bool:
    """E4. Put on record that a candidate declines to answer: no more reminders go to them. False: it is on record.

    What they answer all the same before the deadline counts. Raises Refusal for an unknown candidate, without anybody
    who says so, and once the answers are published.
    """
    who = cells.text(by)
    if not who:
        raise Refusal("Say who records it: somebody's initials. Nothing was recorded.")
    with secretary.ledger.writing(secretary.now()) as pen:
        asked = _approached(secretary, pen, candidate, by)
        if asked.declined_at is not None:
            return False
        asked.declined_at, asked.declined_because, asked.declined_by = pen.at, cells.text(because), who
        pen.log("questionnaire.declined", race=asked.race_key, candidate=asked.nth)
    return True


def attach(secretary: Secretary, candidate: str, *, link: str, whose: str, by: str) -> bool:
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
        asked = _approached(secretary, pen, candidate, by)
        if (asked.allied_link, asked.allied_from) == (found, organisation):
            return False
        asked.allied_link, asked.allied_from, asked.allied_by, asked.allied_at = found, organisation, who, pen.at
        pen.log("questionnaire.attached", race=asked.race_key, candidate=asked.nth)
    return True


def take_back(secretary: Secretary, candidate: str, what: What, *, because: str, by: str) -> bool:
    """E4, E5. Take back that a candidate declined, or what was attached: a slip. False: nothing of it is on record.

    Then they are as they were: reminded again, if they have neither answered nor declined on the form. Raises Refusal
    without a reason and somebody who gives it, and once the answers are published.
    """
    if not cells.text(because) or not cells.text(by):
        raise Refusal("Say why it is taken back, and who says so. Nothing was changed.")
    with secretary.ledger.writing(secretary.now()) as pen:
        asked = _approached(secretary, pen, candidate, by)
        if (asked.declined_at if what == "declined" else asked.allied_at) is None:
            return False
        kind, who = f"questionnaire.{what}.withdrawn", label(asked.race_key, asked.nth)
        before = "" if what == "declined" else f"{asked.allied_from}: {asked.allied_link}"  # what they said isn't ours
        reasons.keep(
            pen, kind, who, because=because, by=by, before=before, race=asked.race_key, candidate=asked.nth
        )  # fmt: skip
        if what == "declined":
            asked.declined_at, asked.declined_because, asked.declined_by = None, "", ""
        else:
            asked.allied_link, asked.allied_from, asked.allied_by, asked.allied_at = "", "", "", None
    return True


def _approached(secretary: Secretary, pen: Pen, written: str, by: str) -> Asked:
    """What is on record of a candidate, by label. Raises Refusal for an unknown one, and once answers are published."""
    one = candidate_called(pen.session, written, withdrawn_too=True)
    recusals.refuse(secretary, pen.session, [one.race_key], by)
    if kept.of(pen.session, one.race_key).finished_at is not None:
        title = races.of(pen.session, one.race_key).title
        raise Refusal(f"“{title}”: the answers are published already. Nothing was changed.")
    asked = approached(pen, one)
    pen.session.flush()
    return asked


@flow(name="decline", flow_run_name=named("Decline: {candidate:candidate}"))
def record_declined(
    candidate: Annotated[str, titled("Candidate")],
    recorded_by: Annotated[str, titled("Recorded by")],
    because: Annotated[str, titled("What they said")] = "",
    withdrawn_because: Annotated[str, titled("Only to take it back: why it was a slip")] = "",
) -> str:
    """Record that a candidate declines to answer the questionnaire. They get no more reminders.

    Args:
        candidate: As in the tab Candidates, e.g. mayor-26/2.
        recorded_by: Your initials.
        because: What they said, if they gave a reason. It stays with the organisers.
        withdrawn_because: If it was recorded by mistake: why. Then it is taken back, and they are reminded again.
    """
    secretary = Secretary.at_work()
    if withdrawn_because.strip():
        news = take_back(secretary, candidate, "declined", because=withdrawn_because, by=recorded_by)
    else:
        news = decline(secretary, candidate, because=because, by=recorded_by)
    screen.show_season(secretary)
    return in_words(candidate, "declined", changed=news, withdrawn=bool(withdrawn_because.strip()))


@flow(name="allied-answers", flow_run_name=named("Allied answers: {candidate:candidate}"))
def attach_allied_answers(
    candidate: Annotated[str, titled("Candidate")],
    attached_by: Annotated[str, titled("Attached by")],
    link: Annotated[str, titled("Where members can read the answers")] = "",
    whose: Annotated[str, titled("The organisation that asked")] = "",
    withdrawn_because: Annotated[str, titled("Only to take it back: why it was a slip")] = "",
) -> str:
    """Attach what a candidate answered an allied organisation. It serves where they haven't answered our questionnaire.

    Args:
        candidate: As in the tab Candidates, e.g. mayor-26/2.
        attached_by: Your initials.
        link: Where members can read it; it begins with https://
        whose: The organisation that asked.
        withdrawn_because: If something was attached by mistake: why. Then it is taken back.
    """
    secretary = Secretary.at_work()
    if withdrawn_because.strip():
        news = take_back(secretary, candidate, "attached", because=withdrawn_because, by=attached_by)
    else:
        news = attach(secretary, candidate, link=link, whose=whose, by=attached_by)
    screen.show_season(secretary)
    return in_words(candidate, "attached", changed=news, withdrawn=bool(withdrawn_because.strip()))


def in_words(candidate: str, what: What, *, changed: bool, withdrawn: bool) -> str:
    """What whoever recorded it, or took it back, is told."""
    if withdrawn:
        return f"{candidate}: taken back." if changed else "Nothing of it is on record. Nothing changed."
    if what == "declined":
        return f"{candidate} declined." if changed else "It is on record already."
    return f"{candidate}: attached." if changed else "It is on record just so already."
