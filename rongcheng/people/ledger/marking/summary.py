"""The summary sheet: what was found, how often, and where."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from ..engine import Checked
from ..fields import FIELDS
from ..messages import TITLES
from ..tables import column_key

# Problems listed one by one; the counts above the list are always complete.
LISTED = 5_000
WIDTHS = (18, 10, 16, 24, 10, 70, 24)


class Line(NamedTuple):
    """A row of the summary: its cells, their look, and the cell of the ledger it leads to."""

    cells: tuple[str | int, ...]
    look: str = "plain"
    target: tuple[str, str] | None = None


class Words(NamedTuple):
    """The summary's own words in one language."""

    texts: dict[str, str]
    heads: dict[str, tuple[str, ...]]


_WORDS = {
    "zh": Words(
        texts={
            "title": "台账检查结果", "rows": "人员行数", "clean": "没有问题",
            "warnings": "只需核对（可以入库）", "bad": "需要改正（改正前不入库）",
            "skipped": "没有读取的工作表", "error": "需改正", "warning": "请核对",
            "unread": "（未采用）",
            "how": "红色单元格需要改正，黄色单元格请核对；鼠标停在单元格上可看原因和做法。"
                   "改好后直接上传本文件即可，已入库的不会重复。",
            "more": "另有 {n} 处没有逐条列出，请看各工作表中的颜色和批注。",
        },
        heads={
            "kinds": ("问题", "级别", "处数"),
            "columns": ("工作表", "列", "原表头", "识别为", "把握"),
            "list": ("工作表", "单元格", "项目", "原内容", "级别", "说明", "建议"),
        },
    ),
    "en": Words(
        texts={
            "title": "Results of the ledger check", "rows": "Rows about people",
            "clean": "Nothing found", "warnings": "To check (can be loaded)",
            "bad": "To correct (wait until corrected)", "skipped": "Sheets not read",
            "error": "correct", "warning": "check", "unread": "(not used)",
            "how": "Red cells need correcting, yellow ones a check; each carries the reason. "
                   "Upload this same file when done: what is loaded already is not loaded twice.",
            "more": "{n} more are not listed here; see the colours and comments in the sheets.",
        },
        heads={
            "kinds": ("Problem", "Level", "Cells"),
            "columns": ("Sheet", "Column", "Header", "Read as", "Sureness"),
            "list": ("Sheet", "Cell", "Field", "Value", "Level", "Explanation", "Proposal"),
        },
    ),
}  # fmt: skip

# Why a sheet was not read.
REASONS = {
    "zh": {
        "empty": "空表", "no_roster": "不是人员名册", "summary": "以前的检查结果",
        "hidden": "隐藏的工作表；要读取请先在表格中取消隐藏",
    },
    "en": {
        "empty": "empty", "no_roster": "no roster", "summary": "an earlier result",
        "hidden": "hidden; unhide it to have it read",
    },
}  # fmt: skip


def lines(checked: Checked) -> list[Line]:
    """Return the summary's rows."""
    lang = "zh" if checked.lang.startswith("zh") else "en"
    words, heads = _WORDS[lang]
    counts = checked.counts
    out = [Line((words["title"],), "title"), Line((words["how"],)), Line(())]
    looks = {"rows": "plain", "clean": "plain", "warnings": "warning", "bad": "error"}
    out += [Line((words[k], counts[k]), look) for k, look in looks.items()]
    for skipped in checked.skipped:
        reason = REASONS[lang][skipped["reason"]]
        out.append(Line((words["skipped"], f"{skipped['sheet']}（{reason}）")))
    out += [Line(()), Line(heads["kinds"], "head"), *_kinds(checked, lang)]
    out += [Line(()), Line(heads["columns"], "head"), *_columns(checked, lang)]
    out += [Line(()), Line(heads["list"], "head"), *_listed(checked, lang)]
    if (more := checked.problems.height - LISTED) > 0:
        out.append(Line((words["more"].format(n=more),)))
    return out


def _kinds(checked: Checked, lang: str) -> list[Line]:
    found = (
        checked.problems.group_by("code", "severity", maintain_order=True)
        .len()
        .sort("severity", "len", descending=[False, True], maintain_order=True)
    )
    at = 0 if lang == "zh" else 1
    return [
        Line((TITLES[code][at], _WORDS[lang].texts[severity], n), severity)
        for code, severity, n in found.iter_rows()
    ]


def _columns(checked: Checked, lang: str) -> list[Line]:
    return [
        Line(
            (
                column["sheet"],
                column_key(column),
                column["header"],
                label(column["field"], lang) if column["field"] else _WORDS[lang].texts["unread"],
                f"{column['confidence']:.0%}",
            )
        )
        for column in checked.mapping
    ]


def _listed(checked: Checked, lang: str) -> list[Line]:
    listed = checked.problems.sort(pl.col("severity") == "warning", maintain_order=True).head(
        LISTED
    )
    found = []
    for p in listed.iter_rows(named=True):
        cell = f"{p['column'] or 'A'}{p['row']}"
        found.append(
            Line(
                (
                    p["sheet"], cell, label(p["field"], lang), p["value"] or "",
                    _WORDS[lang].texts[p["severity"]], p["message"], p["proposal"] or "",
                ),
                p["severity"],
                (p["sheet"], cell),
            )
        )  # fmt: skip
    return found


def label(field: str, lang: str) -> str:
    """Return a field's name for people."""
    return FIELDS[field].label if lang == "zh" else FIELDS[field].english
