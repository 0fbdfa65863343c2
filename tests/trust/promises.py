"""The promises: what has to hold at the end of a season, whatever failed on the way, each checked by itself."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import select

from core import ledger, letters
from core.question_tab import HEADINGS
from core.records import (
    Alias,
    Certificate,
    Contest,
    Credential,
    Entry,
    Letter,
    LogHead,
    Pile,
    Reading,
    Response,
    RollEntry,
    Voted,
)
from integrations.sandbox.inbox import Mail
from integrations.sandbox.world import World
from tests.trust.stage import CAST, CLOSES, KEY, LEAVES, NAME_ALONE, UNCLEAR, UNSUBSCRIBED, Marks
from tests.trust.witness import Scene

FATES = ("counted", "superseded", "late", "unknown", "malformed")
ONCE = ("frozen", "open", "closed", "sealed", "counted", "certified", "announced")


def doubled(mails: Iterable[Mail]) -> list[str]:
    """I1, I2. Letters that somebody got more than once."""
    met = Counter((one.to, one.title) for one in mails)
    return [f"doubled: {title} came {number} times" for (_, title), number in met.items() if number > 1]


def broken(scene: Scene) -> list[str]:
    """Every promise that doesn't hold at the end, each by itself, so that a difference says what it means."""
    return [
        *doubled(scene.mails()),
        *wrong_invitations(scene),
        *wrong_reminders(scene),
        *lost(scene),
        *wrong_questions(scene),
        *_wrong_log(scene),
        *_hasty_results(scene),
        *loaded_guns(scene.world, strict=False),
        *_leftovers(scene),
    ]


def _lines_in(mail: Mail, codes: Mapping[int, str]) -> set[int]:
    return {line for line, code in codes.items() if code in mail.text}


def wrong_invitations(scene: Scene) -> Iterator[str]:
    """I1. Each line that a letter can reach is invited once, in its own mailbox."""
    met: Counter[int] = Counter()
    entries = {one.line: one for one in scene.rows(RollEntry)}
    for mail in scene.mails():
        lines = _lines_in(mail, scene.codes)
        if any(entries[line].email != mail.to.casefold() for line in lines if line in entries):
            yield f"a link of another mailbox in {mail.title}"
        met.update(lines if mail.title == f"{KEY}/ballot" else ())
        yield from (f"{mail.title}: {fault}" for fault in mail.faults)
    reachable = [one.line for one in entries.values() if one.place and _takes_mail(one.email, but=(UNSUBSCRIBED,))]
    for line in reachable:
        if met[line] != 1:
            yield f"{'lost' if not met[line] else 'doubled'}: line {line} has {met[line]} invitations"


def _takes_mail(mailbox: str, *, but: tuple[str, ...]) -> bool:
    return mailbox not in but and not mailbox.startswith(("bounce", "full"))


def wrong_reminders(scene: Scene) -> Iterator[str]:
    """I2. A reminder names everybody whose ballot wasn't readable when it was planned, and nobody else."""
    for letter in scene.rows(Letter):
        if letter.occasion != "reminder" or letter.state not in letters.DELIVERED:
            continue
        mails = [one for one in scene.mails() if one.title == letter.key]
        named = {line for one in mails for line in _lines_in(one, scene.codes)}
        voted = {one.line for one in scene.cast if one.listed <= letter.planned_at}
        silent = {
            one.line
            for one in scene.rows(RollEntry)
            if one.line not in voted and one.place and _takes_mail(one.email, but=(UNSUBSCRIBED, LEAVES))
        }
        if named & voted:
            yield f"{letter.key} went to {len(named & voted)} who had voted"
        if silent - named:
            yield f"lost: {letter.key} didn't reach {len(silent - named)} who hadn't voted"


def _audience(world: World) -> list[dict[str, Any]]:
    return [member for one in world.mailchimp["lists"].values() for member in one["members"].values()]


def lost(scene: Scene) -> Iterator[str]:
    """I3, I4. Every ballot of a known code in time is in the count, the last one of each code, and nothing else is."""
    election = scene.election()
    if not election.intake:
        yield "lost: nothing was counted"
        return
    in_time = [one for one in scene.cast if one.line is not None and one.at <= CLOSES]
    last = {one.line: one for one in sorted(in_time, key=lambda one: one.at)}
    voted = {one.line for one in scene.rows(Voted)}
    if moved := sum(scene.lines.get(one.name, one.line) != one.line for one in scene.rows(RollEntry)):
        yield f"lost: {moved} people are on another line than the one whose code they were sent"
    if voted != set(last):
        yield f"lost: {len(set(last) - voted)} voters who took part, doubled: {len(voted - set(last))} who didn't"
    tally = election.intake
    if tally["counted"] != len(voted) or tally["received"] != sum(tally[fate] for fate in FATES):
        yield f"lost or doubled: {tally} with {len(voted)} lines"
    if tally["received"] != len(scene.cast):
        yield f"lost or doubled: {len(scene.cast)} ballots were cast, {tally['received']} received"
    for contest in election.contests:
        if _piles(scene, contest) != Counter(_ranking(one.marks, contest) for one in last.values()):
            yield f"lost or doubled: the piles of contest {contest.position} aren't what was cast"


