"""One statement checked by the very rules that check a ledger's rows."""

from __future__ import annotations

import csv
import re
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rongcheng.core.errors import Refusal
from rongcheng.people import ledger
from rongcheng.places.gazetteer import Gazetteer


class InvalidValues(Refusal):
    """Values that cannot be; ``problems`` tells for each field why and what to do."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


def clean_values(values: dict[str, Any], *, partial: bool = False) -> dict[str, Any]:
    """Values of one person, checked and normalised as a ledger row would be.

    Args:
        values: by the row contract; Python values, codes, or texts as people write them. Wages
            are fen when given as a number.
        partial: a correction, in which nothing is required.

    Returns:
        The stated values, normalised; fields that are empty are left out.

    Raises:
        InvalidValues: one message for each field that cannot be.
        Refusal: a field that does not exist.
    """
    given = {name: _written(name, value) for name, value in values.items() if value not in _EMPTY}
    unknown = sorted(set(given) - set(ledger.ROW_FIELDS))
    if unknown:
        raise Refusal(_("There is no field named %(field)s.") % {"field": unknown[0]})
    if not given:
        raise Refusal(_("Nothing was stated; fill at least one field."))
    if partial and given.keys() == {"phone"} and _MOBILE.fullmatch(given["phone"]):
        return dict(given)  # a plain mobile, asked for a thousand times an hour: nothing to check
    nameless = partial and "name" not in given
    checked = _check(given | ({"name": _ANYBODY} if nameless else {}))
    problems = {
        problem["field"]: problem["message"]
        for problem in checked.problems.to_dicts()
        if problem["severity"] == "error" and not (partial and problem["code"] in _REQUIREMENTS)
    }
    if problems:
        raise InvalidValues(problems)
    row = checked.rows.select(ledger.ROW_FIELDS).row(0, named=True)
    return {
        name: value
        for name, value in row.items()
        if value is not None and not (nameless and name == "name")
    }


_EMPTY = (None, "")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_ANYBODY = "某人"
"""Stands for the name where a correction does not give one: a table of people has names."""
_REQUIREMENTS = {"required_missing"}


def _written(name: str, value: Any) -> str:
    """A value as a ledger cell would have it."""
    if isinstance(value, date):
        return value.isoformat()
    if name == "wage" and isinstance(value, int):
        return f"{value / 100:.2f}"
    return str(value)


def _check(given: dict[str, str]) -> ledger.Checked:
    """Check a one-row table whose columns are named without doubt."""
    lang = "en" if (get_language() or "").startswith("en") else "zh"
    given = dict.fromkeys(("name", "id_number"), "") | given  # what makes a table one of people
    with tempfile.TemporaryDirectory(prefix="rc-") as folder:
        path = Path(folder) / "row.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([ledger.FIELDS[name].label for name in given])
            writer.writerow(list(given.values()))
        known: dict[str, str | None] = {
            ledger.header_key(ledger.FIELDS[name].label): name for name in given
        }
        try:
            return ledger.check(
                path, place=None, gazetteer=Gazetteer.load(), today=timezone.localdate(),
                known=known, lang=lang,
            )  # fmt: skip
        except ledger.LedgerError as error:
            raise Refusal(getattr(error, lang)) from error
