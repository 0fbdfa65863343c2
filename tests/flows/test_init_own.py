"""Whoever only presses Enter founds nobody else's organisation, and the doctor helps on where settings are missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.charter import load
from flows.doors import asking
from flows.duties.health import examination
from flows.duties.setting_up import charter_file
from flows.duties.setting_up.questions import SETTINGS
from flows.secretary import Refusal
from tests.flows.terminal import canvass


def test_enter_doesnt_found_somebody_elses_organisation() -> None:
    """Name, short name and whom dues go to have no default: each is asked until it is said."""
    said = ["", "", "Riverbend Progressives", "", "RBP", "", "", "Riverbend", *[""] * 8, *[""] * len(SETTINGS)]
    ended = canvass("init", settings={}, answer="\n".join(said) + "\n")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "JP Progressives" not in ended.stdout
    assert load("rbp.toml").membership.dues_paid_to == "Riverbend"


def test_without_questions_a_name_has_to_be_given(tmp_path: Path) -> None:
    """What makes an organisation itself isn't taken from the charter that it began from."""
    with pytest.raises(Refusal) as told:
        asking.set_up(tmp_path, given=["zone=America/New_York"], start="", ask=False)
    assert all(f"{name}: it is missing" in str(told.value) for name in ("name", "short_name", "dues_paid_to"))
    assert list(tmp_path.iterdir()) == []


def test_an_organisation_that_takes_a_charter_as_it_is_hears_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its name is then the charter's: no file is written, and that is said."""
    usual = charter_file.usual("jp_progressives")
    given = [f"{name}={usual[name]}" for name in ("name", "short_name", "dues_paid_to")]
    asking.set_up(tmp_path, given=given, start="", ask=False)
    told = " ".join(capsys.readouterr().out.split())
    assert "jp_progressives, the bundled one as it is: no file of your own" in told


def test_the_doctor_says_of_each_setting_how_to_get_it() -> None:
    """Not “canvass init” where a settings file is there, which would refuse; and the consent has its own command."""
    env = Path(".env")
    env.touch(0o600)
    env.write_text("CANVASS_CHARTER=make_justice_normal\nCANVASS_MAIL_FROM_NAME=Riverbend\n", encoding="utf-8")
    found = {one.key: one for one in examination.local()}
    token = found["Settings/CANVASS_GOOGLE_REFRESH_TOKEN"]
    assert (token.verdict, token.mend) == ("wrong", "Consent once as the organisation: canvass consent")
    assert "Audience, Settings" in found["Settings/CANVASS_MAILCHIMP_LIST"].mend
    assert not [one for one in found.values() if "canvass init" in one.mend]
    env.unlink()
    without = {one.key: one for one in examination.local()}
    assert "canvass init" in without["Settings/CANVASS_MAILCHIMP_LIST"].mend


def test_the_doctor_looks_at_this_machine_though_a_setting_is_missing() -> None:
    """Charter, keys, disk and database need no key to anything outside."""
    keys = Path("keys")
    keys.mkdir(mode=0o755)
    keys.chmod(0o755)
    found = {one.key: one for one in examination.whole()}
    assert found["Settings/charter"].verdict == "ok"
    assert found["This machine/folder of keys"].verdict == "wrong"
    assert {"This machine/disk", "Database/file", "Backups/newest backup"} <= found.keys()
    assert found["Settings/CANVASS_GOOGLE_CLIENT_ID"].verdict == "wrong"
