"""Reports by telephone: an organiser records how a partner's vote came out, for whoever couldn't use the form."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from core import parallel, secrecy
from core.bylaws import partnership_parallel as rules
from core.ledger import Pen
from core.numbers import many
from core.parallel import Unreadable
from core.records import ParallelAnswer
from core.records.partnerships import REPORT
from flows import free_words, screen
from flows.draft import Line, Paperwork, _at
from flows.duties.partnership import parallel_votes
from flows.duties.partnership.parallel_votes import NOBODY, PARTNER, RECORDED_BY, TAKEN_BACK, Standing
from flows.entrance import flow
from flows.parallel_vote import Key
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled


class ReportGiven(Paperwork):
    """How a partner decided, as its delegate told an organiser."""

    key: Key = Field(description="the parallel vote's key", **_at(0, "The parallel vote, by its key"))
    partner: int = Field(ge=1, description="its number in the partnership", **_at(1, "The partner, by its number"))
    decision: Line = Field("", description="one of the choices", **_at(2, "What it decided"))
    percentages: list[Line] = Field(
        default_factory=list,
        description="one for each choice, in the order of the choices; empty: none are reported. Of a small group, or "
        "of one that voted alike, leave them out: they are shown to nobody (P9)",
        **_at(3, "Percentages, in the order of the choices"),
    )
    took_part: Line = Field("", description="how many took part, as a number", **_at(4, "How many took part"))
    could: Line = Field("", description="how many could, as a number", **_at(5, "How many could have taken part"))
    feedback: str = Field(
        "",
        max_length=parallel.LONGEST_FEEDBACK,
        description="what the other delegates should know, in the delegate's words; name nobody",
        **_at(6, "Feedback and context"),
    )
    recorded_by: Line = Field(min_length=1, description="your initials", **_at(7, "Your initials"))
    take_back: bool = Field(
        False,
        description="the last report that an organiser recorded of this partner was a mistake; leave the rest empty",
        **_at(8, "Take it back"),
    )


def record(secretary: Secretary, wanted: ReportGiven) -> bool:
    """P6. Put a report that came by telephone on record, as the partner's last. False: its last one is just so.

    Raises Refusal for a vote that is over or not asked, a number of no partner, a report that can't be, and for our own
    where our vote is Canvass's: its count is our report.
    """
    with secretary.ledger.writing(secretary.now()) as pen:
        standing = parallel_votes.standing(pen.session, wanted.key, charter=secretary.charter)
        parallel_votes.refuse_over(standing.vote)
        known = {one.nth for one in standing.settled.partners}
        if wanted.partner not in known:
            raise Refusal(f"There is no partner of number {wanted.partner}: there are {many(len(known), 'partner')}.")
        if standing.counted and wanted.partner == standing.ours:
            raise Refusal(f"Our report is filled in from our own vote “{standing.vote.our_election}”, once certified.")
        if wanted.take_back:
            return _take_back(pen, standing, wanted)
        said = _said(wanted, standing.vote.choices)
        try:
            found = standing.read(said, wanted.partner)
        except Unreadable as fault:
            raise Refusal(f"Nothing was recorded: {fault}.") from None
        ruling = rules.may_show_shares(found, charter=secretary.charter)
        if wanted.percentages and not ruling:
            raise Refusal(f"Leave the percentages out, nobody would be shown them: {ruling.because} ({ruling.clause}).")
        mine = [
            one.said for one in standing.answers if one.kind == REPORT and standing.partner_of(one) == wanted.partner
        ]
        if mine and mine[-1] == said:
            return False
        _write(pen, wanted.key, said)
        pen.log("parallel.recorded", vote=wanted.key, partner=wanted.partner)
    return True


def _take_back(pen: Pen, standing: Standing, wanted: ReportGiven) -> bool:
    """P6. The last report that an organiser recorded of a partner counts no more; what came before it does again.

    False: none counts. Raises Refusal once the reports are side by side: they were told.
    """
    mine = [one for one in standing.answers if one.kind == REPORT and RECORDED_BY in one.said]
    theirs = [one for one in mine if one.said.get(PARTNER) == wanted.partner]
    gone = {one.said.get(TAKEN_BACK) for one in theirs}
    left = [one.turn for one in theirs if TAKEN_BACK not in one.said and one.turn not in gone]
    if not left:
        return False
    if standing.vote.compared_at is not None:
        raise Refusal(
            "The reports are side by side, and were told, so nothing is taken back. Record what that partner reported; "
            "all delegates get the reports anew."
        )
    _write(pen, wanted.key, {PARTNER: wanted.partner, RECORDED_BY: wanted.recorded_by, TAKEN_BACK: left[-1]})
    pen.log("parallel.taken_back", vote=wanted.key, partner=wanted.partner)
    return True


def _write(pen: Pen, key: str, said: dict[str, object]) -> None:
    pen.session.add(
        ParallelAnswer(
            parallel_key=key,
            turn=parallel_votes.next_turn(pen.session, key),
            kind=REPORT,
            nth=NOBODY,
            answer_id=f"recorded/{secrecy.fingerprint(said)[:16]}",
            answered=parallel_votes.instant_of(pen.at),
            handed_in=pen.at,
            said=said,
        )
    )


def in_words(wanted: ReportGiven, *, news: bool) -> str:
    """What an organiser hears."""
    if wanted.take_back:
        return "The report is taken back." if news else "No recorded report of that partner counts."
    return "The report is on record." if news else "That report is on record already."


def _said(wanted: ReportGiven, choices: list[str]) -> dict[str, object]:
    if wanted.percentages and len(wanted.percentages) != len(choices):
        raise Refusal(f"There are {len(choices)} choices: give a percentage for each of them, or none at all.")
    decision = next((one for one in choices if one.casefold() == wanted.decision.casefold()), wanted.decision)
    shares = {parallel.share_of(nth): words for nth, words in enumerate(wanted.percentages, start=1)}
    return {
        PARTNER: wanted.partner,
        RECORDED_BY: wanted.recorded_by,
        parallel.DECISION: decision,
        **shares,
        parallel.TOOK_PART: wanted.took_part,
        parallel.COULD: wanted.could,
        **({parallel.FEEDBACK: wanted.feedback.strip()} if wanted.feedback.strip() else {}),
    }


@flow(name="report", flow_run_name=named("Report on a parallel vote: {report.key:parallel}"))
def record_report(report: Annotated[ReportGiven, titled("The report")]) -> str:
    """Record what a partner's delegate reported by telephone about a parallel vote. It counts as their last version.

    Args:
        report: Whose report, and what they said. Its words are kept in the book, and shown to the other delegates.
    """
    secretary = Secretary.at_work()
    free_words.refuse_named(secretary, report)
    news = record(secretary, report)
    screen.show_partners(secretary)
    return in_words(report, news=news)
