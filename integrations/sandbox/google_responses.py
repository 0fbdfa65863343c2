"""The responses to a form: recorded when somebody submits, listed newest first, and changed or erased by hand."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from integrations.sandbox.discovery import Refused
from integrations.sandbox.google_state import new_digest, stamp, submission_time
from integrations.sandbox.world import World

_FILTER = re.compile(r"timestamp (>=?) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?)Z")


def record(world: World, form: dict[str, Any], answers: Mapping[str, Sequence[str]], *, email: str = "") -> str:
    """Keep what a respondent submitted, by question id, and return the response's id."""
    response_id = "ACYDB" + base64.urlsafe_b64encode(new_digest(world, "response")).decode().rstrip("=")
    at = submission_time(world)
    form["responses"][response_id] = {
        "responseId": response_id,
        "createTime": at,
        "lastSubmittedTime": at,
        "answers": {question: list(values) for question, values in answers.items() if any(values)},
        "listed_from": stamp(world.clock.now() + world.lag),
        **({"respondentEmail": email} if email else {}),
    }
    return response_id


def edit(world: World, form: dict[str, Any], response_id: str, answers: Mapping[str, Sequence[str]]) -> None:
    """Submit a response again, as a form can allow: same id, later time, and the old answers are gone."""
    kept = form["responses"][response_id]
    kept["answers"] = {question: list(values) for question, values in answers.items() if any(values)}
    kept["lastSubmittedTime"] = submission_time(world)


def page(world: World, form: Mapping[str, Any], *, asked: str, size: int, token: str) -> dict[str, Any]:
    """One page, newest first. The token is a place in the list, so what comes in between pages shifts the rest."""
    start = _start(token, asked)
    is_asked = _asked(asked)
    now = stamp(world.clock.now())
    listed = [one for one in form["responses"].values() if one["listed_from"] <= now and is_asked(one)]
    listed.sort(key=lambda one: instant(one["lastSubmittedTime"]), reverse=True)
    end = start + min(size or world.largest_page, world.largest_page)
    answer: dict[str, Any] = {}
    if listed[start:end]:
        answer["responses"] = [as_google_shows(one) for one in listed[start:end]]
    if end < len(listed):
        answer["nextPageToken"] = f"{end}|{asked}"
    return answer


def _start(token: str, asked: str) -> int:
    if not token:
        return 0
    place, _, filtered = token.partition("|")
    if not place.isdecimal() or filtered != asked:
        raise Refused(400, "The page token is not valid, or belongs to another filter.")
    return int(place)


def _asked(asked: str) -> Callable[[Mapping[str, Any]], bool]:
    if not asked:
        return lambda _: True
    found = _FILTER.fullmatch(asked)
    if not found:
        raise Refused(400, "The filter is not timestamp > N or timestamp >= N, with N such as 2026-03-01T18:00:00Z.")
    since, from_it_on = instant(f"{found[2]}Z"), found[1] == ">="
    return lambda one: (
        instant(one["lastSubmittedTime"]) > since or (from_it_on and instant(one["lastSubmittedTime"]) == since)
    )


def instant(text: str) -> str:
    """A time of Google's with all nine decimals, so that times compare as text."""
    whole, _, decimals = text.removesuffix("Z").partition(".")
    return f"{whole}.{decimals:0<9}"


def as_google_shows(response: Mapping[str, Any]) -> dict[str, Any]:
    """A response as it is answered. A list leaves the form's id out."""
    shown = {key: value for key, value in response.items() if key not in {"answers", "listed_from"}}
    answers = {
        question: {"questionId": question, "textAnswers": {"answers": [{"value": value} for value in values]}}
        for question, values in response["answers"].items()
    }
    return {**shown, "answers": answers} if answers else shown
