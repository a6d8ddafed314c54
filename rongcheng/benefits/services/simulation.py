"""Trial runs: asked for, worked out in the background, kept to be looked at and compared."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.audit.services import record
from rongcheng.benefits.models import RuleDraft, RuleTrial
from rongcheng.benefits.packs import live, names
from rongcheng.benefits.population import Reach
from rongcheng.benefits.simulating import simulate
from rongcheng.benefits.trying import tried
from rongcheng.core.errors import NotAllowed, Refusal
from rongcheng.rulekit.rules import RulePack

State = RuleTrial.State
Tell = Callable[[str, float], None]


@transaction.atomic
def ask(
    *, by: Staff, pack: str, day: date, title: str, text: str = "", draft: RuleDraft | None = None,
    other: str = "",
) -> RuleTrial:  # fmt: skip
    """A run over the people of one's own place; `run` works it out.

    Args:
        text: a page laid over the pack, or ``other``: another pack to compare it with.
        draft: the draft that the text was taken from.

    Raises:
        NotAllowed: no right to write or approve rules, or no place of one's own.
        Refusal: the page has mistakes, or there is no such pack.
    """
    reach_of(by)
    for name in (pack, *([other] if other else [])):
        if name not in names():
            raise Refusal(_("There is no pack %(pack)s.") % {"pack": name})
    if not other:
        found = tried(pack, text, day)
        if found.mistakes:
            raise Refusal(" ".join(each.text for each in found.mistakes[:5]))
    assert by.office  # reach_of has asked for it
    trial = RuleTrial.objects.create(
        title=title.strip()[:120] or pack, pack=pack, other=other, text=text, draft=draft, day=day,
        place_id=by.office.place_id, by=by,
    )  # fmt: skip
    record("benefits.rules_tried", by=by, subject=trial, pack=pack, day=str(day))
    return trial


def run(*, trial: RuleTrial, tell: Tell | None = None) -> RuleTrial:
    """Work a trial out and keep what came of it; a refusal inside is kept as its failure."""
    trial.state = State.RUNNING
    trial.save(update_fields=["state"])
    try:
        before, after = _sides(trial)
        found = simulate(before, after, trial.day, reach_of(trial.by), tell=tell)
    except Refusal as error:
        trial.state, trial.failure = State.FAILED, str(error)
        trial.save()
        return trial
    path = changes_path(trial)
    path.parent.mkdir(parents=True, exist_ok=True)
    found.changes.write_parquet(path)
    trial.result, trial.registry_at = found.result, found.registry_at
    trial.state = State.DONE
    trial.save()
    return trial


def _sides(trial: RuleTrial) -> tuple[RulePack, RulePack]:
    before = live(trial.pack)
    if trial.other:
        return before, live(trial.other)
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
