"""Forms of the appeals pages that narrow lists, and the fields that several forms share."""

from __future__ import annotations

import re

from django import forms
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rongcheng.agencies.forms import PlaceField
from rongcheng.agencies.models import Office, Staff
from rongcheng.people.forms import PlaceSearch
from rongcheng.places.codes import truncations

from .events import Stage
from .models import Appeal
from .words import category_choices

LAMPS = [
    ("red", gettext_lazy("Red: overdue")), ("amber", gettext_lazy("Amber: soon due")),
    ("green", gettext_lazy("Green: in time")), ("none", gettext_lazy("No clock runs")),
]  # fmt: skip


def valid_offices():
    """Offices that work today."""
    today = localdate()
    return Office.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=today), Q(valid_to=None) | Q(valid_to__gte=today)
    ).select_related("place")


class OfficeField(forms.CharField):
    """An office typed as its name, or part of it; the value is the ``Office``.

    ``near`` is the place code whose offices are meant first where several have the name. The
    page's one ``<datalist id="offices">`` offers names while one types.
    """

    def __init__(self, *, near: int = 0, **kwargs: object) -> None:
        self.near = near
        widget = forms.TextInput({
            "list": "offices", "autocomplete": "off", "hx-get": "/appeals/offices",
            "hx-trigger": "input changed delay:200ms", "hx-target": "#offices",
            "hx-swap": "innerHTML", "hx-params": "*", "data-office": "",
        })  # fmt: skip
        super().__init__(widget=widget, max_length=120, **kwargs)

    def clean(self, value: object) -> Office | None:
        text = super().clean(value)
        if not text:
            return None
        if text.isascii() and text.isdigit():
            return self._one(list(valid_offices().filter(pk=int(text))), text)
        in_order = ".*".join(map(re.escape, text))  # 人社局 for 人力资源和社会保障局
        for called in (Q(name=text), Q(name__contains=text), Q(name__regex=in_order)):
            if found := self._nearest(valid_offices().filter(called)):
                break
        return self._one(found, text)

    def _nearest(self, offices: QuerySet[Office]) -> list[Office]:
        """Those of ``near``, else of the first place above that has any, else some of all."""
        chain = (self.near, *truncations(self.near)) if self.near else ()
        here = list(offices.filter(place_id__in=chain))
        deepest = max((office.place_id for office in here), default=0)
        return [office for office in here if office.place_id == deepest] or list(offices[:20])

    def _one(self, found: list[Office], text: str) -> Office:
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(
                _("No office is called “%(text)s”. Type part of its name and choose one.")
                % {"text": text}
            )
        names = "、".join(office.name for office in found[:5])
        raise forms.ValidationError(
            _("“%(text)s” may be several offices: %(names)s. Type more of the name.")
            % {"text": text, "names": names}
        )

    def prepare_value(self, value: object) -> object:
        return value.name if isinstance(value, Office) else value


def day_field(label: object, **more: object) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **more
    )


class AppealFilter(forms.Form):
    """Narrows the list of appeals."""

    q = forms.CharField(
        label=gettext_lazy("Number, phone, words, employer"), required=False, max_length=60
    )
    lamp = forms.ChoiceField(label=gettext_lazy("Lamp"), required=False)
    stage = forms.ChoiceField(label=gettext_lazy("Stage"), required=False)
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)
    urgency = forms.ChoiceField(label=gettext_lazy("Urgency"), required=False)
    matter = forms.ChoiceField(label=gettext_lazy("Kind of request"), required=False)
    place = PlaceField(label=gettext_lazy("Place"), required=False, widget=PlaceSearch())
    office = OfficeField(label=gettext_lazy("Responsible office"), required=False)
    since = day_field(gettext_lazy("Filed from"), required=False)
    until = day_field(gettext_lazy("Filed until"), required=False)
    restricted = forms.BooleanField(label=gettext_lazy("Restricted only"), required=False)
    contact = forms.BooleanField(label=gettext_lazy("First contact overdue"), required=False)
    show = forms.ChoiceField(
        choices=[("", ""), ("open", ""), ("all", "")], required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: object, by: Staff, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        place = by.office.place_id if by.office else 0
        self.fields["office"].near = place
        every = [("", _("All"))]
        for name, choices in {
            "lamp": LAMPS, "stage": Stage.choices, "urgency": Appeal.Urgency.choices,
            "matter": Appeal.Matter.choices, "category": category_choices(place),
        }.items():  # fmt: skip
            self.fields[name].choices = [*every, *choices]

    @property
    def narrowing(self) -> list[forms.BoundField]:
        """The fields that fold away on a phone."""
        return [self[name] for name in self.fields if name not in ("q", "show")]
