"""Nominations: from the call to all members to the seats of a confirmed slate, and what follows when it fails."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core.records import AdHocSeat, Call, CallAnswer, Entry, Letter, NoConfidence, Nominee, NomineeStatement
from flows import ad_hoc, slate
from flows.duties.membership import stock
from flows.duties.nomination import slate_seats, slates
from flows.duties.race import agenda
from flows.erase import erase
from flows.exempt import exempt
from flows.nominations import DatesMoved, move_dates, open_cycle
from flows.pages.desk import desk_page
from flows.pages.nominations import nominations_page
from flows.secretary import Refusal
from integrations.google import sheets
from tests.conftest import ON_SQLITE
from tests.flows import listing, renewal
from tests.flows.club import ADA, BO, CLEO, DEV, ESME, GIA, HOUR, HUGO, LENA, MEMBERS, Club
from tests.flows.renewal import (
    ACCEPT,
    BACKGROUND,
    BALLOT,
    CALL,
    CONSENSUS,
    DUE,
    MEMBERS_KEY,
    MET,
    OPEN,
    PLANS,
    SLATE,
    STATEMENT,
    WANTED,
    YEAR,
    go_on,
    number,
    rows,
)
from tests.flows.terminal import at_the_club

THREE_OF_FIVE = dict.fromkeys((ADA, BO, CLEO), "Yes") | dict.fromkeys((DEV, ESME), "No")
TWO_OF_FOUR = dict.fromkeys((ADA, BO), "Yes") | dict.fromkeys((DEV, ESME), "No")


@pytest.fixture
def begun(club: Club) -> Club:
    """A cycle is opened, and hasn't begun."""
    renewal.go_to(club, "a cycle is opened")
    return club


@pytest.fixture
def called(club: Club) -> Club:
    """All members are called."""
    renewal.go_to(club, "members are called")
    return club


@pytest.fixture
def nominated(club: Club) -> Club:
    """Four have nominated themselves, and Esme was nominated by Ada."""
    renewal.go_to(club, "five are nominated")
    return club


@pytest.fixture
def ready(club: Club) -> Club:
    """All five are ready to be put forward."""
    renewal.go_to(club, "the slate is ready")
    return club


@pytest.fixture
def agreed(club: Club) -> Club:
    """The committee has agreed to a slate of five."""
    renewal.go_to(club, "the committee agrees")
    return club


def _to_enter(club: Club) -> list[str]:
    with club.secretary.ledger.reading() as session:
        return slate_seats.seats_in_words(session, YEAR)


def _row(club: Club, who: str) -> dict[str, Any]:
    return next(one for one in rows(club) if one["Member id"] == number(who))


# ── the whole of it ────────────────────────────────────────────────────────────────────────────────


def test_a_slate_goes_from_the_call_to_its_seats(agreed: Club) -> None:
    """S1, S2, S3, S4, S6. Exactly 60% confirm it; the seats are offered until they are entered, unpaid dues named."""
    assert [mail.title for mail in agreed.mails(f"{CALL}/call", to=MEMBERS[BO])] == [f"{CALL}/call"]
    owing = [[who, email, "2027-03-01" if who == ESME else "2027-12-31"] for who, email in MEMBERS.items()]
    listing.put(agreed, "PM dues", [["Name", "E-mail", "Expires"], *owing])
    renewal.voted(agreed, THREE_OF_FIVE)
    [mail] = agreed.mails(f"{MEMBERS_KEY}/ballot", to=MEMBERS[ADA])
    assert all(who in mail.text for who in SLATE)
    assert renewal.cycle(agreed).sheet_link in mail.text
    assert go_on(agreed) == []
    told = _to_enter(agreed)
    assert "5 seats of the slate for 2027 to enter" in desk_page(agreed.secretary)
    assert told[0] == "M01 (N2027-1): From 2027-03-12, Until 2028-03-31"
    assert told[4].startswith(
        "M05 (N2027-5): From 2027-03-12, Until 2028-03-31. First: dues to Progressive Mass are not on"
    )
    assert "Enter in the tab Committee: Member id M05" in _row(agreed, ESME)["Stands"]
    assert minutes_title(agreed)[0] == "Steering Committee 2027"
    [result] = agreed.mails(f"{MEMBERS_KEY}/result", to=MEMBERS[LENA])
    assert all(who in result.text and who in result.html for who in SLATE)  # members read who was confirmed
    assert not any(who in str(renewal.minutes_of(agreed)) for who in SLATE)
    seats = [[number(who), "2027-03-12", "2028-03-31", "", "", "", "", ""] for who in SLATE]
    agreed.write("Committee", [*renewal.COMMITTEE, *seats])
    assert go_on(agreed) == []
    assert _to_enter(agreed) == []
    with pytest.raises(Refusal, match="is the members' vote on the slate for 2027"):
        slate.draft_slate(agreed.secretary, BALLOT)


