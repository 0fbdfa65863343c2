"""Facts about candidates: looked up when that is due, kept when nobody answers, and overruled by a person."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from core import charter
from core.charter import Charter
from core.records import Entry, Fact
from flows import fact, season
from flows.duties.race import races
from flows.pages.season import season_page
from flows.race import RaceOpened, open_race
from flows.secretary import Refusal
from integrations.google import sheets
from integrations.sandbox import filers, websites
from integrations.sandbox.faults import KINDS, Kind
from tests.conftest import ON_SQLITE
from tests.flows.club import DAY, HOUR, Club
from tests.flows.test_races import MAYOR, OPENING, tab

CONGRESS = "congress-26"
HEAD = ["Race", "Name", "Email", "Website", "Account"]
URSULA = [MAYOR, "Ursula Imaginary", "ursula@example.org", "ursula.example.org", "OCPF 10001"]
XENIA = [CONGRESS, "Xenia Notional", "xenia@example.org", "https://xenia.example.org", "H0MA00001"]
SAYS: dict[str, Any] = {"by": "R. O.", "because": "I telephoned", "door": "command line"}


def enter(club: Club, *rows: Sequence[Any]) -> None:
    """Organisers fill in the tab Candidates."""
    club.write("Candidates", [HEAD, *rows])


@pytest.fixture
def racing(club: Club) -> Club:
    """The club with a race for mayor and one for Congress, a candidate in each, and the world that they live in."""
    if "racing" not in club.kept:
        open_race(club.secretary, OPENING)
        seat = RaceOpened(key=CONGRESS, title="Congress", office="Congress", district="MA-7", local_because="ours")
        open_race(club.secretary, seat.model_copy(update={"election_day": date(2026, 11, 3)}))
        season.carry_on(club.secretary)
        enter(club, URSULA, XENIA)
        filers.register(club.sandbox.world, 10001)
        filers.register_federally(club.sandbox.world, "H0MA00001")
        websites.put_up(club.sandbox.world, "ursula.example.org")
        websites.put_up(club.sandbox.world, "xenia.example.org")
        club.keep("racing")
    club.go_to("racing")
    club.sandbox.faults.clear()
    return club


def facts(club: Club) -> list[tuple[str, str, bool, str]]:
    """Every fact on record, in the order of race, kind and time."""
    with club.secretary.ledger.reading() as session:
        found = session.execute(select(Fact).order_by(Fact.race_key, Fact.kind, Fact.checked_at)).scalars()
        return [(one.race_key, one.kind, one.holds, one.found) for one in found]


def newest(club: Club, key: str = MAYOR, kind: str = "account") -> tuple[bool, str]:
    """What was found last."""
    return next((holds, found) for race, what, holds, found in reversed(facts(club)) if (race, what) == (key, kind))


def may_be_asked(club: Club, key: str = MAYOR) -> str:
    """Why the first candidate of a race gets no letters; nothing if they do."""
    with club.secretary.ledger.reading() as session:
        race = races.of(session, key)
        ruling = races.may_be_asked(club.secretary, session, race, race.candidates[0])
        return "" if ruling else ruling.because


def asked(club: Club) -> list[str]:
    """The requests to registers and websites since the last look."""
    found = [one for one in club.sandbox.world.calls if one.split()[1].startswith(("/ocpf", "/fec", "/web"))]
    club.sandbox.world.calls.clear()
    return found


def test_what_is_there_is_found_and_said_at_once(racing: Club) -> None:
    """E5. One pass finds accounts and websites, and says so in the tab and on the page, with the day."""
    report = season.carry_on(racing.secretary)
    assert "4 facts about candidates looked up." in report.news
    assert report.troubles == []
    assert (may_be_asked(racing), may_be_asked(racing, CONGRESS)) == ("", "")
    told = tab(racing)[1][6]
    assert told.startswith("May be asked: the candidate has an active account with OCPF and a campaign website (E5)")
    assert "Account: OCPF lists it as active (OCPF), checked on 1 October 2026" in told
    page = season_page(racing.secretary)
    assert "FEC lists it as active (FEC), checked on 1 October 2026" in page
    assert "it answers (the web), checked on 1 October 2026" in page


def test_a_second_pass_on_the_same_day_asks_nobody(racing: Club) -> None:
    """E5. Twice is once: nobody is asked again, and nothing is written."""
    season.carry_on(racing.secretary)
    assert len(asked(racing)) == 4
    before = racing.everything()
    season.carry_on(racing.secretary)
    assert asked(racing) == []
    assert racing.everything() == before


def test_it_is_looked_up_again_before_it_grows_old(racing: Club) -> None:
    """E5. After half of the sixty days, not before; then the new day counts."""
    season.carry_on(racing.secretary)
    asked(racing)
    racing.later(29 * DAY)
    season.carry_on(racing.secretary)
    assert asked(racing) == []
    racing.later(DAY)
    season.carry_on(racing.secretary)
    assert len(asked(racing)) == 4
    racing.later(60 * DAY)
    assert may_be_asked(racing) == ""
    racing.later(DAY)
    assert "more than 60 days ago" in may_be_asked(racing)


def test_what_isnt_there_is_looked_up_every_day(racing: Club) -> None:
    """E5. A candidate who opens an account is found on the next day, and not within the same."""
    del racing.sandbox.world.public["ocpf"]["10001"]
    season.carry_on(racing.secretary)
    assert newest(racing) == (False, "OCPF knows no such number")
    assert "an active account with OCPF was not found on 1 October 2026" in may_be_asked(racing)
    filers.register(racing.sandbox.world, 10001)
    racing.later(HOUR)
    season.carry_on(racing.secretary)
    assert newest(racing) == (False, "OCPF knows no such number")
    racing.later(DAY)
    season.carry_on(racing.secretary)
    assert newest(racing) == (True, "OCPF lists it as active")


WEBSITE = "* /web/ursula.example.org"
OUTAGES: list[tuple[str, Kind]] = [
    *((label, kind) for label in ("* /ocpf/*", "* /fec/*") for kind in KINDS if kind != "slow"),
    *((WEBSITE, kind) for kind in ("timeout before", "timeout after", "503 after", "5xx", "429")),
]
"""What can go wrong where; a website that refuses has answered."""


@pytest.mark.parametrize(("label", "kind"), OUTAGES)
def test_without_an_answer_the_earlier_fact_stands_and_it_is_told(racing: Club, label: str, kind: Kind) -> None:
    """E5. An outage is never "not found": nothing is recorded, a person is told, and tomorrow it is tried again."""
    season.carry_on(racing.secretary)
    before = facts(racing)
    racing.later(30 * DAY)
    racing.sandbox.faults.plan(kind, label, times=99)
    report = season.carry_on(racing.secretary)
    assert len(facts(racing)) == len(before) + 3
    [trouble] = report.troubles
    assert "Nobody answered about 1 fact of candidates. What was found earlier stands" in trouble
    assert (may_be_asked(racing), may_be_asked(racing, CONGRESS)) == ("", "")
    asked(racing)
    assert season.carry_on(racing.secretary).troubles == [trouble]
    assert asked(racing) == []
    racing.sandbox.faults.clear()
    racing.later(DAY)
    assert season.carry_on(racing.secretary).troubles == []
    assert len(facts(racing)) == len(before) + 4


def test_a_service_that_fails_once_isnt_asked_again_in_this_pass(racing: Club) -> None:
    """E5. Its other candidates wait for the next pass; a website's bad day is its own."""
    enter(racing, URSULA, [MAYOR, "Victor Invented", "", "", "10002"], XENIA)
    filers.register(racing.sandbox.world, 10002)
    racing.sandbox.faults.plan("5xx", "* /ocpf/*")
    season.carry_on(racing.secretary)
    assert sum("/ocpf/" in one for one in asked(racing)) == 1
    season.carry_on(racing.secretary)
    assert sum("/ocpf/" in one for one in asked(racing)) == 1
    known = [one for one in facts(racing) if one[:2] == (MAYOR, "account")]
    assert known == [(MAYOR, "account", True, "OCPF lists it as active")]


