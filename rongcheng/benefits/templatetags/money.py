"""Small pieces that the pages of money show: their tabs, states, links to applications."""

from __future__ import annotations

from django import template
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rongcheng.agencies.roles import Can
from rongcheng.benefits.models import Application, Budget, Clawback, Payment, PaymentBatch
from rongcheng.benefits.permissions import possible
from rongcheng.benefits.queries.funding import funding, other_budgets
from rongcheng.benefits.queries.money import ROWS, SUMS
from rongcheng.benefits.queries.payable import WARNINGS

register = template.Library()
TABS = [
    (gettext_lazy("Budgets"), "benefits:money",
     ("money", "money_budget", "money_budget_new", "money_move"), SUMS),
    (gettext_lazy("Payment batches"), "benefits:money_batches",
     ("money_batches", "money_batch", "money_batch_new"), ROWS),
    (gettext_lazy("Returned by the bank"), "benefits:money_bounced", ("money_bounced",), ROWS),
    (gettext_lazy("Clawback ledger"), "benefits:money_clawbacks",
     ("money_clawbacks", "money_clawback", "money_reclaim"), ROWS),
    (gettext_lazy("Agreement"), "benefits:money_agreement", ("money_agreement",), SUMS),
]  # fmt: skip
TONES: dict[str, str] = {
    PaymentBatch.State.MADE: "warn", PaymentBatch.State.BACK: "bad",
    PaymentBatch.State.SIGNED: "info",
    PaymentBatch.State.DONE: "ok", PaymentBatch.State.CANCELLED: "plain",
    Payment.State.WAITING: "info", Payment.State.PAID: "ok", Payment.State.FAILED: "bad",
    Clawback.State.OPEN: "warn", Clawback.State.RECOVERED: "ok", Clawback.State.ENDED: "plain",
}  # fmt: skip
PAGES = {
    "application": ("benefits:application", "number"), "batch": ("benefits:money_batch", "number"),
    "clawback": ("benefits:money_clawback", "number"), "budget": ("benefits:money_budget", "pk"),
}  # fmt: skip


@register.inclusion_tag("benefits/money/_tabs.html", takes_context=True)
def money_tabs(context) -> dict:
    """The pages about money that the reader may open, the present one marked."""
    request = context["request"]
    name = request.resolver_match.url_name
    tabs = [
        (label, reverse(view), name in names)
        for label, view, names, readers in TABS if any(map(request.user.can, readers))
    ]  # fmt: skip
    return {"tabs": tabs}


@register.simple_tag
def money_state(thing: PaymentBatch | Payment | Clawback) -> str:
    """How far a batch, payment or clawback is, as a mark."""
    shown = {"text": thing.get_state_display(), "tone": TONES[thing.state], "icon": ""}
    return render_to_string("web/components/badge.html", shown)


@register.simple_tag
def money_page(kind: str, number: object) -> str:
    """The address of a thing's page; empty where that page is not built in."""
    view, _key = PAGES[kind]
    try:
        return reverse(view, args=[number])
    except NoReverseMatch:
        return ""


@register.inclusion_tag("benefits/money/_application.html")
def application_cell(application: Application) -> dict:
    """Number, linked to its page, with the benefit below."""
    return {"application": application, "url": money_page("application", application.number)}


@register.filter
def pays_for(budget: Budget) -> str:
    """What a budget pays for, in words."""
    from rongcheng.benefits.money_forms import benefits_at

    if not budget.rules:
        return _("every benefit of the place")
    titles = dict(benefits_at(budget.place_id))
    return "、".join(titles.get(rule, rule) for rule in budget.rules)


@register.filter
def warning_words(keys: list[str]) -> list[str]:
    """What was told about a payment when its batch was made."""
    return [str(WARNINGS.get(key, key)) for key in keys]


@register.filter
def account_end(number: str | None) -> str:
    """The last four digits of an account, as lists show it."""
    return f"*{number[-4:]}" if number else "—"


@register.inclusion_tag("benefits/money/_of_application.html", takes_context=True)
def application_money(context, application: Application) -> dict:
    """Which budget pays an application, its payments and clawbacks; for who reads money."""
    staff = context["request"].user
    return {
        "application": application, "money": funding(staff, application),
        "may_reclaim": "reclaimed" in possible(staff, application),
        "may_move": staff.can(Can.PAY_BENEFITS) and bool(other_budgets(staff, application)),
    }  # fmt: skip
