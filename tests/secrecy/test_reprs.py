"""Names and addresses stay out of what Python prints of our facts: a traceback or a log line shows ids and counts."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import core
import flows.duties
import integrations.mailchimp

PERSONAL = {
    "name", "also", "email", "emails", "mailbox", "mailboxes", "names", "alias", "aliases", "told", "said", "words",
}  # fmt: skip
"""Fields that hold what identifies somebody, or what somebody wrote."""

PUBLIC = {
    "core.bylaws.endorsement.StepOnRecord.name",
    "core.bylaws.partnership_dates.Circumstance.name",
    "core.bylaws.partnership_dates.Deliverable.name",
    "core.bylaws.partnership_stated.Stated.name",
    "core.counting.files.cvr._Contest.name",
    "core.counting.marks.Marks.names",
    "core.counting.rule.Option.name",
    "core.lots_again.Drawn.name",
    "core.suppression.Publication.told",
    "core.tabs.Tab.name",
    "flows.duties.election.matter.Matter.name",
    "flows.duties.health.findings.Finding.name",
    "flows.duties.live.trial.Tried.told",
    "flows.duties.partnership.stated.Item.name",
    "flows.duties.setting_up.questions.Question.name",
}
"""Those that are called so and hold nothing personal: steps of a process, contests, options, tabs, matters, what
partners agree to deliver, figures that may be told, what a doctor looks at, what a trial saw, and settings' names."""


def _modules() -> Iterator[str]:
    for package in (core, flows.duties, integrations.mailchimp):
        found = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        yield from (one.name for one in found if not one.name.startswith("core.migrations."))


def _classes() -> Iterator[type]:
    for name in _modules():
        found = vars(importlib.import_module(name)).values()
        yield from (one for one in found if isinstance(one, type) and one.__module__ == name)


def test_no_fact_prints_a_name_or_an_address() -> None:
    """Of every dataclass of core, of the duties and of the mailing list."""
    shown = {
        f"{one.__module__}.{one.__qualname__}.{each.name}"
        for one in _classes()
        if is_dataclass(one)
        for each in fields(one)
        if each.name in PERSONAL and each.repr
    }
    assert shown == PUBLIC
