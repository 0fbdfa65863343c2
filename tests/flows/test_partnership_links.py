"""Links of whoever answers for a partner: each contact has their own, and one that was replaced counts for nobody."""

from __future__ import annotations

import pytest

from flows import partner_link, partnership, partnership_shown
from flows.duties.partnership import answers, partner_links
from flows.pages.desk import desk_page
from flows.pages.partners import partners_page
from flows.secretary import Refusal
from tests.flows import partners_charter as play
from tests.flows.club import DAY, HOUR, MINUTE, Club
from tests.flows.partners_charter import KEY, MAILBOXES, PAT, RAE, TENANTS, WANTED, answer, go_on, link_of, of, take

NEW = ("Quill Madeup", "quill@example.org")
PARALLEL, FLAT = {"How do we vote?": "parallel"}, {"How do we vote?": "flat"}
RENEWED = partner_link.PartnerLinkRenewed(partnership=KEY, partner=2, because="Forwarded by mistake.", by="R. O.")


def _replace(club: Club, contact: str = NEW[0], email: str = NEW[1]) -> bool:
    """The tenants have another contact."""
    tenants = WANTED.partners[0].model_copy(update={"contact": contact, "email": email})
    return partnership.begin(club.secretary, WANTED.model_copy(update={"partners": [tenants]}))


def _titles(club: Club, mailbox: str) -> list[str]:
    return [mail.title.removeprefix(f"pact.{KEY}.") for mail in club.mails_to(mailbox)]


def test_the_link_of_a_replaced_contact_counts_for_nobody(partnered: Club) -> None:
    """P1. The new contact has a link of their own; what comes by the old one is kept, and listed as what it is."""
    play.go_to(partnered, "asked")
    old = link_of(partnered, MAILBOXES[PAT], "asked")
    assert _replace(partnered)
    assert go_on(partnered) == []
    new = link_of(partnered, NEW[1], "asked")
    assert new != old
    partnered.send(old, PARALLEL)
    assert go_on(partnered) == []
    assert of(partnered).methods == {}
    with partnered.secretary.ledger.reading() as session:
        assert answers.by_void_links(session, KEY) == {2: 1}
        assert answers.nobodys(session, KEY) == 0
    shown = "\n".join(partnership_shown.in_words(partnered.secretary, KEY))
    assert f"By a link of {TENANTS}'s that doesn't work any more, counting for nobody: 1 answer." in shown
    assert "1 answer by a link that doesn't work any more, which counts for nobody." in partners_page(
        partnered.secretary
    )
    assert "came by a link that doesn't work any more" in desk_page(partnered.secretary)
    partnered.send(new, FLAT)
    assert go_on(partnered) == []
    assert of(partnered).methods == {TENANTS: "flat"}


def test_what_the_former_contact_sent_before_still_counts(partnered: Club) -> None:
    """P1. It was their organisation's word then, even if nobody had read it yet."""
    play.go_to(partnered, "asked")
    answer(partnered, MAILBOXES[PAT], PARALLEL)
    partnered.later(MINUTE)
    _replace(partnered)
    assert go_on(partnered) == []
    assert of(partnered).methods == {TENANTS: "parallel"}


def test_both_contacts_hear_of_it(partnered: Club) -> None:
    """P1. The former hears that their link doesn't work any more, the new what their organisation said so far."""
    play.go_to(partnered, "asked")
    answer(partnered, MAILBOXES[PAT], {**PARALLEL, "Basic values": "Yes", "Basic values, in your words": "Beds."})
    answer(partnered, MAILBOXES[RAE], FLAT)
    assert go_on(partnered) == []
    assert [one for one in _titles(partnered, MAILBOXES[PAT]) if "open" in one]
    _replace(partnered)
    assert go_on(partnered, passes=3) == []
    [void] = [mail for mail in partnered.mails_to(MAILBOXES[PAT]) if "void" in mail.title]
    assert "doesn't work any more" in void.text
    [asked] = [mail for mail in partnered.mails_to(NEW[1]) if "asked" in mail.title]
    assert "How we vote: parallel" in asked.text
    assert "basic values: yes – Beds." in asked.text
    [still] = [mail for mail in partnered.mails_to(NEW[1]) if "open" in mail.title]
    assert "no goal is on record (P12)" in still.text
    partnered.later(DAY)
    assert go_on(partnered) == []
    assert len([one for one in _titles(partnered, NEW[1]) if "open" in one]) == 1


def test_a_new_contact_reads_what_is_in_force(partnered: Club) -> None:
    """P1. They get the whole of it, as the one before did."""
    play.go_to(partnered, "in force")
    _replace(partnered)
    assert go_on(partnered) == []
    assert [one for one in _titles(partnered, NEW[1]) if "force" in one]


def test_a_slip_in_a_name_is_no_other_contact(partnered: Club) -> None:
    """P1. Who is spelled otherwise keeps their link, and nobody gets a letter."""
    play.go_to(partnered, "asked")
    before = _titles(partnered, MAILBOXES[PAT])
    assert _replace(partnered, "Pat  madeup", MAILBOXES[PAT])
    assert go_on(partnered) == []
    assert _titles(partnered, MAILBOXES[PAT]) == before


