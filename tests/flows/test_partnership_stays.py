"""What partners agreed on stays as it is, whatever one of them says later, and whatever was said before it changed."""

from __future__ import annotations

from datetime import UTC, date, datetime

from flows import agree, flat_vote, partnership_shown
from flows.duties.partnership import dates
from flows.pages.desk import desk_page
from flows.pages.partners import partners_page
from tests.flows import partners_charter as play
from tests.flows.club import HOUR, MINUTE, Club
from tests.flows.partners_charter import (
    AGREED,
    KEY,
    MAILBOXES,
    OUR_FILE,
    OURS,
    PAT,
    TENANTS,
    THEIR_FILE,
    answer,
    go_on,
    take,
    unmet,
)

BOTH = (OURS, TENANTS)
BUDGET = flat_vote.FlatVotePut(
    key="budget",
    partnership=KEY,
    title="The budget",
    text="Shall we?",
    opens_on=date(2026, 10, 5),
    closes_on=date(2026, 10, 15),
)
JUNE, JULY = date(2027, 6, 1), date(2027, 7, 1)


def _said(club: Club, words: str, *who: str) -> None:
    """Partners say something by file, all of those the same, a minute after whatever was before."""
    for one in who:
        club.later(MINUTE)
        take(club, f'partner = "{one}"\n{words}')


def _plan_due(club: Club) -> date | None:
    return {name: due for _, name, due in play.dates(club)}["Plan of the beds"]


def _plan_is_due(day: date) -> str:
    return f'[[deliverables]]\nname = "Plan of the beds"\ndue = {day}'


def _move(club: Club) -> None:
    club.later(MINUTE)
    dates.move(club.secretary, KEY, "Plan of the beds", to=JUNE, because="The soil comes late.")


# ── what organisers moved ──────────────────────────────────────────────────────────────────────────


def test_a_date_that_was_moved_stays_there(partnered: Club) -> None:
    """P12. What all partners stated before it was moved doesn't bring it back, with the next pass nor agreed anew."""
    play.go_to(partnered, "in force")
    _move(partnered)
    go_on(partnered)
    assert _plan_due(partnered) == JUNE
    _said(partnered, 'method = "parallel"', *BOTH)
    assert agree.agree(partnered.secretary, AGREED, named=True)
    go_on(partnered)
    assert _plan_due(partnered) == JUNE


def test_a_date_that_only_one_partner_had_stated_stays_where_it_was_moved(partnered: Club) -> None:
    """P12. Put in force anew for another reason, a day that one stated and none contradicted doesn't come back."""
    play.begun(partnered)
    take(partnered, OUR_FILE)
    take(partnered, THEIR_FILE.replace(play.SHARED, ""))
    assert play.refused(partnered) == ""
    _move(partnered)
    _said(partnered, 'method = "parallel"', *BOTH)
    assert agree.agree(partnered.secretary, AGREED, named=True)
    assert _plan_due(partnered) == JUNE


def test_after_a_move_all_partners_can_state_another_day(partnered: Club) -> None:
    """P12. One of them alone is named as in the way; all of them, after the move and alike, have the last word."""
    play.go_to(partnered, "in force")
    _move(partnered)
    _said(partnered, _plan_is_due(JULY), TENANTS)
    go_on(partnered)
    assert _plan_due(partnered) == JUNE
    assert "on record is 1 June 2027, and not all partners say 1 July 2027 instead (P12)" in play.refused(partnered)
    _said(partnered, _plan_is_due(JULY), OURS)
    go_on(partnered)
    assert _plan_due(partnered) == JULY


# ── what one partner says later ────────────────────────────────────────────────────────────────────

OTHERWISE = """
method = "parallel"
[power]
structure = "complex"
characteristic = "money"
[gate."basic values"]
answer = "no"
words = "Not any more."
"""


def test_one_partners_later_word_suspends_nothing(partnered: Club) -> None:
    """P1, P5, P8. Method, power and gate are those that were put in force; a flat vote can still be drafted."""
    play.go_to(partnered, "in force")
    assert unmet(partnered) == ""
    _said(partnered, OTHERWISE, TENANTS)
    go_on(partnered)
    settled = play.of(partnered)
    assert (settled.method, {one.structure for one in settled.power.values()}) == ("flat", {"collaborative"})
    assert unmet(partnered) == ""
    _, missing = flat_vote.draft_flat_vote(partnered.secretary, BUDGET)
    assert missing == []
    partnered.freeze("flat-budget")


