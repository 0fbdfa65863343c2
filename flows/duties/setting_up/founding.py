"""Founding: from the answers to a settings file and a charter that can be used. Nothing is written over."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.charter import CharterFault, load
from flows.duties.setting_up import charter_file, settings_file
from flows.duties.setting_up.questions import EVERY, NUMBERS, ORGANISATION
from flows.secretary import Refusal

ENV = ".env"


@dataclass(frozen=True)
class Founded:
    """What was written. `charter` is a file, or the name of a bundled charter that was taken as it is."""

    env: Path
    charter: str
    lacking: list[str]


def refuse_if_there(folder: Path) -> None:
    """Raises Refusal where there are settings already. Asked before the first question, so that no answer is lost."""
    if (folder / ENV).exists():
        raise Refusal(
            "There is a file .env here already, and it isn't written over. Change it in an editor: "
            "canvass doctor says what is missing, and where it is found. Or move it away and begin anew."
        )


def found(folder: Path, *, start: str, answers: Mapping[str, str], on: date) -> Founded:
    """Write both files, or neither. Settings for another folder than this one name the charter's whole path.

    Raises Refusal, with everything that is wrong at once.
    """
    refuse_if_there(folder)
    refuse_what_cant_be(answers)
    usual = charter_file.usual(start)
    theirs = {key: answers[key] for key in usual}
    name = start
    if theirs != usual:
        name = f"{_slug(answers['short_name'])}.toml"
        _write_charter(folder / name, charter_file.written(start, answers, on=on))
    if name != start and folder.resolve() != Path.cwd():
        name = str(folder.resolve() / name)  # for services, which run in another folder
    try:
        settings_file.write_new(folder / ENV, settings_file.written(answers, charter=name), mode=0o600)
    except FileExistsError:
        refuse_if_there(folder)
    lacking = [one.asks for one in EVERY if not (one.later or answers.get(one.name))]
    return Founded(folder / ENV, name, lacking)


def refuse_what_cant_be(answers: Mapping[str, str]) -> None:
    """Raises Refusal that names every answer that can't be used, or is missing."""
    wrong = []
    for one in EVERY:
        said = answers.get(one.name, "")
        if not said and one in {*ORGANISATION, *NUMBERS}:
            wrong.append(f"{one.name}: it is missing. {one.about}")
        elif said and one.fault(said):
            wrong.append(f"{one.name}: {one.fault(said)}. {one.about}")
    unknown = sorted(answers.keys() - {one.name for one in EVERY})
    wrong += [f"{name}: nobody asks for it" for name in unknown]
    if wrong:
        raise Refusal("These answers can't be used:\n" + "\n".join(f"  {one}" for one in wrong))


def _write_charter(file: Path, text: str) -> None:
    """Write the charter, once it is known that it can be used."""
    if file.exists():
        raise Refusal(f"There is a file {file.name} here already, and it isn't written over. Move it away first.")
    with tempfile.TemporaryDirectory() as aside:
        tried = Path(aside) / file.name
        tried.write_text(text, encoding="utf-8")
        try:
            load(str(tried))
        except CharterFault as fault:
            faults = "\n".join(f"  {one}" for one in fault.faults)
            raise Refusal(f"With these answers the charter can't be used:\n{faults}") from None
    settings_file.write_new(file, text, mode=0o644)


def _slug(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", words.casefold()).strip("-") or "charter"
