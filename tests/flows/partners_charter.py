"""Organisations that settle what they share: what each says, by file and by form, and moments in between."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from core.records import Delegate, Letter, PartnershipCircumstance, PartnershipDate
from flows import agree, partners, partnership, partnership_file, tend
from flows.duties.partnership import partnerships
from flows.duties.partnership.partnerships import Settled
from flows.passes import Report
from flows.secretary import Refusal
from integrations.sandbox.respondent import Receipt
from tests.flows.club import ADA, HOUR, MEMBERS, Club
from tests.flows.terminal import written

KEY = "garden-27"
OURS, TENANTS, HARBOUR = "Make Justice Normal", "Lantern Street Tenants", "Harbour Garden Collective"
RAE, PAT, SOL = "Rae Fictional", "Pat Madeup", "Sol Pretence"
MAILBOXES = {RAE: "rae@example.org", PAT: "pat@example.org", SOL: "sol@example.org"}

WANTED = partnership.PartnershipBegun.model_validate(
    {
        "key": KEY,
        "title": "A garden for the quarter",
        "ours": {"name": OURS, "contact": RAE, "email": MAILBOXES[RAE]},
        "partners": [{"name": TENANTS, "contact": PAT, "email": MAILBOXES[PAT]}],
        "begun_by": "R. O.",
    }
)
AGREED = agree.Agreed(key=KEY, by="R. O.")

GATE = ("basic values", "shared power", "no unique compromise", "goals", "deliverables and due dates",
        "capacity and funds")  # fmt: skip

LANTERN = ("Lux Lantern", "lux@example.org"), ("Wick Lantern", "wick@example.org")
"""The tenants' primary delegate and their backup. Ours are Ada, who is a member, and Moss."""

MOSS = ("Moss Invented", "moss@example.org")


def gate(answer: str = "yes", words: str = "In our own words.") -> str:
    """The gate, all of it answered alike."""
    return "\n".join(f'[gate."{one}"]\nanswer = "{answer}"\nwords = "{words}"' for one in GATE)


def delegate(rank: str, who: tuple[str, str], *, approved_by: str = "") -> str:
    """A delegate, in a file."""
    also = f'also_member = true\napproved_by = "{approved_by}"' if approved_by else ""
    name, email = who
    return f'[{rank}]\nname = "{name}"\nemail = "{email}"\nvoter_role = "delegate"\nresponsibility = "delegate"\n{also}'


SHARED = """
[[goals]]
name = "Beds for every house"
due = 2027-09-01

[[deliverables]]
name = "Plan of the beds"
due = 2027-05-01

[[circumstances]]
name = "bad weather"
response = "we meet indoors"
"""


def file_of(partner: str, *parts: str, method: str = "flat", power: str = "collaborative") -> str:
    """What a partner settles, whole: `parts` are its delegates, and whatever else there is."""
    head = f'partner = "{partner}"\nmethod = "{method}"\n'
    return "\n".join([head, gate(), f'[power]\nstructure = "{power}"', *parts])


OUR_FILE = file_of(
    OURS, delegate("primary", (ADA, MEMBERS[ADA]), approved_by="the board"), delegate("backup", MOSS), SHARED
)
THEIR_FILE = file_of(TENANTS, delegate("primary", LANTERN[0]), delegate("backup", LANTERN[1]), SHARED)


def take(club: Club, content: str) -> bool:
    """Hand in a file."""
    return partnership_file.take(club.secretary, KEY, written("said.toml", content))


def begun(club: Club) -> None:
    """A partnership of two is on record."""
    partnership.begin(club.secretary, WANTED)


def asked(club: Club) -> None:
    """Both contacts have their letter with a link."""
    begun(club)
    assert go_on(club) == []


def settled_by_file(club: Club) -> None:
    """Both have settled everything by file, and it is on record."""
    begun(club)
    take(club, OUR_FILE)
    take(club, THEIR_FILE)
    go_on(club)


def in_force(club: Club) -> None:
    """It is in force, and all letters are out."""
    settled_by_file(club)
    assert agree.agree(club.secretary, AGREED, named=True)
    go_on(club)


MOMENTS: Mapping[str, Any] = {"begun": begun, "asked": asked, "settled": settled_by_file, "in force": in_force}


def go_to(club: Club, moment: str) -> None:
    """A moment of a partnership, which is played once and then remembered."""
    name = f"partners: {moment}"
    if name not in club.kept:
        club.go_to("furnished")
        MOMENTS[moment](club)
        club.keep(name)
    club.go_to(name)


