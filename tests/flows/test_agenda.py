"""The agenda: what is due next stands on the season page and in a calendar, whatever befalls whoever writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
import requests
from icalendar import Calendar
from sqlalchemy import select

from core import calendar, ledger
from core.records import Candidate, Entry, Fact, Race
from flows import process, season
from flows.duties.membership import stock
from flows.duties.race import agenda, season_calendar
from flows.pages.season import season_page
from flows.race import RaceOpened, open_race
from integrations.google import drive
from tests.conftest import KILLED, ON_SQLITE
from tests.flows import asked, committee
from tests.flows.asked import MAYOR
from tests.flows.ballot_of_races import KEY, reach
from tests.flows.ballots import CLOSES, OPENS
from tests.flows.club import DAY, HOUR, MEMBERS, MINUTE, Club
from tests.flows.terminal import at_the_club
from tests.trust.chaos import Chaos, Death, Point

HOSTILE = "Clerk, *|EMAIL|* <script>alert(1)</script>; =1+1\\n | [x](https://evil.example)"


def whats(club: Club) -> list[str]:
    """What is due, in order."""
    with club.secretary.ledger.reading() as session:
        return [one.what for one in agenda.ahead(club.secretary, session)]


def marks(club: Club) -> dict[str, Any]:
    """When everything is due."""
    with club.secretary.ledger.reading() as session:
        return {one.mark: one.when for one in agenda.ahead(club.secretary, session)}


def file(club: Club) -> bytes:
    """The calendar on this machine."""
    return season_calendar.place(club.secretary).read_bytes()


def stamps(content: bytes) -> set[str]:
    """The DTSTAMPs of a calendar's entries."""
    return set(re.findall("DTSTAMP:(.+)Z", content.decode()))


def link(club: Club) -> str:
    """Where calendars subscribe."""
    with club.secretary.ledger.reading() as session:
        return season_calendar.link(club.secretary, session)


def subscribed(club: Club) -> bytes:
    """What somebody gets there without an account."""
    answer = requests.get(link(club), timeout=10)
    assert answer.ok
    assert answer.headers["content-type"].startswith("text/calendar")
    return answer.content


def files(club: Club) -> list[dict[str, Any]]:
    """The calendars at Drive that aren't in the bin."""
    there = club.sandbox.world.google["files"].values()
    return [one for one in there if one["name"].endswith(season_calendar.NAME) and not one["trashed"]]


@pytest.fixture
def going(club: Club) -> Club:
    """The club with a race that has a questionnaire, a pass of the season after it was issued."""
    if "agenda going" not in club.kept:
        stock.take_stock(club.secretary)
        open_race(club.secretary, asked.OPENING)
        season.carry_on(club.secretary)
        club.write("Candidates", asked.ROWS)
        season.carry_on(club.secretary)
        process.choose(club.secretary, MAYOR, "full", chosen_by="the committee")
        club.later(MINUTE)  # after what was looked up by itself
        for nth in (asked.URSULA, asked.VICTOR):
            asked.found_out(club, nth)
        asked.issue(club)
        club.keep("agenda going")
    club.go_to("agenda going")
    return club


# ── what is due ────────────────────────────────────────────────────────────────────────────────────


def test_a_questionnaire_is_on_the_agenda(going: Club) -> None:
    """E4. Its reminders, its last day and the answers; what goes by itself goes by, what waits is overdue."""
    ends = asked.kept(going).due_at
    found = marks(going)
    assert found[f"questionnaire/{MAYOR}/reminder-3"] == ends - 3 * DAY
    assert found[f"race/{MAYOR}/election-day"] == asked.OPENING.election_day
    assert f"questionnaire/{MAYOR}/last" in found
    going.at(ends + DAY)
    assert f"questionnaire/{MAYOR}/last" not in marks(going)
    assert whats(going)[0] == "Answers about “Mayor” are published"
    page = season_page(going.secretary)
    assert "**Overdue**" in page.partition("Answers about “Mayor” are published")[0]
    assert page.index("## What is due next") < page.index("## Mayor")


def test_facts_that_grow_old_are_on_the_agenda(going: Club) -> None:
    """E5. The day on which the oldest of them stops to count; a person's word doesn't. Past it, somebody has to act."""
    assert f"race/{MAYOR}/facts" not in marks(going)
    now = going.secretary.now()
    with going.secretary.ledger.writing(now) as pen:
        for before, kind, about in ((20, "website", "wanda.example.org"), (5, "account", "OCPF 10003")):
            seen = {"about": about, "found": "it is there", "source": "OCPF"}
            at = now - before * DAY
            pen.session.add(Fact(race_key=MAYOR, nth=asked.WANDA, kind=kind, checked_at=at, holds=True, **seen))
            setattr(pen.session.get_one(Candidate, (MAYOR, asked.WANDA)), kind, about)
    last = calendar.day_of(now, going.charter.zone) + 40 * DAY
    assert marks(going)[f"race/{MAYOR}/facts"] == last
    going.at(now + 41 * DAY)
    with going.secretary.ledger.reading() as session:
        found = {one.mark: one.who for one in agenda.ahead(going.secretary, session)}
    assert found[f"race/{MAYOR}/facts"] == "organisers"


