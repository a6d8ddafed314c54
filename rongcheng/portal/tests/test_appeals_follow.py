"""Following an appeal on the phone, and what its worker does with it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile as File
from django.test import Client
from django.utils import timezone

from rongcheng.appeals.events import Stage
from rongcheng.appeals.services import dispatch, handling, handovers, supervision, worker
from rongcheng.appeals.tests import factories as appeals
from rongcheng.audit.models import Event
from rongcheng.core.crypto import blind
from rongcheng.core.errors import NotAllowed
from rongcheng.people.tests import factories
from rongcheng.portal.models import FollowTry
from rongcheng.portal.services import following

from .conftest import FATHER, MOTHER, OTHER_PHONE, Phone

JPEG = b"\xff\xd8\xff\xe0" + b"x" * 400


@pytest.fixture
def desk(people):
    return appeals.desk()


@pytest.fixture
def mine(desk, people):
    """An appeal of the father's in progress at the HRSS office."""
    return appeals.signed(desk, person=people["father"], name="", phone=None, files=[appeals.PHOTO])


@pytest.fixture
def father(mine, phone):
    phone.sign_in(FATHER)
    return phone


def page(of, phone: Phone) -> str:
    return phone.get(f"/follow/{of.number}")


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_says_where_it_is(desk, people, phone, stage):
    phone.sign_in(FATHER)
    appeal = appeals.in_stage(stage, desk, person=people["father"])
    text = page(appeal, phone)
    told = text.split('class="whereabouts standing">')[1].split("</p>")[0]
    assert len(told) > 6 and told.endswith("。") and "%" not in told
    for staff in (desk.handler, desk.dispatcher, desk.policeman):
        assert staff.full_name not in text


def test_offices_are_named_and_inner_notes_are_not_shown(father, mine, desk):
    handling.note(by=desk.handler, appeal=mine, text="内部备注：老板是惯犯")
    handling.tell_progress(by=desk.handler, appeal=mine, text="已约谈项目经理")
    handling.add_helper(by=desk.handler, appeal=mine, office=desk.police)
    text = page(mine, father)
    assert desk.hrss.name in text and desk.police.name in text and "已约谈项目经理" in text
    assert "惯犯" not in text and desk.handler.full_name not in text


def test_what_another_body_says_is_told_with_its_name_number_and_refusal(father, mine, desk):
    made = handovers.hand_over(
        by=desk.handler, appeal=mine, to="police", office=desk.police, message="请审查立案。"
    )
    handovers.take_up(by=desk.policeman, handover=made, case_number="鹤公受字88号")
    handovers.answer(
        by=desk.policeman, handover=made, text="证据不足，请补充转账记录。", refused=True
    )
    text = page(mine, father)
    assert f"移送有了回复：{desk.police.name}" in text and "对方不予受理" in text
    assert "鹤公受字88号" in text and "证据不足，请补充转账记录。" in text


def test_a_recording_that_browsers_do_not_play_is_saved(father, mine):
    father.client.post(f"/follow/{mine.number}/add", {"voice": File("工头.amr", b"#!AMR\nxxxx")})
    kept = mine.attachments.get(name="工头.amr")
    assert str(kept.saved_because) in page(mine, father)
    answer = father.client.get(f"/follow/{mine.number}/file/{kept.pk}")
    assert answer["Content-Disposition"].startswith("attachment")


def test_supervision_goes_by_name(father, mine, desk):
    supervision.supervise(by=desk.supervisor, appeal=mine, text="请三日内报结果")
    text = page(mine, father)
    assert desk.supervisor.actor_name in text or desk.supervisor.full_name in text


def test_by_number_and_phone_without_an_account(mine):
    other = Phone()
    assert other.client.get(f"/follow/{mine.number}")["Location"].startswith("/follow?number=")
    other.post("/follow", to=f"/follow/{mine.number}", number=mine.number, phone=FATHER["phone"])
    assert mine.text[:10] in page(mine, other)
    assert mine.number in other.get("/follow")  # remembered by this browser
    assert Event.objects.filter(act="appeals.followed", subject_id=mine.pk).exists()
    assert other.client.get("/me").status_code == 302


def test_every_mistake_reads_the_same(mine):
    other = Phone()
    wrong_phone = other.post("/follow", status=400, number=mine.number, phone=OTHER_PHONE)
    wrong_number = other.post("/follow", status=400, number="532932-20200101-0001",
                              phone=FATHER["phone"])  # fmt: skip
    no_number = other.post("/follow", status=400, number="", phone=FATHER["phone"])

    def told(text: str) -> str:
        return text.split('id="refusal">')[1].partition("</p>")[0]

    assert told(wrong_phone) == told(wrong_number) == told(no_number)
    assert FollowTry.objects.count() == 3


