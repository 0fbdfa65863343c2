"""Charters: the bundled one says what the document says, and a faulty one is refused with everything wrong named."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from core import articles, charter, clauses
from core.charter import CharterFault
from core.cited import readings

Data: TypeAlias = dict[str, Any]


EVERYTHING_WRONG = """\
zone is 'America/Jamaica Plain', not a time zone. Write it like "America/New_York".
membership.events_needed.value is 'three', not a whole number. Write a number without quotes or decimals.
committee.quorum.value is 0.7, not a share of a whole. Write a fraction such as "3/5".
endorsement.offices.focus and other lists 'sheriff' twice. List each office once.
endorsement.counting.strict is missing. Add it; core/charters/jp_progressives.toml shows how.
endorsement.counting.stict is not a setting. Did you mean strict?
voting_window.minimum_days is 12, more than ideal_days (10). Make the ideal window at least as long.
closing.settling_minutes is 15 without its source. Write { value = ..., clause = "..." }.
publication.decision_only_under is 21, more than rounds_only_under (20). Publish less about the smaller group.
"""


@pytest.fixture
def data() -> Data:
    """JP Progressives' charter as plain data, to spoil."""
    return charter.load("jp_progressives").as_data()


def _faults(data: Data) -> list[str]:
    with pytest.raises(CharterFault) as refused:
        charter.read(data, source="spoilt.toml")
    assert str(refused.value).startswith("The charter spoilt.toml can't be used:\n  ")
    return [str(fault) for fault in refused.value.faults]


def test_the_bundled_charter_says_what_the_document_says() -> None:
    """Every number of the governance document stands in the charter (M2, M3, M5, S8, S9, E8-E12)."""
    jpp = charter.load("jp_progressives")
    assert (jpp.membership.events_needed.value, jpp.membership.volunteering_needed.value) == (3, 1)
    assert jpp.membership.dues_required.value is False
    assert (jpp.committee.majority.value, jpp.committee.quorum.value) == (Fraction(2, 3), Fraction(7, 10))
    counting = jpp.endorsement.counting
    assert (counting.threshold.value, counting.strict.value, counting.ranked_from.value) == (Fraction(3, 5), True, 3)
    window = jpp.voting_window
    assert (window.minimum_days.value, window.ideal_days.value, window.reminders.value) == (5, 10, 3)


def test_the_bundled_charter_lists_the_documents_offices_and_processes() -> None:
    """Thirteen focus races and ten others (E1); every way to an endorsement, or against one (E4, E13-E15)."""
    endorsement = charter.load("jp_progressives").endorsement
    assert (len(endorsement.offices.focus), len(endorsement.offices.other)) == (13, 10)
    assert [process.name for process in endorsement.processes] == [
        "full", "abbreviated", "re-endorsement", "initiative", "anti-endorsement",
    ]  # fmt: skip
    assert all(process.steps[-1].any_of == ("recommendation",) for process in endorsement.processes)


def test_every_open_reading_is_a_sentence_with_a_clause() -> None:
    """Results can quote how the document was read where it leaves something open."""
    read = list(readings(charter.load("jp_progressives").endorsement.counting))
    assert {clause for clause, _ in read} == {"E7", "E8", "E9", "E10"}
    assert all(clause in clauses.catalogue() and sentence.endswith(".") for clause, sentence in read)


@pytest.mark.parametrize(
    ("setting", "value", "fault"),
    [
        (
            "keep_participation_days",
            366,
            (
                "privacy.keep_participation_days is 366, within the past year that voting status is ruled by (M2). "
                "Write 367 or more."
            ),
        ),
        (
            "keep_recipients_days",
            3,
            (
                "privacy.keep_recipients_days is 3, so nobody would know any more who was told 3 days before. "
                "Keep recipients longer than notice_days."
            ),
        ),
        (
            "keep_letters_days",
            89,
            (
                "privacy.keep_letters_days is 89, less than keep_recipients_days (90). "
                "Keep a letter at least as long as its recipients."
            ),
        ),
        (
            "keep_rolls_days",
            14,
            (
                "privacy.keep_rolls_days is 14, and objections are heard for 14 days. "
                "Keep rolls longer than closing.objection_days."
            ),
        ),
        (
            "keep_decisions_days",
            1000,
            (
                "privacy.keep_decisions_days is 1000, less than keep_participation_days (1096), and what was decided "
                "counts like it. Keep decisions at least as long as sign-ins."
            ),
        ),
        ("notice_days", 0, "privacy.notice_days.value is 0, too small. Write 1 or more."),
        (
            "share_fields",
            ["name", "name"],
            "privacy.share_fields lists 'name' twice. Name each column once.",
        ),
        (
            "share_circle",
            "everybody",
            (
                "privacy.share_circle.value is 'everybody', which isn't offered. "
                "Write 'attendees of the event' or 'all members'."
            ),
        ),
    ],
)
def test_periods_that_would_break_a_rule_are_refused(data: Data, setting: str, value: object, fault: str) -> None:
    """M8. Nothing may go while a rule still needs it; no list goes without notice, or beyond what is offered."""
    data["privacy"][setting]["value"] = value
    assert _faults(data) == [fault]


