"""Pages of the rules desk: found, read, written, tried, decided; nothing for strangers."""

from __future__ import annotations

import shutil
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.rulekit.sources import text_of
from rongcheng.rules import tasks
from rongcheng.rules.models import RuleDraft, RuleTrial
from rongcheng.rules.packs import live, pages_of, rule_in_force
from rongcheng.rules.tests import factories

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LATER = TODAY + timedelta(days=10)


@pytest.fixture(autouse=True)
def snapshots(settings, tmp_path):
    settings.SNAPSHOT_DIR = tmp_path


def log_in(client, role: str, code: int):
    staff = agencies.staff(role, code)
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return staff


def shown(client, name: str, *args: object, **query: object) -> str:
    answer = client.get(reverse(f"rules:{name}", args=args), query)
    assert answer.status_code == 200, answer.content.decode()[-600:]
    return answer.content.decode()


def test_a_rule_is_found_by_its_clause_its_paper_and_its_condition(client):
    log_in(client, Role.LEADER, agencies.COUNTY)
    for words in ("交通补助", "DL-8", "收入证明", "稳定就业3个月", "大理州 交通"):
        assert "一次性外出务工交通补助" in shown(client, "list", q=words), words
    assert "没有规则含有全部这些词" in shown(client, "list", q="火星移民")


def test_every_rule_of_every_pack_has_a_page(client):
    log_in(client, Role.COUNTY_OFFICER, agencies.COUNTY)
    for name in ("dali", "baotou", "shaoxing", "hunan", "huangshan", "toy", "national"):
        assert "没有错误" in shown(client, "pack", name)
        for id, rule in live(name).rules.items():
            page = shown(client, "rule", name, id)
            assert rule.title["zh"] in page and rule.notice in page and rule.version in page


def test_a_default_never_looks_like_the_notice(client):
    log_in(client, Role.COUNTY_OFFICER, agencies.COUNTY)
    page = shown(client, "rule", "dali", "DL-8")
    assert "平台默认值，待确认" in page and "文件规定" in page
    assert "稳定就业3个月以上" in page and "months_in_row &gt;= least_months" in page
    assert "“连续务工月数” ≥ 3个月" in page


def test_examples_and_their_places_have_names(client):
    log_in(client, Role.COUNTY_OFFICER, agencies.COUNTY)
    page = shown(client, "rule", "dali", "DL-8")
    assert "只满两个月" in page and "two months" not in page
    assert "户籍地：532932001002" not in page and "鹤庆县 532932001002" in page


def test_facts_with_codes_and_the_rules_that_ask_for_them(client):
    log_in(client, Role.COUNTY_OFFICER, agencies.COUNTY)
    page = shown(client, "facts", pack="dali", subject="person", q="转移就业")
    assert "transfer_range" in page and "跨省" in page and "DL-8" in page


def test_two_packs_compared(client):
    log_in(client, Role.COUNTY_OFFICER, agencies.COUNTY)
    page = shown(client, "diff", a="dali", b="baotou")
    assert "DL-8" in page and "BT-1" in page
    assert "规则相同" in shown(client, "diff", a="dali", b="dali")


def shorter(text: str) -> str:
    for old, new in (("value: 3,", "value: 2,"), ("months_in_row: 2}", "months_in_row: 1}")):
        text = text.replace(old, new)
    return text


