"""The inbox: every letter can be looked at, safely, in a browser or in a folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
import requests

from integrations.mailchimp import campaigns
from integrations.sandbox import inbox
from tests.sandbox.mailchimp_app import Office, open_office

NASTY = "<script>alert('x')</script> & \"quotes\""


@pytest.fixture
def office() -> Iterator[Office]:
    """A sandbox in which Ada got two letters and Bo one."""
    with open_office() as opened:
        opened.join("ada@example.org", "bo@example.org", FNAME="friend")
        both = opened.segment("both", "ada@example.org", "bo@example.org")
        campaigns.send(opened.mc, opened.draft(both, subject="First"))
        campaigns.send(opened.mc, opened.draft(opened.segment("ada", "ada@example.org"), subject=NASTY))
        yield opened


def page(office: Office, path: str) -> str:
    """A page of the inbox."""
    answer = requests.get(office.sandbox.url + path, timeout=10)
    assert answer.status_code == 200
    return answer.text


def test_mails_are_told_in_the_order_they_were_sent(office: Office) -> None:
    """All of them, or one mailbox's."""
    assert [(mail.n, mail.to) for mail in inbox.mails(office.sandbox.world)] == [
        (1, "ada@example.org"),
        (2, "bo@example.org"),
        (3, "ada@example.org"),
    ]
    assert [mail.n for mail in inbox.mails(office.sandbox.world, to="Ada@Example.org")] == [1, 3]
    assert inbox.mails(office.sandbox.world, to="cy@example.org") == []


def test_the_index_lists_mailboxes_and_each_mailing_by_itself(office: Office) -> None:
    """One page leads to everything; letters of one mailing stand together, the first mailing open, in local time."""
    office.sandbox.world.zone = "America/New_York"
    campaigns.send(office.mc, office.draft(office.segment("bo", "bo@example.org"), title="result"))
    campaigns.send(office.mc, office.draft(office.segment("late", "bo@example.org"), subject="First"))
    shown = page(office, "/inbox")
    assert re.findall(r'href="/inbox/(\d+)"', shown) == ["1", "2", "3", "5", "4"]
    assert re.findall("<h2>(.*?)</h2>", shown) == ["ballot", "result"]
    assert shown.count('<details class="card" open>') == 1
    assert "Times are those of America/New_York." in shown
    assert "2 Mar 2026, 04:00" in shown
    assert '<a href="/inbox?to=ada%40example.org">ada@example.org</a> <span class="quiet">2</span>' in shown


def test_a_page_lists_the_newest_five_hundred(office: Office) -> None:
    """A large mailing keeps the page readable, and the page says what it leaves out."""
    crowd = [f"voter{number}@example.org" for number in range(500)]
    office.join(*crowd)
    campaigns.send(office.mc, office.draft(office.segment("crowd", *crowd)))
    shown = page(office, "/inbox")
    assert len(re.findall(r'href="/inbox/(\d+)"', shown)) == 500
    assert "503 letters, of which the newest 500 are listed" in shown


def test_a_mailbox_lists_its_own(office: Office) -> None:
    """Bo's mailbox has Bo's letter only."""
    assert re.findall(r'href="/inbox/(\d+)"', page(office, "/inbox?to=bo@example.org")) == ["2"]


def test_an_empty_inbox_says_so() -> None:
    """Before the first letter there is a page too."""
    with open_office() as office:
        assert "None yet." in page(office, "/inbox")


def test_nothing_in_a_letter_becomes_part_of_the_page(office: Office) -> None:
    """Subjects are escaped, and the letter stands in a frame that runs no scripts."""
    for path in ("/inbox", "/inbox/3"):
        assert "<script" not in page(office, path)
    shown = page(office, "/inbox/3")
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in shown
    framed = unescape(re.findall(r'srcdoc="(.*?)"', shown, re.DOTALL)[0])
    letter = inbox.mails(office.sandbox.world)[2].html
    assert framed.replace('<base target="_blank">', "") == letter


