"""The screen: what organisers see in the dashboard, one page per election and subject."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from prefect.artifacts import create_markdown_artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import ArtifactUpdate
from prefect.context import FlowRunContext

from core.records import Election
from core.ruling import Ruling
from flows import pages_shown, runs_shown
from flows.duties.health.findings import Finding, in_one_line, wrong
from flows.duties.membership.stock import Stock
from flows.duties.partnership import told
from flows.pages.committee import committee_page
from flows.pages.desk import desk_page
from flows.pages.doctor import doctor_page
from flows.pages.election import election_page, result_page, turnout_page
from flows.pages.history import history_page
from flows.pages.index import index_page
from flows.pages.membership import membership_page
from flows.pages.nominations import nominations_page
from flows.pages.partners import partners_page
from flows.pages.press import press_page
from flows.pages.priorities import priorities_page
from flows.pages.requests import requests_page
from flows.pages.roll import roll_page
from flows.pages.season import season_page
from flows.pages.year import year_page
from flows.secretary import Secretary

DOCTOR = "doctor"


def show_membership(secretary: Secretary, stock: Stock, troubles: Iterable[str] = ()) -> None:
    """How many may vote, how that changes, and what waits for a person; `troubles` go to the desk."""
    _show(secretary, "membership", membership_page(secretary, stock), "Who may vote, and what needs you", lasting=False)
    show_desk(secretary, troubles)


def show_requests(secretary: Secretary) -> None:
    """What was handed in, and how it stands."""
    _show(secretary, "requests", requests_page(secretary), "What members handed in, by number")


def show_committee(secretary: Secretary) -> None:
    """Who has a seat on the committee, what it votes on and decided, and what is due."""
    _show(secretary, "committee", committee_page(secretary), "The committee: seats, votes, minutes, and what is due")


def show_season(secretary: Secretary) -> None:
    """Every race under way: who stands, what was done, what is due next."""
    _show(secretary, "season", season_page(secretary), "Races, candidates, steps, and what is due next")


def show_year(secretary: Secretary) -> None:
    """The years that are planned: each step, whether it is done, and what can still be done in time."""
    _show(secretary, "year", year_page(secretary), "The year: what is due, what is done, and what ends")


def show_priorities(secretary: Secretary) -> None:
    """What was proposed and decided about each year's priorities, and the annual meeting."""
    _show(secretary, "priorities", priorities_page(secretary), "Priorities and the annual meeting, year by year")


def show_partners(secretary: Secretary) -> None:
    """The partnerships: what is still to be settled, what is due, and votes side by side."""
    _show(
        secretary, "partners", partners_page(secretary), "Partnerships: what is settled, what is due, and their votes"
    )


def show_nominations(secretary: Secretary, year: int) -> None:
    """A year's nominees by number, and what is asked of them."""
    _show(
        secretary,
        f"nominations-{year}",
        nominations_page(secretary, year),
        "Nominees by number, and what is asked of them",
    )


def show_press(secretary: Secretary, key: str) -> None:
    """A press release: its draft, or the text as it was approved."""
    _show(secretary, f"press-{key}", press_page(secretary, key), "A press release, to be read and approved")


def show_history(secretary: Secretary) -> None:
    """Every race that was decided."""
    _show(secretary, "history", history_page(secretary), "Every race that was decided, with its shares as published")


def show_history_asked(secretary: Secretary, *, office: str, candidate: str, year: int | None) -> None:
    """The races that were decided, as far as somebody asked for them; the page of all of them stays as it is."""
    page = history_page(secretary, office=office, candidate=candidate, year=year)
    _show(secretary, "history-asked", page, "Races that were decided, as far as somebody asked for them")


def show_roll(secretary: Secretary, key: str) -> None:
    """The frozen roll: who may vote in this election, and why."""
    _show(secretary, f"roll-{key}", roll_page(secretary, key), f"{_title(secretary, key)}: who may vote, and why")


def show_election(secretary: Secretary, key: str, *, missing: Sequence[Ruling] = ()) -> None:
    """An election's own page: state, window, fingerprints, what is done and what comes next."""
    page = election_page(secretary, key, missing=missing)
    _show(secretary, f"election-{key}", page, f"{_title(secretary, key)}: where it stands")


