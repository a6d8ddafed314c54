"""What goes in and out: fields by the row contract of ledgers, codes as in the standards."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from ninja import Field, Schema
from pydantic import ConfigDict

PLACE = 532932102201
_PERSON = {
    "id": 17, "name": "赵石磊", "id_number": "532932********0119", "sex": 1,
    "birth_date": "1986-03-09", "ethnicity": "15", "education": "70", "marital_status": None,
    "phone": "199****1234", "home_place": PLACE,
    "home_place_name": "云南省大理白族自治州鹤庆县草海镇某村委会", "address": None,
    "relation_to_head": "01", "household": 4, "household_no": "0012", "poverty_status": "none",
    "disability": None, "training_wish": None, "job_wish": None, "remark": None,
    "confirmed_on": "2026-10-01", "confirmed_by": "鹤庆县就业服务中心",
}  # fmt: skip
_SPELL = {
    "employer": "东莞明珠鞋业有限公司", "employer_code": None, "industry": "C1951",
    "occupation": "制鞋工", "work_place": 441900003000, "work_place_name": "广东省东莞市东城街道",
    "transfer_range": "across_province", "wage": 620000, "contract": "written",
    "insurance": "injury,pension", "start_date": "2024-03-01", "end_date": None,
}  # fmt: skip
_PLACE = {
    "code": 532932000000, "name": "鹤庆县", "full_name": "云南省大理白族自治州鹤庆县",
    "level": "county", "parent": 532900000000,
}  # fmt: skip
_LEDGER = {
    "id": 3, "status": "checked", "file_name": "台账.xlsx", "place": 532932000000,
    "uploaded_at": "2026-10-01T09:00:00+08:00", "failure": "", "rows": 3, "clean": 2, "bad": 1,
    "warnings": 0, "new": 2, "matched": 0, "unchanged": 0, "to_review": 0, "seconds": 0.31,
}  # fmt: skip
_FOUND = {
    "mapping": [
        {"sheet": "Sheet", "column": "B", "header": "身份证", "field": "id_number", "confidence": 1}
    ],
    "problems": [
        {"sheet": "Sheet", "row": 5, "column": "B", "field": "id_number",
         "value": "532932198811021240", "severity": "error", "code": "id_checksum",
         "message": "身份证号最后一位应为6，请核对。", "proposal": None}
    ],
}  # fmt: skip
_GIVEN = {
    "name": "赵石磊", "id_number": "53293219860309011X", "phone": "19900001234",
    "home_place": PLACE, "employer": "东莞明珠鞋业有限公司", "industry": "C1951",
    "work_place": 441900003000, "wage": 620000, "start_date": "2024-03-01",
}  # fmt: skip


def example(value: dict[str, Any], **config: Any) -> ConfigDict:
    """The configuration of a schema that shows ``value`` in the document."""
    return ConfigDict(json_schema_extra={"examples": [value]}, **config)


class Error(Schema):
    """What went wrong, with which value, why, and what to do."""

    code: str = Field(description="Kind of error: refused, unauthorized, forbidden, not_found, "
                                  "conflict, invalid, too_many_requests.")  # fmt: skip
    message: str = Field(description="A sentence for the person, in the language asked for.")
    fields: dict[str, str] | None = Field(None, description="What is wrong, field by field.")
    model_config = example(
        {"code": "not_found", "message": "There is no person 17 among those you may see."}
    )


ERRORS: dict[int, Any] = {400: Error, 401: Error, 403: Error, 404: Error, 422: Error, 429: Error}


class PlaceOut(Schema):
    """A place of the country."""

    code: int = Field(description="12-digit statistical area code.")
    name: str = Field(description="Its own name.")
    full_name: str = Field(description="The name with those of the places above.")
    level: str = Field(description="province, prefecture, county, township, village, overseas.")
    parent: int | None = Field(None, alias="parent_id", description="Code of the place above.")
    model_config = example(_PLACE, populate_by_name=True)


class PlacesOut(Schema):
    """Places, best first or by code."""

    items: list[PlaceOut] = Field(description="The places.")
    total: int = Field(description="How many are listed.")
    model_config = example({"items": [_PLACE], "total": 1})


class SpellOut(Schema):
    """A time of work for one employer at one place."""

    employer: str | None = Field(None, alias="employer_name", description="As the source wrote it.")
    employer_code: str | None = Field(None, description="Unified social credit code (GB 32100).")
    industry: str | None = Field(None, description="GB/T 4754 section letter or code.")
    occupation: str | None = Field(None, description="Work done, as written.")
    work_place: int | None = Field(None, alias="work_place_id", description="12-digit place code.")
    work_place_name: str = Field("", description="Full name of the place of work.")
    transfer_range: str | None = Field(None, description="From home place to place of work.")
    wage: int | None = Field(None, description="Fen per month.")
    contract: str | None = Field(None, description="written, oral or none.")
    insurance: str | None = Field(None, description="Kinds of insurance, comma-joined; or none.")
    start_date: date | None = Field(None, description="First day, if known.")
    end_date: date | None = Field(None, description="Last day; empty while it lasts.")
    model_config = example(_SPELL, populate_by_name=True)

    @staticmethod
    def resolve_work_place_name(spell: Any) -> str:
        return spell.work_place.full_name if spell.work_place else ""


class PersonOut(Schema):
    """A person: the values in force. ID number and phone are masked unless revealed."""

    id: int = Field(description="Number of the person in this registry.")
    name: str = Field(description="Name as on the ID card.")
    id_number: str = Field("", description="Citizen ID number, masked.")
    sex: int | None = Field(None, description="1 male, 2 female (GB/T 2261.1).")
    birth_date: date | None = Field(None, description="Date of birth.")
    ethnicity: str | None = Field(None, description="GB 3304, 01 to 98.")
    education: str | None = Field(None, description="GB/T 4658: 10 20 30 40 60 70 80 90.")
    marital_status: str | None = Field(None, description="GB/T 2261.2: 10 20 30 40 90.")
    phone: str = Field("", description="Phone, masked.")
    home_place: int | None = Field(None, alias="home_place_id", description="12-digit place code.")
    home_place_name: str = Field("", description="Full name of the home place.")
    address: str | None = Field(None, description="Home address.")
    relation_to_head: str | None = Field(None, description="GB/T 4761, two digits.")
    household: int | None = Field(
        None, alias="household_id", description="Number of the household."
    )
    household_no: str = Field("", description="Household number as the village has it.")
    poverty_status: str | None = Field(None, description="none, alleviated or monitored.")
    disability: str | None = Field(None, description="none, 1 to 4, or yes.")
    training_wish: str | None = Field(None, description="What they would like to learn.")
    job_wish: str | None = Field(None, description="What work they look for, and where.")
    remark: str | None = Field(None, description="Free note.")
    confirmed_on: date | None = Field(None, description="When the data was last confirmed.")
    confirmed_by: str | None = Field(None, description="Who confirmed it.")
    job: SpellOut | None = Field(None, description="The present work, if any.")
    model_config = example(_PERSON | {"job": _SPELL}, populate_by_name=True)


class PersonDetail(PersonOut):
    """A person with all employment, the present one first."""

    spells: list[SpellOut] = Field(default_factory=list, description="Employment, latest first.")
    model_config = example(_PERSON | {"job": _SPELL, "spells": [_SPELL]}, populate_by_name=True)


class PersonQuery(Schema):
    """What a list of persons is narrowed by."""

    q: str = Field(
        "", max_length=60, examples=["赵石磊"],
        description="Name, pinyin or initials (places before it), a full ID number, or a phone. "
        "With it the other filters do not count.",
    )  # fmt: skip
    place: str = Field("", description="12-digit place code.", examples=["532932000000"])
    side: Literal["", "home", "host"] = Field(
        "", description="Whether `place` is where they come from (home) or work (host)."
    )
    work: str = Field("", description="At work: yes or no.")
    range: str = Field("", description="Transfer range of the present work.")
    industry: str = Field("", description="Section letter of GB/T 4754.", examples=["C"])
    month: str = Field("", description="At work in this month, such as 2026-03.")
    sex: str = Field("", description="1 or 2.")
    age: str = Field("", description="Band such as 21-30.")
    education: str = Field("", description="GB/T 4658 code.")
    poverty: str = Field("", description="none, alleviated, monitored or unknown.")
    fresh: str = Field("", description="Last confirmed: 30, 90, 180, 365, older, never, stale.")
    sort: Literal["", "name", "-name", "born", "-born", "confirmed", "-confirmed"] = Field(
        "", description="Order; with “-” the other way round; newest entry first if not given."
    )
    limit: int = Field(50, ge=1, le=200, description="Most persons on a page.")
    offset: int = Field(0, ge=0, le=10_000, description="How many to pass over; then narrow.")


class LookUp(Schema):
    """What to search for."""

    q: str = Field(min_length=1, max_length=60, description="As `q` of the list.")
    limit: int = Field(50, ge=1, le=200, description="Most persons returned.")
    model_config = example({"q": "赵石磊", "limit": 10}, extra="forbid")


class PersonsOut(Schema):
    """A page of persons."""

    items: list[PersonOut] = Field(description="The persons of this page.")
    total: int | None = Field(description="How many there are; null for a search with more "
                                          "results than it returns.")  # fmt: skip
    limit: int = Field(description="Most persons on a page.")
    offset: int = Field(description="How many were passed over.")
    model_config = example({"items": [_PERSON], "total": 1, "limit": 50, "offset": 0})


class PersonPatch(Schema):
    """What is newly stated about a person; fields left out stay as they are."""

    name: str | None = Field(None, max_length=60, description="Name as on the ID card.")
    id_number: str | None = Field(None, max_length=24, description="18 or 15 characters.")
    sex: Literal[1, 2] | None = Field(None, description="1 male, 2 female.")
    birth_date: date | None = Field(None, description="Date of birth.")
    ethnicity: str | None = Field(None, max_length=20, description="GB 3304 code or name.")
    education: str | None = Field(None, max_length=20, description="GB/T 4658 code or name.")
    marital_status: str | None = Field(None, max_length=20, description="GB/T 2261.2 code.")
    phone: str | None = Field(None, max_length=24, description="Mobile or landline.")
    relation_to_head: str | None = Field(None, max_length=20, description="GB/T 4761 code.")
    household_no: str | None = Field(None, max_length=60, description="As the village has it.")
    home_place: int | None = Field(None, description="12-digit place code.")
    address: str | None = Field(None, max_length=200, description="Home address.")
    poverty_status: str | None = Field(None, max_length=20, description="none|alleviated|monitored")
    disability: str | None = Field(None, max_length=20, description="none, 1 to 4, or yes.")
    employer: str | None = Field(None, max_length=120, description="Employer as written.")
    employer_code: str | None = Field(None, max_length=18, description="GB 32100.")
    occupation: str | None = Field(None, max_length=60, description="Work done, as written.")
    industry: str | None = Field(None, max_length=40, description="GB/T 4754 code or name.")
    work_place: int | None = Field(None, description="12-digit place code.")
    wage: int | None = Field(None, ge=0, le=100_000_000, description="Fen per month.")
    start_date: date | None = Field(None, description="First day of the work.")
    end_date: date | None = Field(None, description="Last day of the work.")
    contract: str | None = Field(None, max_length=20, description="written, oral or none.")
    insurance: str | None = Field(None, max_length=80, description="Kinds, comma-joined; or none.")
    training_wish: str | None = Field(None, max_length=200, description="What they want to learn.")
    job_wish: str | None = Field(None, max_length=200, description="What work they look for.")
    remark: str | None = Field(None, max_length=500, description="Free note.")
    model_config = example({"phone": "19900005678", "wage": 650000}, extra="forbid")

    def stated(self) -> dict[str, Any]:
        """Only what was given."""
        return {k: v for k, v in self.model_dump(exclude_unset=True).items() if v not in (None, "")}


class PersonIn(PersonPatch):
    """One person as a source knows them; at least the name."""

    name: str = Field(min_length=1, max_length=60, description="Name as on the ID card.")
    model_config = example(_GIVEN, extra="forbid")


class Registered(Schema):
    """What came of entering a person."""

    outcome: Literal["new", "matched", "unchanged"] = Field(
        description="Entered now, found and updated, or known with this very content."
    )
    to_review: int = Field(description="Look-alikes queued for somebody to decide.")
    id: int = Field(description="Number of the person.")
    person: PersonDetail | None = Field(description="The person, if within your reach.")
    model_config = example(
        {"outcome": "new", "to_review": 0, "id": 17, "person": _PERSON | {"spells": [_SPELL]}}
    )


class MemberOut(Schema):
    """A member of a household."""

    id: int = Field(description="Number of the person.")
    name: str = Field(description="Name.")
    relation_to_head: str | None = Field(None, description="GB/T 4761, two digits.")
    age: int | None = Field(None, description="Age in full years.")
    away: bool = Field(description="Works outside the home county.")
    left_behind: str = Field(description="child, elder, or empty.")


class HouseholdOut(Schema):
    """A household with those members whom you may see."""

    id: int = Field(description="Number of the household in this registry.")
    number: str = Field(description="Number as the village has it.")
    place: int = Field(description="12-digit code of the village.")
    place_name: str = Field(description="Full name of the village.")
    address: str | None = Field(None, description="Where it lives.")
    members: list[MemberOut] = Field(description="The head first.")
    hidden: int = Field(description="Members outside your reach.")
    model_config = example(
        {"id": 4, "number": "0012", "place": PLACE, "place_name": "草海镇某村委会", "address": None,
         "members": [{"id": 17, "name": "赵石磊", "relation_to_head": "01", "age": 40,
                      "away": True, "left_behind": ""}], "hidden": 0}
    )  # fmt: skip


class ColumnOut(Schema):
    """A column of a ledger and what it was recognised as."""

    sheet: str = Field(description="Sheet.")
    column: str = Field(description="Column by its letter.")
    header: str = Field(description="Header text.")
    field: str | None = Field(description="Field, or null: left out.")
    confidence: float = Field(description="How sure, 0 to 1.")


class ProblemOut(Schema):
    """Something wrong with a cell or a row."""

    sheet: str | None = Field(description="Sheet.")
    row: int | None = Field(description="Row as the spreadsheet numbers it.")
    column: str | None = Field(description="Column by its letter.")
    field: str | None = Field(None, description="Field that the column holds.")
    value: str | None = Field(description="What stands there.")
    severity: str = Field(description="error: the row waits; warning: it loads.")
    code: str = Field(description="Kind of problem, such as id_checksum.")
    message: str = Field(description="What is wrong and what to do.")
    proposal: str | None = Field(description="A value that would explain everything else.")


class LedgerOut(Schema):
    """A ledger on its way, with what the check found: the shape of ``ledger check --json``."""

    id: int = Field(description="Number of the ledger.")
    status: str = Field(description="waiting, checking, checked, loading, loaded, undone, failed.")
    file_name: str = Field(description="Name as uploaded.")
    place: int = Field(description="12-digit code of the place it is about.")
    uploaded_at: datetime = Field(description="When it was uploaded.")
    failure: str = Field("", description="Why it failed, or why the last load was refused.")
    rows: int | None = Field(None, description="Rows with a person.")
    clean: int | None = Field(None, description="Rows without a problem.")
    bad: int | None = Field(None, description="Rows with an error; they wait.")
    warnings: int | None = Field(None, description="Rows with warnings only; they load.")
    new: int | None = Field(None, description="Persons entered, or to be entered by a load.")
    matched: int | None = Field(None, description="Persons known already.")
    unchanged: int | None = Field(None, description="Rows whose content was recorded before.")
    to_review: int | None = Field(None, description="Pairs for somebody to decide.")
    seconds: float | None = Field(None, description="How long the check took.")
    mapping: list[ColumnOut] = Field(default_factory=list, description="Columns recognised.")
    problems: list[ProblemOut] = Field(default_factory=list, description="Everything found.")
    model_config = example(_LEDGER | _FOUND)


class LedgersOut(Schema):
    """A page of ledgers, the latest first, without their problems."""

    items: list[LedgerOut] = Field(description="The ledgers of this page.")
    total: int = Field(description="How many there are.")
    limit: int = Field(description="Most ledgers on a page.")
    offset: int = Field(description="How many were passed over.")
    model_config = example({"items": [_LEDGER], "total": 1, "limit": 50, "offset": 0})


class ColumnsIn(Schema):
    """What columns mean, by sheet and letter; null leaves a column out."""

    choices: dict[str, dict[str, str | None]] = Field(description="{sheet: {letter: field}}")
    model_config = example({"choices": {"Sheet": {"C": "training_wish", "D": None}}})


class LoadIn(Schema):
    """How to load."""

    even_if_mostly_duplicates: bool = Field(
        False, description="Load although most rows look like persons listed twice."
    )
    model_config = example({"even_if_mostly_duplicates": False})


class Me(Schema):
    """Whom the token stands for."""

    username: str = Field(description="Account.")
    name: str = Field(description="Name.")
    role: str = Field(description="Role.")
    office: str = Field(description="Office.")
    place: int | None = Field(description="Code of the place whose people they see.")
    place_name: str = Field(description="Full name of that place.")
    only_own_office: bool = Field(description="Sees only persons whom their own station recorded.")
    capabilities: list[str] = Field(description="What the role may do.")
    model_config = example(
        {"username": "county", "name": "柏一诺", "role": "county_officer",
         "office": "鹤庆县就业服务中心", "place": 532932000000,
         "place_name": "云南省大理白族自治州鹤庆县", "only_own_office": False,
         "capabilities": ["see_people", "edit_people"]}
    )  # fmt: skip
