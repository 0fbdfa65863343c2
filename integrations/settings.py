"""Addresses, keys and places: everything that differs between two installations."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy import make_url

from integrations.secret_files import SecretFiles, SettingsFault, refuse_open

__all__ = ["Desk", "Place", "Settings", "SettingsFault", "load", "load_before_the_workbook", "secrets_of"]


GOOGLE_SHEETS = "https://docs.google.com/spreadsheets/d"

CONSENT_URI = "https://accounts.google.com/o/oauth2/v2/auth"

TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address

GOOGLE_DOWNLOADS = "https://drive.google.com/uc?export=download&id="

SECRETS = (
    "database_url",
    "google_client_secret",
    "google_refresh_token",
    "google_service_account",
    "mailchimp_api_key",
    "fec_key",
    "dashboard_password",
    "prefect_database_url",
)
"""The settings that nobody else may read. Each may lie in a file of its own, which CANVASS_…_FILE names."""


class Place(BaseSettings):
    """Where an installation keeps what it keeps: all that somebody needs who checks the log, or makes a backup."""

    model_config = SettingsConfigDict(
        env_prefix="CANVASS_", env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    # It may hold a password, so it isn't shown.
    database_url: str = Field("sqlite:///canvass.db", repr=False, description="Canvass's own database, never Prefect's")
    keys: Path = Field(
        Path("keys"), description="folder of the elections' key files, outside the database and its backups"
    )
    packs: Path = Field(Path("packs"), description="folder where recount packs are written")
    shares: Path = Field(Path("shares"), description="folder where lists for co-sponsors of events are written")
    calendar: Path = Field(Path("calendar"), description="folder where the season's calendar, season.ics, is written")
    backups: Path = Field(
        Path("backups"), description="folder where backups are made, also by itself before a new release changes tables"
    )
    clock: str = Field("", description="address of a clock to ask instead of this machine's; used by rehearsals")
    part: Literal["", "registrar", "ballot-box"] = Field(
        "", description="registrar, ballot-box, or empty: one installation does everything"
    )

    @property
    def book(self) -> str:
        """Where the book is, to be shown: the file's whole path, or the server's address without its password."""
        url = make_url(self.database_url)
        is_file = url.get_backend_name() == "sqlite" and url.database
        return str(Path(str(url.database)).absolute()) if is_file else url.render_as_string(hide_password=True)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic hands it in; ours are named one by one
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What was said in the program, in secrets' own files, in the environment, in `.env`, in this order.

        Raises SettingsFault where one of the files could be read by others.
        """
        refuse_open(getattr(dotenv_settings, "env_file", None))
        files = SecretFiles(settings_cls, (env_settings, dotenv_settings), SECRETS)
        return init_settings, files, env_settings, dotenv_settings


class Desk(Place):
    """What the dashboard needs to be served: neither the members' workbook nor a key to anything outside."""

    charter: str = Field("jp_progressives", description="name of a bundled charter, or a path to a charter file")
    dashboard: str = Field("http://127.0.0.1:4200", description="where organisers see the Prefect dashboard")
    dashboard_password: SecretStr = Field(
        SecretStr(""), description="password of the dashboard, for everybody; empty: it asks for none"
    )
    prefect_database_url: SecretStr = Field(
        SecretStr(""), description="Prefect's own database, if not a file in its home: postgresql+asyncpg://…"
    )


class Settings(Desk):
    """Read from `CANVASS_…` environment variables, or a `.env` file beside the project.

    The addresses are the real services' unless they are told otherwise; a rehearsal sets
    them to the sandbox and changes nothing else.
    """

    google_root: str = Field("", description="address that stands in for googleapis.com; empty: Google itself")
    google_consent_uri: str = Field(CONSENT_URI, description="where an officer consents")
    google_token_uri: str = Field(TOKEN_URI, description="where access tokens are renewed")
    google_client_id: str = Field(description="OAuth client of the organisation's own Google account")
    google_client_secret: SecretStr = Field(description="its secret")
    google_refresh_token: SecretStr = Field(description="its consent, made once by an officer with canvass consent")
    google_service_account: SecretStr = Field(
        SecretStr(""),
        description="key of a service account, for a members' workbook of your own; empty: Canvass made it",
    )
    members_book: str = Field(description="id of the members' workbook in Google Sheets")

    mailchimp_root: str = Field("", description="address that stands in for Mailchimp's; empty: Mailchimp itself")
    mailchimp_api_key: SecretStr = Field(description="Mailchimp API key, ending in its data centre, e.g. -us1")
    mailchimp_list: str = Field(description="id of the Mailchimp audience")
    mail_from_name: str = Field(description="sender's name on every letter")
    mail_reply_to: str = Field(description="address that answers go to")

    ocpf_root: str = Field("https://api.ocpf.us", description="where OCPF says which accounts there are")
    ocpf_file: str = Field("", description="file with OCPF's filers, read instead of asking; empty: it is asked")
    fec_root: str = Field("https://api.open.fec.gov", description="where the FEC says which candidates there are")
    fec_key: SecretStr = Field(SecretStr(""), description="key of the FEC's API; empty: DEMO_KEY, for trying out")
    fec_file: str = Field("", description="file with the FEC's candidates, read instead of asking; empty: it is asked")
    web_root: str = Field("", description="address that stands in for all websites; empty: the web itself")

    read_retries: int = Field(3, description="how often a failed read is repeated")
    backoff_seconds: float = Field(0.5, description="first pause between two tries of a read, doubling")

    @property
    def workbook_address(self) -> str:
        """Where organisers open the members' workbook: at Google, or at what stands in for it."""
        return self.address_of(self.members_book)

    def address_of(self, book: str) -> str:
        """Where a workbook of ours is opened."""
        place = f"{self.google_root.removesuffix('/google')}/sheets" if self.google_root else GOOGLE_SHEETS
        return f"{place}/{book}"

    def download_address(self, file_id: str) -> str:
        """Where anybody gets a file of ours that is open to readers, as it is."""
        if self.google_root:
            return f"{self.google_root.removesuffix('/google')}/files/{file_id}"
        return f"{GOOGLE_DOWNLOADS}{file_id}"


