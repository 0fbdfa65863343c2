"""The doctor sees what is wrong with an installation, says how to mend it, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import create_engine, text

from flows.duties.health import database, examination, machine, versions
from flows.duties.health.findings import Finding, Group, in_one_line, of_all, wrong
from flows.rehearsal import venue
from integrations.mailchimp.client import connect
from integrations.sandbox import mailchimp
from integrations.sandbox.google import REVOKED
from integrations.sandbox.google_state import google
from tests.conftest import ON_SQLITE
from tests.flows.club import MEMBERS, Club
from tests.flows.terminal import canvass

DRIVE_FILE, SHEETS = (f"https://www.googleapis.com/auth/{scope}" for scope in ("drive.file", "spreadsheets"))


def named(found: Iterable[Finding]) -> dict[str, Finding]:
    """Findings by what was looked at."""
    return {one.key: one for one in found}


def look(club: Club, **changes: Any) -> dict[str, Finding]:
    """What the doctor finds at the club, with other settings if told."""
    settings = club.settings.model_copy(update=changes)
    return named(examination.whole(settings, folder=club.folder, running=False))


def test_a_healthy_club_has_nothing_wrong(club: Club) -> None:
    """On the sandbox all is in order; what can't be seen is unknown. Only reads are asked, and nothing changes."""
    before, calls = club.secretary.ledger.head(), len(club.sandbox.world.calls)
    found = look(club)
    assert wrong(found.values()) == []
    assert found["Google/members' workbook"].verdict == "ok"
    assert found["Mailchimp/sender's domain"].verdict == "ok"
    assert "room for 4 ballots at a time" in found["Mailchimp/merge fields"].what
    assert found["This machine/clock beside Google’s"].what == "they agree"
    assert found["Dashboard/server"].verdict == "unknown"
    assert found["Google/end of the consent"].verdict == "unknown"
    assert {call.partition(" ")[0] for call in club.sandbox.world.calls[calls:] if call != "POST /token"} == {"GET"}
    assert club.secretary.ledger.head() == before


def _consented(**changes: Any) -> Callable[[Club], dict[str, Any]]:
    def act(club: Club) -> dict[str, Any]:
        google(club.sandbox.world)["consent"] = {"scope": DRIVE_FILE, "ends_in": None} | changes
        return {}

    return act


def _elsewhere(club: Club) -> dict[str, Any]:
    club.book_of_members()["timeZone"] = "Europe/Paris"
    return {}


def _crowded(club: Club) -> dict[str, Any]:
    mc = connect(club.settings)
    for nth in range(20):
        field = {"tag": f"MINE{nth}", "name": f"Mine {nth}", "type": "text", "public": False}
        mc.sdk.lists.add_list_merge_field(club.settings.mailchimp_list, field)
    return {}


def _behaves(**behaviour: Any) -> Callable[[Club], dict[str, Any]]:
    def act(club: Club) -> dict[str, Any]:
        mailchimp.behave(club.sandbox.world, **behaviour)
        return {}

    return act


def _nowhere(club: Club) -> dict[str, Any]:
    mailchimp.open_account(club.sandbox.world)["lists"][club.settings.mailchimp_list]["address"] = []
    return {}


ILLS: dict[str, tuple[Callable[[Club], dict[str, Any]], str, str]] = {
    "revoked": (lambda _: {"google_refresh_token": SecretStr(REVOKED)}, "Google/consent", "Publish the consent screen"),
    "consented to too little": (_consented(scope="openid"), "Google/scopes", "drive.file alone"),
    "consented to too much": (_consented(scope=f"{DRIVE_FILE} {SHEETS}"), "Google/scopes", "drive.file alone"),
    "in testing": (_consented(ends_in=6 * 86400), "Google/end of the consent", "Publish"),
    "no workbook": (lambda _: {"members_book": ""}, "Google/members' workbook", "canvass workbook"),
    "another's workbook": (lambda _: {"members_book": "1AbcDef"}, "Google/members' workbook", "canvass workbook"),
    "another zone": (_elsewhere, "Google/workbook's zone", "America/New_York"),
    "a wrong key": (lambda _: {"mailchimp_api_key": SecretStr(f"{'f' * 32}-us1")}, "Mailchimp/key", "new key"),
    "half a key": (lambda _: {"mailchimp_api_key": SecretStr("f" * 32)}, "Settings/CANVASS_MAILCHIMP_API_KEY", "-us1"),
    "a closed account": (_behaves(closed=True), "Mailchimp/account", "compliance"),
    "a key that may only look": (_behaves(role="viewer"), "Mailchimp/role", "manager"),
    "no such audience": (lambda _: {"mailchimp_list": "0a1b2c"}, "Mailchimp/audience", "CANVASS_MAILCHIMP_LIST"),
    "no postal address": (_nowhere, "Mailchimp/postal address", "Audience name and defaults"),
    "no reminder": (_behaves(reminder=""), "Mailchimp/why they get mail", "member of ours"),
    "a domain of nobody's": (_behaves(domains=()), "Mailchimp/sender's domain", "Verify"),
    "a domain without records": (_behaves(authenticated=()), "Mailchimp/sender's domain", "CNAME"),
    "no room for a ballot": (_crowded, "Mailchimp/merge fields", "Delete fields"),
    "another clock": (lambda _: {"clock": ""}, "This machine/clock beside Google’s", "set-ntp"),
    "an address for an id": (lambda _: {"members_book": "https://x/d/1"}, "Settings/CANVASS_MEMBERS_BOOK", "/d/"),
    "no charter": (lambda _: {"charter": "nobodys"}, "Settings/charter", ""),
}


