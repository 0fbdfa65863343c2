"""Check a recount pack with Python alone: its files, its figures, and a count of its own.

This needs nothing but Python 3.10 or newer and the other programs in the pack; none of them shares code with the one
that made it. Run `python3 verify.py` beside the pack's other files; it ends with 0 if nothing is wrong, else with 1.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from core.count_again import Ballots, Json, follow, recount
from core.letters_again import drawn_told, faults_of_draw, mark, to_compare
from core.roles_again import ballots_of, faults_of_roles, in_votes, is_number, other_numbers, roles_in, smallest_group
from core.same_ballots import differing, read_ballots
from core.told_again import base_told, decision, is_told_right, misses_quorum, thresholds
from core.ways_again import hangs_on

Finding = tuple[str, str]

FORMAT = "canvass-recount-pack/2"
PROVED, OPEN, WRONG = "Proved: ", "Not proved: ", "WRONG: "
FATES = ("counted", "superseded", "late", "unknown", "malformed")
PROGRAMS = (
    "count_again.py",
    "letters_again.py",
    "roles_again.py",
    "same_ballots.py",
    "told_again.py",
    "verify.py",
    "ways_again.py",
)
WITH_BALLOTS = ("rankings", "rankings as far as read")


def check(folder: Path) -> tuple[list[str], bool]:
    """All findings about the pack in `folder`, in plain words, and whether nothing is wrong with it."""
    findings: list[Finding] = []
    try:
        manifest = json.loads((folder / "manifest.json").read_bytes())
        if manifest["format"] != FORMAT:
            return [f"{WRONG}this pack is of another format, {manifest['format']}: run its own verify.py."], False
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
    names = {"README.txt", "manifest.json", *PROGRAMS}
    for contest in manifest["contests"]:
        names |= {f"contest-{contest['number']}.{ending}" for ending in ("count.json", *ballots_in(contest))}
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
    told = f"Its fingerprint is {digest(sums)}; the result letter has to show its beginning"
    yield OPEN, f"that this is the pack that was published. {told}: Recount pack: {mark(digest(sums))}."


def check_facts(manifest: Json) -> Iterator[Finding]:
    """Every answer that came in is accounted for, and the seed of the lots is the one committed to."""
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
    yield from ((OPEN, told) for told in to_compare(manifest))


def check_contest(folder: Path, contest: Json, manifest: Json) -> Iterator[Finding]:
    """One contest, as far as the group was large enough to publish it."""
    name = f"contest {contest['number']} ({contest['title']})"
    count = json.loads((folder / f"contest-{contest['number']}.count.json").read_bytes())
    same = all(count[fact] == contest[fact] for fact in ("rule", "options"))
    if not same or count["rule"]["tie_seed"] != manifest["seed"]:
        yield WRONG, f"{name}: the count names another rule, options or seed than the manifest."
    rule = {what: value for what, value in count["rule"].items() if what not in ("tie_seed", "drawn", "drawn_from")}
    if digest(json.dumps(rule, sort_keys=True).encode()) != count["rule_fingerprint"]:
        yield WRONG, f"{name}: the rule's fingerprint is another."
    outcomes = ["passed"] if count["winners"] else ["failed", "no quorum"]
    if count["outcome"] not in outcomes or (count["outcome"] == "no quorum" and count["rule"]["quorum"] is None):
        yield WRONG, f"{name}: outcome and winners contradict each other."
    yield from ((OPEN, f"{name}: {told}") for told in drawn_told(count["rule"]))
    if contest["published"] == "decision":
        yield from check_decision(name, count)
        return
    yield from ((WRONG, f"{name}: {fault}") for fault in (*faults_of_roles(count), *faults_of_draw(count)))
    if ballots_of(count, "ballots", "blank", "spoiled") != manifest["counters"]["counted"]:
        yield WRONG, f"{name}: {count['cast']} cast and {count['blank']} blank ballots are not those counted."
    group = smallest_group(count)
    small = group < manifest["rounds_only_under"]
    allowed = ["rounds"] if small else [*WITH_BALLOTS, *(["rounds"] if count["rule"]["method"] == "approval" else [])]
    if group < manifest["decision_only_under"] or contest["published"] not in allowed:
        yield WRONG, f"{name}: with {group} ballots, not the {contest['published']} should be published."
    if contest["published"] not in WITH_BALLOTS:
        yield from check_rounds(name, count)
        return
    table = folder / f"contest-{contest['number']}.ballots.csv"
    by_role = read_ballots(table, contest["options"], roles=roles_in(count["rule"]))
    yield from ((WRONG, f"{name}: {fault}") for fault in other_numbers(count, by_role))
    ballots = in_votes(by_role, count["rule"]["weights"])
    yield from check_ballots(name, count, dict(ballots), whole=contest["published"] == "rankings")
    yield from check_formats(folder, name, contest, ballots)


def check_decision(name: str, count: Json) -> Iterator[Finding]:
    """A group so small that only the decision is told."""
    if count["sentence"] != decision(count):
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

    # By approval, somebody who abstains may choose others, too; how many did nothing else only the base tells.
    approval = count["rule"]["method"] == "approval" and count["rule"]["denominator"] == "for or against"
    abstained = count["cast"] - count["rounds"][0]["base"] if approval else None
    found = follow(count, count["rule"], tally_of, abstained=abstained)
    faults = list(compare(name, count, found))
    if abstained is not None and not 0 <= abstained <= count["rounds"][0]["tally"].get(count["rule"]["abstention"], 0):
        faults.append((WRONG, f"{name}: there can't be so many abstentions."))
    moves = [move for past in found["rounds"] for to in past["transfers"].values() for move in to.values()]
    moves += [past["exhausted_now"] for past in found["rounds"]]
    if found["rounds"][0]["exhausted"] != count["spoiled"] or any(move < 0 for move in moves):
        faults.append((WRONG, f"{name}: votes appear or vanish between rounds."))
    yield from faults or [(PROVED, f"{name}: by the rule, the rounds give this: {count['sentence']}")]
    yield OPEN, f"{name}: the figures of the rounds. So few took part that ballots, and other readings, are withheld."


def check_ballots(name: str, count: Json, ballots: Ballots, *, whole: bool) -> Iterator[Finding]:
    """Count the published ballots again; if they are whole, by the other readings and through every tie, too."""
    blank = ballots.pop((), 0)
    cast = sum(ballots.values())
    found = recount(count, count["rule"], ballots)
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


def check_formats(folder: Path, name: str, contest: Json, ballots: Ballots) -> Iterator[Finding]:
    """The files for other programs hold the same ballots as the table that was counted."""
    if contest["rule"]["method"] == "approval":
        return
    blt, cvr = (folder / f"contest-{contest['number']}.{ending}" for ending in ballots_in(contest)[1:])
    others = differing(blt, cvr, contest["options"], ballots)
    for other in others:
        yield WRONG, f"{name}: {other} holds other ballots than the table."
    if not others:
        yield PROVED, f"{name}: {blt.name} and {cvr.name} hold the same ballots."


def ballots_in(contest: Json) -> list[str]:
    """How the names of a contest's files of ballots end."""
    if contest["published"] not in WITH_BALLOTS:
        return []
    return ["ballots.csv"] if contest["rule"]["method"] == "approval" else ["ballots.csv", "blt", "cvr.json"]


