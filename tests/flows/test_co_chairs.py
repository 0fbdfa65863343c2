"""Co-chairs: who stands, what is in the way, and what is on record once an officer has certified their election."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from core.agenda import Due
from core.records import CoChair
from core.records.elections import ROLL_CALL, SECRET
from flows import resign, year
from flows.co_chairs import CoChairsElected, draft_election
from flows.duties.committee import co_chairs, due, minutes, sitting
from flows.duties.membership import stock
from flows.pages.committee import committee_page
from flows.secretary import Refusal
from tests.conftest import ON_SQLITE
from tests.flows.club import HOUR, MINUTE, Club
from tests.flows.committee import SEATS
from tests.flows.terminal import at_the_club

KEY, QUESTION = "co-chairs-2027", "Co-chairs 2027: your choice"
START = datetime(2027, 2, 1, 13, tzinfo=UTC)
OPENS, CLOSES = datetime(2027, 2, 2, 14, tzinfo=UTC), datetime(2027, 2, 5, 23, tzinfo=UTC)
WANTED = CoChairsElected(year=2027, standing=["M01", "M02", "M04"], opens_on=date(2027, 2, 2))


@pytest.fixture
def in_february(seated: Club) -> Club:
    """It is February of the next year; Ada, Bo, Cleo, Dev and Esme are active, and nobody is recused."""
    if "in february" not in seated.kept:
        seated.at(START)
        stock.take_stock(seated.secretary)
        seated.write("Committee", [[*row[:3], "", "", "", *row[6:]] if n else row for n, row in enumerate(SEATS)])
        year.carry_on(seated.secretary)
        seated.keep("in february")
    seated.go_to("in february")
    return seated


def _drafted(club: Club, **changes: Any) -> list[tuple[str, str]]:
    """What is in the way of an election."""
    _, missing = draft_election(club.secretary, WANTED.model_copy(update=changes))
    return [(one.clause, one.because) for one in missing]


def _elected(club: Club, *ticks: tuple[str, tuple[str, ...]]) -> None:
    """Frozen, voted on, counted and certified."""
    club.freeze(KEY)
    for when in (START + 2 * HOUR, OPENS + MINUTE, OPENS + 2 * HOUR):
        club.at(when)
        assert not club.tend().troubles
    for who, names in ticks:
        club.vote(who, {QUESTION: names}, key=KEY)  # type: ignore[dict-item]
    for when in (CLOSES + MINUTE, CLOSES + HOUR):
        club.at(when)
        assert not club.tend().troubles
    assert club.certify(KEY)


def _terms(club: Club) -> list[tuple[str, date, date | None]]:
    with club.secretary.ledger.reading() as session:
        found = session.execute(select(CoChair).order_by(CoChair.since, CoChair.number)).scalars()
        return [(one.number, one.since, one.until) for one in found]


def _dues(club: Club) -> list[Due]:
    with club.secretary.ledger.reading() as session:
        return [one for one in due.due(club.secretary, session) if one.about == ("co-chairs",)]


def test_co_chairs_are_elected_in_secret_and_on_record_for_two_years(in_february: Club) -> None:
    """S7. Who has two thirds is elected; the minutes name them, the page numbers them, and they are due again."""
    club = in_february
    assert not _drafted(club)
    assert club.election(KEY).ballots == SECRET
    both = ("Ada Example", "Dev Fictional")
    voted = (("Ada Example", both), ("Bo Sample", both), ("Cleo Specimen", ("Bo Sample",)), ("Dev Fictional", both))
    _elected(club, *voted)
    assert not club.certify(KEY)
    assert _terms(club) == [("M01", date(2027, 2, 5), date(2029, 3, 31)), ("M04", date(2027, 2, 5), date(2029, 3, 31))]
    with club.secretary.ledger.reading() as session:
        [line] = minutes.lines(session)
        assert sitting.co_chairs(session, on=date(2027, 2, 4)) == set()
        assert sitting.co_chairs(session, on=date(2029, 3, 31)) == {"M01", "M04"}
        assert sitting.co_chairs(session, on=date(2029, 4, 1)) == set()
    assert line.sentence == "Ada Example and Dev Fictional: each is elected."  # four voted in secret: no share (P9)
    page = committee_page(club.secretary)
    assert page.count("| co-chair |") == 2
    [again] = _dues(club)
    assert (again.when, again.who) == (date(2029, 3, 31), "the committee")


def test_without_two_thirds_nobody_is_elected_and_earlier_terms_stay(in_february: Club) -> None:
    """S7, S8. An election in which nobody passes changes nothing; one in which somebody does ends the earlier terms."""
    club = in_february
    earlier = CoChair(election_key="co-chairs-2025", number="M05", since=date(2025, 2, 1), until=date(2027, 3, 31))
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        pen.session.add(earlier)
    club.keep("an earlier one")
    _drafted(club)
    _elected(club, *((one, (one,)) for one in ("Ada Example", "Bo Sample", "Dev Fictional")), ("Cleo Specimen", ()))
    assert _terms(club) == [("M05", date(2025, 2, 1), date(2027, 3, 31))]
    club.go_to("an earlier one")
    assert not _drafted(club)
    _elected(club, *((one, ("Ada Example",)) for one in ("Ada Example", "Bo Sample", "Dev Fictional", "Cleo Specimen")))
    assert _terms(club) == [("M05", date(2025, 2, 1), date(2027, 2, 4)), ("M01", date(2027, 2, 5), date(2029, 3, 31))]


def _chairs(club: Club, on: date) -> set[str]:
    with club.secretary.ledger.reading() as session:
        return sitting.co_chairs(session, on=on)


def test_somebody_gives_up_the_chair_and_keeps_the_seat(in_february: Club) -> None:
    """S7, S6. From the day after they are no co-chair; the seat stays, and the minutes name nobody."""
    club = in_february
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        term = {"since": date(2026, 2, 1), "until": date(2028, 3, 31)}
        pen.session.add_all(CoChair(election_key="x", number=one, **term) for one in ("M01", "M04"))
    last, said = date(2027, 2, 10), {"because": "Too much beside the job.", "by": "R. O."}
    with pytest.raises(Refusal, match="M02 has no term as co-chair on record"):
        resign.give_up_chair(club.secretary, "M02", on=last, **said)
    assert resign.give_up_chair(club.secretary, "M04", on=last, **said)
    assert not resign.give_up_chair(club.secretary, "M04", on=last, **said)
    assert (_chairs(club, last), _chairs(club, date(2027, 2, 11))) == ({"M01", "M04"}, {"M01"})
    with club.secretary.ledger.reading() as session:
        [line] = minutes.lines(session)
        found = {one.number: one for one in sitting.on_day(session, on=date(2027, 2, 11), charter=club.charter)}
    assert (line.title, line.clause, line.on) == ("A co-chair gave that up", "S7", last)
    assert "M04" not in line.sentence
    assert found["M04"].ruling
    assert (found["M04"].roles, found["M01"].roles[0]) == ((), "co-chair")
    assert committee_page(club.secretary).count("| co-chair |") == 2  # today is before that day
    with pytest.raises(Refusal, match="gave that up already: the last day is 10 February 2027"):
        resign.give_up_chair(club.secretary, "M04", on=date(2027, 2, 9), **said)
    assert resign.give_chair_back(club.secretary, "M04", because="It was M01.", by="R. O.")
    assert not resign.give_chair_back(club.secretary, "M04", because="It was M01.", by="R. O.")
    assert _chairs(club, date(2028, 3, 31)) == {"M01", "M04"}
    with club.secretary.ledger.reading() as session:
        assert "is taken back" in {one.title.partition("up ")[2] for one in minutes.lines(session)}


def test_a_chair_that_was_elected_anew_isnt_given_back_past_that(in_february: Club) -> None:
    """S7. Taken back after another election, the term ends where that election would have ended it."""
    club = in_february
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        pen.session.add(CoChair(election_key="x", number="M05", since=date(2025, 2, 1), until=date(2027, 3, 31)))
    resign.give_up_chair(club.secretary, "M05", on=date(2027, 1, 31), because="Ill.", by="R. O.")
    assert not _drafted(club)
    _elected(club, *((one, ("Ada Example",)) for one in ("Ada Example", "Bo Sample", "Dev Fictional", "Cleo Specimen")))
    assert _terms(club)[0] == ("M05", date(2025, 2, 1), date(2027, 1, 31))
    assert resign.give_chair_back(club.secretary, "M05", because="A slip.", by="R. O.")
    assert _terms(club)[0] == ("M05", date(2025, 2, 1), date(2027, 2, 4))


@ON_SQLITE
def test_the_chair_is_given_up_at_the_terminal(in_february: Club) -> None:
    """S7. The option says that the seat stays."""
    club = in_february
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        pen.session.add(CoChair(election_key="x", number="M04", since=date(2026, 2, 1), until=date(2028, 3, 31)))
    why = ("--because", "No time.", "--by", "R. O.")
    told = at_the_club(club, "resign", "M04", "--only-as-co-chair", "--on", "2027-02-10", *why)
    assert "the last day of M04 as co-chair is 10 February 2027" in told
    assert "is taken back" in at_the_club(club, "resign", "M04", "--only-as-co-chair", "--take-back", *why)


def test_what_is_in_the_way_is_said_with_its_clause(in_february: Club) -> None:
    """S7, S9. Only active members stand, in the first quarter, every other year, or for a reason that is on record."""
    club = in_february
    [(clause, said)] = _drafted(club, standing=["M01", "M07"])
    assert (clause, said[:27]) == ("S9", "M07 stands as co-chair, and")
    [(clause, said)] = _drafted(club, opens_on=date(2027, 5, 3))
    assert (clause, "not in the first quarter" in said) == ("S7", True)
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        pen.session.add(CoChair(election_key="x", number="M05", since=date(2026, 2, 1), until=date(2028, 3, 31)))
    [(clause, said)] = _drafted(club)
    assert (clause, "are due again in 2028" in said) == ("S7", True)
    with pytest.raises(Refusal, match="are due again in 2028"):
        club.freeze(KEY)
    assert not _drafted(club, reason="A co-chair resigned.")


def test_who_stands_has_to_be_a_member(in_february: Club) -> None:
    """S7. A number that is nobody's, and nobody at all, are refused with what to do."""
    with pytest.raises(Refusal, match="The tab Members has no M99"):
        _drafted(in_february, standing=["M01", "M99"])
    with pytest.raises(Refusal, match="Nobody stands"):
        _drafted(in_february, standing=[" "])


def test_a_charter_can_have_them_elected_by_roll_call(in_february: Club) -> None:
    """S7, S8. Secret or by roll call is the charter's word."""
    club = in_february
    rules = club.charter.tenure
    assert rules is not None
    open_ = rules.model_copy(
        update={"co_chairs_ballots": rules.co_chairs_ballots.model_copy(update={"value": "roll call"})}
    )
    club.secretary.charter = club.charter.model_copy(update={"tenure": open_})
    _drafted(club)
    assert club.election(KEY).ballots == ROLL_CALL


@ON_SQLITE
def test_they_are_drafted_at_the_terminal(in_february: Club) -> None:
    """S7. The command takes the numbers of those who stand, and says what is in the way."""
    said = at_the_club(in_february, "co-chairs", "2027", "--standing", "M01,M07", "--opens-on", "2027-02-02")
    assert "M07 stands as co-chair, and: " in said
    assert co_chairs.stem(2027) in said
