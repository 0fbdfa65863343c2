"""The tally sheet: a count in words, for a letter, a terminal, or a notice board."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence

from core.counting.ballots import Role
from core.counting.record import Count, Round, Tie
from core.counting.rule import CountingRule
from core.counting.words import listed, share_shown

DIGITS = 16
"""So many digits of a lot are shown; two that begin alike would be a wonder."""

SEEDLESS = (
    "The lots were drawn without a seed, so anybody could know them beforehand. Let several people throw dice, and "
    "count again with what comes up: --seed"
)


def decision(count: Count) -> str:
    """The outcome without any figure, for groups too small to publish one."""
    rule = count.rule
    if count.outcome == "no quorum":
        return "No quorum: nothing is decided."
    if count.outcome == "undecided":
        return "Not decided yet: a lot has to be drawn in public."
    lot = f" A lot decided, drawn in public: {rule.drawn} ({rule.drawn_from})." if rule.drawn else ""
    names = [count.name(option) for option in count.winners]
    if not names:
        return f"{rule.failed}.{lot}"
    return (f"{names[0]} {rule.passed}." if rule.seats == 1 else f"{listed(names)}: each {rule.passed}.") + lot


def describe(count: Count, *, notes: Sequence[str] = ()) -> list[str]:
    """The count as lines of text for a terminal or a screen reader: the outcome, then one block per round.

    The `notes` say how the file was read.
    """
    aside = ["exhausted"] if any(past.exhausted for past in count.rounds) else []
    width = max(map(len, [*(option.name for option in count.options), *aside]), default=0)
    lines = [_headline(count), "", _taken_part(count)]
    lines += [_role(role) for role in count.roles if count.rule.is_weighted]
    lines += [f"On {ballots(times)}, {treatment}." for treatment, times in count.treatments.items()]
    lines += notes
    for past in count.rounds:
        lines += ["", _heading(count, past), *_figures(count, past, width), *_fate(count, past)]
    impossible = _decided_early(count)
    if impossible:
        lines += ["", impossible]
    for tie in count.ties:
        lines += ["", _tie(count, tie)]
    if not count.ties:
        lines += ["", "There was no tie."]
    if count.rule.drawn:
        lines += ["", *_drawn(count.rule)]
    lines += _drawn_again(count)
    if count.outcome == "undecided":
        return lines
    if count.decided_by_lot and not count.rule.tie_seed:
        lines += ["", SEEDLESS]
    for other in count.other_readings:
        lines += ["", f"The outcome would be another {other.reading}.", f"  {other.sentence}"]
    if not count.other_readings:
        lines += ["", "No other reading of the rule that was tried leads to another outcome."]
    return lines


def ballots(number: int, *, weighted: bool = False) -> str:
    """How many ballots, or votes where ballots weigh more than one, in words."""
    what = "vote" if weighted else "ballot"
    return f"1 {what}" if number == 1 else f"{number} {what}s"


def _role(role: Role) -> str:
    aside = [f"{number} {kind}" for number, kind in ((role.blank, "blank"), (role.spoiled, "spoiled")) if number]
    more = f" ({', '.join(aside)} besides)" if aside else ""
    each = ballots(role.weight, weighted=True)
    return f"{role.role}: {ballots(role.ballots)} of {each} each, {ballots(role.votes, weighted=True)}{more}."


def _headline(count: Count) -> str:
    """The outcome; where a lot or a tie decided it, nobody has to read on to learn that."""
    lots, ties = ({getattr(tie, what) for tie in count.ties} - {False} for what in ("lot_decides", "matters"))
    if count.outcome in ("no quorum", "undecided") or not ties:
        return count.sentence
    if lots:
        return f"{count.sentence} A lot {'decided' if True in lots else 'may have decided'} the outcome."
    return (
        f"{count.sentence} The outcome {'depended' if True in ties else 'may have depended'} on how a tie was broken."
    )


def _drawn(rule: CountingRule) -> Iterator[str]:
    """What was drawn in public, where, and how anybody draws the lots with it again."""
    yield f"Drawn in public: {rule.drawn} ({rule.drawn_from})."
    yield f"  The seed of the lots is SHA-256 of the committed seed, a bar, and what was drawn: {rule.lot_seed}"


def _drawn_again(count: Count) -> Iterator[str]:
    """Where a lot broke a tie, all that it takes to draw it again by hand."""
    rule, lots = count.rule, {one: lot for tie in count.ties for one, lot in tie.digests.items()}
    if not lots:
        return
    texts = {one: f"{rule.lot_seed}|{rule.contest}|{one}" for one in lots}
    yield ""
    yield f"To draw the lots again: the seed is {_quoted(rule.lot_seed)}. SHA-256 is taken of each text, and the"
    yield "smallest goes out."
    width = max(len(text) for text in texts.values())
    for one in sorted(lots, key=lots.__getitem__):
        yield f"  {texts[one]:<{width}}  {lots[one][:DIGITS]}…"
    yield f"  printf %s {shlex.quote(texts[min(lots, key=lots.__getitem__)])} | sha256sum"


def _quoted(seed: str) -> str:
    return f"“{seed}”" if seed else "empty"


def _taken_part(count: Count) -> str:
    spoiled = f", {count.spoiled} spoiled" if count.spoiled else ""
    eligible = "" if count.eligible is None else f" There were {count.eligible} {count.rule.eligible_text}."
    return f"{ballots(count.cast, weighted=count.rule.is_weighted)} cast, {count.blank} blank{spoiled}.{eligible}"


def _heading(count: Count, past: Round) -> str:
    seat = f", for seat {past.seat}" if count.rule.seats > 1 and count.rule.method == "instant runoff" else ""
    return f"Round {past.number}{seat}"


def _figures(count: Count, past: Round, width: int) -> list[str]:
    """One line per standing option, in the paper's order, then the exhausted ballots; spoiled ones never stood."""
    rows = [
        (option.name, past.tally[option.id], share_shown(option.id, past, count.rule))
        for option in count.options
        if option.id in past.tally
    ]
    lines = [f"  {name:<{width}}  {votes:>6}  {share:>11}".rstrip() for name, votes, share in rows]
    spoiled = min(count.spoiled, past.exhausted)
    aside = {"exhausted": past.exhausted - spoiled, "spoiled": spoiled}
    return [*lines, *(f"  {what:<{width}}  {votes:>6}" for what, votes in aside.items() if votes)]