def test_no_name_and_no_address_reaches_log_or_trouble(racing: Club) -> None:
    """E5. What is told and logged has numbers of candidates, and neither names nor addresses nor accounts."""
    racing.sandbox.faults.plan("5xx", "* /web/*", times=99)
    racing.sandbox.faults.plan("5xx", "* /ocpf/*", times=99)
    report = season.carry_on(racing.secretary)
    with racing.secretary.ledger.reading() as session:
        log = " ".join(session.execute(select(Entry.payload)).scalars())
    for told in (log, *report.troubles, *report.news):
        assert not any(one in told.lower() for one in ("ursula", "xenia", "example.org", "10001", "h0ma"))


@ON_SQLITE
@pytest.mark.parametrize("call", range(1, 13))
def test_killed_anywhere_and_run_again_the_end_is_the_same(racing: Club, call: int) -> None:
    """E5. The connection to Google or a register breaks at any call of the pass; in the end all is as it would be."""
    season.carry_on(racing.secretary)
    wanted = (facts(racing), tab(racing))
    racing.go_to("racing")
    racing.sandbox.faults.plan("timeout after", "*", nth=call)
    for _ in range(3):
        season.carry_on(racing.secretary)
        racing.sandbox.faults.clear()
    racing.later(DAY)
    season.carry_on(racing.secretary)
    assert [one[:3] for one in facts(racing)] == [one[:3] for one in wanted[0]]
    now, then = ([row[6].partition("Account")[0] for row in rows] for rows in (tab(racing), wanted[1]))
    assert now == then


