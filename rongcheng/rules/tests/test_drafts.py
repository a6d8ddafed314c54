"""Drafts of rules: mistakes by line, a second person, in force on the very day."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.audit.models import Event
from rongcheng.core.errors import Conflict, NotAllowed, Refusal
from rongcheng.rulekit.sources import text_of
from rongcheng.rules.beside import beside
from rongcheng.rules.models import RuleDraft
from rongcheng.rules.packs import (
    around,
    in_files,
    live,
    mistakes,
    pages_of,
    rule_in_force,
    whole_wording,
)
from rongcheng.rules.queries.rules import deciders
from rongcheng.rules.services import drafts
from rongcheng.rules.services.drafts import NewValue
from rongcheng.rules.tests import factories
from rongcheng.rules.trying import tried

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LATER = TODAY + timedelta(days=30)


@pytest.fixture(autouse=True)
def in_chinese():
    with override("zh-hans"):
        yield


@pytest.fixture
def author():
    return agencies.staff(Role.CITY_OFFICER, agencies.CITY)


@pytest.fixture
def chief():
    return agencies.staff(Role.CHIEF_APPROVER, agencies.CITY)


def written(rule: str = "DL-8") -> str:
    """The page of a rule of Dali."""
    return text_of(pages_of("dali", TODAY), rule)


def shorter(text: str) -> str:
    """Two months instead of three, the near miss at one."""
    for old, new in (
        ("value: 3,", "value: 2,"), ("months_in_row: 2}", "months_in_row: 1}"),
        ("months_in_row: 3}", "months_in_row: 2}"), ("months_in_row: 3,", "months_in_row: 2,"),
    ):  # fmt: skip
        text = text.replace(old, new)
    return text


def draft_of(author, text: str, rule: str = "DL-8", day: date | None = LATER) -> RuleDraft:
    draft = drafts.begin(by=author, pack="dali", text=text, rule=rule, reason="州里通知")
    return drafts.save(by=author, draft=draft, text=text, reason="州里通知", from_day=day)


def in_force(author, chief, text: str, day: date = LATER, rule: str = "DL-8") -> RuleDraft:
    draft = drafts.submit(by=author, draft=draft_of(author, text, rule, day))
    return drafts.approve(by=chief, draft=draft)


def months(day: date) -> object:
    return rule_in_force("dali", "DL-8", day).parameters["least_months"].at(day).value


def test_a_rule_stands_alone_in_words_that_read_the_same():
    found = tried("dali", written(), TODAY)
    assert not found.mistakes and found.id == "DL-8"
    assert [run.holds for run in found.examples] == [True] * len(found.examples)
    assert found.rule.conditions == in_files("dali").rules["DL-8"].conditions


def test_mistakes_are_told_with_their_line_in_the_readers_language():
    text = written().replace("months_in_row >= least_months", "months_in_raw >= least_months")
    (mistake,) = tried("dali", text, TODAY).mistakes
    line = text.split("\n")[mistake.line - 1]
    assert "months_in_raw" in line
    assert mistake.text.startswith("没有名为 'months_in_raw' 的事实；您要写的是不是 ")
    assert "months_in_row" in mistake.text


def test_one_draft_one_rule():
    both = written() + "  DL-99:\n    title: {zh: 甲, en: a}\n"
    assert tried("dali", both, TODAY).mistakes
    assert tried("dali", written(), TODAY, only="DL-5").mistakes
    assert tried("dali", "", TODAY).mistakes
    assert tried("dali", "rules: [", TODAY).mistakes


def test_in_force_exactly_on_its_day(author, chief):
    assert months(TODAY) == 3
    in_force(author, chief, shorter(written()))
    assert months(LATER - timedelta(days=1)) == 3
    assert months(LATER) == 2
    pack = live("dali")
    assert [rule.valid for rule in pack.dated["DL-8"]] == [
        (date(2023, 5, 18), LATER - timedelta(days=1)), (LATER, None),
    ]  # fmt: skip
    assert [r.id for r in pack.on(LATER)].count("DL-8") == 1
    assert pack.rules["DL-8"].valid[1] == LATER - timedelta(days=1)
    (here,) = around(agencies.VILLAGE)
    assert here.dated["DL-8"] == pack.dated["DL-8"]
    assert mistakes("dali") == []
    assert live("baotou").dated == {}


def test_today_is_a_day_to_come(author, chief):
    in_force(author, chief, shorter(written()), TODAY)
    assert months(TODAY) == 2
    assert months(TODAY - timedelta(days=1)) == 3
    assert live("dali").rules["DL-8"].valid == (TODAY, None)


def test_screening_and_explaining_see_it(author, chief, settings, tmp_path):
    from rongcheng.rules.screening import explain_person

    person = factories.worker(start=LATER.replace(day=1) - timedelta(days=62))
    in_force(author, chief, shorter(written()))

    def outcome(day: date) -> str:
        found = explain_person(live("dali"), person.pk, day)
        return next(each.outcome for each in found if each.rule.id == "DL-8")

    assert outcome(LATER) == "eligible"
    assert outcome(LATER - timedelta(days=31)) == "not"


def test_nobody_approves_their_own_draft(author, chief):
    both = agencies.staff(Role.CHIEF_APPROVER, agencies.CITY)
    draft = drafts.submit(by=author, draft=draft_of(author, shorter(written())))
    RuleDraft.objects.filter(pk=draft.pk).update(author=both)
    with pytest.raises(NotAllowed, match="自己"):
        drafts.approve(by=both, draft=draft)
    with pytest.raises(NotAllowed):
        drafts.approve(by=author, draft=draft)
    assert months(LATER) == 3
    drafts.approve(by=chief, draft=draft)
    assert months(LATER) == 2
    with pytest.raises(Conflict):
        drafts.approve(by=chief, draft=draft)


def test_only_an_office_of_the_whole_place_puts_it_in_force(author):
    draft = drafts.submit(by=author, draft=draft_of(author, shorter(written())))
    with pytest.raises(NotAllowed):
        drafts.approve(by=agencies.staff(Role.CHIEF_APPROVER, agencies.COUNTY), draft=draft)
    assert months(LATER) == 3


def test_a_county_may_propose_and_another_province_may_not():
    county = agencies.staff(Role.COUNTY_OFFICER, agencies.COUNTY)
    assert draft_of(county, written()).state == "draft"
    far = agencies.staff(Role.PROVINCE_OFFICER, agencies.OTHER_PROVINCE)
    with pytest.raises(NotAllowed):
        drafts.begin(by=far, pack="dali", text=written(), rule="DL-8")
    with pytest.raises(NotAllowed):
        drafts.begin(
            by=agencies.staff(Role.TOWNSHIP_CLERK, agencies.TOWNSHIP), pack="dali", text=""
        )
    with pytest.raises(NotAllowed):
        drafts.begin(by=county, pack="toy", text="")


def test_a_failing_example_keeps_it_from_being_submitted(author):
    text = written().replace("value: 3,", "value: 2,")
    draft = draft_of(author, text)
    with pytest.raises(Refusal, match="样例 '只满两个月'"):
        drafts.submit(by=author, draft=draft)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_what_else_keeps_it_from_being_submitted(author, chief):
    stranger = agencies.staff(Role.CITY_OFFICER, agencies.CITY)
    with pytest.raises(NotAllowed):
        drafts.submit(by=stranger, draft=draft_of(author, written()))
    with pytest.raises(Refusal, match="已经过去"):
        drafts.submit(by=author, draft=draft_of(author, written(), day=TODAY - timedelta(days=1)))
    with pytest.raises(Refusal):
        drafts.submit(by=author, draft=draft_of(author, written(), day=None))
    first, second = draft_of(author, shorter(written())), draft_of(author, written())
    drafts.approve(by=chief, draft=drafts.submit(by=author, draft=first))
    with pytest.raises(Conflict, match="DL-8"):
        drafts.submit(by=author, draft=second)


def test_submitted_words_stand_fast(author, chief):
    draft = drafts.submit(by=author, draft=draft_of(author, shorter(written())))
    with pytest.raises(Conflict):
        drafts.save(by=author, draft=draft, text="x", reason="x", from_day=LATER)
    with pytest.raises(Refusal):
        drafts.refuse(by=chief, draft=draft, remark=" ")
    drafts.refuse(by=chief, draft=draft, remark="依据不足")
    draft.refresh_from_db()
    assert (draft.state, draft.remark) == ("refused", "依据不足")
    assert months(LATER) == 3
    acts = list(Event.objects.filter(subject_type="ruledraft").values_list("act", flat=True))
    assert {"rules.submitted", "rules.refused"} <= set(acts)


def test_withdrawn_before_its_day_only(author, chief):
    draft = in_force(author, chief, shorter(written()))
    drafts.withdraw(by=author, draft=draft)
    assert months(LATER) == 3
    draft = in_force(author, chief, shorter(written()), TODAY)
    with pytest.raises(Conflict):
        drafts.withdraw(by=author, draft=draft)
    assert months(TODAY) == 2


def test_a_value_without_yaml_and_a_second_change_on_top(author, chief):
    change = NewValue("other_province", "900元", LATER, "provincial", "州人社局〔2026〕9号")
    draft = drafts.change_value(
        by=author, pack="dali", rule="DL-8", change=change, reason="州里下文"
    )
    drafts.approve(by=chief, draft=drafts.submit(by=author, draft=draft))
    at = rule_in_force("dali", "DL-8", LATER).parameters["other_province"].at(LATER)
    assert (at.value, at.origin, at.source) == (90_000, "provincial", "州人社局〔2026〕9号")
    far = date(LATER.year + 1, 1, 1)
    text = text_of(pages_of("dali", far), "DL-8")
    assert "DL-8.other_province" in text and not tried("dali", text, far).mistakes
    in_force(author, chief, shorter(text), far)
    rule = rule_in_force("dali", "DL-8", far)
    assert rule.parameters["other_province"].at(far).value == 90_000
    assert months(far) == 2
    assert len(live("dali").dated["DL-8"]) == 3


def test_beside_a_wording_to_come_only_what_is_written_differs(author, chief):
    in_force(author, chief, shorter(written()))
    text = shorter(written()).replace(" 500 yuan", " 600 yuan")
    found = tried("dali", text, LATER, only="DL-8")
    old = whole_wording("dali", "DL-8", LATER)
    assert live("dali").rule("DL-8", LATER).valid[0] == LATER and old.valid[0] < LATER
    parts = beside(old, live("dali"), found.rule, found.pack, LATER)
    assert [each.part for each in parts] == ["标准“省内县外务工补助”"]
    assert "500元" in parts[0].old[0] and "600元" in parts[0].new[0]


def test_a_value_of_the_wrong_kind_is_refused(author):
    change = NewValue("other_province", "九百", LATER, "provincial", "x")
    with pytest.raises(Refusal, match="不是金额"):
        drafts.change_value(by=author, pack="dali", rule="DL-8", change=change, reason="x")
    assert not RuleDraft.objects.exists()


def test_a_new_rule(author, chief):
    text = written().replace("  DL-8:", "  DL-88:").replace("excludes: [DL-4]", "excludes: []")
    draft = draft_of(author, text, rule="")
    drafts.approve(by=chief, draft=drafts.submit(by=author, draft=draft))
    assert live("dali").rule("DL-88", LATER)
    assert live("dali").rule("DL-88", LATER - timedelta(days=1)) is None
    assert "DL-88" in live("dali").rules


def test_a_condition_says_the_value_that_the_draft_gives(author, chief):
    in_force(author, chief, shorter(written()))
    told = [
        rule_in_force("dali", "DL-8", day).worded(day).conditions[-1].text["zh"]
        for day in (TODAY, LATER)
    ]
    assert told == ["稳定就业3个月以上", "稳定就业2个月以上"]


def test_who_can_approve_is_named(author, chief, client):
    beyond = agencies.staff(Role.CHIEF_APPROVER, agencies.COUNTY)  # a part of the place only
    gone = agencies.staff(Role.CHIEF_APPROVER, agencies.CITY)
    gone.is_active = False
    gone.save()
    agencies.staff(Role.APPROVER, agencies.CITY)
    draft = drafts.submit(by=author, draft=draft_of(author, shorter(written())))
    assert deciders(draft) == [chief] and beyond not in deciders(draft)
    client.force_login(author, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("rules:draft", args=[draft.pk])).content.decode()
    assert "谁能批准" in page and chief.full_name in page and chief.office.name in page
    Staff.objects.filter(pk=chief.pk).update(is_active=False)
    page = client.get(reverse("rules:draft", args=[draft.pk])).content.decode()
    assert "目前没有人" in page


def test_two_packs_compared_say_that_approved_drafts_count(author, chief):
    def compared(*words: str) -> str:
        out = StringIO()
        call_command("packs_diff", *words, stdout=out)
        return out.getvalue()

    files = str(settings.PACKS_DIR / "dali")
    assert compared("dali", files) == "The rules are the same.\n"
    draft = in_force(author, chief, shorter(written()))
    told = compared("dali", files)
    assert told.startswith(
        f"dali is taken with what is approved at the rules desk: drafts {draft.pk}"
    )
    assert "(DL-8)" in told and "valid" in told.split("DL-8", 2)[2]
    assert compared(files, files) == "The rules are the same.\n"
