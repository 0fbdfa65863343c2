"""Retention: once a month, what has been kept as long as the charter says is forgotten."""

from __future__ import annotations

from typing import Annotated

from flows.duties.privacy import retention
from flows.entrance import flow
from flows.secretary import Secretary
from flows.titles import titled


@flow(name="retention", flow_run_name="Retention: what has been kept long enough")
def forget_what_is_old(only_show: Annotated[bool, titled("Only show")] = False) -> str:  # noqa: FBT002 - a tick box
    """Forget what has been kept as long as the charter says. Nothing that a ballot or an objection needs goes.

    Args:
        only_show: Ticked: say what would go, and leave it.
    """
    secretary = Secretary.at_work()
    found = retention.preview(secretary) if only_show else retention.carry_out(secretary)
    return "\n".join(retention.in_words(found, done=not only_show))
