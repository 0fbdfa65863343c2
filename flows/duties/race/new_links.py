"""New links: a candidate's link is made void and another one sent, when an organiser says so or a letter came back."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import letters
from core.ledger import Pen
from core.numbers import many
from core.records import Candidate, Letter, NewLink
from flows.duties.letter import link_epochs, to_candidates
from flows.duties.letter.link_epochs import THEIRS, Earlier
from flows.duties.race import link_memory, openings, races
from flows.duties.race.link_memory import ITSELF
from flows.duties.race.openings import Opening
from flows.secretary import Secretary

OCCASION = "candidate_link"
"""The occasion of the letter with the new link."""

CAME_BACK = "the letter with the last one reached nobody, and the tab Candidates has another mailbox now"


@dataclass(frozen=True)
class Said:
    """Why a link is made void, who says so, and whose it is what had come by it."""

    because: str
    by: str
    earlier: Earlier


def keep(secretary: Secretary) -> list[str]:
    """E4, E6. Bring book and key files to the same links, and see to it that everybody has their newest one.

    A candidate whose last letter with a link reached nobody gets a new link by themselves once the tab Candidates has
    another mailbox. A letter that an older copy of the book has forgotten is found at Mailchimp, and not sent again.
    """
    link_memory.remember(secretary)
    with secretary.ledger.reading() as session:
        if not _came_back(secretary, session) and not _owed(secretary, session):
            return []
    with secretary.ledger.writing(secretary.now()) as pen:
        for one in _came_back(secretary, pen.session):
            _renew(pen, one, Said(CAME_BACK, ITSELF, THEIRS))
        planned = sum(_plan(pen, *owed) for owed in _owed(secretary, pen.session))
    link_memory.note(secretary)
    return [f"{many(planned, 'letter')} with a new link of a candidate's planned."] if planned else []


def give(secretary: Secretary, pen: Pen, candidate: Candidate, said: Said) -> bool:
    """E4, E6. Make a candidate's link void from now on, and plan the letters with the next one.

    False: the last one is new itself: no letter with it has gone out yet, and it says just so. The key file is to be
    brought up to the book afterwards (`link_memory.note`); a process that dies before that leaves it to the next pass.
    """
    last = _last(pen.session, candidate)
    if last is not None and last.earlier == said.earlier and not may_be_known(pen.session, candidate):
        return False
    _renew(pen, candidate, said)
    mine = [one for one in _owed(secretary, pen.session) if one[0] is candidate]
    for owed in mine:
        _plan(pen, *owed)
    return True


def may_be_known(session: Session, candidate: Candidate) -> bool:
    """Whether somebody may have a candidate's newest link, or nobody will get it by the letters that are planned.

    It went out, or is on its way to another mailbox than the tab Candidates has now; or its letter is done with.
    """
    epoch = link_epochs.epoch(session, candidate)
    mine = [one for one in _linked(session, candidate) if _epoch_of(one) == epoch]
    out = any(one.posted_at is not None or one.state in letters.FINAL for one in mine)
    return out or any(not to_candidates.goes_to(one, candidate) for one in mine)


def is_on_its_way(session: Session, candidate: Candidate) -> bool:
    """Whether a letter with a candidate's newest link is planned."""
    epoch = link_epochs.epoch(session, candidate)
    return any(_epoch_of(one) == epoch for one in _on_its_way(session, candidate))


def sent_in_words(session: Session, made: NewLink) -> str:
    """What became of the letters with a new link, for the page."""
    candidate = session.get_one(Candidate, (made.race_key, made.nth))
    mine = [one for one in _linked(session, candidate) if one.key.endswith(f"-n{made.epoch}")]
    out = sum(one.posted_at is not None for one in mine)
    if not mine:
        return "No letter with it yet" if candidate.email else "No letter with it: there is no address of theirs"
    return f"{many(len(mine), 'letter')} with it, {out} of them out"


def _last(session: Session, candidate: Candidate) -> NewLink | None:
    return next(reversed(link_epochs.of(session, candidate)), None)


