"""`canvass consent`: an officer agrees at Google once, and the token is kept where it is read, and shown nowhere."""

from __future__ import annotations

import logging
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import pytest
import requests

from flows.duties.setting_up import consenting, token_place
from flows.secretary import Refusal
from integrations import settings as installation
from integrations.google import auth, drive
from integrations.google.consenting import Client
from integrations.google.loopback import listening
from integrations.sandbox.google_state import DRIVE_FILE, OWNER, google
from integrations.sandbox.server import Sandbox
from tests.flows.ballots import START
from tests.flows.terminal import canvass, refused

MINE, THEIRS = OWNER["emailAddress"], "ada@example.org"
CLIENT, SECRET = "client-of-canvass", "hush-client-secret"
FORMS = "https://www.googleapis.com/auth/forms.body"

Act = Callable[[requests.Session, str], object]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Google, with one OAuth client that it knows."""
    with Sandbox(at=START) as served:
        google(served.world).update(clients={CLIENT: SECRET}, accounts=[MINE, THEIRS])
        yield served


def settings(sandbox: Sandbox, **changes: str) -> dict[str, str]:
    """What has to stand in the settings before somebody consents."""
    return {
        "CANVASS_GOOGLE_ROOT": f"{sandbox.url}/google",
        "CANVASS_GOOGLE_CONSENT_URI": f"{sandbox.url}/google/o/oauth2/v2/auth",
        "CANVASS_GOOGLE_TOKEN_URI": f"{sandbox.url}/google/token",
        "CANVASS_GOOGLE_CLIENT_ID": CLIENT,
        "CANVASS_GOOGLE_CLIENT_SECRET": SECRET,
    } | changes


def env(sandbox: Sandbox, more: str = "", **changes: str) -> Path:
    """A settings file that only its owner can read."""
    file = Path(".env")
    told = settings(sandbox, **changes)
    file.write_text("".join(f"{name}={said}\n" for name, said in told.items()) + more, encoding="utf-8")
    file.chmod(0o600)
    return file


def answering(answer: str = "allow", *, account: str = MINE, tick: bool = True) -> Act:
    """What somebody does on Google's page: choose an account, tick, and press a button."""

    def act(browser: requests.Session, page: str) -> requests.Response:
        scopes = parse_qs(urlsplit(page).query)["scope"][0].split() if tick else []
        assert browser.get(page, timeout=10).ok
        return browser.post(page, data={"account": account, "answer": answer, "scope": scopes}, timeout=10)

    return act


@dataclass
class Person:
    """An officer at the terminal with a browser beside it, who does what the test says."""

    act: Act
    replies: list[bool] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    saw: list[requests.Response] = field(default_factory=list)
    browsing: threading.Thread | None = None

    def agrees(self, asked: str) -> bool:
        """Yes, unless the test says something else."""
        self.told.append(asked)
        return self.replies.pop(0) if self.replies else True

    def show(self, page: str) -> None:
        """Open the page, as a browser does: beside what goes on in the terminal."""
        self.told.append(page)
        self.browsing = threading.Thread(target=self._browse, args=(page,))
        self.browsing.start()

    def _browse(self, page: str) -> None:
        with requests.Session() as browser:
            seen = self.act(browser, page)
            if isinstance(seen, requests.Response):
                self.saw.append(seen)


def consent(person: Person, *, seconds: float = 20) -> str:
    """What comes of it in this folder."""
    officer = consenting.Officer(tell=person.told.append, agrees=person.agrees, show=person.show)
    try:
        return consenting.consent(Path(), officer, port=0, seconds=seconds)
    finally:
        if person.browsing:
            person.browsing.join()


def letter(person: Person, *, seconds: float = 20) -> str:
    """The letter that it ends with, where nothing may have been written."""
    before = Path(".env").read_bytes()
    with pytest.raises(Refusal) as refusal:
        consent(person, seconds=seconds)
    assert Path(".env").read_bytes() == before
    assert not list(Path().glob(".env-*"))
    return str(refusal.value)


def kept() -> str:
    """The token that stands in the settings file."""
    return Client().google_refresh_token.get_secret_value()


# ── what comes of a consent ────────────────────────────────────────────────────────────────────────


