"""S1. The tables themselves: nothing leads from a person to a ballot but the election both belong to."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table
from sqlalchemy.exc import IntegrityError

from core.charter import load
from core.columns import Record
from core.ledger import Ledger
from core.migrations import up_to_date
from core.records import (
    AdaptedRole,
    Announced,
    AnnualMeeting,
    AnnualPriorities,
    Asked,
    Call,
    Candidate,
    CandidateMeeting,
    Cycle,
    Decision,
    DelegateAbsence,
    DelegateForm,
    Election,
    Erasure,
    Fact,
    Forum,
    ForumForm,
    ForumRace,
    Invitation,
    Letter,
    MembershipDay,
    Minute,
    NewLink,
    NoConfidence,
    NomineeStatement,
    ParallelVote,
    PartnerLink,
    Partnership,
    PartnershipCircumstance,
    PartnershipDate,
    Petition,
    PressRelease,
    Proposal,
    ProposalCycle,
    Questionnaire,
    Race,
    Reason,
    Reply,
    ReportBack,
    RollCall,
    StandingForm,
    StepTaken,
    StoodAside,
    ToldByHand,
    YearPlan,
    YearStep,
)
from flows.duties.election import electorates
from flows.duties.privacy import partnered
from flows.duties.privacy.periods import AS_LISTED, PERIODS
from flows.duties.privacy.traces import TRACES

WHO = (
    "person",
    "address",
    "participation",
    "volunteering",
    "alias",
    "pair",
    "roll_entry",
    "correction",
    "voted",
    "exemption",
    "petition",
    "proposal",
    "candidate",
    "invitation",
    "asked",
    "reply",
    "decision",
    "told_status",
    "enrolled",
    "objection",
    "erasure",
    "kept_out",
    "dues",
    "registration",
    "gone",
    "stocktaking",
    "committee_seat",
    "resignation",
    "after_slate",
    "co_chair",
    "recusal",
    "recall",
    "call_answer",
    "nominee",
    "nominee_statement",
    "ad_hoc_seat",
    "partner",
    "partner_answer",
    "delegate",
    "parallel_answer",
)
"""Tables that say who somebody is, or that a line of the roll took part."""

NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)

HOW = ("credential", "response", "pile", "role_pile")
"""Tables that say how somebody voted, or with which code."""

OPEN = ("roll_call",)
"""Tables that join who with how on purpose: who of the committee voted how in a roll call, as its charter wants it.

