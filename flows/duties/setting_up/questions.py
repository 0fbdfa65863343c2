"""Questions: what is asked of whoever sets Canvass up, what each answer is for, and where it is found."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from integrations.secret_files import OTHERS
from integrations.settings import KEY, is_mailbox

Fault = str
"""What is wrong with an answer, or nothing."""


@dataclass(frozen=True)
class Question:
    """One answer that is wanted. One that isn't `needed` may be left empty and filled in later.

    `about` says what it is for and where it is found; a `secret` isn't shown while it is typed. One that comes `later`
    is usually left empty, and isn't missed: a command fills it in, or nobody needs it. What is an organisation's `own`
    is never taken from the charter that it begins from.
    """

    name: str
    asks: str
    about: str
    fault: Callable[[str], Fault] = lambda _: ""
    secret: bool = False
    needed: bool = False
    later: bool = False
    own: bool = False


def _in_words(answer: str) -> Fault:
    return "" if answer.strip() and '"' not in answer and "\\" not in answer else "write it without quotation marks"


def _zone(answer: str) -> Fault:
    try:
        ZoneInfo(answer)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "that is no time zone; write it like America/New_York"
    return ""


def _count(answer: str) -> Fault:
    return "" if re.fullmatch(r"[1-9]\d{0,3}", answer) else "write a whole number, 1 or more"


def _yes_or_no(answer: str) -> Fault:
    return "" if answer in {"yes", "no"} else "write yes or no"


def _share(answer: str) -> Fault:
    fits = re.fullmatch(r"[1-9]\d{0,3}/[1-9]\d{0,3}", answer) and Fraction(answer) <= 1
    return "" if fits else "write a fraction such as 3/5"


def _client(answer: str) -> Fault:
    return "" if answer.endswith(".apps.googleusercontent.com") else "it ends in .apps.googleusercontent.com"


def _word(answer: str) -> Fault:
    return "" if re.fullmatch(r"\S+", answer) else "it has no spaces in it"


def _key(answer: str) -> Fault:
    return "" if KEY.fullmatch(answer) else "it is letters and digits, a dash, and the data centre, such as -us1"


def _key_file(answer: str) -> Fault:
    file = Path(answer)
    if not file.is_file():
        return "there is no such file"
    return f"others on this machine could read it; chmod 600 {file.name}" if file.stat().st_mode & OTHERS else ""


def _book(answer: str) -> Fault:
    fits = re.fullmatch(r"[\w-]+", answer)
    return "" if fits else "write the id alone: the long part of the workbook's address after /d/"


def _mailbox(answer: str) -> Fault:
    return "" if is_mailbox(answer) else "write an e-mail address"


ORGANISATION = (
    Question("name", "The organisation's name", "It heads every letter and page.", _in_words, needed=True, own=True),
    Question(
        "short_name",
        "Its short name",
        "Letters of members, for instance EP. Used where room is short.",
        _in_words,
        needed=True,
        own=True,
    ),
    Question(
        "zone", "Its time zone", "By its clocks votes open and close. America/New_York is Boston's.", _zone, needed=True
    ),
    Question(
        "dues_paid_to",
        "To whom dues are paid",
        "Letters name it where dues are asked for: the organisation itself, or one that it is a chapter of.",
        _in_words,
        needed=True,
        own=True,
    ),
)
"""What makes a charter the organisation's own."""

NUMBERS = (
    Question(
        "membership.events_needed",
        "Events a year for a vote",
        "How many events of the past year somebody must have come to, to be a voting member. Your bylaws say it.",
        _count,
    ),
    Question(
        "membership.volunteering_needed",
        "Volunteer activities a year for a vote",
        "How many activities of the past year give the vote by themselves.",
        _count,
    ),
    Question(
        "membership.dues_required",
        "Are dues asked for?",
        "With yes, only members whose dues are paid can vote; they stand in the members' workbook.",
        _yes_or_no,
    ),
    Question(
        "membership.lapse_warning_days",
        "Days of warning before a vote ends",
        "A member whose vote is about to end is written to so many days before.",
        _count,
    ),
    Question(
        "endorsement.counting.threshold",
        "Share of the votes that endorses",
        "As a fraction: 3/5 means that more than 60% of the votes are needed.",
        _share,
    ),
    Question(
        "voting_window.minimum_days",
        "Days a vote is open at least",
        "A shorter vote is refused. Members need the time to read their mail.",
        _count,
    ),
    Question(
        "voting_window.ideal_days",
        "Days a vote should be open",
        "What is aimed at where the calendar allows.",
        _count,
    ),
    Question(
        "closing.objection_days",
        "Days for objections after a result",
        "So long the form and its answers are kept after a result; then they are deleted.",
        _count,
    ),
)
"""Numbers of the charter that differ most between organisations. All others are in the file, with a sentence each."""

SETTINGS = (
    Question(
        "google_client_id",
        "Google: the OAuth client's id",
        "By it Google knows Canvass. Google Cloud console, Google Auth Platform, Clients, your Desktop client.",
        _client,
    ),
    Question(
        "google_client_secret",
        "Google: the client's secret",
        "It is shown once, when the client is made; a new one can be made there (Add secret).",
        _word,
        secret=True,
    ),
    Question(
        "google_refresh_token",
        "Google: the refresh token",
        "Leave it empty: canvass consent asks Google for it afterwards, and puts it here.",
        _word,
        secret=True,
        later=True,
    ),
    Question(
        "google_service_account_file",
        "Google: the key file of a service account",
        "Only for a members' workbook that you have already: docs/install.md says how. Otherwise leave it empty.",
        _key_file,
        later=True,
    ),
    Question(
        "members_book",
        "Google: the members' workbook's id",
        "Leave it empty, and let canvass workbook make one. Of one that you have: the part of its address after /d/.",
        _book,
        later=True,
    ),
    Question(
        "mailchimp_api_key",
        "Mailchimp: the API key",
        "With it letters are sent. Mailchimp, your profile, Extras, API keys. Make one for Canvass alone.",
        _key,
        secret=True,
    ),
    Question(
        "mailchimp_list",
        "Mailchimp: the Audience ID",
        "Which list of people it is. Mailchimp, Audience, Settings, Audience name and defaults.",
        _word,
    ),
    Question(
        "mail_from_name",
        "The sender's name on letters",
        "What members see in their mailbox before they open a letter.",
        _in_words,
    ),
    Question(
        "mail_reply_to",
        "The address that answers go to",
        "The organisers' own mailbox, of a domain that is verified at Mailchimp. Notices of Canvass go there, too.",
        _mailbox,
    ),
)
"""The settings that have no default, and the one that goes with a workbook of one's own."""

EVERY = (*ORGANISATION, *NUMBERS, *SETTINGS)
