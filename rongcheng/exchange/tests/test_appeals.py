"""Appeals through the API: filed once, read by whom they concern, worked on, masked."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from rongcheng.appeals.models import Appeal, AppealEvent
from rongcheng.appeals.services.reading import Proposal
from rongcheng.appeals.tests import factories as made
from rongcheng.audit.models import Event
from rongcheng.exchange.tests.conftest import Api
from rongcheng.people.models import Person
from rongcheng.people.tests import factories as people_made

PHONE = "19900009999"
PHOTO = b"\xff\xd8\xff\xe0" + b"photo of a time sheet" * 20


@pytest.fixture(autouse=True)
def silent(monkeypatch):
    """Recognition says nothing, so that appeals wait for their dispatcher."""
    monkeypatch.setattr("rongcheng.appeals.services.filing.propose", lambda *_a, **_k: Proposal())


@pytest.fixture
def at(db):
    return made.desk()


@pytest.fixture
def door(at):
    """A front program: the village clerk's office files and acts for workers."""
    return Api(at.clerk)


@pytest.fixture
def office(at):
    return Api(at.handler)


def given(**more):
    return {
        "text": made.ARREARS, "name": "段水冰", "phone": PHONE, "category": "labour_protection",
        "event_place": made.COUNTY, "amount": 20_000_000, "consent": "本人在小程序确认",
    } | more  # fmt: skip


def file(api, status=201, key="", **more):
    headers = {"headers": {"idempotency-key": key}} if key else {}
    return api("post", "/appeals", given(**more), status=status, **headers)


def signed(api, at):
    number = file(api)["number"]
    Api(at.dispatcher)(
        "post", f"/appeals/{number}/acts", {"code": "assigned", "office": at.hrss.pk}
    )
    Api(at.handler)("post", f"/appeals/{number}/acts", {"code": "signed"})
    return number


def answered(api, at):
    number = signed(api, at)
    text = "经查，拖欠属实，依据《保障农民工工资支付条例》第三十条，公司已支付。"
    Api(at.handler)("post", f"/appeals/{number}/reply", {
        "text": text, "outcome": "solved", "done_on": "2026-10-12", "anyway": True, "why": "已核",
    })  # fmt: skip
    return number


def test_a_complaint_about_the_office_that_files_it_has_a_number_and_is_out_of_its_sight(door, at):
    filed = file(door, about_office=at.clerk.office.name)
    assert Appeal.objects.get(number=filed["number"]).accused.get().office == at.clerk.office
    assert not filed["readable"] and filed["text"] is None and filed["can"] == []
    door("get", f"/appeals/{filed['number']}", status=404)


def test_filed_and_read(door, at):
    filed = file(door)
    appeal = Appeal.objects.get(number=filed["number"])
    assert appeal.channel == "api" and appeal.filed_office == at.clerk.office
    assert (filed["stage"], filed["amount"], filed["lamp"]) == ("received", 20_000_000, "green")
    assert filed["name"] == "段*冰" and filed["phone"] == "199****9999"
    assert filed["sentence"] and "material_added" in filed["can"] and "assigned" not in filed["can"]
    read = door("get", f"/appeals/{filed['number']}")
    assert read == filed
    assert Event.objects.filter(act="appeals.opened", subject_id=appeal.pk).count() == 1


def test_one_key_files_once(door, at):
    first, second = file(door, key="mini-1"), file(door, key="mini-1")
    assert first["number"] == second["number"] and Appeal.objects.count() == 1
    assert file(door, 409, key="mini-1", text="完全是另一件事情。")["code"] == "conflict"
    assert file(door, key="mini-2")["number"] != first["number"]
    file(door, 422, key="mini-3", phone="12")
    assert file(door, key="mini-3")["number"]  # a refusal does not use the key up
    other = Api(at.dispatcher)
    assert file(other, key="mini-1")["number"] != first["number"]


