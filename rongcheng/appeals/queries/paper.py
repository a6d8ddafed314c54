"""Paper forms of somebody's desk."""

from __future__ import annotations

from django.db.models import QuerySet

from rongcheng.agencies.models import Staff
from rongcheng.appeals.models import PaperForm


def forms(staff: Staff) -> QuerySet[PaperForm]:
    """Forms that the office of ``staff`` printed, newest first."""
    if staff.office_id is None:
        return PaperForm.objects.none()
    found = PaperForm.objects.filter(office=staff.office_id)
    return found.select_related("appeal", "person", "printed_by").order_by("-printed_at", "-pk")
