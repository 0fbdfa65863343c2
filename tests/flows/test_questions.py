"""M2. Questions for a person: asked once, in the tab Questions, answered there, and taken up by the next reading."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select

from core.question_tab import HEADINGS
from core.questions import TAB, id_of, mark_of
from core.records import Alias, Entry, Matter
from core.tabs import LONGEST_CELL
from flows.duties.membership import stock
from flows.pages.desk import desk_page
from flows.pages.membership import membership_page
from integrations.google import sheets
from integrations.sandbox import by_hand
from integrations.sandbox.faults import Kind
from tests.flows.ballots import KEY
from tests.flows.club import ADA, BO, DAY, LENA, MEMBERS, Club, workbook
from tests.flows.terminal import at_the_club

SCRIBBLED = ("L. New", "lena@example.org")
"""Lena's address with a name that isn't hers: nobody can tell. She came twice, so her vote depends on it."""

ID = id_of("l new|lena@example.org")
WRITES = ("POST /v4/spreadsheets/{spreadsheetId}:batchUpdate", "PUT /v4/spreadsheets/{spreadsheetId}/values/{range}")
ADA_AGAIN = ["M77", ADA, "ada.too@example.org"]


def _with(
    club: Club, *, sign_ins: list[list[Any]] | None = None, members: list[list[Any]] | None = None
) -> stock.Stock:
    """What a reading finds once these rows have been added to the tabs Attendance and Members."""
    tabs = workbook()
    club.write("Attendance", [*tabs["Attendance"], ["Spring meeting", "", LENA, MEMBERS[LENA]], *(sign_ins or [])])
    club.write("Members", [*tabs["Members"], *(members or [])])
    return stock.take_stock(club.secretary)


def _scribbles(*names: tuple[str, str], event: str = "Forum") -> list[list[Any]]:
    return [[event, "", name, email] for name, email in names]


def _everywhere(*names: tuple[str, str]) -> list[list[Any]]:
    """Somebody at each of the three meetings: enough for a vote, whoever it was."""
    return [row for event in ("Spring meeting", "Forum", "Autumn meeting") for row in _scribbles(*names, event=event)]


def _tab(club: Club) -> list[dict[str, str]]:
    """The rows of the tab Questions, by heading."""
    book = sheets.read(club.secretary.google, club.settings.members_book, [TAB])
    rows = book.tabs.get(TAB, [])
    return [dict(zip(map(str, rows[0]), [*map(str, row), *[""] * len(HEADINGS)], strict=False)) for row in rows[1:]]


def _answer(club: Club, words: Any, *, question: str = "", column: int = HEADINGS.index("Answer")) -> None:
    """An organiser writes an answer into the row of a question, the first one unless another is named."""
    rows = sheets.read(club.secretary.google, club.settings.members_book, [TAB]).tabs[TAB]
    at = next(number for number, row in enumerate(rows[1:], start=2) if row[0] == (question or rows[1][0]))
    by_hand.type_rows(club.sandbox.world, club.settings.members_book, TAB, [[*[None] * column, words]], top=at)


def _matters(club: Club, kind: str) -> list[str]:
    with club.secretary.ledger.reading() as session:
        return list(session.execute(select(Matter.text).where(Matter.kind == kind)).scalars())


def _events(found: stock.Stock, number: str) -> set[str]:
    return {one.event for one in found.members.on_record[number].attended}


def _numbers(found: stock.Stock) -> set[str]:
    return {one.number for one in found.standings}


def _logged(club: Club, kind: str) -> list[str]:
    with club.secretary.ledger.reading() as session:
        return list(session.execute(select(Entry.payload).where(Entry.kind == kind).order_by(Entry.seq)).scalars())


def test_a_question_is_written_where_it_can_be_answered(club: Club) -> None:
    """M2. With what was signed, where, and why it is asked; with its choices, in one call that makes the tab too."""
    club.sandbox.world.calls.clear()
    found = _with(club, sign_ins=_scribbles(SCRIBBLED))
    assert [one.id for one in found.questions] == [ID]
    (row,) = _tab(club)
    why = "Who is this? The e-mail address is a member's, but the name is a different one."
    assert row == dict(
        zip(HEADINGS, [ID, "Attendance, row 37", *SCRIBBLED, why, "M12 Lena Newcomer", "", ""], strict=True)
    )
    (tab,) = [
        one for one in club.sandbox.world.google["books"][club.settings.members_book]["sheets"] if one["title"] == TAB
    ]
    assert (tab["choices"], tab["frozenRowCount"]) == ({"1 6": ["M12 Lena Newcomer", "not a member"]}, 1)
    assert club.sandbox.world.calls.count(WRITES[0]) == 1


def test_reading_again_writes_nothing(club: Club) -> None:
    """M2. A question that was written is not written twice, and where nothing is new nothing is sent to Google."""
    _with(club, sign_ins=_scribbles(SCRIBBLED))
    before = club.everything()
    club.sandbox.world.calls.clear()
    stock.take_stock(club.secretary)
    assert club.everything() == before
    assert club.sandbox.world.calls == [
        "GET /v4/spreadsheets/{spreadsheetId}", "GET /v4/spreadsheets/{spreadsheetId}/values:batchGet",
    ]  # fmt: skip


def test_one_person_at_ten_events_is_one_question(club: Club) -> None:
    """M2. However often somebody signed in so: one row, which names the first places."""
    found = _with(club, sign_ins=[*_scribbles(SCRIBBLED), *_scribbles(SCRIBBLED, event="Spring meeting"),
                                  *_scribbles(("l new ", "LENA@example.org"), event="Autumn meeting")])  # fmt: skip
    assert len(found.questions) == 1
    assert [row["Where"] for row in _tab(club)] == ["Attendance, row 37; Attendance, row 38; Attendance, row 39"]
    assert len(_matters(club, "who")) == 1


@pytest.mark.parametrize("words", ["M12 Lena Newcomer", "M12", "m12", " m12  lena newcomer"])
def test_an_answer_counts_from_the_next_reading(club: Club, words: str) -> None:
    """M2. Picked or typed, the sign-in is theirs; the question is gone, and beside it stands the day."""
    _with(club, sign_ins=_scribbles(SCRIBBLED))
    _answer(club, words)
    club.later(DAY)
    found = stock.take_stock(club.secretary)
    assert found.questions == ()
    assert _events(found, "M12") == {"Spring meeting", "Autumn meeting", "Forum"}
    assert [row["Taken up"] for row in _tab(club)] == ["2 October 2026"]
    assert _matters(club, "who") == []
    assert _logged(club, "alias.kept") == ['{"answered":1,"withdrawn":0}']
    before = club.everything()
    club.later(DAY)
    stock.take_stock(club.secretary)
    assert {**club.everything(), "world": None} == {**before, "world": None}


def test_an_answer_decides_the_same_case_ever_after(club: Club) -> None:
    """M2. Its row may be deleted, and the same name may sign in again: it isn't asked twice."""
    _with(club, sign_ins=_scribbles(SCRIBBLED))
    _answer(club, "M12")
    stock.take_stock(club.secretary)
    sheets.write(club.secretary.google, club.settings.members_book, TAB, [list(HEADINGS)])
    found = _with(club, sign_ins=_scribbles(SCRIBBLED, ("L NEW", "Lena@Example.org")))
    assert (found.questions, _tab(club)) == ((), [])
    assert _events(found, "M12") == {"Spring meeting", "Autumn meeting", "Forum"}


