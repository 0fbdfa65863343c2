"""Forums: set, told of, replied to, held, and what members thought of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import requests
from sqlalchemy import select

from core.candidates import label
from core.records import Candidate, Fact, Forum, MailFault, StepTaken
from core.remains import Known
from flows import fact, passes, process, season, step, tend
from flows.duties.forum import forum_forms, forums
from flows.duties.membership import stock
from flows.duties.privacy import retention, traces
from flows.forum import ForumSet, call_off, set_forum
from flows.forum_held import hold, note_reply, was_not_held
from flows.pages.season import season_page
from flows.race import RaceOpened, open_race
from flows.rehearsal import venue
from flows.secretary import Refusal
from integrations.google import drive, sheets
from integrations.sandbox import inbox
from integrations.sandbox.respondent import Receipt, answer
from tests.conftest import ON_SQLITE
from tests.flows.club import ADA, DAY, HOUR, MEMBERS, MINUTE, Club
from tests.flows.terminal import at_the_club, canvass, refused
from tests.templates.payloads import PAYLOADS

MAYOR, SHERIFF, KEY = "mayor-26", "sheriff-26", "autumn-forum"
ROWS: list[list[Any]] = [
    ["Race", "Name", "Email", "Website", "Account"],
    [MAYOR, "Ursula Imaginary", "ursula@example.org", "ursula.example.org", 10001],
    [MAYOR, "Victor Invented", "victor@example.org", "victor.example.org", 10002],
    [SHERIFF, "Xaver Pretence", "xaver@example.org", "xaver.example.org", 10003],
]
URSULA, VICTOR, XAVER = (MAYOR, 1), (MAYOR, 2), (SHERIFF, 1)
SETTING = ForumSet(
    key=KEY, title="Forum in autumn", races=[MAYOR, SHERIFF], on=date(2026, 10, 15), at="18:30",
    place="Exampleton Library, 1 Imaginary Street", link="meet.example.org/forum", online=True,
)  # fmt: skip
COMES, DECLINES = "Yes, I will come", "No, I will not come"
RECORDING = "https://video.example.org/forum"


def confirm(club: Club, *whom: tuple[str, int]) -> None:
    """A person has confirmed what E5 asks of these candidates."""
    for (race, nth), kind in [(who, kind) for who in whom for kind in ("account", "website")]:
        fact.say(club.secretary, label(race, nth), kind, "there", by="R. O.", because="looked", door="a test")


def carry_on(club: Club) -> passes.Report:
    """One pass of the season, and the post goes out."""
    report = season.carry_on(club.secretary)
    tend.tend(club.secretary)
    return report


def deliver(club: Club) -> None:
    """Passes until every letter is out."""
    for _ in range(3):
        club.later(10 * MINUTE)
        carry_on(club)


@pytest.fixture
def ready(club: Club) -> Club:
    """The club with two races, three candidates whom E5 lets be invited, and a forum that was set."""
    if "forum set" not in club.kept:
        make_ready(club)
        club.keep("forum set")
    club.go_to("forum set")
    return club


def make_ready(club: Club) -> None:
    """Two races are opened, candidates entered and found eligible, and a forum is set."""
    stock.take_stock(club.secretary)
    open_race(club.secretary, RaceOpened(key=MAYOR, title="Mayor", office="Mayor", election_day=date(2026, 11, 3)))
    open_race(club.secretary, RaceOpened(key=SHERIFF, title="Sheriff", office="Sheriff"))
    season.carry_on(club.secretary)
    club.write("Candidates", ROWS)
    season.carry_on(club.secretary)
    for key in (MAYOR, SHERIFF):
        process.choose(club.secretary, key, "full", chosen_by="the committee")
    confirm(club, URSULA, VICTOR, XAVER)
    set_forum(club.secretary, SETTING)


@pytest.fixture
def told(ready: Club) -> Club:
    """The club once candidates and members have their letters."""
    if "forum told" not in ready.kept:
        deliver(ready)
        ready.keep("forum told")
    ready.go_to("forum told")
    return ready


@pytest.fixture
def held(told: Club) -> Club:
    """The club after the forum, to which Ursula and Xaver came, with members asked what they thought."""
    if "forum held" not in told.kept:
        hold_it(told)
        deliver(told)
        told.keep("forum held")
    told.go_to("forum held")
    return told


def hold_it(club: Club) -> None:
    """The forum takes place; Victor has declined."""
    reply(club, "ursula@example.org", COMES)
    reply(club, "victor@example.org", DECLINES)
    reply(club, "xaver@example.org", COMES)
    carry_on(club)
    club.at(forum(club).begins_at + 3 * HOUR)
    hold(club.secretary, KEY, recording=RECORDING, by="R. O.")


def forum(club: Club) -> Forum:
    """The forum as the book has it."""
    with club.secretary.ledger.reading() as session:
        return session.get_one(Forum, KEY)


def replies(club: Club) -> dict[tuple[str, int], str]:
    """What the book has of each candidate's reply."""
    return {(one.race_key, one.nth): one.reply for one in forum(club).invitations}


