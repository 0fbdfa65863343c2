"""Settings: everything missing is named at once, and what is secret is never shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from integrations.settings import Place, Settings, SettingsFault, load, secrets_of

GIVEN = {
    "google_client_id": "client",
    "google_client_secret": "hush-client-secret",
    "google_refresh_token": "hush-refresh-token",
    "members_book": "book",
    "mailchimp_api_key": "hush-api-key-us1",
    "mailchimp_list": "list",
    "mail_from_name": "Riverbend Progressives",
    "mail_reply_to": "votes@example.org",
}
NEEDED = sorted(GIVEN)
SECRET = ("google_client_secret", "google_refresh_token", "mailchimp_api_key")


def _set(monkeypatch: pytest.MonkeyPatch, **different: str) -> None:
    for name, value in {**GIVEN, **different}.items():
        monkeypatch.setenv(f"CANVASS_{name.upper()}", value)


def test_everything_missing_is_named_at_once() -> None:
    """One letter with every missing setting, what it is, and where an example stands – not one error a try."""
    with pytest.raises(SettingsFault) as fault:
        load()
    letter = str(fault.value)
    for name in NEEDED:
        assert f"  CANVASS_{name.upper()}: " in letter
    assert letter.count("CANVASS_") == len(NEEDED)
    assert "OAuth client of the organisation's own Google account" in letter
    assert "docs/install.md" in letter


@pytest.mark.parametrize("missing", NEEDED)
def test_one_missing_setting_is_named_alone(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    """What is there isn't complained about."""
    _set(monkeypatch)
    monkeypatch.delenv(f"CANVASS_{missing.upper()}")
    with pytest.raises(SettingsFault) as fault:
        load()
    assert [line.split(":")[0].strip() for line in str(fault.value).splitlines()[1:-1]] == [
        f"CANVASS_{missing.upper()}"
    ]


def test_a_setting_that_cant_be_used_is_named_with_the_missing_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """A number that is no number stands in the same letter, without the value."""
    _set(monkeypatch, read_retries="hush-many")
    monkeypatch.delenv("CANVASS_MAILCHIMP_LIST")
    with pytest.raises(SettingsFault) as fault:
        load()
    assert "CANVASS_READ_RETRIES: how often a failed read is repeated" in str(fault.value)
    assert "CANVASS_MAILCHIMP_LIST" in str(fault.value)
    assert "hush" not in str(fault.value)


def test_settings_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the usual places where nothing is said."""
    _set(monkeypatch)
    found = load()
    assert found.mailchimp_list == "list"
    assert (found.keys, found.packs, found.charter) == (Path("keys"), Path("packs"), "jp_progressives")
    assert found.database_url == "sqlite:///canvass.db"
    assert (found.google_root, found.mailchimp_root, found.clock) == ("", "", "")


def test_settings_are_read_from_a_file(tmp_path: Path) -> None:
    """A file named .env in the folder, for those who set no environment variables. What else stands there is fine."""
    lines = [f"CANVASS_{name.upper()}={value}" for name, value in GIVEN.items()]
    (tmp_path / ".env").write_text("\n".join([*lines, "SOMETHING_ELSE=1"]), encoding="utf-8")
    (tmp_path / ".env").chmod(0o600)
    assert load().members_book == "book"


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """So that a single run can be told something else."""
    _set(monkeypatch)
    (tmp_path / ".env").write_text("CANVASS_MEMBERS_BOOK=from-the-file\n", encoding="utf-8")
    (tmp_path / ".env").chmod(0o600)
    assert load().members_book == "book"


@pytest.mark.parametrize(
    "show", [repr, str, lambda found: repr(found.model_dump()), lambda found: found.model_dump_json()]
)
def test_no_secret_is_ever_shown(monkeypatch: pytest.MonkeyPatch, show: object) -> None:
    """However settings are written down, passwords and keys aren't in it."""
    _set(monkeypatch)
    assert "hush" not in show(load())  # type: ignore[operator]


