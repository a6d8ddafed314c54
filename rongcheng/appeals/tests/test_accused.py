"""What is about an office itself does not come to it, nor to those below it."""

from datetime import timedelta

import pytest

from rongcheng.agencies.models import Office
from rongcheng.agencies.queries import line_of
from rongcheng.agencies.roles import Role
from rongcheng.alerts.models import Alert
from rongcheng.alerts.queries import NotFound, alert_for, levels, visible_alerts
from rongcheng.alerts.services import Warning, close, raise_alert, take_up
from rongcheng.alerts.wordings import rows_of
from rongcheng.appeals.accusing import accused
from rongcheng.appeals.events import Stage
from rongcheng.appeals.pack import rules_for
from rongcheng.appeals.permissions import parts_of
from rongcheng.appeals.queries import lists, pressing
from rongcheng.appeals.queries.proposal import choices
from rongcheng.appeals.queries.scope import counted_appeals, may_read, visible_appeals
from rongcheng.appeals.services import dispatch, handling, supervision
from rongcheng.appeals.services.accused import accuse, acquit
from rongcheng.appeals.services.reading import Proposal
from rongcheng.appeals.services.watch import watch
from rongcheng.audit.services import System
from rongcheng.core.errors import Conflict, NotAllowed

from . import factories as make

AGAINST_HRSS = "我这件事去鹤庆县人社局三次，他们不受理，还说是不是我想钱想疯了，态度恶劣。"
SURE = Proposal(category="labour_protection", confidence=0.99, abstain=False)
CITY = 532_900_000_000


def _words(text: str) -> list[str]:
    return [each.kind for each in accused(text, rules_for(make.COUNTY).accusing)]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (AGAINST_HRSS, ["hrss"]),
        ("我要投诉鹤庆县人社局，材料交了半年没人答复", ["hrss"]),
        ("劳动监察大队和老板串通一气，前脚举报后脚老板就知道了", ["inspection"]),
        ("派出所民警收了老板的钱，不立案", ["public_security", "public_security"]),
        ("村支书把我们的征地补偿款截留了", ["village"]),
        ("老板欠钱。教育局不作为。", ["education"]),
    ],
)
def test_words_that_accuse_an_office(text, kinds):
    assert _words(text) == kinds


@pytest.mark.parametrize(
    "text",
    [
        "我向人社局投诉老板不给工资",
        "老板不给钱，我想投诉到劳动监察大队",
        "要是人社局不受理怎么办",
        "去人社局问过，老板不理我们",
        "人社局的同志态度很好，老板态度差",
        "人社局没有推诿，是公司拖着",
        "我把情况告诉人社局了",
        "不管怎样请人社局帮帮我",
        "派出所说这是劳动纠纷。老板威胁我",
    ],
)
def test_words_that_only_name_an_office(text):
    assert _words(text) == []


@pytest.fixture
def desk(db):
    return make.desk()


@pytest.fixture
def city(db):
    return make.office(Office.Kind.LEADING_GROUP, "大理州农民工工作领导小组办公室", CITY)


def test_it_goes_past_the_office_and_the_office_sees_nothing(desk):
    county = make.account(Role.COUNTY_OFFICER, desk.hrss, "bureau", "褚安澜")
    told = make.appeal(AGAINST_HRSS, category=None, reading=SURE)
    assert told.holder == desk.group
    assert told.restricted
    assert [(each.office, each.words) for each in told.accused.all()] == [
        (desk.hrss, "人社局三次，他们不受理")
    ]
    for staff in (desk.handler, county):
        assert not visible_appeals(staff).exists()
        assert not counted_appeals(staff).exists()
        assert not lists.appeals(staff, {"show": "all"}).exists()
        assert not may_read(staff, told)
        assert parts_of(staff, told) == set()
    assert visible_appeals(desk.dispatcher).get() == told
    assert may_read(desk.supervisor, told)


def test_the_same_matter_without_the_complaint_goes_to_that_office(desk):
    told = make.appeal("我这件事，去鹤庆县人社局登记了。", category=None, reading=SURE)
    assert told.holder == desk.hrss
    assert visible_appeals(desk.handler).get() == told


