"""Disputes and requests: handed in by anybody, acknowledged to members, decided once, and evidence from then on."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from core import petitions, sources
from core.records import Decision, Petition
from flows.correct import correct
from flows.decide import decide
from flows.duties.membership import stock
from flows.duties.petition import acknowledging, petition_tabs, standing_forms
from flows.handed_in import Report, read_requests
from flows.pages.desk import desk_page
from flows.pages.requests import requests_page
from flows.secretary import Refusal
from integrations.sandbox import google_responses, inbox
from tests.flows.ballots import KEY
from tests.flows.club import BO, DAY, LENA, MEMBERS, Club

LENA_IS = "M12"
CLAIM = {"Which event did you come to, or where did you help?": "The forum in June"}


def _read(club: Club) -> Report:
    report = read_requests(club.secretary)
    assert report.troubles == []
    return report


def _hand_in(club: Club, name: str = LENA, email: str | None = None, **more: str) -> None:
    """A member fills in the form for disputes."""
    with club.secretary.ledger.reading() as session:
        link = standing_forms.link(session, "dispute")
    said = {"Your name": name, "Your e-mail address": MEMBERS.get(name, "") if email is None else email}
    assert club.send(link, {**said, **CLAIM, **more}).accepted


def _row(club: Club, label: str, tab: str = "Disputes") -> dict[str, Any]:
    """A row of the tab by its headings, and its number in the sheet."""
    sheet = _tab(club, tab)
    headings, *rows = sheet["rows"]
    at = next(number for number, row in enumerate(rows, 2) if row and row[0] == label)
    return {**dict(zip(headings, [*sheet["rows"][at - 1], *[""] * len(headings)], strict=False)), "at": at}


def _tab(club: Club, tab: str = "Disputes") -> dict[str, Any]:
    book = club.sandbox.world.google["books"][club.settings.members_book]
    found: dict[str, Any] = next(one for one in book["sheets"] if one["title"] == tab)
    return found


def _write(club: Club, label: str, tab: str = "Disputes", **said: Any) -> None:
    """An organiser writes into cells of a row."""
    sheet, at = _tab(club, tab), _row(club, label, tab)["at"]
    row = sheet["rows"][at - 1]
    for heading, words in said.items():
        place = sheet["rows"][0].index(heading.replace("_", " "))
        row.extend([""] * (place + 1 - len(row)))
        row[place] = words


def _mails(club: Club, label: str, what: str) -> list[Any]:
    """The mails of all letters about a petition that say one thing: that it came, or what was decided, which time."""
    return [mail for letter in sorted(_letters(club, label, what)) for mail in club.mails(letter)]


def _letters(club: Club, label: str, what: str) -> set[str]:
    kind = {"D": "dispute", "R": "request"}[label[0]]
    mine = [one for one in _rows(club, Petition) if (one.kind, one.nth) == (kind, int(label[1:]))]
    return {key for one in mine for key in club.letters() if key.startswith(acknowledging.letter_key(one, what))}


def _answer(club: Club, words: str) -> None:
    """An organiser says who sent the first dispute."""
    headings, *rows = _tab(club, "Questions")["rows"]
    [row] = [row for row in rows if row[headings.index("Where")] == "Dispute 1"]
    row += [""] * (len(headings) - len(row))
    row[headings.index("Answer")] = words


UPHELD = {"Decision": "upheld", "Counts_as": "Forum", "Reason": "Two people remember it.", "Decided_by": "R. O."}


def _rows(club: Club, table: type[Any]) -> list[Any]:
    with club.secretary.ledger.reading() as session:
        return list(session.execute(select(table)).scalars())


def test_a_tab_of_ours_is_no_source() -> None:
    """M2, M4. Whoever hands something in signs in at no event by it: no tab that Canvass writes is a sheet to list."""
    written = [tab.name for tab in petition_tabs.TABS.values()]
    listed = sources.listed({"Sources": [["Tab", "Kind", "Event"], *([name, "list", "Forum"] for name in written)]})
    assert (listed.sources, len(listed.refused)) == ((), len(written))


def test_the_way_of_a_dispute(club: Club) -> None:
    """M4. From the form to the evidence: acknowledged, listed, decided in the tab, told, and counted."""
    _read(club)
    _hand_in(club, **{"On which day was it?": "2026-06-04"})
    report = _read(club)
    assert (report.received, report.placed, report.letters) == (1, 1, 1)
    club.tend()
    [mail] = _mails(club, "D1", "received")
    assert mail.to == MEMBERS[LENA]
    assert "number D1" in mail.text
    assert "forum" not in mail.text.casefold()
    row = _row(club, "D1")
    assert (row["Member"], row["Day given"], row["Stands"]) == (LENA_IS, "2026-06-04", "Waits for a decision")
    assert "1 dispute to decide" in desk_page(club.secretary)
    _write(club, "D1", **UPHELD)
    assert _read(club).decided == 1
    assert _row(club, "D1")["Stands"] == "Upheld on 1 October 2026 (decision 1)"
    club.tend()
    [mail] = _mails(club, "D1", "decided-1")
    assert "Two people remember it." in mail.text
    found = stock.take_stock(club.secretary)
    [lena] = [one for one in found.standings if one.number == LENA_IS]
    assert lena.ruling.evidence[0].place == "Dispute 1, decided 1 October 2026"
    assert "dispute" not in desk_page(club.secretary)


def test_a_second_reading_changes_nothing(club: Club) -> None:
    """Nothing new: no row, letter or cell, and two calls for each form, and two for the workbook."""
    _read(club)
    _hand_in(club)
    _read(club)
    before = club.everything()
    club.sandbox.world.calls.clear()
    assert _read(club).in_words() == "Nothing new was handed in."
    assert len([call for call in club.sandbox.world.calls if "token" not in call]) == 6
    assert club.everything() == before


def test_a_stranger_is_listed_and_not_written_to(club: Club) -> None:
    """M4. Nobody knows the sender: no letter goes to the typed address, a person is asked, and the dispute waits."""
    _read(club)
    _hand_in(club, "Zed Unheard", "zed@nowhere.example.org")
    report = _read(club)
    assert (report.received, report.placed, report.letters) == (1, 0, 0)
    row = _row(club, "D1")
    assert (row["Member"], row["Address given"]) == ("not known", "zed@nowhere.example.org")
    assert "1 dispute from somebody whom nobody knows" in desk_page(club.secretary)
    _write(club, "D1", **UPHELD)
    assert _read(club).decided == 0
    assert "NOT TAKEN: Nobody knows yet which member sent D1" in _row(club, "D1")["Stands"]
    [question] = stock.take_stock(club.secretary).questions
    assert (question.place, question.subject) == ("Dispute 1", "zed unheard|zed@nowhere.example.org")
    assert "whom nobody knows" not in desk_page(club.secretary)
    club.tend()
    assert not [letter for letter in club.letters() if letter.startswith("dispute")]


def test_an_answer_in_the_tab_says_who_a_stranger_is(club: Club) -> None:
    """M4. Who sent a dispute is asked in the tab Questions like a sign-in, and the answer given there places it."""
    _read(club)
    _hand_in(club, "Zed Unheard", "zed@nowhere.example.org")
    _read(club)
    stock.take_stock(club.secretary)
    _answer(club, f"M{len(MEMBERS):02}")
    assert stock.take_stock(club.secretary).questions == ()
    assert _read(club).placed == 1
    assert _row(club, "D1")["Member"] == f"M{len(MEMBERS):02}"


def test_a_stranger_becomes_a_member(club: Club) -> None:
    """Once the address is in the tab Members the dispute is placed, acknowledged, and its decision taken."""
    _read(club)
    _hand_in(club, LENA, "lena.at.work@example.org")
    _read(club)
    _write(club, "D1", **UPHELD)
    _read(club)
    headings, *rows = [list(row) for row in _tab(club, "Members")["rows"]]
    rows = [[*row, "lena.at.work@example.org" if row[1] == LENA else ""] for row in rows]
    club.write("Members", [[*headings, "Other emails"], *rows])
    report = _read(club)
    assert (report.placed, report.letters, report.decided) == (1, 1, 1)
    assert club.letters() == _letters(club, "D1", "received") | _letters(club, "D1", "decided-1")
    assert len(club.letters()) == 2
    club.tend()
    assert {mail.to for mail in _mails(club, "D1", "received")} == {MEMBERS[LENA]}


def test_a_flood_is_one_letter_a_day(club: Club) -> None:
    """All are listed; the mailbox gets one letter, and the next day one about all that came since."""
    _read(club)
    for _ in range(3):
        _hand_in(club)
        _read(club)
    assert club.letters() == (first := _letters(club, "D1", "received")) != set()
    club.later(DAY)
    _read(club)
    assert club.letters() - first == _letters(club, "D2", "received") != set()
    club.tend()
    [mail] = _mails(club, "D2", "received")
    assert "number D2, D3" in mail.text
    assert [_row(club, label)["Member"] for label in ("D1", "D2", "D3")] == [LENA_IS] * 3


@pytest.mark.parametrize(
    "typed",
    ["=HYPERLINK(1)", "x" * 30_000, "\ud800\x00\x1b[2J", "*|UNSUB|*", "<script>alert(1)</script>", "   "],
    ids=range(6),
)
def test_garbage_is_kept_and_listed(club: Club, typed: str) -> None:
    """Whatever is typed becomes one row, as text, and stops nothing."""
    _read(club)
    asked = petitions.questions("dispute")
    [form] = [one for one in club.sandbox.world.google["forms"].values() if asked["name"] in repr(one["items"])]
    garbage = typed.encode("utf-8", "replace").decode() if "\ud800" in typed else typed
    google_responses.record(club.sandbox.world, form, {one: [garbage] for one in asked.values()})
    _hand_in(club)
    assert _read(club).received == 2
    assert _read(club).received == 0
    assert _row(club, "D1")["Member"] == "not known"
    assert _row(club, "D2")["Member"] == LENA_IS
    assert "D1" in requests_page(club.secretary)


def test_half_a_character_is_kept_too() -> None:
    """What no database takes – half characters, zero bytes – is replaced, never refused."""
    handed = petitions.handed_in("dispute", {petitions.questions("dispute")["what"]: ("a\ud800b\x00c",)})
    assert handed.said["what"] == "a?b c"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"Reason": ""}, "NOT TAKEN: Reason: a decision needs a reason"),
        ({"Decided_by": ""}, "NOT TAKEN: Decided by: nobody is named"),
        ({"Decision": "perhaps"}, "NOT TAKEN: Decision: it is neither upheld nor declined"),
        ({"Counts_as": ""}, "NOT TAKEN: Counts as: nothing is said"),
        ({"Counts_as": "Picnic"}, "NOT TAKEN: Counts as: the tab Events has no such event"),
        ({"Counts_as": "volunteering:"}, "NOT TAKEN: Counts as: no activity is named"),
        ({"Counts_as": "volunteering: Leaflets"}, "NOT TAKEN: Date: volunteering needs its day"),
        ({"Date": 46178}, "NOT TAKEN: Date: the event was held on 2026-06-04"),
        ({"Counts_as": "volunteering: Leaflets", "Date": "3/4/2026"}, "NOT TAKEN: Date: 3/4/2026 can be read in two"),
        ({"Counts_as": "volunteering: Leaflets", "Date": 47000}, "NOT TAKEN: Date: 2028-09-04 is still to come"),
    ],
    ids=lambda one: "-".join(one) if isinstance(one, dict) else "",
)
def test_what_cant_be_taken_is_told_beside_it(club: Club, said: dict[str, Any], why: str) -> None:
    """A slip of an organiser changes nothing, is explained in the row and on the desk, and mended it is taken."""
    _read(club)
    _hand_in(club)
    _read(club)
    _write(club, "D1", **{**UPHELD, **said})
    assert _read(club).decided == 0
    assert _row(club, "D1")["Stands"].startswith(why)
    assert "1 row of the tab Disputes that can't be taken" in desk_page(club.secretary)
    _write(club, "D1", **{**UPHELD, "Date": ""})
    assert _read(club).decided == 1
    assert "can't be taken" not in desk_page(club.secretary)


def test_rows_are_found_wherever_organisers_move_them(club: Club) -> None:
    """Sorted, with a title above and a note between, and a row taken out: nothing is overwritten, nothing doubled."""
    _read(club)
    for _ in range(3):
        _hand_in(club)
    _read(club)
    sheet = _tab(club)
    headings, first, _, third = sheet["rows"]
    sheet["rows"][:] = [["What members told us"], ["(Note)", *headings], ["ours", *third], ["mine", *first]]
    _write_at(sheet, 3, 11, ["declined", "", "", "No.", "R. O."])
    assert _read(club).decided == 1
    assert [row[:2] for row in sheet["rows"][2:]] == [["ours", "D3"], ["mine", "D1"], ["", "D2"]]
    assert sheet["rows"][2][10].startswith("Declined on")
    sheet["rows"].append(list(sheet["rows"][3]))
    _read(club)
    assert "NOT TAKEN: two rows have this number" in sheet["rows"][3][10]
    del sheet["rows"][-1]
    _read(club)
    assert "NOT TAKEN" not in sheet["rows"][3][10]


def _write_at(sheet: dict[str, Any], row: int, column: int, words: list[Any]) -> None:
    cells = sheet["rows"][row - 1]
    cells.extend([""] * (column + len(words) - len(cells)))
    cells[column : column + len(words)] = words


def test_a_decision_is_taken_once_by_whichever_door(club: Club) -> None:
    """Said again it changes nothing; otherwise it is refused, unless it names the decision that it replaces."""
    _read(club)
    _hand_in(club)
    _read(club)
    words: dict[str, Any] = {"decision": "declined", "reason": "It wasn't ours.", "by": "R. O."}
    assert "D1 is declined (decision 1). M12 is told by letter" in decide(club.secretary, "D1", **words)
    assert "was decided so before" in decide(club.secretary, "D1", **words)
    with pytest.raises(Refusal, match=r"There is no dispute D9\. They are D1 to D1"):
        decide(club.secretary, "D9", **words)
    with pytest.raises(Refusal, match="“R1” is no dispute's number"):
        decide(club.secretary, "R1", **words)
    anew: dict[str, Any] = {**words, "decision": "upheld", "counts_as": "Forum", "reason": "It was, after all."}
    with pytest.raises(Refusal, match=r"D1 was decided before, .*: declined \(decision 1\)\. Nothing was recorded"):
        decide(club.secretary, "D1", **anew)
    club.later(DAY)
    assert "D1 is upheld (decision 2)" in decide(club.secretary, "1", **anew, replacing=1)
    with pytest.raises(Refusal, match="decision 2"):
        decide(club.secretary, "D1", **words, replacing=1)
    assert [(one.turn, one.decision) for one in _rows(club, Decision)] == [(1, "declined"), (2, "upheld")]
    club.tend()
    [mail] = _mails(club, "D1", "decided-2")
    assert "It was decided on 1 October 2026, and has now been decided anew" in mail.text
    assert _read(club).decided == 0
    assert "Upheld on 2 October 2026 (decision 2)" in _row(club, "D1")["Stands"]


def test_the_tab_doesnt_overtake_another_door(club: Club) -> None:
    """Whoever fills in a row without having seen that it was decided meanwhile is told, and nothing is changed."""
    _read(club)
    _hand_in(club)
    _read(club)
    _write(club, "D1", **UPHELD)
    decide(club.secretary, "D1", decision="declined", reason="It wasn't ours.", by="R. O.")
    assert _read(club).decided == 0
    assert "NOT TAKEN: it was decided meanwhile" in _row(club, "D1")["Stands"]
    assert _read(club).decided == 0
    _write(club, "D1", Reason="It was ours: the list turned up.")
    assert _read(club).decided == 1
    assert all(_letters(club, "D1", f"decided-{turn}") for turn in (1, 2))


def test_a_row_that_doesnt_belong_together_is_not_taken(club: Club) -> None:
    """Only some columns were sorted: whose decision is it? Nothing is taken, and what Canvass writes is put right."""
    _read(club)
    _hand_in(club)
    _hand_in(club, BO)
    _read(club)
    _write(club, "D1", **UPHELD)
    _write(club, "D1", Name_given=BO, Address_given=MEMBERS[BO])
    assert _read(club).decided == 0
    row = _row(club, "D1")
    assert row["Name given"] == LENA
    assert "NOT TAKEN: the row didn't belong together any more" in row["Stands"]
    _write(club, "D1", Reason="Two people remember Lena.")
    assert _read(club).decided == 1


def test_an_older_book_neither_writes_twice_nor_decides_by_itself(club: Club) -> None:
    """An older copy of the book: acknowledged and decided since then, members hear of neither again."""
    _read(club)
    _hand_in(club)
    club.secretary.ledger.close()
    older = club.book.copy()
    _read(club)
    _write(club, "D1", **UPHELD)
    _read(club)
    club.tend()
    club.secretary.ledger.close()
    club.book.put_back(older)
    club.later(30 * DAY)
    assert _read(club).decided == 0
    assert "NOT TAKEN: the book doesn't know the decision" in _row(club, "D1")["Stands"]
    _write(club, "D1", Counts_as="forum")
    assert _read(club).decided == 1
    club.tend()
    assert len(inbox.mails(club.sandbox.world, MEMBERS[LENA])) == 2


def test_whoever_was_taken_for_somebody_else_is_put_right(club: Club) -> None:
    """An answer in the tab Questions is changed before it is decided: the dispute moves, and the right member hears."""
    _read(club)
    _hand_in(club, "Zed Unheard", "zed@nowhere.example.org")
    _read(club)
    stock.take_stock(club.secretary)
    _answer(club, "M02")
    stock.take_stock(club.secretary)
    _read(club)
    _answer(club, LENA_IS)
    stock.take_stock(club.secretary)
    assert _read(club).placed == 1
    assert _row(club, "D1")["Member"] == LENA_IS
    club.tend()
    assert MEMBERS[LENA] in {mail.to for mail in _mails(club, "D1", "received")}
    _write(club, "D1", **UPHELD)
    assert _read(club).decided == 1
    _answer(club, "M02")
    stock.take_stock(club.secretary)
    assert _read(club).placed == 0
    assert _row(club, "D1")["Member"] == LENA_IS


def test_a_frozen_roll_is_put_right_by_a_correction(club: Club) -> None:
    """M4, M6. What is upheld after freezing drifts from the roll; the desk says so at once, and correcting mends it."""
    club.go_to("delivered")
    _read(club)
    for what in ("Spring meeting", "Forum"):
        _hand_in(club)
        _read(club)
        label = f"D{len(_rows(club, Petition))}"
        _write(club, label, **{**UPHELD, "Counts_as": what})
        assert _read(club).decided == 1
    assert "1 frozen roll that today's sheets no longer bear out" in desk_page(club.secretary)
    assert "M12 is on the roll" in correct(club.secretary, KEY, LENA_IS, expected="added", reason="Two disputes.")
    assert [one["place"] for one in club.roll()[-1].evidence][:2] == [
        f"Dispute {nth}, decided 2 October 2026" for nth in (1, 2)
    ]
    club.tend()
    assert club.vote(LENA, key=KEY).accepted if club.mails("ballot", to=MEMBERS[LENA]) else club.mails("ballot-12-0")
    done = decide(club.secretary, "D1", decision="declined", reason="It wasn't her.", by="R. O.", replacing=1)
    assert f"canvass correct {KEY} {LENA_IS}" in done


def test_a_form_that_was_edited_isnt_read(club: Club) -> None:
    """Nobody could tell what people were asked: what comes in waits at Google until the wording is back."""
    _read(club)
    [form] = [one for one in club.sandbox.world.google["forms"].values() if "missing or wrong" in one["info"]["title"]]
    title, form["info"]["title"] = form["info"]["title"], "Complaints"
    _hand_in(club)
    assert _read(club).received == 0
    assert "The form for disputes isn't as it was made" in desk_page(club.secretary)
    form["info"]["title"] = title
    assert _read(club).received == 1
    assert "isn't as it was made" not in desk_page(club.secretary)


def test_a_form_that_was_closed_or_binned_is_told(club: Club) -> None:
    """Closed, it is told within the hour; in the bin, within a day. What had come in is still read."""
    _read(club)
    _hand_in(club)
    [form] = [one for one in club.sandbox.world.google["forms"].values() if "missing or wrong" in one["info"]["title"]]
    form["publishState"]["isAcceptingResponses"] = False
    assert _read(club).received == 1
    assert "It accepts no answers." in desk_page(club.secretary)
    form["publishState"]["isAcceptingResponses"] = True
    _read(club)
    club.sandbox.world.google["files"][form["formId"]]["trashed"] = True
    club.later(DAY)
    _read(club)
    assert "deleted, binned or renamed" in desk_page(club.secretary)
    with club.secretary.ledger.reading() as session:
        assert standing_forms.link(session, "dispute") == ""
        assert standing_forms.link(session, "request") != ""


def test_a_request_goes_on_the_committees_list(club: Club) -> None:
    """M7. Acknowledged by letter, listed, and the committee says how far it has come; the page shows no words of it."""
    _read(club)
    with club.secretary.ledger.reading() as session:
        link = standing_forms.link(session, "request")
    for name, email in ((BO, MEMBERS[BO]), ("Zed Unheard", "zed@nowhere.example.org")):
        said = {"Your name": name, "Your e-mail address": email}
        club.send(link, {**said, "Which office or ballot question is it about?": "Sheriff of Exampleton"})
    assert _read(club).letters == 1
    club.tend()
    [mail] = _mails(club, "R1", "received")
    assert (mail.to, "Sheriff" in mail.text) == (MEMBERS[BO], False)
    _write(club, "R1", "Requests", State="with the committee")
    _write(club, "R2", "Requests", State="whatever")
    _read(club)
    assert [one.state for one in _rows(club, Petition)] == ["with the committee", "new"]
    page = requests_page(club.secretary)
    assert "With the committee" in page
    assert not [word for word in ("Sheriff", "Exampleton", "Zed", BO, "example.org/") if word in page]
    assert "NOT TAKEN: State" in _row(club, "R2", "Requests")["Stands"]


def test_a_workbook_that_cant_be_read_waits(club: Club) -> None:
    """A spoilt tab is told as a letter; what came in is kept, and goes on once the tab is mended."""
    _read(club)
    _hand_in(club)
    sheet = _tab(club, "Members")
    headings = list(sheet["rows"][0])
    sheet["rows"][0][0] = "?"
    report = read_requests(club.secretary)
    assert report.received == 1
    assert report.troubles == [
        "Members can't be read: no column is headed 'Member id'. Write it in the row of headings."
    ]
    sheet["rows"][0][:] = headings
    assert _read(club).letters == 1
