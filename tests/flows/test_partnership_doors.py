"""The doors of partnerships: what they refuse, in letters; what a file may say; and what is told to whom."""

from __future__ import annotations

import tomllib

import pytest
from sqlalchemy import select

from core.bylaws.partnership import NoPartners
from core.records import Delegate, Partnership
from flows import agree, partners, partnership, partnership_file, partnership_shown, partnership_template
from flows.duties.partnership import hats, partnerships
from flows.erase import erase
from flows.pages.desk import desk_page
from flows.pages.partners import partners_page
from flows.partnership import PartnershipEnded
from flows.rehearsal import venue
from flows.secretary import Refusal
from tests.flows import partners_charter as play
from tests.flows.club import ADA, BO, DAY, MEMBERS, Club
from tests.flows.partners_charter import (
    AGREED,
    KEY,
    LANTERN,
    MAILBOXES,
    MOSS,
    OUR_FILE,
    OURS,
    PAT,
    RAE,
    TENANTS,
    THEIR_FILE,
    WANTED,
    answer,
    delegate,
    delegates,
    file_of,
    go_on,
    take,
)
from tests.flows.terminal import at_the_club, canvass, written

NOWHERE = WANTED.partners[0].model_copy(update={"email": "pat at example"})
ENDED = PartnershipEnded(key=KEY, because="The lot was sold.", by="R. O.")


def _refusal(club: Club, content: str) -> str:
    with pytest.raises(Refusal) as refused:
        take(club, content)
    return str(refused.value)


# ── files ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_file_is_read_strictly_and_refused_with_everything_at_once(partnered: Club) -> None:
    """P1. Unknown keys, wrong types and days in quotation marks: what, where, and what to do. Nothing of it is kept."""
    play.begun(partnered)
    letter = _refusal(
        partnered,
        """
partner = "Lantern Street Tenants"
methods = "flat"
[gate."basic values"]
answer = "maybe"
[primary]
name = "Lux Lantern"
email = "lux@example.org"
voter_role = "delegate"
also_member = "yes"
[[goals]]
name = "Beds"
due = "2027-09-01"
[[circumstances]]
name = "bad weather"
[[roles]]
kind = "voter"
role = "steward"
votes = "two"
reason = "they do the work"
""",
    )
    assert letter.splitlines() == [
        "said.toml can't be used:",
        "  gate, basic values, answer: “maybe” isn't offered. Write 'yes', 'not yet' or 'no'.",
        "  primary, responsibility: is missing. Add it (what they are responsible as).",
        "  primary, also_member: “yes” isn't true or false. Write one of them, without quotation marks.",
        "  goal 1, due: “2027-09-01” isn't a day. Write it as 2026-10-05, without quotation marks.",
        "  circumstance 1, response: is missing. Add it (what the partners do then).",
        "  role 1, votes: “two” isn't a whole number. Write it without quotation marks.",
        "  methods: isn't known here. Perhaps method was meant.",
    ]
    with partnered.secretary.ledger.reading() as session:
        assert partnerships.of(session, KEY).said == {}


def test_a_file_that_doesnt_fit_the_charter_is_refused(partnered: Club) -> None:
    """P1, P3, P4, P5, P8. What the charter doesn't offer, and a delegate who isn't whole, are named."""
    play.begun(partnered)
    letter = _refusal(
        partnered,
        f"""
partner = "{TENANTS}"
method = "by lot"
[gate.weather]
answer = "yes"
[gate.goals]
answer = "not yet"
[power]
structure = "absolute"
{delegate("primary", LANTERN[0])}
also_member = true
[backup]
name = "Wick Lantern"
email = "wick at example"
voter_role = "delegate"
responsibility = "delegate"
[[goals]]
name = "Beds"
due = 2027-09-01
[[goals]]
name = "beds"
due = 2027-10-01
[[roles]]
kind = "voter"
role = "steward"
reason = "they do the work"
""",
    )
    for words in (
        "gate, weather: “weather” is none of the gate's questions",
        "gate, goals: a not yet has to say what will be done about it",
        "method: “by lot” isn't offered. Write parallel or flat",
        "power, structure: “absolute” isn't offered. Write collaborative or complex",
        "primary: it isn't said who of the organisation approves",
        "backup: ",
        "goal 2: it is listed twice. Leave one",
        "role 1, votes: a voter role has one vote or more",
    ):
        assert words in letter


@pytest.mark.parametrize("content", ["partner = ", 'partner = "Nobody & Sons"', "method = 3", 'partner = ""'])
def test_a_file_of_nobodys_or_none_at_all_is_a_letter(partnered: Club, content: str) -> None:
    """P1. Whatever is handed in ends in words, never in a trace."""
    play.begun(partnered)
    assert "said.toml" in _refusal(partnered, content)


