"""The partnership charter on stage: three organisations settle what they share, and put it in force."""

from __future__ import annotations


from pathlib import Path
from tempfile import TemporaryDirectory

from core.partner_form import ALSO
from flows import agree, partnership, partnership_file
from flows.agree import Agreed
from flows.duties.partnership import partnerships
from flows.membership import read_membership
from flows.partnership import PartnershipBegun
from flows.rehearsal.partners_stage import KEY, Partnered
from flows.secretary import Refusal

OURS, LANTERN, HARBOUR = "Make Justice Normal", "Lantern Street Tenants", "Harbour Garden Collective"
RAE, PAT, SOL = "rae@example.org", "pat@example.org", "sol@example.org"

DEV = ("Dev Example", "dev.example@example.org")
ORLA = ("Orla Lantern", "orla@example.org")
PIM, QUIN = ("Pim Harbour", "pim@example.org"), ("Quin Harbour", "quin@example.org")
"""Dev is our member as well, and may wear both hats. Pim will be away."""

BEGUN = PartnershipBegun.model_validate(
    {
        "key": KEY,
        "title": "A garden for the quarter",
        "ours": {"name": OURS, "contact": "Rae Fictional", "email": RAE},
        "partners": [
            {"name": LANTERN, "contact": "Pat Madeup", "email": PAT},
            {"name": HARBOUR, "contact": "Sol Pretence", "email": SOL},
        ],
        "begun_by": "R. O.",
    }
)

OUR_FILE = """
partner = "Make Justice Normal"
method = "flat"

[power]
structure = "complex"
characteristic = "Make Justice Normal pays for the soil."

[primary]
name = "Ada Example"
email = "ada.example@example.org"
voter_role = "delegate"
responsibility = "delegate"

[backup]
name = "Bo Example"
email = "bo.example@example.org"
voter_role = "delegate"
responsibility = "partner collaborator"

[[goals]]
name = "Forty beds are planted"
due = 2027-06-01

[[deliverables]]
name = "A plan of the beds"
due = 2027-03-10

[[circumstances]]
name = "a delegate is absent"
response = "the backup votes"

[[circumstances]]
name = "bad weather"
response = "we dig a week later"
"""
"""What we settle, by file, but for the gate: it is added question by question."""

NOT_YET = {
    "Capacity and funds": "Not yet",
    "Capacity and funds, what will be done about it": "We ask our board on Thursday",
}


def read_members(_play: Partnered) -> str:
    """Organisers' records say who of our members may vote."""
    return read_membership()


def begin(play: Partnered) -> str:
    """An organiser begins the partnership; whoever answers for a partner is asked by letter."""
    partnership.begin(play.secretary, BEGUN)
    return play.a_pass()


def answer(play: Partnered) -> str:
    """We hand in a file, the others the form; the gardeners aren't ready yet, and so nothing goes forward."""
    gate = "\n".join(f'[gate."{one}"]\nanswer = "yes"\nwords = "As we said."' for one in _gate(play))
    with TemporaryDirectory() as folder:
        file = Path(folder) / "ours.toml"
        file.write_text(f"{OUR_FILE}\n{gate}\n", encoding="utf-8")
        partnership_file.take(play.secretary, KEY, file)
    play.send(PAT, "asked", _form(play, DEV, ORLA) | _both_hats("Primary", "the tenants' council"))
    private = {"What may members of Make Justice Normal be told of your organisation?": "that there is one"}
    play.send(SOL, "asked", _form(play, PIM, QUIN) | private | NOT_YET)
    play.a_pass()
    try:
        agree.agree(play.secretary, Agreed(key=KEY, by="R. O."), named=True)
    except Refusal as letter:
        return str(letter)
    raise RuntimeError("a partnership went forward whose gate isn't met")


def put_in_force(play: Partnered) -> str:
    """The gardeners' board has said yes; the delegate who is a member affirms that they can wear two hats."""
    play.send(SOL, "asked", {"Capacity and funds": "Yes"})
    play.a_pass()
    agree.agree(play.secretary, Agreed(key=KEY, by="R. O."), named=True)
    said = play.a_pass()
    play.send(DEV[1], "hats", {"Can you wear two hats?": "Yes, I can keep the two apart"})
    play.a_pass()
    with play.secretary.ledger.reading() as session:
        forward = partnerships.may_go_forward(partnerships.of(session, KEY), charter=play.secretary.charter)
    return f"{said}\nNow {forward.because.split(', and ')[0]}; all partners read the whole of it."


def _gate(play: Partnered) -> list[str]:
    rules = play.secretary.charter.partnership
    return [one.name for one in rules.gate] if rules else []


def _form(play: Partnered, primary: tuple[str, str], backup: tuple[str, str]) -> dict[str, str]:
    """The form, filled in whole."""
    titles = [f"{one[0].upper()}{one[1:]}" for one in _gate(play)]
    said = dict.fromkeys(titles, "Yes") | {f"{one}, in your words": "As we said." for one in titles}
    said |= {
        "How do we vote?": "flat",
        "What kind of power is there between us?": "complex",
        "What makes the power uneven?": "Make Justice Normal pays for the soil.",
    }
    for rank, (name, email) in (("Primary", primary), ("Backup", backup)):
        said |= {
            f"{rank} delegate: name": name,
            f"{rank} delegate: e-mail address": email,
            f"{rank} delegate: role in votes": "delegate",
            f"{rank} delegate: responsibility": "delegate",
        }
    return said


def _both_hats(rank: str, approved_by: str) -> dict[str, str]:
    also = f"{rank} delegate: may they also vote as a member of {OURS}, in their own name?"
    return {also: ALSO, f"{rank} delegate: who in your organisation approved that?": approved_by}

