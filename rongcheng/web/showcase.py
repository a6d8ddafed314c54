"""Invented contents of the page that shows every component."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from .charts import Chart, Datum, Series
from .compare import lines

SAMPLE_MAP = 330600000000
COUNTIES = {
    330602: ("越城区", 41_280), 330603: ("柯桥区", 52_310), 330604: ("上虞区", 38_900),
    330624: ("新昌县", 19_640), 330681: ("诸暨市", 61_750), 330683: ("嵊州市", 27_430),
}  # fmt: skip
PEOPLE = [
    ("刘示范", "530102199001011234", "13800001234", "示范县柳湾村", "ok", 480_050),
    ("陈样例", "530102198507152345", "13900005678", "示范县石桥村", "warn", 512_000),
    ("欧阳小样", "530102197612303456", "", "示范县柳湾村", "plain", None),
    ("赵例", "530102200203044567", "13700009012", "示范县东岭村", "bad", 396_080),
]
STATES = {
    "ok": gettext_lazy("Confirmed"),
    "warn": gettext_lazy("To be confirmed"),
    "plain": gettext_lazy("Has left"),
    "bad": gettext_lazy("Contradictory"),
}
COLOURS = [
    "--paper", "--sheet", "--ink", "--ink-soft", "--pine", "--seal", "--ochre", "--leaf", "--sky",
]  # fmt: skip


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=60)
    phone = forms.RegexField(
        r"^1\d{10}$", label=gettext_lazy("Phone"), required=False,
        help_text=gettext_lazy("Eleven digits; leave it empty if there is none."),
        error_messages={
            "invalid": gettext_lazy("A mobile number has eleven digits and begins with 1.")
        },
    )  # fmt: skip
    range = forms.ChoiceField(
        label=gettext_lazy("Range of transfer"),
        choices=[("county", gettext_lazy("Within the county")), ("out", gettext_lazy("Beyond it"))],
    )
    contract = forms.ChoiceField(
        label=gettext_lazy("Written contract"), required=False, widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
    )  # fmt: skip
    agree = forms.BooleanField(label=gettext_lazy("The person has agreed to be recorded"))


class SampleFilters(forms.Form):
    """What narrows a list: words, a choice, a day."""

    q = forms.CharField(label=gettext_lazy("Search words"), required=False)
    industry = forms.ChoiceField(
        label=gettext_lazy("Industry"), required=False,
        choices=[("", gettext_lazy("All")), ("C", "制造业")],
    )  # fmt: skip
    before = forms.DateField(
        label=gettext_lazy("Confirmed before"), required=False,
        widget=forms.DateInput({"type": "date"}),
    )  # fmt: skip


class SampleUpload(forms.Form):
    file = forms.FileField(label=gettext_lazy("Ledger of the village"))


def showcase(request: HttpRequest) -> dict:
    """The context of ``web/components.html``."""
    people = [
        {"name": name, "id_number": number, "phone": phone, "place": place,
         "tone": tone, "state": STATES[tone], "wage": wage}
        for name, number, phone, place, tone, wage in PEOPLE
    ]  # fmt: skip
    return {
        "people": people,
        "sample_page": Paginator(range(1, 1235), 20).get_page(request.GET.get("page", 3)),
        "filters": SampleFilters(request.GET),
        "form": SampleForm(initial={"range": "county"}),
        "bad_form": SampleForm({"phone": "1380000"}, auto_id="bad_%s"),
        "upload_form": SampleUpload(),
        "events": _events(),
        "charts": _charts(),
        "lines": _lines(),
        "steps": [_("Upload"), _("Columns recognised"), _("Cells checked"), _("On record")],
        "pairs": [
            (_("Home place"), "示范县柳湾村"),
            (_("Working in"), "诸暨市"),
            (_("Industry"), "房屋建筑业"),
            (_("Contract"), None),
        ],  # fmt: skip
        "colours": COLOURS,
    }


def _lines():
    return lines(
        [
            (pgettext("person", "Name"), "刘示范", "刘示范"),
            (_("ID number"), "530102199001011234", "530102199001011243"),
            (_("Birth date"), "1990-01-01", "1990-01-01"),
            (_("Phone"), "13800001234", ""),
            (_("Home place"), "示范县柳湾村", "示范县柳弯村"),
        ]
    )


def _events() -> list[dict]:
    zone = timezone.get_current_timezone()
    return [
        {"when": datetime(2026, 9, 18, 14, 32, tzinfo=zone), "title": _("Confirmed by phone"),
         "by": "柳湾村便民服务点", "tone": "ok", "icon": "check-circle"},
        {"when": datetime(2026, 9, 2, 9, 5, tzinfo=zone), "title": _("Phone number was looked at"),
         "text": _("Reason: to tell the worker about a training course"),
         "by": "示范县就业服务中心", "tone": "warn", "icon": "eye"},
        {"when": datetime(2026, 3, 1, 10, 0, tzinfo=zone), "title": _("Loaded from a ledger"),
         "by": "柳湾村便民服务点", "icon": "file-earmark-spreadsheet"},
    ]  # fmt: skip


def _charts() -> dict[str, Chart]:
    unit = _("persons")
    months = [f"{number}月" for number in range(1, 13)]
    out = [thousand * 1000 for thousand in (31, 24, 38, 41, 42, 42, 43, 43, 44, 45, 45, 40)]
    home = [thousand * 1000 for thousand in (22, 29, 15, 12, 11, 11, 10, 10, 9, 8, 8, 13)]
    industries = [
        ("制造业", 84_200), ("建筑业", 61_900), ("批发和零售业", 38_100),
        ("居民服务、修理和其他服务业", 33_700), ("住宿和餐饮业", 29_050),
    ]  # fmt: skip
    ranges = [("县内", 71_020), ("市内县外", 38_400), ("省内市外", 64_880), ("跨省", 67_010)]
    return {
        "bar": Chart.single("bar", _("By industry"), _data(industries), unit=unit, sideways=True),
        "pie": Chart.single("pie", _("By range of transfer"), _data(ranges), unit=unit),
        "line": Chart(
            "line", _("At work and at home, by month"),
            [
                Series(_("Working away"), _data(zip(months, out, strict=True))),
                Series(_("At home"), _data(zip(months, home, strict=True))),
            ],
            unit=unit,
        ),
        "empty": Chart.single("bar", _("By age"), [], unit=unit),
        "map": Chart.single(
            "map", _("Persons by county"),
            [Datum(name, value, f"?place={code}000000", code * 10**6)
             for code, (name, value) in COUNTIES.items()],
            unit=unit, outline=_outline(), height=420,
        ),
    }  # fmt: skip


def _data(pairs) -> list[Datum]:
    return [Datum(name, value, f"?choose={name}") for name, value in pairs]


def _outline() -> str:
    try:
        return reverse("places:outline", args=[SAMPLE_MAP])
    except NoReverseMatch:
        return ""
