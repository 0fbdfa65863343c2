"""A partnership settled by form: both sides fill it in, nothing is lost, and delegates speak for themselves."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from core.records import Delegate, PartnerAnswer
from flows import agree, partnership
from flows.duties.membership import stock
from flows.duties.partnership import answers, in_force
from flows.erase import erase
from flows.pages.desk import desk_page
from flows.pages.partners import partners_page
from integrations.google import sheets
from tests.flows import partners_charter as play
from tests.flows.club import ADA, BO, DAY, MEMBERS, Club
from tests.flows.partners_charter import (
    AGREED,
    KEY,
    LANTERN,
    MAILBOXES,
    MOSS,
    PAT,
    RAE,
    WANTED,
    WORK,
    affirm,
    answer,
    carry_on,
    delegates,
    form_answers,
    go_on,
    take,
    unmet,
)

MAY = "may they also vote as a member of Make Justice Normal, in their own name?"
ADA_TOO = {
    f"Primary delegate: {MAY}": "Yes, we approve of that",
    "Primary delegate: who in your organisation approved that?": "the board",
}


def _asked(club: Club) -> None:
    """Both contacts have got their link."""
    play.begun(club)
    assert go_on(club) == []


def _both(club: Club) -> None:
    """Both have filled in all of it."""
    _asked(club)
    answer(club, MAILBOXES[RAE], form_answers((ADA, MEMBERS[ADA]), MOSS, {**ADA_TOO, **WORK}))
    answer(club, MAILBOXES[PAT], form_answers(*LANTERN))
    assert go_on(club) == []


def _kept(club: Club) -> list[PartnerAnswer]:
    with club.secretary.ledger.reading() as session:
        return answers.of(session, KEY)


def _delegate(club: Club, nth: int) -> Delegate:
    with club.secretary.ledger.reading() as session:
        return session.get_one(Delegate, (KEY, nth))


def test_both_sides_settle_a_partnership_by_form(partnered: Club) -> None:
    """P1, P2, P3, P5, P8, P10, P12. Each opens a link of its own; once all is settled it is put in force."""
    _both(partnered)
    assert unmet(partnered) == ""
    assert len(delegates(partnered)) == 4
    assert "“A garden for the quarter” can be put in force" in desk_page(partnered.secretary)
    assert agree.agree(partnered.secretary, AGREED, named=True)
    assert "In force." in partners_page(partnered.secretary)
    assert "can be put in force" not in desk_page(partnered.secretary)


def test_form_and_file_end_in_the_same_records(partnered: Club) -> None:
    """P1. One side may fill in the form and the other hand in a file."""
    _asked(partnered)
    take(partnered, play.OUR_FILE)
    answer(partnered, MAILBOXES[PAT], form_answers(*LANTERN, WORK))
    assert go_on(partnered) == []
    assert unmet(partnered) == ""
    assert play.dates(partnered) == [
        ("goal", "Beds for every house", date(2027, 9, 1)),
        ("deliverable", "Plan of the beds", date(2027, 5, 1)),
    ]


def test_what_cant_be_read_is_kept_and_listed_until_it_is_answered_anew(partnered: Club) -> None:
    """P1. Nothing is lost or guessed: lines that can be read count, the others wait, and nothing is put in force."""
    _both(partnered)
    bad = {
        "Our goals, one per line": "Beds for every house - 2027-09-01\nA fence next spring\nA gate - 2027-02-30",
        "Basic values": "",
        "Basic values, in your words": "We have to talk.",
        "Primary delegate: name": "",
        "What may go wrong, and what we do then": "rain",
        "What makes the power uneven?": "",
        "What kind of power is there between us?": "",
    }
    answer(partnered, MAILBOXES[RAE], form_answers((ADA, MEMBERS[ADA]), MOSS, bad))
    assert go_on(partnered) == []
    with partnered.secretary.ledger.reading() as session:
        waiting = [(nth, one["question"], one["words"]) for nth, one in answers.unread(session, KEY)]
    assert waiting == [
        (1, "gate: basic values", "We have to talk."),
        (1, "primary", "ada@example.org; delegate; partner advisor"),
        (1, "goals", "A fence next spring"),
        (1, "goals", "A gate - 2027-02-30"),
        (1, "circumstances", "rain"),
    ]
    assert len(delegates(partnered)) == 4
    assert "5 pieces of partners' answers can't be read" in desk_page(partnered.secretary)
    assert "A fence" not in desk_page(partnered.secretary) + partners_page(partnered.secretary)
    assert "5 pieces of Make Justice Normal's answers can't be read" in play.refused(partnered)
    answer(partnered, MAILBOXES[RAE], form_answers((ADA, MEMBERS[ADA]), MOSS, WORK))
    assert go_on(partnered) == []
    assert play.refused(partnered) == ""


def test_an_answer_with_nobodys_code_counts_for_nobody(partnered: Club) -> None:
    """P1. A link without its code, or with another one, is kept, counted on the page, and changes nothing."""
    _asked(partnered)
    link = play.link_of(partnered, MAILBOXES[PAT], "asked")
    partnered.send(f"{link[:-4]}zzzz", form_answers(*LANTERN))
    assert go_on(partnered) == []
    assert [one.nth for one in _kept(partnered)] == [0]
    assert delegates(partnered) == []
    assert "1 answer with a code of nobody's" in partners_page(partnered.secretary)


def test_a_passed_on_link_speaks_for_its_own_partner_only(partnered: Club) -> None:
    """P1. Each link is its organisation's, and the code itself is never kept."""
    _asked(partnered)
    link = play.link_of(partnered, MAILBOXES[PAT], "asked")
    code = link.rsplit("=", 1)[1]
    partnered.send(link, form_answers(*LANTERN))
    carry_on(partnered)
    [kept] = _kept(partnered)
    assert kept.nth == 2
    assert code not in str(partnered.everything()["book"])


