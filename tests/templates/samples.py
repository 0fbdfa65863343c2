"""Facts to fill every letter with. All people, places and votes are made up."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from core.counting.ballots import Ballots
from core.counting.count import count
from core.counting.rule import CountingRule, Option, Ranking
from tests.templates import flat_samples, partner_letters
from tests.templates.parallel_letters import PARALLEL
from tests.templates.partner_samples import PARTNER_LETTERS

HOUSE: dict[str, Any] = {"organisation": "Riverbend Progressives", "reply_to": "votes@riverbend.example.org"}
ROLL = "4f3a9c1277e0b1d25a6680ce41f39b0d7c2e15a8936bd4f0e1127a5c88d90b34"
LOG = "a07d33f1c95e4b820e6df7b1429a8c355d10be64f27391acd8830f5e6b12c749"
SEED = "e6b80d1f7743aa29c5f2e08b91d6473a0cf5b2e8d94167a3f08c2b5d7e19a604"
CHARTER = "7be20c95d1f84a63908c3e57ab16f2d40b9d68e3c75a1f2e84d09b36c17fa528"
FORM = "c85f17d20be3946a7f01d8c4b29e63a5508d7ef1392c46ba7d1e90f5348ac26b"
SEALED = "52d9a80e63f7c14b9be0357a6c8d21f4e70b94c5a83d16f2097ec4b15ad8306f"
PACK = "19c4e2b7705fa86d3e91b2c04d67f8a5013c9be2f4d87a6011e5c3b9a8f2d470"

THREE_WAY = {
    "title": "Mayor",
    "kind": "ranked",
    "candidates": ["Ada Example", "Brook Sample", "Cy Specimen", "Dee Placeholder"],
    "recommendation": "Ada Example",
    "reasons": (
        "She answered every question of ours, came to both forums, and has a plan for the night bus.\n"
        "Nine of eleven committee members voted for this recommendation; one took no part."
    ),
    "links": [
        {"title": "The candidates’ answers, side by side", "url": "https://docs.example.org/answers/mayor"},
        {"title": "The recording of the forum", "url": "https://video.example.org/forum"},
    ],
    "withheld": True,
    "rule": "More than 60% of the ballots cast in this contest endorses. “No endorsement” stays to the end.",
}
TWO_WAY = {
    "title": "City Council, District 6",
    "kind": "single",
    "candidates": ["Ezra Pretend", "Fay O’Fiction-Novela"],
    "recommendation": "",
    "reasons": "",
    "links": [],
    "withheld": True,
    "rule": "A candidate with more than 60% of the ballots cast in this contest is endorsed.",
}
AGAINST = {
    "title": "Clerk of Courts",
    "kind": "single",
    "candidates": ["Urge voters against Gil Invented", "Do not urge voters against Gil Invented"],
    "recommendation": "Urge voters against Gil Invented",
    "reasons": "He voted against every measure that we asked for.",
    "links": [],
    "withheld": False,
    "rule": "More than 60% of the ballots cast issues the anti-endorsement (E15).",
}
BALLOT: dict[str, Any] = {
    **HOUSE,
    "election_title": "Endorsements for November",
    "contests": [THREE_WAY, TWO_WAY, AGAINST],
    "opens": "Saturday, 24 October 2026, 9:00 am (America/New_York), 13:00 UTC",
    "closes_local": "Thursday, 5 November 2026, 6:00 pm (America/New_York)",
    "closes_utc": "23:00 UTC",
    "roll_size": 204,
    "roll_fingerprint": ROLL,
    "log_head": LOG,
    "seed_commitment": SEED,
    "lot_from": "",
    "voters": [{"name_tag": "N1", "code_tag": "A1"}, {"name_tag": "N2", "code_tag": "A2"}],
    "link_base": "https://docs.example.org/forms/d/e/1FAIpQLSf-made-up/viewform?usp=pp_url&entry.305419896=",
}


def reminder(number: int) -> dict[str, Any]:
    """The facts of one of three reminders."""
    return {**BALLOT, "number": number, "reminders": 3}


def counted(
    contest: str, clause: str, names: dict[str, str], ballots: dict[Ranking, int], **rule: Any
) -> dict[str, Any]:
    """A real count of made-up ballots, as it is kept in the records."""
    options = [Option(key, name) for key, name in names.items()]
    return count(Ballots.of(options, ballots), CountingRule(**SIXTY, contest=contest, clause=clause, **rule)).as_json()


SIXTY: dict[str, Any] = {"threshold": Fraction(3, 5), "strict": True, "no_endorsement": "none", "tie_seed": "teacup"}
MAYOR = counted(
    "mayor",
    "E8",
    {
        "ada": "Ada Example",
        "brook": "Brook Sample",
        "cy": "Cy Specimen",
        "dee": "Dee Placeholder",
        "none": "No endorsement",
    },
    {
        ("ada",): 52,
        ("brook", "ada"): 12,
        ("brook", "none"): 15,
        ("brook",): 7,
        ("cy", "ada"): 12,
        ("cy", "brook"): 4,
        ("cy", "none"): 2,
        ("cy",): 2,
        ("dee", "ada"): 5,
        ("dee", "brook"): 2,
        ("dee", "cy", "ada"): 3,
        ("dee",): 1,
        ("none",): 20,
        (): 2,
    },
)
COUNCIL = counted(
    "council-6",
    "E9",
    {"ezra": "Ezra Pretend", "fay": "Fay O’Fiction-Novela", "none": "No endorsement"},
    {("ezra",): 78, ("fay",): 41, ("none",): 11, (): 9},
    method="single choice",
)
LEVEL = counted(
    "school-board",
    "E8",
    {"gus": "Gus Imagined", "hana": "Hana Supposed", "ike": "Ike Notional", "none": "No endorsement"},
    {("gus", "none"): 7, ("hana", "gus"): 4, ("ike", "hana", "none"): 4},
)
CLERK = counted(
    "clerk", "E9", {"jo": "Jo Makebelieve", "kit": "Kit Madeup", "none": "No endorsement"}, {("jo",): 3, ("none",): 1}
)
COUNTS = {"mayor": MAYOR, "council": COUNCIL, "level": LEVEL}
RESULT: dict[str, Any] = {
    **HOUSE,
    "election_title": "Endorsements for November",
    "contests": [
        {
            "title": "Mayor",
            "shown": "rounds",
            "count": MAYOR,
            "statement": "Riverbend Progressives endorses Ada Example for Mayor.",
        },
        {
            "title": "City Council, District 6",
            "shown": "rounds",
            "count": COUNCIL,
            "statement": "Riverbend Progressives makes no endorsement for City Council, District 6.",
        },
    ],
    "roll_size": 204,
    "counters": {"received": 148, "counted": 139, "superseded": 6, "late": 1, "unknown": 2, "malformed": 0},
    "pack_link": "https://riverbend.example.org/recounts/november-2026",
    "roll_fingerprint": ROLL,
    "corrections": 1,
    "pack_fingerprint": PACK,
    "charter_fingerprint": CHARTER,
    "form_fingerprint": FORM,
    "sealed_log_head": SEALED,
    "log_head": LOG,
    "objections_until": "Friday, 20 November 2026",
}
SMALL: dict[str, Any] = {
    **RESULT,
    "contests": [
        {"title": "Clerk", "shown": "decision", "count": CLERK},
        {"title": "School Board", "shown": "rounds", "count": LEVEL},
    ],
    "roll_size": 21,
    "corrections": 0,
    "counters": {"received": 15, "counted": 15, "superseded": 0, "late": 0, "unknown": 0, "malformed": 0},
    "pack_link": "",
    "objections_until": "",
}
CONFIRMED = count(
    Ballots.of([Option("yes", "Yes"), Option("no", "No")], {("yes",): 31, ("no",): 9, (): 2}),
    CountingRule(
        threshold=Fraction(3, 5),
        strict=False,
        contest="slate-2027/1",
        clause="S4",
        method="single choice",
        no_endorsement="no",
        tie_seed="teacup",
        passed="prevails, the slate is confirmed",
        failed="The slate is not confirmed",
    ),
).as_json()
SLATE_RESULT: dict[str, Any] = {
    **RESULT,
    "election_title": "The slate for 2027",
    "contests": [
        {
            "title": "Steering Committee 2027",
            "shown": "rounds",
            "count": CONFIRMED,
            "asked": "The Steering Committee puts these members forward, as one group, for the coming year:\n"
            "Ada Example\nBrook Sample\nDo you confirm them?",
        }
    ],
    "counters": {"received": 42, "counted": 42, "superseded": 0, "late": 0, "unknown": 0, "malformed": 0},
}
RECOMMENDED = count(
    Ballots.of(
        [Option("c1", "Ada Example"), Option("c2", "Brook Sample"), Option("none", "No endorsement")],
        {("c1",): 4, ("c1", "c2"): 1, ("c2",): 1, (): 1},
    ),
    CountingRule(
        threshold=Fraction(2, 3),
        strict=False,
        contest="mayor-committee/1",
        clause="S8",
        tie_seed="teacup",
        electorate="active members",
        quorum=Fraction(7, 10),
        quorum_clause="S9",
        passed="is recommended",
        failed="The committee makes no recommendation",
    ),
    eligible=9,
).as_json()
COMMITTEE_RESULT: dict[str, Any] = {
    **RESULT,
    "election_title": "Recommendation: Mayor",
    "contests": [{"title": "Mayor: whom to recommend", "shown": "rounds", "count": RECOMMENDED}],
    "roll_size": 9,
    "counters": {"received": 8, "counted": 7, "superseded": 1, "late": 0, "unknown": 0, "malformed": 0},
    "pack_link": "",
    "corrections": 0,
    "roll_call": [
        {
            "title": "Mayor: whom to recommend",
            "lines": [
                {"who": "Lou O’Fiction-Novela", "choice": "Ada Example, then Brook Sample"},
                {"who": "Mo Makebelieve", "choice": "abstained"},
                {"who": "Nia Notional", "choice": "took no part"},
            ],
        }
    ],
}
STATUS_FIELDS: dict[str, Any] = {
    "name_tag": "N1",
    "why_tag": "W1",
    "until_tag": "U1",
    "need_tag": "M1",
    "rolls_tag": "R1",
    "line_tags": ["L1", "L2", "L3"],
}
STATUS: dict[str, Any] = {
    "organisation": "Riverbend Progressives",
    "as_of": "14 October 2026",
    "rule": "Whoever came to 3 of our events (M2), or volunteered once (M3), within the past year can vote.",
    "dispute_link": "",
    "gaps": [],
    **STATUS_FIELDS,
}
REACHED = {**STATUS, "crowded": False}
LAPSES_SOON = {name: fact for name, fact in STATUS.items() if name != "why_tag"} | {"gaps": ["May picnic, 8 May 2026"]}
LAPSED: dict[str, Any] = {name: fact for name, fact in LAPSES_SOON.items() if name != "until_tag"}
LAPSED |= {"corrected": False, "dispute_link": "https://docs.example.org/forms/d/e/1FAIpQLSf-made-up-too/viewform"}
STATEMENT: dict[str, Any] = {**STATUS, "crowded": False, "ballot": "", "closes": "", "asked": False}
TWO_GAPS = ["The picnic, 8 May 2026", "Block party, 2 June 2026"]
NOT_ON_THE_ROLL: dict[str, Any] = {
    **STATEMENT,
    "ballot": "Endorsements for November",
    "closes": "Thursday, 5 November 2026, 6:00 pm (America/New_York), 23:00 UTC",
}
CALLED_OFF: dict[str, Any] = {
    **HOUSE,
    "election_title": "Endorsements for November",
    "reason": "A candidate for Mayor withdrew after the letters had gone out; the ballot is drawn up anew.",
    "committee": False,
}
EXTENDED: dict[str, Any] = {
    **HOUSE,
    "election_title": "Endorsements for November",
    "reason": "Our mail service was down on the last day.",
    "before_local": "Thursday, 5 November 2026, 6:00 pm (America/New_York)",
    "closes_local": "Saturday, 7 November 2026, 6:00 pm (America/New_York)",
    "closes_utc": "23:00 UTC",
    "committee": False,
    "delegates": False,
}
STRUCK: dict[str, Any] = {
    **HOUSE,
    "election_title": "Endorsements for November",
    "voter": "Lou O’Fiction-Novela",
    "committee": False,
}
COMMITTEE_BALLOT: dict[str, Any] = {
    **BALLOT,
    "election_title": "Recommendation: Mayor",
    "contests": [
        {
            "title": "Mayor: whom to recommend",
            "kind": "ranked",
            "options": ["Ada Example", "Brook Sample", "No endorsement"],
            "rule": "At least 2/3 of the ballots cast decides (S8). 7 of the 9 members who may vote have to take part, "
            "or nothing is decided (S9).",
        }
    ],
    "roll_size": 9,
    "roll_call": True,
    "replaces": False,
}
SECRET: dict[str, Any] = {**COMMITTEE_BALLOT, "roll_call": False, "replaces": True}


def committee_reminder(number: int) -> dict[str, Any]:
    """The facts of one of the committee's reminders."""
    facts = {name: fact for name, fact in COMMITTEE_BALLOT.items() if name != "replaces"}
    return {**facts, "number": number, "reminders": 3}


