"""Taking the people out of a sheet: merged cells filled, notes and sums left out, 同上 resolved."""

from __future__ import annotations

from functools import reduce

import polars as pl

from . import fields
from .columns import Column
from .headers import Header
from .tables import Table
from .workbook import Sheet, column_letter

# Nothing is said: the cell counts as empty.
EMPTY = ("", "/", "\\", "-", "--", "---", "—", "——", "－", "无", "没有", "暂无", "不详", "未知",
         "不清楚", "空", "N/A", "n/a", "NA", "#N/A", "null", "NULL", "None", "nan", "NaN", "？",
         "?",
         "*", "无电话", "无手机", "不明", "未填", "〇", "#REF!", "#VALUE!", "#NAME?",
         "#DIV/0!")  # fmt: skip
# Cells that a formula filled with 0 because the cell it points to is empty.
_ZERO = {"name", "id_number", "phone", "birth_date", "start_date", "end_date", "confirmed_on",
         "home_place", "work_place", "employer", "occupation", "address"}  # fmt: skip
_NO_DAY = r"^0(\.0)?$|^1900\D0?1\D0{1,2}\b|^1899\D12\D3[01]\b"
_NO_NUMBER = {"未办理", "未办", "没办", "没办理", "待办", "未上户", "未落户", "丢失", "遗失",
              "补办中", "无身份证", "没有身份证", "无证"}  # fmt: skip
_NOTHING_HERE = {"无", "没有", "否", "空", "〇"}
# Fields in which 无 is an answer, not a gap.
_ANSWERS = {"contract", "insurance", "disability", "poverty_status", "training_wish", "job_wish"}
DITTO = ("同上", "〃", "″", "''", '"', "“", "”", "“”", "同前", "同", "上同", "与上同", "与上相同",
         "″″", "〃〃", "同上。", "同 上", "ibid", "(同上)", "（同上）", "，，", ",,")  # fmt: skip
# A dash means "as above" only where the line above usually holds.
_STICKY = {
    "address", "home_place", "household_no", "head_name", "home_township", "home_village",
    "home_group", "home_county", "home_city", "home_province",
}  # fmt: skip
_SUM = (
    r"^[\s(（]*(?:本页|本村|全村|总|以上)?(?:合\s*计|小\s*计|总\s*计|共\s*计|累\s*计)"
    r"|(?:合计|小计|总计|共计)[:：]?\s*\d*\s*[人户]?$|^共\s*\d+\s*[人户]"
)
_FOOT = (
    r"^(?:填\s*表\s*人|填\s*报\s*人|审\s*核\s*人?|制\s*表|填\s*报|单位负责人|负责人|分管领导|经\s*办\s*人|注|说\s*明|备\s*注"
    r"|附|联系人|统计人|复核|主管|盖章|村委会\(?盖章|填报单位|填表单位|填报日期|填表日期|填表说明|日期)"
    r"\s*\d*[:：（(]"
)
_NOTE = (
    r"^(?:注|说明|备注|附注|提示|填表说明)\s*\d*[:：、.]|^第\s*\d+\s*页|^续表"
    r"|^以下空白|^\d+[、.．]\s*\p{Han}{4,}"
)
_SPACES = " \t\r\n\u3000\u00a0"
# Marks that nobody sees, left by chat programs and web pages.
_UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
# A line of its own between the people: the village or the kind of people that follow.
_SECTION = r"(?:组|村|社|队|页|社区|镇|乡|街道|苏木|嘎查|居委会|村委会|人员|户)$"
# What a form writes under its header about how to fill it in.
_HINT = (
    r"^[(（]?(?:必填|选填|非必填|可不填|下拉|单选|多选|请|填写|格式|文本|自动|不填|按身份证"
    r"|如[:：]?\S|\d+位)"
)
# What a form asks for between the lists of its households: 户主：  电话：
_LABEL = r"^\p{Han}{2,6}\s*[:：]"
_EXAMPLE = r"^[(（]?(?:示例|例如|样例|填写示例|填表示例|例)(?:[)）:：\s]|$)"


def take(table: Table) -> pl.DataFrame:
    """Return the people of a table, one a row, as text.

    Columns: `row` (as the spreadsheet numbers it) and one text column per recognised field,
    null where nothing is said. Blank rows, repeated headers, sums, notes, examples and footers
    are left out.
    """
    sheet, header = table.sheet, table.header
    used = [c for c in table.columns if c.field and c.field != "other_person"]
    start = header.last + 1
    body = sheet.cells.slice(start, table.end - start).with_row_index("at", offset=start)
    body = _joined(_fill_merges(sheet, header, body), used)
    frame = body.select(
        (pl.col("at") + 1).cast(pl.Int32).alias("row"),
        pl.col("at"),
        *_stripped(body, used),
    )
    frame = _without_other_rows(frame, body, table, used)
    frame = _named(frame, used)
    return _households(_ditto(frame)).drop("at")


