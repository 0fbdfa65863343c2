"""ABIF, the aggregated ballot information format: how often each ranking occurs, such as 27:Ada>Ben=Cleo."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from core.counting.files import names as option_names
from core.counting.files.lines import Line, lines_of, whole
from core.counting.marks import OVERVOTE, Marks

_BALLOTS = re.compile(r"(\d+)\s*[:*]\s*(.*)")
_NAMED = re.compile(r"=\s*(?:\[([^\]]*)\]|\"([^\"]*)\"|([^:\[\]\"]*))\s*:\s*(?:\[([^\]]*)\]|(.*))")
_METADATA = re.compile(r"\{\s*(?:[\"']?[A-Za-z_][^>=]*:.*)?\}")
_TOKEN = re.compile(r"\s*(?:\[([^\]]*)\]|\"([^\"]*)\"|([^\s>=,/\[\]\"]+))(?:\s*/\s*\d+)?\s*")


def read(data: bytes) -> Marks:
    """Read lines such as `27:A>B=C`, with names given by lines such as `=A:[Ada Example]`.

    `=` is two options in one rank. Comments (#) and lines of metadata, such as `{"title": …}`, are passed over; so are
    scores behind a slash, since what counts here is the order. Who is only named and never ranked is an option, too.
    Raises FileFault.
    """
    named: dict[str, str] = {}
    places: dict[str, str] = {}
    ballots: list[tuple[int, list[list[str]]]] = []
    for line in lines_of(data, comment="#"):
        if not line.text or _METADATA.fullmatch(line.text):
            continue
        if line.text.startswith("="):
            token, name = _named(line, named)
            named[token] = name
            places[token] = f"line {line.number}"
            continue
        found = _BALLOTS.fullmatch(line.text)
        if not found:
            raise line.fault("isn't a kind of ballot", "Write how many there are, a colon, and the order: 27:Ada>Ben")
        ballots.append((whole(found[1], line, least=0), _ranks(found[2], line)))
        for token in (one for rank in ballots[-1][1] for one in rank):
            places.setdefault(token, f"line {line.number}")
    met = dict.fromkeys([*named, *(one for _, ranks in ballots for rank in ranks for one in rank)])
    names = [named.get(one, one) for one in met]
    option_names.refuse_doubtful(names, [places[one] for one in met])
    rows = [[OVERVOTE if len(rank) > 1 else named.get(rank[0], rank[0]) for rank in ranks] for _, ranks in ballots]
    return Marks.of(names, rows, [times for times, _ in ballots])


def _named(line: Line, known: Mapping[str, str]) -> tuple[str, str]:
    found = _NAMED.fullmatch(line.text)
    token = next((one for one in found.group(1, 2, 3) if one), "") if found else ""
    name = " ".join((next((one for one in found.group(4, 5) if one), "") if found else "").split())
    if not token.strip() or not name:
        raise line.fault("doesn't say which option has which name", "Write it as =Ada:[Ada Example]")
    token = " ".join(token.split())
    if known.get(token, name) != name:
        raise line.fault("gives an option a second name", "Take one of the two out")
    return token, name


def _ranks(order: str, line: Line) -> list[list[str]]:
    """The options rank by rank. A comma, which ABIF has for options with scores, doesn't tell which comes first."""
    if not order.strip():
        return []
    ranks: list[list[str]] = [[]]
    rest = order
    while True:
        token = _TOKEN.match(rest)
        if not token:
            raise line.fault(
                "has no option where one belongs", "Put > between ranks, and = between options of one rank"
            )
        ranks[-1].append(" ".join(next(one for one in token.groups() if one is not None).split()))
        rest = rest[token.end() :]
        if not rest:
            return ranks
        if rest[0] == ",":
            raise line.fault("has options beside each other, not in an order", "Write the order with >, as 27:Ada>Ben")
        if rest[0] not in ">=":
            raise line.fault(
                f"has '{rest[0]}' between options", "Put > between ranks, and = between options of one rank"
            )
        ranks += [[]] if rest[0] == ">" else []
        rest = rest[1:]


def write(marks: Marks, *, title: str) -> bytes:
    """The same ballots as ABIF. Skipped ranks, which it doesn't have, are closed up; two marks name all options."""
    tokens = [f"C{at}" for at in range(1, len(marks.names) + 1)]
    lines = [json.dumps({"title": title}, ensure_ascii=False)]
    lines += [f"={token}:[{name}]" for token, name in zip(tokens, marks.names, strict=True)]
    lines += [f"{times}:{'>'.join(_written(row, tokens, marks.overvote))}" for times, row in marks.rows()]
    return "\n".join([*lines, ""]).encode()


def _written(row: tuple[int, ...], tokens: list[str], overvote: int) -> Iterator[str]:
    for mark in row:
        if mark:
            yield "=".join(tokens) if mark == overvote else tokens[mark - 1]
