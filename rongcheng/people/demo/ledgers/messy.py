"""Ledgers whose cells are spoilt: by Excel, by haste, by every clerk's own way of writing."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import numpy as np

from .books import working, wrong_digit
from .cast import Cast
from .paper import Page, workbook

_EPOCH = date(1899, 12, 30)
_WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def broken_ids(path: Path, cast: Cast, rng: np.random.Generator) -> None:
    """Each row's ID number spoilt in one of the ways that happen; every third is right."""
    people = working(cast.new).slice(60, 45)
    with workbook(path) as book:
        page = Page(book, "名册", (5, 10, 5, 14, 24, 14, 18))
        page.title(f"{cast.label}务工人员身份信息核对表", 7)
        page.header(["序号", "姓名", "性别", "出生日期", "身份证号", "联系电话", "务工地点"])
        for at, row in enumerate(people.iter_rows(named=True)):
            page.line([at + 1, row["姓名"], row["性别"], row["出生日期"],
                       _spoilt(row["身份证号"], at), row["联系电话"], row["务工地点"]])  # fmt: skip


def _spoilt(number: str, at: int) -> object:
    swapped = number[:14] + number[15] + number[14] + number[16:]
    ways: list[object] = [
        float(int(number[:15]) * 1000),  # what Excel keeps of a long number
        f"{number[:6]} {number[6:14]} {number[14:]}",
        number.translate(_WIDE),
        number.lower() if number.endswith("X") else "'" + number,
        number[:6] + number[8:17] if number[6:8] == "19" else number,
        swapped if swapped != number else wrong_digit(number, 14),
        wrong_digit(number, 12),
        number[:-1],
        f"{int(number[:15]) / 10**14:.5f}E+17",
        number + "（已核）",
    ]
    return number if at % 3 == 2 else ways[(at - at // 3) % len(ways)]


def free_hand(path: Path, cast: Cast, rng: np.random.Generator) -> None:
    """Dates and wages in every form; the birth date of some is not that of their ID number."""
    people = working(cast.new).slice(110, 48)
    header = [
        "姓名",
        "身份证号",
        "出生年月",
        "是否签合同",
        "外出务工时间",
        "工资（月）",
        "务工地点",
        "从事行业",
    ]
    with workbook(path) as book:
        page = Page(book, "摸底表", (10, 21, 14, 10, 14, 14, 18, 14))
        page.title("春节返乡人员摸底表", len(header))
        page.title("（请如实填写，联系村委会）", len(header), size=10)
        page.header(header)
        for at, row in enumerate(people.iter_rows(named=True)):
            born = row["born"].replace(year=row["born"].year - 2) if at % 12 == 5 else row["born"]
            page.line([row["姓名"], row["身份证号"], _day(born, at), row["是否签订劳动合同"],
                       _day(row["start"], at + 3), _wage(row["fen"], at), row["务工地点"],
                       row["从事行业"]])  # fmt: skip


def _day(day: date, at: int) -> object:
    ways = [
        f"{day.year}.{day.month}", f"{day.year % 100:02d}年{day.month}月", day,
        day.strftime("%Y%m%d"), f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        day.strftime("%Y-%m-%d"), f"{day.year}-{day.month}", (day - _EPOCH).days,
    ]  # fmt: skip
    return ways[at % len(ways)]


def _wage(fen: int | None, at: int) -> object:
    if not fen:
        return "不固定" if at % 2 else None
    yuan = fen // 100
    ways = [f"{yuan}元", f"{yuan / 1000:g}千", f"{yuan - 500}-{yuan + 500}", yuan, f"{yuan:,}",
            f"{yuan / 10000:g}万", f"约{yuan}"]  # fmt: skip
    return ways[at % len(ways)]


def old_csv(path: Path, cast: Cast, rng: np.random.Generator) -> None:
    people = working(cast.new).slice(165, 60)
    with path.open("w", encoding="gb18030", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(
            ["序号", "姓名", "证件号码", "联系电话", "户籍村", "就业地", "用工单位", "月工资"]
        )
        for at, row in enumerate(people.iter_rows(named=True), 1):
            phone = row["联系电话"] or ""
            if at % 3 == 0:
                phone = f"{phone[:3]}-{phone[3:7]}-{phone[7:]}"
            elif at % 3 == 1:
                phone = f" {phone[:3]} {phone[3:7]} {phone[7:]}"
            lines.writerow([at, row["姓名"], row["身份证号"], phone, row["乡镇"] + row["村"],
                            row["务工地点"], row["务工单位"], row["月工资"]])  # fmt: skip


def repeated_rows(path: Path, cast: Cast, rng: np.random.Generator) -> None:
    """The same people two times: some rows equal, some with another birthday, sex or place."""
    people = list(working(cast.new).slice(230, 30).iter_rows(named=True))
    rows = people + [people[i] for i in (2, 5, 8)]
    rows += [people[11] | {"性别": "女" if people[11]["性别"] == "男" else "男"}]
    rows += [people[14] | {"务工地点": "上海市浦东新区", "工种": "保安"}]
    rows += [people[17] | {"姓名": people[17]["姓名"][0] + "小满"}]
    header = ["姓名", "性别", "身份证号", "联系电话", "村", "务工地点", "工种"]
    with workbook(path) as book:
        page = Page(book, "汇总", (10, 5, 21, 13, 18, 18, 12))
        page.title(f"{cast.label}务工人员汇总表（各组上报）", len(header))
        page.header(header)
        for at, row in enumerate(rows, 1):
            page.line([row[name] for name in header])
            if at % 12 == 0:
                page.line([""] * len(header))
        page.line(["合计", "", f"{len(rows)}人"])
