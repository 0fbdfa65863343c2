"""P11. A partner marked private appears in none of the public outputs: all letters, pages, packs, calendars, sheets."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from prefect import flow
from prefect.client.orchestration import get_client

from core.letters import OCCASIONS
from core.records import Election, PartnershipDate, Race
from core.records.elections import PARTNERS
from flows import pages_shown, partners, screen
from flows.duties.letter import outbox, personal
from flows.duties.partnership import told
from flows.duties.partnership.told import NotToBeTold
from flows.duties.race import agenda, season_calendar
from flows.pages.season import season_page
from templates import Letter, artifact
from tests.flows import asked
from tests.flows import partners_publicity as garden
from tests.flows.ballots import KEY
from tests.flows.club import HOUR, Club
from tests.flows.partners_publicity import GARDEN, LANTERN, PRIVATE
from tests.templates import page_samples, samples
from tests.templates.payloads import OURS, poisoned

FLOWS = Path(__file__).parents[2] / "flows"
LINK: dict[str, Any] = {
    "race": "mayor-26",
    "line": 1,
    "epoch": 0,
    "base": "https://docs.example.org/forms/d/e/made-up/viewform?x=",
}
TAKEN_OUT = OURS | {"report", "to_partner"}
"""Facts that no person types, and those that are made anew when the letter is written."""

AS_A_WHOLE = TAKEN_OUT | {"rule"}
"""Facts into which nothing is planted piece by piece: a rule's numbers are no words."""

REPORT = {"first": "2026-07-01", "last": "2026-09-30"}


