"""Asking OCPF and the FEC, reading their files, and opening websites: what is understood, and what is no answer."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from core.bylaws.registration import Registration
from flows.rehearsal import venue
from integrations.filers import registry, websites
from integrations.filers.faults import FilerFault
from integrations.sandbox import filers
from integrations.sandbox import websites as sites
from integrations.sandbox.faults import Kind
from integrations.sandbox.server import Sandbox
from integrations.settings import Settings

AT = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
HOST = "ursula.example.org"
ACTIVE, UNKNOWN, CLOSED = Registration(True), Registration(False), Registration(True, closed=True)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """OCPF with an open and a closed account, the FEC with a candidate, and one website."""
    with Sandbox(at=AT) as opened:
        filers.register(opened.world, 10001)
        filers.register(opened.world, 10002, closed_on="9/1/2026")
        filers.register_federally(opened.world, "H0MA00001", status="F")
        filers.register_federally(opened.world, "H0MA00002", status="")
        sites.put_up(opened.world, HOST)
        yield opened


@pytest.fixture
def settings(sandbox: Sandbox, tmp_path: Path) -> Settings:
    """An installation that asks the sandbox."""
    return venue.settings(sandbox, tmp_path, charter="jp_progressives")


@pytest.mark.parametrize(
    ("account", "known"),
    [
        ("OCPF 10001", ACTIVE),
        ("OCPF 0010001", ACTIVE),
        ("OCPF 10002", CLOSED),
        ("OCPF 99999999", UNKNOWN),
        ("FEC H0MA00001", Registration(True, status="F")),
        ("FEC H0MA00002", Registration(True, status="")),
        ("FEC S0MA00001", UNKNOWN),
    ],
)
def test_an_account_is_asked_about(settings: Settings, account: str, known: Registration) -> None:
    """Open, closed or unknown, at either authority, with its own name as the source."""
    found = registry.look_up(settings, account)
    assert (found.registration, found.source, found.as_of) == (known, account.split(maxsplit=1)[0], None)


@pytest.mark.parametrize("kind", ["timeout before", "timeout after", "503 after", "401", "429", "5xx", "empty body"])
@pytest.mark.parametrize("account", ["OCPF 10001", "FEC H0MA00001"])
def test_no_answer_is_no_finding(sandbox: Sandbox, settings: Settings, kind: Kind, account: str) -> None:
    """Whatever goes wrong is a fault that names the service, and neither the number nor the address."""
    sandbox.faults.plan(kind)
    with pytest.raises(FilerFault) as fault:
        registry.look_up(settings, account)
    assert str(fault.value).startswith(account.split(maxsplit=1)[0])
    assert "0001" not in str(fault.value)
    assert "127.0.0.1" not in str(fault.value)


@pytest.mark.parametrize("root", ["/_sandbox/clock?", "/nothing", "/web/http/nowhere.example.org"])
def test_an_answer_of_something_else_is_no_finding(sandbox: Sandbox, settings: Settings, root: str) -> None:
    """A page of a hotel's network, or of another service, isn't taken for "no such number"."""
    elsewhere = settings.model_copy(update={"ocpf_root": sandbox.url + root, "fec_root": sandbox.url + root})
    for account in ("OCPF 10001", "FEC H0MA00001"):
        with pytest.raises(FilerFault):
            registry.look_up(elsewhere, account)


def test_a_path_that_ocpf_no_longer_has_is_no_finding(sandbox: Sandbox, settings: Settings) -> None:
    """OCPF is said to answer an empty list for paths that it doesn't have."""
    moved = settings.model_copy(update={"ocpf_root": f"{sandbox.url}/ocpf/v2"})
    with pytest.raises(FilerFault, match="can't be read"):
        registry.look_up(moved, "OCPF 10001")


def test_a_wrong_key_and_one_used_too_often_are_told(settings: Settings) -> None:
    """The FEC's gate refuses strangers, and DEMO_KEY after thirty calls in an hour."""
    wrong = Settings(**{**settings.model_dump(), "fec_key": "nobody's"})
    with pytest.raises(FilerFault, match="doesn't take our key"):
        registry.look_up(wrong, "FEC H0MA00001")
    for _ in range(30):
        registry.look_up(settings, "FEC H0MA00001")
    with pytest.raises(FilerFault, match="takes no more calls for now"):
        registry.look_up(settings, "FEC H0MA00001")


MADE = datetime(2026, 9, 15, 12, 0, tzinfo=UTC)

OCPFS = '"CPF ID"\t"Comm_Name"\t"Closed Date"\n10001\t"Ada ""A"" Committee"\t""\n10002\t"B"\t"9/1/2026"\n'
EXPORT = '\ufeffcpfId,filerName,isActive\r\n10001,"Example, Ada",True\r\n10002,B,False\r\n'
BULK = '{0}|NAME "A"|DEM|2026|MA|H|07|C|{1}|C00000001||||MA|02130\n'
BULKS = BULK.format("H0MA00001", "F") + BULK.format("H0MA00002", "P")
FECS = "candidate_id,name,candidate_status,candidate_inactive\nH0MA00001,X,F,f\nH0MA00002,Y,C,t\n"


