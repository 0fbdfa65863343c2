"""Nothing that Canvass writes besides its tables of people says a name, an address, a code, a key or a password."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator

import pytest
import requests
from pydantic import SecretStr

from core.ledger import LedgerFault
from core.migrations import up_to_date
from flows import certify, withdraw
from flows.draft import BallotDraft, read_file
from flows.duties.election import announcing
from flows.duties.membership import stock
from flows.pages import desk, election, membership, roll
from flows.reissue import reissue
from flows.secretary import Secretary
from integrations import settings
from integrations.sandbox import google_responses
from integrations.sandbox.faults import KINDS
from integrations.sandbox.respondent import answer
from tests.flows.ballots import CLOSES, KEY, OPENS, START
from tests.flows.club import DAY, HOUR, MARKS, MINUTE, OTHER_MARKS, Club
from tests.secrecy.canaries import API_KEY, FREE_TEXT, SETTINGS, Canaries, damage, members, read_files


@pytest.fixture
def heard(aviary: Club, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> Canaries:
    """Ears for everything that Canvass says, down to every library's own debugging."""
    caplog.set_level(logging.DEBUG)
    aviary.go_to("frozen")
    return Canaries.of(aviary)


def _pages(club: Club) -> Iterator[tuple[str, str]]:
    yield "membership page", membership.membership_page(club.secretary, stock.take_stock(club.secretary))
    yield "roll page", roll.roll_page(club.secretary, KEY)
    yield "election page", election.election_page(club.secretary, KEY)
    yield "turnout page", election.turnout_page(club.secretary, KEY)
    yield "desk page", desk.desk_page(club.secretary, club.tend().troubles)
    yield "overview", repr(election.overview(club.secretary))
    if club.election().state in {"counted", "certified", "announced"}:
        yield "result page", election.result_page(club.secretary, KEY)


def _look(club: Club, heard: Canaries, when: str) -> None:
    heard.listen_to_book(club, when)
    for page, said in _pages(club):
        heard.listen(f"{page}, {when}", said)


def _season(club: Club, heard: Canaries, *, trouble: Callable[[], None] = lambda: None) -> None:
    """A whole season, looked at everywhere after each step; `trouble` comes before each."""
    voters = list(members())
    for when, at in (
        ("made", START + 2 * HOUR),
        ("open", OPENS + MINUTE),
        ("delivered", OPENS + 2 * HOUR),
        ("reminded", club.reminder_times()[0]),
        ("reminded again", club.reminder_times()[2]),
        ("closed", CLOSES + MINUTE),
        ("counted", CLOSES + DAY),
    ):
        club.at(at)
        trouble()
        heard.listen(f"report, {when}", repr(club.tend()))
        if when == "delivered":
            club.sandbox.faults.clear()
            club.later(HOUR)
            club.tend()
            _vote(club, voters)
        _look(club, heard, when)
    club.sandbox.faults.clear()
    club.tend()
    certify.certify(club.secretary, KEY, officer="R. O.")
    for hours in (1, 2, 5):
        club.at(CLOSES + DAY + hours * HOUR)
        trouble()
        heard.listen("report, certified", repr(club.tend()))
        _look(club, heard, "certified")


def _vote(club: Club, voters: list[str]) -> None:
    """Some vote, one changes their mind, and one writes a name where the code belongs and where a choice belongs."""
    for who in voters[:3]:
        club.vote(who, MARKS)
    club.vote(voters[0], OTHER_MARKS)
    ask = club.form()["items"]
    code, first = (ask[n]["questionItem"]["question"]["questionId"] for n in (0, 2))
    club.later(MINUTE)
    google_responses.record(club.sandbox.world, club.form(), {code: [FREE_TEXT[2]], first: [voters[3]]})
    reissue(club.secretary, KEY, "M04")


