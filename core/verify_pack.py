"""Check a recount pack with Python alone: its files, its figures, and a count of its own.

This needs nothing but Python 3.10 or newer, imports nothing from the pack, and shares no counter with the program that
made it. Run `python3 -I -B verify.py` beside the pack's other files; it ends with 0 if nothing is wrong, else with 1.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from core.count_again import Ballots, Json, follow, recount
from core.files_again import SUMS, digest, faults_of_files, plain_in
from core.letters_again import drawn_told, faults_of_draw, marks_told, to_compare
from core.levels_again import WITH_BALLOTS, decision_told, faults_of_limits, level, limits_told
from core.lots_again import mark
from core.pack_readme import readme
from core.roles_again import (
    ballots_of,
    eligible_told_apart,
    faults_of_eligible,
    faults_of_roles,
    in_votes,
    is_number,
    other_numbers,
    roles_in,
)
from core.rules_again import rule_told
from core.same_ballots import as_blt, as_cvr, read_ballots, table
from core.shape_again import faults_of_count, faults_of_manifest
from core.told_again import base_told, decision, headline, is_told_right, misses_quorum, thresholds
from core.ways_again import what_hangs_on

Finding = tuple[str, str]

FORMAT = "canvass-recount-pack/3"
PROVED, OPEN, WRONG = "Proved: ", "Not proved: ", "WRONG: "
RIGHT = "Nothing is wrong with this pack, as far as files can show. Compare by eye what is not proved."
FATES = ("counted", "superseded", "late", "unknown", "malformed")


def check(folder: Path) -> tuple[list[str], bool]:
    """All findings about the pack in `folder`, in plain words, and whether nothing is wrong with it."""
    findings: list[Finding] = []
    try:
        manifest = plain_in(folder / "manifest.json")
        if manifest["format"] != FORMAT:
            return [f"{WRONG}this pack is of another format, {manifest['format']}: run its own verify.py."], False
        findings.extend(check_files(folder, manifest))
        findings.extend((WRONG, fault) for fault in (*faults_of_manifest(manifest), *faults_of_limits(manifest)))
        findings.extend(check_facts(manifest))
        counts = [plain_in(folder / f"contest-{one['number']}.count.json") for one in manifest["contests"]]
        for contest, count in zip(manifest["contests"], counts, strict=True):
            findings.extend(check_contest(folder, contest, count, manifest))
        findings.extend(check_readme(folder, manifest, counts))
    except OSError as missing:
        findings.append((WRONG, f"{Path(str(missing.filename)).name} is missing or can't be read."))
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError, csv.Error) as fault:
        findings.append((WRONG, f"a file is not written as in a recount pack ({type(fault).__name__}: {fault})."))
    return [kind + text for kind, text in findings], all(kind != WRONG for kind, _ in findings)


def check_files(folder: Path, manifest: Json) -> Iterator[Finding]:
    """SHA256SUMS names exactly the files that make up this pack, each is as it was, and nothing else is there."""
    names = {"README.txt", "manifest.json", "verify.py"}
    for contest in manifest["contests"]:
        names |= {f"contest-{contest['number']}.{ending}" for ending in ("count.json", *ballots_in(contest))}
    faults = list(faults_of_files(folder, names))
    yield from ((WRONG, fault) for fault in faults)
    if faults:
        return
    sums = digest((folder / SUMS).read_bytes())
    yield PROVED, f"all {len(names)} files are as SHA256SUMS says, and there is nothing else."
    told = f"Its fingerprint is {sums}; the result letter has to show its beginning"
    yield OPEN, f"that this is the pack that was published. {told}: Recount pack: {mark(sums)}."


def check_facts(manifest: Json) -> Iterator[Finding]:
    """The figures of the manifest add up, and the seed of the lots has the commitment that the manifest names."""
    counters, roll = manifest["counters"], manifest["roll_size"]
    parts = " + ".join(f"{counters[fate]} {fate}" for fate in FATES)
    if set(counters) != {"received", *FATES} or not all(is_number(number) for number in (*counters.values(), roll)):
        yield WRONG, "the counters are not the whole numbers they should be."
    elif counters["received"] != sum(counters[fate] for fate in FATES):
        yield WRONG, f"{counters['received']} answers were received, but {parts} is another number."
    elif counters["counted"] > roll:
        yield WRONG, f"{counters['counted']} ballots were counted, but only {roll} people could vote."
    else:
        yield PROVED, f"the manifest's figures add up: {counters['received']} received = {parts}; {roll} could vote."
    if digest(f"seed/v1|{manifest['seed']}".encode()) != manifest["seed_commitment"]:
        yield WRONG, "the seed of the lots has another commitment than the manifest names."
    else:
        yield PROVED, "the seed of the lots has the commitment that the manifest names."
    yield from ((OPEN, told) for told in (*to_compare(manifest), limits_told(manifest)))


def check_contest(folder: Path, contest: Json, count: Json, manifest: Json) -> Iterator[Finding]:
    """One contest, as far as the group was large enough to publish it."""
    name = f"contest {contest['number']} ({contest['title']})"
    yield from ((WRONG, f"{name}: {fault}") for fault in faults_of_count(count, contest, manifest["seed"]))
    rule = {what: value for what, value in count["rule"].items() if what not in ("tie_seed", "drawn", "drawn_from")}
    if digest(json.dumps(rule, sort_keys=True).encode()) != count["rule_fingerprint"]:
        yield WRONG, f"{name}: the rule's fingerprint is another."
    outcomes = ["passed"] if count["winners"] else ["failed", "no quorum"]
    if count["outcome"] not in outcomes or (count["outcome"] == "no quorum" and count["rule"]["quorum"] is None):
        yield WRONG, f"{name}: outcome and winners contradict each other."
    yield OPEN, f"{name}: {rule_told(count['rule'], count['options'])}"
    yield from ((OPEN, f"{name}: {told}") for told in drawn_told(count["rule"]))
    if contest["published"] == "decision":
        yield from check_decision(name, count, manifest, contest)
        return
    roll, counted = manifest["roll_size"], manifest["counters"]["counted"]
    faults = (*faults_of_roles(count), *faults_of_eligible(count, roll), *faults_of_draw(count))
    yield from ((WRONG, f"{name}: {fault}") for fault in faults)
    yield from ((OPEN, f"{name}: {told}") for told in (*eligible_told_apart(count), *marks_told(count)))
    if ballots_of(count, "ballots", "blank", "spoiled") != counted:
        yield WRONG, f"{name}: {count['cast']} cast and {count['blank']} blank ballots are not those counted."
    if contest["published"] != level(count, manifest):
        told = f"not the {contest['published']} should be published, but the {level(count, manifest)}"
        yield WRONG, f"{name}: with {ballots_of(count, 'ballots')} ballots, {told}."
    if contest["published"] not in WITH_BALLOTS:
        yield from check_rounds(name, count)
        return
    file, roles = folder / f"contest-{contest['number']}.ballots.csv", roles_in(count["rule"])
    by_role = read_ballots(file, contest["options"], roles=roles)
    yield from ((WRONG, f"{name}: {fault}") for fault in other_numbers(count, by_role))
    if file.read_bytes() != table(by_role, contest["options"], roles=roles):
        yield WRONG, f"{name}: {file.name} holds more than its ballots, or is written in another way."
    ballots = in_votes(by_role, count["rule"]["weights"])
    yield from check_ballots(name, count, dict(ballots), whole=contest["published"] == "rankings")
    yield from check_formats(folder, name, contest, ballots, closed=manifest["closed"])


def check_readme(folder: Path, manifest: Json, counts: list[Json]) -> Iterator[Finding]:
    """The README says of every count what the count says, and nothing else."""
    if (folder / "README.txt").read_bytes() != readme(manifest, counts).encode():
        yield WRONG, "README.txt says something else than the counts do."
    else:
        yield PROVED, "README.txt says, word for word, what the counts say."


def check_decision(name: str, count: Json, manifest: Json, contest: Json) -> Iterator[Finding]:
    """A group so small that only the decision is told."""
    if count["sentence"] != decision(count):
        yield WRONG, f"{name}: the sentence is not the decision."
    yield OPEN, f"{name}: the count. {decision_told(count, manifest, contest)}"


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
    if count["ties"]:
        yield OPEN, f"{name}: whether ties mattered, which only ballots can show. The count says: {headline(count)}"


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
        told = headline(count) if whole else count["sentence"]
        yield PROVED, f"{name}: {cast} ballots, counted again, give this: {told}"
    if not whole:
        reason = "Choices the count never read are withheld, since a rare order could point to a person."
        ties = f" The count says: {headline(count)}" if count["ties"] else ""
        yield OPEN, f"{name}: other readings of the rule, and whether ties mattered. {reason}{ties}"


def check_formats(folder: Path, name: str, contest: Json, ballots: Ballots, *, closed: str) -> Iterator[Finding]:
    """The files for other programs hold the ballots of the table that was counted, and not a sign else."""
    if contest["rule"]["method"] == "approval":
        return
    options, title, start = contest["options"], contest["title"], f"contest-{contest['number']}"
    wanted = {
        f"{start}.blt": as_blt(ballots, options, title=title, seats=contest["rule"]["seats"]),
        f"{start}.cvr.json": as_cvr(ballots, options, title=title, closed=closed),
    }
    others = [file for file, content in wanted.items() if (folder / file).read_bytes() != content]
    yield from ((WRONG, f"{name}: {file} is not just the table's ballots in its format.") for file in others)
    if not others:
        yield PROVED, f"{name}: {' and '.join(wanted)} hold the same ballots."


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
        answers = [False, False] if misses_quorum(count) else what_hangs_on(count, tie, way, ballots)
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


def closing(*, right: bool) -> str:
    """The last sentence of a check."""
    return RIGHT if right else "SOMETHING IS WRONG with this pack: see the lines above."


def main() -> int:
    """Check the pack that this file lies in, or the one in the folder that is named."""
    lines, right = check(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent)
    print("\n".join(lines))
    print(f"\n{closing(right=right)}")
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