def test_from_draft_to_force_by_two_persons(client):
    author = log_in(client, Role.CITY_OFFICER, agencies.CITY)
    answer = client.post(reverse("rules:draft_new"), {"pack": "dali", "rule": "DL-8"})
    draft = RuleDraft.objects.get()
    assert answer["Location"] == reverse("rules:draft", args=[draft.pk])
    assert "months_in_row" in shown(client, "draft", draft.pk)
    page = reverse("rules:draft", args=[draft.pk])
    given = {"text": shorter(draft.text), "reason": "州里通知", "from_day": LATER, "submit": "1"}
    assert client.post(page, given | {"text": "x: ["}).status_code == 400
    assert client.post(page, given).status_code == 302
    draft.refresh_from_db()
    assert draft.state == "submitted" and author == draft.author
    act = reverse("rules:draft_act", args=[draft.pk, "approve"])
    assert client.post(act).status_code == 403
    log_in(client, Role.CHIEF_APPROVER, agencies.CITY)
    assert "批准" in shown(client, "draft", draft.pk)
    assert client.post(act, {"remark": "同意"}).status_code == 302
    at = rule_in_force("dali", "DL-8", LATER).parameters["least_months"].at(LATER)
    assert at.value == 2
    assert "wording=2" in shown(client, "rule", "dali", "DL-8")
    answer = client.get(reverse("rules:export", args=["dali"]))
    assert answer["Content-Type"] == "application/zip" and answer.content[:2] == b"PK"


def test_mistakes_and_counts_as_one_types(client):
    log_in(client, Role.COUNTY_OFFICER, agencies.COUNTY)
    factories.worker(start=date(2026, 7, 10))  # not three months yet on 2026-08-31
    text = text_of(pages_of("dali", TODAY), "DL-8")
    url = reverse("rules:draft_try")
    wrong = client.post(url, {"pack": "dali", "text": text.replace("transfer_range <>", "rang <>")})
    assert 'data-line="' in wrong.content.decode() and "没有名为" in wrong.content.decode()
    right = client.post(
        url, {"pack": "dali", "text": shorter(text), "day": "2026-09-30", "only": "DL-8"}
    ).content.decode()
    assert "没有错误" in right and "1人新增" in right
    beside = right.partition("改动对照")[2].partition("改后的全部条件")[0]
    assert "标准“稳定就业最少月数”" in beside and "3个月（" in beside and "2个月（" in beside


def test_two_packs_are_compared_word_for_word(client, settings, tmp_path):
    shutil.copytree(settings.PACKS_DIR, tmp_path / "packs")
    settings.PACKS_DIR = tmp_path / "packs"
    shutil.copytree(tmp_path / "packs/toy", tmp_path / "packs/toy2")
    file = tmp_path / "packs/toy2/benefits/work.yaml"
    changed = file.read_text("utf-8").replace("zh: 在县外就业", "zh: 在外县就业")
    file.write_text(changed.replace("'within_county'", "'overseas'", 1), "utf-8")
    log_in(client, Role.LEADER, agencies.COUNTY)
    page = shown(client, "diff", a="toy", b="toy2")
    row = page.partition("条件“在外县就业”")[2].partition("</tr>")[0]
    assert "在县外就业" in row and "县内" in row and "境外" in row


def test_a_value_becomes_a_draft(client):
    log_in(client, Role.CITY_OFFICER, agencies.CITY)
    given = {"parameter": "other_province", "value": "900 yuan", "from_day": LATER,
             "origin": "provincial", "source": "州人社局文件", "reason": "州里下文"}  # fmt: skip
    url = reverse("rules:value", args=["dali", "DL-8"])
    assert "省外务工补助 · 1,000元 · 云南省" in client.get(url).content.decode()
    bad = client.post(url, given | {"value": "很多"})
    assert bad.status_code == 400 and "不是金额" in bad.content.decode()
    assert client.post(url, given).status_code == 302
    assert "DL-8.other_province" in RuleDraft.objects.get().text