def _piles(scene: Scene, contest: Contest) -> Counter[str]:
    mine = [one for one in scene.rows(Pile) if one.position == contest.position]
    return Counter({one.ranking: one.votes for one in mine})


def _ranking(marks: Marks, contest: Contest) -> str:
    ids = {option["name"]: option["id"] for option in contest.options}
    names = marks.mayor if contest.kind == "ranked" else (marks.sheriff,)
    return " ".join(ids[name] for name in names if name)


def _wrong_log(scene: Scene) -> Iterator[str]:
    """I5. The log follows from its beginning, holds every head ever seen, and each thing that happens once, once."""
    fault = ledger.log_fault(scene.session)
    if fault:
        yield fault
    entries = scene.rows(Entry)
    if missing := set(scene.heads) - {one.hash for one in entries} - {ledger.GENESIS}:
        yield f"the log lost {len(missing)} heads"
    met = Counter((one.kind, one.payload) for one in entries)
    steps = Counter(one.kind for one in entries)
    for state in ONCE:
        if steps[f"election.{state}"] != 1:
            yield f"election.{state} is in the log {steps[f'election.{state}']} times"
    for letter in scene.rows(Letter):
        sent = sum(n for (kind, payload), n in met.items() if kind == "letter.sent" and f'"{letter.key}"' in payload)
        if letter.size and sent != 1:
            yield f"{letter.key} is in the log as sent {sent} times"
    told = " ".join(one.payload for one in entries)
    if "@" in told or any(code in told for code in scene.codes.values()):
        yield "the log names somebody"
    if scene.session.execute(select(LogHead)).scalar_one().seq != len(entries):
        yield "the log's head isn't its end"


def wrong_questions(scene: Scene) -> Iterator[str]:
    """Q1. What only a person can tell is asked once, and the answer is taken up once and puts them on the roll."""
    rows = scene.questions()
    asked = Counter(row[0] for row in rows)
    yield from (f"doubled: {number} rows for one question" for number in asked.values() if number > 1)
    if not rows or not all(row[HEADINGS.index("Answer")] for row in rows):
        yield "lost: a question or its answer"
    if {one.number for one in scene.rows(Alias)} != {
        f"M{list(CAST).index(one) + 1:02}" for one in (UNCLEAR, NAME_ALONE)
    }:
        yield "lost: the answer isn't in the book"
    if not {UNCLEAR, NAME_ALONE} <= {one.name for one in scene.rows(RollEntry)}:
        yield "lost: who was told to be a member isn't on the roll"
    kept = sum(one.kind == "alias.kept" for one in scene.rows(Entry))
    if kept != 1:
        yield f"doubled or lost: the answer is in the log {kept} times"


def _hasty_results(scene: Scene) -> Iterator[str]:
    """I8. No result before the certificate, and never an empty one."""
    results = [one for one in scene.mails() if one.title == f"{KEY}/result"]
    certified = [one.at for one in scene.rows(Certificate)]
    if not results or not certified:
        yield "lost: no result was told"
    elif min(one.at for one in results) < certified[0] or any("Mayor" not in one.text for one in results):
        yield "a result went out before it was certified, or empty"


def loaded_guns(world: World, *, strict: bool) -> Iterator[str]:
    """I9. One campaign and one form of each name.

    Where lists lag, or several processes are at work, there may be drafts and empty forms besides, until they are
    cleared away: `strict` says that there may not.
    """
    campaigns = world.mailchimp["campaigns"].values()
    titles = Counter(one["settings"]["title"] for one in campaigns if strict or one["status"] != "save")
    yield from (f"doubled: {number} campaigns {title}" for title, number in titles.items() if number > 1)
    names = Counter(one["name"] for one in world.google["files"].values() if strict)
    yield from (f"doubled: {number} files {name}" for name, number in names.items() if number > 1)


def _leftovers(scene: Scene) -> Iterator[str]:
    """P9. At the end nothing is left that could tell who voted how: no answer, hash, key, code, list or draft."""
    for table in (Response, Credential, Reading):
        if rows := scene.rows(table):
            yield f"left behind: {len(rows)} {table.__name__}"
    if kept := list((scene.folder / "keys").glob("*")):
        yield f"left behind: {len(kept)} files in the key folder"
    told = json.dumps(_audience(scene.world))
    if held := [line for line, code in scene.codes.items() if code in told]:
        yield f"left behind: codes of {len(held)} lines in the mailing list"
    for audience in scene.world.mailchimp["lists"].values():
        if audience["segments"]:
            yield f"left behind: {len(audience['segments'])} segments"
    if drafts := [one for one in scene.world.mailchimp["campaigns"].values() if one["status"] == "save"]:
        yield f"left behind: {len(drafts)} drafts"
