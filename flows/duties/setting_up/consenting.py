"""Consenting: what an officer's consent has to be like, what is said where it isn't, and where the token goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flows import discreet_logs
from flows.duties.setting_up import token_place
from flows.secretary import Refusal
from integrations.google import consenting
from integrations.google.consenting import Client, ConsentFault, Given
from integrations.google.loopback import Heard, Words, listening

DENIED = (
    "Google's page was answered with No, so there is no consent. Nothing was written. If that was a slip: canvass "
    "consent. If Google said that access is blocked, the account isn't among the test users: publish the consent "
    "screen first (Google Auth Platform, Audience, Publish app)."
)
TOO_LITTLE = (
    "The consent lacks what Canvass needs: the box about the files that it makes wasn't ticked, or the scope "
    "drive.file isn't the project's. Nothing was written. Begin anew, and tick the box: canvass consent"
)
NOT_LASTING = (
    "Google gave no refresh token, so the consent would end within the hour. Nothing was written. Take Canvass's "
    "access away at https://myaccount.google.com/connections, signed in as the organisation, and begin anew: "
    "canvass consent"
)
IN_TESTING = (
    "Google ends this consent in {days} days, as it does while the consent screen is in testing. Publish it (Google "
    "Auth Platform, Audience, Publish app), and consent once more: a consent from before keeps its end."
)
RECEIVED = Words(
    "Canvass has heard from Google",
    "You can close this tab. What came of it stands in the terminal that you came from.",
)


@dataclass
class Officer:
    """How whoever consents is spoken to: told something, asked yes or no, and sent to a page."""

    tell: Callable[[str], object]
    agrees: Callable[[str], bool]
    show: Callable[[str], object]


@dataclass
class _Outcome:
    """What came back while the browser was waiting for its page."""

    given: Given | None = None
    fault: str = ""


def consent(folder: Path, officer: Officer, *, port: int, seconds: float) -> str:
    """Get the organisation's consent, and keep its token. Returns what came of it, in words.

    Whatever can be wrong beforehand is said beforehand, as a Refusal; so is what is wrong with the consent. Nothing is
    written but a token that can be used, after somebody agreed that the account is the right one.
    """
    client = Client()
    _refuse_without_client(client)
    place = token_place.find(client, folder)
    if client.google_refresh_token.get_secret_value() and not officer.agrees(
        "There is a consent already. The new one takes its place. Go on?"
    ):
        raise Refusal("Nothing was asked, and nothing was written: the consent that is there stays.")
    given = _given(client, officer, port=port, seconds=seconds)
    discreet_logs.put_in_place([given.refresh_token, given.access_token])
    _refuse_what_is_of_no_use(given)
    _refuse_another_account(consenting.whose(given, client), officer)
    place.put(given.refresh_token)
    if given.consent.lasts is not None:
        officer.tell(IN_TESTING.format(days=max(1, given.consent.lasts // timedelta(days=1))))
    return f"The consent is kept in {place.file.name}, which only this account can read. Next: canvass doctor"


def _refuse_without_client(client: Client) -> None:
    there = {"ID": client.google_client_id, "SECRET": client.google_client_secret.get_secret_value()}
    missing = [f"CANVASS_GOOGLE_CLIENT_{name}" for name, said in there.items() if not said]
    if missing:
        raise Refusal(
            f"{' and '.join(missing)} must be there first, since Google has to know who asks. docs/install.md says "
            "where both come from; put them into .env, and come back: canvass consent"
        )


def _given(client: Client, officer: Officer, *, port: int, seconds: float) -> Given:
    """Send an officer to the page of consent, and wait for what comes back."""
    outcome = _Outcome()
    try:
        with listening(port) as loopback:
            asked = consenting.ask(client, back=loopback.address)

            def receive(heard: Heard) -> Words:
                _take(outcome, asked, heard)
                return RECEIVED

            loopback.expect(asked.state, receive)
            officer.show(asked.page)
            came = loopback.wait(seconds=seconds)
    except ConsentFault as fault:
        raise Refusal(str(fault)) from None
    if not came:
        raise Refusal(
            f"Nothing came back from Google in {round(seconds / 60)} minutes. Nothing was written. Was the tab closed, "
            "or is the browser on another machine, without a tunnel to this one? docs/install.md shows one. Begin "
            "anew: canvass consent"
        )
    if outcome.given is None:
        raise Refusal(outcome.fault)
    return outcome.given


def _take(outcome: _Outcome, asked: consenting.Asked, heard: Heard) -> None:
    if heard.refusal or not heard.code:
        outcome.fault = DENIED
        return
    try:
        outcome.given = consenting.exchange(asked, heard.code)
    except ConsentFault as fault:
        outcome.fault = str(fault)


def _refuse_what_is_of_no_use(given: Given) -> None:
    if given.consent.lacks:
        raise Refusal(TOO_LITTLE)
    if given.consent.beyond:
        raise Refusal(
            f"The consent allows more than Canvass needs: {', '.join(given.consent.beyond)}. Nothing was written. It "
            "was given to this OAuth client before, for something else. Make a client for Canvass alone, and begin "
            "anew: canvass consent"
        )
    if not given.refresh_token:
        raise Refusal(NOT_LASTING)


def _refuse_another_account(account: str, officer: Officer) -> None:
    if not account:
        officer.tell(
            "Which account it was can't be seen: Drive didn't say. Is the Drive API enabled in the project? Look at "
            "the corner of Google's page: it has to be the organisation's account."
        )
    known = f"That was {account}. " if account else ""
    if not officer.agrees(f"{known}Is it the organisation's account?"):
        raise Refusal(
            "Nothing was written. Take the access away again at https://myaccount.google.com/connections, signed in as "
            "that account. Then sign in as the organisation, and begin anew: canvass consent"
        )
