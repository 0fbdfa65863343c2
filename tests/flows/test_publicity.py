"""P11. What may be told of partners to whom: over all partnerships, from which day, and what becomes of a letter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from core.bylaws.partnership_publicity import UNNAMED, Publicity
from core.records import Forum, Race
from flows import certify, release
from flows.draft import BallotDraft, draft
from flows.duties.form.keeping import UNTELLABLE
from flows.duties.forum import forum_forms
from flows.duties.letter import outbox, post, steps
from flows.duties.partnership import partnerships, told
from flows.duties.race import press, races
from flows.pages.desk import desk_page
from flows.press import Approval, answered
from flows.secretary import Refusal
from tests.flows import ballot_of_races
from tests.flows import partners_publicity as garden
from tests.flows.ballots import BALLOT, CLOSES, KEY, MAYOR, OPENS, SHERIFF
from tests.flows.club import HOUR, MINUTE, Club
from tests.flows.partners_publicity import GARDEN, HARBOUR, LANTERN, OURS, PRIVATE, PUBLIC, at_noon

TODAY = date(2026, 10, 1)
BOX = "kay@example.org"


@pytest.fixture(scope="module")
def furnished(kind_of_book: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    """The club under a charter that knows races and partners."""
    with garden.at_work(kind_of_book, tmp_path_factory) as club:
        yield club


@pytest.fixture
def partnered(furnished: Club) -> Club:
    """Lantern has said nothing, and Harbour may be named to everybody."""
    return garden.at_club(furnished, "one is public", publicity={3: PUBLIC})


def _neutral(club: Club, text: str, **to: Any) -> str:
    return told.now(club.secretary).neutral(text, **to)


# ── what may be told ───────────────────────────────────────────────────────────────────────────────


def test_a_text_is_neutral_for_its_audience(partnered: Club) -> None:
    """P11. Outsiders read “a partner organisation” of whoever hasn't said otherwise; members read the name."""
    text = f"{OURS}, {LANTERN} and {HARBOUR.upper()}’s beds"
    assert _neutral(partnered, text) == f"{OURS}, {UNNAMED} and {HARBOUR.upper()}’s beds"
    assert _neutral(partnered, text, to="members") == text


def test_a_partnership_alone_says_the_same(partnered: Club) -> None:
    """P11. Called by its number a partner has its name, or none; ours always has."""
    with partnered.secretary.ledger.reading() as session:
        settled = partnerships.of(session, GARDEN)
    how: dict[str, Any] = {"on": TODAY, "charter": partnered.charter}
    assert told.as_told(settled, 1, to="third parties", **how) == OURS
    assert told.as_told(settled, 2, to="third parties", **how) is None
    assert told.as_told(settled, 2, to="members", **how) == LANTERN
    assert told.neutral(f"with {LANTERN}", settled, to="third parties", **how) == f"with {UNNAMED}"


def test_the_stricter_holds_of_a_partner_in_several(partnered: Club) -> None:
    """P11. Public in one partnership and private in another, it is private; ended ones count as well."""
    garden.found(partnered, "old-26", publicity={3: PRIVATE}, ended=True)
    assert _neutral(partnered, HARBOUR, to="members") == UNNAMED
    with partnered.secretary.ledger.reading() as session:
        known = told.everybody(session, charter=partnered.charter)
    assert known[HARBOUR] == Publicity("nothing", "nothing", "nothing")
    assert known[OURS] == told.OURS


def test_an_ended_partnership_stays_private(furnished: Club) -> None:
    """P11. That it is over tells nobody more."""
    garden.at_club(furnished, "ended", publicity={2: PRIVATE}, ended=True)
    assert _neutral(furnished, LANTERN, to="members") == UNNAMED


def test_outsiders_are_told_from_a_day_on(partnered: Club) -> None:
    """P11. Until that local day nothing; from its first hour on what the partner has said."""
    garden.say(partnered, 2, {"third_parties": "its name", "from": "2026-10-05"})
    partnered.at(at_noon(date(2026, 10, 4)))
    assert _neutral(partnered, LANTERN) == UNNAMED
    partnered.at(at_noon(date(2026, 10, 5)))
    assert _neutral(partnered, LANTERN) == LANTERN


def test_a_charter_without_partners_looks_for_nobody(club: Club) -> None:
    """P11. JP Progressives' texts stay as they are."""
    garden.left_over(club)
    assert _neutral(club, LANTERN) == LANTERN


# ── letters ────────────────────────────────────────────────────────────────────────────────────────


def _put(club: Club, occasion: str, key: str, facts: Mapping[str, Any]) -> None:
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        pen.session.add(outbox.plan(key, occasion=occasion, election=None, at=pen.at, to=[BOX], facts=facts))
        pen.log("letter.planned", letter=key)


