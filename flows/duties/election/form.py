"""The ballot form: made from the contests, read back and compared, published, watched and closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core import calendar, secrecy
from core.paper import Paper, question_id
from core.records import Contest, Election
from core.records.elections import ROLL_CALL
from core.ruling import Obstacle
from flows.duties.election import contests, electorates
from flows.duties.form import place
from flows.secretary import Secretary
from integrations.google import drive, forms
from templates.forms import ballot_paper

GONE = Obstacle("E7", "the form isn't at Google Drive under its name any more: it was deleted, binned or renamed")

EDITED = "the form at Google isn't the one that was frozen: somebody edited it"

LATER = (
    "the form says that voting is open until {until}, and this copy of the book doesn't know it. If voting was "
    "extended after the copy was made, put the newest key file back, or extend it again until then: canvass extend "
    "{key}. If not, somebody edited the form"
)

MARK = "{end}"
HALF_HOUR = timedelta(minutes=30)
MOST_HALF_HOURS = 48 * 100
"""By how much a form may name a later end, and it is taken for one: voting closes at full and half hours."""

WATCH_EVERY = timedelta(hours=1)
"""How often an open form is compared with what was published. Before a letter and at closing it always is."""


@dataclass(frozen=True)
class Made:
    """A form that stands at Google exactly as it should."""

    form_id: str
    responder_uri: str


def paper_of(election: Election, *, closes: str = "") -> Paper:
    """The ballot paper of an election: wording, contests, options and our own question ids.

    `closes` is another closing time than its own, in the words of a form that said so earlier.
    """
    return ballot_paper(
        {
            "organisation": election.charter["name"],
            "election_title": election.title,
            "closes_local": closes or calendar.in_words(election.closes_at, election.zone),
            "code_question_id": code_question(election),
            "committee": electorates.is_committees(election),
            "roll_call": election.ballots == ROLL_CALL,
            "contests": [
                {
                    "id": str(contest.position),
                    "title": contest.title,
                    "kind": contest.kind,
                    "options": [(option["id"], option["name"]) for option in contest.options],
                    "question_ids": list(contest.question_ids),
                    "recommendation": contest.recommendation,
                    "text": contest.text,
                    "seats": contest.rule.get("seats", 1),
                    "against": "; ".join(filter(None, map(contests.unnamed, contest.options))),
                    **_about_race(election, contest),
                }
                for contest in election.contests
            ],
        }
    )


def _about_race(election: Election, contest: Contest) -> dict[str, Any]:
    """What a race's page says besides. Ballots that were drafted by hand keep the form they have always had."""
    if contest.matter:
        return {"reasons": contest.reasons, "links": contest.links or []}
    if not contest.race_key or electorates.is_committees(election):
        return {"reasons": "", "links": []}  # the committee's own may still change while it votes
    return {"reasons": contest.reasons, "links": contest.links or []}


def code_question(election: Election) -> str:
    """The id of the question that holds the ballot code."""
    return question_id(election.key, "code")


def make(secretary: Secretary, election: Election) -> Made | Obstacle:
    """Make the form, or find it again after a crash. An Obstacle says why it isn't as it should be."""
    name = form_name(election)
    form_id = election.form_id or place.find_or_create(secretary, name, title=election.title)
    wanted = paper_of(election)
    held = forms.read(secretary.google, form_id)
    if not held.paper.parts:
        forms.write(secretary.google, form_id, wanted, revision=held.revision)
        held = forms.read(secretary.google, form_id)
    return next(_faults(held, election), Made(form_id, held.responder_uri))


def form_name(election: Election) -> str:
    """The form's file name at Google Drive, by which it is found again."""
    return f"Canvass ballot {election.key}"


def _faults(held: forms.FormAsRead, election: Election) -> Iterator[Obstacle]:
    if held.collects_email:
        yield Obstacle("P9", "the form collects e-mail addresses, so ballots wouldn't be secret")
    if held.paper.fingerprint() != paper_of(election).fingerprint():
        yield named_later(election, held.paper) or Obstacle("E7", EDITED, held.paper.fingerprint())


def named_later(election: Election, paper: Paper) -> Obstacle | None:
    """E11. What to say of a form that differs only in naming a later end: it was extended, and the book forgot it."""
    end = later_end(election, paper)
    if end is None:
        return None
    because = LATER.format(until=calendar.in_words(end, election.zone), key=election.key)
    return Obstacle("E11", because, paper.fingerprint())


def later_end(election: Election, paper: Paper) -> datetime | None:
    """The later end of voting that a form names, if it differs from the book's ballot paper in nothing else."""
    before, _, after = paper_of(election, closes=MARK).description.partition(MARK)
    words = paper.description.removeprefix(before).removesuffix(after)
    if paper_of(election, closes=words).fingerprint() != paper.fingerprint():
        return None
    later = (election.closes_at + n * HALF_HOUR for n in range(1, MOST_HALF_HOURS))
    return next((one for one in later if calendar.in_words(one, election.zone) == words), None)


def publish(secretary: Secretary, election: Election) -> list[Obstacle]:
    """Publish, let everybody with the link answer, and make sure of both. Returns what is wrong."""
    found = drive.find(secretary.google, form_name(election))
    for other in found:
        if other != election.form_id:
            drive.trash(secretary.google, other)
    if election.form_id not in found:
        return [GONE]
    forms.publish(secretary.google, election.form_id)
    drive.open_to_respondents(secretary.google, election.form_id)
    return list(_compared(secretary, election, accepting=True))


def check(secretary: Secretary, election: Election, *, accepting: bool) -> list[Obstacle]:
    """Whether the form is still there and what was published, and nobody but its owner can see its answers.

    Returns everything that isn't so: what a person has accepted must not hide what they haven't seen.
    """
    if election.form_id not in drive.find(secretary.google, form_name(election)):
        return [GONE]
    return list(_compared(secretary, election, accepting=accepting))


def _compared(secretary: Secretary, election: Election, *, accepting: bool) -> Iterator[Obstacle]:
    held = forms.read(secretary.google, election.form_id)
    yield from _faults(held, election)
    if held.accepting != accepting:
        yield Obstacle("E11", f"the form {'accepts no' if accepting else 'still accepts'} answers")
    strangers = drive.sharing(secretary.google, election.form_id)
    if strangers:
        shared = f"the form is shared with {len(strangers)} other account(s), who could read ballots"
        yield Obstacle("P9", shared, secrecy.fingerprint(sorted(repr(one) for one in strangers)))


def close(secretary: Secretary, election: Election) -> None:
    """Accept no more answers. What counts is decided by Google's time of each answer, not by this."""
    place.close(secretary, election.form_id)


def erase(secretary: Secretary, election: Election) -> None:
    """Delete the form with all its answers."""
    drive.erase(secretary.google, election.form_id)


def erase_all(secretary: Secretary, election: Election) -> None:
    """Close and delete every form of an election that is called off, also one that the book doesn't know yet."""
    if election.form_checked_at is not None:
        close(secretary, election)  # it was opened: nobody is left to fill it in while it can't be deleted
    for form_id in {election.form_id, *drive.find(secretary.google, form_name(election))} - {""}:
        drive.erase(secretary.google, form_id)
