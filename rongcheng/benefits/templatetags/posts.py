"""Marks on the pages of posts and loans: slots, holders, vacancies, pay, loans."""

from __future__ import annotations

from django import template
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from rongcheng.benefits.models import Application, Loan, Post, PostHolding, Proof, Vacancy
from rongcheng.benefits.models.pay_list import PayLine, PayRun
from rongcheng.benefits.queries.posts import Term
from rongcheng.benefits.queries.workshops import Beside
from rongcheng.web.formats import place_name

register = template.Library()


def mark(text: object, tone: str = "plain", icon: str = "") -> str:
    return render_to_string("web/components/badge.html", {"text": text, "tone": tone, "icon": icon})


@register.filter
def lookup(table: dict, key: object) -> object:
    """The entry of a table, or the key where there is none."""
    return table.get(key, key)


@register.filter
def broken(text: str) -> str:
    """A long hash that may be broken after every eighth sign."""
    parts = ((text[at : at + 8],) for at in range(0, len(text), 8))
    return format_html_join(mark_safe("<wbr>"), "{}", parts)


@register.filter
def short_place(code: int) -> str:
    """The last part of a place's name."""
    return place_name(code).rpartition(" ")[2]


@register.simple_tag
def slots_badge(post: Post) -> str:
    """How many slots are held, of how many."""
    words = _("%(held)d of %(slots)d held") % {"held": post.held, "slots": post.slots}
    return mark(words, "ok" if post.held >= post.slots else "info")


@register.simple_tag
def holding_badge(holding: PostHolding, term: Term | None = None) -> str:
    """Where somebody stands: recruited, in post, near or over the end of the term, left."""
    if holding.left_on:
        return mark(_("Left the post"))
    if not holding.in_post_from:
        return mark(_("Recruited, not in post"), "warn")
    if term and term.over:
        return mark(_("Term is over"), "bad", "exclamation-triangle")
    if term and term.near:
        return mark(_("Term ends soon"), "warn", "hourglass-split")
    return mark(_("In post"), "ok", "check-circle")


@register.simple_tag
def vacancy_badge(vacancy: Vacancy) -> str:
    """Where a vacancy stands: filled, given up, reported, to be reported, late."""
    if vacancy.filled_by_id:
        return mark(_("Filled"), "ok", "check-circle")
    if vacancy.dropped_on:
        return mark(_("Given up"))
    if vacancy.reported_on:
        late = vacancy.reported_on > vacancy.due_on
        return mark(_("Reported late") if late else _("Reported"), "warn" if late else "info")
    left = (vacancy.due_on - timezone.localdate()).days
    if left < 0:
        words = _("%(n)d days late") % {"n": -left}
        return mark(words, "bad", "exclamation-triangle")
    return mark(_("To be reported: %(n)d days left") % {"n": left}, "warn", "hourglass-split")


@register.simple_tag
def list_badge(run: PayRun) -> str:
    """Whether a list of payments is approved."""
    if run.approved_at:
        return mark(_("Approved"), "ok", "check-circle")
    return mark(_("To be approved"), "warn", "hourglass-split")


@register.simple_tag
def pay_badge(line: PayLine) -> str:
    """How far one payment of a list is."""
    if line.application is None:
        return mark(_("To be approved"), "warn")
    tone = {"paid": "ok", "bounced": "bad"}.get(line.application.stage, "info")
    return mark(line.application.get_stage_display(), tone)


LOANS = {
    Loan.State.SENT: "info", Loan.State.LOOKED_INTO: "info", Loan.State.LENT: "ok",
    Loan.State.OVERDUE: "bad", Loan.State.REPAID: "plain", Loan.State.DECLINED: "warn",
}  # fmt: skip


@register.simple_tag
def loan_badge(loan: Loan) -> str:
    """How far a loan is."""
    return mark(loan.get_state_display(), LOANS[Loan.State(loan.state)])


@register.simple_tag
def proof_badge(proof: Proof) -> str:
    """How far a yearly proof is."""
    tone = {Proof.State.PASSED: "ok", Proof.State.FAILED: "bad"}.get(Proof.State(proof.state))
    return mark(proof.get_state_display(), tone or "warn")


@register.simple_tag
def verdict_badge(one: Beside) -> str:
    """What the registry says of a person who is declared."""
    text, tone = {
        "unknown": (_("Not in the registry"), "bad"), "none": (_("Not registered there"), "bad"),
        "fewer": (_("Fewer months registered"), "warn"), "more": (_("More registered"), "info"),
        "same": (_("Agrees"), "ok"),
    }[one.verdict]  # fmt: skip
    return mark(text, tone)


@register.simple_tag
def application_link(application: Application) -> str:
    """The number of an application, with its page."""
    try:
        url = reverse("benefits:application", args=[application.number])
    except NoReverseMatch:
        return application.number
    return format_html('<a href="{}">{}</a>', url, application.number)


@register.filter
def points(rate: int | None) -> str:
    """A rate kept in hundredths of a percent: ``3.45%``."""
    return "—" if rate is None else f"{rate / 100:.2f}%"
