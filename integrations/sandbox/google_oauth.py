"""The stand-in for Google's consent: the page where an account agrees, and the place where tokens are given out."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from google.auth import jwt
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from integrations.sandbox import pages
from integrations.sandbox.google_state import CONSENT, OWNER, REVOKED, TOKEN, google, new_digest
from integrations.sandbox.world import World

CONSENTING, TOKENS = "/o/oauth2/v2/auth", "/token"
PLACES = (CONSENTING, TOKENS)

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LONGEST_SECONDS = 3600
"""How long the word of a service account may be good for."""

NEEDED = {"client_id", "redirect_uri", "response_type", "scope", "state", "code_challenge", "code_challenge_method"}
KNOWN = NEEDED | {"access_type", "prompt"}
FIXED = {"response_type": {"code"}, "code_challenge_method": {"S256"}, "prompt": {"consent"}}
"""What a request for consent has to say, where it can say only one thing."""

Form = Mapping[str, str]


class Unfit(Exception):
    """A request that OAuth turns down: its own word for why, and Google's words."""

    def __init__(self, word: str, words: str, *, status: int = 400) -> None:
        super().__init__(words)
        self.word, self.status = word, status


def as_json(content: Any, *, status: int = 200) -> Response:
    """An answer in Google's kind of JSON."""
    return Response(
        json.dumps(content, ensure_ascii=False, separators=(",", ":")),
        status_code=status,
        media_type="application/json; charset=UTF-8",
    )


def answered(world: World, request: Request, *, path: str, body: str) -> Response:
    """The page of consent, what becomes of it, or a token."""
    if path == TOKENS:
        try:
            return as_json(_token(world, _read(body), audience=str(request.url)))
        except Unfit as fault:
            return as_json({"error": fault.word, "error_description": str(fault)}, status=fault.status)
    asked = _read(request.url.query)
    try:
        _check_asked(world, asked)
    except Unfit as fault:  # Google shows it to whoever is there, and tells the program nothing
        words = f"Error {fault.status}: {fault.word}. {fault}"
        return HTMLResponse(pages.render("message.html", title="Access blocked", said=words), status_code=fault.status)
    if request.method == "POST":
        return _consented(world, asked, parse_qs(body))
    known = google(world).get("accounts", [OWNER["emailAddress"]])
    page = pages.render("consent.html", title="Google asks", accounts=known, scopes=asked["scope"].split())
    return HTMLResponse(page)


def _read(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query, keep_blank_values=True).items()}


def _check_asked(world: World, asked: Form) -> None:
    if not NEEDED <= asked.keys() <= KNOWN:
        odd = sorted(asked.keys() ^ NEEDED - (KNOWN - NEEDED))
        raise Unfit("invalid_request", f"Missing or unknown parameter: {', '.join(odd)}.")
    for name, said in FIXED.items():
        if name in asked and asked[name] not in said:
            raise Unfit("invalid_request", f"Invalid value for {name}.")
    if asked.get("access_type", "online") not in {"online", "offline"}:
        raise Unfit("invalid_request", "Invalid value for access_type.")
    _check_client(world, asked["client_id"])
    place = urlsplit(asked["redirect_uri"])
    if place.scheme != "http" or place.hostname not in {"127.0.0.1", "::1", "localhost"} or place.query:
        raise Unfit("redirect_uri_mismatch", "A desktop client is answered on its own machine only.")


def _check_client(world: World, client: str, secret: str | None = None) -> None:
    """Where the world names clients it has to be one of them, with its own secret; otherwise any will do."""
    known = google(world).get("clients")
    if not client or (known is not None and (client not in known or secret not in {None, known[client]})):
        raise Unfit("invalid_client", "The OAuth client was not found.", status=401)


def _consented(world: World, asked: Form, said: Mapping[str, list[str]]) -> Response:
    state, back = google(world), {"state": asked["state"]}
    account, granted = said.get("account", [""])[0], said.get("scope", [])
    if account not in state.get("accounts", [OWNER["emailAddress"]]) or not set(granted) <= set(asked["scope"].split()):
        return HTMLResponse("There is no such account or box on this page.", status_code=400)
    if said.get("answer") == ["allow"]:
        code = new_digest(world, "code").hex()
        kept = {"address": account, "scopes": " ".join(granted), **asked}
        state.setdefault("codes", {})[code] = kept
        back |= {"code": code, "scope": " ".join(granted)}
    else:
        back["error"] = "access_denied"
    return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(back)}", status_code=302)


# ── tokens ─────────────────────────────────────────────────────────────────────────────────────────