def test_somebody_may_be_no_member(club: Club) -> None:
    """M2. Then their sign-ins count for nobody, and nobody is asked again."""
    _with(club, sign_ins=_scribbles(SCRIBBLED))
    _answer(club, "Not a member.")
    found = stock.take_stock(club.secretary)
    assert found.questions == ()
    assert _events(found, "M12") == {"Spring meeting", "Autumn meeting"}


def test_an_answer_can_be_changed_and_withdrawn(club: Club) -> None:
    """M2. Another answer replaces it; an emptied cell changes nothing, and says how to withdraw; `ask again` does."""
    _with(club, sign_ins=_scribbles(SCRIBBLED))
    _answer(club, "M01")
    stock.take_stock(club.secretary)
    _answer(club, "M12")
    assert _events(stock.take_stock(club.secretary), "M12") == {"Spring meeting", "Autumn meeting", "Forum"}
    _answer(club, "")
    found = stock.take_stock(club.secretary)
    assert "Forum" in _events(found, "M12")
    assert _tab(club)[0]["Taken up"].endswith("that still counts. To withdraw it, write: ask again")
    _answer(club, "Ask again")
    found = stock.take_stock(club.secretary)
    assert (len(found.questions), _events(found, "M12")) == (1, {"Spring meeting", "Autumn meeting"})
    assert _tab(club)[0]["Taken up"] == "Asked again."
    with club.secretary.ledger.reading() as session:
        assert not session.execute(select(Alias).where(Alias.mark == mark_of("l new|lena@example.org"))).all()


