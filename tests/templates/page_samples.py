"""Facts to fill every page of the dashboard with. All people, places and votes are made up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.templates import flat_samples
from tests.templates.partners_page import PARALLEL_PAGE, PARTNERS_PAGE
from tests.templates.samples import CLERK, LEVEL, PACK, RESULT, ROLL, SEED, THREE_WAY, TWO_WAY
from tests.templates.year_page import YEAR_PAGE

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
    "idle": 12,
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
    "look_alikes": [{"numbers": "R-003 and R-040", "why": "the same name"}],
    "gone": ["R-003: what they attended on 9 March 2026 is no longer on the sheets; it stood in Attendance, row 31"],
    "lost": 1,
    "drifts": [
        {
            "title": "Endorsements for October",
            "what": ["not on the roll, though they could vote: R-021, R-040"],
            "command": "canvass correct october MEMBER",
        }
    ],
    "gaps": [{"place": "Events, row 9", "on": "8 May 2026"}],
    "moved": ['Forum was excused for 4 June 2026, and is on 3 June 2027 now: canvass excuse "Forum" if it is meant.'],
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
            "rule": "More than 60% of the ballots cast endorses (E8).",
        },
        {
            "title": "City Council, District 6",
            "candidates": TWO_WAY["candidates"],
            "recommendation": "",
            "rule": "More than 60% of the ballots cast endorses (E9).",
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
    "members_only": False,
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
    "withdrew": [],
    "election_title": "Endorsements for November",
    "certified": "",
    "turnout": {"ballots": 139, "roll_size": 204},
    "is_flat": False,
    "contests": [
        *RESULT["contests"],
        {"title": "School Board", "shown": "rounds", "count": LEVEL},
        {"title": "Clerk", "shown": "decision", "count": CLERK},
        flat_samples.told(),
    ],
    "roll_call": [],
    "counters": RESULT["counters"],
    "pack_fingerprint": PACK,
    "objections_until": "Friday, 20 November 2026",
}
DESK_PAGE: dict[str, Any] = {
    "organisation": "Riverbend Progressives",
    "as_of": "3 November 2026, 8:05 am",
    "links": [{"page": "pages", "link": "http://127.0.0.1:4200/artifacts/artifact/9b11"}],
    "open": [
        {
            "what": "Endorsements for November (november)",
            "how": "voting is open",
            "until": "closes Thursday, 5 November 2026, 6:00 pm (America/New_York), 23:00 UTC",
            "more": "1 reminder still to come",
            "page": "turnout-november",
            "link": "http://127.0.0.1:4200/artifacts/artifact/2f8c",
        },
        {"what": "Questionnaire", "how": "takes answers", "until": "", "more": "", "page": "season", "link": ""},
    ],
    "next": [
        {"when": "Mon 2 Nov 2026", "overdue": True, "what": "Mayor: forum", "who": "organisers"},
        {"when": "Thu 5 Nov 2026, 6:00 pm", "overdue": False, "what": "Voting closes", "who": "members"},
    ],
    "needs": [
        {
            "what": "Three voters can't be reached by e-mail",
            "why": "One left the mailing list, two addresses bounce.",
            "do": "Telephone or write to them. This lists who they are, why, and what helps.",
            "who": "organisers",
            "door": "",
            "command": "canvass unreachable november",
            "page": "",
            "link": "",
        },
        {
            "what": "“Endorsements for November” is stopped",
            "why": "Somebody edited the form.",
            "do": "Mend it, and it goes on by itself. Or accept this very finding, 9e0a2c5d, as it is.",
            "who": "organisers",
            "door": "accept",
            "command": "canvass accept november --finding 9e0a2c5d",
            "page": "",
            "link": "",
        },
        {
            "what": "A count waits for approval",
            "why": "The ballots are sealed and counted.",
            "do": "Look at the rounds, and say whether the result may be announced.",
            "who": "organisers",
            "door": "",
            "command": "",
            "page": "result-november",
            "link": "http://127.0.0.1:4200/artifacts/artifact/2f8c3a5e-0d53-4a57-9e0e-7a2f1f0c9b11",
        },
    ],
}

APPROVAL_PAGE: dict[str, Any] = {
    "heading": "Freeze “Endorsements for November”?",
    "now": "Nothing has happened yet.",
    "rows": [{"what": "Voters on the roll", "how": "204 voters"}, {"what": "Voting closes", "how": "23:00 UTC"}],
    "letter": {
        "mailboxes": "201 mailboxes",
        "when": "as voting opens",
        "subject": "Your ballot: Endorsements for November",
        "lines": ["YOUR BALLOT IS OPEN", "Dear …, this link opens your ballot:"],
    },
    "troubles": ["The mailing list isn't in step with the roll."],
    "yes": "The ballot runs by itself from then on.",
    "no": "Nothing is done, and nothing goes out.",
}
PAGES_PAGE: dict[str, Any] = {
    "organisation": "Riverbend Progressives",
    "groups": [
        {
            "heading": "Every day",
            "pages": [
                {"page": "desk", "about": "What needs a person", "link": "http://127.0.0.1:4200/artifacts/artifact/1"}
            ],
        }
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
SEASON_PAGE: dict[str, Any] = {
    "untaken": ["Candidates, row 7, Race: no race has this key. Write a race's key."],
    "agenda": {
        "zone": "America/New_York",
        "dues": [
            {
                "when": "Thu 15 Oct 2026, 6:30 pm",
                "overdue": True,
                "what": "Forum on Sheriff: record whether it took place",
                "who": "organisers",
            },
            {
                "when": "Tue 3 Nov 2026",
                "overdue": False,
                "what": "Election day: Sheriff | <b>Clerk</b>",
                "who": "voters",
            },
        ],
        "link": "https://drive.google.com/uc?export=download&id=1a2b3c",
    },
    "organisation": "Riverbend Progressives",
    "as_of": "Tuesday, 20 October 2026, 9:00 am (America/New_York), 13:00 UTC",
    "workbook": "https://docs.example.org/spreadsheets/d/made-up",
    "races": [
        {
            "key": "sheriff-26",
            "title": "Sheriff",
            "office": "Sheriff",
            "election_day": "3 November 2026",
            "process": "full",
            "candidates": [
                {
                    "label": "sheriff-26/1",
                    "name": "Gil Invented",
                    "how": "the candidate has an account",
                    "account": "OCPF 12345: found by OCPF on 1 October 2026",
                    "website": "",
                }
            ],
            "steps": [
                {
                    "name": "forum",
                    "on": "2 October 2026",
                    "how": "taken, recorded by R. O.",
                    "link": "https://video.example.org/forum",
                },
                {"name": "questionnaire", "on": "3 October 2026", "how": "taken, recorded by R. O.", "link": ""},
            ],
            "missing": ["recommendation"],
            "reasons": [
                {
                    "line": 41,
                    "on": "Thursday, 8 October 2026",
                    "subject": "sheriff-26",
                    "done": "research is taken back",
                    "before": "2026-10-01, taken, by S. T.",
                    "because": "It was about another race.",
                    "by": "S. T.",
                },
                {
                    "line": 44,
                    "on": "Friday, 9 October 2026",
                    "subject": "sheriff-26",
                    "done": "taken up again",
                    "before": "",
                    "because": "A second candidate stands.",
                    "by": "",
                },
            ],
            "questionnaire": {
                "questions": 34,
                "until": "22 September 2026",
                "held": "question 3 is another on the form",
                "extensions": [{"until": "22 September 2026", "because": "The debate was that week.", "by": "R. O."}],
                "who": [{"label": "sheriff-26/1", "name": "Gil Invented", "how": "answered on 20 September 2026"}],
                "unknown": 2,
                "void": [
                    {"label": "mayor-26/2", "on": "4 October 2026", "why": "it came by a link that was void by then"},
                ],
                "link": "https://docs.example.org/spreadsheets/d/answers",
                "waits": "nobody has answered",
            },
            "forums": [
                {
                    "key": "sheriffs",
                    "title": "Candidates for Sheriff",
                    "when": "Friday, 2 October 2026, 7:00 pm (America/New_York), 23:00 UTC",
                    "where": "Riverbend Library, online",
                    "state": "held",
                    "because": "the hall was ours again",
                    "replies": "1 candidate invited; comes: 1",
                    "left_out": "sheriff-26/2",
                    "unreached": "sheriff-26/3",
                    "recording": "https://video.example.org/forum",
                    "troubles": ["a question is another on the form"],
                    "feedback": "31 members answered. What they wrote is in the tab Feedback sheriffs. It isn't a vote",
                    "counts": [{"about": "How they followed it", "counts": "In the hall: 20, Online: 11"}],
                }
            ],
            "committee": "sheriff-26-committee, certified",
            "links": [
                {
                    "label": "mayor-26/2",
                    "name": "Gil Invented",
                    "on": "4 October 2026",
                    "by": "R. O.",
                    "because": "forwarded by mistake",
                    "letters": "1 letter with it, 1 of them out",
                    "earlier": "stays",
                },
            ],
            "away": ["M04"],
            "recommendation": "Gil Invented",
            "ballot": "Endorsements for November: drafted",
            "next": {"what": "Draft the ballot", "who": "organisers", "door": "ballot"},
        }
    ],
    "unheard": [
        {
            "label": "mayor-26/2",
            "title": "Mayor",
            "because": "their mailbox took no letter",
            "told": "told by telephone on 5 October 2026 by R. O.",
            "about": "the questionnaire",
            "door": "told",
        },
        {
            "label": "mayor-26/3",
            "title": "Mayor",
            "because": "there is no address of theirs",
            "told": "",
            "about": "",
            "door": "told",
        },
    ],
    "forums_left": [
        {
            "key": "clerk-forum",
            "title": "Forum with the candidates for Clerk",
            "when": "Thursday, 22 October 2026, 6:30 pm (America/New_York), 22:30 UTC",
            "door": "forum-off",
        }
    ],
    "afterwards": [
        {
            "key": "mayor-26",
            "title": "Mayor of Riverbend",
            "sentence": "Ada Example is endorsed: 61.3% (84 of 137 ballots) in round 4; more than 60% is needed (E8).",
            "statement": "Riverbend Progressives endorses Ada Example for Mayor of Riverbend.",
            "members_hear": "Saturday, 7 November 2026, 10:00 am (America/New_York), 15:00 UTC",
            "unheard": "",
            "press": "waits to be approved",
            "reports": [
                {"name": "Ada Example", "label": "mayor-26/1", "how": "the candidate is asked on 3 November 2027"}
            ],
        }
    ],
}
PRESS_PAGE: dict[str, Any] = {
    "organisation": "Riverbend Progressives",
    "key": "mayor-26",
    "title": "Mayor of Riverbend",
    "approved_by": "R. O.",
    "approved_on": "Friday, 6 November 2026, 11:00 am (America/New_York), 16:00 UTC",
    "not_before": "Saturday, 7 November 2026, 10:00 am (America/New_York), 15:00 UTC",
    "lines": [
        "FOR RELEASE ON 7 November 2026",
        "Riverbend Progressives endorses Ada Example for Mayor of Riverbend.",
    ],
}
HISTORY_PAGE: dict[str, Any] = {
    "organisation": "Riverbend Progressives",
    "as_of": "Tuesday, 20 October 2026, 9:00 am (America/New_York), 13:00 UTC",
    "asked": "Mayor, 2026",
    "races": [
        {
            "title": "Mayor of Riverbend",
            "year": "2026",
            "office": "Mayor",
            "process": "full",
            "on": "23 October 2026",
            "election_day": "3 November 2026",
            "options": ["Ada Example", "Brook Sample"],
            "sentence": "Ada Example is endorsed: 61.3% (84 of 137 ballots); more than 60% is needed (E9).",
            "shares": [
                {"name": "Ada Example", "votes": 84, "share": "61.3%"},
                {"name": "Brook Sample", "votes": 53, "share": "38.7%"},
            ],
            "ballot": "november",
        },
        {
            "title": "Sheriff",
            "year": "2024",
            "office": "Sheriff",
            "process": "none",
            "on": "2 September 2024",
            "election_day": "",
            "options": [],
            "sentence": "No endorsement, without a vote: nobody answered us (decided by the committee)",
            "shares": [],
            "ballot": "",
        },
    ],
}

PRIORITIES_PAGE: dict[str, Any] = {
    "organisation": "Riverbend Organizing",
    "as_of": "Thursday, 21 January 2027, 10:00 am (America/New_York), 15:00 UTC",
    "years": [
        {
            "year": 2027,
            "lines": [
                "Annual meeting (A1): Saturday, 27 February 2027, 10:00 am (America/New_York); members are invited",
                "Proposals (A2): were taken until Wednesday, 20 January 2027, 8:00 pm (America/New_York)",
                "1 group for the ballot, 1 left out, 0 waiting for a person",
            ],
            "form_link": "https://docs.example.org/forms/d/e/1FAIpQLSf-made-up-four/viewform",
            "sheet_link": "https://docs.example.org/spreadsheets/d/made-up/edit",
            "held_because": "it accepts no answers",
            "rows": [
                {"number": "P1", "on": "2027-01-05", "stands": "On the ballot"},
                {"number": "P2", "on": "2027-01-06", "stands": "Not on the ballot"},
            ],
        }
    ],
}
SEATED: dict[str, Any] = {
    "number": "R-001",
    "active": True,
    "because": "active on 1 October 2026, on the committee since 15 January 2026",
    "clause": "S9",
    "ends": "31 Mar 2027",
    "leave": "",
    "roles": "co-chair",
    "backup": "R-002",
    "serves_on": "Elections",
    "recused": "",
}
COMMITTEE_PAGE: dict[str, Any] = {
    "organisation": "Riverbend Progressives",
    "as_of": "Thursday, 1 October 2026, 8 am (America/New_York), which is 12:00 UTC",
    "workbook": "https://sheets.example.org/members",
    "filled": "4 seats are filled, and there have to be 5 to 15 (S1)",
    "free": 11,
    "active": 3,
    "seats": [
        SEATED,
        {
            **SEATED,
            "number": "R-002",
            "active": False,
            "because": "on leave from 1 August 2026 through 1 December 2026",
            "clause": "S10",
            "leave": "1 Dec 2026",
            "roles": "",
            "backup": "",
            "serves_on": "",
            "recused": "Mayor (mayor-26)",
        },
    ],
    "others": [{**SEATED, "number": "R-009", "because": "the term ended on 31 March 2026", "clause": "S6"}],
    "votes": [
        {"key": "motion-bank", "title": "Motion: A bank account", "state": "open", "closes": "5 Oct 2026, 6 pm",
         "part": 2, "roll": 3},
        {"key": "co-chairs-2027", "title": "Co-chairs 2027", "state": "drafted", "closes": "10 Jan 2027, 6 pm",
         "part": 0, "roll": 0},
    ],
    "meetings": [
        {
            "who": "Mayor, candidate 2 (mayor-26/2)",
            "when": "8 Oct 2026, 6:30 pm",
            "where": "Curtis Hall",
            "told": "members are told",
        }
    ],
    "dues": [
        {"when": "1 Oct 2026", "what": "4 seats are filled, and there have to be 5 to 15 (S1)", "who": "the committee",
         "overdue": True},
        {"when": "31 Mar 2027", "what": "3 seats: the term ends", "who": "the committee", "overdue": False},
    ],
    "report": {
        "first": "1 July 2026",
        "last": "30 September 2026",
        "expected": "a meeting of the committee each month, and an answer to every poll",
        "lines": [
            {"who": "R-001", "number": "R-001", "came": 3, "meetings": 3, "gathered": 1, "gatherings": 2,
             "answered": 4, "polls": 4, "serves_on": "Elections"},
        ],
    },
    "minutes": [
        {"on": "20 Sep 2026", "title": "A member of the committee resigned", "clause": "S6",
         "sentence": "The last day on the committee is 30 September 2026; from then on the seat is vacant."},
    ],
}  # fmt: skip
NOMINATIONS_PAGE: dict[str, Any] = {
    "organisation": "Riverbend Progressives",
    "as_of": "Friday, 12 March 2027, 6:00 pm (America/New_York), 23:00 UTC",
    "year": 2027,
    "off": "13 January 2027",
    "opens": "Monday, 11 January 2027, 9:00 am (America/New_York)",
    "closes": "25 January 2027",
    "until": "8 February 2027",
    "answers": 7,
    "unclear": 1,
    "nominees": [
        {
            "label": "N2027-1",
            "number": "M01",
            "by": "self and other",
            "accepts": "yes",
            "criteria": ["Yes: came to 4 meetings or events in 2026, 3 needed (S2)", "No: no list has them (S2)"],
            "may_stand": "No: no list of registered voters has them (S2)",
            "statement": "in part",
            "met_on": "30 January 2027",
            "on_slate": "yes",
        }
    ],
    "votes": [
        "The committee agreed to: M01, M02, M03, M04, M05 (S4).",
        "Members voted on: M01, M02, M03, M04, M05, in “slate-2027”, and confirmed it.",
    ],
    "confirmed": "12 March 2027",
    "seats": ["M01 (N2027-1): From 2027-03-12, Until 2028-03-11"],
    "unpaid": ["M02 (N2027-2): dues to Progressive Mass are not on record (S2)"],
    "failed": [
        {
            "key": "priorities-2027",
            "about": "Priorities for 2027",
            "outcome": "The priorities for 2027 were not ratified",
            "on": "12 March 2027",
            "volunteers": "M07",
            "waiting": 1,
            "seats": "M01 (representative), M07 (voting member)",
            "ended": "",
        }
    ],
}

_EXPIRED = {
    "group": "Google",
    "name": "consent",
    "verdict": "wrong",
    "what": "Google no longer accepts it",
    "mend": "Let an officer consent again as the organisation; docs/install.md says how.",
}
DOCTOR_PAGE: dict[str, Any] = {
    "organisation": "Riverbend Progressives",
    "as_of": "Monday, 5 October 2026, 8:50 am (America/New_York), 12:50 UTC",
    "in_one_line": "1 ok, 1 wrong, 1 unknown",
    "wrong": [_EXPIRED],
    "groups": [
        {
            "title": "This machine",
            "rows": [
                {"group": "This machine", "name": "disk", "verdict": "ok", "what": "9200 MB are free", "mend": ""},
                {
                    "group": "This machine",
                    "name": "clock beside Mailchimp’s",
                    "verdict": "unknown",
                    "what": "no answer",
                    "mend": "Look whether this machine reaches the Internet.",
                },
            ],
        },
        {"title": "Google", "rows": [_EXPIRED]},
    ],
}

PAGES: dict[str, dict[str, Any]] = {
    "membership": MEMBERSHIP_PAGE,
    "roll": ROLL_PAGE,
    "election": ELECTION_PAGE,
    "turnout": TURNOUT_PAGE,
    "result": RESULT_PAGE,
    "desk": DESK_PAGE,
    "requests": REQUESTS_PAGE,
    "season": SEASON_PAGE,
    "press": PRESS_PAGE,
    "history": HISTORY_PAGE,
    "year": YEAR_PAGE,
    "priorities": PRIORITIES_PAGE,
    "committee": COMMITTEE_PAGE,
    "nominations": NOMINATIONS_PAGE,
    "partners": PARTNERS_PAGE,
    "parallel": PARALLEL_PAGE,
    "doctor": DOCTOR_PAGE,
    "approval": APPROVAL_PAGE,
    "pages": PAGES_PAGE,
}
