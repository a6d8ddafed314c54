"""The pages about applications, as one row of tabs; each set of pages adds its own line."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.roles import Can
from rongcheng.appeals.tabs import Tab

READERS = (Can.SEE_BENEFITS, Can.APPLY_FOR_OTHERS)
TABS = [
    Tab(_("Applications"), "benefits:list", READERS),
    Tab(_("Offered without applying"), "benefits:offers", (Can.SEE_BENEFITS,)),
    Tab(_("Conflicts and double claims"), "benefits:conflicts", (Can.SEE_BENEFITS,)),
    Tab(_("Public notices"), "benefits:notices", (Can.SEE_BENEFITS,)),
    Tab(_("Who acts for employers"), "benefits:representatives", (Can.CHECK_BENEFITS,)),
    Tab(_("Figures"), "benefits:figures", (Can.SEE_FIGURES, Can.SEE_BENEFITS)),
]


def tabs_for(request: Any) -> list[dict[str, object]]:
    """``label, url, here`` of each page that the reader may open and that is there."""
    found: list[dict[str, object]] = []
    for tab in TABS:
        if not any(request.user.can(capability) for capability in tab.capabilities):
            continue
        try:
            url = reverse(tab.view)
        except NoReverseMatch:  # a page that is not built in
            continue
        here = request.resolver_match.view_name == tab.view
        found.append({"label": tab.label, "url": url, "here": here})
    return found
