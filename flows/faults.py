"""Whose mistake it is: the faults that end in a letter to whoever is at the keyboard."""

from __future__ import annotations


def letter(fault: Exception) -> str:
    """What is wrong, where, and what to do; or nothing, if the fault is in Canvass and has to be seen as it is."""
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError

    from flows.secretary import OUTAGE

    if isinstance(fault, ours()):
        return str(fault)
    if isinstance(fault, OUTAGE):
        return f"{_outage(fault)}\nOnce that has passed, run the same command again: nothing is done twice."
    if isinstance(fault, (ArgumentError, NoSuchModuleError, OperationalError)):
        # The database's own words may quote a password or a row.
        return (
            f"The database can't be opened or doesn't answer ({type(fault).__name__}). Look at CANVASS_DATABASE_URL: "
            "its folder must exist, or its server be up."
        )
    return ""


def ours() -> tuple[type[Exception], ...]:
    """Every kind of fault whose message is a letter already."""
    from core.ballot_files import FileFault
    from core.charter import CharterFault
    from core.counting_rule import CountFault
    from core.ledger import LedgerFault
    from core.recount import PackFault
    from flows.secretary import Refusal
    from flows.serving import ServingFault
    from integrations.settings import SettingsFault

    return (CharterFault, CountFault, FileFault, LedgerFault, PackFault, Refusal, ServingFault, SettingsFault)


def _outage(fault: Exception) -> str:
    """A service's bad day in words; the words of `requests` would be an address and a trace of its own."""
    from integrations.google.faults import GoogleFault
    from integrations.mailchimp.client import MailchimpFault

    if isinstance(fault, (GoogleFault, MailchimpFault)):
        return str(fault)
    return (
        f"A service doesn't answer ({type(fault).__name__}). Look at the addresses in the settings, and at the network."
    )