REGISTRARS = (
    "google_service_account",
    "members_book",
    "mailchimp_api_key",
    "mailchimp_list",
    "mail_from_name",
    "mail_reply_to",
)
"""The settings that a ballot box must not have: with them it could learn who somebody is."""


class _Registrars(Place):
    """Which of the registrar's settings are in reach."""

    google_service_account: SecretStr = SecretStr("")
    members_book: str = ""
    mailchimp_api_key: SecretStr = SecretStr("")
    mailchimp_list: str = ""
    mail_from_name: str = ""
    mail_reply_to: str = ""


def _of_the_ballot_box() -> dict[str, object]:
    """Nothing in the place of the registrar's settings. Raises SettingsFault where one of them is in reach."""
    found = _Registrars().model_dump()
    there = [name for name in REGISTRARS if str(found[name] or "")]
    if there:
        lines = "".join(f"\n  CANVASS_{name.upper()}" for name in there)
        raise SettingsFault(
            "This is the ballot box (CANVASS_PART), and these settings are the registrar's. With them one machine "
            f"could learn who voted how. Take them out here:{lines}"
        )
    return dict.fromkeys(REGISTRARS, "")


def load(**overrides: object) -> Settings:
    """All settings, or one letter that names everything missing at once.

    A ballot box has none of the registrar's.
    """
    try:
        if Place().part == "ballot-box":
            overrides = {**_of_the_ballot_box(), **overrides}
        found = Settings(**overrides)  # type: ignore[arg-type]  # pydantic checks them
    except ValidationError as error:
        raise _letter([_line(str(fault["loc"][0]), fault["msg"].lower()) for fault in error.errors()]) from None
    if not found.members_book and "members_book" not in overrides:
        raise _letter([_line("members_book", "it is empty; canvass workbook makes one")])
    return found


def load_before_the_workbook() -> Settings:
    """All settings, of which the members' workbook may be missing, because it is only about to be made."""
    try:
        found = Settings()
    except ValidationError as error:
        missing = any(fault["loc"] == ("members_book",) for fault in error.errors())
    else:
        return load() if found.part == "ballot-box" else found
    return load(members_book="") if missing else load()


def secrets_of(found: Place) -> tuple[str, ...]:
    """Every secret of an installation, for whoever has to see to it that none is said; of its database the password."""
    known = [getattr(found, name, "") for name in SECRETS if name != "database_url"]
    said = [one.get_secret_value() if isinstance(one, SecretStr) else str(one) for one in known]
    known_otherwise = (*_inside(getattr(found, "google_service_account", None)), make_url(found.database_url).password)
    return tuple(one for one in (*said, *known_otherwise) if one)


def _inside(service_account: SecretStr | None) -> list[str]:
    """What is secret in a key file as Google gives it: the private key, as it is and line by line."""
    found = re.search(r'"private_key"\s*:\s*("[^"]*")', service_account.get_secret_value() if service_account else "")
    if not found:
        return []
    try:
        key = str(json.loads(found[1]))
    except ValueError:
        return [found[1]]
    return [key, *(line for line in key.splitlines() if not line.startswith("-----"))]


def misspelt(found: Settings) -> list[tuple[str, str, str]]:
    """Settings that are there but can't be what is meant: which, what is wrong with it, and what to write."""
    real_google, key = not found.google_root, found.mailchimp_api_key.get_secret_value()
    return [
        (name, why, mend)
        for name, is_wrong, why, mend in (
            (
                "members_book",
                "/" in found.members_book,
                "is an address",
                "Write the id alone: the long part after /d/.",
            ),
            ("members_book", not found.members_book, "is empty", "Let it be made: canvass workbook"),
            (
                "google_client_id",
                real_google and not found.google_client_id.endswith(".apps.googleusercontent.com"),
                "isn't an OAuth client's id",
                "Copy it from Google's cloud console, page Clients; it ends in .apps.googleusercontent.com.",
            ),
            (
                "google_refresh_token",
                not found.google_refresh_token.get_secret_value(),
                "is empty",
                "Consent once as the organisation: canvass consent",
            ),
            (
                "mailchimp_api_key",
                not KEY.fullmatch(key),
                "isn't a whole key",
                "Copy it again: letters and digits, a dash, and the data centre, such as -us1.",
            ),
            (
                "mail_reply_to",
                not is_mailbox(found.mail_reply_to),
                "isn't an e-mail address",
                "Write the organisers' own address.",
            ),
            ("mail_from_name", not found.mail_from_name.strip(), "is empty", "Write the name that members know."),
        )
        if is_wrong and not (found.part == "ballot-box" and name in REGISTRARS)
    ]


KEY = re.compile(r"[0-9a-z]+-[a-z]{2,3}\d+")
"""What an API key of Mailchimp's looks like."""


def is_mailbox(words: str) -> bool:
    """Whether this looks like an e-mail address."""
    return bool(re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+", words))


def _line(name: str, why: str) -> str:
    about = Settings.model_fields[name].description if name in Settings.model_fields else ""
    return f"  CANVASS_{name.upper()}: {about} ({why})"


def _letter(lines: list[str]) -> SettingsFault:
    return SettingsFault(
        "These settings are missing or can't be used:\n"
        + "\n".join(lines)
        + "\nSet them as environment variables or in a file named .env; docs/install.md shows an example."
    )
