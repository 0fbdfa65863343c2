"""The words Canvass uses: letters to people, the wording of forms, and pages for the dashboard."""

from __future__ import annotations

from templates.artifacts import artifact
from templates.forms import ballot_paper, questionnaire_paper, standing_paper
from templates.inserts import WordingFault
from templates.letters import Letter, facts_of, render
from templates.press import press_release

__all__ = [
    "Letter",
    "WordingFault",
    "artifact",
    "ballot_paper",
    "facts_of",
    "press_release",
    "questionnaire_paper",
    "render",
    "standing_paper",
]
