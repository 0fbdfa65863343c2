"""What the book holds of any form of ours at Google, whoever is asked and whatever about."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, String
from sqlalchemy.orm import Mapped, mapped_column


class KeptForm:
    """The columns of a table whose rows have a form. `fingerprint` is its paper's, once it is `ready` for answers.

    `held_because` is what is wrong with it, and `looked_at` when all was last found well in Google Drive.
    """

    form_id: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    ready: Mapped[bool] = mapped_column(Boolean, default=False)
    held_because: Mapped[str] = mapped_column(default="")
    looked_at: Mapped[datetime | None]


class ClosingForm(KeptForm):
    """The columns of a table whose rows have a form that doesn't stay open for good."""

    closed: Mapped[bool] = mapped_column(Boolean, default=False)
