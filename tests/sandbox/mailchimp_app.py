"""What tests of Mailchimp stand on: the sandbox with our adapter on it, and a server that answers anything."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests

from integrations.mailchimp import audience, campaigns, client
from integrations.sandbox import inbox, mailchimp
from integrations.sandbox.server import Sandbox
from integrations.settings import Settings

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LIST = mailchimp.LIST_ID
LETTER = (
    '<html><head><title>Letter</title></head><body><p>Dear *|FNAME|*</p><a href="*|UNSUB|*">leave</a></body></html>'
)
TEXT = "Dear *|FNAME|*\n\nLeave: *|UNSUB|*\n"


def settings_for(root: str, *, read_retries: int = 0, key: str = mailchimp.API_KEY) -> Settings:
    """Settings of which only Mailchimp's are of use; reads are repeated without a pause."""
    return Settings(
        _env_file=None,
        google_client_id="unused",
        google_client_secret="unused",
        google_refresh_token="unused",
        members_book="unused",
        mailchimp_root=root,
        mailchimp_api_key=key,
        mailchimp_list=LIST,
        mail_from_name="Meadow Hill Neighbours",
        mail_reply_to="secretary@example.org",
        read_retries=read_retries,
        backoff_seconds=0.0,
    )


@dataclass
class Office:
    """The sandbox, and our adapter as it is connected to it."""

    sandbox: Sandbox
    mc: client.Mailchimp
    folder: str = ""

    def join(self, *emails: str, **fields: str) -> audience.Enrolment:
        """Put new people on the list."""
        return audience.enrol(self.mc, LIST, [audience.Wanted(email, fields, new=True) for email in emails])

    def segment(self, name: str, *emails: str) -> int:
        """A segment of these people."""
        made = campaigns.make_segment(self.mc, LIST, name)
        campaigns.fill_segment(self.mc, LIST, made, add=emails)
        return made

    def whom(self, segment: int) -> set[str]:
        """Who in a segment would get a letter now: the subscribed."""
        told = self.mc.sdk.lists.get_segment_members_list(LIST, str(segment), count=1000, offset=1000)
        first = self.mc.sdk.lists.get_segment_members_list(LIST, str(segment), count=1000)
        return {member["email_address"] for member in (*first["members"], *told["members"])}

    def draft(self, segment: int, *, title: str = "ballot", subject: str = "Your ballot", html: str = LETTER) -> str:
        """A campaign that is ready to send."""
        self.folder = self.folder or campaigns.ensure_folder(self.mc, "Canvass")
        made = campaigns.create_campaign(
            self.mc,
            list_id=LIST,
            folder_id=self.folder,
            title=title,
            segment_id=segment,
            subject=subject,
            preview="It takes two minutes",
            from_name="Meadow Hill Neighbours",
            reply_to="secretary@example.org",
        )
        campaigns.set_content(self.mc, made, html=html, text=TEXT)
        return made

    def mailed(self) -> list[str]:
        """Who got a letter, in order, once for each letter."""
        return sorted(mail.to for mail in inbox.mails(self.sandbox.world))

    def status(self, email: str) -> str:
        """What the list says of an address."""
        return audience.read(self.mc, LIST)[email].status

    def raw(
        self, method: str, path: str, *, body: object = None, key: str = mailchimp.API_KEY, **query: str
    ) -> requests.Response:
        """A request past our adapter and the SDK."""
        url = f"{self.sandbox.url}/mailchimp/3.0{path}"
        return requests.request(method, url, json=body, params=query, auth=("anybody", key), timeout=10)


@contextmanager
def open_office() -> Iterator[Office]:
    """A new sandbox with an empty list."""
    with Sandbox(at=START) as sandbox:
        yield Office(sandbox, client.connect(settings_for(f"{sandbox.url}/mailchimp")))


@dataclass(frozen=True)
class Answer:
    """An answer as it goes over the wire; None as its status: hang up without one."""

    status: int | None = 200
    body: str = ""
    kind: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass
class Oracle:
    """A server on loopback that gives the answers it was told to, in turn, the last one for ever."""

    url: str
    answers: list[Answer]
    asked: list[str] = field(default_factory=list)
    ports: list[int] = field(default_factory=list)

    def connect(self, *, read_retries: int = 0) -> client.Mailchimp:
        """Our adapter, talking to this server."""
        return client.connect(settings_for(self.url, read_retries=read_retries))


@contextmanager
def oracle(answers: Sequence[Answer]) -> Iterator[Oracle]:
    """Run such a server."""

    class Speaker(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # one packet per answer

        def speak(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            told.asked.append(f"{self.command} {self.path}")
            told.ports.append(self.client_address[1])
            answer = told.answers.pop(0) if len(told.answers) > 1 else told.answers[0]
            if answer.status is None:
                self.close_connection = True
                return
            body = answer.body.encode()
            self.send_response(answer.status)
            for name, value in (("Content-Length", str(len(body))), ("Content-Type", answer.kind), *answer.headers):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = speak  # noqa: N815 - the names http.server looks for

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Speaker)
    told = Oracle(f"http://127.0.0.1:{server.server_address[1]}", list(answers))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
