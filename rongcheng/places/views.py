"""Public reference data of places as JSON: search and outlines. No login, long cache."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from rongcheng.places import codes, queries
from rongcheng.places.gazetteer import DATA
from rongcheng.places.outlines import OUTLINES, outline

_DAY = 86_400
_LONGEST_QUERY = 40
_MOST_RESULTS = 50


@lru_cache(maxsize=1)
def _data_version() -> str:
    """Changes when a shipped data file does."""
    files = [*DATA.glob("*.parquet"), *OUTLINES.iterdir()]
    parts = "".join(f"{path.name}{path.stat().st_size}" for path in sorted(files))
    return hashlib.sha256(parts.encode()).hexdigest()[:16]


def _outline_etag(request: HttpRequest, code: int) -> str:
    return f'"{_data_version()}-{code}-{request.GET.get("by", "")}"'


@require_safe
@cache_control(public=True, max_age=30 * _DAY)
@condition(etag_func=_outline_etag)
def place_outline(request: HttpRequest, code: int) -> HttpResponse:
    """GeoJSON of a place's parts; `?by=county` asks for another level than the next one."""
    by = request.GET.get("by") or None
    if by not in (None, codes.PROVINCE, codes.PREFECTURE, codes.COUNTY):
        message = _("“by” is %(by)s; it may be province, prefecture or county.") % {"by": by}
        return JsonResponse({"error": message}, status=400)
    collection = outline(code, by=by)
    if not collection["features"]:
        message = _("There is no outline of place %(code)s.") % {"code": code}
        return JsonResponse({"error": message}, status=404)
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, content_type="application/geo+json")


@require_safe
@cache_control(public=True, max_age=_DAY)
def place_search(request: HttpRequest) -> HttpResponse:
    """Places for a search box: `q`, and optionally `within` (a place code) and `limit`."""
    query = request.GET.get("q", "")[:_LONGEST_QUERY]
    within, limit = request.GET.get("within", "0"), request.GET.get("limit", "20")
    if not (within.isascii() and within.isdigit() and limit.isascii() and limit.isdigit()):
        message = _("“within” and “limit” must be numbers; they are %(within)s and %(limit)s.")
        values = {"within": within, "limit": limit}
        return JsonResponse({"error": message % values}, status=400)
    places = queries.search_places(
        query, within_code=int(within[:12]), limit=min(int(limit[:4]), _MOST_RESULTS)
    )
    found = [
        {"code": p.code, "name": p.name, "full_name": p.full_name, "level": p.level} for p in places
    ]
    return JsonResponse({"places": found}, json_dumps_params={"ensure_ascii": False})
