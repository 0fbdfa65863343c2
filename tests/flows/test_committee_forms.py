"""What members of the committee hand in by form: motions, and disclosures of what could bias them."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from core.records import Petition
from flows import motion, season
from flows.duties.committee import on_record, seats
from flows.duties.membership import stock
from flows.duties.petition import standing_forms
from flows.handed_in import Report, read_requests
from flows.motion import MotionPut
from flows.pages.desk import desk_page
from flows.pages.requests import requests_page
from flows.pages.season import season_page
from flows.secretary import Refusal
from integrations.sandbox import inbox
from tests.flows import committee as ours
from tests.flows.ballots import START
from tests.flows.club import ADA, DAY, DEV, HOUR, LENA, MEMBERS, MINUTE, Club
from tests.flows.committee import CLOSES, MAYOR, OPENS, SEATS
from tests.flows.test_motions import NOBODY_RECUSED

TITLE, TEXT = "A bank account", "We open an account.\nTwo of us sign."
WANTED = MotionPut(key="bank", handed_in="1", opens_on=date(2026, 10, 2))


@pytest.fixture
def seated(club: Club) -> Club:
    """A race, a committee of which nobody is recused from it, and the forms of its members."""
    club.at(START)
    stock.take_stock(club.secretary)
    ours.seat(club)
    club.write("Committee", NOBODY_RECUSED)
    season.carry_on(club.secretary)
    _read(club)
    return club


def _read(club: Club) -> Report:
    report = read_requests(club.secretary)
    assert report.troubles == []
    return report


def _put(club: Club, who: str = ADA, title: str = TITLE) -> None:
    ours.hand_in(club, "motion", who, How=title, The=TEXT)


def _letters(club: Club, to: str, begins: str) -> list[str]:
    return [one.text for one in inbox.mails(club.sandbox.world, to) if one.title.startswith(begins)]


def test_without_a_committee_there_is_no_form_for_its_members(club: Club) -> None:
    """S8, S11. The forms are made once somebody has a seat; other organisations never see them."""
    _read(club)
    with club.secretary.ledger.reading() as session:
        assert standing_forms.asked(club.secretary, session) == ("dispute", "request")
    assert "Motions" not in requests_page(club.secretary).replace("*Motions*", "")


def test_a_motion_goes_from_the_form_to_the_minutes_without_being_typed_again(seated: Club) -> None:
    """S8. Acknowledged, listed, drafted by its number, voted on; and what became of it stands beside it."""
    _put(seated)
    assert (_read(seated).received, _read(seated).received) == (1, 0)
    assert "1 motion to draft a vote on" in desk_page(seated.secretary)
    (row,) = ours.rows(seated, "Motions")
    assert (row["Motion"], row["Member"], row["Title"]) == ("MO1", "M01", TITLE)
    key, missing = motion.draft_motion(seated.secretary, WANTED)
    assert (key, missing) == ("motion-bank", [])
    assert "to draft a vote on" not in desk_page(seated.secretary)
    seated.freeze(key)
    for when in (START + 2 * HOUR, OPENS + MINUTE, OPENS + 2 * HOUR):
        seated.at(when)
        seated.tend()
    assert "It has the number MO1." in _letters(seated, MEMBERS[ADA], "motion.")[0]
    assert "We open an account." in seated.mails(f"{key}/ballot", to=MEMBERS[ADA])[0].text
    for who in (ADA, "Bo Sample", DEV):
        seated.vote(who, {f"{TITLE}: your choice": "Yes"}, key=key)
    for when in (CLOSES + MINUTE, CLOSES + HOUR):
        seated.at(when)
        seated.tend()
    seated.certify(key)
    _read(seated)
    (row,) = ours.rows(seated, "Motions")
    assert row["Stands"].startswith("Vote motion-bank: Yes prevails, the motion is adopted")
    assert TEXT not in requests_page(seated.secretary)


def test_a_motion_of_somebody_else_is_kept_and_listed_with_why(seated: Club) -> None:
    """S8, S9. Who has no seat puts no motion; it is on no desk, and can't be voted on. The newest version counts."""
    _put(seated, who=LENA)
    _read(seated)
    (row,) = ours.rows(seated, "Motions")
    assert "Can't be put to the vote: whoever puts the motion has no seat" in row["Stands"]
    assert "to draft a vote on" not in desk_page(seated.secretary)
    _, missing = motion.draft_motion(seated.secretary, WANTED)
    assert [one.clause for one in missing] == ["S9"]
    _put(seated, title="x" * 200)
    _read(seated)
    with pytest.raises(Refusal, match="MO2 has no title of 3 to 120 signs"):
        motion.draft_motion(seated.secretary, WANTED.model_copy(update={"handed_in": "MO2"}))
    with pytest.raises(Refusal, match="There is no motion 9"):
        motion.draft_motion(seated.secretary, WANTED.model_copy(update={"handed_in": "9"}))
    with pytest.raises(Refusal, match="leave both empty"):
        motion.draft_motion(seated.secretary, WANTED.model_copy(update={"put_by": "M01"}))
    with pytest.raises(Refusal, match="needs a title"):
        motion.draft_motion(seated.secretary, WANTED.model_copy(update={"handed_in": ""}))
    ours.write_state(seated, "Motions", 2, "withdrawn")
    _read(seated)
    with pytest.raises(Refusal, match="MO2 was withdrawn"):
        motion.draft_motion(seated.secretary, WANTED.model_copy(update={"handed_in": "2"}))


