"""Sureness: whom a name and an address mean without any doubt, or why a person has to say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice, zip_longest
from typing import Literal, TypeAlias

from core import short_names
from core.directory import Directory, given_names, loose, mailbox, without_middle

SUGGESTIONS = 3

Alone: TypeAlias = Literal["ask", "sure"]
"""What the charter says of a name without an address, or an address without a name: asked about, or sure unless
somebody else has been seen to use it. A stranger of a member's name may come and never leave an address."""

How: TypeAlias = Literal["saved answer", "e-mail", "shared e-mail and name", "similar e-mail and name", "name"]


@dataclass(frozen=True)
class Sure:
    """The member who is meant, and how that is known."""

    number: str
    how: How


@dataclass(frozen=True)
class Others:
    """Names and addresses of members, as they are compared, which somebody else has been seen to use."""

    names: frozenset[str] = field(default=frozenset(), repr=False)
    emails: frozenset[str] = field(default=frozenset(), repr=False)


NOBODY_ELSE = Others()


def whom(said: str, email: str, directory: Directory, others: Others, *, alone: Alone) -> Sure | str:
    """M2, M3. Whom a name and an address mean, or why that isn't sure: a wrong match is worse than a question.

    Sure is an address that one member has, with a name that says nothing which isn't theirs; an address that several
    share, with a name that one of them has; and a similar address with the same name. On an address that nobody else
    was seen to use, a slip in the surname is sure, and so is an initial. A whole name alone or an address
    alone is sure only if the charter says so, and nobody else has been seen to use it. Never sure is a name that a
    parent and a child share. `said` is a `name_key`, `email` has small letters, and either may be empty.
    """
    if directory.has_kin(said):
        return "a parent and a child have this name"
    if not email:
        return _by_name(said, directory, others, alone)
    if holders := directory.by_email.get(email, set()):
        return _by_email(said, email, holders, directory, others, alone)
    return _by_loose_email(said, directory.by_loose_email.get(loose(email), set()), directory)


def _by_name(said: str, directory: Directory, others: Others, alone: Alone) -> Sure | str:
    named = directory.called(said)
    if not named:
        return "no member has this name, and there is no e-mail address"
    if len(named) > 1:
        return "several members have this name"
    if said in others.names:
        return "the name is a member's, but somebody with another e-mail address has it too"
    if " " not in said or alone == "ask":
        return "the name is a member's, but without an e-mail address it may be a namesake's"
    return Sure(min(named), "name")


def _by_email(
    said: str, email: str, holders: set[str], directory: Directory, others: Others, alone: Alone
) -> Sure | str:
    named = directory.called(said)
    if len(holders) > 1:
        return _among(holders & named)
    (holder,) = holders
    if not said:
        return _by_email_alone(email, holder, others, alone)
    slip = email not in others.emails and not named and directory.nearly_goes_by(holder, said)
    if slip or holder in named or directory.goes_by(holder, said):
        return Sure(holder, "e-mail")
    if named:
        return "the name is one member's, the e-mail address another's"
    return "the e-mail address is a member's, but the name is a different one"


def _by_email_alone(email: str, holder: str, others: Others, alone: Alone) -> Sure | str:
    if email in others.emails:
        return "there is no name, and somebody else has used this member's e-mail address too"
    if alone == "ask":
        return "there is no name, and the e-mail address may be one that a household shares"
    return Sure(holder, "e-mail")


def _among(agreeing: set[str]) -> Sure | str:
    """The one of those who share an address whose name it is."""
    if len(agreeing) == 1:
        return Sure(min(agreeing), "shared e-mail and name")
    return "several members share this e-mail address, and the name doesn't decide"


def _by_loose_email(said: str, holders: set[str], directory: Directory) -> Sure | str:
    named = directory.called(said)
    if len(holders & named) == 1:
        return Sure(min(holders & named), "similar e-mail and name")
    if holders:
        return "the e-mail address is similar to a member's, but the name doesn't decide"
    if named:
        return "the name is a member's, but the e-mail address is new"
    return "neither the name nor the e-mail address is known"


def is_known(said: str, email: str, directory: Directory) -> bool:
    """Whether any member has the name or, about, the address."""
    return bool(directory.called(said) or (email and loose(email) in directory.by_loose_email))


def suggestions(said: str, email: str, directory: Directory) -> tuple[str, ...]:
    """A few members whom a name and an address may mean, likeliest first: by address, by name, then by likeness."""
    return tuple(islice(dict.fromkeys(chain(_likely(said, email, directory), _alike(said, directory))), SUGGESTIONS))


def first_few(several: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """As many members as are suggested, the likeliest of each list before the second of any."""
    turns = chain.from_iterable(zip_longest(*several))
    return tuple(islice(dict.fromkeys(one for one in turns if one is not None), SUGGESTIONS))


def may_be(said: str, email: str, directory: Directory) -> tuple[str, ...]:
    """All members whom a name and an address may mean, likeliest first; likeness alone isn't enough.

    A member may be meant by their address, also with a slip or at another provider; by their name, by a part of it
    alone, with initials, or with a slip; and by their surname with a similar given name, or another form of theirs.
    """
    return tuple(dict.fromkeys(_likely(said, email, directory)))


def _likely(said: str, email: str, directory: Directory) -> Iterator[str]:
    named, holders = directory.called(said), directory.by_loose_email.get(loose(email), set())
    yield from sorted(holders & named)
    yield from sorted(named)
    yield from sorted(holders)
    yield from (one for one in sorted(directory.by_mailbox.get(mailbox(email), ())) if _may_write(one, said, directory))
    yield from sorted(directory.by_part_of_name.get(said, ()))
    if not named:
        yield from (one for key in _by_other_given_names(said) for one in sorted(directory.called(key)))
        yield from sorted(directory.by_initial.get(said, ()))
        yield from sorted(directory.called(without_middle(said)))
        yield from (number for key in directory.nearly(said) for number in sorted(directory.by_name[key]))


def _may_write(number: str, said: str, directory: Directory) -> bool:
    """Whether a member may have written a name: their given name, a short form, one with its initial, or none."""
    mine = given_names(directory.members[number])
    return (
        not said or any(one[0] == said[0] for one in mine) or bool(mine & short_names.others(said.split(maxsplit=1)[0]))
    )


def _by_other_given_names(said: str) -> list[str]:
    """A name with the long and short forms of its given name, without initials of middle names."""
    given, _, rest = without_middle(said).partition(" ")
    return sorted(f"{other} {rest}" for other in short_names.others(given)) if rest else []


def _alike(said: str, directory: Directory) -> Iterator[str]:
    if not directory.called(said):
        yield from (number for key in directory.alike(said) for number in sorted(directory.by_name[key]))
