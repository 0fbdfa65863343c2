"""The year: what the committee does from January to March, act by act, through the doors that real ones use."""

from __future__ import annotations

from datetime import date

from flows.rehearsal import committee_on_stage as committee
from flows.rehearsal import direction_on_stage as direction
from flows.rehearsal import renewal_on_stage as renewal
from flows.rehearsal.years_stage import YEAR, Act

ACTS: tuple[Act, ...] = (
    Act(date(YEAR, 1, 5), "The committee's seats are taken over from its tab", committee.seat),
    Act(date(YEAR, 1, 5), "An organiser answers a question", committee.answer_a_question),
    Act(date(YEAR, 1, 6), "The annual meeting is put on record, and the year is planned from it", direction.set_meeting),
    Act(date(YEAR, 1, 6), "What a late start would leave", direction.look_ahead),
    Act(date(YEAR, 1, 7), "Organisers open the nominations", renewal.open_call),
    Act(date(YEAR, 1, 7), "A step is moved, with a reason", renewal.move_a_step),
    Act(date(YEAR, 1, 8), "The committee discloses by form what could be a conflict of interest", committee.disclose),
    Act(date(YEAR, 1, 8), "An organiser confirms a recusal", committee.recuse),
    Act(date(YEAR, 1, 9), "Members are called to stand, or to nominate somebody", renewal.call_members),
    Act(date(YEAR, 1, 11), "Members nominate themselves and each other by form", renewal.nominate),
    Act(date(YEAR, 1, 12), "Voting members are asked for priorities", direction.ask),
    Act(date(YEAR, 1, 14), "Members propose priorities by form", direction.propose),
    Act(date(YEAR, 1, 16), "The committee votes on a motion that was handed in by form", committee.move),
    Act(date(YEAR, 1, 25), "Nominees accept, and write statements, by personal link", renewal.write_statements),
    Act(date(YEAR, 2, 2), "Organisers record in the tab Nominations that nominees were met", renewal.meet),
    Act(date(YEAR, 2, 7), "An organiser groups the proposals in the tab Priorities", direction.group),
    Act(date(YEAR, 2, 8), "Members vote on key priorities", direction.choose),
    Act(date(YEAR, 3, 1), "Members are invited to the annual meeting", direction.invite),
    Act(date(YEAR, 3, 1), "The committee agrees on a slate", renewal.agree),
    Act(date(YEAR, 3, 6), "The committee proposes the year's priorities", direction.answer_members),
    Act(date(YEAR, 3, 6), "Members vote on the slate and the priorities, until the annual meeting", direction.decide),
    Act(date(YEAR, 3, 21), "The new terms are entered in the tab Committee", renewal.enter_terms),
    Act(date(YEAR, 3, 22), "Dues are checked", renewal.check_dues),
    Act(date(YEAR, 3, 22), "The committee elects its co-chairs", committee.elect_co_chairs),
    Act(date(YEAR, 4, 1), "The committee gets the standing report of the quarter", committee.report),
)
"""In the order of their days. Whoever adds a part of the year to Canvass adds its act here."""
