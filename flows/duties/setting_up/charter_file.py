"""The charter file: a bundled charter with the organisation's own name and numbers, each saying where it comes from."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

from core import calendar
from core.charter import CHARTERS
from flows.duties.setting_up.questions import NUMBERS, ORGANISATION


def bundled() -> list[str]:
    """The charters that can be begun from."""
    return sorted(file.stem for file in CHARTERS.glob("*.toml"))


def text_of(name: str) -> str:
    """A bundled charter as it is written."""
    return (CHARTERS / f"{name}.toml").read_text(encoding="utf-8")


def usual(name: str) -> dict[str, str]:
    """What a bundled charter says to each question, as an answer would be written."""
    rules = tomllib.loads(text_of(name))
    named = rules | {"dues_paid_to": rules["membership"]["dues_paid_to"]}
    found = {one.name: str(named[one.name]) for one in ORGANISATION}
    return found | {one.name: _as_answer(_setting(rules, one.name)["value"]) for one in NUMBERS}


def written(start: str, answers: Mapping[str, str], *, on: date) -> str:
    """The charter of an organisation that begins from a bundled one.

    Every number that was asked for says that it was decided now, and what it was in the charter begun from. What
    wasn't asked stays as it is, with the clause and the reading it has there.
    """
    text, before = text_of(start), usual(start)
    for one in ORGANISATION:
        text = re.sub(
            rf"^{one.name} = .*$", f"{one.name} = {_toml(answers[one.name])}", text, count=1, flags=re.MULTILINE
        )
    for one in NUMBERS:
        reading = _reading(one.asks, answers, before, one.name, start=start, on=on)
        text = _with(text, one.name, _as_value(answers[one.name]), reading)
    return f"{_head(answers['name'], start, on)}{text}"


def _head(name: str, start: str, on: date) -> str:
    lines = (
        f"The rules of {name}, as Canvass applies them.",
        "",
        f"Made by `canvass init` on {calendar.day_in_words(on)}, from the bundled charter {start}. Clauses and",
        "readings that speak of “the document” are that charter's: go through them with your own bylaws beside",
        "you, and change what is otherwise with you. `canvass doctor` says whether the file can be used.",
        "",
        "What follows begins with that charter's own introduction.",
        "",
    )
    return "".join(f"# {line}".rstrip() + "\n" for line in lines)


def _reading(
    asks: str, answers: Mapping[str, str], before: Mapping[str, str], key: str, *, start: str, on: date
) -> str:
    told = f"{asks.rstrip('?')}: decided for {answers['name']} when Canvass was set up, {calendar.day_in_words(on)}"
    same = answers[key] == before[key]
    return f"{told}; as in the charter {start}." if same else f"{told}; the charter {start} has {before[key]}."


def _setting(rules: Mapping[str, Any], key: str) -> dict[str, Any]:
    found: Any = rules
    for part in key.split("."):
        found = found[part]
    return dict(found)


def _as_answer(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _as_value(answer: str) -> str:
    if answer in {"yes", "no"}:
        return "true" if answer == "yes" else "false"
    return answer if answer.isdecimal() else _toml(answer)


def _toml(words: str) -> str:
    """Words in quotes: what JSON writes, TOML reads."""
    return json.dumps(words, ensure_ascii=False)


def _with(text: str, key: str, value: str, reading: str) -> str:
    """The same charter with another value and reading of one setting, be it on one line or in a section of its own."""
    section, _, name = key.rpartition(".")
    own = re.search(rf"^\[{re.escape(key)}\]\n(?:(?!\[).*\n)*", text, re.MULTILINE)
    if own:
        lines = [line for line in own[0].splitlines() if not re.match(r"(value|reading) = ", line)]
        lines[1:1] = [f"value = {value}"]
        at = next((nth for nth, line in enumerate(lines) if not line.strip()), len(lines))
        lines[at:at] = [f"reading = {_toml(reading)}"]
        return text.replace(own[0], "\n".join(lines) + "\n", 1)
    block = re.search(rf"^\[{re.escape(section)}\]\n(?:(?!\[).*\n)*", text, re.MULTILINE)
    line = block and re.search(rf"^{name} = \{{.*\}}$", block[0], re.MULTILINE)
    if not block or not line:
        raise LookupError(f"the charter has no {key}")
    clause = tomllib.loads(line[0])[name].get("clause", "")
    cited = f"clause = {_toml(clause)}, " if clause else ""
    setting = f"{name} = {{ value = {value}, {cited}reading = {_toml(reading)} }}"
    return text.replace(block[0], block[0].replace(line[0], setting, 1), 1)
