"""What a worker can get, applying for it, and following it, through requests."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.tests import factories as appeals
from rongcheng.benefits.events import Stage
from rongcheng.benefits.models import Application, Clawback, Instalment
from rongcheng.benefits.services import applying, reviewing
from rongcheng.benefits.services.applying import Request
from rongcheng.benefits.tests import factories
from rongcheng.people.models import Person
from rongcheng.people.tests import factories as village
from rongcheng.portal import benefits as told
from rongcheng.rules.models import Answer
from rongcheng.web import formats

from .conftest import FATHER, MOTHER, Phone

JPEG = b"\xff\xd8\xff\xe0" + b"x" * 400
PAPER = "工资流水或收入证明"


@pytest.fixture
def father(people, phone) -> Phone:
    """Lifted out of poverty, at work in another province for two years: the travel allowance."""
    Person.objects.filter(pk=people["father"].pk).update(poverty_status="alleviated")
    phone.sign_in(FATHER)
    return phone


@dataclass
class Way:
    """The screens of applying for the travel allowance."""

    phone: Phone

    def to_account(self) -> None:
        self.phone.post("/can-get/DL-8/apply", to="/can-get/DL-8/paper?n=1")
        self.phone.post("/can-get/DL-8/paper?n=1", to="/can-get/DL-8/account", skip="1")

    def send(self) -> Application:
        self.to_account()
        self.phone.post(
            "/can-get/DL-8/account", to="/can-get/DL-8/check", bank="鹤庆农商行",
            number="6222 0000 1234 5678",
        )  # fmt: skip
        self.phone.post("/can-get/DL-8/check")
        return Application.objects.latest("pk")


def clerk() -> Staff:
    return agencies.staff(Role.VILLAGE_CLERK, village.VILLAGE)


def offered(people) -> Application:
    person = Person.objects.get(pk=people["father"].pk)
    request = Request("dali", "DL-8", "person", person.pk, person)
    found = applying.offer(by=factories.PLATFORM, request=request)
    assert found is not None
    return found


def test_everything_in_its_group_with_clause_and_amount(father):
    text = father.get("/can-get")
    assert "一次性外出务工交通补助" in text and "¥1,000" in text
    assert "大理州推进县域农民工市民化质量提升行动实施方案 · 第3条" in text
    assert text.index("现在就能领") < text.index("一次性外出务工交通补助")
    assert "回答几个问题就知道" in text and "不符合的" in text


def test_what_is_nearly_there_says_from_when(father, people):
    from datetime import date, timedelta

    from django.utils import timezone

    start = timezone.localdate() - timedelta(days=40)
    people["father"].spells.update(start_date=start)
    text = father.get("/can-get")
    nearly = text[text.index("快符合了") :]
    assert "起满足" in nearly[: nearly.index("</section>")]
    assert isinstance(start, date)


def test_nobody_else_reads_it(people, phone):
    assert phone.client.get("/can-get")["Location"] == "/who"
    assert phone.client.get("/can-get/DL-8")["Location"] == "/who"


def test_one_benefit_tells_each_condition_and_where_it_is_put_right(father):
    text = father.get("/can-get/DL-8")
    assert text.count('class="yes"') == 5  # place, age, poverty, away, months
    assert 'href="/me/work"' in text
    assert "乡村公益性岗位" in text  # excluded with it
    father.get("/can-get/NO-1", status=302)


def test_questions_one_by_one_and_not_known(father):
    father.get("/can-get/DL-5/ask", status=302)
    assert "本年培训出勤天数" in father.get("/can-get/DL-5/ask/training_days")
    wrong = father.post("/can-get/DL-5/ask/training_days", status=422, answer="很多")
    assert "很多" in wrong
    father.post("/can-get/DL-5/ask/training_days", to="/can-get/DL-5", skip="1")
    assert not Answer.objects.exists()
    father.post("/can-get/DL-5/ask/training_days", to="/can-get/DL-5", answer="10")
    assert Answer.objects.get().value == 10
    assert "¥800" in father.get("/can-get/DL-5")


def test_only_what_is_asked_can_be_stated(father):
    father.post("/can-get/DL-8/ask/poverty_status", to="/can-get", answer="alleviated")
    father.post("/can-get/DL-8/ask/training_days", to="/can-get", answer="3")  # not of this rule
    assert not Answer.objects.exists()


def test_applying_from_the_first_screen_to_the_number(father, people):
    way = Way(father)
    father.post("/can-get/DL-8/apply", to="/can-get/DL-8/paper?n=1")
    photo = SimpleUploadedFile("流水.jpg", JPEG, "image/jpeg")
    father.post("/can-get/DL-8/paper?n=1", to="/can-get/DL-8/paper?n=1", camera=photo)
    father.post("/can-get/DL-8/paper?n=1", to="/can-get/DL-8/account", go="1")
    father.post("/can-get/DL-8/account", status=422, bank="鹤庆农商行", number="12")
    father.post("/can-get/DL-8/account", to="/can-get/DL-8/check", bank="鹤庆农商行",
                number="6222000012345678")  # fmt: skip
    text = father.get("/can-get/DL-8/check")
    assert "5678" in text and "6222000012345678" not in text and "赵石磊" in text
    father.post("/can-get/DL-8/check")
    application = Application.objects.get()
    assert (application.stage, application.amount) == ("review", 100_000)
    assert application.payee == "赵石磊" and application.papers.get().title == PAPER
    sent = father.get(f"/claims/{application.number}/sent")
    assert application.number in sent and "个工作日" in sent, sent[sent.index("whereabouts") :][
        :200
    ]
    assert "See how far" not in sent
    text = father.get("/can-get")
    assert "已申请或已领取" in text and 'href="/can-get/DL-8/apply"' not in text
    # the same again leads to what there is
    father.post("/can-get/DL-8/apply", to="/can-get/DL-8")
    assert way.phone.get("/claims").count(application.number) == 2


def test_another_workers_application_is_not_there(father, people, db):
    application = Way(father).send()
    other = Phone()
    assert other.client.get(f"/claims/{application.number}").status_code == 302  # the door
    other.sign_in(MOTHER)
    for path in ("", "/sent", "/decision", "/add", "/account", "/withdraw", "/disagree"):
        assert other.client.get(f"/claims/{application.number}{path}").status_code == 404
    assert other.client.post(f"/claims/{application.number}/withdraw").status_code == 404
    assert other.client.get(f"/claims/{application.number}/paper/1").status_code == 404


def test_an_offer_is_taken_with_the_account_of_last_time(father, people):
    person = people["father"]
    old = applying.apply(by=factories.TestWorker(person), request=Request(
        "dali", "DL-5", "person", person.pk, person, account=factories.account(person),
        said={"training_days": 3},
    ))  # fmt: skip
    application = offered(people)
    assert "直接领" in father.get("/can-get")
    father.post(f"/claims/{application.number}/confirm", to=f"/claims/{application.number}/sent")
    application.refresh_from_db()
    assert (application.stage, application.account) == ("review", old.account)


def test_an_offer_without_an_account_asks_for_it_or_is_declined(father, people):
    application = offered(people)
    where = f"/claims/{application.number}"
    father.post(f"{where}/confirm", to=f"{where}/account")
    father.post(f"{where}/account", status=400, bank="", number="6222000012345678")
    father.post(f"{where}/account", to=f"{where}/sent", bank="某行", number="6222000012345678")
    application.refresh_from_db()
    assert application.stage == Stage.REVIEW
    father.post(f"{where}/withdraw", to=where, text="不需要了")
    application.refresh_from_db()
    assert application.stage == Stage.WITHDRAWN
    again = offered(people)
    father.post(f"/claims/{again.number}/decline", to=f"/claims/{again.number}")
    again.refresh_from_db()
    assert again.stage == Stage.WITHDRAWN


def test_by_number_and_code_without_signing_in(people, db):
    Person.objects.filter(pk=people["father"].pk).update(poverty_status="alleviated")
    application, phone = offered(people), Phone()
    wrong = {"number": application.number, "phone": MOTHER["phone"]}
    nothing = {"number": "B0000000000000", "phone": FATHER["phone"]}
    empty = {"number": "", "phone": FATHER["phone"]}
    told = [phone.post("/claims", status=400, **each) for each in (wrong, nothing, empty)]
    assert all("号码和手机号对不上" in text for text in told)
    phone.post("/claims", to="/claims/code", number=application.number, phone=FATHER["phone"])
    code = re.search(r"shown-code\">(\d{6})<", phone.get("/claims/code")).group(1)
    bad = f"{(int(code) + 1) % 10**6:06d}"
    phone.post("/claims/code", status=400, code=bad)
    assert phone.client.get(f"/claims/{application.number}").status_code == 302
    phone.post("/claims/code", to=f"/claims/{application.number}", code=code)
    where = f"/claims/{application.number}"
    phone.get("/me", status=302)  # nothing else opens
    phone.post(f"{where}/confirm", to=f"{where}/account")
    phone.post(f"{where}/account", to=f"{where}/sent", bank="某行", number="6222000012345678")
    application.refresh_from_db()
    assert application.stage == Stage.REVIEW
    assert application.events.last().actor == "claimant"


def test_papers_asked_for_a_bounce_and_withdrawing(father, people):
    application = Way(father).send()
    reviewing.ask_papers(by=clerk(), application=application, text="请补交3个月工资流水")
    where = f"/claims/{application.number}"
    assert "请补交3个月工资流水" in father.get(where)
    father.post(f"{where}/add", status=422)
    photo = SimpleUploadedFile("流水.jpg", JPEG, "image/jpeg")
    father.post(f"{where}/add", to=where, camera=photo, text="工资流水")
    application.refresh_from_db()
    assert application.stage == Stage.REVIEW
    paper = application.papers.get()
    assert father.client.get(f"{where}/paper/{paper.pk}").content == JPEG
    assert father.client.get(f"{where}/paper/{paper.pk + 1}").status_code == 404


def test_a_refusal_is_read_and_goes_to_the_appeals(father, people):
    appeals.desk()
    application = Way(father).send()
    decided_by = clerk()
    reviewing.refuse(by=decided_by, application=application, reason="流水看不清", clause="3")
    where = f"/claims/{application.number}"
    text = father.get(f"{where}/decision")
    assert "流水看不清" in text and text.count('class="yes"') == 5
    father.post(f"{where}/disagree", status=422, text=" ")
    father.post(f"{where}/disagree", to="/tell/check", text="工资流水是银行盖章的，看得清")
    assert "流水是银行盖章的" in father.get("/tell/check")
    check = father.get("/tell/check")
    assert formats.day(application.filed_at) in check
    assert "申请行政复议" in check and "劳动争议仲裁" not in check  # advice about decisions
    father.post("/tell/check")
    appeal = Appeal.objects.get()
    assert application.number in appeal.text and appeal.person_id == people["father"].pk
    assert (appeal.category, appeal.category_by) == ("labour_protection", "worker")
    assert [one.office for one in appeal.accused.all()] == [decided_by.office]
    assert [each.office.kind for each in appeal.assignments.all()] == ["hrss"]  # nobody helps
    event = application.events.get(code="appealed")
    assert event.detail["number"] == appeal.number
    text = father.get(where)
    assert f"/follow/{appeal.number}" in text and f"{where}/disagree" not in text  # one at a time
    father.get(f"{where}/disagree", status=302)
    sent = father.get(f"/follow/{appeal.number}/sent")
    assert where in sent and "考勤表" not in sent
    assert "提起行政诉讼" in sent and "劳动争议仲裁" not in sent


def test_what_has_to_be_paid_back_stands_there_with_its_days(father):
    application = Way(father).send()
    clawback = Clawback.objects.create(
        application=application, amount=60_000, reason="查实不符", clause="三", decided_by="审批人",
        decided_at=application.filed_at,
    )  # fmt: skip
    Instalment.objects.create(clawback=clawback, due_on="2031-01-20", amount=60_000)
    text = father.get(f"/claims/{application.number}")
    assert "2031年1月20日前" in text and "¥600" in text


def test_signing_out_forgets_what_was_begun(father):
    Way(father).to_account()
    father.post("/me/sign-out", to="/")
    assert "applying" not in father.client.session


def test_the_list_takes_few_questions_however_many_applications(
    father, people, django_assert_max_num_queries
):
    person = Person.objects.get(pk=people["father"].pk)
    for n in range(12):
        Application.objects.create(
            number=f"B99{n}", filed_at="2026-01-01T00:00Z", channel="portal", pack="dali",
            rule="DL-5", kind="cash", period=f"20{n:02}", as_of="2026-01-01", subject="person",
            key=str(person.pk), person=person, place_id=person.home_place_id, stage="withdrawn",
        )  # fmt: skip
    father.get("/can-get")
    with django_assert_max_num_queries(40):
        assert "(12)" in father.get("/can-get")
    with django_assert_max_num_queries(25):
        assert father.get("/claims").count("B99") == 24


def test_the_first_page_says_that_something_waits(father, people):
    assert "等您办理" not in father.get("/")
    offered(people)
    assert "等您办理" in father.get("/")


def test_the_way_shows_a_public_notice_only_where_there_is_one():
    given = {"path": ["county"], "place_id": village.VILLAGE, "stage": Stage.GRANTED}
    assert told.steps(Application(kind="service", **given)) == (["县", "审批", "已给予"], 4)
    names, at = told.steps(Application(kind="post", **given))
    assert names == ["县", "审批", "公示", "已给予"] and at == 5
    waits = given | {"stage": Stage.APPROVAL}
    assert told.steps(Application(kind="service", **waits))[1] == 2
