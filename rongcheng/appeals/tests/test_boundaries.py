"""Matters of two categories at once: who leads, who helps, when a person has to look."""

import pytest

from rongcheng.appeals.pack import rules_for
from rongcheng.appeals.services.reading import propose

BOTH = [
    ("我在工地摔伤了，医院说没交押金不给做手术", "labour_protection", "medical_health"),
    ("工伤住院，老板不交钱医院要停药，说明天把我们赶出去", "labour_protection", "medical_health"),
    ("手指断了两根，机器防护罩还是没装，老板还在让别人干", "labour_protection", "safety_health"),
    ("脚手架没得网子，工友掉下来摔断了腿，现在还在干", "labour_protection", "safety_health"),
    ("老乡从架子上掉下来在抢救，老板想私了", "safety_health", "labour_protection"),
    ("尘肺鉴定厂里不给开职业史证明，咋个办", "safety_health", "labour_protection"),
    ("学校说报名要居住证，我居住证还没办下来", "children_education", "urban_settlement"),
    ("居住证忘了签注过期了，娃上学还算数不", "urban_settlement", "children_education"),
    ("落户是不是要把老家的地交出来", "urban_settlement", "land_three_rights"),
    ("我把户口迁到城里，宅基地还能保留吗", "urban_settlement", "land_three_rights"),
    ("工会能不能帮我请律师打官司要工资", "labour_protection", "association_services"),
    ("宿舍彩钢棚电线乱拉，怕哪天起火", "safety_health", "housing_security"),
    ("奶奶带的孩子不肯上学三个月了，我们在外打工", "left_behind_care", "children_education"),
    ("户口迁走了农村合作医疗咋弄", "urban_settlement", "medical_health"),
]
ONE = [
    ("老板拖了我们三个月工资", "labour_protection"),
    ("孩子上幼儿园要什么材料", "children_education"),
    ("医院异地报销怎么办理", "medical_health"),
    ("我的户口怎么迁到县城", "urban_settlement"),
    ("村里的承包地被人占了", "land_three_rights"),
]


@pytest.mark.parametrize(("text", "lead", "helper"), BOTH)
def test_mixed_matters_have_a_lead_and_a_second(text, lead, helper):
    made = propose(text)
    assert made.category == lead
    assert helper in made.more_categories
    assert lead not in made.more_categories


@pytest.mark.parametrize(("text", "category"), ONE)
def test_plain_matters_have_one(text, category):
    made = propose(text)
    assert (made.category, made.more_categories) == (category, [])


def test_where_the_rule_names_another_lead_a_person_looks():
    made = propose(BOTH[0][0])
    assert made.top[0]["label"] == "medical_health"
    assert made.abstain


def test_a_boundary_holds_only_for_a_category_that_was_recognised():
    rule = rules_for(0).boundaries[0]
    assert rule.holds("medical_health", BOTH[0][0])
    assert not rule.holds("cultural_life", BOTH[0][0])
    assert not rule.holds("medical_health", "医院异地报销怎么办理")


def test_the_version_that_read_it_is_told():
    assert propose("老板拖了我们三个月工资").model.startswith("national-20")


def test_a_person_reads_what_seems_to_be_for_others():
    made = propose("我是包工头，甲方还欠我工程款30万一直不结")
    assert made.elsewhere and made.abstain


def test_where_life_is_at_risk_no_desk_is_waited_for():
    made = propose(
        "孩子发信息说不想活了，她一个人跟奶奶在家，我在广东打工赶不回去，求求你们快去看看"
    )
    assert (made.category, made.urgency) == ("left_behind_care", "critical")
    assert not made.abstain