def minutes_title(club: Club) -> list[str]:
    """The titles of the minutes, the newest first."""
    return [title for title, _, _ in renewal.minutes_of(club)]


def test_what_members_dont_confirm_is_no_confidence(agreed: Club) -> None:
    """S4, S5. Below 60%: on record, minuted, all members called for volunteers; seats and the end are recorded."""
    renewal.voted(agreed, TWO_OF_FOUR)
    assert minutes_title(agreed)[:2] == ["Steering Committee 2027", "No confidence: Steering Committee 2027"]
    assert "%" not in renewal.minutes_of(agreed)[0][1]  # four voted in secret (P9)
    for _ in range(2):
        assert go_on(agreed) == []
        agreed.later(2 * HOUR)
    key = f"ad-hoc.{MEMBERS_KEY}"
    assert "an ad hoc committee" in renewal.minutes_of(agreed)[1][1]
    (mail,) = agreed.mails(f"{key}/call", to=MEMBERS[LENA])
    assert mail.subject == "The slate for 2027 was not confirmed: who would help to settle what is open?"
    with agreed.secretary.ledger.reading() as session:
        form = session.get_one(Call, key)
    agreed.send(form.link, {"Your name": GIA, "Your e-mail address": MEMBERS[GIA]})
    agreed.send(form.link, {"Your name": "Zed Unheard-Of", "Your e-mail address": "zed@elsewhere.example.org"})
    assert go_on(agreed) == []
    page = nominations_page(agreed.secretary, YEAR)
    assert "Volunteers: M07, and 1 whose sender isn't known" in page
    assert "No confidence: Steering Committee 2027" in desk_page(agreed.secretary)
    secretary = agreed.secretary
    with pytest.raises(Refusal, match="First record who sits on it"):
        ad_hoc.end(secretary, MEMBERS_KEY, outcome="A new slate.", by="R. O.")
    for given, why in (
        ({"representatives": ["M07"], "voting_members": []}, "M07 has no seat on the committee"),
        ({"representatives": [], "voting_members": ["M01"]}, "M01 has a seat on the committee"),
        ({"representatives": ["M01"], "voting_members": ["M01"]}, "named twice"),
        ({"representatives": ["M99"], "voting_members": []}, "has no M99"),
    ):
        with pytest.raises(Refusal, match=why):
            ad_hoc.seat(secretary, MEMBERS_KEY, **given)
    assert not ad_hoc.seat(secretary, MEMBERS_KEY, representatives=["M01"], voting_members=[])
    assert ad_hoc.seat(secretary, MEMBERS_KEY, representatives=["M01", "M02"], voting_members=["M07"])
    before = agreed.log()
    ad_hoc.seat(secretary, MEMBERS_KEY, representatives=["M02", "M01"], voting_members=["M07"])
    assert agreed.log() == before
    assert ad_hoc.end(secretary, MEMBERS_KEY, outcome="A new slate is sought.", by="R. O.")
    assert not ad_hoc.end(secretary, MEMBERS_KEY, outcome="Once more.", by="R. O.")
    assert minutes_title(agreed)[0] == "Ad hoc committee: Steering Committee 2027"
    with agreed.secretary.ledger.reading() as session:
        assert session.get_one(NoConfidence, MEMBERS_KEY).ended_with == "A new slate is sought."
        assert {one.side for one in session.query(AdHocSeat)} == {"representative", "voting member"}
    with pytest.raises(Refusal, match="hasn't agreed to a slate for 2027 yet, or not anew"):
        slate.draft_slate(secretary, BALLOT)
    assert slate.seek_consensus(secretary, CONSENSUS)[0] == f"{renewal.COMMITTEES_KEY}-2"


# ── the call and the nominees ──────────────────────────────────────────────────────────────────────


def test_a_cycle_is_opened_once_and_waits_for_its_day(begun: Club) -> None:
    """S3. Opened again it is on record; other dates are refused; before the opening day nobody hears of it."""
    assert not open_cycle(begun.secretary, WANTED)
    with pytest.raises(Refusal, match="canvass nominations-moved 2027"):
        open_cycle(begun.secretary, WANTED.model_copy(update={"closes_on": date(2027, 1, 26)}))
    assert go_on(begun) == []
    assert begun.letters() == set()
    with begun.secretary.ledger.reading() as session:
        marks = [one.mark for one in agenda.ahead(begun.secretary, session)]
    assert [one for one in marks if one.startswith("nominations/")] == [
        f"nominations/2027/{what}" for what in ("opens", "closes", "statements")
    ]


