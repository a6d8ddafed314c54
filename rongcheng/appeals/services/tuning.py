"""What a place decides for itself: from which confidence appeals go without a dispatcher."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.appeals.models import LocalThreshold
from rongcheng.appeals.pack import rules_for
from rongcheng.audit.services import record
from rongcheng.core.errors import NotAllowed, Refusal

NEVER = 1.01
"""A threshold that no confidence reaches."""


@transaction.atomic
def set_threshold(*, by: Staff, category: str, confidence: float | None) -> LocalThreshold | None:
    """Set from which confidence a category goes by itself in the place of ``by``.

    Args:
        confidence: 0 to 1; above 1 nothing goes by itself; None: as the model was trained.

    Raises:
        NotAllowed: the role does not include it.
        Refusal: the category is unknown, or the number is none of these.
    """
    if not by.can(Can.TUNE_APPEALS) or by.office is None:
        raise NotAllowed(_("Your role does not set thresholds."))
    place = by.office.place_id
    rules_for(place).category(category)  # an unknown one is refused here
    if confidence is not None and not 0 <= confidence <= NEVER:
        raise Refusal(_("A threshold lies between 0 and 100 percent."))
    found = LocalThreshold.objects.filter(place=place, category=category).first()
    record("appeals.threshold_set", by=by, place=place, category=category, confidence=confidence,
           before=found.confidence if found else None)  # fmt: skip
    if confidence is None:
        LocalThreshold.objects.filter(place=place, category=category).delete()
        return None
    return LocalThreshold.objects.update_or_create(
        place_id=place, category=category, defaults={"confidence": confidence}
    )[0]
