"""The tiles of the home page that come from drafts of rules."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.packs import load_pack
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.rules.models import RuleDraft
from rongcheng.rules.queries.rules import visible_drafts

from .inbox import Waiting, register


@register(order=8)
def drafts_to_decide(staff: Staff) -> Waiting | None:
    """Drafts of others that wait for somebody whose office covers the whole place of the pack."""
    if not staff.can(Can.APPROVE_RULES):
        return None
    scope = scope_of(staff)
    waiting = visible_drafts(staff).filter(state=RuleDraft.State.SUBMITTED).exclude(author=staff)
    packs = waiting.order_by().values_list("pack", flat=True)
    count = sum(scope.covers(load_pack(pack).place) for pack in packs)
    return Waiting(_("Drafts of rules to decide"), count, reverse("rules:drafts"), "journal-text")
