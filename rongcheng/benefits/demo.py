"""Benefits of the demonstration: applications of invented people, in every stage.

Each goes the way that a real one goes, event by event, with the times of the past months; whose
office has no account in the demonstration acts as a clerk without one.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import import_module
from importlib.util import find_spec

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from rongcheng.agencies.models import Office, Staff
from rongcheng.agencies.packs import Pack
from rongcheng.appeals.demo import Clerk, Voice
from rongcheng.audit.services import Actor
from rongcheng.core.errors import Conflict, Refusal
from rongcheng.places.codes import COUNTY, TOWNSHIP, at_level
from rongcheng.rules.packs import live

from .accounts import Account
from .demo_people import Candidate, candidates, days_of
from .events import Stage, Who
from .models import Application, PublicNotice
from .permissions import had_a_hand
from .services import applying, notices
from .services.applying import Request
from .services.decisions import snapshot
from .services.log import append, refresh, several_steps
from .words import cited

FEWEST, SHARE, MOST = 40, 100, 300
"""One application for every so many persons, within bounds."""
GOALS = (
    "payable", "village", "approval", "notice", "township", "payable", "county", "notice",
    "waiting", "refused", "payable", "offered", "approval", "county", "withdrawn", "notice",
    "village", "objected", "payable", "lapsed",
)  # fmt: skip
"""How far each application gets: a stage, or the step before which it lies."""
FURTHER = ("demo_employers", "demo_firms", "demo_money", "demo_posts", "demo_answers")
SHARED = 0.06
CONSENT = "本人到窗口口头同意，已核对身份证"
REASONS = (
    "经核对工资流水，申请所填情况与记录不符，不符合规定条件。",
    "经入户核实，申请人已不在原单位就业，不符合规定条件。",
)
OBJECTION = "据了解该人员今年大部分时间在家，请再核实。"
Tell = Callable[[float], None]


def fill(*, by: Actor, pack: Pack, people: int, seed: int = 1,
         tell: Tell = lambda share: None) -> int:  # fmt: skip
    """Make the applications of a pack's demonstration county; returns how many.

    Args:
        people: size of the registry, from which the number of applications follows.
    """
    rng = random.Random(f"rongcheng benefits {pack.key} {seed}")
    wanted = min(max(FEWEST, people // SHARE), MOST)
    now = timezone.now()
    early, late = days_of(live(pack.key), timezone.localdate(now))
    goals = [GOALS[turn % len(GOALS)] for turn in range(wanted)]
    old = _found(pack, early, rng, sum(goal not in NEW_ONES for goal in goals))
    new = _found(pack, late, rng, sum(goal in NEW_ONES for goal in goals))
    made = 0
    for turn, goal in enumerate(goals, 1):
        for found in _fitting(new if goal in NEW_ONES else old, goal):
            with suppress(Conflict, Refusal), transaction.atomic(), several_steps():
                made += _one(found, goal, pack, rng, now, by)
                break
        tell(turn / wanted)
    PublicNotice.objects.filter(ends_at__lte=now).update(over_at=F("ends_at"))
    for name in FURTHER:
        if find_spec(f"{__package__}.{name}"):
            import_module(f"{__package__}.{name}").fill(by=by, pack=pack, people=people, seed=seed)
    return made


NEW_ONES = frozenset({"village", "township", "county", "offered", "approval", "waiting"})
LISTED = frozenset({"offered", "lapsed"})
AGE = {
    "village": (0.2, 9), "township": (5, 16), "county": (8, 25), "offered": (1, 15),
    "approval": (12, 24), "waiting": (12, 25), "payable": (28, 45), "notice": (18, 35),
}  # fmt: skip
"""How many days ago what lies at a step was filed; what has come further was 35 to 80 ago."""


def _found(pack: Pack, day: date, rng: random.Random, wanted: int) -> list[Candidate]:
    """A few more than wanted, as some have the benefit already."""
    return candidates(live(pack.key), pack.demo_county or 0, day, rng, wanted + 10)


def _fitting(found: list[Candidate], goal: str) -> Iterator[Candidate]:
    """Those not taken yet; for what is offered, those who have nothing to state."""
    for one in list(found):
        if goal not in LISTED or (one.person and not one.said):
            found.remove(one)
            yield one


def _one(found: Candidate, goal: str, pack: Pack, rng: random.Random, now: datetime,
         by: Actor) -> int:  # fmt: skip
    """One application and its way; 0 where it turned out that it cannot be applied for."""
    low, high = AGE.get(goal, (35, 80))
    filed = _office_time(now - timedelta(days=rng.uniform(low, high)))
    listed = goal in LISTED
    application = _filed(found, pack, filed, listed, rng, by)
    if application is None:
        return 0
    _Way(application, filed, now, rng, by).go(goal)
    return 1


def _filed(found: Candidate, pack: Pack, at: datetime, listed: bool, rng: random.Random,
           by: Actor) -> Application | None:  # fmt: skip
    person = found.person
    request = Request(
        pack.key, found.rule.id, found.rule.subject, found.key, person, found.employer,
        said=found.said, day=found.day,
    )  # fmt: skip
    if listed:
        return applying.offer(by=by, request=request, at=at)
    owner = str(found.employer or person or "")
    request.account = Account(owner, f"{found.county}农村商业银行", _number(found, rng))
    voice: Actor = Voice(person) if person else by
    desk = _staff("station" if rng.random() < 0.3 else "township")
    if person is None or (desk is not None and rng.random() < 0.35):
        request.channel, request.consent = Application.Channel.DESK, CONSENT
        voice = desk or by
    return applying.apply(by=voice, request=request, at=at)


def _number(found: Candidate, rng: random.Random) -> str:
    """An account number; now and then that of another applicant, for somebody to find."""
    if rng.random() < SHARED and (other := Application.objects.exclude(account_index=None).last()):
        return str(other.account)
    return found.account


@dataclass
class _Way:
    """One application on its way; a step that lies in the future is not taken."""

    application: Application
    at: datetime
    now: datetime
    rng: random.Random
    system: Actor

    def go(self, goal: str) -> None:
        voice = Voice(self.application.person) if self.application.person else self.system
        if self.application.stage == Stage.OFFERED:
            if goal == "offered":
                return
            if goal == "lapsed":
                self.step("lapsed", self.system, Who.SYSTEM, 31)
                return
        if goal == "withdrawn":
            self.step("withdrawn", voice, Who.APPLICANT, 3, "已回家，不再申请。")
            return
        while self.application.stage == Stage.REVIEW and self.application.step != goal:
            if goal == "waiting" and self.application.step == self.application.path[-1]:
                self._check("papers_asked", "请补交加盖公章的工资流水。")
                return
            if not self._check("checked"):
                return
        if self.application.stage == Stage.APPROVAL and goal != "approval":
            self._decide(goal)

    def step(self, code: str, by: Actor, who: Who, days: float, text: str = "",
             **detail: object) -> bool:  # fmt: skip
        """Record an event so many days later, in office hours."""
        later = _office_time(self.at + timedelta(days=days))
        if later >= self.now:
            return False
        self.at = later
        event = append(self.application, code, by=by, who=who, at=later, text=text, **detail)
        refresh(self.application)
        if code in ("approved", "refused"):
            snapshot(application=self.application, event=event)
        return True

    def _check(self, code: str, text: str = "") -> bool:
        step = self.application.step
        days = self.rng.uniform(0.5, 4) if self.rng.random() < 0.85 else self.rng.uniform(9, 15)
        if self.application.kind in ("cash", "support") and not self.application.amount:
            self.step("amount_set", self._officer(step), Who.CHECKER, 0.2, "按本级标准核定。",
                      amount=self.rng.randrange(10, 60) * 10_000)  # fmt: skip
        return self.step(code, self._officer(step), Who.CHECKER, days, text)

    def _officer(self, step: str) -> Actor:
        """The account at the step's office where the demonstration has one, else its clerk."""
        place = at_level(self.application.place_id, step)
        kind = Office.Kind.VILLAGE if step == "village" else Office.Kind.EMPLOYMENT
        staff = Staff.objects.filter(username=step, office__place=place).first()
        if staff is not None and not had_a_hand(staff, self.application):
            return staff
        office = Office.objects.filter(place=place, kind=kind).first()
        if office is None:  # a village without an account of its own: who helps there sits above
            above = at_level(place, TOWNSHIP)
            office = Office.objects.filter(place=above, kind=Office.Kind.EMPLOYMENT).first()
        return Clerk(office) if office else self.system

    def _decide(self, goal: str) -> None:
        large = (self.application.amount or 0) > 500_000
        approver = _staff("chief_approver" if large else "approver")
        county = at_level(self.application.place_id, COUNTY)
        here = approver and approver.office and approver.office.place_id == county
        by: Actor = approver if here and approver else self._officer(COUNTY)
        if goal == "refused":
            clause = _clause(self.application)
            self.step("refused", by, Who.APPROVER, 2, self.rng.choice(REASONS), clause=clause)
            return
        if goal in ("notice", "objected"):  # late enough for the notice to be up today
            self.at = max(self.at, self.now - timedelta(days=self.rng.uniform(2.5, 4.5)))
            if self.step("approved", by, Who.APPROVER, 0.5, amount=self.application.amount):
                self._put_up(goal)
        elif self.step("approved", by, Who.APPROVER, 2, amount=self.application.amount):
            self._after()

    def _put_up(self, goal: str) -> None:
        if self.application.stage != Stage.NOTICE:
            return
        notice = notices.put_up(application=self.application, at=self.at)
        if goal == "objected":
            line = notice.lines.get(application=self.application)
            notices.object_to(notice=notice, line=line.pk, text=OBJECTION)

    def _after(self) -> None:
        self._put_up("")
        if self.application.stage == Stage.NOTICE and self.application.due_at:
            days = (self.application.due_at - self.at) / timedelta(days=1)
            self.step("notice_over", self.system, Who.SYSTEM, days + 0.01)


def _clause(application: Application) -> str:
    rule = live(application.pack).rules[application.rule]
    return cited(rule, rule.conditions[-1].clause)


def _staff(username: str) -> Staff | None:
    return Staff.objects.filter(username=username).select_related("office").first()


def _office_time(moment: datetime) -> datetime:
    """That moment, or the next one of an office day."""
    local = timezone.localtime(moment)
    if local.hour >= 17:
        local = (local + timedelta(days=1)).replace(hour=9)
    while local.weekday() >= 5:
        local += timedelta(days=1)
    return local.replace(hour=max(local.hour, 9))
