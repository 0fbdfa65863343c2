"""Check a recount pack with Python alone: its files, its figures, and a count of its own.

This needs nothing but Python 3.10 or newer, and shares no code with the program that made the pack.
Run it beside the pack's other files with `python3 verify.py`; it ends with 0 if nothing is wrong, else with 1.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

Ballots = dict[tuple[str, ...], int]
Json = dict[str, Any]
Finding = tuple[str, str]

PROVED, OPEN, WRONG = "Proved: ", "Not proved: ", "WRONG: "
FATES = ("counted", "superseded", "late", "unknown", "malformed")
WITH_BALLOTS = ("rankings", "rankings as far as read")
MOST_BRANCHES = 2000


def check(folder: Path) -> tuple[list[str], bool]:
    """All findings about the pack in `folder`, in plain words, and whether nothing is wrong with it."""
    findings: list[Finding] = []
    try:
        manifest = json.loads((folder / "manifest.json").read_bytes())
        findings.extend(check_files(folder, manifest))
        findings.extend(check_facts(manifest))
        for contest in manifest["contests"]:
            findings.extend(check_contest(folder, contest, manifest))
    except OSError as missing:
        findings.append((WRONG, f"{Path(str(missing.filename)).name} is missing or can't be read."))
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, csv.Error) as fault:
        findings.append((WRONG, f"a file is not written as in a recount pack ({type(fault).__name__}: {fault})."))
    return [kind + text for kind, text in findings], all(kind != WRONG for kind, _ in findings)


def check_files(folder: Path, manifest: Json) -> Iterator[Finding]:
    """SHA256SUMS names exactly the files that make up this pack, and each is as it was."""
    names = {"README.txt", "manifest.json", "verify.py"}
    for contest in manifest["contests"]:
        names.add(f"contest-{contest['number']}.count.json")
        if contest["published"] in WITH_BALLOTS:
            names.add(f"contest-{contest['number']}.ballots.csv")
    missing = [name for name in sorted(names) if not (folder / name).is_file()]
    if missing:
        yield WRONG, f"missing: {', '.join(missing)}."
        return
    sums = (folder / "SHA256SUMS").read_bytes()
    lines = {name: f"{digest((folder / name).read_bytes())}  {name}\n".encode() for name in sorted(names)}
    if sums != b"".join(lines.values()):
        changed = [name for name, line in lines.items() if line not in sums]
        yield WRONG, f"not as SHA256SUMS says: {', '.join(changed) or 'SHA256SUMS itself'}."
        return
    yield PROVED, f"all {len(names)} files are as SHA256SUMS says."
    fingerprint = f"Its fingerprint is {digest(sums)}; compare that with the result letter's."
    yield OPEN, f"that this is the pack that was published. {fingerprint}"


def check_facts(manifest: Json) -> Iterator[Finding]:
    """Every answer that came in is accounted for, and the seed of the lots is the one committed to."""
    if manifest["format"] != "canvass-recount-pack/1":
        yield WRONG, f"this pack is of another format, {manifest['format']}."
    counters, roll = manifest["counters"], manifest["roll_size"]
    parts = " + ".join(f"{counters[fate]} {fate}" for fate in FATES)
    if set(counters) != {"received", *FATES} or not all(is_number(number) for number in (*counters.values(), roll)):
        yield WRONG, "the counters are not the whole numbers they should be."
    elif counters["received"] != sum(counters[fate] for fate in FATES):
        yield WRONG, f"{counters['received']} answers were received, but {parts} is another number."
    elif counters["counted"] > roll:
        yield WRONG, f"{counters['counted']} ballots were counted, but only {roll} people could vote."
    else:
        yield PROVED, f"every answer is accounted for: {counters['received']} received = {parts}; {roll} could vote."
    if digest(f"seed/v1|{manifest['seed']}".encode()) != manifest["seed_commitment"]:
        yield WRONG, "the seed of the lots is not the one committed to before voting opened."
    else:
        yield PROVED, "the seed of the lots is the one committed to before voting opened."
    yield OPEN, "that roll, charter, form and log are the published ones: compare their fingerprints with the letters'."


def check_contest(folder: Path, contest: Json, manifest: Json) -> Iterator[Finding]:
    """One contest, as far as the group was large enough to publish it."""
    name = f"contest {contest['number']} ({contest['title']})"
    count = json.loads((folder / f"contest-{contest['number']}.count.json").read_bytes())
    same = all(count[fact] == contest[fact] for fact in ("rule", "options"))
    if not same or count["rule"]["tie_seed"] != manifest["seed"]:
        yield WRONG, f"{name}: the count names another rule, options or seed than the manifest."
    if digest(json.dumps(count["rule"], sort_keys=True).encode()) != count["rule_fingerprint"]:
        yield WRONG, f"{name}: the rule's fingerprint is another."
    if count["outcome"] != ("no endorsement" if count["winner"] is None else "endorsed"):
        yield WRONG, f"{name}: outcome and winner contradict each other."
    if contest["published"] == "decision":
        yield from check_decision(name, count)
        return
    if count["cast"] + count["blank"] != manifest["counters"]["counted"]:
        yield WRONG, f"{name}: {count['cast']} cast and {count['blank']} blank ballots are not those counted."
    group = "rounds" if count["cast"] < manifest["rounds_only_under"] else "rankings"
    if count["cast"] < manifest["decision_only_under"] or not contest["published"].startswith(group):
        yield WRONG, f"{name}: with {count['cast']} ballots, not the {contest['published']} should be published."
    if contest["published"] in WITH_BALLOTS:
        ballots = read_ballots(folder / f"contest-{contest['number']}.ballots.csv", contest["options"])
        yield from check_ballots(name, count, ballots, whole=contest["published"] == "rankings")
    else:
        yield from check_rounds(name, count)


def check_decision(name: str, count: Json) -> Iterator[Finding]:
    """A group so small that only the decision is told."""
    names, rule = {option["id"]: option["name"] for option in count["options"]}, count["rule"]
    told = rule["failed"] if count["winner"] is None else f"{names[count['winner']]} {rule['passed']}"
    if count["sentence"] != f"{told}.":
        yield WRONG, f"{name}: the sentence is not the decision."
    yield OPEN, f"{name}: the count. So few took part that only the decision is published: {count['sentence']}"


def check_rounds(name: str, count: Json) -> Iterator[Finding]:
    """A small group: the rounds follow from each other by the rule, but their ballots are withheld."""
    published = iter([past["tally"] for past in count["rounds"]])

    def tally_of(standing: frozenset[str]) -> dict[str, int]:
        tally: dict[str, int] = next(published, {})
        if set(tally) != standing or not all(is_number(votes) for votes in tally.values()):
            raise ValueError("a round does not show the options still standing")
        return tally

    found = follow(count["rule"], {option["id"] for option in count["options"]}, count["cast"], tally_of)
    faults = list(compare(name, count, found))
    moves = [move for past in found["rounds"] for move in (*past["transfers"].values(), past["exhausted_now"])]
    if found["rounds"][0]["exhausted"] or any(move < 0 for move in moves):
        faults.append((WRONG, f"{name}: votes appear or vanish between rounds."))
    yield from faults or [(PROVED, f"{name}: by the rule, the rounds give this: {count['sentence']}")]
    yield OPEN, f"{name}: the figures of the rounds. So few took part that ballots, and other readings, are withheld."


def check_ballots(name: str, count: Json, ballots: Ballots, *, whole: bool) -> Iterator[Finding]:
    """Count the published ballots again; if they are whole, by the other readings and through every tie, too."""
    blank = ballots.pop((), 0)
    cast = sum(ballots.values())
    found = recount(count["rule"], count["options"], ballots)
    faults = list(compare(name, count, found))
    if (cast, blank) != (count["cast"], count["blank"]):
        faults.append((WRONG, f"{name}: {cast} ballots and {blank} blank ones are published, not as many as counted."))
    if whole:
        faults += check_readings(name, count, ballots)
        faults += check_ties(name, count, found, ballots)
    wrong = any(kind == WRONG for kind, _ in faults)
    yield from faults
    if not wrong:
        yield PROVED, f"{name}: {cast} ballots, counted again, give this: {count['sentence']}"
    if not whole:
        reason = "Choices the count never read are withheld, since a rare order could point to a person."
        yield OPEN, f"{name}: other readings of the rule, and whether ties mattered. {reason}"


def check_readings(name: str, count: Json, ballots: Ballots) -> Iterator[Finding]:
    """Every other reading that is told gives the other outcome that is told."""
    for other in count["other_readings"]:
        again = recount(other["rule"], count["options"], ballots)
        told = {**other, "cast": count["cast"], "options": count["options"], "rounds": again["rounds"]}
        if other["winner"] != again["winner"] or other["winner"] == count["winner"] or not is_told_right(told):
            yield WRONG, f"{name}: {other['reading']}, the outcome is not what the count says."


def check_ties(name: str, count: Json, found: Json, ballots: Ballots) -> Iterator[Finding]:
    """Whether each tie mattered: every way of breaking it, and the ties after it, is tried."""
    for tie, standing in zip(count["ties"], found["tied_while_standing"], strict=False):
        winners = reachable(count["rule"], standing, ballots)
        if not winners or tie["matters"] is None:
            yield OPEN, f"{name}: whether the tie in round {tie['round']} mattered; there are too many ways to try."
        elif tie["matters"] != (len(winners) > 1):
            yield WRONG, f"{name}: whether the tie in round {tie['round']} mattered is told wrongly."


def compare(name: str, count: Json, found: Json) -> Iterator[Finding]:
    """The published rounds, ties, winner and sentence beside those found here."""
    if count["rounds"] != found["rounds"]:
        same = [told == here for told, here in zip(count["rounds"], found["rounds"], strict=False)]
        yield WRONG, f"{name}: the count differs from round {[*same, False].index(False) + 1} on."
    if [{**tie, "matters": None} for tie in count["ties"]] != found["ties"]:
        yield WRONG, f"{name}: the ties, or how they were broken, are others."
    if count["depends_on_tie"] != any(tie["matters"] is not False for tie in count["ties"]):
        yield WRONG, f"{name}: whether the outcome depends on a tie is told in two ways."
    if count["winner"] != found["winner"]:
        yield WRONG, f"{name}: the winner is another."
        return
    base = "of the ballots cast" if count["rule"]["denominator"] == "cast" else "of the ballots still continuing"
    right = count["threshold"] in {f"{told} {base}" for told in thresholds(count["rule"])}
    if not right or not is_told_right({**count, "rounds": found["rounds"]}):
        yield WRONG, f"{name}: the words do not say what the figures say."


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
    lots = {option: digest(f"{rule['tie_seed']}|{rule['contest']}|{option}".encode()) for option in left}
    gone = min(left, key=lambda option: lots[option])
    return gone, {**tie, "method": "lot", "chosen": gone, "digests": lots}


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


def read_ballots(file: Path, options: list[Json]) -> Ballots:
    """The ballots file: how many ballots, then their choices, best first. Its lines are in order, so tell no other."""
    ids = {as_cell(option["name"]): option["id"] for option in options}
    with file.open(encoding="utf-8", newline="") as lines:
        heading, *rows = list(csv.reader(lines, strict=True))
    if heading[0] != "Ballots" or rows != sorted(rows, key=lambda row: row[1:]):
        raise ValueError("the ballots file has another heading or order")
    ballots: Ballots = {}
    for number, *choices in rows:
        ranking = tuple(ids[choice] for choice in choices if choice)
        if len(set(ranking)) != len(ranking) or ranking in ballots or not number.isdecimal() or int(number) < 1:
            raise ValueError("the ballots file has a line that can't be")
        ballots[ranking] = int(number)
    return ballots


def as_cell(name: str) -> str:
    """A name as the ballots file writes it: an apostrophe keeps spreadsheets from taking it for a formula."""
    return f"'{name}" if name.startswith(("=", "+", "-", "@")) else name


def is_number(value: object) -> bool:
    """A whole number, not negative."""
    return type(value) is int and value >= 0


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def main() -> int:
    """Check the pack that this file lies in, or the one in the folder that is named."""
    lines, right = check(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent)
    print("\n".join(lines))
    print(
        "\nNothing is wrong with this pack." if right else "\nSOMETHING IS WRONG with this pack: see the lines above."
    )
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
