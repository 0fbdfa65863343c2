"""Questionnaires in the book: what candidates are asked, how each of them stands, and where the answers are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, candidates
from core.bylaws import questionnaires as rules
from core.bylaws.questionnaires import Approached, Stand, Version
from core.records import Asked, Candidate, Entry, Questionnaire, Race, Reply
from flows.duties.letter import link_epochs
from flows.duties.race import races
from flows.secretary import Refusal, Secretary
from flows.ways import by_door

STEP = "questionnaire"
"""The step of a process that a questionnaire takes, as charters call it."""


@dataclass(frozen=True)
class Answerer:
    """A candidate of a race with a questionnaire: how they stand, and the version of their answers that counts."""

    candidate: Candidate
    asked: Asked | None
    stand: Stand
    reply: Reply | None
    late: Reply | None

    @property
    def label(self) -> str:
        """How the candidate is called where no name may stand."""
        return candidates.label(self.candidate.race_key, self.candidate.nth)


def of(session: Session, key: str) -> Questionnaire:
    """A race's questionnaire. Raises Refusal if none was issued."""
    race = races.of(session, key)
    found = session.get(Questionnaire, race.key)
    if found is None:
        raise Refusal(f"“{race.title}” has no questionnaire yet. Issue it first {by_door('questionnaire', race.key)}.")
    return found


def under_way(session: Session) -> list[str]:
    """The races whose questionnaire isn't finished, and that the committee hasn't ended, by key."""
    mine = select(Questionnaire.race_key).join(Race, Race.key == Questionnaire.race_key)
    found = mine.where(Questionnaire.finished_at.is_(None), Race.ended_as == "")
    return list(session.execute(found.order_by(Questionnaire.race_key)).scalars())


def finished(session: Session) -> list[str]:
    """The races whose answers are published."""
    mine = select(Questionnaire.race_key).where(Questionnaire.finished_at.is_not(None))
    return list(session.execute(mine.order_by(Questionnaire.race_key)).scalars())


def given_up(session: Session) -> list[str]:
    """The races that the committee ended while their questionnaire's form was open."""
    mine = select(Questionnaire.race_key).join(Race, Race.key == Questionnaire.race_key)
    still_open = Questionnaire.ready & ~Questionnaire.closed & Questionnaire.finished_at.is_(None)
    found = mine.where(still_open, Race.ended_as != "")
    return list(session.execute(found.order_by(Questionnaire.race_key)).scalars())


def answers_link(session: Session, race_key: str) -> str:
    """Where members read a race's answers side by side; "" before they are published."""
    found = session.get(Questionnaire, race_key)
    return found.sheet_link if found is not None and found.finished_at is not None else ""


def deadline(day: date, zone: str) -> datetime:
    """E4. The instant at which a last day is over by the clock of the organisation's zone."""
    return calendar.end_of(day, zone)


def last_day(questionnaire: Questionnaire, zone: str) -> str:
    """The last day for answers, as letters say it."""
    return calendar.day_in_words(last_local_day(questionnaire, zone))


def last_local_day(questionnaire: Questionnaire, zone: str) -> date:
    """The last local day for answers."""
    return calendar.day_of(questionnaire.due_at - timedelta(hours=3), zone)


def reaches_the_election(questionnaire: Questionnaire, race: Race, zone: str) -> bool:
    """E4. Whether candidates would have until the public election or longer, its day having been corrected since."""
    return race.election_day is not None and last_local_day(questionnaire, zone) >= race.election_day


def to_bring_forward(secretary: Secretary, session: Session, race: Race) -> str:
    """E4. What an organiser has to know where a deadline that is ahead isn't before the election any more, or ""."""
    due, zone = session.get(Questionnaire, race.key), secretary.charter.zone
    if due is None or race.election_day is None or not reaches_the_election(due, race, zone):
        return ""
    if due.finished_at is not None or secretary.now() >= due.due_at:
        return ""
    until, election = last_day(due, zone), calendar.day_in_words(race.election_day)
    return f"Bring the questionnaire's last day forward: it is {until}, and the election is on {election}"


