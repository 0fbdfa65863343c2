"""Partnerships: what is settled before organisations work together, how they decide, and the power between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from core.charter import Charter
from core.cited import plain
from core.numbers import many
from core.partnership import GateQuestion, Partnership, PowerStructure
from core.ruling import Ruling

Answer: TypeAlias = Literal["yes", "not yet", "no"]


@dataclass(frozen=True)
class GateAnswer:
    """What a partner answers to a question of the gate: in its own words, and what is to be done about a "not yet"."""

    question: str
    partner: str
    answer: Answer
    words: str = field(default="", repr=False)
    remedy: str = field(default="", repr=False)


@dataclass(frozen=True)
class Unmet:
    """A question of the gate that a partner hasn't met, and in which way."""

    question: str
    partner: str
    why: str

    def __str__(self) -> str:
        return f"“{self.question}”: {self.partner} {self.why}"


@dataclass(frozen=True)
class Gate:
    """Whether partners can go forward, and all that is unmet, in the charter's order."""

    ruling: Ruling
    unmet: tuple[Unmet, ...]


@dataclass(frozen=True)
class PowerNamed:
    """How a partner names the power between the partners, and what makes it uneven, if it says that something does."""

    structure: str
    characteristic: str = ""


class NoPartners(ValueError):
    """A charter that says nothing of partnerships was asked about one. The message is a letter."""

    def __init__(self) -> None:
        super().__init__(
            "The charter has no section [partnership]: add one, as core/charters/make_justice_normal.toml has it."
        )


def settled(charter: Charter) -> Partnership:
    """What a charter says of partnerships. Raises NoPartners where it says nothing."""
    if charter.partnership is None:
        raise NoPartners
    return charter.partnership


def are_partners(partners: Sequence[str], *, charter: Charter) -> Ruling:
    """P1. A partnership has two organisations or more, each of them once, ours among them."""
    needed = settled(charter).organisations_at_least.value
    found = len({plain(one) for one in partners})
    if found < len(partners):
        return Ruling(False, "P1", "an organisation is listed twice")
    because = f"{many(found, 'organisation')} {'is' if found == 1 else 'are'} in it, {needed} needed"
    return Ruling(found >= needed, "P1", because)


def gate(answers: Sequence[GateAnswer], *, partners: Sequence[str], charter: Charter) -> Gate:
    """P1. What partners still have to settle: every question is met by every partner, or nothing goes forward.

    `answers` are in the order in which they came; of a partner's answers to a question the last one counts. An answer
    "not yet" is on record with what will be done about it, and isn't met before it is a yes.
    """
    several = are_partners(partners, charter=charter)
    if not several:
        return Gate(several, ())
    last = {(plain(one.question), plain(one.partner)): one for one in answers}
    asked = settled(charter).gate
    unmet = tuple(
        Unmet(question.name, partner, why)
        for question in asked
        for partner in partners
        if (why := _unmet(question, last.get((plain(question.name), plain(partner)))))
    )
    if unmet:
        return Gate(Ruling(False, "P1", "; ".join(map(str, unmet))), unmet)
    met = f"{many(len(partners), 'partner')} answered and met {many(len(asked), 'question')} each"
    return Gate(Ruling(True, "P1", met), ())


def _unmet(question: GateQuestion, answer: GateAnswer | None) -> str:
    """Why an answer doesn't meet a question; "" if it does."""
    if answer is None:
        return "hasn't answered"
    if answer.answer == "no":
        return "answers no"
    if answer.answer == "not yet":
        remedy = answer.remedy.strip()
        return (
            f"answers not yet, until this is done: {remedy}" if remedy else "answers not yet, and not what would help"
        )
    return "says yes, and not yet in words" if question.in_words and not answer.words.strip() else ""


def answer_fits(answer: GateAnswer, *, partners: Sequence[str], charter: Charter) -> Ruling:
    """P1. Whether an answer is one of a partner's to a question of the gate; a "not yet" says what would help."""
    if plain(answer.partner) not in map(plain, partners):
        return Ruling(False, "P1", f"{answer.partner} is none of the partners")
    asked = settled(charter).gate
    if plain(answer.question) not in {plain(one.name) for one in asked}:
        names = ", ".join(f"“{one.name}”" for one in asked)
        return Ruling(False, "P1", f"“{answer.question}” is none of the gate's questions: {names}")
    if answer.answer == "not yet" and not answer.remedy.strip():
        return Ruling(False, "P1", "a not yet has to say what will be done about it")
    return Ruling(True, "P1", f"{answer.partner} answers {answer.answer}")