def test_a_charter_without_the_article_on_privacy_is_read(data: Data) -> None:
    """M8. Elections that were drafted before it existed keep the charter, and the fingerprint, they had."""
    del data["privacy"]
    older = charter.read(data, source="older.toml")
    assert older.privacy is None
    assert older.as_data() == data


def test_a_charter_survives_being_kept_as_data() -> None:
    """What the record keeps of a charter makes the same charter, with the same fingerprint."""
    jpp = charter.load("jp_progressives")
    again = charter.read(json.loads(json.dumps(jpp.as_data())), source="the record")
    assert again == jpp
    assert again.fingerprint == jpp.fingerprint


def test_a_charter_in_a_file_is_found_by_its_path(tmp_path: Path) -> None:
    """Comments and layout don't change the fingerprint."""
    text = (charter.CHARTERS / "jp_progressives.toml").read_text(encoding="utf-8")
    copy = tmp_path / "ours.toml"
    copy.write_text(text.replace("\n\n", "\n\n# a remark\n\n\n"), encoding="utf-8")
    assert charter.load(copy).fingerprint == charter.load("jp_progressives").fingerprint


def test_the_fingerprint_follows_every_setting(data: Data) -> None:
    """Two charters that differ in one number, or in the wording of a reading, have different fingerprints."""
    fingerprints = {charter.read(data, source="x").fingerprint}
    data["voting_window"]["ideal_days"]["value"] = 11
    fingerprints.add(charter.read(data, source="x").fingerprint)
    data["endorsement"]["counting"]["stop"]["reading"] += " Indeed."
    fingerprints.add(charter.read(data, source="x").fingerprint)
    assert len(fingerprints) == 3


def test_everything_wrong_is_named_at_once(data: Data) -> None:
    """An organiser doesn't have to find one fault after the other."""
    data["zone"] = "America/Jamaica Plain"
    data["membership"]["events_needed"]["value"] = "three"
    data["committee"]["quorum"]["value"] = 0.7
    data["endorsement"]["offices"]["other"].append("sheriff")
    data["endorsement"]["counting"]["stict"] = data["endorsement"]["counting"].pop("strict")
    data["voting_window"]["minimum_days"]["value"] = 12
    data["closing"]["settling_minutes"] = 15
    data["publication"]["decision_only_under"]["value"] = 21
    assert _faults(data) == EVERYTHING_WRONG.splitlines()


def _set(*path: str | int, to: Any) -> Callable[[Data], None]:
    def spoil(data: Data) -> None:
        section: Any = data
        for key in path[:-1]:
            section = section[key]
        section[path[-1]] = to

    return spoil


COUNTING, WINDOW = ("endorsement", "counting"), ("voting_window",)


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (_set(*COUNTING, "threshold", "value", to="0/5"), "not a share of a whole"),
        (_set(*COUNTING, "threshold", "value", to="6/5"), "not a share of a whole"),
        (_set(*COUNTING, "threshold", "value", to="60%"), "not a share of a whole"),
        (_set(*COUNTING, "threshold", "value", to=0.6), "not a share of a whole"),
        (_set(*COUNTING, "threshold", "value", to="1/1"), "threshold is the whole, and strict asks for more"),
        (_set(*COUNTING, "threshold", "value", to="2/5"), "threshold is so low that two could pass at once"),
        (_set(*COUNTING, "denominator", "value", to="everybody"), "Write 'cast' or 'continuing'"),
        (_set(*COUNTING, "ranked_from", "value", to=1), "ranked_from.value is 1, too small. Write 2 or more"),
        (_set(*COUNTING, "no_endorsement", "value", to="sometimes"), "Write 'always'"),
        (_set(*WINDOW, "minimum_days", "value", to=0), "too small. Write 1 or more"),
        (_set(*WINDOW, "minimum_days", "value", to=True), "not a whole number"),
        (_set(*WINDOW, "reminders", "value", to=2), "remind_at lists 3 times for 2 reminders"),
        (_set(*WINDOW, "remind_at", "value", 0, to="soon"), "has 'soon', which is not a time"),
        (_set(*WINDOW, "remind_at", "value", 0, to="60% of the window"), "where it doesn't fit"),
        (_set(*WINDOW, "remind_at", "value", 2, to="120 hours before closing"), "where it doesn't fit"),
        (_set(*WINDOW, "remind_at", "value", 2, to="0 hours before closing"), "where it doesn't fit"),
        (_set(*WINDOW, "ideal_days", "clause", to="E99"), "'E99', which is not in core/clauses.toml"),
        (_set(*WINDOW, "ideal_days", "clause", to=""), "Name the clause the setting comes from, or give a `reading`"),
        (_set("endorsement", "offices", "clause", to="E0"), "'E0', which is not in core/clauses.toml"),
        (_set("endorsement", "processes", 1, "name", to="Full"), "processes lists 'Full' twice"),
        (_set("endorsement", "processes", 0, "steps", 4, "any_of", to=["vote"]), "do without a recommendation (E3)"),
        (_set("endorsement", "processes", 0, "steps", 4, "where_possible", to=True), "do without a recommendation"),
        (_set("endorsement", "processes", 0, "steps", 0, "any_of", to=["forum"]), "steps lists 'forum' twice"),
        (_set("endorsement", "processes", 0, "only_for", to=["opposed", "unopposed"]), "Keep one of the two"),
        (_set("endorsement", "processes", to=[]), "processes is []"),
        (_set("name", to=""), "name is ''"),
        (_set("zone", to="../etc/passwd"), "not a time zone"),
        (_set("membership", to=3), "membership is 3"),
    ],
)  # fmt: skip
def test_a_setting_that_can_not_be_is_refused(data: Data, spoil: Callable[[Data], None], fault: str) -> None:
    """Values out of range and contradictions are refused, each with its key and a remedy."""
    spoil(data)
    letters = _faults(data)
    assert any(fault in letter for letter in letters), letters