def link(club: Club, mailbox: str, title: str = "") -> str:
    """The personal link in a candidate's newest letter."""
    mails = [mail for mail in inbox.mails(club.sandbox.world, mailbox) if title in mail.title]
    return next(word for word in mails[-1].text.split() if "entry." in word)


def reply(club: Club, mailbox: str, says: str, question: str = "", *, by: str = "") -> Receipt:
    """A candidate opens the link in their letter, and answers."""
    club.later(MINUTE)
    marks = {"Will you come?": says}
    asked = {"Is there anything that you would like to ask the organisers?": question} if question else {}
    with requests.Session() as browser:
        return answer(browser, by or link(club, mailbox), marks | asked)


def say(club: Club, words: str, *, ursula: str = "Well") -> Receipt:
    """A member says what they thought of the forum."""
    club.later(MINUTE)
    mail = next(one for one in inbox.mails(club.sandbox.world, MEMBERS[ADA]) if one.title.endswith("/feedback"))
    address = next(word for word in mail.text.split() if "/viewform" in word)
    marks = {"Ursula Imaginary (Mayor): how well were your questions answered?": ursula}
    with requests.Session() as browser:
        return answer(browser, address, marks | ({"What should the committee know?": words} if words else {}))


def tab(club: Club, name: str) -> list[list[Any]]:
    """What a tab of the workbook says."""
    return sheets.read(club.secretary.google, club.settings.members_book, (name,)).tabs.get(name, [])


def keys(club: Club, of: str = "") -> set[str]:
    """The keys of the letters planned for forums."""
    return {key for key in club.letters() if ("/f1-" in key or key.startswith("forum.")) and of in key}


def test_everybody_eligible_is_invited_once_and_all_members_are_told(told: Club) -> None:
    """E6, S13. Each candidate gets a link of their own, members a notice with the hour in local time and UTC."""
    assert keys(told) == {
        "mayor-26.1/f1-invited", "mayor-26.2/f1-invited", "sheriff-26.1/f1-invited", "forum.autumn-forum/notice",
    }  # fmt: skip
    [notice] = told.mails("forum.autumn-forum/notice", to=MEMBERS[ADA])
    assert "Thursday, 15 October 2026, 6:30 pm (America/New_York), which is 22:30 UTC" in notice.text
    [invited] = told.mails("mayor-26.1/f1-invited")
    assert "invites you to a forum with the candidates for Mayor and " in invited.text
    assert len({link(told, one) for one in ("ursula@example.org", "victor@example.org", "xaver@example.org")}) == 3
    before = told.everything()
    carry_on(told)
    assert told.everything() == before


