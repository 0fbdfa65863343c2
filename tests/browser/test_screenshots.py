"""The pictures in the documents: which there are; with `make screenshots`, each is made anew from a rehearsal."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.browser import rehearsed
from tests.browser.album import ALBUM, HEAVIEST_BYTES, IMAGES, ROOT, Rehearsed, take
from tests.browser.chromium import Browser, chromium, needed

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_documents_show_the_pictures_that_are_made() -> None:
    """Each picture that a document shows is in the album, is there, and is small; no other lies beside it."""
    text = "\n".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)
    shown = {*re.findall(r"images/([\w-]+\.png)", text)}
    kept = {file.name: file.stat().st_size for file in IMAGES.iterdir()}
    assert shown == set(ALBUM)
    assert set(kept) == set(ALBUM), "`make screenshots` makes what is missing"
    assert {name: size for name, size in kept.items() if size > HEAVIEST_BYTES} == {}


def test_every_picture_is_told_in_words() -> None:
    """Whoever can't see a picture reads what it shows."""
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        told = re.findall(r"!\[([^\]]*)\]\([^)]*\.png\)", text) + re.findall(r'<img [^>]*alt="([^"]*)"', text)
        assert len(told) == len(re.findall(r"<img |!\[", text)), f"{document.name}: a picture without words"
        assert all(len(words) > 20 for words in told), document.name


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsed]:
    """A rehearsal, played and opened."""
    needed()
    folder = tmp_path_factory.mktemp("stage") / "rehearsal"
    rehearsed.play(folder, where=folder.parent)
    with rehearsed.looked_at(folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all pictures."""
    with chromium() as opened:
        yield opened


@pytest.mark.browser
@pytest.mark.parametrize("name", sorted(ALBUM))
def test_a_picture_is_taken(name: str, left: Rehearsed, browser: Browser) -> None:
    """What a document shows is what a rehearsal shows today; the picture is written into docs/images."""
    taken = take(browser, ALBUM[name], left)
    assert len(taken) <= HEAVIEST_BYTES
    IMAGES.mkdir(exist_ok=True)
    (IMAGES / name).write_bytes(taken)
