"""Correcting a frozen roll: by the sheets and with a reason only, and whoever is concerned hears of it."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from core.records import Correction, Credential
from flows.correct import correct
from flows.duties.election.roll import check
from flows.duties.membership import reach
from flows.reissue import reissue
from tests.flows.ballots import CLOSES, KEY, OPENS
from tests.flows.club import ADA, BO, ESME, FINN, HOUR, JUN, LENA, MINUTE, Club, workbook
from tests.flows.sheets import move, sign_in, sign_out

ADA_IS, BO_IS, JUN_IS, LENA_IS = "M01", "M02", "M10", "M12"
BECAUSE = "A sign-in sheet turned up in the hall."


def _corrections(club: Club) -> list[tuple[int, str, str]]:
    with club.secretary.ledger.reading() as session:
        found = session.execute(select(Correction).order_by(Correction.nth)).scalars()
        return [(one.line, one.kind, one.reason) for one in found]


def _voters(club: Club) -> list[str]:
    return [one.name for one in club.roll() if not one.struck]


def _holds_together(club: Club) -> None:
    """As many credentials as voters, the log vouches for the roll, and the key makes its codes."""
    assert check(club.secretary, club.election()) is None
    with club.secretary.ledger.reading() as session:
        assert len(session.execute(select(Credential)).all()) == len(_voters(club)) == club.election().roll_size


def _count(club: Club) -> Any:
    for when in (CLOSES + MINUTE, CLOSES + HOUR):
        club.at(when)
        assert not club.tend().troubles
    return club.election().intake


# ── before voting opens ────────────────────────────────────────────────────────────────────────────


def test_somebody_is_added_before_voting_opens(club: Club) -> None:
    """M6. Once their sign-ins are entered they are added, on the last line, and the ballot letter reaches them."""
    club.go_to("made")
    frozen = club.election().roll_fingerprint
    sign_in(club, LENA)
    assert (
        correct(club.secretary, KEY, LENA_IS, expected="added", reason=BECAUSE) == "M12 is on the roll of “autumn” now."
    )
    assert [(one.line, one.number) for one in club.roll()][-1] == (12, LENA_IS)
    assert club.election().roll_fingerprint != frozen
    assert _corrections(club) == [(12, "added", BECAUSE)]
    _holds_together(club)
    club.at(OPENS + MINUTE)
    assert not club.tend().troubles
    assert club.vote(LENA).accepted
    assert club.letters() == {f"{KEY}/ballot"}


def test_somebody_is_struck_before_voting_opens(club: Club) -> None:
    """M6. Without the sign-ins that weren't theirs somebody can't vote: they get no letter, and hear of nothing."""
    club.go_to("made")
    sign_out(club, BO)
    assert "M02 is struck off the roll" in correct(
        club.secretary, KEY, BO_IS, expected="struck", reason="They signed for somebody else."
    )
    assert (len(club.roll()), len(_voters(club)), club.election().roll_size) == (11, 10, 10)
    _holds_together(club)
    club.at(OPENS + MINUTE)
    assert not club.tend().troubles
    assert not club.mails("ballot", to="bo@example.org")
    assert club.letters() == {f"{KEY}/ballot"}


# ── while voting is open ───────────────────────────────────────────────────────────────────────────


def test_somebody_is_added_while_voting_is_open(club: Club) -> None:
    """They get the ballot letter at once, vote, are reminded if they don't, and are counted."""
    club.go_to("voted")
    sign_in(club, LENA)
    correct(club.secretary, KEY, LENA_IS, expected="added", reason=BECAUSE)
    club.tend()
    assert [mail.to for mail in club.mails("ballot-12-0")] == ["lena@example.org"]
    club.at(club.reminder_times()[0])
    club.tend()
    assert club.named("reminder-1")["lena@example.org"] == [LENA]
    club.send(club.link(LENA, letter="ballot-12-0"))
    tally = _count(club)
    assert (tally["counted"], tally["unknown"]) == (4, 0)


def test_a_struck_voters_ballot_no_longer_counts(club: Club) -> None:
    """Ada has voted when she is struck: her code is unknown from then on, and she alone hears of it."""
    club.go_to("voted")
    sign_out(club, ADA)
    correct(club.secretary, KEY, ADA_IS, expected="struck", reason="The same person as M05.")
    club.tend()
    [told] = club.mails("struck-1-1")
    assert (told.to, "Dear Ada Example," in told.text, "M05" in told.text) == ("ada@example.org", True, False)
    assert club.send(club.link(ADA)).accepted, "the form itself can't tell"
    club.at(club.reminder_times()[0])
    club.tend()
    assert "ada@example.org" not in club.named("reminder-1")
    tally = _count(club)
    assert (tally["received"], tally["counted"], tally["unknown"]) == (4, 2, 2)