PAPER: dict[str, Any] = {
    "organisation": "Riverbend Progressives",
    "election_title": "Endorsements for November",
    "closes_local": "Thursday, 5 November 2026, 6:00 pm (America/New_York), 23:00 UTC",
    "code_question_id": "12345678",
    "contests": [
        {
            "id": "1",
            "title": "Mayor",
            "kind": "ranked",
            "options": [(option["id"], option["name"]) for option in MAYOR["options"]],
            "question_ids": ["1000000a", "1000000b", "1000000c", "1000000d", "1000000e"],
            "recommendation": "Ada Example",
            "reasons": "",
            "links": [],
            "seats": 1,
        },
        {
            "id": "2",
            "title": "City Council, District 6",
            "kind": "single",
            "options": [(option["id"], option["name"]) for option in COUNCIL["options"]],
            "question_ids": ["2000000a"],
            "recommendation": "",
            "reasons": "",
            "links": [],
            "seats": 1,
        },
    ],
}
HANDED_IN: dict[str, Any] = {
    **HOUSE,
    "member": "Ada Example",
    "number": "D3",
    "handed_in": "2 October 2026",
}
DISCLOSURE: dict[str, Any] = {
    **HOUSE,
    "member": "Ada Example",
    "before": "",
    "form_link": "https://docs.google.com/forms/d/e/1FAIpQLSimaginary/viewform",
}
DECIDED: dict[str, Any] = {
    **HANDED_IN,
    "upheld": True,
    "counts_as": "Spring meeting",
    "counts_on": "9 April 2026",
    "reason": "Two people remember you at the door, and the list of that evening has a page missing.",
    "decided_on": "5 October 2026",
    "decided_by": "R. O.",
    "before": "",
}
DECLINED: dict[str, Any] = {
    **DECIDED,
    "upheld": False,
    "counts_as": "",
    "counts_on": "",
    "reason": "The meeting of that day was another organisation's.",
    "decided_on": "9 October 2026",
    "before": "5 October 2026",
}
SHARING: dict[str, Any] = {
    **HOUSE,
    "partner": "Tenants of Exampleton",
    "event": "Housing forum",
    "event_day": "Thursday, 4 June 2026",
    "what": "your name and your e-mail address",
    "attendees": True,
    "earliest": "Monday, 15 June 2026",
}

