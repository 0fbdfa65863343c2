"""Everything Canvass remembers, as tables: people, elections, ballots, letters and the log."""

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
from core.records.members import (
    Address,
    Event,
    Excuse,
    Exemption,
    MailFault,
    Matter,
    Participation,
    Person,
    Volunteering,
)
from core.records.post import Entry, Letter, LogHead

__all__ = [
    "Address",
    "Certificate",
    "Contest",
    "Correction",
    "Credential",
    "Election",
    "Entry",
    "Event",
    "Excuse",
    "Exemption",
    "Letter",
    "LogHead",
    "MailFault",
    "Matter",
    "Participation",
    "Person",
    "Pile",
    "Reading",
    "Response",
    "RollEntry",
    "Volunteering",
    "Voted",
]
