"""The committee on stage: its seats, what its members hand in by form, its co-chairs, and the report on its quarter."""

from __future__ import annotations

from datetime import date

from core.petitions import Kind
from flows.co_chairs import CoChairsElected, draft_co_chairs
from flows.duties.petition import standing_forms
from flows.duties.year import plans
from flows.handed_in import read_what_came
from flows.membership import read_membership
from flows.motion import MotionPut, draft_a_motion
from flows.race import RaceOpened, take_up
from flows.rehearsal import answering
from flows.rehearsal.years_stage import YEAR, AYear
from flows.year import carry_on_the_year
from integrations.sandbox import by_hand

HEADINGS = ("Member id", "From", "Until", "Leave from", "Leave until")

SEATS = 7
"""So many of the first members are on the committee."""

MAYOR = "mayor-27"
RECUSED = "M004"


def seat(year: AYear) -> str:
    """Organisers list who paid dues and who is registered, and enter the committee's seats, one of them on leave."""
    people: list[list[by_hand.Typed]] = [list(one) for one in year.names().values()]
    year.add_tab("PM dues", [["Name", "E-mail", "Expires"], *([*one, date(YEAR, 12, 31)] for one in people)])
    year.add_tab("Voter list", [["Name", "Email"], *people])
    headings = [str(one) for one in year.rows("Sources")[0][:2]]
    year.type_under("Sources", headings, [["PM dues", "dues"], ["Voter list", "voters"]])
    read_membership()
    carry_on_the_year()  # which makes the tab Committee
    seats: list[list[by_hand.Typed]] = [
        [f"M{nth:03}", date(YEAR - 1, 3, 21), date(YEAR, 3, 20)] for nth in range(1, SEATS + 1)
    ]
    seats.append(["M009", date(YEAR - 1, 3, 21), date(YEAR, 3, 20), date(YEAR, 1, 1), date(YEAR, 2, 28)])
    year.type_under("Committee", HEADINGS, seats)
    said = carry_on_the_year()
    read_what_came()  # which makes the committee's forms
    return said


def answer_a_question(year: AYear) -> str:
    """Somebody signed in so that nobody can be sure who it was: an organiser picks in the tab Questions."""
    said = answering.pick(year.world, year.book)
    read_membership()
    return said


def disclose(year: AYear) -> str:
    """Everybody active discloses by form, and one of them asks to be kept from a race."""
    take_up(RaceOpened(key=MAYOR, title="Mayor", office="Mayor", election_day=date(YEAR, 11, 2)))
    for nth in range(1, SEATS + 1):
        number = f"M{nth:03}"
        wish = ["I work for a candidate.", "", "", "", MAYOR] if number == RECUSED else ["None", "", "", "", ""]
        _hand_in(year, "disclosure", number, wish)
    return read_what_came()


def recuse(year: AYear) -> str:
    """An organiser has asked them, and confirms in the tab Disclosures that they keep away."""
    year.type_beside("Disclosures", {RECUSED: {"State": "confirmed"}}, column="Member")
    return read_what_came()


def move(year: AYear) -> str:
    """A member of the committee puts a motion by form, and the committee votes on it."""
    _hand_in(year, "motion", "M001", ["A bank account", "We open an account. Two of us sign."])
    read_what_came()
    window = {"opens_on": date(YEAR, 1, 18), "closes_on": date(YEAR, 1, 22)}
    draft_a_motion(MotionPut.model_validate({"key": "bank-account", "handed_in": "MO1", **window}))
    return year.hold_vote("motion-bank-account", lambda nth: {"A bank account: your choice": "Yes" if nth else "No"})


def _hand_in(year: AYear, kind: Kind, number: str, words: list[str]) -> None:
    with year.secretary.ledger.reading() as session:
        link = standing_forms.link(session, kind)
    year.fill_in(link, standing_forms.paper_of(year.secretary, kind), [*year.names()[number], *words])


def elect_co_chairs(year: AYear) -> str:
    """The new committee elects two co-chairs; members tick everybody whom they can agree to."""
    wanted = CoChairsElected(
        year=YEAR, standing=["M001", "M002", "M003"], opens_on=date(YEAR, 3, 23), closes_on=date(YEAR, 3, 26)
    )
    draft_co_chairs(wanted)
    first, second, third = (year.names()[number][0] for number in wanted.standing)
    question = f"Co-chairs {YEAR}: your choice"
    return year.hold_vote(f"co-chairs-{YEAR}", lambda nth: {question: (first, second) if nth else (first, third)})


def report(year: AYear) -> str:
    """The quarter is over, and the committee reads who came, served and voted."""
    said = year.a_pass()
    arrived = year.letters(f"standing/{YEAR}-03-31")
    return f"{said}\n{arrived} letters have arrived. {_left(year)}"


def _left(year: AYear) -> str:
    """What of the year isn't done by now."""
    with year.secretary.ledger.reading() as session:
        plan = plans.of(session, YEAR, charter=year.secretary.charter)
    left = [one.step.name for one in plan.left] if plan else ["the plan"]
    return f"Not done: {', '.join(left)}." if left else "All that the year asks for is done."
