"""A second counter, to check the first: slow, plain, and without a line in common with it.

It is a part of every recount pack's verify.py, and needs nothing but Python 3.10 or newer.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from core.lots_again import lot

Ballots = dict[tuple[str, ...], int]
Json = dict[str, Any]
Standing = frozenset[str]


def recount(count: Json, rule: Json, ballots: Ballots) -> Json:
    """Count from the ballots, reading every one of them anew in every round."""
    abstained = abstentions(rule, ballots)
    if rule["method"] == "approval":
        return follow(count, rule, lambda standing: {one: _with(ballots, one) for one in standing}, abstained=abstained)
    return follow(count, rule, lambda standing: first_choices(ballots, standing), abstained=abstained)


def abstentions(rule: Json, ballots: Ballots) -> int:
    """The ballots that abstain: by approval those that do nothing else, otherwise those that do so first."""
    read = 2 if rule["method"] == "approval" else 1
    return sum(number for ranking, number in ballots.items() if ranking[:read] == (rule["abstention"],))


def _with(ballots: Ballots, option: str) -> int:
    return sum(number for ranking, number in ballots.items() if option in ranking)


def first_choices(ballots: Ballots, standing: Standing) -> dict[str, int]:
    """How many ballots now stand for each option."""
    tally = dict.fromkeys(standing, 0)
    for ranking, number in ballots.items():
        choice = next((option for option in ranking if option in standing), None)
        if choice is not None:
            tally[choice] += number
    return tally


class Rule:
    """A rule, with what the count knows beside it: how many took part, and how many could."""

    def __init__(self, rule: Json, count: Json, abstained: int) -> None:
        self.rule, self.cast, self.spoiled = rule, count["cast"], count["spoiled"]
        self.eligible, self.abstained = count["eligible"], abstained

    def base(self, tally: dict[str, int]) -> int:
        """What the share is taken of."""
        bases: dict[str, int] = {
            "cast": self.cast,
            "continuing": self.cast if self.rule["method"] == "approval" else sum(tally.values()),
            "for or against": self.cast - self.abstained,
            "eligible": self.eligible or 0,
        }
        return bases[self.rule["denominator"]]

    def enough(self, tally: dict[str, int]) -> dict[str, int]:
        """The options that have what it takes, and their votes."""
        needed = Fraction(self.rule["threshold"]) * self.base(tally)
        never = {self.rule["abstention"], self.rule["undeclared"]}
        return {
            one: votes
            for one, votes in tally.items()
            if one not in never and (votes > needed or (votes == needed > 0 and not self.rule["strict"]))
        }

    def needed(self, tally: dict[str, int]) -> int:
        """The fewest votes that are enough, found by trying."""
        share, base = Fraction(self.rule["threshold"]), self.base(tally)
        votes = max(int(share * base) - 1, 0)
        while not (votes > share * base or (votes == share * base > 0 and not self.rule["strict"])):
            votes += 1
        return max(votes, 1)

    def may_go(self, tally: dict[str, int]) -> set[str]:
        """The options that can be eliminated."""
        stays = set() if self.rule["no_endorsement_eliminated"] else {self.rule["no_endorsement"]}
        return set(tally) - stays

    def write_ins(self, tally: dict[str, int]) -> bool:
        """Whether gathered write-ins still hold votes."""
        return bool(tally.get(self.rule["undeclared"] or "", 0))

    def ends(self, tally: dict[str, int]) -> bool:
        """No further round is due."""
        continuing = sum(tally.values())
        if self.write_ins(tally):
            return False
        majority = self.rule["stop"] == "majority" and any(votes > continuing - votes for votes in tally.values())
        few = len(tally) <= (1 if self.rule["stop"] == "one_left" else 2)
        return not continuing or few or majority or len(self.may_go(tally)) < 2 or bool(self.enough(tally))

    def breaks_the_last(self, tally: dict[str, int]) -> bool:
        """Whether two are left who are level, and one of them has to be taken."""
        level = len(tally) == 2 and len({*tally.values()}) == 1 and any(tally.values()) and not self.enough(tally)
        return level and self.rule["abstention"] not in tally and self.rule["last_tie"] == "broken"

    def last(self, tally: dict[str, int]) -> set[str]:
        """The options with the fewest votes of those that can go."""
        return {self.rule["undeclared"]} if self.write_ins(tally) else fewest(tally, self.may_go(tally))

    def level(self, tally: dict[str, int]) -> set[str]:
        """Who has most votes of those with enough; or both of the last two, where one of them has to be taken."""
        enough = self.enough(tally)
        if not enough:
            return set(tally) if self.breaks_the_last(tally) else set()
        return {one for one, votes in enough.items() if votes == max(enough.values())}

    def hopeless(self, tally: dict[str, int]) -> set[str]:
        """The most options at the end who even together have fewer votes than the next, by rules that allow it.

        As many stay as end a count. Where a majority ends it that has to pass another mark afterwards, or two could
        pass, one at a time goes out.
        """
        half = Fraction(self.rule["threshold"]) == Fraction(1, 2)
        tested = self.rule["stop"] == "majority" and not (half and self.rule["denominator"] == "continuing")
        if not self.rule["batch"] or tested or Fraction(self.rule["threshold"]) < Fraction(1, 2):
            return set()
        order = sorted(self.may_go(tally), key=lambda one: tally[one])
        most = len(tally) - (1 if self.rule["stop"] == "one_left" else 2)
        together = [
            set(order[:cut])
            for cut in range(2, len(order))
            if cut <= most and sum(tally[one] for one in order[:cut]) < tally[order[cut]]
        ]
        return max(together, key=len, default=set())

    def broken(self, tallies: list[dict[str, int]], tied: set[str], first: int) -> Json:
        """Who of the tied goes out in the last of these rounds, the first of which has that number."""
        tie: Json = {
            "round": first + len(tallies) - 1, "tied": sorted(tied), "decided_in": None, "digests": {}, "matters": None,
            "lot_decides": None, "about": "elimination",
        }  # fmt: skip
        left = set(tied)
        for step in self.rule["ties"]:
            if step == "order":
                last = [one for one in self.rule["tie_order"] if one in left][-1]
                return {**tie, "method": step, "chosen": [last]}
            if step == "lot":
                lots = {option: lot(self.rule, option) for option in left}
                return {**tie, "method": step, "chosen": [min(left, key=lambda one: lots[one])], "digests": lots}
            left, back = self.narrowed(tallies, left)
            if len(left) == 1:
                return {**tie, "method": step, "chosen": [*left], "decided_in": first + back}
        raise ValueError("a tie stays unbroken")

    def elected(self, tallies: list[dict[str, int]], level: set[str], first: int, *, seats: int) -> Json:
        """Who of those who are level gets the seats: one after the other goes out."""
        chosen, tie = set(level), dict[str, Any]()
        while len(chosen) > seats:
            tie = self.broken(tallies, chosen, first)
            chosen -= set(tie["chosen"])
        lots = {one: lot(self.rule, one) for one in level} if tie["method"] == "lot" else {}
        return {**tie, "tied": sorted(level), "chosen": sorted(chosen), "digests": lots, "about": "election"}

    @staticmethod
    def narrowed(tallies: list[dict[str, int]], left: set[str]) -> tuple[set[str], int]:
        """Those who were last in all earlier rounds, latest first, until one is left; and how far back that was."""
        for back in range(len(tallies) - 2, -1, -1):
            left = fewest(tallies[back], left)
            if len(left) == 1:
                return left, back
        return left, -1


def follow(count: Json, rule: Json, tallied: Callable[[Standing], dict[str, int]], *, abstained: int | None) -> Json:
    """Go through the rounds by the rule, whatever the tallies come from. The first shows who abstained, if unknown."""
    everybody, known = frozenset(option["id"] for option in count["options"]), dict[Standing, dict[str, int]]()

    def tally_of(standing: Standing) -> dict[str, int]:
        if standing not in known:
            known[standing] = tallied(standing)
        return known[standing]

    found: Json = {"rounds": [], "ties": [], "winners": [], "ways": []}
    first = tally_of(everybody)
    judge = Rule(rule, count, first.get(rule["abstention"] or "", 0) if abstained is None else abstained)
    if rule["method"] == "instant runoff":
        while len(found["winners"]) < rule["seats"] and _seat(judge, everybody, tally_of, found):
            pass
    else:
        _one_round(judge, first, found)
    took_part = count["cast"] + count["blank"] + count["spoiled"]
    if rule["quorum"] is not None and took_part < Fraction(rule["quorum"]) * (count["eligible"] or 0):
        kept = [at for at, tie in enumerate(found["ties"]) if tie["about"] == "elimination"]
        found.update(
            winners=[], rounds=[{**past, "elected": []} for past in found["rounds"]],
            ties=[found["ties"][at] for at in kept], ways=[found["ways"][at] for at in kept],
        )  # fmt: skip
    return found


def _seat(judge: Rule, everybody: Standing, tally_of: Callable[[Standing], dict[str, int]], found: Json) -> bool:
    """The rounds for one seat. True if somebody got it."""
    standing, tallies, rule = everybody - set(found["winners"]), list[dict[str, int]](), judge.rule
    if found["winners"] and not standing - {rule["no_endorsement"]}:
        return False
    first, seat, stood = len(found["rounds"]) + 1, len(found["winners"]) + 1, list[Standing]()
    while True:
        tallies.append(tally_of(standing))
        stood.append(standing)
        if judge.ends(tallies[-1]):
            break
        out = set() if judge.write_ins(tallies[-1]) else judge.hopeless(tallies[-1])
        if not out and len(out := judge.last(tallies[-1])) > 1:
            found["ties"].append(judge.broken(tallies, out, first))
            found["ways"].append((frozenset(found["winners"]), tuple(stood)))
            out = set(found["ties"][-1]["chosen"])
        after = tally_of(standing - out)
        found["rounds"].append(
            {**_shown(judge, tallies[-1], first + len(tallies) - 1, seat), **_gone(tallies[-1], out, after)}
        )
        standing -= out
    winner = _winner(judge, tallies, first, found, stood)
    last = _shown(judge, tallies[-1], first + len(tallies) - 1, seat)
    found["rounds"].append({**last, "elected": [winner] if winner else []})
    found["winners"] += [winner] if winner else []
    return winner is not None


def _winner(judge: Rule, tallies: list[dict[str, int]], first: int, found: Json, stood: list[Standing]) -> str | None:
    level = judge.level(tallies[-1])
    if len(level) > 1:
        tie = judge.elected(tallies, level, first, seats=1)
        found["ties"].append(tie)
        found["ways"].append((frozenset(found["winners"]), tuple(stood)))
        level = set(tie["chosen"])
    return next(iter(level - {judge.rule["no_endorsement"]}), None)


def _one_round(judge: Rule, tally: dict[str, int], found: Json) -> None:
    """A paper on which nothing moves."""
    rule, withheld = judge.rule, judge.rule["no_endorsement"]
    enough = judge.enough(tally)
    if withheld in enough and rule["seats"] == 1:
        enough = {one: votes for one, votes in enough.items() if votes > enough[withheld]}
    enough.pop(withheld, None)
    order = sorted(enough, key=lambda one: (-enough[one], one))
    elected = order[: rule["seats"]]
    if len(order) > rule["seats"] and enough[elected[-1]] == enough[order[rule["seats"]]]:
        level = {one for one in order if enough[one] == enough[elected[-1]]}
        sure = [one for one in order if enough[one] > enough[elected[-1]]]
        tie = judge.elected([tally], level, 1, seats=rule["seats"] - len(sure))
        found["ties"].append(tie)
        found["ways"].append(None)
        elected = [*sure, *tie["chosen"]]
    found["winners"] = elected
    found["rounds"].append({**_shown(judge, tally, 1, 1), "exhausted": 0, "elected": elected})


def _shown(judge: Rule, tally: dict[str, int], number: int, seat: int) -> Json:
    """One round as the count shows it."""
    return {
        "number": number,
        "tally": tally,
        "exhausted": judge.cast + judge.spoiled - sum(tally.values()),
        "base": judge.base(tally),
        "needed": judge.needed(tally),
        "eliminated": [],
        "elected": [],
        "transfers": {},
        "exhausted_now": 0,
        "seat": seat,
    }


def _gone(tally: dict[str, int], out: set[str], after: dict[str, int]) -> Json:
    """Who went out, and where their votes went. Of several at once only all their votes together can be followed."""
    gains = {option: votes - tally[option] for option, votes in after.items() if votes != tally[option]}
    return {
        "eliminated": sorted(out),
        "transfers": dict.fromkeys(out, gains) if len(out) == 1 else {"": gains},
        "exhausted_now": sum(tally.values()) - sum(after.values()),
    }


def fewest(tally: dict[str, int], options: set[str]) -> set[str]:
    """Those of the options that have the fewest votes."""
    least = min(tally[option] for option in options)
    return {option for option in options if tally[option] == least}
