"""Who a sign-in is: sure or asked, never guessed; and what each member took part in."""

from __future__ import annotations

import random
from datetime import date, timedelta

import hypothesis
import pytest
from hypothesis import strategies as st

from bench.organisation.made import TODAY, made
from core import alias_keys, people, twins, workbook
from core.bylaws import membership
from core.bylaws.participation import Attended, Volunteered
from core.charter import load
from core.decisions import Answers
from core.directory import ALIKE, Directory, loose, name_key
from core.lines import Event, Member, Page, Shift, SignIn
from core.people import NOT_A_MEMBER, Guest, Match, Question
from core.sureness import Alone, How
from core.workbook import Book

MEETING = Event(2, "February meeting", date(2026, 2, 26), "Monthly meeting")
FORUM = Event(3, "Forum", date(2026, 3, 14), "Forum")

ADA = Member(2, "101", "Ada Example", ("Addie",), ("ada.example@gmail.com", "ada@example.org"))
BO = Member(3, "102", "Bo Sample", (), ("home@example.org",))
CY = Member(4, "103", "Cyril Sample", ("Cy Sample",), ("home@example.org",))
DEE = Member(5, "104", "Dée Specimen-Muster", (), ())
ADA_TOO = Member(6, "105", "Ada Muster", (), ("muster@example.org",))
OTHER_NAME = "the e-mail address is a member's, but the name is a different one"
SHARED = "several members share this e-mail address, and the name doesn't decide"
SIMILAR = "the e-mail address is similar to a member's, but the name doesn't decide"
UNKNOWN = "neither the name nor the e-mail address is known"
NO_NAME = "no member has this name, and there is no e-mail address"
ALONE = "the name is a member's, but without an e-mail address it may be a namesake's"
DIRECTORY = Directory([ADA, BO, CY, DEE, ADA_TOO])


def _who(
    name: str, email: str = "", aliases: dict[str, str] | None = None, alone: Alone = "sure"
) -> Match | Guest | Question:
    return people.match(SignIn(14, MEETING, name, email), DIRECTORY, aliases or {}, alone=alone)


@pytest.mark.parametrize(
    ("name", "email", "number", "how"),
    [
        ("Ada Example", "ada@example.org", "101", "e-mail"),
        ("", "ADA@example.org", "101", "e-mail"),
        ("Addie", "ada@example.org", "101", "e-mail"),
        ("ada", "ada@example.org", "101", "e-mail"),
        ("Ada E.", "ada@example.org", "101", "e-mail"),
        ("Ada Maria Example", "ada@example.org", "101", "e-mail"),
        ("A. Example", "ada@example.org", "101", "e-mail"),
        ("Ada Exmaple", "ada@example.org", "101", "e-mail"),
        ("Ada Example-Newname", "ada@example.org", "101", "e-mail"),
        ("(she/her)", "ada@example.org", "101", "e-mail"),
        ("Bo Sample", "home@example.org", "102", "shared e-mail and name"),
        ("Sample, Cy", "home@example.org", "103", "shared e-mail and name"),
        ("Ada Example", "adaexample+jpp@googlemail.com", "101", "similar e-mail and name"),
        ("Ada Example", "ada+forum@example.org", "101", "similar e-mail and name"),
        ("ada EXAMPLE (she/her)", "", "101", "name"),
        ("  Example,  Ada ", "", "101", "name"),
        ("Dee Specimen Muster [they]", "", "104", "name"),
    ],
)
def test_a_sign_in_that_is_sure_is_matched(name: str, email: str, number: str, how: How) -> None:
    """By an address that one member has, by a name among those who share one, or by name where no address is given."""
    assert _who(name, email) == Match("Attendance, row 14", number, how)