def _finish(club: Club, heard: Canaries, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("anything").debug("listening")
    heard.listen("Python's logging", caplog.text + repr([record.__dict__ for record in caplog.records]))
    heard.listen("standard output", "".join(capsys.readouterr()))
    heard.listen("packs", read_files((club.folder / "packs").rglob("*")))
    heard.listen("file names", repr([str(file.relative_to(club.folder)) for file in club.folder.rglob("*")]))


def test_a_season_tells_nothing(
    aviary: Club, heard: Canaries, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """From the workbook to the result: no canary in the log, a page, a report, a pack, or any library's debugging."""
    _season(aviary, heard)
    _finish(aviary, heard, caplog, capsys)
    assert aviary.election().state == "announced"
    assert heard.found() == []
    assert "listening" in caplog.text


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "slow"])
def test_a_season_of_faults_tells_nothing(
    aviary: Club, heard: Canaries, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    """The same with every third request failing in one way: what is told of the trouble names nobody."""

    def trouble() -> None:
        aviary.sandbox.faults.clear()
        for nth in range(3, 60, 3):
            aviary.sandbox.faults.plan(kind, nth=nth)  # type: ignore[arg-type]

    aviary.at(START + 2 * HOUR)
    trouble()
    for _ in range(3):
        heard.listen("report", repr(aviary.tend()))
        aviary.later(20 * MINUTE)
    aviary.at(OPENS)
    for _ in range(4):
        trouble()
        heard.listen("report", repr(aviary.tend()))
        heard.listen("faults", _fault(lambda: stock.take_stock(aviary.secretary)))
        heard.listen("desk", desk.desk_page(aviary.secretary, aviary.tend().troubles))
        aviary.later(20 * MINUTE)
    heard.listen_to_book(aviary, "in trouble")
    _finish(aviary, heard, caplog, capsys)
    assert aviary.sandbox.faults.met
    assert heard.found() == []


def _fault(act: Callable[[], object]) -> str:
    """How a fault looks to whoever meets it: in words, to a programmer, and with everything it came from."""
    try:
        act()
    except Exception as fault:  # noqa: BLE001 - whatever comes
        return f"{fault}\n{fault!r}\n{fault.args}\n" + "".join(traceback.format_exception(fault))
    return ""


def _damaged_key(club: Club) -> None:
    (club.folder / "keys" / f"{KEY}.key").write_text("{", encoding="ascii")


def _gone_key(club: Club) -> None:
    (club.folder / "keys" / f"{KEY}.key").unlink()


@pytest.mark.parametrize("spoil", [damage, _damaged_key, _gone_key])
def test_what_breaks_tells_nothing(
    aviary: Club,
    heard: Canaries,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[Club], None],
) -> None:
    """A book that can't be written, a key that can't be read: the fault's words and its traceback name nobody."""
    aviary.at(OPENS + MINUTE)
    aviary.tend()
    spoil(aviary)
    met = [
        _fault(lambda: stock.take_stock(aviary.secretary)),
        _fault(lambda: reissue(aviary.secretary, KEY, "M02")),
        repr(aviary.tend()),
        repr(aviary.secretary),
        repr(aviary.secretary.keyring),
        repr(aviary.settings),
    ]
    if spoil is damage:
        assert "IntegrityError" in met[0]
    heard.listen("faults", "".join(met))
    _finish(aviary, heard, caplog, capsys)
    assert heard.found() == []


def test_every_refusal_tells_nothing(aviary: Club, heard: Canaries) -> None:
    """Letters of refusal quote what organisers wrote of ballots, and never what stands in sheets, keys or settings."""
    wrong = aviary.settings.model_copy(update={"mailchimp_api_key": SecretStr("canary-secret-8g3m")})
    (aviary.folder / "ballot.toml").write_text('key = "x"\n', encoding="utf-8")
    acts: list[Callable[[], object]] = [
        lambda: aviary.freeze("unknown"),
        lambda: certify.certify(aviary.secretary, KEY, officer=""),
        lambda: withdraw.withdraw(aviary.secretary, KEY, reason=""),
        lambda: reissue(aviary.secretary, KEY, "M99"),
        lambda: read_file(aviary.folder / "ballot.toml"),
        lambda: BallotDraft.model_validate({"key": "UPPER"}),
        lambda: Secretary.at_work(wrong),
        lambda: settings.load(google_client_secret=SETTINGS["google_client_secret"], database_url=7),
        lambda: announcing.result_page_facts(aviary.secretary, None, aviary.election()),  # type: ignore[arg-type]
    ]
    said = [_fault(act) for act in acts]
    assert all(said)
    heard.listen("refusals", "".join(said))
    assert heard.found() == []


def test_the_ears_hear(aviary: Club, heard: Canaries) -> None:
    """The search finds each kind of canary where it belongs: in the mail, in the settings, on the key's own file."""
    aviary.at(OPENS + MINUTE)
    aviary.tend()
    mail = aviary.mails("ballot")[0]
    assert set(heard.heard_in(mail.text + mail.to)) == {"names", "addresses", "codes"}
    assert heard.heard_in(read_files((aviary.folder / "keys").glob("*"))) == ["keys"]
    assert heard.heard_in(API_KEY) == ["secrets"]
    assert heard.heard_in(b"".join(aviary.book.on_disk()).decode("latin-1")) == [
        "names",
        "addresses",
        "free text",
    ]


def test_a_book_from_the_future_tells_nothing(aviary: Club, heard: Canaries) -> None:
    """Also the letter that refuses a newer book."""
    with aviary.secretary.ledger.writing(aviary.sandbox.clock.now()) as pen:
        pen.session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(LedgerFault) as fault:
        up_to_date(aviary.secretary.ledger)
    assert "9999" in str(fault.value)
    assert not heard.heard_in(repr(fault.value))


def test_voting_leaves_no_trace_in_the_browsers_page(aviary: Club, heard: Canaries) -> None:
    """The page that thanks a voter says neither their code nor their name."""
    aviary.at(OPENS + MINUTE)
    aviary.tend()
    with requests.Session() as browser:
        receipt = answer(browser, aviary.link(next(iter(members()))), MARKS)
    assert receipt.accepted
    assert not heard.heard_in(receipt.said)
