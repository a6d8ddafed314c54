"""Ledgers through the API: from upload to undo, and who may not."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from rongcheng.agencies.tests import factories as agencies
from rongcheng.people.models import Person
from rongcheng.people.tests import factories


@pytest.fixture
def place(db):
    agencies.place(factories.VILLAGE)
    agencies.place(factories.DONGGUAN)
    return factories.VILLAGE


def workbook(*, header=("姓名", "身份证", "联系电话", "户号")) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.append(["外出务工人员台账"])
    sheet.append(list(header))
    for at, name in enumerate(("段阿花", "张小路"), 1):
        row = factories.person(name, serial=at)
        sheet.append([name, row["id_number"], f"1991234567{at}", str(at)])
    sheet.append(["杨大山", "532932198811021240", "19912345670", "3"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def send(api, place, status=202, content=None, name="台账.xlsx"):
    file = SimpleUploadedFile(name, content if content is not None else workbook())
    response = api.client.post("/api/v1/ledgers", {"file": file, "place": place})
    assert response.status_code == status, response.content.decode()
    return response.json()


def test_from_upload_to_undo(place, county):
    made = send(county, place)
    found = county("get", f"/ledgers/{made['id']}")
    assert found["status"] == "checked"
    assert {k: found[k] for k in ("rows", "bad", "new", "matched", "to_review")} == {
        "rows": 3, "bad": 1, "new": 2, "matched": 0, "to_review": 0,
    }  # fmt: skip
    assert {m["column"]: m["field"] for m in found["mapping"]}["B"] == "id_number"
    (problem,) = [p for p in found["problems"] if p["severity"] == "error"]
    assert (problem["row"], problem["column"], problem["code"]) == (5, "B", "id_checksum")
    assert not Person.objects.exists()
    loaded = county("post", f"/ledgers/{made['id']}/load", {}, status=202)
    assert loaded["status"] == "loaded" and Person.objects.count() == 2
    undone = county("post", f"/ledgers/{made['id']}/undo")
    assert undone["status"] == "undone" and not Person.objects.exists()
    county("post", f"/ledgers/{made['id']}/undo", status=409)
    county("post", f"/ledgers/{made['id']}/load", {}, status=409)


def test_the_answer_has_the_shape_of_the_command(place, county, tmp_path, capsys):
    import json

    from django.core.management import call_command

    path = tmp_path / "台账.xlsx"
    path.write_bytes(workbook())
    call_command("ledger_check", str(path), place=str(place), json=True)
    typed = json.loads(capsys.readouterr().out)
    answered = county("get", f"/ledgers/{send(county, place)['id']}")
    for name in ("rows", "clean", "bad", "warnings", "new", "matched", "to_review"):
        assert answered[name] == typed[name]
    assert [m["field"] for m in answered["mapping"]] == [m["field"] for m in typed["mapping"]]
    keys = ("sheet", "row", "column", "value", "severity", "code", "proposal")
    assert [[p[k] for k in keys] for p in answered["problems"]] == [
        [p[k] for k in keys] for p in typed["problems"]
    ]


def test_lists_go_without_problems(place, county, stranger, leader):
    made = send(county, place)
    (item,) = county("get", "/ledgers?status=checked")["items"]
    assert item["id"] == made["id"] and item["problems"] == [] and item["rows"] == 3
    assert county("get", f"/ledgers/{made['id']}?problems=false")["problems"] == []
    assert stranger("get", "/ledgers")["total"] == 0
    leader("get", "/ledgers", status=403)
    county("get", "/ledgers?status=lost", status=422)


def test_the_marked_copy(place, county, stranger):
    made = send(county, place)
    response = county("get", f"/ledgers/{made['id']}/marked")
    book = load_workbook(io.BytesIO(response.content))
    assert book.worksheets[0]["B5"].comment and "attachment" in response["Content-Disposition"]
    stranger("get", f"/ledgers/{made['id']}/marked", status=404)


def test_columns_can_be_put_right(place, county):
    made = send(
        county, place, content=workbook(header=("姓名", "身份证", "联系电话", "其他情况一"))
    )
    sheet = made["mapping"][0]["sheet"]
    choices = {"choices": {sheet: {"D": "training_wish"}}}
    after = county("post", f"/ledgers/{made['id']}/columns", choices)
    assert {m["column"]: m["field"] for m in after["mapping"]}["D"] == "training_wish"
    wrong = {"choices": {sheet: {"D": "shoe_size"}}}
    county("post", f"/ledgers/{made['id']}/columns", wrong, status=400)


def test_a_file_that_is_none_fails_with_a_reason(place, county):
    made = send(county, place, content=b"PK nonsense")
    assert made["status"] == "failed" and made["failure"]
    county("get", f"/ledgers/{made['id']}/marked", status=409)
    county("post", f"/ledgers/{made['id']}/load", {}, status=409)


def test_who_may_not(place, county, stranger, leader, nobody):
    send(leader, place, status=403)
    send(stranger, place, status=403)
    send(nobody, place, status=401)
    send(county, 999999000000, status=404)
    made = send(county, place)
    for act in ("load", "undo"):
        stranger("post", f"/ledgers/{made['id']}/{act}", {}, status=404)
        leader("post", f"/ledgers/{made['id']}/{act}", {}, status=403)
    assert not Person.objects.exists()
