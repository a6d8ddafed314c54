"""What the packs say about appeals: the shipped ones as workers would meet them."""

import json
from datetime import date, time

import pytest
from django.core.management import CommandError, call_command

from rongcheng.agencies.models import Office
from rongcheng.agencies.packs import load_pack, pack_names
from rongcheng.appeals.pack import Span, rules_for, rules_of, says
from rongcheng.appeals.pack.load import FILES
from rongcheng.appeals.pack.model import MATTERS, ORIGINS
from rongcheng.core.errors import Refusal
from rongcheng.places.codes import LEVELS

THIRTEEN = [
    "劳动保障", "安全健康", "城镇落户", "技能提升", "子女教育", "医疗卫生", "住房保障", "政治权利",
    "文化生活", "社区融入", "社团服务", "留守关爱", "三权权益",
]  # fmt: skip
HUNAN, DALI = 430_626_000_000, 532_932_000_000


@pytest.fixture(scope="module")
def national():
    return rules_for(0)


@pytest.fixture(params=[0, 430_626_000_000, 532_932_000_000, 341_021_000_000, 150_222_000_000,
                        330_624_000_000])  # fmt: skip
def rules(request):
    return rules_for(request.param)


def test_the_thirteen_categories_stand_in_the_order_of_the_plan(rules):
    assert [category.names["zh"] for category in rules.top()] == THIRTEEN


def test_each_value_tells_where_it_is_from(rules):
    values = [
        *rules.categories.values(), *rules.duties, *rules.limits.values(), *rules.elsewhere,
        *rules.reasons.values(), *rules.escalation, *rules.hotspots, rules.callbacks, rules.amber,
        *rules.outcomes.values(), *rules.procedures.values(), *rules.withdrawals.values(),
        *(reply for replies in rules.replies.values() for reply in replies),
        *(answer for category in rules.categories.values() for answer in category.answers),
    ]  # fmt: skip
    assert len(values) > 150
    for value in values:
        assert value.origin in ORIGINS
        assert value.source


def test_hunan_names_its_own_plan_as_the_source():
    assert rules_for(HUNAN).category("safety_health").origin == "seed"
    assert "湘就农发" in rules_for(HUNAN).category("safety_health").source
    assert rules_for(DALI).category("safety_health").origin == "default"


def test_dali_names_its_responsible_units_and_keeps_the_narrower_national_lines():
    rules = rules_for(DALI)
    general = rules.duty("labour_protection", "county", "别的什么")
    assert (general.origin, general.helpers) == ("seed", ("housing_urban", "public_security"))
    assert rules.duty("labour_protection", "county", "修高速的工钱拖了").helpers == ("transport",)


def test_each_category_has_a_duty_at_each_level_and_a_reply(rules):
    for category in rules.categories:
        for level in ("village", "township", "county", "prefecture", "province"):
            assert rules.duty(category, level, "") is not None
        assert rules.replies[category]


@pytest.mark.parametrize("name", [*pack_names(), "national"])
def test_leads_and_helpers_are_offices_that_the_pack_makes(name, settings):
    made = {
        level: {each.kind for each in departments}
        for level, departments in load_pack(name).departments.items()
    }
    for duty in rules_of(name, settings.PACKS_DIR).duties:
        above = LEVELS[: LEVELS.index(duty.level) + 1]
        assert duty.lead in made[duty.level], duty
        assert set(duty.helpers) <= set().union(*(made[level] for level in above)), duty