def test_nobody_can_give_it_to_the_office_or_one_below(desk):
    below = make.office(Office.Kind.INSPECTION, "鹤庆县劳动保障监察大队")
    below.parent = desk.hrss
    below.save()
    told = make.appeal(AGAINST_HRSS)
    for office in (desk.hrss, below):
        with pytest.raises(Conflict, match="人社|人力资源|监察"):
            dispatch.assign(by=desk.dispatcher, appeal=told, office=office)
    dispatch.assign(by=desk.dispatcher, appeal=told, office=desk.police)
    handling.sign(by=desk.policeman, appeal=told)
    with pytest.raises(Conflict):
        handling.add_helper(by=desk.policeman, appeal=told, office=desk.hrss, text="请协助")
    assert told.assignments.get(ended_at=None).office == desk.police


def test_helpers_that_are_accused_are_left_out(desk):
    told = make.appeal(
        "教育局不作为，孩子上不了学，我的事也没人办。", category="labour_protection",
        reading=Proposal(category="labour_protection", confidence=0.99, abstain=False,
                         more_categories=["children_education"]),
    )  # fmt: skip
    dispatched = make.appeal(
        "孩子上不了学，我的事也没人办。", category="labour_protection",
        reading=Proposal(category="labour_protection", confidence=0.99, abstain=False,
                         more_categories=["children_education"]),
    )  # fmt: skip
    offices = {part.office for part in told.assignments.all()}
    assert desk.education in {part.office for part in dispatched.assignments.all()}
    assert desk.education not in offices
    assert desk.hrss in offices


def test_about_the_government_of_the_county_it_goes_above(desk, city):
    government = make.office(Office.Kind.GOVERNMENT, "鹤庆县人民政府")
    told = make.appeal("县政府截留我们的工资保证金", category=None)
    assert told.holder == city
    for staff in (desk.dispatcher, desk.supervisor, desk.handler, desk.clerk):
        assert not visible_appeals(staff).exists()
        assert not lists.queue(staff).exists()
        assert not pressing.here(staff).exists()
    above = make.account(Role.SUPERVISOR, city, "city_supervisor", "杭若谷")
    assert visible_appeals(above).get() == told
    assert line_of(desk.clerk.office) >= {desk.clerk.office_id, government.pk}


def test_said_at_the_door_with_or_without_a_name(desk):
    plain = make.appeal("这件事拖了三个月，没有人管。", about_office="")
    assert [each.office for each in plain.accused.all()] == [desk.hrss]
    assert plain.holder is None
    assert plain.restricted
    named = make.appeal("孩子的事，拖了三个月。", about_office="县教体局的张老师")
    assert [each.office for each in named.accused.all()] == [desk.education]
    whole = make.appeal("孩子的事，拖了三个月。", about_office="鹤庆县公安局")
    assert [each.office for each in whole.accused.all()] == [desk.police]


def test_an_office_above_the_county_is_found_by_its_name(desk, city):
    kinds = Office.Kind
    province = make.office(kinds.HRSS, "云南省人力资源和社会保障厅", 530_000_000_000)
    make.office(kinds.HRSS, "迪庆州人力资源和社会保障局", 533_400_000_000)  # above another county
    for name, office in ((city.name, city), (province.name, province)):
        told = make.appeal("材料寄去半年没有下文。", about_office=f"{name}的工作人员")
        assert [each.office for each in told.accused.all()] == [office], name
    other = make.appeal("材料寄去半年没有下文。", about_office="迪庆州人力资源和社会保障局")
    assert [each.office.place_id for each in other.accused.all()] == [make.COUNTY]


def test_marked_later_it_is_taken_from_the_office(desk):
    told = make.waiting(desk)
    with pytest.raises(NotAllowed):
        accuse(by=desk.handler, appeal=told, office=desk.hrss)
    accuse(by=desk.dispatcher, appeal=told, office=desk.hrss, text="电话里说是局里的人收了钱")
    assert (told.stage, told.holder) == (Stage.RETURNED, None)
    assert told.due_at is not None
    assert not visible_appeals(desk.handler).exists()
    dispatch.assign(by=desk.dispatcher, appeal=told, office=desk.police)
    assert told.holder == desk.police


