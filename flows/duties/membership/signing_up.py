"""Signing up: where people put themselves on the mailing list, which nobody else may do for those who left it."""

from __future__ import annotations

from flows.secretary import OUTAGE, Secretary
from integrations.mailchimp import audience


def where(secretary: Secretary) -> str:
    """Where the sign-up form is, in a sentence; or where to look for it, if Mailchimp doesn't answer."""
    try:
        return f"The sign-up form: {audience.signup_form(secretary.mailchimp, secretary.audience)}"
    except OUTAGE:
        return (
            "The sign-up form's address is at Mailchimp, under Audience, Signup forms. It couldn't be asked just now."
        )
