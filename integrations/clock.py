"""What time it is: this machine's clock, or the one a rehearsal sets."""

from __future__ import annotations

from datetime import UTC, datetime

from integrations import wire
from integrations.settings import Place


def now(settings: Place) -> datetime:
    """The present instant in UTC."""
    if not settings.clock:
        return datetime.now(UTC)
    reply = wire.session().get(settings.clock, timeout=wire.TIMEOUT_SECONDS)
    reply.raise_for_status()
    return datetime.fromisoformat(reply.json()["now"]).astimezone(UTC)
