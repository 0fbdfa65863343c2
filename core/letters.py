"""The table of letters: on which occasion, to whom, and when a letter is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

Readers = Literal["members", "partners", "third parties", "organisers"]
"""Whom a letter's words are for, when it comes to what may be told of partner organisations (P11)."""

Audience = Literal["roll", "not voted", "members", "committee", "one mailbox", "whom it concerns", "partners"]


@dataclass(frozen=True)
class Occasion:
    """A kind of letter. `personal` letters carry each voter's own link; `sealed` ones keep their recipients locked.

    `status` letters say how each reader stands: what counted for them, until when, what is missing. A `linked` letter
    goes to one mailbox and holds a link of its reader's, which is made only when the letter is written. One that
    `names_voters` tells the committee who of it voted how in a roll call; one that `reports` says how far its members
    came to meetings, served and voted. `told_as` are its readers as far as partner organisations are concerned: if
    nothing is said, a letter to one mailbox is for anybody, one to partners' people is for partners, any other for
    members.
    """

    template: str
    clause: str
    audience: Audience
    personal: bool
    sealed: bool
    status: bool = False
    linked: bool = False
    names_voters: bool = False
    reports: bool = False
    told_as: Readers | None = None

    @property
    def readers(self) -> Readers:
        """P11. Who reads it: of partners it tells no more than these may know."""
        usual: dict[Audience, Readers] = {"one mailbox": "third parties", "partners": "partners"}
        return self.told_as or usual.get(self.audience, "members")


