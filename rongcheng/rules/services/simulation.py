"""Trial runs: asked for, worked out in the background, kept to be looked at and compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.audit.services import record
from rongcheng.core.errors import Conflict, NotAllowed, Refusal
from rongcheng.rulekit.rules import RulePack
from rongcheng.rules.altering import with_altered
from rongcheng.rules.models import RuleDraft, RuleTrial
from rongcheng.rules.packs import live, names
from rongcheng.rules.population import Reach
from rongcheng.rules.simulating import simulate
from rongcheng.rules.trying import tried

State = RuleTrial.State
Tell = Callable[[str, float], None]
STALLED_AFTER = timedelta(minutes=5)


@dataclass(frozen=True)
class What:
    """What is tried: a page over the pack, a rule altered, or another pack beside it.

    Attributes:
        draft: the draft that the page was taken from.
        changes: of ``rule``, as ``altering.Changes`` has them.
    """

    text: str = ""
    draft: RuleDraft | None = None
    rule: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    other: str = ""


@transaction.atomic
def ask(*, by: Staff, pack: str, day: date, title: str, what: What) -> RuleTrial:
    """A run over the people of one's own place; `run` works it out.

    Raises:
        NotAllowed: no right to write or approve rules, or no place of one's own.
        Refusal: the page has mistakes, or there is no such pack.
    """
    reach_of(by)
    for name in (pack, *([what.other] if what.other else [])):
        if name not in names():
            raise Refusal(_("There is no pack %(pack)s.") % {"pack": name})
    assert by.office  # reach_of has asked for it
    trial = RuleTrial(
        title=title.strip()[:120] or pack, pack=pack, day=day, place_id=by.office.place_id, by=by,
        other=what.other, text=what.text, draft=what.draft, rule=what.rule,
        changes=dict(what.changes),
    )  # fmt: skip
    _sides(trial)  # what cannot be read is told now, not after the wait
    trial.save()
    record("rules.tried", by=by, subject=trial, pack=pack, day=str(day))
    return trial


def run(*, trial: RuleTrial, tell: Tell | None = None) -> RuleTrial:
    """Work a trial out and keep what came of it, or why nothing did.

    Raises:
        Exception: whatever went wrong inside but a refusal, for the worker's log.
    """
    trial.state = State.RUNNING
    trial.save(update_fields=["state"])
    try:
        before, after = _sides(trial)
        found = simulate(before, after, trial.day, reach_of(trial.by), tell=tell)
    except Refusal as error:
        return _failed(trial, str(error))
    except Exception:
        _failed(trial, _("Something went wrong inside the platform; its log tells the "
                         "administrator what. Nothing was changed."))  # fmt: skip
        raise
    path = changes_path(trial)
    path.parent.mkdir(parents=True, exist_ok=True)
    found.changes.write_parquet(path)
    trial.result, trial.registry_at = found.result, found.registry_at
    trial.state = State.DONE
    trial.save()
    return trial


def _failed(trial: RuleTrial, why: str) -> RuleTrial:
    trial.state, trial.failure = State.FAILED, why
    trial.save()
    return trial


def stalled(trial: RuleTrial) -> bool:
    """Whether a trial that is not over has not moved for so long that nobody works on it."""
    if trial.state not in (State.WAITING, State.RUNNING):
        return False
    moved = parse_datetime(trial.progress.get("at") or "") or trial.asked_at
    return timezone.now() - moved > STALLED_AFTER


def again(*, by: Staff, trial: RuleTrial) -> RuleTrial:
    """The same trial asked for once more, over the registry as it is now.

    Raises:
        Conflict: it is still being worked out.
        NotAllowed, Refusal: as for `ask`.
    """
    left = stalled(trial)
    if trial.state in (State.WAITING, State.RUNNING) and not left:
        raise Conflict(_("It is still being worked out; wait for it."))
    what = What(text=trial.text, draft=trial.draft, rule=trial.rule, changes=trial.changes,
                other=trial.other)  # fmt: skip
    new = ask(by=by, pack=trial.pack, day=trial.day, title=trial.title, what=what)
    if left:
        _failed(trial, _("It was left unfinished and asked for again as trial %(n)s.")
                % {"n": new.pk})  # fmt: skip
    return new


def _sides(trial: RuleTrial) -> tuple[RulePack, RulePack]:
    before = live(trial.pack)
    if trial.other:
        return before, live(trial.other)
    if trial.rule:
        return before, with_altered(before, trial.rule, trial.day, trial.changes)
    found = tried(trial.pack, trial.text, trial.day)
    if found.pack is None:
        raise Refusal(" ".join(each.text for each in found.mistakes[:5]))
    return before, found.pack


def reach_of(staff: Staff) -> Reach:
    """Whose people a member of staff tries rules on: those of their place.

    Raises:
        NotAllowed: they may neither write nor approve rules, or have no place.
    """
    scope = scope_of(staff)
    if not (staff.can(Can.WRITE_RULES) or staff.can(Can.APPROVE_RULES)):
        raise NotAllowed(
            _("This needs the right: %(act)s.") % {"act": Can.WRITE_RULES.label}
        )  # fmt: skip
    if scope.only_own_office:
        raise NotAllowed(_("Rules are tried on the people of a place; your office has none."))
    return Reach(scope.lo, scope.hi)


def changes_path(trial: RuleTrial) -> Path:
    return Path(settings.SNAPSHOT_DIR) / "rules" / "trials" / f"{trial.pk}.parquet"


def changes_of(trial: RuleTrial) -> pl.DataFrame | None:
    """Whom the trial reaches: ``subject, key, county, rule, what, before, after``; None if gone."""
    path = changes_path(trial)
    return pl.read_parquet(path) if path.exists() else None
