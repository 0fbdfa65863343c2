"""Kept out: whoever was erased is known again by marks alone, so that rows left in a sheet don't bring them back."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from core.alias_keys import occasional
from core.cited import plain
from core.directory import name_key, names_of
from core.lines import Member, SetAside, Sheet, Signed
from core.remains import Known, is_pseudonym
from core.workbook import Book

Kind = Literal["number", "name", "e-mail", "answer"]

REUSED = ("the number was that of somebody who was erased", "Give the member a number that nobody has had")


def mark(key: bytes, kind: Kind, said: str) -> str:
    """The mark of a number, name or address, to compare. Without the key nobody can tell, or try, whose it is."""
    return hmac.new(key, f"kept out/v1|{kind}|{said}".encode(), hashlib.sha256).hexdigest()


def marks_of(key: bytes, known: Known) -> dict[str, bool]:
    """Every mark of a person, and whether another member had the same: then alone it says nothing."""
    marks = {mark(key, "number", plain(one)): False for one in known.numbers}
    marks |= {mark(key, "name", one): one in known.shared for one in known.names}
    marks |= {mark(key, "answer", one): False for one in known.once}
    return marks | {mark(key, "e-mail", one): one in known.shared for one in known.emails}


@dataclass(frozen=True)
class Gone:
    """One person who was erased, by their marks; `on` is the day. It can be looked for in sheets like `Known`."""

    key: bytes = field(repr=False)
    marks: Mapping[str, bool]
    on: date

    def has_number(self, said: str) -> bool:
        """Whether it is their member number."""
        return mark(self.key, "number", plain(said)) in self.marks

    def has_name(self, said: str) -> bool:
        """Whether a name, as `name_key` has it, was theirs."""
        return mark(self.key, "name", said) in self.marks

    def has_email(self, said: str) -> bool:
        """Whether a casefolded address was theirs."""
        return mark(self.key, "e-mail", said) in self.marks

    def shares(self, said: str) -> bool:
        """Whether a name or address of theirs was another member's, too."""
        return any(self.marks.get(mark(self.key, kind, said), False) for kind in ("name", "e-mail"))

    def has_answer(self, key: str) -> bool:
        """Whether it was answered of them who the one word without an address is that was written at an occasion."""
        return mark(self.key, "answer", key) in self.marks


@dataclass(frozen=True)
class Sifted:
    """A workbook without the lines of people who were erased; how many those are by tab; and what is wrong with it."""

    book: Book
    left: Mapping[str, int]
    set_aside: tuple[SetAside, ...]