ERASURE: dict[str, Any] = {**HOUSE, "number": "M017", "asked_on": "Monday, 5 October 2026", "waits_for": ""}

FORUM: dict[str, Any] = {
    **HOUSE,
    "forum_title": "Forum with the candidates for Mayor",
    "begins_local": "Thursday, 15 October 2026, 6:30 pm (America/New_York)",
    "begins_utc": "22:30 UTC",
}
SETTING: dict[str, Any] = {
    **FORUM,
    "place": "Exampleton Library, 1 Imaginary Street",
    "online": True,
    "online_link": "https://meet.example.org/forum",
}
INVITATION: dict[str, Any] = {
    **SETTING,
    "candidate": "Ursula Imaginary",
    "race_title": "Mayor",
    "races": "Mayor and City Council, District 6",
    "link": "https://docs.example.org/forms/d/e/1FAIpQLSf-made-up/viewform?usp=pp_url&entry.305419896=madeupmadeupmadeup22",
    "moved": False,
    "again": False,
    "replied": "",
}
NOTICE: dict[str, Any] = {**SETTING, "races": ["Mayor", "City Council, District 6"], "moved": False}
PROPOSALS: dict[str, Any] = {
    **HOUSE,
    "year": 2027,
    "form_link": "https://docs.example.org/forms/d/e/1FAIpQLSf-made-up-four/viewform",
    "closes_local": "Wednesday, 20 January 2027, 8:00 pm (America/New_York)",
    "closes_utc": "01:00 UTC on 21 January 2027",
    "meeting_on": "27 February 2027",
    "again": False,
    "second": False,
}
ANNUAL_MEETING: dict[str, Any] = {
    **HOUSE,
    "year": 2027,
    "begins_local": "Saturday, 27 February 2027, 10:00 am (America/New_York)",
    "begins_utc": "15:00 UTC",
    "place": "Riverbend Library, 1 Imaginary Street",
    "online_link": "https://meet.example.org/annual",
    "votes": [
        {
            "title": "Priorities for 2027",
            "opens": "Saturday, 20 February 2027, 9:00 am (America/New_York)",
            "closes": "Tuesday, 2 March 2027, 6:00 pm (America/New_York)",
        }
    ],
    "priorities": "Housing first.\nThen trees.",
    "links": [
        {
            "title": "What members propose as key priorities for 2027",
            "url": "https://docs.example.org/spreadsheets/d/made-up/edit",
        }
    ],
    "moved": False,
}
FEEDBACK: dict[str, Any] = {
    **HOUSE,
    "forum_title": "Forum with the candidates for Mayor",
    "held_on": "15 October 2026",
    "recording": "https://video.example.org/forum",
    "form_link": "https://docs.example.org/forms/d/e/1FAIpQLSf-made-up-three/viewform",
    "closes_local": "Friday, 23 October 2026, 9:00 pm (America/New_York)",
    "closes_utc": "01:00 UTC on 24 October 2026",
    "vote_follows": True,
}
OUTCOME: dict[str, Any] = {
    **HOUSE,
    "candidate": "Brook Sample",
    "race_title": "Mayor of Riverbend",
    "vote": {
        "title": "Mayor of Riverbend",
        "shown": "rounds",
        "count": MAYOR,
        "statement": "Riverbend Progressives endorses Ada Example for Mayor of Riverbend.",
    },
    "members_hear": "Saturday, 7 November 2026, 10:00 am (America/New_York)",
}
ENDORSED: dict[str, Any] = {**OUTCOME, "candidate": "Ada Example", "report_back": "3 November 2027"}
OUTCOME_SMALL: dict[str, Any] = {
    **OUTCOME,
    "race_title": "Clerk",
    "vote": {
        "title": "Clerk",
        "shown": "decision",
        "count": CLERK,
        "statement": "Riverbend Progressives endorses Jo Makebelieve for Clerk.",
    },
    "members_hear": "",
}
ENDED: dict[str, Any] = {
    **HOUSE,
    "race_title": "Sheriff",
    "because": "Nobody answered our questionnaire,\nand the filing deadline has passed.",
    "decided_by": "the committee",
    "decided_on": "2 September 2026",
}
REOPENED: dict[str, Any] = {
    **HOUSE,
    "race_title": "Sheriff",
    "because": "Two candidates answered after all.",
    "reopened_on": "4 September 2026",
}
REPORT: dict[str, Any] = {
    **HOUSE,
    "candidate": "Ada Example",
    "race_title": "Mayor of Riverbend",
    "statement": "Riverbend Progressives endorses Ada Example for Mayor of Riverbend.",
    "election_day": "3 November 2026",
    "again": False,
}
TO_CANDIDATE: dict[str, Any] = {
    **HOUSE,
    "candidate": "Ada Example",
    "race_title": "Mayor of Riverbend",
    "until": "21 September 2026",
    "link": "https://docs.google.com/forms/d/e/example/viewform?usp=pp_url&entry.305419896=0123456789abcdefghjk",
}
LINK_TO_REPLY: dict[str, Any] = {
    "forum_title": "Forum in autumn",
    "until": "Thursday, 15 October 2026, 6:30 PM (America/New_York)",
    "stays": False,
}
ANSWERS: dict[str, Any] = {
    **HOUSE,
    "race_title": "Mayor of Riverbend",
    "answers_link": "https://docs.google.com/spreadsheets/d/1AnSwErS",
    "candidates": [
        {"name": "Ada Example", "how": "Answered all questions on 19 September 2026", "whose": "", "allied_link": ""},
        {
            "name": "Brook Sample",
            "how": "Answered 1 of 2 questions on 20 September 2026",
            "whose": "",
            "allied_link": "",
        },
        {
            "name": "Cy Specimen",
            "how": "",
            "whose": "Tenants of Riverbend",
            "allied_link": "https://tenants.example.org/answers/cy",
        },
        {"name": "Dot Invented", "how": "Declined to answer", "whose": "", "allied_link": ""},
    ],
    "questions": [
        {
            "heading": "Homes people can afford",
            "question": "What would you do so that people can stay in their neighbourhood?",
            "answers": [
                {"name": "Ada Example", "words": "Build on every empty lot that the city owns, and …"},
                {"name": "Brook Sample", "words": "Rent control, with room for repairs."},
            ],
        },
        {
            "heading": "Climate",
            "question": "What should be done in the next term to burn less?",
            "answers": [{"name": "Ada Example", "words": "Heat pumps in every school."}],
        },
    ],
}
DIGEST: dict[str, Any] = {
    **HOUSE,
    "races": [
        {what: ANSWERS[what] for what in ("race_title", "answers_link", "candidates")},
        {
            "race_title": "Sheriff of Riverbend County",
            "answers_link": "https://docs.google.com/spreadsheets/d/2AnSwErS",
            "candidates": [{"name": "Fay Invented", "how": "Didn’t answer", "whose": "", "allied_link": ""}],
        },
    ],
}
QUESTIONNAIRE: dict[str, Any] = {
    "organisation": "Riverbend Progressives",
    "race_title": "Mayor of Riverbend",
    "code_question_id": "12345678",
    "decline_question_id": "22345678",
    "questions": [
        {"question_id": "3000000a", "kind": "criterion", "heading": "Your record", "question": "What have you done?"},
        {"question_id": "3000000b", "kind": "issue", "heading": "Climate", "question": "What should be done?"},
    ],
}

