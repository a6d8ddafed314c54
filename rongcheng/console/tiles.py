"""The tiles of the home page that come from the registry of people."""

from __future__ import annotations

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.people.models import LedgerBatch, Review
from rongcheng.people.queries.ledgers import batches
from rongcheng.people.queries.scope import visible_persons
from rongcheng.people.queries.villages import places_below, village
from rongcheng.places.codes import VILLAGE, level_of

from .inbox import Waiting, register

RECENT = 5
State = LedgerBatch.State


@register(order=10)
def ledgers(staff: Staff) -> Waiting | None:
    """Ledgers that were checked and wait to be loaded."""
    url = _address("people:ledgers")
    if not url or not staff.can(Can.LOAD_LEDGERS):
        return None
    waiting = batches(staff, state=State.CHECKED)
    latest = waiting.first()
    hint = _("latest: %(file)s") % {"file": latest.file_name} if latest else ""
    return Waiting(
        _("Ledgers to load"), waiting.count(), f"{url}?state={State.CHECKED}",
        "file-earmark-spreadsheet", hint,
    )  # fmt: skip


@register(order=20)
def failed_ledgers(staff: Staff) -> Waiting | None:
    """Ledgers whose check or load broke off."""
    url = _address("people:ledgers")
    failed = batches(staff, state=State.FAILED).count() if url else 0
    if not failed:
        return None
    return Waiting(
        _("Ledgers that failed"), failed, f"{url}?state={State.FAILED}", "exclamation-triangle",
        _("see why, and upload again"), "bad",
    )  # fmt: skip


@register(order=30)
def duplicates(staff: Staff) -> Waiting | None:
    """Pairs of records that may be one person, at least one of them within reach."""
    url = _address("people:duplicates")
    if not url or not staff.can(Can.RESOLVE_DUPLICATES):
        return None
    mine = visible_persons(staff).values("pk")
    found = Review.objects.filter(Q(newer__in=mine) | Q(older__in=mine), state=Review.State.OPEN)
    return Waiting(
        _("Possible duplicates"), found.count(), url, "person-check",
        _("see both records and decide"), "warn",
    )  # fmt: skip


@register(order=40)
def unconfirmed(staff: Staff) -> Waiting | None:
    """Persons whom nobody confirmed for half a year, and the place where most of them are."""
    if not staff.can(Can.SEE_PEOPLE) or staff.office is None or staff.office.kind == "station":
        return None
    place = staff.office.place_id
    if level_of(place) == VILLAGE:
        url = reverse("people:village", args=[place])
        return Waiting(
            _("Persons to confirm"), village(staff, place).stale, url, "clock",
            _("not confirmed for half a year"),
        )  # fmt: skip
    _level, below = places_below(staff, place)
    stale = [each for each in below if each.stale]
    hint = _("stalest: %(place)s") % {"place": stale[0].name} if stale else ""
    return Waiting(
        _("Persons to confirm"), sum(each.stale for each in stale),
        reverse("people:villages"), "clock", hint,
    )  # fmt: skip


def recent_ledgers(staff: Staff) -> list[dict]:
    """The latest ledgers of the person's place, as items of a timeline."""
    items = []
    for batch in batches(staff)[:RECENT]:
        rows = batch.counts.get("rows")
        items.append({
            "when": batch.uploaded_at, "title": batch.file_name, "by": batch.uploaded_by,
            "text": " · ".join(filter(None, [
                batch.place.full_name, batch.get_state_display(),
                ngettext("%(n)s row", "%(n)s rows", rows) % {"n": rows} if rows else "",
            ])),
            "icon": "file-earmark-spreadsheet", "url": _address("people:ledger", batch.pk),
            "tone": "bad" if batch.state == State.FAILED else "plain",
        })  # fmt: skip
    return items


def _address(view: str, *args: object) -> str:
    try:
        return reverse(view, args=args)
    except NoReverseMatch:
        return ""
