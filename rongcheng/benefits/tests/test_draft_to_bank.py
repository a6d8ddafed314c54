"""In each jurisdiction one benefit from the draft of its rule to the bank's answer."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from rongcheng.agencies.packs import load_pack
from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.benefits.events import Stage
from rongcheng.benefits.services import applying, bankanswers, budgets, notices, paying, reviewing
from rongcheng.benefits.services.applying import Request
from rongcheng.benefits.services.decisions import recompute
from rongcheng.places.codes import level_of
from rongcheng.places.models import Place
from rongcheng.rulekit.sources import text_of
from rongcheng.rules.packs import in_files, pages_of
from rongcheng.rules.services import drafts

from . import factories, money

pytestmark = pytest.mark.django_db

NEW = """\
rules:
  {id}:
    title: {{zh: 一次性外出务工交通补助（县级）, en: travel allowance of the county}}
    notice: {notice}
    clause: "{clause}"
    origin: default
    subject: person
    where: home
    valid: {{from: {day}}}
    parameters:
      least_months:
        unit: months
        values: [{{from: {day}, value: 3, origin: default, source: 各地通行做法}}]
    conditions:
      - {{id: poverty, text: {{zh: 脱贫劳动力, en: lifted out of poverty}}, when: poverty_status = 'alleviated'}}
      - {{id: months, text: {{zh: 稳定就业满3个月, en: three months of work}}, when: months_in_row >= least_months}}
    outcome: {{kind: cash, frequency: yearly, amount: yuan(600), text: {{zh: 每年600元, en: 600 yuan a year}}}}
    examples:
      - {{name: three, given: {{home: {home}, poverty_status: alleviated, months_in_row: 3}}, outcome: eligible, amount: 600 yuan}}
      - {{name: two, like: three, given: {{months_in_row: 2}}, outcome: not, fails: [months]}}
"""  # noqa: E501


OFFICER = {"province": Role.PROVINCE_OFFICER, "prefecture": Role.CITY_OFFICER}


def changed(pack: str, rule: str, *pairs: tuple[str, str]) -> str:
    """The words of a rule of a pack with some of them replaced."""
    text = text_of(pages_of(pack, in_files(pack).rules[rule].valid[0]), rule)
    for old, new in pairs:
        assert old in text, (old, text)
        text = text.replace(old, new)
    return text


def cases() -> dict[str, tuple]:
    """For each pack: county, rule, the draft's words, what is stated, the amount in yuan."""
    today = timezone.localdate()
    return {
        "dali": (
            532932000000, "DL-8", {}, 1200,
            lambda: changed("dali", "DL-8", ("value: 1000 yuan", "value: 1200 yuan"),
                            ("amount: 1000 yuan", "amount: 1200 yuan")),
        ),
        "baotou": (
            150222000000, "BT-4",
            {"training_in_key_catalogue": True, "training_certified": True,
             "training_standard": 150_000},
            1800,
            lambda: changed("baotou", "BT-4", ("to: 2023-12-31", "to: 2027-12-31")),
        ),
        "shaoxing": (
            330624000000, "SX-3", {"training_certified": True, "training_standard": 250_000}, 2000,
            lambda: changed("shaoxing", "SX-3", ("amount: training_standard",
                            "amount: training_standard\n      cap: yuan(2000)")),
        ),
        "huangshan": (
            341021000000, "HS-9", {}, 600,
            lambda: NEW.format(id="HS-9", day=today, clause="二(四)", home=341021100001,
                               notice="黄山市开展县域农民工市民化质量提升行动实施方案"),
        ),
        "hunan": (
            430626000000, "HN-9", {}, 600,
            lambda: NEW.format(id="HN-9", day=today, clause="三(三)5", home=430626100001,
                               notice="湘就农发〔2020〕6号"),
        ),
    }  # fmt: skip


@pytest.mark.parametrize("pack", ["dali", "baotou", "shaoxing", "huangshan", "hunan"])
def test_from_the_draft_of_a_rule_to_the_money(pack):
    county, rule, said, yuan, text = cases()[pack]
    with translation.override("zh-hans"):
        _in_force(pack, rule, text(), load_pack(pack).place)
    application = _applied(pack, rule, said, county)
    assert application.amount == yuan * 100
    officer = agencies.staff(Role.COUNTY_OFFICER, county)
    for step in list(application.path):
        by = officer if step == "county" else _clerk(step, application.place_id)
        reviewing.check(by=by, application=application)
    chief, finance = (
        agencies.staff(role, county) for role in (Role.CHIEF_APPROVER, Role.FINANCE_OFFICER)
    )
    budget = budgets.set_up(
        by=finance, place=Place.objects.get(pk=county), year=timezone.localdate().year,
        source="employment", document="县财社〔2026〕1号", amount=1_000_000,
    )  # fmt: skip
    reviewing.approve(by=chief, application=application)
    assert application.stage == Stage.NOTICE
    notices.take_down(now=timezone.now() + timedelta(days=20))
    application.refresh_from_db()
    assert application.stage == Stage.PAYABLE
    batch = paying.make(by=finance, budget=budget, applications=[application])
    batch = paying.sign(by=chief, batch=batch)
    _name, content = paying.fetch(by=finance, batch=batch)
    assert f"{yuan}.00" in content.decode("gb18030")
    for _twice in range(2):
        bankanswers.read(
            by=finance, batch=batch, file_name="回盘.csv",
            content=money.answer(batch, (1, "成功", "")),
        )  # fmt: skip
    application.refresh_from_db()
    assert application.stage == Stage.PAID
    for decision in application.decisions.all():
        again = recompute(decision)
        assert again.same and again.intact


def _in_force(pack: str, rule: str, text: str, place: int) -> None:
    author = agencies.staff(OFFICER[level_of(place)], place)
    chief = agencies.staff(Role.CHIEF_APPROVER, place)
    known = rule if rule in in_files(pack).rules else ""
    draft = drafts.begin(by=author, pack=pack, text=text, rule=known, reason="本地细化")
    draft = drafts.save(by=author, draft=draft, text=text, reason="本地细化",
                        from_day=timezone.localdate())  # fmt: skip
    drafts.approve(by=chief, draft=drafts.submit(by=author, draft=draft))


def _applied(pack: str, rule: str, said: dict, county: int):
    today = timezone.localdate()
    start = date(today.year - (today.month < 6), (today.month + 6) % 12 + 1, 1)
    village = county + 100_001
    where = village if pack == "shaoxing" else 440300000000
    person = factories.worker("和丽江", start=start, village=village)
    if pack == "shaoxing":
        person.spells.update(work_place_id=where, transfer_range="within_county")
    request = Request(pack, rule, "person", person.pk, person, said=said,
                      account=factories.account(person))  # fmt: skip
    return applying.apply(by=factories.TestWorker(person), request=request)


def _clerk(step: str, place: int):
    role = {"village": Role.VILLAGE_CLERK, "township": Role.TOWNSHIP_CLERK}[step]
    code = place if step == "village" else place // 1000 * 1000
    return agencies.staff(role, code)