def test_what_cannot_be_filed_is_told_field_by_field(door, office, at):
    assert set(file(door, 422, category="flying")["fields"]) == {"category"}
    assert set(file(door, 422, phone="12345")["fields"]) == {"phone"}
    assert set(file(door, 422, id_number="530102199001011235")["fields"]) == {"id_number"}
    assert set(file(door, 422, text="短")["fields"]) == {"text"}
    file(door, 422, wish="x")
    assert "where" in file(door, 400, event_place=None)["message"]
    file(door, 400, event_place=999_999_000_000)
    file(office, 403)
    assert not Appeal.objects.exists()


def test_the_person_is_found_by_id_where_the_token_may(db, at):
    people = people_made.village()
    father = people_made.ZHAO["father"]
    county = Api(made.account("county_officer", at.hrss, "county9", "柏一诺"))
    filed = file(county, name="", id_number=father["id_number"], phone="")
    assert filed["person"] == people["father"].pk and filed["name"] == "赵*磊"
    assert filed["home_place"]["code"] == people_made.VILLAGE
    wrong = file(county, 422, name="段水冰", id_number=father["id_number"])
    assert set(wrong["fields"]) == {"id_number"}
    other = Api(at.dispatcher)  # sees appeals, not persons
    assert file(other, id_number=father["id_number"])["person"] is None
    assert Person.objects.count() == len(people)


def test_lists_are_narrowed_like_the_pages(door, office, at):
    mine, theirs = (
        signed(door, at),
        file(door, text="孩子上学的事情请帮忙。", category="")["number"],
    )
    assert {one["number"] for one in door("get", "/appeals")["items"]} == {mine, theirs}
    assert [one["number"] for one in office("get", "/appeals")["items"]] == [mine]
    assert office("get", "/appeals?show=waiting")["total"] == 1
    desk = Api(at.dispatcher)
    found = desk("get", "/appeals?stage=received&limit=1")
    assert found["total"] == 1 and found["items"][0]["number"] == theirs
    assert desk("post", "/appeals/search", {"q": PHONE})["total"] == 2
    assert desk("post", "/appeals/search", {"q": "孩子上学"})["total"] == 1
    assert desk("get", f"/appeals?office={at.hrss.pk}")["total"] == 1
    desk("get", "/appeals?stage=nowhere", status=422)
    desk("get", "/appeals?place=999999999999", status=422)
    assert Api(made.other_desk().dispatcher)("get", "/appeals")["total"] == 0


def test_others_find_nothing(door, leader, stranger, nobody, at):
    number = file(door)["number"]
    for path in ("", "/events", "/attachments", "/attachments/1"):
        stranger("get", f"/appeals/{number}{path}", status=404)
        leader("get", f"/appeals/{number}{path}", status=403)
        nobody("get", f"/appeals/{number}{path}", status=401)
    stranger("post", f"/appeals/{number}/acts", {"code": "noted", "text": "x"}, status=404)
    leader("get", "/appeals", status=403)


def test_the_worker_reads_public_events_the_offices_all(door, office, at):
    number = signed(door, at)
    office("post", f"/appeals/{number}/acts", {"code": "noted", "text": "只给单位看"})
    office("post", f"/appeals/{number}/acts", {"code": "progress", "text": "已约谈公司"})
    public = door("get", f"/appeals/{number}/events")["items"]
    assert [one["code"] for one in public] == ["filed", "assigned", "signed", "progress"]
    assert "只给单位看" not in str(public) and public[-1]["text"] == "已约谈公司"
    door("get", f"/appeals/{number}/events?all=true", status=403)
    whole = office("get", f"/appeals/{number}/events?all=true")["items"]
    assert [one["seq"] for one in whole] == list(range(1, len(whole) + 1))
    assert "只给单位看" in str(whole) and len(whole) == AppealEvent.objects.count()
    assert PHONE not in str(whole) and "段水冰" not in str(whole)