OCCASIONS = {
    "ballot": Occasion("ballot", "E7", "roll", personal=True, sealed=False),
    "new_link": Occasion("new_link", "E7", "roll", personal=True, sealed=False),
    # Who is reminded tells who hasn't voted: while codes live, only the election's key opens that list.
    "reminder": Occasion("reminder", "E12", "not voted", personal=True, sealed=True),
    "committee_ballot": Occasion("committee_ballot", "S8", "roll", personal=True, sealed=False),
    "committee_reminder": Occasion("committee_reminder", "S9", "not voted", personal=True, sealed=True),
    "committee_result": Occasion(
        "committee_result", "S8", "committee", personal=False, sealed=False, names_voters=True
    ),
    "partners_ballot": Occasion("partners_ballot", "P7", "roll", personal=True, sealed=False),
    "partners_reminder": Occasion("partners_reminder", "P7", "not voted", personal=True, sealed=True),
    "partners_result": Occasion("partners_result", "P7", "members", personal=False, sealed=False),
    "standing_report": Occasion("standing_report", "S12", "committee", personal=False, sealed=False, reports=True),
    "meeting_notice": Occasion("meeting_notice", "S13", "members", personal=False, sealed=False),
    "meeting_off": Occasion("meeting_off", "S13", "members", personal=False, sealed=False),
    "struck": Occasion("struck", "M6", "one mailbox", personal=False, sealed=False, told_as="members"),
    "dispute_received": Occasion(
        "dispute_received", "M4", "one mailbox", personal=False, sealed=False, told_as="members"
    ),
    "dispute_decided": Occasion(
        "dispute_decided", "M4", "one mailbox", personal=False, sealed=False, told_as="members"
    ),
    "request_received": Occasion(
        "request_received", "M7", "one mailbox", personal=False, sealed=False, told_as="members"
    ),
    "motion_received": Occasion(
        "motion_received", "S8", "one mailbox", personal=False, sealed=False, told_as="members"
    ),
    "disclosure_received": Occasion(
        "disclosure_received", "S11", "one mailbox", personal=False, sealed=False, told_as="members"
    ),
    "disclosure_due": Occasion("disclosure_due", "S11", "one mailbox", personal=False, sealed=False, told_as="members"),
    "recall_opens": Occasion("recall_opens", "S6", "one mailbox", personal=False, sealed=False, told_as="members"),
    "recall_decided": Occasion("recall_decided", "S6", "one mailbox", personal=False, sealed=False, told_as="members"),
    "called_off": Occasion("called_off", "E7", "roll", personal=False, sealed=False),
    "extended": Occasion("extended", "E11", "roll", personal=False, sealed=False),
    "sharing_notice": Occasion("sharing_notice", "M8", "members", personal=False, sealed=False),
    "erasure_received": Occasion(
        "erasure_received", "M8", "one mailbox", personal=False, sealed=False, told_as="members"
    ),
    "outcome": Occasion("outcome", "E16", "one mailbox", personal=False, sealed=False),
    "endorsed": Occasion("endorsed", "E16", "one mailbox", personal=False, sealed=False),
    "ended": Occasion("ended", "E15", "one mailbox", personal=False, sealed=False),
    "ended_members": Occasion("ended_members", "E15", "members", personal=False, sealed=False),
    "reopened": Occasion("reopened", "E15", "one mailbox", personal=False, sealed=False),
    "reopened_members": Occasion("reopened_members", "E15", "members", personal=False, sealed=False),
    "report_back": Occasion("report_back", "E17", "one mailbox", personal=False, sealed=False),
    "questionnaire": Occasion("questionnaire", "E4", "one mailbox", personal=False, sealed=False, linked=True),
    "questionnaire_reminder": Occasion(
        "questionnaire_reminder", "E4", "one mailbox", personal=False, sealed=False, linked=True
    ),
    "questionnaire_put_off": Occasion(
        "questionnaire_put_off", "E4", "one mailbox", personal=False, sealed=False, linked=True
    ),
    "candidate_link": Occasion("candidate_link", "E4", "one mailbox", personal=False, sealed=False, linked=True),
    "questionnaire_answers": Occasion("questionnaire_answers", "E18", "members", personal=False, sealed=False),
    "questionnaire_digest": Occasion("questionnaire_digest", "E18", "members", personal=False, sealed=False),
    "nomination_call": Occasion("nomination_call", "S3", "members", personal=False, sealed=False),
    "nominations_off": Occasion("nominations_off", "S3", "members", personal=False, sealed=False),
    "nominee_moved": Occasion(
        "nominee_moved", "S3", "one mailbox", personal=False, sealed=False, linked=True, told_as="members"
    ),
    "nominee_asked": Occasion(
        "nominee_asked", "S3", "one mailbox", personal=False, sealed=False, linked=True, told_as="members"
    ),
    "nominee_statement": Occasion(
        "nominee_statement", "S3", "one mailbox", personal=False, sealed=False, linked=True, told_as="members"
    ),
    "nominee_reminder": Occasion(
        "nominee_reminder", "S3", "one mailbox", personal=False, sealed=False, linked=True, told_as="members"
    ),
    "no_confidence": Occasion("no_confidence", "S5", "members", personal=False, sealed=False),
    "result": Occasion("result", "E16", "members", personal=False, sealed=False),
    "forum_invitation": Occasion("forum_invitation", "E6", "one mailbox", personal=False, sealed=False, linked=True),
    "forum_notice": Occasion("forum_notice", "S13", "members", personal=False, sealed=False),
    "forum_off": Occasion("forum_off", "E6", "members", personal=False, sealed=False),
    "forum_feedback": Occasion("forum_feedback", "E6", "members", personal=False, sealed=False),
    "proposals": Occasion("proposals", "A2", "members", personal=False, sealed=False),
    "annual_meeting": Occasion("annual_meeting", "A1", "members", personal=False, sealed=False),
    "date_due": Occasion("date_due", "P12", "partners", personal=False, sealed=False),
    "date_changed": Occasion("date_changed", "P12", "partners", personal=False, sealed=False),
    "circumstance": Occasion("circumstance", "P10", "partners", personal=False, sealed=False),
    "delegate_absent": Occasion("delegate_absent", "P2", "partners", personal=False, sealed=False),
    "parallel_begun": Occasion("parallel_begun", "P6", "one mailbox", personal=False, sealed=False, told_as="partners"),
    "parallel_off": Occasion("parallel_off", "P6", "one mailbox", personal=False, sealed=False, told_as="partners"),
    "parallel_report": Occasion(
        "parallel_report", "P6", "one mailbox", personal=False, sealed=False, linked=True, told_as="partners"
    ),
    "parallel_unread": Occasion(
        "parallel_unread", "P6", "one mailbox", personal=False, sealed=False, linked=True, told_as="partners"
    ),
    "parallel_compared": Occasion(
        "parallel_compared", "P6", "one mailbox", personal=False, sealed=False, linked=True, told_as="partners"
    ),
    "parallel_contacts": Occasion(
        "parallel_contacts", "P6", "one mailbox", personal=False, sealed=False, told_as="partners"
    ),
    "parallel_steps": Occasion(
        "parallel_steps", "P6", "one mailbox", personal=False, sealed=False, linked=True, told_as="partners"
    ),
    "parallel_step_reminder": Occasion(
        "parallel_step_reminder", "P6", "one mailbox", personal=False, sealed=False, linked=True, told_as="partners"
    ),
    "parallel_settled": Occasion(
        "parallel_settled", "P6", "one mailbox", personal=False, sealed=False, told_as="partners"
    ),
    "parallel_members": Occasion("parallel_members", "P6", "members", personal=False, sealed=False),
    "partner_invited": Occasion(
        "partner_invited", "P1", "one mailbox", personal=False, sealed=False, linked=True, told_as="partners"
    ),
    "partner_reminder": Occasion(
        "partner_reminder", "P1", "one mailbox", personal=False, sealed=False, linked=True, told_as="partners"
    ),
    "partner_awaited": Occasion(
        "partner_awaited", "P1", "one mailbox", personal=False, sealed=False, told_as="partners"
    ),
    "partner_link_void": Occasion(
        "partner_link_void", "P1", "one mailbox", personal=False, sealed=False, told_as="partners"
    ),
    "partner_open": Occasion(
        "partner_open", "P1", "one mailbox", personal=False, sealed=False, linked=True, told_as="partners"
    ),
    "partner_in_force": Occasion(
        "partner_in_force", "P1", "one mailbox", personal=False, sealed=False, told_as="partners"
    ),
    "partnership_ended": Occasion(
        "partnership_ended", "P1", "one mailbox", personal=False, sealed=False, told_as="partners"
    ),
    "delegate_named": Occasion("delegate_named", "P2", "one mailbox", personal=False, sealed=False, told_as="partners"),
    "delegate_replaced": Occasion(
        "delegate_replaced", "P2", "one mailbox", personal=False, sealed=False, told_as="partners"
    ),
    "delegate_hats": Occasion(
        "delegate_hats", "P4", "one mailbox", personal=False, sealed=False, linked=True, told_as="partners"
    ),
    # To the organisers' own address: what doesn't go on without them. Ours; the nearest that is asked for are reports.
    "organisers_notice": Occasion(
        "organisers_notice", "S12", "one mailbox", personal=False, sealed=False, told_as="organisers"
    ),
    "reached": Occasion("reached", "M4", "whom it concerns", personal=False, sealed=False, status=True),
    "lapses_soon": Occasion("lapses_soon", "M4", "whom it concerns", personal=False, sealed=False, status=True),
    "lapsed": Occasion("lapsed", "M4", "whom it concerns", personal=False, sealed=False, status=True),
    "statement": Occasion("statement", "M4", "whom it concerns", personal=False, sealed=False, status=True),
}

PLANNED, ADDRESSED, DRAFTED, READY, SENDING, SENT, CONFIRMED = (
    "planned", "addressed", "drafted", "ready", "sending", "sent", "confirmed",
)  # fmt: skip
"""A letter's way out. Each step is written down before the next is begun."""

MISSED, HELD = "missed", "held"
"""Too late to be of use; or in doubt, and waiting for a person."""

DELIVERED = (SENT, CONFIRMED)
FINAL = (CONFIRMED, MISSED)

GRACE = timedelta(minutes=15)
"""How long Mailchimp may take to show that a send was accepted, before we believe that it wasn't."""

PATIENCE = timedelta(hours=6)
"""How long a send that Mailchimp accepted may take to begin, before a person is asked."""

AFTERCARE = timedelta(hours=1)
"""How long after sending bounces are asked for and the mailing's list is deleted."""

MOST_RESTARTS = 3
"""How often a letter is addressed anew because its recipients changed under it, before a person is asked."""

MOST_TRIES = 2
"""How often one and the same campaign is told to go out before a person is asked."""
