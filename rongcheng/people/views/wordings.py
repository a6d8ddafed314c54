"""A person's coded values as people read them: facts, sources, history, employment."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rongcheng.people.models import EmploymentSpell, Person, SourceRecord
from rongcheng.people.queries import codes
from rongcheng.people.queries.naming import full_place_name
from rongcheng.people.queries.person import FieldHistory, Statement
from rongcheng.web import formats
from rongcheng.web.masking import mask_id, mask_phone

FIELDS = {
    "name": gettext_lazy("Person's name"),
    "id_number": gettext_lazy("ID number"),
    "sex": gettext_lazy("Sex"),
    "birth_date": gettext_lazy("Birth date"),
    "ethnicity": gettext_lazy("Ethnic group"),
    "education": gettext_lazy("Education"),
    "marital_status": gettext_lazy("Marital status"),
    "phone": gettext_lazy("Phone"),
    "home_place": gettext_lazy("Home place"),
    "address": gettext_lazy("Address"),
    "household_no": gettext_lazy("Household number"),
    "relation_to_head": gettext_lazy("Relation to head"),
    "poverty_status": gettext_lazy("Poverty status"),
    "disability": gettext_lazy("Disability"),
    "training_wish": gettext_lazy("Training wish"),
    "job_wish": gettext_lazy("Job wish"),
    "remark": gettext_lazy("Remark"),
    "employer_name": gettext_lazy("Employer"),
    "employer_code": gettext_lazy("Unified social credit code"),
    "occupation": gettext_lazy("Occupation"),
    "industry": gettext_lazy("Industry"),
    "work_place": gettext_lazy("Work place"),
    "wage": gettext_lazy("Wage"),
    "start_date": gettext_lazy("At work since"),
    "end_date": gettext_lazy("At work until"),
    "contract": gettext_lazy("Contract"),
    "insurance": gettext_lazy("Insurance"),
}

_TABLES = {
    "sex": codes.SEX, "ethnicity": codes.ETHNICITY, "education": codes.EDUCATION,
    "marital_status": codes.MARITAL, "relation_to_head": codes.RELATION,
    "poverty_status": codes.POVERTY, "disability": codes.DISABILITY, "contract": codes.CONTRACT,
}  # fmt: skip


def place(code: object) -> str:
    """A place's full name."""
    text = str(code or "")
    return full_place_name(int(text)) if text.isdigit() else text


def value(name: str, stated: object) -> str:
    """A stated value as people read it; ID numbers and phones masked."""
    text = "" if stated is None else str(stated)
    if not text:
        return ""
    if name in _TABLES:
        return str(_TABLES[name].get(text, text))
    readers = {
        "id_number": mask_id,
        "phone": mask_phone,
        "home_place": place,
        "work_place": place,
        "industry": codes.industry_name,
        "insurance": codes.insurance_names,
        "wage": lambda fen: formats.yuan(int(float(fen))),
    }
    return readers[name](text) if name in readers else text


def facts(person: Person) -> list[tuple[str, str]]:
    """The person's values in force, without name and numbers, in reading order."""
    stated = {
        "sex": person.sex, "ethnicity": person.ethnicity, "education": person.education,
        "marital_status": person.marital_status, "home_place": person.home_place_id,
        "address": person.address, "poverty_status": person.poverty_status,
        "disability": person.disability, "training_wish": person.training_wish,
        "job_wish": person.job_wish, "remark": person.remark,
    }  # fmt: skip
    return [(str(FIELDS[name]), value(name, given)) for name, given in stated.items()]


def source(record: SourceRecord) -> str:
    """Where a statement comes from, in one line."""
    who = record.office.name if record.office else record.stated_by
    where = record.get_channel_display()
    if record.batch:
        row = _("row %(row)s") % {"row": record.row} if record.row else ""
        where = " ".join(part for part in (record.batch.file_name, record.sheet, row) if part)
    return f"{who} · {where}" if who else where


def field(line: FieldHistory) -> dict:
    """One line of the sources: field, value in force with its source, other values with theirs."""
    return {
        "label": FIELDS.get(line.name, line.name),
        "value": value(line.name, line.value),
        "source": source(line.winner) if line.winner else "",
        "said_on": line.winner.said_on if line.winner else None,
        "where": f"{source(line.winner)} · {formats.day(line.winner.said_on)}"
        if line.winner
        else "",
        "others": [
            {
                "value": value(line.name, said.value),
                "source": source(said.record),
                "said_on": said.record.said_on,
            }
            for said in line.others
        ],
    }


def statement(told: Statement) -> dict:
    """One entry of the history: what a source changed, for the timeline."""
    record = told.record
    changes = [
        _("%(field)s: %(old)s → %(new)s")
        % {"field": FIELDS.get(name, name), "old": value(name, old), "new": value(name, new)}
        if old
        else f"{FIELDS.get(name, name)}：{value(name, new)}"
        for name, old, new in told.changed
    ]
    return {
        "when": record.recorded_at,
        "title": source(record),
        "changes": changes,
        "by": record.stated_by,
        "said_on": record.said_on,
        "first": all(not old for _name, old, _new in told.changed) and bool(told.changed),
    }


def work_timeline(spells: list[EmploymentSpell]) -> list[dict]:
    """Employment as events, the present work first."""
    return [
        {
            "spell": spell,
            "now": spell.end_date is None,
            "place": place(spell.work_place_id),
            "range": codes.RANGE.get(spell.transfer_range, ""),
            "industry": codes.industry_name(spell.industry),
            "insurance": codes.insurance_names(spell.insurance),
            "source": source(spell.source),
        }
        for spell in spells
    ]
