"""Charts: the rounds of a count as a picture to share, from a file of ballots, a count, or a recount pack."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core import recount
from core.counting import file_count
from core.counting.files.fault import FileFault
from core.counting.record import FORMAT, Count
from core.counting.rule import CountFault
from templates import picture_pages, pictures


@dataclass(frozen=True)
class Chart:
    """A contest's title and its count as plain data; the notes say how a file of ballots was read."""

    title: str
    count: Mapping[str, Any]
    notes: tuple[str, ...] = ()

    def write(self, file: Path) -> str:
        """Write the picture, in the format that the name's ending says; the picture in words, to be put beside it."""
        if file.suffix.lower() == ".png":
            file.write_bytes(pictures.rounds_png(self.count, title=self.title))
        elif file.suffix.lower() == ".svg":
            file.write_text(pictures.rounds_svg(self.count), encoding="utf-8")
        elif file.suffix.lower() in {".html", ".htm"}:
            file.write_text(picture_pages.rounds_page(self.count, title=self.title), encoding="utf-8")
        else:
            raise FileFault(
                f"“{file.name}”: pictures are written as PNG, SVG or HTML. End the name in .png, .svg or .html."
            )
        return pictures.told(self.count)


def chart(source: Path, *, contest: str | None = None) -> Chart:
    """The chart of a contest, which has to be named where there are several.

    A pack is checked first, and what it doesn't publish isn't drawn. The ballots of a file are counted by the rule for
    endorsements; a count that `canvass count --json` printed keeps its own. Raises FileFault and CountFault.
    """
    if source.is_dir():
        return _of_a_pack(source, contest)
    kept = _kept_count(source)
    if kept is not None:
        return Chart(contest or source.stem, kept)
    found = file_count.counted(source, file_count.Asked(title=contest))
    return Chart(contest or source.stem, found.count.as_json(), found.notes)


def _of_a_pack(folder: Path, contest: str | None) -> Chart:
    if not recount.verify(folder).ok:
        raise FileFault(f"{folder}: this pack isn't right, so it isn't drawn. Run canvass verify on it to see why.")
    contests = json.loads((folder / "manifest.json").read_bytes())["contests"]
    titles = [one["title"] for one in contests]
    wanted = [one for one in contests if contest in {None, one["title"], str(one["number"])}]
    if len(wanted) != 1:
        listed = ", ".join(f"“{title}”" for title in titles)
        raise FileFault(f"{folder}: it has the contests {listed}. Name one of them with --contest.")
    [one] = wanted
    if one["published"] == "decision":
        raise FileFault(
            f"{folder}: so few voted in “{one['title']}” that only the decision is published. There is nothing to draw."
        )
    count = json.loads((folder / f"contest-{one['number']}.count.json").read_bytes())
    return Chart(one["title"], {"other_readings": [], **count})


def _kept_count(file: Path) -> dict[str, Any] | None:
    """A count that was kept as JSON; None if the file is anything else, which the readers of ballots have to judge."""
    if file.suffix.lower() != ".json":
        return None
    try:
        plain = json.loads(file.read_bytes())
        if not isinstance(plain, dict) or plain.get("format") != FORMAT:
            return None
        kept = Count.from_json(plain).as_json()
        pictures.told(kept)  # what can't be told can't be drawn
        return kept
    except CountFault:
        raise
    except (ValueError, RecursionError):
        return None
    except (LookupError, TypeError, AttributeError, StopIteration) as fault:
        raise FileFault(
            f"{file.name}: it says that it is a count, but something in it is missing or out of place "
            f"({type(fault).__name__}). "
            "Write it anew with canvass count --json."
        ) from None