def test_a_template_asks_all_that_the_charter_asks_and_can_be_filled_in(partnered: Club) -> None:
    """P1, P3, P5, P8, P10-P12. As it is it answers nothing; with the marks taken away it can be handed in."""
    play.begun(partnered)
    template = partnership_template.template(partnered.secretary, KEY, partner=TENANTS)
    assert tomllib.loads(template) == {"partner": TENANTS}
    assert not take(partnered, template)
    filled = _filled_in(template)
    assert take(partnered, filled)
    kept = play.of(partnered).said[2]
    assert {f"gate: {one}" for one in play.GATE} | {
        "method",
        "power",
        "publicity",
        "primary",
        "backup",
        "goals",
    } <= set(kept)
    assert [one["name"] for one in kept["circumstances"]][:2] == ["a delegate is absent", "funding falls short"]
    assert kept["circumstances"][0]["response"] == "the backup votes"


def _filled_in(template: str) -> str:
    """A template with the marks before its settings taken away, and something in every empty place."""
    lines = []
    for line in template.splitlines():
        bare = line.removeprefix("# ")
        is_setting = bare.startswith("[") or (" = " in bare and bare.split(" = ")[0].isidentifier())
        filled = bare.replace('email = ""', 'email = "somebody@example.org"')
        lines.append(filled.replace('""', '"Words of ours"') if is_setting else line)
    return "\n".join(lines)


def test_a_partner_can_take_an_audience_back_without_touching_the_others(partnered: Club) -> None:
    """P11. What may be told to whom is said audience by audience; the last word counts for each."""
    play.begun(partnered)
    take(partnered, file_of(TENANTS, '[publicity]\nmembers = "its name"\nthird_parties = "nothing"\nfrom = 2027-02-01'))
    take(partnered, f'partner = "{TENANTS}"\n[publicity]\npartners = "that there is one"')
    told = play.of(partnered).publicity[TENANTS]
    assert (told.members, told.partners, told.third_parties) == ("its name", "that there is one", "nothing")
    assert str(told.third_parties_from) == "2027-02-01"


def test_a_role_is_adapted_once_all_partners_name_it_alike(partnered: Club) -> None:
    """P3, P7. One partner alone gives no ballot more weight; both together do, with the reason."""
    role = '[[roles]]\nkind = "voter"\nrole = "steward"\nvotes = {}\nreason = "they do most of the work"'
    play.begun(partnered)
    take(partnered, OUR_FILE + "\n" + role.format(2))
    take(partnered, THEIR_FILE)
    go_on(partnered)
    assert play.of(partnered).adapted == ()
    assert "the role “steward” isn't named by Lantern Street Tenants (P3)" in play.refused(partnered)
    take(partnered, THEIR_FILE + "\n" + role.format(3))
    assert "“steward” isn't stated alike" in play.refused(partnered)
    take(partnered, THEIR_FILE + "\n" + role.format(2))
    assert play.refused(partnered) == ""
    assert [(one.role, one.weight) for one in play.of(partnered).adapted] == [("steward", 2)]


def test_one_person_cant_be_both_delegates(partnered: Club) -> None:
    """P2. Named twice, under one name and mailbox or as one member, a delegate has nobody behind them."""
    play.begun(partnered)
    take(partnered, OUR_FILE)
    take(partnered, file_of(TENANTS, delegate("primary", LANTERN[0]), delegate("backup", LANTERN[0])))
    assert "Lantern Street Tenants has the same person as primary delegate and as backup (P2)" in play.refused(
        partnered
    )


def test_two_names_in_one_mailbox_are_one_delegate(partnered: Club) -> None:
    """P2. Otherwise whoever writes their name in two ways stands in for themselves."""
    play.begun(partnered)
    take(partnered, OUR_FILE)
    twin = ("Lux M. Lantern", LANTERN[0][1].upper())
    take(partnered, file_of(TENANTS, delegate("primary", LANTERN[0]), delegate("backup", twin)))
    assert "Lantern Street Tenants's two delegates have the same mailbox" in play.refused(partnered)


# ── doors ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": "Gardening with Lantern Street Tenants"}, "The title names a partner"),
        ({"title": "Gardening with lantern-street tenants"}, "The title names a partner"),
        ({"key": "lantern-street-2"}, "The key is short for the name of a partner"),
        (
            {"key": "green-roots-26", "partners": [WANTED.partners[0].model_copy(update={"name": "Green Roots"})]},
            "The key names a partner",
        ),
        ({"partners": [WANTED.ours]}, "an organisation is listed twice"),
        (
            {"partners": [WANTED.partners[0].model_copy(update={"email": "pat at example"})]},
            "e-mail address of partner 1",
        ),
    ],
)
def test_a_partnership_that_cant_be_is_refused(partnered: Club, changes: dict[str, object], words: str) -> None:
    """P1, P11. Nothing is recorded, and the letter says why, without quoting an address."""
    with pytest.raises(Refusal, match=words) as refused:
        partnership.begin(partnered.secretary, WANTED.model_copy(update=changes))
    assert "pat at example" not in str(refused.value)
    with partnered.secretary.ledger.reading() as session:
        assert session.execute(select(Partnership)).all() == []


