"""The rehearsal: the command a newcomer runs first, as a newcomer runs it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import StateType

from core import recount
from flows import pages_shown
from flows.rehearsal.campaigns import CAMPAIGNS, address, everybody
from integrations.sandbox import inbox
from integrations.sandbox.server import Sandbox
from integrations.sandbox.world import World
from tests.flows import on_stage
from tests.flows.on_stage import ROOT, Played

pytestmark = [pytest.mark.flow, pytest.mark.xdist_group("prefect")]

HANDED_IN = {"dispute/received", "dispute/decided-1", "request/received"}
"""The letters about what two members hand in, without the marks of what it was."""


def _bare(title: str) -> str:
    """A letter's title without the marks of an answer and of a decision."""
    return re.sub(r"[.-][0-9a-f]{9}", "", title)


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """A small season, played by the command line in a process of its own: its folder, and what it printed."""
    return on_stage.by_the_command("--members", "24", folder=tmp_path_factory.mktemp("stage"))


@pytest.fixture(scope="module")
def ones_own(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The same with an organiser's own charter and ballot, which lie where the command is given."""
    stage = tmp_path_factory.mktemp("tenants")
    shutil.copytree(Path(__file__).parent / "tenants", stage, dirs_exist_ok=True)
    words = ("--charter", "charter.toml", "--ballot", "spring.toml", "--members", "24")
    return on_stage.by_the_command(*words, folder=stage)


def test_it_says_what_happened_and_where_to_look(rehearsed: Played) -> None:
    """The output names the results of the races, the fate of every ballot, and four things to look at."""
    folder, said = rehearsed
    for words in ("Mayor:", "Sheriff:", "received =", "The key is destroyed", "canvass verify", "canvass look"):
        assert words in said
    assert f"canvass look --folder {folder}" in on_stage.in_a_line(said)
    assert (folder / "inbox" / "index.html").exists()


def test_every_letter_of_the_season_arrived_once(rehearsed: Played) -> None:
    """Ballots, three reminders and the result are in the mailboxes, none of them twice, none with an empty tag."""
    folder, _ = rehearsed
    mails = inbox.mails(World.opened(folder / "world.json"))
    assert {mail.title.partition("/")[2] for mail in mails if mail.title.startswith("autumn/")} == {
        "ballot", "reminder-1", "reminder-2", "reminder-3", "result",
    }  # fmt: skip
    assert len({(mail.to, mail.title) for mail in mails}) == len(mails)
    assert not [mail.faults for mail in mails if mail.faults]


def test_five_races_are_led_to_one_ballot(rehearsed: Played) -> None:
    """E3-E9. Four candidates, two, an incumbent alone, a re-endorsement, and a race that ends in no endorsement."""
    _, said = rehearsed
    results = on_stage.in_a_line(said.partition("The season is over")[2])
    for race in CAMPAIGNS[:4]:
        assert re.search(rf"{race.title}: [^:]+(?: is endorsed)?: [^:]*needed \(E\d+\)", results)
    assert f"{CAMPAIGNS[4].title}: No endorsement:" in results


def test_candidates_hear_what_concerns_them(rehearsed: Played) -> None:
    """E4-E6, E16. Questionnaire and invitation where the process has them, and the outcome; once, by their link."""
    folder, _ = rehearsed
    mails = inbox.mails(World.opened(folder / "world.json"))
    for race, nth, one in everybody():
        mine = [mail for mail in mails if mail.title.startswith(f"{race.key}.{nth}/")]
        assert {mail.to for mail in mine} == {address(one)}
        asked = {"q-asked", "f1-invited"} if race.is_full else set()
        late = {"q-r0-10"} if one.answers == "late" else set()
        assert {mail.title.partition("/")[2] for mail in mine} == {"outcome", *asked, *late}
        links = [set(re.findall(r"entry\.\d+=(\w+)", mail.text)) for mail in mine]
        assert len(set().union(*links)) <= 1
    codes = [code for mail in mails for code in re.findall(r"entry\.\d+=(\w+)", mail.text) if "/q-asked" in mail.title]
    assert len(set(codes)) == len(codes) == sum(race.is_full for race, _, _ in everybody())


def test_the_committee_voted_without_whoever_is_recused(rehearsed: Played) -> None:
    """S8, S9, S11. Its letters went to its active members, the reminders to the one who hadn't voted."""
    folder, said = rehearsed
    assert "is recommended: 85.7% (6 of 7 ballots)" in on_stage.in_a_line(said)
    mails = inbox.mails(World.opened(folder / "world.json"))
    reminded = {mail.to for mail in mails if mail.title.startswith("mayor-26-committee/reminder-")}
    assert len(reminded) == 1
    assert len({mail.to for mail in mails if mail.title == "mayor-26-committee/ballot"}) >= 6


def test_members_hear_of_their_own_vote(rehearsed: Played) -> None:
    """M4. Voting members are told once, one of them in mid-season; one is warned; the others hear of the roll."""
    folder, said = rehearsed
    assert "Members hear of their own vote" in said
    mails = inbox.mails(World.opened(folder / "world.json"))
    told = {kind: [mail for mail in mails if mail.title.startswith(f"{kind}/")] for kind in ("reached", "lapses-soon")}
    assert len({mail.title[:18] for mail in told["reached"]}) == 2
    [warned] = told["lapses-soon"]
    assert "Phone bank" in warned.text
    assert [mail for mail in mails if mail.title == "statement/ballot/autumn/not-listed"]
    greeted = [re.findall(r"^Dear ([^,]+),$", mail.text, re.MULTILINE) for mail in told["reached"]]
    assert len({name for (name,) in greeted}) == len(greeted)


def test_the_readme_shows_it_word_for_word(rehearsed: Played) -> None:
    """All that the README's picture says is said in the same order, but for times, numbers and names."""
    _, said = rehearsed
    shown = re.search(
        r"^```text rehearsal\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    assert shown
    assert _bones(shown[1]) == _bones(said)


def _bones(said: str) -> list[str]:
    """The acts and what is said of each, without what differs from one rehearsal to another."""
    acts, _, _ = said.partition("╭")
    words = " ".join(acts.split())
    for what, instead in (
        (r"“[^”]*”", "“”"), (r"\d[\d:.]*", "#"), (r", is M#.*?: so", ", is M#: so"), (r"(\w+?)s\b", r"\1"),
        (r" in Attendance, row #.*?, is", " in Attendance, is"), (r"one|\bno\b", "#"),
    ):  # fmt: skip
        words = re.sub(what, instead, words)
    return words.split("✓")


def test_its_pack_can_be_recounted(rehearsed: Played) -> None:
    """The recount pack it leaves verifies, and is the one whose fingerprint went out with the result."""
    folder, _ = rehearsed
    assert recount.verify(folder / "packs" / "autumn").ok


def test_nothing_secret_is_left_behind(rehearsed: Played) -> None:
    """After sealing no key file is left, and no field at Mailchimp holds a code."""
    folder, _ = rehearsed
    assert not list((folder / "keys").glob("*"))
    world = json.loads((folder / "world.json").read_text(encoding="utf-8"))
    (audience,) = world["mailchimp"]["lists"].values()
    fields = [member["merge_fields"] for member in audience["members"].values()]
    assert not [tag for held in fields for tag, value in held.items() if value and tag not in ("FNAME", "LNAME")]


def test_an_open_ballot_is_kept_to_be_tried(rehearsed: Played) -> None:
    """The world as voting began is there, with the ballot letters only, and a link in one of them takes a ballot."""
    folder, said = rehearsed
    assert "canvass look --open" in said
    world = World.opened(folder / "world-open.json")
    season = ("reached/", "race.", "forum.", *(f"{one.key}" for one in CAMPAIGNS))
    others = [mail for mail in inbox.mails(world) if not mail.title.startswith(season)]
    assert {_bare(mail.title) for mail in others} == {"autumn/ballot", *HANDED_IN}
    invited = next(mail for mail in others if mail.title == "autumn/ballot")
    link = re.search(r"http\S+entry\.\d+=\w+", invited.text)
    assert link
    with Sandbox(port=int(link[0].split("/")[2].partition(":")[2]), world=world):
        shown = httpx.get(link[0], follow_redirects=True)
    assert "doesn't accept answers" not in shown.text
    assert "Mayor" in shown.text


# ── an organiser's own charter and ballot ──────────────────────────────────────────────────────────


@pytest.mark.crash
def test_ones_own_ballot_is_played_by_ones_own_charter(ones_own: Played) -> None:
    """Each contest's result is printed, by the charter's threshold and reminders, on its clock."""
    _, said = ones_own
    for title, needed in (
        ("Housing Board [north]", "more than 50% is needed (E8)."),
        ("Town Council", "more than 50% is needed (E9)."),
        ("Question 7: rent cap", "more than 50% is needed (E9)."),
    ):
        assert re.search(rf"{re.escape(title)}: [^:]*endorse.*?{re.escape(needed)}", on_stage.in_a_line(said))
    assert re.findall(r"reminder (\d)\b", said) == ["1", "1", "2", "2"]
    assert "✓ 26 Mar 12:00  Freezing the roll" in said
    assert "✓ 27 Mar 18:02  Making the form; opening the vote" in said
    assert "“Spring [draft] endorsements” is drafted." in said
    assert not [word for word in ("Mayor", "Sheriff", "autumn") if word in said]


@pytest.mark.crash
def test_the_usual_mishaps_happen_to_ones_own_ballot(ones_own: Played) -> None:
    """Votes are changed, a code is mistyped, a ballot comes late; what counts is only what should."""
    _, said = ones_own
    fates = re.search(r"(\d+) received = (\d+) counted \+ (\d) replaced \+ 1 late \+ 1 with an unknown", said)
    assert fates
    received, counted, replaced = map(int, fates.groups())
    assert received == counted + replaced + 2
    assert replaced > 0


@pytest.mark.crash
def test_members_hear_of_ones_own_contests(ones_own: Played) -> None:
    """Every letter arrived once, in the organisation's name; ballot and result name each contest."""
    folder, _ = ones_own
    mails = inbox.mails(World.opened(folder / "world.json"))
    assert len({(mail.to, mail.title) for mail in mails}) == len(mails)
    assert {mail.title.partition("/")[0] for mail in mails} >= {"reached", "lapses-soon", "statement"}
    mails = [mail for mail in mails if mail.title.startswith("spring-2031/")]
    occasions = {mail.title.removeprefix("spring-2031/") for mail in mails}
    assert occasions == {"ballot", "reminder-1", "reminder-2", "result"}
    assert len({(mail.to, mail.title) for mail in mails}) == len(mails)
    assert {mail.from_name for mail in mails} == {"Tenants' Union of Exampleton (rehearsal)"}
    for mail in mails:
        assert not mail.faults
        assert _bare(mail.title) in HANDED_IN or all(
            title in mail.text for title in ("Housing Board [north]", "Town Council", "Question 7: rent cap")
        )


@pytest.mark.crash
def test_the_pack_of_ones_own_ballot_can_be_recounted(ones_own: Played) -> None:
    """The pack bears the ballot's key, holds every contest, and verifies. No key file is left."""
    folder, _ = ones_own
    pack = folder / "packs" / "spring-2031"
    assert recount.verify(pack).ok
    contests = json.loads((pack / "manifest.json").read_text(encoding="utf-8"))["contests"]
    assert [len(contest["options"]) for contest in contests] == [7, 2, 3]
    assert not list((folder / "keys").glob("*"))


# ── looking at it afterwards ───────────────────────────────────────────────────────────────────────


@pytest.fixture
def opened(ones_own: Played, tmp_path: Path) -> Iterator[str]:
    """What `canvass look` printed once all was open, though the charter was moved away. SIGTERM ends it with 0."""
    (ones_own[0].parent / "charter.toml").unlink()
    said = tmp_path / "said.txt"
    words = [sys.executable, "-m", "flows", "look", "--folder", str(ones_own[0])]
    with said.open("w") as out:
        looking = subprocess.Popen(words, env=on_stage.surroundings(), stdout=out, stderr=out)
        try:
            _wait(lambda: "Press Ctrl-C" in said.read_text() or looking.poll() is not None)
            yield said.read_text()
        finally:
            looking.terminate()
            assert looking.wait(timeout=60) == 0, said.read_text()


def _wait(until: Callable[[], Any]) -> Any:
    """Wait for something that another process does."""
    deadline = time.monotonic() + on_stage.SECONDS
    while time.monotonic() < deadline:
        if found := until():
            return found
        threading.Event().wait(0.5)
    raise AssertionError("waited in vain")


@pytest.mark.crash
def test_it_can_be_looked_at_and_worked_with(ones_own: Played, opened: str) -> None:
    """While it is open, commands in its folder are about it, a run is carried out, and a second look is refused."""
    folder, _ = ones_own
    assert f"cd {folder} && " in opened.replace("\n", "")
    status = _flows("status", folder=folder)
    assert status.returncode == 0, status.stderr
    assert "spring-2031" in status.stdout
    assert (folder / ".env").stat().st_mode & 0o777 == 0o600
    dashboard = re.search(r"(http\S+)/runs", opened)
    desk = re.search(r"What needs a person: (http\S+)/artifacts/artifact/(\S+)", opened)
    assert dashboard
    assert desk
    with SyncPrefectClient(f"{dashboard[1]}/api") as organiser:
        shown = pages_shown.newest(organiser, "desk")
        assert [str(page.id) for page in shown] == [desk[2]]
        membership = organiser.read_deployment_by_name("membership/membership").id
        run = organiser.create_flow_run_from_deployment(membership, idempotency_key="once").id
        _wait(lambda: organiser.read_flow_run(run).state_type is StateType.COMPLETED)
    second = _flows("look", "--folder", str(folder), folder=folder.parent)
    assert second.returncode == 1
    assert "is in use" in second.stderr


def _flows(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    whole = [sys.executable, "-m", "flows", *words]
    return subprocess.run(whole, env=on_stage.surroundings(), cwd=folder, capture_output=True, text=True, check=False)
