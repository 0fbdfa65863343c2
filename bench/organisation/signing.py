"""How people sign in: what they write for their name and address, on a good day and on a bad one."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from random import Random

from bench.organisation import names
from bench.organisation.people import Human

NAMES: tuple[tuple[float, Callable[[Human, str, Random], str]], ...] = (
    (70.0, lambda one, surname, _: f"{one.given} {surname}"),
    (4.0, lambda one, surname, _: f"{one.given} {surname}".lower()),
    (3.0, lambda one, surname, _: f"{one.given} {surname}".upper()),
    (4.0, lambda one, surname, _: f"{surname}, {one.given}"),
    (3.0, lambda one, surname, _: f" {one.given}  {surname} "),
    (2.0, lambda one, surname, _: f"{one.given} {surname} (she/they)"),
    (2.0, lambda one, surname, _: without_accents(f"{one.given} {surname}")),
    (4.0, lambda one, *_: one.given),
    (1.0, lambda one, surname, chance: f"{one.given} {chance.choice('ABCDEFGHJKLMR')}. {surname}"),
    (0.7, lambda one, surname, _: f"{one.given[0]}. {surname}"),
    (0.7, lambda one, surname, _: f"{one.given} {surname[0]}."),
    (0.8, lambda one, surname, chance: f"{one.given} {names.slipped(surname, chance)}"),
    (0.7, lambda one, surname, chance: f"{names.slipped(one.given, chance)} {surname}"),
    (0.3, lambda one, surname, _: f"{one.given} {surname.split('-')[0]}"),
    (0.3, lambda _, surname, __: surname),
    (1.0, lambda *_: ""),
)
"""How a name is written, and how often of a hundred times. Nobody counted this anywhere: it is our guess."""

NICKNAME_USED, HOUSEHOLD_USED = 0.5, 0.6
WRONG_HOST, SLIP_IN_BOX, CAPITALS, SPACES, TAG, DOTS = 0.008, 0.007, 0.1, 0.04, 0.02, 0.04

WRONG_HOSTS = {"gmail.com": ("gmial.com", "gmail.co", "gamil.com"), "example.org": ("exmaple.org", "example.ogr")}


def name(one: Human, on: date, chance: Random) -> str:
    """What somebody writes for their name on a day."""
    write = chance.choices([how for _, how in NAMES], [often for often, _ in NAMES])[0]
    used = one
    if one.nickname and chance.random() < NICKNAME_USED:
        used = Human(one.who, one.nickname, one.surnames)
    written = write(used, one.surname(on), chance)
    return f"{written} {one.suffix}" if one.suffix and written and chance.random() < 0.5 else written


def email(one: Human, on: date, chance: Random) -> str:
    """What somebody writes for their address on a day, or nothing."""
    if chance.random() < one.without:
        return ""
    own = one.address(on)
    if one.household and (not own or chance.random() < HOUSEHOLD_USED):
        own = one.household
    return mistyped(own, chance) if own else ""


def mistyped(address: str, chance: Random) -> str:
    """An address as telephones, tired people and clever ones write it."""
    box, _, host = address.partition("@")
    lot = chance.random()
    if lot < WRONG_HOST:
        host = chance.choice(WRONG_HOSTS.get(host, (f"{host[:-1]}",)))
    elif lot < WRONG_HOST + SLIP_IN_BOX:
        box = names.slipped(box, chance)
    elif lot < WRONG_HOST + SLIP_IN_BOX + TAG:
        box = f"{box}+events"
    elif lot < WRONG_HOST + SLIP_IN_BOX + TAG + DOTS and host == "gmail.com":
        box = box.replace(".", "") if "." in box else f"{box[:2]}.{box[2:]}"
    written = f"{box}@{host}"
    if chance.random() < CAPITALS:
        written = written[0].upper() + written[1:]
    return f" {written} " if chance.random() < SPACES else written


def for_a_friend(one: Human, friend: Human, name: str, on: date) -> str:
    """What a friend writes for somebody's name: never nothing, and the surname too if both have one given name."""
    if name and (one.given != friend.given or one.surname(on) in name):
        return name
    return f"{one.given} {one.surname(on)}"


def together(one: Human, other: Human, on: date, chance: Random) -> str:
    """What somebody writes who signs in for two."""
    surname, joined = one.surname(on), chance.choice((" & ", " and ", " + ", " / "))
    if surname == other.surname(on):
        return chance.choice(
            (f"{one.given}{joined}{other.given} {surname}", f"{surname}, {one.given}{joined}{other.given}")
        )
    if chance.random() < 0.3:
        return f"{one.given} {surname}, {other.given} {other.surname(on)}"
    return f"{one.given} {surname}{joined}{other.given} {other.surname(on)}"


def illegible(one: Human, on: date, chance: Random) -> str:
    """A scrawl off a paper sheet, of which a few letters can be made out."""
    return "".join(ch if chance.random() < 0.4 else "?" for ch in f"{one.given} {one.surname(on)}")


def without_accents(written: str) -> str:
    """As an English keyboard writes it."""
    return "".join(ch for ch in unicodedata.normalize("NFKD", written) if not unicodedata.combining(ch))
