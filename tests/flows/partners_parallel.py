"""Three organisations that vote in parallel: the club as one of them, their delegates, and the moments of a vote."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from core import parallel
from core.records import Letter, ParallelAnswer, ParallelVote
from flows import partners
from flows.duties.partnership import parallel_votes
from flows.duties.partnership.parallel_votes import Standing
from flows.parallel_vote import ParallelVoteAsked, ask
from integrations.sandbox.inbox import Mail
from integrations.sandbox.respondent import Receipt
from tests.flows import partners_founded
from tests.flows.ballots import START
from tests.flows.club import ADA, BO, CLEO, DEV, ESME, FINN, HOUR, MINUTE, Club
from tests.flows.partners_founded import FOUNDED, Organisation, Project, due, foreseen

PROJECT, VOTE = "garden-26", "mural-26"
OURS, LANTERN, GARDEN = 1, 2, 3
NAMES: Mapping[int, str] = {
    OURS: "Make Justice Normal",
    LANTERN: "Lantern Street Tenants",
    GARDEN: "Harbour Garden Collective",
}
PEOPLE: Sequence[tuple[int, str, str, str]] = (
    (OURS, "primary", "Uma Pretend", "uma@example.org"),
    (OURS, "backup", "Vic Pretend", "vic@example.org"),
    (LANTERN, "primary", "Lou Imaginary", "lou@example.org"),
    (LANTERN, "backup", "Lin Imaginary", "lin@example.org"),
    (GARDEN, "primary", "Hal Invented", "hal@example.org"),
    (GARDEN, "backup", "Hope Invented", "hope@example.org"),
)
"""The delegates, in the order of their numbers: partner, rank, name and mailbox."""

UMA, VIC, LOU, LIN, HAL, HOPE = (email for *_, email in PEOPLE)
NIA = "nia@example.org"
"""Who answers for the tenants, and is no delegate."""

CONTACTS: Mapping[int, tuple[str, str]] = {
    OURS: ("Ned Contact", "ned@example.org"),
    LANTERN: ("Nia Contact", NIA),
    GARDEN: ("Noa Contact", "noa@example.org"),
}

DELEGATES = (UMA, VIC, LOU, LIN, HAL, HOPE)

LAST_DAY, DUE = date(2026, 10, 12), date(2026, 10, 19)
OVER = datetime(2026, 10, 13, 12, tzinfo=UTC)
"""The morning after the last day of the votes."""
LATE = datetime(2026, 10, 20, 12, tzinfo=UTC)
"""The morning after reports were due."""

ASKED: Mapping[str, Any] = {
    "key": VOTE,
    "partnership": PROJECT,
    "title": "A mural on the library's wall",
    "text": "Shall the partners pay for a mural together?",
    "last_day": LAST_DAY,
    "asked_by": "A.E.",
}
OWN = {"our_vote_opens_on": date(2026, 10, 2)}

WHAT = "What do you send?"
DECISION, TOOK_PART = "What did your organisation decide?", "How many took part?"
COULD, FEEDBACK = "How many could have taken part?", "Feedback and context"
STEP, AGREES = "Which next step do you propose?", "Or: with which proposal do you agree?"


def share(choice: str) -> str:
    """The question for a choice's percentage."""
    return f"How many per cent were for “{choice}”?"


def reported(decision: str, yes: str, no: str, took_part: str, could: str, feedback: str = "") -> dict[str, str]:
    """What a delegate fills in to report."""
    said = {DECISION: decision, share("Yes"): yes, share("No"): no, TOOK_PART: took_part, COULD: could}
    said |= {FEEDBACK: feedback}
    return {WHAT: parallel.REPORTS, **{what: words for what, words in said.items() if words}}


YES = reported("Yes", "75", "25", "20", "40", "We like it.")
NO = reported("No", "40", "60%", "15", "18", "The wall is damp.")


def stepped(words: str = "", *, agrees: str = "") -> dict[str, str]:
    """What a delegate fills in to say the next step."""
    said = {STEP: words, AGREES: agrees}
    return {WHAT: parallel.DECIDES, **{what: word for what, word in said.items() if word}}


def _organisation(nth: int) -> Organisation:
    primary, backup = ((name, email) for partner, _, name, email in PEOPLE if partner == nth)
    return Organisation(NAMES[nth], CONTACTS[nth], primary, backup)


PARTNERS = Project(
    PROJECT,
    "A garden for the quarter",
    [_organisation(nth) for nth in NAMES],
    due("goals", "The wall is painted", date(2027, 9, 1))
    + due("deliverables", "A drawing of it", date(2027, 5, 1))
    + foreseen("bad weather", "we meet indoors"),
    method="parallel",
    power='[power]\nstructure = "complex"\ncharacteristic = "one of us pays for the paint"',
)


