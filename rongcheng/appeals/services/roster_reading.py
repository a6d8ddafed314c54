"""A roster as people have it, pasted or in a workbook, read into lines; bad ones told by row."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rongcheng.appeals.services.attachments import Upload
from rongcheng.core.errors import Refusal
from rongcheng.people.ledger import fields, identity, workbook
from rongcheng.people.ledger.errors import LedgerError
from rongcheng.people.ledger.normalise_numbers import parse_wage

MOST_ROWS = 5000
_AMOUNT_HEADER = re.compile(
    r"欠薪|拖欠|欠款|欠发|应发|应付|诉求|主张|金额|工资|amount|claimed|owed", re.IGNORECASE
)
_TEN_THOUSAND = re.compile(r"万元|[(（]万[)）]|单位[:：]?万")
_SPEAKER_HEADER = re.compile(r"代表|representative", re.IGNORECASE)
_SUM = re.compile(r"^(合\s*计|总\s*计|小\s*计|共计|total)", re.IGNORECASE)
_ID = re.compile(r"^\d{12,20}[A-Za-z]{0,2}$")
"""What is meant as an ID number, right or wrong."""
_PHONE = re.compile(r"^(1\d{10}|0\d{9,11})$")
_NAME = re.compile(r"^[㐀-鿿·•．]{2,20}$")
_NAME_ALONE = re.compile(r"^[㐀-鿿]{2,4}$|^[㐀-鿿]+[·•．][㐀-鿿·•．]+$")
"""A line with nothing else on it is a worker only if it cannot be a title or a note."""
_NOT_YET = re.compile(
    r"^(不知道?|不清楚|不确定|未知|待定|待算|待核|没算|没算清|还没算|还没算清|未算|未结算|不详|[?？]+)$"
)
"""How people write that an amount is not known yet."""
_CUTS = re.compile(r"[\t,，;；、|]|\s{1,}")
_THOUSANDS = re.compile(r"(?<![\d])(\d{1,3}),(?=\d{3}(?!\d))")
_TICKED = re.compile(r"^(是|√|✓|y|yes|1|代表)$", re.IGNORECASE)


@dataclass
class Line:
    """One worker of a roster; ``claimed`` in fen, None where they did not say how much."""

    name: str
    claimed: int | None = None
    id_number: str = ""
    phone: str = ""
    representative: bool = False
    remark: str = ""
    row: int | None = None


@dataclass
class Problem:
    """A row that could not be taken: its number in the file, and why."""

    row: int
    why: str


@dataclass
class Roster:
    """What was read: the good lines, and the rows that are not."""

    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_text(text: str) -> Roster:
    """A pasted table: one worker a line.

    Copied out of a spreadsheet (tabs) it is read by its header; typed, cells may be parted by
    commas or blanks and stand in any order.
    """
    lines = text.splitlines()
    if sum("\t" in line for line in lines) * 2 > len(lines):
        cells = [[_plain(cell) for cell in line.split("\t")] for line in lines]
        return _read(list(enumerate(cells, 1)))
    cells = [_CUTS.split(_THOUSANDS.sub(r"\1", _plain(line))) for line in lines]
    return _read([(at, [c for c in row if c]) for at, row in enumerate(cells, 1)], headed=False)


def read_file(upload: Upload) -> Roster:
    """The first sheet of a workbook or CSV file in which workers stand, whatever its columns.

    Raises:
        Refusal: the file cannot be read, or nobody is listed in it.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("roster" + Path(upload.name).suffix.lower()[:6])
        path.write_bytes(upload.content)
        try:
            book = workbook.read(path)
        except LedgerError as error:
            chinese = (get_language() or "").startswith("zh")
            said = error.zh if chinese else error.en
            raise Refusal(said.replace(path.name, upload.name)) from error
        for sheet in book.sheets:
            rows = [
                (at, [_plain(cell or "") for cell in row])
                for at, row in enumerate(sheet.cells.iter_rows(), 1)
            ]
            found = _read(rows)
            if found.lines or found.problems:
                return found
    raise Refusal(
        _("Nobody is listed in “%(file)s”: it needs a column of names and one of amounts.")
        % {"file": upload.name}
    )


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().strip("'")


def _read(rows: Sequence[tuple[int, list[str]]], *, headed: bool = True) -> Roster:
    if len(rows) > MOST_ROWS:
        raise Refusal(
            _("The roster has %(n)d rows; at most %(most)d can be read at once.")
            % {"n": len(rows), "most": MOST_ROWS}
        )
    header, columns, scale = _header(rows) if headed else (0, {}, 1)
    found = Roster()
    for at, cells in rows:
        if at <= header or not any(cells) or _SUM.match(next(c for c in cells if c)):
            continue
        given = _by_column(cells, columns) if columns else _by_content(cells, headed)
        if given is None:
            continue  # a title or a note, not a person
        _take(found, at, given, scale)
    return found


