"""Time the check-up of a large ledger: read, check, mark; medians and the peak memory.

    python bench/ledger_check.py [--rows 100000] [--runs 3] [--bad 0.02] [--json]

Each run is a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import xlsxwriter

from rongcheng.people import ledger
from rongcheng.people.ledger import identity
from rongcheng.places.gazetteer import Gazetteer

HEADERS = (
    "序号", "姓名", "性别", "身份证号", "出生日期", "民族", "文化程度", "联系电话", "与户主关系",
    "户号",
    "户籍地", "家庭住址", "是否脱贫户", "务工单位", "工种", "行业", "务工地点", "月工资(元)",
    "务工时间", "备注",
)  # fmt: skip
TODAY = date(2026, 11, 1)
PLACE = 532932000000


def generate(path: Path, rows: int, bad: float) -> None:
    """Write a ledger of invented people in which a share of the rows has a mistake."""
    rng = random.Random(7)
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    page = book.add_worksheet("花名册")
    page.write_string(0, 0, "外出务工人员花名册")
    for c, header in enumerate(HEADERS):
        page.write_string(1, c, header)
    for i in range(rows):
        for c, value in enumerate(_person(rng, i, bad)):
            page.write(i + 2, c, value) if isinstance(value, int) else page.write_string(
                i + 2, c, value
            )
    book.close()


def _person(rng: random.Random, i: int, bad: float) -> list[str | int]:
    born = date.fromordinal(
        rng.randrange(date(1962, 1, 1).toordinal(), date(2007, 1, 1).toordinal())
    )
    seventeen = f"5329{rng.choice((1, 22, 32, 31, 23)):02d}{born:%Y%m%d}{rng.randrange(1000):03d}"
    number = seventeen + identity.check_character(seventeen)
    wrong = rng.random() < bad
    if wrong:
        at = rng.randrange(6, 17)
        number = number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1 :]
    surname, given = rng.choice("杨李张王赵段董和施尹"), rng.sample("秀英建国文华丽军平芳志强", 2)
    return [
        i + 1, surname + "".join(given), "男" if int(seventeen[16]) % 2 else "女", number,
        rng.choice(("{0:%Y-%m-%d}", "{0.year}.{0.month}", "{0.year}年{0.month}月")).format(born),
        rng.choice(("白族", "汉族", "彝族", "纳西族")), rng.choice(("初中", "小学", "高中",
        "大专")),
        f"1{rng.randrange(3_000_000_000, 9_999_999_999)}", rng.choice(("户主", "妻", "子", "女")),
        str(100_000 + i // 4), rng.choice(("云南省大理州鹤庆县草海镇", "鹤庆县云鹤镇",
        "鹤庆县西邑镇")),
        f"草海镇某村{rng.randrange(30)}组{rng.randrange(400)}号", rng.choice(("是", "否")),
        f"第{rng.randrange(3000)}电子有限公司", rng.choice(("普工", "焊工", "服务员", "保安")),
        rng.choice(("制造业", "建筑业", "住宿餐饮业")),
        rng.choice(("广东省深圳市", "浙江省杭州市", "昆明", "上海市浦东新区", "县内")),
        rng.choice((4500, 5000, 6200)), rng.choice(("2024.3", "2023年2月", "2025-03-01")), "",
    ]  # fmt: skip


def once(path: Path, out: Path) -> dict[str, float]:
    """Check and mark one file in this process; seconds of each step and the peak in MiB."""
    began = time.perf_counter()
    ledger.read(path)
    read = time.perf_counter()
    gazetteer = Gazetteer.load()
    gazetteer.resolve_many(["昆明"])
    ready = time.perf_counter()
    checked = ledger.check(path, place=PLACE, gazetteer=gazetteer, today=TODAY)
    done = time.perf_counter()
    ledger.mark(path, checked, out)
    marked = time.perf_counter()
    return {
        "read": read - began,
        "gazetteer": ready - read,
        "check": done - ready,
        "mark": marked - done,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "problems": checked.problems.height,
        **checked.counts,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--bad", type=float, default=0.02)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--once", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.once:
        print(json.dumps(once(*map(Path, options.once))))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.xlsx"
        generate(path, options.rows, options.bad)
        command = [sys.executable, __file__, "--once", str(path), str(Path(folder) / "marked.xlsx")]
        runs = [
            json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
            for _ in range(options.runs)
        ]
    medians = {key: round(statistics.median(run[key] for run in runs), 2) for key in runs[0]}
    if options.json:
        print(json.dumps(medians))
        return
    print(f"{options.rows:,} rows × {len(HEADERS)} columns, median of {options.runs} runs")
    for key, value in medians.items():
        print(f"{key:>10} {value:>12,}")


if __name__ == "__main__":
    main()
