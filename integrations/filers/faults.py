"""What went wrong in asking about an account or a website, in words that name nobody."""

from __future__ import annotations


class FilerFault(Exception):
    """A service, a file or a website gave no answer that says anything. Nothing is known from that, either way.

    The message names the service and what happened, never a number, an address or a name.
    """

    def __init__(self, service: str, reason: str) -> None:
        super().__init__(service, reason)  # what pickle hands back to us
        self.service = service
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.service}: {self.reason}"