def test_the_parts_are_there_as_they_were_sent(office: Office) -> None:
    """The text part is text; the HTML part comes with the order to run nothing."""
    mail = inbox.mails(office.sandbox.world)[0]
    text = requests.get(f"{office.sandbox.url}/inbox/1/text", timeout=10)
    html = requests.get(f"{office.sandbox.url}/inbox/1/html", timeout=10)
    assert (text.text, html.text) == (mail.text, mail.html)
    assert text.headers["content-type"].startswith("text/plain")
    assert html.headers["content-security-policy"] == "sandbox allow-popups"


@pytest.mark.parametrize("path", ["/inbox/4", "/inbox/0/text", "/inbox/99/html", "/inbox/unsubscribe/none/none"])
def test_what_is_not_there(office: Office, path: str) -> None:
    """A letter or a member that doesn't exist is 404."""
    assert requests.get(office.sandbox.url + path, timeout=10).status_code == 404


def test_pages_can_be_used_by_everybody(office: Office) -> None:
    """Language, title, width, one heading and both colour schemes are declared on each page."""
    way_out = way_out_of(office).removeprefix(office.sandbox.url)
    for path in ("/inbox", "/inbox/1", way_out):
        shown = page(office, path)
        for needed in ('<html lang="en">', "<title>", "width=device-width", "prefers-color-scheme: dark", "<main"):
            assert needed in shown
        assert shown.count("<h1>") == 1
    assert '<iframe title="The letter"' in page(office, "/inbox/1")


def way_out_of(office: Office) -> str:
    """The unsubscribe link in Ada's first letter."""
    return inbox.mails(office.sandbox.world)[0].text.split("Leave: ")[1].strip()


def test_following_the_way_out_changes_nothing_until_it_is_confirmed(office: Office) -> None:
    """Scanners follow links: only the button unsubscribes, and then no letter comes."""
    link = way_out_of(office)
    assert "Leave this mailing list?" in requests.get(link, timeout=10).text
    assert office.status("ada@example.org") == "subscribed"
    assert "You have left" in requests.post(link, timeout=10).text
    assert office.status("ada@example.org") == "unsubscribed"
    segment = office.segment("again", "ada@example.org", "bo@example.org")
    campaigns.send(office.mc, office.draft(segment, title="later"))
    assert [mail.to for mail in inbox.mails(office.sandbox.world)][3:] == ["bo@example.org"]


def test_the_inbox_as_a_folder(office: Office, tmp_path: Path) -> None:
    """Every link leads to a file beside it, and each mail is there as a page and as text."""
    folder = tmp_path / "rehearsal" / "inbox"
    inbox.write_inbox(office.sandbox.world, folder)
    names = {file.name for file in folder.iterdir()}
    mails = {f"mail-{n}.{kind}" for n in (1, 2, 3) for kind in ("html", "txt")}
    assert names == {"index.html", "mailbox-1.html", "mailbox-2.html"} | mails
    for file in folder.glob("*.html"):
        outside_frames = re.sub(r'srcdoc=".*?"', "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert set(re.findall(r'href="([^"#]+)"', outside_frames)) <= names
    assert (folder / "mail-1.txt").read_text(encoding="utf-8") == inbox.mails(office.sandbox.world)[0].text


def test_a_fault_shows_on_the_page(office: Office) -> None:
    """Who looks at a letter sees what was wrong with its tags, in the list and on the letter."""
    office.join("cy@example.org")
    draft = office.draft(office.segment("cy", "cy@example.org"), html="*|NICK|*<a href='*|UNSUB|*'>leave</a>")
    campaigns.send(office.mc, draft)
    assert "*|NICK|* is no tag of this list" in page(office, "/inbox/4")
    assert "has faults" in page(office, "/inbox?to=cy@example.org")
    assert "has faults" not in page(office, "/inbox?to=bo@example.org")
