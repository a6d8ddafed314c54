"""Telling what is wrong on the phone: from the first screen to the number."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile as File

from rongcheng.agencies.models import Office
from rongcheng.agencies.tests import factories as agencies
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.services import attachments, worker
from rongcheng.appeals.tests import factories as appeals
from rongcheng.people.tests import factories
from rongcheng.portal.services import waiting_files

from .conftest import FATHER, OTHER_PHONE, Phone

STORY = "老板拖了我们12个人三个月工钱,打电话不接,微信也拉黑了"
JPEG = b"\xff\xd8\xff\xe0" + b"x" * 400
COUNTY = str(agencies.COUNTY)


@pytest.fixture
def offices(people):
    return {
        kind: agencies.office(agencies.COUNTY, kind, name)
        for kind, name in (
            (Office.Kind.LEADING_GROUP, "鹤庆县农民工办"),
            (Office.Kind.HRSS, "鹤庆县人社局"),
            (Office.Kind.INSPECTION, "鹤庆县劳动监察大队"),
        )
    }


@pytest.fixture
def father(offices, phone):
    phone.sign_in(FATHER)
    return phone


def tell(phone: Phone, text: str = STORY, place: str = COUNTY, *, home: str | None = None,
         **whom: str) -> None:  # fmt: skip
    """Everything up to the screen that shows the proposal; ``home`` of who is not registered."""
    phone.post("/tell", to="/tell/story", mode="name")
    phone.post("/tell/story", to="/tell/where", text=text, go="1")
    phone.post("/tell/where", to="/tell/whom" if home is None else "/tell/home", answer=place)
    if home is not None:
        phone.post("/tell/home", to="/tell/whom", **({"answer": home} if home else {"skip": "1"}))
    phone.post("/tell/whom", **(whom or {"skip": "1"}))


def send(phone: Phone) -> Appeal:
    """The proposal, sent; the appeal that came of it."""
    phone.get("/tell/check")
    response = phone.client.post("/tell/check")
    assert response.status_code == 302, response.content.decode()[:3000]
    number = re.fullmatch(r"/follow/([\d-]+)/sent", response["Location"])[1]
    return Appeal.objects.get(number=number)


def test_a_worker_tells_and_gets_a_number(father, people):
    tell(father, employer="东莞明珠鞋业有限公司", site="")
    check = father.get("/tell/check")
    assert "鹤庆县" in check and "东莞明珠鞋业有限公司" in check
    appeal = send(father)
    assert appeal.person == people["father"] and appeal.text == STORY
    assert appeal.employer == "东莞明珠鞋业有限公司" and appeal.place_id == agencies.COUNTY
    page = father.get(f"/follow/{appeal.number}/sent")
    assert page.count(appeal.number) >= 2 and "鹤庆县" in page
    assert appeal.number in father.get("/follow")


def test_who_complains_of_an_office_is_told_that_it_will_not_see_it(father, offices):
    tell(father, text="这件事跑了半年也没有结果", employer="鹤庆县人社局", site="", official="1")
    check = father.get("/tell/check")
    assert "已回避，不交给也看不到：鹤庆县人社局" in check
    appeal = send(father)
    assert [each.office for each in appeal.accused.all()] == [offices[Office.Kind.HRSS]]
    assert appeal.restricted
    assert "投诉对象为经办单位，已对其回避" in father.get(f"/follow/{appeal.number}")


def test_whoever_is_not_signed_in_proves_it_and_goes_on(offices, phone):
    phone.post("/tell", to="/who", mode="name")
    phone.prove(FATHER, to="/tell/story")
    phone.post("/tell/story", to="/tell/where", text=STORY, go="1")


def test_an_unknown_worker_tells_with_the_phone_that_was_proved(offices, phone, someone):
    phone.post("/tell", to="/who", mode="name")
    phone.prove(someone, to="/tell/story")
    tell(phone, home="")
    appeal = send(phone)
    assert appeal.person is None and (appeal.name, appeal.phone) == (someone["name"], "19900007777")
    assert phone.client.get("/me").status_code == 302  # no record opened by that


def test_knowing_an_id_number_files_nothing_in_the_others_name(offices, phone, people):
    phone.post("/tell", to="/who", mode="name")
    phone.prove(FATHER, phone=OTHER_PHONE, to="/tell/story")
    tell(phone, home="")
    appeal = send(phone)
    assert appeal.person is None and appeal.phone == OTHER_PHONE
    assert appeal.home_place is None


def test_a_question_without_a_name(offices, phone):
    phone.post("/tell", to="/tell/story", mode="anonymous")
    phone.post("/tell/story", to="/tell/where", text="在县城租房住三年了,能把户口迁过来不", go="1")
    phone.post("/tell/where", to="/tell/whom", answer=COUNTY)
    phone.post("/tell/whom", to="/tell/phone", skip="1")
    phone.post("/tell/phone", status=422, phone="12")
    phone.post("/tell/phone", to="/tell/check", phone=OTHER_PHONE)
    appeal = send(phone)
    assert (appeal.matter, appeal.person, appeal.name) == ("consultation", None, "")
    assert phone.get(f"/follow/{appeal.number}")
    other = Phone()
    other.post("/follow", to=f"/follow/{appeal.number}", number=appeal.number, phone=OTHER_PHONE)


def test_nobody_promises_to_call_who_left_no_phone(offices, phone):
    phone.post("/tell", mode="anonymous")
    phone.post("/tell/story", text="我想问一下,工资什么时候发才算拖欠", go="1")
    phone.post("/tell/where", answer=COUNTY)
    phone.post("/tell/whom", skip="1")
    phone.post("/tell/phone", to="/tell/check", skip="1")
    assert "给您打电话" not in phone.get("/tell/check")
    told = phone.get(f"/follow/{send(phone).number}/sent")
    assert "给您打电话" not in told and "拍张照片" not in told


def test_a_refused_file_takes_nothing_with_it(father):
    father.post("/tell", mode="name")
    data = {"text": STORY, "go": "1", "photos": [
        File("工牌.jpg", JPEG), File("病毒.exe", b"MZ\x90\x00" * 50), File("空.jpg", b""),
    ]}  # fmt: skip
    response = father.client.post("/tell/story", data)
    text = response.content.decode()
    assert response.status_code == 422
    assert STORY in text and "工牌.jpg" in text and "病毒.exe" in text and "空.jpg" in text
    assert text.count('name="remove"') == 1
    father.post("/tell/story", to="/tell/where", text=STORY, go="1")
    father.post("/tell/where", answer=COUNTY)
    father.post("/tell/whom", skip="1")
    appeal = send(father)
    kept = appeal.attachments.get()
    assert kept.name == "工牌.jpg" and attachments.fetch(by=agencies.TEST, attachment=kept) == JPEG


def test_files_are_told_apart_from_text_and_can_be_taken_back(father, settings):
    father.post("/tell", mode="name")
    for name in ("一.jpg", "二.jpg"):
        sent = {"text": "x", "photos": File(name, JPEG + name.encode())}
        assert father.client.post("/tell/story", sent).status_code == 302
    page = father.get("/tell/story")
    first = re.search(r'name="remove" value="(\w+)"', page)[1]
    father.post("/tell/story", text=STORY, remove=first)
    page = father.get("/tell/story")
    assert "一.jpg" not in page and "二.jpg" in page and STORY in page
    assert len(list((settings.UPLOAD_DIR / waiting_files.FOLDER).rglob("*"))) == 2


def test_too_many_files_are_told(father, monkeypatch):
    monkeypatch.setattr(waiting_files, "MOST", 1)
    father.post("/tell", mode="name")
    data = {"text": STORY, "photos": [File("一.jpg", JPEG), File("二.jpg", JPEG + b"2")]}
    response = father.client.post("/tell/story", data)
    assert response.status_code == 422 and "二.jpg" in response.content.decode()


def test_pressing_twice_files_once(father):
    tell(father)
    cookies = father.client.cookies.copy()
    session = dict(father.client.session)
    first = send(father)
    store = father.client.session
    store.update(session)  # the second press went out before the first answer came
    store.save()
    father.client.cookies = cookies
    assert send(father) == first and Appeal.objects.count() == 1


def test_what_was_read_can_be_put_right(father):
    tell(father)
    father.post("/tell/kind", to="/tell/check", answer="housing_security")
    father.post("/tell/amounts", status=422, amount="很多")
    father.post("/tell/amounts", to="/tell/check", amount="8,600元", people="", months="2.5")
    father.post("/tell/urgency", to="/tell/check", why="老板明天就走")
    check = father.get("/tell/check")
    assert "¥8,600" in check and "老板明天就走" in check
    appeal = send(father)
    assert (appeal.category, appeal.category_by) == ("housing_security", "worker")
    assert (appeal.amount, appeal.people, float(appeal.months)) == (860_000, None, 2.5)
    assert appeal.events.filter(detail__urgency_said="老板明天就走").exists()
    assert appeal.urgency != "normal"


def test_none_of_these_is_an_answer(father):
    tell(father)
    father.post("/tell/kind", to="/tell/check", answer="")
    appeal = send(father)
    assert (appeal.category, appeal.stage) == ("", "received")


def test_an_emergency_is_told_whom_to_call(father):
    tell(father, text="孩子发信息说不想活了")
    check = father.get("/tell/check")
    assert 'href="tel:110"' in check and 'href="tel:12356"' in check
    appeal = send(father)
    assert 'href="tel:120"' in father.get(f"/follow/{appeal.number}/sent")


def test_what_belongs_elsewhere_is_said_at_the_door(father):
    tell(father, text="工程款200万甲方不给")
    check = father.get("/tell/check")
    assert 'href="tel:12368"' in check and check.count("btn-primary") == 0


def test_a_place_where_nobody_works_is_told(people, phone):
    phone.sign_in(FATHER)
    tell(phone)
    check = phone.get("/tell/check")
    assert "tel:12345" in check and "send" not in check.split("main")[1].split("whereabouts")[0]
    assert 'action="/tell/check"' not in check


def test_a_province_is_too_wide(father):
    father.post("/tell", mode="name")
    father.post("/tell/story", text=STORY, go="1")
    father.post("/tell/where", status=422, answer=str(agencies.PROVINCE))
    father.post("/tell/where", status=422, answer="nonsense")
    page = father.get("/tell/where")
    assert str(factories.DONGGUAN) in page and str(factories.VILLAGE) in page


def test_the_order_of_screens_cannot_be_jumped(offices, phone):
    for path in ("story", "where", "whom", "check", "kind", "group", "similar", "phone"):
        assert phone.client.get(f"/tell/{path}")["Location"] == "/tell"
    phone.sign_in(FATHER)
    phone.post("/tell", mode="name")
    assert phone.client.get("/tell/check")["Location"] == "/tell/story"
    phone.post("/tell/story", status=422, text="  ", go="1")


def test_what_was_begun_can_be_gone_on_with_or_dropped(father):
    tell(father)
    assert STORY[:20] in father.get("/tell")
    father.post("/tell", to="/tell/story", mode="name", again="1")
    assert STORY not in father.get("/tell/story")


ROSTER = "李四 8600\n王五 12000 13900001234"


def test_several_people_file_together(father):
    tell(father)
    father.post("/tell/group", status=422, roster="李四 8600\n???", more="1")
    page = father.get("/tell/group")
    assert "李四" in page and "¥8,600" in page
    father.post("/tell/group", to="/tell/check", roster="王五 12000 13900001234", go="1")
    appeal = send(father)
    assert appeal.group and appeal.claims.count() == 3
    assert {c.name: c.claimed for c in appeal.claims.all()} == {
        FATHER["name"]: None, "李四": 860_000, "王五": 1_200_000,
    }  # fmt: skip
    assert appeal.claims.get(representative=True).name == FATHER["name"]
    father.get(f"/follow/{appeal.number}")


def test_five_speak_for_a_group_at_most(father):
    tell(father)
    names = [f"张{c}" for c in "一二三四五六"]
    father.post("/tell/group", roster="\n".join(f"{n} 100" for n in names), go="1")
    text = father.post("/tell/group", status=422, go="1", speaks=["0", "1", "2", "3", "4"])
    assert 'id="refusal"' in text
    father.post("/tell/group", to="/tell/check", go="1", speaks=["0", "1"])
    assert send(father).claims.filter(representative=True).count() == 3


def test_a_group_can_be_given_up(father):
    tell(father)
    father.post("/tell/group", roster=ROSTER, go="1")
    father.post("/tell/group", to="/tell/check", alone="1")
    assert not send(father).group


@pytest.fixture
def others(offices):
    """What another worker told of the same firm."""
    return appeals.appeal(employer="东莞明珠鞋业有限公司", name="和玉梅", phone="19900001235")


def alike(phone: Phone) -> None:
    """The same firm, up to the screen that shows who else told of it."""
    phone.post("/tell", mode="name")
    phone.post("/tell/story", text=STORY, go="1")
    phone.post("/tell/where", answer=COUNTY)
    phone.post("/tell/whom", to="/tell/similar", employer="明珠鞋业", site="")


def test_others_told_of_the_same_and_one_joins(father, others):
    alike(father)
    page = father.get("/tell/similar")
    assert "东莞明珠鞋业有限公司" in page
    assert "和玉梅" not in page and others.number not in page and others.text[:9] not in page
    father.post("/tell/similar", to="/tell/check", join=str(others.pk))
    appeal = send(father)
    assert (appeal.stage, appeal.merged_into) == ("merged", others)
    shown = father.get(f"/follow/{appeal.number}")
    assert others.number in shown and "和玉梅" not in shown
    assert not appeal.events.filter(code="assigned").exists()
    others.refresh_from_db()
    assert others.urgency == appeal.urgency != "normal"  # the twelve of whom STORY tells


def test_one_may_go_on_alone(father, others):
    alike(father)
    father.post("/tell/similar", to="/tell/check", join="0")
    assert send(father).merged_into is None
    assert father.client.get("/tell/similar")["Location"] == "/tell"


def test_only_what_was_shown_can_be_joined(father, others, offices):
    hidden = appeals.appeal(employer="别的公司")
    alike(father)
    father.post("/tell/similar", to="/tell/check", join=str(hidden.pk))
    assert send(father).merged_into is None


def test_without_a_name_nothing_of_others_shows(offices, others, phone):
    phone.post("/tell", mode="anonymous")
    phone.post("/tell/story", text=STORY, go="1")
    phone.post("/tell/where", answer=COUNTY)
    phone.post("/tell/whom", to="/tell/phone", employer="明珠鞋业", site="")


def test_what_ended_meanwhile_is_not_joined(father, others):
    alike(father)
    father.post("/tell/similar", join=str(others.pk))
    worker.withdraw(by=appeals.PLATFORM, appeal=others)
    assert send(father).stage != "merged"
