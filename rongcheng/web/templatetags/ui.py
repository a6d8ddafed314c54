"""The components that pages are composed of; available in every template.

Values are shown by filters, components by tags; each component has one template in
``web/components/``. The page ``/components`` shows all of them.
"""

from __future__ import annotations

from itertools import count as counting
from urllib.parse import urlencode

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext as _

from rongcheng.web import assets, formats, masking
from rongcheng.web import charts as chart_models

register = template.Library()
_ids = counting(1)

for name, shown in {
    "mask_name": masking.mask_name,
    "mask_id": masking.mask_id,
    "mask_phone": masking.mask_phone,
    "mask_card": masking.mask_card,
    "day": formats.day,
    "month": formats.month,
    "moment": formats.moment,
    "number": formats.number,
    "yuan": formats.yuan,
    "wan": formats.wan,
    "percent": formats.percent,
    "place_name": formats.place_name,
}.items():
    register.filter(name, shown)


@register.filter
def dash(value: object) -> object:
    """The value, or a dash where there is none."""
    return formats.NOTHING if value in (None, "") else value


# --- small marks ---------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, css: str = "", label: str = "") -> str:
    """An icon of the sprite; silent to screen readers unless it has a label."""
    if name not in assets.icon_names():
        raise template.TemplateSyntaxError(
            f"There is no icon {name!r} in the sprite. Add its name to web/frontend/icons.txt "
            "(names are those of Bootstrap Icons) and run `rongcheng frontend`."
        )
    place = f"{static('vendor/icons.svg')}#{name}"
    if label:
        drawn = '<svg class="icon {}" role="img" aria-label="{}"><use href="{}"/></svg>'
        return format_html(drawn, css, label, place)
    return format_html('<svg class="icon {}" aria-hidden="true"><use href="{}"/></svg>', css, place)


@register.inclusion_tag("web/components/badge.html")
def badge(text: object, tone: str = "plain", icon: str = "") -> dict:
    """A word of state; tones: plain, ok, warn, bad, info."""
    return {"text": text, "tone": tone, "icon": icon}


@register.inclusion_tag("web/components/stat.html")
def stat(label, value, unit="", url="", note="", icon="", tone="plain") -> dict:
    """A figure with its name; the whole tile is a link where the list behind it is given."""
    return dict(locals())


@register.inclusion_tag("web/components/tile.html")
def tile(title, url, icon, text="", tone="") -> dict:
    """A big tile of the portal."""
    return dict(locals())


@register.inclusion_tag("web/components/masked.html")
def masked(value, kind="id", reveal_url="") -> dict:
    """A personal value with its middle hidden; kinds: name, id, phone, card.

    ``reveal_url`` opens the page or dialog that asks for the reason before showing all of it.
    """
    hide = getattr(masking, f"mask_{kind}")
    return {"shown": hide(value), "kind": kind, "reveal_url": reveal_url}


@register.inclusion_tag("web/components/facts.html")
def facts(pairs) -> dict:
    """A definition list of ``(label, value)``; empty values show a dash."""
    return {"pairs": pairs}


# --- states --------------------------------------------------------------------------------------


@register.inclusion_tag("web/components/state.html")
def empty(title, hint="", icon="inbox", url="", action="") -> dict:
    """Nothing here yet: why, and what to do next."""
    return dict(locals()) | {"tone": "plain", "role": "status"}


@register.inclusion_tag("web/components/state.html")
def failed(title, hint="", icon="exclamation-triangle", url="", action="") -> dict:
    """Something went wrong: what, why, and what to do."""
    return dict(locals()) | {"tone": "bad", "role": "alert"}


@register.inclusion_tag("web/components/progress.html")
def progress(done, total, label="", url="", unit="") -> dict:
    """How far long work has come; with ``url`` the block asks again every second.

    The view behind ``url`` renders this tag again, without ``url`` once the work is finished.
    """
    share = 0 if not total else min(100, round(100 * done / total))
    return dict(locals())


@register.inclusion_tag("web/components/steps.html")
def steps(labels, current: int) -> dict:
    """Numbered steps, ``current`` counted from 1; the ones before it are done."""
    states = [
        {"number": at, "label": label, "state": _state(at, current)}
        for at, label in enumerate(labels, 1)
    ]
    return {"steps": states}


def _state(at: int, current: int) -> str:
    return "done" if at < current else "now" if at == current else "later"


@register.inclusion_tag("web/components/timeline.html")
def timeline(items) -> dict:
    """Events, newest first: ``when, title``, and any of ``text, by, icon, tone, url``."""
    return {"items": items}


@register.inclusion_tag("web/components/comparison.html")
def comparison(lines, left, right) -> dict:
    """Two records side by side; ``lines`` from ``rongcheng.web.compare.lines``."""
    return {"lines": lines, "left": left, "right": right}


# --- blocks --------------------------------------------------------------------------------------


@register.simple_block_tag(end_name="endcard")
def card(content, title="", icon="", note="", css="", level=2):
    """A white sheet with a heading."""
    return render_to_string("web/components/card.html", dict(locals()))


@register.simple_block_tag(end_name="endnotice")
def notice(content, tone="info", title=""):
    """A paragraph that must be read; tones: info, ok, warn, bad."""
    icons = {
        "ok": "check-circle", "warn": "exclamation-triangle", "bad": "x-circle",
        "info": "info-circle",
    }  # fmt: skip
    return render_to_string("web/components/notice.html", dict(locals()) | {"icon": icons[tone]})