Such a row can be of no secret ballot: the database refuses it (below). And nothing leads from here to a ballot of those
that are secret: the walk goes on from these tables, too.
"""

HARMLESS = {"election_key", "position", "at", "key", "kind", "state", "title", "because", "clause"}
"""Columns that may stand on both sides: they name an election or a contest, or are words of ours."""


def _links(metadata: MetaData) -> Mapping[str, set[str]]:
    """Which tables can be joined: by a foreign key, or by columns of the same name. Only `election` is no link."""
    tables = {name: table for name, table in metadata.tables.items() if name != "election"}
    found: dict[str, set[str]] = {name: set() for name in tables}
    for (one, first), (other, second) in permutations(tables.items(), 2):
        shared = {column.name for column in first.columns} & {column.name for column in second.columns}
        if second in {key.column.table for key in first.foreign_keys} or shared - HARMLESS:
            found[one].add(other)
            found[other].add(one)
    return found


def _within_reach(links: Mapping[str, set[str]], start: str) -> set[str]:
    seen, waiting = {start}, deque([start])
    while waiting:
        new = links[waiting.popleft()] - seen
        seen |= new
        waiting.extend(new)
    return seen


@pytest.mark.parametrize("who", [*WHO, *OPEN])
def test_no_path_leads_from_who_to_how(who: str) -> None:
    """Walking every foreign key and every shared column from a person's table never arrives at a ballot's."""
    assert not _within_reach(_links(Record.metadata), who) & set(HOW)


def test_every_table_has_been_thought_about() -> None:
    """A new table has to be put on a side, or be one of those that know neither people nor ballots."""
    neither = {"event", "excuse", "matter", "mail_fault", "election", "contest", "reading", "certificate", "letter"}
    neither |= {"race", "fact", "step_taken", "forum", "forum_race", "forum_form", "press_release", "report_back"}
    neither |= {"questionnaire", "reason", "new_link", "told_by_hand", "minute"}
    neither |= {"year_plan", "year_step", "announced"}
    neither |= {"log", "log_head", "standing_form", "membership_day", "cosponsorship", "handover"}
    neither |= {"questionnaire", "reason", "proposal_cycle", "annual_priorities", "annual_meeting"}
    neither |= {"questionnaire", "reason", "candidate_meeting"}
    neither |= {"questionnaire", "reason", "call", "cycle", "no_confidence"}
    neither |= {
        "partnership",
        "partnership_date",
        "partnership_circumstance",
        "adapted_role",
        "parallel_vote",
        "partner_link",
    }
    neither |= {"groups_told", "delegate_absence", "delegate_form", "stood_aside"}
    neither |= {"log", "minute", "log_head", "standing_form", "membership_day", "cosponsorship", "handover"}
    assert set(Record.metadata.tables) == neither | set(WHO) | set(HOW) | set(OPEN)


OF_PARTNERS = (
    *(Partnership, PartnershipDate, PartnershipCircumstance, AdaptedRole),
    *(ParallelVote, DelegateAbsence, DelegateForm, StoodAside, PartnerLink),
)
"""What partners agreed on, and delegates by their number in a partnership alone."""

NOBODYS = {
    "event": {"code", "held_on", "kind"},
    "participation": {"event_code"},
    "volunteering": {"on"},
    "address": {"rank"},
    "mail_fault": {"kind", "remedy"},
    "matter": {"key", "kind", "text"},
    "roll_entry": {"election_key", "line", "place", "epoch", "clause", "because", "struck", "voter_role"}
    | {"votes_for", "delegated_as"},
    "correction": {"election_key", "nth", "line", "kind", "reason", "at"},
    "voted": {"election_key", "line"},
    "roll_call": {"election_key", "line", "position", "choices", "ballots"},
    "certificate": {"election_key", "officer", "note", "at"},
    "letter": set(Letter.__table__.columns.keys()) - {"facts", "recipients"},
    "cosponsorship": {"event_code", "held_on", "partner", "official", "decided_by", "decided_on"},
    "handover": {"event_code", "held_on", "partner", "fingerprint", "at", "size", "columns", "notices"},
    "petition": set(Petition.__table__.columns.keys()) - {"name", "email", "said", "member", "sender", "objection"},
    "proposal": set(Proposal.__table__.columns.keys())
    - {"name", "email", "said", "member", "sender", "because", "objection"},
    "proposal_cycle": set(ProposalCycle.__table__.columns.keys()),
    "annual_priorities": set(AnnualPriorities.__table__.columns.keys()),
    "annual_meeting": set(AnnualMeeting.__table__.columns.keys()),
    "decision": set(Decision.__table__.columns.keys()) - {"reason"},
    "candidate": set(Candidate.__table__.columns.keys()) - {"email"},
    "asked": set(Asked.__table__.columns.keys()) - {"declined_because"},
    "questionnaire": set(Questionnaire.__table__.columns.keys()),
    "reply": set(Reply.__table__.columns.keys()) - {"said"},
    "race": set(Race.__table__.columns.keys()),
    "fact": set(Fact.__table__.columns.keys()),
    "step_taken": set(StepTaken.__table__.columns.keys()),
    "forum": set(Forum.__table__.columns.keys()),
    "forum_race": set(ForumRace.__table__.columns.keys()),
    "forum_form": set(ForumForm.__table__.columns.keys()),
    "new_link": set(NewLink.__table__.columns.keys()),
    "told_by_hand": set(ToldByHand.__table__.columns.keys()),
    "invitation": set(Invitation.__table__.columns.keys()) - {"question"},
    "press_release": set(PressRelease.__table__.columns.keys()),
    "candidate_meeting": set(CandidateMeeting.__table__.columns.keys()),
    "minute": set(Minute.__table__.columns.keys()),
    "report_back": set(ReportBack.__table__.columns.keys()),
    "reason": set(Reason.__table__.columns.keys()),
    **{one.__tablename__: set(one.__table__.columns.keys()) for one in (YearPlan, YearStep, Announced)},
    "call": set(Call.__table__.columns.keys()),
    "call_answer": {"call_key", "nth", "answer_id", "answered", "handed_in"},
    "cycle": set(Cycle.__table__.columns.keys()),
    "nominee": {"year", "nth", "by_self", "by_other"},
    "nominee_statement": set(NomineeStatement.__table__.columns.keys()) - {"said"},
    "no_confidence": set(NoConfidence.__table__.columns.keys()),
    "ad_hoc_seat": {"no_confidence_key"},
    **{one.__tablename__: set(one.__table__.columns.keys()) for one in OF_PARTNERS},
    **{name: set(Record.metadata.tables[name].columns.keys()) - set(told) for name, told in partnered.COLUMNS.items()},
    "standing_form": set(StandingForm.__table__.columns.keys()),
    "excuse": {"event_code", "held_on", "reason", "decided_by", "at", "lifted"},
    "membership_day": set(MembershipDay.__table__.columns.keys()),
    "erasure": set(Erasure.__table__.columns.keys()),
    "kept_out": {"nth", "mark", "shared"},
}
"""Columns that tell nothing of a member, or only by a number that leads nowhere once the sheets are clear.