@pytest.mark.parametrize(
    ("name", "email", "suggestions", "why"),
    [
        ("Ben Example", "ada@example.org", ("101",), OTHER_NAME),
        ("B. Example", "ada@example.org", ("101",), OTHER_NAME),
        ("Aba Example", "ada@example.org", ("101",), OTHER_NAME),
        ("Ada Newname", "ada@example.org", ("101",), OTHER_NAME),
        ("Ada Example Jr.", "ada@example.org", ("101",), OTHER_NAME),
        ("Addie", "", ("101",), ALONE),
        ("Ada Muster", "ada@example.org", ("105", "101"), "the name is one member's, the e-mail address another's"),
        ("", "home@example.org", ("102", "103"), SHARED),
        ("Sam Sample", "home@example.org", ("102", "103"), SHARED),
        ("Ada", "adaexample@gmail.com", ("101",), SIMILAR),
        ("Ada Example", "ada@elsewhere.example", ("101",), "the name is a member's, but the e-mail address is new"),
        ("Ada Exampel", "ada@exmaple.org", ("101",), UNKNOWN),
        ("Nobody Known", "nobody@elsewhere.example", (), UNKNOWN),
        ("Ada", "", ("101", "105"), NO_NAME),
        ("Cyrill Sample", "", ("103",), NO_NAME),
        ("?!", "", (), NO_NAME),
    ],
)
def test_a_sign_in_that_is_not_sure_is_asked(name: str, email: str, suggestions: tuple[str, ...], why: str) -> None:
    """With the members it may mean, likeliest first, and the reason; likeness never decides."""
    found = _who(name, email)
    assert isinstance(found, Question)
    assert found.why == why
    assert found.suggestions[: len(suggestions)] == suggestions
    assert bool(found.suggestions) == bool(suggestions)


def test_a_name_that_two_members_have_is_asked() -> None:
    """Both are suggested."""
    twins = Directory([ADA, Member(9, "109", "ada example", (), ("other@example.org",))])
    found = people.match(SignIn(14, MEETING, "Ada Example"), twins, {})
    assert isinstance(found, Question)
    assert (found.suggestions, found.why) == (("101", "109"), "several members have this name")


def test_no_more_than_three_members_are_suggested() -> None:
    """Of many who may be meant the likeliest three are named; more would be a search, not a help."""
    family = Directory(Member(row, str(row), f"Ada Example{row}", (), ("home@example.org",)) for row in range(2, 12))
    found = people.match(SignIn(14, MEETING, "Ada Example7"), family, {}, alone="sure")
    assert isinstance(found, Match)
    found = people.match(SignIn(14, MEETING, "Adda Example7", "elsewhere@example.org"), family, {})
    assert isinstance(found, Question)
    assert found.suggestions[0] == "7"
    assert len(found.suggestions) == 3


def test_a_question_is_asked_once() -> None:
    """The answer, saved under the question's alias, decides the same case ever after, and no other."""
    question = _who("Ben Example", "ada@example.org")
    assert isinstance(question, Question)
    answers = {question.alias: "101"}
    assert _who("BEN example", "Ada@example.org", answers) == Match("Attendance, row 14", "101", "saved answer")
    assert isinstance(_who("Cleo Example", "ada@example.org", answers), Question)
    assert isinstance(_who("Ben Example", "", answers), Question)


def test_an_answer_may_be_that_it_is_a_guest() -> None:
    """Somebody who isn't in the tab Members is not asked about again, and gets no attendance."""
    question = _who("Nobody Known", "nobody@elsewhere.example")
    assert isinstance(question, Question)
    guest = _who("Nobody Known", "nobody@elsewhere.example", {question.alias: NOT_A_MEMBER})
    assert guest == Guest("Attendance, row 14")


def test_an_answer_that_points_to_nobody_decides_nothing() -> None:
    """A member who has left the list can't be meant any more; the line is looked at as if new."""
    question = _who("Ben Example", "ada@example.org")
    assert isinstance(question, Question)
    assert isinstance(_who("Ben Example", "ada@example.org", {question.alias: "999"}), Question)


