"""Appeals of the demonstration: of invented workers, told in invented words, in every stage.

Each goes the way that a real one goes, event by event, with the times of the past months.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from rongcheng.agencies.models import Office, Staff
from rongcheng.alerts.models import Alert
from rongcheng.audit.services import Actor
from rongcheng.people.models import EmploymentSpell, Person
from rongcheng.places.codes import span_of

from .events import DISPATCHED, TABLE, Who
from .models import Appeal
from .pack import rules_for
from .services.filing import Filing, file_appeal
from .services.log import append, refresh, several_steps
from .services.routing import route

DAYS = 120
FEWEST, SHARE, MOST = 60, 100, 2_000
"""One appeal for every so many persons, within bounds."""
LABOUR = 0.45
OFFICE_DAY = (9, 17)
DONE = (
    "经核实，您反映的情况属实。{office}已于{day}约谈责任单位并督促整改，依据{clause}，"
    "相关问题已处理到位，如有疑问请拨打本单位电话。"
)
CLAUSES = {
    "labour_protection": "《保障农民工工资支付条例》第三十条",
    "children_education": "《义务教育法》第十二条",
    "land_three_rights": "《农村土地承包法》第二十七条",
}
CLAUSE = "有关职责规定"


@dataclass(frozen=True)
class Clerk:
    """Somebody of an office who has no account in the demonstration."""

    office: Office
    actor: str = "system"

    @property
    def actor_name(self) -> str:
        return f"经办人（{self.office.name}）"


@dataclass(frozen=True)
class Voice:
    """A worker who speaks for themselves."""

    person: Person

    @property
    def actor(self) -> str:
        return f"worker:{self.person.pk}"

    @property
    def actor_name(self) -> str:
        return self.person.name


Tell = Callable[[float], None]


def fill(*, by: Actor, county: int, people: int, seed: int = 1,
         tell: Tell = lambda share: None) -> int:  # fmt: skip
    """File appeals of workers of a county and take them on their way; returns how many.

    Args:
        county: code of the county that the demonstration is about.
        people: size of the registry, from which the number of appeals follows.
    """
    rng = random.Random(f"rongcheng appeals {county} {seed}")
    Alert.objects.filter(rule__startswith="appeals.").delete()
    wanted = min(max(FEWEST, people // SHARE), MOST)
    texts = _texts(rng)
    workers = _workers(county, wanted, rng)
    now = timezone.now()
    for done, worker in enumerate(workers, 1):
        filed = _moment(now - timedelta(days=DAYS * (1 - done / wanted)), rng)
        if filed >= now:
            filed = now - timedelta(minutes=90)
        with transaction.atomic():
            _one(worker, next(texts), filed, now, rng)
        tell(done / wanted)
    return len(workers)


def _texts(rng: random.Random) -> Iterator[tuple[str, str]]:
    """Category and words, from the examples that the recognition learns from; labour most."""
    path = Path(settings.PACKS_DIR) / "national" / "appeals" / "examples.csv"
    with path.open(encoding="utf-8") as file:
        rows = [(row["category"], row["text"]) for row in csv.DictReader(file)]
    known = set(rules_for(0).categories)
    labour = [row for row in rows if row[0] == "labour_protection"]
    others = [row for row in rows if row[0] in known and row not in labour]
    while True:
        yield rng.choice(labour if rng.random() < LABOUR else others)


def _workers(county: int, wanted: int, rng: random.Random) -> list[EmploymentSpell]:
    """Present jobs of people of the county who have a phone; in a fixed order, then shuffled."""
    lo, hi = span_of(county)
    found = list(
        EmploymentSpell.objects.filter(
            end_date=None, person__home_place_id__gte=lo, person__home_place_id__lt=hi,
            person__merged_into=None, person__phone_index__isnull=False,
        )
        .select_related("person", "person__home_place")
        .order_by("person__id_index", "pk")[: wanted * 3]
    )  # fmt: skip
    rng.shuffle(found)
    return found[:wanted]


def _moment(day: datetime, rng: random.Random) -> datetime:
    """Some time of that day; evenings too, as workers write when the shift is over."""
    local = timezone.localtime(day)
    return local.replace(hour=rng.choice((8, 10, 12, 13, 18, 20, 21)), minute=rng.randrange(60))


def _one(spell: EmploymentSpell, words: tuple[str, str], filed: datetime, now: datetime,
         rng: random.Random) -> None:  # fmt: skip
    category, text = words
    person = spell.person
    labour = category == "labour_protection"
    filing = Filing(
        text=text, person=person, home_place=person.home_place_id,
        event_place=spell.work_place_id if labour else person.home_place_id,
        employer=(spell.employer_name or "") if labour else "",
        amount=rng.randrange(30, 600) * 10_000 if labour else None,
    )  # fmt: skip
    appeal = file_appeal(by=Voice(person), filing=filing, at=filed)
    walk = _Walk(appeal, filed, now, rng)
    with several_steps():
        walk.dispatch(category)
        walk.handle(rng.random())


@dataclass
class _Walk:
    """One appeal on its way through the months; a step that lies in the future is not taken."""

    appeal: Appeal
    at: datetime
    now: datetime
    rng: random.Random

    def step(self, code: str, by: Actor, who: Who, hours: float, text: str = "",
             to_office: Office | None = None, **detail: object) -> bool:  # fmt: skip
        """Record an event so many hours later, in office hours unless the worker acts."""
        later = self.at + timedelta(hours=hours)
        if who not in (Who.WORKER, Who.SYSTEM):
            later = self._office_time(later)
        if later >= self.now or self.appeal.stage not in TABLE[code].during:
            return False
        self.at = later
        append(self.appeal, code, by=by, who=who, at=later, text=text, to_office=to_office,
               **detail)  # fmt: skip
        refresh(self.appeal)
        return True

    def _office_time(self, moment: datetime) -> datetime:
        rules = rules_for(self.appeal.place_id)
        local = timezone.localtime(moment)
        if not rules.calendar.is_workday(local.date()) or local.hour >= OFFICE_DAY[1]:
            day = rules.calendar.next_workday(local.date() + timedelta(days=local.hour >= 17))
            local = local.replace(year=day.year, month=day.month, day=day.day, hour=OFFICE_DAY[0])
        return local.replace(hour=max(local.hour, OFFICE_DAY[0]))

    def dispatch(self, category: str) -> None:
        """By a person, where the platform was not sure: category set right, then assigned."""
        if self.appeal.stage not in DISPATCHED:
            return
        group = Office.objects.filter(kind="leading_group", place=self.appeal.place_id).first()
        if group is None:
            return
        by = _somebody(group, "dispatch_appeals")
        if self.appeal.category != category:
            before = {"category": self.appeal.category}
            if not self.step("corrected", by, Who.DISPATCHER, 2, category=category, before=before):
                return
            self.appeal.category, self.appeal.category_by = category, "dispatcher"
            self.appeal.save()
        lead = route(self.appeal).lead
        if lead is not None and self.rng.random() > 0.03:
            self.step("assigned", by, Who.DISPATCHER, self.rng.uniform(0.5, 5), to_office=lead)

    def handle(self, luck: float) -> None:
        """Signed, worked on, answered; some late, some returned, some waiting for the worker."""
        holder = self.appeal.holder
        if holder is None:
            return
        by = _somebody(holder, "handle_appeals")
        if not self.step("signed", by, Who.HOLDER, self.rng.uniform(1, 20)):
            return
        self.step("contacted", by, Who.HOLDER, self.rng.uniform(0.5, 6))
        if luck < 0.08:
            ask = "请补充工资条、考勤或转账记录的照片。"
            if self.step("material_asked", by, Who.HOLDER, 4, ask) and luck < 0.05:
                voice = Voice(self.appeal.person) if self.appeal.person else by
                if self.step("material_added", voice, Who.WORKER, 30, "已经补充，请查收。"):
                    self.step("material_came", by, Who.SYSTEM, 0)
        slow = self.rng.uniform(150, 300) if luck > 0.92 else self.rng.uniform(10, 90)
        if 0.3 < luck < 0.4:
            self.step("progress", by, Who.HOLDER, slow / 3, "已约谈用人单位，正在核对工资表。")
        self._answer(by, holder, slow * (0.6 if 0.3 < luck < 0.4 else 1))

    def _answer(self, by: Actor, holder: Office, hours: float) -> None:
        day = f"{timezone.localtime(self.at):%Y年%-m月%-d日}"
        clause = CLAUSES.get(self.appeal.category, CLAUSE)
        text = DONE.format(office=holder.name, day=day, clause=clause)
        outcome = self.rng.choices(
            ("solved", "partly_solved", "explained", "not_supported"), (70, 10, 15, 5)
        )[0]
        if not self.step("answered", by, Who.HOLDER, hours, text, outcome=outcome):
            return
        worker = Voice(self.appeal.person) if self.appeal.person else by
        if self.rng.random() < 0.08:
            self.step("disputed", worker, Who.WORKER, 12, "问题还没有解决，请再看看。")
            return
        if self.rng.random() < 0.75 and self.step("confirmed", worker, Who.WORKER, 20):
            grades = {
                "attitude": self.rng.choice((3, 4, 5, 5)),
                "result": self.rng.choice((2, 3, 4, 5, 5)),
            }
            self.step("rated", worker, Who.WORKER, 0.1, **grades)


def _somebody(office: Office, capability: str) -> Actor:
    """An account of the office that may do it, or a clerk without one."""
    for staff in Staff.objects.filter(office=office, is_active=True).order_by("pk"):
        if staff.can(capability):
            return staff
    return Clerk(office)
