"""How the committee is renewed every year, as a charter sets it: who can be nominated, and what follows a failure."""

from __future__ import annotations

from core.cited import Cited, Number, Section


class Nominations(Section):
    """What is asked of nominees, and of an ad hoc committee. How many seats there are, and until when, is the tenure's.

    Events count in one calendar year. Nominees are reminded of their statement, and members of the call, so many days
    before the last day. An ad hoc committee has `ad_hoc_each` representatives of the committee, and as many voting
    members, at least. A year's nominations open so many months before that year at the earliest.
    """

    events_needed: Cited[Number]
    remind_days_before: Cited[Number]
    opens_months_before: Cited[Number] | None = None
    volunteer_days: Cited[Number]
    ad_hoc_each: Cited[Number]