def test_whoever_is_not_eligible_yet_is_invited_once_they_are(ready: Club) -> None:
    """E5, E6. Nobody is written to before E5 lets them, and the page says who is left out once it does."""
    with ready.secretary.ledger.writing(ready.secretary.now()) as pen:
        for one in pen.session.query(Fact).filter_by(race_key=MAYOR, nth=2):
            pen.session.delete(one)
    carry_on(ready)
    assert "mayor-26.2/f1-invited" not in keys(ready)
    ready.later(HOUR)
    confirm(ready, VICTOR)
    assert "Not invited yet:** mayor-26/2" in season_page(ready.secretary)
    carry_on(ready)
    assert "mayor-26.2/f1-invited" in keys(ready)


def test_the_latest_reply_counts(told: Club) -> None:
    """E6. A question to the organisers stands in the workbook, as text, and never on the page."""
    reply(told, "ursula@example.org", COMES, "=IMPORTXML(1) *|EMAIL|* <b>")
    carry_on(told)
    assert replies(told) == {URSULA: "will come", VICTOR: "", XAVER: ""}
    reply(told, "ursula@example.org", DECLINES, "=IMPORTXML(1) *|EMAIL|* <b>")
    reply(told, "victor@example.org", "I am not sure yet")
    carry_on(told)
    assert replies(told) == {URSULA: "will not", VICTOR: "not sure", XAVER: ""}
    assert tab(told, "Forums")[1][2:] == [
        "mayor-26/1", "Ursula Imaginary", "2026-10-01, by letter", "will not", "=IMPORTXML(1) *|EMAIL|* <b>",
    ]  # fmt: skip
    assert "IMPORTXML" not in season_page(told.secretary)
    before = told.everything()
    carry_on(told)
    assert told.everything() == before


def test_a_reply_with_a_code_of_nobodys_is_counted_and_changes_nothing(told: Club) -> None:
    """E6. Whoever guesses a code speaks for nobody."""
    theirs = link(told, "ursula@example.org")
    reply(told, "", COMES, by=theirs[:-4] + "0000")
    carry_on(told)
    assert set(replies(told).values()) == {""}
    assert "1 answer without a candidate's code" in season_page(told.secretary)


def test_who_has_not_replied_is_asked_again_once(told: Club) -> None:
    """E6. A week before the forum, and not whoever has replied."""
    reply(told, "ursula@example.org", COMES)
    told.at(forum(told).begins_at - 8 * DAY)
    carry_on(told)
    assert not keys(told, "again")
    told.at(forum(told).begins_at - 7 * DAY)
    carry_on(told)
    assert keys(told, "again") == {"mayor-26.2/f1-again", "sheriff-26.1/f1-again"}
    told.later(DAY)
    before = keys(told)
    deliver(told)
    assert keys(told) == before
    assert link(told, "victor@example.org", "again") == link(told, "victor@example.org", "invited")


def test_a_change_of_day_or_place_is_told_once_to_both(told: Club) -> None:
    """E6. Two changes before the next pass are one letter; a new title alone is none."""
    assert not set_forum(told.secretary, SETTING)
    set_forum(told.secretary, SETTING.model_copy(update={"title": "The forum in autumn"}))
    carry_on(told)
    assert not keys(told, "new")
    set_forum(told.secretary, SETTING.model_copy(update={"at": "19:00"}))
    set_forum(told.secretary, SETTING.model_copy(update={"at": "19:00", "place": "Town Hall"}))
    deliver(told)
    assert keys(told, "new") == {
        "mayor-26.1/f1-new2", "mayor-26.2/f1-new2", "sheriff-26.1/f1-new2", "forum.autumn-forum/new2",
    }  # fmt: skip
    [mail] = told.mails("forum.autumn-forum/new2", to=MEMBERS[ADA])
    assert "7:00 pm" in mail.text
    assert "Town Hall" in mail.text


def test_a_forum_that_is_called_off_is_told_once_with_the_reason(told: Club) -> None:
    """E6. Members and invited candidates hear of it, and the form for replies closes."""
    assert call_off(told.secretary, KEY, because="The hall was flooded.", by="R. O.")
    assert not call_off(told.secretary, KEY, because="Again.", by="R. O.")
    deliver(told)
    for mailbox in (MEMBERS[ADA], "ursula@example.org"):
        [mail] = told.mails("forum.autumn-forum/off", to=mailbox)
        assert "The hall was flooded." in mail.text
    assert all(one.closed for one in forum(told).forms)
    with pytest.raises(Refusal, match="is called off"):
        set_forum(told.secretary, SETTING)


