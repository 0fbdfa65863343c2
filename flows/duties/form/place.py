"""A form's place at Google: found by its file name, and closed even where it is gone."""

from __future__ import annotations

from flows.secretary import Secretary
from integrations.google import drive, forms
from integrations.google.auth import GoogleFault

NOT_FOUND = 404


def find_or_create(secretary: Secretary, name: str, *, title: str) -> str:
    """The id of the form with a file name. Where a crash left several, every process takes the same one."""
    found = drive.find(secretary.google, name)
    return min(found) if found else forms.create(secretary.google, name, title)


def close(secretary: Secretary, form_id: str) -> None:
    """Accept no more answers; a form that is gone accepts none. What counts goes by Google's time of each answer."""
    try:
        forms.stop_accepting(secretary.google, form_id)
    except GoogleFault as fault:
        if fault.status != NOT_FOUND:
            raise