WHO_AND_WHEN: dict[str, Any] = {
    **HOUSE,
    "candidate": "Ada Example",
    "race_title": "Mayor",
    "begins_local": "Thursday, 8 October 2026, 6:30 pm (America/New_York)",
    "begins_utc": "22:30 UTC",
}
MEETING: dict[str, Any] = {
    **WHO_AND_WHEN,
    "place": "Curtis Hall, 20 South Street",
    "online_link": "https://video.example.org/room",
    "moved": False,
}
RECALL: dict[str, Any] = {
    **HOUSE,
    "member": "Esme Placeholder",
    "text": "Esme Placeholder (M05) is recalled from the Steering Committee.\nWhy it is put: For cohesion.",
    "closes_local": "Monday, 5 October 2026, 6 pm",
    "closes_utc": "22:00 UTC",
    "no_vote": "",
}
RECALLED: dict[str, Any] = {
    **HOUSE,
    "member": "Esme Placeholder",
    "sentence": "Yes prevails, the member is recalled: 75% (3 of 4 active members); more than 1/2 is needed (S6).",
    "ended_on": "4 October 2026",
    "called_off": "",
}
MEETING_OFF: dict[str, Any] = {**WHO_AND_WHEN, "reason": "She is ill."}
STANDING: dict[str, Any] = {
    **HOUSE,
    "report": {
        "first": "1 July 2026",
        "last": "30 September 2026",
        "expected": (
            "a meeting of the committee each month, the all-hands meetings and major events, work in one of the "
            "standing committees, and an answer to every poll"
        ),
        "lines": [
            {"who": "Ada Example", "number": "R-001", "came": 3, "meetings": 3, "gathered": 1, "gatherings": 2,
             "answered": 4, "polls": 4, "serves_on": "Elections, Forums"},
            {"who": "Brook Sample", "number": "R-002", "came": 0, "meetings": 1, "gathered": 0, "gatherings": 0,
             "answered": 0, "polls": 1, "serves_on": ""},
        ],
    },
}  # fmt: skip