def test_guessing_is_slowed_down(mine):
    other = Phone()
    for n in range(following.PER_ADDRESS):
        other.post("/follow", status=400, number=mine.number, phone=f"1990000{n:04d}")
    other.post("/follow", status=429, number=mine.number, phone=FATHER["phone"])
    FollowTry.objects.all().delete()
    other.post("/follow", number=mine.number, phone=FATHER["phone"])


def test_nobody_else_gets_in(father, desk, people):
    hers = appeals.signed(desk, person=people["mother"], files=[appeals.PHOTO])
    file = hers.attachments.get()
    for path in ("", "/sent", "/looks", "/add", "/withdraw", "/solved", f"/file/{file.pk}"):
        assert father.client.get(f"/follow/{hers.number}{path}").status_code == 302, path
    for path in ("/hurry", "/withdraw", "/add"):
        father.client.post(f"/follow/{hers.number}{path}", {"text": "x"})
    assert hers.events.filter(who="worker").exclude(code="filed").count() == 0
    assert hers.number not in father.get("/follow")


def test_own_files_open_and_inner_ones_do_not(father, mine, desk):
    shown = mine.attachments.get()
    response = father.client.get(f"/follow/{mine.number}/file/{shown.pk}")
    assert response.content == appeals.PHOTO.content and response["Content-Type"] == "image/jpeg"
    assert "sandbox" in response["Content-Security-Policy"]
    handling.note(by=desk.handler, appeal=mine, text="x", files=[
        appeals.Upload("内部.jpg", JPEG + b"inner", for_offices_only=True)])  # fmt: skip
    inner = mine.attachments.get(name="内部.jpg")
    assert father.client.get(f"/follow/{mine.number}/file/{inner.pk}").status_code == 404
    assert "内部.jpg" not in page(mine, father)


def test_news_shows_on_the_first_page_until_it_is_read(father, mine, desk):
    page(mine, father)
    assert "tile-icon" in father.get("/") and "urgent news" not in father.get("/")
    handling.note(by=desk.handler, appeal=mine, text="不给看")
    assert "urgent news" not in father.get("/")
    handling.tell_progress(by=desk.handler, appeal=mine, text="已约谈")
    assert "urgent news" in father.get("/")
    page(mine, father)
    assert "urgent news" not in father.get("/")


def test_adding_what_was_asked_for(father, mine, desk):
    handling.ask_material(by=desk.handler, appeal=mine, text="请拍记工本")
    path = f"/follow/{mine.number}/add"
    assert "请拍记工本" in father.get(path)
    father.post(path, status=400, text=" ")
    data = {"text": "在这里", "photos": [File("本子.jpg", JPEG), File("坏.exe", b"MZ" * 90)]}
    response = father.client.post(path, data)
    assert response.status_code == 422 and "坏.exe" in response.content.decode()
    mine.refresh_from_db()
    assert mine.stage == Stage.IN_PROGRESS
    assert mine.attachments.filter(name="本子.jpg").exists() and "在这里" in page(mine, father)


def test_asking_for_speed_once_a_day(father, mine):
    assert "/hurry" in page(mine, father)
    father.post(f"/follow/{mine.number}/hurry", to=f"/follow/{mine.number}")
    assert "/hurry" not in page(mine, father)
    father.post(f"/follow/{mine.number}/hurry", to=f"/follow/{mine.number}")
    assert mine.events.filter(code="hurried").count() == 1


def test_withdrawing_is_asked_twice(father, mine):
    assert "12333" in father.get(f"/follow/{mine.number}/withdraw")
    mine.refresh_from_db()
    assert mine.stage == Stage.IN_PROGRESS
    father.post(f"/follow/{mine.number}/withdraw", to=f"/follow/{mine.number}", text="老板给了")
    mine.refresh_from_db()
    assert mine.stage == Stage.WITHDRAWN
    assert father.client.get(f"/follow/{mine.number}/withdraw").status_code == 302


def test_solved_is_the_workers_to_say(desk, people, phone):
    phone.sign_in(FATHER)
    appeal = appeals.answered(desk, person=people["father"])
    path = f"/follow/{appeal.number}"
    assert "已支付" in phone.get(f"{path}/solved")
    phone.post(f"{path}/solved", status=400, solved="no", text="")
    phone.post(f"{path}/solved", to=path, solved="no", text="只给了一半")
    appeal.refresh_from_db()
    assert appeal.stage == Stage.IN_PROGRESS
    handling.answer(by=desk.handler, appeal=appeal, outcome="solved",
                    text="经查，余款已支付，依据《保障农民工工资支付条例》第三十条。")  # fmt: skip
    phone.post(f"{path}/solved", to=f"{path}/rate", solved="yes")
    phone.get(f"{path}/rate")
    phone.post(f"{path}/rate", status=400, attitude="9", result="5")
    phone.post(f"{path}/rate", to=path, attitude="5", result="4", text="谢谢")
    appeal.refresh_from_db()
    assert (appeal.stage, appeal.satisfied) == (Stage.CLOSED, 4)
    assert f"{path}/rate" not in phone.get(path)
    phone.post(f"{path}/reopen", to=path, text="下个月又拖了")
    appeal.refresh_from_db()
    assert appeal.stage == Stage.IN_PROGRESS


