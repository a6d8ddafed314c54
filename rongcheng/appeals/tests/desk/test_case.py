"""The case page: what it tells, to whom, what can be done, and the trace it leaves."""

import pytest
from django.urls import reverse

from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.appeals.events import Stage
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.queries.scope import may_read, readable, visible_appeals
from rongcheng.appeals.services import handling, supervision
from rongcheng.appeals.tests import factories
from rongcheng.audit.models import Event
from rongcheng.people.tests import factories as people


def address(appeal):
    return reverse("appeals:case", args=[appeal.number])


def do(client, appeal, code, **given):
    """Send the small form of an act."""
    data = {f"{code}-{name}": value for name, value in given.items()}
    return client.post(reverse("appeals:act", args=[appeal.number, code]), data)


def offered(answer):
    """Codes of the acts that a page offers."""
    return {act["code"] for _label, group in answer.context["groups"] for act in group}


@pytest.mark.parametrize("stage", Stage.values)
def test_every_stage_has_a_page_for_each_of_the_offices(desk, as_, stage):
    appeal = factories.in_stage(stage, desk)
    for staff in (desk.dispatcher, desk.supervisor):
        answer = as_(staff).get(address(appeal))
        assert answer.status_code == 200
        assert appeal.number in answer.content.decode()


def test_the_page_tells_text_clocks_holders_and_events(desk, as_):
    appeal = factories.signed(desk, employer="鹤庆宏达建筑有限公司")
    handling.tell_progress(by=desk.handler, appeal=appeal, text="已约谈公司负责人。")
    page = as_(desk.handler).get(address(appeal)).content.decode()
    assert "老板拖了我们12个人三个月工钱" in page
    assert "已约谈公司负责人。" in page
    assert "鹤庆宏达建筑有限公司" in page
    assert desk.hrss.name in page
    assert "段*冰" in page
    assert "段水冰" not in page
    assert "19900009999" not in page
    assert "199****9999" in page


def test_opening_leaves_a_trace_and_a_stranger_finds_nothing(desk, other, as_):
    appeal = factories.signed(desk)
    for staff in (other.dispatcher, other.handler, desk.teacher, desk.clerk):
        assert as_(staff).get(address(appeal)).status_code == 404
    assert not Event.objects.filter(act="appeals.opened").exists()
    assert as_(agencies.staff(Role.LEADER)).get(address(appeal)).status_code == 403
    as_(desk.handler).get(address(appeal))
    assert Event.objects.get(act="appeals.opened").actor == desk.handler.actor


def test_each_sees_the_acts_that_are_theirs(desk, as_):
    appeal = factories.assigned(desk)
    handler = offered(as_(desk.handler).get(address(appeal)))
    assert {"signed", "returned", "noted"} <= handler
    assert not handler & {"progress", "ruled", "reminded", "refused", "confirmed"}
    supervisor = offered(as_(desk.supervisor).get(address(appeal)))
    assert {"reminded", "supervised", "ruled"} <= supervisor
    assert not supervisor & {"signed", "returned", "extension_granted"}
    handling.sign(by=desk.handler, appeal=appeal)
    handler = offered(as_(desk.handler).get(address(appeal)))
    assert {"contacted", "progress", "material_asked", "suspended"} <= handler
    assert "signed" not in handler


def test_a_return_names_clause_and_office_and_after_a_ruling_the_button_is_gone(desk, as_):
    appeal = factories.assigned(desk)
    bad = do(as_(desk.handler), appeal, "returned", text="不归我们管", clause="", responsible="")
    assert bad.status_code == 400
    assert 'id="act-returned" open' in bad.content.decode()
    assert "不归我们管" in bad.content.decode()
    good = {
        "text": "不归我们管",
        "clause": "《职责清单》第三条",
        "responsible": desk.education.name,
    }
    assert do(as_(desk.handler), appeal, "returned", **good).status_code == 302
    appeal.refresh_from_db()
    assert (appeal.stage, appeal.returns) == (Stage.RETURNED, 1)
    ruled = factories.ruled(desk)
    handling.sign(by=desk.handler, appeal=ruled)
    assert "returned" not in offered(as_(desk.handler).get(address(ruled)))
    assert do(as_(desk.handler), ruled, "returned", **good).status_code == 409


