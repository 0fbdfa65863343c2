"""Agree: organisers put a partnership in force, once everything is settled; until then they hear all that isn't."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from core import calendar
from core.bylaws import partnership as rules
from flows import screen
from flows.draft import Line, Paperwork, _at
from flows.duties.partnership import in_force, partner_forms, partnerships, told
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled


class Agreed(Paperwork):
    """Which partnership is put in force, and by whom."""

    key: str = Field(description="the partnership's key", **_at(0, "Partnership, by its key"))
    by: Line = Field(min_length=1, description="your initials", **_at(1, "Your initials"))


def agree(secretary: Secretary, wanted: Agreed, *, named: bool) -> bool:
    """P1. Put a partnership in force; again, with what its partners said since. False: it is in force just so.

    What has come in by now is read first. Raises Refusal with everything that is unmet at once: `named` says whether
    partners may be named to whoever asks, as on the command line and not in the dashboard (P11).
    """
    rules.settled(secretary.charter)
    before = partner_forms.under_way(secretary, wanted.key).partnership.agreed_at
    with secretary.ledger.writing(secretary.now()) as pen:
        missing = in_force.put(pen, wanted.key, by=wanted.by, named=named, charter=secretary.charter)
        settled = partnerships.of(pen.session, wanted.key)
        if missing:  # raised in here, so that nothing of it is kept
            what = "what changed since it is in force can't be" if before else "it can't be put in force yet"
            lines = [f"“{wanted.key}”: {what}:", *(f"  {one}." for one in missing)]
            raise Refusal(_said(secretary, settled, lines, named=named))
    return settled.partnership.agreed_at != before


def _said(secretary: Secretary, settled: partnerships.Settled, lines: list[str], *, named: bool) -> str:
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    words = "\n".join(lines)
    return words if named else told.neutral(words, settled, to="third parties", on=today, charter=secretary.charter)


def in_words(wanted: Agreed, *, news: bool) -> str:
    """What an organiser hears."""
    if not news:
        return f"“{wanted.key}” is in force just so already."
    return f"“{wanted.key}” is in force. The next pass sends the whole of it to all partners and delegates."


@flow(name="agree", flow_run_name=named("Agree: {partnership.key:partnership}"))
def agree_to_partnership(partnership: Annotated[Agreed, titled("The partnership")]) -> str:
    """Put a partnership in force. Nothing of it goes forward before; all that is still to be settled is named at once.

    Args:
        partnership: Which one. Started again, it puts in force what the partners said since.
    """
    secretary = Secretary.at_work()
    said = in_words(partnership, news=agree(secretary, partnership, named=False))
    screen.show_partners(secretary)
    screen.show_desk(secretary)
    return said
