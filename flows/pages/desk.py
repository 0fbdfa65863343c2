"""The desk: what needs a person, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import templates
from core import calendar, letters
from core.records import Election, Letter, Matter
from core.records.members import STAND
from flows.duties.election import announcing, drawing
from flows.duties.membership import reach
from flows.duties.partnership import told
from flows.duties.privacy import leftovers
from flows.duties.race import untaken, withdrawals
from flows.pages import afterwards, committee, links, nominations, now, partners, priorities, requests, year
from flows.pages.needs import Address, Need, need, nowhere, sentence
from flows.secretary import Secretary

PAGES = (
    "pages",
    "membership",
    "season",
    "requests",
    "committee",
    "year",
    "priorities",
    "partners",
    "history",
    "doctor",
)
"""The pages that a desk leads to, if they were shown before."""

MATTERS = {
    "unread": (
        "reason why nothing is taken over from the sheets",
        "reasons why nothing is taken over from the sheets",
        "A tab or a listed sheet can't be read; until it can, nothing can be frozen. The page “membership” says why.",
        "Put it right in the sheets; the next reading takes everything over.",
    ),
    "row": (
        "place in the workbook to look at",
        "places in the workbook to look at",
        "Rows that can't be used, or not in full, and columns that aren't read. The page “membership” lists them.",
        "Correct them in the sheet; they count from the next reading.",
    ),
    "who": (
        "question who somebody is",
        "questions who somebody is",
        "Sign-ins that could be anybody's count for nobody until it is clear whose they are.",
        "Answer them in the tab Questions of the members' workbook.",
    ),
    "roll": (
        "frozen roll that today's sheets no longer bear out",
        "frozen rolls that today's sheets no longer bear out",
        "Something was entered or corrected since. It changes no frozen roll. The page “membership” says about whom.",
        "If the roll was wrong, correct it, with a reason. The page says how.",
    ),
    "gap": (
        "event without a sign-in sheet",
        "events without a sign-in sheet",
        "Nobody can say who was there: for everybody it is unknown. The page “membership” lists them by their row.",
        "Enter the sheet. If it is lost, organisers can decide that it mustn't count against anybody: canvass excuse",
    ),
    "moved": (
        "decision about an event that has another day now",
        "decisions about events that have another day now",
        "It holds for the day it was taken about, and for no other. The page “membership” lists them.",
        "If only the day was put right, take it again: canvass excuse, or canvass decide",
    ),
    "erased": (
        "tab with rows of people who were erased",
        "tabs with rows of people who were erased",
        "They are kept out: they count for nobody, and nobody is written to because of them.",
        "Clear them: “canvass erased” lists their places. If somebody has come back: canvass erased MEMBER --came-back",
    ),
    "status": (
        "member whose vote ends sooner than it did",
        "members whose votes end sooner than they did",
        "Rows of theirs are gone, and no decision explains it. They get no letter about it before somebody has looked.",
        "Put back what was deleted by mistake. If it is right as it is: canvass confirm MEMBER, or several at once",
    ),
    "gone": (
        "record that is no longer on the sheets",
        "records that are no longer on the sheets",
        "They were there at an earlier reading. The page “membership” says whose, and where they stood.",
        "If a row was deleted or changed by mistake, put it back. If not, there is nothing to do.",
    ),
    "twins": (
        "pair of members who may be one person",
        "pairs of members who may be one person",
        "Their names or addresses are alike. The page “membership” lists them.",
        "Say in the tab Questions of the members' workbook whether they are.",
    ),
}


def desk_page(
    secretary: Secretary,
    troubles: Iterable[str] = (),
    *,
    runs: Iterable[Need] = (),
    address: Address = nowhere,
    ill: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """The page “desk”: what is open, what comes next, and what needs a person, and who that is.

    `runs` are the dashboard's runs that wait or failed. `address` says where another page of the dashboard is; ""
    leaves the link out. `ill` is what the doctor last found to be wrong: what is looked at → what is wrong with it,
    and below it what to do.
    """
    with secretary.ledger.reading() as session:
        facts = {
            "organisation": secretary.charter.name,
            "as_of": calendar.in_words(secretary.now(), secretary.charter.zone),
            "open": now.open_now(session, now=secretary.now(), zone=secretary.charter.zone, address=address),
            "next": now.next_days(secretary, session),
            "links": [{"page": page, "link": link} for page in PAGES if (link := address(page))],
            "needs": [
                *runs,
                *_elections(session, address),
                *_letters(session),
                *_wishes(session),
                *_records(session, address, workbook=secretary.settings.workbook_address),
                *_candidates(session, address),
                *requests.needs(secretary, session, address),
                *links.needs(session),
                *afterwards.needs(secretary, session, address),
                *year.needs(secretary, session, address),
                *priorities.needs(session, address),
                *nominations.needs(secretary, session, address),
                *committee.needs(secretary, session, address),
                *partners.needs(secretary, session, address),
                *_unmailed(session, address),
                *_ill(ill, address),
                *_bad(troubles),
            ],
        }
    return templates.artifact("desk", facts)


def _elections(session: Session, address: Address) -> Iterator[Need]:
    for election in session.execute(select(Election).order_by(Election.closes_at, Election.key)).scalars():
        if election.held_because and election.state != "withdrawn":
            yield need(
                f"“{election.title}” is stopped",
                sentence(election.held_because),
                f"Mend it, and it goes on by itself. Or accept this very finding, {election.held_finding}, as it is.",
                door="accept",
                command=f"canvass accept {election.key} --finding {election.held_finding}",
            )
        if election.state == "counted" and drawing.waiting(election):
            yield need(
                f"A lot for “{election.title}” has to be drawn in public",
                "Its outcome hangs on a tie. Nothing can be certified before the lot is drawn.",
                f"Look up the drawing that voters were told of ({election.drawn_from}), then open the run "
                f"“Certify: {election.title}” and enter its numbers.",
                who="an officer",
                command=f'canvass certify {election.key} --drawn "…"',
                page=f"result-{election.key}",
                address=address,
            )
        elif election.state == "counted" and not election.held_because:
            yield need(
                f"Certify “{election.title}”",
                "Its ballots are counted. Nothing is announced before somebody has looked.",
                f"Look at it, then open the run “Certify: {election.title}” and press Resume.",
                who="an officer",
                command=f"canvass certify {election.key}",
                page=f"result-{election.key}",
                address=address,
            )
        yield from _withdrew(session, election)
        yield from _unreachable(session, election)


def _withdrew(session: Session, election: Election) -> Iterator[Need]:
    """E5. Who gave up while people vote on them: nothing changes by itself, and somebody has to decide."""
    for race, candidate, day in withdrawals.of_election(session, election):
        if election.state in withdrawals.SEALED:
            yield need(
                f"{candidate.name} withdrew from “{race.title}” on {calendar.day_in_words(day)}, during the vote",
                f"The ballots of “{election.title}” are sealed: they can't be withdrawn any more, and count as cast.",
                f"{sentence(withdrawals.AFTER_SEALING)} Afterwards the committee may end the race, with a reason: "
                f"canvass no-endorsement {race.key}",
                door="certify",
                command=f"canvass certify {election.key}",
            )
            continue
        yield need(
            f"{candidate.name} withdrew from “{race.title}” on {calendar.day_in_words(day)}",
            f"People are voting on it: “{election.title}” is {election.state}. What is voted on stays as it is.",
            "Withdraw the ballot, and draft it anew; or let it run. Only the first needs you to do something.",
            door="withdraw",
            command=f'canvass withdraw {election.key} --reason "…"',
        )


def _unreachable(session: Session, election: Election) -> Iterator[Need]:
    """Whoever has no address, is third in a mailbox, or left the mailing list can vote, if somebody tells them."""
    silent = announcing.unreachable(session, election.key) if election.state in ("frozen", "open") else 0
    if silent:
        voters = "1 voter" if silent == 1 else f"{silent} voters"
        yield need(
            f"{voters} of “{election.title}” whom no letter reaches",
            "They have no address, are third in a mailbox, or Mailchimp may not write to them.",
            "Telephone or write to them. This lists who they are, why, and what helps.",
            command=f"canvass unreachable {election.key}",
        )


def _letters(session: Session) -> Iterator[Need]:
    held = select(Letter).where(Letter.state == letters.HELD).order_by(Letter.key)
    for letter in session.execute(held).scalars():
        yield need(
            f"The letter “{letter.key}” waits",
            sentence(letter.held_because),
            ABOUT_PARTNERS if letter.held_because.endswith(told.NOTHING_WENT_OUT) else ABOUT_A_CAMPAIGN,
            door="release",
            command=f"canvass release {letter.key}",
        )


ABOUT_A_CAMPAIGN = (
    "Look at the campaign of this name at Mailchimp. Then release the letter; it goes out only if it hasn't. "
    "Or, if no ballot depends on it, give it up: canvass discard"
)
ABOUT_PARTNERS = (
    "Its readers can't know of that partner. Let the partner say that its name may be told, and release the letter: "
    "its words are looked at again. Or, if no ballot depends on it, give it up: canvass discard"
)
"""P11. What to do about a letter that was kept back for what it names."""

IN_THE_WORKBOOK = ("who", "twins")
"""Matters that are answered in the workbook itself, in its tab Questions."""


def _wishes(session: Session) -> Iterator[Need]:
    """M8. What of erased people only organisers can delete. Whoever waits for a ballot is erased by itself."""
    for number, things in leftovers.unconfirmed(session):
        also = f", and {things} more outside of them" if things else ""
        yield need(
            f"{number} is erased, but for what only people can delete",
            f"Rows of theirs may stand in the sheets{also}. Nobody is taken up from them meanwhile.",
            f"This lists all of it. When it is done: canvass erased {number} --done",
            command=f"canvass erased {number}",
        )


def _records(session: Session, address: Address, *, workbook: str) -> Iterator[Need]:
    counted = select(Matter.kind, func.count()).where(Matter.kind != STAND).group_by(Matter.kind).order_by(Matter.kind)
    for kind, number in session.execute(counted):
        one, many, why, do = MATTERS[kind]
        page, where = ("Questions", lambda _: workbook) if kind in IN_THE_WORKBOOK else ("membership", address)
        yield need(f"{number} {one if number == 1 else many}", why, do, page=page, address=where)


def _candidates(session: Session, address: Address) -> Iterator[Need]:
    """E5. Nobody is left off a ballot by a slip in their row."""
    for words in untaken.listed(session):
        yield need(
            words.partition(":")[0],
            sentence(words.partition(": ")[2]),
            "Put it right in the sheet. No ballot of its race can be frozen before the row is taken over.",
            page="season",
            address=address,
        )


def _unmailed(session: Session, address: Address) -> Iterator[Need]:
    """Known before a letter is due, so that there is time to telephone."""
    unreached = reach.members(session)
    if unreached:
        reasons = ", ".join(f"{kind}: {len(who)}" for kind, _, who in reach.by_kind(unreached))
        members = "1 member" if len(unreached) == 1 else f"{len(unreached)} members"
        yield need(
            f"{members} who cannot be e-mailed",
            sentence(reasons),
            "Telephone them before the next letter is due. This lists them with names, reasons and remedies.",
            command="canvass unreachable",
            page="membership",
            address=address,
        )


def _ill(ill: Mapping[str, str], address: Address) -> Iterator[Need]:
    for key, said in ill.items():
        what, _, do = said.partition("\n")
        yield need(
            key.replace("/", ", ", 1), sentence(what), do, command="canvass doctor", page="doctor", address=address
        )


def _bad(troubles: Iterable[str]) -> Iterator[Need]:
    for trouble in troubles:
        yield need("Something didn't go through", trouble, "Nothing, if it passes: the next run tries again.")
