"""S3, S4. Once ballots are sealed, no file of ours and no field at Mailchimp holds a key, a code or a code's hash."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable

import pytest
from sqlalchemy import select

from core import secrecy
from core.columns import Record
from core.records import Letter, RollEntry
from flows import withdraw
from flows.correct import correct
from flows.reissue import reissue
from integrations.keyring import ElectionKey
from integrations.sandbox.mailchimp_account import LIST_ID
from tests.flows.ballots import CLOSES, KEY
from tests.flows.club import ADA, BO, CLEO, DEV, HOUR, MEMBERS, MINUTE, OTHER_MARKS, Club, workbook


def _key(club: Club) -> ElectionKey:
    kept = club.secretary.keyring.read(KEY)
    assert kept is not None
    return kept


def _secrets(club: Club) -> dict[str, list[bytes]]:
    """The key, every code and every code's hash, in every spelling in which they might lie about."""
    key = _key(club).key
    codes = [secrecy.code(key, line=line, epoch=epoch) for line in range(1, 12) for epoch in (0, 1)]
    return {
        "the key": [key, key.hex().encode(), base64.b64encode(key), json.dumps(key.hex()).encode()],
        "a code": [form.encode() for code in codes for form in (code, code.upper())],
        "a code's hash": [form for code in codes for form in _spelled(secrecy.code_hash(KEY, code))],
    }


def _spelled(digest: str) -> Iterable[bytes]:
    return digest.encode(), digest.upper().encode(), bytes.fromhex(digest)


def _found(club: Club, secrets: dict[str, list[bytes]]) -> dict[str, int]:
    """How often each kind of secret stands in any file of the installation: database, key folder, packs."""
    files = [file.read_bytes() for file in club.folder.rglob("*") if file.is_file()] + club.book.on_disk()
    assert sum(map(len, files)) > 100_000
    return {kind: sum(one in file for one in spellings for file in files) for kind, spellings in secrets.items()}


def _close(club: Club) -> None:
    for when in (CLOSES + MINUTE, CLOSES + HOUR):
        club.at(when)
        assert not club.tend().troubles


NOTHING = {"the key": 0, "a code": 0, "a code's hash": 0}


def test_the_search_finds_what_is_there_before_sealing(club: Club) -> None:
    """While voting is open the key file holds the key, and the book the codes' hashes – but never a code."""
    club.go_to("voted")
    found = _found(club, _secrets(club))
    assert found["the key"] > 0
    assert found["a code's hash"] >= 11
    assert found["a code"] == 0


@pytest.mark.parametrize("passes", [1, 40])
def test_nothing_is_left_after_sealing(club: Club, passes: int) -> None:
    """Bytes of every file, searched while the book is still open, right after the pass that sealed."""
    club.go_to("voted")
    for _ in range(passes - 1):
        club.vote(DEV, OTHER_MARKS)
        club.later(MINUTE)
        club.tend() if passes % 3 else None
    reissue(club.secretary, KEY, "M03")
    club.tend()
    secrets = _secrets(club)
    with club.secretary.ledger.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")  # which databases do by themselves in time
    _close(club)
    assert club.election().state == "counted"
    assert _found(club, secrets) == NOTHING


def _strike(club: Club, member: str) -> None:
    """The sign-ins of a member turn out to be somebody else's, and the roll is corrected."""
    name = list(MEMBERS)[int(member[1:]) - 1]
    club.write("Attendance", [row for row in workbook()["Attendance"] if name not in row])
    correct(club.secretary, KEY, member, expected="struck", reason="Somebody else had signed in.")


@pytest.mark.parametrize(
    "act", [lambda club, who: reissue(club.secretary, KEY, who), _strike], ids=["replaced", "struck"]
)
def test_a_code_that_is_void_is_gone_at_once(club: Club, act: Callable[[Club, str], object]) -> None:
    """S2. No file keeps the void code's hash beside the others while voting goes on: it would be known whose it was."""
    club.go_to("voted")
    void = _spelled(secrecy.hash_of(_key(club).key, KEY, line=3))
    act(club, "M03")
    assert _found(club, {"void": list(void)}) == {"void": 0}


