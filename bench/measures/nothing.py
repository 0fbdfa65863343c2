"""The flow that does nothing: the least that a Prefect server and a worker can be asked to do."""

from prefect import flow


@flow
def nothing() -> None:
    """Do nothing."""
