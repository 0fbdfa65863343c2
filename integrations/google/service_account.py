"""The service account: a second way into Google, for a members' workbook that people made and share with it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from google.auth import jwt
from google.auth.crypt import RSASigner

from integrations.settings import Settings, SettingsFault

SCOPE = "https://www.googleapis.com/auth/spreadsheets"
"""Reading and writing workbooks, of which it sees those that are shared with it.

Canvass writes questions and candidates into the members' workbook, so reading alone isn't enough.
"""

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
GOOD_FOR = timedelta(minutes=5)
"""How long what is signed may be used. Google allows an hour."""

PARTS = ("client_email", "private_key", "private_key_id")


@dataclass(frozen=True, repr=False)
class ServiceAccount:
    """Its address, with which the workbook is shared, and its key."""

    address: str
    signer: RSASigner

    def grant(self, audience: str) -> dict[str, str]:
        """What access is asked for with: its own word, signed, for one scope and a few minutes."""
        now = datetime.now(UTC)
        said = {
            "iss": self.address,
            "scope": SCOPE,
            "aud": audience,
            "iat": int(now.timestamp()),
            "exp": int((now + GOOD_FOR).timestamp()),
        }
        signed: bytes = jwt.encode(self.signer, said)  # type: ignore[no-untyped-call]  # google-auth has no types
        return {"grant_type": GRANT, "assertion": signed.decode("ascii")}


def read(settings: Settings) -> ServiceAccount | None:
    """The service account, where there is one. Raises SettingsFault where its key isn't what Google gives out."""
    content = settings.google_service_account.get_secret_value()
    if not content:
        return None
    try:
        told = json.loads(content)
        missing = [part for part in PARTS if not str(told[part]).strip()]
        if missing or told.get("type") != "service_account":
            raise ValueError
        signer = RSASigner.from_service_account_info(told)  # type: ignore[no-untyped-call]  # google-auth has no types
    except (ValueError, TypeError, KeyError, AttributeError):
        raise SettingsFault(UNREADABLE) from None
    return ServiceAccount(str(told["client_email"]), signer)


UNREADABLE = (
    "CANVASS_GOOGLE_SERVICE_ACCOUNT isn't the key of a service account. It is the JSON file that Google's cloud "
    "console gives once, unchanged (IAM & Admin, Service Accounts, Keys, Add key). Name that file in "
    "CANVASS_GOOGLE_SERVICE_ACCOUNT_FILE, or make a new key there."
)