@pytest.mark.parametrize(
    ("words", "letter"),
    [
        ("M99", "The answer doesn't begin with a member's number. Write the number"),
        ("Ada Example", "The answer doesn't begin with a member's number. Write the number"),
        ("M01 or M12", "Behind the number M01 stands something else than that member's name. Write the number alone"),
        (
            "M01 Bo Sample",
            "Behind the number M01 stands something else than that member's name. Write the number alone",
        ),
        (12, "The answer doesn't begin with a member's number. Write the number"),
        ("x" * 5000, "The answer doesn't begin with a member's number. Write the number"),
    ],
)
def test_an_answer_that_cant_be_used_is_told_beside_it(club: Club, words: Any, letter: str) -> None:
    """M2. It changes nothing, and says beside the answer and on the desk what to write; the question stays."""
    _with(club, sign_ins=_scribbles(SCRIBBLED))
    _answer(club, words)
    found = stock.take_stock(club.secretary)
    assert len(found.questions) == 1
    assert _tab(club)[0]["Taken up"].startswith(letter)
    (told,) = _matters(club, "row")
    assert told.startswith("Questions, row 2, 'Answer': ")
    before = club.everything()
    stock.take_stock(club.secretary)
    assert club.everything() == before


def test_the_longest_name_and_address_can_be_answered(club: Club) -> None:
    """M2. Whatever a cell may hold, the book can keep the answer about it."""
    name = "".join(chr(0x4E00 + (7 * at * at) % 20000) for at in range(LONGEST_CELL))
    email = f"{name[::-1][:480]}@example.org"
    _with(club, sign_ins=_everywhere((name, email)))
    _answer(club, "M12")
    assert "Forum" in _events(stock.take_stock(club.secretary), "M12")


def test_an_answer_that_cant_be_used_leaves_the_earlier_one(club: Club) -> None:
    """M2. A slip of the keyboard in a cell that was answered takes nothing away from anybody."""
    _with(club, sign_ins=_scribbles(SCRIBBLED))
    _answer(club, "M12")
    stock.take_stock(club.secretary)
    _answer(club, "M1")
    found = stock.take_stock(club.secretary)
    assert "Forum" in _events(found, "M12")
    assert _tab(club)[0]["Taken up"].endswith("Until then the answer of 1 October 2026 counts.")


def test_a_question_that_the_sheets_have_settled_says_so(club: Club) -> None:
    """M2. The name was corrected: the row says so, the desk is clear; spoiled again, it is a question again."""
    _with(club, sign_ins=_scribbles(SCRIBBLED))
    _with(club, sign_ins=_scribbles((LENA, SCRIBBLED[1])))
    assert [row["Taken up"] for row in _tab(club)] == ["No longer a question: the sheets have changed."]
    assert _matters(club, "who") == []
    _with(club, sign_ins=_scribbles(SCRIBBLED))
    assert [row["Taken up"] for row in _tab(club)] == [""]
    assert len(_matters(club, "who")) == 1


def test_what_nothing_depends_on_is_left_unasked(club: Club) -> None:
    """M2. Ada can vote anyway; a row that was asked before says so, and may be answered; a page counts what is left."""
    found = _with(club, sign_ins=_scribbles(("A. Ex", MEMBERS[ADA])))
    assert (found.questions, found.idle, _tab(club), _matters(club, "who")) == ((), 1, [], [])
    assert "**1** more is left unasked" in membership_page(club.secretary, found)
    found = _with(club, sign_ins=_scribbles(SCRIBBLED, (LENA, "new@example.com")))
    assert len(found.questions) == 2
    found = _with(club, sign_ins=_scribbles(SCRIBBLED, (LENA, "new@example.com"), (LENA, MEMBERS[LENA])))
    assert (found.questions, found.idle) == ((), 2)
    assert {row["Taken up"] for row in _tab(club)} == {"Needs no answer for now: nobody's vote depends on it."}
    _answer(club, "Not a member", question=ID)
    assert stock.take_stock(club.secretary).idle == 1


