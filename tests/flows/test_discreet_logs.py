"""The second line of defence: what must not be in a log is taken out, whoever writes it and wherever it goes."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from core import secrecy
from flows.discreet_logs import DISCRETION, GAP, put_in_place

SECRET = "canary-secret-8g3m"
CODE = secrecy.code(bytes(32), line=7)


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What a handler writes that was there before, with Python's own format and traceback."""
    put_in_place([SECRET, "", "abc"])
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    logger = logging.getLogger("a library")
    logger.addHandler(handler)
    yield out
    logger.removeHandler(handler)


@pytest.mark.parametrize(
    "private",
    [
        SECRET,
        SECRET.upper(),
        "ada@example.org",
        CODE,
        CODE.upper(),
        "-".join(CODE[n : n + 4] for n in range(0, 20, 4)),
    ],
)
@pytest.mark.parametrize("how", ["message", "argument", "exception"])
def test_it_is_taken_out(written: io.StringIO, private: str, how: str) -> None:
    """A secret, an address, a code: in the words, in what is put into them, in a fault and the fault it came from."""
    before = DISCRETION.stepped_in
    logger = logging.getLogger("a library")
    if how == "message":
        logger.warning(f"link=%s and {private}", "more")  # noqa: G004 - as somebody in a hurry would
    elif how == "argument":
        logger.warning("It is %s: %r", 3, {"said": private})
    else:
        try:
            _fail(private)
        except RuntimeError:
            logger.exception("It failed.")
    assert private.casefold() not in written.getvalue().casefold()
    assert GAP in written.getvalue()
    assert DISCRETION.stepped_in > before


def _fail(private: str) -> None:
    try:
        raise ValueError(private)
    except ValueError as fault:
        raise RuntimeError("something else") from fault


def test_what_may_be_said_is_left(written: io.StringIO) -> None:
    """Ids, counts, hashes, addresses of pages and ordinary tracebacks stay; short secrets spoil no words."""
    before = DISCRETION.stepped_in
    words = f"M017, 12 letters, {secrecy.fingerprint(1)}, 0a1b2c3d4e, http://127.0.0.1:4200/runs/9f abc"
    logging.getLogger("a library").warning(words)
    try:
        _fail("3 of 5")
    except RuntimeError:
        logging.getLogger("a library").exception("Why:")
    assert words in written.getvalue()
    assert "ValueError: 3 of 5" in written.getvalue()
    assert DISCRETION.stepped_in == before


def test_a_line_that_cant_be_put_together_tells_nothing_either(written: io.StringIO) -> None:
    """A slip of a library's in its own format isn't a hole."""
    record = logging.getLogRecordFactory()("a library", 30, "", 1, "two %s %s", (SECRET,), None)
    assert SECRET not in record.getMessage()