def _token(world: World, form: Form, *, audience: str) -> dict[str, Any]:
    kind = form.get("grant_type", "")
    if kind == JWT_BEARER:
        return _for_service_account(world, form, audience=audience)
    grant = GRANTS.get(kind)
    if grant is None or not all(form.get(name) for name in ("client_id", "client_secret")):
        raise Unfit("invalid_request", "Missing required parameter, or a grant that the sandbox doesn't know.")
    _check_client(world, form["client_id"], form["client_secret"])
    return grant(world, form)


def _renewed(world: World, form: Form) -> dict[str, Any]:
    """A new access token for a refresh token. Any will do; one that was given out here is good for what was agreed to.

    `world.google["consent"]` says what was consented to, and for how many seconds more, if Google would name an end.
    """
    if not form.get("refresh_token"):
        raise Unfit("invalid_request", "Missing required parameter: refresh_token.")
    if form["refresh_token"] == REVOKED:
        raise Unfit("invalid_grant", "Token has been expired or revoked.")
    state = google(world)
    consent = state.get("consent", CONSENT)
    kept = state.get("refresh_tokens", {}).get(form["refresh_token"])
    given = kept["scopes"] if kept else consent["scope"]
    asked = form.get("scope", given)
    if not set(asked.split()) <= set(given.split()):
        raise Unfit("invalid_scope", "Some requested scopes cannot be shown.")
    token = _access(world, kept["address"], asked) if kept else TOKEN
    return _told(token, asked) | _ends(world)


def _exchanged(world: World, form: Form) -> dict[str, Any]:
    """Tokens for a code that the page gave: once, to the client it was made for, and to whoever knows the verifier."""
    if form.keys() - {"grant_type", "client_id", "client_secret", "code", "code_verifier", "redirect_uri"}:
        raise Unfit("invalid_request", "The sandbox doesn't know one of these parameters.")
    asked = google(world).get("codes", {}).pop(form.get("code", ""), None)
    if asked is None or asked["client_id"] != form["client_id"]:
        raise Unfit("invalid_grant", "Malformed auth code, or one that was used before.")
    if asked["redirect_uri"] != form.get("redirect_uri"):
        raise Unfit("redirect_uri_mismatch", "Bad Request")
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    if base64.urlsafe_b64encode(digest).decode().rstrip("=") != asked["code_challenge"]:
        raise Unfit("invalid_grant", "Invalid code verifier.")
    told = _told(_access(world, asked["address"], asked["scopes"]), asked["scopes"])
    if asked.get("access_type") != "offline":
        return told
    refresh = f"1//{new_digest(world, 'refresh').hex()}"
    kept = {name: asked[name] for name in ("address", "scopes")}
    google(world).setdefault("refresh_tokens", {})[refresh] = kept
    return told | {"refresh_token": refresh} | _ends(world)


def _for_service_account(world: World, form: Form, *, audience: str) -> dict[str, Any]:
    """A token for whoever signs with a key of the service account, of which the world has the public half."""
    if form.keys() != {"grant_type", "assertion"}:
        raise Unfit("invalid_request", "Missing or unknown parameter.")
    try:
        account = str(_decoded(form["assertion"], verify=False).get("iss", ""))
        certs = google(world).get("service_accounts", {}).get(account, {"none": ""})
        said = _decoded(form["assertion"], certs=certs, audience=audience)
    except ValueError:
        raise Unfit("invalid_grant", "Invalid JWT Signature.") from None
    if said["exp"] - said["iat"] > LONGEST_SECONDS or not said.get("scope"):
        raise Unfit("invalid_grant", "Invalid JWT: Token must be short-lived (60 minutes), and name a scope.")
    told = _told(_access(world, account, said["scope"]), said["scope"])
    del told["scope"]
    return told


def _decoded(assertion: str, **how: Any) -> dict[str, Any]:
    """What was signed. Google's own library checks signature, audience and times; ValueError where they don't fit."""
    said: dict[str, Any] = jwt.decode(assertion, **how)  # type: ignore[no-untyped-call]  # google-auth has no types
    return said


GRANTS: dict[str, Callable[[World, Form], dict[str, Any]]] = {
    "refresh_token": _renewed,
    "authorization_code": _exchanged,
}


def _access(world: World, address: str, scopes: str) -> str:
    token = new_digest(world, "access").hex()
    google(world).setdefault("tokens", {})[token] = {"address": address, "scopes": scopes}
    return token


def _told(token: str, scopes: str) -> dict[str, Any]:
    return {"access_token": token, "expires_in": 3599, "scope": scopes, "token_type": "Bearer"}


def _ends(world: World) -> dict[str, Any]:
    ends = google(world).get("consent", CONSENT)["ends_in"]
    return {} if ends is None else {"refresh_token_expires_in": ends}
