"""Publicity of a vote: what its title, options and texts may say of partner organisations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.bylaws.partnership_publicity import Audience
from core.records import Contest, Election
from core.records.elections import PARTNERS
from core.recount import Pack
from core.ruling import Obstacle, Ruling
from flows.duties.partnership import told
from flows.duties.partnership.told import EVERYBODY, Discretion
from flows.secretary import Refusal

SHOWN = "title, key and options stand on pages, in the calendar and in the recount pack, which anybody may read"
READ = "its texts are read by all who vote"


def refuse_untellable(discretion: Discretion, election: Election) -> None:
    """P11. Refuse a draft whose words name a partner that their readers may not know. Raises Refusal, naming nobody."""
    found = [f"{where}: {ruling.because}" for where, ruling in _untellable(discretion, election)]
    if found:
        raise Refusal(
            f"This vote can't be drafted so (P11): {'; '.join(found)}. Its {SHOWN}; {READ}. Say “a partner "
            "organisation” instead, or let the partner say first that its name may be told."
        )


def untellable(discretion: Discretion, election: Election) -> Obstacle | None:
    """P11. What is in the way of a ballot's form, should less be allowed to be told than when it was drafted."""
    found = [f"{where}: {ruling.because}" for where, ruling in _untellable(discretion, election)]
    return Obstacle("P11", f"the ballot can't be shown: {'; '.join(found)}") if found else None


def untellable_in(pack: Pack, discretion: Discretion) -> Obstacle | None:
    """P11. Anybody may read a recount pack: it can't name a partner that they may not know."""
    words = [pack.title, pack.files()["README.txt"].decode()]
    for contest in pack.contests:
        words += [contest.title, *(option.name for option in contest.count.options)]
    ruling = discretion.is_kept(words, to=EVERYBODY)
    if ruling:
        return None
    return Obstacle(ruling.clause, f"the recount pack isn't written, as {ruling.because}", pack.fingerprint())


def _untellable(discretion: Discretion, election: Election) -> Iterator[tuple[str, Ruling]]:
    readers: list[Audience] = ["members", "partners"] if election.electorate == PARTNERS else ["members"]
    for where, words, to in _words(election, readers):
        rulings = [discretion.is_kept(words, to=one) for one in to]
        yield from ((where, ruling) for ruling in rulings if not ruling)


def _words(election: Election, readers: list[Audience]) -> Iterator[tuple[str, Sequence[str], list[Audience]]]:
    yield "its title or key", (election.title, election.key), [told.EVERYBODY]
    for contest in election.contests:
        which = f"question {contest.position}"
        options = [str(option["name"]) for option in contest.options]
        yield f"the heading or the options of {which}", (contest.title, *options), [told.EVERYBODY]
        yield f"the text, reasons or links of {which}", _texts(contest), readers


def _texts(contest: Contest) -> list[str]:
    links = [str(words) for link in contest.links or () for words in link.values()]
    return [contest.text or "", contest.reasons or "", contest.recommendation or "", *links]
