"""Recognising what each column holds, from its header and from its content together."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

import polars as pl

from . import content, fields, headers
from .headers import Header
from .workbook import Sheet, column_index, column_letter

SAMPLE = 2_000
_OTHERS = re.compile(
    r"^(配偶|父亲|母亲|子女|监护人|紧急|负责人|法人|老板|帮扶|干部|经办|填表|企业|单位|网格员)"
)
_LOWER_HOME = {"home_township", "home_village"}
_UPPER_HOME = {
    name: field
    for field, names in {
        "home_province": "省 省份 自治区",
        "home_city": "市 州 市州 州市 地市 盟市 地州 州地市",
        "home_county": "县 区 县区 区县 县市区 旗县 旗县区 县市",
    }.items()
    for name in names.split()
}
# Of two columns that could be the same field, the score below which a guess is not offered.
LOWEST = 0.4


@dataclass
class Column:
    """One recognised column: its place in the sheet, its header, its field and how sure.

    `more` columns to its right hold the rest of its cells, as where an ID number is written
    digit by digit.
    """

    index: int
    header: str
    field: str | None
    confidence: float
    more: int = 0

    @property
    def letter(self) -> str:
        return column_letter(self.index)


def header_key(header: str) -> str:
    """Return the text under which an office's correction of a column is remembered."""
    return fields.plain(header.replace(">", ""))


def recognise(
    sheet: Sheet,
    header: Header,
    *,
    known: dict[str, str | None] | None = None,
    override: dict[str, str | None] | None = None,
) -> list[Column]:
    """Return the sheet's columns, each with the field it most likely holds.

    `known` are an office's remembered corrections by `header_key`; `override` says outright
    which field a column letter holds (None: nothing).
    """
    sample = sheet.cells.slice(header.last + 1, SAMPLE)
    fixed = _fixed(header, known or {}, override or {})
    taken = {field for field in fixed.values() if field}
    home = _home_parts(header)
    split = _split_number(header, sample) if "id_number" not in taken else range(0)
    scores = []
    for index in range(sheet.width):
        if index in fixed or index in split or _is_empty_twin(header, sample, index):
            continue
        if index in home:
            scores.append((1.0, -index, home[index]))
            continue
        found = _scores(header.paths.get(index, ()), content.probe(sample.to_series(index)))
        scores += [(score, -index, field) for field, score in found.items()]
    chosen = _assign(scores, taken | ({"id_number"} if split else set()))
    columns = []
    for index in range(sheet.width):
        text = header.text(index)
        if index in fixed:
            columns.append(Column(index, text, fixed[index], 1.0))
        elif index in split:
            if index == split.start:
                columns.append(Column(index, text, "id_number", 1.0, len(split) - 1))
        elif index in chosen or text:
            columns.append(Column(index, text, *chosen.get(index, (None, 0.0))))
    if not override:
        _head_as_name(columns)
        _address_as_place(columns)
    return columns


def _fixed(
    header: Header, known: dict[str, str | None], override: dict[str, str | None]
) -> dict[int, str | None]:
    """Columns whose field is already decided, by this upload or by the office before."""
    decided: dict[int, str | None] = {}
    seen: set[str] = set()
    for index in header.paths:
        key = header_key(header.text(index))
        if key in known and known[key] not in seen:
            decided[index] = known[key]
            if known[key]:
                seen.add(str(known[key]))
    decided |= {column_index(letter): field or None for letter, field in override.items()}
    return decided


def _is_empty_twin(header: Header, sample: pl.DataFrame, index: int) -> bool:
    """Of two columns under one merged header, the one with nothing in it is not meant."""
    path = header.paths.get(index)
    if not path or sample.to_series(index).null_count() < sample.height:
        return False
    twins = [i for i in (index - 1, index + 1) if 0 <= i < sample.width]
    return any(
        header.paths.get(i) == path and sample.to_series(i).null_count() < sample.height
        for i in twins
    )


def _split_number(header: Header, sample: pl.DataFrame) -> range:
    """The columns that hold an ID number in pieces: under one header, or without one further on."""
    for index, path in sorted(header.paths.items()):
        if _outright(path).keys() != {"id_number"}:
            continue
        end = index + 1
        while end < sample.width and header.paths.get(end, path) == path:
            end += 1
        pieces = [pl.nth(i).str.strip_chars() for i in range(index, end)]
        whole = sample.select(pl.concat_str(pieces, ignore_nulls=True)).to_series()
        whole = whole.filter(whole != "")
        if end - index == 1 or whole.is_empty():
            continue
        full = r"^\d{14,17}[\dXx]$"
        right = int(whole.str.contains(full).sum())
        alone = int(sample.to_series(index).str.contains(full).sum() or 0)
        return range(index, end) if right > 0.5 * len(whole) and alone < 0.1 * right else range(0)
    return range(0)


def _scores(path: tuple[str, ...], found: dict[str, float]) -> dict[str, float]:
    """Weigh what the header says against what the cells look like."""
    named = _named(path)
    scores: dict[str, float] = {}
    for field, score in named.items():
        kind = fields.FIELDS[field].kind
        if kind in ("skip", "tick", "text", "part"):
            scores[field] = score
        elif field == "transfer_range" and found and found.get(field, 0.0) < 0.3:
            scores["work_place"] = score * 0.9  # 务工区域 over names of places
        elif not found:  # an empty column
            scores[field] = score * 0.9
        else:
            share = found.get(field, content.UNSEEN)
            scores[field] = score * (0.55 + 0.45 * share if share >= 0.1 else 0.5)
    trusted = max(scores.values(), default=0.0)
    for field, share in found.items():
        weight = content.ALONE.get(field, 0.0)
        # A trusted header keeps its column, unless the content can only be something else.
        if trusted >= 0.6 and not (field == "id_number" and share > 0.7 and trusted < 0.9):
            continue
        if path and field not in content.STRONG:
            weight *= 0.6
        if weight * share > scores.get(field, 0.0):
            scores[field] = weight * share
    return {field: round(score, 2) for field, score in scores.items() if score >= LOWEST}