def test_two_passes_at_once_record_each_fact_once(racing: Club) -> None:
    """E5. The dashboard's run and somebody's command fall together: each fact is on record once."""
    season.carry_on(replace(racing.secretary, charter=_asking_nothing(racing)))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(season.carry_on, [replace(racing.secretary), replace(racing.secretary)]))
    season.carry_on(racing.secretary)
    assert [one[:3] for one in facts(racing)] == [
        (key, kind, True) for key in (CONGRESS, MAYOR) for kind in ("account", "website")
    ]


def _asking_nothing(club: Club) -> Charter:
    """A charter of before: nothing is known of candidates, so nothing is looked up."""
    data = club.charter.as_data()
    del data["endorsement"]["candidacy"]
    return charter.read(data, source="before")


class Killed(BaseException):
    """The process is gone."""


@ON_SQLITE
@pytest.mark.parametrize("call", range(1, 30, 3))
def test_killed_at_any_moment_what_is_on_record_isnt_asked_again(racing: Club, call: int) -> None:
    """E5. The process dies the n-th time it looks at the clock; the next pass does the rest, and nothing twice."""
    left = iter(range(1, call))

    def dying() -> datetime:
        if next(left, None) is None:
            raise Killed
        return racing.secretary.now()

    with suppress(Killed):
        season.carry_on(replace(racing.secretary, now=dying))
    known = len(facts(racing))
    asked(racing)
    season.carry_on(racing.secretary)
    assert len(asked(racing)) == 4 - known
    assert len(facts(racing)) == 4
    assert [row[6].startswith("May be asked") for row in tab(racing)[1:]] == [True, True]


@pytest.mark.parametrize(
    ("race", "account", "found"),
    [
        (MAYOR, "", "no account with OCPF is given"),
        (MAYOR, "FEC H0MA00001", "the account is with FEC; candidates for Mayor file with OCPF"),
        (CONGRESS, "10001", "the account is with OCPF; candidates for Congress file with FEC"),
        (CONGRESS, "C00000001", "the number is a committee's; a candidate's begins with H, S or P"),
        (MAYOR, "99999999", "OCPF knows no such number"),
        (MAYOR, "00010001", "OCPF lists it as active"),
        (MAYOR, "cpf id 10001", "OCPF lists it as active"),
        (CONGRESS, "h0ma00001", "FEC lists it as active"),
        (CONGRESS, "S0MA00009", "FEC knows no such number"),
    ],
)
def test_odd_account_numbers_are_understood_or_told(racing: Club, race: str, account: str, found: str) -> None:
    """E5. With zeros, in small letters, with the wrong authority, or none: each has its sentence, and only one."""
    enter(racing, [race, "Yves Pretence", "", "", account])
    for _ in range(2):
        season.carry_on(racing.secretary)
        said = [one[3] for one in facts(racing) if one[1] == "account"]
        assert set(said) == {found}
        racing.later(DAY)
    if found.startswith(("no account", "the ")):
        assert len(said) == 1


def test_a_corrected_account_is_looked_up_the_same_day(racing: Club) -> None:
    """E5. A slip of the keyboard doesn't cost a day: another number is another question."""
    enter(racing, [*URSULA[:4], "OCPF 10003"])
    season.carry_on(racing.secretary)
    assert newest(racing) == (False, "OCPF knows no such number")
    enter(racing, URSULA)
    season.carry_on(racing.secretary)
    assert may_be_asked(racing) == ""


@pytest.mark.parametrize("status", ["P", "C"])
def test_a_prior_or_inactive_candidate_has_no_active_account(racing: Club, status: str) -> None:
    """E5. The FEC keeps everybody who ever ran."""
    filers.register_federally(racing.sandbox.world, "H0MA00001", status=status, inactive=status == "C")
    season.carry_on(racing.secretary)
    assert not newest(racing, CONGRESS)[0]


@pytest.mark.parametrize(
    "leads_to",
    ["http://10.0.0.7/", "http://localhost:4200/", "https://127.1/", "http://[::1]/", "http://[::ffff:192.168.0.1]/",
     "http://169.254.169.254/latest/meta-data", "ftp://ursula.example.org/", "http://router.local/"],
)  # fmt: skip
def test_a_website_that_leads_inside_isnt_followed(racing: Club, leads_to: str) -> None:
    """E5. Nothing at a private address is ever asked; the record says why there is no website."""
    websites.put_up(racing.sandbox.world, "ursula.example.org", leads_to=leads_to)
    season.carry_on(racing.secretary)
    holds, found = newest(racing, kind="website")
    assert not holds
    assert found.startswith("it leads to")
    assert [one for one in asked(racing) if "/web/" in one and "xenia" not in one] == ["GET /web/ursula.example.org"]


