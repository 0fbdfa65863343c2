"""The form for proposals: one for each year, open until the last day."""

from __future__ import annotations

from core import proposals
from core.paper import Paper
from core.records import ProposalCycle
from flows.duties.form import keeping
from flows.duties.form.keeping import Form
from flows.secretary import Secretary
from templates.forms.proposals import proposal_paper


def name_of(year: int) -> str:
    """A form's file name at Google Drive, by which it is found again."""
    return f"Canvass proposals {year}"


def paper_of(secretary: Secretary, year: int) -> Paper:
    """What the form asks, as it would be made today."""
    facts = {"organisation": secretary.charter.name, "year": year, "questions": proposals.questions(year)}
    return proposal_paper(facts)


def keep(secretary: Secretary, year: int) -> ProposalCycle:
    """A2. The form as it stands: made and published if there is none yet, else compared. A closed one is left alone."""
    return keeping.keep(secretary, _form(secretary, year))


def close(secretary: Secretary, year: int) -> ProposalCycle:
    """Accept no more proposals."""
    return keeping.close(secretary, _form(secretary, year))


def reopen(secretary: Secretary, year: int) -> ProposalCycle:
    """Accept proposals again, in another round."""
    return keeping.reopen(secretary, _form(secretary, year))


def trouble(cycle: ProposalCycle) -> str:
    """What is wrong with a form, in a sentence for whoever has to mend it; nothing if all is well."""
    if not cycle.held_because:
        return ""
    return f"The form “{name_of(cycle.year)}” can't be used: {cycle.held_because} (A2). Mend it; nothing is lost."


def _form(secretary: Secretary, year: int) -> Form[ProposalCycle]:
    return Form(
        name_of(year),
        ProposalCycle,
        key={"year": year},
        paper=lambda _: paper_of(secretary, year),
        about={"form": f"proposals/{year}"},
        told_as="members",
    )