def _drafts(club: Club, key: str) -> str:
    """All that Mailchimp has of a letter."""
    there = club.sandbox.world.mailchimp["campaigns"].values()
    return "".join(repr(one) for one in there if one["settings"]["title"] == key)


def _about(club: Club) -> dict[str, str]:
    return {
        "organisation": club.charter.name, "reply_to": "votes@example.org", "title": "A garden for the quarter",
        "kind": "deliverable", "name": f"A plan with {LANTERN}", "due": "20 October 2026",
    }  # fmt: skip


def test_a_letter_that_tells_too_much_is_held_and_stands_on_the_desk(partnered: Club) -> None:
    """P11. No draft of it is at Mailchimp, the reason names nobody; released while it is so, it is held again."""
    garden.say(partnered, 2, PRIVATE)
    _put(partnered, "date_due", "x/held", {**_about(partnered), "overdue": False})
    partnered.tend()
    letter = partnered.letter("x/held")
    assert letter.state == "held"
    assert letter.held_because == "it names a partner that partners may not be told of (P11), so nothing of it went out"
    page = desk_page(partnered.secretary)
    assert "x/held" in page
    assert LANTERN not in page
    assert LANTERN not in _drafts(partnered, "x/held")
    release.release(partnered.secretary, "x/held", reason="Looked at it.")
    partnered.tend()
    assert partnered.letter("x/held").state == "held"


def test_once_it_may_be_told_a_held_letter_goes_out(partnered: Club) -> None:
    """P11. The partner says otherwise, an organiser releases it, and it arrives once."""
    garden.say(partnered, 2, PRIVATE)
    _put(partnered, "date_due", "x/held", {**_about(partnered), "overdue": False})
    partnered.tend()
    garden.say(partnered, 2, {"members": "its name", "partners": "its name", "third_parties": "nothing"})
    release.release(partnered.secretary, "x/held", reason="They agreed.")
    garden.delivered(partnered)
    assert [mail.to for mail in partnered.mails("x/held")] == [BOX]


def test_given_up_it_never_goes_out(partnered: Club) -> None:
    """P11. Discarded, nothing of it is left."""
    garden.say(partnered, 2, PRIVATE)
    _put(partnered, "date_due", "x/held", {**_about(partnered), "overdue": False})
    partnered.tend()
    release.discard(partnered.secretary, "x/held", reason="Told by telephone.")
    partnered.tend()
    assert partnered.letter("x/held").state == "missed"


def _written(club: Club, key: str) -> None:
    """A letter's steps until its words are in, and nothing but telling it to go is left."""
    while (letter := steps.read(club.secretary, key)).state != "ready":
        step = post.STEPS[letter.state](club.secretary, letter)
        assert step is not None
        assert steps.record(club.secretary, letter, step)


def test_what_became_private_after_the_words_were_written_is_kept_back(partnered: Club) -> None:
    """P11. A letter that waits to be told to go is looked at once more; its draft at Mailchimp is deleted."""
    _put(partnered, "date_due", "x/late", {**_about(partnered), "overdue": False})
    _written(partnered, "x/late")
    garden.say(partnered, 2, PRIVATE)
    partnered.tend()
    assert partnered.letter("x/late").state == "held"
    assert not _drafts(partnered, "x/late")
    garden.delivered(partnered)
    assert not partnered.mails("x/late")


def test_what_went_out_stays_out(partnered: Club) -> None:
    """P11. Nothing can be unsent: a letter that is out is left as it was, and confirmed."""
    _put(partnered, "date_due", "x/out", {**_about(partnered), "overdue": False})
    partnered.tend()
    garden.say(partnered, 2, PRIVATE)
    garden.delivered(partnered)
    assert partnered.letter("x/out").state == "confirmed"
    assert [mail.to for mail in partnered.mails("x/out")] == [BOX]


# ── votes, packs, forms, press ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"title": f"With {LANTERN}"}, "its title or key"),
        ({"key": "lantern-street-tenants"}, "its title or key"),
        ({"contests": [{**SHERIFF, "title": f"Sheriff, {LANTERN}"}]}, "the heading or the options of question 1"),
        ({"contests": [SHERIFF, {**MAYOR, "reasons": f"{HARBOUR} agrees."}]}, "reasons or links of question 2"),
    ],
)
def test_a_vote_that_tells_too_much_is_refused_when_it_is_drafted(
    partnered: Club, changes: dict[str, Any], where: str
) -> None:
    """P11. The letter says where, and names nobody: titles and options are for everybody, texts for members."""
    garden.say(partnered, 3, PRIVATE)
    before = partnered.everything()
    with pytest.raises(Refusal, match=where) as refused:
        draft(partnered.secretary, BallotDraft.model_validate({**BALLOT, **changes}))
    assert "P11" in str(refused.value)
    assert LANTERN not in str(refused.value)
    assert partnered.everything() == before


