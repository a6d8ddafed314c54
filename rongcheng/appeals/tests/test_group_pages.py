"""Pages of group matters: the roster, lists read, payments, suggestions, the export."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from rongcheng.appeals.models import Appeal
from rongcheng.appeals.services import dispatch, groups
from rongcheng.appeals.tests import factories as make
from rongcheng.audit.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return make.desk()


@pytest.fixture
def mother(desk):
    found = make.signed(desk, employer="鹤庆宏达建筑有限公司")
    return groups.start_group(by=desk.handler, appeal=found, claimed=1_000_000)


def proof() -> SimpleUploadedFile:
    return SimpleUploadedFile("回单.pdf", b"%PDF-1.4 receipt")


def address(name: str, *args: object) -> str:
    return reverse(f"appeals:{name}", args=args)


def test_the_roster_is_filled_from_a_paste_and_bad_rows_are_told(client, desk, mother):
    client.force_login(desk.handler)
    url = address("groups_roster", mother.number)
    page = client.post(
        url, {"text": "祁山月 8000\n段水冰 10000 19900009999\n温长河 没算\n岑小舟 1万"}
    )
    assert page.status_code == 400  # something was left out, and the page tells what
    text = page.content.decode()
    assert "第2行" in text and "已在名册中" in text
    assert mother.claims.filter(name__in=["祁山月", "岑小舟"]).count() == 2
    assert client.post(url, {"text": "芮一帆 5000"}).status_code == 302
    assert "芮一帆" in client.get(url).content.decode()


def test_the_sixth_representative_is_refused_on_the_page(client, desk, mother):
    client.force_login(desk.handler)
    url = address("groups_roster", mother.number)
    for n in range(4):
        client.post(url, {"name": f"代表{n}", "claimed": "100", "representative": "on"})
    page = client.post(url, {"name": "第六人", "claimed": "100", "representative": "on"})
    assert page.status_code == 400 and "五名" in page.content.decode()
    assert mother.claims.count() == 5


def test_somebody_who_cannot_see_it_gets_nothing(client, desk, mother):
    client.force_login(make.other_desk().handler)
    assert client.get(address("groups_roster", mother.number)).status_code == 404
    client.force_login(desk.teacher)
    assert client.post(address("groups_roster", mother.number), {"name": "甲"}).status_code == 404


def test_a_payment_is_recorded_on_the_page_of_a_line(client, desk, mother):
    client.force_login(desk.handler)
    claim = mother.claims.get()
    pay = address("groups_line_act", mother.number, claim.pk, "pay")
    day = timezone.localdate().isoformat()
    wrong = client.post(pay, {"amount": "20,000", "paid_on": day, "proof": proof()})
    assert wrong.status_code == 400 and "尚欠" in wrong.content.decode()
    right = client.post(pay, {"amount": "10,000", "paid_on": day, "proof": proof()})
    assert right.status_code == 302
    claim.refresh_from_db()
    assert claim.state == "paid"
    assert (
        "回单.pdf" in client.get(address("groups_line", mother.number, claim.pk)).content.decode()
    )


def test_several_are_paid_by_one_list(client, desk, mother):
    client.force_login(desk.handler)
    client.post(address("groups_roster", mother.number), {"text": "祁山月 8000\n岑小舟 9000"})
    chosen = list(mother.claims.values_list("pk", flat=True))
    url = address("groups_paid", mother.number)
    assert client.post(url, {"claim": chosen}).status_code == 400  # no proof
    client.post(url, {"claim": chosen, "paid_on": timezone.localdate(), "proof": proof()})
    assert not mother.claims.filter(state="open").exists()


def test_the_dispatcher_sees_the_dispatchers_suggestion_and_makes_a_group(client, desk):
    names = ["宏达建筑", "鹤庆宏达建筑有限公司", "宏达建筑公司工地"]
    filed = [make.appeal(employer=e, name=f"祁{e[0]}月", phone=f"1990000{n:04d}")
             for n, e in enumerate(names)]  # fmt: skip
    make.appeal(employer="宏达电子厂", name="无关", phone="19900005555")
    client.force_login(desk.dispatcher)
    page = client.get(address("groups")).content.decode()
    assert all(one.number in page for one in filed) and "宏达电子厂" not in page
    answer = client.post(address("groups_make"), {"number": [one.number for one in filed]})
    mother = Appeal.objects.get(group=True)
    assert answer.url == address("groups_roster", mother.number)
    assert mother.claims.count() == 3
    client.force_login(desk.handler)
    assert client.post(address("groups_make"), {"number": []}).status_code == 403


def test_two_people_are_no_group(client, desk):
    for n in range(2):
        make.appeal(employer="宏达建筑", name=f"祁{n}", phone=f"1990000{n:04d}")
    client.force_login(desk.dispatcher)
    page = client.get(address("groups")).content.decode()
    assert address("groups_make") not in page


def test_the_case_page_leads_to_the_roster(client, desk, mother):
    client.force_login(desk.handler)
    page = client.get(address("case", mother.number)).content.decode()
    assert address("groups_roster", mother.number) in page
    single = make.signed(desk)
    url = address("groups_start", single.number)
    assert url in client.get(address("case", single.number)).content.decode()
    assert client.post(url).status_code == 302
    single.refresh_from_db()
    assert single.group


def test_the_export_counts_hashes_and_masks(client, desk, mother):
    client.force_login(desk.handler)
    groups.add_claims(by=desk.handler, appeal=mother,
                      lines=[groups.Line("祁山月", 800_000, phone="19900007777")])  # fmt: skip
    answer = client.post(address("groups_export", mother.number))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = [[c.value for c in row] for row in book.worksheets[0].iter_rows()]
    assert [row[1] for row in cells[2:4]] == ["段水冰", "祁山月"]
    assert cells[3][3] == "199****7777" and cells[4][4] == 18000
    event = Event.objects.filter(act="appeals.exported").get()
    assert event.detail["rows"] == 2
    about = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows()}
    assert about["SHA-256"] == event.detail["sha256"]
    full = {"full": "1", "reason": "核对银行代发名单"}
    assert client.post(address("groups_export", mother.number), full).status_code == 403
    client.force_login(desk.dispatcher)
    dispatch.grade(by=desk.dispatcher, appeal=mother, urgency="urgent")
    assert client.post(address("groups_export", mother.number)).status_code == 200