def agree(club: Club, *, method: str = "parallel", told: Mapping[int, Mapping[str, str]] | None = None) -> None:
    """The three have a partnership in force. `told` is what may be told of a partner, by its number."""
    club.at(FOUNDED)
    partners_founded.begin(club, replace(PARTNERS, method=method))
    for nth, said in (told or {}).items():
        partners_founded.say(club, PARTNERS, nth, partners_founded.publicity(said))
    partners_founded.put_in_force(club, PROJECT)
    partners_founded.settle(club)
    club.at(START)


def begin(club: Club, **changes: Any) -> str:
    """An organiser begins the vote. Returns the key of our own election, if there is one."""
    _, election, missing = ask(club.secretary, ParallelVoteAsked.model_validate({**ASKED, **changes}))
    assert missing == []
    return election


def go_on(club: Club) -> list[str]:
    """One pass over the partnerships. Returns its troubles; something that is broken fails the test."""
    report = partners.carry_on(club.secretary)
    assert report.broken == []
    return report.troubles


def post(club: Club) -> None:
    """Passes over the letters, until whatever was planned has gone out."""
    for _ in range(3):
        assert not club.tend().troubles
        club.later(20 * MINUTE)


def pass_at(club: Club, when: datetime) -> None:
    """The pass at an instant, and the letters that it planned."""
    club.at(when)
    assert go_on(club) == []
    post(club)


def mails(club: Club, occasion: str, to: str) -> list[Mail]:
    """The letters of an occasion about the vote that arrived in a mailbox, the oldest first."""
    with club.secretary.ledger.reading() as session:
        return [one for one in club.mails_to(to) if _occasion(session.get(Letter, one.title)) == occasion]


def _occasion(letter: Letter | None) -> str:
    return letter.occasion if letter else ""


def link(club: Club, who: str) -> str:
    """The newest personal link that a delegate got."""
    found = [re.search(r"^(http\S+pp_url\S+)$", mail.text, re.MULTILINE) for mail in club.mails_to(who)]
    links = [one[1] for one in found if one]
    assert links, f"{who} got no link"
    return links[-1]


def send(club: Club, who: str, said: Mapping[str, str]) -> Receipt:
    """A delegate opens their link, fills in the form and sends it; the next pass reads it."""
    receipt = club.send(link(club, who), said)
    assert receipt.accepted
    return receipt


def now(club: Club) -> Standing:
    """The vote as it stands."""
    with club.secretary.ledger.reading() as session:
        return parallel_votes.standing(session, VOTE, charter=club.secretary.charter)


def vote(club: Club) -> ParallelVote:
    """The vote's row."""
    return now(club).vote


def answers(club: Club) -> tuple[ParallelAnswer, ...]:
    """All that was sent or recorded, whatever it is worth."""
    return now(club).answers


def hold_our_vote(club: Club, yes: Sequence[str] = (ADA, BO, CLEO, DEV), no: Sequence[str] = (ESME, FINN)) -> None:
    """Our members vote on it by form, and an officer certifies the count."""
    club.later(HOUR)
    club.freeze(VOTE)
    opens, closes = datetime(2026, 10, 2, 13, tzinfo=UTC), datetime(2026, 10, 12, 22, tzinfo=UTC)
    for when in (opens - HOUR, opens + MINUTE, opens + 2 * HOUR):
        club.at(when)
        assert not club.tend().troubles
    for who in (*yes, *no):
        club.vote(who, {f"{ASKED['title']}: your choice": "Yes" if who in yes else "No"}, key=VOTE)
    for when in (closes + MINUTE, closes + HOUR):
        club.at(when)
        assert not club.tend().troubles
    assert club.certify(VOTE)


def begun(club: Club) -> None:
    """The vote is begun, our own is drafted, and everybody has heard of it."""
    assert begin(club, **OWN) == VOTE
    pass_at(club, START + 30 * MINUTE)


def counted(club: Club) -> None:
    """Our own vote is held and certified; the others have been asked for their reports."""
    hold_our_vote(club)
    pass_at(club, OVER)


def compared(club: Club) -> None:
    """All have reported, and differ; the reports are side by side, and the next step is asked for."""
    send(club, LOU, YES)
    send(club, HAL, NO)
    pass_at(club, club.secretary.now() + MINUTE)


MOMENTS: Sequence[tuple[str, Callable[[Club], None]]] = (
    ("the partnership is agreed", agree),
    ("the vote is begun", begun),
    ("ours is counted", counted),
    ("the reports are side by side", compared),
)


def go_to(club: Club, moment: str) -> None:
    """Put everything to a moment of the vote; what leads there is played once and then remembered."""
    if moment not in club.kept:
        names = [name for name, _ in MOMENTS]
        at = names.index(moment)
        go_to(club, names[at - 1]) if at else club.go_to("furnished")
        MOMENTS[at][1](club)
        club.keep(moment)
    club.go_to(moment)
