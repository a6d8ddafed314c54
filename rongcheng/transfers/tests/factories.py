"""People with work and lists about them, for tests; everybody is invented."""

from __future__ import annotations

import io
from datetime import date
from itertools import count

import xlsxwriter

from rongcheng.agencies.tests import factories as agencies
from rongcheng.core.crypto import blind
from rongcheng.people.fingerprints import ID_PURPOSE
from rongcheng.people.ledger.identity import check_character
from rongcheng.people.models import EmploymentSpell, Person, SourceRecord

VILLAGE, COUNTY, CITY = 150222001002, 150222000000, 150200000000
WORK = {
    "across_county_within_prefecture": 150203000000,
    "across_prefecture_within_province": 150102000000, "across_province": 110108000000,
}  # fmt: skip
_numbers = count(1)


def worker(
    start: date, end: date | None, range_: str = "across_province", *, village: int = VILLAGE
) -> Person:
    """Somebody of Guyang with an ID number and one spell of work."""
    number = next(_numbers)
    body = f"{village // 10**6}19850101{number % 1000:03}"
    identity = body + check_character(body)
    agencies.place(village)
    agencies.place(WORK[range_])
    person = Person.objects.create(
        name=f"王{'甲乙丙丁戊己庚辛壬癸'[number % 10]}{'春夏秋冬'[number % 4]}",
        id_number=identity, id_index=blind(identity, ID_PURPOSE), birth_date=date(1985, 1, 1),
        home_place_id=village, sex=1,
    )  # fmt: skip
    source = SourceRecord.objects.create(
        person=person, channel="desk", trust=2, stated_by="x", said_on=start,
        content=f"00000000-0000-0000-0001-{number:012}",
    )  # fmt: skip
    EmploymentSpell.objects.create(
        person=person, source=source, start_date=start, end_date=end, work_place_id=WORK[range_],
        transfer_range=range_,
    )  # fmt: skip
    return person


def workbook(rows: list[tuple[object, ...]]) -> bytes:
    """A list as organisers send it: a title, then name, ID number, first and last day."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("花名册")
    sheet.write(0, 0, "2023年有组织输出人员花名册")
    for number, row in enumerate([("姓名", "身份证号", "务工开始时间", "务工结束时间"), *rows]):
        for column, value in enumerate(row):
            sheet.write(number + 1, column, "" if value is None else str(value))
    book.close()
    return buffer.getvalue()
