"""How a partnership's charter stands, for the dashboard: what is unmet, and what waits for a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy.orm import Session

from core import calendar
from core.numbers import many
from flows.duties.partnership import answers, contact_letters, hats, in_force, partner_links, told
from flows.duties.partnership.partnerships import Settled
from flows.pages.needs import Address, Need, need
from flows.secretary import Secretary


def facts(secretary: Secretary, session: Session, settled: Settled) -> dict[str, Any]:
    """P1, P11. What the page tells of a partnership's charter. Partners are called as third parties may know them."""
    charter = secretary.charter
    today = calendar.day_of(secretary.now(), charter.zone)
    found = in_force.in_the_way(session, settled, on=today, charter=charter, named=False)
    changed = _has_changed(session, settled)
    since = in_force.in_the_way(session, settled.anew(), on=today, charter=charter, named=False) if changed else ()
    unread, stray = len(answers.unread(session, settled.key)), answers.nobodys(session, settled.key)
    void = sum(answers.by_void_links(session, settled.key).values())

    def neutral(lines: Iterable[str]) -> list[str]:
        """A line for each partner would tell how many there are."""
        said = (told.neutral(one, settled, to="third parties", on=today, charter=charter) for one in lines)
        return [*dict.fromkeys(said)]

    return {
        "open": neutral(found),
        "since": neutral(since),
        "unread": f"{many(unread, 'piece')} of answers can't be read" if unread else "",
        "changed": _has_changed(session, settled),
        "stray": many(stray, "answer") if stray else "",
        "void": many(void, "answer") if void else "",
    }


def _has_changed(session: Session, settled: Settled) -> bool:
    """Whether partners said something since it is in force. How many did isn't told outsiders."""
    return settled.stands and bool(in_force.changed_since(session, settled))


def needs(secretary: Secretary, session: Session, settled: Settled, address: Address) -> Iterator[Need]:
    """P1, P4. What of it waits for a person."""
    title, key = settled.partnership.title, settled.key
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    show = f"canvass partnership {key} --show"
    if unread := len(answers.unread(session, key)):
        yield need(
            f"{many(unread, 'piece')} of partners' answers can't be read: “{title}”",
            "They are kept, and count for nothing until the partner answers these questions anew.",
            "See on the command line what they are, and ask for it anew; or hand it in as a file.",
            command=show,
            page="partners",
            address=address,
        )
    yield from _links(session, settled, address)
    yield from _silent(secretary, session, settled, address)
    if _has_changed(session, settled):
        yield need(
            f"Something else was said since “{title}” is in force",
            "Days and responses that all partners state alike count already, and so do new delegates. "
            "The rest stays as it was agreed.",
            "Talk about it. If it is to hold, put the partnership in force anew; all of them read it again.",
            door="agree",
            command=f"canvass agree {key}",
            page="partners",
            address=address,
        )
    elif not settled.stands and not any(in_force.in_the_way(session, settled, on=today, charter=secretary.charter)):
        yield need(
            f"“{title}” can be put in force",
            "Its partners have settled everything. Nothing of it goes forward before.",
            "Put it in force.",
            door="agree",
            command=f"canvass agree {key}",
            page="partners",
            address=address,
        )
    if back := in_force.taken_back(settled, charter=secretary.charter):
        yield need(
            f"{many(back, 'partner')} no longer {'says' if back == 1 else 'say'} yes to what “{title}” asks first",
            "Its gate was met when it was put in force (P1), so what is under way goes on as it was agreed.",
            "Talk about it. End the partnership, or agree anew once it is a yes again.",
            door="end-partnership",
            command=show,
            page="partners",
            address=address,
        )
    current = [one for one in settled.delegates if one.replaced_at is None]
    if alone := sum(one.approved_on is not None and not hats.is_approved(one) for one in current):
        yield need(
            f"{many(alone, 'delegate')} approved of by nobody but themselves: “{title}”",
            "Nobody approves of themselves in their organisation's name (P4), so they vote as a delegate only.",
            "Ask their organisation who else approves that they vote as a member, too.",
            command=show,
            page="partners",
            address=address,
        )


def _links(session: Session, settled: Settled, address: Address) -> Iterator[Need]:
    """P1. Links that don't work any more and were used, and those of which an older copy of the book has forgotten."""
    title, key = settled.partnership.title, settled.key
    for nth, number in answers.by_void_links(session, key).items():
        yield need(
            f"{many(number, 'answer')} for partner {nth} came by a link that doesn't work any more: “{title}”",
            "They are kept, and count for nobody. Whoever answered for that partner before may not know of it.",
            "Talk to whoever answers for it now. What they want to say they can send by their own link.",
            command=f"canvass partnership {key} --show",
            page="partners",
            address=address,
        )
    for nth in partner_links.unclear(session, key):
        yield need(
            f"Say who answers for partner {nth}: “{title}”",
            "An older copy of the book was put back, and there had been a newer link. Nobody has a link for it now.",
            "See whether the contact is the right one, and send a link; or set another contact on the command line.",
            door="partner-link",
            command=f'canvass partner-link {key} {nth} --because "…" --by "…"',
            page="partners",
            address=address,
        )


def _silent(secretary: Secretary, session: Session, settled: Settled, address: Address) -> Iterator[Need]:
    """P1. Partners that never answered; nothing goes forward without them, and they were reminded once."""
    if settled.partnership.agreed_at is not None:
        return
    title, key, now = settled.partnership.title, settled.key, secretary.now()
    for nth, since in contact_letters.silent_since(session, settled).items():
        if now < since + contact_letters.SILENT_AFTER:
            continue
        day = calendar.day_in_words(calendar.day_of(since, secretary.charter.zone))
        yield need(
            f"Partner {nth} has answered nothing since {day}: “{title}”",
            "It was asked and reminded. Nothing goes forward without it, and the partners that have answered wait.",
            "Telephone; hand in its file, or name another contact, on the command line; or end the partnership.",
            door="end-partnership",
            command=f"canvass partnership {key} --show",
            page="partners",
            address=address,
        )
