"""Candidate's link: an organiser makes void one that went astray and has another sent; and says what still counts."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from core import cells
from core.ledger import Pen
from core.records import Candidate
from flows import screen
from flows.duties.letter import link_epochs, personal
from flows.duties.race import link_memory, new_links, races
from flows.duties.race.labels import candidate_called
from flows.duties.race.new_links import Said
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled

Whose = Literal["theirs", "not theirs"]
"""Whether it is the candidate's what came by a link before it was made void."""


def renew(secretary: Secretary, candidate: str, *, because: str, by: str, earlier: Whose = "theirs") -> bool:
    """E4, E6. Make a candidate's personal link void from now on, and send another to the mailbox of the tab Candidates.

    What came in before stays theirs, unless `earlier` says otherwise: then it is kept and listed, and doesn't count.
    False: no letter with the last link has gone out yet, so it still does; doing this twice in a row gives one new
    link. Raises Refusal without reason or person, for somebody who doesn't stand, once the race is over, before any
    link went out, and (LinkLost) where the key file is missing.
    """
    why, who = _reason(because, by, earlier)
    link_memory.remember(secretary)  # an older copy of the book mustn't give the same link twice
    with secretary.ledger.writing(secretary.now()) as pen:
        one = _standing(pen, candidate)
        if not link_epochs.of(pen.session, one) and not new_links.may_be_known(pen.session, one):
            raise Refusal(
                f"No letter with a link has gone out to “{candidate.strip()}”, so there is none to make void."
            )
        personal.code_hash(secretary.keyring, one.race_key, line=one.nth)  # without its key, no link can be made
        news = new_links.give(secretary, pen, one, Said(why, who, earlier))
    link_memory.note(secretary)
    return news


def say_whose(secretary: Secretary, candidate: str, whose: str, *, because: str, by: str) -> bool:
    """E4, E6. Say whose it is what came by a candidate's old links before they were made void. False: it says so.

    What isn't theirs is kept and listed, and counts no more, also in answers that members read. What came by a link
    after it was void never counts. Raises Refusal without reason or person, and where no link of theirs is void.
    """
    why, who = _reason(because, by, whose)
    with secretary.ledger.writing(secretary.now()) as pen:
        one = candidate_called(pen.session, candidate, withdrawn_too=True)
        found = link_epochs.of(pen.session, one)
        if not found:
            raise Refusal(f"No link of “{candidate.strip()}” was made void. Do that first: door *candidate-link*.")
        concerned = found if whose == "theirs" else found[-1:]
        said = whose, why, who
        changed = [link for link in concerned if (link.earlier, link.earlier_because, link.earlier_by) != said]
        for link in changed:
            link.earlier, link.earlier_because, link.earlier_by = said
        if changed:
            pen.log("link.said", race=one.race_key, candidate=one.nth, theirs=whose == "theirs")
    return bool(changed)


def _reason(because: str, by: str, whose: str) -> tuple[str, str]:
    why, who = cells.text(because), cells.text(by)
    if whose not in get_args(Whose):
        raise Refusal(f"“{whose}” can't be recorded. Say {' or '.join(get_args(Whose))}.")
    if not why or not who:
        raise Refusal("Say why, and who says so (somebody's initials). Nothing was changed.")
    return why, who


def _standing(pen: Pen, written: str) -> Candidate:
    one = candidate_called(pen.session, written)
    if one.race_key not in {race.key for race in races.under_way(pen.session)}:
        raise Refusal(f"“{one.race_key}” is over, so no link to it is of use any more. Nothing was changed.")
    return one


def in_words(secretary: Secretary, candidate: str, *, changed: bool) -> str:
    """What whoever asked for a new link is told: whether a letter goes out, or why none does yet."""
    if not changed:
        return f"“{candidate}”: the new link is on its way already. Nothing changed."
    with secretary.ledger.reading() as session:
        one = candidate_called(session, candidate)
        if not one.email:
            return f"“{candidate}”: the old link is void. Write an address of theirs into the tab Candidates."
        if new_links.is_on_its_way(session, one):
            return f"“{candidate}”: the old link is void. The letter with the new one goes out with the next pass."
    return (
        f"“{candidate}”: the old link is void. Nothing is open for them now; the next letter to them has the new one."
    )


@flow(name="candidate-link", flow_run_name=named("Candidate's link: {candidate:candidate}"))
def give_a_new_link(
    candidate: Annotated[str, titled("Candidate")],
    because: Annotated[str, titled("Why")],
    said_by: Annotated[str, titled("Said by")],
    earlier: Annotated[Whose, titled("Is what came by the old link the candidate’s?")] = "theirs",
) -> str:
    """Make a candidate's personal link void, and send a new one to the mailbox that the tab Candidates has now.

    Args:
        candidate: The candidate's label, as in the tab Candidates, e.g. mayor-26/1.
        because: Why, e.g. “forwarded by mistake”. It stays on record; name nobody.
        said_by: Your initials.
        earlier: Whether what has come in by the old link is theirs. What isn't is kept, and doesn't count.
    """
    secretary = Secretary.at_work()
    news = renew(secretary, candidate, because=because, by=said_by, earlier=earlier)
    screen.show_season(secretary)
    return in_words(secretary, candidate, changed=news)


@flow(name="old-link", flow_run_name=named("Old link: {candidate:candidate}"))
def say_what_counts(
    candidate: Annotated[str, titled("Candidate")],
    whose: Annotated[Whose, titled("Is what came by the old link the candidate’s?")],
    because: Annotated[str, titled("How you know")],
    said_by: Annotated[str, titled("Said by")],
) -> str:
    """Say whether what came by a candidate's old link, before it was made void, is the candidate's.

    Args:
        candidate: The candidate's label, as in the tab Candidates, e.g. mayor-26/1.
        whose: Whether it is theirs. What isn't the candidate's is kept and listed, and doesn't count.
        because: How you know. It stays on record; name nobody.
        said_by: Your initials.
    """
    secretary = Secretary.at_work()
    news = say_whose(secretary, candidate, whose, because=because, by=said_by)
    screen.show_season(secretary)
    return f"“{candidate}” is on record." if news else "It is on record just so already."
