"""Partner link: an organiser makes void the link of whoever answers for a partner, and has another one sent to them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from core.bylaws import partnership as rules
from flows import screen
from flows.draft import Line, Paperwork, _at
from flows.duties.letter import personal
from flows.duties.partnership import partner_links, partnerships
from flows.duties.partnership.partner_links import ITSELF, key_of
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled


class PartnerLinkRenewed(Paperwork):
    """A partner whose link went astray, by number."""

    partnership: Line = Field(
        min_length=1, description="the partnership's key, e.g. garden-27", **_at(0, "Partnership, by its key")
    )
    partner: int = Field(ge=1, description="its number; no name", **_at(1, "Partner, by number"))
    because: Line = Field(
        min_length=3, max_length=400, description="why, e.g. forwarded by mistake; name nobody", **_at(2, "Why")
    )
    by: Line = Field(min_length=1, description="your initials", **_at(3, "Your initials"))


def renew(secretary: Secretary, wanted: PartnerLinkRenewed) -> bool:
    """P1. Make the link of whoever answers for a partner void from now on; the next pass sends them another one.

    What came by it before stays what their organisation said. False: no letter with the last one has gone out yet, so
    it still does. Raises Refusal for a partner that isn't there or has nobody to write to, and once the partnership
    has ended; LinkLost without the key file.
    """
    rules.settled(secretary.charter)
    partner_links.remember(secretary, wanted.partnership)
    with secretary.ledger.writing(secretary.now()) as pen:
        settled = partnerships.of(pen.session, wanted.partnership)
        if settled.partnership.ended_on is not None:
            raise Refusal(f"“{settled.key}” has ended. Its links don't work any more.")
        one = next((each for each in settled.partners if each.nth == wanted.partner), None)
        if one is None or not one.email:
            raise Refusal(
                f"There is no partner {wanted.partner} with somebody to write to in “{settled.key}”. Their numbers: "
                f"canvass partnership {settled.key} --show"
            )
        forgotten = one.nth in partner_links.unclear(pen.session, settled.key)
        if not forgotten and not partner_links.may_be_known(pen.session, settled.key, one.nth):
            return False
        personal.code_hash(secretary.keyring, key_of(settled.key), line=one.nth)  # without its key there are no links
        if wanted.by.casefold() == ITSELF:
            raise Refusal("Say who records it: somebody's initials.")
        partner_links.renew(pen, one, because=wanted.because, by=wanted.by)
    partner_links.note(secretary, wanted.partnership)
    return True


def in_words(wanted: PartnerLinkRenewed, *, news: bool) -> str:
    """What an organiser hears."""
    if not news:
        return "No letter with that partner's last link has gone out yet. It still does; nothing was changed."
    return (
        f"The link of partner {wanted.partner} in “{wanted.partnership}” doesn't work any more. The next pass sends "
        "another one to whoever answers for it. Look whether all that was said by it is that partner's: canvass "
        f"partnership {wanted.partnership} --show"
    )


@flow(
    name="partner-link",
    flow_run_name=named("Another link for partner {link.partner} in {link.partnership:partnership}"),
)
def give_a_new_link(link: Annotated[PartnerLinkRenewed, titled("Whose link")]) -> str:
    """Make the link of whoever answers for a partner void, and send another one to their mailbox.

    Args:
        link: Which partner, by number, and why.
    """
    secretary = Secretary.at_work()
    said = in_words(link, news=renew(secretary, link))
    screen.show_partners(secretary)
    screen.show_desk(secretary)
    return said
