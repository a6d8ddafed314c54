"""How a bank wants its payment file and how it answers: data of the packs, `handling.yaml`.

Every bank has its own file. A pack describes it by columns and lines; nothing of it is in code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import TYPE_CHECKING

from rongcheng.core.yamlfile import Line
from rongcheng.rulekit.rules import ORIGINS

if TYPE_CHECKING:
    from .handling import Origin

VALUES = frozenset({"row", "reference", "payee", "account", "bank", "amount", "purpose", "empty"})
"""What a column can hold; amounts in yuan with two decimals."""
WORDS = frozenset({"batch", "count", "total", "day", "purpose", "checksum"})
"""What stands for a figure in a first or last line: ``合计,{count},{total}``."""
ENCODINGS = frozenset({"gb18030", "gbk", "utf-8", "utf-8-sig"})
SEPARATORS = {"comma": ",", "tab": "\t", "pipe": "|", "semicolon": ";"}
ANSWERS = frozenset({"row", "reference", "account", "amount", "result", "reason", "payee"})
KEYS = frozenset(
    {"kind", "encoding", "separator", "columns", "heads", "first", "last", "together", "most",
     "origin", "source"}
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A column's heading and what stands in it: one of ``VALUES``."""

    name: str
    value: str


@dataclass(frozen=True)
class BankFormat:
    """A payment file.

    Attributes:
        kind: csv or xlsx.
        heads: whether the columns' names stand above them.
        first, last: lines around the rows, with ``WORDS`` in braces.
        together: several payments to one account are one line.
        most: payments that one file takes.
    """

    name: str
    kind: str
    columns: tuple[Column, ...]
    said: Origin
    encoding: str = "gb18030"
    separator: str = ","
    heads: bool = True
    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    together: bool = False
    most: int = 500


@dataclass(frozen=True)
class BankAnswer:
    """How the bank's answer is read: headings of each column, words of success, plain reasons.

    ``reasons`` are looked for in what the bank writes; the value is what the applicant is told.
    """

    heads: Mapping[str, tuple[str, ...]]
    paid: tuple[str, ...]
    failed: tuple[str, ...]
    totals: tuple[str, ...]
    said: Origin
    reasons: Mapping[str, str] = field(default_factory=dict)

    def plain(self, reason: str) -> str:
        """The bank's reason as the applicant is told it; its own words where none is known."""
        return next((told for word, told in self.reasons.items() if word in reason), reason)


@dataclass(frozen=True)
class Paying:
    """The file formats that a place can pay with, the first the usual one, and how it reads."""

    formats: Mapping[str, BankFormat]
    answer: BankAnswer


def paying(chain: list[Line]) -> Paying | None:
    """The ``payment`` entries of packs from wide to narrow; None where none says anything.

    Raises:
        PackError: something in them is wrong.
    """
    formats: dict[str, BankFormat] = {}
    answer: BankAnswer | None = None
    for line in chain:
        given = line.items({"formats", "answer"})
        if "formats" in given:
            own = {name.text(): _format(name.text(), one) for name, one in given["formats"].pairs()}
            formats = own | {name: one for name, one in formats.items() if name not in own}
        if "answer" in given:
            answer = _answer(given["answer"])
    if not formats or answer is None:
        return None
    return Paying(formats, answer)


def _said(given: dict[str, Line]) -> Origin:
    from .handling import Origin

    return Origin(given["origin"].one_of(set(ORIGINS), "origin"), given["source"].text())


def _format(name: str, line: Line) -> BankFormat:
    given = line.items(set(KEYS), {"kind", "columns", "origin", "source"})
    more: dict[str, object] = {}
    if "encoding" in given:
        more["encoding"] = given["encoding"].one_of(set(ENCODINGS), "encoding")
    if "separator" in given:
        more["separator"] = SEPARATORS[given["separator"].one_of(set(SEPARATORS), "separator")]
    for flag in ("heads", "together"):
        if flag in given:
            more[flag] = given[flag].flag()
    for lines in ("first", "last"):
        if lines in given:
            more[lines] = tuple(_template(one) for one in given[lines].list())
    if "most" in given:
        more["most"] = given["most"].number(1, 1000)
    columns = tuple(_column(one) for one in given["columns"].list())
    if not {"account", "amount"} <= {column.value for column in columns}:
        raise given["columns"].wrong("a payment file needs the columns account and amount")
    kind = given["kind"].one_of({"csv", "xlsx"}, "kind of file")
    return BankFormat(name, kind, columns, _said(given), **more)  # type: ignore[arg-type]


def _column(line: Line) -> Column:
    given = line.items({"name", "value"}, {"name", "value"})
    return Column(given["name"].text(), given["value"].one_of(set(VALUES), "value of a column"))


def _template(line: Line) -> str:
    text = line.text()
    for _text, word, _spec, _how in Formatter().parse(text):
        if word is not None and word not in WORDS:
            raise line.wrong(f"unknown word {{{word}}}; known are {', '.join(sorted(WORDS))}")
    return text


def _answer(line: Line) -> BankAnswer:
    keys = {"heads", "paid", "failed", "totals", "reasons", "origin", "source"}
    given = line.items(keys, keys - {"reasons", "totals"})
    heads = {}
    for name, words in given["heads"].pairs():
        heads[name.one_of(set(ANSWERS), "column of an answer")] = words.texts()
    if "result" not in heads or not {"row", "reference", "account"} & set(heads):
        raise given["heads"].wrong("an answer needs the result and what tells its rows apart")
    reasons = given["reasons"].pairs() if "reasons" in given else []
    return BankAnswer(
        heads, given["paid"].texts(), given["failed"].texts(),
        given["totals"].texts() if "totals" in given else (), _said(given),
        {word.text(): told.text() for word, told in reasons},
    )  # fmt: skip