CO_CHAIRS = -1
"""The bundled charter's last step of the year."""


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (
            _set("year", "quarter", "value", to=2),
            "year.quarter is 2, and annual.quarter is 1. Write the same quarter in both.",
        ),
        (
            _set("tenure", "elected_through_month", "value", to=4),
            (
                "tenure.elected_through_month is 4, and annual.quarter is 1, which ends with month 3. "
                "Let elections end with the annual meeting's quarter."
            ),
        ),
        (
            _set("year", "steps", CO_CHAIRS, "every", "value", to=3),
            (
                "year.steps has 'co-chairs elected' every 3, and tenure.co_chairs_years is 2. "
                "Write the same number of years in both."
            ),
        ),
        (
            _set("counting", "recommendation", "threshold", to={"value": "3/5", "clause": "S8"}),
            (
                "counting.recommendation.threshold is 3/5 by clause S8, and so is committee.majority, at 2/3. "
                "Leave the threshold out, which makes it the majority, or name the clause that sets another."
            ),
        ),
    ],
)
def test_what_stands_in_two_places_is_the_same(data: Data, spoil: Callable[[Data], None], fault: str) -> None:
    """A1, S6, S7, S8. A quarter, a number of years or a majority that differs from its other place names both."""
    spoil(data)
    assert _faults(data) == [fault]


def test_what_stands_in_two_places_may_be_changed_in_both(data: Data) -> None:
    """A1, S6, S7, S8. A meeting in the second quarter, co-chairs every three years, and another majority."""
    for section in ("annual", "year"):
        data[section]["quarter"]["value"] = 2
    data["tenure"]["elected_through_month"]["value"], data["tenure"]["co_chairs_years"]["value"] = 6, 3
    data["year"]["steps"][CO_CHAIRS]["every"]["value"] = 3
    data["committee"]["majority"]["value"] = "3/4"
    data["counting"]["recommendation"]["threshold"] = {"value": "3/4", "clause": "S8"}
    data["counting"]["motion"]["threshold"] = {"value": "3/5", "clause": "P7"}
    assert charter.read(data, source="x").committee.majority.value == Fraction(3, 4)


def test_a_share_of_continuing_ballots_with_one_candidate_left_would_mean_nothing(data: Data) -> None:
    """That is refused where no endorsement can drop out, and allowed where it stands to the end."""
    counting = data["endorsement"]["counting"]
    counting["denominator"]["value"] = "continuing"
    assert charter.read(data, source="x").endorsement.counting.denominator.value == "continuing"
    counting["no_endorsement_eliminated"]["value"] = True
    (fault,) = _faults(data)
    assert "the last candidate always has 100%" in fault


def test_reminders_fit_a_longer_window_too() -> None:
    """What fits the shortest window, in order, fits every longer one."""
    times = charter.load("jp_progressives").voting_window.remind_at.value
    for days in range(5, 60):
        length = timedelta(days=days)
        after = [articles.reminder_after(written, length) for written in times]
        assert sorted(set(after)) == after
        assert timedelta(0) < after[0]
        assert after[-1] < length


def test_a_charter_that_is_not_there_or_not_toml_gets_a_letter(tmp_path: Path) -> None:
    """The letter names the charters there are, or the place of the mistake."""
    with pytest.raises(CharterFault, match="the name of a bundled charter: jp_progressives"):
        charter.load("jp_progresives")
    broken = tmp_path / "broken.toml"
    broken.write_text("name = JPP\n", encoding="utf-8")
    with pytest.raises(CharterFault, match=r"broken\.toml can't be used:\n  It is not TOML: .*line 1"):
        charter.load(broken)


def test_a_date_in_a_charter_is_a_fault_not_a_crash(tmp_path: Path) -> None:
    """TOML knows dates, a charter doesn't use any."""
    text = (charter.CHARTERS / "jp_progressives.toml").read_text(encoding="utf-8")
    dated = tmp_path / "dated.toml"
    text = text.replace("minimum_days = { value = 5", "minimum_days = { value = 2026-01-01")
    dated.write_text(text, encoding="utf-8")
    with pytest.raises(CharterFault, match=r"minimum_days\.value is '2026-01-01', not a whole number"):
        charter.load(dated)