def test_one_that_nobody_was_told_of_is_called_off_without_a_letter(ready: Club) -> None:
    """E6. A slip that is seen at once bothers nobody."""
    call_off(ready.secretary, KEY, because="A slip.", by="R. O.")
    deliver(ready)
    assert not keys(ready)


def test_a_forum_goes_on_if_one_declines_and_is_on_record_for_each_race(held: Club) -> None:
    """E6. Each race has the step by itself, with the recording's link."""
    with held.secretary.ledger.reading() as session:
        steps = session.query(StepTaken).filter_by(step="forum").order_by(StepTaken.race_key).all()
        assert [(one.race_key, one.link, one.door, one.on) for one in steps] == [
            (key, RECORDING, "forum", date(2026, 10, 15)) for key in (MAYOR, SHERIFF)
        ]
        assert forums.recording_link(session, MAYOR) == RECORDING
        assert [one.key for one in forums.forums_of(session, SHERIFF)] == [KEY]
    assert {(one.race_key, one.nth) for one in forum(held).invitations if one.present} == {URSULA, XAVER}
    assert hold(held.secretary, KEY, recording=f"{RECORDING}-2", by="R. O.")
    assert not hold(held.secretary, KEY, recording=f"{RECORDING}-2", by="R. O.")
    with held.secretary.ledger.reading() as session:
        assert session.get_one(StepTaken, (MAYOR, "forum")).link == f"{RECORDING}-2"


def test_it_is_no_forum_where_somebody_eligible_was_not_invited(told: Club) -> None:
    """E6. Refused by name of the clause; an invitation by telephone that is recorded makes it good."""
    rows = [*ROWS, [SHERIFF, "Yara Fabricated", "", "yara.example.org", 10004]]
    told.write("Candidates", rows)
    season.carry_on(told.secretary)
    confirm(told, (SHERIFF, 2))
    reply(told, "ursula@example.org", COMES)
    told.at(forum(told).begins_at + HOUR)
    carry_on(told)
    with pytest.raises(Refusal, match=r"sheriff-26/2 wasn't \(E6\)"):
        hold(told.secretary, KEY, by="R. O.")
    assert note_reply(told.secretary, KEY, "sheriff-26/2", "will not", by="R. O.")
    assert not note_reply(told.secretary, KEY, "sheriff-26/2", "will not", by="R. O.")
    assert hold(told.secretary, KEY, by="R. O.")


def test_that_it_did_not_take_place_is_recorded_with_the_reason(told: Club) -> None:
    """E6. No step is recorded then, and members aren't asked."""
    with pytest.raises(Refusal, match="still to come"):
        was_not_held(told.secretary, KEY, because="Nobody came.", by="R. O.")
    told.at(forum(told).begins_at + HOUR)
    assert was_not_held(told.secretary, KEY, because="Nobody came.", by="R. O.")
    deliver(told)
    assert "not held: Nobody came" in season_page(told.secretary)
    assert not keys(told, "feedback")


def test_members_are_asked_once_and_the_form_asks_for_no_name(held: Club) -> None:
    """E6. The link is the same for everybody, the form has no code, and asks about those who were there."""
    texts = {mail.text for mail in held.mails("forum.autumn-forum/feedback")}
    assert len({word for text in texts for word in text.split() if "/viewform" in word}) == 1
    assert not any("entry." in text for text in texts)
    [form] = [one for one in forum(held).forms if one.kind == "feedback"]
    google = held.sandbox.world.google["forms"][form.form_id]
    assert google["settings"]["emailCollectionType"] == "DO_NOT_COLLECT"
    titles = [item["title"] for item in google["items"]]
    assert titles == [
        "How did you follow the forum?",
        "Ursula Imaginary (Mayor): how well were your questions answered?",
        "Xaver Pretence (Sheriff): how well were your questions answered?",
        "What should the committee know?",
    ]
    assert "not a vote" in google["info"]["description"]