What organisers write in sentences – reasons, notes – is theirs: they are asked to name nobody. `erasure.known` is
emptied by the erasure itself, as its last act; `erasure.number` and `erasure.left` name nobody once the sheets are
clear, and go with their period. Who was elected by the organisation's own is its record, in `minute`.
That somebody stands for office, `candidate.name`, is public, as is whether they come
to a forum, and what is said of it to the press; the wording of a forum's forms, `forum_form.asks`, has no other names.
A mark says nothing without its key. What a matter says is made anew at each reading.
"""

TELLING = {"name", "email", "address", "number", "member", "person_id", "first", "other", "recipients", "facts", "said"}
"""Names of columns that can't be nobody's, however they are listed above; `erasure.number` is said why."""

BALLOTS = {"election", "contest", "credential", "response", "reading", "pile", "log", "log_head"}
BALLOTS |= {"role_pile", "groups_told"}
"""Tables about elections and the log: no path leads from them to a person (above), and the log takes no names."""


def _unaccounted(metadata: MetaData) -> set[str]:
    """The columns of which nobody has said how a person is taken out of them, or that they know nobody."""
    found = set()
    for name, table in metadata.tables.items():
        if name in BALLOTS:
            continue
        erased, nobodys = set(TRACES[name].columns) if name in TRACES else set(), NOBODYS.get(name, set())
        found |= {f"{name}.{column}" for column in (erased ^ nobodys) ^ set(table.columns.keys())}
    return found


def test_every_column_is_erased_or_tells_of_nobody() -> None:
    """M8. Whoever adds a column says how a person is taken out of it (`traces`), or that it knows nobody."""
    assert not _unaccounted(Record.metadata)


def test_a_new_table_of_people_that_no_erasure_knows_is_seen() -> None:
    """M8. With a guest book that nobody thought of, and with a name in a table that knows nobody, that test fails."""
    slipped = MetaData()
    for table in Record.metadata.tables.values():
        table.to_metadata(slipped)
    Table("guest_book", slipped, Column("name", String), Column("email", String))
    slipped.tables["event"].append_column(Column("host", String))
    assert _unaccounted(slipped) == {"guest_book.name", "guest_book.email", "event.host"}


def test_no_column_that_names_people_is_taken_for_nobodys() -> None:
    """M8. A column with a telling name is taken out by an erasure; listing it as nobody's is no way around that."""
    found = {f"{table}.{column}" for table, columns in NOBODYS.items() for column in columns & TELLING}
    organisations = {"partner.name", "partnership_date.name", "partnership_circumstance.name"}
    assert found == {"erasure.number", "candidate.name"} | organisations