def test_the_second_return_asks_who_signed_and_the_third_says_what_it_means(desk, as_):
    second = factories.returned(desk, times=1)
    from rongcheng.appeals.services import dispatch

    dispatch.assign(by=desk.dispatcher, appeal=second, office=desk.education)
    page = as_(desk.teacher).get(address(second)).content.decode()
    assert "returned-signed_by" in page
    good = {"text": "不归我们管", "clause": "《职责清单》第三条", "responsible": desk.police.name}
    assert do(as_(desk.teacher), second, "returned", **good).status_code == 400
    signed = good | {"signed_by": "局长 柏一诺"}
    assert do(as_(desk.teacher), second, "returned", **signed).status_code == 302
    dispatch.assign(by=desk.dispatcher, appeal=second, office=desk.police)
    page = as_(desk.policeman).get(address(second)).content.decode()
    assert "returned-signed_by" not in page
    assert "第三次退回" in page


def test_an_office_without_a_part_is_refused(desk, as_):
    appeal = factories.signed(desk)
    assert do(as_(desk.teacher), appeal, "progress", text="x").status_code == 404
    assert do(as_(desk.dispatcher), appeal, "progress", text="x").status_code == 403
    assert do(as_(desk.handler), appeal, "levitated").status_code == 400
    assert not appeal.events.filter(code="progress").exists()


def test_extension_asked_and_granted(desk, as_):
    appeal = factories.signed(desk)
    before = appeal.due_at
    page = as_(desk.handler).get(address(appeal))
    assert "extension_asked" in offered(page)
    answer = do(as_(desk.handler), appeal, "extension_asked", days=3, text="等银行流水")
    assert answer.status_code == 302, answer.content.decode()
    assert "extension_asked" not in offered(as_(desk.handler).get(address(appeal)))
    assert "extension_granted" in offered(as_(desk.supervisor).get(address(appeal)))
    granted = do(as_(desk.supervisor), appeal, "extension_granted", days=2, text="")
    assert granted.status_code == 302
    appeal.refresh_from_db()
    assert appeal.due_at > before
    assert "extension_asked" not in offered(as_(desk.handler).get(address(appeal)))


def test_a_ruling_learns_words(desk, as_):
    appeal = factories.returned(desk, times=3)
    told = {"office": desk.education.name, "text": "依《三定》第五条", "teaches": "words"}
    missing = do(as_(desk.supervisor), appeal, "ruled", **told, words=" ")
    assert missing.status_code == 400
    assert do(as_(desk.handler), appeal, "ruled", **told, words="工钱").status_code == 403
    assert do(as_(desk.supervisor), appeal, "ruled", **told, words="工钱").status_code == 302
    appeal.refresh_from_db()
    assert appeal.holder == desk.education


def test_supervision_by_name(desk, as_):
    appeal = factories.signed(desk)
    given = {"supervisor": desk.supervisor.pk, "text": "三日内拿出支付方案"}
    assert do(as_(desk.supervisor), appeal, "supervised", **given).status_code == 302
    assert "温知行" in as_(desk.handler).get(address(appeal)).content.decode()


def test_the_phone_is_shown_against_a_reason(desk, as_):
    appeal = factories.signed(desk)
    where = reverse("appeals:phone", args=[appeal.number])
    assert as_(desk.handler).post(where, {"reason": "打"}).status_code == 400
    page = as_(desk.handler).post(where, {"reason": "联系诉求人核实"}).content.decode()
    assert "19900009999" in page
    assert Event.objects.get(act="appeals.revealed").reason == "联系诉求人核实"
    assert as_(desk.teacher).post(where, {"reason": "联系诉求人核实"}).status_code == 404


def test_a_restricted_appeal_is_closed_to_those_who_do_not_handle_it(desk, as_):
    appeal = factories.signed(desk, files=[factories.PHOTO])
    Appeal.objects.filter(pk=appeal.pk).update(restricted=True)
    inspector = agencies.staff(Role.LABOUR_INSPECTOR)
    page = as_(inspector).get(address(appeal)).content.decode()
    assert appeal.number in page
    assert "拉黑" not in page
    assert "段*冰" not in page
    assert "考勤表" not in page
    file = appeal.attachments.get()
    where = reverse("appeals:file", args=[appeal.number, file.pk])
    assert as_(inspector).get(where).status_code == 403
    phone = reverse("appeals:phone", args=[appeal.number])
    assert as_(inspector).post(phone, {"reason": "联系诉求人"}).status_code == 403
    got = as_(desk.handler).get(where)
    assert got.content == factories.PHOTO.content
    assert got["Content-Type"] == "image/jpeg"
    assert Event.objects.get(act="appeals.file_fetched").actor == desk.handler.actor


