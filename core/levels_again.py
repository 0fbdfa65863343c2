"""How much of a contest may be published, by its figures; and what no figure can show about that.

It is a part of every recount pack's verify.py, and needs nothing but Python 3.10 or newer.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import perm
from typing import Any

from core.roles_again import is_number, smallest_group
from core.told_again import weighs

Json = dict[str, Any]

WITH_BALLOTS = ("rankings", "rankings as far as read")


def level(count: Json, manifest: Json) -> str:
    """P9. How much has to be published of a count, no more and no less, by the limits that the manifest names."""
    group, options = smallest_group(count), len(count["options"])
    if group < manifest["decision_only_under"]:
        return "decision"
    if group < manifest["rounds_only_under"]:
        return "rounds"
    if count["rule"]["method"] == "approval":
        return "rankings" if 2**options <= group else "rounds"
    longest = 1 if count["rule"]["method"] == "single choice" else options
    possible = sum(perm(options, length) for length in range(1, longest + 1))
    return "rankings" if possible <= group else "rankings as far as read"


def faults_of_limits(manifest: Json) -> Iterator[str]:
    """P9. The limits have to be whole numbers, the one for rounds not under the one for decisions."""
    limits = manifest["decision_only_under"], manifest["rounds_only_under"]
    if not all(map(is_number, limits)) or limits[0] > limits[1]:
        yield "the numbers of ballots under which less is published are not what they should be."


def limits_told(manifest: Json) -> str:
    """P9. What no file can prove: that these limits are the charter's."""
    return (
        "that as much is published as has to be, and no more. The charter has to say (P9): the decision alone with "
        f"fewer than {manifest['decision_only_under']} ballots in a contest, no ballots with fewer than "
        f"{manifest['rounds_only_under']}. Whoever raises these limits can withhold what would show a false count."
    )


def decision_told(count: Json, manifest: Json, contest: Json) -> str:
    """P9. Why the decision alone is published of a contest, as far as the figures can show that."""
    if "groups" in contest:
        groups = contest["groups"]
        return (
            f"Only the decision is published: {count['sentence']} {groups['sentence']} That is right only if figures "
            f"would tell of fewer than {groups['limit']} people of some role, and nothing here shows if they would."
        )
    counted, limit = manifest["counters"]["counted"], manifest["decision_only_under"]
    role = ", or by the voters of some role whose votes weigh unlike" if weighs(count["rule"]) else ""
    if counted < limit:
        return f"So few took part that only the decision is published: {count['sentence']}"
    return (
        f"Only the decision is published: {count['sentence']} That is right only if fewer than {limit} of {counted} "
        f"ballots were cast in this contest{role}, and nothing here shows whether they were. If you know of more, "
        "somebody withholds the count."
    )