@register.simple_block_tag(end_name="endtable")
def table(content, caption="", stack=False, brief=False, dense=False):
    """A table that scrolls inside its frame; on a phone its rows become cards.

    ``stack`` shows every cell on a line of its own with its column: ``<td data-label="…">``.
    ``brief`` shows a row in two or three lines: the heading and what is ``aside`` first, then the
    other cells one after the other, figures with their column; ``at-desk`` cells are left out.
    """
    return render_to_string("web/components/table.html", dict(locals()))


@register.simple_block_tag(takes_context=True, end_name="endfilterbar")
def filterbar(context, content, target="", label="", search=None, keep=""):
    """A search form over the page's own address; on a phone its fields fold behind one button.

    Args:
        target: renew only this element (and the count on the button), not the page.
        search: the bound field of the search words, which never folds away.
        keep: names of the address that are carried along, though not chosen here: ``"place sort"``.
    """
    given = context["request"].GET
    kept = [(name, given[name]) for name in keep.split() if given.get(name)]
    words = search.html_name if search is not None else ""
    if search is not None:  # on a phone its label is only read out
        search.field.widget.attrs.setdefault("placeholder", search.label)
    ignored = {"page", words, *keep.split()}
    count = sum(1 for name, value in given.items() if value and name not in ignored)
    data = {
        "content": content, "target": target, "label": label, "search": search, "kept": kept,
        "count": count, "is_set": bool(count or (words and given.get(words))),
        "path": context["request"].path, "clear": "?" + urlencode(kept) if kept else "",
        "id": "filters-" + (target.strip("#") or "page"),
    }  # fmt: skip
    return render_to_string("web/components/filterbar.html", data)


@register.simple_block_tag(end_name="endmodal")
def modal(content, id, title, size=""):
    """A dialog, opened by ``data-bs-toggle="modal" data-bs-target="#id"``."""
    return render_to_string("web/components/modal.html", dict(locals()))


@register.simple_block_tag(end_name="enddrawer")
def drawer(content, id, title):
    """A sheet from the side, opened by ``data-bs-toggle="offcanvas"``."""
    return render_to_string("web/components/drawer.html", dict(locals()))


# --- forms ---------------------------------------------------------------------------------------


@register.inclusion_tag("web/components/field.html")
def field(bound, css="") -> dict:
    """A form field with its label, help and errors, tied together for screen readers."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", widget.__class__.__name__.lower())
    boxes = kind == "checkbox" and not hasattr(widget, "choices")
    group = kind in {"radio", "checkbox"} and not boxes
    look = "form-check-input" if boxes else "form-control"
    look = "form-select" if kind == "select" else look
    # Django puts the class of a group on its frame, not on its buttons, so groups have none.
    css_class = "" if group else f"{look} {'is-invalid' if bound.errors else ''}".strip()
    extra = {"class": css_class} if css_class else {}
    return {
        "bound": bound, "css": css, "boxes": boxes, "group": group,
        "hidden": bound.is_hidden, "control": bound.as_widget(attrs=_described(bound, extra)),
    }  # fmt: skip


def _described(bound, extra: dict) -> dict:
    ids = []
    if bound.help_text:
        ids.append(f"{bound.auto_id}_help")
    if bound.errors:
        ids.append(f"{bound.auto_id}_error")
        extra["aria-invalid"] = "true"
    if ids:
        extra["aria-describedby"] = " ".join(ids)
    own = bound.field.widget.attrs.get("class")
    return extra | ({"class": f"{extra.get('class', '')} {own}".strip()} if own else {})


@register.inclusion_tag("web/components/fields.html")
def fields(form, focus=True) -> dict:
    """All fields of a form, with a summary of what is wrong above them."""
    return {"form": form, "focus": focus}


@register.inclusion_tag("web/components/form_errors.html")
def form_errors(form, focus=True) -> dict:
    """What is wrong with a form, each error a link to its field; read out first with ``focus``."""
    return {"form": form, "focus": focus}


@register.inclusion_tag("web/components/upload.html")
def upload(bound, hint="") -> dict:
    """A file field into which files can be dropped."""
    return {"bound": bound, "hint": hint}


# --- lists ---------------------------------------------------------------------------------------


@register.inclusion_tag("web/components/pagination.html", takes_context=True)
def pagination(context, page, param="page") -> dict:
    """Links to the other pages of a list that keep its filters; ``page`` is Django's ``Page``."""
    query = context["request"].GET.copy()

    def link(number: int) -> str:
        query[param] = str(number)
        return "?" + query.urlencode()

    pages = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "links": [(at, link(at) if isinstance(at, int) else "") for at in pages],
        "previous": link(page.number - 1) if page.has_previous() else "",
        "next": link(page.number + 1) if page.has_next() else "",
    }


@register.inclusion_tag("web/components/sort_link.html", takes_context=True)
def sort_link(context, key, label, css="") -> dict:
    """A column heading that sorts by ``?sort=key``, then by ``?sort=-key``."""
    query = context["request"].GET.copy()
    now = query.get("sort", "")
    query["sort"] = f"-{key}" if now == key else key
    query.pop("page", None)
    order = {key: "ascending", f"-{key}": "descending"}.get(now, "none")
    return {"url": "?" + query.urlencode(), "label": label, "order": order, "css": css}


# --- figures -------------------------------------------------------------------------------------


@register.inclusion_tag("web/components/chart.html")
def chart(shown: chart_models.Chart) -> dict:
    """A chart with the same figures as a table; see ``rongcheng.web.charts``."""
    return {"chart": shown, "id": f"chart-{next(_ids)}", "none": _("No figures yet")}
