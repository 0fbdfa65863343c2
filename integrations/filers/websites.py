"""Whether a website is there: opened as a visitor would, but never at an address inside somebody's own network."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx

from core.bylaws.registration import Visit
from integrations.filers.faults import FilerFault
from integrations.settings import Settings

SERVICE = "A website"

REDIRECTS = 5
SECONDS = 20.0
"""For one website, from the first name looked up to the last byte read."""

_TIMEOUT = httpx.Timeout(10.0, connect=5.0)
_HEADERS = {
    "User-Agent": "Canvass (is this campaign website there?)",
    "Accept": "text/html",
    "Accept-Encoding": "identity",
}
_PORTS = {"http": 80, "https": 443}
_INSIDE = ("localhost", ".localhost", ".local", ".internal", ".home.arpa", ".lan")
_TUNNELS = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))
"""Addresses behind which others hide."""

_PRIVATE = "it leads to an address that isn't on the public web"


class _Refused(Exception):
    """An address isn't opened. The message is what the record says of it."""


def visit(settings: Settings, address: str) -> Visit:
    """Open a website, with https before http, and follow it to where it leads. No more than the first bytes are read.

    An address inside a private network, or on this machine, is never opened, wherever a site leads. Raises FilerFault
    if nothing answers, or only a server in trouble: that says nothing of whether there is a website.
    """
    return asyncio.run(_within_time(settings, address))


async def _within_time(settings: Settings, address: str) -> Visit:
    try:
        async with asyncio.timeout(SECONDS):
            return await _by_either_way(settings, address)
    except TimeoutError:
        raise FilerFault(SERVICE, "no answer in time") from None


async def _by_either_way(settings: Settings, address: str) -> Visit:
    *others, last = _ways(address)
    for way in others:
        try:
            return await _follow(settings, way)
        except FilerFault:
            continue
    return await _follow(settings, last)


def _ways(address: str) -> tuple[str, ...]:
    """The addresses to try: https, then http; with a port of its own only as it is written."""
    scheme, _, rest = address.partition("://")
    if ":" in rest.partition("/")[0]:
        return (address,)
    return tuple(dict.fromkeys((f"https://{rest}", f"http://{rest}"))) if scheme in _PORTS else (address,)


async def _follow(settings: Settings, address: str) -> Visit:
    # The environment's proxies aren't asked: they would look names up by themselves, past the check below.
    async with httpx.AsyncClient(timeout=_TIMEOUT, headers=_HEADERS, trust_env=False) as client:
        try:
            return await _to_the_end(client, settings, address)
        except _Refused as refused:
            return Visit(answers=False, is_page=False, refused=str(refused))


async def _to_the_end(client: httpx.AsyncClient, settings: Settings, address: str) -> Visit:
    for _ in range(REDIRECTS + 1):
        found = await _open(client, settings, address)
        if isinstance(found, Visit):
            return found
        address = _joined(address, found)
    raise _Refused(f"it leads on and on, more than {REDIRECTS} times")


def _joined(address: str, leads_to: str) -> str:
    try:
        return urljoin(address, leads_to)
    except ValueError:
        raise _Refused("it leads to something that is no address") from None


async def _open(client: httpx.AsyncClient, settings: Settings, address: str) -> Visit | str:
    """What one address answers: a visit, or where it leads."""
    request = await _request(client, settings, address)
    try:
        answer = await client.send(request, stream=True)
        try:
            return await _read(answer, secure=address.lower().startswith("https:"))
        finally:
            await answer.aclose()
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, UnicodeError) as error:
        raise FilerFault(SERVICE, f"no answer ({type(error).__name__})") from None


async def _read(answer: httpx.Response, *, secure: bool) -> Visit | str:
    status, location = answer.status_code, answer.headers.get("location", "")
    if answer.is_redirect and location:
        return str(location)
    if status >= 500 or status in {httpx.codes.TOO_MANY_REQUESTS, httpx.codes.REQUEST_TIMEOUT}:
        raise FilerFault(SERVICE, f"answered that it is in trouble (HTTP {status})")
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_html = kind in {"text/html", "application/xhtml+xml"}
    some = False
    async for part in answer.aiter_raw(1024):  # the first part is enough
        some = bool(part)
        break
    return Visit(answers=status < 400, is_page=is_html and some, answer=status, secure=secure)


async def _request(client: httpx.AsyncClient, settings: Settings, address: str) -> httpx.Request:
    """The request for an address, to be sent to the very machine that was found to be outside."""
    parts, host, port = _parsed(address)
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    refuse_names_inside(host)
    try:
        if settings.web_root:
            return client.build_request("GET", f"{settings.web_root}/{parts.scheme}/{host}:{port}{path}")
        machine = await _machine(host, port)
        shown = host if port == _PORTS[parts.scheme] else f"{host}:{port}"
        there = f"[{machine}]" if ":" in machine else machine
        return client.build_request(
            "GET",
            f"{parts.scheme}://{there}:{port}{path}",
            headers={"Host": shown},
            extensions={"sni_hostname": host},
        )
    except (httpx.InvalidURL, UnicodeError):
        raise _Refused("it leads to something that is no address") from None


def _parsed(address: str) -> tuple[SplitResult, str, int]:
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").encode("idna").decode().rstrip("."), parts.port
    except (ValueError, UnicodeError):
        raise _Refused("it leads to something that is no address") from None
    if parts.scheme not in _PORTS or not host or parts.username is not None:
        raise _Refused("it leads to something that is no website's address")
    return parts, host, port or _PORTS[parts.scheme]


async def _machine(host: str, port: int) -> str:
    """The machine behind a name. All that the name stands for have to be outside."""
    if number := _number(host):
        return number  # looked at before
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise FilerFault(SERVICE, f"its name leads nowhere ({type(error).__name__})") from None
    machines = sorted({str(one[4][0]) for one in found}, key=lambda one: (":" in one, one))
    if not are_outside(machines):
        raise _Refused(_PRIVATE)
    return machines[0]


def refuse_names_inside(host: str) -> None:
    """Refuse names and numbers that can only mean this machine or its own network, whoever looks names up."""
    number = _number(host)
    if host == _INSIDE[0] or host.endswith(_INSIDE[1:]) or (number and not are_outside([number])):
        raise _Refused(_PRIVATE)


def _number(host: str) -> str:
    """The address, if a host is written as a number: 127.0.0.1, but also 127.1 or 0x7f000001."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return ""


def are_outside(machines: Iterable[str]) -> bool:
    """Whether all of these addresses are on the public web."""
    return all(map(_is_outside, machines))


def _is_outside(machine: str) -> bool:
    found = ipaddress.ip_address(machine.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return _is_outside(str(found.ipv4_mapped))
        if any(found in tunnel for tunnel in _TUNNELS):
            return False
    return found.is_global and not found.is_multicast
