"""The people of a made-up organisation: members and guests, their families, names and addresses over the years."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from bench.organisation import names

YEARS = 5

HOSTS = ("gmail.com", "example.org", "example.com", "example.net", "mail.example", "post.example")

GUESTS_PER_MEMBER = 0.7
"""So many people come who are in no list, for each member."""

ADDRESSLESS, MOVED_ONCE, MOVED_TWICE, RENAMED, NICKNAMED = 0.03, 0.3, 0.08, 0.04, 0.25
PARTNERED, SAME_SURNAME, ONE_MAILBOX, GUEST_PARTNER, SIBLING, JUNIOR = 0.16, 0.45, 0.2, 0.04, 0.03, 0.002
LISTED_TWICE, OLD_ADDRESS_LISTED, NEW_ADDRESS_UNLISTED, OLD_NAME_LISTED, NICKNAME_LISTED = 0.005, 0.6, 0.07, 0.5, 0.6


@dataclass(frozen=True)
class Human:
    """Somebody, by a number of our own. `addresses` and `surnames` are in order of time, each with its first day."""

    who: int
    given: str
    surnames: tuple[tuple[date, str], ...]
    addresses: tuple[tuple[date, str], ...] = ()
    nickname: str = ""
    suffix: str = ""
    household: str = ""
    zeal: float = 0.0
    without: float = 0.0
    """How often they leave the address out."""

    def surname(self, on: date) -> str:
        """The surname they use on a day."""
        return _on(self.surnames, on)

    def address(self, on: date) -> str:
        """The address they use on a day, or nothing."""
        return _on(self.addresses, on) if self.addresses else ""


@dataclass(frozen=True)
class Listed:
    """A line of the tab Members: the human it stands for, and what the organisers know of them."""

    number: str
    who: int
    name: str
    also: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    dues: bool | None = None


def _on(history: tuple[tuple[date, str], ...], day: date) -> str:
    return next((what for since, what in reversed(history) if since <= day), history[0][1])


@dataclass
class Census:
    """Makes people; no two get the same address unless they are one household."""

    chance: Random
    first_day: date
    taken: set[str] = field(default_factory=set)
    everybody: list[Human] = field(default_factory=list)

    def of(self, members: int) -> tuple[list[Human], list[Human]]:
        """So many members, and the guests that go with them."""
        while len(self.everybody) < members:
            self._born()
        guests = int(members * GUESTS_PER_MEMBER)
        listed = self.everybody[:members]
        self.everybody = listed.copy()
        homes = {one.household for one in listed}
        single = [one for one in listed if not one.household and not homes & {email for _, email in one.addresses}]
        partners = [one for one in single if self.chance.random() < GUEST_PARTNER]
        for one in partners:
            self._add(self._related(one, household=True))
        while len(self.everybody) < members + guests:
            self._add(self._somebody())
        return listed, self.everybody[members:]

    def _born(self) -> None:
        """Somebody, and the family that is in the organisation with them."""
        first = self._add(self._somebody())
        lot = self.chance.random()
        if lot < PARTNERED / 2:
            self._add(self._related(first, household=self.chance.random() < ONE_MAILBOX))
        elif lot < PARTNERED / 2 + SIBLING / 2:
            self._add(self._somebody(surnames=first.surnames))
        elif lot < PARTNERED / 2 + SIBLING / 2 + JUNIOR and first.addresses:
            suffix = self.chance.choice(("Jr", "Jr.", "II"))
            home = first.addresses[-1][1]
            child = self._somebody(given=first.given, surnames=first.surnames)
            self._add(replace(child, suffix=suffix, household=home))

    def _add(self, human: Human) -> Human:
        made = replace(human, who=len(self.everybody) + 1)
        self.everybody.append(made)
        return made

    def _related(self, one: Human, *, household: bool) -> Human:
        """Somebody's partner, with their mailbox if it is one household's."""
        other = self._somebody(surnames=one.surnames if self.chance.random() < SAME_SURNAME else ())
        while other.given == one.given:  # two of one name in one mailbox nobody could tell apart, ever
            other = self._somebody(surnames=other.surnames)
        home = one.addresses[-1][1] if household and one.addresses else ""
        return replace(other, household=home)

    def _somebody(self, given: str = "", surnames: tuple[tuple[date, str], ...] = ()) -> Human:
        chance = self.chance
        given = given or names.given(chance)
        surname = surnames[0][1] if surnames else names.family(chance)
        surnames = surnames or self._surnames(surname)
        moves = chance.random()
        days = [self._some_day() for _ in range(2 if moves < MOVED_TWICE else 1 if moves < MOVED_ONCE else 0)]
        addresses = [(day, self._address(given, surname)) for day in (self.first_day, *sorted(days))]
        nickname = names.short(given, chance) if chance.random() < NICKNAMED else ""
        return Human(
            0,
            given,
            surnames,
            () if chance.random() < ADDRESSLESS else tuple(addresses),
            nickname if nickname != given else "",
            zeal=chance.paretovariate(1.1),
            without=chance.choice((0.02, 0.02, 0.05, 0.05, 0.1, 0.3, 0.8)),
        )

    def _surnames(self, surname: str) -> tuple[tuple[date, str], ...]:
        """A surname, and for some the one they have since a wedding."""
        first = (self.first_day, surname)
        if self.chance.random() > RENAMED:
            return (first,)
        new = names.family(self.chance)
        return (first, (self._some_day(), f"{surname}-{new}" if self.chance.random() < 0.2 else new))

    def _some_day(self) -> date:
        return self.first_day + timedelta(days=self.chance.randrange(365 * YEARS))

    def _address(self, given: str, surname: str) -> str:
        first, last = plain(given), plain(surname)
        box = self.chance.choice(
            (f"{first}.{last}", f"{first}{last}", f"{first[0]}{last}", f"{last}.{first}", first, last)
        )
        host = self.chance.choices(HOSTS, (45, 20, 15, 10, 5, 5))[0]
        while (key := f"{box.replace('.', '')}@{host}") in self.taken:
            box += str(self.chance.randrange(10))
        self.taken.add(key)
        return f"{box}@{host}"


def plain(name: str) -> str:
    """A name as the box of an address: small letters, no accents, no marks."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    return "".join(ch for ch in letters if ch.isascii() and ch.isalnum())


