"""Partnership: organisers begin a project that organisations share, see how it stands, and end it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import Field
from sqlalchemy import select

from core import calendar, cells, mentions
from core.bylaws import partnership as rules
from core.cells import CellFault
from core.cited import plain
from core.ledger import Pen
from core.records import Partner, Partnership
from flows import free_words, screen
from flows.draft import Line, Paperwork, _at
from flows.duties.partnership import contact_letters, ending, partner_links, partnerships, told
from flows.duties.partnership.told import Discretion
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled

KEY = r"^[a-z][a-z0-9-]{2,15}$"


class PartnerNamed(Paperwork):
    """An organisation in a partnership, and who answers for it."""

    name: Line = Field(min_length=2, max_length=80, description="the organisation's name", **_at(0, "Organisation"))
    contact: Line = Field(min_length=2, max_length=80, description="who answers for it", **_at(1, "Contact"))
    email: Line = Field(min_length=6, max_length=120, description="their e-mail address", **_at(2, "E-mail address"))


class PartnershipBegun(Paperwork):
    """A partnership to be: its title, our own contact, and the partners."""

    key: str = Field(
        pattern=KEY,
        description="a short name of 3 to 16 small letters; it names no partner",
        **_at(0, "Short name (key)"),
    )
    title: Line = Field(
        min_length=3, max_length=100, description="what it is about; it names no partner", **_at(1, "Title")
    )
    ours: PartnerNamed = Field(description="our own organisation, with who answers for it", **_at(2, "We ourselves"))
    partners: list[PartnerNamed] = Field(min_length=1, description="the other organisations", **_at(3, "Partners"))
    begun_by: Line = Field(min_length=1, description="your initials", **_at(4, "Your initials"))


class PartnershipEnded(Paperwork):
    """A partnership that is over, and why."""

    key: str = Field(description="the partnership's key", **_at(0, "Partnership, by its key"))
    because: Line = Field(
        min_length=3, max_length=400, description="why; all partners read it, so it names nobody", **_at(1, "Why")
    )
    by: Line = Field(min_length=1, description="your initials", **_at(2, "Your initials"))


def begin(secretary: Secretary, wanted: PartnershipBegun) -> bool:
    """P1. Put a partnership on record; another contact of a partner takes the place of the one before.

    False: it is on record just so. Raises Refusal where it can't be, NoPartners where the charter knows none.
    """
    everybody = [wanted.ours, *wanted.partners]
    rules.settled(secretary.charter)
    _refuse_unfit(everybody, secretary)
    everybody = [one.model_copy(update={"email": cells.email(one.email)}) for one in everybody]
    partner_links.remember(secretary, wanted.key)  # an older copy of the book mustn't give the same link twice
    news = _begun(secretary, wanted, everybody)
    partner_links.note(secretary, wanted.key)
    return news


def _begun(secretary: Secretary, wanted: PartnershipBegun, everybody: list[PartnerNamed]) -> bool:
    with secretary.ledger.writing(secretary.now()) as pen:
        known = pen.session.get(Partnership, wanted.key)
        if known is not None:
            return _again(secretary, pen, known, wanted, everybody)
        _refuse_named(wanted, told.as_of(pen.session, at=pen.at, charter=secretary.charter))
        pen.session.add(
            Partnership(key=wanted.key, title=wanted.title, begun_by=wanted.begun_by, begun_at=pen.at, closed=False)
        )
        pen.session.flush()
        pen.session.add_all(
            Partner(partnership_key=wanted.key, nth=nth, ours=nth == 1, **one.model_dump())
            for nth, one in enumerate(everybody, 1)
        )
        pen.log("partnership.begun", partnership=wanted.key, partners=len(everybody))
    return True


def _refuse_unfit(everybody: list[PartnerNamed], secretary: Secretary) -> None:
    ruling = rules.are_partners([one.name for one in everybody], charter=secretary.charter)
    if not ruling:
        raise Refusal(f"{ruling.because} ({ruling.clause}). Nothing was recorded.")
    for place, one in enumerate(everybody):
        try:
            cells.email(one.email)
        except CellFault as fault:
            who = f"partner {place}" if place else "our own contact"
            raise Refusal(f"The e-mail address of {who} can't be used: {fault}") from None


def _refuse_named(wanted: PartnershipBegun, discretion: Discretion) -> None:
    """P11. Key and title are in pages, log, letters' titles and file names: they name no partner of any partnership.

    What the new partners let be told they haven't said yet, so they are as private as can be.
    """
    names, ours = [one.name for one in wanted.partners], [wanted.ours.name]
    for what, words in (("title", wanted.title), ("key", wanted.key)):
        if mentions.slips(words, names, known=ours) or not discretion.is_kept([words], to=told.EVERYBODY):
            raise Refusal(
                f"The {what} names a partner. It is shown to everybody, so say what it is about without a name."
            )
    if any(mentions.is_short_for(wanted.key, one) for one in names):
        raise Refusal(
            "The key is short for the name of a partner: it has two of its words in their order, or the one of "
            "its own. It is shown to everybody, so take one that says what you share, such as garden-27."
        )


def _again(
    secretary: Secretary, pen: Pen, known: Partnership, wanted: PartnershipBegun, everybody: list[PartnerNamed]
) -> bool:
    if known.ended_on is not None:
        raise Refusal(f"“{known.key}” has ended. Begin another one under a new key.")
    settled = partnerships.of(pen.session, known.key)
    before = settled.partners
    same_names = [one.name for one in before] == [one.name for one in everybody]
    fitting = len(before) == len(everybody) and (same_names or _is_a_slip(known, before, everybody))
    if known.title != wanted.title or not fitting:
        raise Refusal(
            f"“{known.key}” is on record with another title or other partners, in their order. Contacts can be "
            "changed, and until it is in force one partner's name, with the same contact; for anything else end it, "
            "and begin another one."
        )
    both = list(zip(before, everybody, strict=True))
    misspelt = [(row, one) for row, one in both if row.name != one.name]
    for row, one in misspelt:
        row.name = one.name
        pen.log("partner.name", partnership=known.key, partner=row.nth)
    changed = [(row, one) for row, one in both if (row.contact, row.email) != (one.contact, one.email)]
    for row, one in changed:
        _hand_over(secretary, pen, settled, row, one, by=wanted.begun_by)
        row.contact, row.email = one.contact, one.email
        pen.log("partner.contact", partnership=known.key, partner=row.nth)
    return bool(changed or misspelt)


def _is_a_slip(known: Partnership, before: Sequence[Partner], everybody: list[PartnerNamed]) -> bool:
    """P1. Whether a partner's name is put right: one of them, with the same contact, and nothing is in force yet."""
    if known.agreed_at is not None or len(before) != len(everybody):
        return False
    other = [(row, one) for row, one in zip(before, everybody, strict=True) if row.name != one.name]
    return len(other) == 1 and all((row.contact, row.email) == (one.contact, one.email) for row, one in other)


