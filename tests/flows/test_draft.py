"""Drafting: a file that can't be used is answered in words, and the form asks in the order of reading."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.draft import BallotDraft, ContestDraft, StepTaken, draft, read_file
from flows.secretary import Refusal
from tests.flows.ballots import BALLOT, MAYOR
from tests.flows.club import Club

FAULTY = """
key = "Autumn 2026"
titel = "Autumn endorsements"
opens_on = "5/10/2026"
opens_at = "09:30"
closes_on = 2026-10-15

[[contests]]
title = "Ma"
office = 7
endorsed_before = "perhaps"
candidates = "Ursula Imaginary"
recommendation = "Ursula Imaginary"
colour = "green"

[[contests]]
title = "Sheriff"
office = "Sheriff"
candidates = ["Xaver Pretence"]
recommendation = "No endorsement"
steps = [{ name = "review of the record", on = 2026-09-10 }, { on = "soon" }]
"""

LETTER = """faulty.toml can't be used:
  key: “Autumn 2026” can't be used. Write 3 to 24 small letters, digits and hyphens, a letter first.
  title: is missing. Add it (what members read, e.g. Autumn endorsements).
  opens_on: “5/10/2026” isn't a day. Write it as 2026-10-05, without quotation marks.
  opens_at: “09:30” isn't offered. Write {hours}.
  contest 1, title: “Ma” is too short. Write 3 characters or more.
  contest 1, office: “7” isn't text. Write it in quotation marks.
  contest 1, endorsed_before: “perhaps” isn't true or false. Write one of them, without quotation marks.
  contest 1, candidates: “Ursula Imaginary” isn't a list. Write it in square brackets, as ["one", "two"].
  contest 1, steps: is missing. Add it (the steps of the process taken so far).
  contest 1, colour: isn't known here. Take it out.
  contest 2, step 2, name: is missing. Add it (e.g. candidate meeting, questionnaire, forum, members' feedback, \
recommendation).
  contest 2, step 2, on: “soon” isn't a day. Write it as 2026-10-05, without quotation marks.
  titel: isn't known here. Perhaps title was meant."""

HOURS = "'08:00', '09:00', '10:00', '12:00', '15:00', '17:00', '18:00', '20:00', '21:00' or '22:00'"


def test_a_race_at_large_has_several_seats(club: Club) -> None:
    """E8. As many can be endorsed as voters elect, each by more than 60%; two candidates are ranked, too."""
    race = {**BALLOT["contests"][0], "office": "City Council – At Large", "candidates": ["Ann Made", "Ben Made"]}
    club.draft(contests=[{**race, "recommendation": "Ann Made"}])
    [contest] = club.election().contests
    assert (contest.rule["seats"], contest.rule["method"], contest.kind) == (2, "instant runoff", "ranked")


def test_everything_wrong_in_a_file_is_told_at_once(tmp_path: Path) -> None:
    """Each fault is named by its place, with what stands there and what to write, in no program's words."""
    file = tmp_path / "faulty.toml"
    file.write_text(FAULTY, encoding="utf-8")
    with pytest.raises(Refusal) as refusal:
        read_file(file)
    assert str(refusal.value) == LETTER.format(hours=HOURS)


@pytest.mark.parametrize("form", [BallotDraft, ContestDraft, StepTaken])
def test_the_form_asks_in_the_order_of_reading(form: type[BallotDraft | ContestDraft | StepTaken]) -> None:
    """The dashboard shows fields by their position; every field has one, and says what to write."""
    fields = form.model_json_schema()["properties"].values()
    assert [field["position"] for field in fields] == list(range(len(fields)))
    assert all(field["description"] for field in fields)


def test_an_unknown_office_or_process_is_answered_with_those_there_are(club: Club) -> None:
    """E1, E3. Whoever mistyped one finds the right one in the letter."""
    contest = {**MAYOR, "office": "Mayer", "process": "fulll"}
    wanted = BallotDraft.model_validate({**BALLOT, "contests": [contest]})
    found = [ruling.because for ruling in draft(club.secretary, wanted)]
    (offices,) = (because for because in found if "Mayer is not among the offices" in because)
    assert "Mayor" in offices.partition("; the charter lists ")[2]
    assert any("the charter has full, abbreviated, re-endorsement" in because for because in found)


def test_what_nobody_can_see_is_left_out(club: Club) -> None:
    """A draft pasted from elsewhere may hold invisible characters, even a NUL, which PostgreSQL can't keep."""
    club.draft(title="Autumn\x00\u200b  endorsements", contests=[{**MAYOR, "reasons": "Because\x00."}])
    assert club.election().title == "Autumn endorsements"
    assert club.election().contests[0].reasons == "Because."


def test_a_district_that_is_not_ours_needs_a_race_on_record(club: Club) -> None:
    """E1. A contest drafted by hand names one of the charter's districts in its title; of another a person says why."""
    race = {**BALLOT["contests"][0], "office": "State Representative", "title": "State Rep 99"}
    club.draft(contests=[race])
    with pytest.raises(Refusal, match=r"elected by district, and the title names none of ours .*open it as a race"):
        club.freeze()