def _named(path: tuple[str, ...]) -> dict[str, float]:
    """Return the fields that a header may name, with how surely."""
    if not path:
        return {}
    if outright := _in_group(path) or _outright(path):
        return outright
    text = fields.without_brackets(path[-1]) or fields.plain(path[-1])
    if _OTHERS.match(text):
        return {"other_person": 0.8}
    table = fields.synonyms()
    return _contained(text, table) or _similar(text, table)


def _in_group(path: tuple[str, ...]) -> dict[str, float]:
    """A leaf such as 地点 or 姓名 means what the group above it says."""
    leaf, groups = path[-1], path[:-1]
    for group, pattern in fields.GROUPS.items():
        leaves = fields.GROUPED_LEAVES[group]
        field = leaves.get(fields.plain(leaf)) or leaves.get(fields.without_brackets(leaf))
        if field and any(pattern.search(g) for g in groups):
            return {field: 0.95}
    return {}


def _outright(path: tuple[str, ...]) -> dict[str, float]:
    """A header that is one of the known names, with or without what stands in brackets."""
    table = fields.synonyms()
    for text, sure in ((path[-1], 1.0), ("".join(path), 0.97)):
        if field := table.get(fields.plain(text)):
            return {field: sure}
        if field := table.get(fields.without_brackets(text)):
            return {field: sure - 0.03}
    # A leaf that explains nothing by itself, such as a unit: its group may.
    known = (headers.known_leaf(group) for group in reversed(path[:-1]))
    return next(({field: 0.7} for field in known if field), {})


def _contained(text: str, table: dict[str, str]) -> dict[str, float]:
    """The longest known names inside a longer header, such as 务工人员本人身份证号."""
    scores: dict[str, float] = {}
    for name, field in table.items():
        if len(name) >= 2 and name in text:
            score = 0.55 + 0.35 * len(name) / len(text) + (0.02 if text.endswith(name) else 0)
            scores[field] = max(scores.get(field, 0.0), score)
    return dict(sorted(scores.items(), key=lambda item: -item[1])[:3])


def _similar(text: str, table: dict[str, str]) -> dict[str, float]:
    """Names that differ by a slip of the pen."""
    close = difflib.get_close_matches(text, list(table), n=2, cutoff=0.66)
    return {table[name]: 0.8 * difflib.SequenceMatcher(None, text, name).ratio() for name in close}


def _assign(scores: list[tuple[float, int, str]], taken: set[str]) -> dict[int, tuple[str, float]]:
    """Give each column its best field and each field its best column, best pairs first."""
    chosen: dict[int, tuple[str, float]] = {}
    used = set(taken)
    for score, minus_index, field in sorted(scores, reverse=True):
        if -minus_index in chosen or (field in used and field not in fields.REPEATABLE):
            continue
        chosen[-minus_index] = (field, score)
        used.add(field)
    return chosen


def _home_parts(header: Header) -> dict[int, str]:
    """Bare 省, 市, 县 columns right before 乡镇 or 村 tell the home, not the place of work."""
    leaves = {i: fields.plain(path[-1]) for i, path in header.paths.items() if len(path) == 1}
    lower = [i for i, leaf in leaves.items() if fields.synonyms().get(leaf) in _LOWER_HOME]
    found: dict[int, str] = {}
    at = min(lower, default=0) - 1
    while field := _UPPER_HOME.get(leaves.get(at, "")):
        found[at] = field
        at -= 1
    return found


def _head_as_name(columns: list[Column]) -> None:
    """A list with only a head's name beside the ID numbers is a list of heads."""
    have = {c.field: c for c in columns if c.field}
    if "name" not in have and (head := have.get("head_name")):
        head.field, head.confidence = "name", 0.6
    head_id = have.get("head_id_number")
    if head_id and not have.keys() & {"id_number", "relation_to_head"}:
        head_id.field, head_id.confidence = "id_number", 0.6


def _address_as_place(columns: list[Column]) -> None:
    """A detailed address of the work is its place where no other column says it."""
    have = {c.field: c for c in columns if c.field}
    if not have.keys() & {"work_place", "work_province", "work_city", "work_county"} and (
        address := have.get("work_address")
    ):
        address.field = "work_place"


def is_roster(columns: list[Column]) -> bool:
    """A roster names people: a name column with some other fact, or ID numbers."""
    have = {c.field for c in columns if c.field}
    facts = have & {
        "id_number", "sex", "phone", "birth_date", "age", "relation_to_head", "employer",
        "work_place", "wage", "occupation", "industry", "home_place", "address", "home_village",
    }  # fmt: skip
    return ("name" in have and bool(facts)) or "id_number" in have


def sample_values(sheet: Sheet, header: Header, letter: str, n: int = 3) -> list[str]:
    """Return the first few values of a column, to show beside its recognised field."""
    values = sheet.cells.slice(header.last + 1, 200).to_series(column_index(letter)).drop_nulls()
    return values.unique(maintain_order=True).head(n).to_list()