WHO_ANSWERS = [
    ("labour_protection", "在工地干了47天,到现在一分没得", "inspection", "housing_urban"),
    ("labour_protection", "修高速的工钱拖了半年", "inspection", "transport"),
    ("labour_protection", "水库上的工资没发", "inspection", "water"),
    ("labour_protection", "老板跑路了,电话不接", "inspection", "public_security"),
    ("labour_protection", "没签合同,把我开了,有没有补偿", "arbitration", "trade_union"),
    ("labour_protection", "手指断了两根,老板不管,还说不是工伤", "hrss", "si_centre"),
    ("labour_protection", "厂里不给交社保", "si_centre", "inspection"),
    ("labour_protection", "工会能不能找律师帮我们打官司要工钱", "justice", "trade_union"),
    ("labour_protection", "工伤了没钱治,医院要停药", "hrss", "medical_insurance"),
    ("labour_protection", "别的什么", "hrss", "justice"),
    ("safety_health", "尘肺鉴定厂里不给开职业史证明", "health", "hrss"),
    ("safety_health", "宿舍彩钢棚电线乱拉,怕哪天起火", "emergency_mgmt", "housing_urban"),
    ("safety_health", "脚手架没得网子", "housing_urban", "emergency_mgmt"),
    ("urban_settlement", "落户是不是要把老家的地交出来", "public_security", "agriculture"),
    ("skills_training", "想学开挖机,哪里有免费培训", "employment", "trade_union"),
    ("children_education", "学校要居住证满一年才报名", "education", "public_security"),
    ("children_education", "我在这边打工,娃上一年级要哪些材料", "education", "housing_urban"),
    ("children_education", "几个同学打他,老师不管", "education", "youth_league"),
    ("medical_health", "异地就医怎么报销", "medical_insurance", "health"),
    ("medical_health", "宿舍好几个人拉肚子发烧", "health", "emergency_mgmt"),
    ("medical_health", "食堂吃了食物中毒", "market_supervision", "health"),
    ("housing_security", "群租房着过火,现在又在租", "housing_urban", "emergency_mgmt"),
    ("political_rights", "厂里不让我们成立工会", "trade_union", "hrss"),
    ("political_rights", "村里选举咋个投票", "civil_affairs", "social_work_dept"),
    ("political_rights", "想入党,流动的找哪个支部", "organisation_dept", "civil_affairs"),
    ("cultural_life", "农家书屋一直锁着门", "culture_tourism", "trade_union"),
    ("community_integration", "物业讲租户不能用健身房", "housing_urban", "civil_affairs"),
    ("association_services", "想找人帮我写个仲裁申请书", "justice", "trade_union"),
    ("left_behind_care", "8岁弟弟一个人在家三天了", "civil_affairs", "public_security"),
    ("land_three_rights", "宅基地要确权登记", "natural_resources", "agriculture"),
    ("land_three_rights", "宅基地十年没住人,讲要收回去", "agriculture", "natural_resources"),
    ("land_three_rights", "征地款比邻居少一半", "natural_resources", "finance"),
]  # fmt: skip


@pytest.mark.parametrize(("category", "text", "lead", "helpers"), WHO_ANSWERS)
def test_who_answers(national, category, text, lead, helpers):
    duty = national.duty(category, "county", text)
    assert duty.lead == lead
    assert helpers in duty.helpers


@pytest.mark.parametrize(
    ("text", "told", "call", "take"),
    [
        ("工程款200万甲方不给", ["works_money"], "12368", False),
        ("工程款不给,二十个工人的工资也没发", [], None, None),
        ("法院判了老板还是不给", ["court"], "12368", False),
        ("想申请劳动仲裁,怎么办", [], None, None),
        ("再不发钱就要爬塔吊", ["self_harm"], "12356", True),
        ("两个工友闻了那个胶水晕倒送医院了", ["medical_emergency"], "120", True),
        ("群租房着过火,现在又在租", [], None, None),
        ("厂里着火了", ["fire"], "119", True),
        ("厂里拖欠工资三个月", [], None, None),
    ],
)
def test_what_belongs_elsewhere_is_said_at_the_door(national, text, told, call, take):
    found = national.belongs_elsewhere(text)
    assert [each.id for each in found] == told
    if found:
        assert call in found[0].call
        assert call in found[0].message["zh"]
        assert found[0].take is take


