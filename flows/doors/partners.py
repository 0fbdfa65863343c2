"""For whoever looks after partnerships: beginning one, settling it, putting it in force, and ending it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from flows.doors.committee import filled_in
from flows.doors.terminal import console, secretary_at_work

app = typer.Typer()

Key = Annotated[str, typer.Argument(help="The partnership's key, such as garden-27.")]
By = Annotated[str, typer.Option(help="Who records it: somebody's initials.")]

WHO = "as “Organisation; contact's name; e-mail address”"


@app.command()
def partnership(
    key: Key,
    title: Annotated[str, typer.Option(help="What it is about. Everybody may read it, so it names no partner.")] = "",
    ours: Annotated[str, typer.Option(help=f"We ourselves, {WHO}.")] = "",
    partner: Annotated[list[str] | None, typer.Option(help=f"A partner, {WHO}. May be repeated.")] = None,
    by: By = "",
    show: Annotated[bool, typer.Option("--show", help="Say how it stands, with the partners' names.")] = False,
) -> None:
    """Begin a partnership, change a partner's contact, or put its name right; with --show, see how it stands."""
    from flows import partnership as beginning
    from flows import partnership_shown

    secretary = secretary_at_work()
    if show or not (title or ours or partner):
        for line in partnership_shown.in_words(secretary, key):
            console.print(line, markup=False, highlight=False)
        return
    said = {"ours": _organisation(ours), "partners": [_organisation(one) for one in partner or []]}
    wanted = filled_in(beginning.PartnershipBegun, key=key, title=title, begun_by=by, **said)
    if beginning.begin(secretary, wanted):
        console.print(f"“{key}” is on record. The next pass makes its form, and writes to all contacts.")
    else:
        console.print(f"“{key}” is on record just so already.")


def _organisation(said: str) -> dict[str, Any]:
    """An organisation as it is given at the command line: three parts, with semicolons between."""
    from flows.secretary import Refusal

    parts = [one.strip() for one in said.split(";")]
    if len(parts) != 3:
        raise Refusal(f"Give each organisation {WHO}, ourselves with --ours and the others with --partner.")
    return dict(zip(("name", "contact", "email"), parts, strict=True))


@app.command("partnerships")
def partnerships_list() -> None:
    """List the partnerships, with how each stands."""
    from flows import partnership as beginning

    found = list(beginning.listed(secretary_at_work()))
    for line in found:
        console.print(line, markup=False, highlight=False)
    if not found:
        console.print("There is no partnership yet.")


@app.command("partnership-template")
def partnership_template(
    key: Key, partner: Annotated[str, typer.Option(help="For which partner; otherwise for us.")] = ""
) -> None:
    """Write a file to settle a partnership by, with every question, to be filled in with an editor."""
    from flows import partnership_template as templates

    typer.echo(templates.template(secretary_at_work(), key, partner=partner), nl=False)


@app.command("partnership-file")
def partnership_file(
    key: Key, file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The file, as TOML.")]
) -> None:
    """Take what a partner settles from a file, as its form would."""
    from flows import partnership_file as files

    news = files.take(secretary_at_work(), key, file)
    console.print("It is kept. The next pass puts it on record." if news else "It says what is on record already.")


@app.command()
def agree(key: Key, by: By) -> None:
    """Put a partnership in force; or hear everything that is still to be settled."""
    from flows import agree as agreeing

    wanted = filled_in(agreeing.Agreed, key=key, by=by)
    console.print(agreeing.in_words(wanted, news=agreeing.agree(secretary_at_work(), wanted, named=True)))


@app.command("end-partnership")
def end_partnership(
    key: Key, because: Annotated[str, typer.Option(help="Why; all partners read it, so it names nobody.")], by: By
) -> None:
    """End a partnership: its forms close, nothing of it goes forward any more, and its partners get a letter."""
    from flows import partnership as ending

    wanted = filled_in(ending.PartnershipEnded, key=key, because=because, by=by)
    secretary = secretary_at_work()
    console.print(ending.told_of_end(secretary, wanted, news=ending.end(secretary, wanted)))


@app.command("partner-link")
def partner_link(
    key: Key,
    partner: Annotated[int, typer.Argument(help="The partner's number, as --show has it.")],
    because: Annotated[str, typer.Option(help="Why, e.g. “forwarded by mistake”; name nobody.")],
    by: By,
) -> None:
    """Make the link of whoever answers for a partner void, and send another one to their mailbox."""
    from flows import partner_link as renewing

    said = {"partnership": key, "partner": partner, "because": because, "by": by}
    wanted = filled_in(renewing.PartnerLinkRenewed, **said)
    console.print(renewing.in_words(wanted, news=renewing.renew(secretary_at_work(), wanted)))
