"""Tabs as one pass reads them in the members' workbook, once for all that is done in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from flows.secretary import Secretary
from integrations.google import sheets
from integrations.google.sheets import Book


@dataclass(frozen=True)
class Reading:
    """Some tabs of the members' workbook as they are when the first of a pass's duties asks for them.

    It says whether there is anything to do. Who takes rows over, or writes beside them, looks anew, unless the reading
    was made for it: another duty, or a person, may have changed a tab since. Where Google didn't answer, the next
    duty that asks tries again.
    """

    secretary: Secretary
    tabs: tuple[str, ...]

    @cached_property
    def book(self) -> Book:
        """The tabs, in two calls, those that don't exist left out. Raises GoogleFault where Google doesn't answer."""
        return sheets.read(self.secretary.google, self.secretary.settings.members_book, self.tabs)
