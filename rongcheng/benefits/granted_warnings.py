"""What posts tell the stream of warnings: names, wordings, and where their rows open."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.models import Staff
from rongcheng.alerts.wordings import Row, declare

from .services.vacancies import LATE, TERM


def _rows(staff: Staff, numbers: list[Any]) -> list[Row]:
    """Posts by number, with a link where ``staff`` may open them."""
    from .queries.posts import visible_posts

    mine = {post.pk: post for post in visible_posts(staff).filter(pk__in=numbers)}
    return [
        Row(mine[pk].title, mine[pk].place.name, reverse("benefits:posts_one", args=[pk]))
        for pk in numbers
        if pk in mine
    ]


def tell() -> None:
    """Declare the rules of this part."""
    declare(
        LATE, _("Vacancy not reported"),
        {"vacancy_late": _("A slot of “%(about)s” in %(place)s is vacant since %(since)s and was "
                           "not reported in time: %(days)d days late")},
        rows=_rows,
    )  # fmt: skip
    declare(
        TERM, _("Time on posts used up"),
        {"post_term": _("A holder of “%(about)s” in %(place)s has used %(months)d months on posts; "
                        "the last day is %(ends)s")},
        rows=_rows,
    )  # fmt: skip
