"""What goes in and out about appeals."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from ninja import Field, Schema

from .schemas import example

COUNTY = 532932000000
MATTERS = Literal["", "consultation", "help", "complaint", "suggestion"]
_TEXT = "老板拖了我们12个人三个月工钱，一共大概二十万，工地在鹤庆县云鹤镇。"
_NUMBER = "532932-20261008-0007482"
_PLACE = {"code": COUNTY, "name": "云南省大理白族自治州鹤庆县"}
_OFFICE = {"id": 7, "name": "鹤庆县人力资源和社会保障局"}
_APPEAL = {
    "number": _NUMBER, "filed_at": "2026-10-08T09:12:00+08:00", "channel": "api",
    "stage": "in_progress", "stage_name": "办理中", "turn": "holder",
    "sentence": "鹤庆县人力资源和社会保障局正在办理；还剩9个工作日，10月26日前答复。",
    "readable": True, "restricted": False, "text": _TEXT, "name": "段*冰", "phone": "199****9999",
    "person": 17, "category": "labour_protection", "category_name": "劳动权益保障",
    "matter": "help", "urgency": "raised", "arrears": True, "employer": "", "site": "",
    "amount": 20000000, "people": 12, "months": 3.0, "event_place": _PLACE, "home_place": None,
    "place": _PLACE, "holder": _OFFICE, "filed_office": "鹤庆县村级服务点",
    "due_at": "2026-10-27T00:00:00+08:00", "amber_at": "2026-10-22T00:00:00+08:00",
    "lamp": "green", "contact_due": None, "provisional": False, "answered_at": None,
    "ended_at": None, "outcome": "", "outcome_name": "", "satisfied": None, "returns": 0,
    "group": False, "merged_into": None, "events": 5,
}  # fmt: skip
_FILE = {
    "id": 3, "name": "考勤表.jpg", "kind": "photo", "content_type": "image/jpeg", "size": 81234,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "event": 1,
}  # fmt: skip
_EVENT = {
    "seq": 4, "code": "signed", "name": "已签收", "at": "2026-10-08T10:02:00+08:00",
    "who": "holder", "public": True, "office": _OFFICE["name"], "to_office": None, "text": "",
    "reason": "", "detail": {}, "files": [],
}  # fmt: skip


class AppealIn(Schema):
    """What is filed: words first; all but `text` and one place may be missing."""

    text: str = Field(min_length=4, max_length=5000, description="What is wrong, as they said it.")
    name: str = Field("", max_length=60, description="Name; empty for an anonymous question.")
    phone: str = Field("", max_length=24, description="To call back and to follow it.")
    id_number: str = Field(
        "", max_length=24,
        description="Finds the person in the registry, if the token may see them; not kept.",
    )  # fmt: skip
    category: str | None = Field(
        None, max_length=30,
        description="What the worker chose (see codes); empty: none of them; left out: recognised.",
    )  # fmt: skip
    matter: MATTERS = Field("", description="Kind of request; recognised if left out.")
    event_place: int | None = Field(
        None, ge=1, lt=10**12, description="Where it happened, 12-digit code; or said in the text."
    )
    home_place: int | None = Field(None, ge=1, lt=10**12, description="Home place.")
    employer: str = Field("", max_length=120, description="Employer, or who hired them.")
    site: str = Field("", max_length=120, description="Site or project.")
    amount: int | None = Field(None, ge=0, lt=10**15, description="Claimed, in fen.")
    people: int | None = Field(None, ge=1, le=100_000, description="How many are concerned.")
    months: Decimal | None = Field(None, ge=0, lt=1000, decimal_places=1, description="Owed.")
    about_office: str | None = Field(
        None, max_length=120,
        description="The office or its people that it complains of, by name: it is kept from them; "
        "empty: the office that would get it. Left out: only what the words say.",
    )  # fmt: skip
    group: bool = Field(False, description="A group matter; its roster is entered by the office.")
    consent: str = Field(
        "", max_length=200, description="How the worker agreed, if somebody files it for them."
    )
    model_config = example(
        {"text": _TEXT, "name": "段水冰", "phone": "19900009999", "event_place": COUNTY,
         "consent": "本人在小程序中确认"}, extra="forbid",
    )  # fmt: skip


class PlaceRef(Schema):
    """A place by code and full name."""

    code: int = Field(description="12-digit code.")
    name: str = Field(description="Full name.")


class OfficeRef(Schema):
    """An office."""

    id: int = Field(description="Number of the office; acts take it where they need an office.")
    name: str = Field(description="Name.")


class AppealOut(Schema):
    """An appeal. Of a restricted one only who handles it reads words, names and amounts."""

    number: str = Field(description="County, day, running number.")
    filed_at: datetime = Field(description="When it was received.")
    channel: str = Field(description="portal, desk, paper or api.")
    stage: str = Field(description="Where it stands (see codes).")
    stage_name: str = Field(description="The same in words.")
    turn: str = Field(description="Who has to act: dispatcher, ruler, holder, worker, nobody.")
    sentence: str = Field(description="Where it is, who has it, what time is left: for the worker.")
    readable: bool = Field(description="False: restricted, and you do not handle it.")
    restricted: bool = Field(description="Sensitive: for those who handle it.")
    text: str | None = Field(description="In the worker's own words.")
    name: str | None = Field(description="Name, masked.")
    phone: str | None = Field(description="Phone, masked unless revealed.")
    person: int | None = Field(description="Number of the person in the registry, if known.")
    category: str = Field(description="Category; empty while it is open.")
    category_name: str = Field(description="The same in words.")
    matter: str = Field(description="consultation, help, complaint or suggestion.")
    urgency: str = Field(description="normal, raised, urgent or critical.")
    arrears: bool = Field(description="About wages not paid.")
    employer: str | None = Field(description="Employer.")
    site: str | None = Field(description="Site or project.")
    amount: int | None = Field(description="Claimed, in fen.")
    people: int | None = Field(description="How many are concerned.")
    months: float | None = Field(description="Months owed.")
    event_place: PlaceRef | None = Field(description="Where it happened.")
    home_place: PlaceRef | None = Field(description="Home place.")
    place: PlaceRef = Field(description="The county that answers for it.")
    holder: OfficeRef | None = Field(description="The office that is answerable now.")
    filed_office: str | None = Field(description="The office that took it down.")
    due_at: datetime | None = Field(description="Answer due; null while the clock stands.")
    amber_at: datetime | None = Field(description="From when the lamp is amber.")
    lamp: str = Field(description="green, amber, red; empty while no clock runs.")
    contact_due: datetime | None = Field(description="First contact due; null once made.")
    provisional: bool = Field(description="Due in a year whose calendar is not published yet.")
    answered_at: datetime | None = Field(description="When the answer in force was given.")
    ended_at: datetime | None = Field(description="When it was over.")
    outcome: str = Field(description="How it ended (see codes).")
    outcome_name: str = Field(description="The same in words.")
    satisfied: int | None = Field(description="5 very satisfied … 1 not at all.")
    returns: int = Field(description="How often an office returned it.")
    group: bool = Field(description="A group matter.")
    merged_into: str | None = Field(description="Number of the appeal it was joined to.")
    events: int = Field(description="How many events its log has.")
    model_config = example(_APPEAL)


class FileOut(Schema):
    """A file of an appeal."""

    id: int = Field(description="Number of the file.")
    name: str = Field(description="File name as it came.")
    kind: str = Field(description="photo, voice, paper, proof or form.")
    content_type: str = Field(description="By its content.")
    size: int = Field(description="Bytes.")
    sha256: str = Field(description="Hash of the content.")
    event: int = Field(description="The event that brought it, by its `seq`.")
    model_config = example(_FILE)


class FilesOut(Schema):
    """Files of an appeal, in the order in which they came."""

    items: list[FileOut] = Field(description="The files.")
    model_config = example({"items": [_FILE]})


class AppealDetail(AppealOut):
    """An appeal with what the account may do with it now, and its files."""

    can: list[str] = Field(description="Codes of the acts that are possible now.")
    files: list[FileOut] = Field(description="Its files.")
    model_config = example(_APPEAL | {"can": ["progress", "answered"], "files": [_FILE]})


class AppealQuery(Schema):
    """What a list of appeals is narrowed by."""

    q: str = Field("", max_length=60, description="Number, words, employer, or a whole phone.")
    show: Literal["", "waiting", "open", "all"] = Field(
        "all", description="waiting: for your office; open; all."
    )
    lamp: Literal["", "red", "amber", "green", "none"] = Field("", description="Colour of the lamp")
    stage: str = Field("", description="Stage (see codes).", examples=["in_progress"])
    category: str = Field("", description="Category (see codes).")
    urgency: str = Field("", description="normal, raised, urgent, critical.")
    matter: str = Field("", description="consultation, help, complaint, suggestion.")
    place: str = Field("", description="12-digit code: answers, or where it happened.")
    office: str = Field("", description="Responsible office, by number or name.")
    since: date | None = Field(None, description="Filed from this day.")
    until: date | None = Field(None, description="Filed until this day.")
    restricted: bool = Field(False, description="Restricted ones only.")
    contact: bool = Field(False, description="First contact overdue.")
    sort: Literal["", "due", "-due", "filed", "-filed", "urgency", "-urgency"] = Field(
        "-filed", description="Order."
    )
    limit: int = Field(50, ge=1, le=200, description="Most appeals on a page.")
    offset: int = Field(0, ge=0, le=10_000, description="How many to pass over; then narrow.")


class AppealSearch(AppealQuery):
    """The same in a body, so that no phone stands in an address."""

    model_config = example({"q": "19900009999", "show": "all"}, extra="forbid")


class AppealsOut(Schema):
    """A page of appeals."""

    items: list[AppealOut] = Field(description="The appeals of this page.")
    total: int = Field(description="How many there are.")
    limit: int = Field(description="Most appeals on a page.")
    offset: int = Field(description="How many were passed over.")
    model_config = example({"items": [_APPEAL], "total": 1, "limit": 50, "offset": 0})


class EventOut(Schema):
    """One event of the log."""

    seq: int = Field(description="1, 2, 3 … within the appeal.")
    code: str = Field(description="Kind of event (see codes).")
    name: str = Field(description="The same in words.")
    at: datetime = Field(description="When it happened.")
    who: str = Field(description="In which part: worker, taker, dispatcher, holder, …")
    public: bool = Field(description="Whether the worker may read it.")
    office: str | None = Field(description="The office that acted.")
    to_office: str | None = Field(description="The office it goes to, or is proposed for.")
    text: str = Field(description="What was said; empty if restricted.")
    reason: str = Field(description="Code of a listed reason.")
    detail: dict[str, Any] = Field(description="Outcome, days, clause, … as the kind has them.")
    files: list[int] = Field(description="Numbers of the files that came with it.")
    model_config = example(_EVENT)


class EventsOut(Schema):
    """The log, oldest first."""

    items: list[EventOut] = Field(description="The events.")
    model_config = example({"items": [_EVENT]})


class ActIn(Schema):
    """An act: its code and the fields that it needs; `codes` lists both."""

    code: str = Field(max_length=20, description="One of the appeal's `can`.")
    text: str = Field("", max_length=5000, description="What is told, done, asked, or why.")
    office: str | int | None = Field(None, description="Office, by number or name.")
    helpers: list[str | int] | None = Field(None, description="Offices that help (assigned).")
    responsible: str | int | None = Field(None, description="Office responsible (returned).")
    clause: str | None = Field(None, max_length=200, description="The clause, such as 《…》第…条.")
    signed_by: str | None = Field(None, max_length=60, description="Who signed a second return.")
    reason: str | None = Field(None, max_length=40, description="Code of a listed reason.")
    days: int | None = Field(None, ge=1, le=60, description="Working days.")
    procedure: str | None = Field(None, max_length=40, description="Legal procedure.")
    case_number: str | None = Field(None, max_length=60, description="Number of the case there.")
    supervisor: int | None = Field(None, description="Account that supervises.")
    urgency: str | None = Field(None, max_length=8, description="Urgency.")
    category: str | None = Field(None, max_length=30, description="Category.")
    matter: str | None = Field(None, max_length=14, description="Kind of request.")
    event_place: int | None = Field(None, ge=1, lt=10**12, description="Where it happened.")
    elsewhere: str | None = Field(None, max_length=40, description="Matter of others (refused).")
    into: str | None = Field(None, max_length=24, description="Number of the appeal to join.")
    teaches: Literal["words", "category", "only"] | None = Field(
        None, description="What a ruling teaches."
    )
    words: str | None = Field(None, max_length=200, description="Words that a ruling goes by.")
    attitude: int | None = Field(None, ge=1, le=5, description="Grade of the attitude (rated).")
    result: int | None = Field(None, ge=1, le=5, description="Grade of the result (rated).")
    model_config = example({"code": "progress", "text": "已约双方明天上午调解。"}, extra="forbid")


class ReplyIn(Schema):
    """The office's answer."""

    text: str = Field(min_length=4, max_length=5000, description="The reply, as the worker reads.")
    outcome: str = Field(max_length=20, description="How it ended (see codes).")
    done_on: date | None = Field(None, description="When it was done.")
    answered: list[int] = Field(
        default_factory=list, description="Positions of the worker's points that it takes up."
    )
    anyway: bool = Field(False, description="Send it although something is missing.")
    why: str = Field("", max_length=300, description="Why, if `anyway`.")
    model_config = example(
        {"text": "经查，拖欠属实，依《保障农民工工资支付条例》第三十条，公司10月12日已付清。",
         "outcome": "solved", "done_on": "2026-10-12"}, extra="forbid",
    )  # fmt: skip