CALL: dict[str, Any] = {
    **HOUSE,
    "year": 2027,
    "link": "https://docs.example.org/forms/d/e/1FAIpQLSf-made-up/viewform",
    "until": "25 January 2027",
    "again": False,
    "reopened": False,
    "until_before": "",
    "statements_before": "",
    "events": 3,
    "dues_to": "Progressive Riverbend",
    "exceptions": True,
    "statements_until": "8 February 2027",
}
NOMINEE: dict[str, Any] = {
    **HOUSE,
    "name": "Ada Example",
    "year": 2027,
    "until": "8 February 2027",
    "link": "https://docs.example.org/forms/d/e/1FAIpQLSf-made-up/viewform?usp=pp_url&entry.305419896=A1B2-C3D4",
}
NO_CONFIDENCE: dict[str, Any] = {
    **HOUSE,
    "about": "Steering Committee 2027",
    "outcome": "The slate for 2027 was not confirmed",
    "link": CALL["link"],
    "until": "29 March 2027",
    "again": False,
}
ORGANISERS_NOTICE: dict[str, Any] = {
    **HOUSE,
    "as_of": "Monday, 5 October 2026, 8:50 am (America/New_York), 12:50 UTC",
    "desk": "http://127.0.0.1:4200/artifacts/key/desk",
    "troubles": [
        {
            "key": "Dashboard/pass tend",
            "what": "Dashboard, pass tend: it hasn't finished for 3 hours: since then nothing of it was done",
            "do": "Open its newest run in the dashboard and read what it says. By hand it is: canvass tend",
        },
        {
            "key": "waiting/0f8fad5b",
            "what": "“Certify: Endorsements for November (november)” has waited 26 hours for somebody’s answer",
            "do": "Open it in the dashboard, under Runs, and press Resume.",
        },
    ],
}

