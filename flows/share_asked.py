"""Share, asked: before members are told of a list, and before it is written, a run shows what that means and asks."""

from __future__ import annotations

from typing import Annotated

from flows import asking, share
from flows.duties.privacy import discretion
from flows.entrance import flow
from flows.pages.approval import approval_page, boxes, letter_ahead
from flows.run_names import named
from flows.secretary import Secretary
from flows.titles import titled

Event = Annotated[str, titled("Event")]
Partner = Annotated[str, titled("Organisation")]


def before_notifying(secretary: Secretary, event: str, partner: str) -> str:
    """M8. Whom the notice would go to, and how it reads; nothing, if everybody has been told."""
    letter = share.notice_ahead(secretary, event, partner)
    if letter is None:
        return ""
    says = letter.facts
    rows = [
        ("Who gets a letter", f"the members whose lines would be handed over: {boxes(letter.size)}"),
        ("What would be handed over later", str(says["what"])),
        ("To whom", f"{says['partner']}, for {says['event']} of {says['event_day']}"),
        ("Not before", f"{says['earliest']}, if the letter goes out today"),
    ]
    return approval_page(
        f"Tell members that {says['partner']} gets a list?",
        rows,
        now="Nothing has happened yet.",
        yes="The letter goes out with the next pass. The list is written only when you start “share”, days later.",
        no="Nobody is told, and so no list can be written.",
        letter=letter_ahead(letter.occasion, says, mailboxes=letter.size, when="with the next pass"),
    )


def before_sharing(secretary: Secretary, event: str, partner: str) -> str:
    """M8. How many lines would be handed over, with which columns, and why how many others aren't."""
    found = share.list_ahead(secretary, event, partner)
    columns = discretion.rules_of(secretary).share_fields.value
    rows = [
        ("To whom", f"{partner.strip()}, for {event.strip()}"),
        ("Members on the list", str(len(found.rows))),
        ("What of each", ", ".join(columns)),
        ("Left out", share.reasons(found.left_out) if found.left_out else "nobody"),
        ("Letters", "none: members were told before, and this tells nobody anything"),
        ("Where it will lie", "in a file on the machine that only its owner can read; the log keeps its fingerprint"),
    ]
    return approval_page(
        f"Write the list for {partner.strip()}?",
        rows,
        now="Nothing has been written yet.",
        yes="The file is written and logged. You hand it over yourself. What is handed over can't be taken back.",
        no="No file is written. Members were told, and can still ask to be left out.",
    )


@flow(name="notify", flow_run_name=named("Tell members of a list: {event}"), persist_result=True)
def ask_to_notify(event: Event, partner: Partner) -> str:
    """Tell the members concerned that an event's official co-sponsor will get a list, and how to be left out.

    Args:
        event: The event, as written in the tab Events.
        partner: The organisation, as recorded with “cosponsor”.
    """
    secretary = Secretary.at_work()
    page = before_notifying(secretary, event, partner)
    if page and not asking.agreed(secretary, page):
        return f"Nobody is told. {asking.LEFT}"
    key, size = share.notify(secretary, event, partner)
    return f"The letter “{key}” goes to {boxes(size)} with the next pass." if key else "Everybody has been told."


@flow(name="share", flow_run_name=named("Hand a list over: {event}"), persist_result=True)
def ask_to_share(event: Event, partner: Partner) -> str:
    """Write the list that an official co-sponsor of an event gets, after members were told. It lies on the machine.

    Args:
        event: The event, as written in the tab Events.
        partner: The organisation, as recorded with “cosponsor”.
    """
    secretary = Secretary.at_work()
    if not asking.agreed(secretary, before_sharing(secretary, event, partner)):
        return f"No list is written. {asking.LEFT}"
    return share.in_words(share.share(secretary, event, partner))
