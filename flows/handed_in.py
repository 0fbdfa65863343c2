"""What members hand in at any time: read, acknowledged, listed for organisers, and decided by them."""

# Not named after its flow: Prefect loads flows with this folder first, where requests.py would hide a library.

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from prefect import get_run_logger

from core.numbers import many
from core.petitions import Kind
from core.tabs import Rows, TabFault
from flows import screen
from flows.duties.committee import disclosures
from flows.duties.form import keeping
from flows.duties.membership import answers, roster, stock
from flows.duties.membership.roster import Roster, RosterFault
from flows.duties.petition import acknowledging, outcomes, petition_tabs, standing_forms, taking
from flows.duties.petition import petitions as kept
from flows.duties.privacy import discretion, marks
from flows.duties.privacy.marks import KeyLost
from flows.entrance import flow
from flows.secretary import OUTAGE, Secretary
from integrations.google import sheets


@dataclass
class Report:
    """What a reading came to, and what kept it from doing more. Numbers only."""

    received: int = 0
    placed: int = 0
    letters: int = 0
    decided: int = 0
    recusals: int = 0
    troubles: list[str] = field(default_factory=list)

    def in_words(self) -> str:
        """In a sentence."""
        told = {
            ("answer", "came in"): self.received,
            ("sender", "found"): self.placed,
            ("letter", "about it"): self.letters,
            ("recusal", "put on record"): self.recusals,
            ("decision", "taken from the workbook"): self.decided,
        }
        news = [many(number, *what) for what, number in told.items() if number]
        return f"{'; '.join(news)}." if news else "Nothing new was handed in."


def read_requests(secretary: Secretary) -> Report:
    """M4, M7, S8, S11. Read all forms, find senders, acknowledge, take what organisers decided, write the tabs.

    What can't be done now is told in `troubles`, and doesn't keep the rest waiting. Run again, it changes nothing.
    """
    report = Report()
    with secretary.ledger.reading() as session:
        kinds = standing_forms.asked(secretary, session)
    for kind in kinds:
        _guarded(report, f"form {kind}", partial(_read_form, secretary, kind, report))
    _guarded(report, "workbook", partial(_work_through, secretary, kinds, report))
    if report.decided:
        # It may have made somebody a voter, also on a roll that is frozen: the desk says so at once, not tomorrow.
        _guarded(report, "workbook", lambda: report.troubles.extend(stock.take_stock(secretary).troubles))
    return report


def _guarded(report: Report, what: str, act: Callable[[], object]) -> None:
    try:
        act()
    except OUTAGE as fault:
        report.troubles.append(f"{what}: {type(fault).__name__}: {fault}")
    except (RosterFault, TabFault, KeyLost) as letter:
        report.troubles.append(str(letter))


def _read_form(secretary: Secretary, kind: Kind, report: Report) -> None:
    form = standing_forms.keep(secretary, kind)
    if keeping.may_be_read(form):
        report.received += kept.read(secretary, form, kind)


def _work_through(secretary: Secretary, kinds: Sequence[Kind], report: Report) -> None:
    lists = [petition_tabs.TABS[kind].name for kind in kinds]
    tabs = sheets.read(secretary.google, secretary.settings.members_book, (*roster.TABS, *lists)).tabs
    with secretary.ledger.reading() as session:
        found = roster.read(
            tabs,
            partial(answers.given, session, zone=secretary.charter.zone),
            marks.read(secretary, session),
            discretion.leaving(session),
        )
    report.placed += kept.place(secretary, found)
    report.letters += acknowledging.acknowledge(secretary, found)
    report.letters += disclosures.remind(secretary, found)
    for kind in kinds:
        _guarded(report, petition_tabs.TABS[kind].name, partial(_list, secretary, kind, tabs, found, report))
    report.recusals += disclosures.recuse(secretary)


def _list(secretary: Secretary, kind: Kind, tabs: Mapping[str, Rows], found: Roster, report: Report) -> None:
    """Take what organisers wrote into a tab, and write what has changed since."""
    sheet = petition_tabs.read(kind, tabs)
    with secretary.ledger.reading() as session:
        known = kept.of(session, kind)
    report.decided += sum(taking.take(secretary, sheet, petition, found) for petition in known)
    with secretary.ledger.reading() as session:
        decided = outcomes.of(secretary, session, kind)
        wanted = petition_tabs.blocks(secretary, sheet, kept.of(session, kind), decided)
    tab = petition_tabs.TABS[kind].name
    petition_tabs.write(secretary, wanted, [] if tab in tabs else [tab])


@flow(name="requests", flow_run_name="Requests: what members handed in")
def read_what_came() -> str:
    """Read the forms that are always open, and what organisers decided. Running it once more does no harm."""
    secretary = Secretary.at_work()
    report = read_requests(secretary)
    screen.show_requests(secretary)
    screen.show_desk(secretary, report.troubles)
    for trouble in report.troubles:
        get_run_logger().warning(trouble)
    return report.in_words()
