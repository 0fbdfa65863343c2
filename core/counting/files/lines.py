"""Files that are read line by line: their lines with numbers, and faults that name them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.counting.files.fault import FileFault

LONGEST_QUOTE = 60
MOST_DIGITS = 12


@dataclass(frozen=True)
class Line:
    """A line without spaces around it and without a comment, and its number."""

    number: int
    text: str

    def fault(self, what: str, remedy: str) -> FileFault:
        """What is wrong with it, and what to do."""
        shown = self.text if len(self.text) <= LONGEST_QUOTE else f"{self.text[:LONGEST_QUOTE]}…"
        return FileFault(f"line {self.number}: '{shown}' {what}. {remedy}.")


def lines_of(data: bytes, *, comment: str) -> Iterator[Line]:
    """A file's lines, without what stands behind a comment mark. Raises FileFault for what isn't text."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = data[: error.start].count(b"\n") + 1
        raise FileFault(f"line {place}: this is not text in UTF-8. Save the file so.") from None
    for number, line in enumerate(text.splitlines(), 1):
        yield Line(number, _before(line, comment).strip())


def _before(line: str, comment: str) -> str:
    """What stands before a comment; a comment mark within quotation marks or brackets belongs to a name."""
    inside = ""
    for at, sign in enumerate(line):
        if inside:
            inside = "" if sign == inside else inside
        elif sign in '"[':
            inside = {"[": "]"}.get(sign, sign)
        elif sign == comment:
            return line[:at]
    return line


def whole(word: str, line: Line, *, least: int) -> int:
    """A whole number of at least so much. Raises FileFault."""
    if not (word.isascii() and word.isdigit() and len(word) <= MOST_DIGITS) or int(word) < least:
        raise line.fault(f"has '{word[:LONGEST_QUOTE]}' where a whole number from {least} on belongs", "Correct it")
    return int(word)
