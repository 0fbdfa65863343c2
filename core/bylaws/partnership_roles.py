"""Roles in a partnership: what a delegate is responsible for, what their vote weighs, and which hats they wear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from core.bylaws.partnership import settled
from core.calendar import day_in_words
from core.charter import Charter
from core.cited import plain
from core.numbers import many
from core.partnership import Hat
from core.ruling import Ruling


@dataclass(frozen=True)
class Adapted:
    """A role that a partnership has otherwise than the standard list, with the reason. `weight` is a voter role's."""

    role: str
    reason: str
    weight: int | None = None


@dataclass(frozen=True)
class Hats:
    """What is on record of a delegate: whether they can vote as a member, and whether they may wear both hats.

    The organisation's approval was given on a day by somebody, whose id is `approved_by`; `affirmed` is the day on
    which the delegate said for themselves that they can keep the two roles apart.
    """

    person: str
    voting_member: bool
    approved: date | None = None
    approved_by: str = ""
    affirmed: date | None = None


@dataclass(frozen=True)
class Credentials:
    """For which hats somebody gets a credential, and a ballot with each: both, or one, and because of what."""

    ruling: Ruling
    hats: tuple[Hat, ...]


def may_be_adapted(adapted: Adapted, *, kind: Literal["voter", "responsibility"]) -> Ruling:
    """P3. A partnership may adapt a standard role with a reason; a voter role has one vote or more."""
    if not adapted.reason.strip():
        return Ruling(False, "P3", f"“{adapted.role}” differs from the standard roles, and no reason is given")
    if kind == "voter" and (adapted.weight is None or adapted.weight < 1):
        return Ruling(False, "P3", f"“{adapted.role}” is a voter role, and has no vote; say how many")
    votes = f", with {many(adapted.weight, 'vote')}" if kind == "voter" and adapted.weight else ""
    return Ruling(True, "P3", f"“{adapted.role}” is adapted{votes}, for this reason: {adapted.reason.strip()}")


def weights(adapted: Sequence[Adapted] = (), *, charter: Charter) -> dict[str, int]:
    """P3, P7. The votes of a ballot by its voter's role: the charter's, and what the partnership adapted by right."""
    found = dict(settled(charter).voter_roles.value)
    names = {plain(name): name for name in found}
    for one in adapted:
        if may_be_adapted(one, kind="voter") and one.weight is not None:
            found[names.setdefault(plain(one.role), one.role)] = one.weight
    return found


def weights_in_words(adapted: Sequence[Adapted] = (), *, charter: Charter) -> str:
    """P7, P8. What each ballot weighs in a flat vote, told before it and beside its result: no weight is hidden."""
    said = "; ".join(f"{role}: {many(weight, 'vote')}" for role, weight in weights(adapted, charter=charter).items())
    reasons = [ruled.because for one in adapted if (ruled := may_be_adapted(one, kind="voter"))]
    return ". ".join([f"A ballot counts by its voter's role – {said}", *reasons])


def has_roles(voter: str, responsibility: str, *, adapted: Sequence[Adapted] = (), charter: Charter) -> Ruling:
    """P3. A delegate has a voter role and a responsibility role, each of the standard list or adapted with a reason."""
    rules = settled(charter)
    votes = {plain(name): weight for name, weight in weights(adapted, charter=charter).items()}
    known = {plain(one) for one in rules.responsibility_roles.value}
    known |= {plain(one.role) for one in adapted if may_be_adapted(one, kind="responsibility")}
    for kind, role, among in (("voter", voter, votes.keys()), ("responsibility", responsibility, known)):
        if not role.strip():
            return Ruling(False, "P3", f"the {kind} role is missing")
        if plain(role) not in among:
            return Ruling(False, "P3", f"“{role}” is no standard {kind} role, and not adapted with a reason")
    weight = many(votes[plain(voter)], "vote")
    return Ruling(True, "P3", f"votes as {voter}, with {weight}, and is responsible as {responsibility}")


def is_approved(delegate: Hats) -> Ruling:
    """P4. Whether a delegate's organisation approves: nobody approves of themselves in its name."""
    if delegate.approved is None:
        return Ruling(False, "P4", "their organisation's approval isn't on record")
    if not plain(delegate.approved_by) or plain(delegate.approved_by) == plain(delegate.person):
        return Ruling(False, "P4", "nobody else of their organisation approved")
    return Ruling(True, "P4", f"their organisation approved on {day_in_words(delegate.approved)}")


def may_wear_two_hats(delegate: Hats, *, on: date) -> Ruling:
    """P4. A delegate also votes as a member if their organisation approves and they affirm it, both by a local day."""
    if not delegate.voting_member:
        return Ruling(False, "P4", "they aren't a voting member")
    approval = is_approved(delegate)
    if not approval:
        return approval
    if delegate.approved is None or delegate.approved > on:
        return Ruling(False, "P4", "their organisation's approval isn't on record")
    if delegate.affirmed is None or delegate.affirmed > on:
        return Ruling(False, "P4", "they haven't affirmed that they can keep the two roles apart")
    return Ruling(True, "P4", f"{approval.because}, and they affirmed it on {day_in_words(delegate.affirmed)}")


def credentials(delegate: Hats, *, frozen_on: date, charter: Charter) -> Credentials:
    """P4, P7. Two credentials and two ballots for who may wear both hats when the roll is frozen; else one.

    Which one is the charter's; for who isn't a voting member it is the delegate's. It holds for primary and backup.
    """
    both = may_wear_two_hats(delegate, on=frozen_on)
    if both:
        ruling = Ruling(True, "P7", f"two ballots, one as delegate and one as member: {both.because}")
        return Credentials(ruling, ("delegate", "member"))
    hat = settled(charter).delegates.one_hat.value if delegate.voting_member else "delegate"
    return Credentials(Ruling(False, "P4", f"one ballot, as {hat}: {both.because}"), (hat,))


def decides(*, method: str, charter: Charter) -> Ruling:
    """P7. In a flat vote the final vote decides, by the rule that the project's charter has for it."""
    if plain(method) != "flat":
        return Ruling(False, "P7", "the partners don't vote flat")
    rule = charter.counting.flat if charter.counting else None
    if rule is None:
        return Ruling(False, "P7", "the charter doesn't say how a flat vote is counted")
    share = rule.threshold.value if rule.threshold else charter.committee.majority.value
    return Ruling(True, "P7", f"the final vote decides: {_asked(share, strict=rule.strict.value)}")


def _asked(share: Fraction, *, strict: bool) -> str:
    return f"{'more than' if strict else 'at least'} {share.numerator}/{share.denominator} of the votes"
