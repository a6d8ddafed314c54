"""Figures on a map and in charts; every figure opens the list behind it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rongcheng.agencies.roles import Can
from rongcheng.people.queries import figures
from rongcheng.people.queries.figures import Figure
from rongcheng.people.queries.filters import Filters
from rongcheng.people.queries.naming import full_place_name
from rongcheng.people.queries.snapshot import renew
from rongcheng.places.aliases import stem_of
from rongcheng.places.codes import COUNTY, PREFECTURE, PROVINCE
from rongcheng.web.charts import Chart, Datum, Series

from .pages import chips, page, selects, trail

MAPPED = (PROVINCE, PREFECTURE, COUNTY)
MOST_BARS = 20
LINE = 18
"""Pixels that a bar lying down takes with its name."""


@require_GET
@page(Can.SEE_FIGURES)
def overview(request: HttpRequest) -> HttpResponse:
    """The figures of a place and below, by everything that people ask for."""
    office = request.user.office
    filters = Filters.parse(request.GET)
    if filters.place is None and office and request.GET.get("everywhere") != "1":
        filters = filters.but(place=office.place_id)
    shown = figures.overview(request.user, filters)
    context = {
        "shown": shown,
        "filters": filters,
        "selects": selects(filters),
        "chips": chips(filters.but(place=None)),
        "name": full_place_name(filters.place) if filters.place else _("Everywhere"),
        "trail": trail(filters.place, office.place_id if office else None),
        "sides": _sides(filters),
        "map": _map(shown),
        "charts": _charts(shown),
        "places": shown.by.get("place", []),
        "deeper": {f.key: _here(filters.but(place=int(f.key)))
                   for f in shown.by.get("place", []) if f.key},
    }  # fmt: skip
    return render(request, "people/overview.html", context)


@require_POST
@page(Can.SEE_FIGURES)
def count_again(request: HttpRequest) -> HttpResponse:
    """Counts anew and goes back to the figures."""
    renew()
    asked = Filters.parse(request.POST)
    return HttpResponseRedirect(_here(asked))


def _here(filters: Filters) -> str:
    return f"{reverse('people:overview')}?{filters.address}"


def _sides(filters: Filters) -> list[tuple[str, str, bool]]:
    """The two ways to look at a place: its own people, and the people who work in it."""
    sides = {"home": _("Coming from here"), "host": _("Working here")}
    made = []
    for side, words in sides.items():
        query = filters.chosen | {"side": side}
        address = f"{reverse('people:overview')}?{urlencode(query)}"
        made.append((words, address, filters.side == side))
    return made


def _list(figure: Figure) -> str:
    return f"{reverse('people:search')}?{figure.address}" if figure.address else ""


def _datum(figure: Figure) -> Datum:
    return Datum(figure.name, figure.count, _list(figure))


def _map(shown: figures.Overview) -> Chart | None:
    """The map of the level below, where there are outlines; a place on it opens its own page."""
    place = shown.filters.place
    if shown.level not in MAPPED:
        return _bar(shown) if shown.level else None
    try:
        outline = reverse("places:outline", args=[place or 0])
    except NoReverseMatch:
        return None
    data = [
        Datum(
            f.name,
            f.count,
            _here(shown.filters.but(place=int(f.key))),
            int(f.key),
            short=stem_of(f.name, shown.level),
        )  # fmt: skip
        for f in shown.by["place"]
        if f.key
    ]
    return Chart.single(
        "map", _("Persons by place"), data, unit=_("persons"), outline=outline, height=460
    )


def _bar(shown: figures.Overview) -> Chart:
    """Places without outlines (townships, villages) as bars, most persons first."""
    data = [
        Datum(f.name, f.count, _here(shown.filters.but(place=int(f.key))) if f.key else "")
        for f in shown.by["place"][:MOST_BARS]
    ]
    title = _("Persons by place")
    return Chart.single("bar", title, data, unit=_("persons"), sideways=True, height=440)


def _charts(shown: figures.Overview) -> list[Chart]:
    titles = {
        "range": (_("Range of transfer"), "pie"), "industry": (_("Industry"), "bar"),
        "age": (_("Age"), "bar"), "sex": (_("Sex"), "pie"), "education": (_("Education"), "bar"),
        "fresh": (_("Last confirmed"), "bar"),
    }  # fmt: skip
    made = []
    for name, (title, kind) in titles.items():
        data = shown.by[name]
        if name == "industry":
            data = sorted(data, key=lambda f: -(f.count or 0))
        sideways = kind == "bar"
        made.append(
            Chart.single(
                kind,
                title,
                [_datum(f) for f in data[:MOST_BARS]],
                unit=_("persons"),
                sideways=sideways,
                height=max(300, 60 + LINE * len(data[:MOST_BARS])) if sideways else 300,
            )  # fmt: skip
        )
    months = Series(_("At work"), [_datum(f) for f in shown.months])
    made.append(Chart("line", _("At work by month"), [months], unit=_("persons"), height=300))
    return made
