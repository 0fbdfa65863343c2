"""Role piles: a flat vote's ballots by voter role, for counting what weighs unlike, and for results by groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import suppression
from core.bylaws.partnership import settled
from core.charter import Charter
from core.counting.ballots import Ballots, Role
from core.counting.count import count
from core.counting.record import Count
from core.counting.rule import CountingRule, Option, Ranking
from core.group_table import GroupTable
from core.records import Contest, RolePile, RollEntry
from core.suppression import Publication
from flows.duties.election import roll
from flows.duties.election.rules import rules_of

BLANK = "left blank"
"""What a ballot chose that answered nothing."""

Piles = Mapping[str, Mapping[Ranking, int]]

PLURAL = {"member": "members", "delegate": "delegates"}


def of(
    session: Session, contest: Contest, rankings: Iterable[tuple[str, Ranking]], *, rule: CountingRule
) -> Iterator[RolePile]:
    """P7, P9. The rows to be written at sealing, of ballots with their voters' roles; none where nothing needs them.

    They are needed for counting where ballots weigh unlike, or where something of a result by groups can be told.
    Else not even the book knows how delegates voted.
    """
    piles = dict[str, Counter[Ranking]]()
    for role, ranking in rankings:
        piles.setdefault(role, Counter())[ranking] += 1
    if not rule.weights or not (rule.is_weighted or _tells_something(session, contest, piles, rule)):
        return
    for role, mine in sorted(piles.items()):
        for ranking, votes in sorted(mine.items()):
            yield RolePile(
                election_key=contest.election_key,
                position=contest.position,
                cast_by=role,
                ranking=" ".join(ranking),
                votes=votes,
            )


def _tells_something(session: Session, contest: Contest, piles: Piles, rule: CountingRule) -> bool:
    table = table_of(session, contest, piles, rule)
    known = table.whole
    told = suppression.may_be_told(table, limit=limit_of(rules_of(contest.election)), known=known).told
    return bool(told - set(known))


def limit_of(charter: Charter) -> int:
    """P9. From how many people on a group's numbers are shown."""
    return max(2, settled(charter).smallest_group.value)


def piles_of(session: Session, contest: Contest) -> dict[str, dict[Ranking, int]]:
    """The sealed ballots of a contest by voter role, as far as they are kept."""
    mine = select(RolePile).where(RolePile.election_key == contest.election_key, RolePile.position == contest.position)
    found: dict[str, dict[Ranking, int]] = {}
    for one in session.execute(mine.order_by(RolePile.cast_by, RolePile.ranking)).scalars():
        found.setdefault(one.cast_by, {})[tuple(one.ranking.split())] = one.votes
    return found


def counted(
    session: Session,
    contest: Contest,
    pooled: Mapping[Ranking, int],
    *,
    options: list[Option],
    treatments: Mapping[str, int],
    rule: CountingRule,
) -> Count:
    """P7, P9. The count of a flat vote. Where every ballot is one vote, nobody's role is in it, or in its record."""
    eligible = eligible_votes(session, contest, rule) if rule.needs_electorate else None
    if rule.is_weighted:
        by_role = piles_of(session, contest)
        ballots = Ballots.of_roles(options, by_role, dict(rule.weights), treatments=treatments)
        return count(ballots, rule, eligible=eligible)
    nobodys = tuple(Role(role, weight, 0, 0) for role, weight in rule.weights)
    alike = replace(Ballots.of(options, pooled, treatments=treatments), roles=nobodys)
    return replace(count(alike, rule, eligible=eligible), roles=())


def eligible_votes(session: Session, contest: Contest, rule: CountingRule) -> int:
    """P2, P7. How many votes there can be: of each member's ballot, and of the heavier one of each partner's two."""
    weights = dict(rule.weights)
    heaviest: Counter[str] = Counter()
    members = 0
    for one in roll.voters_of(session, contest.election_key):
        weight = weights.get(one.voter_role, 1)
        if one.votes_for:
            heaviest[one.votes_for] = max(heaviest[one.votes_for], weight)
        else:
            members += weight
    return members + sum(heaviest.values())


def table_of(session: Session, contest: Contest, piles: Piles, rule: CountingRule) -> GroupTable:
    """P9. The result by voter roles: a blank ballot is a choice like others. Roles that nobody has are left out."""
    voters = roll.voters_of(session, contest.election_key)
    roles = [role for role in _in_order(dict(rule.weights)) if any(one.voter_role == role for one in voters)]
    names = {option["id"]: option["name"] for option in contest.options}
    choices = [*names.values(), BLANK]
    parts = []
    for role in roles:
        chosen = dict.fromkeys(choices, 0)
        for ranking, votes in piles.get(role, {}).items():
            chosen[names[ranking[0]] if ranking else BLANK] += votes
        parts.append((called(role), chosen))
    weights = {called(role): weight for role, weight in rule.weights if role in roles}
    return GroupTable.of(parts, eligible=_eligible(voters, roles), weights=weights)


def _in_order(roles: Iterable[str]) -> list[str]:
    """Members first, then delegates, then what the partnership added."""
    return sorted(roles, key=lambda role: ([*PLURAL].index(role) if role in PLURAL else len(PLURAL), role))


def called(role: str) -> str:
    """What the voters of a role are called in a result."""
    return PLURAL.get(role, f"voters in the role “{role}”")


def _eligible(voters: list[RollEntry], roles: list[str]) -> dict[str, int]:
    """How many of each role could vote: members, and partners; unknown where a partner's two have different roles."""
    of_partner: dict[str, set[str]] = {}
    for one in voters:
        if one.votes_for:
            of_partner.setdefault(one.votes_for, set()).add(one.voter_role)
    unsure = {role for worn in of_partner.values() if len(worn) > 1 for role in worn}
    sure = [one for one in roles if one not in unsure]
    return {
        called(role): sum(not one.votes_for and one.voter_role == role for one in voters)
        + sum(worn == {role} for worn in of_partner.values())
        for role in sure
    }


def publication(session: Session, contest: Contest, rule: CountingRule, *, whole_is_told: bool) -> Publication:
    """P9. What of a flat vote's result by groups may be told, `whole_is_told` saying whether the letter has the whole.

    Where it hasn't, nothing is. Where ballots weigh unlike, the whole tells of groups, too, and is asked about like any
    other figure. How many ballots were counted is told anyway; beside the votes that they make it would give away how
    many of each role took part, so without those nothing is told.
    """
    table = table_of(session, contest, piles_of(session, contest), rule)
    known = table.whole if whole_is_told and not rule.is_weighted else ()
    found = suppression.may_be_told(table, limit=limit_of(rules_of(contest.election)), known=known)
    possible = found.told.issuperset(table.turnouts) if rule.is_weighted else whole_is_told
    return found if possible else replace(found, told=found.known)