def test_rows_are_found_wherever_they_are_moved(club: Club) -> None:
    """M2. Organisers may sort rows, insert columns, leave notes: answers stay theirs, new rows come below all of it."""
    two, third = (("Al Old", "al@example.com"), ("Ty Late", "ty@example.com")), ("Uma Later", "uma@example.com")
    _with(club, sign_ins=_everywhere(*two))
    rows = sheets.read(club.secretary.google, club.settings.members_book, [TAB]).tabs[TAB]
    moved = [[row[7], "a note", row[6], row[0]] for row in (rows[0], rows[2], rows[1])]
    moved[0][1] = "(Mine)"
    club.write(TAB, [*moved, ["", "", "", ""], ["", "call her", "", ""]])
    by_hand.type_rows(club.sandbox.world, club.settings.members_book, TAB, [[None, None, "M12"]], top=3)
    found = _with(club, sign_ins=_everywhere(*two, third))
    assert "Forum" in _events(found, "M12")
    book = sheets.read(club.secretary.google, club.settings.members_book, [TAB]).tabs[TAB]
    assert [[row[0], row[3]] for row in book[1:3]] == [
        ["", id_of("ty late|ty@example.com")],
        ["1 October 2026", id_of("al old|al@example.com")],
    ]
    assert [row[1] for row in book] == ["(Mine)", "a note", "a note", "", "call her", ""]
    assert book[5] == ["", "", "", id_of("uma later|uma@example.com")]


def test_a_doubled_row_is_one_question(club: Club) -> None:
    """M2. If a row is there twice, the answered one counts, and the other says which that is."""
    _with(club, sign_ins=_scribbles(SCRIBBLED))
    by_hand.type_rows(club.sandbox.world, club.settings.members_book, TAB, [[ID, *[""] * 5, "M12"]], top=4)
    found = stock.take_stock(club.secretary)
    assert "Forum" in _events(found, "M12")
    told = [row["Taken up"] for row in _tab(club)]
    assert told == ["The same question as in row 4; the answer there counts.", "", "1 October 2026"]


@pytest.mark.parametrize("kind", ["timeout before", "timeout after", "503 after"])
def test_questions_that_couldnt_be_written_are_written_later(club: Club, kind: Kind) -> None:
    """M2. Google fails: that stops no reading and is told, and the next reading writes each row once."""
    club.sandbox.faults.plan(kind, "*:batchUpdate")
    found = _with(club, sign_ins=_scribbles(SCRIBBLED))
    assert len(found.questions) == 1
    assert [one.partition(":")[0] for one in found.troubles] == ["The tab Questions can't be written"]
    club.sandbox.faults.clear()
    assert stock.take_stock(club.secretary).troubles == ()
    stock.take_stock(club.secretary)
    assert [row["Question"] for row in _tab(club)] == [ID]


def test_a_tab_without_its_headings_is_left_alone(club: Club) -> None:
    """M2. Nothing is written into it, a letter says what is missing, and everything else goes on."""
    _with(club, sign_ins=_scribbles(SCRIBBLED))
    club.write(TAB, [["Something", "else"]])
    found = stock.take_stock(club.secretary)
    assert (found.refused, len(found.questions)) == ((), 1)
    assert any(one.startswith("Questions can't be read: no column is headed 'Question'") for one in found.set_aside)
    assert sheets.read(club.secretary.google, club.settings.members_book, [TAB]).tabs[TAB] == [["Something", "else"]]


def test_a_shared_mailbox_suggests_both(club: Club) -> None:
    """M2. Two share one: signed with neither name, both can be picked."""
    pair = [["M20", "Pia Late", "late@example.org"], ["M21", "Quin Late", "late@example.org"]]
    _with(club, sign_ins=_everywhere(("P. Q.", "late@example.org")), members=pair)
    assert [row["Perhaps"] for row in _tab(club)] == ["M20 Pia Late; M21 Quin Late"]


def test_two_lines_that_are_one_person_are_merged(club: Club) -> None:
    """M2. Answered so, what both did counts for the line that is kept, under its number, and is logged by numbers."""
    signed = [["Spring meeting", "", LENA, "lena.too@example.org"], ["Forum", "", LENA, "lena.too@example.org"]]
    before = _with(club, sign_ins=signed, members=[["M77", LENA, "lena.too@example.org"]])
    assert [one.kind for one in before.questions] == ["twins"]
    (row,) = _tab(club)
    assert (row["Where"], row["Name"]) == ("Members, row 13; Members, row 14", f"{LENA} / {LENA}")
    assert not any(one.ruling.ruling for one in before.standings if one.number in ("M12", "M77"))
    _answer(club, "one person, keep M12")
    found = stock.take_stock(club.secretary)
    assert "M77" not in _numbers(found)
    assert [bool(one.ruling.ruling) for one in found.standings if one.number == "M12"] == [True]
    assert _logged(club, "person.merged") == ['{"kept":"M12","other":"M77"}']
    assert (_matters(club, "twins"), found.questions) == ([], ())


