"""How long the worker has to say something, before an appeal may be closed without them."""

from __future__ import annotations

from datetime import datetime

from rongcheng.appeals.deadlines import span_end
from rongcheng.appeals.events import Stage
from rongcheng.appeals.models import Appeal, Claim
from rongcheng.appeals.pack import rules_for

ASKED = {Stage.WAITING_WORKER: "material_asked", Stage.ANSWERED: "answered"}
"""In which stages it is for the worker to say something, and since which event."""


def workers_time(appeal: Appeal) -> datetime | None:
    """When the worker's time to send material, or to say whether it is solved, is over.

    None where nothing is asked of them.
    """
    code = ASKED.get(Stage(appeal.stage))
    asked = appeal.events.filter(code=code).order_by("-seq").first() if code else None
    if asked is None:
        return None
    rules = rules_for(appeal.place_id)
    waits = appeal.stage == Stage.WAITING_WORKER
    span = rules.waiting_limit if waits else rules.unconfirmed_limit
    return span_end(rules, appeal.urgency, asked.at, span)


def said_solved(appeal: Appeal) -> bool:
    """Whether the worker said on the phone, since the last answer, that it is solved."""
    last = appeal.events.filter(code__in=("answered", "called_back")).order_by("-seq").first()
    return last is not None and bool(last.detail.get("solved"))


def lines_open(appeal: Appeal) -> bool:
    """Whether workers of a group wait for their money; it is not closed before."""
    return appeal.group and appeal.claims.filter(state=Claim.State.OPEN).exists()
