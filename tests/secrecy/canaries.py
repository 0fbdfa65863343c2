"""Canaries: words that stand in one kind of private thing only, so that any other place that says them has a leak."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import select

from core import secrecy
from core.columns import Record
from core.records import Response
from integrations.google import sheets
from tests.flows.ballots import KEY
from tests.flows.club import MEMBERS, Club, workbook

API_KEY = "ca4a4ybbbbccccddddeeeeffff000011-us1"
SETTINGS: Mapping[str, SecretStr] = {
    "google_client_secret": SecretStr("canary-secret-8g3m"),
    "google_refresh_token": SecretStr("canary-refresh-9h4n"),
    "mailchimp_api_key": SecretStr(API_KEY),
    "fec_key": SecretStr("canary-fec-2j6p"),
    "dashboard_password": SecretStr("canary-password-5t9r"),
    "prefect_database_url": SecretStr("postgresql+asyncpg://prefect:canary-database-7v1x@127.0.0.1/prefect"),
}

FREE_TEXT = ("Qwfpgj", "Zxcdvbh", "Arstneio")
"""What people write where nobody asked them to: into a date, into an activity, into the ballot code's line."""

PEOPLE = {
    "alias",
    "person",
    "address",
    "roll_entry",
    "participation",
    "volunteering",
    "event",
    "mail_fault",
    "letter",
    "petition",
    "proposal",
    "enrolled",
    "gone",
    "stocktaking",
}
"""Tables that are there to hold names, addresses and what people wrote. All others must not."""


def members(shared: Mapping[str, str] = MEMBERS) -> dict[str, str]:
    """The club's members under other names and addresses, in the same mailboxes."""
    boxes = {
        email: f"wzxq{n:02}kp@example.org" if email else "" for n, email in enumerate(dict.fromkeys(shared.values()))
    }
    return {f"Zilpha{n:02}q Qvrx{n:02}ley": boxes[email] for n, email in enumerate(shared.values(), start=1)}


def untidy(tabs: dict[str, list[list[Any]]]) -> dict[str, list[list[Any]]]:
    """The workbook with free text where none belongs, and with sign-ins of people nobody knows."""
    name, email = next(iter(members().items()))
    tabs["Attendance"] += [
        ["Forum", FREE_TEXT[0], name, email],
        [FREE_TEXT[0], "", name, email],
        ["Forum", 46177, f"{name} Junior", "wzxq99kp@nowhere.example.org"],
    ]
    tabs["Volunteering"].append([46200, FREE_TEXT[1], name, email])
    tabs["Members"].append(["", "Zilpha88q Nobody", f"{FREE_TEXT[0]} at home"])
    return tabs


def private_lines(club: Club) -> set[str]:
    """The private key of the service account, line by line: a part of it would be as bad as the whole."""
    content = club.settings.google_service_account.get_secret_value()
    key: str = json.loads(content)["private_key"] if content else ""
    return {line for line in key.splitlines() if len(line) > len("-----BEGIN PRIVATE KEY-----")}


@dataclass
class Canaries:
    """What to search for, and everything found so far to search in."""

    words: dict[str, set[str]]
    said: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, club: Club) -> Canaries:
        """The private words of a club with a frozen roll."""
        kept = club.secretary.keyring.read(KEY)
        assert kept is not None
        people = members()
        lines = range(1, len(people) + 1)
        return cls(
            {
                "names": {part for name in people for part in name.split()},
                "addresses": {"wzxq"},
                "secrets": {value.get_secret_value() for value in SETTINGS.values()} | {"canary-database-7v1x"},
                "service account": private_lines(club),
                "keys": {kept.key.hex(), base64.b64encode(kept.key).decode(), repr(kept.key)[2:20]},
                "codes": {secrecy.code(kept.key, line=line, epoch=epoch) for line in lines for epoch in (0, 1)},
                "free text": set(FREE_TEXT),
            }
        )

    def learn_answers(self, club: Club) -> None:
        """What tells of one ballot alone: the ids of answers at Google, their instants, and the hashes of codes."""
        found = {one[what] for one in club.form()["responses"].values() for what in ("responseId", "createTime")}
        with club.secretary.ledger.reading() as session:
            kept = session.execute(select(Response.response_id, Response.submitted, Response.code_hash)).tuples().all()
        self.words["answers"] = found | {str(part) for one in kept for part in one}

    def listen(self, where: str, said: str) -> None:
        """Keep something that Canvass wrote or said."""
        self.said[where] = self.said.get(where, "") + said

    def listen_to_book(self, club: Club, when: str) -> None:
        """Every row of every table that isn't there for people's data."""
        with club.secretary.ledger.reading() as session:
            for table in [one for one in Record.metadata.sorted_tables if one.name not in PEOPLE]:
                self.listen(f"table {table.name}, {when}", repr(session.execute(select(table)).all()))

    def found(self) -> list[str]:
        """Which kinds of words stand where. Nothing where there is no leak."""
        return sorted(f"{kind} in {where}" for where, said in self.said.items() for kind in self.heard_in(said))

    def heard_in(self, said: str) -> list[str]:
        """The kinds of private words in a text, however it is capitalised."""
        folded = said.casefold()
        return [kind for kind, words in self.words.items() if any(word.casefold() in folded for word in words)]


def read_files(files: Iterable[Path]) -> str:
    """Files as text, byte by byte."""
    return "".join(file.read_bytes().decode("latin-1") for file in files if file.is_file())


def damage(club: Club) -> None:
    """Spoil the book, so that nobody's address can be written down. The database's own words for it quote one."""
    with club.secretary.ledger.writing(club.sandbox.clock.now()) as pen:
        connection = pen.session.connection()
        connection.exec_driver_sql("DELETE FROM address")
        connection.exec_driver_sql("DELETE FROM stocktaking")  # so that the next reading is a whole one
        connection.exec_driver_sql("CREATE UNIQUE INDEX damage ON address (substr(email, 1, 4))")


def furnish(club: Club) -> None:
    """Put the untidy workbook into place."""
    for tab, rows in untidy(workbook(members())).items():
        sheets.write(club.secretary.google, club.settings.members_book, tab, rows)
