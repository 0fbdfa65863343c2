"""The run-up: from five open races to a ballot, through the doors that organisers, candidates and members use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from core.forums import REPLIES, VIEWS
from core.records import Election, Race
from flows import process, race, season, step
from flows.certify import certify
from flows.forum import ForumSet, set_a_forum
from flows.forum_held import record_a_forum
from flows.freeze import freeze_ballot
from flows.questionnaire import issue_questionnaire
from flows.recommend import record_recommendation
from flows.recommendation import CommitteeVote, draft_committee_vote
from flows.rehearsal import campaigns
from flows.rehearsal.campaigns import CAMPAIGNS, Campaign
from flows.secretary import Secretary
from flows.tend import tend_everything
from integrations.google import sheets
from integrations.sandbox import by_hand, inbox
from integrations.sandbox.respondent import answer
from integrations.sandbox.server import Sandbox

FORUM = "autumn-forum"
RECORDING = "https://video.example.org/autumn-forum"

MORNING, EVENING, NIGHT = time(9, 30), time(18, 30), time(22, 30)
WAYS_DOWN = {"candidate meeting": 12, "research": 12, "review of the record": 12}
"""Steps that organisers record themselves, and how many days before voting opens they were taken."""

SEATS = 7
"""So many of the loyal members are on the committee."""


class Director(Protocol):
    """The season as far as the run-up needs it."""

    sandbox: Sandbox
    secretary: Secretary
    zone: ZoneInfo

    def telling(self, what: str) -> AbstractContextManager[Callable[[str], None]]:
        """A line on the console while something happens."""

    def at(self, when: datetime) -> None:
        """The clock goes on."""


class RunUp:
    """Four weeks before voting opens, told act by act."""

    def __init__(self, director: Director, opens_on: date) -> None:
        self.director, self.opens_on = director, opens_on
        self.secretary, self.world = director.secretary, director.sandbox.world

    def play(self) -> None:
        """All acts of it, first to last."""
        self._take_up()
        self._ask()
        self._answers()
        self._forum()
        self._feedback()
        self._committee()
        self._recommend()

    def _take_up(self) -> None:
        with self.director.telling("Five races are taken up, and their candidates looked up") as say:
            campaigns.put_up(self.world)
            first, *others = CAMPAIGNS
            race.take_up(first.opening)
            for one in others:
                race.open_race(self.secretary, one.opening)
            season.carry_on_the_season()  # which makes the tab Candidates
            self._type("Candidates", campaigns.rows(), top=2)
            say(season.carry_on_the_season())
            process.choose_process(first.key, first.process, "the committee")
            for one in others:
                process.choose(self.secretary, one.key, one.process, chosen_by="the committee")
            say(f"{_many(CAMPAIGNS)}: " + "; ".join(f"{one.title} ({one.process})" for one in CAMPAIGNS) + ".")

    def _ask(self) -> None:
        with self.director.telling("Questionnaires and an invitation go to the candidates") as say:
            for one in _full():
                issue_questionnaire(one.key, "R. O.", ["housing", "climate"], self._day(17))
            wanted = ForumSet(
                key=FORUM, title="Candidates' forum", races=[one.key for one in _full()], on=self._day(15), at="18:30",
                place="Exampleton Library", link="https://meet.example.org/forum", online=True,
            )  # fmt: skip
            set_a_forum(wanted)
            self._post()
            say(f"{self._letters('q-asked')} candidates got a questionnaire, and all members a notice of the forum.")

    def _answers(self) -> None:
        """Some answer at once, some when they are reminded, one declines; most say that they will come."""
        with self.director.telling("Candidates answer, late or never") as say:
            self._answer("at once")
            self._answer("declines")
            self._reply()
            self._at(self._day(20), MORNING)  # three days before the deadline, which reminds the others
            self._post()
            self._answer("late")
            self._at(self._day(16), MORNING)
            self._post()
            reminded = self._letters("q-r")
            say(f"{reminded} had to be reminded. Members have the answers side by side, as a sheet and by letter.")

    def _forum(self) -> None:
        with self.director.telling("The forum takes place; members say what they thought") as say:
            self._at(self._day(15), NIGHT)
            say(record_a_forum(FORUM, "R. O.", recording=RECORDING))
            self._post()
            told = [mail for mail in inbox.mails(self.world) if mail.title == f"forum.{FORUM}/feedback"]
            links = [re.findall(r"http\S+viewform\S*", mail.text)[0] for mail in told]
            for nth, link in enumerate(links[:9]):
                self._think(link, nth)

    def _feedback(self) -> None:
        with self.director.telling("Feedback is read; organisers record what they did themselves") as say:
            self._at(self._day(6), MORNING)
            say(season.carry_on_the_season())
            done = [(one, name) for one in CAMPAIGNS for name in self._open_steps(one) if name in WAYS_DOWN]
            (first, name), *others = done
            step.record_step(first.key, name, "R. O.", self._day(WAYS_DOWN[name]))
            for one, name in others:
                step.record(self.secretary, one.key, name, by="R. O.", on=self._day(WAYS_DOWN[name]))
            say(f"{len(done)} steps are on record: meetings, research, a review of the record.")

    def _committee(self) -> None:
        """The committee votes by form on one race; who hasn't voted is reminded."""
        one = CAMPAIGNS[0]
        with self.director.telling("The committee votes by form on what it recommends for Mayor") as say:
            self._seat()
            wanted = CommitteeVote(race=one.key, opens_on=self._day(6), opens_at="10:00", reasons=one.reasons)
            draft_committee_vote(wanted)
            key = f"{one.key}-committee"
            freeze_ballot(key)
            election = self._election(key)
            for when in (election.opens_at, election.opens_at + timedelta(hours=2)):
                self._go_to(when + timedelta(minutes=2))
                tend_everything()
            links = self._links(f"{key}/")
            for link in links[:-1]:
                answer(self.director.sandbox.url, link, {self._asked(election): one.recommended})
            for days in (1, 2):
                self._go_to(election.opens_at + timedelta(days=days, minutes=5))
                tend_everything()
            answer(self.director.sandbox.url, links[-1], {self._asked(election): one.candidates[1].name})
            for minutes in (3, 25):
                self._go_to(election.closes_at + timedelta(minutes=minutes))
                tend_everything()
            certify(self.secretary, key, officer="R. O.")
            counted = self._election(key).contests[0].count or {}
            say(str(counted["sentence"]))
            self._post()

    def _recommend(self) -> None:
        with self.director.telling("The committee recommends in the other races by consensus") as say:
            for one in CAMPAIGNS[1:]:
                record_recommendation(one.key, one.recommended, one.reasons, "by consensus")
            say("; ".join(f"{one.title}: {one.recommended}" for one in CAMPAIGNS[1:]) + ".")

    # ── what people do ─────────────────────────────────────────────────────────────────────────────

    def _answer(self, when: str) -> None:
        words = {"declines": {"Would you rather not answer?": "I decline to answer this questionnaire"}}
        for campaign, nth, one in campaigns.everybody():
            if campaign.is_full and one.answers == when:
                link = self._links(f"{campaign.key}.{nth}/q-asked")[-1]
                answer(self.director.sandbox.url, link, words.get(when, self._said(one.name)))

    def _said(self, name: str) -> dict[str, str]:
        """What candidates write under two of the headings."""
        return {
            "Homes people can afford": f"{name} would build on every empty lot that the city owns.",
            "Climate": "Insulate schools first: that saves money from the first winter on.",
        }

    def _reply(self) -> None:
        yes, no, *_ = REPLIES
        for campaign, nth, one in campaigns.everybody():
            if campaign.is_full:
                [link] = self._links(f"{campaign.key}.{nth}/f")[:1]
                answer(self.director.sandbox.url, link, {"Will you come?": yes if one.comes else no})

    def _think(self, link: str, nth: int) -> None:
        """A member says how one candidate answered, without saying who they are."""
        asked = f"{CAMPAIGNS[0].candidates[0].name} ({CAMPAIGNS[0].title}): how well were your questions answered?"
        words = "What should the committee know?"
        answer(self.director.sandbox.url, link, {asked: VIEWS[nth % len(VIEWS)], words: "The hall was too small."})

    def _seat(self) -> None:
        """Loyal members are on the committee, and one of them works for a campaign."""
        season.carry_on_the_season()  # which makes the tab Committee
        seats: list[list[by_hand.Typed]] = [[f"M{nth:03}", self._day(60)] for nth in range(1, SEATS + 1)]
        seats.append(["M009", self._day(60), "", "", "", CAMPAIGNS[0].key])
        self._type("Committee", seats, top=2)
        season.carry_on_the_season()

    # ── the stage ──────────────────────────────────────────────────────────────────────────────────

    def _type(self, tab: str, rows: list[list[by_hand.Typed]], *, top: int) -> None:
        """Organisers type rows below the headings, each cell under the heading that it is meant for."""
        book = self.secretary.settings.members_book
        there = sheets.read(self.secretary.google, book, (tab,)).tabs[tab][0]
        wanted = HEADINGS[tab]
        places = [there.index(heading) for heading in wanted]
        laid: list[list[by_hand.Typed]] = []
        for row in rows:
            cells: list[by_hand.Typed] = [None] * len(there)
            for place, cell in zip(places, row, strict=False):
                cells[place] = cell
            laid.append(cells)
        by_hand.type_rows(self.world, book, tab, laid, top=top)

    def _post(self) -> None:
        """A pass of the season, and its letters go out."""
        season.carry_on_the_season()
        tend_everything()
        self._go_to(self.director.sandbox.clock.now() + timedelta(hours=2))
        tend_everything()

    def _links(self, title: str) -> list[str]:
        """The personal links in letters whose title begins so."""
        mails = [mail for mail in inbox.mails(self.world) if mail.title.startswith(title)]
        return list(dict.fromkeys(link for mail in mails for link in re.findall(r"http\S+entry\.\d+=\w+", mail.text)))

    def _letters(self, what: str) -> int:
        """How many candidates got a letter of that name."""
        return sum(mail.title.partition("/")[2].startswith(what) for mail in inbox.mails(self.world))

    def _open_steps(self, one: Campaign) -> list[str]:
        with self.secretary.ledger.reading() as session:
            taken = {each.step for each in session.get_one(Race, one.key).steps}
        found = self.secretary.charter.endorsement.process(one.process)
        return [each.any_of[0] for each in (found.steps if found else ()) if not taken & set(each.any_of)]

    def _election(self, key: str) -> Election:
        with self.secretary.ledger.reading() as session:
            return session.get_one(Election, key)

    @staticmethod
    def _asked(election: Election) -> str:
        return f"{election.contests[0].title}: 1st choice"

    def _day(self, before: int) -> date:
        return self.opens_on - timedelta(days=before)

    def _at(self, day: date, at: time) -> None:
        self._go_to(datetime.combine(day, at, self.director.zone))

    def _go_to(self, when: datetime) -> None:
        self.director.at(when)


HEADINGS = {
    "Candidates": campaigns.HEADINGS,
    "Committee": ("Member id", "From", "Until", "Leave from", "Leave until", "Recused from"),
}


def _full() -> list[Campaign]:
    return [one for one in CAMPAIGNS if one.is_full]


def _many(races: Iterable[Campaign]) -> str:
    return f"{len(list(races))} races"