@pytest.mark.parametrize(
    ("text", "account", "known"),
    [
        (OCPFS, "OCPF 10001", ACTIVE),
        (OCPFS, "OCPF 10002", CLOSED),
        (OCPFS, "OCPF 10003", UNKNOWN),
        (EXPORT, "OCPF 010001", ACTIVE),
        (EXPORT, "OCPF 10002", CLOSED),
        (BULKS, "FEC H0MA00001", Registration(True, status="F")),
        (BULKS, "FEC H0MA00002", Registration(True, status="P")),
        (BULKS, "FEC H0MA00003", UNKNOWN),
        (FECS.replace(",F,", ",=HYPERLINK(1),"), "FEC H0MA00001", Registration(True, status="=")),
        (FECS, "FEC H0MA00001", Registration(True, status="F")),
        (FECS, "FEC H0MA00002", Registration(True, closed=True, status="C")),
    ],
)
def test_their_files_are_read(settings: Settings, tmp_path: Path, text: str, account: str, known: Registration) -> None:
    """With tabs, commas or bars, with headings or as the FEC's bulk file; as old as the file is."""
    file = tmp_path / "list.txt"
    file.write_bytes(text.encode())
    os.utime(file, (MADE.timestamp(), MADE.timestamp()))
    found = registry.look_up(settings.model_copy(update={"ocpf_file": str(file), "fec_file": str(file)}), account)
    assert (found.registration, found.as_of) == (known, MADE)
    assert found.source == f"{account.split(maxsplit=1)[0]}, file list.txt"


OTHERS = [b"", b"Name,Email\nAda,ada@example.org\n", b"CPF ID\n10001\n", b"\xff\xfe\x00", None]


@pytest.mark.parametrize("content", OTHERS)
def test_another_file_is_told(settings: Settings, tmp_path: Path, content: bytes | None) -> None:
    """A file that is missing, empty or somebody else's says nothing of an account, and its name is told."""
    file = tmp_path / "list.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(FilerFault, match=r"OCPF: the file list\.csv"):
        registry.look_up(settings.model_copy(update={"ocpf_file": str(file)}), "OCPF 10001")


@pytest.mark.parametrize(
    ("site", "answers", "is_page", "secure"),
    [
        ({}, True, True, True),
        ({"secure": False}, True, True, False),
        ({"status": 404}, False, True, True),
        ({"status": 403}, False, True, True),
        ({"kind": "application/pdf"}, True, False, True),
        ({"kind": ""}, True, False, True),
        ({"leads_to": "https://www.example.org/home?a=b"}, True, True, True),
        ({"leads_to": "//www.example.org/"}, True, True, True),
        ({"leads_to": "http://www.example.org/"}, True, True, False),
        ({"leads_to": "https://WWW.Example.ORG./"}, True, True, True),
    ],
)
def test_a_website_is_opened(
    sandbox: Sandbox, settings: Settings, site: dict[str, object], *, answers: bool, is_page: bool, secure: bool
) -> None:
    """With https first, then without; followed to where it leads; HTML or something else; there or not."""
    sites.put_up(sandbox.world, "www.example.org")
    sites.put_up(sandbox.world, HOST, **site)  # type: ignore[arg-type]  # each case is right
    found = websites.visit(settings, f"https://{HOST}")
    assert (found.answers, found.is_page, found.secure, found.refused) == (answers, is_page, secure, "")


def test_a_website_that_leads_in_a_circle_is_left(sandbox: Sandbox, settings: Settings) -> None:
    """After five redirects nobody follows any more."""
    sites.put_up(sandbox.world, HOST, leads_to=f"https://{HOST}/again")
    assert "more than 5 times" in websites.visit(settings, f"https://{HOST}").refused
    assert sandbox.world.calls.count(f"GET /web/{HOST}") == 6


@pytest.mark.parametrize("kind", ["timeout before", "5xx", "429"])
def test_a_website_in_trouble_is_no_finding(sandbox: Sandbox, settings: Settings, kind: Kind) -> None:
    """Neither there nor not there; the fault doesn't say which website."""
    sandbox.faults.plan(kind, "GET /web/*", times=2)
    with pytest.raises(FilerFault) as fault:
        websites.visit(settings, f"http://{HOST}/")
    assert "ursula" not in str(fault.value)


def test_a_name_that_leads_nowhere_is_no_finding(settings: Settings) -> None:
    """The machine may be offline as well."""
    with pytest.raises(FilerFault):
        websites.visit(settings, "https://nobody.example.org")


@pytest.mark.parametrize(
    "machine",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",  # noqa: S104
     "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1",
     "2002:a00:1::1", "ff02::1"],
)  # fmt: skip
def test_what_isnt_on_the_public_web_is_known(machine: str) -> None:
    """Private, local, shared, reserved and multicast addresses, also where they hide behind others; one is enough."""
    assert not websites.are_outside(["93.184.216.34", machine])


def test_public_addresses_are_known() -> None:
    """Of either kind."""
    assert websites.are_outside(["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])


@pytest.mark.parametrize(
    "address",
    ["http://localhost/", "https://127.0.0.1/", "http://127.1:8460/", "http://0x7f.1/", "http://[::1]/", "http://x.local/",
     "http://user:word@example.org/", "file:///etc/passwd", "http://[bad/", "http://example.org:99999/", "https:///x"],
)  # fmt: skip
def test_without_a_stand_in_nothing_inside_is_opened(sandbox: Sandbox, settings: Settings, address: str) -> None:
    """Also as it is at work; this test would be refused a connection to anywhere else."""
    found = websites.visit(settings.model_copy(update={"web_root": ""}), address)
    assert not found.answers
    assert found.refused.startswith("it leads to")
    assert sandbox.world.calls == []


def test_the_machine_that_was_looked_at_is_the_one_that_is_asked(settings: Settings) -> None:
    """The request goes to the number that was found to be outside, with the site's name beside it."""
    at_work = settings.model_copy(update={"web_root": ""})

    async def request() -> httpx.Request:
        async with httpx.AsyncClient() as client:
            return await websites._request(client, at_work, "https://93.184.216.34/a?b=c")

    found = asyncio.run(request())
    assert str(found.url) == "https://93.184.216.34/a?b=c"
    assert (found.headers["host"], found.extensions["sni_hostname"]) == ("93.184.216.34", "93.184.216.34")