def test_a_text_for_members_may_name_whom_members_may_know(partnered: Club) -> None:
    """P11. Nothing was said by Lantern: members know of it, so the committee's reasons may name it."""
    draft(
        partnered.secretary,
        BallotDraft.model_validate({**BALLOT, "contests": [{**MAYOR, "reasons": f"{LANTERN} agrees."}, SHERIFF]}),
    )
    assert partnered.election().state == "drafted"


def _counted(club: Club) -> None:
    """A ballot whose title names a partner that is public, up to its count."""
    club.draft(title=f"Endorsements with {HARBOUR}")
    club.freeze()
    for when in (OPENS + MINUTE, OPENS + 2 * HOUR, CLOSES + MINUTE, CLOSES + HOUR):
        club.at(when)
        club.tend()
    assert club.election().state == "counted"


def test_a_pack_that_tells_too_much_is_not_written(partnered: Club) -> None:
    """P11. Private since the vote was drafted: the ballot is held, and goes on once the name may be told."""
    _counted(partnered)
    garden.say(partnered, 3, PRIVATE)
    partnered.later(HOUR)
    partnered.certify()
    partnered.tend()
    assert partnered.held().startswith("the recount pack isn't written, as it names a partner")
    assert not list(partnered.settings.packs.rglob("*"))
    assert partnered.letter("result").state == "held"
    assert HARBOUR not in partnered.held()
    garden.say(partnered, 3, PUBLIC)
    partnered.tend()
    assert partnered.held() == ""
    assert list((partnered.settings.packs / KEY).glob("*"))


def test_a_ballot_form_that_tells_too_much_by_now_is_not_made(partnered: Club) -> None:
    """P11. Between draft and form a partner became private: nothing is made at Google before somebody has looked."""
    partnered.draft(title=f"Endorsements with {HARBOUR}")
    partnered.freeze()
    garden.say(partnered, 3, PRIVATE)
    partnered.later(HOUR)
    partnered.tend()
    assert "the ballot can't be shown: its title or key" in partnered.held()
    assert not partnered.election().form_ready


def test_a_form_that_tells_too_much_is_not_made(partnered: Club) -> None:
    """P11. It is held as any other fault of a form is, and made as soon as it may be."""
    questions = {"code": "1a2b3c4d", "reply": "1a2b3c4e", "question": "1a2b3c4f"}
    asks = {"organisation": "Example", "forum_title": f"Forum with {LANTERN}", "questions": questions}
    with partnered.secretary.ledger.writing(partnered.secretary.now()) as pen:
        about = {"title": "Forum", "place": "", "link": "", "online": False, "state": "set"}
        pen.session.add(Forum(key="forum-26", serial=1, begins_at=OPENS, ask_again_on=TODAY, **about))
    kept = forum_forms.keep(partnered.secretary, "forum-26", "reply", asks)
    assert kept.held_because == UNTELLABLE
    assert not kept.form_id
    garden.say(partnered, 2, PUBLIC)
    kept = forum_forms.keep(partnered.secretary, "forum-26", "reply", asks)
    assert (kept.held_because, kept.ready) == ("", True)


def test_a_press_release_that_tells_too_much_is_refused(furnished: Club) -> None:
    """P11. The draft is neutral, and what somebody types into it is looked at before it is kept."""
    furnished.go_to("furnished")
    _decided(furnished)
    with furnished.secretary.ledger.writing(furnished.secretary.now()) as pen:
        pen.session.get_one(Race, ballot_of_races.MAYOR).title = f"Mayor, with {LANTERN}"
    with furnished.secretary.ledger.reading() as session:
        race = races.of(session, ballot_of_races.MAYOR)
        drafted = press.draft(furnished.secretary, session, race)
        seen = press.mark(furnished.secretary, session, race)
    assert LANTERN not in drafted
    assert UNNAMED in drafted
    typed = Approval(decision="approve", text=f"Together with {LANTERN}.", approved_by="R. O.")
    with pytest.raises(Refusal, match="can't be released as it is"):
        answered(furnished.secretary, ballot_of_races.MAYOR, typed, seen=seen)
    allowed = Approval(decision="approve", text=f"Together with {HARBOUR}.", approved_by="R. O.")
    assert "is approved" in answered(furnished.secretary, ballot_of_races.MAYOR, allowed, seen=seen)


def _decided(club: Club) -> None:
    """Four races are decided, and the partnership is as it was."""
    ballot_of_races.reach(club, "races counted")
    garden.found(club, publicity={3: PUBLIC})
    club.at(CLOSES + 3 * HOUR)
    certify.certify(club.secretary, ballot_of_races.KEY, officer="the officer")
