"""An office typed in a field: by its name, part of it, or as everybody calls it."""

import pytest
from django import forms

from rongcheng.agencies.models import Office
from rongcheng.agencies.tests.factories import CITY, COUNTY, OTHER_COUNTY, office
from rongcheng.appeals.forms import OfficeField

pytestmark = pytest.mark.django_db
HRSS = "人力资源和社会保障局"


def test_the_office_of_ones_own_place_is_meant_first():
    mine, above, other = (
        office(code, Office.Kind.HRSS, f"{name}{HRSS}")
        for code, name in ((COUNTY, "青禾县"), (CITY, "青禾州"), (OTHER_COUNTY, "白露县"))
    )
    for number in range(25):  # more of the name than are looked at elsewhere
        office(OTHER_COUNTY, Office.Kind.HRSS, f"{number}号片区{HRSS}")
    field = OfficeField(near=COUNTY)
    for typed in ("人社局", "社会保障局", mine.name):
        assert field.clean(typed) == mine
    assert field.clean("青禾州人社局") == above
    assert field.clean("白露县人社局") == field.clean(str(other.pk)) == other
    assert OfficeField(near=COUNTY + 100_000).clean("人社局") == mine


def test_what_names_none_or_several_is_refused():
    office(COUNTY, Office.Kind.HRSS, f"青禾县{HRSS}")
    for number in "一二":
        office(COUNTY, Office.Kind.VILLAGE, f"第{number}服务点")
    for typed in ("水务局", "服务点"):
        with pytest.raises(forms.ValidationError, match=typed):
            OfficeField(near=COUNTY).clean(typed)
