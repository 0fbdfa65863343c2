"""What members and organisers do by hand: open a link and vote, leave the mailing list, add a row to a sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from core import secrecy
from core.question_tab import HEADINGS
from core.questions import TAB
from integrations.google.forms import instant
from integrations.keyring import Keyring
from integrations.sandbox import by_hand, google_responses, inbox, mailchimp_audience
from integrations.sandbox.google_state import google
from integrations.sandbox.mailchimp_account import LIST_ID, subscriber_hash
from integrations.sandbox.world import World
from tests.trust.stage import CAST, KEY, LEAVES, MEETINGS, Wave, serial
from tests.trust.witness import Cast

_LINK = re.compile(r"/forms/d/e/([\w-]+)/viewform\?\S*entry\.(\d+)=(\w+)")


def codes(keyring: Keyring, epochs: Mapping[int, int]) -> dict[int, str]:
    """The code of every roll line, as only whoever holds the key file can tell."""
    key = keyring.read(KEY)
    if key is None:
        raise LookupError("there is no key file to tell the codes from")
    return {line: secrecy.code(key.key, line=line, epoch=epoch) for line, epoch in epochs.items()}


def vote(
    world: World, wave: Wave, lines: Mapping[str, int], codes: Mapping[int, str], *, mistyped: bool = False
) -> Cast:
    """Open the personal link from the ballot letter and submit the form. Raises LookupError where there is no link."""
    line = lines[wave.who]
    mail = next(
        (one for one in inbox.mails(world, CAST[wave.who]) if one.title == f"{KEY}/ballot" and codes[line] in one.text),
        None,
    )
    if mail is None:
        raise LookupError(f"the ballot letter of line {line} never came")
    public_id, entry, code = next(found for found in _LINK.findall(mail.text) if found[2] == codes[line])
    form = next(one for one in google(world)["forms"].values() if one["publicId"] == public_id)
    if not form["publishState"]["isAcceptingResponses"]:
        raise LookupError("the form takes no answers")
    questions = {
        item["title"]: item["questionItem"]["question"]["questionId"]
        for item in form["items"]
        if "questionItem" in item
    }
    answers = {questions[title]: [name] for title, name in wave.marks.as_answers().items()}
    answers[f"{int(entry):08x}"] = [code[:-3] + "000" if mistyped else code]
    kept = form["responses"][google_responses.record(world, form, answers)]
    at, listed = instant(kept["createTime"]), datetime.fromisoformat(kept["listed_from"])
    return Cast(None if mistyped else line, at, listed, wave.marks)


def leave(world: World) -> None:
    """Somebody unsubscribes."""
    audience = world.mailchimp["lists"][LIST_ID]
    mailchimp_audience.unsubscribe(audience, subscriber_hash(LEAVES))


def answer_the_question(world: World, book: str) -> None:
    """An organiser picks whom each row of the tab Questions suggests first. LookupError if there is none."""
    tab = next((one for one in google(world)["books"][book]["sheets"] if one["title"] == TAB), None)
    if tab is None:
        raise LookupError("no question was asked")
    answer = HEADINGS.index("Answer")
    picked = [tab["choices"][f"{row} {answer}"][0] for row in range(1, len(tab["rows"]))]
    by_hand.type_rows(world, book, TAB, [[*[None] * answer, one] for one in picked], top=2)


def add_to_the_sheet(world: World, book: str) -> None:
    """An organiser finds an old sign-in sheet: Lena came often enough, after all. The roll is frozen by then."""
    rows: list[list[by_hand.Typed]] = [
        [code, serial(day), "Lena Newcomer", CAST["Lena Newcomer"]] for code, day in MEETINGS
    ]
    by_hand.type_rows(world, book, "Attendance", rows, top=200)