@pytest.mark.parametrize("name", SECRET)
def test_what_is_secret_has_to_be_asked_for(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Only whoever asks for the secret's value gets it."""
    _set(monkeypatch)
    value = getattr(load(), name)
    assert isinstance(value, SecretStr)
    assert value.get_secret_value() == GIVEN[name]


def test_every_setting_says_what_it_is_for() -> None:
    """The letter quotes these words, and so does the documentation."""
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert not field.description.endswith("."), "it stands in the middle of a line"


def test_settings_cant_be_changed_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a run began with it ends with."""
    _set(monkeypatch)
    found = load()
    with pytest.raises(ValidationError):
        found.charter = "another"  # type: ignore[misc]  # mypy sees it, too


def test_the_workbook_is_where_google_or_its_stand_in_shows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters of a rehearsal lead to the rehearsal's own workbook."""
    _set(monkeypatch)
    assert load().workbook_address == "https://docs.google.com/spreadsheets/d/book"
    found = load(google_root="http://127.0.0.1:8460/google")
    assert found.workbook_address == "http://127.0.0.1:8460/sheets/book"


# ── secrets in files of their own ──────────────────────────────────────────────────────────────────


def _secret_file(folder: Path, value: str = "hush-from-a-file-us1\n", *, mode: int = 0o600) -> str:
    file = folder / "secret"
    file.write_text(value, encoding="utf-8")
    file.chmod(mode)
    return str(file)


@pytest.mark.parametrize("name", [*SECRET, "fec_key", "dashboard_password"])
@pytest.mark.parametrize("where", ["environment", ".env"])
def test_a_secret_may_lie_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, where: str) -> None:
    """As containers and systemd hand secrets over: the setting with _FILE names the file, without its last line end."""
    _set(monkeypatch)
    monkeypatch.delenv(f"CANVASS_{name.upper()}", raising=False)
    line = (f"CANVASS_{name.upper()}_FILE", _secret_file(tmp_path))
    if where == "environment":
        monkeypatch.setenv(*line)
    else:
        (tmp_path / ".env").write_text("=".join(line), encoding="utf-8")
        (tmp_path / ".env").chmod(0o600)
    found = load()
    assert getattr(found, name).get_secret_value() == "hush-from-a-file-us1"
    assert "hush-from-a-file-us1" in secrets_of(found)


def test_the_databases_address_may_lie_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It may hold a password; that alone is what nobody may say."""
    address = "postgresql+psycopg://canvass:hush-password@127.0.0.1/canvass"
    monkeypatch.setenv("CANVASS_DATABASE_URL_FILE", _secret_file(tmp_path, address))
    assert Place().database_url == address
    assert secrets_of(Place()) == ("hush-password",)
    assert "hush" not in repr(Place())


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666, 0o610])
def test_a_secret_that_others_could_read_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mode: int) -> None:
    """Also where only a group could, or could change it. The letter says how to close it, and not what is in it."""
    _set(monkeypatch)
    monkeypatch.delenv("CANVASS_MAILCHIMP_API_KEY")
    monkeypatch.setenv("CANVASS_MAILCHIMP_API_KEY_FILE", _secret_file(tmp_path, mode=mode))
    with pytest.raises(SettingsFault, match=rf"mode {mode:o}.*chmod 600 .*secret") as fault:
        load()
    assert "hush" not in str(fault.value)


def test_a_env_that_others_could_read_is_refused(tmp_path: Path) -> None:
    """It holds every secret there is."""
    (tmp_path / ".env").write_text("CANVASS_MAILCHIMP_API_KEY=hush\n", encoding="utf-8")
    (tmp_path / ".env").chmod(0o644)
    for settings in (load, Place):
        with pytest.raises(SettingsFault, match=r"\.env, and it is for secrets \(mode 644\)\. .*chmod 600 \.env"):
            settings()
    (tmp_path / ".env").chmod(0o600)
    assert Place().keys == Path("keys")


def test_systemd_keeps_others_from_what_it_hands_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A credential of a service may look open to its group, since systemd closes it otherwise."""
    _set(monkeypatch)
    monkeypatch.delenv("CANVASS_MAILCHIMP_API_KEY")
    monkeypatch.setenv("CANVASS_MAILCHIMP_API_KEY_FILE", _secret_file(tmp_path, mode=0o440))
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert load().mailchimp_api_key.get_secret_value() == "hush-from-a-file-us1"


@pytest.mark.parametrize("slip", ["missing", "twice", "no text"])
def test_a_slip_with_a_secrets_file_gets_a_letter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, slip: str) -> None:
    """A file that isn't there, a secret that is said twice, bytes that are no text."""
    _set(monkeypatch)
    file = Path(_secret_file(tmp_path))
    monkeypatch.setenv("CANVASS_MAILCHIMP_API_KEY_FILE", str(file))
    if slip != "twice":
        monkeypatch.delenv("CANVASS_MAILCHIMP_API_KEY")
    if slip == "missing":
        file.unlink()
    if slip == "no text":
        file.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(SettingsFault, match=r"isn't there|both set|can't be read") as fault:
        load()
    assert "CANVASS_MAILCHIMP_API_KEY_FILE" in str(fault.value)
    assert "hush" not in str(fault.value)