class Marks:
    """The marks of everybody who was erased, under one key."""

    def __init__(self, key: bytes = b"", gone: Mapping[int, Gone] | None = None) -> None:
        self.key, self.gone = key, dict(gone or {})
        self._whose: dict[str, list[tuple[int, bool]]] = {}
        for nth, one in self.gone.items():
            for each, shared in one.marks.items():
                self._whose.setdefault(each, []).append((nth, shared))
        self._met: dict[tuple[str, str], tuple[frozenset[int], frozenset[int]]] = {}

    def sift(self, book: Book) -> Sifted:
        """M8. The workbook without whom nobody may take up again. Without any mark it is the same one."""
        if not self.gone:
            return Sifted(book, {}, ())
        judged = {one.row: self._listed(one) for one in book.members.used}
        members = tuple(one for one in book.members.used if not judged[one.row])
        sign_ins = tuple(one for one in book.sign_ins.used if not self._is_theirs(one, one.event.on))
        shifts = tuple(one for one in book.shifts.used if not self._is_theirs(one, one.on))
        aside = tuple(
            SetAside(book.members.tab, row, "Member id", *REUSED) for row, why in judged.items() if why == "number only"
        )
        kept = replace(
            book,
            members=replace(book.members, used=members),
            sign_ins=replace(book.sign_ins, used=sign_ins),
            shifts=replace(book.shifts, used=shifts),
            sheets=tuple(map(self._sifted, book.sheets)),
        )
        return Sifted(kept, _missing(book, kept, aside), aside)

    def with_rows(self, book: Book) -> frozenset[int]:
        """M8. Whose rows are still in the sheets: without their marks these would bring them back."""
        alone = {nth: Marks(self.key, {nth: one}).sift(book) for nth, one in self.gone.items()}
        return frozenset(nth for nth, found in alone.items() if found.left or found.set_aside)

    def _sifted(self, sheet: Sheet) -> Sheet:
        """A listed sheet without their lines. Lists of dues and voters have no day: they are of before the erasure."""
        return replace(
            sheet,
            sign_ins=tuple(one for one in sheet.sign_ins if not self._is_theirs(one, one.event.on)),
            shifts=tuple(one for one in sheet.shifts if not self._is_theirs(one, one.on)),
            dues=tuple(one for one in sheet.dues if not self._is_theirs(one, date.min)),
            voters=tuple(one for one in sheet.voters if not self._is_theirs(one, date.min)),
        )

    def _is_theirs(self, line: Signed, on: date) -> bool:
        """Whether a line is an erased person's, by its name or by the second one that it may have, or by an answer."""
        names = (line.name, getattr(line, "other", ""))
        signed = any(self.has_signed(name, line.email, on) for name in names if name or line.email)
        return signed or any(on <= self.gone[nth].on for nth in self._whoever("answer", [occasional(line)]))

    def members(self, lines: Iterable[Member]) -> tuple[Member, ...]:
        """The lines of the tab Members that are nobody's who was erased."""
        return tuple(one for one in lines if not self._listed(one))

    def has_signed(self, name: str, email: str, on: date) -> bool:
        """Whether a sign-in of a local day is an erased person's.

        An address of their own is enough. A name alone is, where no address stands beside it and they were still a
        member that day: later it may be somebody's of the same name.
        """
        surely, _ = self._signed(name, email)
        return bool(surely) or self.had_signed(name, email, on)

    def had_signed(self, name: str, email: str, on: date) -> bool:
        """Whether it is an erased person's, of a day before they were erased: later they may have come back."""
        surely, by_name = self._signed(name, email)
        return any(on <= self.gone[nth].on for nth in surely | by_name)

    def _signed(self, name: str, email: str) -> tuple[frozenset[int], frozenset[int]]:
        """Whose a name with an address surely is, and whose it may be by the name alone."""
        if (name, email) not in self._met:
            boxes, names = self._whoever("e-mail", [email.casefold()]), self._whoever("name", [name_key(name)])
            surely = {nth for nth, shared in boxes.items() if not shared or nth in names}
            by_name = {nth for nth, shared in names.items() if not shared and not email}
            self._met[name, email] = frozenset(surely), frozenset(by_name)
        return self._met[name, email]

    def _listed(self, one: Member) -> Literal["", "theirs", "number only"]:
        """Whose a line of the tab Members is: two of number, name and address say it, or an address of their own."""
        numbers = self._whoever("number", [plain(one.number)])
        names = self._whoever("name", names_of(one))
        boxes = self._whoever("e-mail", [email.casefold() for email in one.emails])
        if not all(boxes.values()) or numbers.keys() & (names.keys() | boxes.keys()) or names.keys() & boxes.keys():
            return "theirs"
        if numbers:
            return "theirs" if is_pseudonym(one.name) else "number only"
        return ""

    def _whoever(self, kind: Kind, said: Collection[str]) -> dict[int, bool]:
        """Which erased people these are of, and whether all that says so was shared with another member."""
        found: dict[int, bool] = {}
        for one in said:
            for nth, shared in self._whose.get(mark(self.key, kind, one), ()) if one else ():
                found[nth] = found.get(nth, True) and shared
        return found


def _missing(book: Book, kept: Book, aside: Collection[SetAside]) -> dict[str, int]:
    """How many lines of each tab were kept out because they are an erased person's."""
    pairs = zip(book.pages(), kept.pages(), strict=True)
    left = Counter({page.tab: len(page.used) - len(other.used) for page, other in pairs})
    left[book.members.tab] -= len(aside)
    for sheet, other in zip(book.sheets, kept.sheets, strict=True):
        left[sheet.tab] += sum(map(len, _lines(sheet))) - sum(map(len, _lines(other)))
    return {tab: number for tab, number in left.items() if number}


def _lines(sheet: Sheet) -> tuple[Collection[Signed], ...]:
    return (sheet.sign_ins, sheet.shifts, sheet.dues, sheet.voters)