def _joined(body: pl.DataFrame, used: list[Column]) -> pl.DataFrame:
    """Put the pieces of cells that are split over several columns together in the first one."""
    for c in used:
        if c.more:
            pieces = [column_letter(c.index + i) for i in range(c.more + 1)]
            bare = [pl.col(letter).str.replace_all(r"\s", "") for letter in pieces]
            body = body.with_columns(pl.concat_str(bare, ignore_nulls=True).alias(c.letter))
    return body


def _stripped(body: pl.DataFrame, used: list[Column]) -> list[pl.Expr]:
    """The used columns without invisible signs and the spaces around, null where nothing is left.

    Taking them off is slow, so only columns that have any are sent through it.
    """
    letters = list(dict.fromkeys(c.letter for c in used))
    spaced = body.select(pl.col(letters).str.contains(f"[{_SPACES}{_UNSEEN}]").any()).row(
        0, named=True
    )
    texts = {
        letter: pl.col(letter).str.replace_all(f"[{_UNSEEN}]", "").str.strip_chars(_SPACES)
        if spaced[letter]
        else pl.col(letter)
        for letter in letters
    }
    return [pl.when(texts[c.letter] != "").then(texts[c.letter]).alias(f"c{c.index}") for c in used]


def _fill_merges(sheet: Sheet, header: Header, body: pl.DataFrame) -> pl.DataFrame:
    """Repeat the value of a vertically merged cell in every row it covers."""
    letters = sheet.cells.columns
    covered: dict[str, list[int]] = {}
    for top, left, bottom, right in sheet.merges:
        if bottom > header.last and bottom > top and left == right and left < len(letters):
            covered.setdefault(letters[left], []).extend(range(top + 1, bottom + 1))
    return body.with_columns(
        pl.when(pl.col("at").is_in(rows)).then(pl.col(letter).forward_fill()).otherwise(letter)
        .alias(letter)
        for letter, rows in covered.items()
    )  # fmt: skip


def _without_other_rows(
    frame: pl.DataFrame, body: pl.DataFrame, table: Table, used: list[Column]
) -> pl.DataFrame:
    """Leave out every row that is not about a person."""
    by_field = {c.field: f"c{c.index}" for c in used}
    facts = [f"c{c.index}" for c in used if c.field != "serial" and c.index not in table.shared]
    if not facts:
        return frame.clear()
    frame = frame.filter(pl.any_horizontal(pl.col(facts) != "0"))  # a formula leaves 0 of nothing
    frame = frame.filter(~_nobody(by_field))
    frame = frame.filter(~_repeats_header(table.header, used))
    shown = [by_field[f] for f in ("name", "serial") if f in by_field]
    if shown:
        frame = frame.filter(
            ~pl.any_horizontal(pl.col(c).str.contains(_EXAMPLE).fill_null(False) for c in shown)
        )
    # Only rows without a believable ID number can be something else: look at all their cells.
    id_column = by_field.get("id_number")
    digits = (
        pl.col(id_column).str.contains(r"\d{4}.?\d{2}").fill_null(False)
        if id_column
        else pl.lit(False)
    )
    doubtful = frame.filter(~digits).select("at")
    if doubtful.is_empty():
        return frame
    cells = body.join(doubtful, on="at", how="semi")
    return frame.join(cells.filter(_is_other(cells, by_field)).select("at"), on="at", how="anti")


def _nobody(by_field: dict[str | None, str]) -> pl.Expr:
    """A row that formulas filled from an empty one: its name is 0, or an error."""
    shown = [pl.col(by_field[f]) for f in ("name", "id_number") if f in by_field]
    return pl.all_horizontal(c.is_in(["0", "#N/A", "#REF!"]).fill_null(False) for c in shown)


def _repeats_header(header: Header, used: list[Column]) -> pl.Expr:
    """A row whose cells are the header's own texts: a page break."""
    same = [
        pl.col(f"c{c.index}")
        .str.replace_all(r"\s+", "")
        .is_in(list(header.paths[c.index]))
        .fill_null(False)
        .cast(pl.Int32)
        for c in [c for c in used if c.index in header.paths][:5]
    ]
    if not same:
        return pl.lit(False)
    return reduce(pl.Expr.add, same) >= min(2, len(same))