def test_a_question_shows_no_name_and_no_address() -> None:
    """Its text can be logged and put on a dashboard: places, member numbers and reasons only."""
    question = _who("Ben Example", "ada@example.org")
    assert "example" not in repr(question).casefold()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada Example", "example, ada"),
        ("Ada Example", " ADA   Example (she/her) "),
        ("José Muñoz", "Jose Munoz"),
        ("Zoë O’Example", "Zoe O'Example"),
        ("Mary-Ann Sample", "Mary Ann Sample"),
        ("Ada Example", "Ada Example [she/they]"),
    ],
)
def test_names_that_are_written_differently_are_the_same(one: str, other: str) -> None:
    """Accents, case, spaces, hyphens, pronouns and the order around a comma don't make another person."""
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ada.Example@Gmail.com", "adaexample+x@googlemail.com"), ("ada+jpp@example.org", "ada@example.org")],
)
def test_addresses_of_one_mailbox_are_similar(one: str, other: str) -> None:
    """A "+tag" is the same mailbox everywhere, and Gmail doesn't look at dots."""
    assert loose(one) == loose(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ada.example@example.org", "adaexample@example.org"),
        ("ada@example.org", "ada@example.com"),
        ("+@example.org", "@example.org"),
    ],
)
def test_addresses_of_different_mailboxes_are_not_similar(one: str, other: str) -> None:
    """Outside Gmail a dot can be another mailbox."""
    assert loose(one) != loose(other)


def _book(*lines: SignIn | Shift) -> Book:
    members = (ADA, BO, CY, DEE)
    sign_ins = tuple(line for line in lines if isinstance(line, SignIn))
    shifts = tuple(line for line in lines if isinstance(line, Shift))
    return Book(
        Page("Members", len(members), members),
        Page("Events", 2, (MEETING, FORUM)),
        Page("Attendance", len(sign_ins), sign_ins),
        Page("Volunteering", len(shifts), shifts),
    )


def test_one_person_is_at_an_event_once() -> None:
    """However often and under whatever name they sign in, the first line that says so is the evidence."""
    book = _book(
        SignIn(2, MEETING, "Ada Example", "ada@example.org"),
        SignIn(3, MEETING, "Addie", "ada@example.org"),
        SignIn(4, FORUM, "Ada Example"),
        Shift(2, date(2026, 3, 1), "Phone bank", "Addie", "ada@example.org"),
        Shift(3, date(2026, 3, 1), "phone bank", "Ada Example"),
    )
    part = people.take_part(book, Answers(), alone="sure")
    assert part.by_member["101"].attended == (
        Attended(MEETING.on, "February meeting", "Monthly meeting", "Attendance, row 2"),
        Attended(FORUM.on, "Forum", "Forum", "Attendance, row 4"),
    )
    assert part.by_member["101"].volunteered == (Volunteered(date(2026, 3, 1), "Phone bank", "Volunteering, row 2"),)
    assert part.repeats == 2


def test_every_line_is_a_match_a_guest_or_a_question() -> None:
    """Nothing is lost: matches, guests and questions add up to the lines read, and everybody has their facts."""
    alias = alias_keys.alias_key("Visitor Known", "")
    book = _book(SignIn(2, MEETING, "Bo Sample"), SignIn(3, MEETING, "Visitor Known"), SignIn(4, FORUM, "Who Knows"))
    part = people.take_part(book, Answers({alias: NOT_A_MEMBER}), alone="sure")
    assert [one.place for one in part.matches] == ["Attendance, row 2"]
    assert part.guests == (Guest("Attendance, row 3"),)
    assert [one.place for one in part.questions] == ["Attendance, row 4"]
    assert set(part.by_member) == {"101", "102", "103", "104"}


def test_dues_are_kept_beside_what_somebody_took_part_in() -> None:
    """They are recorded, whatever they are worth (M5)."""
    member = Member(2, "101", "Ada Example", dues_paid=True)
    empty: Page[SignIn] = Page("Attendance")
    book = Book(Page("Members", 1, (member,)), Page("Events"), empty, Page("Volunteering"))
    assert people.take_part(book, Answers()).by_member["101"].dues_paid is True


def test_members_who_may_be_one_person_are_listed() -> None:
    """The same name, or similar addresses with the same given name; a couple sharing a mailbox is no pair."""
    ada_again = Member(7, "106", "Ada E.", (), ("adaexample+news@gmail.com",))
    dee_again = Member(8, "107", "Specimen Muster, Dee", (), ("dee@example.org",))
    found = twins.look_alikes([ADA, BO, CY, DEE, ada_again, dee_again])
    assert [(one.numbers, one.why) for one in found] == [
        (("101", "106"), "similar e-mail addresses and given names"),
        (("104", "107"), "the same name"),
    ]


def _asked(*lines: SignIn, aliases: dict[str, str] | None = None) -> list[str]:
    return [
        one.why for one in people.match_all(lines, DIRECTORY, aliases or {}, alone="sure") if isinstance(one, Question)
    ]


