"""Where an appeal is, in one sentence for staff."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from rongcheng.appeals.events import Stage, Turn
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.pack import Rules
from rongcheng.appeals.state import State
from rongcheng.appeals.wording import left, standing
from rongcheng.appeals.words import outcome_name
from rongcheng.web import formats


def sentence(appeal: Appeal, state: State, now: datetime, rules: Rules) -> str:
    """Who has it, in which stage, and what time is left or how it ended."""
    stage = Stage(appeal.stage).label
    if state.ended_at:
        how = outcome_name(state.outcome, appeal.place_id) if state.outcome else ""
        return _("%(stage)s on %(day)s%(how)s.") % {
            "stage": stage, "day": formats.day(state.ended_at), "how": f"（{how}）" if how else "",
        }  # fmt: skip
    who = appeal.holder or _who(appeal, state)
    if state.due_at is None:
        return _("%(who)s: %(stage)s; no clock runs.") % {"who": who, "stage": stage}
    return _("%(who)s: %(stage)s; %(left)s.") % {
        "who": who, "stage": stage, "left": left(standing(appeal), now, rules),
    }  # fmt: skip


def _who(appeal: Appeal, state: State) -> str:
    if state.turn == Turn.DISPATCHER:
        return _("The dispatcher of %(place)s") % {"place": appeal.place.name}
    return str(Turn(state.turn).label)
