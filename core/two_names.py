"""Two names: a video meeting shows what somebody calls themselves, and behind it what their account is called."""

from __future__ import annotations

from dataclasses import replace

from core.directory import Directory, name_key
from core.lines import Shift, SignIn


def as_known(line: SignIn | Shift, directory: Directory) -> SignIn | Shift:
    """M2, M3. A line under the one of its two names that a member goes by.

    If they are two members' names, or no member's, it keeps both, which is nobody's name: then a person is asked.
    """
    if not line.other:
        return line
    called, else_called = (directory.called(name_key(name)) for name in (line.name, line.other))
    if called and (not else_called or called == else_called):
        return replace(line, other="")
    if else_called and not called:
        return replace(line, name=line.other, other="")
    return replace(line, name=both(line), other="")


def both(line: SignIn | Shift) -> str:
    """The two names as one."""
    return f"{line.name} / {line.other}"


def names_asked_of(line: SignIn | Shift) -> tuple[str, ...]:
    """Under which names a line may be asked about, whoever the members are."""
    return (line.name, line.other, both(line)) if line.other else (line.name,)
