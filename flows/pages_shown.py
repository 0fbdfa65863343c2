"""Pages shown: where a page of ours is in the dashboard."""

from __future__ import annotations

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey
from prefect.client.schemas.objects import Artifact, ArtifactCollection
from prefect.client.schemas.sorting import ArtifactCollectionSort, ArtifactSort

from flows.pages.index import Shown


def newest(client: SyncPrefectClient, key: str) -> list[Artifact]:
    """The newest version of a page, if there is one."""
    of_it = ArtifactFilter(key=ArtifactFilterKey(any_=[key]))
    return client.read_artifacts(artifact_filter=of_it, sort=ArtifactSort.CREATED_DESC, limit=1)


def shown(client: SyncPrefectClient, dashboard: str) -> list[Shown]:
    """Every page that is in the dashboard, those that changed last first."""
    found, pages = list[ArtifactCollection](), 0
    while len(found) == pages * PAGE:
        found += client.read_latest_artifacts(sort=ArtifactCollectionSort.UPDATED_DESC, limit=PAGE, offset=pages * PAGE)
        pages += 1
    return [Shown(one.key, one.description or "", f"{dashboard}/artifacts/artifact/{one.latest_id}") for one in found]


PAGE = 200
"""The most that Prefect gives at once."""


def address(client: SyncPrefectClient, dashboard: str, key: str) -> str:
    """Where a page itself is: the version shown last. Under its key there is only the list of its versions.

    Empty if the page was never shown. `dashboard` is its address without a path.
    """
    held = newest(client, key)
    return f"{dashboard}/artifacts/artifact/{held[0].id}" if held else ""


def served(dashboard: str, key: str) -> str:
    """The address of a page in a dashboard without a password; of the list of pages, if it was never shown.

    Prefect's own client asks again while the server is busy with its database.
    """
    with SyncPrefectClient(f"{dashboard}/api") as client:
        return address(client, dashboard, key) or f"{dashboard}/artifacts"