def test_a_consent_is_kept_and_opens_the_organisations_files(sandbox: Sandbox) -> None:
    """The token goes into .env, which stays its owner's alone; no other line changes, and Canvass gets in by it."""
    file = env(sandbox, "# mine: keep\n# CANVASS_GOOGLE_REFRESH_TOKEN=\nexport OTHER='as it was'\n")
    before = file.read_text()
    person = Person(answering())
    assert "kept in .env" in consent(person)
    token = kept()
    assert token in google(sandbox.world)["refresh_tokens"]
    assert file.read_text() == before.replace(
        "# CANVASS_GOOGLE_REFRESH_TOKEN=", f"CANVASS_GOOGLE_REFRESH_TOKEN={token}"
    )
    assert file.stat().st_mode & 0o777 == 0o600
    assert any(MINE in told and "organisation's account?" in told for told in person.told)
    rest = ("members_book", "mailchimp_api_key", "mailchimp_list", "mail_from_name", "mail_reply_to")
    found = installation.load(**dict.fromkeys(rest, "unused"))
    assert drive.find(auth.connect(found), "nothing") == []


def test_what_is_asked_of_google_is_the_least_that_does(sandbox: Sandbox) -> None:
    """One scope, for offline access, with state and PKCE, and a way back to this machine alone."""
    env(sandbox)
    person = Person(answering("deny"))
    letter(person)
    asked = {name: said[0] for name, said in parse_qs(urlsplit(person.told[0]).query).items()}
    assert asked["scope"] == auth.SCOPE == DRIVE_FILE
    assert (asked["access_type"], asked["prompt"], asked["code_challenge_method"]) == ("offline", "consent", "S256")
    assert len(asked["state"]) > 20
    assert urlsplit(asked["redirect_uri"]).hostname == "127.0.0.1"
    assert "client_secret" not in asked


def test_the_browser_ends_on_a_plain_page(sandbox: Sandbox) -> None:
    """It says that the tab can be closed, in a page that loads nothing and is kept nowhere."""
    env(sandbox)
    person = Person(answering())
    consent(person)
    (page,) = person.saw
    assert "You can close this tab" in page.text
    assert kept() not in page.text
    assert '<html lang="en">' in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_neither_token_nor_secret_is_logged(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    """Not even where everything is to be logged: the libraries that would quote answers keep quiet."""
    env(sandbox)
    caplog.set_level(logging.DEBUG)
    person = Person(answering())
    said = consent(person)
    state = google(sandbox.world)
    secrets = {kept(), SECRET, *state["refresh_tokens"], *state["tokens"]}
    heard = caplog.text + said + "".join(person.told)
    assert not [one for one in secrets if one in heard]


# ── what can go wrong ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (answering("deny"), "answered with No"),
        (answering(tick=False), "box about the files"),
    ],
    ids=["denied", "unticked"],
)
def test_without_a_whole_consent_nothing_is_written(sandbox: Sandbox, act: Act, says: str) -> None:
    """A No, or a box without a tick, ends in a letter that says so and what to do."""
    env(sandbox)
    said = letter(Person(act))
    assert says in said
    assert "canvass consent" in said


def test_another_account_is_seen_and_left_alone(sandbox: Sandbox) -> None:
    """The account's address is shown before anything is written; No leaves everything as it was."""
    env(sandbox)
    person = Person(answering(account=THEIRS), replies=[False])
    said = letter(person)
    assert "myaccount.google.com/connections" in said
    assert any(f"That was {THEIRS}." in told for told in person.told)


def test_where_drive_doesnt_say_whose_account_it_is_a_person_has_to(sandbox: Sandbox) -> None:
    """An API that isn't enabled, for instance, is no reason to guess."""
    env(sandbox)
    sandbox.faults.plan("empty body", "GET /drive/v3/about")
    person = Person(answering(), replies=[False])
    letter(person)
    assert any("can't be seen" in told for told in person.told)


def test_more_than_was_asked_for_is_not_kept(sandbox: Sandbox) -> None:
    """A client that once got more would get it again; the letter names what, and nothing is written."""
    env(sandbox)

    def allow_more(browser: requests.Session, page: str) -> requests.Response:
        parts = urlsplit(page)
        asked = {name: said[0] for name, said in parse_qs(parts.query).items()}
        asked["scope"] += f" {FORMS}"
        return answering()(browser, urlunsplit(parts._replace(query=urlencode(asked))))  # type: ignore[return-value]

    assert "forms.body" in letter(Person(allow_more))


