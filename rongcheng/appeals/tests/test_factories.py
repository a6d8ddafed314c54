"""The factories do what they say."""

import pytest

from rongcheng.appeals.events import Stage
from rongcheng.appeals.tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("stage", Stage.values)
def test_an_appeal_in_every_stage(stage):
    assert factories.in_stage(stage, factories.desk()).stage == stage


def test_a_ruled_appeal_lies_with_the_office_named():
    desk = factories.desk()
    found = factories.ruled(desk)
    assert (found.stage, found.holder, found.returns) == (Stage.ASSIGNED, desk.hrss, 3)
