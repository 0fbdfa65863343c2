"""The venue: the sandbox set up for a rehearsal, and the settings that lead there instead of to the real services."""

from __future__ import annotations

from pathlib import Path

from flows.rehearsal.cast import Stage
from flows.secretary import Secretary
from integrations.google import sheets
from integrations.mailchimp import audience
from integrations.mailchimp.audience import Wanted
from integrations.sandbox import by_hand, mailchimp_account
from integrations.sandbox.mailchimp_account import API_KEY, LIST_ID
from integrations.sandbox.server import Sandbox
from integrations.settings import Settings


def settings(sandbox: Sandbox, folder: Path, *, charter: str, book: str = "") -> Settings:
    """The settings of an installation that lives on the sandbox. Only addresses and keys differ from a real one."""
    return Settings(
        database_url=f"sqlite:///{folder.resolve() / 'canvass.db'}",
        keys=folder.resolve() / "keys",
        packs=folder.resolve() / "packs",
        shares=folder.resolve() / "shares",
        calendar=folder.resolve() / "calendar",
        backups=folder.resolve() / "backups",
        charter=charter,
        google_root=f"{sandbox.url}/google",
        google_token_uri=f"{sandbox.url}/google/token",
        google_client_id="rehearsal",
        google_client_secret="rehearsal",  # noqa: S106  # the sandbox's
        google_refresh_token="rehearsal",  # noqa: S106  # as above
        members_book=book,
        mailchimp_root=f"{sandbox.url}/mailchimp",
        mailchimp_api_key=API_KEY,
        mailchimp_list=LIST_ID,
        mail_from_name="Rehearsal Progressives",
        mail_reply_to="votes@rehearsal.example.org",
        ocpf_root=f"{sandbox.url}/ocpf",
        fec_root=f"{sandbox.url}/fec",
        web_root=f"{sandbox.url}/web",
        clock=f"{sandbox.url}/_sandbox/clock",
        read_retries=0,
        backoff_seconds=0.0,
    )


def furnish(sandbox: Sandbox, secretary: Secretary, stage: Stage) -> str:
    """Put the members' workbook into Google Sheets, and the members on the mailing list. Returns the workbook's id."""
    book = sheets.create(secretary.google, "Members' workbook", list(stage.tabs), secretary.charter.zone)
    for tab, rows in stage.tabs.items():
        by_hand.type_rows(sandbox.world, book, tab, rows)
    sandbox.world.zone = secretary.charter.zone
    mailchimp_account.open_account(sandbox.world, name=secretary.charter.name)
    addresses = sorted({actor.email for actor in stage.actors if actor.email})
    audience.enrol(secretary.mailchimp, LIST_ID, [Wanted(email, {}, new=True) for email in addresses])
    if stage.unsubscribed:
        box = mailchimp_account.subscriber_hash(stage.unsubscribed)
        secretary.mailchimp.sdk.lists.update_list_member(LIST_ID, box, {"status": "unsubscribed"})
    return book


def as_environment(found: Settings) -> dict[str, str]:
    """The same settings as environment variables, for processes of their own."""
    plain = found.model_dump()
    secrets = {name: value.get_secret_value() for name, value in plain.items() if hasattr(value, "get_secret_value")}
    return {f"CANVASS_{name.upper()}": str(value) for name, value in {**plain, **secrets}.items()}
