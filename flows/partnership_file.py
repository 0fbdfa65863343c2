"""Partnership file: what a partner settles, as a TOML file, read as strictly as its form."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StrictBool, StrictInt, ValidationError

from core import partner_form, secrecy
from core.bylaws import partnership as rules
from core.bylaws.partnership import GateAnswer
from core.cited import plain
from core.partner_form import ALSO, ONLY
from core.partnership import Partnership, Told
from flows import faults
from flows.draft import Line, Paperwork
from flows.duties.partnership import answers, partner_forms, partnerships
from flows.duties.partnership.answers import Version
from flows.duties.partnership.partnerships import GATE, Settled
from flows.secretary import Refusal, Secretary

GUIDE = "canvass partnership-template"

Day = Annotated[date, Field(strict=True)]
Text = Annotated[str, Field(max_length=4000)]


class Strict(Paperwork):
    """Words are in quotation marks, days and numbers are not, and nothing is taken for something else."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class GateSaid(Strict):
    """What a partner answers to a question of the gate."""

    answer: Literal["yes", "not yet", "no"] = Field(description="yes, not yet or no")
    words: Text = Field("", description="in the partner's own words")
    remedy: Text = Field("", description="what will be done about it, where it isn't yet a yes")


class PowerSaid(Strict):
    """How a partner names the power between the partners."""

    structure: Line = Field(description="the kind of power, as the charter lists it")
    characteristic: Line = Field("", description="what makes it uneven, if the kind asks for it")


class PublicitySaid(Strict):
    """What may be told of a partner to whom. What is left out goes by the charter."""

    members: Told | None = Field(None, description="what our members may be told")
    partners: Told | None = Field(None, description="what the other partners may be told")
    third_parties: Told | None = Field(None, description="what everybody else may be told")
    since: Day | None = Field(None, alias="from", description="the day from which everybody else may be told")


class DelegateSaid(Strict):
    """A delegate of the partner."""

    name: Line = Field(min_length=2, description="the delegate's name")
    email: Line = Field(description="their e-mail address")
    voter_role: Line = Field(description="their role in votes")
    responsibility: Line = Field(description="what they are responsible as")
    also_member: StrictBool = Field(False, description="whether they may also vote as a member")
    approved_by: Line = Field("", description="who of the organisation approved that")


class DueSaid(Strict):
    """A goal or a deliverable."""

    name: Line = Field(min_length=2, description="what it is")
    due: Day = Field(description="the day on which it is due")


class CircumstanceSaid(Strict):
    """Something that may go wrong."""

    name: Line = Field(min_length=2, description="what may go wrong")
    response: Line = Field(min_length=2, description="what the partners do then")


class RoleSaid(Strict):
    """A role that is to be otherwise than the standard."""

    kind: Literal["voter", "responsibility"] = Field(description="voter or responsibility")
    role: Line = Field(min_length=2, description="what it is called")
    votes: StrictInt | None = Field(None, ge=1, description="how many votes a voter role has")
    reason: Line = Field(min_length=2, description="why")


class PartnershipFile(Strict):
    """What one partner settles. What is left out isn't answered anew."""

    partner: Line = Field(description="for which partner the file speaks, by its name")
    method: Line = Field("", description="how the partners vote")
    gate: dict[str, GateSaid] = Field({}, description="the answers to the gate's questions")
    power: PowerSaid | None = Field(None, description="the power between the partners")
    publicity: PublicitySaid | None = Field(None, description="what may be told of the partner")
    primary: DelegateSaid | None = Field(None, description="the primary delegate")
    backup: DelegateSaid | None = Field(None, description="the backup delegate")
    goals: list[DueSaid] = Field([], description="the goals")
    deliverables: list[DueSaid] = Field([], description="the deliverables")
    circumstances: list[CircumstanceSaid] = Field([], description="what may go wrong")
    roles: list[RoleSaid] = Field([], description="roles that are to be otherwise")


def take(secretary: Secretary, key: str, file: Path) -> bool:
    """P1, P2, P3, P5, P8, P10-P12. Keep what a file says as an answer of its partner. False: it was the last one.

    The form is read first, so that what was answered there before the file doesn't come in as if it were later.
    Raises Refusal with everything that is wrong in it at once; then nothing of it is kept.
    """
    charter_section = rules.settled(secretary.charter)
    wanted = _read(file)
    partner_forms.under_way(secretary, key)
    with secretary.ledger.writing(secretary.now()) as pen:
        settled = partnerships.of(pen.session, key)
        if settled.partnership.ended_on is not None:
            raise Refusal(f"“{key}” has ended. Nothing was recorded.")
        found = list(_faults(wanted, settled, charter_section, secretary))
        if found:
            raise Refusal(_refused(file, found))
        nth = next(one.nth for one in settled.partners if plain(one.name) == plain(wanted.partner))
        said = _as_kept(wanted, charter_section)
        mark = f"file {secrecy.fingerprint([nth, said])[:32]}"  # two partners may say the same
        mine = [one.answer_id for one in answers.of(pen.session, key) if one.nth == nth]
        if not said or (mine and mine[-1] == mark):
            return False
        answered = pen.at.strftime("%Y-%m-%dT%H:%M:%S.%f000Z")
        return answers.keep(pen, key, [Version(nth, mark, answered, pen.at, said)]) > 0