def test_feedback_is_listed_for_the_committee_and_told_as_counts_only(held: Club) -> None:
    """E6. Words go into the workbook, as text and in the order of the alphabet; the page has counts alone."""
    for words in ("=1+1", "*|EMAIL|*", "<script>", "beta", "alpha"):
        assert say(held, words).accepted
    until = forum(held).feedback_until
    assert until is not None
    held.at(until + MINUTE)
    say(held, "too late", ursula="Not well")
    carry_on(held)
    rows = tab(held, f"Feedback {KEY}")
    assert rows[0][:2] == ["This is not a vote. How many members answered:", "5"]
    assert ["Ursula Imaginary (Mayor)", "5", "0", "0", "0"] in rows
    assert [row[0] for row in rows[-5:]] == ["*|EMAIL|*", "<script>", "=1+1", "alpha", "beta"]
    page = season_page(held.secretary)
    assert "Ursula Imaginary – Well: 5" in page
    assert "alpha" not in page
    with held.secretary.ledger.reading() as session:
        step = session.get_one(StepTaken, (SHERIFF, "members' feedback"))
        assert step.note == "Forum in autumn: 5 members answered"
    assert not say(held, "much too late").accepted
    held.later(DAY)
    carry_on(held)
    before = held.everything()
    carry_on(held)
    assert held.everything() == before


def test_few_answers_are_not_told_as_counts(held: Club) -> None:
    """P9. Four members are too few for counts on the page; the committee has them all the same."""
    for _ in range(4):
        say(held, "", ursula="Partly")
    held.later(9 * DAY)
    carry_on(held)
    page = season_page(held.secretary)
    assert "4 members answered; counts aren't shown, as fewer than 5 members answered (P9)" in page
    assert "Partly" not in page
    assert ["Ursula Imaginary (Mayor)", "0", "4", "0", "0"] in tab(held, f"Feedback {KEY}")


def test_what_is_due_says_when_and_who(told: Club) -> None:
    """E6. Before the forum, and while feedback is open."""
    with told.secretary.ledger.reading() as session:
        found = [(one.who, one.when) for one in forums.due(session)]
    begins = forum(told).begins_at
    assert found == [("Canvass", date(2026, 10, 8)), ("candidates and members", begins), ("organisers", begins)]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"on": date(2026, 9, 1)}, "That time is past"),
        ({"on": date(2027, 3, 14), "at": "02:30"}, "doesn't exist in America/New_York"),
        ({"key": "another", "place": "", "link": "", "online": False}, "Say where it is held"),
        ({"key": "another", "link": ""}, "by which link"),
        ({"link": "http://meet.example.org"}, "The link can't be shown"),
        ({"races": ["nowhere"]}, "There is no race"),
        ({"races": [MAYOR]}, "Candidates for sheriff-26 are invited"),
    ],
)
def test_a_forum_that_cannot_be_is_refused(told: Club, changes: dict[str, Any], words: str) -> None:
    """E6. With what is wrong and what to do; nothing changes."""
    before = told.everything()
    with pytest.raises(Refusal, match=words):
        set_forum(told.secretary, SETTING.model_copy(update=changes))
    assert told.everything() == before


def test_a_candidate_without_a_mailbox_is_left_to_the_organisers(told: Club) -> None:
    """E6. Nobody is written to at an address that isn't there."""
    with told.secretary.ledger.writing(told.secretary.now()) as pen:
        pen.session.get_one(Candidate, URSULA).email = ""
    set_forum(told.secretary, SETTING.model_copy(update={"at": "19:00"}))
    told.write("Candidates", [ROWS[0], [*ROWS[1][:2], "", *ROWS[1][3:]], *ROWS[2:]])
    deliver(told)
    assert "mayor-26.1/f1-new1" not in keys(told)
    assert "mayor-26.2/f1-new1" in keys(told)


