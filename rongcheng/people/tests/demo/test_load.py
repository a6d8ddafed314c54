"""A generated population in the database is what deriving everybody anew would give."""

from datetime import date

import pytest
from django.db import connection

from rongcheng.agencies.models import Office
from rongcheng.audit.models import Event
from rongcheng.audit.services import System
from rongcheng.core.errors import Conflict
from rongcheng.people.demo import generate
from rongcheng.people.demo.load import fill
from rongcheng.people.models import EmploymentSpell, Household, LedgerBatch, Person, SourceRecord
from rongcheng.people.services.derive import derive

TODAY = date(2026, 11, 1)
DALI = 532900000000
_COLUMNS = {
    "people_person": ("id", "*"),
    "people_employmentspell": (
        "source_id",
        "person_id, employer_name, employer_code, industry, occupation, work_place_id, "
        "wage, contract, insurance, start_date, end_date, transfer_range",
    ),
    "people_household": ("id", "*"),
}


@pytest.fixture
def offices(db):
    return [
        Office.objects.create(name="就业局", kind="employment", place_id=DALI),
        Office.objects.create(name="鹤庆县就业局", kind="employment", place_id=532932000000),
        Office.objects.create(name="驻东莞服务站", kind="station", place_id=DALI),
    ]


def _contents() -> set[tuple]:
    """Every value as (table, which row, column, value)."""
    found = set()
    with connection.cursor() as cursor:
        for table, (key, columns) in _COLUMNS.items():
            cursor.execute(f"SELECT {key}, {columns} FROM {table}")
            names = [column.name for column in cursor.description]
            for row in cursor.fetchall():
                found |= {(table, row[0], *pair) for pair in zip(names, row, strict=True)}
    return found


def test_everybody_has_a_source_and_deriving_them_anew_changes_nothing(offices):
    filled = fill(generate(DALI, 1500, 3, TODAY), by=System())
    _everything_is_there(filled)
    before = _contents()
    derive(list(Person.objects.values_list("pk", flat=True)))
    assert _contents() ^ before == set()
    newest = Person.objects.order_by("-pk").first().pk
    assert Person.objects.create(name="新来的人").pk == newest + 1


def _everything_is_there(filled):
    assert (filled.persons, filled.households) == (
        Person.objects.count(), Household.objects.count()
    )  # fmt: skip
    assert not Person.objects.filter(records=None).exists()
    assert SourceRecord.objects.count() == filled.statements
    assert EmploymentSpell.objects.count() == filled.spells
    assert LedgerBatch.objects.count() == filled.ledgers
    person = Person.objects.exclude(id_index=None).first()
    assert len(person.id_number) == 18
    assert person.name and person.pinyin and person.confirmed_by
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number FROM people_person WHERE id = %s", [person.pk])
        assert person.id_number not in cursor.fetchone()[0]
    heqing = SourceRecord.objects.filter(channel="ledger", home_place_id__gte=532932 * 10**6,
                                         home_place_id__lt=532933 * 10**6)  # fmt: skip
    assert set(heqing.values_list("office__name", flat=True)) == {"鹤庆县就业局"}
    assert SourceRecord.objects.filter(office__kind="station").exists()
    assert Event.objects.filter(act="people.fill_demonstration").count() == 1


def test_a_registry_with_people_is_left_alone(db):
    Person.objects.create(name="已有的人")
    with pytest.raises(Conflict, match="empty"):
        fill(generate(DALI, 50, 3, TODAY), by=System())
    assert Person.objects.count() == 1


def test_large_fills_leave_indexes_and_constraints_as_they_were(offices, monkeypatch):
    def definitions():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT indexdef FROM pg_indexes WHERE tablename LIKE 'people_%' UNION ALL "
                "SELECT conrelid::regclass || ' ' || conname || pg_get_constraintdef(oid) "
                "FROM pg_constraint WHERE conrelid::regclass::text LIKE 'people_%'"
            )
            return sorted(text for (text,) in cursor.fetchall())

    monkeypatch.setattr("rongcheng.people.demo.load._MANY", 1)
    before = definitions()
    fill(generate(DALI, 400, 3, TODAY), by=System())
    assert definitions() == before
    assert Person.objects.count() == 400
