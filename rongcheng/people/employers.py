"""What the registry of people knows of an employer."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.employers.beside import Told, register
from rongcheng.employers.models import Employer

from .models import EmploymentSpell
from .queries.scope import visible_persons


@register
def workers(staff: Staff, employer: Employer) -> Told | None:
    """How many people of the person's reach are at work there, by the records."""
    if not staff.can(Can.SEE_PEOPLE):
        return None
    there = EmploymentSpell.objects.filter(
        Q(employer_code=employer.code), person=OuterRef("pk"), end_date=None
    )
    count = visible_persons(staff).filter(Exists(there)).count()
    return Told(_("Workers known"), count, note=_("of your place, at work there now"))
