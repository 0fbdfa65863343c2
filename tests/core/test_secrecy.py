"""Codes and locks: what links a voter to a ballot is computed from a key, and from nothing else."""

from __future__ import annotations

import hashlib
import hmac
import json
import string

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from core import secrecy

KEY = bytes(range(32))
keys = st.binary(min_size=32, max_size=32)
lines = st.integers(1, 10**6)


@given(keys, lines, st.integers(0, 50))
def test_a_code_is_twenty_letters_that_can_be_read_out(key: bytes, line: int, epoch: int) -> None:
    """A hundred bits in an alphabet without i, l, o and u; the same key, line and epoch give the same code again."""
    code = secrecy.code(key, line=line, epoch=epoch)
    assert len(code) == secrecy.CODE_LENGTH == 20
    assert set(code) <= set(secrecy.ALPHABET)
    assert not set(secrecy.ALPHABET) & set("ilou")
    assert len(set(secrecy.ALPHABET)) == 32
    assert code == secrecy.code(key, line=line, epoch=epoch)


def test_a_code_is_the_beginning_of_an_hmac() -> None:
    """The recipe, worked out by hand with nothing of Canvass in it."""
    digest = hmac.new(KEY, b"code/v1|7|2", hashlib.sha256).digest()
    bits = f"{int.from_bytes(digest):0256b}"[:100]
    written = "".join(secrecy.ALPHABET[int(bits[at : at + 5], 2)] for at in range(0, 100, 5))
    assert secrecy.code(KEY, line=7, epoch=2) == written


def test_twenty_thousand_codes_are_all_different() -> None:
    """Two lines never share a code, nor does a line share one with its own re-issues."""
    codes = {secrecy.code(KEY, line=line, epoch=epoch) for line in range(1, 4001) for epoch in range(5)}
    assert len(codes) == 20_000


def test_every_letter_comes_up_equally_often() -> None:
    """No place of a code prefers a letter, so none is easier to guess."""
    letters = "".join(secrecy.code(KEY, line=line) for line in range(1, 5001))
    counts = [letters.count(letter) for letter in secrecy.ALPHABET]
    expected = len(letters) / 32
    assert max(abs(count - expected) for count in counts) < 5 * expected**0.5


def test_lines_and_epochs_cant_run_together() -> None:
    """Line 1 in epoch 11 isn't line 11 in epoch 1, nor line 111 in the first."""
    assert len({secrecy.code(KEY, line=line, epoch=epoch) for line, epoch in ((1, 11), (11, 1), (111, 0))}) == 3


@given(keys, lines, st.randoms(use_true_random=False))
def test_a_code_may_be_typed_by_hand(key: bytes, line: int, chance: object) -> None:
    """Capitals, spaces, hyphens, O for 0, I or L for 1: all mean the same code."""
    code = secrecy.code(key, line=line)
    shown = "".join(chance.choice((letter, letter.upper())) for letter in code)  # type: ignore[attr-defined]
    shown = shown.replace("0", "O").replace("1", chance.choice("ILil"))  # type: ignore[attr-defined]
    typed = f" {shown[:5]}-{shown[5:10]} {shown[10:15]}\u00a0- {shown[15:]}\n"
    assert secrecy.normalised(typed) == code
    assert secrecy.code_hash("autumn", typed) == secrecy.code_hash("autumn", code)


@given(st.text(max_size=60))
def test_whatever_is_typed_has_a_hash(typed: str) -> None:
    """No text breaks the reading of a ballot, and no two that mean different things have the same hash."""
    digest = secrecy.code_hash("autumn", typed)
    assert len(digest) == 64
    assert set(digest) <= set(string.hexdigits.lower())
    assert digest == secrecy.code_hash("autumn", secrecy.normalised(typed))


def test_a_code_is_worth_nothing_in_another_election() -> None:
    """The election is part of the hash, with a separator that no key can imitate."""
    code = secrecy.code(KEY, line=1)
    assert secrecy.code_hash("autumn", code) != secrecy.code_hash("spring", code)
    assert secrecy.code_hash("ab", "c") != secrecy.code_hash("a", "bc")
    assert secrecy.hash_of(KEY, "autumn", line=1) == secrecy.code_hash("autumn", code)


def test_a_hash_is_sha256_over_canonical_json() -> None:
    """What the book knows of a code, worked out by hand."""
    words = b'["credential/v1", "autumn", "abc"]'
    assert secrecy.code_hash("autumn", "ABC") == hashlib.sha256(words).hexdigest()


# ── locks ──────────────────────────────────────────────────────────────────────────────────────────

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=5),
    max_leaves=20,
)


@given(keys, st.text(max_size=30), plain)
def test_what_was_locked_opens_with_the_same_key_for_the_same_purpose(key: bytes, purpose: str, data: object) -> None:
    """And is then what it was."""
    assert secrecy.unseal(key, purpose, secrecy.seal(key, purpose, data)) == data


@pytest.mark.parametrize(
    ("key", "purpose"),
    [(bytes(32), "autumn/reminder-1"), (KEY, "autumn/reminder-2"), (KEY[:-1] + b"\0", "autumn/reminder-1")],
)
def test_nothing_else_opens_it(key: bytes, purpose: str) -> None:
    """Neither another key, nor the right key for another letter."""
    sealed = secrecy.seal(KEY, "autumn/reminder-1", [1, 2, 3])
    with pytest.raises(InvalidTag):
        secrecy.unseal(key, purpose, sealed)


def test_a_locked_text_shows_nothing_and_cant_be_changed() -> None:
    """It quotes none of what it holds, and any changed character is noticed."""
    sealed = secrecy.seal(KEY, "autumn/reminder-1", ["Ada Example", 77])
    assert "Ada" not in sealed
    for at in range(0, len(sealed) - 2, 7):
        other = sealed[:at] + ("A" if sealed[at] != "A" else "B") + sealed[at + 1 :]
        with pytest.raises(InvalidTag):
            secrecy.unseal(KEY, "autumn/reminder-1", other)


def test_the_lock_isnt_the_codes_key() -> None:
    """Codes and locks are derived apart: with a code's bytes nothing can be opened, and the other way round."""
    sealed = secrecy.seal(KEY, "x", 1)
    with pytest.raises((InvalidTag, ValueError)):
        secrecy.unseal(secrecy.code(KEY, line=1).encode().ljust(32), "x", sealed)


# ── fingerprints ───────────────────────────────────────────────────────────────────────────────────


@given(plain)
def test_a_fingerprint_is_of_what_is_said_not_of_how(data: object) -> None:
    """The order in which a mapping was filled doesn't matter; everything else does."""
    again = json.loads(json.dumps(data, sort_keys=True))
    assert secrecy.fingerprint(data) == secrecy.fingerprint(again)
    assert secrecy.fingerprint([data]) != secrecy.fingerprint([data, data])


def test_a_commitment_tells_nothing_and_can_be_checked() -> None:
    """The lot's seed is fixed before opening by its SHA-256."""
    assert secrecy.commitment("00ff") == hashlib.sha256(b"seed/v1|00ff").hexdigest()
    assert secrecy.commitment("00ff") != secrecy.commitment("00fe")
