"""The same file back, its doubtful cells coloured and explained, with a summary sheet."""

from __future__ import annotations

from pathlib import Path

from ..engine import Checked
from . import copy, package

__all__ = ["mark"]


def mark(path: str | Path, checked: Checked, out: str | Path) -> Path:
    """Write the marked copy of a checked ledger as .xlsx; returns its path.

    An .xlsx or .xlsm comes back as it was but for the colour and the comment of each cell with
    a problem, and a last sheet that sums up. Other formats come back as .xlsx with their values.
    """
    path, out = Path(path), Path(out)
    if checked.kind == "xlsx" and package.can_edit(path):
        package.mark(path, checked, out)
    else:
        plain = out.with_name(out.name + ".plain")
        try:
            package.mark(plain, copy.write(checked, plain), out)
        finally:
            plain.unlink(missing_ok=True)
    return out
