"""Links that organisers write down for members: only such as letters and pages can show."""

from __future__ import annotations

from core.candidates import website
from core.cells import CellFault
from flows.secretary import Refusal
from templates.inserts import WordingFault, address


def shown(written: str) -> str:
    """A link as it is shown, with https if it is written without; "" for none. Raises Refusal for any other."""
    try:
        return address(website(written)) if written.strip() else ""
    except CellFault as fault:
        raise Refusal(f"The link: {fault.reason}. {fault.remedy}.") from None
    except WordingFault as fault:
        raise Refusal(f"The link can't be shown: {fault}") from None