def test_without_a_lasting_token_nothing_is_written(sandbox: Sandbox) -> None:
    """Access for an hour is of no use to a program that has to work at night."""
    env(sandbox)

    def online(browser: requests.Session, page: str) -> requests.Response:
        return answering()(browser, page.replace("access_type=offline", "access_type=online"))  # type: ignore[return-value]

    assert "no refresh token" in letter(Person(online))


def test_a_consent_that_ends_in_a_week_is_kept_and_said(sandbox: Sandbox) -> None:
    """So it is while the consent screen is in testing; whoever consents hears it at once, and what to do."""
    env(sandbox)
    google(sandbox.world)["consent"] = {"scope": DRIVE_FILE, "ends_in": 7 * 24 * 3600}
    person = Person(answering())
    consent(person)
    assert any("in 7 days" in told and "Publish" in told for told in person.told)
    assert kept()


@pytest.mark.parametrize("secret", ["wrong", " "])
def test_a_wrong_secret_is_told_as_such(sandbox: Sandbox, secret: str) -> None:
    """The letter says where both halves of the client are, and repeats neither."""
    env(sandbox, CANVASS_GOOGLE_CLIENT_SECRET=f"'{secret}'")
    said = letter(Person(answering()))
    assert "Google Auth Platform, Clients" in said
    assert CLIENT not in said


@pytest.mark.parametrize("kind", ["timeout before", "5xx", "401"])
def test_a_bad_day_at_google_ends_in_a_letter(sandbox: Sandbox, kind: str) -> None:
    """Nothing is written, and nothing of the consent is quoted."""
    env(sandbox)
    sandbox.faults.plan(kind, "POST /token")  # type: ignore[arg-type]
    said = letter(Person(answering()))
    assert "Nothing was written" in said
    assert "code=" not in said


def test_nobody_is_waited_for_for_ever(sandbox: Sandbox) -> None:
    """Whoever closes the tab, or has the browser elsewhere, hears what may have been the matter."""
    env(sandbox)
    assert "Was the tab closed" in letter(Person(lambda *_: None), seconds=0.3)


def test_an_answer_to_something_else_is_turned_away(sandbox: Sandbox) -> None:
    """An older page, a guess, or a look for an icon ends nothing; the right answer is taken once."""
    env(sandbox)
    seen: list[int] = []

    def act(browser: requests.Session, page: str) -> requests.Response:
        back = parse_qs(urlsplit(page).query)["redirect_uri"][0]
        strays = ("favicon.ico", "", "?code=guess&state=guess", "?error=access_denied")
        seen.extend(browser.get(back + stray, timeout=10).status_code for stray in strays)
        whole = answering()(browser, page)
        assert isinstance(whole, requests.Response)
        with suppress(requests.RequestException):  # it may be gone already
            seen.append(browser.get(whole.url, timeout=10).status_code)
        return whole

    consent(Person(act))
    assert seen[:4] == [404, 404, 400, 400]
    assert 200 not in seen
    assert kept()


def test_an_unencrypted_token_address_is_for_this_machine_only(sandbox: Sandbox) -> None:
    """Secrets never go over the wire in the clear, whatever the settings say; the switch for it is off afterwards."""
    env(sandbox, CANVASS_GOOGLE_TOKEN_URI="http://token.example.org/token")
    assert "https://" in letter(Person(answering()))
    assert "OAUTHLIB_INSECURE_TRANSPORT" not in os.environ


# ── where the token goes ───────────────────────────────────────────────────────────────────────────


def test_a_token_that_is_there_is_replaced_only_with_a_word(sandbox: Sandbox) -> None:
    """No: nothing is even asked at Google. Yes: the line changes, and a second one of the same name goes."""
    file = env(sandbox, "CANVASS_GOOGLE_REFRESH_TOKEN=old\nLAST=1\nCANVASS_GOOGLE_REFRESH_TOKEN=older")
    person = Person(answering(), replies=[False])
    assert "stays" in letter(person)
    assert sandbox.world.calls == []
    consent(Person(answering()))
    assert kept() in google(sandbox.world)["refresh_tokens"]
    assert file.read_text().count("REFRESH_TOKEN") == 1
    assert file.read_text().endswith("LAST=1\n")


