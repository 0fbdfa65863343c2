"""A second counter, to check the first: slow, plain, and without a line in common with it.

It comes with every recount pack, beside verify.py, and needs nothing but Python 3.10 or newer.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

Ballots = dict[tuple[str, ...], int]
Json = dict[str, Any]

MOST_BRANCHES = 2000


def recount(rule: Json, options: list[Json], ballots: Ballots) -> Json:
    """Count from the ballots, reading every one of them anew in every round."""
    return follow(
        rule,
        {option["id"] for option in options},
        sum(ballots.values()),
        lambda standing: first_choices(ballots, standing),
    )


def first_choices(ballots: Ballots, standing: frozenset[str]) -> dict[str, int]:
    """How many ballots now stand for each option."""
    tally = dict.fromkeys(standing, 0)
    for ranking, number in ballots.items():
        choice = next((option for option in ranking if option in standing), None)
        if choice is not None:
            tally[choice] += number
    return tally


def follow(rule: Json, options: set[str], cast: int, tally_of: Callable[[frozenset[str]], dict[str, int]]) -> Json:
    """Go through the rounds by the rule, whatever the tallies come from."""
    standing, tallies, out = frozenset(options), [], []
    ties: list[Json] = []
    tied_while_standing = []
    while True:
        tally = tally_of(standing)
        tallies.append(tally)
        if ends(rule, tally, cast):
            break
        gone, tie = goes_out(rule, tallies)
        if tie:
            ties.append(tie)
            tied_while_standing.append(standing)
        out.append(gone)
        standing -= {gone}
    rounds = [shown(number, tallies, out, cast) for number in range(len(tallies))]
    winner = passing(rule, tallies[-1], cast)
    return {
        "rounds": rounds,
        "ties": ties,
        "tied_while_standing": tied_while_standing,
        "winner": None if winner == rule["no_endorsement"] else winner,
    }


def shown(index: int, tallies: list[dict[str, int]], out: list[str], cast: int) -> Json:
    """One round as the count shows it."""
    tally, last = tallies[index], index == len(out)
    after = tally if last else tallies[index + 1]
    gains = {option: votes - tally[option] for option, votes in after.items() if votes != tally[option]}
    return {
        "number": index + 1,
        "tally": tally,
        "exhausted": cast - sum(tally.values()),
        "eliminated": None if last else out[index],
        "transfers": gains,
        "exhausted_now": sum(tally.values()) - sum(after.values()),
    }


def passing(rule: Json, tally: dict[str, int], cast: int) -> str | None:
    """The option that has what it takes."""
    needed = Fraction(rule["threshold"]) * (cast if rule["denominator"] == "cast" else sum(tally.values()))
    enough = [
        option for option, votes in tally.items() if votes > needed or (votes == needed > 0 and not rule["strict"])
    ]
    return enough[0] if enough else None


def may_go(rule: Json, tally: dict[str, int]) -> set[str]:
    """The options that can be eliminated."""
    return set(tally) - (set() if rule["no_endorsement_eliminated"] else {rule["no_endorsement"]})


def ends(rule: Json, tally: dict[str, int], cast: int) -> bool:
    """No further round is due."""
    continuing = sum(tally.values())
    majority = rule["stop"] == "majority" and any(votes > continuing - votes for votes in tally.values())
    few = len(tally) <= {"one_left": 1, "two_left": 2, "majority": 2, "first_round": len(tally)}[rule["stop"]]
    return not continuing or few or majority or len(may_go(rule, tally)) < 2 or passing(rule, tally, cast) is not None


def goes_out(rule: Json, tallies: list[dict[str, int]]) -> tuple[str, Json | None]:
    """The option with the fewest votes; among several, looking back round by round; at last by lot."""
    tied = left = fewest(tallies[-1], may_go(rule, tallies[-1]))
    if len(tied) == 1:
        return tied.pop(), None
    tie: Json = {"round": len(tallies), "tied": sorted(tied), "decided_in": None, "digests": {}, "matters": None}
    for back in range(len(tallies) - 1, 0, -1):
        left = fewest(tallies[back - 1], left)
        if len(left) == 1:
            gone = left.pop()
            return gone, {**tie, "method": "earlier round", "chosen": gone, "decided_in": back}
    lots = {option: lot(rule, option) for option in left}
    gone = min(left, key=lambda option: lots[option])
    return gone, {**tie, "method": "lot", "chosen": gone, "digests": lots}


def lot(rule: Json, option: str) -> str:
    """SHA-256 of seed, contest and option: the smallest goes out."""
    return hashlib.sha256(f"{rule['tie_seed']}|{rule['contest']}|{option}".encode()).hexdigest()


def fewest(tally: dict[str, int], options: set[str]) -> set[str]:
    """Those of the options that have the fewest votes."""
    least = min(tally[option] for option in options)
    return {option for option in options if tally[option] == least}


def reachable(rule: Json, standing: frozenset[str], ballots: Ballots) -> set[str | None]:
    """The winners that some way of breaking every tie leads to; empty if there are too many ways to try."""
    cast, winners = sum(ballots.values()), set()
    met, ahead = {standing}, {standing}
    while ahead and len(met) < MOST_BRANCHES:
        here = ahead.pop()
        tally = first_choices(ballots, here)
        if ends(rule, tally, cast):
            winner = passing(rule, tally, cast)
            winners.add(None if winner == rule["no_endorsement"] else winner)
            continue
        onward = {here - {option} for option in fewest(tally, may_go(rule, tally))} - met
        met |= onward
        ahead |= onward
    return set() if ahead else winners


def is_told_right(count: Json) -> bool:
    """The sentence names the right outcome, option, share, ballots, round and clause."""
    rule, last, winner = count["rule"], count["rounds"][-1], count["winner"]
    tally, names = last["tally"], {option["id"]: option["name"] for option in count["options"]}
    running = {option: votes for option, votes in tally.items() if option != rule["no_endorsement"]}
    if not count["cast"] or not running:
        why = "no ballots were cast" if running else "there was no candidate"
        return str(count["sentence"]) == f"{rule['failed']}: {why} ({rule['clause']})."
    base = count["cast"] if rule["denominator"] == "cast" else sum(tally.values())
    leading = sorted(names[option] for option in running if running[option] == max(running.values()))
    if winner is not None:
        votes, start = tally[winner], f"{names[winner]} {rule['passed']}:"
    elif passing(rule, tally, count["cast"]):
        votes, start = tally[rule["no_endorsement"]], f"{rule['failed']}: that option itself has"
    elif len(leading) == 1:
        votes, start = max(running.values()), f"{rule['failed']}: {leading[0]} has"
    else:
        votes, start = max(running.values()), f"{rule['failed']}: {', '.join(leading[:-1])} and {leading[-1]} each have"
    still = "" if rule["denominator"] == "cast" else " still continuing"
    when = f" in round {last['number']}" if len(count["rounds"]) > 1 else ""
    end = f" ({votes} of {base} ballots{still}){when}; "
    told = re.fullmatch(
        f"{re.escape(start)} (exactly )?([^ ]+){re.escape(end)}(.+) is needed {re.escape('(' + rule['clause'] + ').')}",
        count["sentence"],
    )
    return told is not None and told[3] in thresholds(rule) and share_told(rule, told[1], told[2], votes, base)


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