def test_a_person_confirms_what_nobody_answers(racing: Club) -> None:
    """E5. The word stands at once, and takes the trouble away; said again it changes nothing."""
    websites.take_down(racing.sandbox.world, "ursula.example.org")
    assert season.carry_on(racing.secretary).troubles
    assert fact.say(racing.secretary, "mayor-26/1", "website", "there", **SAYS)
    assert not fact.say(racing.secretary, "mayor-26/1", "website", "there", **SAYS)
    assert season.carry_on(racing.secretary).troubles == []
    assert may_be_asked(racing) == ""
    assert "Website: R. O. says it is there, 1 October 2026" in tab(racing)[1][6]


def test_a_person_overrules_and_takes_it_back(racing: Club) -> None:
    """E5. Overruled, it isn't looked up, and stands; withdrawn, what was looked up counts again."""
    season.carry_on(racing.secretary)
    assert fact.say(racing.secretary, "mayor-26/1", "account", "not-there", **SAYS)
    assert "was not found" in may_be_asked(racing)
    asked(racing)
    racing.later(40 * DAY)
    season.carry_on(racing.secretary)
    assert not any("/ocpf/" in one for one in asked(racing))
    assert fact.say(racing.secretary, "mayor-26/1", "account", "withdraw", **SAYS)
    assert not fact.say(racing.secretary, "mayor-26/1", "account", "withdraw", **SAYS)
    assert may_be_asked(racing) == ""
    season.carry_on(racing.secretary)
    with racing.secretary.ledger.reading() as session:
        mine = select(Fact).where(Fact.race_key == MAYOR, Fact.kind == "account").order_by(Fact.checked_at)
        told = [(one.found, one.source) for one in session.execute(mine).scalars()]
    assert told == [
        ("OCPF lists it as active", "OCPF"),
        ("overruled", "command line"),
        ("withdrawn", "command line"),
        ("OCPF lists it as active", "OCPF"),
    ]


@pytest.mark.parametrize(
    ("candidate", "kind", "says", "by", "refused"),
    [
        ("mayor-26/9", "account", "there", "R. O.", "These do: mayor-26/1"),
        ("nowhere/1", "account", "there", "R. O.", "There is no race"),
        ("mayor-26/1", "shoe size", "there", "R. O.", "Say account or website"),
        ("mayor-26/1", "account", "perhaps", "R. O.", "there, not-there, withdraw"),
        ("mayor-26/1", "account", "there", " ", "Say who looked"),
    ],
)
def test_a_word_without_its_particulars_is_refused(
    racing: Club, candidate: str, kind: str, says: str, by: str, refused: str
) -> None:
    """E5. The refusal says what is missing, and nothing is recorded."""
    season.carry_on(racing.secretary)
    before = facts(racing)
    with pytest.raises(Refusal, match=refused):
        fact.say(racing.secretary, candidate, kind, says, by=by, because="I looked", door="command line")
    assert facts(racing) == before


def test_a_file_of_filers_is_read_instead(racing: Club, tmp_path: Path) -> None:
    """E5. The fact is as old as the file; the same file says nothing new, and an old one nothing fresh."""
    file = tmp_path / "filers.txt"
    file.write_text('"CPF ID"\t"Comm_Name"\t"Closed Date"\n10001\t"Invented Committee"\t""\n', encoding="utf-8")
    made = racing.secretary.now() - 50 * DAY
    os.utime(file, (made.timestamp(), made.timestamp()))
    read_it = racing.settings.model_copy(update={"ocpf_file": str(file)})
    secretary = replace(racing.secretary, settings=read_it)
    for _ in range(2):
        season.carry_on(secretary)
    assert not any("/ocpf/" in one for one in asked(racing))
    assert [one for one in facts(racing) if one[:2] == (MAYOR, "account")] == [
        (MAYOR, "account", True, "OCPF lists it as active")
    ]
    assert "(OCPF, file filers.txt), checked on 12 August 2026" in season_page(racing.secretary)
    racing.later(timedelta(days=11))
    assert "more than 60 days ago" in may_be_asked(racing)
    enter(racing, [*URSULA[:4], "OCPF 10002"])
    season.carry_on(secretary)
    assert newest(racing) == (False, "OCPF knows no such number")
    file.unlink()
    racing.later(DAY)
    [trouble] = season.carry_on(secretary).troubles
    assert "OCPF: the file filers.txt can't be read" in trouble


def test_who_has_withdrawn_isnt_looked_up(racing: Club) -> None:
    """E5. A row that is gone, or says so, is left in peace."""
    enter(racing, URSULA)
    season.carry_on(racing.secretary)
    found = asked(racing)
    assert len(found) == 2
    assert not any("/fec/" in one for one in found)
    read = sheets.read(racing.secretary.google, racing.settings.members_book, ("Candidates",))
    assert len(read.tabs["Candidates"]) == 2
