"""The status fields: what a letter about their vote says to each reader, by fields of its own at Mailchimp."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from core import calendar
from core.bylaws import membership
from core.bylaws.membership import Evidence
from core.charter import Charter
from flows.duties.membership.standing import Standing, Standings
from integrations.mailchimp import audience

NAME, WHY, UNTIL, NEED, ROLLS = "STNAME", "STWHY", "STUNTIL", "STNEED", "STROLLS"
LINES = ("ST1", "ST2", "ST3", "ST4")
"""What counted, a line each; of more than that the newest, and the last line says how many came before."""

TAGS: Mapping[str, str] = {
    NAME: "Canvass status: name",
    WHY: "Canvass status: why",
    UNTIL: "Canvass status: until",
    NEED: "Canvass status: what it takes",
    ROLLS: "Canvass status: open votes",
    **{tag: f"Canvass status: record {nth}" for nth, tag in enumerate(LINES, start=1)},
}
"""The fields: tag → name. An audience has room for about 30; elections use up to 16, and Mailchimp itself 5."""

BLANK: Mapping[str, str] = dict.fromkeys(TAGS, "")

LARGEST = 240
"""Bytes in a field: Mailchimp takes about 250, whatever the characters are."""


def as_facts() -> dict[str, object]:
    """The same fields as the letters' templates want them."""
    tags = {"name_tag": NAME, "why_tag": WHY, "until_tag": UNTIL, "need_tag": NEED, "rolls_tag": ROLLS}
    return {**tags, "line_tags": list(LINES)}


def filled(standing: Standing, members: Standings, *, on: date, charter: Charter) -> dict[str, str]:
    """M4. What a member's fields hold: name, by which rule, what counted with its days, until when, what is missing.

    On which open rolls they are is filled in when the letter goes out: that may change till then.
    """
    facts, ruling = members.on_record[standing.number], standing.ruling
    until = membership.voting_until(facts, on=on, charter=charter) if ruling.ruling else None
    why = f"{ruling.ruling.because} ({ruling.ruling.clause})"
    need = membership.to_keep_it(facts, on=on, charter=charter) if until else ruling.missing
    said = {
        NAME: standing.name,
        WHY: why if ruling.ruling else "",
        UNTIL: calendar.day_in_words(until) if until else "",
        NEED: need,
        ROLLS: "",
        **_lines(ruling.evidence),
    }
    return {tag: fitting(words) for tag, words in said.items()}


def _lines(evidence: Sequence[Evidence]) -> dict[str, str]:
    said = [_line(one) for one in reversed(evidence)]
    if len(said) > len(LINES):
        kept = said[: len(LINES) - 1]
        said = [*kept, f"and {len(said) - len(kept)} earlier"]
    return {tag: said[nth] if nth < len(said) else "" for nth, tag in enumerate(LINES)}


def _line(one: Evidence) -> str:
    counted = "excused, as its sign-in sheet is lost: " if one.excused else ""
    return f"{calendar.day_in_words(one.day)}: {counted}{one.what}"


def fitting(words: str) -> str:
    """What people typed, on one line, without anything that a mail system would act on, and cut to a field's size."""
    line = audience.harmless(words)
    while len(line) > audience.LONGEST_VALUE or len(line.encode()) > LARGEST:
        line = f"{line[:-2].rstrip(' ,;:…')}…"
    return line
