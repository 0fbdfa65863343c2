"""Extended: a ballot that stays open longer says so on its form, too, as soon as Google can be reached."""

from __future__ import annotations

from sqlalchemy import select

from core.records import Election, Reason
from flows.duties.election import form
from flows.secretary import Secretary
from integrations.google import drive, forms

KIND = "election.extended"
"""The log's word for it; its reason has the earlier closing time as the form said it."""


def reword(secretary: Secretary, election: Election) -> bool:
    """E11. Put the new closing time on a form that still says an earlier one. Whether anything was written.

    A form that differs in anything else is left as it is: whoever compares it next will say so.
    """
    with secretary.ledger.reading() as session:
        mine = select(Reason.before).where(Reason.kind == KIND, Reason.subject == election.key)
        earlier = set(session.execute(mine).scalars())
    if not earlier or election.form_id not in drive.find(secretary.google, form.form_name(election)):
        return False
    held = forms.read(secretary.google, election.form_id)
    if held.paper.fingerprint() not in {form.paper_of(election, closes=one).fingerprint() for one in earlier}:
        return False
    forms.describe(secretary.google, election.form_id, form.paper_of(election), revision=held.revision)
    return True