def show_turnout(secretary: Secretary, key: str) -> None:
    """How many ballots are in. Who leads is on no page: nobody counts before the ballots are sealed."""
    about = f"{_title(secretary, key)}: how many have voted, never for whom"
    _show(secretary, f"turnout-{key}", turnout_page(secretary, key), about)


def show_result(secretary: Secretary, key: str) -> None:
    """The count, round by round."""
    _show(
        secretary, f"result-{key}", result_page(secretary, key), f"{_title(secretary, key)}: the count, round by round"
    )


def _title(secretary: Secretary, key: str) -> str:
    """What people call a ballot."""
    with secretary.ledger.reading() as session:
        return session.get_one(Election, key).title


def show_desk(secretary: Secretary, troubles: Iterable[str] = ()) -> None:
    """What is open, what comes next and what needs a person, on one page; and the index of all pages."""
    if FlowRunContext.get() is None:
        return
    dashboard = secretary.settings.dashboard
    with get_client(sync_client=True) as client:
        pages = pages_shown.shown(client, dashboard)
        where = {one.key: one.address for one in pages}
        runs = runs_shown.needs(secretary, client, dashboard)
        seen = pages_shown.newest(client, DOCTOR)
    ill = (seen[0].metadata_ or {}) if seen else {}
    page = desk_page(secretary, troubles, runs=runs, address=lambda key: where.get(key, ""), ill=ill)
    _show(secretary, "desk", page, "What is open, what comes next, and what needs a person")
    _show(secretary, "pages", index_page(secretary.charter.name, pages), "All pages, each a click away")


def show_doctor(secretary: Secretary, found: Sequence[Finding]) -> None:
    """What was looked at, and what is wrong with it. The desk has what is wrong as well, until the doctor looks again.

    It is kept beside the page and not in the book: what a machine lacks today is no part of the record.
    """
    public = told.now(secretary).neutral
    ill = {one.key: public(f"{one.what}\n{one.mend}") for one in wrong(found)}
    short = f"What is in order, and what isn't: {in_one_line(found)}"
    _show(secretary, DOCTOR, doctor_page(secretary, found), short, beside=ill)


def show_progress(secretary: Secretary, key: str) -> None:
    """Every page of an election that has something to show by now."""
    show_election(secretary, key)
    with secretary.ledger.reading() as session:
        state = session.get_one(Election, key).state
    if state in ("open", "closed"):
        show_turnout(secretary, key)
    if state in ("counted", "certified", "announced"):
        show_result(secretary, key)


def _elsewhere(secretary: Secretary, key: str) -> str:
    """At the foot of every page: where the desk is, and where all others are."""
    place = f"{secretary.settings.dashboard}/artifacts/key"
    links = [f"[{words}]({place}/{page})" for page, words in FOOT.items() if page != key]
    return f"\n\n---\n\n{' · '.join(links)}\n"


FOOT = {"desk": "What needs a person", "pages": "All pages"}


def _show(
    secretary: Secretary,
    key: str,
    markdown: str,
    description: str,
    *,
    lasting: bool = True,
    beside: Mapping[str, str] | None = None,
) -> None:
    """Put a page into the dashboard, if this is a run of the dashboard's, without what outsiders may not know (P11).

    A `lasting` page is one artifact, rewritten each time: its address stays the same, and its
    "As of" is true; what is put `beside` it is kept with it. The other one gets a new version if it says anything
    new, which the run that made it shows.
    """
    if FlowRunContext.get() is None:
        return
    public = told.now(secretary).neutral
    markdown, description = public(markdown) + _elsewhere(secretary, key), public(description)
    with get_client(sync_client=True) as client:
        held = pages_shown.newest(client, key)
        if not held or not (lasting or held[0].data == markdown):
            create_markdown_artifact(key=key, markdown=markdown, description=description)
        if lasting and (held or beside):
            now = ArtifactUpdate(data=markdown, description=description, metadata_=dict(beside or {}))
            client.update_artifact(pages_shown.newest(client, key)[0].id, now)