def test_a_name_that_a_stranger_has_too_is_asked() -> None:
    """Once somebody of a member's name leaves a new address, the name alone decides no more; an answer mends it."""
    rows = (SignIn(2, MEETING, "Ada Example"), SignIn(3, FORUM, "ada example", "namesake@example.org"))
    assert _asked(*rows) == [
        "the name is a member's, but somebody with another e-mail address has it too",
        "the name is a member's, but the e-mail address is new",
    ]
    assert _asked(*rows, aliases={alias_keys.alias_key("Ada Example", "namesake@example.org"): "101"}) == []
    assert len(_asked(*rows, aliases={alias_keys.alias_key("Ada Example", "namesake@example.org"): NOT_A_MEMBER})) == 1


def test_an_address_that_somebody_else_uses_too_is_asked_without_a_name() -> None:
    """A partner may sign in with a member's mailbox: then the mailbox alone doesn't say which of them came."""
    rows = (SignIn(2, MEETING, "", "ada@example.org"), SignIn(3, FORUM, "Pat Other", "ada@example.org"))
    assert _asked(*rows) == [
        "there is no name, and somebody else has used this member's e-mail address too",
        OTHER_NAME,
    ]
    assert _asked(rows[0], SignIn(3, FORUM, "Ada", "ada@example.org")) == []


@pytest.mark.parametrize("email", ["", "pat@example.org", "pat+jpp@example.org"])
def test_a_parent_and_a_child_of_one_name_are_asked_about(email: str) -> None:
    """Whoever doesn't write "Jr" may be either of them, whatever their addresses; whoever does is the child."""
    family = Directory([
        Member(2, "201", "Pat Example", (), ("pat@example.org",)),
        Member(3, "202", "Pat Example Jr.", (), ("pat.jr@example.org",)),
    ])  # fmt: skip
    found = people.match(SignIn(14, MEETING, "Pat Example", email), family, {})
    assert isinstance(found, Question)
    assert (found.why, found.suggestions) == ("a parent and a child have this name", ("201", "202"))
    for name in ("Example Jr, Pat", "pat example JR"):
        child = people.match(SignIn(14, MEETING, name, "pat.jr@example.org"), family, {})
        assert child == Match("Attendance, row 14", "202", "e-mail")


@pytest.mark.parametrize(("name", "email"), [("Ada Example", ""), ("", "ada@example.org")])
def test_whether_a_name_or_an_address_alone_is_sure_is_the_charters(name: str, email: str) -> None:
    """M2. Where it says so, nobody is asked; otherwise it is a question, however many members there are."""
    assert isinstance(_who(name, email, alone="sure"), Match)
    found = _who(name, email, alone="ask")
    assert isinstance(found, Question)
    assert found.suggestions == ("101",)


def test_a_slip_is_no_slip_once_somebody_else_uses_the_address() -> None:
    """A surname one letter off, or an initial, is the member's only while nobody else was seen with their address."""
    rows = (SignIn(2, MEETING, "A. Example", "ada@example.org"), SignIn(3, FORUM, "Abe Example", "ada@example.org"))
    assert _asked(rows[0]) == []
    assert _asked(*rows) == [OTHER_NAME, OTHER_NAME]


@hypothesis.given(
    st.lists(st.text("abcd ", min_size=1, max_size=12), min_size=1, max_size=30), st.text("abcd ", max_size=12)
)
def test_looking_for_alike_names_overlooks_none(names: list[str], said: str) -> None:
    """The short way finds exactly what comparing with every name would."""
    directory = Directory(Member(row, str(row), name) for row, name in enumerate(names))
    said = name_key(said)
    pairs = {key: {f" {key} "[at : at + 2] for at in range(len(key) + 1)} for key in {said, *directory.by_name} if key}
    alike = [
        key
        for key in directory.by_name
        if said and 2 * len(pairs[said] & pairs[key]) / (len(pairs[said]) + len(pairs[key])) >= ALIKE
    ]
    assert sorted(directory.alike(said)) == sorted(alike)


