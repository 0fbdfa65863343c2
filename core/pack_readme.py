"""What the README of a recount pack says: what was decided, what is in it, and how anybody checks it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

from core.counting.rule import CountingRule

Published: TypeAlias = Literal["decision", "rounds", "rankings", "rankings as far as read"]


def readme(title: str, contests: Sequence[str]) -> str:
    """The whole README; `contests` are told by `contest`."""
    return _README.format(title=title, contests="\n".join(contests))


def contest(number: int, title: str, *, rule: CountingRule, published: Published, sentence: str) -> str:
    """What was decided in one contest, and how much is published of it. P9."""
    told = f"Contest {number}: {title}\n  {sentence}\n  Published: {_PUBLISHED[published]}\n"
    if rule.is_weighted:
        told += _WEIGHTED.format(weights=", ".join(f"{role} {votes}" for role, votes in rule.weights))
    return told


_PUBLISHED: Mapping[Published, str] = {
    "decision": "the decision only, because so few took part that figures could tell who voted how.",
    "rounds": "the rounds, but no ballots, because so few took part that a ballot could be recognised.",
    "rankings": "the rounds and all ballots.",
    "rankings as far as read": "the rounds, and of each ballot the choices that the count came to. "
    "The rest is left out, because a rare order of choices could be recognised.",
}

_WEIGHTED = """\
  A ballot is as many votes as its voter's role has: {weights}. All figures of the count are votes. How much is
  published goes by the role with the fewest ballots, since votes that weigh unlike could tell who cast them.
  BLT and cast vote records know no weights: there a ballot stands as often as it has votes.
"""

_README = """\
{title}: recount pack

{contests}
What is here
  manifest.json           what was voted on, by which rule, and how many answers came in
  contest-N.count.json    the count of contest N: rounds, ties, outcome
  contest-N.ballots.csv   its ballots, sorted, so that their order tells nothing; equal ones share a line
  contest-N.blt           the same ballots for programs such as OpaVote
  contest-N.cvr.json      and as cast vote records (NIST SP 1500-103), for programs such as RCTab
  verify.py               checks all of this
  count_again.py          the counter it counts again with
  told_again.py           how it takes the sentences apart
  letters_again.py        what it says is to be compared with letters
  roles_again.py          how it checks the roles, where ballots weigh unlike
  same_ballots.py         how it compares the three files of ballots
  SHA256SUMS              the fingerprint of every file

How to check it
  Run "python3 verify.py" in this folder. It needs Python 3.10 or newer, nothing else, and says line by
  line what it proved and what it could not. If you would rather not trust a program from the pack itself,
  take it from the published source code, or count contest-N.ballots.csv, contest-N.blt or contest-N.cvr.json
  with any other ranked-choice counter: tell it the threshold in manifest.json, and that "no endorsement" is
  never eliminated. If it can't be told so, compare its rounds with those here as far as they go.

  Then compare by eye the marks that verify.py shows with those in the letters. Without this, somebody could have
  exchanged the whole pack. In the result letter: Recount pack, List of voters, Charter, Form, Log at sealing.
  In the ballot letter: Lot; List of voters too, unless the list was corrected after that letter.

How to count by hand
  Make a pile for every option from the ballots' first choices. If an option has what the rule asks for,
  stop. If not, take away the option with the fewest ballots, put each of them on the pile of its next choice
  that is still there, or aside if there is none, and look again. The option "No endorsement" is not
  taken away, if the rule says so. Ties are broken by the fewest ballots in the round before, and so on back
  to the first; if that does not help, by lot: the option whose SHA-256 of "seed|contest|option" is the
  smallest goes out. Seed, contest and option ids are in manifest.json. If a lot was drawn in public, "drawn" there
  says what, and the seed is the SHA-256 of "seed|drawn" instead, in small hexadecimal letters.

What it cannot prove
  That every ballot was cast by the person it was meant for, and that none was kept from being received.
  The marks only fix who could vote and what was written down. The mark called Log in the ballot letter is of an
  earlier day, and in no pack: whoever keeps the database shows with "canvass log --since MARK" that it still fits.
"""
