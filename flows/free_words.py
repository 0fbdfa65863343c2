"""Free words: what is typed into a door of the dashboard stays with the run, so it names no partner that is private."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.context import FlowRunContext

from flows.draft import Paperwork
from flows.duties.partnership import told
from flows.secretary import Refusal, Secretary


def refuse_named(secretary: Secretary, form: Paperwork) -> None:
    """P11. Refuse a dashboard's form that names a partner outsiders may not know, before anything is done.

    What was typed is taken out of the run's parameters at once. Raises Refusal, naming nobody. On the command line
    words stay with nobody but the book, so it isn't asked there.
    """
    kept = told.now(secretary).is_kept(_words(form.model_dump(mode="json")), to=told.EVERYBODY)
    if kept:
        return
    _forget()
    raise Refusal(
        f"Nothing was done: of what was typed {kept.because} ({kept.clause}), and what is typed into the dashboard can "
        "be read there by whoever may use it. It was taken out of this run. Say “a partner organisation” instead, or "
        "use the same command on the command line, where names may stand."
    )


def _words(said: Any) -> Iterator[str]:
    if isinstance(said, dict | list):
        for one in said.values() if isinstance(said, dict) else said:
            yield from _words(one)
    elif isinstance(said, str):
        yield said


def _forget() -> None:
    """Empty the parameters of this run, where the dashboard would go on showing them."""
    context = FlowRunContext.get()
    if context is None or context.flow_run is None:
        return
    with get_client(sync_client=True) as client:
        client.update_flow_run(UUID(str(context.flow_run.id)), parameters={}).raise_for_status()
