"""The desk: what needs a person, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select

import templates
from core import calendar, letters
from core.records import Election, Letter, MailFault, Matter
from flows.secretary import Secretary


def desk_page(secretary: Secretary, troubles: Iterable[str] = ()) -> str:
    """The page “desk”."""
    with secretary.ledger.reading() as session:
        elections = session.execute(select(Election).order_by(Election.closes_at)).scalars().all()
        letters_held = session.execute(select(Letter).where(Letter.state == letters.HELD)).scalars().all()
        matters = session.execute(select(Matter.kind, func.count()).group_by(Matter.kind)).all()
        mail_faults = session.execute(select(func.count()).select_from(MailFault)).scalar_one()
        needs = [need for election in elections for need in _needs_of(secretary, election)]
        needs += [
            _need(f"A letter is held: {one.key}", one.held_because, "Look at Mailchimp, then release or cancel it.")
            for one in letters_held
        ]
        needs += [_need(*_matter(kind, number)) for kind, number in matters]
        if mail_faults:
            needs.append(
                _need(
                    f"{mail_faults} mailbox(es) can't be reached",
                    "Mailchimp may not write to them.",
                    "Telephone or write to them; `canvass unreachable` lists them with the reason and the remedy.",
                )
            )
        needs += [
            _need("A service is having a bad day", trouble, "Nothing, if it passes: the next run tries again.")
            for trouble in troubles
        ]
    facts = {
        "organisation": secretary.charter.name,
        "as_of": calendar.in_words(secretary.now(), secretary.charter.zone),
        "needs": needs,
    }
    return templates.artifact("desk", facts)


def _needs_of(secretary: Secretary, election: Election) -> list[dict[str, str]]:
    needs = []
    if election.held_because and election.state != "withdrawn":
        needs.append(
            _need(
                f"“{election.title}” is stopped",
                election.held_because,
                f"Mend it, or accept it: canvass accept {election.key}",
            )
        )
    if election.state == "counted":
        link = f"{secretary.settings.dashboard}/artifacts/key/result-{election.key}"
        needs.append(
            _need(
                f"Certify “{election.title}”",
                "Its ballots are counted; nothing is announced before somebody has looked.",
                f"Resume the run “Certify: {election.key}”, or: canvass certify {election.key}",
                link,
            )
        )
    return needs


def _matter(kind: str, number: int) -> tuple[str, str, str]:
    says = {
        "row": (
            "row(s) couldn't be used",
            "The page “membership” lists them.",
            "Correct them in the sheet; they count from the next reading.",
        ),
        "who": (
            "sign-in(s) are a question",
            "Nobody can say for sure who they are.",
            "Correct the name or address in the sheet, or add the address to the tab Members.",
        ),
        "twins": (
            "pair(s) of members may be one person",
            "Their names or addresses are alike.",
            "If they are one person, leave one line with both addresses.",
        ),
    }
    what, why, do = says[kind]
    return f"{number} {what}", why, do


def _need(what: str, why: str, do: str, link: str = "") -> dict[str, str]:
    return {"what": what, "why": why, "do": do, "link": link}