def _header(rows: Iterable[tuple[int, list[str]]]) -> tuple[int, dict[str, int], float]:
    """Row number of the header, field to column, and yuan in one unit; no columns: no header."""
    synonyms = fields.synonyms()
    for at, cells in rows:
        if at > 15:
            break
        columns: dict[str, int] = {}
        for index, cell in enumerate(cells):
            name = synonyms.get(fields.without_brackets(cell)) if cell else None
            if name not in ("name", "id_number", "phone", "remark"):
                name = _other_column(cell)
            if name:
                columns.setdefault(name, index)
        if "name" in columns and len(columns) > 1:
            amount = columns.get("claimed")
            scaled = amount is not None and _TEN_THOUSAND.search(cells[amount])
            return at, columns, 1e4 if scaled else 1
    return 0, {}, 1


def _other_column(header: str) -> str | None:
    if _SPEAKER_HEADER.search(header):
        return "representative"
    return "claimed" if header and _AMOUNT_HEADER.search(header) else None


def _by_column(cells: list[str], columns: dict[str, int]) -> dict[str, str] | None:
    given = {name: cells[at] for name, at in columns.items() if at < len(cells) and cells[at]}
    return given if given.keys() & {"name", "id_number", "claimed"} else None


def _by_content(cells: list[str], headed: bool) -> dict[str, str] | None:
    """Each cell is what it looks like: a number of 18 signs, of 11, a name, an amount.

    A name with nothing beside it is a worker only where people type; in a file it is a title.
    """
    given: dict[str, str] = {}
    for cell in cells:
        if _PHONE.match(cell):
            given.setdefault("phone", cell)
        elif _ID.match(cell):
            given.setdefault("id_number", cell)
        elif _NOT_YET.match(cell):
            continue
        elif _NAME.match(cell) and "name" not in given:
            given["name"] = cell
        elif parse_wage(cell) is not None and not (len(given) == 0 and cell.isdigit()):
            given["claimed"] = cell
    if len(given) == 1 and "name" in given and not headed:
        others = [cell for cell in cells if cell != given["name"] and not _NOT_YET.match(cell)]
        heading = fields.without_brackets(given["name"]) in fields.synonyms()
        return given if _NAME_ALONE.match(given["name"]) and not others and not heading else None
    return given if len(given) > 1 else None


def _take(found: Roster, at: int, given: dict[str, str], scale: float) -> None:
    why = _wrong(given)
    if _NOT_YET.match(given.get("claimed", "")):
        del given["claimed"]
    amount = amount_of(given.get("claimed", ""), scale)
    if not why and given.get("claimed") and amount is None:
        why = _("“%(text)s” is not an amount in yuan.") % {"text": given["claimed"]}
    if why:
        found.problems.append(Problem(at, why))
        return
    number = given.get("id_number", "").upper()
    found.lines.append(
        Line(
            name=given["name"].replace(" ", ""), claimed=amount,
            id_number=identity.from_15(number) if len(number) == 15 else number,
            phone=re.sub(r"\D", "", given.get("phone", "")), remark=given.get("remark", "")[:200],
            representative=bool(_TICKED.match(given.get("representative", ""))), row=at,
        )
    )  # fmt: skip


def amount_of(text: str, scale: float = 1) -> int | None:
    """A sum in fen as people write it, such as 8600, 8,600元 or 1.2万; None where it is none.

    Args:
        scale: yuan in one unit, as the header of a column says.
    """
    found = parse_wage(text, scale=scale) if text else None
    return None if found is None or found.estimated else found.fen or None


def _wrong(given: dict[str, str]) -> str:
    """Why a row cannot be taken; empty if it can."""
    if not given.get("name"):
        return _("There is no name.")
    return wrong_number(given.get("id_number", ""))


def wrong_number(number: str) -> str:
    """What is wrong with an ID number, if anything; an empty one is not wrong."""
    number = number.upper()
    if not number or (len(number) == 15 and number.isdigit()) or identity.is_valid(number):
        return ""
    shown = number[:6] + "…" + number[-2:] if len(number) > 8 else number
    return _("The ID number %(n)s is wrong: it has %(len)d signs or its last one does not fit.") % {
        "n": shown, "len": len(number),
    }  # fmt: skip
