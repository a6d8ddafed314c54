"""Offices, people of each role and appeals in every stage, for tests, demo and screenshots.

Everything happens through the services, as it would; only recognition is silent unless a reading
is given, so that an appeal waits for its dispatcher.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from unittest.mock import patch

from rongcheng.agencies.models import Office, Staff
from rongcheng.agencies.roles import Role
from rongcheng.agencies.services import create_staff
from rongcheng.agencies.tests import factories as agencies
from rongcheng.appeals.events import Stage
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.services import dispatch, handling, supervision, worker
from rongcheng.appeals.services.attachments import Upload
from rongcheng.appeals.services.filing import Filing, file_appeal
from rongcheng.appeals.services.reading import Proposal
from rongcheng.audit.services import System
from rongcheng.people.models import Person

COUNTY, OTHER_COUNTY = agencies.COUNTY, agencies.OTHER_COUNTY
CITY = COUNTY // 10**8 * 10**8
PLATFORM = System("test")
ARREARS = (
    "老板拖了我们12个人三个月工钱，一共大概二十万，打电话不接，微信也拉黑了。"
    "工地在鹤庆县云鹤镇，什么时候能拿到钱？"
)
SCHOOL = "孩子今年上一年级，学校说要一年社保才收，我只交了八个月，能不能入学？"
PHOTO = Upload("考勤表.jpg", b"\xff\xd8\xff\xe0" + b"photo of a time sheet" * 20)


@dataclass(frozen=True)
class TestWorker:
    """A worker who acts for themselves, as at the workers' door."""

    __test__ = False
    person: Person

    @property
    def actor(self) -> str:
        return f"worker:{self.person.pk}"

    @property
    def actor_name(self) -> str:
        return self.person.name


@dataclass(frozen=True)
class Follower:
    """Somebody who follows one appeal by its number and phone."""

    appeal_id: int
    actor: str = "follower"
    actor_name: str = "凭编号和手机号"


@dataclass(frozen=True)
class Desk:
    """The offices of a county that meet in these tests, and one person in each."""

    group: Office
    hrss: Office
    education: Office
    police: Office
    dispatcher: Staff
    supervisor: Staff
    handler: Staff
    teacher: Staff
    policeman: Staff
    clerk: Staff


def office(kind: str, name: str, code: int = COUNTY) -> Office:
    return agencies.office(code, kind, name)


def account(role: str, at: Office, username: str, name: str) -> Staff:
    """An account of a role in an office, made once."""
    found = Staff.objects.filter(username=username).first()
    return found or create_staff(
        by=agencies.TEST, role=role, office=at, username=username, full_name=name,
        password=agencies.PASSWORD, must_change_password=False,
    )  # fmt: skip


def desk(code: int = COUNTY, county: str = "鹤庆县", mark: str = "") -> Desk:
    """Leading group, HRSS, education and police of a county, with their people."""
    kinds = Office.Kind
    group = office(kinds.LEADING_GROUP, f"{county}农民工工作领导小组办公室", code)
    hrss = office(kinds.HRSS, f"{county}人力资源和社会保障局", code)
    education = office(kinds.EDUCATION, f"{county}教育体育局", code)
    police = office(kinds.PUBLIC_SECURITY, f"{county}公安局", code)
    village = office(kinds.VILLAGE, f"{county}村级服务点", code + 102_201)
    return Desk(
        group, hrss, education, police,
        account(Role.DISPATCHER, group, f"dispatcher{mark}", "祁听雨"),
        account(Role.SUPERVISOR, group, f"supervisor{mark}", "温知行"),
        account(Role.HANDLER, hrss, f"handler{mark}", "闻云舟"),
        account(Role.HANDLER, education, f"teacher{mark}", "岑书远"),
        account(Role.HANDLER, police, f"policeman{mark}", "芮望山"),
        account(Role.VILLAGE_CLERK, village, f"clerk{mark}", "郦念慈"),
    )  # fmt: skip


def chief() -> Staff:
    """The supervisor of the prefecture, who chooses what reads appeals everywhere."""
    above = office(Office.Kind.LEADING_GROUP, "大理州农民工工作领导小组办公室", CITY)
    return account(Role.SUPERVISOR, above, "supervisor_city", "褚安澜")


def other_desk() -> Desk:
    """The same offices of the neighbouring county."""
    return desk(OTHER_COUNTY, "剑川县", "2")


