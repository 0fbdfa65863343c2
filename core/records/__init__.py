"""Everything Canvass remembers, as tables: people, elections, ballots, letters and the log."""

from core.records.afterwards import PressRelease, ReportBack
from core.records.annual import AnnualMeeting, AnnualPriorities, Proposal, ProposalCycle
from core.records.answers import Alias, Pair
from core.records.committee import (
    AfterSlate,
    CandidateMeeting,
    CoChair,
    CommitteeSeat,
    Minute,
    Recall,
    Recusal,
    Resignation,
    RollCall,
)
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
from core.records.links import NewLink, ToldByHand
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
from core.records.year import Announced, YearPlan, YearStep

__all__ = [
    "AdHocSeat",
    "Address",
    "AfterSlate",
    "Alias",
    "Announced",
    "AnnualMeeting",
    "AnnualPriorities",
    "Asked",
    "Call",
    "CallAnswer",
    "Candidate",
    "CandidateMeeting",
    "Certificate",
    "CoChair",
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
    "NewLink",
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
    "Proposal",
    "ProposalCycle",
    "Questionnaire",
    "Race",
    "Reading",
    "Reason",
    "Recall",
    "Recusal",
    "Registration",
    "Reply",
    "ReportBack",
    "Resignation",
    "Response",
    "RollCall",
    "RollEntry",
    "StandingForm",
    "StepTaken",
    "Stocktaking",
    "ToldByHand",
    "ToldStatus",
    "Volunteering",
    "Voted",
    "YearPlan",
    "YearStep",
]
