"""Lists that others keep: who paid dues to Progressive Mass, and who is registered to vote."""

from __future__ import annotations

from core import cells
from core.accounts import one_by_one, opened
from core.cells import Cell
from core.cited import plain
from core.held import Held
from core.lines import OnDuesList, OnVoterList, Sheet
from core.lists import somebody
from core.sources import Delivery
from core.tabs import WHO, Column, Row, Tab, table_in

_PAID = Column("Paid", ("dues paid", "paid dues", "dues", "dues status", "membership status"))
_ON = Column("Paid on", ("date paid", "payment date", "last payment", "last paid", "paid date", "last payment date"))
_THROUGH = Column(
    "Paid through",
    (
        "paid until",
        "expires",
        "expiration",
        "expiration date",
        "expires on",
        "good through",
        "membership expires",
        "valid until",
    ),
)
_NUMBER = Column("Member id", ("member number", "member no"))

_SOMEBODY = ("Name", "First name", "Email")
_LAPSED = frozenset(
    {"lapsed", "expired", "unpaid", "not paid", "inactive", "cancelled", "canceled", "no", "false", "0"}
)


def read_dues(delivery: Delivery, label: str, held: Held) -> Sheet:  # noqa: ARG001 - as all kinds are read
    """M5. Whose dues are paid, when, and through which day, as a list says. Who is on it has paid, unless it says no.

    Raises TabFault where a needed column is missing or doubled.
    """
    tab = Tab(label, (*WHO, _PAID, _ON, _THROUGH), needs=(_SOMEBODY,))
    account, rows = opened(tab, table_in(tab, delivery.rows))

    def line(row: Row) -> OnDuesList:
        name, email = somebody(row)
        on = row.read("Paid on", delivery.clock.day) if row.says("Paid on") else None
        through = row.read("Paid through", delivery.clock.day) if row.says("Paid through") else None
        return OnDuesList(row.number, name, email, label, row.read("Paid", _is_paid), on, through)

    return account.closed(
        "dues", dues=one_by_one(account, rows, line, by=lambda one: (plain(one.name), one.email, one.on))
    )


def _is_paid(cell: Cell) -> bool:
    return plain(cells.text(cell)) not in _LAPSED


def read_voters(delivery: Delivery, label: str, held: Held) -> Sheet:  # noqa: ARG001 - as all kinds are read
    """Who is on a list of registered voters.

    Raises TabFault where a needed column is missing or doubled.
    """
    tab = Tab(label, (*WHO, _NUMBER), needs=(("Name", "First name", "Email", "Member id"),))
    account, rows = opened(tab, table_in(tab, delivery.rows))
    account.remarks.clear()  # such a list has dozens of columns, and none of them is wanted

    def line(row: Row) -> OnVoterList:
        number = row.read("Member id", cells.text)
        name, email = ("", "") if number and not (row.says("Name") or row.says("First name")) else somebody(row)
        return OnVoterList(row.number, name, email, label, number)

    # Two strangers of one name are two lines, and both of use to nobody but a member of that name.
    return account.closed(
        "voters", voters=one_by_one(account, rows, line, by=lambda one: (plain(one.name), one.email, one.number))
    )
