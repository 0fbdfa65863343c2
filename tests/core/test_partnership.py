"""The charter's section on partnerships, and the second charter on the same code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import calendar, charter, clauses
from core.bylaws import endorsement, membership, partnership
from core.bylaws.counting import rule_for
from core.bylaws.participation import Participation, Volunteered
from core.bylaws.partnership_delegates import Absence, Ballots, counts, passing
from core.charter import CharterFault
from core.cited import readings
from core.counting.ballots import Ballots as Cast
from core.counting.count import count
from core.counting.rule import Option
from tests.elections.published import cast

MJN = charter.load("make_justice_normal")
Data: TypeAlias = dict[str, Any]


@pytest.fixture
def data() -> Data:
    """Make Justice Normal's charter as plain data, to spoil."""
    return MJN.as_data()


def _faults(data: Data) -> list[str]:
    with pytest.raises(CharterFault) as refused:
        charter.read(data, source="spoilt.toml")
    return [str(fault) for fault in refused.value.faults]


def test_the_second_charter_says_what_the_draft_says() -> None:
    """P1, P3, P5, P8, P10. Its gate, methods, kinds of power and circumstances stand in the charter."""
    rules = partnership.settled(MJN)
    assert rules.organisations_at_least.value == 2
    assert [one.name for one in rules.gate] == [
        "basic values", "shared power", "no unique compromise", "goals", "deliverables and due dates",
        "capacity and funds",
    ]  # fmt: skip
    assert rules.methods.value == ("parallel", "flat")
    assert {one.name: one.characteristic for one in rules.power} == {"collaborative": False, "complex": True}
    assert len(rules.circumstances) == 6
    assert "delegate" in rules.responsibility_roles.value


def test_what_the_draft_leaves_open_is_said_in_a_sentence() -> None:
    """P1. Every number of its own has a reading; what is asked of members cites no clause of another organisation."""
    rules = partnership.settled(MJN)
    found = [*readings(rules), *readings(MJN.membership), *readings(MJN.voting_window), *readings(MJN.committee)]
    assert all(sentence.endswith(".") for _, sentence in found)
    assert {clause for clause, _ in readings(rules)} <= {*clauses.catalogue()}
    assert (MJN.membership.events_needed.clause, MJN.voting_window.minimum_days.clause) == ("", "")
    assert MJN.committee.majority.clause == ""


def test_the_second_charter_survives_being_kept_as_data(data: Data) -> None:
    """What the record keeps of it makes the same charter, with a fingerprint of its own."""
    again = charter.read(data, source="the record")
    assert again == MJN
    assert again.fingerprint == MJN.fingerprint != charter.load("jp_progressives").fingerprint


def test_it_endorses_nobody() -> None:
    """E1. It lists no office, so there is none to be endorsed for."""
    assert not endorsement.represents_us("Mayor", charter=MJN)


def test_its_votes_run_on_the_same_count() -> None:
    """P6, P7. A flat vote weighs by role, our part of a parallel one doesn't, and both need more than half."""
    options = [Option("yes", "Yes"), Option("no", "No"), Option("abstain", "Abstain")]
    flat = rule_for("flat", "c", charter=MJN)
    ballots = {"member": cast("2 no"), "delegate": cast("2 yes")}
    assert count(Cast.of_roles(options, ballots, dict(flat.weights)), flat).winners == ()
    parallel = rule_for("parallel", "c", charter=MJN)
    assert (parallel.weights, parallel.threshold, parallel.strict) == ((), Fraction(1, 2), True)
    assert count(Cast.of(options, cast("2 yes; 1 no")), parallel).winners == ("yes",)


def test_its_members_are_found_by_the_same_rule() -> None:
    """M1. Who has a vote there is ruled by its own numbers."""
    helped = Volunteered(date(2026, 2, 1), "Leaflets", "row 2")
    facts = Participation(volunteered=(helped,))
    assert membership.may_vote(facts, on=date(2026, 3, 1), charter=MJN).ruling
    assert not membership.may_vote(Participation(), on=date(2026, 3, 1), charter=MJN).ruling


def test_a_charter_without_partnerships_says_so_when_it_is_asked() -> None:
    """P1. JP Progressives' document says nothing of partners; the letter says what to add, and where it is shown."""
    with pytest.raises(partnership.NoPartners, match="make_justice_normal"):
        partnership.settled(charter.load("jp_progressives"))


