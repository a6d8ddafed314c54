"""A checked ledger as JSON-ready values."""

from __future__ import annotations

from typing import Any

from .engine import Checked

COLUMNS = ("sheet", "row", "column", "field", "value", "severity", "code", "message", "proposal")


def report(checked: Checked) -> dict[str, Any]:
    """Return {rows, clean, bad, warnings, seconds, mapping, problems, skipped_sheets}.

    The first four count rows by status, so that rows = clean + warnings + bad.
    """
    return {
        "rows": checked.counts["rows"],
        "clean": checked.counts["clean"],
        "bad": checked.counts["bad"],
        "warnings": checked.counts["warnings"],
        "seconds": checked.seconds,
        "mapping": checked.mapping,
        "problems": checked.problems.select(COLUMNS).to_dicts(),
        "skipped_sheets": checked.skipped,
    }
