"""Clauses added to notices without touching a rule: written, approved, cited, taken in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.core.errors import Conflict, NotAllowed, Refusal
from rongcheng.rulekit.sources import text_of
from rongcheng.rules.models import RuleDraft
from rongcheng.rules.packs import live, over_files, pages_of
from rongcheng.rules.paging import as_file, file_name
from rongcheng.rules.services import drafts
from rongcheng.rules.services.drafts import NewClause
from rongcheng.rules.trying import tried

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LATER = TODAY + timedelta(days=10)
NOTICE = "大理州推进县域农民工市民化质量提升行动实施方案"
ENGLISH = "a clause that came later"


@pytest.fixture
def author():
    return agencies.staff(Role.CITY_OFFICER, agencies.CITY)


@pytest.fixture
def chief():
    return agencies.staff(Role.CHIEF_APPROVER, agencies.CITY)


def added(author, chief, text: str = "新增的一条", day=LATER) -> RuleDraft:
    clause = NewClause(NOTICE, "99", text, ENGLISH, day)
    draft = drafts.add_clause(by=author, pack="dali", clause=clause, reason="州里补充通知")
    return drafts.approve(by=chief, draft=drafts.submit(by=author, draft=draft))


def citing() -> str:
    return text_of(pages_of("dali", LATER), "DL-8").replace('clause: "3"', 'clause: "99"')


def test_a_clause_alone_needs_a_second_person_and_changes_no_rule(author, chief):
    before = live("dali").rules
    draft = added(author, chief)
    assert draft.only_clauses and draft.rule == ""
    assert live("dali").notices[NOTICE].clauses["99"] == {"zh": "新增的一条", "en": ENGLISH}
    assert {id: rule.version for id, rule in live("dali").rules.items()} == {
        id: rule.version for id, rule in before.items()
    }
    other = drafts.add_clause(
        by=author, pack="dali", clause=NewClause(NOTICE, "98", "x", "", LATER), reason="x"
    )
    with pytest.raises(NotAllowed):
        drafts.approve(by=author, draft=drafts.submit(by=author, draft=other))


def test_rules_can_cite_it_from_its_day_on(author, chief):
    assert tried("dali", citing(), LATER).mistakes
    added(author, chief)
    assert not tried("dali", citing(), LATER).mistakes
    assert tried("dali", citing(), TODAY).mistakes


def test_what_a_clause_says_already_is_not_written_over(author):
    for number, notice in (("3", NOTICE), ("9", "没有的通知")):
        clause = NewClause(notice, number, "别的话", "", LATER)
        with pytest.raises(Refusal, match="另有内容|没有|已有"):
            drafts.add_clause(by=author, pack="dali", clause=clause, reason="x")
    assert not RuleDraft.objects.exists()


def test_two_that_disagree_on_later_days_are_not_both_approved(author, chief):
    added(author, chief, "一种说法", LATER)
    with pytest.raises(Conflict, match="99"):
        added(author, chief, "另一种说法", TODAY + timedelta(days=2))
    assert live("dali").notices[NOTICE].clauses["99"]["zh"] == "一种说法"


def test_what_others_build_on_is_not_withdrawn(author, chief):
    draft = added(author, chief)
    rule = drafts.begin(by=author, pack="dali", text=citing(), rule="DL-8", reason="x")
    drafts.save(by=author, draft=rule, text=citing(), reason="x", from_day=LATER)
    drafts.approve(by=chief, draft=drafts.submit(by=author, draft=rule))
    with pytest.raises(Conflict, match="DL-8"):
        drafts.withdraw(by=author, draft=draft)
    draft.refresh_from_db()
    assert draft.state == "approved" and live("dali").rule("DL-8", LATER).clause == "99"


def test_it_is_handed_out_as_a_file_of_the_pack(author, chief):
    draft = added(author, chief)
    assert over_files("dali") == [draft]
    assert file_name(draft) == f"clauses-{LATER}-{draft.pk}.yaml"
    assert f"effective: {LATER}" in as_file(draft) and "新增的一条" in as_file(draft)


def test_its_pages(client):
    staff = agencies.staff(Role.CITY_OFFICER, agencies.CITY)
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("rules:notices", args=["dali"])).content.decode()
    assert "第18条" in page and "纳入城镇住房保障" in page
    given = {"notice": NOTICE, "number": "99", "zh": "新增的一条", "from_day": LATER, "reason": "x"}
    url = reverse("rules:clause", args=["dali"])
    assert client.post(url, given | {"number": "3"}).status_code == 400
    answer = client.post(url, given)
    draft = RuleDraft.objects.get()
    assert answer["Location"] == reverse("rules:draft", args=[draft.pk])
    page = client.get(answer["Location"]).content.decode()
    assert "文件条款" in page and "试算" in page
    seen = client.post(reverse("rules:draft_try"), {"pack": "dali", "text": draft.text})
    assert "补录第99条" in seen.content.decode() and "不改动任何规则" in seen.content.decode()
    assert "文件条款" in client.get(reverse("rules:drafts")).content.decode()
