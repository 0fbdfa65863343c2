"""A trial: steps that are tried once with the real services, on throwaway objects, and what came of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from integrations.google.auth import Google, GoogleFault
from integrations.mailchimp.client import Mailchimp, MailchimpFault, without_addresses
from integrations.settings import Settings

Outcome = Literal["as expected", "otherwise", "failed", "left out"]
NAME = "Canvass trial, to be deleted"
"""What every throwaway object is called, so that a person can find it should it be left behind."""


class Otherwise(Exception):
    """A service did something else than Canvass goes by. The message says what, without secrets."""


class LeftOut(Exception):
    """A step can't be tried, because of what the message says."""


@dataclass
class Bench:
    """What the steps of a trial have at hand: the services, somebody to be asked, and what they made.

    `tidying` takes away again, in the opposite order, whatever was made; each has a name for the report.
    """

    settings: Settings
    google: Google
    mailchimp: Mailchimp
    look: Callable[[str], bool | None]
    made: dict[str, str] = field(default_factory=dict)
    tidying: list[tuple[str, Callable[[], object]]] = field(default_factory=list)

    def needs(self, what: str) -> str:
        """What an earlier step made. Raises LeftOut where that wasn't tried, or failed."""
        if what not in self.made:
            raise LeftOut(f"it needs {what}, and there is none")
        return self.made[what]

    def seen(self, asked: str) -> str:
        """What somebody sees on a page. Raises Otherwise for no, LeftOut where nobody can say."""
        answer = self.look(asked)
        if answer is None:
            raise LeftOut("nobody looked")
        if not answer:
            raise Otherwise("a person looked, and it isn't so")
        return "a person looked, and it is so"


@dataclass(frozen=True)
class Step:
    """One thing to be tried. `does` says what is done, and `hangs` what in Canvass hangs on it."""

    service: str
    title: str
    does: str
    hangs: str
    act: Callable[[Bench], str]


@dataclass(frozen=True)
class Tried:
    """What came of a step."""

    step: Step
    outcome: Outcome
    told: str


def carried_out(bench: Bench, steps: Sequence[Step], may: Callable[[Step], bool]) -> tuple[list[Tried], list[str]]:
    """Try each step that somebody agrees to; one that fails keeps none of the others from being tried.

    Whatever was made is taken away again at the end, also after Ctrl-C. Returns what came of each step, and what
    couldn't be taken away.
    """
    tried: list[Tried] = []
    try:
        tried.extend(_tried(bench, step) if may(step) else Tried(step, "left out", "not agreed to") for step in steps)
    finally:
        left = [name for name, take_away in reversed(bench.tidying) if not _away(take_away)]
    return tried, left


def _tried(bench: Bench, step: Step) -> Tried:
    try:
        return Tried(step, "as expected", step.act(bench))
    except LeftOut as why:
        return Tried(step, "left out", str(why))
    except Otherwise as what:
        return Tried(step, "otherwise", str(what))
    except (GoogleFault, MailchimpFault) as fault:
        return Tried(step, "failed", without_addresses(str(fault)))
    except Exception as fault:  # noqa: BLE001  # its words may hold anything; the others are tried
        return Tried(step, "failed", type(fault).__name__)


def _away(take_away: Callable[[], object]) -> bool:
    try:
        take_away()
    except Exception:  # noqa: BLE001  # the report says so
        return False
    return True


def report(tried: Sequence[Tried], left: Sequence[str], *, on: str, versions: dict[str, str]) -> str:
    """What came of it, as Markdown for an issue. Nothing in it is secret, or tells whose accounts they are."""
    lines = [
        "# What the real services do",
        "",
        f"Tried with `canvass verify-live` on {on}.",
        f"Programs: {', '.join(f'{name} {said}' for name, said in versions.items())}.",
        "",
        "| Service | Step | Came out | What was seen | What hangs on it |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {one.step.service} | {one.step.title} | {one.outcome} | {_cell(one.told)} | {one.step.hangs} |"
        for one in tried
    ]
    tidy = "All throwaway objects were deleted again."
    if left:
        tidy = f"**Left behind, to be deleted by hand** (they are called “{NAME}”): {', '.join(left)}."
    return "\n".join([*lines, "", tidy, ""])


def _cell(words: str) -> str:
    return words.replace("|", "/").replace("\n", " ")
