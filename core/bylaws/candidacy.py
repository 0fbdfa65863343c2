"""Who stands, whether the race is ours, and who is asked: what has to hold before a candidate hears from us."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from core.bylaws import endorsement
from core.calendar import day_in_words
from core.charter import Charter
from core.cited import plain
from core.ruling import Ruling

FactKind: TypeAlias = Literal["account", "website"]
Ending: TypeAlias = Literal["non-endorsement", "called off"]

KINDS: tuple[FactKind, ...] = ("account", "website")

FEC, OCPF = "FEC", "OCPF"


@dataclass(frozen=True)
class Finding:
    """What was found out about a candidate, on a local day: whether it holds. A person's word doesn't grow old."""

    kind: FactKind
    holds: bool
    on: date
    by_a_person: bool = False


def in_our_district(office: str, district: str, local_because: str, *, charter: Charter) -> Ruling:
    """E1. A district has to be one that the charter lists, or somebody has to say why it represents us."""
    known = charter.endorsement.offices.districts_of(office)
    if known is None:
        return Ruling(True, "E1", f"{office} has no districts")
    listed = f"the charter lists {', '.join(known)}" if known else "the charter lists none"
    if not plain(district):
        how = f"{listed}; any other needs a reason why it represents {charter.short_name}"
        return Ruling(False, "E1", f"{office} is elected by district, and none is named: {how}")
    if plain(district) in map(plain, known):
        return Ruling(True, "E1", f"{district} is listed as one of {charter.short_name}'s districts")
    if local_because.strip():
        return Ruling(True, "E1", f"{district} represents {charter.short_name}: {local_because.strip()}")
    return Ruling(False, "E1", f"nobody has said why {district} represents {charter.short_name}; {listed}")


def names_our_district(office: str, title: str, *, charter: Charter) -> Ruling:
    """E1. A contest that isn't on record as a race says in its title by which of the charter's districts it is ours."""
    known = charter.endorsement.offices.districts_of(office)
    if known is None:
        return Ruling(True, "E1", f"{office} has no districts")
    if any(plain(one) in plain(title) for one in known):
        return Ruling(True, "E1", f"its title names one of {charter.short_name}'s districts")
    listed = f"the charter lists {', '.join(known)}" if known else "the charter lists none"
    because = f"{office} is elected by district, and the title names none of ours ({listed}); open it as a race"
    return Ruling(False, "E1", because)


def represents_us(office: str, district: str, local_because: str, *, charter: Charter) -> Ruling:
    """E1. An office on the charter's lists, and one of the organisation's districts; or an initiative."""
    listed = endorsement.represents_us(office, charter=charter)
    if not listed:
        return listed
    where = in_our_district(office, district, local_because, charter=charter)
    return where if not where or charter.endorsement.offices.districts_of(office) is not None else listed


def authority(office: str, *, charter: Charter) -> str:
    """E5. With whom candidates for an office have their account: OCPF, or the FEC for federal offices."""
    rules = charter.endorsement.candidacy
    federal = rules.federal.value if rules else ()
    return FEC if plain(office) in map(plain, federal) else OCPF


def may_be_asked(office: str, findings: Iterable[Finding], *, on: date, charter: Charter) -> Ruling:
    """E5. A questionnaire or an invitation goes to a candidate with an active account and a campaign website.

    `findings` are the newest of each kind; `on` is a local day. What was looked up long ago doesn't count; what a
    person confirmed does.
    """
    rules = charter.endorsement.candidacy
    if rules is None:
        return Ruling(True, "E5", "the charter asks nothing of candidates")
    known = {one.kind: one for one in findings}
    wanted: list[tuple[FactKind, str]] = []
    if rules.account.value:
        wanted.append(("account", f"an active account with {authority(office, charter=charter)}"))
    if rules.website.value:
        wanted.append(("website", "a campaign website"))
    lacking = list(_lacking(wanted, known, on=on, days=rules.checked_within_days.value))
    if lacking:
        return Ruling(False, "E5", "; ".join(lacking))
    has = " and ".join(what for _, what in wanted)
    return Ruling(True, "E5", f"the candidate has {has}" if has else "the charter asks nothing of candidates")


def _lacking(
    wanted: Iterable[tuple[FactKind, str]], known: dict[FactKind, Finding], *, on: date, days: int
) -> Iterator[str]:
    for kind, what in wanted:
        found = known.get(kind)
        if found is None:
            yield f"nobody has looked yet for {what}"
        elif not found.holds:
            yield f"{what} was not found on {day_in_words(found.on)}"
        elif not found.by_a_person and (on - found.on).days > days:
            yield f"{what} was last seen on {day_in_words(found.on)}, more than {days} days ago"


def process_chosen(process: str, *, chosen_by: str, chosen_on: date | None) -> Ruling:
    """E2. The committee decides which races get a process, and which: without that nothing begins."""
    if not process or chosen_on is None:
        return Ruling(False, "E2", "the committee hasn't decided yet by which process the race is taken up")
    return Ruling(True, "E2", f"{chosen_by} chose the {process} process on {day_in_words(chosen_on)}")


def may_end(*, ended_by: str, because: str, voting: bool, by_the_committee: bool = False) -> Ruling:
    """E15. The committee may decide at any stage not to endorse; while there is a vote, that is withdrawn first.

    `by_the_committee`: the vote is the committee's own, on what it recommends.
    """
    if voting and by_the_committee:
        return Ruling(False, "E15", "the committee is voting on it by form; withdraw that vote first")
    if voting:
        return Ruling(False, "E15", "members are voting on this race; withdraw the ballot first, and they are told")
    if not ended_by.strip() or not because.strip():
        return Ruling(False, "E15", "it isn't said who decided not to endorse, and why")
    return Ruling(True, "E15", f"{ended_by.strip()} decided not to endorse: {because.strip()}")
