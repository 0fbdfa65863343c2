"""`canvass init`: from questions to a settings file and a charter that load, and nothing is ever written over."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from dotenv import dotenv_values
from hypothesis import given
from hypothesis import strategies as st

from core.charter import load
from flows.duties.setting_up import charter_file, founding, settings_file
from flows.duties.setting_up.questions import EVERY, NUMBERS, SETTINGS
from flows.secretary import Refusal
from integrations.settings import Settings
from tests.flows.terminal import canvass, refused

ON = date(2026, 11, 26)
KEY = f"{'0' * 32}-us1"
SAID = {
    "google_client_id": "1-x.apps.googleusercontent.com",
    "google_client_secret": "s3cret",
    "google_refresh_token": "1//tok'en",
    "mailchimp_api_key": KEY,
    "mailchimp_list": "0a1b2c3d4e",
    "mail_from_name": "Riverbend # Progressives",
    "mail_reply_to": "votes@riverbend.example.org",
}


FOR_OTHERS = {
    *("clock", "google_root", "google_consent_uri", "google_token_uri", "mailchimp_root", "ocpf_root", "fec_root"),
    *("web_root", "read_retries", "backoff_seconds"),
}
"""Settings that nobody needs who sets Canvass up: they are for rehearsals, and for whoever looks for a fault."""


def answered(start: str = "jp_progressives", **changes: str) -> dict[str, str]:
    """All answers, the organisation's name another than the bundled charter's."""
    return charter_file.usual(start) | {"name": "Riverbend Progressives", "short_name": "RBP"} | SAID | changes


@pytest.mark.parametrize("start", charter_file.bundled())
def test_the_charter_that_is_written_loads_and_its_numbers_say_where_they_come_from(tmp_path: Path, start: str) -> None:
    """Every number that was asked for has a reading that names the day, and what it was before if it was changed."""
    changes = {"membership.events_needed": "4", "voting_window.ideal_days": "12", "membership.dues_required": "yes"}
    founded = founding.found(tmp_path, start=start, answers=answered(start, **changes), on=ON)
    rules = load(str(tmp_path / founded.charter))
    assert rules.name == "Riverbend Progressives"
    assert (rules.membership.events_needed.value, rules.voting_window.ideal_days.value) == (4, 12)
    assert rules.membership.dues_required.value is True
    assert rules.membership.events_needed.reading == (
        "Events a year for a vote: decided for Riverbend Progressives when Canvass was set up, "
        f"26 November 2026; the charter {start} has {charter_file.usual(start)['membership.events_needed']}."
    )
    assert rules.membership.events_needed.clause == load(start).membership.events_needed.clause
    for one in NUMBERS:
        part: object = rules
        for name in one.name.split("."):
            part = getattr(part, name)
        assert "26 November 2026" in getattr(part, "reading", "")
    untouched = rules.model_copy(update={"name": "x"}).as_data().keys()
    assert untouched == load(start).as_data().keys()


def test_the_settings_that_are_written_load(tmp_path: Path) -> None:
    """The file is its owner's alone, says what each setting is for, and holds just what was answered."""
    founding.found(Path(), start="jp_progressives", answers=answered(), on=ON)
    env = Path(".env")
    assert env.stat().st_mode & 0o777 == 0o600
    loaded = Settings(_env_file=env, members_book="")
    assert loaded.google_refresh_token.get_secret_value() == "1//tok'en"
    assert loaded.mail_from_name == "Riverbend # Progressives"
    assert loaded.charter == "rbp.toml"
    text = env.read_text()
    for one in SETTINGS:
        assert one.about in text
    assert "# CANVASS_MEMBERS_BOOK=" in text
    named = set(re.findall(r"^(?:# )?CANVASS_(\w+)=", text, re.MULTILINE))
    unnamed = {name for name in Settings.model_fields if not {name.upper(), f"{name.upper()}_FILE"} & named}
    assert unnamed == FOR_OTHERS
    assert "# CANVASS_DATABASE_URL=sqlite:///canvass.db\n" in text
    assert "# CANVASS_DASHBOARD_PASSWORD=\n" in text


def test_services_find_the_charter_from_wherever_they_run(tmp_path: Path) -> None:
    """Settings that are written for another folder name the charter by its whole path."""
    (tmp_path / "etc").mkdir()
    founded = founding.found(tmp_path / "etc", start="jp_progressives", answers=answered(), on=ON)
    assert Settings(_env_file=founded.env, members_book="").charter == str(tmp_path / "etc" / "rbp.toml")
    assert load(founded.charter).short_name == "RBP"


@pytest.mark.parametrize("said", ["The People's Party", "A & B", "x # y", "Riverbend"])
def test_what_a_name_may_have_in_it_is_read_alike_by_systemd(said: str) -> None:
    """In single quotes systemd knows no escapes: what has an apostrophe in it stands in double ones."""
    quotes = '"' if "'" in said else "" if said.isalnum() else "'"
    assert settings_file.quoted(said) == f"{quotes}{said}{quotes}"