@pytest.fixture(scope="module")
def furnished(kind_of_book: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    """The club under a charter that knows races and partners."""
    with garden.at_work(kind_of_book, tmp_path_factory) as club:
        yield club


@pytest.fixture
def private(furnished: Club) -> Club:
    """The club with a ballot, a key for links, and a partner of which nobody may be told anything."""
    garden.at_club(furnished, "private", publicity={2: PRIVATE})
    furnished.draft()
    personal.keep_key(furnished.secretary, LINK["race"])
    return furnished


def _names_it(words: str) -> bool:
    """Whether the private partner is in a text, by a search of this test's own; pictures are opened first."""
    drawn = [base64.b64decode(code).decode() for code in re.findall(r"base64,([A-Za-z0-9+/=]+)", words)]
    plain = " ".join(html.unescape(re.sub(r"[\\\n]", "", "\n".join([words, *drawn]))).split())
    return LANTERN.casefold() in plain.casefold()


# ── letters ────────────────────────────────────────────────────────────────────────────────────────


def _without(facts: Any) -> Any:
    """A sample with another organisation in the private one's place."""
    if isinstance(facts, Mapping):
        return {name: _without(value) for name, value in facts.items()}
    if isinstance(facts, list | tuple):
        return [_without(one) for one in facts]
    return facts.replace(LANTERN, "Willow Lane Choir") if isinstance(facts, str) else facts


def _as_planned(occasion: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as a letter holds them before it is written."""
    kind = OCCASIONS[occasion]
    return {**facts, **({"link": LINK} if kind.linked else {}), **({"report": REPORT} if kind.reports else {})}


def _words(club: Club, occasion: str, facts: Mapping[str, Any]) -> Letter:
    with club.secretary.ledger.reading() as session:
        election = session.get_one(Election, KEY)
    at = club.secretary.now()
    letter = outbox.plan("x/y", occasion=occasion, election=election, at=at, to=[], facts=facts, key=b"k" * 32)
    return outbox.words_of(club.secretary, letter)


def _planted(facts: Any, key: str) -> Any:
    """The facts with the private name in every place of this name where a person could have typed."""
    if isinstance(facts, Mapping):
        return {one: _within(one, value, key) for one, value in facts.items()}
    return [_planted(one, key) for one in facts] if isinstance(facts, list | tuple) else facts


def _within(name: str, value: Any, key: str) -> Any:
    if name == key:
        return poisoned({name: value}, f"With {LANTERN}")[name]
    return value if name in AS_A_WHOLE else _planted(value, key)


def _keys(facts: Any) -> set[str]:
    if isinstance(facts, Mapping):
        free = {name: value for name, value in facts.items() if name not in TAKEN_OUT}
        return {*free, *(key for name, value in free.items() if name not in AS_A_WHOLE for key in _keys(value))}
    return {key for one in facts for key in _keys(one)} if isinstance(facts, list | tuple) else set()


OUTGOING = [name for name, (occasion, _) in samples.LETTERS.items() if OCCASIONS[occasion].readers != "organisers"]
"""All letters but those to the organisers themselves, who know every partner."""


@pytest.mark.parametrize("name", OUTGOING)
def test_no_letter_names_a_private_partner_wherever_its_name_was_typed(private: Club, name: str) -> None:
    """P11. Planted into each free fact in turn, the name never comes out; where it would, the letter is kept back."""
    occasion, sample = samples.LETTERS[name]
    facts = _as_planned(occasion, _without(sample))
    assert not _names_it(_words(private, occasion, facts).html)
    kept = 0
    for key in sorted(_keys(facts)):
        try:
            words = _words(private, occasion, _planted(facts, key))
        except NotToBeTold:
            kept += 1
        else:
            parts = (words.subject, words.preview, words.html, words.text)
            assert not any(map(_names_it, parts)), key
    assert kept


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_each_letter_keeps_to_what_its_readers_may_know(private: Club, occasion: str) -> None:
    """P11. Members, co-partners and organisers may know of one that has said nothing; candidates and others mayn't."""
    garden.say(private, 2, {"members": "its name", "partners": "its name", "third_parties": "nothing"})
    sample = next(facts for kind, facts in samples.LETTERS.values() if kind == occasion)
    facts = _planted(_as_planned(occasion, sample), "organisation")
    if OCCASIONS[occasion].readers == "third parties":
        with pytest.raises(NotToBeTold, match="third parties"):
            _words(private, occasion, facts)
    else:
        assert _names_it(_words(private, occasion, facts).text)


def test_candidates_are_third_parties_and_members_are_not() -> None:
    """P11. Who isn't said to be somebody else, and gets a letter of their own, may be anybody."""
    outside = {name for name, one in OCCASIONS.items() if one.readers == "third parties"}
    assert outside >= {"outcome", "endorsed", "ended", "questionnaire", "candidate_link", "forum_invitation"}
    assert not outside & {"ballot", "result", "statement", "struck", "nominee_asked", "date_due", "circumstance"}
    assert {one.readers for one in OCCASIONS.values()} <= {"members", "partners", "third parties", "organisers"}


def test_a_flat_votes_letters_are_for_delegates_too(private: Club) -> None:
    """P11. What members may know and co-partners mayn't isn't in a letter about a vote that both take part in."""
    garden.say(private, 2, {"members": "its name", "partners": "nothing", "third_parties": "nothing"})
    facts = _planted(samples.LETTERS["ballot"][1], "election_title")
    assert _names_it(_words(private, "ballot", facts).text)
    with private.secretary.ledger.writing(private.secretary.now()) as pen:
        pen.session.get_one(Election, KEY).electorate = PARTNERS
    with pytest.raises(NotToBeTold, match="partners may not"):
        _words(private, "ballot", facts)


def test_a_letter_to_one_partners_people_names_their_own_organisation_alone(private: Club) -> None:
    """P11. By the fact `to_partner`; any other private partner still keeps it back."""
    garden.say(private, 3, PRIVATE)
    own = {told.TO_PARTNER: {"partnership": GARDEN, "partner": 2}}
    facts = {**samples.LETTERS["delegate_absent"][1], **own}
    assert _names_it(_words(private, "delegate_absent", {**facts, "partner": LANTERN}).text)
    with pytest.raises(NotToBeTold):
        _words(private, "delegate_absent", {**facts, "partner": garden.HARBOUR})


# ── pages ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.flow
@pytest.mark.xdist_group("prefect")
def test_no_page_of_the_dashboard_names_a_private_partner(private: Club, prefect_server: None) -> None:
    """P11. All pages with the name wherever somebody could have typed it, their pictures too, on a real server."""
    pages = {f"sample-{name}".replace("_", "-"): _poisoned_page(name) for name in page_samples.PAGES}

    @flow(name="samples")
    def show_samples() -> None:
        for key, page in pages.items():
            for _ in range(2):  # the second time the page is written anew
                screen._show(private.secretary, key, page, "A sample")  # the one way into the dashboard

    show_samples()
    with get_client(sync_client=True) as client:
        shown = {key: str(pages_shown.newest(client, key)[0].data) for key in pages}
    assert all(map(_names_it, pages.values()))
    assert [key for key, page in shown.items() if _names_it(page)] == []
    assert all("a partner organisation" in page for page in shown.values())


def _poisoned_page(name: str) -> str:
    return artifact(name, poisoned(page_samples.PAGES[name], f"With {LANTERN}"))


# ── calendars, agenda, sheets ──────────────────────────────────────────────────────────────────────


def test_neither_calendar_nor_agenda_names_a_private_partner(private: Club) -> None:
    """P11. Whatever is due, by whoever's words: in the file that everybody subscribes to it is neutral."""
    asked.enter(private)
    with private.secretary.ledger.writing(private.secretary.now()) as pen:
        pen.session.get_one(Race, asked.MAYOR).title = f"Mayor with {LANTERN}"
        pen.session.get_one(PartnershipDate, (GARDEN, 2)).name = f"Beds at {LANTERN.upper()}’"
        pen.session.get_one(Election, KEY).title = f"Votes with {LANTERN}"
    content = season_calendar.content_now(private.secretary)
    assert content is not None
    unfolded = content.replace(b"\r\n ", b"").decode()
    assert "a partner organisation" in unfolded
    assert not _names_it(unfolded)
    with private.secretary.ledger.reading() as session:
        dues = agenda.ahead(private.secretary, session)
    assert not any(_names_it(repr(one)) for one in dues)
    assert "Beds at a partner organisation" in told.now(private.secretary).neutral(season_page(private.secretary))


def test_no_sheet_that_everybody_can_read_names_a_private_partner(private: Club) -> None:
    """P11. A candidate's answer in the sheet of answers is neutral for whoever has its link."""
    asked.enter(private)
    asked.issue(private)
    asked.reply(private, asked.URSULA, {asked.HOUSING: f"I work with {LANTERN}.", asked.CLIMATE: "So do I."})
    private.at(private.secretary.now().replace(month=11, day=1))
    for _ in range(3):
        asked.go_on(private)
        private.later(HOUR)
    books = private.sandbox.world.google["books"].values()
    sheets = [repr(one) for one in books if "So do I." in repr(one)]
    assert sheets
    assert not any(map(_names_it, sheets))


def test_what_a_run_says_names_no_private_partner(private: Club) -> None:
    """P11. News and troubles of a pass are kept by the dashboard, where outsiders may read them."""
    with private.secretary.ledger.writing(private.secretary.now()) as pen:
        pen.session.get_one(PartnershipDate, (GARDEN, 2)).name = f"Beds at {LANTERN}"
    private.at(garden.at_noon(garden.PLAN_DUE))
    news = "\n".join(partners.carry_on(private.secretary).news)
    assert "Beds at a partner organisation" in news
    assert not _names_it(news)


# ── nobody forgets ─────────────────────────────────────────────────────────────────────────────────


TRIED_LIVE = {"duties/live/mailchimp_trial.py"}
"""What tries an installation out, like `google_trial`, has words of its own alone, and sends them to nobody."""

WAYS_OUT = {
    "create_markdown_artifact(": {"screen.py"},
    "ArtifactUpdate(": {"screen.py"},
    "templates.render(": {"duties/letter/outbox.py", "duties/questionnaire/publishing.py", "pages/approval.py"},
    "campaigns.create_campaign(": {"duties/letter/outbox.py", *TRIED_LIVE},
    "campaigns.set_content(": {"duties/letter/drafting.py", *TRIED_LIVE},
    "recount.write_pack(": {"duties/election/announcing.py"},
    "announcing.write_pack(": {"duties/election/life.py"},
    "forms.write(": {"duties/election/form.py", "duties/form/keeping.py", "duties/live/google_trial.py"},
    "ics.written(": {"duties/race/season_calendar.py"},
    "agenda.ahead(": {"duties/race/agenda.py", "duties/race/season_calendar.py", "pages/committee.py"},
    "suspend_flow_run(": {"asking.py", "certify.py", "press.py"},
    "drive.open_to_readers(": {
        "duties/annual/proposal_sheet.py", "duties/nomination/statement_sheet.py",
        "duties/questionnaire/answer_sheet.py", "duties/race/season_calendar.py",
    },
}  # fmt: skip
"""Every call by which words leave the house, and the only modules that make it. Whoever adds one asks told.py first."""


@pytest.mark.parametrize("call", WAYS_OUT)
def test_every_way_out_is_known(call: str) -> None:
    """P11. Where words leave the house stands here, so that a new place is seen and gets its gate."""
    texts = {path.relative_to(FLOWS).as_posix(): path.read_text("utf-8") for path in FLOWS.rglob("*.py")}
    calling = {name for name, text in texts.items() if call in text and not name.startswith("rehearsal/")}
    assert calling == WAYS_OUT[call]
    sheets = WAYS_OUT["drive.open_to_readers("] - {"duties/race/season_calendar.py"}
    assert all("told.rows(" in texts[name] for name in sheets)
    assert all(".neutral(" in texts[name] for name in WAYS_OUT["suspend_flow_run("])
