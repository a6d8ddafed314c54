"""The pages of this part, as one row of tabs; each part of it adds its own line."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.roles import Can

READERS = (Can.SEE_APPEALS, Can.HANDLE_APPEALS, Can.TAKE_APPEALS)


@dataclass(frozen=True)
class Tab:
    """One page: its name, the named address, and the capabilities of which one is needed."""

    label: str | Promise
    view: str
    capabilities: tuple[str, ...] = ()


TABS = [
    Tab(_("Appeals"), "appeals:list", READERS),
    Tab(_("Dispatch desk"), "appeals:dispatch", (Can.DISPATCH_APPEALS,)),
    Tab(_("Rulings"), "appeals:rulings", (Can.RULE_APPEALS,)),
    Tab(_("Supervision"), "appeals:supervision", (Can.SUPERVISE_APPEALS,)),
    Tab(_("Groups"), "appeals:groups", READERS),
    Tab(_("Hand-overs"), "appeals:handovers", READERS),
    Tab(_("Paper forms"), "appeals:paper", (Can.TAKE_APPEALS,)),
    Tab(_("Call-backs"), "appeals:callbacks", (Can.SUPERVISE_APPEALS, Can.DISPATCH_APPEALS)),
    Tab(_("Hot spots"), "appeals:hotspots", (Can.SEE_ALERTS,)),
    Tab(_("Figures"), "appeals:statistics", (Can.SEE_FIGURES,)),
    Tab(_("Routing table"), "appeals:duties", (*READERS, Can.TUNE_APPEALS)),
    Tab(_("Thresholds"), "appeals:thresholds", (Can.TUNE_APPEALS,)),
    Tab(_("Recognition"), "appeals:recognition", (*READERS, Can.TUNE_APPEALS)),
    Tab(_("Clocks and categories"), "appeals:rules", READERS),
]


def tabs_for(request: HttpRequest) -> list[dict[str, object]]:
    """``label, url, here`` of each page that the reader may open and that is there."""
    found: list[dict[str, object]] = []
    for tab in TABS:
        if tab.capabilities and not any(request.user.can(c) for c in tab.capabilities):
            continue
        try:
            url = reverse(tab.view)
        except NoReverseMatch:  # a page that is not built in
            continue
        here = request.resolver_match.view_name.split("_")[0] == tab.view
        found.append({"label": tab.label, "url": url, "here": here})
    return found
