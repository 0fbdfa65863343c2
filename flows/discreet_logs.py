"""A second line of defence: secrets, addresses and ballot codes are taken out of every log line before anybody gets it.

The first is that nothing writes them. So whatever is taken out here is a mistake elsewhere, and is counted.
"""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from core.secrecy import ALPHABET, CODE_LENGTH

GAP = "[taken out]"
SHORTEST = 6
"""A secret shorter than this would be found in ordinary words."""

_LETTER = f"[{ALPHABET}]"
_PATTERNS = (
    r"[^\s\"'<>@=:/]+@[\w-]+(?:\.[\w-]+)+",  # an address
    rf"(?<![0-9a-z]){_LETTER}{{{CODE_LENGTH}}}(?![0-9a-z])",  # a code, as links have it
    rf"(?<![0-9a-z])(?:{_LETTER}{{4}}[- ]){{{CODE_LENGTH // 4 - 1}}}{_LETTER}{{4}}(?![0-9a-z])",  # as read out
)


class Discretion:
    """What makes log records in this process, once it is in place. It knows what must not be in one."""

    def __init__(self) -> None:
        self.stepped_in = 0
        self._secrets: set[str] = set()
        self._searched = self._pattern()

    def learn(self, secrets: Iterable[str]) -> None:
        """Know these, too."""
        known = {form for one in secrets if len(one) >= SHORTEST for form in (one, quote(one, safe=""))}
        if not known <= self._secrets:
            self._secrets |= known
            self._searched = self._pattern()

    def without(self, text: str) -> str:
        """A text without what must not be said."""
        return self._searched.sub(GAP, text)

    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(map(re.escape, self._secrets), key=len, reverse=True)
        return re.compile("|".join([*longest_first, *_PATTERNS]), re.IGNORECASE)

    def __call__(self, *parts: Any, **more: Any) -> logging.LogRecord:
        """Make a record as Python does, without what must not be in it: also in the traceback that it carries."""
        record = logging.LogRecord(*parts, **more)
        said = _message(record)
        told = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
        if self._searched.search(said):
            record.msg, record.args = self.without(said), None
            self.stepped_in += 1
        if told and self._searched.search(told):
            record.exc_info, record.exc_text = None, self.without(told).rstrip("\n")
            self.stepped_in += 1
        return record


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        return f"{record.msg} {record.args}"  # Python will complain of it where it is written


DISCRETION = Discretion()


def put_in_place(secrets: Iterable[str]) -> None:
    """From now on no log line of this process has one of these secrets, an address or a code. Twice is once."""
    DISCRETION.learn(secrets)
    if logging.getLogRecordFactory() is not DISCRETION:
        logging.setLogRecordFactory(DISCRETION)
