"""A workbook of invented people, 20 columns, as a county's ledger looks when it is clean."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import xlsxwriter

HEADERS = (
    "姓名", "身份证号", "性别", "出生日期", "民族", "文化程度", "联系电话", "户籍地", "户号",
    "与户主关系", "家庭住址", "务工单位", "从事行业", "工种", "务工地点", "月工资", "务工开始时间",
    "劳动合同", "参保情况", "备注",
)  # fmt: skip
FIELDS = (
    "name", "id_number", "sex", "birth_date", "ethnicity", "education", "phone", "home_place",
    "household_no", "relation_to_head", "address", "employer", "industry", "occupation",
    "work_place", "wage", "start_date", "contract", "insurance", "remark",
)  # fmt: skip
SURNAMES, GIVEN = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗",
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超",
)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
WORK = ("广东省深圳市", "浙江省杭州市", "云南省昆明市", "上海市", "广东省东莞市")


def write_workbook(path: Path, rows: int, *, county: int = 532932, seed: int = 1) -> None:
    """Write ``rows`` people of one county, in the order of their villages, as registers are."""
    from rongcheng.places.gazetteer import Gazetteer

    places = Gazetteer.load()
    villages = [
        places.full_name(v) for t in places.children(county * 10**6) for v in places.children(t)
    ]
    rng = np.random.default_rng(seed)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("花名册")
    sheet.write_row(0, 0, HEADERS)
    seen: set[str] = set()
    for at in range(1, rows + 1):
        village = villages[(at - 1) * len(villages) // rows]
        sheet.write_row(at, 0, _person(rng, county, village, at, seen))
    book.close()


def _person(rng, county: int, village: str, at: int, seen: set[str]) -> list[object]:
    number = ""
    while not number or number in seen:
        born = date.fromordinal(date(1960, 1, 1).toordinal() + int(rng.integers(0, 16000)))
        body = f"{county}{born:%Y%m%d}{rng.integers(0, 1000):03d}"
        total = sum(int(c) * w for c, w in zip(body, WEIGHTS, strict=True))
        number = body + "10X98765432"[total % 11]
    seen.add(number)
    name = rng.choice(list(SURNAMES)) + "".join(rng.choice(list(GIVEN), 2))
    return [
        name, number, "男" if int(number[16]) % 2 else "女", born.isoformat(), "汉族", "初中",
        f"199{rng.integers(0, 10**8):08d}", village, str(at // 3), "户主" if at % 3 == 0 else "子",
        f"{at % 50}号", f"某某电子厂{at % 400}", "制造业", "普工", WORK[at % 5],
        int(rng.integers(30, 90)) * 100, "2024-03-01", "是", "养老保险", "",
    ]  # fmt: skip
