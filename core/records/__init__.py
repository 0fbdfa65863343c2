"""Everything Canvass remembers, as tables: people, elections, ballots, letters and the log."""

from core.records.afterwards import PressRelease, ReportBack
from core.records.answers import Alias, Pair
from core.records.committee import CommitteeSeat, Minute, RollCall
from core.records.disclosures import Cosponsorship, Erasure, Handover, KeptOut, Objection
from core.records.elections import (
    Certificate,
    Contest,
    Correction,
    Credential,
    Election,
    Pile,
    Reading,
    Response,
    RollEntry,
    Voted,
)
from core.records.findings import Dues, Gone, Registration, Stocktaking
from core.records.forums import Forum, ForumForm, ForumRace, Invitation
from core.records.members import (
    Address,
    Event,
    Excuse,
    Exemption,
    MailFault,
    Matter,
    Participation,
    Person,
    ToldStatus,
    Volunteering,
)
from core.records.membership import Enrolled, MembershipDay
from core.records.nominations import AdHocSeat, Call, CallAnswer, Cycle, NoConfidence, Nominee, NomineeStatement
from core.records.petitions import Decision, Petition, StandingForm
from core.records.post import Entry, Letter, LogHead
from core.records.questionnaires import Asked, Questionnaire, Reply
from core.records.races import Candidate, Fact, Race, StepTaken
from core.records.reasons import Reason

__all__ = [
    "AdHocSeat",
    "Address",
    "Alias",
    "Asked",
    "Call",
    "CallAnswer",
    "Candidate",
    "Certificate",
    "CommitteeSeat",
    "Contest",
    "Correction",
    "Cosponsorship",
    "Credential",
    "Cycle",
    "Decision",
    "Dues",
    "Election",
    "Enrolled",
    "Entry",
    "Erasure",
    "Event",
    "Excuse",
    "Exemption",
    "Fact",
    "Forum",
    "ForumForm",
    "ForumRace",
    "Gone",
    "Handover",
    "Invitation",
    "KeptOut",
    "Letter",
    "LogHead",
    "MailFault",
    "Matter",
    "MembershipDay",
    "Minute",
    "NoConfidence",
    "Nominee",
    "NomineeStatement",
    "Objection",
    "Pair",
    "Participation",
    "Person",
    "Petition",
    "Pile",
    "PressRelease",
    "Questionnaire",
    "Race",
    "Reading",
    "Reason",
    "Registration",
    "Reply",
    "ReportBack",
    "Response",
    "RollCall",
    "RollEntry",
    "StandingForm",
    "StepTaken",
    "Stocktaking",
    "ToldStatus",
    "Volunteering",
    "Voted",
]