LETTERS: dict[str, tuple[str, dict[str, Any]]] = {
    **PARTNER_LETTERS,
    "ballot": ("ballot", BALLOT),
    "called_off": ("called_off", CALLED_OFF),
    "called_off-committee": ("called_off", {**CALLED_OFF, "committee": True}),
    "committee_ballot": ("committee_ballot", COMMITTEE_BALLOT),
    "committee_ballot-secret": ("committee_ballot", SECRET),
    "committee_reminder-1": ("committee_reminder", committee_reminder(1)),
    "committee_reminder-3": ("committee_reminder", committee_reminder(3)),
    "committee_result": ("committee_result", COMMITTEE_RESULT),
    **flat_samples.letters(BALLOT, RESULT),
    "called_off-flat": ("called_off", {**CALLED_OFF, "delegates": True}),
    "dispute_decided": ("dispute_decided", DECIDED),
    "dispute_decided-declined": ("dispute_decided", DECLINED),
    "disclosure_due": ("disclosure_due", DISCLOSURE),
    "disclosure_due-again": ("disclosure_due", {**DISCLOSURE, "before": "20 January 2026"}),
    "disclosure_received": ("disclosure_received", {**HANDED_IN, "number": "DI2"}),
    "dispute_received": ("dispute_received", HANDED_IN),
    "ended": ("ended", {**ENDED, "candidate": "Gil Invented", "members_hear": ""}),
    "ended-first": ("ended", {**ENDED, "candidate": "Gil Invented", "members_hear": OUTCOME["members_hear"]}),
    "ended_members": ("ended_members", ENDED),
    "endorsed": ("endorsed", ENDORSED),
    "endorsed-at-once": ("endorsed", {**ENDORSED, "members_hear": "", "report_back": ""}),
    "erasure_received": ("erasure_received", ERASURE),
    "extended": ("extended", EXTENDED),
    "extended-committee": ("extended", {**EXTENDED, "committee": True}),
    "extended-flat": ("extended", {**EXTENDED, "delegates": True}),
    "erasure_received-ballot": (
        "erasure_received",
        {**ERASURE, "waits_for": "“autumn” is sealed, soon after voting closes on Sunday, 18 October 2026, 8 pm"},
    ),
    "annual_meeting": ("annual_meeting", ANNUAL_MEETING),
    "annual_meeting-moved": (
        "annual_meeting",
        {**ANNUAL_MEETING, "moved": True, "place": "", "votes": [], "priorities": "", "links": []},
    ),
    "proposals": ("proposals", PROPOSALS),
    "proposals-second": ("proposals", {**PROPOSALS, "second": True}),
    "proposals-again": ("proposals", {**PROPOSALS, "again": True, "meeting_on": ""}),
    "forum_feedback": ("forum_feedback", FEEDBACK),
    "forum_feedback-no-recording": ("forum_feedback", {**FEEDBACK, "recording": "", "vote_follows": False}),
    "forum_invitation": ("forum_invitation", INVITATION),
    "forum_invitation-again": ("forum_invitation", {**INVITATION, "again": True, "online": False, "online_link": ""}),
    "forum_invitation-moved": ("forum_invitation", {**INVITATION, "moved": True, "replied": "will come"}),
    "forum_notice": ("forum_notice", NOTICE),
    "forum_notice-moved": ("forum_notice", {**NOTICE, "moved": True, "place": ""}),
    "forum_off": ("forum_off", {**FORUM, "reason": "The hall was flooded."}),
    "meeting_notice": ("meeting_notice", MEETING),
    "meeting_notice-moved": ("meeting_notice", {**MEETING, "moved": True, "place": ""}),
    "meeting_off": ("meeting_off", MEETING_OFF),
    "motion_received": ("motion_received", {**HANDED_IN, "number": "MO1"}),
    "new_link": ("new_link", BALLOT),
    "no_confidence": ("no_confidence", NO_CONFIDENCE),
    "no_confidence-again": ("no_confidence", {**NO_CONFIDENCE, "again": True}),
    "no_confidence-priorities": (
        "no_confidence",
        {**NO_CONFIDENCE, "about": "Priorities for 2027", "outcome": "The priorities for 2027 were not ratified"},
    ),
    "nomination_call": ("nomination_call", CALL),
    "nomination_call-again": ("nomination_call", {**CALL, "again": True, "exceptions": False}),
    "nominations_off": ("nominations_off", {**HOUSE, "year": 2027, "reason": "The year was a slip."}),
    "nomination_call-reopened": ("nomination_call", {**CALL, "again": True, "reopened": True}),
    "nomination_call-moved": (
        "nomination_call",
        {**CALL, "again": True, "until_before": "22 January 2027", "statements_before": "5 February 2027"},
    ),
    **partner_letters.LETTERS,
    "nominee_moved": ("nominee_moved", {**NOMINEE, "until_before": "5 February 2027"}),
    "nominee_asked": ("nominee_asked", NOMINEE),
    "nominee_reminder": ("nominee_reminder", NOMINEE),
    "nominee_statement": ("nominee_statement", NOMINEE),
    "organisers_notice": ("organisers_notice", ORGANISERS_NOTICE),
    "outcome": ("outcome", OUTCOME),
    "outcome-small-group": ("outcome", OUTCOME_SMALL),
    **PARALLEL,
    "recall_opens": ("recall_opens", RECALL),
    "recall_opens-on-leave": (
        "recall_opens",
        {**RECALL, "no_vote": "on leave from 1 August 2026 through 1 December 2026"},
    ),
    "recall_decided": ("recall_decided", RECALLED),
    "recall_decided-kept": (
        "recall_decided",
        {**RECALLED, "ended_on": "", "sentence": "The member is not recalled: 25% (1 of 4)."},
    ),
    "recall_decided-called-off": (
        "recall_decided",
        {**RECALLED, "sentence": "", "ended_on": "", "called_off": "It is settled."},
    ),
    "reopened": (
        "reopened",
        {
            **REOPENED,
            "candidate": "Gil Invented",
            "expected": [
                "Our questionnaire can be answered again, until the end of 12 September 2026, by the link you have."
            ],
        },
    ),
    "reopened_members": ("reopened_members", REOPENED),
    "report_back": ("report_back", REPORT),
    "report_back-again": ("report_back", {**REPORT, "again": True}),
    "questionnaire": ("questionnaire", {**TO_CANDIDATE, "questions": 34}),
    "candidate_link": ("candidate_link", {**TO_CANDIDATE, "forum_title": "", "stays": True}),
    "candidate_link-forum": ("candidate_link", {**TO_CANDIDATE, **LINK_TO_REPLY}),
    "questionnaire_answers": ("questionnaire_answers", ANSWERS),
    "questionnaire_answers-too-many": ("questionnaire_answers", {**ANSWERS, "questions": []}),
    "questionnaire_digest": ("questionnaire_digest", DIGEST),
    "questionnaire_put_off": (
        "questionnaire_put_off",
        {**TO_CANDIDATE, "because": "Two of you asked for more time, as the debate is that week.", "sooner": False},
    ),
    "questionnaire_put_off-sooner": (
        "questionnaire_put_off",
        {**TO_CANDIDATE, "because": "The election was moved to an earlier day.", "sooner": True},
    ),
    "questionnaire_reminder": ("questionnaire_reminder", TO_CANDIDATE),
    "reminder-1": ("reminder", reminder(1)),
    "reminder-3": ("reminder", reminder(3)),
    "request_received": ("request_received", {**HANDED_IN, "number": "R2"}),
    "result": ("result", RESULT),
    "result-slate": ("result", SLATE_RESULT),
    "result-small-group": ("result", SMALL),
    "reached": ("reached", REACHED),
    "reached-crowded": ("reached", {**REACHED, "crowded": True}),
    "lapses_soon": ("lapses_soon", LAPSES_SOON),
    "lapsed": ("lapsed", LAPSED),
    "lapsed-corrected": ("lapsed", {**LAPSED, "corrected": True, "gaps": []}),
    "statement": ("statement", {**STATEMENT, "gaps": TWO_GAPS}),
    "statement-crowded": ("statement", {**STATEMENT, "crowded": True}),
    "statement-asked": ("statement", {**STATEMENT, "asked": True}),
    "statement-not-on-the-roll": ("statement", NOT_ON_THE_ROLL),
    "standing_report": ("standing_report", STANDING),
    "sharing_notice": ("sharing_notice", SHARING),
    "sharing_notice-all": ("sharing_notice", {**SHARING, "attendees": False}),
    "struck": ("struck", STRUCK),
    "struck-committee": ("struck", {**STRUCK, "committee": True}),
}
