"""The one place where HTTP leaves the house: timeouts, connection reuse, and retries of reads only."""

from __future__ import annotations

import threading

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

TIMEOUT_SECONDS = (5.0, 60.0)
"""(connect, read). Mailchimp gives up on its side after 120 s; Google mostly after 60 s."""

_local = threading.local()


def mount(session: requests.Session, *, read_retries: int, backoff_seconds: float) -> requests.Session:
    """Give `session` our retry policy: GET is repeated on 429, 5xx and dropped connections; nothing else ever is.

    A write that failed is left to the next pass of the flow that wanted it, which first
    looks whether the write took place.
    """
    retry = Retry(
        total=read_retries,
        allowed_methods=frozenset({"GET"}),
        status_forcelist=(429, 500, 502, 503, 504),
        backoff_factor=backoff_seconds,
        respect_retry_after_header=True,
        raise_on_status=False,
    )
    adapter = HTTPAdapter(max_retries=retry, pool_maxsize=4)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def session(*, read_retries: int = 3, backoff_seconds: float = 0.5) -> requests.Session:
    """This thread's session (requests' sessions are not safe to share between threads)."""
    if getattr(_local, "session", None) is None:
        _local.session = mount(requests.Session(), read_retries=read_retries, backoff_seconds=backoff_seconds)
    found: requests.Session = _local.session
    return found
