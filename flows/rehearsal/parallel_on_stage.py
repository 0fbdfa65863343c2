"""The parallel vote on stage: three organisations vote by themselves, differ, and find a compromise."""

from __future__ import annotations

from datetime import date

from core.parallel import DECIDES, REPORTS
from flows import agree
from flows.agree import Agreed
from flows.parallel_vote import ParallelVoteAsked, ask_in_parallel
from flows.rehearsal.charter_on_stage import DEV, PAT, PIM, RAE, SOL
from flows.rehearsal.partners_stage import KEY, Partnered

VOTE, TITLE = "mural-27", "A mural on the wall"
OPENS, LAST_DAY = date(2027, 2, 9), date(2027, 2, 19)

OURS = "ada.example@example.org"


def choose_parallel(play: Partnered) -> str:
    """For what comes next the partners want to vote each in its own way: all of them say so, and it is put in force."""
    for mailbox in (RAE, PAT, SOL):
        play.send(mailbox, "asked", {"How do we vote?": "parallel"})
    play.a_pass()
    agree.agree(play.secretary, Agreed(key=KEY, by="R. O."), named=True)
    return play.a_pass()


def ask(play: Partnered) -> str:
    """The question goes to all delegates; our own vote on it is drafted."""
    wanted = ParallelVoteAsked(
        key=VOTE,
        partnership=KEY,
        title=TITLE,
        text="Shall we pay for a mural together?",
        last_day=LAST_DAY,
        our_vote_opens_on=OPENS,
        asked_by="R. O.",
    )
    said = ask_in_parallel(wanted)
    play.a_pass()
    return said


def vote(play: Partnered) -> str:
    """Our members vote; the count that an officer certifies is our report."""
    return play.hold_vote(VOTE, lambda nth: {f"{TITLE}: your choice": "No" if nth % 3 == 2 else "Yes"})


def report(play: Partnered) -> str:
    """The others' delegates report by form, each by their own link: the tenants say yes, the gardeners no."""
    play.a_pass()
    for mailbox, decision, yes, took_part, feedback in (
        (DEV[1], "Yes", 70, 30, "Many would rather see flowers."),
        (PIM[1], "No", 40, 25, "The wall is damp; wait until it is dry."),
    ):
        said = {
            "What do you send?": REPORTS,
            "What did your organisation decide?": decision,
            "How many per cent were for “Yes”?": str(yes),
            "How many per cent were for “No”?": str(100 - yes),
            "How many took part?": str(took_part),
            "How many could have taken part?": "60",
            "Feedback and context": feedback,
        }
        play.send(mailbox, VOTE, said)
    return play.a_pass()


def differ(play: Partnered) -> str:
    """The delegates say what comes next, and don't say the same: each reads what the others want."""
    for mailbox, step in (
        (OURS, "We paint it in May."),
        (DEV[1], "We paint flowers in May."),
        (PIM[1], "We wait until the wall is dry."),
    ):
        play.send(mailbox, VOTE, {"What do you send?": DECIDES, "Which next step do you propose?": step})
    return play.a_pass()


def compromise(play: Partnered) -> str:
    """One of them proposes a compromise, and the others agree with it by its number."""
    proposed = "We paint flowers in September, once the wall is dry."
    play.send(DEV[1], VOTE, {"What do you send?": DECIDES, "Which next step do you propose?": proposed})
    said = play.a_pass()
    number = play.number_in(OURS, VOTE, proposed)
    for mailbox in (OURS, PIM[1]):
        play.send(mailbox, VOTE, {"What do you send?": DECIDES, "Or: with which proposal do you agree?": number})
    return "\n".join([said, play.a_pass()])
