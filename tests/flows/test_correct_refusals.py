"""What corrects no frozen roll: a hunch, a correction without a reason, one too late, and what happened since."""

from __future__ import annotations

import pytest

from flows.correct import correct
from flows.secretary import Refusal
from tests.flows.ballots import KEY
from tests.flows.club import HOUR, LENA, MEMBERS, Club, workbook
from tests.flows.sheets import sign_in

ADA_IS, LENA_IS = "M01", "M12"
BECAUSE = "A sign-in sheet turned up in the hall."


@pytest.mark.parametrize(
    ("member", "reason", "letter"),
    [
        (ADA_IS, "A hunch.", "Nothing to correct: the roll of “autumn” has M01 as the sheets do."),
        (LENA_IS, "She is nice.", "By the sheets M12 couldn't vote on the day on which “autumn” was frozen"),
        ("M99", "Who knows.", "By the sheets M99 couldn't vote"),
        (ADA_IS, "  ", "Correcting a roll needs a reason for the record. Nothing was changed."),
    ],
)
def test_only_the_sheets_correct_a_roll(club: Club, member: str, reason: str, letter: str) -> None:
    """Nobody is added or struck by a hunch, nobody unknown is added, and nothing happens without a reason."""
    club.go_to("delivered")
    before = club.roll(), club.log()
    with pytest.raises(Refusal, match="^" + letter.replace("(", r"\(")):
        correct(club.secretary, KEY, member, expected="added", reason=reason)
    assert [vars(one)["name"] for one in club.roll()] == [vars(one)["name"] for one in before[0]]
    assert "roll.corrected" not in club.log()


@pytest.mark.parametrize("moment", ["drafted", "closed", "counted"])
def test_a_roll_is_corrected_only_from_freezing_to_closing(club: Club, moment: str) -> None:
    """Before, the sheets themselves are corrected; afterwards a ballot stays as it was voted by."""
    club.go_to(moment)
    sign_in(club, LENA)
    with pytest.raises(
        Refusal, match=f"“autumn” is {moment}. A roll is corrected only from freezing until voting closes"
    ):
        correct(club.secretary, KEY, LENA_IS, expected="added", reason=BECAUSE)


def test_more_events_since_then_entitle_nobody(club: Club) -> None:
    """The day of freezing decides: what somebody came to later makes them a voter of the next ballot."""
    club.go_to("delivered")
    events = [
        *workbook()["Events"],
        ["Late meeting", 46299, "monthly meeting"],
        ["Later meeting", 46300, "monthly meeting"],
    ]
    club.write("Events", events)
    rows = [[event, day, LENA, MEMBERS[LENA]] for event, day in (("Late meeting", 46299), ("Later meeting", 46300))]
    club.write("Attendance", [*workbook()["Attendance"], *rows])
    club.later(2 * HOUR)
    with pytest.raises(Refusal, match="By the sheets M12 couldn't vote on the day"):
        correct(club.secretary, KEY, LENA_IS, expected="added", reason=BECAUSE)
