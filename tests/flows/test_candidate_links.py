"""Candidates' links: one that went astray is made void and another sent; what came before is theirs, or isn't."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete

from core.records import Letter, NewLink
from flows import process, season
from flows import questionnaire as issuing
from flows.candidate_link import in_words, renew, say_whose
from flows.duties.letter import personal
from flows.duties.questionnaire import questionnaires
from flows.pages.desk import desk_page
from flows.pages.season import season_page
from flows.secretary import Refusal
from tests.conftest import ON_SQLITE
from tests.flows import test_forums as foren
from tests.flows.asked import (
    CLIMATE,
    HOUSING,
    MAILBOX,
    MAYOR,
    ROWS,
    URSULA,
    VICTOR,
    go_on,
    kept,
    link,
    over,
    replies,
    row_of,
    stands,
)
from tests.flows.club import DAY, HOUR, MINUTE, Club
from tests.flows.terminal import at_the_club
from tests.flows.test_forums import COMES, ready, told  # noqa: F401  # fixtures

WHO = f"{MAYOR}/{URSULA}"
WHY: dict[str, Any] = {"because": "It was forwarded by mistake.", "by": "R. O."}
MOVED = "ursula.moved@example.org"


def code_in(address: str) -> str:
    """The code in a link."""
    return address.rpartition("=")[2]


def deliver(club: Club) -> None:
    """Passes until letters are out."""
    for _ in range(3):
        club.later(10 * MINUTE)
        go_on(club)


def make_void(club: Club, **said: Any) -> bool:
    """A minute later an organiser has the link made void."""
    club.later(MINUTE)
    return renew(club.secretary, WHO, **{**WHY, **said})


def move(club: Club, mailbox: str = MOVED) -> None:
    """The tab Candidates gets another mailbox of Ursula's."""
    changed: list[list[Any]] = [ROWS[0], [*ROWS[1][:2], mailbox, *ROWS[1][3:]], *ROWS[2:]]
    club.write("Candidates", changed)


def new_link(club: Club, nth: int = 1, *, to: str = MAILBOX[URSULA]) -> str:
    """The link in the letter that brings the nth new one."""
    [mail] = club.mails(f"{MAYOR}.{URSULA}/q-n{nth}", to=to)
    return next(line for line in mail.text.splitlines() if "entry." in line and line.startswith("http"))


def page(club: Club) -> str:
    """The season page as it is read."""
    return season_page(club.secretary).replace("\\", "")


def test_the_old_link_is_void_from_now_on_and_what_came_before_stays(issued: Club) -> None:
    """E4. What was sent by it before is theirs, also if it is read later; what is sent by it afterwards isn't."""
    old = link(issued, URSULA)
    issued.send(old, {HOUSING: "Build."})
    assert make_void(issued)
    issued.send(old, {HOUSING: "Somebody else’s words."})
    deliver(issued)
    assert [(one.nth, one.epoch, len(one.said)) for one in replies(issued)] == [(URSULA, 0, 1), (URSULA, 0, 1)]
    assert stands(issued)[URSULA] == "answered"
    assert "it came by a link that was void by then" in page(issued)
    assert code_in(new_link(issued)) != code_in(old)
    over(issued)
    assert "Build." in str(row_of(issued, HOUSING))
    assert "Somebody" not in str(row_of(issued, HOUSING))


def test_by_the_new_link_they_answer_as_before(issued: Club) -> None:
    """E4. It opens the same form; what is sent by it replaces what was sent before, and reminders have it, too."""
    make_void(issued)
    deliver(issued)
    issued.at(kept(issued).due_at - 3 * DAY + HOUR)
    go_on(issued)
    issued.later(HOUR)
    go_on(issued)
    assert link(issued, URSULA, "q-r0-3") == new_link(issued)
    issued.send(new_link(issued), {CLIMATE: "Heat pumps."})
    go_on(issued)
    assert [(one.nth, one.epoch) for one in replies(issued)] == [(URSULA, 1)]
    assert stands(issued) | {URSULA: "answered", VICTOR: "asked"} == stands(issued)
    [mail] = issued.mails(f"{MAYOR}.{URSULA}/q-n1")
    assert "it no longer works" in mail.text
    assert "stays as it is" in mail.text


