"""Side by side: the partners' reports as each audience may read them, and what is said of their agreement and power."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core import parallel
from core.bylaws import partnership as partners_rules
from core.bylaws import partnership_parallel as rules
from core.bylaws.partnership_parallel import Report
from core.bylaws.partnership_publicity import Audience
from core.charter import Charter
from core.records import Letter
from flows.duties.partnership import told
from flows.duties.partnership.parallel_votes import Standing

OCCASIONS = ("parallel_compared", "parallel_contacts")
"""The letters in which reports stand side by side."""

NO_REPORT = {"decision": "", "shares": [], "participation": "", "corrected": False, "feedback": ""}
"""What stands beside a partner that hasn't reported."""


@dataclass(frozen=True)
class Reader:
    """For whom reports are set side by side: an audience on a local day, and which partner they belong to, if any.

    Organisers, who have the book, are no audience: they read every name.
    """

    audience: Audience | None
    on: date
    partner: int = 0
    feedback: bool = False


def label(standing: Standing, nth: int, reader: Reader) -> str | None:
    """P11. How a partner is called before a reader, who knows their own organisation; None: not at all."""
    if nth == reader.partner or reader.audience is None:
        return standing.settled.name_of(nth)
    return told.as_told(standing.settled, nth, to=reader.audience, on=reader.on, charter=standing.charter)


def words(standing: Standing, text: str, reader: Reader) -> str:
    """P11. A text in which no partner is named whom its reader may not know."""
    if reader.audience is None:
        return text
    return told.neutral(text, standing.settled, to=reader.audience, on=reader.on, charter=standing.charter)


def rows(standing: Standing, reader: Reader, shown: Mapping[int, Sequence[Any]]) -> list[dict[str, Any]]:
    """P6, P9, P11. The reports, a row for each partner that may be told of, whether it has reported or not.

    `shown` are the percentages and participation that stood in earlier letters, by partner. What differs from them
    isn't shown a second time: the difference of two tables would tell how those voted who came in between. Nor is
    anything shown after no percentages were: that there were none says something of the votes, too.
    """
    found = []
    for partner in standing.settled.partners:
        who = label(standing, partner.nth, reader)
        if who is not None:
            report = standing.reports.get(partner.nth)
            row = _row(standing, partner.nth, report, reader, shown) if report else NO_REPORT
            found.append({"nth": partner.nth, "who": who, **row})
    return found


def _row(
    standing: Standing, nth: int, report: Report, reader: Reader, shown: Mapping[int, Sequence[Any]]
) -> dict[str, Any]:
    figures = figures_of(report, charter=standing.charter)
    corrected = nth in shown and list(shown[nth]) != figures
    return {
        "decision": words(standing, report.decision, reader),
        "shares": [] if corrected else figures[0],
        "participation": "" if corrected else figures[1],
        "corrected": corrected,
        "feedback": words(standing, report.feedback, reader) if reader.feedback else "",
    }


def figures_of(report: Report, *, charter: Charter) -> list[Any]:
    """P9. A report's percentages as far as they may be shown, and how many took part.

    Why there are none isn't said: that all voted alike would say how each of them did.
    """
    least = partners_rules.settled(charter).smallest_group.value
    shares: list[list[str]] = []
    if rules.may_show_shares(report, charter=charter):
        shares = [[choice, parallel.percent(share)] for choice, share in report.shares.items()]
    few = report.took_part < least
    return [shares, f"fewer than {least} took part" if few else f"{report.took_part} of {report.could} took part"]


def shown_before(session: Session, vote: str) -> dict[int, list[Any]]:
    """P9. What stood in letters of each partner's figures, as it was told first, be it that there were none to show."""
    mine = or_(*(Letter.key.startswith(f"parallel.{vote}{end}", autoescape=True) for end in "./"))
    told_in = select(Letter).where(Letter.occasion.in_(OCCASIONS), mine)
    found: dict[int, list[Any]] = {}
    written = session.execute(told_in.order_by(Letter.planned_at, Letter.key)).scalars()
    for row in (row for letter in written for row in letter.facts.get("rows", []) if row["participation"]):
        found.setdefault(int(row["nth"]), [row["shares"], row["participation"]])
    return found


def agreement(standing: Standing, reader: Reader) -> str:
    """P6, P11. Whether the partners agree by rule, in a sentence or two; whoever may not be told of isn't in them."""
    found = standing.outcome
    said = f"The partners agree: “{found.decision}”." if found.ruling else "The partners don't agree on a decision."
    owing = [label(standing, nth, reader) for nth in standing.owing]
    missing = list(dict.fromkeys(one for one in owing if one is not None))
    if missing:
        said += f" No report came of {', '.join(missing)}."
    return words(standing, said, reader)


def power(standing: Standing, reader: Reader) -> str:
    """P8, P11. The power between the partners in words, beside the result. It weighs nothing."""
    return (
        words(standing, partners_rules.power_in_words(standing.settled.power, charter=standing.charter), reader)
        or "Power between the partners: not named."
    )


def steps(standing: Standing, reader: Reader) -> list[dict[str, str]]:
    """P6, P11. Which next step each partner wants, as far as it has said, and may be told of."""
    found = []
    for nth, step in sorted(standing.steps.items()):
        who = label(standing, nth, reader)
        if who is not None:
            found.append({"who": who, "step": words(standing, step, reader)})
    return found


def proposals(standing: Standing, reader: Reader) -> list[str]:
    """P6, P11. The proposed next steps, in the order of their numbers."""
    return [words(standing, one, reader) for one in standing.proposals]
