"""Statement: a member who asks gets a letter that says whether they can vote, and why."""

from __future__ import annotations

from typing import Annotated

from core.records import Letter
from flows.duties.membership import reach, statements, status_letters, stock, told
from flows.duties.petition import standing_forms
from flows.duties.privacy import discretion
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled


def statement(secretary: Secretary, member: str) -> str:
    """M4. Plan the letter that tells one member how they stand by today's sheets. Returns the letter's key.

    Asked once more on the same day, it is the same letter. Raises Refusal for a number that isn't in the tab Members,
    and for a member whom no letter reaches.
    """
    found = stock.take_stock(secretary)
    if found.refused:
        raise Refusal("The sheets can't be read:\n" + "\n".join(f"  {letter}" for letter in found.refused))
    standing = next((one for one in found.standings if one.number == member.strip()), None)
    if standing is None:
        raise Refusal(f"The tab Members has no {member}. Numbers are written there as in M017.")
    doubt = dict(found.doubts).get(standing.number)
    if doubt:
        raise Refusal(
            f"{told.in_words(standing.number, doubt)} Put back what was deleted by mistake, or say that it is right: "
            f"canvass confirm {standing.number}. Until then no letter says that they have no vote."
        )
    with secretary.ledger.reading() as session:
        silent = reach.of_member(session, standing.number)
    if silent is not None:
        raise Refusal(
            f"No letter reaches {standing.number}: {reach.in_words(silent.kind)}. {silent.remedy} What it would say: "
            f"canvass membership {standing.number}"
        )
    standing_forms.ensure(secretary, "dispute")
    with secretary.ledger.writing(secretary.now()) as pen:
        if standing.number in discretion.leaving(pen.session):
            raise Refusal(f"{standing.number} asked to be erased, and gets no letters any more. No letter was planned.")
        asked = statements.for_one(standing, at=pen.at, charter=secretary.charter)
        if pen.session.get(Letter, asked.key) is None:
            status_letters.plan(pen, found.members, [standing], asked)
    return asked.key


def in_words(secretary: Secretary, letter: str) -> str:
    """What an organiser hears once the letter is planned: when it goes out."""
    hours = secretary.charter.membership
    return (
        f"The letter “{letter}” goes out with the next pass between {hours.letters_from_hour.value}:00 and "
        f"{hours.letters_until_hour.value}:00."
    )


@flow(name="statement", flow_run_name=named("Statement: member {member}"))
def send_statement(member: Annotated[str, titled("Member")]) -> str:
    """Send a member the letter “Can I vote, and why?”: what counted, until when, and what is missing.

    Args:
        member: The member's number, such as M017.
    """
    secretary = Secretary.at_work()
    return in_words(secretary, statement(secretary, member))
