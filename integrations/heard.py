"""What time other people's servers say it is: the date that they put on every answer."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from integrations import wire
from integrations.settings import Settings


def doors(settings: Settings) -> dict[str, str]:
    """Addresses of Google and Mailchimp that answer everybody, be it with a refusal; it is the date that counts."""
    centre = settings.mailchimp_api_key.get_secret_value().rpartition("-")[2]
    mailchimp = settings.mailchimp_root.rstrip("/") or f"https://{centre}.api.mailchimp.com"
    return {"Google": settings.google_token_uri, "Mailchimp": f"{mailchimp}/3.0/ping"}


def date_of(address: str) -> datetime | None:
    """When an answer was given, by its sender's clock, to the second; None where it doesn't say."""
    answer = wire.session(read_retries=0).get(address, timeout=wire.TIMEOUT_SECONDS, allow_redirects=False)
    try:
        told = parsedate_to_datetime(answer.headers["date"])
    except (KeyError, ValueError):
        return None
    return told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC)
