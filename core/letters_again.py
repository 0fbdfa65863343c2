"""What no file can prove about a recount pack, because it has to be compared by eye with what letters said.

It is a part of every recount pack's verify.py, and needs nothing but Python 3.10 or newer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.lots_again import mark

Json = dict[str, Any]

IN_RESULT_LETTER = (
    ("List of voters", "roll_fingerprint"),
    ("Charter", "charter_fingerprint"),
    ("Form", "form_fingerprint"),
    ("Log at sealing", "log_head"),
)
"""What the result letter calls a mark, and what the manifest calls its fingerprint."""

IN_FIGURES = {
    "received": "received",
    "counted": "counted",
    "superseded": "replaced by the same voter's later ballot",
    "late": "too late",
    "unknown": "with an unknown code",
    "malformed": "unreadable",
}
"""What the result letter calls the counters of the manifest."""


def to_compare(manifest: Json) -> Iterator[str]:
    """What a person has to look up in the letters, and what nothing can show."""
    marks = "; ".join(f"{name}: {mark(manifest[fingerprint])}" for name, fingerprint in IN_RESULT_LETTER)
    yield f"that voters, charter, form and log are those of the vote. The result letter has to show: {marks}."
    lot = f"Lot: {mark(manifest['seed_commitment'])}"
    yield f"that the lot was fixed before anybody voted. The ballot letter has to show: {lot}."
    yield f"that nobody changed the list of voters unseen. {_in_ballot_letter(manifest)}"
    counters = manifest["counters"]
    figures = ", ".join(f"{counters[kind]} {called}" for kind, called in IN_FIGURES.items())
    yield (
        f"that these are all answers that came in. The result letter has to show: {figures}; "
        f"and that {counters['counted']} of {manifest['roll_size']} voted."
    )
    yield (
        f'that it is "{manifest["title"]}", and that voting closed at {manifest["closed"]}. '
        "The ballot letter has to say the same, perhaps in another time zone."
    )
    yield "that each ballot was cast by whom it was meant for, and that none was kept out. No file can."


def drawn_told(rule: Json) -> Iterator[str]:
    """A lot that was drawn in public: what no file can prove about it."""
    if rule["drawn"]:
        yield (
            f'that "{rule["drawn"]}" is what was drawn in public after closing, and not chosen: look it up at its '
            f"source ({rule['drawn_from']}). The result letter has to say the same."
        )


def marks_told(count: Json) -> Iterator[str]:
    """How marks were read stands in the count, and the marks themselves in no pack."""
    why = sorted({*count["treatments"], *(one for past in count["rounds"] for one in past["exhausted_by"])})
    if why:
        yield f"how marks on ballots were read, which are in no pack. The count says of some: {'; '.join(why)}."


def faults_of_draw(count: Json) -> Iterator[str]:
    """A lot has to be drawn in public where the rule asks for it and the outcome may hang on it, and nowhere else."""
    rule = count["rule"]
    hangs = any(tie["lot_decides"] is not False for tie in count["ties"])
    due = rule["drawn_in_public"] and hangs and count["outcome"] != "no quorum"
    if due and not rule["drawn"]:
        yield "the outcome hangs on a lot that was not drawn in public."
    if rule["drawn"] and not due:
        yield "a lot was drawn in public that the rule does not ask for, or on which nothing hangs."
    numbers = " ".join(str(one) for one in sorted(int(one) for one in rule["drawn"].split() if one.isdecimal()))
    if (rule["drawn"] and not rule["drawn_from"]) or rule["drawn"] != numbers:
        yield "what was drawn in public, or where, is not written as it should be."


def _in_ballot_letter(manifest: Json) -> str:
    """Which mark of the list of voters the ballot letter shows: corrections make it another."""
    listed = f"List of voters: {mark(manifest['roll_fingerprint'])}"
    if not manifest["roll_corrections"]:
        return f"It was never corrected, so the ballot letter has to show: {listed}."
    times = f"{manifest['roll_corrections']} time{'s' if manifest['roll_corrections'] > 1 else ''}"
    return f"It was corrected {times}, as the result letter says; letters from before may show another mark of it."
