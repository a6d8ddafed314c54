"""Several appeals about one employer or site made one group matter (domain.md 3.5)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.appeals.models import Appeal, Claim
from rongcheng.appeals.queries.scope import visible_appeals
from rongcheng.core.errors import Refusal

from . import dispatch, groups


@transaction.atomic
def make_group(*, by: Staff, appeals: Sequence[Appeal]) -> Appeal:
    """Join appeals into one mother case, each with its line on the roster.

    The mother is a group among them, else the one that an office works on already, else the
    oldest.

    Returns:
        The mother case.

    Raises:
        Refusal: fewer than two are named, or one that ``by`` may not see.
        NotAllowed, Conflict: see ``dispatch.merge``.
    """
    numbers = {appeal.pk for appeal in appeals}
    found = list(visible_appeals(by).filter(pk__in=numbers).order_by("filed_at"))
    if len(found) < 2 or len(found) < len(numbers):
        raise Refusal(_("Choose two appeals or more, of those you may see."))
    mother = min(found, key=lambda a: (not a.group, a.holder_id is None, a.filed_at))
    if not mother.group:
        groups.start_group(by=by, appeal=mother)
    for appeal in found:
        if appeal.pk != mother.pk:
            dispatch.merge(by=by, appeal=appeal, into=mother)
    mother.refresh_from_db()
    return mother


def open_lines(mother: Appeal) -> int:
    """How many workers of the roster are neither paid nor signed off."""
    return mother.claims.filter(state=Claim.State.OPEN).count()
