"""Convening: every forum is brought to where it should be now, and none waits for another."""

from __future__ import annotations

from core.forums import HELD, OFF, PLANNED
from core.records import Forum
from flows.duties.forum import feedback, forum_tabs, forums, inviting
from flows.duties.letter.steps import Stuck
from flows.duties.membership.tabs_read import Reading
from flows.secretary import OUTAGE, Secretary


def keep(secretary: Secretary, reading: Reading) -> list[str]:
    """E6, S13. One pass over all forums. Returns what was done, without names.

    Raises Stuck, or a service's fault, once the others have been seen to.
    """
    with secretary.ledger.reading() as session:
        known = forums.all_of(session)
    news: list[str] = []
    letters: list[str] = []
    faults: list[Exception] = []
    for forum in known:
        try:
            news += _carry_on(secretary, forum)
        except Stuck as letter:
            letters.append(str(letter))
        except OUTAGE as fault:
            faults.append(fault)
    forum_tabs.keep(secretary, reading)
    if letters:
        raise Stuck("\n".join([*letters, *news]))
    if faults:
        raise faults[0]
    return news


def _carry_on(secretary: Secretary, forum: Forum) -> list[str]:
    if forum.state == PLANNED and secretary.now() < forum.begins_at:
        return inviting.before(secretary, forum)
    news = inviting.after(secretary, forum)
    if forum.state == OFF:
        news += inviting.tell_it_is_off(secretary, forum)
    if forum.state == HELD:
        news += record(secretary, forum)
        news += feedback.keep(secretary, forum)
    return news


def record(secretary: Secretary, forum: Forum) -> list[str]:
    """E3, E6. Put on record, for each race by itself, that a forum was held, also once its process is chosen later."""
    zone = secretary.charter.zone
    steps = [forums.as_a_step(forum, zone)]
    steps += [feedback.as_a_step(forum, zone)] if forum.answers is not None else []
    with secretary.ledger.reading() as session:
        lacking = [one for one in steps if forums.unrecorded(session, secretary, forum, one)]
    if not lacking:
        return []
    with secretary.ledger.writing(secretary.now()) as pen:
        known = forums.of(pen.session, forum.key)
        found = {key for one in lacking for key in forums.record_steps(pen, secretary, known, one)}
    return [f"{forum.title} is on record for {', '.join(sorted(found))}."] if found else []
