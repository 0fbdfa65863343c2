"""Membership: who may vote today, and why; and each member hears of their own vote."""

from __future__ import annotations

from prefect import flow

from flows import screen
from flows.duties import stock, telling
from flows.secretary import Secretary


@flow(name="membership", flow_run_name="Membership: who may vote, and why")
def read_membership() -> str:
    """M4. Read the members' workbook, rule who may vote today, and plan the letters that members are due.

    Changes nothing at Google. The letters go out with the next pass of “tend”.
    """
    secretary = Secretary.at_work()
    found = stock.take_stock(secretary)
    planned = telling.tell(secretary, found)
    screen.show_membership(secretary, found)
    voting = sum(bool(one.ruling.ruling) for one in found.standings)
    said = f"{voting} of {len(found.standings)} members may vote; {len(found.questions)} question(s) wait for a person."
    return f"{said} {len(planned)} letter(s) to members go out." if planned else said