def test_a_follower_by_number_can_act_too(mine):
    other = Phone()
    other.post("/follow", number=mine.number, phone=FATHER["phone"])
    other.post(f"/follow/{mine.number}/add", to=f"/follow/{mine.number}", text="补充一句")
    assert mine.events.get(code="material_added").actor == "follower"


def test_who_opened_it(father, mine, desk):
    from rongcheng.audit.services import record

    record("appeals.opened", by=desk.handler, subject=mine, place=mine.place_id)
    assert desk.handler.actor_name in father.get(f"/follow/{mine.number}/looks")


def test_the_list_costs_a_fixed_number_of_queries(
    desk, people, phone, django_assert_max_num_queries
):
    phone.sign_in(FATHER)
    for _ in range(8):
        appeals.appeal(person=people["father"])
    phone.get("/follow")
    with django_assert_max_num_queries(12):
        phone.get("/follow")


def test_a_number_with_blanks_is_understood(mine):
    other = Phone()
    other.post("/follow", to=f"/follow/{mine.number}", number=f" {mine.number} ",
               phone=f"+86 {FATHER['phone'][:3]} {FATHER['phone'][3:]}")  # fmt: skip


def test_grandmother_follows_for_grandfather(desk):
    """Nobody is registered with this phone; the number is enough."""
    appeal = appeals.assigned(desk, name="杨桂香", phone="19900003333")
    other = Phone()
    other.post("/follow", number=appeal.number, phone="19900003333")
    assert factories.ZHAO["grandmother"]["name"] == "杨桂香" and page(appeal, other)


def test_one_phone_is_tried_with_few_numbers_only(mine):
    """An employer who knows a worker's phone cannot look for what they told."""
    for n in range(following.PER_PHONE_A_DAY):
        with pytest.raises(following.Refusal):
            following.follow(number=f"532932-20200101-{n:04d}", phone=FATHER["phone"],
                             address=f"10.0.0.{n}")  # fmt: skip
    with pytest.raises(following.TooOften):
        following.follow(number=mine.number, phone=FATHER["phone"], address="10.0.1.1")
    assert FollowTry.objects.count() == following.PER_PHONE_A_DAY


def test_an_appeal_without_a_phone_is_not_opened_by_leaving_it_empty(desk):
    nobody = appeals.appeal(phone=None)
    with pytest.raises(following.Refusal):
        following.follow(number=nobody.number, phone="", address="10.0.0.1")


def test_following_changes_the_sessions_key(mine):
    other = Phone()
    other.get("/follow")
    session = other.client.session
    session["planted"] = True
    session.save()
    other.client.cookies["sessionid"] = session.session_key
    other.post("/follow", to=f"/follow/{mine.number}", number=mine.number, phone=FATHER["phone"])
    assert other.client.cookies["sessionid"].value != session.session_key


def test_who_signs_out_leaves_nothing_on_a_shared_phone(mine):
    shared = Phone()
    shared.post("/follow", to=f"/follow/{mine.number}", number=mine.number, phone=FATHER["phone"])
    shared.client.post("/me/sign-out")
    assert shared.client.get(f"/follow/{mine.number}").status_code == 302
    assert mine.number not in shared.get("/follow")


def test_who_signs_in_does_not_see_what_somebody_followed_before(mine, people):
    shared = Phone()
    shared.post("/follow", to=f"/follow/{mine.number}", number=mine.number, phone=FATHER["phone"])
    shared.sign_in(MOTHER)
    assert mine.number not in shared.get("/follow")


def test_an_address_tries_so_often_a_day(mine):
    address = blind("10.0.0.9", "address")
    long_ago = timezone.now() - timedelta(hours=3)
    for n in range(following.PER_ADDRESS_A_DAY):
        tried = FollowTry.objects.create(address=address, number=blind(str(n), "appeal"))
        FollowTry.objects.filter(pk=tried.pk).update(at=long_ago)
    with pytest.raises(following.TooOften):
        following.follow(number=mine.number, phone=FATHER["phone"], address="10.0.0.9")
    FollowTry.objects.update(at=timezone.now() - timedelta(hours=25))
    assert following.follow(number=mine.number, phone=FATHER["phone"], address="10.0.0.9") == mine


# --- joined to another's --------------------------------------------------------------------------


