"""Whether manifest and counts of a recount pack have exactly the fields they should: a field too many could mislead.

It is a part of every recount pack's verify.py, and needs nothing but Python 3.10 or newer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

COUNT_FORMAT = "canvass-count/2"

FIELDS = {
    "manifest": "format title closed charter_fingerprint roll_size roll_fingerprint roll_corrections form_fingerprint "
    "log_head seed seed_commitment software counters contests decision_only_under rounds_only_under",
    "contest": "number title published rule options",
    "option": "id name",
    "groups": "limit sentence told",
    "told": "group choice number",
    "decision": "format contest rule rule_fingerprint options winners outcome sentence",
    "count": "format contest rule rule_fingerprint options winners outcome sentence threshold cast blank spoiled "
    "eligible roles treatments rounds ties depends_on_tie",
    "round": "number seat tally exhausted exhausted_by base needed eliminated elected transfers exhausted_now",
    "tie": "round about tied method chosen decided_in digests matters lot_decides",
    "role": "role weight ballots votes blank spoiled",
    "reading": "reading rule winners sentence",
    "rule": "contest clause method threshold strict denominator electorate seats no_endorsement "
    "no_endorsement_eliminated abstention undeclared stop batch last_tie quorum quorum_clause weights ties tie_order "
    "tie_seed drawn_in_public drawn drawn_from passed failed",
}
"""The fields of everything, by what it is."""

PARTS_OF_COUNT = {"rounds": "round", "ties": "tie", "roles": "role", "other_readings": "reading", "options": "option"}

CHOICES = {
    "method": ("instant runoff", "single choice", "approval"),
    "denominator": ("cast", "continuing", "for or against", "eligible"),
    "stop": ("one_left", "two_left", "majority"),
    "last_tie": ("nobody", "broken"),
}


def faults_of_manifest(manifest: Json) -> Iterator[str]:
    """Fields of the manifest that are missing or unknown, and contests that aren't numbered from 1 on."""
    yield from _strange("manifest", manifest)
    for contest in manifest["contests"]:
        yield from _strange("contest", contest, more={"groups"} & set(contest))
        yield from _faults_of_groups(contest)
    if [contest["number"] for contest in manifest["contests"]] != [*range(1, len(manifest["contests"]) + 1)]:
        yield "the contests are not numbered from 1 on."


def _faults_of_groups(contest: Json) -> Iterator[str]:
    """P9. What is told by groups in place of a count, where figures would tell how somebody voted."""
    if "groups" not in contest:
        return
    groups = contest["groups"]
    if contest["published"] != "decision":
        yield "something is told by groups of a contest in place of its count, and the count is told, too."
    yield from _strange("groups", groups)
    for told in groups["told"]:
        yield from _strange("told", told)
    numbers = [groups["limit"], *(told["number"] for told in groups["told"])]
    if any(type(number) is not int or number < 0 for number in numbers):
        yield "the figures that are told by groups are not the whole numbers they should be."


def faults_of_count(count: Json, contest: Json, seed: str) -> Iterator[str]:
    """A count that says otherwise than the manifest does, and fields that are missing or unknown."""
    rule, others = count["rule"], [other["rule"] for other in count.get("other_readings", [])]
    same = all(count[fact] == contest[fact] for fact in ("rule", "options"))
    if not same or rule["tie_seed"] != seed or count["contest"] != rule["contest"]:
        yield "the count names another rule, options, contest or seed than the manifest."
    if count["format"] != COUNT_FORMAT:
        yield f"the count is of another format than {COUNT_FORMAT}."
    more = {"other_readings"} if contest["published"].startswith("rankings") else set()
    yield from _strange("decision" if contest["published"] == "decision" else "count", count, more=more)
    for part, kind in PARTS_OF_COUNT.items():
        for plain in count.get(part, []):
            yield from _strange(kind, plain)
    for one in (rule, *others):
        yield from _strange("rule", one)
        yield from (f"a rule has a {what} that there is none of." for what in CHOICES if one[what] not in CHOICES[what])
    never = {rule["no_endorsement"], rule["abstention"], rule["undeclared"]}
    if len(count["winners"]) > rule["seats"] or never.intersection(count["winners"]):
        yield "there are more winners than seats, or one that can't be."
    for what in ("id", "name"):
        if len({option[what] for option in count["options"]}) < len(count["options"]):
            yield f"two options have the same {what}."


def _strange(kind: str, plain: Json, *, more: set[str] | None = None) -> Iterator[str]:
    """That something has fields too many, or too few."""
    differing = set(plain) ^ ({*FIELDS[kind].split()} | (more or set()))
    if differing:
        yield f"a {kind} has other fields than it should: {', '.join(sorted(differing))}."
