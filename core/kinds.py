"""The kinds of sheets that the tab Sources may list, and how each is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from core import grids, lists, meetings, rosters
from core.clocks import ClockFault
from core.held import Held
from core.lines import Sheet
from core.sources import Delivery
from core.tabs import RowFault, TabFault

READERS: Mapping[str, Callable[[Delivery, str, Held], Sheet]] = {
    "form": lists.read,
    "list": lists.read,
    "grid": grids.read,
    "shifts": lists.read,
    "meeting": meetings.read,
    "partner": lists.read,
    "dues": rosters.read_dues,
    "voters": rosters.read_voters,
}


def read(deliveries: Iterable[Delivery], held: Held) -> tuple[Sheet, ...]:
    """M9. What every listed sheet says: a partner's list counts like our own.

    A sheet that can't be read at all is refused, with a letter, and stops no other from being read.
    """
    return tuple(_sheet(delivery, label, held) for delivery, label in _labelled(deliveries))


def _sheet(delivery: Delivery, label: str, held: Held) -> Sheet:
    source = delivery.source
    if delivery.letter:
        return Sheet(label, source.kind, refused=delivery.letter)
    try:
        delivery.clock.check()
        return READERS[source.kind](delivery, label, held)
    except TabFault as fault:
        return Sheet(label, source.kind, refused=str(fault))
    except RowFault as fault:  # of its line in the tab Sources
        letter = f"Sources, row {source.row}, '{fault.column}': {fault.reason}. {fault.remedy}."
        return Sheet(label, source.kind, refused=letter)
    except ClockFault as fault:
        return Sheet(label, source.kind, refused=f"{label} can't be read: {fault}.")


def _labelled(deliveries: Iterable[Delivery]) -> Iterator[tuple[Delivery, str]]:
    """Each sheet with the name by which its places go: no two have the same."""
    before: Counter[str] = Counter()
    for delivery in deliveries:
        source = delivery.source
        where = f" in “{delivery.title}”" if source.workbook else ""
        whose = f" (list of {source.partner})" if source.partner else ""
        label = f"{source.tab}{where}{whose}"
        before[label] += 1
        yield delivery, label if before[label] == 1 else f"{label} ({before[label]})"