def test_thousands_of_lines_with_one_address_are_no_millions_of_pairs() -> None:
    """Where somebody filled a column with the same text, each line is named once."""
    same = [Member(row, f"{row:04}", "Ada Example", (), ("none@example.org",)) for row in range(3000)]
    assert len(twins.look_alikes(same)) < 3100


@hypothesis.given(st.text(max_size=20), st.text(max_size=20))
def test_whatever_somebody_scribbles_is_read(name: str, email: str) -> None:
    """Any text is matched or asked about; nothing makes the matching fail."""
    assert isinstance(_who(name, email), Match | Question)


GIVEN = [
    "Ada",
    "Bo",
    "Cyril",
    "Dée",
    "Emil",
    "Fay",
    "Gus",
    "Hana",
    "Ivo",
    "June",
    "Kai",
    "Lía",
    "Mo",
    "Nell",
    "Otto",
    "Pia",
]
FAMILY = ["Example", "Sample", "Specimen", "Muster", "Placeholder", "Dummy", "Fixture", "Mockup", "Stand-In", "Sketch"]


def _crowd(draw: random.Random) -> list[Member]:
    """A hundred and fifty made-up members: namesakes, couples on one mailbox, nicknames, people without address."""
    names = [f"{given} {family}" for given in GIVEN for family in FAMILY]
    draw.shuffle(names)
    members: list[Member] = []
    for number, name in enumerate(names[:140], 1):
        given, family = name.split()
        shared = members and draw.random() < 0.08
        email = members[-1].emails[:1] if shared else (f"{given}.{family}{number}@{draw.choice(HOSTS)}".casefold(),)
        also = (f"{given[:2]}{number}",) if draw.random() < 0.2 else ()
        members.append(Member(number, str(number), name, also, email if draw.random() > 0.05 else ()))
    twins = [
        Member(200 + at, str(200 + at), one.name, (), (f"other{at}@example.org",)) for at, one in enumerate(members[:6])
    ]
    return [*members, *twins]


HOSTS = ("gmail.com", "example.org", "example.net")


def _scribbled(member: Member, draw: random.Random) -> tuple[str, str]:
    """How a member might sign in on a bad day."""
    given, _, family = member.name.partition(" ")
    name = draw.choice([
        member.name, member.name.upper(), f"{family}, {given}", f" {given}  {family} (she/her)", given, family,
        *member.also, f"{given} X. {family}", f"{given[:-1]} {family}", f"{given[0]}. {family}", "",
    ])  # fmt: skip
    own = draw.choice(member.emails) if member.emails else ""
    mailbox, _, host = own.partition("@")
    dotless = mailbox.replace(".", "")
    emails = [own, own.upper(), f"{mailbox}+jpp@{host}", f"{dotless}@{host}", f"{mailbox}@exmaple.org", "", ""]
    email = draw.choice(emails) if own else ""
    return (name, email) if name or email else (member.name, "")


@pytest.mark.parametrize("seed", range(5))
def test_among_thousands_of_scribbled_sign_ins_none_is_matched_wrongly(seed: int) -> None:
    """Every match is the right person, most lines are matched, and most questions suggest the right one."""
    draw = random.Random(seed)
    members = _crowd(draw)
    directory = Directory(members)
    matched = suggested = asked = 0
    for row in range(2, 1002):
        member = draw.choice(members)
        event = Event(2, "Meeting", date(2026, 1, 1) + timedelta(days=row % 300))
        found = people.match(SignIn(row, event, *_scribbled(member, draw)), directory, {}, alone="sure")
        if isinstance(found, Match):
            assert found.number == member.number
            matched += 1
            continue
        assert isinstance(found, Question)
        asked += 1
        suggested += member.number in found.suggestions
    assert matched > 300
    assert suggested > asked * 0.8


@pytest.mark.parametrize("seed", range(5))
def test_a_friend_who_signs_somebody_in_is_never_taken_for_them(seed: int) -> None:
    """One member's whole name with another's address is a question, unless the two share that address."""
    draw = random.Random(seed)
    members = [member for member in _crowd(draw) if member.emails]
    directory = Directory(members)
    for row in range(2, 502):
        here, friend = draw.sample(members, 2)
        if set(here.emails) & set(friend.emails) or name_key(here.name) == name_key(friend.name):
            continue
        found = people.match(SignIn(row, MEETING, here.name, friend.emails[0]), directory, {})
        assert isinstance(found, Question)
        assert {here.number, friend.number} & set(found.suggestions)