class ReadIn(Schema):
    """Words to be read."""

    text: str = Field(min_length=4, max_length=5000, description="What is wrong.")
    home_place: int | None = Field(None, ge=1, lt=10**12, description="To know “our county”.")
    model_config = example({"text": _TEXT, "home_place": COUNTY}, extra="forbid")


class Likely(Schema):
    """A category and how likely it is."""

    category: str = Field(description="Category.")
    name: str = Field(description="The same in words.")
    confidence: float = Field(description="0 to 1.")


class Span(Schema):
    """A stretch of the text."""

    start: int = Field(description="First character, from 0.")
    end: int = Field(description="After the last character.")
    text: str = Field(description="The characters.")
    kind: str = Field("", description="place, employer, site, amount, people, months, …")
    weight: float | None = Field(None, description="How much it decided.")


class ReadOut(Schema):
    """What the platform makes of the words; nothing is filed."""

    category: str = Field(description="The likeliest category; empty if none.")
    confidence: float = Field(description="0 to 1.")
    abstain: bool = Field(description="Not sure enough: ask the person.")
    top: list[Likely] = Field(description="The three likeliest.")
    matter: str = Field(description="Kind of request.")
    urgency: str = Field(description="normal, raised, urgent, critical.")
    urgency_reason: str = Field(description="Why.")
    call: list[str] = Field(description="Numbers to call at once, such as 110.")
    arrears: bool = Field(description="About wages not paid.")
    restricted: bool = Field(description="Would be restricted as sensitive.")
    place: PlaceRef | None = Field(description="Where it happened, if the text tells.")
    found: dict[str, Any] = Field(description="employer, site, amount (fen), people, months.")
    words: list[Span] = Field(description="The words that decided.")
    marks: list[Span] = Field(description="What was found, with its position.")
    elsewhere: list[str] = Field(description="What is said at the door if it is not for us.")
    model_config = example(
        {"category": "labour_protection", "confidence": 0.97, "abstain": False,
         "top": [{"category": "labour_protection", "name": "劳动权益保障", "confidence": 0.97}],
         "matter": "help", "urgency": "raised", "urgency_reason": "", "call": [], "arrears": True,
         "restricted": False, "place": _PLACE,
         "found": {"amount": 20000000, "people": 12, "months": 3},
         "words": [{"start": 10, "end": 12, "text": "工钱", "weight": 2.1}],
         "marks": [{"start": 6, "end": 9, "text": "12个", "kind": "people"}], "elsewhere": []}
    )  # fmt: skip