def test_texts_full_of_markup_stay_texts_in_workbook_and_page(held: Club) -> None:
    """E6. All payloads at once, and 100,000 characters: one cell each, and no word of them on the page."""
    for words in ("\n".join(PAYLOADS), "=" + "x" * 100_000):
        assert say(held, words).accepted
    held.later(9 * DAY)
    assert carry_on(held).troubles == []
    cells = [cell for row in tab(held, f"Feedback {KEY}") for cell in row]
    assert all(isinstance(cell, str) and "\n" not in cell and len(cell) < 5100 for cell in cells)
    assert any(cell.startswith("=xxx") for cell in cells)
    page = season_page(held.secretary)
    assert not any(words in page for words in ("evil.example", "xxx", "<script"))


def test_a_candidates_question_full_of_markup_stays_one_cell(told: Club) -> None:
    """E6. All payloads at once, and 100,000 characters, from the form into the book and the workbook."""
    assert reply(told, "ursula@example.org", COMES, "\n".join([*PAYLOADS, "=" + "x" * 100_000])).accepted
    assert carry_on(told).troubles == []
    asked = tab(told, "Forums")[1][-1]
    assert isinstance(asked, str)
    assert "\n" not in asked
    assert asked.endswith("… (more in the form)")
    page = season_page(told.secretary)
    assert "1 question for the organisers, in the tab Forums" in page
    assert not any(words in page for words in ("evil.example", "xxx", "<script"))


def test_a_title_of_markup_is_shown_as_it_is_typed(ready: Club) -> None:
    """E6. Organisers' own words can't become a tag, an element or a heading either."""
    evil = "# *|EMAIL|* <b>Forum</b> [x](https://evil.example)"
    set_forum(ready.secretary, SETTING.model_copy(update={"title": evil, "place": evil}))
    deliver(ready)
    [mail] = ready.mails("forum.autumn-forum/notice", to=MEMBERS[ADA])
    assert "<b>" not in mail.html
    assert "ada@example.org <b>" not in mail.text
    assert "\\[x\\]" in season_page(ready.secretary)


def test_an_edited_form_is_told_and_nothing_is_read_from_it(told: Club) -> None:
    """E6. Nobody can tell what was asked; once it is as it was, the answers are read."""
    reply(told, "ursula@example.org", COMES)
    [form] = forum(told).forms
    google = told.sandbox.world.google["forms"][form.form_id]
    before, google["items"][1]["title"] = google["items"][1]["title"], "Will you pay?"
    report = carry_on(told)
    assert any("somebody edited it" in trouble for trouble in report.troubles)
    assert "To be mended:" in season_page(told.secretary)
    assert set(replies(told).values()) == {""}
    google["items"][1]["title"] = before
    carry_on(told)
    assert replies(told)[URSULA] == "will come"


@ON_SQLITE
def test_the_command_line_has_the_same_doors(ready: Club) -> None:
    """E6. Set, replied to, held and called off from a terminal."""
    setting = ["--title", "Second forum", "--race", MAYOR, "--on", "2026-10-20", "--place", "Town Hall"]
    assert "is on record. Within half an hour" in at_the_club(ready, "forum", "second", *setting)
    assert "on record just so already" in at_the_club(ready, "forum", "second", *setting)
    assert "on record" in at_the_club(ready, "forum-reply", "second", "mayor-26/1", "will come", "--by", "R. O.")
    settings = venue.as_environment(ready.settings)
    assert "still to come" in refused(canvass("forum-held", "second", "--by", "R. O.", settings=settings))
    assert "There are: nothing yet" in refused(
        canvass("forum-reply", "second", "mayor-26/1", "maybe", "--by", "R. O.", settings=settings)
    )
    assert "called off" in at_the_club(ready, "forum-off", "second", "--because", "No hall.", "--by", "R. O.")