@pytest.fixture
def joined(desk, people, mine):
    """The mother's appeal, joined to the father's."""
    hers = appeals.appeal(person=people["mother"], text="同一个工地，我也没拿到工钱", phone=None)
    return dispatch.merge(by=desk.dispatcher, appeal=hers, into=mine)


def test_who_joined_adds_under_the_own_number_and_it_goes_to_the_other(joined, mine, phone, desk):
    phone.sign_in(MOTHER)
    assert "补充" in page(joined, phone)
    paper = File("工资条.jpg", JPEG + b"hers", "image/jpeg")
    phone.post(f"/follow/{joined.number}/add", to=f"/follow/{joined.number}",
               text="我的工资条在这里", photos=paper)  # fmt: skip
    event = mine.events.get(code="material_added")
    assert (event.actor_name, event.detail["number"]) == (MOTHER["name"], joined.number)
    assert event.attachments.get().name == "工资条.jpg"
    told = page(joined, phone)
    assert "我的工资条在这里" in told and "工资条.jpg" in told
    file = mine.attachments.get(name="工资条.jpg")
    assert phone.client.get(f"/follow/{joined.number}/file/{file.pk}").status_code == 200
    other = Phone()
    other.sign_in(FATHER)
    assert "我的工资条在这里" not in page(mine, other)  # it is hers
    assert other.client.get(f"/follow/{mine.number}/file/{file.pk}").status_code == 404
    case = Client()
    case.force_login(desk.handler, backend="django.contrib.auth.backends.ModelBackend")
    read = case.get(f"/appeals/{mine.number}/").content.decode()
    assert "我的工资条在这里" in read and MOTHER["name"] in read and joined.number in read


def test_who_joined_sees_how_far_the_other_is_but_not_its_workers_words(
    joined, mine, phone, desk, people
):
    handling.tell_progress(by=desk.handler, appeal=mine, text="已约谈项目经理")
    worker.add_material(by=appeals.TestWorker(people["father"]), appeal=mine, text="我的银行卡号")
    handling.answer(by=desk.handler, appeal=mine, outcome="solved", text="已付给您三千元")
    phone.sign_in(MOTHER)
    told = page(joined, phone)
    assert "已约谈项目经理" in told and desk.hrss.name in told
    assert told.index("已约谈项目经理") < told.index("提交诉求")  # newest first, hers among them
    assert "我的银行卡号" not in told and "已付给您三千元" not in told
    assert mine.text not in told
    assert "请您确认" not in told and 'href="/tell"' not in told
    worker.confirm(by=appeals.TestWorker(people["father"]), appeal=mine)
    told = page(joined, phone)
    assert "重新反映" in told and 'href="/tell"' in told


def test_nobody_else_adds_through_a_joined_appeal(joined, mine, people, desk):
    with pytest.raises(NotAllowed):
        worker.add_material(by=appeals.TestWorker(people["father"]), appeal=joined, text="x")
    with pytest.raises(NotAllowed):
        worker.add_material(by=desk.policeman, appeal=joined, text="x")


def test_an_office_that_waits_goes_on_by_what_who_joined_sends(joined, mine, people, desk):
    handling.ask_material(by=desk.handler, appeal=mine, text="请补充工资条")
    hers = appeals.TestWorker(people["mother"])
    worker.add_material(by=hers, appeal=joined, text="工资条在这里")
    mine.refresh_from_db()
    assert mine.stage == Stage.IN_PROGRESS


@pytest.mark.parametrize("change", [
    lambda n: n.replace("-", ""), lambda n: n.replace("-", " "), lambda n: n.replace("-", "－"),
    lambda n: "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in n),
])  # fmt: skip
def test_a_number_is_understood_however_it_is_typed(mine, change):
    typed = "".join(chr(ord(c) + 0xFEE0) for c in FATHER["phone"])
    Phone().post("/follow", to=f"/follow/{mine.number}", number=change(mine.number), phone=typed)


def test_what_is_no_number_stays_as_it_was_typed():
    assert following.plain_number("你好 123") == "你好123"
    assert following.plain_number("532932-20260918-0007") == "532932-20260918-0007"


def test_the_same_file_sent_twice_is_told_once(father, mine, desk):
    path = f"/follow/{mine.number}/add"
    for text in ("", "", "还有一句话"):
        father.client.post(path, {"text": text, "photos": [File("本子.jpg", JPEG)]})
    told = mine.events.filter(code="material_added")
    assert [event.text for event in told] == ["", "还有一句话"]
    handling.ask_material(by=desk.handler, appeal=mine, text="请拍记工本")
    father.client.post(path, {"photos": [File("本子.jpg", JPEG)]})
    mine.refresh_from_db()
    assert told.all().count() == 3 and mine.stage == Stage.IN_PROGRESS
