"""Ledgers as villages have them, with their mistakes, to try the check-up on."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..population import Population
from . import books, messy
from .cast import cast_of

BOOKS = (
    ("1-两行表头和合计.xlsx", books.two_line_header, "标题行、两行合并表头、小计和合计行、填表人；"
     "新人和登记库里已有的人混在一起，有3个身份证号错一位、1个电话少一位"),
    ("2-去年的台账.xlsx", books.last_year, "上一份台账去年的版本：人大多相同，工作和电话是去年的"),
    ("3-身份证号被改坏.xlsx", messy.broken_ids,
     "身份证号：科学计数法（4.3E+17）、末三位变成000、带空格、"
     "小写x、全角数字、15位老号码、相邻两位颠倒、位数不够"),
    ("4-一户多人同上.xlsx", books.households, "三行表头，按户登记：户主姓名合并单元格、“同上”、"
     "与户主关系，留守老人和儿童"),
    ("5-各村一张表.xlsx", books.sheets_of_villages,
     "封面说明、每村一张工作表，各村表头叫法不同、列序不同，"
     "还有一张隐藏的草稿"),
    ("6-日期工资各写各的.xlsx", messy.free_hand,
     "出生日期写成1987.3、87年3月、Excel日期、19870305；"
     "工资写成5千、4500元、3000-4000；有的出生日期和身份证号不一致"),
    ("7-导出的名单.csv", messy.old_csv, "GB18030编码的CSV：电话带横线和空格、没有性别列、"
     "在广东等地务工的多"),
    ("8-和登记库重叠.xlsx", books.overlapping, "都是登记库里已有的人：换了电话、换了工作，"
     "几个没有身份证号或名字写了同音字"),
    ("9-重复行.xlsx", messy.repeated_rows,
     "同一人在表里出现两次：有的完全一样，有的互相矛盾；夹着空行"),
)  # fmt: skip


def write(population: Population, folder: Path, seed: int, county: int) -> list[Path]:
    """Write the ledgers and a README that tells what each tries; returns their paths.

    Args:
        population: who is in the registry.
        folder: where to write; files of the same names are replaced.
        seed: equal seeds give equal ledgers.
        county: 12-digit code of the county whose first township keeps these ledgers.
    """
    folder.mkdir(parents=True, exist_ok=True)
    cast = cast_of(population, county, seed)
    written: list[Path] = []
    for name, make, _tries in BOOKS:
        make(folder / name, cast, np.random.default_rng([seed, len(written)]))
        written.append(folder / name)
    lines = [f"- {name}：{tries}。" for name, _make, tries in BOOKS]
    text = (
        f"这些台账都是虚构的（{cast.label}），用来试台账检查。每份故意弄乱的地方：\n\n"
        + "\n".join(lines)
        + f"\n\n试一试：rongcheng ledger check {BOOKS[0][0]} "
        + f"--place {cast.township} --out 批注.xlsx\n"
    )
    (folder / "说明.txt").write_text(text, encoding="utf-8")
    return written
