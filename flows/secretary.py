"""The secretary: everything at hand that a flow needs to do its work."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from secrets import token_bytes
from typing import Any

import requests
from google.auth.exceptions import GoogleAuthError

from core.charter import Charter, load
from core.ledger import BookBusy, Ledger
from core.migrations import up_to_date
from flows import discreet_logs
from flows.backups import making
from integrations import clock
from integrations import settings as installation
from integrations.google.auth import Google, GoogleFault
from integrations.google.auth import connect as connect_google
from integrations.keyring import Keyring
from integrations.mailchimp import campaigns
from integrations.mailchimp.client import Mailchimp, MailchimpFault
from integrations.mailchimp.client import connect as connect_mailchimp
from integrations.settings import Settings


class Refusal(ValueError):
    """Something can't be done as asked. The message is the letter to whoever asked."""


OUTAGE = (GoogleFault, MailchimpFault, GoogleAuthError, requests.RequestException, BookBusy)
"""What a service's bad day looks like, or a book that others keep busy. The next pass tries again."""


REGISTRAR, BALLOT_BOX = "registrar", "ballot-box"
"""The parts of an installation that is divided. One has roll, keys and mail, the other form and answers."""

BOX_KEY = ".box"
"""How the name of the ballot box's own key for an election ends."""


class PartFault(Refusal):
    """A part of a divided installation has what it mustn't, or can't do what is asked. The message is the letter."""


NO_MAIL = "This is the ballot box (CANVASS_PART): it has no key to Mailchimp. The registrar does that."


class Absent:
    """What a part doesn't have, and must not."""

    def __init__(self, letter: str) -> None:
        self._letter = letter

    def __getattr__(self, name: str) -> Any:
        raise PartFault(self._letter)


def _keep_apart(settings: Settings) -> None:
    """Raises Refusal where a part holds the other's key files."""
    found = sorted(settings.keys.glob("*.key"))
    boxes = [one.name for one in found if one.stem.endswith(BOX_KEY)]
    rolls = [one.name for one in found if one.name not in boxes]
    wrong = {REGISTRAR: boxes, BALLOT_BOX: rolls}.get(settings.part, [])
    if wrong:
        raise PartFault(
            f"This is the {settings.part.replace('-', ' ')} (CANVASS_PART), and in {settings.keys} lie keys of the "
            f"other part: {', '.join(wrong)}. With them one machine could learn who voted how. Take them away."
        )


BEGUN = (
    "There was no book, so an empty one was begun: %s. If yours was begun before, this is the wrong place: look at "
    "CANVASS_DATABASE_URL, and at the folder and the account that the command was given in."
)

TALKATIVE = ("google.auth", "googleapiclient", "httpcore", "httpx", "sqlalchemy", "urllib3")
"""Libraries that at their most talkative quote rows, requests and answers: members' data, codes and keys."""


@dataclass
class Secretary:
    """The book, the keys, the two services and the clock, ready for use."""

    settings: Settings
    charter: Charter
    ledger: Ledger
    keyring: Keyring
    google: Google
    mailchimp: Mailchimp
    now: Callable[[], datetime]
    chance: Callable[[int], bytes] = token_bytes

    @property
    def part(self) -> str:
        """Which part of a divided installation this is; nothing where one does everything."""
        return self.settings.part

    @property
    def audience(self) -> str:
        """The id of the Mailchimp audience."""
        return self.settings.mailchimp_list

    @cached_property
    def mail_folder(self) -> str:
        """The id of the folder at Mailchimp in which our campaigns lie, apart from people's own."""
        return campaigns.ensure_folder(self.mailchimp, "Canvass")

    @classmethod
    def at_work(cls, settings: Settings | None = None) -> Secretary:
        """A secretary with the installation's settings. The book is brought up to date first."""
        for library in TALKATIVE:
            logging.getLogger(library).setLevel(logging.WARNING)
        found = settings or installation.load()
        discreet_logs.put_in_place(installation.secrets_of(found))
        _keep_apart(found)
        ledger = Ledger(found.database_url)
        is_new = up_to_date(ledger, first=lambda step: making.before_changing(found, at=clock.now(found), step=step))
        if is_new and settings is None:
            logging.getLogger("canvass").warning(BEGUN, found.book)
        return cls(
            settings=found,
            charter=load(found.charter),
            ledger=ledger,
            keyring=Keyring(found.keys),
            google=connect_google(found),
            mailchimp=Mailchimp(Absent(NO_MAIL)) if found.part == BALLOT_BOX else connect_mailchimp(found),
            now=lambda: clock.now(found),
        )
