"""A partnership's charter: begun, settled by both sides, put in force once the gate is met, and ended."""

from __future__ import annotations

from datetime import date

from flows import agree, partnership
from tests.flows import partners_charter as play
from tests.flows.club import ADA, Club
from tests.flows.partners_charter import (
    AGREED,
    KEY,
    LANTERN,
    MOSS,
    OUR_FILE,
    THEIR_FILE,
    WANTED,
    delegates,
    go_on,
    take,
    unmet,
)


def test_a_partnership_is_settled_by_two_files_and_put_in_force(partnered: Club) -> None:
    """P1, P2, P5, P8, P10, P12. Nothing is in force before both have settled everything; then it is, once."""
    assert partnership.begin(partnered.secretary, WANTED)
    assert not partnership.begin(partnered.secretary, WANTED)
    assert "“basic values”: Lantern Street Tenants hasn't answered" in play.refused(partnered)
    assert take(partnered, OUR_FILE)
    assert not take(partnered, OUR_FILE)
    letter = play.refused(partnered)
    assert "Make Justice Normal" not in letter.split("\n", 1)[1].split("delegate")[0]
    assert "Lantern Street Tenants has chosen no method yet (P5)" in letter
    assert "Lantern Street Tenants has not named the power yet (P8)" in letter
    assert take(partnered, THEIR_FILE)
    assert go_on(partnered) == []
    assert unmet(partnered) == ""
    assert [one[1:4] for one in delegates(partnered)] == [
        (1, "primary", ADA),
        (1, "backup", MOSS[0]),
        (2, "primary", LANTERN[0][0]),
        (2, "backup", LANTERN[1][0]),
    ]
    assert play.dates(partnered) == [
        ("goal", "Beds for every house", date(2027, 9, 1)),
        ("deliverable", "Plan of the beds", date(2027, 5, 1)),
    ]
    assert play.foreseen(partnered) == {"bad weather": "we meet indoors"}
    assert agree.agree(partnered.secretary, AGREED, named=True)
    assert not agree.agree(partnered.secretary, AGREED, named=True)
    assert play.of(partnered).partnership.agreed_by == "R. O."


def test_whoever_agrees_at_once_after_the_files_neednt_wait_for_a_pass(partnered: Club) -> None:
    """P1. What has come in by now counts, whether the hourly pass has seen it or not."""
    play.begun(partnered)
    take(partnered, OUR_FILE)
    take(partnered, THEIR_FILE)
    assert agree.agree(partnered.secretary, AGREED, named=True)
    assert len(delegates(partnered)) == 4


def test_in_force_everybody_reads_the_whole_of_it(partnered: Club) -> None:
    """P1, P2, P4. Contacts and delegates get the charter in words; delegates heard before what they were named as."""
    play.go_to(partnered, "in force")
    assert play.letters(partnered) == {
        "1/asked": "partner_invited",
        "1/force-2": "partner_in_force",
        "2/asked": "partner_invited",
        "2/force-2": "partner_in_force",
        **{f"d{nth}/named": "delegate_named" for nth in (1, 2, 3, 4)},
        **{f"d{nth}/force-2": "partner_in_force" for nth in (1, 2, 3, 4)},
        "d1/hats": "delegate_hats",
    }
    [whole] = partnered.mails(f"pact.{KEY}.2/force-2")
    assert whole.to == "pat@example.org"
    for words in ("They vote flat.", "collaborative", "due on 1 May 2027", "bad weather", "Ada Example", "Lux Lantern"):
        assert words in whole.text
    [named] = partnered.mails(f"pact.{KEY}.d3/named")
    assert named.to == LANTERN[0][1]
    assert "primary delegate" in named.text
    assert "Wick Lantern is the backup" in named.text
    assert "delegate: 1 vote" in named.text
    assert "secret, also from your own organisation" in named.text
    before = partnered.everything()
    assert go_on(partnered) == []
    assert partnered.everything()["book"]["letter"] == before["book"]["letter"]
