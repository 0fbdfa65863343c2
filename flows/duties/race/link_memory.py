"""Links' memory: book and key files know of the same new links, so that no older copy of the book brings one back."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.ledger import Pen
from core.records import Candidate, NewLink, Race
from flows.duties.letter import link_epochs, personal
from flows.duties.letter.link_epochs import UNCLEAR
from flows.secretary import Secretary

ITSELF = "itself"
"""Who gives a new link where no person did."""

FORGOTTEN = "an older copy of the book had forgotten that there is a new one"


def remember(secretary: Secretary) -> None:
    """Bring the book's new links up to the key files': they are ahead where an older copy of the book was put back.

    Why they were given is forgotten; whether what came before is the candidates' has to be said again.
    """
    with secretary.ledger.reading() as session:
        ahead = bool(_forgotten(secretary, session))
    if ahead:
        with secretary.ledger.writing(secretary.now()) as pen:
            _write_down(secretary, pen)
    note(secretary)


def _write_down(secretary: Secretary, pen: Pen) -> None:
    for candidate, epoch in _forgotten(secretary, pen.session):
        mine = {"race_key": candidate.race_key, "nth": candidate.nth, "epoch": epoch, "since": pen.at}
        words = {"because": FORGOTTEN, "by": ITSELF, "earlier": UNCLEAR}
        pen.session.add(NewLink(**mine, **words, earlier_because="", earlier_by=""))
        pen.log("link.remembered", race=candidate.race_key, candidate=candidate.nth, link=epoch)


def _forgotten(secretary: Secretary, session: Session) -> list[tuple[Candidate, int]]:
    found = []
    for race in session.execute(select(Race).order_by(Race.key)).scalars():
        kept = secretary.keyring.read(personal.key_name(race.key))
        epochs = kept.epochs if kept is not None else {}
        found += [(one, epochs.get(one.nth, 0)) for one in race.candidates]
    return [(one, epoch) for one, epoch in found if epoch > link_epochs.epoch(session, one)]


def note(secretary: Secretary) -> None:
    """Bring the key files' new links up to the book's, so that no older copy of the book brings an old one back."""
    with secretary.ledger.reading() as session:
        made = list(session.execute(select(NewLink).order_by(NewLink.race_key, NewLink.nth, NewLink.epoch)).scalars())
    for one in made:
        name = personal.key_name(one.race_key)
        kept = secretary.keyring.read(name)
        if kept is not None and kept.epochs.get(one.nth, 0) < one.epoch:
            secretary.keyring.reissue(name, line=one.nth, epoch=one.epoch)