def test_an_ended_race_is_off_the_agenda(going: Club) -> None:
    """E15. But for the day on which members hear of it; until then its election day, which everybody knows, stays."""
    process.end(going.secretary, MAYOR, because="Nobody answered.", ended_by="the committee")
    season.carry_on(going.secretary)
    assert whats(going) == ["Members hear from the committee about “Mayor”", "Election day: Mayor"]
    for _ in range(3):
        going.later(DAY)
        going.tend()
    season.carry_on(going.secretary)
    assert whats(going) == []


def test_the_calendar_tells_no_outcome_before_the_members_letter_is_out(club: Club) -> None:
    """E16, E17. Everybody can read it: who is asked to report back, and so is endorsed, stands there only after."""
    reach(club, "races counted")
    club.certify(KEY)
    season.carry_on(club.secretary)
    assert "Ursula" not in subscribed(club).decode()
    assert f"race/{MAYOR}/members-hear" in marks(club)
    for wait in (MINUTE, DAY + HOUR, 2 * HOUR):
        club.later(wait)
        club.tend()
    assert club.election(KEY).state == "announced"
    season.carry_on(club.secretary)
    assert f"race/{MAYOR}/report-1" in marks(club)
    assert "Ursula Imaginary is asked to report back" in subscribed(club).decode().replace("\r\n ", "")


def test_a_ballot_is_on_the_agenda_state_by_state(club: Club) -> None:
    """E11, E12, E16. Freeze, open, remind, close, certify: what is done is gone."""
    reach(club, "races drafted")
    found = marks(club)
    assert (found[f"ballot/{KEY}/freeze"], found[f"ballot/{KEY}/opens"]) == (OPENS, OPENS)
    assert found[f"ballot/{KEY}/closes"] == CLOSES
    reminders = [mark for mark in found if mark.startswith(f"ballot/{KEY}/reminder")]
    assert len(reminders) == 3
    club.at(OPENS + MINUTE)
    assert f"ballot/{KEY}/opens" not in marks(club)
    assert "November endorsements: freeze who may vote, before voting opens" in whats(club)[0]
    reach(club, "races counted")
    left = [mark for mark in marks(club) if mark.startswith("ballot/")]
    assert left == [f"ballot/{KEY}/certify"]
    assert "**Overdue**" in season_page(club.secretary)
    club.certify(KEY)
    assert f"race/{MAYOR}/members-hear" in marks(club)
    assert f"ballot/{KEY}/certify" not in marks(club)


def test_a_vote_of_the_committee_is_on_the_agenda(seated: Club) -> None:
    """S9. With its own reminders, and who has to act is the committee; nobody of it is named."""
    committee.open_vote(seated)
    with seated.secretary.ledger.reading() as session:
        found = {one.mark: one for one in agenda.ahead(seated.secretary, session)}
    closes = found[f"ballot/{committee.VOTE}/closes"]
    assert (closes.when, closes.who, closes.about) == (committee.CLOSES, "the committee", (committee.MAYOR,))
    reminders = {one.when for mark, one in found.items() if mark.startswith(f"ballot/{committee.VOTE}/reminder")}
    assert reminders == {at for at in seated.reminder_times(committee.VOTE) if at > seated.secretary.now()}
    assert reminders
    season.carry_on(seated.secretary)
    assert not [name for name in MEMBERS if name in file(seated).decode() or name in season_page(seated.secretary)]


# ── the calendar ───────────────────────────────────────────────────────────────────────────────────


def test_the_calendar_is_a_file_here_and_one_that_everybody_can_read(going: Club) -> None:
    """Both have an entry for everything that is due, and not one address."""
    assert file(going) == subscribed(going)
    found = [str(one["summary"]) for one in Calendar.from_ical(file(going).decode()).walk("VEVENT")]
    assert found == whats(going)
    assert "@" not in file(going).decode()
    assert f"[a calendar]({link(going)})" in season_page(going.secretary).replace("\\", "")


def test_nothing_is_written_while_nothing_changes(going: Club) -> None:
    """The same bytes, no line in the log, and no question to Google about the file."""
    before = going.everything()
    going.sandbox.world.calls.clear()
    assert season.carry_on(going.secretary).news == []
    assert going.everything() == before
    assert not [call for call in going.sandbox.world.calls if "/drive/" in call]


