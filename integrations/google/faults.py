"""What went wrong at Google, in words that name nobody."""

from __future__ import annotations

_REASONS = {
    400: "Google refused the request: it was made before, or what it is about has changed, or it was malformed",
    401: "Google no longer accepts the organisation's consent; an officer must give it again (canvass consent)",
    403: "Google doesn't allow this to the organisation's account; check who owns the file and what was consented to",
    404: "Google knows no such file, or it wasn't made by Canvass",
    429: "Google takes no more calls this minute; the next pass tries again",
}

_OF_THE_SERVICE_ACCOUNT = {
    401: "Google no longer accepts the service account's key; make a new one",
    403: "The members' workbook isn't shared with the service account as editor",
    404: "Google knows no members' workbook of this id, or it isn't shared with the service account",
}


class GoogleFault(Exception):
    """A call to Google failed. The message names the call, never a person, an address, a code or an answer.

    `status` is Google's HTTP status, or None where no answer came; `ambiguous` says that the
    call was to change something and may or may not have done so: look before doing it again.
    """

    def __init__(self, status: int | None, reason: str, ambiguous: bool = False) -> None:  # noqa: FBT001, FBT002 - as pickled
        super().__init__(status, reason, ambiguous)
        self.status = status
        self.reason = reason
        self.ambiguous = ambiguous

    def __str__(self) -> str:
        doubt = ". It may have been done all the same" if self.ambiguous else ""
        return f"{self.reason}{doubt}."


def refused(call: str, *, status: int, reading: bool, word: str = "", by_service_account: bool = False) -> GoogleFault:
    """The fault for an answer with an error status; `word` is Google's own name for the error."""
    busy = status == 403 and word in {"userRateLimitExceeded", "rateLimitExceeded"}
    reasons = _REASONS | (_OF_THE_SERVICE_ACCOUNT if by_service_account else {})
    reason = reasons.get(429 if busy else status, "Google answered with an error; the next pass tries again")
    named = f"{status} {word}".strip()
    return GoogleFault(status, f"{reason} ({call}: {named})", ambiguous=status >= 500 and not reading)


def unanswered(call: str, *, reading: bool) -> GoogleFault:
    """The fault for a call that got no answer."""
    return GoogleFault(None, f"Google didn't answer ({call})", ambiguous=not reading)
