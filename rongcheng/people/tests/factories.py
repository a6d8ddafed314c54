"""Named invented people for tests, screenshots and examples; entered through the services.

The Zhao household of one village: the parents work away, the grandmother and the child are at home.
Mu Xiaolan works in the county. Duan Shuibing comes from another county. ID numbers are made here;
phones begin with 199, which marks a test.
"""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import polars as pl

from rongcheng.agencies.models import Office
from rongcheng.agencies.tests import factories as agencies
from rongcheng.audit.services import Actor, System
from rongcheng.people.ledger.identity import check_character
from rongcheng.people.models import Person, SourceRecord
from rongcheng.people.services.statements import Source, record_statements

TEST = System("test")
VILLAGE, OTHER_VILLAGE = 532932_102_201, 532932_102_202
ELSEWHERE = 532931_101_001
DONGGUAN, KUNMING = 441900_003_000, 530102_000_000

_KINDS = {
    "sex": pl.Int8, "birth_date": pl.Date, "home_place": pl.Int64, "work_place": pl.Int64,
    "wage": pl.Int64, "start_date": pl.Date, "end_date": pl.Date, "confirmed_on": pl.Date,
}  # fmt: skip


def id_number(county: int, born: date, sex: int, serial: int = 1) -> str:
    """A valid number of nobody: the serial's last digit is odd for men, even for women."""
    return full_number(f"{county:06d}{born:%Y%m%d}{serial:02d}{2 - sex if sex == 2 else 1}")


def full_number(first: str) -> str:
    """A number of 17 digits with its check character."""
    return first + check_character(first)


def person(name: str, *, sex: int = 1, born: date = date(1990, 5, 1), **more: object) -> dict:
    """A row of the contract with what a person has at least; anything can be given instead."""
    county = int(str(more.get("home_place", VILLAGE))[:6])
    serial = int(str(more.pop("serial", 1)))
    given = {
        "name": name, "sex": sex, "birth_date": born, "home_place": VILLAGE,
        "id_number": id_number(county, born, sex, serial),
    }  # fmt: skip
    return given | more


ZHAO = {
    "father": person(
        "赵石磊", born=date(1986, 3, 9), household_no="0012", relation_to_head="01",
        phone="19900001234", employer="东莞明珠鞋业有限公司", occupation="制鞋工", industry="C1951",
        work_place=DONGGUAN, wage=620_000, start_date=date(2024, 3, 1), contract="written",
        insurance="injury,pension", education="70", ethnicity="15", poverty_status="none",
    ),
    "mother": person(
        "和玉梅", sex=2, born=date(1988, 11, 20), household_no="0012", relation_to_head="10",
        phone="19900001235", employer="昆明翠湖餐饮店", occupation="服务员", industry="H",
        work_place=KUNMING, wage=380_000, start_date=date(2025, 2, 10), education="70",
    ),
    "child": person(
        "赵小鹏", born=date(2016, 6, 1), household_no="0012", relation_to_head="20",
    ),
    "grandmother": person(
        "杨桂香", sex=2, born=date(1953, 1, 15), household_no="0012", relation_to_head="50",
    ),
}  # fmt: skip
MU = person(
    "木晓兰", sex=2, born=date(1995, 7, 7), home_place=OTHER_VILLAGE, household_no="0003",
    relation_to_head="01", phone="19900004321", employer="鹤庆银器社", occupation="银匠",
    industry="C2438", work_place=agencies.COUNTY, wage=410_000, start_date=date(2023, 1, 1),
    education="60", poverty_status="alleviated",
)  # fmt: skip
DUAN = person(
    "段水冰", born=date(1979, 12, 30), home_place=ELSEWHERE, phone="19900009999",
    employer="大理环海建筑队", industry="E", work_place=ELSEWHERE, start_date=date(2022, 5, 1),
)  # fmt: skip


def record(
    *rows: dict,
    office: Office | None = None,
    said_on: date = date(2026, 10, 1),
    channel: str = SourceRecord.Channel.DESK,
    by: Actor = TEST,
) -> list[Person]:
    """The persons that the rows are about, entered or found; in the order of the rows."""
    names = list(dict.fromkeys(key for row in rows for key in row))
    kinds = {name: _KINDS.get(name, pl.String) for name in names}
    frame = pl.DataFrame([{n: row.get(n) for n in names} for row in rows], schema=kinds)
    for code in frame["home_place"].drop_nulls():
        agencies.place(code)
    if "work_place" in names:
        for code in frame["work_place"].drop_nulls():
            agencies.place(code)
    source = Source(
        channel=channel, trust=SourceRecord.Trust.OFFICE, stated_by=office.name if office else "",
        said_on=said_on, office=office,
    )  # fmt: skip
    outcome = record_statements(frame, source=source, by=by, even_if_mostly_duplicates=True)
    ids = dict(outcome.persons.select("seq", "person_id").iter_rows())
    found = Person.objects.in_bulk(list(ids.values()))
    return [found[ids[at]] for at in range(len(rows))]


def ledger_file(*rows: tuple[str, ...], header: tuple[str, ...]) -> bytes:
    """A workbook with a title, a header and rows, as people send them."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "外出务工"
    sheet.append(["鹤庆县外出务工人员台账"])
    for row in (header, *rows):
        sheet.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def village() -> dict[str, Person]:
    """The Zhao household, Mu Xiaolan, and Duan Shuibing of another county."""
    office = agencies.office()
    people = record(*ZHAO.values(), MU, DUAN, office=office)
    return dict(zip([*ZHAO, "mu", "duan"], people, strict=True))