def _is_other(cells: pl.DataFrame, by_field: dict[str | None, str]) -> pl.Expr:
    """Sums, notes, footers, numbering rows, examples and titles between."""
    letters = [c for c in cells.columns if c != "at"]
    texts = [pl.col(c).str.strip_chars() for c in letters]
    filled = pl.sum_horizontal((t != "").fill_null(False).cast(pl.Int32) for t in texts)

    def any_says(pattern: str) -> pl.Expr:
        return pl.any_horizontal(t.str.contains(pattern).fill_null(False) for t in texts)

    name = _letter(by_field.get("name"), letters)
    person = name.str.strip_chars().str.contains(r"^[\p{Han}·\s]{2,}$").fill_null(False)
    labels = pl.sum_horizontal(
        t.str.contains(_LABEL).fill_null(False).cast(pl.Int32) for t in texts
    )
    longest = pl.max_horizontal(t.str.len_chars().fill_null(0) for t in texts)
    numbering = pl.all_horizontal(
        t.str.contains(r"^[(（]?\d{1,2}[)）]?$|^[①-⑳甲乙丙丁]$").fill_null(True) for t in texts
    ) & (filled >= 4)
    units = pl.all_horizontal(t.str.contains(r"^[(（].*[)）]$").fill_null(True) for t in texts)
    lone_text = (filled == 1) & (
        ~person | any_says(r"[、:：（(第]|名单|名册|台账|情况|" + _SECTION)
    )
    hints = pl.sum_horizontal(t.str.contains(_HINT).fill_null(False).cast(pl.Int32) for t in texts)
    return (
        any_says(_SUM)
        | any_says(_FOOT)
        | ((filled <= 2) & any_says(_NOTE))
        | any_says(_EXAMPLE)
        | numbering
        | units
        | lone_text
        | (labels >= 2)
        | ((hints >= 2) & (hints * 2 >= filled))
        | ((filled <= 2) & (longest > 20))
    )


def _letter(column: str | None, letters: list[str]) -> pl.Expr:
    if column is None:
        return pl.lit(None, pl.String)
    return pl.col(letters[int(column[1:])])


def _named(frame: pl.DataFrame, used: list[Column]) -> pl.DataFrame:
    """Give the columns their fields' names; several remarks become one."""
    groups: dict[str, list[str]] = {}
    for c in used:
        if c.field not in ("serial", "other_fact"):
            groups.setdefault(str(c.field), []).append(f"c{c.index}")
    return frame.select(
        "row",
        "at",
        *(
            _or_null(pl.concat_str(names, separator="；", ignore_nulls=True), field)
            if len(names) > 1
            else _or_null(pl.col(names[0]), field)
            for field, names in groups.items()
        ),
    )


def _or_null(value: pl.Expr, field: str) -> pl.Expr:
    gaps = set(EMPTY) - (_NOTHING_HERE if field in _ANSWERS else set())
    gaps -= {"-", "--", "——", "—"} if field in _STICKY else set()
    if fields.FIELDS[field].kind == "tick":
        gaps |= {"×", "否", "0"}
    if fields.FIELDS[field].kind == "date":
        value = pl.when(~value.str.contains(_NO_DAY)).then(value)
    gaps |= {"0"} if field in _ZERO else set()
    gaps |= _NO_NUMBER if field == "id_number" else set()
    return pl.when(~value.is_in(sorted(gaps))).then(value).alias(field)


def _ditto(frame: pl.DataFrame) -> pl.DataFrame:
    """Replace 同上 and its like by what stands in the row above."""
    repeated = []
    for field in frame.columns:
        if field in ("row", "at", "id_number"):
            continue
        marks = list(DITTO) + (["-", "--", "——", "—", "↑"] if field in _STICKY else [])
        same = pl.col(field).is_in(marks)
        if frame.select(same.any()).item():
            before = pl.when(~same).then(pl.col(field)).forward_fill()
            repeated.append(pl.when(same).then(before).otherwise(field).alias(field))
    return frame.with_columns(repeated)


def _households(frame: pl.DataFrame) -> pl.DataFrame:
    """Repeat what is written once for a household, at its head, for its other members."""
    have = [f for f in ("household_no", "head_name") if f in frame.columns]
    if "relation_to_head" not in frame.columns or not have:
        return frame
    member = ~pl.col("relation_to_head").str.contains("户主|本人").fill_null(False)
    member &= ~pl.col("relation_to_head").str.contains("之").fill_null(False) | member
    return frame.with_columns(
        pl.when(member & pl.col(f).is_null()).then(pl.col(f).forward_fill()).otherwise(f).alias(f)
        for f in have
    )
