"""Ledgers that are in order but hard to read: their layout, their overlap, their many names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from .cast import Cast
from .paper import Page, workbook

# A character, and another that sounds the same.
_HEARD = "秀绣 英瑛 华桦 明铭 军君 丽莉 芳方 伟玮 红虹 玉钰 梅玫 云芸 平萍 志智 建健"
_ALIKE = {pair[0]: pair[1] for pair in _HEARD.split()}
_FAMILIES = 16


def wrong_digit(number: str, at: int = 15) -> str:
    """The number with one digit changed, so that its check character no longer fits."""
    return number[:at] + str((int(number[at]) + 3) % 10) + number[at + 1 :]


def former(phone: str) -> str:
    """Another number in the range that marks invented people."""
    return phone[:3] + phone[7:] + phone[3:7]


def working(frame: pl.DataFrame) -> pl.DataFrame:
    """Those with an ID number and a work place."""
    return frame.filter(pl.col("身份证号").is_not_null() & pl.col("务工地点").is_not_null())


def _mixed(cast: Cast) -> pl.DataFrame:
    return pl.concat([working(cast.new).head(44), working(cast.known).head(14)]).sort("村")


def two_line_header(path: Path, cast: Cast, rng: np.random.Generator) -> None:
    groups = [
        ("序号", ()), ("姓名", ()), ("性别", ()), ("身份证号", ()), ("民族", ()), ("文化程度", ()),
        ("户籍地", ("乡镇", "村")), ("联系电话", ()),
        ("务工情况", ("务工地点", "务工单位", "工种", "月工资（元）", "外出时间")), ("备注", ()),
    ]  # fmt: skip
    people = _mixed(cast)
    with workbook(path) as book:
        page = Page(book, "外出务工台账", (5, 9, 5, 21, 8, 8, 10, 18, 13, 18, 26, 12, 9, 12, 12))
        page.title(f"{cast.label}2026年农村劳动力外出务工台账", 14)
        page.line(["填报单位（盖章）：" + cast.label, *[""] * 10, "单位：人、元"])
        page.grouped_header(groups)
        number = 0
        for (village,), group in people.group_by("村", maintain_order=True):
            for row in group.iter_rows(named=True):
                number += 1
                identity, phone = row["身份证号"], row["联系电话"]
                identity = wrong_digit(identity) if number in (7, 19, 33) else identity
                phone = phone[:-1] if number == 11 and phone else phone
                page.line([number, row["姓名"], row["性别"], identity, row["民族"],
                           row["文化程度"], row["乡镇"], village, phone, row["务工地点"],
                           row["务工单位"], row["工种"], _yuan(row), row["start"], ""])  # fmt: skip
            page.line(["小计", f"{group.height}人", *[""] * 12])
        page.line(["合计", f"{people.height}人", *[""] * 12])
        page.line(["填表人：", "", "", "审核人：", "", "", "填表日期：2026年2月10日"])


def last_year(path: Path, cast: Cast, rng: np.random.Generator) -> None:
    """Most of the same people a year before: less pay, some phones that they have no longer."""
    people = _mixed(cast).sample(fraction=0.85, seed=5, shuffle=False)
    header = ["序号", "姓名", "身份证号码", "性别", "所在村", "电话", "在哪打工", "干什么", "工资"]
    with workbook(path) as book:
        page = Page(book, "2025", (5, 9, 21, 5, 18, 13, 18, 12, 8))
        page.title(f"{cast.label}2025年外出务工人员花名册", 9)
        page.header(header)
        for number, row in enumerate(people.iter_rows(named=True), 1):
            phone = row["联系电话"]
            if phone and rng.random() < 0.3:
                phone = former(phone)
            wage = _yuan(row)
            page.line([number, row["姓名"], row["身份证号"], row["性别"], row["村"], phone,
                       row["务工地点"], row["工种"], wage and round(wage * 0.95, -2)])  # fmt: skip


def households(path: Path, cast: Cast, rng: np.random.Generator) -> None:
    families = pl.len().over("household").is_between(2, 6)
    people = cast.new.filter(families).sort("household", "person")
    village = people["村"].mode().sort()[0]  # household numbers mean something within one village
    people = people.filter(pl.col("村") == village)
    people = people.filter(pl.col("household").rank("dense") <= _FAMILIES)
    leaves = ["序号", "户主姓名", "户号", "村民小组", "姓名", "与户主关系", "性别", "身份证号",
              "民族", "是否在外务工", "务工地点", "从事工种", "联系电话", "是否脱贫户"]  # fmt: skip
    with workbook(path) as book:
        page = Page(book, "家庭成员", (5, 10, 8, 10, 10, 10, 5, 21, 8, 8, 18, 12, 13, 10))
        page.title(f"{cast.label}{village}农村劳动力资源“一户一表”", len(leaves))
        page.sheet.merge_range(1, 0, 1, 3, "户信息", page.head)
        page.sheet.merge_range(1, 4, 1, 8, "家庭成员信息", page.head)
        page.sheet.merge_range(1, 9, 1, 13, "务工情况（不在外务工的不填）", page.head)
        page.row = 2
        page.header(leaves)
        for number, (_, family) in enumerate(people.group_by("household", maintain_order=True), 1):
            _family(page, number, family)


def _family(page: Page, number: int, family: pl.DataFrame) -> None:
    """A household's rows: its own cells merged, what repeats written as 同上."""
    top, head = page.row, family.row(0, named=True)
    for at, row in enumerate(family.iter_rows(named=True)):
        away = row["务工地点"] is not None
        same = at > 0 and row["民族"] == head["民族"]
        page.line(["", "", "", "", row["姓名"], row["与户主关系"], row["性别"], row["身份证号"],
                   "同上" if same else row["民族"], "是" if away else "否",
                   row["务工地点"], row["工种"],
                   "同上" if at and row["联系电话"] == head["联系电话"] else row["联系电话"],
                   "同上" if at else row["是否脱贫户"]])  # fmt: skip
    group = head["家庭住址"].split("组")[0][-1] + "组"
    for column, value in enumerate((number, head["姓名"], head["户号"], group)):
        page.sheet.merge_range(top, column, page.row - 1, column, value, page.plain)