def test_a_trial_with_its_page_its_list_and_another_beside_it(client):
    factories.worker("和晓云", start=date(2026, 7, 10))
    log_in(client, Role.COUNTY_OFFICER, agencies.COUNTY)
    url = reverse("rules:trial_new")
    given = {"pack": "dali", "rule": "DL-8", "day": "2026-09-30", "value-least_months": "2"}
    for more in ({}, {"drop": ["poverty"], "value-least_months": ""}):
        assert client.post(url, given | more).status_code == 302
    first, second = RuleTrial.objects.order_by("pk")
    assert first.title == "一次性外出务工交通补助：稳定就业最少月数 → 2"
    assert second.title == "一次性外出务工交通补助：去掉“脱贫劳动力”"
    page = shown(client, "trial", first.pk)
    assert "和*云" in page and "和晓云" not in page and "¥1,000" in page
    named = f'一次性外出务工交通补助<span class="sub figures">{first.rule}</span>'
    assert page.count(named) == 3  # before and after, by county, whom it reaches
    side = reverse("rules:trial_compare")
    answer = client.get(side, {"run": [first.pk, second.pk]})
    assert answer.status_code == 200 and "DL-8" in answer.content.decode()
    assert "一次性外出务工交通补助<span" in answer.content.decode()
    bad = client.post(url, given | {"value-least_months": "viel"})
    assert bad.status_code == 400 and "不是整数" in bad.content.decode()
    log_in(client, Role.COUNTY_OFFICER, agencies.OTHER_COUNTY)
    assert client.get(reverse("rules:trial", args=[first.pk])).status_code == 404


def test_an_approver_who_may_not_see_people_gets_no_names(client):
    factories.worker("和晓云", start=date(2026, 7, 10))
    log_in(client, Role.CITY_OFFICER, agencies.CITY)
    given = {"pack": "dali", "rule": "DL-8", "day": "2026-09-30", "value-least_months": "2"}
    client.post(reverse("rules:trial_new"), given)
    trial = RuleTrial.objects.get()
    assert "和*云" in shown(client, "trial", trial.pk)
    log_in(client, Role.LEADER, agencies.CITY)
    assert client.get(reverse("rules:trial", args=[trial.pk])).status_code == 403


def test_drafts_of_elsewhere_are_not_found(client):
    log_in(client, Role.CITY_OFFICER, agencies.CITY)
    client.post(reverse("rules:draft_new"), {"pack": "dali", "rule": "DL-8"})
    draft = RuleDraft.objects.get()
    log_in(client, Role.PROVINCE_OFFICER, agencies.OTHER_PROVINCE)
    assert client.get(reverse("rules:draft", args=[draft.pk])).status_code == 404
    assert client.get(reverse("rules:draft_file", args=[draft.pk])).status_code == 404
    log_in(client, Role.COUNTY_OFFICER, agencies.COUNTY)  # not submitted yet: their office's own
    assert client.get(reverse("rules:draft", args=[draft.pk])).status_code == 404


def test_a_new_rule_begins_with_a_page_that_holds_together(client):
    log_in(client, Role.CITY_OFFICER, agencies.CITY)
    client.post(reverse("rules:draft_new"), {"pack": "dali", "rule": ""})
    draft = RuleDraft.objects.get()
    answer = client.post(
        reverse("rules:draft_try"), {"pack": "dali", "text": draft.text, "only": ""}
    )
    assert "没有错误" in answer.content.decode()


def test_a_trial_that_failed_says_why_and_a_running_one_since_when(client, monkeypatch):
    log_in(client, Role.COUNTY_OFFICER, agencies.COUNTY)
    monkeypatch.setattr(tasks, "start", lambda trial: None)
    given = {"pack": "dali", "rule": "DL-8", "day": "2026-09-30", "value-least_months": "2"}
    client.post(reverse("rules:trial_new"), given)
    trial = RuleTrial.objects.get()
    page = shown(client, "trial", trial.pk)
    assert "已用" in page and "每秒自动更新" in page and "重新计算" not in page
    assert "已用" in shown(client, "trial_progress", trial.pk)
    again = reverse("rules:trial_again", args=[trial.pk])
    assert client.post(again).status_code == 409
    RuleTrial.objects.update(state="failed", failure="规则在当日无效")
    page = shown(client, "trial", trial.pk)
    assert "没有算成" in page and "规则在当日无效" in page and again in page
    assert client.post(again)["Location"] == reverse(
        "rules:trial", args=[RuleTrial.objects.latest("pk").pk]
    )
