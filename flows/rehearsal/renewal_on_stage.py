"""The renewal on stage: from the call for nominees to the new committee's terms, with both votes on the slate."""

from __future__ import annotations

import re
from datetime import date

from core.bylaws.nominations import may_stand
from core.records import Call
from flows import plan
from flows.duties.nomination import calls, cycles, nominees, slate_seats, slates
from flows.duties.nomination.nominees import Standing
from flows.exempt import make_exception
from flows.membership import read_membership
from flows.nominations import DatesMoved, NominationsOpened, move_nominations, open_nominations
from flows.plan import YearPlanned, plan_a_year
from flows.rehearsal.committee_on_stage import HEADINGS
from flows.rehearsal.years_stage import YEAR, AYear
from flows.slate import ConsensusSought, SlateBallot, draft_consensus, draft_the_slate
from flows.year import carry_on_the_year
from integrations.sandbox import by_hand, inbox
from templates.forms.calls import statement_paper

THEMSELVES = ("M001", "M002", "M003", "M004", "M011")
BY_ANOTHER = "M012"
"""Who nominate themselves, and whom another member nominates."""

ACCEPTS = "Yes, I accept the nomination"
STATEMENT = ("I knocked on doors, and kept the books.", "To help.", "More doors, and shorter meetings.")
CONSENSUS, SLATE = f"consensus-{YEAR}", f"slate-{YEAR}"
SLATE_QUESTION = f"Steering Committee {YEAR}: your choice"


def open_call(_year: AYear) -> str:
    """Organisers say when nominees are called, and until when they write."""
    wanted = NominationsOpened(
        year=YEAR,
        opens_on=date(YEAR, 1, 9),
        closes_on=date(YEAR, 1, 30),
        statements_until=date(YEAR, 2, 20),
        opened_by="R. O.",
    )
    return open_nominations(wanted)


def move_a_step(_year: AYear) -> str:
    """A day turns out to be a bad one: it is moved in the plan, and for the nominees."""
    day, because = date(YEAR, 2, 18), "The library is closed."
    said = plan_a_year(YearPlanned(year=YEAR, step="statements due", to=day, because=because))
    moved = move_nominations(DatesMoved(year=YEAR, statements_until=day, because=because, moved_by="R. O."))
    return f"{said}\n{moved}"


def call_members(year: AYear) -> str:
    """The pass of that day calls everybody, and says what is due."""
    said = year.a_pass()
    return f"{said}\n{year.letters(f'{cycles.call_key(YEAR)}/call')} members have the call."


def nominate(year: AYear) -> str:
    """Members nominate themselves by form, and one of them somebody else."""
    with year.secretary.ledger.reading() as session:
        call = session.get_one(Call, cycles.call_key(YEAR))
    paper, people = calls.form_of(call.key).paper(call), year.names()
    for number in THEMSELVES:
        year.fill_in(call.link, paper, [*people[number], "", "", ""])
    year.fill_in(call.link, paper, [*people["M001"], *people[BY_ANOTHER], "They never miss a meeting."])
    return year.a_pass()


def write_statements(year: AYear) -> str:
    """Nominees open their personal links: they accept, and say who they are, why they stand and what they plan."""
    paper = statement_paper({"organisation": year.secretary.charter.name, "year": YEAR})
    letters = rf"cycle\.{YEAR}\.\d+/"
    titles = dict.fromkeys(mail.title for mail in inbox.mails(year.world) if re.match(letters, mail.title))
    links = list(dict.fromkeys(link for title in titles for link in year.links(title)))
    for link in links:
        year.fill_in(link, paper, [ACCEPTS, *STATEMENT])
    return f"{len(links)} nominees answered. {year.a_pass()}"


def meet(year: AYear) -> str:
    """Organisers write beside each nominee where they are active, when they met, and who is on the slate."""
    met: dict[str, by_hand.Typed] = {
        "Active around": "Elections",
        "Active since": date(YEAR - 1, 5, 1),
        "Met on": date(YEAR, 2, 1),
        "On the slate": "yes",
    }
    people = (*THEMSELVES, BY_ANOTHER)
    year.type_beside("Nominations", dict.fromkeys(people, met), column="Member id")
    said = [carry_on_the_year()]
    because = "They could come to few meetings."
    excepted = [
        make_exception(one.number, "S2", date(YEAR, 12, 31), because, "the committee") for one in _lacking(year)
    ]
    return "\n".join([*said, *excepted, *([carry_on_the_year()] if excepted else [])])


def _lacking(year: AYear) -> list[Standing]:
    """Who doesn't meet what is asked of nominees, as the tab says."""
    on, rules = date(YEAR, 2, 2), year.secretary.charter
    with year.secretary.ledger.reading() as session:
        found = nominees.standings(session, YEAR, on=on, charter=rules)
        return [one for one in found if not may_stand(one.card)]


def agree(year: AYear) -> str:
    """All active members of the committee agree on the slate."""
    draft_consensus(ConsensusSought(year=YEAR, opens_on=date(YEAR, 3, 2), closes_on=date(YEAR, 3, 5)))
    return year.hold_vote(CONSENSUS, lambda _: {f"The slate for {YEAR}: your choice": "Yes"})


def draft_slate() -> None:
    """The members' ballot, with the statements beside it."""
    draft_the_slate(SlateBallot(year=YEAR, opens_on=date(YEAR, 3, 10), closes_on=date(YEAR, 3, 20)))


def enter_terms(year: AYear) -> str:
    """Organisers type the offered rows into the tab Committee, and check the dues of whoever is confirmed."""
    year.a_pass()
    with year.secretary.ledger.reading() as session:
        offered = slate_seats.seats_to_enter(session, YEAR)
        told = slate_seats.seats_in_words(session, YEAR)
    rows: list[list[by_hand.Typed]] = [[one.number, one.since, one.until] for one in offered]
    year.type_under("Committee", HEADINGS, rows)
    year.type_under("Events", ["Event", "Date", "Kind"], [["Annual meeting", date(YEAR, 3, 20), "all-hands meeting"]])
    read_membership()
    carry_on_the_year()
    return "\n".join(told)


def check_dues(year: AYear) -> str:
    """The pass has found that everybody on the slate may take their seat; the plan shows that step done."""
    year.a_pass()
    lines = plan.in_words(year.secretary, YEAR)
    return "\n".join(line for line in lines if "dues checked" in line or line.startswith("No dues on record"))
