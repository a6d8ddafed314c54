"""A ledger's way from upload to undo, through the services."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from rongcheng.core.errors import Conflict, NotAllowed, Refusal
from rongcheng.people.models import ColumnChoice, Household, LedgerBatch, Person, SourceRecord
from rongcheng.people.services import ledgers, storage
from rongcheng.people.services.registration import correct_person
from rongcheng.people.services.undo import undo_ledger
from rongcheng.people.tests.factories import full_number, ledger_file
from rongcheng.people.tests.services.conftest import HEQING

pytestmark = pytest.mark.django_db


HEADER = ("姓名", "身份证", "电话(新)", "在哪打工", "户号")
ROWS = [
    ("段阿花", full_number("53293219870305122"), "199 1234 5678", "广东深圳", "1"),
    ("张小路", full_number("53293219881102124"), "19912345679", "昆明", "1"),
    ("杨大山", "532932198811021240", "19912345670", "上海", "2"),
]


def workbook(*rows, header=HEADER) -> bytes:
    return ledger_file(*rows, header=header)


@pytest.fixture
def batch(clerk):
    return ledgers.upload_ledger(name="台账.xlsx", content=workbook(*ROWS), place=HEQING, by=clerk)


def test_check_tells_what_a_load_would_do(batch, clerk):
    ledgers.check_ledger(batch=batch, by=clerk)
    batch.refresh_from_db()
    assert batch.state == "checked"
    assert {k: batch.counts[k] for k in ("rows", "bad", "new", "matched")} == {
        "rows": 3, "bad": 1, "new": 2, "matched": 0,
    }  # fmt: skip
    (problem,) = ledgers.problems_of(batch).filter(severity="error").to_dicts()
    assert (problem["row"], problem["column"], problem["code"]) == (5, "B", "id_checksum")
    assert not Person.objects.exists()


def test_good_rows_load_while_bad_ones_wait_and_the_corrected_file_adds_them(batch, clerk):
    ledgers.load_ledger(batch=batch, by=clerk)
    assert set(Person.objects.values_list("name", flat=True)) == {"段阿花", "张小路"}
    mended = [*ROWS[:2], ("杨大山", full_number("53293219881102123"), "19912345670", "上海", "2")]
    second = ledgers.upload_ledger(
        name="台账.xlsx", content=workbook(*mended), place=HEQING, by=clerk
    )
    outcome = ledgers.load_ledger(batch=second, by=clerk)
    assert (outcome.new, outcome.unchanged) == (1, 2)


def test_loading_the_same_batch_again_changes_nothing(batch, clerk):
    ledgers.load_ledger(batch=batch, by=clerk)
    outcome = ledgers.load_ledger(batch=batch, by=clerk)
    assert (outcome.new, outcome.matched, outcome.unchanged) == (0, 0, 2)
    batch.refresh_from_db()
    assert batch.counts["new"] == 2 and SourceRecord.objects.count() == 2


def test_checking_a_loaded_ledger_again_leaves_it_loaded(batch, clerk):
    ledgers.load_ledger(batch=batch, by=clerk)
    ledgers.check_ledger(batch=batch, by=clerk)
    batch.refresh_from_db()
    assert batch.state == "loaded" and batch.counts["new"] == 2
    undo_ledger(batch=batch, by=clerk)
    assert not Person.objects.exists()


def test_undo_leaves_nothing_of_a_ledger(batch, clerk):
    ledgers.load_ledger(batch=batch, by=clerk)
    undo_ledger(batch=batch, by=clerk)
    assert not Person.objects.exists() and not Household.objects.exists()
    assert LedgerBatch.objects.get().state == "undone"
    with pytest.raises(Conflict):
        ledgers.load_ledger(batch=LedgerBatch.objects.get(), by=clerk)


def test_undo_gives_back_what_was_there_before(batch, clerk):
    ledgers.load_ledger(batch=batch, by=clerk)
    newer = [("段阿花", full_number("53293219870305122"), "19900000000", "浙江绍兴", "1")]
    second = ledgers.upload_ledger(name="b.xlsx", content=workbook(*newer), place=HEQING, by=clerk)
    ledgers.load_ledger(batch=second, by=clerk)
    person = Person.objects.get(name="段阿花")
    assert person.phone == "19900000000" and person.spells.count() == 2
    undo_ledger(batch=second, by=clerk)
    person.refresh_from_db()
    assert person.phone == "19912345678" and person.host_place_id == 440300000000
    assert person.spells.get().end_date is None


def test_undo_is_refused_with_what_depends_on_it(batch, clerk):
    ledgers.load_ledger(batch=batch, by=clerk)
    correct_person(
        person=Person.objects.get(name="张小路"), values={"phone": "19900000009"}, by=clerk
    )
    with pytest.raises(Conflict, match="段小溪"):
        undo_ledger(batch=batch, by=clerk)
    assert Person.objects.count() == 2


def test_a_ledger_of_another_place_is_refused(elsewhere, batch):
    with pytest.raises(NotAllowed):
        ledgers.upload_ledger(name="a.xlsx", content=b"x", place=HEQING, by=elsewhere)
    with pytest.raises(NotAllowed):
        ledgers.load_ledger(batch=batch, by=elsewhere)
    with pytest.raises(NotAllowed):
        undo_ledger(batch=batch, by=elsewhere)


def test_an_unreadable_file_fails_with_a_reason(clerk):
    batch = ledgers.upload_ledger(name="a.xlsx", content=b"PK nonsense", place=HEQING, by=clerk)
    ledgers.check_ledger(batch=batch, by=clerk)
    assert batch.state == "failed" and "a.xlsx" in batch.failure
    with pytest.raises(Refusal):
        ledgers.load_ledger(batch=batch, by=clerk)


def test_a_corrected_column_is_remembered_for_the_office(clerk):
    content = workbook(
        ("段阿花", full_number("53293219870305122"), "会刺绣"),
        header=("姓名", "身份证", "其他情况一"),
    )
    first = ledgers.upload_ledger(name="a.xlsx", content=content, place=HEQING, by=clerk)
    ledgers.check_ledger(batch=first, by=clerk)
    sheet = first.mapping[0]["sheet"]
    ledgers.choose_columns(batch=first, choices={sheet: {"C": "training_wish"}}, by=clerk)
    assert {m["column"]: m["field"] for m in first.mapping}["C"] == "training_wish"
    second = ledgers.upload_ledger(name="b.xlsx", content=content, place=HEQING, by=clerk)
    ledgers.check_ledger(batch=second, by=clerk)
    assert {m["column"]: m["field"] for m in second.mapping}["C"] == "training_wish"
    assert ColumnChoice.objects.filter(office=clerk.office).exists()


def test_two_lists_beside_one_another_load_once_and_are_undone(clerk):
    (one, other), header = (row[:3] for row in ROWS[:2]), HEADER[:3]
    content = workbook((*one, *other), header=(*header, *header))
    for expected in ((2, 0), (0, 2)):
        batch = ledgers.upload_ledger(name="a.xlsx", content=content, place=HEQING, by=clerk)
        outcome = ledgers.load_ledger(batch=batch, by=clerk)
        assert (outcome.new, outcome.unchanged) == expected
    undo_ledger(batch=LedgerBatch.objects.earliest("pk"), by=clerk)
    assert not Person.objects.exists()


def test_a_column_of_a_table_further_down_is_corrected_and_remembered(clerk):
    content = workbook(
        ROWS[0], (), ("姓名", "其他情况一", "身份证"), ("张小路", "会刺绣", ROWS[1][1])
    )
    batch = ledgers.upload_ledger(name="a.xlsx", content=content, place=HEQING, by=clerk)
    ledgers.check_ledger(batch=batch, by=clerk)
    (below,) = [m for m in batch.mapping if m["header"] == "其他情况一"]
    key = f"B{below['header_row']}"
    choices = {below["sheet"]: {key: "training_wish"}}
    ledgers.choose_columns(batch=batch, choices=choices, by=clerk)
    ledgers.load_ledger(batch=batch, by=clerk)
    wishes = Person.objects.order_by("pk").values_list("training_wish", flat=True)
    assert [w or "" for w in wishes] == ["", "会刺绣"]
    again = ledgers.upload_ledger(name="b.xlsx", content=content, place=HEQING, by=clerk)
    ledgers.check_ledger(batch=again, by=clerk)
    assert [m["field"] for m in again.mapping if m["header"] == "其他情况一"] == ["training_wish"]


def test_a_column_told_to_the_command_is_remembered_for_the_office(clerk, tmp_path, capsys):
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(("段阿花", ROWS[0][1], "会刺绣"), header=("姓名", "身份证", "代号")))
    place = str(HEQING)
    call_command("ledger_check", str(path), place=place, column=["C=training_wish"], json=True)
    told = json.loads(capsys.readouterr().out)["mapping"]
    assert {m["column"]: m["field"] for m in told}["C"] == "training_wish"
    assert not ColumnChoice.objects.exists()
    options = {"place": place, "username": clerk.username, "json": True}
    call_command("ledger_load", str(path), column=["C=training_wish"], **options)
    assert Person.objects.get().training_wish == "会刺绣"
    assert ColumnChoice.objects.get(office=clerk.office).field == "training_wish"
    with pytest.raises(CommandError, match="no column Z9"):
        call_command("ledger_load", str(path), column=["Z9=phone"], **options)


def test_the_upload_lies_sealed_on_disk(batch, settings):
    (path,) = settings.UPLOAD_DIR.rglob("*.upload")
    assert not path.read_bytes().startswith(b"PK") and storage.read(batch, "upload")[:2] == b"PK"


def test_the_marked_copy_is_the_same_file_with_comments(batch, clerk):
    ledgers.check_ledger(batch=batch, by=clerk)
    book = load_workbook(io.BytesIO(ledgers.marked_copy(batch)))
    assert book.worksheets[0]["A1"].value == "鹤庆县外出务工人员台账"
    assert "身份证" in book.worksheets[0]["B5"].comment.text


def test_a_crash_in_the_middle_leaves_nothing(batch, clerk, monkeypatch):
    from rongcheng.people.services import statements

    def crash(*_):
        raise RuntimeError("power cut")

    monkeypatch.setattr(statements, "_copy_spells", crash)
    with pytest.raises(RuntimeError):
        ledgers.load_ledger(batch=batch, by=clerk)
    batch.refresh_from_db()
    assert not Person.objects.exists() and batch.state == "waiting" and batch.failure
