"""The words Canvass uses: letters to people, the wording of forms, and pages for the dashboard."""

from __future__ import annotations

from templates.artifacts import artifact
from templates.forms import ballot_paper, questionnaire_paper, standing_paper
from templates.inserts import WordingFault
from templates.letters import Letter, facts_of, render

__all__ = [
    "Letter",
    "WordingFault",
    "artifact",
    "ballot_paper",
    "facts_of",
    "questionnaire_paper",
    "render",
    "standing_paper",
]
