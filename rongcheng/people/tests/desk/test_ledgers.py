"""Ledgers through their pages: upload, result, columns, load, undo; success beside refusal."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from rongcheng.people.models import ColumnChoice, LedgerBatch, Person
from rongcheng.people.services import registration, storage

from .conftest import FLOWER, HEQING, ROAD, WRONG, page_of, staff, workbook

pytestmark = pytest.mark.django_db


def do(client, name, batch, **data):
    return client.post(reverse(f"people:{name}", args=[batch.pk]), data)


def test_upload_is_checked_and_told_at_one_glance(upload, as_officer):
    batch = upload(FLOWER, ROAD, WRONG)
    assert batch.state == "checked"
    page = page_of(as_officer, "ledger", batch.pk)
    assert "<b>3</b>" in page and "<b>2</b>" in page and "<b>1</b>" in page
    assert "身份证号校验不通过" in page
    assert ">B5<" in page and "532932198811021240" in page
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("照片.jpg", b"\xff\xd8", "不是表格文件"),
        ("空.xlsx", b"", "是空的"),
    ],
)
def test_what_cannot_be_a_ledger_is_refused_at_once(as_officer, name, content, said):
    file = SimpleUploadedFile(name, content)
    answer = as_officer.post(reverse("people:upload_ledger"), {"file": file, "place": str(HEQING)})
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not LedgerBatch.objects.exists()


def test_too_large_a_file_is_refused(as_officer, settings):
    settings.LEDGER_MAX_BYTES = 1000
    file = SimpleUploadedFile("大.xlsx", workbook(FLOWER))
    answer = as_officer.post(reverse("people:upload_ledger"), {"file": file, "place": str(HEQING)})
    assert answer.status_code == 400
    assert not LedgerBatch.objects.exists()


def test_damaged_file_says_what_to_do(upload, as_officer):
    batch = upload(name="坏.xlsx", content=workbook(FLOWER)[:900])
    assert batch.state == "failed"
    assert "已损坏" in page_of(as_officer, "ledger", batch.pk)
    assert do(as_officer, "check_ledger", batch).status_code == 302


def test_place_outside_the_own_is_refused(as_officer):
    file = SimpleUploadedFile("台账.xlsx", workbook(FLOWER))
    answer = as_officer.post(
        reverse("people:upload_ledger"), {"file": file, "place": "532931000000"}
    )
    assert answer.status_code == 400
    assert not LedgerBatch.objects.exists()


def test_progress_asks_the_page_to_show_itself_once_it_is_over(upload, as_officer):
    batch = upload(FLOWER)
    address = reverse("people:ledger_progress", args=[batch.pk])
    assert as_officer.get(address)["HX-Refresh"] == "true"
    batch.state, batch.progress = "checking", {"stage": "normalise", "share": 0.5}
    batch.save()
    answer = as_officer.get(address)
    assert "HX-Refresh" not in answer.headers and "50%" in answer.content.decode()
    assert 'hx-trigger="every 1s"' in page_of(as_officer, "ledger", batch.pk)


def test_problems_are_narrowed_by_kind(upload, as_officer):
    batch = upload(FLOWER, WRONG, (*ROAD[:2], "123", *ROAD[3:]))
    both = page_of(as_officer, "ledger", batch.pk)
    assert ">B4<" in both and ">C5<" in both
    only = page_of(as_officer, "ledger", batch.pk, code="id_checksum")
    assert ">B4<" in only and ">C5<" not in only


def test_columns_are_shown_with_samples_and_corrected_for_the_office(upload, as_officer):
    batch = upload(FLOWER, ROAD)
    part = page_of(as_officer, "ledger_columns", batch.pk)
    assert "段阿花 · 张小路" in part
    number = next(i for i, c in enumerate(batch.mapping) if c["header"] == "备注二")
    answer = do(as_officer, "ledger_columns", batch, **{f"c{number}": "job_wish"})
    assert answer.status_code == 302
    batch.refresh_from_db()
    assert batch.mapping[number]["field"] == "job_wish" and batch.mapping[number]["chosen"]
    assert ColumnChoice.objects.get().field == "job_wish"
    assert upload(FLOWER).mapping[number]["field"] == "job_wish"


def test_a_table_further_down_has_columns_of_its_own_on_the_page(upload, as_officer):
    batch = upload(FLOWER, (), ("姓名", "备注三", "身份证"), ("张小路", "绣花", ROAD[1]))
    part = page_of(as_officer, "ledger_columns", batch.pk)
    assert "绣花" in part and "行表头以下" in part
    number = next(i for i, c in enumerate(batch.mapping) if c["header"] == "备注三")
    do(as_officer, "ledger_columns", batch, **{f"c{number}": "job_wish"})
    batch.refresh_from_db()
    assert batch.mapping[number]["field"] == "job_wish" and batch.mapping[number]["chosen"]
    assert [c["header"] for c in batch.mapping if c.get("chosen")] == ["备注三"]


def test_unchanged_columns_are_not_stored(upload, as_officer):
    batch = upload(FLOWER)
    same = {f"c{i}": c["field"] or "" for i, c in enumerate(batch.mapping)}
    do(as_officer, "ledger_columns", batch, **same)
    assert not ColumnChoice.objects.exists()


def test_columns_are_shown_though_the_file_is_no_longer_kept(upload, as_officer):
    batch = upload(FLOWER)
    storage.forget(batch, "upload")
    storage.forget(batch, "samples")
    page = page_of(as_officer, "ledger_columns", batch.pk)
    assert 'name="c0"' in page


def test_marked_copy_is_the_same_file_with_coloured_cells(upload, as_officer):
    batch = upload(FLOWER, WRONG)
    answer = as_officer.get(reverse("people:marked_ledger", args=[batch.pk]))
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    cell = book["外出务工"]["B4"]
    assert cell.value == WRONG[1] and cell.comment is not None
    assert cell.fill.fgColor.rgb != "00000000"


def test_good_rows_are_loaded_and_what_came_of_them_is_shown(upload, as_officer):
    batch = upload(FLOWER, ROAD, WRONG)
    assert do(as_officer, "load_ledger", batch).status_code == 302
    batch.refresh_from_db()
    assert batch.state == "loaded" and Person.objects.count() == 2
    page = page_of(as_officer, "ledger", batch.pk)
    assert "?kind=new" in page and f"?batch={batch.pk}" in page
    people = page_of(as_officer, "ledger_people", batch.pk, kind="new")
    assert "段阿花" in people and "张小路" in people and FLOWER[1] not in people
    assert "段阿花" not in page_of(as_officer, "ledger_people", batch.pk, kind="known")


def test_corrected_file_shows_what_is_new_in_it(upload, as_officer):
    do(as_officer, "load_ledger", upload(FLOWER, ROAD))
    batch = upload(FLOWER, (*ROAD[:3], "上海", *ROAD[4:]))
    page = page_of(as_officer, "ledger", batch.pk)
    assert "更新" in page and "之前已入库" in page
    do(as_officer, "load_ledger", batch)
    assert "张小路" in page_of(as_officer, "ledger_people", batch.pk, kind="known")


def test_same_file_again_is_pointed_out(upload, as_officer):
    content = workbook(FLOWER)
    first, again = upload(content=content), upload(content=content)
    page = page_of(as_officer, "ledger", again.pk)
    assert reverse("people:ledger", args=[first.pk]) in page
    other = upload(ROAD)
    assert reverse("people:ledger", args=[first.pk]) not in page_of(as_officer, "ledger", other.pk)


def test_undo_asks_first_then_removes_everybody(upload, as_officer):
    batch = upload(FLOWER, ROAD)
    do(as_officer, "load_ledger", batch)
    page_of(as_officer, "undo_ledger", batch.pk)
    assert Person.objects.count() == 2
    assert do(as_officer, "undo_ledger", batch).status_code == 302
    assert not Person.objects.exists()
    page_of(as_officer, "ledger", batch.pk)


def test_undo_is_refused_with_what_depends_on_it(upload, as_officer, officer):
    batch = upload(FLOWER)
    do(as_officer, "load_ledger", batch)
    registration.correct_person(
        person=Person.objects.get(), values={"phone": "19912340000"}, by=officer
    )
    answer = do(as_officer, "undo_ledger", batch)
    assert answer.status_code == 409
    assert "532932000000 employment" in answer.content.decode()
    assert Person.objects.exists()


def test_list_is_narrowed_and_costs_the_same_however_long(
    upload, as_officer, django_assert_num_queries
):
    upload(FLOWER, name="甲村.xlsx")
    upload(ROAD, name="乙村.xlsx")
    page = page_of(as_officer, "ledgers")
    assert "甲村" in page and "乙村" in page
    assert "乙村" not in page_of(as_officer, "ledgers", q="甲")
    assert "甲村" not in page_of(as_officer, "ledgers", state="loaded")
    with django_assert_num_queries(9):
        page_of(as_officer, "ledgers")
    for _ in range(3):
        upload(FLOWER)
    with django_assert_num_queries(9):
        page_of(as_officer, "ledgers")


@pytest.mark.parametrize(
    "name", ["ledger", "ledger_progress", "ledger_columns", "marked_ledger", "undo_ledger",
             "ledger_people"],
)  # fmt: skip
def test_other_places_find_no_ledger(upload, as_stranger, as_leader, name):
    batch = upload(FLOWER)
    address = reverse(f"people:{name}", args=[batch.pk])
    assert as_stranger.get(address).status_code == 404
    assert as_leader.get(address).status_code == 403


@pytest.mark.parametrize("name", ["load_ledger", "check_ledger", "undo_ledger", "ledger_columns"])
def test_other_places_can_do_nothing_to_a_ledger(upload, as_stranger, as_leader, name):
    batch = upload(FLOWER)
    assert do(as_stranger, name, batch).status_code == 404
    assert do(as_leader, name, batch).status_code == 403
    batch.refresh_from_db()
    assert batch.state == "checked" and not Person.objects.exists()


def test_station_clerks_have_no_ledgers(client):
    client.force_login(
        staff("station", "station_clerk", kind="station"),
        "django.contrib.auth.backends.ModelBackend",
    )
    assert client.get(reverse("people:ledgers")).status_code == 403
    assert client.get(reverse("people:upload_ledger")).status_code == 403


def test_a_load_in_line_is_shown_and_not_started_twice(upload, as_officer):
    batch = upload(FLOWER)
    LedgerBatch.objects.update(progress={"stage": "queued"})
    assert "排队中" in page_of(as_officer, "ledger", batch.pk)
    assert do(as_officer, "load_ledger", batch).status_code == 400
    assert not Person.objects.exists()


def test_a_load_that_was_stopped_says_why_and_can_be_forced(upload, as_officer):
    batch = upload(FLOWER)
    LedgerBatch.objects.update(progress={"stage": "queued"}, failure="多数行疑似重复")
    page = page_of(as_officer, "ledger", batch.pk)
    assert "多数行疑似重复" in page and 'name="all_the_same" value="1"' in page
    do(as_officer, "load_ledger", batch, all_the_same="1")
    assert Person.objects.count() == 1