def carry_on(club: Club) -> Report:
    """A pass over the partnerships that is without troubles."""
    report = partners.carry_on(club.secretary)
    assert report.broken == []
    return report


def go_on(club: Club, passes: int = 2) -> list[str]:
    """Passes over the partnerships, each with its letters going out. Returns the troubles."""
    troubles = []
    for _ in range(passes):
        troubles += carry_on(club).troubles
        tend.tend(club.secretary)
        club.later(HOUR)
        tend.tend(club.secretary)
    return troubles


def of(club: Club) -> Settled:
    """The partnership as it is on record."""
    with club.secretary.ledger.reading() as session:
        return partnerships.of(session, KEY)


def unmet(club: Club) -> str:
    """What is in its way, with names."""
    ruling = partnerships.may_go_forward(of(club), charter=club.charter)
    return "" if ruling else ruling.because


def refused(club: Club) -> str:
    """The letter with which putting it in force is refused; "" where it isn't."""
    try:
        agree.agree(club.secretary, AGREED, named=True)
    except Refusal as refusal:
        return str(refusal)
    return ""


def delegates(club: Club) -> list[tuple[int, int, str, str, bool]]:
    """The delegates: number, partner, rank, name, and whether they are delegates now."""
    with club.secretary.ledger.reading() as session:
        rows = session.execute(select(Delegate).order_by(Delegate.nth)).scalars()
        return [(one.nth, one.partner, one.rank, one.name, one.replaced_at is None) for one in rows]


def dates(club: Club) -> list[tuple[str, str, date | None]]:
    """What is due, and when."""
    with club.secretary.ledger.reading() as session:
        rows = session.execute(select(PartnershipDate).order_by(PartnershipDate.nth)).scalars()
        return [(one.kind, one.name, one.due) for one in rows]


def foreseen(club: Club) -> dict[str, str]:
    """What may go wrong, and the response."""
    with club.secretary.ledger.reading() as session:
        rows = session.execute(select(PartnershipCircumstance)).scalars()
        return {one.name: one.response for one in rows}


def letters(club: Club) -> dict[str, str]:
    """The keys of the letters to partners and delegates, with their occasions."""
    with club.secretary.ledger.reading() as session:
        rows = session.execute(select(Letter).where(Letter.key.startswith("pact."))).scalars()
        return {one.key.removeprefix(f"pact.{KEY}."): one.occasion for one in rows}


def link_of(club: Club, mailbox: str, what: str) -> str:
    """The personal link in the last letter of a kind to a mailbox."""
    texts = [mail.text for mail in club.mails_to(mailbox) if what in mail.title]
    found = re.search(r"^(http\S+)$", texts[-1], re.MULTILINE)
    if found is None:
        raise LookupError(f"no link in {what}")
    return found[1]


def answer(club: Club, mailbox: str, said: Mapping[str, str]) -> Receipt:
    """A contact opens the link in the invitation, fills in the form and sends it."""
    return club.send(link_of(club, mailbox, "asked"), said)


NOTHING_ELSE: Mapping[str, str] = {}


def form_answers(
    primary: tuple[str, str], backup: tuple[str, str], more: Mapping[str, str] = NOTHING_ELSE
) -> dict[str, str]:
    """The form, filled in whole: `more` are other answers, by parts of their titles."""
    titles = [f"{one[0].upper()}{one[1:]}" for one in GATE]
    said = dict.fromkeys(titles, "Yes") | {f"{one}, in your words": "As we said." for one in titles}
    said |= {"How do we vote?": "flat", "What kind of power is there between us?": "collaborative"}
    for rank, (name, email) in (("Primary", primary), ("Backup", backup)):
        said |= {
            f"{rank} delegate: name": name,
            f"{rank} delegate: e-mail address": email,
            f"{rank} delegate: role in votes": "delegate",
            f"{rank} delegate: responsibility": "partner advisor",
        }
    return {**said, **more}


WORK = {
    "Our goals, one per line": "Beds for every house - 2027-09-01",
    "Our deliverables, one per line": "Plan of the beds - 2027-05-01",
    "What may go wrong, and what we do then": "bad weather: we meet indoors",
}


def affirm(club: Club, mailbox: str, *, yes: bool = True) -> Receipt:
    """A delegate opens the link in the letter about two hats, and says whether they can wear both."""
    said = "Yes, I can keep the two apart" if yes else "No, I vote as a delegate only"
    return club.send(link_of(club, mailbox, "/hats"), {"Can you wear two hats?": said})