@pytest.mark.parametrize("ill", ILLS)
def test_each_ill_is_found_and_has_a_remedy(club: Club, ill: str) -> None:
    """What is wrong is said where it is wrong, with what to do; no secret and no address stands in it."""
    act, key, remedy = ILLS[ill]
    changes = act(club)
    found = look(club, **changes)
    assert found[key].verdict == "wrong", found
    assert remedy in found[key].mend
    said = "\n".join(f"{one.what} {one.mend}" for one in found.values())
    for secret in (club.settings.mail_reply_to, REVOKED, "f" * 32, *filter(None, MEMBERS.values())):
        assert secret not in said


@ON_SQLITE
def test_the_free_plan_has_its_limits(club: Club) -> None:
    """More contacts than the plan takes are told before a ballot finds out."""
    mailchimp.behave(club.sandbox.world, plan="forever_free")
    assert look(club)["Mailchimp/plan"].verdict == "ok"
    members = mailchimp.open_account(club.sandbox.world)["lists"][club.settings.mailchimp_list]["members"]
    one = next(iter(members.values()))
    members.update({f"{nth:032x}": one | {"id": f"{nth:032x}"} for nth in range(300)})
    assert "The free plan is for 250" in look(club)["Mailchimp/plan"].what


@ON_SQLITE
def test_a_service_that_doesnt_answer_is_unknown(club: Club) -> None:
    """An outage is no finding about the installation: nothing has to be mended, and the rest is looked at."""
    club.sandbox.faults.plan("5xx", "GET /3.0/", times=9)
    club.sandbox.faults.plan("timeout before", "GET *", times=99)
    found = look(club)
    club.sandbox.faults.clear()
    assert found["Mailchimp/key"].verdict == "unknown"
    assert found["Google/Drive"].verdict == "unknown"
    assert found["Database/tables"].verdict == "ok"


def test_versions_that_break_one_another_are_known() -> None:
    """FastAPI that keeps the server from starting, SQLAlchemy that silences schedules, and Mailchimp's namesake."""
    good = versions.installed()
    assert wrong(versions.look(good)) == []
    for package, broken, word in (
        ("fastapi", "0.165.0", "doesn't start"),
        ("sqlalchemy", "2.1.9", "schedules"),
        ("prefect", "3.9.1", "isn't the one"),
        ("mailchimp-marketing", "3.0.81", "another program"),
    ):
        (found,) = wrong(versions.look(good | {package: broken}))
        assert word in found.what
        assert found.harms
        assert "--require-hashes" in found.mend
    assert wrong(versions.look(good, python="3.10.4"))
    assert "fastapi" in wrong(versions.look({name: said for name, said in good.items() if name != "fastapi"}))[0].what


@ON_SQLITE
def test_what_others_can_read_is_found(club: Club, tmp_path: Path) -> None:
    """The file of settings, the folder of keys and every file in it are their owner's alone, or starting would harm."""
    settings = club.settings.model_copy(update={"keys": tmp_path / "keys"})
    (tmp_path / ".env").write_text("CANVASS_X=1\n")
    (tmp_path / ".env").chmod(0o640)
    assert named(machine.secrets(settings, tmp_path))["This machine/.env"].harms
    (tmp_path / ".env").chmod(0o600)
    assert wrong(machine.secrets(settings, tmp_path)) == []
    settings.keys.mkdir(mode=0o700)
    (settings.keys / "spring.key").write_text("{}")
    (settings.keys / "spring.key").chmod(0o644)
    assert named(machine.secrets(settings, tmp_path))["This machine/folder of keys"].harms
    (settings.keys / "spring.key").chmod(0o600)
    assert wrong(machine.secrets(settings, tmp_path)) == []


@ON_SQLITE
def test_settings_that_arent_read_are_a_finding_too(club: Club, tmp_path: Path) -> None:
    """What keeps the settings from being read at all stands in the list with what to do, and nothing is started."""
    settings = venue.as_environment(club.settings)
    (tmp_path / ".env").write_text("")
    (tmp_path / ".env").chmod(0o644)
    open_to_all = canvass("doctor", settings=settings)
    assert open_to_all.returncode == 1
    assert "chmod 600 .env" in open_to_all.stdout
    (tmp_path / ".env").chmod(0o600)
    both = canvass("doctor", settings=settings | {"CANVASS_PART": "ballot-box"})
    assert both.returncode == 1
    assert "could learn who voted how. Take them out here: CANVASS_MEMBERS_BOOK" in both.stdout


