"""For whoever looks after the installation: setting it up, looking whether all is in order, trying it live."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.doors.terminal import console

if TYPE_CHECKING:
    from flows.duties.health.findings import Finding

app = typer.Typer()


@app.command()
def init(
    answer: Annotated[
        list[str] | None,
        typer.Option(help="An answer given beforehand, as name=value; may be repeated. --names lists the names."),
    ] = None,
    start: Annotated[str, typer.Option("--from", help="The bundled charter to begin from.")] = "",
    no_questions: Annotated[
        bool, typer.Option("--no-questions", help="Ask nothing: what isn't answered is left to be filled in later.")
    ] = False,
    names: Annotated[bool, typer.Option("--names", help="List what is asked, and do nothing.")] = False,
    folder: Annotated[Path, typer.Option(exists=True, file_okay=False, help="Where the files are written.")] = Path(),
) -> None:
    """Write the settings file .env and your charter from questions, each with what it is for. Writes nothing over.

    A secret given by --answer can be seen by others on this machine while the command runs: put it into an environment
    variable, such as CANVASS_MAILCHIMP_API_KEY, or into the file afterwards.
    """
    from flows.doors import asking

    if names:
        asking.list_names()
        return
    asking.set_up(folder, given=answer or [], start=start, ask=not no_questions)


@app.command()
def consent(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port of this machine to which Google's page leads back.")
    ] = 8710,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Open no browser: you open the address yourself, here or elsewhere.")
    ] = False,
    minutes: Annotated[int, typer.Option(min=1, max=60, help="How long to wait for you.")] = 10,
    yes: Annotated[
        bool,
        typer.Option("--yes", help="Agree beforehand: to replace a consent, and that the account is the right one."),
    ] = False,
) -> None:
    """Consent at Google as the organisation, once, and keep the token in .env. It is never shown.

    With a browser on another computer, let a tunnel lead here first: ssh -L 8710:127.0.0.1:8710 and the server's name.
    """
    from flows.doors import asking

    asking.consent(port=port, browser=not no_browser, seconds=60.0 * minutes, yes=yes)


@app.command(name="verify-live")
def verify_live(
    really: Annotated[
        bool, typer.Option("--really", help="Try the steps, asking before each. Otherwise they are only listed.")
    ] = False,
    report: Annotated[Path, typer.Option(help="Where the report is written.")] = Path("verify-live.md"),
) -> None:
    """Try once with the real accounts what no document promises, on throwaway objects. Nothing is sent to anybody."""
    from flows.doors import trying

    trying.try_out(really=really, file=report)


@app.command()
def doctor(
    running: Annotated[
        bool, typer.Option("--running", help="The dashboard ought to be up: that it isn't is wrong, not unknown.")
    ] = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="This machine, with --running its dashboard; no other service is asked.")
    ] = False,
) -> None:
    """Look whether everything is in order, and say what isn't and how to mend it. Changes nothing."""
    from flows.duties.health import examination
    from flows.duties.health.findings import in_one_line, wrong

    found = examination.local(running=running) if quick else examination.whole(running=running)
    for group in dict.fromkeys(one.group for one in found):
        console.print(f"\n{group}")
        _list([one for one in found if one.group == group])
    console.print(f"\n{in_one_line(found)}.")
    if wrong(found):
        raise typer.Exit(1)


def _list(found: Sequence[Finding]) -> None:
    for one in found:
        console.print(f"  {one.verdict:<8} {one.name}: {one.what}")
        if one.mend and one.verdict != "ok":
            console.print(f"           → {one.mend}")
