"""Membership: who may vote today, and why."""

from __future__ import annotations

from prefect import flow

from flows import screen
from flows.duties import stock
from flows.secretary import Secretary


@flow(name="membership", flow_run_name="Membership: who may vote, and why")
def read_membership() -> str:
    """Read the members' workbook and rule who may vote today. At Google it writes only into the tab Questions."""
    secretary = Secretary.at_work()
    found = stock.take_stock(secretary)
    screen.show_membership(secretary, found)
    voting = sum(bool(one.ruling.ruling) for one in found.standings)
    return f"{voting} of {len(found.standings)} members may vote; {len(found.questions)} question(s) wait for a person."
