"""Asking at a terminal: the questions of `canvass init`, each with what it is for, and for the consent at Google."""

from __future__ import annotations

import os
import sys
import webbrowser
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

import typer

from flows.doors.terminal import console
from flows.duties.setting_up import charter_file, consenting, founding
from flows.duties.setting_up.questions import EVERY, NUMBERS, ORGANISATION, SETTINGS, Question
from flows.secretary import Refusal

HEADS = {
    ORGANISATION: "Your organisation",
    NUMBERS: "Your rules. The number in brackets is the bundled charter's; press Enter to take it",
    SETTINGS: "Google and Mailchimp. What you haven't got yet can be left empty and filled in later",
}


def list_names() -> None:
    """What is asked, by the names that --answer takes."""
    for one in EVERY:
        console.print(f"{one.name}: {one.asks}. {one.about}")


def set_up(folder: Path, *, given: Sequence[str], start: str, ask: bool) -> None:
    """Ask what isn't answered yet, write both files, and say what comes next."""
    founding.refuse_if_there(folder)
    answers = _given(given)
    start = start or (_start() if ask else charter_file.bundled()[0])
    if start not in charter_file.bundled():
        raise Refusal(f"There is no bundled charter “{start}”. There are: {', '.join(charter_file.bundled())}.")
    usual = charter_file.usual(start)
    for part, head in HEADS.items():
        if ask:
            console.print(f"\n{head}.")
        for one in [each for each in part if each.name not in answers]:
            offered = "" if one in SETTINGS or one.own else usual[one.name]
            answers[one.name] = _asked(one, offered) if ask else offered
    founded = founding.found(folder, start=start, answers=answers, on=date.today())  # noqa: DTZ011  by the clock on the wall
    _say(founded, is_bundled=founded.charter == start)


def _given(given: Sequence[str]) -> dict[str, str]:
    """Answers from the environment and the command line; the latter count more."""
    named = {one.name: os.environ.get(f"CANVASS_{one.name.upper()}", "") for one in SETTINGS}
    odd = [one for one in given if "=" not in one]
    if odd:
        raise Refusal(f"An answer is written as name=value; “{odd[0]}” isn't. The names: canvass init --names")
    pairs = (one.partition("=") for one in given)
    return {name: said for name, said in named.items() if said} | {name: said for name, _, said in pairs}


def _start() -> str:
    console.print(
        "Canvass goes by your organisation's charter: its rules, as a file. You begin from one that comes with it,"
    )
    console.print("and change what is otherwise with you. jp_progressives is the fuller one; take it if in doubt.")
    return str(typer.prompt("Begin from", default=charter_file.bundled()[0]))


def _asked(one: Question, offered: str) -> str:
    """An answer that can be used, asked for until there is one."""
    console.print(f"\n{one.about}")
    unseen = one.secret and sys.stdin.isatty()
    while True:
        said = str(typer.prompt(one.asks, default=offered, show_default=bool(offered), hide_input=unseen)).strip()
        fault = one.fault(said) if said or one.needed else ""
        if not fault:
            return said
        console.print(f"  That can't be used: {fault}.")


def _say(founded: founding.Founded, *, is_bundled: bool) -> None:
    as_it_is = ", the bundled one as it is: no file of your own, since nothing differs" if is_bundled else ""
    console.print(f"\nWritten: {founded.env.name}, which only you can read. The charter: {founded.charter}{as_it_is}.")
    if founded.lacking:
        console.print("Still to be filled in there:")
        for asks in founded.lacking:
            console.print(f"  {asks}")
    console.print("Next: canvass consent asks Google for its consent; canvass workbook makes the members' workbook;")
    console.print("canvass doctor looks whether all is well.")


def consent(*, port: int, browser: bool, seconds: float, yes: bool) -> None:
    """Send whoever sits here to Google's page of consent, and say what came of it."""

    def show(page: str) -> None:
        console.print("Sign in as the organisation – not as yourself – and say Continue on this page:\n")
        console.print(page, soft_wrap=True, markup=False, highlight=False)
        console.print(f"\nCanvass waits for {round(seconds / 60)} minutes. Ctrl-C ends it, and nothing is written.")
        if browser and _has_screen():
            _open(page)

    def agrees(asked: str) -> bool:
        if yes:
            console.print(asked, "Yes.", markup=False, highlight=False)
        return yes or typer.confirm(asked)

    officer = consenting.Officer(tell=console.print, agrees=agrees, show=show)
    console.print(consenting.consent(Path(), officer, port=port, seconds=seconds))


def _has_screen() -> bool:
    """Whether whoever sits here could see a browser. Without a screen one in letters would take over the terminal."""
    if "BROWSER" in os.environ:
        return True
    screen = sys.platform in {"darwin", "win32"} or {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys()
    return bool(screen) and "SSH_CONNECTION" not in os.environ


def _open(page: str) -> None:
    """Open a browser where there is one. Where there is none the address is on the screen."""
    with suppress(webbrowser.Error, OSError):
        webbrowser.open_new_tab(page)
