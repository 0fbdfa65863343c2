"""Addresses: what the dashboard is reached at, from here and from elsewhere."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  # to be known, not to be used


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def of_server(host: str, port: int) -> str:
    """Where programs of this machine find the server that listens at `host`."""
    reached = "127.0.0.1" if host in EVERYWHERE else f"[{host}]" if ":" in host else host
    return f"http://{reached}:{port}"


def of_pages(server: str, dashboard: str) -> list[str]:
    """The addresses whose pages are ours: the server's own, and the one that organisers see it at from elsewhere."""
    seen = urlsplit(dashboard)
    elsewhere = seen.hostname and not is_loopback(seen.hostname)
    return [server, f"{seen.scheme}://{seen.netloc}"] if elsewhere else [server]
