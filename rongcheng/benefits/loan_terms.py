"""Terms of loans by the day of lending, and how much a city means to lend: ``packs/*/loans.yaml``.

A narrower pack's terms of a scheme stand in place of the wider one's; every entry has its origin.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from rongcheng.agencies.packs import load_pack, pack_names
from rongcheng.core.yamlfile import Line, read
from rongcheng.places.codes import contains
from rongcheng.rulekit.language import fen
from rongcheng.rulekit.rules import ORIGINS

from .handling import Origin
from .models import Loan


@dataclass(frozen=True)
class LoanTerms:
    """What holds for loans lent from ``since`` to ``until``; ``most`` in fen for one borrower.

    ``share`` percent of the interest is subsidised; or all above LPR less ``below`` points.
    """

    since: date
    until: date | None
    most: int
    months: int
    share: int | None
    below: int | None
    said: Origin

    def hold(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Target:
    """How much is to be lent under some schemes in a year, in fen."""

    id: str
    place: int
    title: dict[str, str]
    schemes: tuple[str, ...]
    year: int
    amount: int
    said: Origin


@dataclass
class LoanBook:
    """What ``loans.yaml`` says for one place: terms by scheme, schemes by rule, targets."""

    terms: dict[str, list[LoanTerms]] = field(default_factory=dict)
    schemes: dict[str, str] = field(default_factory=dict)
    targets: list[Target] = field(default_factory=list)

    def scheme_of(self, rule: str) -> str:
        """The scheme of a rule that grants a loan; a start-up loan unless the pack says more."""
        return self.schemes.get(rule, Loan.Scheme.GUARANTEE)

    def on(self, scheme: str, day: date) -> LoanTerms | None:
        """The terms of a scheme on a day; None where nothing is written for that time."""
        return next((each for each in self.terms.get(scheme, []) if each.hold(day)), None)


def loan_book(place: int) -> LoanBook:
    """What holds at a place: its narrowest pack over those it extends.

    Raises:
        PackError: a file of the packs is wrong.
    """
    root = Path(settings.PACKS_DIR)
    around = [(load_pack(name).place or 0, name) for name in pack_names()]
    over = [pair for pair in around if contains(pair[0], place)]
    return _book(max(over, default=(0, "national"))[1], root)


def all_targets() -> list[Target]:
    """The targets of every pack."""
    root = Path(settings.PACKS_DIR)
    found = [target for name in pack_names() for target in _book(name, root).targets]
    return list({target.id: target for target in found}.values())


@lru_cache(maxsize=64)
def _book(pack: str, root: Path) -> LoanBook:
    chain = [pack]
    while (wider := load_pack(chain[0]).extends) is not None:
        chain.insert(0, wider)
    book = LoanBook()
    for name in dict.fromkeys(["national", *chain]):
        path = root / name / "loans.yaml"
        if not path.exists():
            continue
        given = read(path, root).items({"terms", "rules", "targets"}, set())
        if "terms" in given:
            for scheme, lines in given["terms"].pairs():
                book.terms[_scheme(scheme)] = [_terms(line) for line in lines.list()]
        if "rules" in given:
            book.schemes |= {rule.text(): _scheme(one) for rule, one in given["rules"].pairs()}
        if "targets" in given:
            place = load_pack(name).place or 0
            book.targets += [_target(line, place) for line in given["targets"].list()]
    return book


def _scheme(line: Line) -> str:
    return line.one_of(set(Loan.Scheme.values), "scheme of loans")


def _terms(line: Line) -> LoanTerms:
    needed = {"from", "most", "months", "origin", "source"}
    given = line.items(needed | {"to", "share", "borrower"}, needed)
    if ("share" in given) == ("borrower" in given):
        raise line.wrong("either `share` of the interest or `borrower` points below LPR is given")
    return LoanTerms(
        since=given["from"].day(), until=given["to"].day() if "to" in given else None,
        most=_money(given["most"]), months=given["months"].number(1, 360),
        share=given["share"].number(0, 100) if "share" in given else None,
        below=given["borrower"].number(0, 1000) if "borrower" in given else None,
        said=_said(given),
    )  # fmt: skip


def _target(line: Line, place: int) -> Target:
    needed = {"id", "title", "schemes", "year", "amount", "origin", "source"}
    given = line.items(needed, needed)
    title = given["title"].items({"zh", "en"}, {"zh", "en"})
    return Target(
        given["id"].text(), place, {name: text.text() for name, text in title.items()},
        tuple(_scheme(one) for one in given["schemes"].list()), given["year"].number(2000, 2100),
        _money(given["amount"]), _said(given),
    )  # fmt: skip


def _said(given: dict[str, Line]) -> Origin:
    return Origin(given["origin"].one_of(set(ORIGINS), "origin"), given["source"].text())


def _money(line: Line) -> int:
    text = line.text()
    amount = fen(text.removesuffix(" yuan")) if text.endswith(" yuan") else None
    if amount is None:
        raise line.wrong(f"{text!r} is not money; write it as 5000 yuan")
    return amount
