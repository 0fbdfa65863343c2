"""Google: whether the consent holds, the three services answer, and the workbook is the right one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from core.charter import load
from flows.duties.health.findings import Finding, Group
from integrations.google import auth, consent, sheets
from integrations.google.auth import Google, GoogleFault
from integrations.settings import Settings, SettingsFault

GROUP = Group("Google")

SOON = timedelta(days=3)
"""So long before a consent ends it is said that it is about to."""

AGAIN = "Let an officer consent again as the organisation: canvass consent"
SHARE = (
    "In Sheets, share it as Editor with the service account, whose address stands in its key file as client_email: "
    "canvass workbook says it, too."
)
NO_ROLE = "It needs no role in the project (IAM & Admin, IAM)."
WORKBOOK, SERVICE_ACCOUNT = "members' workbook", "service account"
PUBLISH = (
    "Publish the consent screen (Google Auth Platform, Audience), then consent again: an older token keeps its end."
)
NO_SUCH_FORM = "1canvass-doctor-asks-for-no-form"


def look(found: Settings) -> Iterator[Finding]:
    """Reads only. Without a consent nothing else is asked."""
    try:
        given = consent.read(found)
    except GoogleFault as fault:
        if fault.status == HTTPStatus.UNAUTHORIZED:
            what = "Google no longer accepts it. In testing a consent lasts 7 days; a new password may end it, too"
            yield GROUP.wrong("consent", what, f"{PUBLISH} {AGAIN}")
        else:
            yield GROUP.unknown("consent", "Google didn't answer as expected", "Try again; look at the network.")
        return
    yield from _scopes(given)
    yield _end(given)
    yield from _services(auth.connect(_without_service_account(found)))
    yield from _workbook(found)


def _scopes(given: consent.Consent) -> Iterator[Finding]:
    if given.lacks:
        yield GROUP.wrong("scopes", "drive.file isn't among them", f"Ask for drive.file alone. {AGAIN}")
    elif given.beyond:
        what = f"it allows more than Canvass needs: {', '.join(given.beyond)}"
        yield GROUP.wrong("scopes", what, f"Ask for drive.file alone. {AGAIN}")
    else:
        yield GROUP.ok("scopes", "drive.file and nothing else: the files that Canvass made")


def _end(given: consent.Consent) -> Finding:
    """A consent given while the screen is in testing lasts a week. Google says so in renewing, as far as is known."""
    if given.lasts is None:
        what = (
            "it holds, and Google names no end of it. Whether the consent screen is published can't be seen from here"
        )
        mend = "If everything stops a week after consenting, the screen is still in testing. Publish it."
        return GROUP.unknown("end of the consent", what, mend)
    days = given.lasts // timedelta(days=1)
    when = f"in {days} days" if days > 1 else "within two days"
    about = "it is about to end: " if given.lasts <= SOON else ""
    return GROUP.wrong(
        "end of the consent", f"{about}it ends {when}, as it does while the screen is in testing", PUBLISH
    )


def _services(google: Google) -> Iterator[Finding]:
    asked = {
        "Drive": google.files.list(pageSize=1, fields="files(id)"),
        "Forms": google.forms.get(formId=NO_SUCH_FORM, fields="formId"),
    }
    for name, request in asked.items():
        yield _answers(google, name, request)


def _answers(google: Google, name: str, request: Any) -> Finding:
    """That there is no such form is an answer of Forms, too."""
    try:
        google.ask(request)
    except GoogleFault as fault:
        if fault.status != HTTPStatus.NOT_FOUND:
            return _refused(name, fault)
    return GROUP.ok(name, "it answers")


def _refused(name: str, fault: GoogleFault) -> Finding:
    if fault.status == HTTPStatus.FORBIDDEN:
        mend = f"Enable the {name} API in the project, in Google's cloud console under APIs and services."
        return GROUP.wrong(name, "it isn't allowed to this project", mend)
    return GROUP.unknown(name, f"it didn't answer as expected ({fault.status or 'no answer'})", "Try again later.")


def _without_service_account(found: Settings) -> Settings:
    return found.model_copy(update={"google_service_account": SecretStr("")})


def _workbook(found: Settings) -> Iterator[Finding]:
    if found.part == "ballot-box":
        return
    if not found.members_book:
        yield GROUP.wrong(WORKBOOK, "there is none yet", "Let it be made: canvass workbook")
        return
    try:
        google = auth.connect(found)
    except SettingsFault as fault:
        yield GROUP.wrong(SERVICE_ACCOUNT, "its key can't be used", str(fault))
        return
    try:
        cover = sheets.look(google, found.members_book)
    except GoogleFault as fault:
        yield _unseen(fault, by_service_account=bool(google.shared))
        return
    if google.shared:
        yield from _service_account(found)
    yield GROUP.ok(WORKBOOK, "it can be read")
    zone = load(found.charter).zone
    if ZoneInfo(cover.zone) == ZoneInfo(zone):
        yield GROUP.ok("workbook's zone", f"{zone}, as in the charter")
    else:
        what = f"it is {cover.zone}, and the charter's is {zone}: days could be one off"
        yield GROUP.wrong("workbook's zone", what, f"In the workbook, under File, Settings: choose {zone}.")


def _unseen(fault: GoogleFault, *, by_service_account: bool) -> Finding:
    if by_service_account and fault.status == HTTPStatus.UNAUTHORIZED:
        mend = "Make a new key (IAM & Admin, Service Accounts, Keys), and put it in the old one's place."
        return GROUP.wrong(SERVICE_ACCOUNT, "Google no longer accepts its key", mend)
    if by_service_account and fault.status in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
        return GROUP.wrong(WORKBOOK, "there is none of this id that is shared with the service account", SHARE)
    if fault.status == HTTPStatus.NOT_FOUND:
        what = "there is none of this id, or Canvass didn't make it, and so can't see it"
        mend = (
            "Let Canvass make one: canvass workbook. Then put its id into the setting. One that you have already needs "
            "a service account; docs/install.md says how."
        )
        return GROUP.wrong(WORKBOOK, what, mend)
    return _refused("Sheets", fault)


def _service_account(found: Settings) -> Iterator[Finding]:
    """Whether it is needed at all. Whether it may write can't be seen by reading."""
    try:
        sheets.look(auth.connect(_without_service_account(found)), found.members_book)
    except GoogleFault:
        yield GROUP.ok(SERVICE_ACCOUNT, "it opens the members' workbook; it asks for the scope spreadsheets alone")
        mend = "Share the workbook with it as Editor, not as Viewer: canvass verify-live tries that. " + NO_ROLE
        yield GROUP.unknown("service account's rights", "whether it may write can't be seen from here", mend)
    else:
        what = "it isn't needed: Canvass made the workbook, and sees it without"
        mend = "Take CANVASS_GOOGLE_SERVICE_ACCOUNT out of the settings, and delete the key at Google."
        yield GROUP.wrong(SERVICE_ACCOUNT, what, mend)
