"""What a new rule starts from: a page that reads well once its words are replaced."""

from __future__ import annotations

from django.utils import timezone

from rongcheng.rulekit.rules import RulePack

PAGE = """\
notice: {notice}
origin: seed            # 谁定的：seed 文件、law 法律政策、provincial 省市、default 平台默认
subject: person         # 管谁的：person 个人、household 家庭、employer 单位、placement 有组织输出
where: home             # 哪个地点要在本地：home 户籍地、host 工作地；不限写 everywhere
valid: {{from: {day}}}

rules:
  {id}:
    title: {{zh: 新政策名称, en: title of the new rule}}
    clause: "{clause}"
    parameters:
      least_months:
        title: {{zh: 最少务工月数, en: least months of work}}
        unit: months
        values: [{{from: {day}, value: 3, origin: seed, source: 写明依据}}]
    conditions:
      - {{id: months, text: {{zh: "已连续务工满{{least_months}}", en: "has worked {{least_months}} in a row"}}, when: months_in_row >= least_months}}
    outcome:
      kind: cash          # cash 现金 loan 贷款 support 个案核定 relief 减免 post 岗位 service 服务
      frequency: yearly   # once 一次 yearly 每年 monthly 每月 each 每次
      text: {{zh: 每年500元, en: 500 yuan a year}}
      amount: yuan(500)
    documents:
      - {{zh: 务工证明, en: certificate of work}}
    examples:
      - name: {{zh: 满三个月, en: three months}}
        given: {{home: {place}, months_in_row: 3}}
        outcome: eligible
        amount: 500 yuan
      - {{name: {{zh: 只满两个月, en: two months}}, like: three months, given: {{months_in_row: 2}}, outcome: not, fails: [months]}}
"""  # noqa: E501 (as a pack is written)


def template_for(pack: RulePack) -> str:
    """A page for a new rule of a pack, under its first notice, that holds together as it is."""
    own = [notice for notice in pack.notices.values() if notice.pack == pack.name]
    notice = (own or list(pack.notices.values()))[0]
    stem = next((id.rpartition("-")[0] for id in pack.rules), "") or pack.name.upper()
    number = 1
    while f"{stem}-{number}" in pack.rules:
        number += 1
    return PAGE.format(
        notice=notice.name, day=timezone.localdate().isoformat(), id=f"{stem}-{number}",
        clause=next(iter(notice.clauses)), place=(pack.place or 0) + 1_001_002,
    )  # fmt: skip
