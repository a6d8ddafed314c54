"""What the pages about posts, loans and workshops share."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.audit.services import record
from rongcheng.benefits.permissions import must
from rongcheng.people.views.pages import page
from rongcheng.web.spreadsheets import safe

READ = (Can.SEE_BENEFITS,)
PER_PAGE = 30
TABS = (
    (gettext_lazy("Posts"), "posts"),
    (gettext_lazy("Holders"), "posts_holders"),
    (gettext_lazy("Vacancies"), "posts_vacancies"),
    (gettext_lazy("Monthly pay"), "posts_pay"),
    (gettext_lazy("Loans"), "loans"),
    (gettext_lazy("Interest subsidy"), "loans_interest"),
    (gettext_lazy("Workshops and parks"), "workshops"),
)


def tabs_of(request: HttpRequest) -> list[dict[str, object]]:
    """``label, url, here`` of each page about what was granted."""
    name = request.resolver_match.url_name
    at = BELONGS.get(name, name)
    return [
        {"label": label, "url": reverse(f"benefits:{view}"), "here": view == at}
        for label, view in TABS
    ]


BELONGS = {
    "posts_one": "posts", "posts_new": "posts", "posts_holder": "posts_holders",
    "posts_pay_one": "posts_pay", "loans_one": "loans", "loans_firm": "loans",
    "loans_send": "loans", "loans_interest_run": "loans_interest",
    "workshops_one": "workshops", "workshops_proof": "workshops",
}  # fmt: skip
"""Pages that stand under a tab without being it."""


def as_csv(
    act: str, name: str, heads: list[object], rows: Iterable[list[object]], *, by: Staff
) -> HttpResponse:
    """A list as CSV with a byte-order mark; its last line says rows, hash, who and when.

    Raises:
        NotAllowed: the role does not include exports.
    """
    must(by, Can.EXPORT)
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([str(head) for head in heads])
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - the last one is the number of rows
        writer.writerow([safe(value) for value in row])
    digest = hashlib.sha256(file.getvalue().encode()).hexdigest()
    now = timezone.localtime()
    writer.writerow([
        f"# {_('Rows')}：{count}", f"# SHA-256：{digest}",
        f"# {_('Exported by')}：{by.actor_name}", f"# {now:%Y-%m-%d %H:%M:%S}",
    ])  # fmt: skip
    record(act, by=by, place=by.office.place_id if by.office else None, rows=count, sha256=digest)
    return file_response(f"{name}-{now:%Y%m%d-%H%M}.csv", file.getvalue())


def file_response(name: str, text: str | bytes) -> HttpResponse:
    """A CSV file that the browser keeps."""
    content = text if isinstance(text, bytes) else b"\xef\xbb\xbf" + text.encode()
    return HttpResponse(
        content, content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": content_disposition_header(True, name)},
    )  # fmt: skip


__all__ = ["PER_PAGE", "READ", "as_csv", "file_response", "page", "tabs_of"]
