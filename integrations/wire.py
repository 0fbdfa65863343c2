"""The one place where HTTP leaves the house: timeouts, connection reuse, and retries of reads only."""

from __future__ import annotations

import threading

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

TIMEOUT_SECONDS = (5.0, 60.0)
"""(connect, read). Mailchimp gives up on its side after 120 s; Google mostly after 60 s."""

LONGEST_PAUSE_SECONDS = 30
"""No service may make one of our threads wait longer than this between two tries."""

_local = threading.local()


def mount(session: requests.Session, *, read_retries: int, backoff_seconds: float) -> requests.Session:
    """Give `session` our retry policy: GET is repeated on 429, 5xx and dropped connections; nothing else ever is.

    A write that failed is left to the next pass of the flow that wanted it, which first
    looks whether the write took place. The one exception changes nothing: while no
    connection could be made at all nothing was sent, so any request may knock again.
    """
    retry = Retry(
        total=read_retries,
        other=0,  # TLS faults may come after a write has arrived, and urllib3 would repeat them whatever the method
        allowed_methods=frozenset({"GET"}),
        status_forcelist=(429, 500, 502, 503, 504),
        backoff_factor=backoff_seconds,
        backoff_max=LONGEST_PAUSE_SECONDS,
        retry_after_max=LONGEST_PAUSE_SECONDS,
        respect_retry_after_header=True,
        raise_on_status=False,
    )
    adapter = HTTPAdapter(max_retries=retry, pool_maxsize=4)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def session(*, read_retries: int = 3, backoff_seconds: float = 0.5) -> requests.Session:
    """The session of this thread under this policy (requests' sessions are not safe to share between threads)."""
    sessions: dict[tuple[int, float], requests.Session] = _local.__dict__.setdefault("sessions", {})
    policy = (read_retries, backoff_seconds)
    if policy not in sessions:
        sessions[policy] = mount(requests.Session(), read_retries=read_retries, backoff_seconds=backoff_seconds)
    return sessions[policy]