def test_what_isnt_the_candidates_is_kept_and_listed_and_doesnt_count(issued: Club) -> None:
    """E4. They are asked again, members don't read it; and an organiser can take that back."""
    issued.send(link(issued, URSULA), {HOUSING: "Somebody else’s words."})
    go_on(issued)
    assert stands(issued)[URSULA] == "answered"
    make_void(issued, earlier="not theirs")
    assert stands(issued)[URSULA] == "asked"
    assert len(replies(issued)) == 1
    assert "Kept, and not counted: an answer by a link of mayor-26/1" in page(issued)
    deliver(issued)
    [mail] = issued.mails(f"{MAYOR}.{URSULA}/q-n1")
    assert "What came in by it doesn't count." in mail.text
    assert say_whose(issued.secretary, WHO, "theirs", because="She says so.", by="R. O.")
    assert not say_whose(issued.secretary, WHO, "theirs", because="She says so.", by="R. O.")
    assert stands(issued)[URSULA] == "answered"
    assert "Kept, and not counted" not in page(issued)


def test_after_the_answers_are_published_the_sheet_follows(issued: Club) -> None:
    """E4. Found out too late: what isn't theirs leaves the sheet that members read. No letter goes out any more."""
    issued.send(link(issued, URSULA), {HOUSING: "Somebody else’s words."})
    issued.send(link(issued, VICTOR), {HOUSING: "Build."})
    over(issued)
    assert "Somebody" in str(row_of(issued, HOUSING))
    assert make_void(issued, earlier="not theirs")
    assert "Nothing is open for them now" in in_words(issued.secretary, WHO, changed=True)
    deliver(issued)
    assert "Somebody" not in str(row_of(issued, HOUSING))
    assert not [one for one in issued.letters() if "-n1" in one]


def test_twice_in_a_row_gives_one_new_link(issued: Club) -> None:
    """E4. While its letter isn't out, nobody can have it; afterwards it can go astray like the first."""
    assert make_void(issued)
    before = issued.everything()
    assert not renew(issued.secretary, WHO, **WHY)
    assert issued.everything() == before
    assert "on its way already" in in_words(issued.secretary, WHO, changed=False)
    deliver(issued)
    assert make_void(issued)
    deliver(issued)
    assert code_in(new_link(issued, 2)) not in {code_in(new_link(issued)), code_in(link(issued, URSULA))}
    lines = issued.log()
    go_on(issued)
    assert issued.log() == lines


def test_a_letter_with_the_old_link_that_waits_doesnt_go_out(issued: Club) -> None:
    """E4. A reminder that is only planned would bring a link that is void: it is given up, wherever it is."""
    issued.at(kept(issued).due_at - 3 * DAY + HOUR)
    season.carry_on(issued.secretary)
    make_void(issued)
    deliver(issued)
    assert issued.letter(f"{MAYOR}.{URSULA}/q-r0-3").state == "missed"
    assert issued.mails(f"{MAYOR}.{URSULA}/q-r0-3") == []
    assert new_link(issued)


def test_it_goes_to_the_mailbox_that_the_tab_has_now(issued: Club) -> None:
    """E4. The first went to somebody else: the new link goes to the right mailbox, and nothing more to the wrong."""
    move(issued)
    go_on(issued)
    assert not [one for one in issued.letters() if "-n1" in one]  # it arrived somewhere: a person has to say so
    make_void(issued)
    deliver(issued)
    assert new_link(issued, to=MOVED)
    assert {mail.to for mail in issued.mails(f"{MAYOR}.{URSULA}/q-n1")} == {MOVED}


def test_whose_letter_came_back_gets_a_new_link_once_the_tab_has_another_mailbox(with_candidates: Club) -> None:
    """E4, E6. Nobody has to ask for it, it goes out once, and what made it so is on record."""
    club = with_candidates
    move(club, "bounce.ursula@example.org")
    go_on(club)
    issuing.issue(club.secretary, MAYOR, by="R. O.", issues=["housing"])
    deliver(club)
    club.later(2 * HOUR)
    go_on(club)
    assert club.letter(f"{MAYOR}.{URSULA}/q-asked").delivered == 0
    assert not [one for one in club.letters() if "-n1" in one]
    move(club)
    deliver(club)
    assert new_link(club, to=MOVED)
    assert "the letter with the last one reached nobody" in page(club)
    deliver(club)
    assert [one for one in club.letters() if "-n" in one] == [f"{MAYOR}.{URSULA}/q-n1"]


