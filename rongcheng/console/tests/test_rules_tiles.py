"""The tile of drafts of rules: for whoever may decide on one, and for nobody else."""

import pytest

from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.console.inbox import waiting_for
from rongcheng.rules.services import drafts
from rongcheng.rules.tests.test_drafts import draft_of, shorter, written

pytestmark = pytest.mark.django_db


def counted(staff):
    return [t.count for t in waiting_for(staff) if t.url.endswith("/rules/drafts/")]


def test_a_draft_handed_in_waits_for_who_may_decide_on_it():
    author = agencies.staff(Role.CITY_OFFICER, agencies.CITY)
    chief = agencies.staff(Role.CHIEF_APPROVER, agencies.CITY)
    of_a_county = agencies.staff(Role.CHIEF_APPROVER, agencies.COUNTY)
    draft = draft_of(author, shorter(written()))
    assert counted(chief) == [0]
    draft = drafts.submit(by=author, draft=draft)
    assert (counted(chief), counted(of_a_county), counted(author)) == ([1], [0], [])
    drafts.approve(by=chief, draft=draft)
    assert counted(chief) == [0]