def listed(humans: list[Human], today: date, chance: Random) -> Iterator[Listed]:
    """The tab Members as organisers keep it: mostly right, partly out of date, some people in it twice."""
    for number, one in enumerate(humans, start=1):
        yield _line(one, f"M{number:05}", today, chance)
    twice = [one for one in humans if chance.random() < LISTED_TWICE]
    for number, one in enumerate(twice, start=len(humans) + 1):
        yield replace(_line(one, f"M{number:05}", today, chance), emails=_known(one, today, chance)[-1:])


def _line(one: Human, number: str, today: date, chance: Random) -> Listed:
    new, old = one.surname(today), one.surnames[0][1]
    surname = old if new != old and chance.random() < 0.2 else new
    also = []
    if surname != old and chance.random() < OLD_NAME_LISTED:
        also.append(f"{one.given} {old}")
    if one.nickname and chance.random() < NICKNAME_LISTED:
        also.append(one.nickname if chance.random() < 0.5 else f"{one.nickname} {surname}")
    name = " ".join(filter(None, (one.given, surname, one.suffix)))
    return Listed(number, one.who, name, tuple(also), _known(one, today, chance), chance.choice((True, False, None)))


def _known(one: Human, today: date, chance: Random) -> tuple[str, ...]:
    """The addresses that the organisers know of: the newest, most of the older, the household's."""
    own = [email for since, email in one.addresses if since <= today]
    newest = own.pop() if own and not (len(own) > 1 and chance.random() < NEW_ADDRESS_UNLISTED) else ""
    older = [email for email in own if chance.random() < OLD_ADDRESS_LISTED]
    home = one.household if one.household and chance.random() < 0.8 else ""
    first = (home, newest) if home and chance.random() < 0.7 else (newest, home)
    return tuple(dict.fromkeys(filter(None, (*first, *older))))