def may_go_forward(gated: Gate, agreed: Sequence[Ruling]) -> Ruling:
    """P1. Whether anything of a partnership goes forward: its gate is met, and what else it settles is on record.

    `agreed` are the rulings on that: dates, method, power, delegates and their roles, circumstances, publicity. All
    that is in the way is named at once, each with its clause.
    """
    missing = [one for one in agreed if not one]
    unmet = [] if gated.ruling else [gated.ruling.because]
    if unmet or missing:
        return Ruling(False, "P1", "; ".join([*unmet, *(f"{one.because} ({one.clause})" for one in missing)]))
    return Ruling(True, "P1", f"{gated.ruling.because}, and {many(len(agreed), 'agreement')} on record")


def method_is_chosen(choices: Mapping[str, str], *, partners: Sequence[str], charter: Charter) -> Ruling:
    """P5. The partners choose together how they vote: the same of the charter's methods. `choices` are by partner."""
    chosen = _by_partner(choices)
    silent = [one for one in partners if not chosen.get(plain(one))]
    if silent:
        return Ruling(False, "P5", f"{_listed(silent)} {_verb(silent, 'has', 'have')} chosen no method yet")
    offered = settled(charter).methods.value
    strange = [one for one in partners if plain(chosen[plain(one)]) not in offered]
    if strange:
        what = f"{strange[0]} chooses “{chosen[plain(strange[0])]}”"
        return Ruling(False, "P5", f"{what}, which isn't offered: {' or '.join(offered)}")
    if len({plain(chosen[plain(one)]) for one in partners}) > 1:
        said = "; ".join(f"{one} chooses {chosen[plain(one)]}" for one in partners)
        return Ruling(False, "P5", f"the partners don't choose alike: {said}")
    return Ruling(True, "P5", f"all partners chose {plain(chosen[plain(partners[0])])}")


def power_is_named(named: Mapping[str, PowerNamed], *, partners: Sequence[str], charter: Charter) -> Ruling:
    """P8. The partners name the same kind of power, and each of them what makes it uneven, where the kind asks for it.

    Kinds are the charter's, and more can be added there. A kind without a characteristic can't have one on record.
    """
    found = {plain(partner): said for partner, said in named.items()}
    silent = [one for one in partners if plain(one) not in found]
    if silent:
        return Ruling(False, "P8", f"{_listed(silent)} {_verb(silent, 'has', 'have')} not named the power yet")
    kinds = {one: settled(charter).structure(found[plain(one)].structure) for one in partners}
    for partner, kind in kinds.items():
        wrong = _misnamed(partner, kind, found[plain(partner)])
        if wrong:
            return Ruling(False, "P8", wrong)
    names = {kind.name for kind in kinds.values() if kind}
    if len(names) > 1:
        said = "; ".join(f"{partner} names it {kind.name}" for partner, kind in kinds.items() if kind)
        return Ruling(False, "P8", f"the partners don't name the same power: {said}")
    return Ruling(True, "P8", f"all partners name it {names.pop()}")


def _misnamed(partner: str, kind: PowerStructure | None, said: PowerNamed) -> str:
    """What is wrong with a partner's name for the power; "" if nothing is."""
    characteristic = said.characteristic.strip()
    if kind is None:
        return f"{partner} names it “{said.structure}”, which the charter doesn't know"
    if kind.characteristic and not characteristic:
        return f"{partner} names it {kind.name}, and not what makes it uneven"
    if characteristic and not kind.characteristic:
        return f"{partner} names it {kind.name}, which has no “{characteristic}”: name a kind of power that does"
    return ""


def power_in_words(named: Mapping[str, PowerNamed], *, charter: Charter) -> str:
    """P8. What stands beside every result of a partnership: the power, and whatever its partners say makes it uneven.

    It is said, and weighs nothing: votes have the weights of their roles. Call it once the power is named.
    """
    kind = settled(charter).structure(next(iter(named.values())).structure) if named else None
    if kind is None:
        return ""
    characteristics: dict[str, str] = {}
    for one in named.values():
        characteristics.setdefault(plain(one.characteristic), one.characteristic.strip())
    said = "; ".join(filter(None, characteristics.values()))
    sentence = f"{kind.says} {said.rstrip('.')}." if said and kind.characteristic else kind.says
    return f"Power between the partners: {kind.name}. {sentence}"


def _by_partner(said: Mapping[str, str]) -> dict[str, str]:
    return {plain(partner): what.strip() for partner, what in said.items()}


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _verb(names: Sequence[str], one: str, several: str) -> str:
    return one if len(names) == 1 else several
