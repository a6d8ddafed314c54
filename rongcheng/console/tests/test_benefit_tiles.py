"""The tiles of benefits on the home page: each for those whose work it is, with its count."""

import pytest

from rongcheng.benefits.services import mending, paying
from rongcheng.benefits.tests import factories, money
from rongcheng.console.inbox import waiting_for

pytestmark = pytest.mark.django_db


def tiles(staff):
    return {t.label: t.count for t in waiting_for(staff) if "/benefits/" in t.url and t.count}


def test_who_pays_and_who_signs_find_their_work():
    staff = factories.desk()
    one = money.budget(staff)
    found = money.payable(staff, "甲一一", "乙二二")
    assert tiles(staff.finance) == {"待发放的申请": 2}
    batch = paying.make(by=staff.finance, budget=one, applications=found[:1])
    assert tiles(staff.finance) == {"待发放的申请": 1}
    assert tiles(staff.chief) == {"待我签批的批次": 1}
    assert "待我签批的批次" not in tiles(staff.approver)
    mending.send_back(by=staff.chief, batch=batch, reason="请核实")
    assert tiles(staff.chief) == {}
    assert tiles(staff.finance) == {"待发放的申请": 1, "退回给我的批次": 1}
    assert tiles(money.other(staff)) == {"待发放的申请": 1}