def test_who_replied_to_a_restricted_appeal_goes_on_reading_it(desk, as_):
    appeal = factories.signed(desk)
    handling.add_helper(by=desk.handler, appeal=appeal, office=desk.police)
    handling.answer_as_helper(by=desk.policeman, appeal=appeal, text="已出警。")
    handling.answer(by=desk.handler, appeal=appeal, text="已办理。", outcome="explained")
    Appeal.objects.filter(pk=appeal.pk).update(restricted=True)
    appeal.refresh_from_db()
    back = factories.returned(desk)
    Appeal.objects.filter(pk=back.pk).update(restricted=True)
    back.refresh_from_db()
    for staff in (desk.handler, desk.policeman):
        assert may_read(staff, appeal)
        assert visible_appeals(staff).filter(readable(staff), pk=appeal.pk).exists()
        assert "拉黑" in as_(staff).get(address(appeal)).content.decode()
    assert not may_read(desk.handler, back)
    assert not may_read(desk.teacher, appeal)


def test_the_person_is_linked_for_those_who_may_see_persons(desk, as_):
    person = people.village()["father"]
    appeal = factories.signed(desk, person=person)
    link = reverse("people:person", args=[person.pk])
    assert link not in as_(desk.handler).get(address(appeal)).content.decode()
    officer = agencies.staff(Role.COUNTY_OFFICER)
    assert link in as_(officer).get(address(appeal)).content.decode()


def test_similar_appeals_are_shown(desk, as_):
    first = factories.signed(desk, employer="鹤庆宏达建筑有限公司", phone="19911112222")
    second = factories.signed(desk, employer="鹤庆宏达建筑公司", phone="19933334444")
    far = factories.signed(desk, employer="东莞明珠鞋业", phone="19955556666")
    page = as_(desk.handler).get(address(first)).content.decode()
    assert second.number in page
    assert far.number not in page


def test_the_case_costs_the_same_however_much_happened(desk, as_, django_assert_max_num_queries):
    appeal = factories.signed(desk)
    for n in range(8):
        handling.tell_progress(by=desk.handler, appeal=appeal, text=f"第{n}次进展")
        supervision.remind(by=desk.supervisor, appeal=appeal)
    client = as_(desk.handler)
    client.get(address(appeal))
    with django_assert_max_num_queries(26):
        client.get(address(appeal))


def test_a_transfer_is_taken_only_by_the_office_that_it_is_offered_to(desk, other, as_):
    appeal = factories.signed(desk, home_place=factories.OTHER_COUNTY)
    assert appeal.assignments.filter(office=other.group, part="home").exists()
    given = {"office": other.hrss.name, "text": "用工单位在贵县，请接办。"}
    assert do(as_(desk.handler), appeal, "transfer_offered", **given).status_code == 302
    page = as_(other.handler).get(address(appeal))
    assert {"transfer_accepted", "transfer_refused"} <= offered(page)
    handling.add_helper(by=desk.handler, appeal=appeal, office=desk.police, text="请协查。")
    assert "transfer_accepted" not in offered(as_(desk.policeman).get(address(appeal)))
    assert do(as_(desk.policeman), appeal, "transfer_accepted", text="").status_code == 409
    assert do(as_(other.handler), appeal, "transfer_accepted", text="").status_code == 302
    appeal.refresh_from_db()
    assert appeal.holder == other.hrss


def test_an_offer_to_the_home_office_and_its_refusal_leave_it_its_part(desk, other, as_):
    appeal = factories.signed(desk, home_place=factories.OTHER_COUNTY)
    handling.offer_transfer(by=desk.handler, appeal=appeal, office=other.group, text="请接办。")
    helper = factories.account(Role.COUNTY_OFFICER, other.group, "groupie", "文照壁")
    given = {"text": "劳动关系在贵县。", "clause": "《条例》第七条", "responsible": desk.hrss.name}
    assert do(as_(helper), appeal, "transfer_refused", **given).status_code == 302
    open_ = appeal.assignments.get(office=other.group, ended_at=None)
    assert open_.part == "home"
    assert appeal.holder == desk.hrss