def _key(name: str, email: str) -> str:
    return alias_keys.alias_of(SignIn(2, MEETING, name, email))


@pytest.mark.parametrize("seed", range(3))
def test_answered_questions_are_never_asked_again_nor_wrong(seed: int) -> None:
    """M2. Where a scribble can only be one person's, the answer makes every line of it theirs, and nobody else's."""
    draw = random.Random(seed)
    members = _crowd(draw)
    directory = Directory(members)
    signed = [(member, *_scribbled(member, draw)) for member in draw.choices(members, k=1000)]
    meant: dict[str, set[str]] = {}
    for member, name, email in signed:
        meant.setdefault(_key(name, email), set()).add(member.number)
    answers = {key: min(whose) for key, whose in meant.items() if len(whose) == 1}
    asked = [
        key
        for member, name, email in signed
        if (key := _key(name, email)) in answers
        and isinstance(people.match(SignIn(2, MEETING, name, email), directory, {}), Question)
    ]
    assert len(asked) > 50
    saved = {key: answers[key] for key in asked}
    for member, name, email in signed:
        found = people.match(SignIn(2, MEETING, name, email), directory, saved)
        assert not isinstance(found, Match) or found.number == member.number
        assert _key(name, email) not in saved or isinstance(found, Match)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("members", "sign_ins"), [(150, 1500), (800, 5000)])
def test_in_a_made_up_organisation_nobody_is_taken_for_somebody_else(members: int, sign_ins: int, seed: int) -> None:
    """M2. Five years of sign-ins with namesakes, families, guests and dirt: no match is wrong, small or large."""
    organisation = made(members=members, sign_ins=sign_ins, seed=seed)
    part = people.take_part(workbook.read(organisation.tabs), Answers())
    assert [one for one in part.matches if organisation.who[one.number] != organisation.meant(one.place)] == []
    assert len(part.matches) > 0.5 * (len(part.matches) + len(part.questions))


def test_with_every_question_answered_all_standings_are_right() -> None:
    """M2, M3. With true answers only those are lacking whose rows nobody can read, and nobody is there too many."""
    organisation = made(members=150, sign_ins=1500, seed=4)
    numbers = {line.who: line.number for line in reversed(organisation.lines)}
    book = workbook.read(organisation.tabs)
    asked = people.take_part(book, Answers()).questions
    aliases = {one.alias: numbers.get(organisation.meant(one.place), NOT_A_MEMBER) for one in asked}
    part = people.take_part(book, Answers(aliases))
    assert part.questions == ()
    charter = load("jp_progressives")
    votes = {
        organisation.who[number]
        for number, facts in part.by_member.items()
        if membership.may_vote(facts, on=TODAY, charter=charter).ruling
    }
    really = {who for who in numbers if organisation.may_vote(who, TODAY)}
    assert votes <= really
    assert len(votes) >= 0.95 * len(really)


def test_the_same_seed_makes_the_same_organisation() -> None:
    """So that a figure can be measured again."""
    assert made(members=40, sign_ins=300, seed=9).tabs == made(members=40, sign_ins=300, seed=9).tabs


def test_one_word_is_answered_for_its_occasion_alone() -> None:
    """M2. A “Rosa” without an address is asked about at each event: the next one may be another Rosa."""
    at_the_meeting, at_the_forum = SignIn(2, MEETING, "Cy"), SignIn(3, FORUM, "Cy")
    answers = Answers({alias_keys.alias_of(at_the_meeting): "103"})
    part = people.take_part(_book(at_the_meeting, at_the_forum), answers)
    assert [(one.place, one.number) for one in part.matches] == [("Attendance, row 2", "103")]
    assert [one.place for one in part.questions] == ["Attendance, row 3"]


def test_a_whole_name_is_answered_once() -> None:
    """M2. Two words, or any name with an address, mean the same person wherever they stand."""
    lines = (SignIn(2, MEETING, "Cy Sampel"), SignIn(3, FORUM, "Cy Sampel"))
    part = people.take_part(_book(*lines), Answers({alias_keys.alias_of(lines[0]): "103"}))
    assert [one.number for one in part.matches] == ["103", "103"]