def test_title_and_partners_stay_what_they_are(partnered: Club) -> None:
    """P1. Whoever settled something did it with these partners, under this title."""
    play.begun(partnered)
    with pytest.raises(Refusal, match="another title or other partners"):
        partnership.begin(partnered.secretary, WANTED.model_copy(update={"title": "A library"}))


def test_a_charter_without_partners_refuses_every_door_and_does_nothing(club: Club) -> None:
    """P1. JP Progressives go on as before: the pass does nothing, and each door says what the charter lacks."""
    with pytest.raises(NoPartners, match="no section"):
        partnership.begin(club.secretary, WANTED)
    with pytest.raises(NoPartners):
        agree.agree(club.secretary, AGREED, named=True)
    with pytest.raises(NoPartners):
        partnership.end(club.secretary, ENDED)
    with pytest.raises(NoPartners):
        partnership_file.take(club.secretary, KEY, written("said.toml", THEIR_FILE))
    with pytest.raises(NoPartners):
        list(partnership_shown.in_words(club.secretary, KEY))
    before = club.everything()
    assert partners.carry_on(club.secretary).news == []
    assert club.everything() == before


def test_an_ended_partnership_takes_nothing_and_its_form_closes(partnered: Club) -> None:
    """P1. It can't be put in force, nor answered; ended twice is ended once."""
    play.go_to(partnered, "settled")
    assert list(partnered.settings.keys.glob("race.pact.*")) != []
    assert partnership.end(partnered.secretary, ENDED)
    assert not partnership.end(partnered.secretary, ENDED)
    with pytest.raises(Refusal, match="has ended"):
        agree.agree(partnered.secretary, AGREED, named=True)
    assert "has ended" in _refusal(partnered, THEIR_FILE)
    go_on(partnered)
    assert play.of(partnered).partnership.closed
    assert not answer(partnered, MAILBOXES[PAT], {}).accepted
    go_on(partnered)  # once no letter with a link is on its way
    assert list(partnered.settings.keys.glob("race.pact.*")) == []
    assert "garden" not in partners_page(partnered.secretary)


def test_the_dashboard_names_no_partner_that_is_private(partnered: Club) -> None:
    """P11. Page, desk and the refusal in the dashboard say “a partner organisation”; the command line has the name."""
    play.begun(partnered)
    take(partnered, OUR_FILE)
    take(partnered, f'partner = "{OURS}"\n[gate.goals]\nanswer = "not yet"\nremedy = "Zed Unheard calls"')
    go_on(partnered)
    page = partners_page(partnered.secretary) + desk_page(partnered.secretary)
    assert "a partner organisation hasn't answered" in page
    with pytest.raises(Refusal) as refused:
        agree.agree(partnered.secretary, AGREED, named=False)
    assert "a partner organisation hasn't answered" in str(refused.value)
    assert TENANTS not in page + str(refused.value)
    assert "Zed Unheard" not in page + str(refused.value)
    assert "until this is done: what it says there is on the command line" in page
    assert "until this is done: Zed Unheard calls" in play.refused(partnered)
    assert TENANTS in play.refused(partnered)


def test_a_partner_that_is_private_among_partners_isnt_named_to_the_others(partnered: Club) -> None:
    """P11. Its own letters name it; the others' say that there is one, and nothing of its delegates."""
    play.begun(partnered)
    take(partnered, OUR_FILE)
    private = '[publicity]\nmembers = "nothing"\npartners = "that there is one"\nthird_parties = "nothing"'
    take(partnered, THEIR_FILE + "\n" + private)
    assert play.refused(partnered) == ""
    go_on(partnered)
    [ours] = partnered.mails(f"pact.{KEY}.1/force-2")
    [theirs] = partnered.mails(f"pact.{KEY}.2/force-2")
    assert "a partner organisation, with two delegates" in ours.text
    assert TENANTS not in ours.text
    assert LANTERN[0][0] not in ours.text
    assert TENANTS in theirs.text
    assert LANTERN[0][0] in theirs.text


