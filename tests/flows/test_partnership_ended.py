"""How a partnership ends: all its partners hear it, and not while they vote; and a slip in a partner's name."""

from __future__ import annotations

from datetime import date

import pytest

from flows import agree, flat_vote, parallel_vote, partnership
from flows.partnership import PartnershipBegun, PartnershipEnded
from flows.secretary import Refusal
from flows.withdraw import withdraw
from tests.flows import partners_charter as play
from tests.flows.club import Club
from tests.flows.partners_charter import AGREED, KEY, MAILBOXES, PAT, TENANTS, WANTED, go_on, take
from tests.flows.terminal import at_the_club

ENDED = PartnershipEnded(key=KEY, because="The lot was sold.", by="R. O.")
BUDGET = flat_vote.FlatVotePut(
    key="budget",
    partnership=KEY,
    title="The budget",
    text="Shall we?",
    opens_on=date(2026, 10, 5),
    closes_on=date(2026, 10, 15),
)
MURAL = parallel_vote.ParallelVoteAsked(
    key="mural-27",
    partnership=KEY,
    title="A mural on the wall",
    text="Shall we paint?",
    last_day=date(2026, 10, 20),
    asked_by="R. O.",
)


def _ended_letters(club: Club) -> list[str]:
    return sorted(key for key in play.letters(club) if key.endswith("/ended"))


def test_all_contacts_and_delegates_hear_that_it_ended_and_why(partnered: Club) -> None:
    """P1, P11. Each mailbox once, with the reason; ended twice, nobody is written to again."""
    play.go_to(partnered, "in force")
    assert partnership.end(partnered.secretary, ENDED)
    assert not partnership.end(partnered.secretary, ENDED)
    assert go_on(partnered) == []
    assert _ended_letters(partnered) == ["1/ended", "2/ended", "d1/ended", "d2/ended", "d3/ended", "d4/ended"]
    [mail] = partnered.mails(f"pact.{KEY}.2/ended")
    assert mail.to == MAILBOXES[PAT]
    assert "has ended. The reason on record: The lot was sold." in mail.text


def test_who_never_had_a_letter_gets_none_of_its_end(partnered: Club) -> None:
    """P1. A partnership that was begun by mistake, and ended before anybody was asked, is ended in silence."""
    play.begun(partnered)
    assert partnership.end(partnered.secretary, ENDED)
    assert _ended_letters(partnered) == []


def test_it_doesnt_end_under_a_flat_vote(partnered: Club) -> None:
    """P1, P7. Voters are told first, by the door that withdraws it; a draft is only named."""
    play.go_to(partnered, "in force")
    flat_vote.draft_flat_vote(partnered.secretary, BUDGET)
    partnered.freeze("flat-budget")
    with pytest.raises(Refusal, match="withdraw it first, canvass withdraw flat-budget"):
        partnership.end(partnered.secretary, ENDED)
    assert play.of(partnered).partnership.ended_on is None
    withdraw(partnered.secretary, "flat-budget", reason="The lot was sold.")
    flat_vote.draft_flat_vote(partnered.secretary, BUDGET.model_copy(update={"key": "shed"}))
    said = at_the_club(partnered, "end-partnership", KEY, "--because", "The lot was sold.", "--by", "R. O.")
    assert "These drafts can't be frozen any more: flat-shed." in " ".join(said.split())


def test_it_doesnt_end_under_a_parallel_vote(partnered: Club) -> None:
    """P1, P6. Delegates who are to report hear first that nobody waits for them."""
    play.settled_by_file(partnered)
    for one in (play.OURS, TENANTS):
        take(partnered, f'partner = "{one}"\nmethod = "parallel"')
    assert agree.agree(partnered.secretary, AGREED, named=True)
    parallel_vote.ask(partnered.secretary, MURAL)
    with pytest.raises(Refusal, match="call it off first, canvass parallel-vote-off mural-27"):
        partnership.end(partnered.secretary, ENDED)


def _renamed(name: str, **more: str) -> PartnershipBegun:
    other = WANTED.partners[0].model_copy(update={"name": name, **more})
    return WANTED.model_copy(update={"partners": [other]})


def test_a_partners_name_can_be_put_right_until_it_is_in_force(partnered: Club) -> None:
    """P1. A slip is put right by the door that begins it; another organisation, or one in force, isn't a slip."""
    partnership.begin(partnered.secretary, _renamed("Lantern St Tenants"))
    with pytest.raises(Refusal, match="with the same contact"):
        partnership.begin(partnered.secretary, _renamed("Somebody Else", email="else@example.org"))
    assert partnership.begin(partnered.secretary, WANTED)
    assert not partnership.begin(partnered.secretary, WANTED)
    assert play.of(partnered).names[1] == TENANTS
    play.go_to(partnered, "in force")
    with pytest.raises(Refusal, match="until it is in force"):
        partnership.begin(partnered.secretary, _renamed("Lantern St Tenants"))