def test_a_mistake_is_put_right_with_a_reason(desk):
    told = make.appeal(AGAINST_HRSS)
    acquit(by=desk.supervisor, appeal=told, office=desk.hrss, text="已电话核实，投诉的是老板。")
    assert not told.accused.exists()
    dispatch.assign(by=desk.dispatcher, appeal=told, office=desk.hrss)
    assert visible_appeals(desk.handler).get() == told


def test_it_stays_by_itself(desk):
    told, other = make.appeal(AGAINST_HRSS), make.signed(desk)
    with pytest.raises(Conflict):
        dispatch.merge(by=desk.dispatcher, appeal=told, into=other)
    with pytest.raises(Conflict):
        dispatch.merge(by=desk.dispatcher, appeal=other, into=told)


def test_a_ruling_cannot_send_it_there_either(desk):
    past = make.returned(desk, times=3)
    supervision.rule(
        by=desk.supervisor, appeal=past, office=desk.hrss, text="由人社局办理。",
        whole_category=True,
    )  # fmt: skip
    told = make.appeal(AGAINST_HRSS, category=None, reading=SURE)
    assert told.holder == desk.group


def test_the_leading_group_answers_it_and_is_supervised_from_above(desk, city):
    told = make.appeal(AGAINST_HRSS, category=None, reading=SURE)
    handling.sign(by=desk.supervisor, appeal=told)
    with pytest.raises(NotAllowed):
        supervision.remind(by=desk.supervisor, appeal=told)
    supervision.remind(by=make.chief(), appeal=told)
    handling.answer(by=desk.supervisor, appeal=told, outcome="explained", text="已责令改正。")
    assert told.stage == Stage.ANSWERED


def test_the_dispatch_desk_proposes_who_may_have_it(desk, client):
    told = make.appeal(AGAINST_HRSS, category="labour_protection")
    (choice,) = choices(told)
    assert choice.route.lead == desk.group
    client.force_login(desk.dispatcher, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/appeals/dispatch/?n={told.number}")
    assert {act["code"] for act in page.context["acts"]} >= {"accused", "acquitted"}
    client.post(f"/appeals/dispatch/{told.number}/assign", {"choice": "labour_protection"})
    told.refresh_from_db()
    assert told.holder == desk.group


def test_warnings_of_it_are_kept_from_the_office_too(desk, client):
    told = make.signed(desk)
    county = make.account(Role.COUNTY_OFFICER, desk.hrss, "bureau", "褚安澜")
    watch(now=told.due_at + timedelta(days=40))
    late = Alert.objects.get(rule="appeals.overdue")
    assert late.about == told.number and alert_for(county, late.pk) == late
    other = make.appeal()
    spot = raise_alert(by=System("test"), warning=Warning(
        "appeals.hotspot", "x", 3, make.COUNTY, "hotspot_employer", "某建筑公司",
        {"people": 5, "days": 7}, [told.number, other.number]))  # fmt: skip
    accuse(by=desk.dispatcher, appeal=told, office=desk.hrss, text="电话里说是局里的人收了钱")
    assert set(visible_alerts(county)) == {spot}
    assert [row.name for row in rows_of(county, spot)] == [other.number]
    assert set(visible_alerts(desk.dispatcher)) == {spot, late}
    client.force_login(county, backend="django.contrib.auth.backends.ModelBackend")
    assert told.number not in client.get("/alerts/?state=all").content.decode()
    for path in ("", "take", "close"):
        ask = client.post if path else client.get
        assert ask(f"/alerts/{late.pk}/{path}", {"measures": "x"}).status_code == 404
    for act, given in ((take_up, {}), (close, {"measures": "已处理"})):
        with pytest.raises(NotFound):
            act(by=county, alert=late, **given)
    accuse(by=desk.dispatcher, appeal=other, office=desk.hrss, text="也是局里的人")
    assert not visible_alerts(county).exists() and not levels(county)
    acquit(by=desk.supervisor, appeal=told, office=desk.hrss, text="已电话核实，投诉的是老板。")
    assert set(visible_alerts(county)) == {late, spot}