def test_one_reminder_a_week_later_and_a_letter_about_what_is_open(partnered: Club) -> None:
    """P1. Who said nothing is reminded once; once all have answered everybody reads what is missing, and no more."""
    _asked(partnered)
    answer(partnered, MAILBOXES[RAE], form_answers((ADA, MEMBERS[ADA]), MOSS))
    partnered.later(timedelta(days=6))
    go_on(partnered)
    assert "2/again" not in play.letters(partnered)
    partnered.later(2 * DAY)
    go_on(partnered)
    partnered.later(8 * DAY)
    go_on(partnered)
    written = play.letters(partnered)
    assert [key for key in written if "again" in key] == ["2/again"]
    assert not [key for key in written if "open" in key]
    answer(
        partnered, MAILBOXES[PAT], {"Basic values": "Not yet", "Basic values, what will be done about it": "we meet"}
    )
    go_on(partnered, passes=3)
    assert sorted(key for key in play.letters(partnered) if "open" in key) == ["1/open-2", "2/open-2"]
    [mail] = partnered.mails(f"pact.{KEY}.2/open-2")
    assert "“basic values”: Lantern Street Tenants answers not yet, until this is done: we meet." in mail.text
    assert "no goal is on record (P12)" in mail.text


def test_another_contact_is_asked_anew(partnered: Club) -> None:
    """P1. A slip in a mailbox is put right by the same door; title and partners stay what they are."""
    _asked(partnered)
    tenants = WANTED.partners[0].model_copy(update={"contact": "Quill Madeup", "email": "quill@example.org"})
    assert partnership.begin(partnered.secretary, WANTED.model_copy(update={"partners": [tenants]}))
    go_on(partnered)
    assert play.letters(partnered)["2/asked-n1"] == "partner_invited"
    [mail] = partnered.mails(f"pact.{KEY}.2/asked-n1")
    assert mail.to == "quill@example.org"


# ── two hats ───────────────────────────────────────────────────────────────────────────────────────


def test_a_delegate_affirms_it_for_themselves_and_can_take_it_back(partnered: Club) -> None:
    """P4. Their organisation's word comes with its answer, their own by their own link; both days are on record."""
    _both(partnered)
    ada = _delegate(partnered, 1)
    assert (ada.number, ada.approved_by, ada.affirmed_on) == ("M01", "the board", None)
    assert affirm(partnered, MEMBERS[ADA]).accepted
    assert go_on(partnered) == []
    assert _delegate(partnered, 1).affirmed_on == date(2026, 10, 1)
    affirm(partnered, MEMBERS[ADA], yes=False)
    go_on(partnered)
    assert _delegate(partnered, 1).affirmed_on is None
    assert [key for key in play.letters(partnered) if "hats" in key] == ["d1/hats"]