def test_members_are_called_once_and_reminded_once(called: Club) -> None:
    """S3. One letter at the opening, one before the last day; after it the form takes nothing more."""
    called.at(OPEN + timedelta(days=12))
    for _ in range(2):
        assert go_on(called) == []
        called.later(2 * HOUR)
    assert {one for one in called.letters() if one.startswith(CALL)} == {f"{CALL}/call", f"{CALL}/last-0"}
    assert "this is to remind you" in called.mails(f"{CALL}/last-0", to=MEMBERS[ADA])[0].text
    called.at(renewal.CLOSED)
    assert go_on(called) == []
    assert not renewal.nominate(called, ADA).accepted


def test_dates_are_moved_with_a_reason_and_members_hear_of_it(called: Club) -> None:
    """S3. Also after the form has closed: it opens again; and without a reason nothing is moved."""
    called.at(renewal.CLOSED)
    assert go_on(called) == []
    moved = DatesMoved(year=YEAR, closes_on=date(2027, 2, 5), because="snow", moved_by="R. O.")
    with pytest.raises(Refusal, match="needs a reason"):
        move_dates(called.secretary, moved.model_copy(update={"because": " "}))
    with pytest.raises(Refusal, match="due before nominations close"):
        move_dates(called.secretary, moved.model_copy(update={"closes_on": date(2027, 2, 9)}))
    assert move_dates(called.secretary, moved)
    assert not move_dates(called.secretary, moved)
    assert go_on(called) == []
    called.later(2 * HOUR)
    assert go_on(called) == []
    assert "5 February 2027" in called.mails(f"{CALL}/moved-1", to=MEMBERS[ADA])[0].text
    assert renewal.nominate(called, ADA).accepted


def test_a_nominee_is_found_as_a_sign_in_is_or_asked_for(called: Club) -> None:
    """S3. By number, or by name and mailbox; a name alone is asked about; and who isn't found is on no list."""
    renewal.nominate(called, ADA, "M06")
    renewal.nominate(called, BO, GIA)
    renewal.nominate(called, CLEO, "Zed Unheard-Of", "zed@elsewhere.example.org")
    assert go_on(called) == []
    assert [one["Member id"] for one in rows(called)] == ["M06"]
    assert rows(called)[0]["Nominated by"] == "other"
    stock.take_stock(called.secretary)
    listing.answer(called, "M07", where=f"{CALL}, answer 2, nominee")
    stock.take_stock(called.secretary)
    assert go_on(called) == []
    assert [one["Member id"] for one in rows(called)] == ["M06", "M07"]
    assert "of which 1 wait" in nominations_page(called.secretary, YEAR)


def test_a_nominee_accepts_by_link_and_the_last_version_counts(nominated: Club) -> None:
    """S3. Esme is asked; she accepts, in part at first; a later version takes its place; Dev changes his mind."""
    assert _row(nominated, ESME)["Accepts"] == "not yet"
    renewal.answer(nominated, ESME, {ACCEPT: "Yes, I accept the nomination", BACKGROUND: "Five years of canvassing."})
    renewal.answer(nominated, DEV, {ACCEPT: "No, I don't stand"})
    assert go_on(nominated) == []
    assert (_row(nominated, ESME)["Accepts"], _row(nominated, ESME)["Statement"]) == ("yes", "in part")
    assert _row(nominated, DEV)["Stands"] == "Doesn't stand"
    nominated.later(2 * HOUR)
    assert go_on(nominated) == []
    renewal.answer(nominated, ESME, {**STATEMENT, PLANS: ""})
    renewal.answer(nominated, ESME, STATEMENT)
    assert go_on(nominated) == []
    assert _row(nominated, ESME)["Statement"] == "yes"
    nominated.at(DUE - timedelta(days=2))
    for _ in range(2):
        assert go_on(nominated) == []
        nominated.later(2 * HOUR)
    reminded = {key.partition("/")[0] for key in nominated.letters() if "/last-" in key and key.startswith("cycle.")}
    assert reminded == {f"cycle.{YEAR}.{nth}" for nth in (1, 2, 3)}
    assert len(nominated.mails_to(MEMBERS[DEV])) == 2  # the call, and his own letter from before he declined


