"""The flat vote on stage: members and delegates vote together, one of them in both hats, and for one the backup."""

from __future__ import annotations

from datetime import date, timedelta

from flows.certify import certify
from flows.circumstance import CircumstanceMet, DelegateAway, record_a_circumstance, record_an_absence
from flows.flat_vote import FlatVotePut, draft_a_flat_vote
from flows.freeze import freeze_ballot
from flows.partner_date import DateReached, record_that_it_is_reached
from flows.pages.election import result_page
from flows.rehearsal.charter_on_stage import DEV, HARBOUR, LANTERN, PIM, QUIN
from flows.rehearsal.partners_stage import KEY, Partnered
from flows.tend import tend_everything

TITLE, VOTE = "The garden's budget", "flat-garden-budget"
OPENS, CLOSES = date(2027, 1, 12), date(2027, 1, 22)

QUESTION = f"{TITLE}: your choice"
AS_MEMBER, FOR_LANTERN = f"{DEV[0]} (as member)", f"{DEV[0]} (for {LANTERN})"
FOR_HARBOUR = f"{QUIN[0]} (for {HARBOUR})"
"""How the ballot letters call whoever votes as more than a member."""


def put(_play: Partnered) -> str:
    """The question is drafted: who of the partners votes, and with how many votes, is told beside it."""
    wanted = FlatVotePut.model_validate(
        {
            "key": "garden-budget",
            "partnership": KEY,
            "title": TITLE,
            "text": "Shall the garden have 2,000 dollars?",
            "opens_on": OPENS,
            "closes_on": CLOSES,
        }
    )
    return draft_a_flat_vote(wanted)


def open_it(play: Partnered) -> str:
    """The roll is frozen with the delegates' lines on it, and voting opens."""
    said = freeze_ballot(VOTE, despite_questions=True)
    for minutes in (2, 122):
        play.at(play.election(VOTE).opens_at + timedelta(minutes=minutes))
        tend_everything()
    called = play.voters(VOTE)
    both = [one for one in called if one.startswith(DEV[0])]
    return f"{said}\n{len(called)} links went out; one person has {len(both)}: {' and '.join(sorted(both))}."


def be_away(play: Partnered) -> str:
    """The gardeners' primary delegate falls ill: the absence is put on record by number, and acts by itself."""
    away = DelegateAway(
        partnership=KEY, delegate=play.number_of(PIM[1]), first=date(2027, 1, 14), last=date(2027, 1, 31), by="R. O."
    )
    said = record_an_absence(away)
    play.letters_out()
    return said


def vote(play: Partnered) -> str:
    """Members vote, and delegates: who wears both hats votes twice, not the same; for the gardeners the backup does."""
    marks = {AS_MEMBER: "Yes", FOR_LANTERN: "No", FOR_HARBOUR: "Yes"}
    links = play.voters(VOTE)
    members = [one for one in links if "(" not in one]
    marks |= {one: "No" if nth % 4 == 3 else "Yes" for nth, one in enumerate(members[:9])}
    for who, mark in marks.items():
        play.fill(links[who], {QUESTION: mark})
    tend_everything()
    return f"{len(marks)} ballots came in, two of them from the same person."


def count(play: Partnered) -> str:
    """Voting closes; precedence between delegates is settled, and the ballots are sealed, counted and certified."""
    for minutes in (3, 25):
        play.at(play.election(VOTE).closes_at + timedelta(minutes=minutes))
        tend_everything()
    certify(play.secretary, VOTE, officer="R. O.", note="Rehearsed.")
    play.letters_out()
    page = result_page(play.secretary, VOTE)
    withheld = next((line for line in page.splitlines() if "Withheld (P9)" in line), "")
    return "\n".join(filter(None, [play.sentence(VOTE), withheld]))


def reach(play: Partnered) -> str:
    """A deliverable is reached before it is due; then it rains, and what was agreed on for that goes to everybody."""
    said = record_that_it_is_reached(DateReached(partnership=KEY, what="A plan of the beds"))
    met = record_a_circumstance(CircumstanceMet(partnership=KEY, circumstance="bad weather", by="R. O."))
    play.letters_out()
    return f"{said}\n{met}"
