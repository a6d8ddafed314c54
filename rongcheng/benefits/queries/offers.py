"""What was offered without applying, at the place of whoever asks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from rongcheng.agencies.models import Staff
from rongcheng.agencies.packs import load_pack, pack_names
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.benefits.events import Stage
from rongcheng.benefits.models import Application, OfferRun
from rongcheng.benefits.subjects import LINE
from rongcheng.places.codes import contains, level_of, truncations

from .scope import visible_applications


@dataclass(frozen=True)
class Seen:
    """A run as far as it concerns the reader's place."""

    run: OfferRun
    new: int
    there: int


def runs(staff: Staff) -> QuerySet[OfferRun]:
    """Runs over the reader's place, or over part of it, newest first."""
    if not staff.can(Can.SEE_BENEFITS) or staff.office is None:
        return OfferRun.objects.none()
    scope, own = scope_of(staff), staff.office.place_id
    over = Q(place__in=[own, *truncations(own)])
    found = OfferRun.objects.filter(over | Q(place_id__gte=scope.lo, place_id__lt=scope.hi))
    return found.select_related("place").order_by("-started_at", "-pk")


def seen(staff: Staff, run: OfferRun) -> Seen:
    """What a run offered in the counties of the reader; those below a county see their county's."""
    scope = scope_of(staff)
    county = scope.lo // 10**6 * 10**6
    total: Counter[str] = Counter()
    for code, counts in run.counts.items():
        if scope.covers(int(code)) or int(code) == county:
            total.update(counts)
    return Seen(run, total["new"], total["there"])


def standing(staff: Staff) -> dict[str, int]:
    """How the offers of the place stand: waiting, confirmed, declined, lapsed."""
    mine = visible_applications(staff).filter(channel=Application.Channel.LISTED)
    mine = mine.exclude(key__contains=LINE)  # nobody is asked about what is paid again and again
    gone = Q(stage__in=(Stage.OFFERED, Stage.LAPSED))
    declined = Q(stage=Stage.WITHDRAWN, events__code="declined")
    return {
        "waiting": mine.filter(stage=Stage.OFFERED).count(),
        "declined": mine.filter(declined).count(),
        "lapsed": mine.filter(stage=Stage.LAPSED).count(),
        "confirmed": mine.exclude(gone).exclude(declined).count(),
    }


def packs_of(staff: Staff) -> list[str]:
    """The packs whose people lie at the reader's place: the narrowest one around it."""
    if staff.office is None:
        return []
    own = staff.office.place_id
    around = [(place, name) for name in pack_names() if (place := load_pack(name).place)
              and contains(place, own)]  # fmt: skip
    return [max(around)[1]] if around else []


def may_start(staff: Staff) -> bool:
    """Whether the reader may have the lists of their place worked out."""
    if not staff.can(Can.CHECK_BENEFITS) or staff.office is None:
        return False
    return level_of(staff.office.place_id) in ("county", "prefecture", "province")
