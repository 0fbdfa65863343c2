"""The audience: who is on the mailing list, who can be written to, and what each person's letters may fill in."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Literal

from integrations.mailchimp.client import Json, Mailchimp, MailchimpFault, listed

BATCH = 500
"""The most people Mailchimp takes in one call."""

LONGEST_VALUE = 100
"""Characters in a merge field. Mailchimp's own limit is about 250 bytes, which it doesn't state anywhere."""

Kind = Literal["left", "erased", "invalid", "fake", "later", "rejoin", "field", "unknown"]


@dataclass(frozen=True)
class Contact:
    """One address on the list. `status`: subscribed, unsubscribed, cleaned (bounced), pending, transactional, archived.

    Only the subscribed get letters.
    """

    id: str
    email: str = field(repr=False)
    status: str
    fields: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class Wanted:
    """An address that should be on the list with these merge fields; `new` if it wasn't when the list was read."""

    email: str = field(repr=False)
    fields: Mapping[str, str] = field(repr=False)
    new: bool


@dataclass(frozen=True)
class Refusal:
    """Why an address can't be written to, and what a person can do about it."""

    kind: Kind
    remedy: str


@dataclass(frozen=True)
class Enrolment:
    """What became of each address: done, refused, or unanswered (ask again later). Addresses are casefolded."""

    done: frozenset[str]
    refused: Mapping[str, Refusal]
    unanswered: frozenset[str]


_ON_THE_FORM = "Telephone them: only they can sign up again, on the list's own sign-up form."
_BY_CODE = {
    "ERROR_CONTACT_EXISTS": Refusal("later", "Nothing: this address joined just now, and is asked for again."),
}
_ERASED = Refusal("erased", f"{_ON_THE_FORM} Their data was erased at Mailchimp for good.")
_BY_WORDS: tuple[tuple[str, Refusal], ...] = (
    ("forgotten email", _ERASED),
    ("permanently deleted", _ERASED),
    ("compliance state", Refusal("left", f"{_ON_THE_FORM} They unsubscribed, or mail to them came back.")),
    ("previously removed", Refusal("rejoin", f"{_ON_THE_FORM} They were removed from the list.")),
    ("a lot of lists", Refusal("later", "Nothing, for a day: Mailchimp wants to wait with this address.")),
    (
        "fake or invalid",
        Refusal("fake", "Telephone them: check the address, or ask for another one. Mailchimp takes it for made up."),
    ),
    ("valid email", Refusal("invalid", "Correct it in the tab Members: this is not an e-mail address.")),
    ("merge fields", Refusal("field", "Something filled in for this person doesn't fit. Check for odd characters.")),
)
_UNKNOWN = Refusal("unknown", "Mailchimp refused this address for a reason not known here. Look it up in Mailchimp.")
_TOO_LONG = Refusal("field", f"Something filled in for this person has over {LONGEST_VALUE} characters. Shorten it.")


def read(mc: Mailchimp, list_id: str) -> dict[str, Contact]:
    """Everybody on the list whatever their status, by casefolded address.

    One call per 1000 people, and one more for the archived, whom Mailchimp may give only when asked.
    """
    entries: dict[str, Contact] = {}
    for status in ({"status": "archived"}, {}):
        for member in listed(
            mc.sdk.lists.get_list_members_info,
            list_id,
            key="members",
            fields=["members.id", "members.email_address", "members.status", "members.merge_fields", "total_items"],
            **status,
        ):
            contact = _contact(member)
            entries[contact.email.casefold()] = contact
    return entries


def signup_form(mc: Mailchimp, list_id: str) -> str:
    """The address of the list's own sign-up form: the only way back for whoever left the list."""
    return str(mc.sdk.lists.get_list(list_id, fields=["subscribe_url_short"])["subscribe_url_short"])


class FieldFault(MailchimpFault):
    """A merge field that Canvass needs isn't there and can't be made: a person has to do something at Mailchimp."""

    def __init__(self, title: str, *_: object) -> None:
        super().__init__(None, title, False)
        self.args = (title,)


def ensure_fields(mc: Mailchimp, list_id: str, fields: Mapping[str, str]) -> None:
    """Make the merge fields that are missing: text, and never shown on sign-up forms. Keys are tags such as CODE1.

    Raises FieldFault when a field of that tag exists but is of another kind or public, or when there is no room.
    """
    known = _fields(mc, list_id)
    for tag in fields:
        if tag in known and (known[tag]["type"] != "text" or known[tag]["public"]):
            raise FieldFault(f"the merge field {tag} has to be text and not public; change or delete it in Mailchimp")
    missing = {tag: name for tag, name in fields.items() if tag not in known}
    for nth, (tag, name) in enumerate(missing.items()):
        _make(mc, list_id, tag, name, there=len(known) + nth, lacking=len(missing) - nth)


def _fields(mc: Mailchimp, list_id: str) -> dict[str, Any]:
    """The merge fields there are, by tag."""
    there = listed(
        mc.sdk.lists.get_list_merge_fields,
        list_id,
        key="merge_fields",
        by="merge_id",
        fields=["merge_fields.merge_id", "merge_fields.tag", "merge_fields.type", "merge_fields.public", "total_items"],
    )
    return {field["tag"]: field for field in there}


