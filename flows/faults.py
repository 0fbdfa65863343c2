"""Whose mistake it is: the faults that end in a letter to whoever is at the keyboard."""

from __future__ import annotations


def ours() -> tuple[type[Exception], ...]:
    """Every kind of fault whose message is a letter: what is wrong, where, and what to do."""
    from core.ballot_files import FileFault
    from core.charter import CharterFault
    from core.counting_rule import CountFault
    from core.ledger import LedgerFault
    from flows.secretary import Refusal
    from integrations.settings import SettingsFault

    return (CharterFault, CountFault, FileFault, LedgerFault, Refusal, SettingsFault)