def test_a_disclosure_recuses_only_once_an_organiser_has_asked_the_member(seated: Club) -> None:
    """S11. A form proves nobody's name. Confirmed, the recusal is on record; what was disclosed is in the tab alone."""
    ours.hand_in(seated, "disclosure", DEV, Paid="I work for Imaginary for Mayor.", From=f"{MAYOR}.")
    _read(seated)
    (row,) = ours.rows(seated, "Disclosures")
    assert row["Paid work"] == "I work for Imaginary for Mayor."
    assert "asks to be kept from a race" in row["Stands"].lower()
    assert "1 disclosure with a recusal to confirm" in desk_page(seated.secretary)
    with seated.secretary.ledger.reading() as session:
        assert not on_record.recusals(session)
    ours.write_state(seated, "Disclosures", 1, "confirmed")
    assert (_read(seated).recusals, _read(seated).recusals) == (1, 0)
    assert "with a recusal to confirm" not in desk_page(seated.secretary)
    with seated.secretary.ledger.reading() as session:
        assert [(one.number, one.race_key, one.came_from) for one in on_record.recusals(session)] == [
            ("M04", MAYOR, "DI1")
        ]
    assert "M04 is recused" in season_page(seated.secretary)
    for page in (requests_page(seated.secretary), season_page(seated.secretary), desk_page(seated.secretary)):
        assert "Imaginary for Mayor" not in page


def test_active_members_are_asked_for_a_disclosure_once_and_again_after_a_year(seated: Club) -> None:
    """S11. Whoever is on leave, or whose term is over, isn't asked; who answered is asked again when a year is over."""
    assert _asked(seated) == {"ada@example.org", "bo@example.org", "cleo@example.org", "dev@example.org"}
    ours.hand_in(seated, "disclosure", ADA)
    assert _read(seated).letters == 1
    _tended(seated)
    assert "Organisers read it, and nobody else" in _letters(seated, MEMBERS[ADA], "disclosure.")[-1]
    seated.later(timedelta(days=70))
    assert _read(seated).letters == 1  # Esme is back from her leave
    seated.write("Committee", [SEATS[0], *([f"M0{n}", "2027-02-01", *[""] * 6] for n in range(1, 6))])
    seats.take_over(seated.secretary)
    seated.later(timedelta(days=300))
    before = len(_letters(seated, MEMBERS[ADA], "disclosure."))
    assert _read(seated).letters == 5
    assert _read(seated).letters == 0
    _tended(seated)
    found = _letters(seated, MEMBERS[ADA], "disclosure.")
    assert len(found) == before + 1
    assert re.search(r"Your last disclosure is of \d+ \w+ 2026", found[-1])


def _asked(club: Club) -> set[str]:
    """Whom the letters have reached that ask for a disclosure."""
    assert _read(club).letters == 0  # the first reading, at which the forms were made, planned them
    _tended(club)
    return {one.to for one in inbox.mails(club.sandbox.world, None) if "/due-" in one.title}


def _tended(club: Club) -> None:
    for _ in range(3):
        club.later(HOUR)
        assert not club.tend().troubles


def test_what_is_handed_in_is_read_once_however_often_the_flow_runs(seated: Club) -> None:
    """S8, S11. A second pass a day later changes nothing."""
    _put(seated)
    ours.hand_in(seated, "disclosure", ADA, Financial="A cousin.")
    _read(seated)
    before = seated.everything()
    _read(seated)
    assert seated.everything() == before
    seated.later(DAY)
    _read(seated)
    with seated.secretary.ledger.reading() as session:
        assert len(session.execute(select(Petition)).all()) == 2
