"""The entries of the console's navigation, in the order in which people work."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Entry:
    """One entry: the named URL it opens, and the capability it takes ('' for all staff).

    Where any of several capabilities will do, they stand one after the other, with spaces.
    """

    label: str | Promise
    icon: str
    view: str
    capability: str = ""
    unless: str = ""
    """Who may do this reaches the page from another entry."""


ENTRIES = [
    Entry(_("My inbox"), "inbox", "console:inbox"),
    Entry(
        _("Appeals"), "chat-left-text", "appeals:list", "see_appeals handle_appeals take_appeals"
    ),
    Entry(_("Dispatch desk"), "send", "appeals:dispatch", "dispatch_appeals"),
    Entry(_("Supervision"), "eye", "appeals:supervision", "supervise_appeals"),
    Entry(_("Payments"), "cash-stack", "benefits:money", "see_budgets"),
    Entry(_("Benefits"), "award", "benefits:list", "see_benefits apply_for_others"),
    Entry(_("Warnings"), "bell", "alerts:stream", "see_alerts"),
    Entry(_("Public-welfare posts"), "briefcase", "benefits:posts", "see_benefits"),
    Entry(_("Start-up loans"), "bank", "benefits:loans", "see_benefits"),
    Entry(
        _("Rules"),
        "journal-text",
        "rules:list",
        "write_rules approve_rules see_benefits see_figures",
    ),  # fmt: skip
    Entry(_("People"), "people", "people:search", "see_people"),
    Entry(_("Ledgers"), "file-earmark-spreadsheet", "people:ledgers", "load_ledgers"),
    Entry(_("Duplicates"), "person-check", "people:duplicates", "resolve_duplicates"),
    Entry(_("Employers"), "briefcase", "employers:employers", "see_people"),
    Entry(_("Organised transfer"), "signpost-split", "transfers:rosters", "load_ledgers"),
    Entry(_("Villages"), "house-door", "people:villages", "see_people"),
    Entry(_("Overview"), "map", "people:overview", "see_figures"),
    Entry(
        _("Appeal figures"),
        "bar-chart",
        "appeals:statistics",
        "see_figures",
        unless="see_appeals handle_appeals take_appeals",
    ),  # fmt: skip
    Entry(
        _("Benefit figures"),
        "bar-chart",
        "benefits:figures",
        "see_figures see_benefits",
        unless="see_benefits apply_for_others",
    ),  # fmt: skip
    Entry(_("Audit"), "shield-check", "audit:trail", "see_audit"),
    Entry(_("Offices and accounts"), "building", "agencies:offices", "manage_staff"),
]


def navigation(request: HttpRequest) -> list[dict]:
    """Entries the person may use: ``label, icon, url, active``; none before log-in.

    The active entry is the one with the longest address that begins the page's own.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    shown = [
        {"label": entry.label, "icon": entry.icon, "url": url, "active": False}
        for entry in ENTRIES
        if allowed(user, entry) and (url := _address(entry.view))
    ]
    here = [entry for entry in shown if request.path.startswith(entry["url"])]
    if here:
        max(here, key=lambda entry: len(entry["url"]))["active"] = True
    return shown


def allowed(user: object, entry: Entry) -> bool:
    """Whether a member of staff is shown an entry."""
    can = user.can  # type: ignore[attr-defined]
    if any(can(c) for c in entry.unless.split()):
        return False
    return not entry.capability or any(can(c) for c in entry.capability.split())


def _address(view: str) -> str | None:
    try:
        return reverse(view)
    except NoReverseMatch:  # an installation may leave a part out
        return None