def _read(file: Path) -> PartnershipFile:
    try:
        return PartnershipFile.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refusal(f"{file.name} isn't a TOML file: {error}. {GUIDE} writes one to begin with.") from None
    except ValidationError as error:
        raise Refusal(_refused(file, faults.in_file(error, PartnershipFile, guide=GUIDE))) from None


def _refused(file: Path, found: list[str]) -> str:
    return f"{file.name} can't be used:\n" + "\n".join(f"  {one}" for one in found)


def _faults(wanted: PartnershipFile, settled: Settled, known: Partnership, secretary: Secretary) -> Iterator[str]:
    """What pydantic can't know: the partners, and what the charter offers."""
    if plain(wanted.partner) not in map(plain, settled.names):
        yield f"partner: it is none of the partners of “{settled.key}”. Write its name as it is on record."
        return
    for question, said in wanted.gate.items():
        answer = GateAnswer(question, wanted.partner, said.answer, said.words, said.remedy)
        fits = rules.answer_fits(answer, partners=settled.names, charter=secretary.charter)
        if not fits:
            yield f"gate, {question}: {fits.because}."
    if wanted.method and wanted.method not in known.methods.value:
        yield f"method: “{wanted.method}” isn't offered. Write {' or '.join(known.methods.value)}."
    if wanted.power and known.structure(wanted.power.structure) is None:
        offered = " or ".join(one.name for one in known.power)
        yield f"power, structure: “{wanted.power.structure}” isn't offered. Write {offered}."
    for rank, found in ((one, _delegate(getattr(wanted, one))) for one in partner_form.RANKS):
        if isinstance(found, str):
            yield f"{rank}: {found}."
    yield from _listed_faults(wanted)


def _listed_faults(wanted: PartnershipFile) -> Iterator[str]:
    for what in ("goals", "deliverables", "circumstances", "roles"):
        yield from _twice(what, getattr(wanted, what))
    for at, role in enumerate(wanted.roles, 1):
        if (role.kind == "voter") != (role.votes is not None):
            yield f"role {at}, votes: a voter role has one vote or more, and a responsibility role has none."


def _twice(what: str, listed: list[Any]) -> Iterator[str]:
    names = [plain(one.role if what == "roles" else one.name) for one in listed]
    yield from (
        f"{what.removesuffix('s')} {at + 1}: it is listed twice. Leave one."
        for at, name in enumerate(names)
        if name in names[:at]
    )


def _delegate(said: DelegateSaid | None) -> dict[str, Any] | str | None:
    if said is None:
        return None
    return partner_form.delegate(
        {
            "name": said.name,
            "email": said.email,
            "voter role": said.voter_role,
            "responsibility": said.responsibility,
            "also member": ALSO if said.also_member else ONLY,
            "approved by": said.approved_by,
        }
    )


def _as_kept(wanted: PartnershipFile, known: Partnership) -> dict[str, Any]:
    """What the file says, question by question, as answers of the form are kept."""
    names = {plain(one.name): one.name for one in known.gate}
    said: dict[str, Any] = {
        f"{GATE}{names[plain(question)]}": one.model_dump(mode="json") for question, one in wanted.gate.items()
    }
    if wanted.method:
        said["method"] = wanted.method
    if wanted.power and (kind := known.structure(wanted.power.structure)):
        said["power"] = {"structure": kind.name, "characteristic": wanted.power.characteristic}
    if wanted.publicity:
        told = wanted.publicity.model_dump(mode="json", by_alias=True, exclude_none=True)
        said |= {"publicity": told} if told else {}
    for rank in partner_form.RANKS:
        if (found := _delegate(getattr(wanted, rank))) is not None:
            said[rank] = found
    for what in ("goals", "deliverables", "circumstances"):
        if listed := getattr(wanted, what):
            said[what] = [one.model_dump(mode="json") for one in listed]
    if wanted.roles:
        said["roles"] = [{"weight": one.votes, **one.model_dump(exclude={"votes"})} for one in wanted.roles]
    return said