def _hand_over(
    secretary: Secretary, pen: Pen, settled: partnerships.Settled, row: Partner, one: PartnerNamed, *, by: str
) -> None:
    """P1. Where it is somebody else who answers for a partner, the link of whoever did doesn't work any more."""
    if (plain(row.contact), row.email) == (plain(one.contact), one.email):
        return
    epoch = partner_links.renew(pen, row, because="somebody else answers for it", by=by)
    if row.email != one.email:
        contact_letters.say_void(pen, secretary, settled, row, epoch=epoch)


def end(secretary: Secretary, wanted: PartnershipEnded) -> bool:
    """P1. End a partnership: its forms close, nothing of it goes forward, and all partners are told why.

    False: it had ended before. Raises Refusal with the votes that are under way: whoever votes is told first, by the
    door that calls a vote off.
    """
    rules.settled(secretary.charter)
    with secretary.ledger.writing(secretary.now()) as pen:
        settled = partnerships.of(pen.session, wanted.key)
        if settled.partnership.ended_on is not None:
            return False
        if under_way := list(ending.in_the_way(pen.session, wanted.key)):
            lines = "\n".join(f"  {one}." for one in under_way)
            raise Refusal(f"“{wanted.key}” can't end while its partners vote:\n{lines}\nNothing was changed.")
        settled.partnership.ended_on = calendar.day_of(pen.at, secretary.charter.zone)
        settled.partnership.ended_because = wanted.because
        pen.log("partnership.ended", partnership=wanted.key)
        ending.tell(secretary, pen, settled)
    return True


def listed(secretary: Secretary) -> Iterator[str]:
    """P1. Every partnership, with how it stands, for the command line."""
    rules.settled(secretary.charter)
    with secretary.ledger.reading() as session:
        keys = session.execute(select(Partnership.key).order_by(Partnership.begun_at, Partnership.key)).scalars()
        found = [partnerships.of(session, key) for key in keys]
    yield from (f"{one.key}: {one.partnership.title} – {state(one)}." for one in found)


def state(settled: partnerships.Settled) -> str:
    """How a partnership stands, in a few words."""
    if settled.partnership.ended_on is not None:
        return f"ended on {calendar.day_in_words(settled.partnership.ended_on)}"
    return "in force" if settled.partnership.agreed_at else "not in force yet"


@flow(name="end-partnership", flow_run_name=named("End the partnership {partnership.key:partnership}"))
def end_partnership(partnership: Annotated[PartnershipEnded, titled("The partnership")]) -> str:
    """End a partnership. Its forms close, nothing of it goes forward any more, and its partners get a letter.

    Args:
        partnership: Which one, and why.
    """
    secretary = Secretary.at_work()
    free_words.refuse_named(secretary, partnership)
    said = told_of_end(secretary, partnership, news=end(secretary, partnership))
    screen.show_partners(secretary)
    screen.show_desk(secretary)
    return said


def told_of_end(secretary: Secretary, wanted: PartnershipEnded, *, news: bool) -> str:
    """What an organiser hears."""
    if not news:
        return f"“{wanted.key}” had ended before."
    with secretary.ledger.reading() as session:
        left = ending.drafted(session, wanted.key)
    drafts = f" These drafts can't be frozen any more: {', '.join(left)}." if left else ""
    return f"“{wanted.key}” has ended. The next pass closes its forms; its partners get a letter.{drafts}"
