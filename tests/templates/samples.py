"""Facts to fill every letter with. All people, places and votes are made up."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from core.count import CountingRule, Option, Ranking, count

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
    "rule": "More than 60% of the ballots cast in this contest endorses. “No endorsement” stays to the end.",
}
TWO_WAY = {
    "title": "City Council, District 6",
    "kind": "single",
    "candidates": ["Ezra Pretend", "Fay O’Fiction-Novela"],
    "recommendation": "",
    "reasons": "",
    "rule": "A candidate with more than 60% of the ballots cast in this contest is endorsed.",
}
BALLOT: dict[str, Any] = {
    **HOUSE,
    "election_title": "Endorsements for November",
    "contests": [THREE_WAY, TWO_WAY],
    "opens": "Saturday, 24 October 2026, 9:00 am (America/New_York), 13:00 UTC",
    "closes_local": "Thursday, 5 November 2026, 6:00 pm (America/New_York)",
    "closes_utc": "23:00 UTC",
    "roll_size": 204,
    "roll_fingerprint": ROLL,
    "log_head": LOG,
    "seed_commitment": SEED,
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
    return count(options, ballots, CountingRule(**SIXTY, contest=contest, clause=clause, **rule)).as_json()


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
    stop="first_round",
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
RESULT: dict[str, Any] = {
    **HOUSE,
    "election_title": "Endorsements for November",
    "contests": [
        {"title": "Mayor", "shown": "rounds", "count": MAYOR},
        {"title": "City Council, District 6", "shown": "rounds", "count": COUNCIL},
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
STATUS_FIELDS: dict[str, Any] = {
    "name_tag": "N1",
    "why_tag": "W1",
    "until_tag": "U1",
    "need_tag": "M1",
    "line_tags": ["L1", "L2", "L3"],
}
STATUS: dict[str, Any] = {
    "organisation": "Riverbend Progressives",
    "as_of": "14 October 2026",
    "rule": "Whoever came to 3 of our events (M2), or volunteered once (M3), within the past year can vote.",
    "dispute_link": "",
    **STATUS_FIELDS,
}
LAPSES_SOON = {name: fact for name, fact in STATUS.items() if name != "why_tag"}
LAPSED = {name: fact for name, fact in LAPSES_SOON.items() if name not in ("until_tag", "line_tags", "rule")}
LAPSED["dispute_link"] = "https://docs.example.org/forms/d/e/1FAIpQLSf-made-up-too/viewform"
STATEMENT: dict[str, Any] = {**STATUS, "ballot": "", "closes": "", "asked": False}
NOT_ON_THE_ROLL: dict[str, Any] = {
    **STATEMENT,
    "ballot": "Endorsements for November",
    "closes": "Thursday, 5 November 2026, 6:00 pm (America/New_York), 23:00 UTC",
}
CALLED_OFF: dict[str, Any] = {
    **HOUSE,
    "election_title": "Endorsements for November",
    "reason": "A candidate for Mayor withdrew after the letters had gone out; the ballot is drawn up anew.",
}
STRUCK: dict[str, Any] = {**HOUSE, "election_title": "Endorsements for November", "voter": "Lou O’Fiction-Novela"}
SUMMARY: dict[str, Any] = {
    "organisation": HOUSE["organisation"],
    "day": "Tuesday, 3 November 2026",
    "needs": [
        {
            "what": "Approve a count",
            "count": 1,
            "do": "The ballots are sealed and counted. Look at the rounds and say whether the result may be announced.",
            "by": "Friday, 6 November",
            "link": "http://127.0.0.1:4200/artifacts/key/result-november",
        },
        {
            "what": "Say who signed in",
            "count": 4,
            "do": "Four attendance rows could be one member or another. Until you decide, they count for nobody.",
            "by": "",
            "link": "http://127.0.0.1:4200/artifacts/key/roll-november",
        },
    ],
    "underway": [
        {
            "title": "Endorsements for November",
            "state": "open",
            "ballots": 96,
            "roll_size": 204,
            "next": "reminder 3 on Wednesday, 4 November, 6:00 pm",
        }
    ],
    "dashboard_link": "http://127.0.0.1:4200/",
}

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
        },
        {
            "id": "2",
            "title": "City Council, District 6",
            "kind": "single",
            "options": [(option["id"], option["name"]) for option in COUNCIL["options"]],
            "question_ids": ["2000000a"],
            "recommendation": "",
        },
    ],
}
ROLL_PAGE: dict[str, Any] = {
    "organisation": "Riverbend Progressives",
    "election_title": "Endorsements for November",
    "on": "20 October 2026",
    "members": 310,
    "rule": "Three events within a year, or one volunteer shift, make a voting member (M2, M3).",
    "fingerprint": ROLL,
    "voting": [
        {
            "number": "R-003",
            "clause": "M2",
            "because": "3 events, 3 needed",
            "records": "2026-01-12 (Attendance, row 4); 2026-03-09 (Attendance, row 31)",
        },
        {"number": "R-014", "clause": "M3", "because": "1 activity", "records": "2026-04-02 (Volunteering, row 7)"},
    ],
    "corrections": [{"number": "R-003", "what": "was added", "reason": "A sign-in sheet turned up in the hall."}],
    "command": "canvass roll november MEMBER",
}
MEMBERSHIP_PAGE: dict[str, Any] = {
    "organisation": "Riverbend Progressives",
    "on": "20 October 2026",
    "members": 310,
    "voting": 204,
    "rule": "Three events within a year, or one volunteer shift, make a voting member (M2, M3).",
    "unreadable": False,
    "over_time": [
        {"day": date(2025, 10, 6) + timedelta(days=7 * week), "members": 250 + week, "voting": 150 + week}
        for week in range(55)
    ],
    "newly": {
        "number": 3,
        "days": [
            {"day": "12 October 2026", "numbers": "R-040, R-041"},
            {"day": "28 September 2026", "numbers": "R-014"},
        ],
        "more": 0,
    },
    "newly_days": 30,
    "lapsed": 1,
    "lapsing": {"number": 42, "days": [{"day": "1 November 2026", "numbers": "R-003"}], "more": 2},
    "lapsing_days": 30,
    "unreachable": 3,
    "reasons": [
        {"kind": "unsubscribed", "remedy": "Telephone them.", "number": 2, "who": "R-021, R-022"},
        {"kind": "no address", "remedy": "Ask for one.", "number": 1, "who": "R-009"},
    ],
    "left_over": 1,
    "left_who": "R-030",
    "asked": 3,
    "questions": [
        {"place": "Attendance, row 31", "why": "the name fits two members", "suggestions": ["R-003", "R-040"]},
        {"place": "Attendance, row 44", "why": "nobody of that name or address is known", "suggestions": []},
    ],
    "answer_at": "https://docs.google.com/spreadsheets/d/1AbC",
    "put_aside": 1,
    "set_aside": [
        {
            "place": "Attendance, row 14, 'Date'",
            "reason": "'31/02/2026' is not a date",
            "remedy": "Write it as 2026-02-28.",
        }
    ],
    "idle": 12,
    "look_alikes": [{"numbers": "R-003 and R-040", "why": "the same name"}],
    "drifts": [
        {
            "title": "Endorsements for October",
            "what": ["not on the roll, though they could vote: R-021, R-040"],
            "command": "canvass correct october MEMBER",
        }
    ],
    "gaps": [{"place": "Events, row 9", "on": "8 May 2026"}],
    "excused": [{"on": "4 June 2026", "decided_by": "the Steering Committee", "reason": "The clipboard was lost."}],
    "exceptions": [
        {
            "number": "R-008",
            "clause": "S2",
            "until": "31 March 2027",
            "decided_by": "the Steering Committee",
            "reason": "For a committee of many voices.",
        }
    ],
    "doubts": ["R-007 has a vote that ends sooner than it did at an earlier reading: records of theirs are gone."],
}
ELECTION_PAGE: dict[str, Any] = {
    "election_title": "Endorsements for November",
    "state": "open",
    "held_because": "",
    "withdrawn_because": "",
    "next": "reminder 2, on Sunday, 1 November 2026, 9:00 am",
    "zone": "America/New_York",
    "opens": "Sat 24 Oct 2026, 9:00 am",
    "closes": "Thu 5 Nov 2026, 6:00 pm",
    "roll_size": 204,
    "marks": [{"what": "List of voters", "fingerprint": ROLL}, {"what": "Lot", "fingerprint": SEED}],
    "link": "https://docs.google.com/forms/d/e/example/viewform",
    "contests": [
        {
            "title": "Mayor",
            "candidates": THREE_WAY["candidates"],
            "recommendation": "Ada Example",
            "rule": "more than 60% of the ballots cast (E8)",
        },
        {
            "title": "City Council, District 6",
            "candidates": TWO_WAY["candidates"],
            "recommendation": "",
            "rule": "more than 60% of the ballots cast (E9)",
        },
    ],
    "steps": [
        {"when": "Tue 20 Oct 2026, 12:00 noon", "what": "The list of voters was frozen", "done": True},
        {"when": "Thu 5 Nov 2026, 6:00 pm", "what": "Voting closes", "done": False},
    ],
}
TURNOUT_PAGE: dict[str, Any] = {
    "election_title": "Endorsements for November",
    "turnout": {"ballots": 96, "roll_size": 204},
    "zone": "America/New_York",
    "as_of": "1 November 2026, 8:05 am",
    "closes": "Thursday, 5 November 2026, 6:00 pm (America/New_York), 23:00 UTC",
    "is_over": False,
    "letters": [
        {"what": "Ballot", "when": "Sat 24 Oct 2026, 9:04 am", "mailboxes": 199},
        {"what": "Reminder 1", "when": "Wed 28 Oct 2026, 9:03 am", "mailboxes": 131},
    ],
    "next_reminder": "Sunday, 1 November 2026, 9:00 am",
    "unreachable": 3,
}
RESULT_PAGE: dict[str, Any] = {
    "election_title": "Endorsements for November",
    "certified": "",
    "turnout": {"ballots": 139, "roll_size": 204},
    "contests": [
        *RESULT["contests"],
        {"title": "School Board", "shown": "rounds", "count": LEVEL},
        {"title": "Clerk", "shown": "decision", "count": CLERK},
    ],
    "counters": RESULT["counters"],
    "pack_fingerprint": PACK,
    "objections_until": "Friday, 20 November 2026",
}
DESK_PAGE: dict[str, Any] = {
    "organisation": "Riverbend Progressives",
    "as_of": "3 November 2026, 8:05 am",
    "needs": [
        {
            "what": "Three voters can't be reached by e-mail",
            "why": "One left the mailing list, two addresses bounce.",
            "do": "Telephone or write to them. This lists who they are, why, and what helps.",
            "door": "",
            "command": "canvass unreachable november",
            "page": "",
            "link": "",
        },
        {
            "what": "“Endorsements for November” is stopped",
            "why": "Somebody edited the form.",
            "do": "Mend it, and it goes on by itself. Or accept this very finding, 9e0a2c5d, as it is.",
            "door": "accept",
            "command": "canvass accept november --finding 9e0a2c5d",
            "page": "",
            "link": "",
        },
        {
            "what": "A count waits for approval",
            "why": "The ballots are sealed and counted.",
            "do": "Look at the rounds, and say whether the result may be announced.",
            "door": "",
            "command": "",
            "page": "result-november",
            "link": "http://127.0.0.1:4200/artifacts/artifact/2f8c3a5e-0d53-4a57-9e0e-7a2f1f0c9b11",
        },
    ],
}

REQUESTS_PAGE: dict[str, Any] = {
    "organisation": "Riverbend Progressives",
    "as_of": "Monday, 5 October 2026, 8:05 am (America/New_York), 12:05 UTC",
    "lists": [
        {
            "title": "Disputes",
            "link": "https://docs.google.com/forms/d/e/example/viewform",
            "held_because": "",
            "states": [{"state": "upheld", "number": 1}, {"state": "waiting", "number": 1}],
            "rows": [
                {"number": "D2", "on": "2026-10-04", "sender": "a member", "stands": "Waits for a decision"},
                {
                    "number": "D1",
                    "on": "2026-10-02",
                    "sender": "a member",
                    "stands": "Upheld on 5 October 2026 (decision 1)",
                },
            ],
        },
        {
            "title": "Requests for an endorsement",
            "link": "",
            "held_because": "it accepts no answers",
            "states": [],
            "rows": [],
        },
    ],
}
HANDED_IN: dict[str, Any] = {
    **HOUSE,
    "member": "Ada Example",
    "number": "D3",
    "handed_in": "2 October 2026",
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
LETTERS: dict[str, tuple[str, dict[str, Any]]] = {
    "ballot": ("ballot", BALLOT),
    "called_off": ("called_off", CALLED_OFF),
    "dispute_decided": ("dispute_decided", DECIDED),
    "dispute_decided-declined": ("dispute_decided", DECLINED),
    "dispute_received": ("dispute_received", HANDED_IN),
    "new_link": ("new_link", BALLOT),
    "reminder-1": ("reminder", reminder(1)),
    "reminder-3": ("reminder", reminder(3)),
    "request_received": ("request_received", {**HANDED_IN, "number": "R2"}),
    "result": ("result", RESULT),
    "result-small-group": ("result", SMALL),
    "reached": ("reached", STATUS),
    "lapses_soon": ("lapses_soon", LAPSES_SOON),
    "lapsed": ("lapsed", LAPSED),
    "statement": ("statement", STATEMENT),
    "statement-asked": ("statement", {**STATEMENT, "asked": True}),
    "statement-not-on-the-roll": ("statement", NOT_ON_THE_ROLL),
    "struck": ("struck", STRUCK),
    "organiser_summary": ("organiser_summary", SUMMARY),
    "organiser_summary-quiet": ("organiser_summary", {**SUMMARY, "needs": [], "underway": []}),
}
PAGES: dict[str, dict[str, Any]] = {
    "membership": MEMBERSHIP_PAGE,
    "roll": ROLL_PAGE,
    "election": ELECTION_PAGE,
    "turnout": TURNOUT_PAGE,
    "result": RESULT_PAGE,
    "desk": DESK_PAGE,
    "requests": REQUESTS_PAGE,
}
