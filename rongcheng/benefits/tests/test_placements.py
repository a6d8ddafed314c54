"""The subsidy for organised transfer over real lists: the example of the notice, hand-counted."""

from __future__ import annotations

from datetime import date

import pytest

from rongcheng.agencies.tests import factories as agencies
from rongcheng.employers.tests.factories import employer
from rongcheng.rules.packs import live
from rongcheng.rules.screening import explain_subject, row_of, screen
from rongcheng.transfers import services
from rongcheng.transfers.tests.factories import COUNTY, WORK, workbook, worker

pytestmark = pytest.mark.django_db
BY, DAY = agencies.TEST, date(2023, 12, 31)


def test_thirty_seven_people_seventeen_thousand_three_hundred_yuan(settings, tmp_path):
    """12 across the county, 15 across the city (2 too short), 10 across the province (1 too)."""
    settings.UPLOAD_DIR = settings.SNAPSHOT_DIR = tmp_path
    people = []
    for range_, count, short in zip(reversed(WORK), (10, 15, 12), (1, 2, 0), strict=True):
        for number in range(count):
            months_five = date(2023, 8, 5) if number < short else date(2023, 7, 5)
            people.append((worker(months_five, None, range_), months_five))
    organiser = employer("固阳劳务公司", kind="hr_agency", place=COUNTY)
    rows = [(person.name, person.id_number, start, None) for person, start in people]
    roster = services.hand_in(by=BY, organiser=organiser, place=COUNTY, name="名单.xlsx",
                              content=workbook(rows))  # fmt: skip
    assert services.load(by=BY, roster=roster) == 37
    found = next(each for each in screen(live("baotou"), DAY) if each.subject == "placement")
    totals = found.totals["BT-1"]
    assert (totals["eligible"], totals["not"], totals["amount"]) == (34, 3, 1_730_000)
    key = f"{organiser.code}/{people[0][0].pk}"
    (explained,) = [e for e in explain_subject(live("baotou"), "placement", key, DAY)
                    if e.rule.id == "BT-1"]  # fmt: skip
    assert [line.id for line in explained.lines if line.held is False] == ["months"]
    assert row_of(live("baotou"), "placement", key, DAY)["months"] == 5
    services.withdraw(by=BY, roster=roster, reason="重复申报")
    found = [each for each in screen(live("baotou"), DAY) if each.subject == "placement"]
    assert found[0].totals["BT-1"]["eligible"] == 0