def test_a_restricted_one_shows_only_where_it_stands(door, at):
    number = file(door)["number"]
    made.dispatch.restrict(by=at.dispatcher, appeal=Appeal.objects.get(number=number))
    officer = Api(made.account("county_officer", at.education, "county8", "柏一诺"))
    seen = officer("get", f"/appeals/{number}")
    assert seen["stage"] == "received" and not seen["readable"] and seen["files"] == []
    for name in ("text", "name", "phone", "amount", "employer", "site", "person", "event_place"):
        assert seen[name] is None
    (row,) = officer("get", "/appeals")["items"]
    assert row["text"] is None and row["name"] is None
    events = officer("get", f"/appeals/{number}/events?all=true")["items"]
    assert len(events) == 3 and not any(one["text"] or one["detail"] for one in events)
    reveal = f"/appeals/{number}?reveal=true&reason=call+about+wages"
    officer("get", reveal, status=403)
    assert door("get", f"/appeals/{number}")["readable"]  # the office that took it down


def test_the_phone_in_full_takes_a_reason(door, office, at):
    number = signed(door, at)
    office("get", f"/appeals/{number}?reveal=true", status=400)
    shown = office("get", f"/appeals/{number}?reveal=true&reason=call+about+wages")
    assert shown["phone"] == PHONE
    assert Event.objects.get(act="appeals.revealed").reason == "call about wages"


def test_files_go_in_and_out(door, office, at):
    number = signed(door, at)
    path = f"/api/v1/appeals/{number}/attachments"
    photo = SimpleUploadedFile("考勤表.jpg", PHOTO)
    sent = door.client.post(path, {"files": photo, "text": "这是考勤"})
    assert sent.status_code == 201, sent.content.decode()
    (one,) = sent.json()["items"]
    assert (one["name"], one["kind"], one["size"]) == ("考勤表.jpg", "photo", len(PHOTO))
    got = office("get", f"/appeals/{number}/attachments/{one['id']}")
    assert got.content == PHOTO and got.headers["X-Content-Type-Options"] == "nosniff"
    inner = {"files": SimpleUploadedFile("内部.pdf", b"%PDF-1.7 inner"), "with": "note",
             "text": "内部材料"}  # fmt: skip
    assert office.client.post(path, inner).status_code == 201
    assert [f["name"] for f in door("get", f"/appeals/{number}/attachments")["items"]] == [
        "考勤表.jpg"
    ]
    hidden = office("get", f"/appeals/{number}/attachments")["items"][-1]["id"]
    door("get", f"/appeals/{number}/attachments/{hidden}", status=404)
    bad = door.client.post(path, {"files": SimpleUploadedFile("x.exe", b"MZ not a photo")})
    assert bad.status_code == 400 and "x.exe" in bad.json()["message"]
    told = {"files": SimpleUploadedFile("again.jpg", PHOTO + b"2"), "with": "progress", "text": "x"}
    assert door.client.post(path, told).status_code == 403


def test_from_filing_to_the_end(door, office, at):
    number = answered(door, at)
    read = door("get", f"/appeals/{number}")
    assert read["stage"] == "answered" and read["outcome"] == "solved"
    act = f"/appeals/{number}/acts"
    door("post", act, {"code": "disputed"}, status=422)
    assert door("post", act, {"code": "disputed", "text": "只付了一半"})["stage"] == "in_progress"
    office("post", f"/appeals/{number}/reply", {
        "text": "剩余部分已于10月20日支付到账，请核实。", "outcome": "solved", "anyway": True,
        "why": "已核", "done_on": "2026-10-20",
    })  # fmt: skip
    closed = door("post", act, {"code": "confirmed"})
    assert closed["stage"] == "closed" and closed["ended_at"]
    rated = door("post", act, {"code": "rated", "attitude": 5, "result": 4})
    assert rated["satisfied"] is not None
    again = door("post", act, {"code": "reopened", "text": "又拖欠了"})
    assert again["stage"] == "in_progress"


def test_a_reply_with_gaps_is_sent_only_with_a_reason(door, office, at):
    number = signed(door, at)
    thin = {"text": "这件事情已经办好了。", "outcome": "solved"}
    told = office("post", f"/appeals/{number}/reply", thin, status=422)
    assert set(told["fields"]) == {"text"} and "clause" in told["fields"]["text"]
    door("post", f"/appeals/{number}/reply", thin, status=403)
    office("post", f"/appeals/{number}/reply", thin | {"outcome": "flown"}, status=422)
    sent = office("post", f"/appeals/{number}/reply", thin | {"anyway": True, "why": "当面说清"})
    assert sent["stage"] == "answered"
    last = AppealEvent.objects.filter(code="answered").get()
    assert last.detail["gaps_why"] == "当面说清"


