"""For auditors: count a file, check a recount pack, the log, and what each clause asks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console

app = typer.Typer()
console = Console()
letters_out = Console(stderr=True)

SHORTEST_MARK = 16
"""Letters show this many digits of a fingerprint; fewer could fit by chance."""

Denominator = Literal["cast", "continuing", "for or against", "eligible"]
Method = Literal["instant runoff", "single choice", "approval"]
Stop = Literal["one_left", "two_left", "majority"]
LastTie = Literal["nobody", "broken"]
Kind = Literal["csv", "blt", "abif", "cvr"]
File = Annotated[
    Path,
    typer.Argument(
        exists=True,
        dir_okay=False,
        help="Ballots as CSV with columns “1st choice”, “2nd choice” …, or as BLT, ABIF, or cast vote records in JSON.",
    ),
]

Which = Annotated[str | None, typer.Option(help="Which contest, if the file has several.")]
Options = Annotated[str, typer.Option(help="All options, split by semicolons, where a name has a comma: “A; B, Jr.”.")]
PassOver = Annotated[
    list[str] | None, typer.Option(help="The heading of a column that holds no choices, though it looks so.")
]


@app.command()
def count(
    file: File,
    contest: Which = None,
    rule: Annotated[
        Method | None, typer.Option(help="How it is counted. Left out: by rounds if anybody ranked.")
    ] = None,
    threshold: Annotated[str, typer.Option(help="The share it takes, as 60% or 3/5.")] = "60%",
    strict: Annotated[
        bool, typer.Option("--strict/--at-least", help="More than the threshold, or at least it.")
    ] = True,
    denominator: Annotated[Denominator, typer.Option(help="What the share is taken of.")] = "cast",
    seats: Annotated[int, typer.Option(min=1, help="How many can be elected, each by the same rule.")] = 1,
    no_endorsement: Annotated[
        str | None,
        typer.Option(
            help="The option that withholds; it is never eliminated. Found by itself if called “No endorsement”."
        ),
    ] = None,
    abstention: Annotated[str | None, typer.Option(help="The option that takes part without deciding.")] = None,
    write_ins: Annotated[str | None, typer.Option(help="The option under which write-ins were gathered.")] = None,
    eligible: Annotated[int | None, typer.Option(min=0, help="How many could vote.")] = None,
    quorum: Annotated[str | None, typer.Option(help="The share of them that has to take part, as 70%.")] = None,
    tie_order: Annotated[
        str, typer.Option(help="Names, split by commas or semicolons: of those tied, the last goes out.")
    ] = "",
    seed: Annotated[str, typer.Option(help="Seed of the lots that break ties.")] = "",
    weights: Annotated[str, typer.Option(help="Votes of a ballot by the column Role, as “member 1, delegate 5”.")] = "",
    batch: Annotated[bool, typer.Option("--batch", help="Eliminate together who can't catch up together.")] = False,
    overvote: Annotated[
        Literal["exhaust", "skip"], typer.Option(help="Two options in one rank end a ballot, or are skipped.")
    ] = "exhaust",
    max_skipped: Annotated[
        int | None, typer.Option(min=0, help="More skipped ranks in a row end a ballot. Left out: none do.")
    ] = None,
    duplicate: Annotated[
        Literal["exhaust", "skip"], typer.Option(help="An option ranked again ends a ballot, or is skipped.")
    ] = "skip",
    eliminate_no_endorsement: Annotated[
        bool, typer.Option("--eliminate-no-endorsement", help="The option that withholds can be eliminated, too.")
    ] = False,
    stop: Annotated[
        Stop | None, typer.Option(help="When rounds end: one candidate or two options left, or a 50% majority.")
    ] = None,
    last_tie: Annotated[
        LastTie | None, typer.Option(help="If the last two are level: nobody passes, or the tie is broken.")
    ] = None,
    passed: Annotated[str, typer.Option(help="Words for who passes, as “is elected”.")] = "",
    failed: Annotated[str, typer.Option(help="Words if nobody does, as “Nobody is elected”.")] = "",
    options: Options = "",
    candidate: Annotated[
        list[str] | None,
        typer.Option(help="An option that is a candidate, though its name looks like “No endorsement”."),
    ] = None,
    pass_over: PassOver = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole record of the count as JSON.")] = False,
) -> None:
    """Count a file of ballots, round by round. It is the rule for endorsements, unless you say otherwise."""
    from core.counting import file_count, tally_sheet
    from core.counting.marks import Treatment

    asked = file_count.Asked(
        title=contest,
        method=rule,
        threshold=threshold,
        strict=strict,
        denominator=denominator,
        seats=seats,
        no_endorsement=no_endorsement,
        abstention=abstention,
        undeclared=write_ins,
        eligible=eligible,
        quorum=quorum,
        tie_order=tie_order,
        seed=seed,
        weights=weights,
        batch=batch,
        no_endorsement_eliminated=eliminate_no_endorsement,
        stop=stop,
        last_tie=last_tie,
        passed=passed,
        failed=failed,
        options=_split(options),
        candidates=tuple(candidate or ()),
        pass_over=tuple(pass_over or ()),
        treatment=Treatment(overvote=overvote, max_skipped=max_skipped, duplicate=duplicate),
    )
    result = file_count.counted(file, asked)
    if as_json:
        _note(result.notes)
        typer.echo(json.dumps(result.count.as_json(), ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(tally_sheet.describe(result.count, notes=result.notes)))


@app.command()
def convert(
    file: File,
    to: Annotated[Kind, typer.Option(help="The format to write.")],
    write: Annotated[Path | None, typer.Option(help="Write it to this file. Left out: on the screen.")] = None,
    contest: Which = None,
    title: Annotated[str, typer.Option(help="What the contest is called. Left out: as in the file.")] = "",
    options: Options = "",
    pass_over: PassOver = None,
) -> None:
    """Write the ballots of a file in another format, for another counter."""
    from datetime import UTC, datetime

    from core.counting import file_count

    sought = file_count.Sought(contest=contest, options=_split(options), pass_over=tuple(pass_over or ()))
    marks = file_count.read(file, sought)
    _note(marks.notes)
    found = file_count.converted(marks, to, title=title or contest or file.stem, generated=datetime.now(UTC))
    if write is None:
        typer.echo(found.decode(), nl=False)
    else:
        write.write_bytes(found)


@app.command()
def verify(
    pack: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="The folder of a recount pack.")],
) -> None:
    """Check a recount pack, count its ballots again, and say in plain words what that proves."""
    from core import recount, verify_pack

    verification = recount.verify(pack)
    typer.echo("\n".join([*verification.lines, "", verify_pack.closing(right=verification.ok)]))
    if not verification.ok:
        raise typer.Exit(1)


@app.command()
def picture(
    source: Annotated[
        Path,
        typer.Argument(
            exists=True,
            help="A file of ballots, a count as `canvass count --json` prints it, or the folder of a recount pack.",
        ),
    ],
    write: Annotated[Path, typer.Option(help="Write it to this file, which ends in .png, .svg or .html.")],
    contest: Which = None,
) -> None:
    """Draw the rounds of a count for sharing, and print in words what the picture shows, to put beside it."""
    from flows import charts

    chart = charts.chart(source, contest=contest)
    words = chart.write(write)
    _note(chart.notes)
    typer.echo(f"{write} is written. For those who can't see it, put these words beside it:\n\n{words}")


@app.command(name="log")
def check_log(
    since: Annotated[
        str, typer.Option(help="The log's mark from an earlier letter, or a whole fingerprint of it.")
    ] = "",
    database: Annotated[
        str, typer.Option(help="The database, as CANVASS_DATABASE_URL would name it. Left out: the setting's.")
    ] = "",
) -> None:
    """Check that the log is whole: no line changed, taken out or added in between. Only the database is needed."""
    from sqlalchemy import inspect

    from core import ledger
    from integrations.settings import Place

    url = database or Place().database_url
    _refuse_if_missing(url)
    book = ledger.Ledger(url)
    if not inspect(book.engine).has_table("log"):
        _refuse("Canvass has never written in that database. Name another with --database, or in CANVASS_DATABASE_URL.")
    with book.reading() as session:
        fault = ledger.log_fault(session, since=_fingerprint(session, since) if since else ledger.GENESIS)
    if fault:
        _refuse(f"The log can't be trusted: {fault}.")
    console.print(f"The log is whole. Its newest fingerprint: {book.head()}")


def _refuse_if_missing(url: str) -> None:
    """SQLite makes an empty file where there is none, and an empty book would seem to have no faults."""
    from sqlalchemy import make_url

    place = make_url(url)
    if place.get_backend_name() == "sqlite" and place.database and not Path(place.database).exists():
        _refuse("There is no database there. Name another with --database, or in CANVASS_DATABASE_URL.")


def _fingerprint(session: Any, mark: str) -> str:
    """The whole fingerprint of which a letter shows the beginning, in groups of four; what fits none stays as it is."""
    from sqlalchemy import select

    from core.records import Entry

    typed = "".join(mark.split()).lower()
    whole = session.execute(select(Entry.hash)).scalars()
    return next((one for one in whole if len(typed) >= SHORTEST_MARK and one.startswith(typed)), typed)


@app.command()
def clauses(
    write: Annotated[Path | None, typer.Option(help="Write the page to this file.")] = None,
) -> None:
    """Print what each clause of the documents asks, how it is kept, and what proves it."""
    from core import clauses as catalogue

    page = catalogue.as_markdown()
    if write is None:
        typer.echo(page)
    else:
        write.write_text(page, encoding="utf-8")


def _split(told: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in told.split(";") if one.strip())


def _note(notes: tuple[str, ...]) -> None:
    """What is to be told besides a result that programs read."""
    for note in notes:
        typer.echo(note, err=True)


def _refuse(letter: str) -> None:
    letters_out.print(letter, style="bold", highlight=False, markup=False)
    raise typer.Exit(1)
