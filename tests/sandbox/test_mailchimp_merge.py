"""Merge tags: each person's copy says what it should, and what is wrong with a letter is noticed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.mailchimp import campaigns
from integrations.sandbox import inbox, mailchimp
from integrations.sandbox.merge import render
from tests.sandbox.mailchimp_app import LIST, TEXT, Office, open_office

ADA = {"FNAME": "Ada", "LNAME": "", "TOWN": "Meadow Hill"}


@pytest.mark.parametrize(
    ("letter", "copy"),
    [
        ("Dear *|FNAME|*,", "Dear Ada,"),
        ("*|FNAME|**|TOWN|*", "AdaMeadow Hill"),
        ("*|IF:FNAME|*Dear *|FNAME|**|ELSE:|*Hello*|END:IF|*!", "Dear Ada!"),
        ("*|IF:LNAME|*Dear *|LNAME|**|ELSE:|*Hello*|END:IF|*!", "Hello!"),
        ("*|IF:LNAME|*gone*|END:IF|*!", "!"),
        ("*|IF:TOWN=Meadow Hill|*here*|ELSE:|*there*|END:IF|*", "here"),
        ("*|IF:TOWN=Meadow|*here*|ELSE:|*there*|END:IF|*", "there"),
        ("*|IF:LNAME=|*none*|END:IF|*", "none"),
        ("*|IF:FNAME|*a*|IF:LNAME|*b*|ELSE:|*c*|END:IF|*d*|END:IF|*", "acd"),
        ("*|IF:LNAME|*a*|IF:FNAME|*b*|ELSE:|*c*|END:IF|*d*|ELSE:|*e*|END:IF|*", "e"),
        ("2 * 3 | 4", "2 * 3 | 4"),
        ("", ""),
    ],
)
def test_a_sound_letter(letter: str, copy: str) -> None:
    """Tags are replaced and conditions decided, also inside each other."""
    rendered = render(letter, ADA)
    assert (rendered.text, rendered.faults) == (copy, ())


@pytest.mark.parametrize(
    ("letter", "copy", "fault"),
    [
        ("Dear *|NICK|*!", "Dear !", "*|NICK|* is no tag of this list"),
        ("Dear *|fname|*!", "Dear !", "*|fname|* is no tag of this list"),
        ("*|IF:LNAME|**|NICK|**|END:IF|*", "", "*|NICK|* is no tag of this list"),
        ("*|IF:NICK|*a*|END:IF|*b", "b", "*|IF:NICK|* asks for something that is not known here"),
        ("*|IF:FNAME|*a", "a", "an *|IF|* has no *|END:IF|*"),
        ("a*|END:IF|*", "a", "*|END:IF|* has no *|IF|* before it"),
        ("a*|ELSE:|*b", "ab", "*|ELSE:|* has no *|IF|* before it"),
        ("*|FNAME", "*|FNAME", "a *| or |* belongs to no tag"),
        ("FNAME|*", "FNAME|*", "a *| or |* belongs to no tag"),
    ],
)
def test_an_unsound_letter(letter: str, copy: str, fault: str) -> None:
    """What can't be filled in is left out and the fault told, even in a branch this person doesn't see."""
    rendered = render(letter, ADA)
    assert (rendered.text, rendered.faults) == (copy, (fault,))


@given(st.text(st.sampled_from("*|AB:IF=END")), st.text(st.sampled_from("*|AB:IF=END")))
def test_a_value_is_never_read_as_a_tag(first: str, second: str) -> None:
    """Whatever stands in a field arrives as it is, though it look like a tag."""
    rendered = render("<*|A|*><*|B|*>", {"A": first, "B": second})
    assert rendered.text == f"<{first}><{second}>"
    assert rendered.faults == ()


@pytest.fixture
def office() -> Iterator[Office]:
    """A sandbox with Ada on its list."""
    with open_office() as opened:
        opened.join("ada@example.org", FNAME="Ada")
        yield opened


def sent(office: Office, html: str) -> inbox.Mail:
    """Ada's copy of a letter."""
    campaigns.send(office.mc, office.draft(office.segment("ada", "ada@example.org"), html=html))
    return inbox.mails(office.sandbox.world)[0]


def test_the_list_and_the_year(office: Office) -> None:
    """Mailchimp's own tags: who sends, from where, to whom, when, and the way out."""
    tags = ("LIST:COMPANY", "LIST:ADDRESSLINE", "HTML:LIST_ADDRESS_HTML", "EMAIL", "CURRENT_YEAR", "UNSUB")
    mail = sent(office, "\n".join(f"*|{tag}|*" for tag in tags))
    company, line, address, email, year, way_out = mail.html.splitlines()
    assert company == "Meadow Hill Neighbours"
    assert line == "Meadow Hill Neighbours, 1 Example Street, Meadow Hill, MA 00000"
    assert address == "Meadow Hill Neighbours<br>1 Example Street<br>Meadow Hill<br>MA 00000"
    assert (email, year) == ("ada@example.org", "2026")
    assert way_out == f"{office.sandbox.url}/inbox/unsubscribe/{LIST}/{mailchimp.subscriber_hash('ada@example.org')}"
    assert mail.faults == ()


@pytest.mark.parametrize("html", ["<p>Vote</p>", "<html><body><p>Vote</p></body></html>"])
def test_a_letter_without_a_way_out_gets_mailchimps_footer(office: Office, html: str) -> None:
    """The footer goes inside the body, with the address and the link, and the mail says that it was needed."""
    mail = sent(office, html)
    assert mail.html.count("/inbox/unsubscribe/") == 1
    assert "1 Example Street" in mail.html
    assert mail.html.endswith("</body>") == ("</body>" in html)
    assert [fault.split(":")[0] for fault in mail.faults] == ["html"]


def test_an_unknown_tag_is_noted_on_the_mail(office: Office) -> None:
    """The mail goes out as it would, and carries its faults for a test to find."""
    mail = sent(office, "<p>*|NICK|*</p><a href='*|UNSUB|*'>leave</a>")
    assert mail.faults == ("html: *|NICK|* is no tag of this list",)


def test_a_missing_text_part_is_made_from_the_html(office: Office) -> None:
    """Without styles and titles, tags kept: a letter that only came as HTML can still be read."""
    draft = office.draft(office.segment("ada", "ada@example.org"))
    html = "<head><title>T</title><style>p {}</style></head><p>Dear *|FNAME|*</p><p>Vote &amp; tell</p>"
    told = office.raw("PUT", f"/campaigns/{draft}/content", body={"html": html}).json()
    assert told["plain_text"] == "Dear *|FNAME|*\nVote & tell"
    ours = office.raw("PUT", f"/campaigns/{draft}/content", body={"html": html, "plain_text": TEXT}).json()
    assert ours["plain_text"] == TEXT