def test_a_token_in_a_file_of_its_own_is_written_there(sandbox: Sandbox, tmp_path: Path) -> None:
    """Where CANVASS_GOOGLE_REFRESH_TOKEN_FILE names one, .env stays as it is."""
    place = tmp_path / "token"
    place.write_text("old\n")
    place.chmod(0o600)
    file = env(sandbox, f"CANVASS_GOOGLE_REFRESH_TOKEN_FILE={place}\n")
    before = file.read_bytes()
    assert "kept in token" in consent(Person(answering()))
    assert place.read_text().strip() in google(sandbox.world)["refresh_tokens"]
    assert place.stat().st_mode & 0o777 == 0o600
    assert file.read_bytes() == before


def test_where_the_token_couldnt_be_put_nothing_is_asked(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings file, a token in the environment, a client that is missing: each is said before the browser opens."""
    for name, said in settings(sandbox).items():
        monkeypatch.setenv(name, said)
    officer = consenting.Officer(tell=print, agrees=lambda _: True, show=pytest.fail)
    with pytest.raises(Refusal, match="canvass init"):
        consenting.consent(Path(), officer, port=0, seconds=1)
    file = env(sandbox)
    monkeypatch.setenv(token_place.SETTING, "from the environment")
    with pytest.raises(Refusal, match="environment"):
        consenting.consent(Path(), officer, port=0, seconds=1)
    monkeypatch.delenv(token_place.SETTING)
    monkeypatch.setenv("CANVASS_GOOGLE_CLIENT_SECRET", "")
    file.write_text("")
    with pytest.raises(Refusal, match="CANVASS_GOOGLE_CLIENT_SECRET must be there"):
        consenting.consent(Path(), officer, port=0, seconds=1)


def test_what_breaks_while_writing_leaves_the_old_file(sandbox: Sandbox) -> None:
    """The settings file is whole before and whole after, and nothing lies beside it."""
    file = env(sandbox)
    before = file.read_bytes()
    with pytest.raises(UnicodeEncodeError):
        token_place.find(Client(), Path()).put("what no file can hold: \udcff")
    assert file.read_bytes() == before
    assert [one.name for one in Path().iterdir()] == [".env"]


def test_a_settings_file_that_is_a_link_stays_one(sandbox: Sandbox, tmp_path: Path) -> None:
    """The token goes into the file that it leads to."""
    (tmp_path / "elsewhere").mkdir()
    real = tmp_path / "elsewhere" / "canvass.env"
    env(sandbox).rename(real)
    Path(".env").symlink_to(real)
    consent(Person(answering()))
    assert Path(".env").is_symlink()
    assert "CANVASS_GOOGLE_REFRESH_TOKEN=" in real.read_text()


# ── at the terminal ────────────────────────────────────────────────────────────────────────────────

BROWSER = """
import sys, requests
from urllib.parse import parse_qs, urlsplit
page = sys.argv[1]
said = {"account": "elections@example.org", "answer": "allow", "scope": parse_qs(urlsplit(page).query)["scope"]}
requests.post(page, data=said, timeout=10)
"""


def test_it_is_done_at_a_terminal(sandbox: Sandbox, tmp_path: Path) -> None:
    """With the browser that opens, and an answer to the one question; the token isn't on the screen."""
    env(sandbox)
    (tmp_path / "browser.py").write_text(BROWSER)
    browser = {"BROWSER": f"{sys.executable} {tmp_path / 'browser.py'} %s &", "PYTHONWARNINGS": "default"}
    ended = canvass("consent", "--port", "0", settings=browser, answer="y\n")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert f"That was {MINE}. Is it the organisation's account?" in ended.stdout
    assert "canvass doctor" in ended.stdout
    assert kept()
    assert kept() not in ended.stdout + ended.stderr
    again = canvass("consent", "--port", "0", "--yes", settings=browser)
    assert again.returncode == 0, again.stdout + again.stderr
    assert "There is a consent already." in again.stdout


def test_without_a_browser_the_address_is_printed(sandbox: Sandbox) -> None:
    """A taken port ends in a letter that names another one."""
    env(sandbox)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"--port {int(port) + 1}" in refused(canvass("consent", "--port", port, "--no-browser", settings={}))
    with listening(0) as free:
        assert free.address.startswith("http://127.0.0.1:")
