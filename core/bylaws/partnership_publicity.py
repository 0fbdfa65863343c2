"""Publicity: what may be told of a partner, to members, to its co-partners, and to everybody else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from core import mentions
from core.bylaws.partnership import settled
from core.calendar import day_in_words
from core.charter import Charter
from core.partnership import TOLD, Told
from core.ruling import Ruling

Audience: TypeAlias = Literal["members", "partners", "third parties"]
"""Third parties are everybody else: the public pages, calendar and recount pack are for them."""

UNNAMED = "a partner organisation"


@dataclass(frozen=True)
class Publicity:
    """What a partner wants to be told of it to whom; None where it hasn't said, and the charter's usual holds.

    Third parties are told nothing before the local day `third_parties_from`, if one is set.
    """

    members: Told | None = None
    partners: Told | None = None
    third_parties: Told | None = None
    third_parties_from: date | None = None


def extent(publicity: Publicity, *, to: Audience, on: date, charter: Charter) -> Told:
    """P11. How much may be told of a partner to an audience on a local day: what it said itself, else the charter's."""
    usual = settled(charter).publicity
    if to == "members":
        return publicity.members or usual.members.value
    if to == "partners":
        return publicity.partners or usual.partners.value
    if publicity.third_parties_from is not None and on < publicity.third_parties_from:
        return "nothing"
    return publicity.third_parties or usual.third_parties.value


def is_consistent(publicity: Publicity, *, charter: Charter) -> Ruling:
    """P11. What everybody may know, members and partners may: nothing can be kept from them that is public."""
    usual = settled(charter).publicity
    public = publicity.third_parties or usual.third_parties.value
    inside = {
        "members": publicity.members or usual.members.value,
        "partners": publicity.partners or usual.partners.value,
    }
    for audience, told in inside.items():
        if TOLD.index(told) < TOLD.index(public):
            because = f"third parties may be told {_in_words(public)}, and {audience} only {_in_words(told)}"
            return Ruling(False, "P11", because)
    return Ruling(True, "P11", f"third parties may be told {_in_words(public)}")


def may_be_told(what: Told, publicity: Publicity, *, to: Audience, on: date, charter: Charter) -> Ruling:
    """P11. Whether something may be told of a partner to an audience on a local day. Every message asks this."""
    told = extent(publicity, to=to, on=on, charter=charter)
    because = f"{to} may be told {_in_words(told)}"
    waits = publicity.third_parties_from if to == "third parties" else None
    if waits is not None and on < waits:
        because = f"third parties are told nothing before {day_in_words(waits)}"
    return Ruling(TOLD.index(what) <= TOLD.index(told), "P11", because)


def as_told(partner: str, publicity: Publicity, *, to: Audience, on: date, charter: Charter) -> str | None:
    """P11. How a partner is called before an audience: by its name, without it, or, with None, not at all."""
    told = extent(publicity, to=to, on=on, charter=charter)
    if told == "nothing":
        return None
    return UNNAMED if told == "that there is one" else partner


def may_be_mentioned(
    partners: Mapping[str, Publicity], *, what: Told, to: Audience, on: date, charter: Charter
) -> tuple[str, ...]:
    """P11. The partners of which something may be told to an audience, in their order; the others aren't counted."""
    return tuple(
        name for name, publicity in partners.items() if may_be_told(what, publicity, to=to, on=on, charter=charter)
    )


def is_kept(text: str, partners: Mapping[str, Publicity], *, to: Audience, on: date, charter: Charter) -> Ruling:
    """P11. Whether a text keeps to what may be told: no partner is named in it whom the audience may not know.

    Names are found in any case, with any punctuation; one that is only part of another's that may be told isn't meant.
    The reason names nobody, so it can be logged.
    """
    named = {one.name for one in _slips(text, partners, to=to, on=on, charter=charter)}
    if named:
        return Ruling(False, "P11", f"it names {_count(named)} that {to} may not be told of")
    return Ruling(True, "P11", f"it names no partner that {to} may not be told of")


def without_names(text: str, partners: Mapping[str, Publicity], *, to: Audience, on: date, charter: Charter) -> str:
    """P11. A text as an audience may read it: in the place of each name that it may not know are other words."""
    return mentions.replaced(text, _slips(text, partners, to=to, on=on, charter=charter), UNNAMED)


def _slips(
    text: str, partners: Mapping[str, Publicity], *, to: Audience, on: date, charter: Charter
) -> list[mentions.Mention]:
    known = may_be_mentioned(partners, what="its name", to=to, on=on, charter=charter)
    return mentions.slips(text, [one for one in partners if one not in known], known=known)


def strictest(one: Publicity, other: Publicity, *, charter: Charter) -> Publicity:
    """P11. What may be told of an organisation in several partnerships: only what each of them allows."""
    usual = settled(charter).publicity
    days = [said.third_parties_from for said in (one, other) if said.third_parties_from is not None]
    return Publicity(
        members=_less(one.members, other.members, usual.members.value),
        partners=_less(one.partners, other.partners, usual.partners.value),
        third_parties=_less(one.third_parties, other.third_parties, usual.third_parties.value),
        third_parties_from=max(days, default=None),
    )


def _less(one: Told | None, other: Told | None, usual: Told) -> Told:
    return min(one or usual, other or usual, key=TOLD.index)


def _count(names: Collection[str]) -> str:
    return "a partner" if len(names) == 1 else f"{len(names)} partners"


def _in_words(told: Told) -> str:
    return {
        "nothing": "nothing of it",
        "that there is one": "that there is a partner, and not which",
        "its name": "which organisation it is",
        "what we do together": "which organisation it is, and what we do together",
    }[told]
