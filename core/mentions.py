"""Mentions: where a text names somebody, in whatever case, punctuation and spelling of its signs it does."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

SHORT = 4
"""A name of one word with so few letters is found only in its own capitals: “ACT” isn't meant where people act."""

JOINED = 3
"""From so many words on a name is found without anything between them, too, as in addresses and hashtags."""

UNSAID = frozenset({"the", "and", "inc", "incorporated", "llc", "ltd", "corp", "corporation"})
"""Words of a name that people leave out, or write otherwise."""

LEAST = 3
"""A word of a name with fewer letters, such as “of”, tells nothing of it."""

COMMON = frozenset(
    re.findall(
        r"\w+",
        "action alliance association center centre club coalition collective committee community cooperative council "
        "federation foundation friends fund group initiative league movement neighbors neighbours network organisation "
        "organization partners people project society together union united workers",
    )
)
"""Words in the names of many organisations."""

_APOSTROPHES = "'’‘ʼ`´"
_WORD = re.compile(rf"[^\W_](?:[{_APOSTROPHES}]?[^\W_])*")
_BETWEEN = r"(?:&\w+;|&#\d+;|%[0-9a-f]{2}|(?<![^\W_])and(?![^\W_])|[\W_])"
_RUN = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]")
"""Signs of plain English in a row, which are folded at once, or a single one of any other kind."""

_ARTICLE = re.compile(r"(?<![^\W_])(?:the|an?|our)\s+$", re.IGNORECASE)
_BEFORE, _AFTER = r"(?<![^\W_])", r"(?![^\W_])"


@dataclass(frozen=True)
class Mention:
    """Where in a text which name stands: the signs from `start` up to, not including, `end`."""

    start: int
    end: int
    name: str = field(repr=False)


def found(text: str, names: Collection[str]) -> Iterator[Mention]:
    """Every mention of each of the names, also where they overlap.

    A text may write a name in other capitals, with other signs or none between and inside its words, without accents
    and without “the” or “Inc.”. Nicknames and abbreviations aren't found.
    """
    folded, places = _folded(text)
    alike = ((name, one.span()) for name in names for one in _pattern(name).finditer(folded))
    for name, (first, past) in alike:
        start, end = places[first], places[past - 1] + 1
        if not _is_short(name) or text[start:end] == name:
            yield Mention(start, end, name)


def slips(text: str, kept: Collection[str], *, known: Collection[str] = ()) -> list[Mention]:
    """Where a text names whom it may not, in the text's order. None is part of another one.

    A name of `kept` that is only part of a longer one that is `known` isn't meant there.
    """
    allowed = [*found(text, known)]
    wrong = [one for one in found(text, kept) if not any(_is_within(one, longer) for longer in allowed)]
    return sorted((one for one in wrong if not any(_is_within(one, longer) for longer in wrong)), key=_place)


def replaced(text: str, spots: Sequence[Mention], by: str) -> str:
    """The text with other words in the place of each mention, and once for those that overlap.

    An article before a name goes with it, as the other words may have their own; where it began with a capital letter,
    they do.
    """
    parts, at = list[str](), 0
    for one in sorted(spots, key=_place):
        if one.start >= at:
            article = _ARTICLE.search(text[at : one.start])
            start = at + article.start() if article else one.start
            parts += [text[at:start], by[:1].upper() + by[1:] if text[start : one.start].istitle() else by]
        at = max(at, one.end)
    return "".join([*parts, text[at:]])


def is_short_for(key: str, name: str) -> bool:
    """Whether a short key gives a name away: by two of its words in their order, or by the only one that is its own.

    Words that many organisations have in their names, such as “collective”, are nobody's own. One of several words
    says little: “garden” alone isn't “Harbour Garden Collective”.
    """
    squeezed = "".join(_WORD.findall(_folded(key)[0]))
    words = [word for word in _WORD.findall(_folded(name)[0]) if len(word) >= LEAST and word not in UNSAID]
    pairs = [(one, other) for at, one in enumerate(words) for other in words[at + 1 :]]
    if any(re.search(f"{re.escape(one)}.*{re.escape(other)}", squeezed) for one, other in pairs):
        return True
    own = [word for word in words if word not in COMMON]
    return len(own) == 1 and len(own[0]) > SHORT and own[0] in squeezed


def _place(mention: Mention) -> tuple[int, int]:
    return mention.start, mention.end


def _is_within(one: Mention, longer: Mention) -> bool:
    return longer.start <= one.start and one.end <= longer.end and one.end - one.start < longer.end - longer.start


def _is_short(name: str) -> bool:
    words = _WORD.findall(name)
    return len(words) == 1 and len(words[0]) <= SHORT and name.upper() != name.lower()


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """What a name looks like in a folded text."""
    whole, _ = _folded(name)
    words = ["".join(sign for sign in word if sign not in _APOSTROPHES) for word in _WORD.findall(whole)]
    if not words:
        return re.compile(re.escape(name.strip()) or r"(?!)")
    said = [word for word in words if word not in UNSAID] or words
    between = f"{_BETWEEN}*" if len(said) >= JOINED else f"{_BETWEEN}+"
    signs = between.join(rf"\\?[{_APOSTROPHES}]?".join(map(re.escape, word)) for word in said)
    # Scripts without capitals may write words without anything between them.
    return re.compile(signs if name.upper() == name.lower() else f"{_BEFORE}{signs}{_AFTER}")


def _folded(text: str) -> tuple[str, list[int]]:
    """The text without capitals, accents and invisible signs, and the place in it that each sign comes from."""
    signs, places = list[str](), list[int]()
    for run in _RUN.finditer(text):
        if run[0].isascii():
            signs.append(run[0].casefold())
            places += range(run.start(), run.end())
        else:
            signs.append(_plain(run[0]))
            places += [run.start()] * len(signs[-1])
    return "".join(signs), places


@cache
def _plain(sign: str) -> str:
    if sign in _APOSTROPHES:
        return sign
    apart = unicodedata.normalize("NFKD", sign)
    return "".join(one for one in apart.casefold() if unicodedata.category(one) not in ("Mn", "Cf"))