def test_acts_are_those_of_the_table(door, office, at):
    number = signed(door, at)
    act = f"/appeals/{number}/acts"
    assert door("post", act, {"code": "closed"}, status=403)["code"] == "forbidden"
    assert door("post", act, {"code": "confirmed"}, status=409)["code"] == "conflict"
    office("post", act, {"code": "signed"}, status=409)
    office("post", act, {"code": "put_before_ruler"}, status=400)
    wrong = office("post", act, {"code": "progress", "text": "x", "days": 3}, status=422)
    assert set(wrong["fields"]) == {"days"}
    missing = office("post", act, {"code": "returned", "text": "不归我们"}, status=422)
    assert {"clause", "responsible"} <= set(missing["fields"])
    sent_back = office("post", act, {
        "code": "returned", "text": "不归我们", "clause": "《职责清单》第三条",
        "responsible": at.education.name,
    })  # fmt: skip
    assert sent_back["stage"] == "returned" and sent_back["returns"] == 1
    outcome = {"text": "这件事情已经办好了。", "outcome": "flown"}
    office("post", f"/appeals/{number}/reply", outcome, status=403)
    assert door("post", act, {"code": "withdrawn", "text": "自己解决了"})["stage"] == "withdrawn"


def test_every_act_that_can_be_done_is_accepted_or_asks_for_its_fields(door, office, at):
    """What ``can`` lists is known: nothing of it answers that there is no such act."""
    number = signed(door, at)
    for who in (door, office, Api(at.dispatcher), Api(at.supervisor)):
        for code in who("get", f"/appeals/{number}")["can"]:
            if code in ("answered", "withdrawn", "signed", "resumed", "closed"):
                continue
            body = {"code": code, "clause": "no"} if code != "returned" else {"code": code}
            answer = who("post", f"/appeals/{number}/acts", body, status=422)
            assert answer["fields"], code


def test_only_the_office_that_took_it_down_acts_for_the_worker(door, at):
    number = file(door)["number"]
    other = Api(made.other_desk().clerk)
    other("post", f"/appeals/{number}/acts", {"code": "hurried"}, status=404)
    assert "hurried" in door("get", f"/appeals/{number}")["can"]
    door("post", f"/appeals/{number}/acts", {"code": "hurried"})
    door("post", f"/appeals/{number}/acts", {"code": "hurried"}, status=409)


def test_codes_name_everything(door, at):
    codes = door("get", "/appeals/codes")
    assert "labour_protection" in {one["code"] for one in codes["categories"]}
    assert {"received", "closed"} <= {one["code"] for one in codes["stages"]}
    assert "solved" in {one["code"] for one in codes["outcomes"]}
    acts = {one["code"]: one for one in codes["events"]}
    assert set(acts["returned"]["takes"]) >= {"text", "clause", "responsible", "signed_by"}
    assert all(one["name"] for group in codes.values() for one in group)


def test_words_are_read_without_filing(door, office, monkeypatch, at):
    found = Proposal(
        category="labour_protection", confidence=0.9, abstain=False, arrears=True,
        top=[{"label": "labour_protection", "confidence": 0.9}], place=made.COUNTY,
        words=[{"start": 1, "end": 2, "text": "板", "weight": 1.0}], found={"people": 12},
    )  # fmt: skip
    monkeypatch.setattr("rongcheng.exchange.routes.appeals.propose", lambda *_a, **_k: found)
    read = door("post", "/appeals/read", {"text": made.ARREARS})
    assert read["category"] == "labour_protection" and read["top"][0]["name"]
    assert read["place"]["code"] == made.COUNTY and read["found"] == {"people": 12}
    assert not Appeal.objects.exists()
    door("post", "/appeals/read", {"text": "短"}, status=422)
