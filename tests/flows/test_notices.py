"""Organisers hear by e-mail, once, of what doesn't go on without them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from core import letters
from core.records import Letter
from core.ruling import Obstacle
from flows.duties.election import holds
from flows.duties.health import dashboard, notices
from flows.duties.health import troubles as all_troubles
from flows.duties.health.findings import Finding, Group, wrong
from flows.duties.health.trouble import Look, Trouble
from flows.duties.letter import drafting, outbox, steps
from flows.duties.letter.steps import Step
from flows.pages.desk import desk_page
from flows.withdraw import withdraw
from integrations.sandbox import mailchimp
from integrations.scheduler import Scheduler
from tests.conftest import ON_SQLITE
from tests.flows import partners_flat
from tests.flows.ballots import CLOSES, KEY
from tests.flows.club import ADA, DAY, HOUR, MEMBERS, Club

GROUP = Group("Google")
ILL = GROUP.wrong("consent", "Google no longer accepts it", "Consent again.")
WELL = GROUP.ok("consent", "it holds")


def at(ago: timedelta) -> str:
    """An instant as Prefect writes it."""
    return (datetime.now(UTC) - ago).isoformat()


class Answers:
    """A server that answers as Prefect's does, from data."""

    def __init__(self) -> None:
        self.doors = [self.door(name) for name in dashboard.PASSES]
        self.runs: list[dict[str, Any]] = []
        self.workers = [{"name": "elsewhere", "status": "ONLINE", "last_heartbeat_time": at(timedelta(seconds=9))}]
        self.finished = at(timedelta(minutes=4))

    @staticmethod
    def door(name: str) -> dict[str, Any]:
        """A deployment."""
        since = at(timedelta(days=9))
        schedules = [{"active": True}]
        return {"id": name, "name": name, "created": since, "updated": since, "paused": False, "schedules": schedules}

    def answer(self, path: str, asked: dict[str, Any]) -> Any:
        """What is found under a path."""
        if path.endswith("/workers/filter"):
            return self.workers
        if path == "/work_pools/filter":
            return [{"name": "canvass", "is_paused": False}]
        if path == "/deployments/filter":
            return self.doors
        if path == "/flow_runs/filter":
            return self.found(asked)
        if path.startswith("/csrf-token"):
            return {"token": "a-token"}
        raise ValueError(path)

    def found(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        """The runs in the states that are asked for."""
        states = set(asked["flow_runs"]["state"]["type"]["any_"])
        first = asked.get("offset", 0)
        if "deployments" in asked:
            planned = {"expected_start_time": at(-timedelta(minutes=1)), "end_time": self.finished}
            return [planned]
        return [run for run in self.runs if run["state_type"] in states][first : first + asked["limit"]]


def run(
    state: str, *, ago: timedelta = HOUR, door: str = "tend", about: str = "autumn", said: str = ""
) -> dict[str, Any]:
    """A run in a state for some time."""
    told = {"state_type": state, "state": {"timestamp": at(ago), "message": said}, "deployment_id": door}
    named = {"name": f"Certify: {about}", "parameters": {"election": about}}
    return {"id": f"{state}-{ago.total_seconds():.0f}", **named, **told}


@contextmanager
def serving(answers: Answers) -> Iterator[Scheduler]:
    """These answers on loopback."""

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/api/"):  # by which strangers try to get in
                self.send_error(403)
                return
            self.say("3.8.8" if self.path == "/admin/version" else answers.answer(self.path, {}))

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            self.say(answers.answer(self.path, asked))

        def say(self, what: Any) -> None:
            body = json.dumps(what).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield Scheduler(f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def told(club: Club) -> list[str]:
    """The texts of all letters that reached the organisers."""
    return [mail.text for mail in club.mails_to(club.settings.mail_reply_to)]


def look(club: Club, found: list[Finding], answers: Answers | None = None) -> Look:
    """What an examination sees."""
    with serving(answers or Answers()) as prefect:
        return all_troubles.look(club.secretary, found, prefect)


def troubles(club: Club, found: list[Finding], answers: Answers | None = None) -> list[Trouble]:
    """What organisers would have to be told."""
    return list(look(club, found, answers).troubles)


def news(club: Club, found: Look) -> int:
    """How many troubles are told of now, in one letter or none."""
    said = notices.tell(club.secretary, found)
    return int(said.partition("about ")[2].partition(" ")[0] or 0)


def test_each_trouble_is_told_once_and_again_in_a_week(club: Club) -> None:
    """However often it is looked: one letter for what is new, nothing for what was told, and a reminder in a week."""
    ill = look(club, [ILL])
    for _ in range(3):
        notices.tell(club.secretary, ill)
        club.tend()
    (text,) = told(club)
    assert "Google no longer accepts it" in text
    assert "Consent again." in text
    more = Look([*ill.troubles, Trouble("failed/tend", "1 run of “tend” failed", "Look.")])
    club.later(HOUR)
    assert "about 1 of 2" in notices.tell(club.secretary, more)
    club.tend()
    assert len(told(club)) == 2
    assert "no longer accepts" not in told(club)[1]
    club.later(8 * DAY)
    notices.tell(club.secretary, ill)
    club.tend()
    assert len(told(club)) == 3


def test_nothing_is_written_where_nothing_is_wrong(club: Club) -> None:
    """A healthy hour leaves no letter."""
    assert notices.tell(club.secretary, look(club, [WELL])) == ("The organisers have nothing new to be told.")
    assert club.letters() == set()


@ON_SQLITE
def test_failed_runs_and_waiting_approvals_are_told(club: Club) -> None:
    """Failures of a day are one trouble for each door; an approval is one once it has waited for a day."""
    answers = Answers()
    answers.finished = at(3 * HOUR)
    answers.runs = [run("FAILED"), run("CRASHED", ago=2 * HOUR), run("PAUSED", ago=HOUR), run("PAUSED", ago=26 * HOUR)]
    found = {one.key: one.what for one in troubles(club, [], answers)}
    assert found == {
        "failed/tend": "2 runs of “tend” failed in the past 24 hours",
        "waiting/PAUSED-93600": "“Certify: autumn” has waited 26 hours for somebody’s answer",
    }


@ON_SQLITE
def test_what_breaks_again_after_it_was_mended_is_told_again(club: Club) -> None:
    """Mended is what an examination finds in order, not what it can't see; and what comes and goes is no flood."""
    assert news(club, look(club, [ILL])) == 1
    club.later(DAY)
    blind = GROUP.unknown("this examination", "it broke off")
    assert news(club, look(club, [blind])) == 0
    assert news(club, look(club, [ILL])) == 0, "it was out of sight, and never mended"
    assert news(club, look(club, [WELL])) == 0
    club.later(3 * DAY)
    assert news(club, look(club, [ILL])) == 1
    told_at = []
    looks = look(club, [ILL]), look(club, [WELL])
    for hour in range(1, 25):
        club.later(HOUR)
        if news(club, looks[hour % 2]):
            told_at.append(hour)
    assert told_at == [6, 16], "each time it comes back it is left a while longer"


@ON_SQLITE
def test_a_pass_that_failed_again_later_is_told_again(club: Club) -> None:
    """A failure that the next pass made good is over; ten times as many at once are news, whatever was told."""
    answers = Answers()
    answers.runs = [run("FAILED", ago=timedelta(minutes=9))]
    assert news(club, look(club, [], answers)) == 1
    answers.runs = [run("FAILED", ago=timedelta(minutes=minutes)) for minutes in range(10, 19)]
    answers.finished = at(3 * HOUR)
    assert news(club, look(club, [], answers)) == 0
    answers.runs += [run("FAILED", ago=timedelta(minutes=minutes)) for minutes in range(20, 30)]
    assert news(club, look(club, [], answers)) == 1
    club.later(7 * HOUR)
    answers.runs, answers.finished = [run("FAILED", ago=2 * HOUR)], at(HOUR)
    assert news(club, look(club, [], answers)) == 0
    answers.runs = [run("FAILED", ago=timedelta(minutes=9)), *answers.runs]
    (one,) = troubles(club, [], answers)
    assert one.what == "1 run of “tend” failed in the past 24 hours"
    assert news(club, look(club, [], answers)) == 1


@ON_SQLITE
def test_each_failed_run_that_somebody_started_is_told_and_slips_are_not(club: Club) -> None:
    """Another ballot's failure is news at the same door. Who was told no has read it, and names stay out of it."""
    answers = Answers()
    answers.doors += [answers.door("extend"), answers.door("statement")]
    told_no = "Flow run encountered an exception: Refusal: There is no ballot “autum”."
    lapsed = "Flow was paused and never resumed"
    answers.runs = [
        run("FAILED", door="extend", about="autum", said=told_no),
        run("FAILED", ago=2 * HOUR, door="extend", said=lapsed),
    ]
    assert troubles(club, [], answers) == []
    answers.runs.append(run("FAILED", ago=3 * HOUR, door="extend"))
    assert news(club, look(club, [], answers)) == 1
    assert news(club, look(club, [], answers)) == 0
    answers.runs += [run("CRASHED", ago=HOUR, door="extend", about=which) for which in ("winter", "spring")]
    answers.runs.append(run("FAILED", ago=4 * HOUR, door="statement", about="Ada Example"))
    assert news(club, look(club, [], answers)) == 3
    club.tend()
    first, second = sorted(told(club), key=lambda text: "2 runs" in text)
    assert "1 run of “extend” failed" in first
    assert "2 runs of “extend” failed" in second
    assert "1 run of “statement” failed" in second
    assert "Ada" not in second


@ON_SQLITE
def test_a_silent_dashboard_makes_nothing_forgotten(club: Club) -> None:
    """While Prefect doesn't answer nobody knows whether its runs are in order, so nothing is told a second time."""
    answers = Answers()
    answers.runs = [run("FAILED")]
    found = look(club, [], answers)
    assert news(club, found) == 1
    club.later(4 * HOUR)
    blind = all_troubles.look(club.secretary, [], Scheduler("http://127.0.0.1:9"))
    assert blind.troubles == []
    assert news(club, blind) == 0
    assert news(club, found) == 0


@ON_SQLITE
def test_what_somebody_started_is_found_behind_a_day_of_failed_passes(club: Club) -> None:
    """Prefect gives two hundred runs at once: the next pages are read, too."""
    answers = Answers()
    answers.doors.append(answers.door("extend"))
    answers.finished = at(30 * HOUR)
    answers.runs = [run("FAILED", ago=timedelta(minutes=5 * nth)) for nth in range(250)]
    answers.runs.append(run("FAILED", ago=22 * HOUR, door="extend"))
    assert [one.number for one in troubles(club, [], answers)] == [250, 1]


@ON_SQLITE
def test_an_answer_about_a_vote_that_is_about_to_close_is_told_at_once(club: Club) -> None:
    """A day later it would be too late. About other votes, and votes that are far from their end, a day is waited."""
    club.go_to("open")
    answers = Answers()
    answers.runs = [run("PAUSED", ago=timedelta(minutes=5), about=which) for which in (KEY, "another")]
    assert [one for one in troubles(club, [], answers) if one.key.startswith("waiting/")] == []
    club.at(CLOSES - DAY)
    (one,) = [one for one in troubles(club, [], answers) if one.key.startswith("waiting/")]
    assert one.what.startswith(f"“Certify: {KEY}” waits for somebody’s answer, and voting in “")
    assert "closes" in one.what
    club.at(CLOSES)
    assert [one for one in troubles(club, [], answers) if one.key.startswith("waiting/")] == []


def at_standstill(club: Club) -> list[Trouble]:
    """What organisers would have to be told of stopped ballots and letters."""
    return [one for one in troubles(club, []) if one.key.startswith(("held/", "letter/", "late/", "missed/"))]


@ON_SQLITE
def test_a_stopped_ballot_is_told_by_its_finding_and_not_by_its_reason(club: Club) -> None:
    """Another finding is news, and so is the last day. The reason may quote an option, and so a candidate."""
    club.go_to("open")
    assert at_standstill(club) == []
    holds.hold(club.secretary, club.election(), Obstacle("E7", "the form offers “Ursula Imaginary” twice"))
    (first,) = at_standstill(club)
    assert first.do.endswith(f"canvass accept {KEY} --finding {club.election().held_finding}")
    assert "Imaginary" not in first.what + first.do
    assert news(club, Look(at_standstill(club))) == 1
    club.later(HOUR)
    assert news(club, Look(at_standstill(club))) == 0
    holds.hold(club.secretary, club.election(), Obstacle("P9", "the form collects addresses"))
    assert news(club, Look(at_standstill(club))) == 1
    club.later(HOUR)
    club.at(CLOSES - HOUR)
    (last,) = at_standstill(club)
    assert last.key != first.key
    assert "is stopped, and voting in “" in last.what
    assert news(club, Look(at_standstill(club))) == 1
    withdraw(club.secretary, KEY, reason="It is settled.")
    assert at_standstill(club) == []


@ON_SQLITE
def test_letters_that_wait_or_came_too_late_are_told_in_one_line(club: Club) -> None:
    """By their kind and number, whoever they were for. A letter about troubles that waits itself begets no other."""
    club.go_to("frozen")
    notices.tell(club.secretary, look(club, [ILL]))
    (own,) = [key for key in club.letters() if club.letter(key).occasion == notices.OCCASION]
    steps.record(club.secretary, club.letter(own), steps.hold("Mailchimp was told twice and hasn't"))
    assert at_standstill(club) == []
    club.go_to("open")
    first = club.letter("ballot")
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        for nth, occasion in enumerate(("new_link", "new_link", "reminder", "reminder", "reminder")):
            to = [MEMBERS[ADA]]
            about = outbox.plan(
                f"{KEY}/{occasion}-{nth}",
                occasion=occasion,
                election=club.election(),
                at=pen.at,
                to=to,
                facts=first.facts,
            )
            pen.session.add(about)
    for nth, occasion in enumerate(("new_link", "new_link")):
        steps.record(
            club.secretary, club.letter(f"{occasion}-{nth}"), steps.hold("Mailchimp was told twice and hasn't")
        )
    for nth, why in ((2, drafting.TOO_LATE), (3, drafting.TOO_LATE), (4, "nobody wants it any more")):
        steps.record(club.secretary, club.letter(f"reminder-{nth}"), Step(letters.MISSED, why))
    found = at_standstill(club)
    assert len(found) == 4
    assert notices.tell(club.secretary, Look(found)).startswith("A letter")
    (key,) = [key for key in club.letters() if club.letter(key).occasion == notices.OCCASION]
    assert [line["what"] for line in club.letter(key).facts["troubles"]] == [
        "2 letters (new link) of “Autumn endorsements” wait for somebody to look at them",
        "2 letters (reminder) of “Autumn endorsements” came too late, so they weren’t sent",
    ]
    withdraw(club.secretary, KEY, reason="It is settled.")
    assert {one.key.partition("/")[0] for one in at_standstill(club)} == {"letter"}, "what was called off nobody misses"


@ON_SQLITE
def test_a_letter_that_no_pass_gets_out_is_told(club: Club) -> None:
    """A lost key leaves the ballots' letter where it is, and no ballot is stopped: hours later somebody has to know."""
    club.go_to("open")
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        letter = pen.session.get_one(Letter, f"{KEY}/ballot")
        letter.state, letter.planned_at = letters.PLANNED, pen.at
    club.later(6 * HOUR)
    assert at_standstill(club) == []
    club.later(HOUR)
    (one,) = at_standstill(club)
    assert one.what == "a letter (ballot) of “Autumn endorsements” should be out for hours, and isn’t"
    holds.hold(club.secretary, club.election(), Obstacle("E7", "the form was edited"))
    assert [one.key.partition("/")[0] for one in at_standstill(club)] == ["held"]


@ON_SQLITE
@pytest.mark.parametrize(("ago", "verdict"), [(timedelta(minutes=50), "ok"), (timedelta(minutes=70), "wrong")])
def test_a_pass_that_hasnt_finished_is_noticed(ago: timedelta, verdict: str, club: Club) -> None:
    """The watchdog: tend has an hour; what runs less often has more."""
    answers = Answers()
    answers.finished = at(ago)
    with serving(answers) as prefect:
        found = {one.key: one for one in dashboard.look(prefect)}
    assert found["Dashboard/pass tend"].verdict == verdict
    assert found["Dashboard/pass membership"].verdict == "ok"
    assert found["Dashboard/worker"].verdict == "ok"
    assert found["Dashboard/strangers"].verdict == "unknown"


@ON_SQLITE
def test_many_voters_whom_no_letter_reaches_are_told(club: Club) -> None:
    """Beyond a tenth of a roll the organisers hear of it, and again if it gets worse: by number, not by name."""
    club.go_to("frozen")
    (found,) = troubles(club, [])
    assert found.key.startswith("unreachable/")
    assert "3 of 11 voters of" in found.what
    assert news(club, Look([replace(found, grade=1)])) == 1
    assert news(club, Look([found])) == 1, "beyond a quarter it is told anew"
    assert news(club, Look([replace(found, grade=1)])) == 0
    assert "Example" not in found.what


@ON_SQLITE
def test_a_closed_account_is_said_on_the_desk(club: Club) -> None:
    """When Mailchimp has closed the account no e-mail can say so: the letter waits, and the desk has what is wrong."""
    mailchimp.behave(club.sandbox.world, closed=True)
    closed = GROUP.wrong("account", "Mailchimp has closed it", "Write to it.")
    notices.tell(club.secretary, look(club, [closed]))
    assert club.tend().troubles
    assert told(club) == []
    (key,) = club.letters()
    assert club.letter(key).state == letters.PLANNED
    page = desk_page(club.secretary, ill={one.key: f"{one.what}\n{one.mend}" for one in wrong([closed])})
    assert "Google, account" in page
    assert "Mailchimp has closed it." in page
    mailchimp.behave(club.sandbox.world, closed=False)
    club.tend()
    assert len(told(club)) == 1


def silent(club: Club) -> list[Trouble]:
    """What organisers would have to be told of partners without a ballot."""
    return [one for one in troubles(club, []) if one.key.startswith("silent/")]


def test_a_partner_without_a_ballot_is_told_in_time_to_act(flat_club: Club) -> None:
    """P2, P11. Once for each vote, from three days before closing, as long as a partner has none; unnamed."""
    partners_flat.go_to(flat_club, "flat open")
    flat_club.at(CLOSES - 3 * DAY - HOUR)
    assert silent(flat_club) == []
    flat_club.at(CLOSES - 3 * DAY)
    (one,) = silent(flat_club)
    assert one.key == f"silent/{partners_flat.VOTE}"
    assert one.do.endswith(f"canvass silent-partners {partners_flat.VOTE}")
    assert not [name for name in (partners_flat.LANTERN, partners_flat.HARBOUR) if name in one.what]
    for delegate in (partners_flat.BACKUP_OF_LANTERN, partners_flat.FOR_HARBOUR):
        partners_flat.vote(flat_club, delegate, partners_flat.YES)
    flat_club.tend()
    assert silent(flat_club) == []
