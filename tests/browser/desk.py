"""An organiser at the dashboard, with nothing but a browser: finds doors, fills in forms, answers what runs ask."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

from tests.browser.chromium import Tab, pause

Answer: TypeAlias = "str | bool | date | Sequence[Answer] | Mapping[str, Answer]"
"""What is filled in: words, a tick, a day, several of a kind, or a part of the form by the headings of its fields."""

Step: TypeAlias = str | int
PAUSE_SECONDS = 0.2
LOADED_SECONDS = 3.0
"""After how long a list is taken to be whole. The dashboard doesn't say."""

_AT = """((path) => {
  const kinds = '.schema-form-property, .schema-form-property-array-item';
  const own = (place, kind) => [...place.querySelectorAll(kind)].filter(
    one => (one.parentElement.closest(kinds) || document.body) === place);
  const heading = one => one.querySelector('.schema-form-property__label').innerText.replace('(Optional)', '').trim();
  return path.reduce((place, step) => place && (typeof step === 'number'
    ? own(place, '.schema-form-property-array-item')[step]
    : own(place, '.schema-form-property').find(one => heading(one) === step)), document.body);
})(%s)"""
_SET = """((field, value) => {
  const kind = Object.getPrototypeOf(field);
  Object.getOwnPropertyDescriptor(kind, 'value').set.call(field, value);
  field.dispatchEvent(new Event('input', {bubbles: true}));
  field.dispatchEvent(new Event('change', {bubbles: true}));
  return new Promise(done => setTimeout(done, 150));
})(%s, %s)"""
"""Not faster than a person: what is typed into a part of the form goes up to the whole before the next is."""
_ADD = "[...%s.querySelectorAll('button')].filter(one => one.innerText.trim() === 'Add item').at(-1)"
_FIELD = "%s.querySelector('textarea, select, input')"


def fill(tab: Tab, answers: Mapping[str, Answer], *, within: tuple[Step, ...] = ()) -> None:
    """Fill in the fields of a form, by their headings."""
    for heading, answer in answers.items():
        _answer(tab, (*within, heading), answer)


def _answer(tab: Tab, path: tuple[Step, ...], answer: Answer) -> None:
    place = _AT % json.dumps(path)
    tab.wait(f"!!{place}", f"the field {path}")
    if isinstance(answer, bool):
        field = _FIELD % place
        if tab.ask(f"{field}.checked") != answer:
            tab.ask(f"{field}.click()")
            pause(PAUSE_SECONDS)
    elif isinstance(answer, str | date):
        tab.ask(_SET % (_FIELD % place, json.dumps(str(answer))))
    elif isinstance(answer, Mapping):
        fill(tab, answer, within=path)
    else:
        for number, one in enumerate(answer):
            tab.ask(f"{_ADD % place}.click()")
            pause(PAUSE_SECONDS)
            _answer(tab, (*path, number), one)


def start(
    tab: Tab, dashboard: str, door: str, answers: Mapping[str, Answer] | None = None, *, until: str = "Completed"
) -> None:
    """Go from the list of doors to one, fill in its form, start it, and look at the run until it is in a state."""
    tab.open(f"{dashboard}/deployments")
    tab.type("input[placeholder^='Search deployments']", door)
    tab.click(door, among="a")
    tab.click("Run")
    if answers is None:
        tab.click("Quick run", among="button")
    else:
        tab.click("Custom run", among="button")
        tab.see("Parameters")
        pause(LOADED_SECONDS)  # the form is drawn anew once its defaults have come
        fill(tab, answers)
        tab.click("Submit")
    tab.click("View run")
    tab.wait("location.pathname.includes('/runs/flow-run/')", "the run's page")
    reaches(tab, until)


STATE = "(document.querySelector('[class*=state-badge]') || {innerText: ''}).innerText.trim()"


WAITS = "Suspended"
"""The state of a run that asks somebody."""
TRIES = 4
_READS_OOPS = "document.body.innerText.includes('Something went wrong')"
OVER = ("Completed", "Failed", "Crashed", "Cancelled", "TimedOut")


def reaches(tab: Tab, state: str) -> None:
    """On a run's page: wait until the run waits or has ended, as it should."""
    still = json.dumps([*OVER, state])
    found = tab.wait(f"{still}.includes({STATE}) && {STATE}", f"the run to be {state}", seconds=180)
    assert found == state, tab.text()


def find(tab: Tab, dashboard: str, run: str) -> None:
    """Go from the list of runs to one that waits for a person."""
    tab.open(f"{dashboard}/runs")
    tab.click(run, among="a")
    reaches(tab, WAITS)


def answer(tab: Tab, answers: Mapping[str, Answer], *, seeing: Sequence[str] = (), until: str = "Completed") -> None:
    """On the page of a run that asks: press Resume, read what it is about, answer, and wait until it is in a state."""
    tab.click("Resume")
    for words in seeing:
        tab.see(words)
    pause(LOADED_SECONDS)
    fill(tab, answers)
    _submit(tab)
    reaches(tab, until)


def _submit(tab: Tab) -> None:
    """Send an answer; again, where a busy server says that something went wrong."""
    gone = f"{STATE} !== {json.dumps(WAITS)}"
    for _ in range(TRIES):
        tab.click("Submit", among="[role=dialog] button, .p-modal button, button")
        tab.wait(f"{gone} || {_READS_OOPS}", "the answer to be taken")
        if tab.ask(gone):
            return
        tab.wait(f"!{_READS_OOPS}", "the word of it to go")
    raise AssertionError(tab.text())
