"""What Google is tried for: that forms, links, sharing, closing and cells behave as Canvass goes by."""

from __future__ import annotations

import time
from http import HTTPStatus

from core.paper import Paper, Question
from flows.duties.live.trial import NAME, Bench, LeftOut, Otherwise, Step
from integrations.google import drive, forms, sheets
from integrations.google.auth import GoogleFault

CODE = "TRIAL-7Q4K"
PAPER = Paper(
    NAME,
    "Nobody votes here.\nIt is deleted in a minute.",
    (
        Question("1a2b3c4d", "Code (already filled in)", "text", required=True),
        Question("2b3c4d5e", "1st choice", "dropdown", required=False, options=("Ada Example", "Bo Sample")),
    ),
)
TYPED = [["=1+1", "Ærøskøbing"], ["+49", "007"]]


def make_form(bench: Bench) -> str:
    """Question ids of our own are accepted, and come back unchanged; no address is collected."""
    form = forms.create(bench.google, NAME, PAPER.title)
    bench.tidying.append(("a form", lambda: drive.erase(bench.google, form)))
    forms.write(bench.google, form, PAPER, forms.read(bench.google, form).revision)
    read = forms.read(bench.google, form)
    bench.made |= {"the form": form, "the form's link": read.responder_uri}
    if read.paper != PAPER:
        raise Otherwise("the form that was read back isn't the paper that was written")
    if read.collects_email:
        raise Otherwise("it collects addresses although that was switched off")
    return "8-digit question ids of our own came back unchanged, and no address is collected"


def write_twice(bench: Bench) -> str:
    """A write that is repeated is refused, and asks nothing twice."""
    form = bench.needs("the form")
    try:
        forms.write(bench.google, form, PAPER, forms.read(bench.google, form).revision)
    except GoogleFault as fault:
        if fault.status != HTTPStatus.BAD_REQUEST:
            raise Otherwise(f"it was refused with {fault.status} instead of 400") from None
        if forms.read(bench.google, form).paper != PAPER:
            raise Otherwise("it was refused, but the form changed") from None
        return "refused with 400, and the form is as it was"
    raise Otherwise("a repeated write was accepted")


def find_form(bench: Bench) -> str:
    """A new file is found by its name."""
    form, begun = bench.needs("the form"), time.monotonic()
    if form not in drive.find(bench.google, NAME):
        raise Otherwise("a form that was just made isn't found by its name yet")
    return f"found {int(time.monotonic() - begun)} seconds after asking"


def publish(bench: Bench) -> str:
    """With drive.file alone a form can be opened to everybody with the link, and to nothing else."""
    form = bench.needs("the form")
    forms.publish(bench.google, form)
    drive.open_to_respondents(bench.google, form)
    drive.open_to_respondents(bench.google, form)
    read = forms.read(bench.google, form)
    if not (read.published and read.accepting and drive.is_open(bench.google, form)):
        raise Otherwise("it isn't open to respondents, or open in another way as well")
    return "anyone, as reader, in the published view; granting it twice left one"


def prefill(bench: Bench) -> str:
    """The personal link fills the code in, for people who aren't signed in."""
    link = forms.prefilled(bench.needs("the form's link"), PAPER.parts[0].id, CODE)
    return bench.seen(
        f"Open this in a private window, without signing in: {link}\nDoes {CODE} stand in the first field?"
    )


def close(bench: Bench) -> str:
    """A closed form takes no more answers; all answers so far can be read."""
    form = bench.needs("the form")
    forms.stop_accepting(bench.google, form)
    if forms.read(bench.google, form).accepting:
        raise Otherwise("it still accepts answers")
    number = len(forms.responses(bench.google, form))
    return (
        f"{bench.seen('Load that page again. Does it say that the form takes no more answers?')}; {number} answers read"
    )


def write_cells(bench: Bench) -> str:
    """Cells are stored as given: what looks like a formula stays text."""
    book = sheets.create(bench.google, NAME, ["Trial"], "America/New_York")
    bench.tidying.append(("a workbook", lambda: drive.erase(bench.google, book)))
    sheets.write(bench.google, book, "Trial", TYPED)
    read = sheets.read(bench.google, book, ["Trial"])
    if read.tabs["Trial"] != TYPED:
        raise Otherwise("cells came back changed")
    if read.zone != "America/New_York":
        raise Otherwise(f"the workbook's zone is {read.zone}")
    return "formulas, signs and leading zeros came back as they were written, in the zone that was asked for"


def write_members(bench: Bench) -> str:
    """Whoever opens the members' workbook may write into it: the service account, or Canvass, which made it."""
    if not bench.settings.members_book:
        raise LeftOut("there is no members' workbook yet")
    sheets.write_nothing(bench.google, bench.settings.members_book)
    who = "a service account" if bench.google.shared else "the consent, since Canvass made the workbook"
    return f"it can be written by {who}; nothing in it changed"


STEPS = (
    Step(
        "Google",
        "form with our own ids",
        "makes a form, fills it, and reads it back",
        "no vote opens otherwise",
        make_form,
    ),
    Step(
        "Google",
        "the same write again",
        "writes the same questions once more",
        "a repeated pass could ask twice",
        write_twice,
    ),
    Step("Google", "found by name", "looks the form up in Drive", "a form could be made twice", find_form),
    Step(
        "Google",
        "open to respondents",
        "publishes the form, and opens it to whoever has the link",
        "nobody could vote",
        publish,
    ),
    Step("Google", "prefilled link", "asks you to open a link", "voters would find their code missing", prefill),
    Step(
        "Google", "closing", "closes the form, and asks you to look", "late ballots; they are told by their time", close
    ),
    Step(
        "Google",
        "cells as given",
        "makes a workbook, writes four cells, and reads them back",
        "names could be spoiled",
        write_cells,
    ),
    Step(
        "Google",
        "the members' workbook",
        "writes the name of its first tab over itself",
        "questions and candidates couldn't be written into it",
        write_members,
    ),
)