def test_what_comes_after_the_last_day_is_kept_and_doesnt_count(nominated: Club) -> None:
    """S3. Sent in the minutes before the form closes, it is kept; once the date is moved it counts."""
    nominated.at(DUE + timedelta(minutes=1))
    renewal.answer(nominated, ADA, STATEMENT)
    assert go_on(nominated) == []
    assert _row(nominated, ADA)["Statement"] == "no"
    more = DatesMoved(year=YEAR, statements_until=date(2027, 2, 10), because="asked for", moved_by="R. O.")
    assert move_dates(nominated.secretary, more)
    assert go_on(nominated) == []
    assert _row(nominated, ADA)["Statement"] == "yes"


def test_the_tab_says_what_is_lacking_and_what_cant_be_taken(nominated: Club) -> None:
    """S2, S3. A day still to come, or a word that is neither yes nor no, changes nothing, and says so in its row."""
    met = {**MET, "Met on": "2027-01-10"}
    renewal.record(
        nominated,
        M01={**met, "Met on": "2028-01-01"},
        M02={**met, "On the slate": "perhaps"},
        M03={**met, "Active since": ""},
        M04=met,
    )
    assert go_on(nominated) == []
    said = {one["Member id"]: one["Stands"] for one in rows(nominated)}
    assert said["M01"].startswith("NOT TAKEN: Met on: this day is still to come.")
    assert said["M02"].startswith("NOT TAKEN: On the slate: it is neither yes nor no.")
    assert said["M03"].startswith("NOT TAKEN: Active since: it isn't said since when they are active.")
    assert said["M04"] == "Lacking: there is no statement (S3)."
    assert {one.name for one in renewal.standing(nominated).values() if one.nominee.on_slate} == {DEV}
    before = nominated.everything()
    assert go_on(nominated) == []
    assert nominated.everything() == before


# ── the votes ──────────────────────────────────────────────────────────────────────────────────────


def test_what_a_slate_lacks_is_named_before_the_committee_votes(ready: Club) -> None:
    """S1, S2, S3, S4. Too few, somebody who isn't eligible or wasn't met: named by label, and freezing is refused."""
    renewal.record(ready, M01={"On the slate": ""}, M02={"Active around": "", "Active since": "", "Met on": ""})
    assert go_on(ready) == []
    key, missing = slate.seek_consensus(ready.secretary, CONSENSUS)
    assert [(one.clause, one.because) for one in missing] == [
        ("S1", "the slate has 4 members; the committee has 5 to 15"),
        ("S2", "N2027-2: it isn't recorded around which committee they are active, and since when"),
        ("S3", "N2027-2: no meeting with the committee is recorded"),
    ]
    until = date(2027, 12, 31)
    exempt(ready.secretary, "M02", clause="S2", until=until, reason="a voice we lack", decided_by="the committee")
    renewal.record(ready, M01={"On the slate": "yes"}, M02={"Met on": "2027-01-30"})
    assert go_on(ready) == []
    with pytest.raises(Refusal, match="the tab Nominations has another slate by now"):
        ready.freeze(key)
    key, missing = slate.seek_consensus(ready.secretary, CONSENSUS)
    assert missing == []
    assert "excepted until 31 December 2027 by the committee, from this" in _row(ready, BO)["May stand"]


def test_one_vote_against_is_no_consensus(ready: Club) -> None:
    """S4. All active members have to agree; then there is nothing that the members could vote on."""
    renewal.agreed(ready, {ADA: "Yes", BO: "Yes", HUGO: "No"})
    with pytest.raises(Refusal, match="hasn't agreed to a slate"):
        slate.draft_slate(ready.secretary, BALLOT)


def test_a_slate_that_is_late_or_changed_is_named(agreed: Club) -> None:
    """S3, S4. Closing after the first quarter needs a reason; and who declined since can't be voted on."""
    late = BALLOT.model_copy(update={"closes_on": date(2027, 4, 1), "opens_on": date(2027, 3, 20)})
    _, missing = slate.draft_slate(agreed.secretary, late)
    assert [one.clause for one in missing] == ["S4"]
    _, missing = slate.draft_slate(agreed.secretary, late.model_copy(update={"because": "The hall was flooded."}))
    assert missing == []