def _renew(pen: Pen, candidate: Candidate, said: Said) -> None:
    """Put the next link on record, and let no letter with an earlier one go out any more."""
    epoch = link_epochs.epoch(pen.session, candidate) + 1
    mine = {"race_key": candidate.race_key, "nth": candidate.nth, "epoch": epoch}
    words = {"because": said.because, "by": said.by, "earlier": said.earlier}
    pen.session.add(NewLink(**mine, **words, since=pen.at, earlier_because="", earlier_by=""))
    for letter in _on_its_way(pen.session, candidate):
        letter.not_before, letter.not_after = None, pen.at
    pen.log("link.renewed", race=candidate.race_key, candidate=candidate.nth, link=epoch, by_itself=said.by == ITSELF)
    pen.session.flush()


# ── letters with links ─────────────────────────────────────────────────────────────────────────────


def _linked(session: Session, candidate: Candidate) -> list[Letter]:
    """Every letter to a candidate that holds a link of theirs, the last one last."""
    kinds = [name for name, one in letters.OCCASIONS.items() if one.linked]
    before = to_candidates.letter_key(candidate, "")
    mine = select(Letter).where(Letter.key.startswith(before, autoescape=True), Letter.occasion.in_(kinds))
    return list(session.execute(mine.order_by(Letter.planned_at, Letter.key)).scalars())


def _on_its_way(session: Session, candidate: Candidate) -> list[Letter]:
    found = _linked(session, candidate)
    return [one for one in found if one.posted_at is None and one.state not in letters.FINAL]


def _epoch_of(letter: Letter) -> int:
    """Which link a letter holds; -1 where it says nothing any more."""
    return int(letter.facts.get("link", {}).get("epoch", -1))


def _came_back(secretary: Secretary, session: Session) -> list[Candidate]:
    """Who stands, and whose last letter with a link reached nobody at a mailbox that isn't theirs by the tab now.

    Only while there is something that the link opens.
    """
    known = [(race, one) for race in races.under_way(session) for one in races.running(race) if one.email]
    found = [(race, one) for race, one in known if _last_came_back(session, one)]
    return [one for race, one in found if any(openings.now(secretary, session, race, one))]


def _last_came_back(session: Session, candidate: Candidate) -> bool:
    last = next(reversed(_linked(session, candidate)), None)
    if last is None or _epoch_of(last) != link_epochs.epoch(session, candidate):
        return False
    return last.state == letters.CONFIRMED and last.delivered == 0 and not to_candidates.goes_to(last, candidate)


# ── whom they are owed to ──────────────────────────────────────────────────────────────────────────


def _owed(secretary: Secretary, session: Session) -> list[tuple[Candidate, Opening, int]]:
    """Who has to be sent their newest link, for what, and its number: no letter that holds it was planned yet."""
    found = []
    for race in races.under_way(session):
        new = {one.nth for one in link_epochs.made(session, race.key)}
        for one in [one for one in races.running(race) if one.nth in new and one.email]:
            epoch, linked = link_epochs.epoch(session, one), _linked(session, one)
            found += [
                (one, opening, epoch)
                for opening in openings.now(secretary, session, race, one)
                if not any(_holds(letter, one, opening, epoch) for letter in linked)
            ]
    return found


def _holds(letter: Letter, candidate: Candidate, opening: Opening, epoch: int) -> bool:
    """Whether a letter brought a link to something, the first time or with a later word about it."""
    what = letter.key.removeprefix(to_candidates.letter_key(candidate, ""))
    return what == f"{opening.called}-n{epoch}" or (
        _epoch_of(letter) == epoch and what.startswith(f"{opening.called}-")
    )


def _plan(pen: Pen, candidate: Candidate, opening: Opening, epoch: int) -> bool:
    what = f"{opening.called}-n{epoch}"
    return to_candidates.plan(pen, candidate, what, OCCASION, opening.facts, not_after=opening.until)