def test_a_link_that_leaked_is_made_void(partnered: Club) -> None:
    """P1. By the partner's number; the same contact gets another link, and one letter that says so."""
    play.go_to(partnered, "asked")
    old = link_of(partnered, MAILBOXES[PAT], "asked")
    assert partner_link.renew(partnered.secretary, RENEWED)
    assert not partner_link.renew(partnered.secretary, RENEWED)  # the last one hasn't gone out yet
    assert go_on(partnered) == []
    assert _titles(partnered, MAILBOXES[PAT]) == ["2/asked", "2/asked-n1"]
    assert "doesn't work any more" in partnered.mails(f"pact.{KEY}.2/asked-n1")[0].text
    partnered.send(old, PARALLEL)
    partnered.send(link_of(partnered, MAILBOXES[PAT], "asked"), FLAT)
    assert go_on(partnered) == []
    assert of(partnered).methods == {TENANTS: "flat"}


def test_no_link_is_made_void_of_what_isn_t_there(partnered: Club) -> None:
    """P1. A number of nobody's, and a partnership that has ended, are refused."""
    play.go_to(partnered, "asked")
    with pytest.raises(Refusal, match="no partner 9"):
        partner_link.renew(partnered.secretary, RENEWED.model_copy(update={"partner": 9}))
    partnership.end(partnered.secretary, partnership.PartnershipEnded(key=KEY, because="Sold.", by="R. O."))
    with pytest.raises(Refusal, match="has ended"):
        partner_link.renew(partnered.secretary, RENEWED)


def test_an_older_book_gives_no_link_twice(partnered: Club) -> None:
    """P1. The key file remembers: the partner gets a link that nobody has, once somebody says who answers for it."""
    play.go_to(partnered, "asked")
    older = "an older book"
    partnered.keep(older)
    key = partnered.secretary.keyring.read(f"race.pact.{KEY}")
    _replace(partnered)
    assert go_on(partnered) == []
    new = link_of(partnered, NEW[1], "asked")
    kept = partnered.secretary.keyring.read(f"race.pact.{KEY}")
    assert key is not None
    assert kept is not None
    assert kept.epochs == {2: 1}
    partnered.go_to(older)
    partnered.secretary.keyring.reissue(f"race.pact.{KEY}", line=2, epoch=1)  # the key file isn't as old as the book
    assert go_on(partnered) == []
    with partnered.secretary.ledger.reading() as session:
        assert partner_links.epoch(session, KEY, 2) == 2
    assert "Say who answers for partner 2" in desk_page(partnered.secretary)
    assert _titles(partnered, MAILBOXES[PAT]) == ["2/asked"]
    partnered.later(HOUR)
    assert partner_link.renew(partnered.secretary, RENEWED)
    assert go_on(partnered) == []
    assert "Say who answers for" not in desk_page(partnered.secretary)
    assert _titles(partnered, MAILBOXES[PAT]) == ["2/asked", "2/asked-n3"]
    assert link_of(partnered, MAILBOXES[PAT], "asked") != new


def test_a_file_speaks_for_a_partner_whatever_its_links(partnered: Club) -> None:
    """P1. Organisers hand it in, so no link is needed."""
    play.go_to(partnered, "asked")
    _replace(partnered)
    take(partnered, f'partner = "{TENANTS}"\nmethod = "flat"\n')
    assert go_on(partnered) == []
    assert of(partnered).methods == {TENANTS: "flat"}


def test_a_partner_that_never_answers_stands_on_the_desk(partnered: Club) -> None:
    """P1. After the reminder people are asked to see to it; the partners that have answered hear for whom they wait."""
    play.go_to(partnered, "asked")
    asked = partnered.secretary.now()
    take(partnered, play.OUR_FILE)
    while partnered.secretary.now() < asked + 12 * DAY:
        partnered.later(DAY)
        assert go_on(partnered, passes=1) == []
        assert "has answered nothing since" not in desk_page(partnered.secretary)
    assert [one for one in _titles(partnered, MAILBOXES[RAE]) if "awaited" in one] == ["1/awaited"]
    assert [one for one in _titles(partnered, MAILBOXES[PAT]) if "awaited" in one] == []
    assert f"Still awaited: {TENANTS}." in partnered.mails(f"pact.{KEY}.1/awaited")[0].text
    partnered.later(3 * DAY)
    assert "Partner 2 has answered nothing since 1 October 2026" in desk_page(partnered.secretary)
    assert TENANTS not in desk_page(partnered.secretary)
    take(partnered, play.THEIR_FILE)
    assert go_on(partnered) == []
    assert "has answered nothing since" not in desk_page(partnered.secretary)


def test_the_page_offers_no_door_before_it_is_in_force(partnered: Club) -> None:
    """P1, P12. Days are shown as soon as they are stated; what may be done about them once it is in force."""
    play.go_to(partnered, "settled")
    assert "Plan of the beds" in partners_page(partnered.secretary)
    assert "canvass reached" not in partners_page(partnered.secretary)
    play.go_to(partnered, "in force")
    assert "canvass reached" in partners_page(partnered.secretary)