def test_nobodys_name_or_address_reaches_pages_or_log(partnered: Club) -> None:
    """P11. Ids and counts only, wherever organisers who aren't at the command line look."""
    play.go_to(partnered, "in force")
    seen = (
        partners_page(partnered.secretary) + desk_page(partnered.secretary) + str(partnered.everything()["book"]["log"])
    )
    people = [RAE, PAT, LANTERN[0][0], LANTERN[1][0], "Moss Invented", *MAILBOXES.values(), LANTERN[0][1]]
    assert not [one for one in people if one in seen]
    assert TENANTS not in seen


def test_the_command_line_leads_through_the_whole_of_it(partnered: Club) -> None:
    """P1-P5. Begin, look, template, file, agree and end; each again says that it is so already."""
    organisations = ("--ours", f"{OURS}; {RAE}; {MAILBOXES[RAE]}", "--partner", f"{TENANTS}; {PAT}; {MAILBOXES[PAT]}")
    begin = ("partnership", KEY, "--title", "A garden for the quarter", *organisations, "--by", "R. O.")
    assert "is on record. The next pass" in at_the_club(partnered, *begin)
    assert "just so already" in at_the_club(partnered, *begin)
    assert "not in force yet" in at_the_club(partnered, "partnerships")
    assert at_the_club(partnered, "partnership-template", KEY).startswith("# A garden for the quarter")
    for name, content in (("ours.toml", OUR_FILE), ("theirs.toml", THEIR_FILE)):
        assert "It is kept" in at_the_club(partnered, "partnership-file", KEY, written(name, content))
    shown = at_the_club(partnered, "partnership", KEY, "--show")
    assert "2. Lantern Street Tenants: Pat Madeup, pat@example.org" in shown
    assert "Still to be settled:" in shown
    assert "is in force. The next pass" in at_the_club(partnered, "agree", KEY, "--by", "R. O.")
    shown = at_the_club(partnered, "partnership", KEY, "--show")
    assert "Lantern Street Tenants, primary delegate 3: Lux Lantern, lux@example.org; votes as delegate" in shown
    assert "Goal: Beds for every house, due on 1 September 2027." in shown
    assert "has ended" in at_the_club(partnered, "end-partnership", KEY, "--because", "Sold.", "--by", "R. O.")


def test_an_organisation_without_its_three_parts_is_a_letter(partnered: Club) -> None:
    """P1. The command line says how an organisation is written."""
    words = ("partnership", KEY, "--title", "A garden", "--ours", OURS, "--partner", TENANTS, "--by", "R. O.")
    ended = canvass(*words, settings=venue.as_environment(partnered.settings))
    assert ended.returncode == 1
    assert "as “Organisation; contact's name; e-mail address”" in " ".join(ended.stderr.split())


# ── erasure ────────────────────────────────────────────────────────────────────────────────────────


def test_an_erased_delegate_is_none_any_more_and_nobody_comes_back_for_them(partnered: Club) -> None:
    """M8, P2. Their name and address go, also out of what was answered; whoever was delegate before doesn't return."""
    play.go_to(partnered, "settled")
    old = file_of(OURS, delegate("primary", ("Old Invented", "old@example.org")))
    take(partnered, old)
    partnered.later(DAY)
    go_on(partnered)
    take(partnered, OUR_FILE)
    partnered.later(DAY)
    go_on(partnered)
    erase(partnered.secretary, "M01")
    for _ in range(3):  # the letter that says so goes out first
        partnered.later(DAY)
        go_on(partnered)
    current = [one for one in delegates(partnered) if one[1:3] == (1, "primary") and one[4]]
    assert current == []
    assert "Make Justice Normal has no primary delegate (P2)" in play.refused(partnered)
    book = str(partnered.everything()["book"]["partner_answer"]) + str(partnered.everything()["book"]["delegate"])
    assert MEMBERS[ADA] not in book
    take(partnered, OUR_FILE.replace(ADA, "Nova Invented").replace(MEMBERS[ADA], "nova@example.org"))
    assert play.refused(partnered) == ""


def test_whoever_approved_of_a_delegate_is_forgotten_and_the_approval_stands(partnered: Club) -> None:
    """M8, P4. That somebody else of the organisation approved stays on record, without who it was."""
    play.begun(partnered)
    ours = (delegate("primary", (BO, MEMBERS[BO]), approved_by=ADA), delegate("backup", MOSS))
    take(partnered, file_of(OURS, *ours))
    go_on(partnered)
    erase(partnered.secretary, "M01")
    for _ in range(3):
        partnered.later(DAY)
        go_on(partnered)
    book = partnered.everything()["book"]
    assert ADA not in str(book["delegate"]) + str(book["partner_answer"])
    with partnered.secretary.ledger.reading() as session:
        bo = session.get_one(Delegate, (KEY, 1))
        assert hats.is_approved(bo)
    assert "erased since" in "\n".join(partnership_shown.in_words(partnered.secretary, KEY))
