"""Doctor: everything that has to be in order is looked at, and whoever looks after Canvass hears what isn't."""

from __future__ import annotations

from prefect import get_run_logger
from prefect.settings import PREFECT_API_URL

from flows import screen
from flows.duties.health import examination, notices, troubles
from flows.duties.health.findings import in_one_line, wrong
from flows.entrance import flow
from flows.secretary import Secretary
from integrations import scheduler


@flow(name="doctor", flow_run_name="Doctor: what is in order, and what isn't")
def see_the_doctor() -> str:
    """Look whether everything is in order, and write to the organisers if it isn't. It mends nothing itself."""
    secretary = Secretary.at_work()
    own = scheduler.of(secretary.settings, served_at=str(PREFECT_API_URL.value() or ""))
    found = examination.whole(secretary.settings, prefect=own)
    screen.show_doctor(secretary, found)
    told = notices.tell(secretary, troubles.look(secretary, found, own))
    screen.show_desk(secretary)
    for one in wrong(found):
        get_run_logger().warning(f"{one.group}, {one.name}: {one.what}")
    return f"{in_one_line(found)}. {told}"
