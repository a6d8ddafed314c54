"""A trial of rules reaches nobody's application."""

from __future__ import annotations

import pytest

from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.benefits.models import Application, ApplicationEvent, Decision
from rongcheng.benefits.tests import factories
from rongcheng.rules.models import RuleDraft
from rongcheng.rules.packs import live
from rongcheng.rules.services import simulation
from rongcheng.rules.services.simulation import What

pytestmark = pytest.mark.django_db


def test_a_trial_changes_nothing(settings, tmp_path):
    settings.SNAPSHOT_DIR = tmp_path
    application = factories.applied(factories.worker())
    before = list(Application.objects.values()), list(Decision.objects.values())
    events, pack = ApplicationEvent.objects.count(), live("dali")
    staff = agencies.staff(Role.COUNTY_OFFICER, agencies.COUNTY)
    what = What(rule="DL-8", changes={"values": {"least_months": "9"}})
    trial = simulation.ask(by=staff, pack="dali", day=factories.DAY, title="", what=what)
    assert simulation.run(trial=trial).state == "done"
    assert (list(Application.objects.values()), list(Decision.objects.values())) == before
    assert ApplicationEvent.objects.count() == events and application.decisions.count() == 1
    assert live("dali") == pack and not RuleDraft.objects.exists()