def answerers(session: Session, race: Race) -> list[Answerer]:
    """E4, E5. Every candidate of a race, also one who withdrew, and how they stand towards its questionnaire.

    What came by a link that is void counts for nobody.
    """
    due_at = session.get_one(Questionnaire, race.key).due_at
    asked = {one.nth: one for one in session.execute(select(Asked).where(Asked.race_key == race.key)).scalars()}
    apart = {one.turn for one, _ in void(session, race.key)}
    replies = [one for one in replies_of(session, race.key) if one.turn not in apart]
    return [
        _answerer(one, asked.get(one.nth), [reply for reply in replies if reply.nth == one.nth], due_at)
        for one in race.candidates
    ]


def _answerer(candidate: Candidate, asked: Asked | None, replies: Sequence[Reply], due_at: datetime) -> Answerer:
    versions = {_version(one): one for one in replies}
    done = Approached(
        asked_at=asked.asked_at if asked else None,
        declined=bool(asked and asked.declined_at),
        allied=bool(asked and asked.allied_link),
        versions=tuple(versions),
    )
    stand, last = rules.stand(done, due_at), rules.counting(done.versions, due_at)
    late = [one for one in replies if not rules.is_in_time(one.handed_in, due_at)]
    reply = versions[last] if last is not None and stand == rules.ANSWERED else None
    return Answerer(candidate, asked, stand, reply, late[-1] if late else None)


def _version(reply: Reply) -> Version:
    return Version(reply.handed_in, answers=bool(reply.said), declines=reply.declines)


def replies_of(session: Session, race_key: str) -> list[Reply]:
    """Everything that was sent for a race, in the order in which it was sent."""
    mine = select(Reply).where(Reply.race_key == race_key).order_by(Reply.answered, Reply.answer_id)
    return list(session.execute(mine).scalars())


def void(session: Session, race_key: str) -> list[tuple[Reply, str]]:
    """What was sent for a race by links that are void, and why it doesn't count, in the order in which it was sent."""
    made = link_epochs.made(session, race_key)
    found = [
        (one, link_epochs.why_void(made, nth=one.nth, epoch=one.epoch, at=one.handed_in))
        for one in replies_of(session, race_key)
    ]
    return [(one, why) for one, why in found if why]


def running(found: Sequence[Answerer]) -> list[Answerer]:
    """Those who still stand."""
    return [one for one in found if not one.candidate.withdrawn]


def by_stand(found: Sequence[Answerer]) -> Mapping[Stand, list[str]]:
    """The candidates who still stand, by number, under how they stand."""
    sorted_: dict[Stand, list[str]] = {}
    for one in running(found):
        sorted_.setdefault(one.stand, []).append(one.label)
    return sorted_


def in_words(found: Sequence[Answerer]) -> str:
    """How candidates stand, by their numbers: no name goes on record."""
    return "; ".join(f"{stand}: {', '.join(who)}" for stand, who in by_stand(found).items()) or "no candidates"


def ends_at(secretary: Secretary, questionnaire: Questionnaire) -> datetime:
    """When all answers in time have reached us: a form answered in the last second may come in late."""
    return questionnaire.due_at + timedelta(minutes=secretary.charter.closing.settling_minutes.value)


def waits_for_a_day(session: Session, race_key: str) -> bool:
    """E4, E15. Whether a race was taken up again, and nobody has said since until when its candidates can answer."""
    due = session.get_one(Questionnaire, race_key)
    lines = select(Entry).where(Entry.kind == "race.reopened", Entry.at > due.issued_at).order_by(Entry.seq.desc())
    found = session.execute(lines).scalars()
    last = next((one.at for one in found if json.loads(one.payload).get("race") == race_key), None)
    return last is not None and not any(datetime.fromisoformat(one["at"]) >= last for one in due.extensions)


def why_not_asked(secretary: Secretary, session: Session, race: Race, candidate: Candidate) -> str:
    """E5. Why a candidate isn't asked today; "" if they are."""
    return "; ".join(_why_not_asked(secretary, session, race, candidate))


def _why_not_asked(secretary: Secretary, session: Session, race: Race, candidate: Candidate) -> Iterator[str]:
    ruling = races.may_be_asked(secretary, session, race, candidate)
    if not ruling:
        yield f"{ruling.because} ({ruling.clause})"
    if not candidate.email:
        yield "there is no address to write to"
