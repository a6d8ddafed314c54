"""Group matters through their services: rosters, payments, sign-offs, joining, the end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from rongcheng.appeals.models import Appeal, Claim
from rongcheng.appeals.queries.rosters import sheet
from rongcheng.appeals.services import dispatch, grouping, groups, handling, worker
from rongcheng.appeals.services.attachments import Upload
from rongcheng.appeals.services.log import append
from rongcheng.appeals.services.roster_reading import Line, read_file, read_text
from rongcheng.appeals.tests import factories as make
from rongcheng.core.errors import Conflict, NotAllowed, Refusal
from rongcheng.people.tests import factories as people

pytestmark = pytest.mark.django_db

RECEIPT = Upload("银行回单.pdf", b"%PDF-1.4 receipt")


def id_number(serial: int) -> str:
    return people.full_number(f"53293219800101{serial:03d}")


@pytest.fixture
def desk():
    return make.desk()


@pytest.fixture
def mother(desk):
    found = make.signed(desk, employer="鹤庆宏达建筑有限公司", people=3)
    return groups.start_group(by=desk.handler, appeal=found, claimed=1_000_000)


def lines(*names: str, **more: object) -> list[Line]:
    return [Line(name, 800_000, **more) for name in names]


def test_the_speaker_is_the_first_line_and_speaks(desk, mother):
    claim = mother.claims.get()
    assert (claim.name, claim.claimed, claim.representative) == ("段水冰", 1_000_000, True)
    with pytest.raises(Conflict):
        groups.start_group(by=desk.handler, appeal=mother)


def test_a_sum_for_many_is_nobodys_own_claim(desk):
    found = make.signed(desk, amount=20_000_000, people=12)
    mother = groups.start_group(by=desk.handler, appeal=found)
    assert mother.claims.get().claimed is None


def test_a_line_is_linked_to_the_person_of_the_registry(desk, mother):
    (known,) = people.record(people.person("祁山月", id_number=id_number(7)))
    added = groups.add_claims(
        by=desk.handler, appeal=mother, lines=[Line("祁山月", 800_000, id_number(7))]
    )
    assert added.taken[0].person_id == known.pk


def test_doubles_are_named_and_everybody_else_is_taken(desk, mother):
    first = [Line("祁山月", 800_000, id_number(7)), Line("温长河", 700_000, phone="19900001111")]
    groups.add_claims(by=desk.handler, appeal=mother, lines=first)
    again = [
        Line("祁山月", 900_000, id_number(7)),  # the same number
        Line("温长河", 700_000, phone="19900001111"),  # the same name and phone
        Line("温长河", 650_000, phone="19900002222"),  # a namesake
        Line("岑小舟", 500_000),
        Line("岑小舟", 500_000),  # twice in one list, nothing tells them apart
    ]
    added = groups.add_claims(by=desk.handler, appeal=mother, lines=again)
    assert [line.name for line in added.doubles] == ["祁山月", "温长河", "岑小舟"]
    assert [claim.phone for claim in added.taken] == ["19900002222", None]
    mother.refresh_from_db()
    assert mother.people == mother.claims.count() == 5


def test_at_most_five_speak_for_a_group(desk, mother):
    four = lines("甲一舟", "乙二舟", "丙三舟", "丁四舟", representative=True)
    groups.add_claims(by=desk.handler, appeal=mother, lines=four)
    with pytest.raises(Refusal, match="五名"):
        groups.add_claims(
            by=desk.handler, appeal=mother, lines=lines("戊五舟", representative=True)
        )
    assert not mother.claims.filter(name="戊五舟").exists()
    plain = groups.add_claims(by=desk.handler, appeal=mother, lines=lines("戊五舟")).taken[0]
    with pytest.raises(Refusal, match="五名"):
        groups.set_representative(by=desk.handler, claim=plain, speaks=True)
    groups.set_representative(by=desk.handler, claim=mother.claims.get(name="甲一舟"), speaks=False)
    assert groups.set_representative(by=desk.handler, claim=plain, speaks=True).representative


def test_strangers_keep_their_hands_off_the_roster(desk, mother):
    with pytest.raises(NotAllowed):
        groups.add_claims(by=desk.teacher, appeal=mother, lines=lines("岑小舟"))
    with pytest.raises(NotAllowed):
        groups.record_payment(
            by=desk.dispatcher, claim=mother.claims.get(), amount=100, proof=RECEIPT,
            paid_on=timezone.localdate(),
        )  # fmt: skip


def test_a_line_is_paid_once_all_is_paid_with_proof(desk, mother):
    claim = mother.claims.get()
    pay = {"by": desk.handler, "paid_on": timezone.localdate(), "proof": RECEIPT}
    claim = groups.set_found(by=desk.handler, claim=claim, amount=900_000)
    claim = groups.record_payment(claim=claim, amount=400_000, **pay)
    assert claim.state == Claim.State.OPEN and claim.paid == 400_000
    with pytest.raises(Refusal, match="5,000"):
        groups.record_payment(claim=claim, amount=600_000, **pay)
    claim = groups.record_payment(claim=claim, amount=500_000, **pay)
    assert claim.state == Claim.State.PAID and claim.proof.for_offices_only
    with pytest.raises(Conflict):
        groups.record_payment(claim=claim, amount=1, **pay)
    # more is found: the line is open again
    assert groups.set_found(by=desk.handler, claim=claim, amount=950_000).state == "open"
    taken_back = groups.reopen_line(by=desk.handler, claim=claim, text="回单是另一人的。")
    assert (taken_back.paid, taken_back.proof) == (0, None)


def test_wrong_payments_are_refused(desk, mother):
    claim = mother.claims.get()
    pay = {"by": desk.handler, "claim": claim, "proof": RECEIPT}
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Refusal):
        groups.record_payment(amount=100_000, paid_on=tomorrow, **pay)
    with pytest.raises(Refusal):
        groups.record_payment(amount=0, paid_on=timezone.localdate(), **pay)
    with pytest.raises(Refusal, match="空"):
        groups.record_payment(**pay | {"proof": Upload("空.jpg", b"")}, amount=100_000,
                              paid_on=timezone.localdate())  # fmt: skip
    unknown = groups.add_claims(by=desk.handler, appeal=mother, lines=[Line("岑小舟")]).taken[0]
    with pytest.raises(Refusal, match="岑小舟"):
        groups.record_payment(**pay | {"claim": unknown}, amount=1, paid_on=timezone.localdate())


def settle_all(desk, mother) -> None:
    for claim in mother.claims.filter(state="open"):
        groups.record_payment(
            by=desk.handler, claim=claim, amount=groups.owed(claim) - claim.paid,
            paid_on=timezone.localdate(), proof=RECEIPT,
        )  # fmt: skip


def test_a_group_closes_only_when_each_line_is_settled(desk, mother):
    groups.add_claims(by=desk.handler, appeal=mother, lines=lines("祁山月", "温长河"))
    told = {"by": desk.handler, "appeal": mother, "text": "已支付，依据第三十条。"}
    with pytest.raises(Conflict, match="段水冰"):
        handling.answer(outcome="solved", **told)
    groups.sign_off(
        by=desk.handler, claim=mother.claims.get(name="温长河"), proof=RECEIPT, remark="已和解。"
    )
    handling.answer(outcome="partly_solved", **told)
    with pytest.raises(Conflict):
        worker.confirm(by=make.PLATFORM, appeal=mother)
    with pytest.raises(Conflict, match="祁山月"):  # nor by the platform itself, past the services
        append(mother, "closed", by=make.PLATFORM, who="system", outcome="partly_solved")
    with pytest.raises(Conflict):
        worker.withdraw(by=make.PLATFORM, appeal=mother)
    settle_all(desk, mother)
    worker.confirm(by=make.PLATFORM, appeal=mother)
    assert mother.stage == "closed"


def test_a_line_whose_amount_is_not_known_is_neither_paid_nor_closed_over(desk, mother):
    (open_one,) = groups.add_claims(by=desk.handler, appeal=mother, lines=[Line("祁山月")]).taken
    groups.sign_off(by=desk.handler, claim=mother.claims.get(name="段水冰"), proof=RECEIPT,
                    remark="已和解。")  # fmt: skip
    assert (sheet(mother).unknown, sheet(mother).left) == (1, 0)
    with pytest.raises(Refusal, match="祁山月"):
        groups.record_payments(by=desk.handler, claims=[open_one], paid_on=timezone.localdate(),
                               proof=RECEIPT)  # fmt: skip
    with pytest.raises(Conflict, match="祁山月"):
        handling.answer(
            by=desk.handler, appeal=mother, outcome="solved", text="已支付，依据第三十条。"
        )
    groups.say_claims(by=desk.handler, appeal=mother, amounts={open_one.pk: 90_000})
    settle_all(desk, mother)
    handling.answer(by=desk.handler, appeal=mother, outcome="solved", text="已支付，依据第三十条。")
    worker.confirm(by=make.PLATFORM, appeal=mother)
    assert mother.stage == "closed"


def test_the_sheet_adds_up(desk, mother):
    taken = groups.add_claims(by=desk.handler, appeal=mother, lines=lines("祁山月", "温长河")).taken
    groups.set_stated(by=desk.handler, claim=taken[0], amount=500_000)
    groups.set_found(by=desk.handler, claim=taken[0], amount=750_000)
    groups.record_payment(
        by=desk.handler, claim=taken[0], amount=250_000, paid_on=timezone.localdate(),
        proof=RECEIPT,
    )  # fmt: skip
    groups.sign_off(by=desk.handler, claim=taken[1], proof=RECEIPT, remark="撤回")
    made = sheet(mother)
    assert (made.claimed, made.stated, made.found, made.paid) == (
        2_600_000, 500_000, 750_000, 250_000,
    )  # fmt: skip
    assert made.left == 1_000_000 + 500_000 and made.settled == 1 and made.people == 3


def test_an_appeal_joined_to_the_mother_becomes_a_line(desk, mother):
    other = make.appeal(name="祁山月", phone="19900001234", amount=600_000)
    dispatch.merge(by=desk.dispatcher, appeal=other, into=mother)
    claim = mother.claims.get(name="祁山月")
    assert (claim.claimed, claim.phone) == (600_000, "19900001234")
    assert other.number in claim.remark
    same = make.appeal(name="祁山月", phone="19900001234")
    dispatch.merge(by=desk.dispatcher, appeal=same, into=mother)
    assert mother.claims.count() == 2  # the same worker filed twice


def test_who_joined_before_it_was_a_group_gets_a_line_too(desk):
    first = make.signed(desk, name="段水冰", phone="19900001111", amount=980_000)
    early = make.appeal(name="祁山月", phone="19900001234", amount=2_100_000)
    dispatch.merge(by=desk.dispatcher, appeal=early, into=first)
    other = make.appeal(name="温长河", phone="19900001235", amount=500_000)
    through = make.appeal(name="岑小舟", phone="19900001236", amount=300_000)
    dispatch.merge(by=desk.dispatcher, appeal=through, into=other)
    mother = grouping.make_group(by=desk.dispatcher, appeals=[first, other])
    assert dict(mother.claims.values_list("name", "claimed")) == {
        "段水冰": 980_000, "祁山月": 2_100_000, "温长河": 500_000, "岑小舟": 300_000,
    }  # fmt: skip
    made = sheet(mother)
    assert (made.people, made.claimed, made.found, made.paid) == (4, 3_880_000, None, 0)


def test_a_group_is_not_joined_to_a_matter_of_one(desk, mother):
    with pytest.raises(Conflict):
        dispatch.merge(by=desk.dispatcher, appeal=mother, into=make.appeal(name="祁山月"))


def test_several_appeals_are_made_one_group(desk):
    names = ["宏达建筑", "鹤庆宏达建筑有限公司", "宏达建筑公司工地"]
    filed = [
        make.appeal(employer=e, name=f"祁{n}月", phone=f"1990000{n:04d}", amount=100_000 * (n + 1))
        for n, e in enumerate(names)
    ]
    mother = grouping.make_group(by=desk.dispatcher, appeals=filed)
    assert mother == filed[0] and mother.group
    assert sorted(mother.claims.values_list("claimed", flat=True)) == [100_000, 200_000, 300_000]
    assert set(Appeal.objects.filter(merged_into=mother)) == set(filed[1:])
    with pytest.raises(Refusal):
        grouping.make_group(by=desk.dispatcher, appeals=[mother])
    others = make.appeal(place=make.OTHER_COUNTY)
    with pytest.raises(Refusal):
        grouping.make_group(by=desk.dispatcher, appeals=[mother, others])


# --- rosters as people have them ------------------------------------------------------------------


def test_a_pasted_table_is_read_in_any_order():
    found = read_text(
        f"姓名 身份证 电话 金额\n祁山月\t{id_number(1)}\t19900001111\t12,000元\n"
        f"温长河，19900002222，1.2万\n3 岑小舟 {id_number(3)} 8500.50\n合计 32500\n"
        f"坏号码 {id_number(4)[:-2]}YY 3000\n"
    )
    assert [(x.name, x.claimed, bool(x.id_number)) for x in found.lines] == [
        ("祁山月", 1_200_000, True), ("温长河", 1_200_000, False), ("岑小舟", 850_050, True),
    ]  # fmt: skip
    assert [(x.row, "532932" in x.why) for x in found.problems] == [(6, True)]


def test_a_name_alone_is_a_worker_whose_amount_is_not_known_yet():
    found = read_text(
        "工资拖欠人员名单\n姓名\n祁山月\n温长河 不知道\n岑小舟 待定 19900003333\n合计\n"
    )
    assert [(x.name, x.claimed, x.phone) for x in found.lines] == [
        ("祁山月", None, ""), ("温长河", None, ""), ("岑小舟", None, "19900003333"),
    ]  # fmt: skip
    table = read_text("姓名\t欠薪金额\n祁山月\t未知\n温长河\t800\n岑小舟\t？\n")
    assert [x.claimed for x in table.lines] == [None, 80_000, None] and not table.problems


def workbook(rows: list[list[object]]) -> Upload:
    import io

    import openpyxl

    book, buffer = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(buffer)
    return Upload("工人名单.xlsx", buffer.getvalue())


def test_a_workbook_is_read_whatever_its_columns():
    found = read_file(workbook([
        ["某某项目拖欠工资名单", None, None, None, None],
        ["序号", "工人姓名", "身份证号码", "联系电话", "拖欠工资（元）"],
        [1, "祁山月", id_number(1), "19900001111", 12000],
        [2, "温长河", id_number(2)[:-1] + "Y", "19900002222", 9000],
        [3, None, id_number(3), None, 8000],
        [4, "岑小舟", None, None, "好几千"],
        [5, "芮一帆", None, None, 6500.5],
        ["合计", None, None, None, 35500],
    ]))  # fmt: skip
    assert [(x.name, x.claimed, x.row) for x in found.lines] == [
        ("祁山月", 1_200_000, 3), ("芮一帆", 650_050, 7),
    ]  # fmt: skip
    assert [x.row for x in found.problems] == [4, 5, 6]
    assert "好几千" in found.problems[2].why


def test_amounts_in_ten_thousands_and_ticked_representatives():
    found = read_file(workbook([
        ["姓名", "欠薪金额（万元）", "是否代表"], ["祁山月", 1.25, "是"], ["温长河", 0.8, None],
    ]))  # fmt: skip
    assert [(x.claimed, x.representative) for x in found.lines] == [
        (1_250_000, True), (800_000, False),
    ]  # fmt: skip


def test_a_file_without_people_is_refused_by_name():
    with pytest.raises(Refusal, match="工人名单"):
        read_file(workbook([["会议纪要"], ["今天讨论了很多"]]))
    with pytest.raises(Refusal, match="坏"):
        read_file(Upload("坏.xlsx", b"PK\x03\x04 nothing"))