def test_a_change_is_put_into_the_same_file(going: Club) -> None:
    """The link stays, the entry keeps its UID, and its stamp is of the change."""
    was, where = file(going), link(going)
    going.later(HOUR)
    open_race(going.secretary, asked.OPENING.model_copy(update={"title": HOSTILE}))
    season.carry_on(going.secretary)
    assert (link(going), file(going)) == (where, subscribed(going))
    assert file(going) != was
    old, new = ([*Calendar.from_ical(one.decode()).walk("VEVENT")] for one in (was, file(going)))
    assert [one["uid"] for one in old] == [one["uid"] for one in new]
    assert max(stamps(was)) < min(stamps(file(going)))
    assert b"<script>" not in file(going)
    assert "<script>" not in season_page(going.secretary)


def test_a_file_that_was_thrown_away_is_made_anew(going: Club) -> None:
    """At the next change, with a link of its own."""
    [thrown] = files(going)
    drive.trash(going.secretary.google, thrown["id"])
    going.later(MINUTE)
    open_race(going.secretary, RaceOpened(key="da-26", title="D. A.", office="Mayor", election_day=date(2026, 11, 4)))
    assert season.carry_on(going.secretary).troubles == []
    [made] = files(going)
    assert made["id"] != thrown["id"]
    assert file(going) == subscribed(going)


def test_a_file_that_somebody_opened_for_writing_is_told(going: Club) -> None:
    """Everybody could write into everybody's calendar. The desk hears of it until it is mended."""
    [mine] = files(going)
    mine["permissions"].append({"id": "oops", "type": "domain", "domain": "example.org", "role": "writer"})
    open_race(going.secretary, asked.OPENING.model_copy(update={"title": "The Mayor"}))
    assert "calendar: " in "".join(season.carry_on(going.secretary).troubles)
    mine["permissions"].pop()
    assert season.carry_on(going.secretary).troubles == []
    assert file(going) == subscribed(going)


def test_before_anything_is_due_there_is_no_calendar(club: Club) -> None:
    """No file, no line in the log, nothing at Drive."""
    assert season_calendar.keep(club.secretary) == []
    assert not season_calendar.place(club.secretary).exists()
    assert files(club) == []


@ON_SQLITE
def test_the_command_lists_it_and_writes_the_file(going: Club) -> None:
    """Where it is told to, or where each pass does; the bytes are the same."""
    there = going.folder / "mine.ics"
    said = at_the_club(going, "agenda", "--to", there)
    assert "Election day: Mayor" in said
    assert "Days and hours are those of America/New_York." in said
    assert link(going) in said
    assert there.read_bytes() == file(going)
    there.unlink()
    season_calendar.place(going.secretary).unlink()
    at_the_club(going, "agenda")
    assert file(going) == subscribed(going)


# ── killed ─────────────────────────────────────────────────────────────────────────────────────────


def _end(club: Club) -> dict[str, Any]:
    with club.secretary.ledger.reading() as session:
        said = [one.kind for one in session.execute(select(Entry)).scalars() if one.kind == season_calendar.CHANGED]
        fault, races = ledger.log_fault(session), session.execute(select(Race.key)).scalars().all()
    there = [[(one["type"], one["role"]) for one in found["permissions"]] for found in files(club)]
    entries = [str(one["summary"]) for one in Calendar.from_ical(file(club).decode()).walk("VEVENT")]
    drafts = [one.name for one in club.settings.calendar.iterdir() if one.name != season_calendar.NAME]
    same = file(club) == subscribed(club)
    return {
        "log": fault, "changes": len(said), "races": races, "files": there, "entries": entries, "same": same,
        "drafts": drafts,
    }  # fmt: skip


def _play(club: Club, chaos: Chaos, *, first: bool) -> dict[str, Any]:
    club.go_to("agenda begins" if first else "agenda going")
    if not first:
        club.later(HOUR)
        open_race(club.secretary, asked.OPENING.model_copy(update={"title": "The Mayor"}))

    def another() -> None:
        season_calendar.keep(club.secretary)

    chaos.overtake = another
    chaos.begin(0)
    with chaos.at_work(), suppress(Death, Exception):
        season_calendar.keep(club.secretary)
    club.later(MINUTE)
    season_calendar.keep(club.secretary)
    before = club.everything()
    season_calendar.keep(club.secretary)
    assert club.everything() == before
    return _end(club)


def _ways(points: list[Point]) -> Iterator[tuple[Point, str]]:
    yield from ((point, kind) for point in points for kind in point.kinds)


@KILLED
@pytest.mark.parametrize("first", [True, False])
def test_killed_at_any_call_or_commit_it_ends_the_same(going: Club, *, first: bool, every: int) -> None:
    """One file here, one at Drive, open to readers, both with the same calendar."""
    if "agenda begins" not in going.kept:
        going.go_to("furnished")
        open_race(going.secretary, asked.OPENING)
        going.keep("agenda begins")
    calm = Chaos()
    hoped = _play(going, calm, first=first)
    assert hoped["same"]
    assert len(hoped["files"]) == 1
    ways = list(_ways(calm.passed))
    assert len(ways) > 20
    met = {(point.place, kind): _play(going, Chaos({point.place: kind}), first=first) for point, kind in ways[::every]}
    assert {where: end for where, end in met.items() if end != hoped} == {}
