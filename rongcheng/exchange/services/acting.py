"""Acts on appeals through the API: the forms and services of the case page, nothing of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Office, Staff
from rongcheng.appeals.case_forms import ActForm, words
from rongcheng.appeals.events import TABLE
from rongcheng.appeals.forms import OfficeField
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.pack import rules_for
from rongcheng.appeals.permissions import part_for
from rongcheng.appeals.queries import case as read
from rongcheng.appeals.queries.solved import AGAINST, seen
from rongcheng.appeals.replies import check, points_of
from rongcheng.appeals.services import dispatch, handling
from rongcheng.appeals.views.actions import ACTIONS, Action, perform
from rongcheng.core.errors import Conflict, Refusal
from rongcheng.people.services.statement_checks import InvalidValues


class AssignForm(ActForm):
    """Who leads and who helps: what the dispatch desk decides."""

    category = forms.CharField(required=False, max_length=30)
    office = OfficeField()
    text = words("", required=False)


@transaction.atomic
def _assign(*, by: Staff, appeal: Appeal, office: Office, text: str, category: str,
            helpers: Sequence[Office] = ()) -> object:  # fmt: skip
    if category and category != appeal.category:
        dispatch.correct(by=by, appeal=appeal, category=category)
    return dispatch.assign(by=by, appeal=appeal, office=office, helpers=helpers, note=text)


SOLVED = ("solved", "partly_solved")
OWN = {"assigned": Action("assigned", AssignForm, _assign, "send", "desk")}
ACTS: dict[str, Action] = {**ACTIONS, **OWN}


def possible_now(by: Staff, appeal: Appeal) -> list[str]:
    """Codes of the acts that ``by`` may do on ``appeal`` now, and ``answered`` for a reply."""
    events = read.events_of(appeal)
    rules = rules_for(appeal.place_id)
    now = timezone.now()
    state = read.state_at(events, rules, now)
    codes = read.offered(by, appeal, state, events, rules, now)
    return sorted(code for code in codes if code in ACTS or code == "answered")


def act(
    *, by: Staff, appeal: Appeal, code: str, values: Mapping[str, Any],
    files: Sequence[UploadedFile] = (),
) -> Appeal:  # fmt: skip
    """Do one of ``possible_now``, checked by the form of the case page, through its service.

    Args:
        values: fields of the act; those that it does not have are refused.

    Raises:
        Refusal: there is no such act.
        NotAllowed, Conflict: ``by`` may not, or not at this stage.
        InvalidValues: fields are missing, wrong, or not of this act.
    """
    if code not in ACTS:
        raise Refusal(_("“%(code)s” is nothing that can be done with an appeal.") % {"code": code})
    part_for(by, appeal, code)
    if code not in possible_now(by, appeal):
        raise Conflict(
            _("“%(act)s” makes no sense for this appeal now; its `can` lists what does.")
            % {"act": TABLE[code].wording}
        )
    action = ACTS[code]
    given = dict(values)
    helpers = _helpers(appeal, given.pop("helpers", None)) if code in OWN else []
    form = _valid(action, by, appeal, given, files)
    if helpers:
        form.cleaned_data["helpers"] = helpers
    perform(action, by=by, appeal=appeal, form=form)
    return appeal


def _valid(action: Action, by: Staff, appeal: Appeal, values: dict[str, Any],
           files: Sequence[UploadedFile]) -> ActForm:  # fmt: skip
    form = action.form(
        {name: str(value) for name, value in values.items()},
        MultiValueDict({"files": list(files)}), appeal=appeal, by=by,
    )  # fmt: skip
    problems = {
        name: _("“%(act)s” takes no such field.") % {"act": action.name}
        for name in values if name not in form.fields
    }  # fmt: skip
    if "teaches" in form.fields and "teaches" not in values:
        form.data |= {"teaches": "words"}
    if action.code == "corrected" and "matter" not in values:
        form.data |= {"matter": appeal.matter}
    form.is_valid()
    problems |= {name: " ".join(map(str, errors)) for name, errors in form.errors.items()}
    if problems:
        raise InvalidValues(problems)
    return form


def _helpers(appeal: Appeal, given: Sequence[object] | None) -> list[Office]:
    field = OfficeField(near=appeal.place_id)
    try:
        return [office for one in given or () if (office := field.clean(str(one)))]
    except forms.ValidationError as error:
        raise InvalidValues({"helpers": " ".join(error.messages)}) from error


def fields_of(code: str) -> list[str]:
    """Names of the fields that an act takes."""
    if code not in ACTS:
        return []
    names = list(ACTS[code].form.base_fields)
    return [*names, "helpers"] if code in OWN else names


def reply(
    *, by: Staff, appeal: Appeal, text: str, outcome: str, done_on: date | None = None,
    answered: Sequence[int] = (), anyway: bool = False, why: str = "",
) -> Appeal:  # fmt: skip
    """The office's answer to the worker, checked as the reply editor does.

    Args:
        answered: positions of the worker's points that the office marks as taken up.
        anyway: send it although something is missing; ``why`` is kept.

    Raises:
        NotAllowed, Conflict: ``by`` is not of the office that has it, or not at this stage.
        InvalidValues: the outcome is none of the list; or the reply has gaps, which it names.
    """
    part_for(by, appeal, "answered")
    if outcome not in rules_for(appeal.place_id).outcomes:
        raise InvalidValues(
            {"outcome": _("“%(o)s” is not an outcome of the list.") % {"o": outcome}}
        )
    points, facts = points_of(appeal.text), seen(appeal)
    gaps = check(text, points, done_on=done_on, answered=answered)
    told = [f"{gap.text}（{gap.about}）" if gap.about else gap.text for gap in gaps]
    pairs = [[gap.code, gap.about] for gap in gaps]
    if outcome in SOLVED:
        against = [f"{fact.about}：{fact.text}" for fact in facts if fact.says == AGAINST]
        told += [_("Said solved, but the registry speaks against it: %(f)s") % {"f": f}
                 for f in against]  # fmt: skip
        pairs += [["seen", about] for about in against]
    if told and not (anyway and why.strip()):
        raise InvalidValues({"text": " ".join(told)})
    checked = {
        "gaps": pairs, "gaps_why": why if pairs else "", "seen": [one.as_json() for one in facts]
    }  # fmt: skip
    return handling.answer(
        by=by, appeal=appeal, text=text, outcome=outcome, done_on=done_on,
        points=[point.text for point in points], checked=checked,
    )  # fmt: skip