@pytest.mark.parametrize(
    ("category", "text", "sensitive"),
    [
        ("left_behind_care", "寒假想接娃过来", True),
        ("safety_health", "尘肺鉴定", True),
        ("safety_health", "安全帽要自己掏钱买", False),
        ("children_education", "几个同学打他", True),
        ("children_education", "我在这边打工,娃怎么报名", False),
        ("labour_protection", "班长对我性骚扰", True),
        ("labour_protection", "工资没发", False),
    ],
)
def test_minors_violence_and_health_are_sensitive(national, category, text, sensitive):
    assert national.category(category).is_sensitive(text) is sensitive


def test_urgency_goes_before_the_kind_of_request(rules):
    assert rules.limit("critical", "help").close == Span(24, "hours")
    assert rules.limit("critical", "help").return_by is None
    assert rules.limit("urgent", "complaint").first_contact == Span(2, "hours")
    assert rules.limit("raised", "complaint") == rules.limit("normal", "complaint")
    assert {matter: rules.limit("normal", matter).close.n for matter in MATTERS} == {
        "consultation": 3, "help": 5, "complaint": 7, "suggestion": 15,
    }  # fmt: skip
    with pytest.raises(Refusal, match="no limits for"):
        rules.limit("normal", "praise")


def test_clocks_and_lists(rules):
    assert rules.office_hours == (time(8, 30), time(17, 30))
    assert rules.waiting_limit == Span(10, "workdays")
    assert rules.calendar.add_workdays(date(2026, 9, 28), 5) == date(2026, 10, 10)
    assert rules.reasons["waiting_other_authority"].clause.startswith("《工伤保险条例》第二十条")
    assert [step.lamp for step in rules.escalation] == ["amber", "red", "red", "red"]
    assert {(h.people, h.days, h.colour) for h in rules.hotspots} == {
        (3, 30, "orange"), (10, 30, "red"), (5, 14, "yellow"),
    }  # fmt: skip
    assert [outcome.names["zh"] for outcome in rules.outcomes.values()] == [
        "解决", "部分解决", "解释说明", "不予支持", "转程序", "诉求人撤回", "重复",
    ]  # fmt: skip
    award = rules.procedures["arbitration"].steps[2]
    assert (award.limit, award.longer) == (Span(45, "days"), Span(15, "days"))


def test_every_template_can_be_filled(rules):
    holes = dict.fromkeys(
        ["name", "number", "category", "office", "place", "facts", "done", "by", "on", "rule",
         "next", "remedy", "contact"], "×",
    )  # fmt: skip
    for replies in rules.replies.values():
        for reply in replies:
            assert "{" not in reply.text.format(**holes)
            assert {"done", "by_whom", "when"} <= set(reply.points) <= set(rules.points)


def test_unknown_categories_are_refused_with_those_that_there_are(national):
    with pytest.raises(Refusal, match="no category 'weather'; there are labour_protection"):
        national.category("weather")
    assert national.duty("weather", "county", "") is None


def test_kinds_of_office_have_names():
    assert all(Office.Kind(kind).label for kind in Office.Kind.values)
    assert set(FILES) >= {"categories", "duties", "clocks"}


def test_phrases_need_all_parts_and_one_alternative_of_each():
    assert says("学校 居住证|社保", "学校讲要社保")
    assert not says("学校 居住证|社保", "学校没学位")


def test_the_command_prints_the_rules_of_a_place(capsys):
    call_command("appeals_rules", place="4306")
    told = capsys.readouterr().out
    assert "劳动保障  labour_protection  [seed]" in told
    assert "return none" in told
    call_command("appeals_rules", json=True)
    rules = json.loads(capsys.readouterr().out)
    assert rules["limits"]["critical"]["close"] == "24 hours"
    assert rules["office_hours"] == ["08:30:00", "17:30:00"]
    with pytest.raises(CommandError, match="'43x' is not a place code"):
        call_command("appeals_rules", place="43x")