def check_readings(name: str, count: Json, ballots: Ballots) -> Iterator[Finding]:
    """Every other reading that is told gives the other outcome that is told."""
    for other in count["other_readings"]:
        again = recount(count, other["rule"], ballots)
        told = {**count, **other, "rounds": again["rounds"]}
        differs = set(other["winners"]) != set(count["winners"])
        if other["winners"] != again["winners"] or not differs or not is_told_right(told):
            yield WRONG, f"{name}: {other['reading']}, the outcome is not what the count says."


def check_ties(name: str, count: Json, found: Json, ballots: Ballots) -> Iterator[Finding]:
    """Whether each tie mattered, and whether a lot did: every way of breaking it, and the ties after it, is tried."""
    for tie, way in zip(count["ties"], found["ways"], strict=False):
        lot = tie["method"] == "lot"
        if misses_quorum(count):
            answers: list[bool | None] = [False, False]
        elif way is None:  # of a tie for a seat on a paper with one round: whoever gets it is the outcome
            answers = [True, lot]
        else:
            answers = [
                hangs_on(count, way, ballots, lots_only=False),
                hangs_on(count, way, ballots, lots_only=True) if lot else False,
            ]
        told = [tie["matters"], tie["lot_decides"]]
        if None in answers or None in told:
            yield OPEN, f"{name}: whether the tie in round {tie['round']} mattered; there are too many ways to try."
        elif told != answers:
            yield WRONG, f"{name}: whether the tie in round {tie['round']} mattered is told wrongly."


def compare(name: str, count: Json, found: Json) -> Iterator[Finding]:
    """The published rounds, ties, winner and sentence beside those found here."""
    told_rounds = [as_compared(past, found["rounds"][at : at + 1]) for at, past in enumerate(count["rounds"])]
    if told_rounds != found["rounds"]:
        same = [told == here for told, here in zip(told_rounds, found["rounds"], strict=False)]
        yield WRONG, f"{name}: the count differs from round {[*same, False].index(False) + 1} on."
    if [without_answer(tie) for tie in count["ties"]] != [without_answer(tie) for tie in found["ties"]]:
        yield WRONG, f"{name}: the ties, or how they were broken, are others."
    if count["depends_on_tie"] != any(tie["matters"] is not False for tie in count["ties"]):
        yield WRONG, f"{name}: whether the outcome depends on a tie is told in two ways."
    if count["winners"] != found["winners"] or (count["outcome"] == "no quorum") != misses_quorum(count):
        yield WRONG, f"{name}: the winners are others, or whether enough took part."
        return
    right = count["threshold"] in {f"{told} {base_told(count['rule'])}" for told in thresholds(count["rule"])}
    if not right or not is_told_right({**count, "rounds": found["rounds"]}):
        yield WRONG, f"{name}: the words do not say what the figures say."


def without_answer(tie: Json) -> Json:
    """A tie without the answer whether it mattered, which is checked apart."""
    return {**tie, "matters": None, "lot_decides": None}


def as_compared(told: Json, found: list[Json]) -> Json:
    """A round as far as it can be found again: not why ballots were exhausted, nor who of several gave which votes."""
    plain = {name: value for name, value in told.items() if name != "exhausted_by"}
    if found and "" in found[0]["transfers"]:
        together = Counter[str]()
        for moves in told["transfers"].values():
            together.update(moves)
        plain["transfers"] = {"": dict(together)}
    return plain


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def closing(*, right: bool) -> str:
    """The last sentence of a check."""
    return "Nothing is wrong with this pack." if right else "SOMETHING IS WRONG with this pack: see the lines above."


def main() -> int:
    """Check the pack that this file lies in, or the one in the folder that is named."""
    lines, right = check(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent)
    print("\n".join(lines))
    print(f"\n{closing(right=right)}")
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
