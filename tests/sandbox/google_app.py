"""What tests of Google stand on: the sandbox with our adapter connected to it, and a way past the adapter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import requests

from core.paper import Paper, Question, Section
from integrations.google import auth, drive, forms
from integrations.google.auth import Google
from integrations.sandbox import google as google_sandbox
from integrations.sandbox import respondent
from integrations.sandbox.server import Sandbox
from integrations.settings import Settings

START = datetime(2026, 11, 5, 18, 0, tzinfo=UTC)
CONSENT = "consent"
NAME = "Canvass ballot meadow-2026"

CODE = Question(
    "1a2b3c4d", "Ballot code (already filled in, please leave)", "text", required=True, help="One code, one ballot."
)
FIRST = Question(
    "2b3c4d5e", "1st choice", "choice", required=True, options=("Ada Example", "Bo Sample", "No endorsement")
)
SECOND = Question("3c4d5e6f", "2nd choice", "dropdown", required=False, options=("Ada Example", "Bo Sample"))
PAPER = Paper(
    "Who shall be mayor of Meadow Hill?",
    "Rank as many as you like.\nThe vote closes on Thursday.",
    (CODE, Section("4d5e6f70", "Mayor", "Two candidates.\nOne seat."), FIRST, SECOND),
)


def settings_for(root: str, *, refresh_token: str = CONSENT, read_retries: int = 0) -> Settings:
    """Settings of which only Google's are of use; reads are repeated without a pause."""
    return Settings(
        _env_file=None,
        google_root=f"{root}/google",
        google_token_uri=f"{root}/google/token",
        google_client_id="client",
        google_client_secret="secret",
        google_refresh_token=refresh_token,
        members_book="unused",
        mailchimp_api_key="unused-us1",
        mailchimp_list="unused",
        mail_from_name="unused",
        mail_reply_to="unused@example.org",
        read_retries=read_retries,
        backoff_seconds=0.0,
    )


@dataclass
class Desk:
    """The sandbox, our adapter as it is connected to it, and a plain session for everything else."""

    sandbox: Sandbox
    google: Google
    session: requests.Session = field(default_factory=requests.Session)

    def raw(self, method: str, path: str, body: Any = None, **query: Any) -> requests.Response:
        """A request to Google past our adapter and the client library."""
        headers = {"Authorization": f"Bearer {google_sandbox.TOKEN}"}
        url = f"{self.sandbox.url}/google{path}"
        return self.session.request(method, url, json=body, params=query, headers=headers, timeout=10)

    def raw_quietly(self, method: str, path: str, body: Any = None) -> None:
        """The same, whatever becomes of it."""
        with suppress(requests.RequestException):
            self.raw(method, path, body)

    def ok(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """The same, when it has to succeed."""
        answer = self.raw(method, path, body, **query)
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def refused(self, method: str, path: str, body: Any = None, **query: Any) -> tuple[int, str]:
        """The same, when it has to be refused: status and message."""
        answer = self.raw(method, path, body, **query)
        error = answer.json()["error"]
        assert error["code"] == answer.status_code >= 400
        return answer.status_code, error["message"]

    def form(self, *, paper: Paper | None = PAPER, name: str = NAME) -> str:
        """A form with the paper on it, not published yet."""
        form_id = forms.create(self.google, name, "Ballot")
        if paper is not None:
            forms.write(self.google, form_id, paper, forms.read(self.google, form_id).revision)
        return form_id

    def open_form(self, *, paper: Paper = PAPER) -> str:
        """A form that everybody may answer."""
        form_id = self.form(paper=paper)
        forms.publish(self.google, form_id)
        drive.open_to_respondents(self.google, form_id)
        return form_id

    def link(self, form_id: str, code: str = "k3y0") -> str:
        """A voter's link to a form."""
        return forms.prefilled(forms.read(self.google, form_id).responder_uri, CODE.id, code)

    def vote(self, form_id: str, code: str, first: str = "Ada Example") -> respondent.Receipt:
        """A ballot as a voter would send it."""
        return respondent.answer(self.session, self.link(form_id, code), {"1st choice": first})


@contextmanager
def open_desk() -> Iterator[Desk]:
    """A new sandbox with empty shelves."""
    with Sandbox(at=START) as sandbox:
        desk = Desk(sandbox, auth.connect(settings_for(sandbox.url)))
        yield desk
        desk.session.close()
        desk.google.door.session.close()