def _make(mc: Mailchimp, list_id: str, tag: str, name: str, *, there: int, lacking: int) -> None:
    try:
        mc.sdk.lists.add_list_merge_field(list_id, {"tag": tag, "name": name, "type": "text", "public": False})
    except MailchimpFault as fault:
        if fault.status != HTTPStatus.BAD_REQUEST:
            raise
        if tag in _fields(mc, list_id):
            return  # another process made it meanwhile
        raise FieldFault(
            f"the audience has {there} merge fields, and no room for the {lacking} more that Canvass needs "
            f"({fault.title.rstrip('.')}). Delete fields that nobody uses, at Mailchimp under Audience, Settings"
        ) from None


def enrol(mc: Mailchimp, list_id: str, wanted: Sequence[Wanted]) -> Enrolment:
    """Bring people's merge fields up to date and put new people on the list, 500 at a time.

    Who exists keeps their status: nobody is ever subscribed against their will. Every
    address is looked for in the answer; the one that isn't there is unanswered. When
    Mailchimp stops answering, all that remain are. Other refusals of a whole batch are
    raised as MailchimpFault.
    """
    if len({one.email.casefold() for one in wanted}) < len(wanted):
        raise ValueError("two of the people to enrol share an address: make them one, with a field for each")
    refused = {one.email.casefold(): _TOO_LONG for one in wanted if _is_too_long(one)}
    fitting = [one for one in wanted if one.email.casefold() not in refused]
    done: set[str] = set()
    for start in range(0, len(fitting), BATCH):
        answer = _enrol_batch(mc, list_id, fitting[start : start + BATCH])
        if answer is None:
            break
        done |= {member["email_address"].casefold() for member in answer["new_members"] + answer["updated_members"]}
        refused |= {error["email_address"].casefold(): _refusal(error) for error in answer["errors"]}
    asked = frozenset(one.email.casefold() for one in wanted)
    return Enrolment(
        done=asked & done - refused.keys(),
        refused={email: refusal for email, refusal in refused.items() if email in asked},
        unanswered=asked - done - refused.keys(),
    )


def forget(mc: Mailchimp, list_id: str, email: str) -> bool:
    """Delete an address from the list for good, with what Mailchimp kept about it. Returns whether it was there.

    From then on nobody but the person themselves can bring it back, with the list's own sign-up form.
    """
    try:
        mc.sdk.lists.delete_list_member_permanent(list_id, _key(email))
    except MailchimpFault as fault:
        if fault.status != HTTPStatus.NOT_FOUND:
            raise
        return False
    return True


def _key(email: str) -> str:
    """How Mailchimp keys an address: MD5 of it in small letters."""
    return hashlib.md5(email.lower().encode(), usedforsecurity=False).hexdigest()


def harmless(text: str) -> str:
    """`text` on one line, without what a mail system would act on: merge tags, markup, invisible characters.

    A candidate who calls themself `*|EMAIL|*` is shown as `* EMAIL *`.
    """
    kept = "".join(" " if char in "<>|" or _is_control(char) else char for char in text)
    return " ".join(kept.split())


def _is_control(char: str) -> bool:
    """Invisible: control characters, and the format characters that turn or join text (except the joiners in emoji)."""
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and char != "\N{ZERO WIDTH JOINER}"


def _is_too_long(one: Wanted) -> bool:
    return any(len(harmless(value)) > LONGEST_VALUE for value in one.fields.values())


def _enrol_batch(mc: Mailchimp, list_id: str, batch: Sequence[Wanted]) -> Json | None:
    """Mailchimp's answer for one batch, or None if there was none, or it asked to come back later."""
    members: list[dict[str, Any]] = []
    for one in batch:
        member: dict[str, Any] = {
            "email_address": one.email,
            "merge_fields": {tag: harmless(value) for tag, value in one.fields.items()},
        }
        members.append(member | ({"status_if_new": "subscribed"} if one.new else {}))
    try:
        answer: Json = mc.sdk.lists.batch_list_members(
            list_id,
            {"members": members, "update_existing": True, "sync_tags": False},
            skip_merge_validation=True,  # a field that the list requires of sign-ups isn't required of members
            skip_duplicate_check=True,
        )
    except MailchimpFault as fault:
        if fault.ambiguous or fault.status == HTTPStatus.TOO_MANY_REQUESTS:
            return None
        raise
    return answer


def _refusal(error: Json) -> Refusal:
    """The reason behind one entry of `errors`: by its code where that tells, else by Mailchimp's changing words."""
    by_code = _BY_CODE.get(str(error.get("error_code")))
    said = str(error.get("error", "")).casefold()
    return by_code or next((refusal for words, refusal in _BY_WORDS if words in said), _UNKNOWN)


def _contact(member: Json) -> Contact:
    fields = {tag: value for tag, value in member["merge_fields"].items() if isinstance(value, str)}
    return Contact(member["id"], member["email_address"], member["status"], fields)
