"""Posts and loans that were granted, for tests."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from rongcheng.audit.services import System
from rongcheng.benefits.events import Stage
from rongcheng.benefits.models import Application, PostHolding
from rongcheng.benefits.services import applying, posts, reviewing
from rongcheng.benefits.services.applying import Request
from rongcheng.benefits.services.log import add
from rongcheng.benefits.services.posts import Plan
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


def plan(**more) -> Plan:
    """A post of the village with two slots."""
    given = {
        "place": factories.VILLAGE, "title": "村庄保洁员", "work": "cleaning", "slots": 2,
        "pay": 100_000, "funding": "employment", "needed_for": "村道和广场无人清扫",
        "opened_on": date(2023, 1, 1),
    } | more  # fmt: skip
    return Plan(**given)


def holder(staff, post, *, on=date(2026, 9, 1), start=None, name="和一", **more) -> PostHolding:
    """Somebody recruited for a post and in it."""
    person = factories.worker(name, start=date(2023, 1, 1))
    application = granted(person, on=on, **more)
    holding = posts.recruit(by=staff.county, post=post, application=application, on=on)
    return posts.start(by=staff.village, holding=holding, on=start or on)