class Code(Schema):
    """A code and its name."""

    code: str = Field(description="The code.")
    name: str = Field(description="Its name in the language asked for.")
    note: str = Field("", description="Clause, or what it means.")


class CategoryOut(Code):
    """A category; a narrower one names its parent."""

    parent: str | None = Field(description="The wider category.")
    sensitive: bool = Field(description="Always restricted.")


class ActOut(Code):
    """A kind of event: who records it, whether the worker reads it, and its fields as an act."""

    who: list[str] = Field(description="Parts that may record it.")
    public: bool = Field(description="Whether the worker may read it.")
    needs: list[str] = Field(description="Fields that an act must give.")
    takes: list[str] = Field(description="Fields that it may give.")


class CodesOut(Schema):
    """The codes that hold for the appeals of a place."""

    categories: list[CategoryOut] = Field(description="What it is about.")
    matters: list[Code] = Field(description="Kinds of request; they decide time.")
    urgencies: list[Code] = Field(description="How soon somebody must act.")
    stages: list[Code] = Field(description="Where an appeal stands.")
    outcomes: list[Code] = Field(description="How it can end.")
    reasons: list[Code] = Field(description="For which the clock may stand.")
    withdrawals: list[Code] = Field(description="Why a worker withdraws it.")
    procedures: list[Code] = Field(description="Legal procedures.")
    elsewhere: list[Code] = Field(description="Matters of others.")
    events: list[ActOut] = Field(description="Everything that can happen; acts among them.")
    model_config = example(
        {"categories": [{"code": "labour_protection", "name": "劳动权益保障", "note": "",
                         "parent": None, "sensitive": False}],
         "matters": [{"code": "help", "name": "求助"}], "urgencies": [], "stages": [],
         "outcomes": [], "reasons": [], "withdrawals": [], "procedures": [], "elsewhere": [],
         "events": []}
    )  # fmt: skip
