"""The rehearsal's mailboxes: every letter as its reader would find it, to look at in a browser or in a folder."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from integrations.sandbox import mailchimp_audience, pages
from integrations.sandbox.mailchimp_account import Json, open_account
from integrations.sandbox.mailchimp_delivery import arrive
from integrations.sandbox.world import World

NEWEST = 500
"""No page lists more mails than this."""

_HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)


@dataclass(frozen=True)
class Mail:
    """One mail in one person's mailbox. `n` counts from 1; `faults` says what was wrong with its merge tags."""

    n: int
    to: str
    from_name: str
    reply_to: str
    subject: str
    preview: str
    html: str
    text: str
    at: datetime
    campaign_id: str
    title: str
    faults: tuple[str, ...]


@dataclass(frozen=True)
class _Addresses:
    """Where the pages lie: on the sandbox's server, or beside each other in a folder."""

    index: str
    box: Callable[[str], str]
    mail: Callable[[int], str]
    text: Callable[[int], str]


def mails(world: World, to: str | None = None) -> list[Mail]:
    """All mails in the order they were sent, or those to one address, whatever its capitals."""
    arrive(world)
    sent = open_account(world)["inbox"]
    return [_mail(one) for one in sent if to is None or one["to"].casefold() == to.casefold()]


def routes(world: World) -> list[Route]:
    """The pages: /inbox, /inbox?to=…, /inbox/{n}, its text and html, and where the unsubscribe links lead."""

    async def index(request: Request) -> Response:
        return HTMLResponse(_index_page(mails(world), _SERVED, zone=world.zone, to=request.query_params.get("to")))

    async def one(request: Request) -> Response:
        mail = _numbered(world, request.path_params["n"])
        return HTMLResponse(_mail_page(mail, _SERVED, zone=world.zone)) if mail else _no_such()

    async def text(request: Request) -> Response:
        mail = _numbered(world, request.path_params["n"])
        return PlainTextResponse(mail.text) if mail else _no_such()

    async def html(request: Request) -> Response:
        mail = _numbered(world, request.path_params["n"])
        alone = {"Content-Security-Policy": "sandbox allow-popups"}  # a letter's scripts have no business here
        return HTMLResponse(mail.html, headers=alone) if mail else _no_such()

    async def unsubscribe(request: Request) -> Response:
        told = open_account(world)["lists"].get(request.path_params["list_id"], {"members": {}})
        if request.path_params["member_id"] not in told["members"]:
            return _no_such()
        if request.method == "POST":
            mailchimp_audience.unsubscribe(told, request.path_params["member_id"])
            return RedirectResponse(request.url.path + "?done=1", status_code=303)
        done = "done" in request.query_params
        return HTMLResponse(pages.render("unsubscribe.html", list_name=told["name"], done=done))

    return [
        Route("/inbox", index),
        Route("/inbox/{n:int}", one),
        Route("/inbox/{n:int}/text", text),
        Route("/inbox/{n:int}/html", html),
        Route("/inbox/unsubscribe/{list_id}/{member_id}", unsubscribe, methods=["GET", "POST"]),
    ]


def write_inbox(world: World, folder: Path) -> None:
    """The same pages as files that need no server: index.html, a page per mailbox, and each mail as page and text."""
    folder.mkdir(parents=True, exist_ok=True)
    everything = mails(world)
    boxes = {box: f"mailbox-{number}.html" for number, box in enumerate(_boxes(everything), start=1)}
    kept = _Addresses("index.html", lambda box: boxes[box.casefold()], "mail-{}.html".format, "mail-{}.txt".format)
    _write(folder / "index.html", _index_page(everything, kept, zone=world.zone, to=None))
    for box, name in boxes.items():
        _write(folder / name, _index_page(everything, kept, zone=world.zone, to=box))
    for mail in everything:
        _write(folder / kept.mail(mail.n), _mail_page(mail, kept, zone=world.zone))
        _write(folder / kept.text(mail.n), mail.text)


_SERVED = _Addresses("/inbox", lambda box: f"/inbox?to={quote(box)}", "/inbox/{}".format, "/inbox/{}/text".format)


def _mail(kept: Json) -> Mail:
    return Mail(**kept | {"at": datetime.fromisoformat(kept["at"]), "faults": tuple(kept["faults"])})


def _numbered(world: World, n: int) -> Mail | None:
    return next((mail for mail in mails(world) if mail.n == n), None)


def _boxes(everything: Sequence[Mail]) -> dict[str, int]:
    """Each mailbox, by its address in small letters, with how many mails are in it."""
    return dict(sorted(Counter(mail.to.casefold() for mail in everything).items()))


def _index_page(everything: Sequence[Mail], addresses: _Addresses, *, zone: str, to: str | None) -> str:
    """The letters, those of one mailing together, in the order in which the mailings began."""
    shown = [mail for mail in everything if to is None or mail.to.casefold() == to.casefold()]
    mailings: dict[str, list[Mail]] = {}
    for mail in shown[-NEWEST:]:
        mailings.setdefault(mail.title, []).append(replace(mail, at=mail.at.astimezone(ZoneInfo(zone))))
    total, boxes = len(shown), _boxes(everything)
    return pages.render(
        "inbox.html", mailings=mailings, newest=NEWEST, total=total, to=to, zone=zone, boxes=boxes, addresses=addresses
    )


def _mail_page(mail: Mail, addresses: _Addresses, *, zone: str) -> str:
    """One mail. Its links open beside it: the frame it is shown in may not lead this page away."""
    head = _HEAD.search(mail.html)
    start = head.end() if head else 0
    framed = mail.html[:start] + '<base target="_blank">' + mail.html[start:]
    sent = mail.at.astimezone(ZoneInfo(zone))
    return pages.render("letter.html", mail=mail, sent=sent, zone=zone, framed=framed, addresses=addresses)


def _write(file: Path, page: str) -> None:
    file.write_text(page, encoding="utf-8")


def _no_such() -> Response:
    return PlainTextResponse("There is no such page in this inbox.", status_code=404)
