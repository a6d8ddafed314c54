"""What the registry's views share: the right to open them, refusals as pages, filters as forms."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rongcheng.agencies.permissions import refusal_page, require
from rongcheng.core.errors import Refusal
from rongcheng.people.queries import codes
from rongcheng.people.queries.filters import UNKNOWN, Filters
from rongcheng.people.queries.naming import full_place_name, place_name
from rongcheng.places.gazetteer import Gazetteer

View = Callable[..., HttpResponse]

LABELS = {
    "work": gettext_lazy("At work"),
    "range": gettext_lazy("Range of transfer"),
    "industry": gettext_lazy("Industry"),
    "age": gettext_lazy("Age"),
    "sex": gettext_lazy("Sex"),
    "education": gettext_lazy("Education"),
    "poverty": gettext_lazy("Poverty status"),
    "fresh": gettext_lazy("Last confirmed"),
}


def page(*capabilities: str) -> Callable[[View], View]:
    """A view decorator: the right to open the page, and a page for whatever it refuses."""

    def decorate(view: View) -> View:
        @require(*capabilities)
        @wraps(view)
        def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except Refusal as error:
                return refusal_page(request, error)

        return answered

    return decorate


def selects(filters: Filters) -> list[dict]:
    """The drop-down lists of the filter bar: name, label, options (value, name, chosen)."""
    made = []
    for name, label in LABELS.items():
        table = codes.TABLES[name] | codes.SUMS.get(name, {})
        options = [(key, text) for key, text in table.items() if key != UNKNOWN]
        if name not in ("work", "fresh"):
            options.append((UNKNOWN, _("Not known")))
        now = getattr(filters, name)
        made.append(
            {
                "name": name,
                "label": label,
                "options": [(key, text, key == now) for key, text in options],
                "set": bool(now),
            }
        )
    return made


def chips(filters: Filters) -> list[tuple[str, str]]:
    """What narrows the list, in words, each with the address that takes it away."""
    found = []
    if filters.place:
        side = _("From") if filters.side == "home" else _("Working in")
        found.append((f"{side} {full_place_name(filters.place)}", filters.but(place=None).address))
    if filters.month:
        words = _("At work in %(month)s") % {"month": f"{filters.month:%Y-%m}"}
        found.append((words, filters.but(month=None).address))
    for name, label in LABELS.items():
        if key := getattr(filters, name):
            table = codes.TABLES[name] | codes.SUMS.get(name, {})
            words = f"{label}：{table.get(key, _('Not known'))}"
            found.append((words, filters.but(**{name: ""}).address))
    return found


def trail(place: int | None, top: int | None = None) -> list[tuple[int, str]]:
    """Codes and names from the top place (or the province) down to a place."""
    if not place:
        return []
    gazetteer = Gazetteer.load()
    codes_down = [*gazetteer.ancestors(place), place]
    if top in codes_down:
        codes_down = codes_down[codes_down.index(top) :]
    return [(code, place_name(code)) for code in codes_down]