def test_struck_by_mistake_and_added_again(club: Club) -> None:
    """The line is the same, its code is new: the new link counts, the first one doesn't."""
    club.go_to("delivered")
    sign_out(club, ADA)
    correct(club.secretary, KEY, ADA_IS, expected="struck", reason="Not her signature.")
    club.write("Attendance", workbook()["Attendance"])
    correct(club.secretary, KEY, ADA_IS, expected="added", reason="It was, after all.")
    club.tend()
    assert [kind for _, kind, _ in _corrections(club)] == ["struck", "added"]
    club.send(club.link(ADA))
    club.send(club.link(ADA, letter="ballot-1-2"))
    _holds_together(club)
    tally = _count(club)
    assert (tally["counted"], tally["unknown"]) == (1, 1)


def test_a_new_mailbox_gets_a_new_link_and_the_old_one_stops(club: Club) -> None:
    """The old mailbox may be somebody else's: what it was sent is void, and the new one gets a new link."""
    club.go_to("delivered")
    move(club, BO, "bo.the.real@example.org")
    assert "has the name and mailbox of M02" in correct(
        club.secretary, KEY, BO_IS, expected="readdressed", reason="A slip in the address."
    )
    club.tend()
    assert [mail.to for mail in club.mails("reissue-2-1")] == ["bo.the.real@example.org"]
    club.send(club.link(BO))
    club.send(club.link(BO, letter="reissue-2-1"))
    tally = _count(club)
    assert (tally["counted"], tally["unknown"]) == (1, 1)


def test_a_mailbox_for_somebody_who_had_none(club: Club) -> None:
    """Jun had no address: with one in the sheets the roll is corrected, and a letter reaches them."""
    club.go_to("delivered")
    move(club, JUN, "jun@example.org")
    correct(club.secretary, KEY, JUN_IS, expected="readdressed", reason="They told us their address.")
    club.tend()
    assert JUN not in [name for _, _, name, _, _ in reach.voters(club.secretary, KEY)]
    assert club.send(club.link(JUN, letter="reissue-10-1")).accepted


def test_moving_into_a_shared_mailbox(club: Club) -> None:
    """A mailbox serves two. A third isn't reached, and whoever corrects hears it; the others keep their places."""
    club.go_to("delivered")
    move(club, JUN, "pair@example.org")
    assert "No letter reaches them: canvass unreachable autumn" in correct(
        club.secretary, KEY, JUN_IS, expected="readdressed", reason=BECAUSE
    )
    move(club, BO, "ada@example.org")
    correct(club.secretary, KEY, BO_IS, expected="readdressed", reason=BECAUSE)
    places = {one.name: one.place for one in club.roll()}
    assert [places[name] for name in (ESME, FINN, JUN, ADA, BO)] == [1, 2, 0, 1, 2]
    club.tend()
    assert club.named("reissue-2-1") == {"ada@example.org": [BO]}
    club.at(club.reminder_times()[0])
    club.tend()
    assert club.named("reminder-1")["ada@example.org"] == [ADA, BO]


def test_a_link_can_be_reissued_on_a_corrected_roll(club: Club) -> None:
    """Corrections and new links don't get in each other's way: each makes the code before it void."""
    club.go_to("delivered")
    move(club, BO, "bo.the.real@example.org")
    correct(club.secretary, KEY, BO_IS, expected="readdressed", reason=BECAUSE)
    club.tend()
    letter = reissue(club.secretary, KEY, BO_IS)
    assert letter == f"{KEY}/reissue-2-2"
    club.later(HOUR)
    club.tend()
    club.send(club.link(BO, letter="reissue-2-1"))
    club.send(club.link(BO, letter="reissue-2-2"))
    _holds_together(club)
    assert _count(club)["counted"] == 1


# ── after the count ────────────────────────────────────────────────────────────────────────────────


def test_the_result_says_that_the_roll_was_corrected(club: Club) -> None:
    """Voters compare marks: letter and pack say how often the list was corrected, and its mark now."""
    club.go_to("voted")
    sign_in(club, LENA)
    correct(club.secretary, KEY, LENA_IS, expected="added", reason=BECAUSE)
    _count(club)
    club.later(HOUR)
    club.certify()
    for _ in range(2):
        club.later(2 * HOUR)
        club.tend()
    [told] = club.mails("result", to="ada@example.org")
    assert "The list of voters was corrected 1 time after it was frozen" in told.text
    manifest = json.loads((club.settings.packs / KEY / "manifest.json").read_bytes())
    assert (manifest["roll_corrections"], manifest["roll_fingerprint"]) == (1, club.election().roll_fingerprint)
