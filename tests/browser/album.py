"""The album: every picture in docs/images, and the page of a rehearsal that it is taken of."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from prefect.client.orchestration import SyncPrefectClient

from flows import pages_shown
from integrations.sandbox.inbox import Mail, mails
from integrations.sandbox.world import World
from tests.browser.chromium import Browser

ROOT = Path(__file__).parent.parent.parent
IMAGES = ROOT / "docs" / "images"
HEAVIEST_BYTES = 150_000
COLOURS = 96
PHONE = 390


@dataclass(frozen=True)
class Rehearsed:
    """What a rehearsal left, and where it is served: the dashboard, and a sandbox as voting had just begun."""

    dashboard: str
    voting: str
    world: World

    def page(self, key: str) -> str:
        """Where the newest version of a page of the dashboard is."""
        with SyncPrefectClient(f"{self.dashboard}/api") as client:
            return pages_shown.address(client, self.dashboard, key)

    def door(self, name: str) -> str:
        """Where the form is by which a door is used."""
        with SyncPrefectClient(f"{self.dashboard}/api") as client:
            found = next(one.id for one in client.read_deployments() if one.name == name)
        return f"{self.dashboard}/deployments/deployment/{found}/run"

    def ballot_letter(self) -> Mail:
        """A letter that two voters share."""
        letters = [one for one in mails(self.world) if one.subject.startswith("Your ballot")]
        return max(letters, key=lambda one: one.html.count("/viewform"))

    def letter(self) -> str:
        """Where that letter is, as it came."""
        return f"{self.voting}/inbox/{self.ballot_letter().n}/html"

    def ballot(self) -> str:
        """Where its first link leads: a ballot of a voter's own."""
        found = re.search(r'href="[^"]*(/google/forms/d/e/[^"]+|/forms/d/e/[^"]+)"', self.ballot_letter().html)
        assert found, "the letter has no link to a ballot"
        return self.voting + found[1].replace("&amp;", "&")


@dataclass(frozen=True)
class Picture:
    """A picture: where it is taken, what stands there when the page is ready, and how much of it is wanted."""

    where: Callable[[Rehearsed], str]
    shows: str
    width: int = 1180
    height: int = 900
    dark: bool = False
    hides: str = ""
    """What of the page isn't the point, as a selector."""


ALBUM: Mapping[str, Picture] = {
    "desk.png": Picture(lambda left: left.page("desk"), "desk", height=760),
    "season.png": Picture(lambda left: left.page("season"), "Mayor", height=900),
    "election.png": Picture(lambda left: left.page("election-autumn"), "autumn", height=760),
    "result.png": Picture(lambda left: left.page("result-autumn"), "Mayor", height=1000),
    "run-form.png": Picture(lambda left: left.door("freeze"), "Parameters", height=700),
    "ballot-form.png": Picture(Rehearsed.ballot, "Mayor", width=PHONE, height=844),
    "letter-light.png": Picture(Rehearsed.letter, "ballot", width=PHONE, height=844),
    "letter-dark.png": Picture(Rehearsed.letter, "ballot", width=PHONE, height=844, dark=True),
}
"""Name → picture. Documents may show these and no others."""


def take(browser: Browser, picture: Picture, left: Rehearsed) -> bytes:
    """A picture as it is kept: of few colours, so that it stays small."""
    with browser.tab(width=picture.width, height=picture.height, dark=picture.dark) as tab:
        tab.open(picture.where(left))
        tab.see(picture.shows)
        tab.settle()
        return small(tab.picture())


def small(png: bytes) -> bytes:
    """The same picture with a palette."""
    kept = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(kept, "PNG", optimize=True)
    return kept.getvalue()