def test_nobody_affirms_for_somebody_else(partnered: Club) -> None:
    """P4. The organisation's own link says nothing of a delegate's hats, whichever form it is put into."""
    _both(partnered)
    link, own = play.link_of(partnered, MEMBERS[ADA], "/hats"), play.link_of(partnered, MAILBOXES[RAE], "asked")
    forged = link.rsplit("=", 1)[0] + "=" + own.rsplit("=", 1)[1]
    partnered.send(forged, {"Can you wear two hats?": "Yes, I can keep the two apart"})
    go_on(partnered)
    assert _delegate(partnered, 1).affirmed_on is None
    assert [one.nth for one in _kept(partnered)] == [1, 2, 0]


def test_who_approves_of_themselves_is_named_on_the_desk_and_not_asked(partnered: Club) -> None:
    """P4. Nobody approves of themselves in their organisation's name."""
    _asked(partnered)
    alone = {**ADA_TOO, "Primary delegate: who in your organisation approved that?": ADA}
    answer(partnered, MAILBOXES[RAE], form_answers((ADA, MEMBERS[ADA]), MOSS, alone))
    go_on(partnered)
    assert "1 delegate approved of by nobody but themselves" in desk_page(partnered.secretary)
    assert not [key for key in play.letters(partnered) if "hats" in key]


def test_an_approval_without_a_name_is_none(partnered: Club) -> None:
    """P4. It is kept as something to be said anew, and the delegate isn't on record yet."""
    _asked(partnered)
    answer(
        partnered,
        MAILBOXES[RAE],
        form_answers((ADA, MEMBERS[ADA]), MOSS, {f"Primary delegate: {MAY}": "Yes, we approve of that"}),
    )
    go_on(partnered)
    assert [one[2] for one in delegates(partnered)] == ["backup"]
    assert "1 piece of partners' answers can't be read" in desk_page(partnered.secretary)


def test_which_member_a_delegate_is_is_asked_where_it_isnt_clear(partnered: Club) -> None:
    """P4. Bo from an address that nobody knows may be anybody: the tab Questions asks, and its answer counts."""
    _asked(partnered)
    answer(partnered, MAILBOXES[RAE], form_answers((BO, "bo@elsewhere.example.org"), MOSS, ADA_TOO))
    go_on(partnered)
    assert _delegate(partnered, 1).number == ""
    stock.take_stock(partnered.secretary)
    book = sheets.read(partnered.secretary.google, partnered.settings.members_book, ("Questions",))
    asked = [row for row in book.tabs["Questions"] if "bo@elsewhere.example.org" in str(row)]
    assert len(asked) == 1


def test_what_lies_in_the_forms_of_whoever_is_erased_is_listed(partnered: Club) -> None:
    """M8. Only people can delete an answer at Google: which, is said by its number, and by nothing else."""
    _both(partnered)
    told = "\n".join(erase(partnered.secretary, "M01"))
    assert f"partnership {KEY}, answer 1" in told
    assert f"partnership {KEY}, answer 2" not in told


# ── delegates come and go ──────────────────────────────────────────────────────────────────────────


def test_a_renamed_delegate_is_replaced_and_both_are_told(partnered: Club) -> None:
    """P2, P4. Somebody new has a number of their own and no affirmation; who was there before is told."""
    _both(partnered)
    affirm(partnered, MEMBERS[ADA])
    go_on(partnered)
    answer(partnered, MAILBOXES[RAE], form_answers((BO, MEMBERS[BO]), MOSS))
    go_on(partnered)
    assert [one for one in delegates(partnered) if one[1:3] == (1, "primary")] == [
        (1, 1, "primary", ADA, False),
        (5, 1, "primary", BO, True),
    ]
    assert _delegate(partnered, 5).affirmed_on is None
    assert _delegate(partnered, 5).approved_on is None
    written = play.letters(partnered)
    assert {written["d1/replaced"], written["d5/named"]} == {"delegate_replaced", "delegate_named"}
    before = partnered.everything()["book"]["delegate"]
    go_on(partnered)
    assert partnered.everything()["book"]["delegate"] == before


def test_delegates_who_change_places_arent_told_that_they_left(partnered: Club) -> None:
    """P2. Primary and backup swap: both are named anew, with the new rank, and nobody is thanked for having left."""
    _both(partnered)
    answer(partnered, MAILBOXES[PAT], form_answers(LANTERN[1], LANTERN[0]))
    go_on(partnered)
    assert [one[2:] for one in delegates(partnered)[-2:]] == [
        ("primary", LANTERN[1][0], True),
        ("backup", LANTERN[0][0], True),
    ]
    assert not [key for key in play.letters(partnered) if "replaced" in key]


