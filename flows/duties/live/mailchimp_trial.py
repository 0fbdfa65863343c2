"""What Mailchimp is tried for: that fields, lists and drafts behave as Canvass goes by. Nothing is sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flows.duties.live.trial import NAME, Bench, Otherwise, Step
from integrations.mailchimp import account, audience, campaigns
from integrations.mailchimp.client import MailchimpFault

TAG = "CVTRIAL"
NOBODY = "nobody-at-all@example.org"


def make_field(bench: Bench) -> str:
    """A merge field is made as text and not public; made twice it is one."""
    audience_id = bench.settings.mailchimp_list
    if TAG in account.tags(bench.mailchimp, audience_id):
        raise Otherwise(f"there is a field {TAG} already, left by an earlier trial: delete it")
    bench.tidying.append(("a merge field", lambda: account.delete_field(bench.mailchimp, audience_id, TAG)))
    audience.ensure_fields(bench.mailchimp, audience_id, {TAG: NAME})
    audience.ensure_fields(bench.mailchimp, audience_id, {TAG: NAME})
    return "made once, as text, and not public"


def make_list(bench: Bench) -> str:
    """A mailing's list has its name alone, and is found by it; an address that nobody has is passed over."""
    mc, audience_id = bench.mailchimp, bench.settings.mailchimp_list
    segment = campaigns.make_segment(mc, audience_id, NAME, [NOBODY])
    bench.tidying.append(("a segment", lambda: campaigns.delete_segment(mc, audience_id, segment)))
    bench.made["the list"] = str(segment)
    if campaigns.find_segment(mc, audience_id, NAME) != segment:
        raise Otherwise("a segment that was just made isn't found by its name")
    try:
        second = campaigns.make_segment(mc, audience_id, NAME)
    except MailchimpFault as fault:
        return f"found by its name; a second of that name is refused with {fault.status}"
    bench.tidying.append(("a second segment", lambda: campaigns.delete_segment(mc, audience_id, second)))
    raise Otherwise("a second segment of the same name was made")


def make_draft(bench: Bench) -> str:
    """A draft keeps its list and its words, is found among the campaigns, and isn't ready while nobody would get it."""
    mc, audience_id = bench.mailchimp, bench.settings.mailchimp_list
    segment, begun = int(bench.needs("the list")), datetime.now(UTC)
    draft = campaigns.create_campaign(
        mc,
        list_id=audience_id,
        folder_id=campaigns.ensure_folder(mc, "Canvass"),
        title=NAME,
        segment_id=segment,
        subject=NAME,
        preview="Nobody gets this.",
        from_name=bench.settings.mail_from_name,
        reply_to=bench.settings.mail_reply_to,
    )
    bench.tidying.append(("a draft", lambda: campaigns.delete(mc, draft)))
    bench.made["the draft"] = draft
    words = f"<html><body><p>{NAME}</p><p><a href='*|UNSUB|*'>unsubscribe</a></p></body></html>"
    campaigns.set_content(mc, draft, html=words, text=f"{NAME}\n*|UNSUB|*")
    read = campaigns.read(mc, draft)
    if (read.status, read.segment_id, read.recipient_count) != ("save", segment, 0):
        raise Otherwise(f"its state is {read.status}, for {read.recipient_count} people")
    found = campaigns.find_campaigns(mc, NAME, list_id=audience_id, since=begun - timedelta(days=1))
    listed = "listed at once" if any(one.id == draft for one in found) else "not listed yet"
    return f"a draft to nobody, with our list; {listed}"


def look_at_checklist(bench: Bench) -> str:
    """Mailchimp says itself that it wouldn't send a draft to nobody."""
    ready, problems = campaigns.checklist(bench.mailchimp, bench.needs("the draft"))
    if ready:
        raise Otherwise("it would be sent although nobody is on its list")
    return f"not ready, for {len(problems)} reasons"


STEPS = (
    Step("Mailchimp", "merge field", "makes a merge field", "ballots have no room for links", make_field),
    Step(
        "Mailchimp",
        "list of a mailing",
        "makes an empty segment, and looks it up",
        "a letter could go out twice",
        make_list,
    ),
    Step("Mailchimp", "draft", "makes a draft to that empty segment", "a letter could go to wrong people", make_draft),
    Step(
        "Mailchimp",
        "checklist",
        "asks whether the draft could be sent; it isn't",
        "a letter would wait unseen",
        look_at_checklist,
    ),
)
