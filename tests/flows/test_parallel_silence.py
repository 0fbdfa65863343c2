"""Delegates who say no next step: they are reminded, and then the desk asks people to help."""

from __future__ import annotations

from flows.pages.desk import desk_page
from tests.flows import partners_parallel as play
from tests.flows.club import DAY, Club
from tests.flows.partners_parallel import HAL, HOPE, LOU, UMA, mails, pass_at, send, stepped


def test_who_says_no_next_step_is_reminded_and_then_stands_on_the_desk(partnered: Club) -> None:
    """P6. Three days and one day before the week is over, by their own link; whoever has said it isn't."""
    play.go_to(partnered, "the reports are side by side")
    compared = partnered.secretary.now()
    send(partnered, LOU, stepped("We paint."))
    send(partnered, UMA, stepped("We paint."))
    for days in range(1, 8):
        pass_at(partnered, compared + days * DAY)
        assert "said no next step" not in desk_page(partnered.secretary)
    assert [len(mails(partnered, "parallel_step_reminder", one)) for one in (HAL, HOPE, LOU, UMA)] == [2, 2, 0, 0]
    pass_at(partnered, compared + 8 * DAY)
    pass_at(partnered, compared + 9 * DAY)
    assert len(mails(partnered, "parallel_step_reminder", HAL)) == 2
    assert "1 partner said no next step after “mural-26”" in desk_page(partnered.secretary)
    send(partnered, HOPE, stepped("We paint."))
    pass_at(partnered, compared + 10 * DAY)
    assert play.vote(partnered).settled == "We paint."
    assert "said no next step" not in desk_page(partnered.secretary)
