"""The forms that are always open: one for each kind of what members may hand in."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import petitions
from core.paper import Paper
from core.petitions import Kind
from core.records import CommitteeSeat, StandingForm
from flows.duties.form import keeping
from flows.duties.form.keeping import Form
from flows.secretary import Secretary
from templates import standing_paper


def link(session: Session, kind: Kind) -> str:
    """The address of a form, for letters; "" if there is none yet, or none any more."""
    form = session.get(StandingForm, kind)
    return form.link if form and form.ready and form.held_because != keeping.GONE else ""


def asked(secretary: Secretary, session: Session) -> tuple[Kind, ...]:
    """M4, M7, S8, S11. Which forms there are: those of the committee's members once somebody has a seat.

    And only if the charter says how motions are decided, and that conflicts are disclosed.
    """
    charter = secretary.charter
    holds = {
        "motion": charter.counting is not None and charter.counting.motion is not None,
        "disclosure": charter.committee.disclosure_months is not None,
    }
    is_there = session.execute(select(CommitteeSeat.row).limit(1)).first() is not None
    made = set(session.execute(select(StandingForm.kind)).scalars())
    committees = [one for one in petitions.OF_COMMITTEE if one in made or (is_there and holds[one])]
    return (*petitions.OF_MEMBERS, *committees)


def name_of(kind: Kind) -> str:
    """A form's file name at Google Drive, by which it is found again."""
    return f"Canvass form: {kind}"


def paper_of(secretary: Secretary, kind: Kind) -> Paper:
    """What a form asks, as it would be made today."""
    return standing_paper(kind, {"organisation": secretary.charter.name, "questions": petitions.questions(kind)})


def keep(secretary: Secretary, kind: Kind) -> StandingForm:
    """M4, M7. A form as it stands: made and published if there is none yet, else compared.

    `held_because` says what is wrong with it; that is on the desk until somebody has mended it.
    """
    form = Form(
        name_of(kind),
        StandingForm,
        key={"kind": kind},
        begin=lambda: StandingForm(kind=kind),
        paper=lambda _: paper_of(secretary, kind),
        about={"form": kind},
    )
    return keeping.keep(secretary, form)


def ensure(secretary: Secretary, kind: Kind) -> None:
    """M4. Make a form if there is none yet, so that the first letters can lead to it."""
    with secretary.ledger.reading() as session:
        form = session.get(StandingForm, kind)
    if form is None or not (form.ready or form.held_because):
        keep(secretary, kind)