@pytest.mark.parametrize("words", ["two people", "ask again"])
def test_a_merge_is_undone_by_another_answer(club: Club, words: str) -> None:
    """M2. Both are there again, with what each of them did; asked again only if that was the answer."""
    first = _with(club, members=[ADA_AGAIN])
    _answer(club, "one person, keep M01")
    assert "M77" not in _numbers(stock.take_stock(club.secretary))
    _answer(club, words)
    found = stock.take_stock(club.secretary)
    assert [one.number for one in found.standings] == [one.number for one in first.standings]
    assert _logged(club, "person.split") == ['{"kept":"M01","other":"M77"}']
    assert len(found.questions) == (words == "ask again")


@pytest.mark.parametrize("words", ["one person", "M02", "not a member", "one person, keep both"])
def test_an_answer_about_a_pair_has_to_be_clear(club: Club, words: str) -> None:
    """M2. Which line is kept has to be said, and it has to be one of the two."""
    _with(club, members=[ADA_AGAIN])
    _answer(club, words)
    found = stock.take_stock(club.secretary)
    assert "M77" in _numbers(found)
    assert "one person, keep M01" in _tab(club)[0]["Taken up"]


def test_answers_about_pairs_may_not_contradict_each_other(club: Club) -> None:
    """M2. Of three lines, two pairs are one person and the third is two people: the last answer isn't taken."""
    _with(club, members=[ADA_AGAIN, ["M78", ADA, "ada.three@example.org"]])
    pairs = {tuple(one.suggestions): one.id for one in stock.take_stock(club.secretary).questions}
    _answer(club, "one person, keep M01", question=pairs["M01", "M77"])
    _answer(club, "one person, keep M77", question=pairs["M77", "M78"])
    stock.take_stock(club.secretary)
    _answer(club, "two people", question=pairs["M01", "M78"])
    found = stock.take_stock(club.secretary)
    assert {"M77", "M78"}.isdisjoint(_numbers(found))
    told = {row["Question"]: row["Taken up"] for row in _tab(club)}
    assert told[pairs["M01", "M78"]].startswith("By the answers about other pairs, M01 and M78 are one person")


def test_a_merge_of_two_voters_on_a_frozen_roll_is_drift(club: Club) -> None:
    """M2. The roll is left as it was frozen; that one person is on it twice is reported until it is corrected."""
    tabs = workbook()
    twice = [
        *tabs["Attendance"],
        *[[event, "", BO, "bo.too@example.org"] for event in ("Spring meeting", "Forum", "Autumn meeting")],
    ]
    club.write("Attendance", twice)
    club.write("Members", [*tabs["Members"], ["M77", BO, "bo.too@example.org"]])
    stock.take_stock(club.secretary)
    _answer(club, "two people")
    club.draft()
    assert club.freeze() == 12
    _answer(club, "one person, keep M02")
    (drift,) = stock.take_stock(club.secretary).drifts
    assert (drift.key, drift.extra, drift.missing, drift.moved) == (KEY, ("M77",), (), ())
    assert len(club.roll()) == 12


def test_freezing_takes_answers_up_first(club: Club) -> None:
    """M2, M6. An answer that was written just before freezing decides about the roll."""
    signed = _scribbles(SCRIBBLED, ("L. N.", "ada@example.org"))
    _with(club, sign_ins=signed)
    ids: Mapping[str, str] = {row["Name"]: row["Question"] for row in _tab(club)}
    for question in ids.values():
        _answer(club, "M12", question=question)
    club.draft()
    assert club.freeze() == 12
    assert LENA in [one.name for one in club.roll()]


def test_questions_are_listed_with_names_on_the_terminal(club: Club) -> None:
    """M2. With where to answer them; and if there are none, that is said."""
    assert at_the_club(club, "questions") == "No question waits for a person.\n"
    _with(club, sign_ins=_scribbles(SCRIBBLED), members=[ADA_AGAIN])
    said = at_the_club(club, "questions")
    for words in (ID, "L. New", "M12 Lena Newcomer", "Members, row 2; Members, row 14", "the same name"):
        assert words in said
    where = f"Answer in the tab Questions of the members' workbook: {club.settings.workbook_address}"
    assert f"2 questions wait for a person. {where}" in said


def test_pages_count_questions_and_say_where_to_answer(club: Club) -> None:
    """M2. As numbers and places; no name and no address is on them."""
    found = _with(club, sign_ins=[*_scribbles(SCRIBBLED), *_scribbles(SCRIBBLED, event="Spring meeting")])
    desk, page = desk_page(club.secretary), membership_page(club.secretary, found)
    assert "1 question who somebody is" in desk
    assert "**Attendance, row 37; Attendance, row 38**" in page
    for shown in (desk, page):
        assert f"({club.settings.workbook_address})" in shown
        assert not [one for one in (*SCRIBBLED, LENA, ID) if one in shown]
