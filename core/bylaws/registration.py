"""A candidate's account and website: what counts as having them, and when somebody has to look again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.bylaws.candidacy import FEC, FactKind, Finding, authority
from core.charter import Charter
from core.ruling import Ruling

COMMITTEES = "C"
"""What a number begins with that the FEC gave to a committee, and not to a candidate."""


@dataclass(frozen=True)
class Registration:
    """What OCPF or the FEC says about a number: whether it has it, and whether it was closed.

    `status` is the FEC's letter: C present candidate, F future, N not yet, P prior. OCPF has none.
    """

    listed: bool
    closed: bool = False
    status: str = ""


@dataclass(frozen=True)
class Visit:
    """What came of opening a website: whether it answers, whether that is a web page, and whether under https.

    `answer` is the status that it gave. `refused` says why it wasn't opened, or not to the end.
    """

    answers: bool
    is_page: bool
    answer: int = 0
    secure: bool = True
    refused: str = ""


def wanted(charter: Charter) -> tuple[FactKind, ...]:
    """E5. What has to be known of a candidate before they are asked anything."""
    rules = charter.endorsement.candidacy
    if rules is None:
        return ()
    kinds: dict[FactKind, bool] = {"account": rules.account.value, "website": rules.website.value}
    return tuple(kind for kind, asked in kinds.items() if asked)


def fits(office: str, account: str, *, charter: Charter) -> Ruling:
    """E5. Whether an account, such as "OCPF 12345", is with whom candidates for this office file."""
    with_whom = authority(office, charter=charter)
    if not account:
        return Ruling(False, "E5", f"no account with {with_whom} is given")
    given, _, number = account.partition(" ")
    if given != with_whom:
        return Ruling(False, "E5", f"the account is with {given}; candidates for {office} file with {with_whom}")
    if given == FEC and number.startswith(COMMITTEES):
        return Ruling(False, "E5", "the number is a committee's; a candidate's begins with H, S or P")
    return Ruling(True, "E5", f"candidates for {office} file with {with_whom}")


def is_active(account: str, found: Registration, *, charter: Charter) -> Ruling:
    """E5. Whether an account is active: known, not closed, and of a candidate in this election or a later one."""
    with_whom, rules = account.partition(" ")[0], charter.endorsement.candidacy
    if not found.listed:
        return Ruling(False, "E5", f"{with_whom} knows no such number")
    if found.closed:
        return Ruling(False, "E5", f"{with_whom} lists it as closed")
    if with_whom == FEC and rules and found.status not in rules.federal_status.value:
        return Ruling(False, "E5", f"{FEC} lists it with the status {found.status or 'unknown'}")
    return Ruling(True, "E5", f"{with_whom} lists it as active")


def is_website(found: Visit) -> Ruling:
    """E5. A campaign website is an address that answers with a web page."""
    if found.refused:
        return Ruling(False, "E5", found.refused)
    if not found.answers:
        return Ruling(False, "E5", f"it answers that there is no such page ({found.answer})")
    if not found.is_page:
        return Ruling(False, "E5", "it answers, but not with a web page")
    return Ruling(True, "E5", "it answers" if found.secure else "it answers, without https")


def is_due(newest: Finding | None, *, on: date, charter: Charter) -> Ruling:
    """E5. Whether to look up an account or a website on a local day: once a day at most.

    What isn't there is looked up every day, since it may come; what is, when half of its time has passed, so that there
    are weeks left should nobody answer. What a person said isn't looked up.
    """
    rules = charter.endorsement.candidacy
    if rules is None:
        return Ruling(False, "E5", "the charter asks nothing of candidates")
    if newest is None:
        return Ruling(True, "E5", "nobody has looked yet")
    if newest.by_a_person:
        return Ruling(False, "E5", "a person's word stands until it is withdrawn")
    days, within = (on - newest.on).days, rules.checked_within_days.value
    if days < 1:
        return Ruling(False, "E5", "it was looked up today")
    if not newest.holds:
        return Ruling(True, "E5", "it wasn't there when it was looked up last")
    return Ruling(days * 2 >= within, "E5", f"it was there {days} days ago, and that counts for {within}")
