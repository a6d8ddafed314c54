"""What the packs say of clocks and categories, in words for a page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rongcheng.agencies.models import Office
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.pack import Rules, Span
from rongcheng.appeals.words import said

ORIGINS = {
    "seed": lambda: _("Plan of the place"), "law": lambda: _("Law"),
    "provincial": lambda: _("Rule of the province"),
    "default": lambda: _("Default of the platform"),
}  # fmt: skip
PLACES = {
    "work": lambda: _("Place of work"), "host": lambda: _("Place where they live"),
    "home": lambda: _("Home place"),
}  # fmt: skip


def span(value: Span | None) -> str:
    """A length of time in words; a dash where there is none."""
    if value is None:
        return "—"
    forms = {
        "minutes": ngettext("%(n)d minute", "%(n)d minutes", value.n),
        "hours": ngettext("%(n)d hour", "%(n)d hours", value.n),
        "workdays": ngettext("%(n)d working day", "%(n)d working days", value.n),
        "days": ngettext("%(n)d natural day", "%(n)d natural days", value.n),
    }
    return forms[value.unit] % {"n": value.n}


def origin(name: str) -> str:
    """Where a value comes from."""
    return ORIGINS[name]() if name in ORIGINS else name


def pack_page(rules: Rules) -> dict[str, Any]:
    """Everything that the page shows, as rows of words."""
    kinds = dict(Appeal.Urgency.choices) | dict(Appeal.Matter.choices)
    return {
        "limits": [
            (kinds.get(name, name), span(x.first_contact), span(x.close), span(x.extension),
             span(x.return_by), x.source, origin(x.origin))
            for name, x in rules.limits.items()
        ],
        "amber": (rules.amber.share, span(rules.amber.left)),
        "hours": rules.office_hours, "waiting": span(rules.waiting_limit),
        "unconfirmed": span(rules.unconfirmed_limit),
        "categories": [
            (said(c.names), said(c.definition), _place(c.place), c.sensitive,
             said(rules.categories[c.parent].names) if c.parent else "", c.source, origin(c.origin))
            for c in rules.categories.values()
        ],
        "reasons": [
            (said(r.names), r.clause, span(r.longest), origin(r.origin))
            for r in rules.reasons.values()
        ],
        "steps": [
            (_("Amber") if e.lamp == "amber" else _("Red"), span(e.after), _whom(e.to), e.source)
            for e in rules.escalation
        ],
        "elsewhere": [(said(e.message), "、".join(e.call), e.source) for e in rules.elsewhere],
        "outcomes": [(said(o.names), o.solved) for o in rules.outcomes.values()],
    }  # fmt: skip


def _place(code: str) -> str:
    return PLACES[code]() if code in PLACES else code


def _whom(to: str) -> str:
    names = {
        "holder": _("the office that has it"), "leader": _("the leader of that office"),
        "leading_group": str(Office.Kind.LEADING_GROUP.label), "level_up": _("the level above"),
    }  # fmt: skip
    return names.get(to, to)
