"""The petitioners: a made-up member whose record lacks something, one with a request, and an organiser who decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select

from core import petitions
from core.petitions import Kind
from core.records import Event, Participation, Person
from flows.duties.petition import petition_tabs, standing_forms
from flows.duties.membership.standing import Standing
from flows.duties.membership.stock import Stock
from flows.secretary import Secretary
from integrations.google import sheets
from integrations.mailchimp import audience
from integrations.sandbox import by_hand
from integrations.sandbox.respondent import answer
from integrations.sandbox.server import Sandbox


def hand_in(sandbox: Sandbox, secretary: Secretary, stock: Stock) -> str:
    """One member disputes what is on record of them, another asks for an endorsement. Returns the event it is about."""
    who, other = _petitioners(secretary, stock)
    event = _missed(secretary, who)
    _fill_in(sandbox, secretary, "dispute", [who.name, who.mailbox, "", event, "", ""])
    _fill_in(sandbox, secretary, "request", [other.name, other.mailbox, "Sheriff", "", "Members keep asking for it."])
    return event


def _petitioners(secretary: Secretary, stock: Stock) -> Sequence[Standing]:
    """Two members with a mailbox of their own that letters reach; whoever hasn't got the vote goes first."""
    contacts = audience.read(secretary.mailchimp, secretary.audience)
    users = Counter(one.mailbox for one in stock.standings)
    reached = [
        one
        for one in stock.standings
        if users[one.mailbox] == 1 and one.mailbox in contacts and contacts[one.mailbox].status == "subscribed"
    ]
    return sorted(reached, key=lambda one: bool(one.ruling.ruling))[:2]


def _missed(secretary: Secretary, who: Standing) -> str:
    """The newest event that isn't on record for a member, or the newest of all."""
    with secretary.ledger.reading() as session:
        came = select(Participation.event_code).join(Person, Person.id == Participation.person_id)
        known = set(session.execute(came.where(Person.number == who.number)).scalars())
        held = session.execute(select(Event.code).order_by(Event.held_on.desc())).scalars().all()
    return str(next((code for code in held if code not in known), held[0]))


def _fill_in(sandbox: Sandbox, secretary: Secretary, kind: Kind, words: Sequence[str]) -> None:
    """Open the form and answer its questions in their order."""
    with secretary.ledger.reading() as session:
        link = standing_forms.link(session, kind)
    titles = [question.title for question in standing_forms.paper_of(secretary, kind).questions()]
    answer(sandbox.url, link, dict(zip(titles, words, strict=True)))


def decide(sandbox: Sandbox, secretary: Secretary, *, counts_as: str) -> None:
    """An organiser opens the tab Disputes, and writes a decision beside the first one."""
    book, tab = secretary.settings.members_book, petition_tabs.TABS["dispute"]
    sheet = petition_tabs.read("dispute", sheets.read(secretary.google, book, [tab.name]).tabs)
    if sheet.table is None:
        raise RuntimeError("the tab Disputes wasn't made")
    row: list[by_hand.Typed] = [None] * (max(sheet.table.places.values()) + 1)
    written = ("upheld", counts_as, "", "Two organisers remember them there.", "R. O.")
    for heading, words in zip(petition_tabs.THEIRS["dispute"], written, strict=True):
        row[sheet.table.places[heading]] = words
    by_hand.type_rows(sandbox.world, book, tab.name, [row], top=sheet.rows[petitions.label("dispute", 1)].number)
