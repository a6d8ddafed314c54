"""A county clerk at the desk, logged in, with the country's places; ledgers made on the spot."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from rongcheng.agencies.models import Office, Staff
from rongcheng.agencies.roles import Role
from rongcheng.agencies.views.login import BACKEND
from rongcheng.people.models import LedgerBatch
from rongcheng.people.tests.factories import full_number, ledger_file

HEQING, JIANCHUAN = 532932000000, 532931000000


HEADER = ("姓名", "身份证", "电话(新)", "在哪打工", "户号", "备注二")
FLOWER = ("段阿花", full_number("53293219870305122"), "19912345678", "广东深圳", "1", "")
ROAD = ("张小路", full_number("53293219881102124"), "19912345679", "昆明", "1", "")
WRONG = ("杨大山", "532932198811021240", "19912345670", "上海", "2", "")


def workbook(*rows, header=HEADER) -> bytes:
    return ledger_file(*rows, header=header)


def staff(username, role=Role.COUNTY_OFFICER, place=HEQING, kind="employment"):
    office, _ = Office.objects.get_or_create(name=f"{place} {kind}", kind=kind, place_id=place)
    return Staff.objects.create_user(
        username, password="x", full_name="段小溪", role=role, office=office
    )


@pytest.fixture
def officer(db):
    return staff("officer")


@pytest.fixture
def as_officer(client, officer):
    client.force_login(officer, BACKEND)
    return client


@pytest.fixture
def as_stranger(db):
    client = Client()
    client.force_login(staff("stranger", place=JIANCHUAN), BACKEND)
    return client


@pytest.fixture
def as_leader(db):
    client = Client()
    client.force_login(staff("leader", Role.LEADER), BACKEND)
    return client


@pytest.fixture
def upload(as_officer):
    """Uploads a ledger through the page; returns its batch as it is after the check."""

    def send(*rows, name="台账.xlsx", content=None, place="云南省大理白族自治州鹤庆县"):
        file = SimpleUploadedFile(name, content or workbook(*rows))
        answer = as_officer.post(reverse("people:upload_ledger"), {"file": file, "place": place})
        assert answer.status_code == 302, answer.content.decode()
        return LedgerBatch.objects.latest("pk")

    return send


def page_of(client, name, *args, **query):
    answer = client.get(reverse(f"people:{name}", args=args), query)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()
