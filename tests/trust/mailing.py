"""One mailing on its own: voting opens, the ballot letter goes out, and what becomes of it is watched for hours."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from core import letters
from core.records import Letter
from integrations.sandbox import inbox, mailchimp
from tests.trust.chaos import Chaos
from tests.trust.play import PAUSE
from tests.trust.season import ACTS, Season
from tests.trust.stage import HOUR, KEY, OPENS

OPENING = next(number for number, act in enumerate(ACTS) if act.name == "tend" and act.when > OPENS)
SEND = "POST /mailchimp/3.0/campaigns/–/actions/send"


@dataclass(frozen=True)
class Mailing:
    """What became of the ballot letter: copies in the fullest and the emptiest mailbox, its state, how often told."""

    most: int
    least: int
    state: str
    because: str
    posts: int


def mailing(season: Season, *, fault: str = "", hours: int = 3, **behaviour: Any) -> Mailing:
    """Voting opens, the first sending fails as told; then a pass every 16 minutes, later every hour."""
    sending = next(point for point in season.points if point.label == SEND)
    play = season.begin(Chaos({sending.place: fault} if fault else {}), start=OPENING)
    world = season.sandbox.world
    mailchimp.behave(world, **behaviour)
    play.chaos.begin(OPENING)
    season.sandbox.clock.set(ACTS[OPENING].when)
    state = ""
    while season.sandbox.clock.now() < ACTS[OPENING].when + hours * HOUR and state != letters.CONFIRMED:
        play.once("tend")
        state = play.look(lambda session: session.get_one(Letter, f"{KEY}/ballot").state)
        season.sandbox.clock.advance(PAUSE if season.sandbox.clock.now() < ACTS[OPENING].when + HOUR else HOUR)
    copies = Counter(one.to for one in inbox.mails(world))
    posts = world.calls.count("POST /3.0/campaigns/{campaign_id}/actions/send")
    letter = play.look(lambda session: session.get_one(Letter, f"{KEY}/ballot"))
    return Mailing(
        max(copies.values(), default=0), min(copies.values(), default=0), letter.state, letter.held_because, posts
    )
