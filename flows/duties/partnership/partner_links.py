"""Partner links: which link of whoever answers for a partner works now, and since when those before it don't."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import letters
from core.ledger import Pen
from core.records import Letter, Partner, PartnerLink
from flows.duties.letter import personal
from flows.secretary import Secretary
from integrations.keyring import Keyring

DELEGATES_FROM = 1000
"""Delegates' codes are made under their number and this one, so that they are nobody's among the partners' codes."""

ITSELF = "itself"
"""Who makes a link void where no person did."""

FORGOTTEN = "an older copy of the book had forgotten that there is a new one"


def key_of(partnership: str) -> str:
    """What links of a partnership are made under, and its letters' keys begin with. Its dot is in no race's."""
    return f"pact.{partnership}"


def of(session: Session, key: str) -> list[PartnerLink]:
    """Every new link that was given in a partnership, in the order of the partners, the newest of each last."""
    mine = select(PartnerLink).where(PartnerLink.partnership_key == key)
    return list(session.execute(mine.order_by(PartnerLink.nth, PartnerLink.epoch)).scalars())


def epoch(session: Session, key: str, nth: int) -> int:
    """Which of a partner's links works now: 0 is the first."""
    return max((one.epoch for one in of(session, key) if one.nth == nth), default=0)


def unclear(session: Session, key: str) -> list[int]:
    """P1. The partners, by number, of which an older copy of the book has forgotten who answers for them now."""
    last = {one.nth: one for one in of(session, key)}
    return [nth for nth, one in sorted(last.items()) if one.by == ITSELF]


def owners(keyring: Keyring, session: Session, key: str) -> Mapping[str, tuple[int, int]]:
    """Whose a code is, by its hash, and by which of their links it came, void ones too. Raises LinkLost."""
    numbers = session.execute(select(Partner.nth).where(Partner.partnership_key == key)).scalars().all()
    kept = keyring.read(personal.key_name(key_of(key)))
    noted = kept.epochs if kept is not None else {}
    return {
        personal.code_hash(keyring, key_of(key), line=nth, epoch=turn): (nth, turn)
        for nth in numbers
        for turn in range(max(epoch(session, key, nth), noted.get(nth, 0)) + 1)
    }


def was_void(found: Sequence[PartnerLink], *, nth: int, epoch: int, at: datetime) -> bool:
    """P1. Whether one of a partner's links was void at an instant: there was a later one by then."""
    return any(one.nth == nth and one.epoch > epoch and one.since <= at for one in found)


def renew(pen: Pen, partner: Partner, *, because: str, by: str, above: int = 0) -> int:
    """P1. Put the next link on record: the one before is void, and no letter that holds it goes out any more.

    Its number is returned; it is higher than `above`. `note` is to be called afterwards; a process that dies before
    leaves it to the next pass.
    """
    key = partner.partnership_key
    new = max(epoch(pen.session, key, partner.nth), above) + 1
    said = {"because": because, "by": by, "since": pen.at}
    pen.session.add(PartnerLink(partnership_key=key, nth=partner.nth, epoch=new, **said))
    for letter in linked(pen.session, key, partner.nth):
        if letter.posted_at is None and letter.state not in letters.FINAL:
            letter.not_before, letter.not_after = None, pen.at
    pen.log("partner.link", partnership=key, partner=partner.nth, link=new, by_itself=by == ITSELF)
    pen.session.flush()
    return new


def linked(session: Session, key: str, nth: int) -> list[Letter]:
    """The letters that hold a link of a partner's, the oldest first."""
    kinds = [name for name, one in letters.OCCASIONS.items() if one.linked]
    mine = select(Letter).where(Letter.key.startswith(f"{key_of(key)}.{nth}/", autoescape=True))
    found = session.execute(mine.where(Letter.occasion.in_(kinds)).order_by(Letter.planned_at, Letter.key))
    return list(found.scalars())


def may_be_known(session: Session, key: str, nth: int) -> bool:
    """Whether somebody may have a partner's newest link: a letter with it has gone out, or was given up."""
    mine = [one for one in linked(session, key, nth) if epoch_in(one) == epoch(session, key, nth)]
    return any(one.posted_at is not None or one.state in letters.FINAL for one in mine)


def epoch_in(letter: Letter) -> int:
    """Which link a letter holds; -1 where it says nothing any more."""
    return int(letter.facts.get("link", {}).get("epoch", -1))


def remember(secretary: Secretary, key: str) -> None:
    """P1. Where the key file knows of more links than the book, an older copy of the book was put back.

    It may have forgotten who answers for a partner. So that no link is given to two, the next one is nobody's, and
    waits until an organiser says who it is for.
    """
    with secretary.ledger.reading() as session:
        ahead = bool(_forgotten(secretary, session, key))
    if ahead:
        with secretary.ledger.writing(secretary.now()) as pen:
            found = _forgotten(secretary, pen.session, key)
            [renew(pen, partner, because=FORGOTTEN, by=ITSELF, above=last) for partner, last in found]
    note(secretary, key)


def _forgotten(secretary: Secretary, session: Session, key: str) -> list[tuple[Partner, int]]:
    kept = secretary.keyring.read(personal.key_name(key_of(key)))
    mine = select(Partner).where(Partner.partnership_key == key).order_by(Partner.nth)
    noted = kept.epochs if kept is not None else {}
    known = [(one, noted.get(one.nth, 0)) for one in session.execute(mine).scalars()]
    return [(one, last) for one, last in known if last > epoch(session, key, one.nth)]


def note(secretary: Secretary, key: str) -> None:
    """Bring the key file's links up to the book's, so that no older copy of the book brings an old one back."""
    with secretary.ledger.reading() as session:
        made = of(session, key)
    name = personal.key_name(key_of(key))
    for one in made:
        kept = secretary.keyring.read(name)
        if kept is not None and kept.epochs.get(one.nth, 0) < one.epoch:
            secretary.keyring.reissue(name, line=one.nth, epoch=one.epoch)
