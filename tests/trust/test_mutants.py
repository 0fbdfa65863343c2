"""The harness bites: the protocol with any one thing wrong in it doesn't get past these few trials."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from integrations.sandbox import mailchimp
from tests.trust import promises
from tests.trust.chaos import Chaos
from tests.trust.conftest import Seasons
from tests.trust.detours import wrong_link
from tests.trust.mailing import OPENING, SEND, mailing
from tests.trust.mutants import MUTANTS
from tests.trust.play import PAUSE, Play
from tests.trust.restores import restore
from tests.trust.season import ACTS, Season
from tests.trust.stage import MINUTE
from tests.trust.verdict import complaints

Trial = Callable[[Season], list[str]]
FIRST = 4


def _fails(label: str, kind: str, *, occurrence: int = 0, act: int | None = None) -> Trial:
    """One point fails in one way."""

    def trial(season: Season) -> list[str]:
        places = [one.place for one in season.points if one.label == label and act in (None, one.place[0])]
        return complaints(season, season.fail({places[occurrence]: kind}, hurried=True), strike=False)

    return trial


def _dies_at_a_commit(act: int, kind: str) -> Trial:
    """The process dies at one of the first commits of an act, one by one."""

    def trial(season: Season) -> list[str]:
        commits = [one.place for one in season.points if one.label == "commit" and one.place[0] == act][:FIRST]
        runs = (complaints(season, season.fail({place: kind}, hurried=True), strike=False) for place in commits)
        return next((found for found in runs if found), [])

    return trial


def _older_book(copied: int, at: int) -> Trial:
    """An older book is put back."""
    return lambda season: restore(season, copied=copied, at=at).wrong


def _forgetful_mailchimp(season: Season) -> list[str]:
    """The answer to a sending is lost, by a Mailchimp that sends as often as it is told to."""
    found = mailing(season, fault="lost reply", second_send="again")
    return [] if found.most == found.least == 1 else [f"doubled: {found}"]


def _slow_mailchimp(season: Season) -> list[str]:
    """A Mailchimp that takes long to show what it did, and sends as often as it is told to."""
    found = mailing(season, second_send="again", status_lag_seconds=40 * MINUTE.seconds)
    return [] if found.most == found.least == 1 else [f"doubled: {found}"]


def _undisturbed(season: Season) -> list[str]:
    """Nothing fails at all."""
    return complaints(season, season.play(Chaos(), start=OPENING, hurried=True), strike=False)


def _mailchimp_down_for_days(season: Season) -> list[str]:
    """Mailchimp can't be reached from the first reminder on until more members have voted."""
    first = next(number for number, act in enumerate(ACTS) if act.name == "vote just before a reminder") + 1
    return complaints(season, season.play(Chaos(down=frozenset({first})), start=first, hurried=True), strike=False)


def _a_link_reissued_while_a_reminder_waits(season: Season) -> list[str]:
    """Finn loses his link while the reminder waits that is to go to him: it must carry the one that counts."""
    first = next(number for number, act in enumerate(ACTS) if act.name == "vote just before a reminder") + 1
    sending = next(one.place for one in season.points if one.label == SEND and one.place[0] == first)
    play = season.begin(Chaos({sending: "timeout"}), start=first)
    _reissue_between_passes(play, first)
    play.learn_codes()
    found: list[str] = play.look(lambda session: list(promises.wrong_reminders(play.scene(session))))
    return found


def _a_link_reissued_while_the_ballot_letter_is_filled_in(season: Season) -> list[str]:
    """Finn loses his link while Mailchimp still fills in the ballot letter: his old one and Esme's must be in it."""
    play = season.begin(Chaos(), start=OPENING)
    ten_minutes = {"status_lag_seconds": MINUTE.seconds, "sending_seconds": 9 * MINUTE.seconds}
    mailchimp.behave(season.sandbox.world, rendering="at the end of sending", **ten_minutes)
    _reissue_between_passes(play, OPENING)
    found: list[str] = play.look(
        lambda session: [*promises.wrong_invitations(play.scene(session)), *wrong_link(season, session)]
    )
    return found


def _reissue_between_passes(play: Play, act: int) -> None:
    """A pass, a new link for Finn and another pass, a minute apart, and then passes until everything has gone out."""
    clock = play.season.sandbox.clock
    play.chaos.begin(act)
    clock.set(ACTS[act].when)
    for what in ("tend", "reissue", "tend"):
        play.once(what)
        clock.advance(MINUTE)
    for _ in range(3):
        clock.advance(PAUSE)
        play.once("tend")


ANSWERS, LISTS = "GET /google/v1/forms/–/responses", "POST /mailchimp/3.0/lists/–/segments"
FREEZING = next(number for number, act in enumerate(ACTS) if act.name == "freeze")
SEALING = next(number for number, act in enumerate(ACTS) if act.name == "vote too late") + 3
TRIALS: Mapping[str, tuple[int, Trial, str]] = {
    "marks a letter as sent before sending it": (0, _fails(SEND, "die before"), "lost"),
    "tells Mailchimp again at once when no answer came": (0, _forgetful_mailchimp, "doubled"),
    "tells Mailchimp again after it has said yes": (0, _slow_mailchimp, "doubled"),
    "makes a campaign without looking for it": (0, _older_book(OPENING - 1, OPENING + 2), "doubled"),
    "looks for a campaign only since its letter was planned": (0, _older_book(OPENING, OPENING + 6), "doubled"),
    "makes a form without looking for it": (0, _fails("POST /google/v1/forms", "die after"), "doubled"),
    "makes a list without looking for it": (0, _fails(LISTS, "die after"), "not settled"),
    "writes a step down without comparing": (0, _fails("POST /mailchimp/3.0/campaigns", "overtaken"), "sent 2 times"),
    "sends without looking whether its links were changed": (
        0,
        _a_link_reissued_while_a_reminder_waits,
        "didn't reach",
    ),
    "lets two letters take hold of one mailbox's links at the same time": (
        0,
        _a_link_reissued_while_the_ballot_letter_is_filled_in,
        "0 invitations",
    ),
    "works out a reminder's recipients when it is sent": (0, _mailchimp_down_for_days, "didn't reach"),
    "plans a reminder without reading first": (0, _undisturbed, "who had voted"),
    "plans the ballot letter after voting has opened": (0, _dies_at_a_commit(OPENING, "die after"), "lost"),
    "reads only what was submitted since the last reading": (1, _undisturbed, "lost"),
    "lets its own clock decide what came too late": (1, _undisturbed, "lost"),
    "seals after a single reading": (1, _undisturbed, "lost"),
    "writes readings down after sealing": (0, _fails(ANSWERS, "overtaken", act=SEALING), "left behind"),
    "counts every answer instead of every code": (0, _undisturbed, "not settled"),
    "destroys the key before the seal is written": (0, _dies_at_a_commit(SEALING, "die before"), "not settled"),
    "keeps a new key over the old one": (0, _older_book(FREEZING, OPENING + 2), "lost"),
    "writes the log after the change, by itself": (0, _dies_at_a_commit(OPENING, "die after"), "in the log 0 times"),
}
"""For each mutant the climate and the trial that it must not get past, and what the trial complains of."""


@pytest.mark.parametrize("what", MUTANTS)
def test_a_mutant_is_killed(seasons: Seasons, what: str) -> None:
    """The true protocol passes the trial without complaint; with this one thing wrong in it, it doesn't."""
    seed, trial, complaint = TRIALS[what]
    season = seasons(seed)
    assert trial(season) == []
    with MUTANTS[what]():
        found = trial(season)
    assert any(complaint in one for one in found), found