# ── what partners state differently, and after it is in force ──────────────────────────────────────


def test_a_day_that_two_partners_state_differently_is_named_and_not_overwritten(partnered: Club) -> None:
    """P12, P1. What is on record stays until they agree, and nothing is put in force."""
    _both(partnered)
    answer(partnered, MAILBOXES[PAT], {"Our deliverables, one per line": "plan of the beds - 2027-06-01"})
    go_on(partnered)
    assert play.dates(partnered)[1] == ("deliverable", "Plan of the beds", date(2027, 5, 1))
    told = (
        "“Plan of the beds” isn't stated alike: Make Justice Normal says 1 May 2027; Lantern Street Tenants says "
        "1 June 2027 (P12)"
    )
    assert told in play.refused(partnered)
    answer(partnered, MAILBOXES[RAE], {"Our deliverables, one per line": "Plan of the beds - 2027-06-01"})
    go_on(partnered)
    assert play.dates(partnered)[1] == ("deliverable", "Plan of the beds", date(2027, 6, 1))
    assert play.refused(partnered) == ""


def test_what_nobody_names_any_more_goes_before_it_is_in_force(partnered: Club) -> None:
    """P10, P12. A list is said whole: what was dropped from it, and nobody else names, isn't due."""
    _both(partnered)
    answer(partnered, MAILBOXES[RAE], {"What may go wrong, and what we do then": "snow: we dig"})
    go_on(partnered)
    assert play.foreseen(partnered) == {"snow": "we dig"}


def test_what_was_met_and_isnt_any_more_is_named(partnered: Club) -> None:
    """P1. A partner that takes a yes back before it is in force keeps everything from going forward."""
    _both(partnered)
    assert unmet(partnered) == ""
    answer(partnered, MAILBOXES[PAT], {"Capacity and funds": "No"})
    go_on(partnered)
    assert "“capacity and funds”: Lantern Street Tenants answers no" in play.refused(partnered)


def test_once_in_force_a_single_partner_changes_nothing_but_its_own_delegates(partnered: Club) -> None:
    """P1, P3, P12. It stands on the desk; agreed anew, with all partners' word, it holds and is sent again."""
    play.go_to(partnered, "in force")
    later = "Plan of the beds - 2027-06-01"
    answer(partnered, MAILBOXES[PAT], {"Our deliverables, one per line": later})
    new = {
        "Primary delegate: name": "Nova Lantern",
        "Primary delegate: e-mail address": "nova@example.org",
        "Primary delegate: role in votes": "member",
        "Primary delegate: responsibility": "partner advisor",
    }
    answer(partnered, MAILBOXES[PAT], new)
    go_on(partnered)
    assert play.dates(partnered)[1][2] == date(2027, 5, 1)
    nova = _delegate(partnered, 5)
    assert (nova.name, nova.voter_role, nova.responsibility) == ("Nova Lantern", "delegate", "partner advisor")
    assert "Something else was said since" in desk_page(partnered.secretary)
    assert play.letters(partnered)["d5/force-2"] == "partner_in_force"
    assert "isn't stated alike" in play.refused(partnered)
    assert play.of(partnered).partnership.agreed_at is not None
    answer(partnered, MAILBOXES[RAE], {"Our deliverables, one per line": later})
    go_on(partnered)
    assert play.dates(partnered)[1][2] == date(2027, 6, 1)
    assert agree.agree(partnered.secretary, AGREED, named=True)
    go_on(partnered)
    assert play.letters(partnered)["2/force-5"] == "partner_in_force"
    [mail] = partnered.mails(f"pact.{KEY}.2/force-5")
    assert "WHAT HAS CHANGED IS IN FORCE" in mail.text
    assert "Something else was said since" not in desk_page(partnered.secretary)
    assert _delegate(partnered, 5).voter_role == "member"


def test_an_affirmation_is_no_change_of_what_is_in_force(partnered: Club) -> None:
    """P4. A delegate's own word concerns nobody else's agreement."""
    play.go_to(partnered, "in force")
    affirm(partnered, MEMBERS[ADA])
    go_on(partnered)
    with partnered.secretary.ledger.reading() as session:
        assert in_force.changed_since(session, play.of(partnered)) == {}
        assert session.execute(select(Delegate.affirmed_on).where(Delegate.nth == 1)).scalar_one() is not None