def appeal(
    text: str = ARREARS, *, category: str | None = "labour_protection", place: int = COUNTY,
    person: Person | None = None, name: str = "段水冰", phone: str = "19900009999",
    when: datetime | None = None, by: object = PLATFORM, reading: Proposal | None = None,
    **more: object,
) -> Appeal:  # fmt: skip
    """An appeal just filed, its category chosen by the worker; recognition says nothing.

    With ``reading``, a ``Proposal``, recognition said that.
    """
    reading = reading or Proposal()
    filing = Filing(
        text=text, category=category, event_place=place, person=person, name=name, phone=phone,
        **more,  # type: ignore[arg-type]
    )  # fmt: skip
    with patch("rongcheng.appeals.services.filing.propose", lambda *_a, **_k: reading):
        return file_appeal(by=by, filing=filing, at=when)  # type: ignore[arg-type]


def assigned(at: Desk, **more: object) -> Appeal:
    """With the HRSS office, which has not signed for it."""
    return dispatch.assign(by=at.dispatcher, appeal=appeal(**more), office=at.hrss)


def signed(at: Desk, **more: object) -> Appeal:
    """In progress at the HRSS office."""
    return handling.sign(by=at.handler, appeal=assigned(at, **more))


def waiting(at: Desk, **more: object) -> Appeal:
    return handling.ask_material(
        by=at.handler, appeal=signed(at, **more), text="请补充考勤或工资条照片。"
    )


def suspended(at: Desk, **more: object) -> Appeal:
    found = signed(at, **more)
    from rongcheng.appeals.pack import rules_for

    reason = next(iter(rules_for(found.place_id).reasons))
    return handling.suspend(by=at.handler, appeal=found, reason=reason, text="等待鉴定结论。")


def answered(at: Desk, outcome: str = "solved", **more: object) -> Appeal:
    return handling.answer(
        by=at.handler, appeal=signed(at, **more), outcome=outcome,
        text="经查，拖欠工资属实，依据《保障农民工工资支付条例》第三十条，公司已支付。",
    )  # fmt: skip


def returned(at: Desk, times: int = 1, **more: object) -> Appeal:
    """Sent back by one office after the other; after the third it lies before the ruler."""
    found = appeal(**more)
    round_trip = [
        (at.hrss, at.handler, at.education), (at.education, at.teacher, at.police),
        (at.police, at.policeman, at.hrss),
    ]  # fmt: skip
    for holder, who, proposed in round_trip[:times]:
        dispatch.assign(by=at.dispatcher, appeal=found, office=holder)
        handling.send_back(
            by=who, appeal=found, text="此事不属本单位职责。", clause="《职责清单》第三条",
            responsible=proposed, signed_by="局长 柏一诺",
        )  # fmt: skip
    return found


def closed(at: Desk, **more: object) -> Appeal:
    found = answered(at, **more)
    return worker.confirm(by=PLATFORM, appeal=found)


MAKERS: dict[str, Callable[..., Appeal]] = {
    Stage.RECEIVED: lambda at, **more: appeal(**more),
    Stage.RETURNED: returned,
    Stage.RULING: lambda at, **more: returned(at, times=3, **more),
    Stage.ASSIGNED: assigned,
    Stage.IN_PROGRESS: signed,
    Stage.WAITING_WORKER: waiting,
    Stage.SUSPENDED: suspended,
    Stage.ANSWERED: answered,
    Stage.PROCEDURE: lambda at, **more: handling.into_procedure(
        by=at.handler, appeal=signed(at, **more), text="已告知仲裁渠道。",
        procedure="arbitration", case_number="鹤劳人仲案〔2026〕12号",
    ),
    Stage.CLOSED: closed,
    Stage.REFUSED: lambda at, **more: dispatch.refuse(
        by=at.dispatcher, appeal=appeal(**more), text="已在法院审理，请联系承办法官。"
    ),
    Stage.WITHDRAWN: lambda at, **more: worker.withdraw(by=PLATFORM, appeal=appeal(**more)),
    Stage.MERGED: lambda at, **more: dispatch.merge(
        by=at.dispatcher, appeal=appeal(**more), into=appeal(**more)
    ),
}  # fmt: skip


def in_stage(stage: str, at: Desk, **more: object) -> Appeal:
    """An appeal that stands in a stage."""
    return MAKERS[stage](at, **more)


def ruled(at: Desk, **more: object) -> Appeal:
    """Returned three times and given to the HRSS office by ruling."""
    found = returned(at, times=3, **more)
    supervision.rule(
        by=at.supervisor, appeal=found, office=at.hrss, text="依《职责清单》第二条，由人社局办理。",
        only_this=True,
    )  # fmt: skip
    return found