def test_nothing_is_left_after_withdrawing(club: Club) -> None:
    """A ballot that was called off leaves as little behind as one that was counted."""
    club.go_to("voted")
    secrets = _secrets(club)
    withdraw.withdraw(club.secretary, KEY, reason="The candidates agreed on one.")
    club.tend()
    assert _found(club, secrets) == NOTHING


def test_no_table_holds_a_time_or_an_answers_id_of_a_ballot(club: Club) -> None:
    """After sealing no row anywhere names a response at Google, or when one was submitted."""
    club.go_to("voted")
    held = [word for one in club.form()["responses"].values() for word in (one["responseId"], one["lastSubmittedTime"])]
    _close(club)
    with club.secretary.ledger.reading() as session:
        rows = repr([session.execute(select(table)).all() for table in Record.metadata.sorted_tables])
    assert len(held) == 6
    assert not [word for word in held if word in rows]


def test_mailchimp_holds_no_link_after_sealing(club: Club) -> None:
    """Every contact's fields are blanked – also of somebody who left the list after getting their link."""
    club.go_to("voted")
    members = club.sandbox.world.mailchimp["lists"][LIST_ID]["members"]
    leaver = next(one for one in members.values() if one["email_address"] == "cleo@example.org")
    leaver["status"] = "unsubscribed"
    codes = [word.decode() for word in _secrets(club)["a code"]]
    assert any(code in json.dumps(members) for code in codes)
    _close(club)
    assert not [code for code in codes if code in json.dumps(members)]


def test_the_form_with_its_answers_goes_after_the_objections(club: Club) -> None:
    """Google's own copy of codes and answers stays for the charter's objection period, and is then deleted for good."""
    club.go_to("announced")
    form_id = club.election().form_id
    assert form_id in club.sandbox.world.google["forms"]
    club.go_to("over")
    assert form_id not in club.sandbox.world.google["forms"]
    assert form_id not in club.sandbox.world.google["files"]


# ── who is reminded ────────────────────────────────────────────────────────────────────────────────


def test_who_is_reminded_is_locked_with_the_elections_key(club: Club) -> None:
    """S4. The book doesn't say who hasn't voted: a reminder's recipients open only with a key that is destroyed."""
    club.go_to("voted")
    club.at(club.reminder_times()[0])
    club.tend()
    letter = club.letter("reminder-1")
    key = _key(club).key
    assert secrecy.unseal(key, letter.key, letter.recipients) == [3, 4, 6, 7, 8, 11]
    assert letter.sealed
    assert not letter.recipients.startswith("[")
    with pytest.raises(Exception, match=r"^$"):
        secrecy.unseal(key, f"{KEY}/reminder-2", letter.recipients)
    with pytest.raises(Exception, match=r"^$"):
        secrecy.unseal(bytes(32), letter.key, letter.recipients)


def test_two_reminders_to_the_same_people_look_different(club: Club) -> None:
    """Equal lists can't be told by their locked text, so nobody learns that nobody voted in between."""
    club.go_to("voted")
    for when in club.reminder_times()[:2]:
        club.at(when)
        club.tend()
    first, second = (club.letter(f"reminder-{n}").recipients for n in (1, 2))
    assert first != second


def test_the_log_has_no_line_per_ballot(club: Club) -> None:
    """However many vote between two passes, the log grows no faster, and nowhere names a line of the roll."""
    club.go_to("delivered")
    before = len(club.log())
    for who in (ADA, BO, CLEO, DEV):
        club.vote(who)
        club.tend()
    assert len(club.log()) == before


def test_the_roll_and_the_letters_say_nothing_of_who_voted(club: Club) -> None:
    """While voting is open, roll and letters are the same whoever has voted."""
    club.go_to("delivered")

    def rows() -> str:
        with club.secretary.ledger.reading() as session:
            return repr([session.execute(select(table.__table__)).all() for table in (RollEntry, Letter)])

    before = rows()
    club.vote(ADA)
    club.vote(BO, OTHER_MARKS)
    club.tend()
    assert rows() == before