def test_every_table_that_tells_of_people_has_a_period() -> None:
    """M8. What an erasure takes out is also forgotten by its age, or follows the tab Members; and periods are real."""
    timed = {table for period in PERIODS for table in period.tables}
    of_races = {"fact", "press_release", "forum", "forum_form"}  # public, and no member's; still not kept for good
    assert set(TRACES) | {"erasure", "kept_out", "correction"} | of_races == timed | set(AS_LISTED)
    assert not timed & set(AS_LISTED)
    assert set(WHO) - {"voted"} <= timed | set(AS_LISTED)


def test_every_period_stands_in_the_charter_with_its_clause_and_a_reading() -> None:
    """M8. How long what is kept is the charter's to say, each with its clause and why; no setting is without use."""
    rules = load("jp_progressives").privacy
    assert rules is not None
    settings = [period.days(rules) for period in PERIODS]
    assert all(one.clause == "M8" and one.reading for one in settings)
    named = {what for what in type(rules).model_fields if what.startswith("keep_")}
    assert {id(one) for one in settings} == {id(getattr(rules, what)) for what in named}


def test_only_a_roll_call_says_who_voted_how(tmp_path: Path) -> None:
    """P9. A row that would tell how somebody voted in a secret ballot is refused by the database, whoever writes it."""
    book = Ledger(f"sqlite:///{tmp_path / 'book.db'}")
    up_to_date(book)
    with book.writing(NOON) as pen:
        pen.session.add_all([_election("secret"), _election("roll call")])
    for key, called in (("secret", "roll call"), ("secret", "secret"), ("roll-call", "secret")):
        with pytest.raises(IntegrityError), book.writing(NOON) as pen:
            pen.session.add(RollCall(election_key=key, line=1, position=1, choices="c1", ballots=called))
    with book.writing(NOON) as pen:
        pen.session.add(RollCall(election_key="roll-call", line=1, position=1, choices="c1", ballots="roll call"))
    book.close()


def _election(ballots: str) -> Election:
    named = {"key": ballots.replace(" ", "-"), "title": "A vote", "state": "closed", "zone": "UTC", "mail_slot": -1}
    charter = {"charter": {}, "charter_fingerprint": "", "accepted": []}
    return Election(**named, **charter, opens_at=NOON, closes_at=NOON, ballots=ballots)


def test_the_members_ballots_are_secret_whatever_the_charter_says_of_the_committees() -> None:
    """P9. A roll call is the committee's, by its charter; an election of the members never is one."""
    rules = load("jp_progressives")
    assert rules.committee.ballots.value == "roll call"
    assert electorates.ballots("committee", charter=rules) == "roll call"
    assert electorates.ballots("members", charter=rules) == "secret"


@pytest.mark.parametrize("table", HOW)
def test_a_ballots_table_has_no_serial_number_and_no_clock(table: str) -> None:
    """No number that counts up, and no time of ours: order alone could join a ballot to whoever came just then."""
    for column in Record.metadata.tables[table].columns:
        assert not (column.primary_key and isinstance(column.type, Integer) and column.name != "position")
        assert "time" not in str(column.type).lower()


def test_who_took_part_is_kept_without_a_time() -> None:
    """The table of those who voted holds the election and the line, and nothing else."""
    assert set(Record.metadata.tables["voted"].columns.keys()) == {"election_key", "line"}


@pytest.mark.parametrize(
    "slip",
    [
        Column("line", Integer),
        Column("person_id", Integer, ForeignKey("person.id")),
        Column("roll", Integer, ForeignKey("voted.line")),
        Column("number", Integer),
    ],
    ids=lambda column: str(column.name),
)
def test_the_walk_sees_a_slip(slip: Column[int]) -> None:
    """With a roll line, a person or a member number beside a code's hash, the walk above fails."""
    slipped = MetaData()
    for table in Record.metadata.tables.values():
        table.to_metadata(slipped)
    slipped.tables["response"].append_column(slip)
    assert isinstance(slipped.tables["response"], Table)
    assert "response" in _within_reach(_links(slipped), "roll_entry")