def test_what_stands_there_switched_off_can_be_switched_on(tmp_path: Path) -> None:
    """With every line in force the file still loads, and means the same: the usual values are the ones written."""
    key = tmp_path / "key.json"
    key.touch(0o600)
    said = answered(members_book="1AbC-d_E", google_service_account_file=str(key))
    founding.found(tmp_path, start="jp_progressives", answers=said, on=ON)
    env = tmp_path / ".env"
    before = Settings(_env_file=env)
    env.write_text(re.sub(r"^# (?=CANVASS_)", "", env.read_text(), flags=re.MULTILINE))
    assert Settings(_env_file=env) == before
    assert before.members_book == "1AbC-d_E"


def test_a_key_that_others_could_read_isnt_taken(tmp_path: Path) -> None:
    """Nor one that isn't there, nor a workbook's address for its id: whoever answers hears it at once."""
    key = tmp_path / "key.json"
    key.touch(0o644)
    for answer, says in ((str(key), "chmod 600 key.json"), (str(tmp_path / "none"), "no such file")):
        with pytest.raises(Refusal, match=says):
            founding.refuse_what_cant_be(answered(google_service_account_file=answer))
    with pytest.raises(Refusal, match="after /d/"):
        founding.refuse_what_cant_be(answered(members_book="https://docs.google.com/spreadsheets/d/1AbC/edit"))


def test_the_bundled_charter_is_taken_as_it_is_where_nothing_differs(tmp_path: Path) -> None:
    """Whoever answers as the charter has it gets no copy of it, which would miss its corrections."""
    answers = charter_file.usual("jp_progressives")
    founded = founding.found(tmp_path, start="jp_progressives", answers=answers, on=ON)
    assert founded.charter == "jp_progressives"
    assert [file.name for file in tmp_path.iterdir()] == [".env"]
    assert len(founded.lacking) == len([one for one in SETTINGS if not one.later])


@pytest.mark.parametrize("there", [".env", "rbp.toml"])
def test_nothing_is_written_over(tmp_path: Path, there: str) -> None:
    """Where one of the two files is, neither is written."""
    (tmp_path / there).write_text("mine")
    with pytest.raises(Refusal, match="isn't written over"):
        founding.found(tmp_path, start="jp_progressives", answers=answered(), on=ON)
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [(there, "mine")]


def test_everything_that_cant_be_used_is_named_at_once(tmp_path: Path) -> None:
    """Each answer with what is wrong with it, and what it is for; a charter that contradicts itself is refused too."""
    bad = answered(zone="Boston", mailchimp_api_key="abc", **{"membership.events_needed": "none"}) | {"shoe": "9"}
    with pytest.raises(Refusal) as told:
        founding.found(tmp_path, start="jp_progressives", answers=bad, on=ON)
    for word in ("zone: ", "mailchimp_api_key: ", "membership.events_needed: ", "shoe: nobody asks"):
        assert word in str(told.value)
    assert "abc" not in str(told.value)
    short = answered(**{"voting_window.minimum_days": "11", "voting_window.ideal_days": "10"})
    with pytest.raises(Refusal, match="With these answers the charter can't be used"):
        founding.found(tmp_path, start="jp_progressives", answers=short, on=ON)
    assert list(tmp_path.iterdir()) == []


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), min_size=1).map(str.strip).filter(bool)
)
def test_whatever_is_typed_comes_back_from_the_file(said: str) -> None:
    """Signs that mean something in a .env file are kept as signs."""
    text = settings_file.written({"mail_from_name": said}, charter="x")
    Path("try.env").write_text(text, encoding="utf-8")
    values = dotenv_values("try.env")
    assert values["CANVASS_MAIL_FROM_NAME"] == said


def test_it_can_be_answered_at_a_terminal(tmp_path: Path) -> None:
    """Each question says what it is for; a slip is asked again; Enter takes what is offered."""
    lines = [
        "jp_progressives",
        "Riverbend Progressives",
        "RBP",
        "Boston",
        "",
        "Riverbend",
        "4",
        *[""] * 7,
        *[""] * len(SETTINGS),
    ]
    ended = canvass("init", settings={}, answer="\n".join(lines) + "\n")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    for one in EVERY:
        assert one.about in ended.stdout
    assert "That can't be used: that is no time zone" in ended.stdout
    assert load("rbp.toml").membership.events_needed.value == 4
    assert "Still to be filled in there:" in ended.stdout
    assert "canvass doctor" in ended.stdout
    assert "isn't written over" in refused(canvass("init", settings={}))


def test_it_can_be_answered_beforehand(tmp_path: Path) -> None:
    """Without questions the answers come from options, and secrets from the environment."""
    words = [
        "init",
        "--no-questions",
        "--from",
        "make_justice_normal",
        "--answer",
        "name=Riverbend",
        "--answer",
        "short_name=RB",
        "--answer",
        "dues_paid_to=Riverbend",
    ]
    ended = canvass(*words, settings={"CANVASS_MAILCHIMP_API_KEY": KEY})
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert KEY not in ended.stdout
    assert f"CANVASS_MAILCHIMP_API_KEY={KEY}" in Path(".env").read_text()
    assert load("rb.toml").name == "Riverbend"
    names = canvass("init", "--names", settings={}).stdout
    assert re.findall(r"^(\S+): ", names, re.MULTILINE) == [one.name for one in EVERY]
    Path(".env").unlink()
    assert "name=value" in refused(canvass("init", "--no-questions", "--answer", "nonsense", settings={}))
    assert "no bundled charter" in refused(canvass("init", "--no-questions", "--from", "x", settings={}))
