"""The bank's answer as rows: which column is which, told by its heading; nothing is booked here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rongcheng.core.errors import Refusal
from rongcheng.people.ledger import workbook
from rongcheng.people.ledger.errors import LedgerError

from .bankformat import BankAnswer

PAID, FAILED, UNKNOWN = "paid", "failed", ""
DEEPEST = 20
"""Rows among which the headings are looked for."""
NOT = ("未", "不", "非")
_MONEY = re.compile(r"^[¥￥]?\s*([\d,，]+(?:\.\d{1,2}0*)?)\s*元?$")


@dataclass(frozen=True)
class AnswerRow:
    """One row: its number in the file as a spreadsheet shows it, and what its columns say.

    ``amount`` is in fen, None where none stands there; ``result`` is paid, failed or empty where
    the words are none of the pack's.
    """

    number: int
    cells: Mapping[str, str]
    amount: int | None
    result: str

    @property
    def words(self) -> str:
        return self.cells.get("result", "")


@dataclass(frozen=True)
class AnswerTable:
    """The rows of an answer, and those that state its totals (row number, cells)."""

    rows: list[AnswerRow]
    totals: list[tuple[int, list[str]]] = field(default_factory=list)


def read(name: str, content: bytes, answer: BankAnswer) -> AnswerTable:
    """The rows of a bank's file: text in any usual encoding, or a workbook.

    Raises:
        Refusal: it is no table, or has no column of results.
    """
    rows = _cells(name, content)
    at, columns = _headings(rows, answer)
    found, totals = [], []
    for number, cells in enumerate(rows[at + 1 :], at + 2):
        said = {key: _text(cells, index) for key, index in columns.items()}
        if any(_text(cells, i).startswith(answer.totals) for i in range(len(cells))):
            totals.append((number, [cell for cell in cells if cell]))
        elif _meant(said):
            row = AnswerRow(number, said, fen(said.get("amount", "")), _result(said, answer))
            found.append(row)
    return AnswerTable(found, totals)


def fen(text: str) -> int | None:
    """An amount in yuan as banks write it (``1,000.00``, ``¥1000``), in fen; None if it is none."""
    found = _MONEY.match(text.strip())
    if found is None:
        return None
    whole, _dot, part = found[1].replace(",", "").replace("，", "").partition(".")
    return int(whole) * 100 + int(f"{part:0<2}"[:2]) if whole else None


def _cells(name: str, content: bytes) -> list[list[str]]:
    with TemporaryDirectory(prefix="rc-") as folder:
        path = Path(folder) / ("answer" + Path(name).suffix.lower()[:6])
        path.write_bytes(content)
        try:
            book = workbook.read(path)
        except LedgerError as error:
            said = error.en if (get_language() or "").startswith("en") else error.zh
            raise Refusal(said.replace(path.name, name)) from error
        sheet = max(book.sheets, key=lambda sheet: sheet.height)
        return [[(cell or "").strip("'\t ") for cell in row] for row in sheet.cells.rows()]


def _headings(rows: Sequence[Sequence[str]], answer: BankAnswer) -> tuple[int, dict[str, int]]:
    """The row of the headings and where each known column stands."""
    best: tuple[int, dict[str, int]] = (0, {})
    for at, cells in enumerate(rows[:DEEPEST]):
        found: dict[str, int] = {}
        for key, names in answer.heads.items():
            index = next((cells.index(name) for name in names if name in cells), None)
            if index is not None and index not in found.values():
                found[key] = index
        if len(found) > len(best[1]):
            best = (at, found)
    known = best[1]
    if "result" not in known or not {"row", "reference", "account"} & set(known):
        raise Refusal(
            _("No heading of results was found in the file. It needs a column such as %(result)s, "
              "and one such as %(row)s. If your bank calls them otherwise, add its words to "
              "payment: answer: in handling.yaml.")
            % {"result": "、".join(answer.heads["result"][:3]),
               "row": "、".join(answer.heads.get("row", answer.heads["result"])[:3])}
        )  # fmt: skip
    return best


def _text(cells: Sequence[str], index: int) -> str:
    return cells[index] if index < len(cells) else ""


def _meant(said: Mapping[str, str]) -> bool:
    """Whether a row speaks of a payment: rows of remarks and empty ones do not."""
    told = said.get("reference") or said.get("account") or said.get("row", "").isdigit()
    return bool(told or said.get("result"))


def _result(said: Mapping[str, str], answer: BankAnswer) -> str:
    words = said.get("result", "")
    if words in answer.paid:
        return PAID
    if words in answer.failed or any(word in words for word in answer.failed):
        return FAILED
    if any(word in words for word in answer.paid):
        return FAILED if any(sign in words for sign in NOT) else PAID
    return UNKNOWN