def test_only_what_can_be_is_made_void(issued: Club) -> None:
    """E4. Not without a reason, for nobody, before a link went out, and not for a race that is over."""
    for said in ({**WHY, "because": " "}, {**WHY, "by": ""}):
        with pytest.raises(Refusal, match="Say why, and who says so"):
            renew(issued.secretary, WHO, **said)
    with pytest.raises(Refusal, match="can't be recorded"):
        make_void(issued, earlier="perhaps")
    with pytest.raises(Refusal, match="doesn't stand"):
        renew(issued.secretary, f"{MAYOR}/9", **WHY)
    with pytest.raises(Refusal, match="there is none to make void"):
        renew(issued.secretary, f"{MAYOR}/3", **WHY)
    with pytest.raises(Refusal, match=r"No link of .* was made void"):
        say_whose(issued.secretary, WHO, "theirs", because="So.", by="R. O.")
    process.end(issued.secretary, MAYOR, because="Nobody is left.", ended_by="the committee")
    with pytest.raises(Refusal, match="is over, so no link"):
        renew(issued.secretary, WHO, **WHY)
    assert "link.renewed" not in issued.log()


def test_without_the_key_file_no_link_is_made_void(issued: Club) -> None:
    """E4. A new one couldn't be made: the file has to be put back first."""
    next(issued.settings.keys.glob(f"{personal.key_name(MAYOR)}.*")).unlink()
    with pytest.raises(Refusal, match="Put it back from its second copy"):
        renew(issued.secretary, WHO, **WHY)
    assert "link.renewed" not in issued.log()


def test_an_older_copy_of_the_book_doesnt_bring_the_old_link_back(issued: Club) -> None:
    """E4. The key file remembers; the letter that is out isn't sent again; whose it is what came has to be said."""
    old = link(issued, URSULA)
    issued.send(old, {HOUSING: "Build."})
    make_void(issued)
    deliver(issued)
    with issued.secretary.ledger.writing(issued.secretary.now()) as pen:  # as it was before
        pen.session.execute(delete(NewLink))
        pen.session.delete(pen.session.get_one(Letter, f"{MAYOR}.1/q-n1"))
    deliver(issued)
    assert len(issued.mails(f"{MAYOR}.{URSULA}/q-n1")) == 1
    assert stands(issued)[URSULA] == "asked"
    assert "Say whether what came by an old link" in desk_page(issued.secretary)
    say_whose(issued.secretary, WHO, "theirs", because="It was hers.", by="R. O.")
    assert stands(issued)[URSULA] == "answered"
    assert "Say whether what came" not in desk_page(issued.secretary)
    issued.send(old, {HOUSING: "Somebody else’s words."})
    go_on(issued)
    assert [one.epoch for one in replies(issued)] == [0, 0]
    with issued.secretary.ledger.reading() as session:
        assert len(questionnaires.void(session, MAYOR)) == 1


def test_the_book_never_holds_a_code_nor_does_the_page(issued: Club) -> None:
    """E4. Neither the old nor the new one."""
    make_void(issued)
    deliver(issued)
    codes = {code_in(link(issued, URSULA)), code_in(new_link(issued))}
    found = issued.everything()
    assert not [code for code in codes if code in str(found["book"]) or code in page(issued)]
    assert "R. O.: It was forwarded by mistake.." not in page(issued)


# ── forums ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_reply_to_a_forum_by_a_void_link_counts_no_more(told: Club) -> None:  # noqa: F811
    """E6. Taken over before and said not to be theirs, it is taken out again; by the new link they reply anew."""
    foren.reply(told, MAILBOX[URSULA], COMES)
    foren.carry_on(told)
    assert foren.replies(told)[foren.URSULA] == "will come"
    make_void(told, earlier="not theirs")
    foren.carry_on(told)
    assert foren.replies(told)[foren.URSULA] == ""
    assert "1 answer by a link that is void, kept in the form" in page(told)
    foren.deliver(told)
    [mail] = told.mails(f"{MAYOR}.{URSULA}/f1-n1")
    address = next(line for line in mail.text.splitlines() if "entry." in line and line.startswith("http"))
    told.send(address, {"Will you come?": foren.DECLINES})
    foren.carry_on(told)
    assert foren.replies(told)[foren.URSULA] == "will not"


@ON_SQLITE
def test_the_command_line_has_the_same_doors(issued: Club) -> None:
    """E4. A new link, and whose it is what came by the old one; a letter instead of a traceback."""
    told_so = at_the_club(issued, "candidate-link", WHO, "--because", "Forwarded.", "--by", "R. O.", "--no-theirs")
    assert "goes out with the next pass" in told_so
    again = at_the_club(issued, "old-link", WHO, "theirs", "--because", "She says so.", "--by", "R. O.")
    assert "is on record" in again
