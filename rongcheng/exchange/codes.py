"""The codes that hold for the appeals of a place, with names in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rongcheng.appeals.events import TABLE, Stage
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.pack import rules_for
from rongcheng.appeals.words import said

from .services.acting import fields_of


def codes_of(place: int) -> dict[str, list[dict[str, Any]]]:
    """Lists of ``{code, name, note}`` as in ``CodesOut``."""
    rules = rules_for(place)
    return {
        "categories": [
            {"code": c.id, "name": said(c.names), "note": said(c.definition), "parent": c.parent,
             "sensitive": c.sensitive}
            for c in rules.categories.values()
        ],
        "matters": _choices(Appeal.Matter.choices), "stages": _choices(Stage.choices),
        "urgencies": _choices(Appeal.Urgency.choices),
        "outcomes": [_code(code, said(one.names)) for code, one in rules.outcomes.items()],
        "reasons": [_code(code, said(r.names), r.clause) for code, r in rules.reasons.items()],
        "withdrawals": [
            _code(code, said(r.names), r.clause) for code, r in rules.withdrawals.items()
        ],
        "procedures": [_code(code, said(one.names)) for code, one in rules.procedures.items()],
        "elsewhere": [_code(one.id, said(one.message)) for one in rules.elsewhere],
        "events": [
            _code(code, str(kind.wording)) | {
                "who": sorted(kind.who), "public": kind.public, "needs": list(kind.needs),
                "takes": fields_of(code),
            }
            for code, kind in TABLE.items()
        ],
    }  # fmt: skip


def _code(code: str, name: str, note: str = "") -> dict[str, Any]:
    return {"code": code, "name": name, "note": note}


def _choices(choices: Iterable[tuple[Any, Any]]) -> list[dict[str, Any]]:
    return [_code(code, str(label)) for code, label in choices]