def test_no_other_slate_is_sought_while_members_vote(agreed: Club) -> None:
    """S3, S4. A second consensus is refused, also one drafted before; what members read stays what they vote on."""
    second, _ = slate.seek_consensus(agreed.secretary, CONSENSUS)
    key, missing = slate.draft_slate(agreed.secretary, BALLOT)
    assert (second, missing) == (f"{renewal.COMMITTEES_KEY}-2", [])
    agreed.freeze(key)
    with pytest.raises(Refusal, match="“slate-2027” is the members' vote on the slate for 2027: it is frozen"):
        slate.seek_consensus(agreed.secretary, CONSENSUS)
    with pytest.raises(Refusal, match="“slate-2027” is the members' vote on the slate for 2027: it is frozen"):
        agreed.freeze(second)
    with agreed.secretary.ledger.reading() as session:
        assert sorted(map(number, SLATE)) == sorted(slates.on_show(session, YEAR))


def test_a_slate_that_was_replaced_cant_be_voted_on(agreed: Club) -> None:
    """S4. Once organisers took somebody off the tab, the old slate doesn't go to the members: it is agreed anew."""
    key, missing = slate.draft_slate(agreed.secretary, BALLOT)
    assert missing == []
    renewal.record(agreed, M05={"On the slate": ""})
    assert go_on(agreed) == []
    with pytest.raises(Refusal, match="the tab Nominations has another slate by now"):
        agreed.freeze(key)


def test_statements_are_published_as_they_are(agreed: Club) -> None:
    """S3. Once the committee agreed: a column for each on the slate, words that look like a formula stay words."""
    assert go_on(agreed) == []
    known = renewal.cycle(agreed)
    found = sheets.read(agreed.secretary.google, known.sheet_id, ("Answers",)).tabs["Answers"]
    assert found[0] == ["", *SLATE]
    assert found[3][1:] == ["=More doors."] * 5
    granted = agreed.sandbox.world.google["files"][known.sheet_id]["permissions"]
    assert [(one["type"], one["role"]) for one in granted] == [("user", "owner"), ("anyone", "reader")]


def test_who_is_erased_leaves_no_words_behind(agreed: Club) -> None:
    """M8, S3. Their statement, who they were and what was recorded go, from the book and the sheet; others' stay."""
    assert go_on(agreed) == []
    told = "\n".join(erase(agreed.secretary, number(ESME)))
    assert f"{CALL}, answer 5" in told
    assert f"nominees {YEAR}, answer 5" in told
    for _ in range(3):  # the letter that says so goes out first
        agreed.later(2 * HOUR)
        assert go_on(agreed) == []
    found = sheets.read(agreed.secretary.google, renewal.cycle(agreed).sheet_id, ("Answers",)).tabs["Answers"]
    assert found[0] == ["", *SLATE[:4]]
    assert {len(row) for row in found} == {5}
    with agreed.secretary.ledger.reading() as session:
        assert session.get_one(Nominee, (YEAR, 5)).number == ""
        assert session.get_one(CallAnswer, (CALL, 5)).said == {}
        assert session.get_one(Letter, f"cycle.{YEAR}.5/asked").facts == {}
        assert [one.nth for one in session.query(NomineeStatement) if one.said] == [1, 2, 3, 4]


# ── doors and pages ────────────────────────────────────────────────────────────────────────────────


@ON_SQLITE
def test_at_the_command_line(ready: Club) -> None:
    """S3, S4. The same doors at the command line; the page names nobody but by number."""
    page = at_the_club(ready, "nominations", "2027")
    assert "N2027-5" in page
    assert not [who for who in MEMBERS if who in page]
    said = at_the_club(ready, "consensus", "2027", "--opens-on", "2027-02-15")
    assert "consensus-2027" in said
    moved = at_the_club(ready, "nominations-moved", "2027", "--because", "snow", "--by", "RO", "--statements-until",
                        "2027-03-20")  # fmt: skip
    assert "are moved" in moved
    days = ("--opens-on", "2030-01-10", "--closes-on", "2030-01-20", "--statements-until", "2030-02-03")
    assert "Nominations for 2030 open on 10 January 2030" in at_the_club(
        ready, "nominations", "2030", *days, "--by", "RO"
    )


def test_letters_to_nominees_name_nobody_else(nominated: Club) -> None:
    """S3. Who nominated somebody is between them and the committee; and the log knows numbers only."""
    [mail] = [one for one in nominated.mails_to(MEMBERS[ESME]) if one.title == f"cycle.{YEAR}.5/asked"]
    assert ADA not in mail.text
    with nominated.secretary.ledger.reading() as session:
        told = [one.payload for one in session.query(Entry)]
        facts = session.get_one(Letter, f"cycle.{YEAR}.5/asked").facts
    assert not [who for who in (*MEMBERS, *filter(None, MEMBERS.values())) if any(who in line for line in told)]
    assert facts["link"]["line"] == 5
    assert datetime(2027, 1, 11, tzinfo=UTC) < nominated.secretary.now()
