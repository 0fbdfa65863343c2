"""A ballot of four races, each decided by a rule of its own, as organisers would put it on record."""

from __future__ import annotations

from datetime import date
from typing import Any

from flows import process, recommend, season, step
from flows.ballot import BallotOfRaces, draft_races
from flows.duties.race import races
from flows.race import RaceOpened, open_race
from tests.flows.ballots import CLOSES, OPENS
from tests.flows.club import ADA, BO, CLEO, DEV, ESME, FINN, HOUR, MINUTE, Club

KEY = "november"
MAYOR, COUNCIL, QUESTION, CLERK = "mayor-26", "council-26", "question-3", "clerk-26"
DAY = date(2026, 11, 3)

OPENED = (
    RaceOpened(key=MAYOR, title="Mayor", office="Mayor", election_day=DAY),
    RaceOpened(key=COUNCIL, title="City Council", office="City Council – At Large", election_day=DAY),
    RaceOpened(key=QUESTION, title="Question 3", office="Ballot initiative", election_day=DAY),
    RaceOpened(key=CLERK, title="Clerk", office="Clerk of Courts", election_day=DAY),
)
PROCESSES = {MAYOR: "full", COUNCIL: "full", QUESTION: "initiative", CLERK: "anti-endorsement"}
ROWS: list[list[Any]] = [
    ["Race", "Name", "Email", "Website", "Account", "Endorsed before", "Withdrawn"],
    [MAYOR, "Ursula Imaginary", "ursula@example.org", "", "", "", ""],
    [MAYOR, "Victor Invented", "victor@example.org", "", "", "", ""],
    [COUNCIL, "Wanda Madeup", "wanda@example.org", "", "", "", ""],
    [COUNCIL, "Xaver Pretence", "xaver@example.org", "", "", "", ""],
    [CLERK, "Yolanda Makebelieve", "yolanda@example.org", "", "", "", ""],
]
RECOMMENDED = {
    MAYOR: "Ursula Imaginary",
    COUNCIL: "Wanda Madeup",
    QUESTION: "Vote yes",
    CLERK: "Urge voters against Yolanda Makebelieve",
}
WANTED = BallotOfRaces(
    key=KEY,
    title="November endorsements",
    races=[MAYOR, COUNCIL, QUESTION, CLERK],
    opens_on=OPENS.date(),
    opens_at="12:00",
    closes_on=CLOSES.date(),
    closes_at="18:00",
)
RECORDING = "https://video.example.org/forum"

MARKS = {
    "Mayor: your choice": "Ursula Imaginary",
    "City Council: 1st choice": "Wanda Madeup",
    "City Council: 2nd choice": "Xaver Pretence",
    "Question 3: your choice": "Vote yes",
    "Clerk: your choice": "Urge voters against Yolanda Makebelieve",
}
AGAINST = {**MARKS, "Mayor: your choice": "No endorsement", "City Council: 2nd choice": "No endorsement"}


def on_record(club: Club) -> None:
    """Every race is opened, its candidates are entered, and every step of its process is on record."""
    secretary = club.secretary
    for wanted in OPENED:
        open_race(secretary, wanted)
    season.carry_on(secretary)
    club.write("Candidates", ROWS)
    season.carry_on(secretary)
    for key, name in PROCESSES.items():
        process.choose(secretary, key, name, chosen_by="the committee")
        _take_steps(club, key)


def _take_steps(club: Club, key: str) -> None:
    secretary = club.secretary
    with secretary.ledger.reading() as session:
        lacking = list(races.missing(races.of(session, key), charter=secretary.charter))
    for names in [one for one in lacking if one != "recommendation"]:
        name = names.partition(" or ")[0].removesuffix(" (where possible)")
        step.record(secretary, key, name, by="R. O.", link=RECORDING if name == "forum" else "")
    recommend.recommend(secretary, key, RECOMMENDED[key], reasons="We asked, and listened.", decided="by consensus")


def drafted(club: Club) -> None:
    """They are on one ballot, and nothing stands in its way."""
    on_record(club)
    assert draft_races(club.secretary, WANTED) == []


def open_(club: Club) -> None:
    """Voting is open, and the letters are out."""
    drafted(club)
    club.freeze(KEY)
    for when in (OPENS + MINUTE, OPENS + 2 * HOUR):
        club.at(when)
        club.tend()


def counted(club: Club) -> None:
    """Six have voted, five of them alike, and the ballots are counted."""
    open_(club)
    for who in (ADA, BO, CLEO, DEV, ESME):
        club.vote(who, MARKS, key=KEY)
    club.vote(FINN, AGAINST, key=KEY)
    club.tend()
    for when in (CLOSES + MINUTE, CLOSES + HOUR):
        club.at(when)
        club.tend()


def reach(club: Club, moment: str) -> None:
    """Put the club to one of these moments; what leads there is played once."""
    if moment in club.kept:
        club.go_to(moment)
        return
    MOMENTS[moment](club)
    club.keep(moment)


MOMENTS = {
    "races on record": on_record,
    "races drafted": drafted,
    "races open": open_,
    "races counted": counted,
}