def _fate(count: Count, past: Round) -> Iterator[str]:
    together = len(past.eliminated) > 1
    for option in past.eliminated:
        moves = [f"{votes} to {count.name(to)}" for to, votes in _in_order(count, past.transfers[option])]
        gone = past.tally[option] - sum(past.transfers[option].values())
        moves += [f"{gone} exhausted"] if gone else []
        yield f"  {count.name(option)} is eliminated: {', '.join(moves) or 'nothing to move'}."
    if together:
        yield "  They go out together: even all their ballots would leave each of them behind the next."


def _in_order(count: Count, moves: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    for option in count.options:
        if option.id in moves:
            yield option.id, moves[option.id]


def _decided_early(count: Count) -> str:
    """The round from which nobody could pass any more, if the count went on after it."""
    rule = count.rule
    if not rule.protects_no_endorsement or rule.denominator != "cast" or rule.seats > 1:
        return ""
    for past in count.rounds[:-1]:
        lost = past.exhausted - count.spoiled + past.tally[rule.no_endorsement or ""]
        if not rule.passes(count.cast - lost, of=count.cast):
            return (
                f"From round {past.number} on nobody could pass any more: {ballots(lost, weighted=rule.is_weighted)} "
                f"of {count.cast} were exhausted or stood for no endorsement."
            )
    return ""


def _tie(count: Count, tie: Tie) -> str:
    tied = listed([count.name(option) for option in tie.tied])
    if not tie.chosen:
        return f"Tie in round {tie.round} between {tied}: a lot has to be drawn in public."
    chosen = listed([count.name(option) for option in tie.chosen])
    how = {
        "earlier rounds": f"fewest votes in round {tie.decided_in}",
        "order": "by the order fixed before",
        "lot": "by the lot drawn in public" if count.rule.drawn else "by lot",
    }[tie.method]
    fate = "eliminated" if tie.about == "elimination" else "elected"
    are = "is" if len(tie.chosen) == 1 else "are"
    mattered = {
        True: "Ties broken in another way could have led to another outcome.",
        False: "The outcome does not depend on it.",
        None: "Whether the outcome depends on it could not be found out: too many ways to break the ties.",
    }[tie.matters]
    return f"Tie in round {tie.round} between {tied}: {chosen} {are} {fate} ({how}). {mattered}"