def _set(*path: str | int, to: Any) -> Callable[[Data], None]:
    def spoil(data: Data) -> None:
        section: Any = data["partnership"]
        for key in path[:-1]:
            section = section[key]
        section[path[-1]] = to

    return spoil


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (
            _set("delegates", "silent_hours", "value", to=24),
            "delegates.silent_hours is 24, and cut_off_hours is 24, so",
        ),
        (_set("delegates", "silent_hours", "value", to=120), "silent_hours is 120, and a vote may be open for 5 days"),
        (_set("delegates", "one_hat", "value", to="both"), "Write 'delegate' or 'member'"),
        (_set("reports", "agreement", "value", to="1/2"), "reports.agreement is so low that two could pass at once"),
        (_set("reports", "remind_days_before", "value", to=[7]), "begins with 7, and delegates have 7 days"),
        (_set("reports", "remind_days_before", "value", to=[1, 3]), "is [1, 3], not in order"),
        (_set("remind_days_before", "value", to=[3, 3]), "is [3, 3], not in order"),
        (_set("publicity", "members", "value", to="nothing"), ""),
        (_set("publicity", "third_parties", "value", to="everything"), "which isn't offered"),
        (_set("smallest_group", "value", to=4), "is 4, less than publication.decision_only_under (5)"),
        (_set("voter_roles", "value", "delegate", to=2), "voter_roles differ from counting.flat.weights"),
        (_set("voter_roles", "value", to={"member": 1}), "voter_roles has no 'delegate', whose ballots"),
        (_set("voter_roles", "value", "member", to=0), "too small. Write 1 or more"),
        (_set("methods", "value", to=["flat", "flat"]), "methods lists 'flat' twice"),
        (_set("methods", "value", to=["by lot"]), "Write 'parallel' or 'flat'"),
        (_set("organisations_at_least", "value", to=1), "too small. Write 2 or more"),
        (_set("gate", to=[]), "gate is []"),
        (_set("gate", 1, "name", to="Basic values"), "gate lists 'Basic values' twice"),
        (_set("gate", 0, "clause", to="P99"), "'P99', which is not in core/clauses.toml"),
        (_set("power", 0, "clause", to="P0"), "'P0', which is not in core/clauses.toml"),
        (_set("circumstances", 0, "acts", to="the primary votes"), "which isn't offered"),
        (_set("circumstances", 0, "clause", to="X1"), "'X1', which is not in core/clauses.toml"),
    ],
)
def test_a_section_that_can_not_be_is_refused(data: Data, spoil: Callable[[Data], None], fault: str) -> None:
    """P1, P2, P3, P5, P6, P8, P9, P10, P11. What is out of range or contradicts itself gets a key and a remedy."""
    spoil(data)
    if not fault:
        assert charter.read(data, source="x").partnership
        return
    letters = _faults(data)
    assert any(fault in letter for letter in letters), letters


def test_what_everybody_may_know_is_not_kept_from_members(data: Data) -> None:
    """P11. A charter that tells outsiders more than members is refused."""
    usual = data["partnership"]["publicity"]
    usual["members"]["value"], usual["third_parties"]["value"] = "that there is one", "its name"
    assert _faults(data) == [
        (
            "partnership.publicity.members is 'that there is one', less than third_parties ('its name'). "
            "Tell them at least what everybody may know."
        )
    ]


def test_a_setting_that_is_missing_is_shown_where_it_stands(data: Data) -> None:
    """P2. The remedy names the bundled charter that has the section."""
    del data["partnership"]["delegates"]["cut_off_hours"]
    assert _faults(data) == [
        "partnership.delegates.cut_off_hours is missing. Add it; core/charters/make_justice_normal.toml shows how."
    ]


WINDOW = calendar.window(datetime(2026, 3, 2, 18), datetime(2026, 3, 12, 18), MJN.zone)  # noqa: DTZ001  local times
HOURS_OPEN = 240
MOMENTS = st.integers(0, HOURS_OPEN - 1).map(lambda hours: WINDOW.opens + timedelta(hours=hours))
DAYS = st.dates(date(2026, 2, 20), date(2026, 3, 20))
RECORDED = st.datetimes(datetime(2026, 2, 1), datetime(2026, 3, 31), timezones=st.just(UTC))  # noqa: DTZ001  as above
ABSENCES = st.lists(st.builds(Absence, RECORDED, DAYS, st.none() | DAYS), max_size=3)


@given(st.none() | MOMENTS, st.none() | MOMENTS, st.none() | RECORDED, ABSENCES)
def test_one_ballot_counts_for_a_partner_and_only_one_that_is_there(
    primary: datetime | None, backup: datetime | None, aside: datetime | None, absences: list[Absence]
) -> None:
    """P2, P10. Whatever happens, the ballot that counts exists, and a partner with a backup's ballot isn't without."""
    passed = passing(WINDOW, absences=absences, stood_aside=aside, backup=backup, charter=MJN)
    found = counts(Ballots(primary, backup), passed)
    assert found.whose is None or {"primary": primary, "backup": backup}[found.whose] is not None
    assert bool(found.ruling) == (found.whose is not None)
    assert found.whose is not None or backup is None


@given(st.none() | MOMENTS, MOMENTS, ABSENCES, ABSENCES)
def test_once_the_backup_voted_nothing_said_of_absences_exchanges_a_ballot(
    primary: datetime | None, backup: datetime, absences: list[Absence], more: list[Absence]
) -> None:
    """P2, P10. Taken back, made longer, or recorded anew by whomever: the same ballot counts, for the same reason."""
    before = [one for one in absences if one.recorded <= backup]
    later = [replace(one, withdrawn=backup + timedelta(hours=nth)) for nth, one in enumerate(before)] + [
        one for one in more if one.recorded > backup
    ]
    stood, changed = (passing(WINDOW, absences=some, backup=backup, charter=MJN) for some in (before, later))
    assert counts(Ballots(primary, backup), stood) == counts(Ballots(primary, backup), changed)


@given(MOMENTS, st.none() | MOMENTS, st.none() | RECORDED, ABSENCES)
def test_what_comes_on_record_later_takes_no_ballot_away(
    primary: datetime, backup: datetime | None, aside: datetime | None, absences: list[Absence]
) -> None:
    """P2, P10. A primary's ballot in time counts, whatever is put on record after it by whomever."""
    later = [one for one in absences if one.recorded > primary]
    later_aside = aside if aside is not None and aside > primary else None
    passed = passing(WINDOW, absences=later, stood_aside=later_aside, backup=backup, charter=MJN)
    if primary <= WINDOW.closes - timedelta(hours=24):
        assert counts(Ballots(primary, backup), passed).whose == "primary"
