"""Findings: what an examination found, each with what is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["ok", "wrong", "unknown"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. It names no address, key or person, so that it may be shown and sent anywhere.

    `harms`: to start in spite of it would do damage, or let others see what they mustn't.
    """

    group: str
    name: str
    verdict: Verdict
    what: str
    mend: str = ""
    harms: bool = False

    @property
    def key(self) -> str:
        """What the finding is known by, for as long as it stands."""
        return f"{self.group}/{self.name}"


Check = Callable[[], Iterable[Finding]]


@dataclass(frozen=True)
class Group:
    """Findings about one thing, to be made under its name."""

    title: str

    def ok(self, name: str, what: str) -> Finding:
        """All is well with it."""
        return Finding(self.title, name, "ok", what)

    def wrong(self, name: str, what: str, mend: str, *, harms: bool = False) -> Finding:
        """Something has to be done about it."""
        return Finding(self.title, name, "wrong", what, mend, harms)

    def unknown(self, name: str, what: str, mend: str = "") -> Finding:
        """It can't be seen from here."""
        return Finding(self.title, name, "unknown", what, mend)


def of_all(checks: Iterable[tuple[Group, Check]]) -> Iterator[Finding]:
    """What every check finds. One that breaks is a finding itself, and keeps none of the others from being made."""
    for group, check in checks:
        try:
            yield from check()
        except Exception as fault:  # noqa: BLE001  # whatever is broken, the rest is looked at
            yield group.unknown(
                "this examination",
                f"it broke off ({type(fault).__name__})",
                "Run it again. If it breaks off each time, tell the maintainers what it says here.",
            )


def wrong(found: Iterable[Finding]) -> list[Finding]:
    """Those about which something has to be done."""
    return [one for one in found if one.verdict == "wrong"]


def in_one_line(found: Iterable[Finding]) -> str:
    """How many of each verdict there are."""
    verdicts = [one.verdict for one in found]
    told = [f"{verdicts.count('ok')} ok", f"{verdicts.count('wrong')} wrong", f"{verdicts.count('unknown')} unknown"]
    return ", ".join(told)
