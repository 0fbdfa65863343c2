"""For whoever looks after the machine: backups of the book, copies of the keys apart from it, and putting both back."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.doors.terminal import console

app = typer.Typer()

PASSPHRASE = "CANVASS_BACKUP_PASSPHRASE"  # noqa: S105 - where it is, not what

PrefectHome = Annotated[
    Path | None,
    typer.Option(
        help="Prefect's home, if its database is a file there. By CANVASS_PREFECT_DATABASE_URL it comes along."
    ),
]


@app.command()
def backup(
    folder: Annotated[
        Path | None, typer.Argument(help="Where backups lie, each in a folder of its own. Left out: the setting's.")
    ] = None,
    keep: Annotated[int, typer.Option(min=0, help="How many of the newest stay there; 0: all.")] = 14,
    prefect: PrefectHome = None,
) -> None:
    """Back up database, recount packs, calendar and lists, while all goes on. Never the key files."""
    from flows.backups import making

    place, url = _place(), _prefect_url()
    made = making.make(place, folder or place.backups, at=_now(place), keep=keep, prefect=prefect, prefect_url=url)
    console.print(f"The backup is in {made.folder}, readable by you alone.", soft_wrap=True)
    console.print(f"Its log has {made.standing.lines} lines and ends with {made.standing.head}", soft_wrap=True)
    if made.without:
        console.print(
            f"Prefect's database, which can be lost without harm, isn't in it. {made.without}", soft_wrap=True
        )
    if made.old:
        console.print(f"Removed for being more than {keep}: {made.old}")
    if made.unsealed:
        console.print(f"Removed since they held ballots that are sealed by now: {made.unsealed}")
    console.print("The key files aren't in it: canvass backup-keys, to another place.")


@app.command()
def restore(
    backup: Annotated[Path, typer.Argument(help="One backup: a folder canvass-… .")],
    prefect: PrefectHome = None,
) -> None:
    """Put a backup back into an empty installation, check it, and say what is newer outside."""
    from flows.backups import outside, restoring
    from flows.secretary import Secretary
    from integrations import settings

    place = _place()
    restored = restoring.restore(place, backup, prefect=prefect, prefect_url=_prefect_url())
    standing = restored.manifest.standing
    if restored.before:
        console.print("This backup was put back here already, so nothing was changed. It is only looked outside again.")
    else:
        console.print(
            f"The book is back as it was on {restored.manifest.made_at:%Y-%m-%d at %H:%M} UTC.", soft_wrap=True
        )
        console.print(f"It is in {place.book}", soft_wrap=True)
        console.print(f"Its log is whole: {standing.lines} lines, ending with {standing.head}", soft_wrap=True)
    if restored.prefect:
        console.print("Prefect's database is back, too.")
    elif restored.without:
        console.print(
            f"Prefect's database isn't back, and can be lost without harm: {restored.without}", soft_wrap=True
        )
    try:
        secretary = Secretary.at_work()
    except settings.SettingsFault as letter:
        console.print(
            f"What is newer outside can't be asked yet. {letter}\nMend that, then give this command again: it only "
            "looks then.",
            soft_wrap=True,
        )
        return
    for line in outside.newer(secretary, restored.manifest) or ["Nothing that can be seen is newer outside."]:
        console.print(f"• {line}", soft_wrap=True)
    console.print("Erasures since then have to be repeated, and so has what organisers did. Then: canvass up")


@app.command(name="backup-keys")
def backup_keys(
    folder: Annotated[Path, typer.Argument(file_okay=False, help="A place apart from all backups: a stick, say.")],
) -> None:
    """Lock the key files away in one file, with a passphrase. Destroy it once the ballots are sealed."""
    from flows.backups import key_copies

    place = _place()
    file, number = key_copies.lock_away(place, folder, _passphrase(anew=True), at=_now(place))
    console.print(f"Locked away in {file}: {number}", soft_wrap=True)
    console.print(key_copies.WARNING, soft_wrap=True)


@app.command(name="restore-keys")
def restore_keys(
    file: Annotated[Path, typer.Argument(help="What canvass backup-keys wrote.")],
) -> None:
    """Put key files back that are missing, but for those of ballots that are sealed by now."""
    from flows.backups import key_copies

    found = key_copies.put_back(_place(), file, _passphrase(anew=False))
    for words, keys in (
        ("Put back", found.back),
        ("There already, and left as they are", found.there),
        ("There is another key in the place of these, left as it is. Move its file aside, then again", found.other),
        ("Left out, since their ballots are sealed", found.over),
    ):
        if keys:
            console.print(f"{words}: {', '.join(keys)}", soft_wrap=True)


def _place() -> Any:
    from integrations.settings import Place

    return Place()


def _prefect_url() -> str:
    from integrations.settings import Desk

    return Desk().prefect_database_url.get_secret_value()


def _now(place: Any) -> datetime:
    from integrations import clock

    return clock.now(place)


def _passphrase(*, anew: bool) -> str:
    """From the environment or a file that it names, else from the keyboard; others see command lines."""
    from integrations.secret_files import read

    told = os.environ.get(PASSPHRASE, "") or read(f"{PASSPHRASE}_FILE")
    return told or str(typer.prompt("Passphrase", hide_input=True, confirmation_prompt=anew))