@ON_SQLITE
def test_of_a_ballot_box_nothing_of_the_registrars_is_asked(club: Club) -> None:
    """It has neither workbook nor audience nor dashboard, and lacks nothing for it."""
    nothing = {"members_book": "", "mailchimp_api_key": SecretStr(""), "mail_reply_to": "", "mail_from_name": ""}
    found = look(club, part="ballot-box", **nothing)
    assert wrong(found.values()) == []
    assert found["Google/Forms"].verdict == "ok"
    assert not [key for key in found if key.startswith(("Mailchimp/", "Dashboard/")) or "workbook" in key]


def test_a_misspelt_setting_is_found(tmp_path: Path) -> None:
    """Nobody reads it, so nothing else would tell. Every setting is known, and so is a file that holds one."""
    assert list(machine.names(tmp_path)) == []
    (tmp_path / ".env").write_text(
        "CANVASS_MAILCHIMP_LSIT=1\nCANVASS_KEYS=k\nexport CANVASS_DASHBOARD_PASSWORD=x\n# CANVASS_Z=\n"
        "CANVASS_FEC_KEY_FILE=/run/fec\nCANVASS_KEYS_FILE=/run/keys\n"
    )
    found = {one.name: one for one in machine.names(tmp_path)}
    assert found.keys() == {"CANVASS_MAILCHIMP_LSIT", "CANVASS_KEYS_FILE"}
    assert found["CANVASS_MAILCHIMP_LSIT"].mend == "Perhaps CANVASS_MAILCHIMP_LIST was meant."


def test_the_database_is_looked_at_and_left_alone(database_url: str, club: Club) -> None:
    """Prefect's, a stranger's, and one of a newer Canvass are told apart; an empty one is fine; none is changed."""
    settings = club.settings.model_copy(update={"database_url": database_url})
    assert wrong(database.look(settings)) == []
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('9999')"))
    assert "newer Canvass" in named(database.look(settings))["Database/tables"].what
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
    assert "none of Canvass's" in named(database.look(settings))["Database/tables"].what
    with engine.begin() as connection:
        for table in database.PREFECTS:
            connection.execute(text(f"CREATE TABLE {table} (id INTEGER)"))
    assert named(database.look(settings))["Database/reachable"].harms
    engine.dispose()


@ON_SQLITE
def test_a_database_that_isnt_there_isnt_made(club: Club, tmp_path: Path) -> None:
    """Looking makes no file; a folder that is missing is told, and so is a file that is no database."""
    there = club.settings.model_copy(update={"database_url": f"sqlite:///{tmp_path}/new.db"})
    assert named(database.look(there))["Database/file"].verdict == "unknown"
    assert not (tmp_path / "new.db").exists()
    lost = club.settings.model_copy(update={"database_url": f"sqlite:///{tmp_path}/none/new.db"})
    assert named(database.look(lost))["Database/file"].verdict == "wrong"
    (tmp_path / "new.db").write_text("no database, but long enough to be taken for the head of one" * 20)
    assert named(database.look(there))["Database/reachable"].verdict == "wrong"


def test_an_examination_that_breaks_keeps_nobody_waiting() -> None:
    """Whatever is broken in one check is a line of its own, and the others are made."""
    group = Group("Group")

    def broken() -> Iterable[Finding]:
        yield group.ok("first", "well")
        raise KeyError("a secret")

    found = list(of_all([(group, broken), (group, lambda: [group.ok("last", "well")])]))
    assert [one.name for one in found] == ["first", "this examination", "last"]
    assert "a secret" not in found[1].what
    assert in_one_line(found) == "2 ok, 0 wrong, 1 unknown"


@ON_SQLITE
def test_the_command_ends_with_1_if_anything_is_wrong(club: Club) -> None:
    """The list is grouped, each line has its verdict, and what is wrong has a remedy below it."""
    settings = venue.as_environment(club.settings)
    well = canvass("doctor", settings=settings)
    assert well.returncode == 0, well.stdout
    assert "\nMailchimp\n" in well.stdout
    assert "0 wrong" in well.stdout
    ill = canvass("doctor", settings=settings | {"CANVASS_MEMBERS_BOOK": "1AbcDef"})
    assert ill.returncode == 1
    assert "  wrong    members' workbook: there is none of this id" in ill.stdout
    assert "           → Let Canvass make one" in ill.stdout
    assert not ill.stderr
    missing = canvass("doctor", settings={})
    assert missing.returncode == 1
    assert "CANVASS_GOOGLE_CLIENT_ID" in missing.stdout
    assert "canvass init" in missing.stdout
    away = canvass("doctor", "--running", settings=settings | {"CANVASS_DASHBOARD": "http://127.0.0.1:9"})
    assert away.returncode == 1
    assert "it doesn't answer" in away.stdout
    assert canvass("doctor", "--quick", settings=settings).returncode == 0
    dead = canvass("doctor", "--quick", "--running", settings=settings | {"CANVASS_DASHBOARD": "http://127.0.0.1:9"})
    assert dead.returncode == 1
    assert "it doesn't answer" in dead.stdout
    assert "\nMailchimp\n" not in dead.stdout
