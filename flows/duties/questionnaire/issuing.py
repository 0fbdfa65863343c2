"""Issuing: each race's questionnaire is brought to where it should be now: asked, read, reminded, published."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from core import calendar
from core.numbers import many
from core.records import Questionnaire, Race
from flows.duties.form import keeping
from flows.duties.letter.steps import Stuck
from flows.duties.questionnaire import (
    answer_sheet,
    asking_candidates,
    publishing,
    questionnaire_form,
    questionnaires,
    replies,
)
from flows.secretary import OUTAGE, Secretary


def carry_on(secretary: Secretary) -> list[str]:
    """E4, E5. One pass over all questionnaires. Returns what was done; raises at the end what kept one from going on.

    A sheet that is published goes on saying what the book does, also when somebody was erased from it.
    """
    with secretary.ledger.reading() as session:
        going, done = questionnaires.under_way(session), questionnaires.finished(session)
        given_up = questionnaires.given_up(session)
    news: list[str] = []
    acts: list[Callable[[], object]] = [partial(_follow, secretary, key, news) for key in going]
    acts += [partial(_tell, secretary, news)]
    acts += [partial(answer_sheet.keep, secretary, key) for key in done]
    acts += [partial(keeping.close, secretary, questionnaire_form.of_race(secretary, key)) for key in given_up]
    troubles = [fault for act in acts if (fault := _tried(act)) is not None]
    if troubles:
        _raise(troubles)
    return news


def _tried(act: Callable[[], object]) -> Exception | None:
    """What kept one race's act from being done; that doesn't keep the others waiting."""
    try:
        act()
    except (*OUTAGE, Stuck) as fault:
        return fault
    return None


def _raise(troubles: Sequence[Exception]) -> None:
    stuck = [str(one) for one in troubles if isinstance(one, Stuck)]
    raise Stuck("; ".join(stuck)) if len(stuck) == len(troubles) else troubles[0]


def _follow(secretary: Secretary, key: str, news: list[str]) -> None:
    news.extend(_move(secretary, key))


def _tell(secretary: Secretary, news: list[str]) -> None:
    """Once every race of this pass is done with: whatever was published in it goes into one letter."""
    news.extend(publishing.tell(secretary))


def _move(secretary: Secretary, key: str) -> Iterator[str]:
    form = questionnaire_form.of_race(secretary, key)
    due = keeping.keep(secretary, form)
    ended = secretary.now() >= questionnaires.ends_at(secretary, due)
    if due.ready and due.closed != ended and due.held_because in ("", keeping.CLOSED):
        due = keeping.close(secretary, form) if ended else keeping.reopen(secretary, form)
    if keeping.may_be_read(due):
        new = replies.read(secretary, due)
        if new:
            yield f"{key}: {many(new, 'answer')} to the questionnaire came in."
    if due.held_because and not (ended and due.held_because == keeping.GONE):  # nothing more can come in by that one
        raise Stuck(f"{key}: the questionnaire's form can't be used: {due.held_because}.")
    yield from _finish(secretary, key) if ended else _ask(secretary, due)


def _ask(secretary: Secretary, due: Questionnaire) -> Iterator[str]:
    if secretary.now() >= due.due_at or _election_is_here(secretary, due.race_key):
        return
    for act, words in (
        (asking_candidates.ask, "asked"),
        (asking_candidates.remind, "reminded"),
    ):
        number = act(secretary, due.race_key)
        if number:
            yield f"{due.race_key}: {many(number, 'candidate')} {words}."


def _election_is_here(secretary: Secretary, key: str) -> bool:
    """Whether it is the day of the election, or later: nobody is asked or reminded any more."""
    with secretary.ledger.reading() as session:
        day = session.get_one(Race, key).election_day
    return day is not None and calendar.day_of(secretary.now(), secretary.charter.zone) >= day


def _finish(secretary: Secretary, key: str) -> Iterator[str]:
    ruling = publishing.finish(secretary, key)
    yield (
        f"{key}: the answers are published."
        if ruling
        else f"{key}: the questionnaire is no step taken yet: {ruling.because}."
    )
