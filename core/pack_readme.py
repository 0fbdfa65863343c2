"""What the README of a recount pack says: what was decided, what is in it, and how anybody checks it.

It is a part of every recount pack's verify.py, which compares it word for word, and needs nothing but Python 3.10.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.lots_again import Lot, lots
from core.told_again import headline, weighs

Json = dict[str, Any]


def readme(manifest: Json, counts: list[Json]) -> str:
    """The whole README. P9: of each count no more than is published of it."""
    told = ["".join(_contest(one, count)) for one, count in zip(manifest["contests"], counts, strict=True)]
    return README.format(title=manifest["title"], contests="\n".join(told))


def _contest(contest: Json, count: Json) -> Iterator[str]:
    """What was decided in one contest, how much is published of it, and the lots that were drawn."""
    yield f"Contest {contest['number']}: {contest['title']}\n  {headline(count)}\n"
    if "groups" in contest:
        yield from _groups(contest["groups"])
    else:
        yield f"  Published: {PUBLISHED[contest['published']]}\n"
    if weighs(count["rule"]):
        votes = sorted(count["rule"]["weights"].items())
        yield WEIGHTED.format(weights=", ".join(f"{role} {each}" for role, each in votes))
    for lot in lots(count) if "ties" in count else ():
        yield from _lot(lot)


def _groups(groups: Json) -> Iterator[str]:
    """P9. What is told by groups where a count would tell how somebody voted, and why no more is."""
    yield f"  Published: the decision only, with what may be told by groups. {groups['sentence']}\n"
    for told in groups["told"]:
        whom = f"of {told['group']}" if told["group"] else "votes of all together"
        yield f"    {told['choice'] or 'took part'}, {whom}: {told['number']}\n"


def _lot(lot: Lot) -> Iterator[str]:
    yield f"  The lot in round {lot.round}, for drawing it again: SHA-256 of each text, and the smallest goes out.\n"
    yield f"    Seed: {lot.seed}\n"
    if lot.seed_command:
        yield f"      which is made of what was drawn in public: {lot.seed_command}\n"
    yield from (f"    {one.name}: {one.text} begins {one.begins}\n" for one in lot.drawn)
    yield f"    In a terminal: {lot.command}\n"


PUBLISHED = {
    "decision": "the decision only, because so few took part that figures could tell who voted how.",
    "rounds": "the rounds, but no ballots, because so few took part that a ballot could be recognised.",
    "rankings": "the rounds and all ballots.",
    "rankings as far as read": "the rounds, and of each ballot the choices that the count came to. "
    "The rest is left out, because a rare order of choices could be recognised.",
}

WEIGHTED = """\
  A ballot is as many votes as its voter's role has: {weights}. All figures of the count are votes. How much is
  published goes by the role with the fewest ballots, since votes that weigh unlike could tell who cast them.
  BLT and cast vote records know no weights: there a ballot stands as often as it has votes.
"""

README = """\
{title}: recount pack

{contests}
What is here
  manifest.json           what was voted on, by which rule, and how many answers came in
  contest-N.count.json    the count of contest N: rounds, ties, outcome
  contest-N.ballots.csv   its ballots, sorted, so that their order tells nothing; equal ones share a line
  contest-N.blt           the same ballots for programs such as OpaVote
  contest-N.cvr.json      and as cast vote records (NIST SP 1500-103), for programs such as RCTab
  verify.py               checks all of this, with a counter of its own
  SHA256SUMS              the fingerprint of every file

How to check it
  In this folder, in this order:
    1. sha256sum -c SHA256SUMS     every file has to be OK. On a Mac: shasum -a 256 -c SHA256SUMS
    2. sha256sum SHA256SUMS        has to begin with the mark "Recount pack" in the result letter
    3. ls -A                       there may be nothing that SHA256SUMS doesn't list, but itself
    4. python3 -I -B verify.py     says line by line what it proved and what it could not
  verify.py needs Python 3.10 or newer, nothing else. If you would rather not trust a program from the pack itself,
  run "canvass verify", which says whether verify.py is its own; or count contest-N.ballots.csv, contest-N.blt or
  contest-N.cvr.json with any other ranked-choice counter: tell it the threshold in manifest.json, and that
  "no endorsement" is never eliminated. If it can't be told so, compare its rounds with those here as far as they go.

  Then read the lines "Not proved", and compare by eye what they name with letters, charter and form. Without
  this, somebody could have exchanged the whole pack, or counted by another rule.
  In the result letter: Recount pack, List of voters, Charter, Form, Log at sealing, and how many answers came in.
  In the ballot letter: the rule, the options, when voting closes; Lot; List of voters too, unless the list was
  corrected after that letter.

How to count by hand
  Make a pile for every option from the ballots' first choices. If an option has what the rule asks for,
  stop. If not, take away the option with the fewest ballots, put each of them on the pile of its next choice
  that is still there, or aside if there is none, and look again. The option "No endorsement" is not
  taken away, if the rule says so. Ties are broken by the fewest ballots in the round before, and so on back
  to the first; if that does not help, by lot: the option whose SHA-256 of "seed|contest|option" is the
  smallest goes out. Seed, contest and option ids are in manifest.json. If a lot was drawn in public, "drawn" there
  says what, and the seed is the SHA-256 of "seed|drawn" instead, in small hexadecimal letters. The mark Lot is the
  beginning of the SHA-256 of "seed/v1|seed".

What it cannot prove
  That every ballot was cast by the person it was meant for, and that none was kept from being received.
  The marks only fix who could vote and what was written down. The mark called Log in the ballot letter is of an
  earlier day, and in no pack: whoever keeps the database shows with "canvass log --since MARK" that it still fits.
  Nor that whoever made the seed of the lots didn't try several before voting opened. Only a lot drawn in public
  excludes that.
"""
