"""A contest's rule and options in words, to be compared with charter, form and letters: no file can prove them.

It is a part of every recount pack's verify.py, and needs nothing but Python 3.10 or newer.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from core.told_again import base_told, eligible_told, share_words, threshold_told

Json = dict[str, Any]

METHODS = {
    "instant runoff": "rounds, in which the last goes out",
    "single choice": "one choice on each ballot",
    "approval": "as many choices on each ballot as one likes",
}
STOPS = {
    "one_left": "to the end, until somebody passes or one is left",
    "two_left": "until somebody passes or two are left",
    "majority": "until somebody passes or has an ordinary majority",
}


def rule_told(rule: Json, options: list[Json]) -> str:
    """What nobody can prove of a rule, and what the ballot letter and the charter have to say."""
    letter = f'"{threshold_told(rule)} {base_told(rule)}"'
    clause = f" and ({rule['clause']})" if rule["clause"] else ""
    return (
        "that the rule is the charter's, and the options those of the form. "
        f"The ballot letter has to say {letter}{clause}, and name: {'; '.join(option['name'] for option in options)}. "
        f"The charter has to say: {'; '.join(_told(rule, options))}."
    )


def _told(rule: Json, options: list[Json]) -> Iterator[str]:
    names = {option["id"]: f'"{option["name"]}"' for option in options}
    yield METHODS[rule["method"]]
    yield f"{rule['seats']} seat{'s' if rule['seats'] > 1 else ''}"
    if rule["method"] == "instant runoff":
        yield STOPS[rule["stop"]]
        yield "those who can't catch up go out together" if rule["batch"] else "one goes out at a time"
        yield f"if the last two are level, {'nobody passes' if rule['last_tie'] == 'nobody' else 'a tie is broken'}"
    if rule["no_endorsement"] is None:
        yield "no option withholds"
    else:
        stays = "can go out like any other" if rule["no_endorsement_eliminated"] else "never goes out"
        yield f"{names[rule['no_endorsement']]} withholds, and {stays}"
    if rule["abstention"] is not None:
        yield f"{names[rule['abstention']]} abstains"
    if rule["undeclared"] is not None:
        yield f"{names[rule['undeclared']]} is all write-ins together, and goes out first"
    if rule["quorum"] is not None:
        cited = f" ({rule['quorum_clause']})" if rule["quorum_clause"] else ""
        yield f"a quorum of {share_words(Fraction(rule['quorum']))} of all {eligible_told(rule)}{cited}"
    if rule["weights"]:
        yield f"votes of a ballot: {', '.join(f'{role} {votes}' for role, votes in sorted(rule['weights'].items()))}"
    public = ", drawn in public if the outcome hangs on it" if rule["drawn_in_public"] else ""
    yield f"ties are broken by {', then '.join(rule['ties'])}{public}"
    if "order" in rule["ties"]:
        yield f"the order is {', '.join(names.get(one, one) for one in rule['tie_order'])}"
    yield f'it is called "{rule["passed"]}" if somebody passes, else "{rule["failed"]}"'