def sheets_of_villages(path: Path, cast: Cast, rng: np.random.Generator) -> None:
    layouts = [
        (["编号", "名字", "公民身份号码", "手机号", "务工去向", "现务工单位"],
         ["姓名", "身份证号", "联系电话", "务工地点", "务工单位"]),
        (["姓名（务工人员）", "男女", "联系方式", "身份证", "打工地", "从事何种工作",
          "月收入（元）"],
         ["姓名", "性别", "联系电话", "身份证号", "务工地点", "工种", "月工资"]),
        (["序号", "家庭成员姓名", "出生年月", "证件号码", "电话", "就业地点", "岗位"],
         ["姓名", "出生日期", "身份证号", "联系电话", "务工地点", "工种"]),
    ]  # fmt: skip
    people = working(cast.new).tail(300)
    villages = people.group_by("村").len().sort("len", "村", descending=[True, False])["村"]
    with workbook(path) as book:
        cover = Page(book, "填表说明", (60,))
        for text in ("填表说明", "1. 每村一张表，由村协理员填写。", "2. 身份证号请核对后填写。",
                     "3. 每月25日前报乡镇。"):  # fmt: skip
            cover.line([text])
        for number, village in enumerate(villages.head(6)):
            header, columns = layouts[number % len(layouts)]
            page = Page(book, village[:28], (8, 12, 21, 16, 18, 24, 12))
            page.title(f"{village}务工人员登记表", len(header))
            page.header(header)
            rows = people.filter(pl.col("村") == village).select(columns).head(15)
            counted = header[0] in ("编号", "序号")
            for at, row in enumerate(rows.iter_rows(), 1):
                page.line([at, *row] if counted else row)
        draft = Page(book, "草稿", (10, 10))
        draft.line(["不要了", "去年的"])
        draft.sheet.hide()


def overlapping(path: Path, cast: Cast, rng: np.random.Generator) -> None:
    """People of the registry again, each a little different from what it has."""
    people = working(cast.known).slice(14, 60)
    header = [
        "姓名",
        "性别",
        "出生日期",
        "身份证号",
        "所属村",
        "新电话",
        "务工地点",
        "单位名称",
        "工种",
    ]
    with workbook(path) as book:
        page = Page(book, "Sheet1", (10, 5, 12, 21, 18, 13, 18, 24, 12))
        page.header(header)
        for at, row in enumerate(people.iter_rows(named=True)):
            name, identity, phone = row["姓名"], row["身份证号"], row["联系电话"]
            if at % 9 == 4:
                identity = None
            if at % 9 == 7:
                name = name[0] + "".join(_ALIKE.get(c, c) for c in name[1:])
                identity = None
            if at % 4 == 0 and phone:
                phone = former(phone)
            moved = at % 5 == 2
            page.line([name, row["性别"], row["born"], identity, row["乡镇"] + row["村"], phone,
                       "昆明市官渡区" if moved else row["务工地点"],
                       None if moved else row["务工单位"], row["工种"]])  # fmt: skip


def _yuan(row: dict[str, Any]) -> int | None:
    return row["fen"] // 100 if row["fen"] else None