def test_the_trouble_of_one_forum_keeps_no_other_waiting(told: Club) -> None:
    """E6. The first forum's form is gone; of the second everybody is told all the same."""
    [form] = forum(told).forms
    told.sandbox.world.google["files"][form.form_id]["trashed"] = True
    told.later(DAY + MINUTE)
    second = SETTING.model_copy(update={"key": "second", "title": "Second forum", "on": date(2026, 10, 20)})
    set_forum(told.secretary, second)
    report = carry_on(told)
    assert any("isn't at Google Drive" in trouble for trouble in report.troubles)
    assert {"mayor-26.1/f2-invited", "forum.second/notice"} <= told.letters()


def test_what_a_candidate_asked_is_forgotten_with_them(told: Club) -> None:
    """M8. In the book, and with the next pass in the workbook; that they were invited stays."""
    reply(told, "ursula@example.org", COMES, "Is there a ramp?")
    carry_on(told)
    assert tab(told, "Forums")[1][-1] == "Is there a ramp?"
    known = Known("M99", frozenset(), frozenset({"ursula@example.org"}))
    with told.secretary.ledger.writing(told.secretary.now()) as pen:
        assert traces.erase(pen.session, known)["invitation"] == 1
    carry_on(told)
    assert tab(told, "Forums")[1][3:] == ["Ursula Imaginary", "2026-10-01, by letter", "will come", ""]


def test_an_invitation_that_no_letter_carries_is_none(told: Club) -> None:
    """E6. Whose mailbox refuses letters has to be invited otherwise, or the forum isn't one."""
    with told.secretary.ledger.writing(told.secretary.now()) as pen:
        pen.session.add(MailFault(email="victor@example.org", kind="cleaned", remedy="Telephone them."))
    assert "No letter reaches:** mayor-26/2" in season_page(told.secretary)
    reply(told, "ursula@example.org", COMES)
    told.at(forum(told).begins_at + HOUR)
    carry_on(told)
    with told.secretary.ledger.writing(told.secretary.now()) as pen:
        pen.session.merge(MailFault(email="victor@example.org", kind="cleaned", remedy="Telephone them."))
    with pytest.raises(Refusal, match="mayor-26/2 wasn't"):
        hold(told.secretary, KEY, by="R. O.")
    assert note_reply(told.secretary, KEY, "mayor-26/2", "nothing yet", by="R. O.")
    assert not note_reply(told.secretary, KEY, "mayor-26/2", "nothing yet", by="R. O.")
    assert hold(told.secretary, KEY, by="R. O.")


def test_what_members_thought_of_a_forum_is_forgotten(held: Club) -> None:
    """M8. Names in forms and counts go with the last of a forum's races; how many answered stays, no more."""
    for _ in range(5):
        assert say(held, "alpha").accepted
    held.later(9 * DAY)
    carry_on(held)
    assert "Ursula Imaginary – Well: 5" in season_page(held.secretary)
    held.later(6 * 366 * DAY)
    assert retention.carry_out(held.secretary).counts["forums with names and counts"] == 1
    with held.secretary.ledger.reading() as session:
        [forum] = session.execute(select(Forum)).scalars()
        assert (forum.summary, [one.asks for one in forum.forms]) == ({}, [{}, {}])
        assert forum.answers is not None
    assert "Ursula Imaginary – Well" not in season_page(held.secretary)


def test_a_feedback_form_that_is_gone_is_named_and_can_be_ended_by_hand(held: Club) -> None:
    """E6. Closed and then deleted before it was read: the pass says which form, until a person has recorded it."""
    carry_on(held)
    [form] = [one for one in forum(held).forms if one.kind == "feedback"]
    until = forum(held).feedback_until
    assert until is not None
    held.at(until + HOUR)
    forum_forms.close(held.secretary, form)
    drive.erase(held.secretary.google, form.form_id)
    [trouble] = carry_on(held).troubles
    assert "“Canvass forum autumn-forum: feedback” can't be read" in trouble
    for race in (MAYOR, SHERIFF):
        step.record(held.secretary, race, "members' feedback", by="R. O.", note="the form was lost")
    assert carry_on(held).troubles == []
