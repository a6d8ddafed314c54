"""Posts and loans that were granted, for tests."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from rongcheng.audit.services import System
from rongcheng.benefits.events import Stage
from rongcheng.benefits.models import Application
from rongcheng.benefits.services import applying, reviewing
from rongcheng.benefits.services.applying import Request
from rongcheng.benefits.services.log import add
from rongcheng.people.models import EmploymentSpell, Person

from . import factories

PLATFORM = System("test")


def granted(
    person: Person, *, rule: str = "DL-4", on: date = date(2026, 8, 1), said: dict | None = None,
    leaders_family: bool = False, account: str = "",
) -> Application:  # fmt: skip
    """A benefit applied for, checked, approved and off its notice, all on one day."""
    EmploymentSpell.objects.filter(person=person).update(end_date=on - timedelta(days=1))
    said = said or {"wants_post": True, "leaders_family": False}
    moment = timezone.make_aware(datetime.combine(on, time(9)))
    staff = factories.desk()
    request = Request(
        "dali", rule, "person", person.pk, person, day=on, said=said,
        account=factories.account(person, account or f"62220000{person.pk:010}"),
    )  # fmt: skip
    application = applying.apply(by=factories.TestWorker(person), request=request, at=moment)
    factories.to_approval(application, staff)
    reviewing.approve(by=staff.chief, application=application)
    if application.stage == Stage.NOTICE:
        add(application, "notice_over", by=PLATFORM)
    application.events.filter(code="approved").update(at=moment)  # what it is folded from
    Application.objects.filter(pk=application.pk).update(decided_at=moment)
    application.refresh_from_db()
    if leaders_family:  # approved although the rule says otherwise
        decision = application.decisions.order_by("-pk").first()
        decision.facts["leaders_family"] = True
        decision.save()
    return application
