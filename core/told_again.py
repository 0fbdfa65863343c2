"""Whether the sentence of a count says what its figures say: checked by taking the sentence apart.

It is a part of every recount pack's verify.py, and needs nothing but Python 3.10 or newer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

Json = dict[str, Any]

UNITS = {"cast": "{}", "continuing": "{} still continuing", "for or against": "votes for or against"}
BASES = {
    "cast": "of the {} cast",
    "continuing": "of the {} still continuing",
    "for or against": "of the votes for or against",
}


def is_told_right(count: Json) -> bool:
    """The sentence names the right outcome, options, shares, ballots, rounds and clause."""
    rule, told, names = count["rule"], str(count["sentence"]), {one["id"]: one["name"] for one in count["options"]}
    clause = f" ({rule['clause']})" if rule["clause"] else ""
    if misses_quorum(count):
        return told == _no_quorum(count)
    running = set(names) - {rule["no_endorsement"], rule["abstention"]}
    if not count["cast"] or not running:
        why = "no ballots were cast" if running else "there was no candidate"
        return told == f"{rule['failed']}: {why}{clause}."
    each = " for each" if rule["seats"] > 1 else ""
    otherwise = "otherwise " if any(is_broken_at_the_end(count, past) for past in count["rounds"]) else ""
    end = re.fullmatch(rf"(.*); {otherwise}(.+) is needed{each}{re.escape(clause)}\.", told)
    if not end or end[2] not in thresholds(rule):
        return False
    wanted = [_outcome(count, past, names) for past in _told_rounds(count)]
    if rule["method"] == "approval" and count["winners"]:
        past = count["rounds"][0]
        wanted = [(f"{names[one]} {rule['passed']}:", past["tally"][one], past) for one in count["winners"]]
    if rule["seats"] == 1:
        return any(_are(end[1], one, count) for one in (wanted, _told_before(count, names)))
    begun = ([(f"{filled}. {wanted[0][0]}", *wanted[0][1:]), *wanted[1:]] for filled in _filled(count))
    return any(_are(end[1], one, count) for one in begun)


def _filled(count: Json) -> list[str]:
    """How the words about several seats may begin. Those about endorsements, which fill none, once began so, too."""
    won, seats = len(count["winners"]), count["rule"]["seats"]
    filled = f"{won} of {seats} seats are filled"
    if count["rule"]["passed"] != "is endorsed":
        return [filled]
    who = {0: "No candidate is", 1: "1 candidate is"}.get(won, f"{won} candidates are")
    return [f"{who} endorsed, of up to {seats} that could be", filled]


def is_broken_at_the_end(count: Json, past: Json) -> bool:
    """Whether a round ended with the last two level, neither of them passing, and the rule broke that tie."""
    rule, votes = count["rule"], list(past["tally"].values())
    if rule["method"] != "instant runoff" or rule["last_tie"] != "broken" or past["eliminated"]:
        return False
    if len(votes) != 2 or votes[0] != votes[1] or not votes[0] or rule["abstention"] in past["tally"]:
        return False
    share = Fraction(rule["threshold"]) * past["base"]
    return bool(votes[0] < share or (votes[0] == share and rule["strict"]))


def asks_yes_or_no(rule: Json, names: dict[str, str]) -> bool:
    """Whether a question was asked, which yes has to carry, and no election among candidates."""
    asked = sorted(name.lower() for one, name in names.items() if one != rule["abstention"])
    return asked == ["no", "yes"]


def decision(count: Json) -> str:
    """The outcome without any figure."""
    names, rule = {one["id"]: one["name"] for one in count["options"]}, count["rule"]
    won = [names[one] for one in count["winners"]]
    if count["outcome"] == "no quorum":
        return "No quorum: nothing is decided."
    lot = f" A lot decided, drawn in public: {rule['drawn']} ({rule['drawn_from']})." if rule["drawn"] else ""
    if not won:
        return f"{rule['failed']}.{lot}"
    each = f"{won[0]} {rule['passed']}." if rule["seats"] == 1 else f"{_listed(won)}: each {rule['passed']}."
    return each + lot


def headline(count: Mapping[str, Any]) -> str:
    """The sentence, and whether a lot, or another way of breaking a tie, decided or may have: nobody has to read on."""
    sentence = str(count["sentence"])
    if count["outcome"] in {"no quorum", "undecided"}:
        return sentence
    told = count.get("ties", ())  # of the smallest groups none are
    lots = {tie["lot_decides"] for tie in told} - {False}
    ties = {tie["matters"] for tie in told} - {False}
    if lots:
        return f"{sentence} A lot {'decided' if True in lots else 'may have decided'} the outcome."
    if ties:
        return f"{sentence} The outcome {'depended' if True in ties else 'may have depended'} on how a tie was broken."
    return sentence


def _told_rounds(count: Json) -> list[Json]:
    last = count["rounds"][-1]
    return (
        [past for past in count["rounds"] if past["elected"] or past is last] if count["rule"]["seats"] > 1 else [last]
    )


def _told_before(count: Json, names: dict[str, str]) -> list[tuple[str, int, Json]]:
    """How the words about one seat, or a question of yes or no that fails, were written down once."""
    return [_outcome(count, past, names, asked=False) for past in _told_rounds(count)]


def _outcome(count: Json, past: Json, names: dict[str, str], *, asked: bool | None = None) -> tuple[str, int, Json]:
    """How the words about a round begin, and the votes that they tell; of a question that fails, those of yes."""
    rule, tally = count["rule"], past["tally"]
    if past["elected"]:
        return f"{names[past['elected'][0]]} {rule['passed']}:", tally[past["elected"][0]], past
    asked = asks_yes_or_no(rule, names) if asked is None else asked
    withheld = tally.get(rule["no_endorsement"] or "", 0)
    share = Fraction(rule["threshold"]) * past["base"]
    if not asked and (withheld > share or (withheld == share > 0 and not rule["strict"])):
        name = names[rule["no_endorsement"]]
        itself = "that option itself" if name == rule["failed"] else name
        return f"{rule['failed']}: {itself} has", withheld, past
    never = (rule["no_endorsement"], rule["abstention"], rule["undeclared"])
    running = {one: votes for one, votes in tally.items() if one not in never}
    if not running:
        return f"{rule['failed']}: nobody is left", -1, past
    most = max(running.values())
    leading = sorted(names[one] for one in running if running[one] == most)
    has = "has" if len(leading) == 1 else "each have"
    return f"{rule['failed']}: {_listed(leading)} {has}", most, past


def _are(told: str, wanted: list[tuple[str, int, Json]], count: Json) -> bool:
    """Whether these words, one after the other, make up what is told."""
    rest: str | None = f". {told}"
    for start, votes, past in wanted:
        rest = _after(rest, f". {start}")
        rest = rest if votes < 0 else _after_figures(rest, votes, past, count)
    return rest == ""


def _after(told: str | None, start: str) -> str | None:
    """What follows after a beginning; None if it begins otherwise."""
    return told[len(start) :] if told is not None and told.startswith(start) else None


def _after_figures(told: str | None, votes: int, past: Json, count: Json) -> str | None:
    """What follows after a share that is told rightly."""
    when = f" in round {past['number']}" if len(count["rounds"]) > 1 else ""
    broken = ", where the tie of the last two was broken" if is_broken_at_the_end(count, past) else ""
    rule = count["rule"]
    unit = UNITS.get(rule["denominator"], "").format(ballots_told(rule)) or eligible_told(rule)
    single = unit.replace("ballots", "ballot", 1).replace("votes", "vote", 1) if past["base"] == 1 else unit
    shape = (
        rf" (exactly )?([^ ]+) \({votes} of {past['base']} (?:{re.escape(unit)}|{re.escape(single)})\){when}{broken}"
    )
    figures = re.match(shape, told or "")
    if not told or not figures or not share_told(rule, figures[1], figures[2], votes, past["base"]):
        return None
    return told[figures.end() :]


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def took_part(count: Json) -> int:
    """How many took part, whatever they chose."""
    return int(count["cast"] + count["blank"] + count["spoiled"])


def misses_quorum(count: Json) -> bool:
    """Whether too few took part."""
    quorum = count["rule"]["quorum"]
    return quorum is not None and took_part(count) < Fraction(quorum) * (count["eligible"] or 0)


def _no_quorum(count: Json) -> str:
    rule = count["rule"]
    share, needed = Fraction(rule["quorum"]), 0
    while needed < share * (count["eligible"] or 0):
        needed += 1
    clause = rule["quorum_clause"] or rule["clause"]
    return (
        f"No quorum: {took_part(count)} of {count['eligible']} {eligible_told(rule)} took part, "
        f"{needed} are needed for {share_words(share)}"
        f"{f' ({clause})' if clause else ''}. Nothing is decided."
    )


def base_told(rule: Json) -> str:
    """What the share is taken of, in words."""
    return BASES.get(rule["denominator"], "").format(ballots_told(rule)) or f"of all {eligible_told(rule)}"


def ballots_told(rule: Json) -> str:
    """What the figures are of: ballots, or votes where some ballot is more than one."""
    return "votes" if weighs(rule) else "ballots"


def eligible_told(rule: Json) -> str:
    """What those who could vote, or their votes, are called."""
    return f"votes of {rule['electorate']}" if weighs(rule) else str(rule["electorate"])


def weighs(rule: Json) -> bool:
    """Whether some ballot is more than one vote."""
    return any(votes != 1 for votes in rule["weights"].values())


def share_words(share: Fraction) -> str:
    """A share of the rule in words, as "60%" or "2/3"."""
    return f"{float(share * 100):g}%" if (share * 1000).denominator == 1 else str(share)


def threshold_told(rule: Json) -> str:
    """The threshold in words, for example "more than 60%"."""
    return f"{'more than' if rule['strict'] else 'at least'} {share_words(Fraction(rule['threshold']))}"


def thresholds(rule: Json) -> set[str]:
    """The threshold in words, for example "more than 60%"."""
    start, share = ("more than" if rule["strict"] else "at least"), Fraction(rule["threshold"])
    return {f"{start} {float(share * 100):g}%", f"{start} {share}"}


def share_told(rule: Json, exactly: str | None, told: str, votes: int, base: int) -> bool:
    """The share as written is the share, rounded, and lies on the same side of the threshold."""
    share, threshold = Fraction(votes, base) if base else Fraction(0), Fraction(rule["threshold"])
    if (exactly is not None) != (share == threshold):
        return False
    number = told.removesuffix("%")
    written = Fraction(number) / (100 if told.endswith("%") else 1)
    allowed = 0 if "." not in number else Fraction(1, 2 * 100 * 10 ** len(number.split(".")[1]))
    sides = {(value > threshold) - (value < threshold) for value in (written, share)}
    return abs(written - share) <= allowed and len(sides) == 1