def test_what_was_said_since_is_shown_apart(partnered: Club) -> None:
    """P1, P11. The command line says who said what; page and desk say how many, and what would be in the way of it."""
    play.go_to(partnered, "in force")
    _said(partnered, OTHERWISE, TENANTS)
    go_on(partnered)
    shown = "\n".join(partnership_shown.in_words(partnered.secretary, KEY))
    assert "They vote flat." in shown
    assert "Still to be settled" not in shown
    assert (
        "Since it is in force Lantern Street Tenants answered: “basic values”: no; method: parallel; power: complex, "
        "money."
    ) in shown
    assert "Before that can be put in force instead:\n  “basic values”: Lantern Street Tenants answers no." in shown
    page = partners_page(partnered.secretary)
    assert "No longer settled" not in page
    assert "Something else was said since it is in force. It stays as it was agreed." in page
    assert "a partner organisation answers no" in page
    desk = desk_page(partnered.secretary)
    assert "1 partner no longer says yes to what “A garden for the quarter” asks first" in desk
    assert "The rest stays as it was agreed." in desk
    _said(partnered, '[gate."basic values"]\nanswer = "yes"\nwords = "After all."', TENANTS)
    assert "no longer says yes" not in desk_page(partnered.secretary)


def test_what_a_vote_weighs_changes_only_as_it_is_put_in_force_anew(partnered: Club) -> None:
    """P3, P7. Also a role that all partners name alike waits for that: everybody reads it before it weighs anything."""
    role = '[[roles]]\nkind = "voter"\nrole = "steward"\nvotes = 2\nreason = "they do most of the work"'
    play.go_to(partnered, "in force")
    _said(partnered, role, *BOTH)
    go_on(partnered)
    assert play.of(partnered).adapted == ()
    assert agree.agree(partnered.secretary, AGREED, named=True)
    assert [one.role for one in play.of(partnered).adapted] == ["steward"]


def test_what_may_be_told_of_a_partner_holds_at_once(partnered: Club) -> None:
    """P11. Whoever becomes private is private now, in force or not, and nobody has to agree to it."""
    play.go_to(partnered, "in force")
    _said(partnered, '[publicity]\nmembers = "nothing"\npartners = "nothing"', TENANTS)
    assert play.of(partnered).publicity[TENANTS].members == "nothing"
    assert "said something else" not in desk_page(partnered.secretary)


# ── in which order ─────────────────────────────────────────────────────────────────────────────────


def test_an_older_answer_doesnt_take_the_place_of_a_later_file(partnered: Club) -> None:
    """P1. What was said last counts, also where the form wasn't read in between."""
    play.go_to(partnered, "asked")
    answer(partnered, MAILBOXES[PAT], {"How do we vote?": "parallel"})
    partnered.later(HOUR)
    assert take(partnered, f'partner = "{TENANTS}"\nmethod = "flat"')
    go_on(partnered)
    assert play.of(partnered).methods == {TENANTS: "flat"}


def test_the_same_file_after_another_answer_is_news(partnered: Club) -> None:
    """P1. A file is said before only if nothing was answered since, whether or not that was read."""
    flat = f'partner = "{TENANTS}"\nmethod = "flat"'
    play.go_to(partnered, "asked")
    assert take(partnered, flat)
    partnered.later(HOUR)
    answer(partnered, MAILBOXES[PAT], {"How do we vote?": "parallel"})
    partnered.later(HOUR)
    assert take(partnered, flat)
    assert not take(partnered, flat)
    go_on(partnered)
    assert play.of(partnered).methods == {TENANTS: "flat"}


# ── days that are past ─────────────────────────────────────────────────────────────────────────────


def test_a_day_that_is_past_isnt_agreed_on(partnered: Club) -> None:
    """P12. It is most likely a slip, and named; what becomes overdue later keeps nobody from agreeing anew."""
    play.begun(partnered)
    old = play.SHARED.replace("2027-09-01", "2016-09-01")
    take(partnered, OUR_FILE.replace(play.SHARED, old))
    take(partnered, THEIR_FILE.replace(play.SHARED, old))
    assert "due on a day that is past: “Beds for every house” on 1 September 2016 (P12)" in play.refused(partnered)
    _said(partnered, play.SHARED, *BOTH)
    assert play.refused(partnered) == ""
    partnered.at(datetime(2027, 6, 1, 16, tzinfo=UTC))
    _said(partnered, 'method = "parallel"', *BOTH)
    assert play.refused(partnered) == ""
    _said(partnered, _plan_is_due(date(2027, 4, 1)), *BOTH)
    assert "“Plan of the beds” on 1 April 2027 (P12)" in play.refused(partnered)
