"""Slots that fell vacant: reported within days, filled again or given up; late ones are alerted."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.alerts.services import Warning, raise_alert, settle
from rongcheng.audit.services import Actor, System, record
from rongcheng.benefits.handling import handling_at
from rongcheng.benefits.models import Post, PostHolding, Vacancy
from rongcheng.benefits.queries.posts import Term, term_of
from rongcheng.core.errors import Conflict
from rongcheng.places.codes import at_level

LATE, TERM = "benefits.vacancy_late", "benefits.post_term"
PLATFORM = System("融城")


def due_day(place: int, last: date) -> date:
    """The last day on which a vacancy is to be reported, after somebody's last day in post.

    Natural days; where the last of them is a rest day, the next working day (limit
    ``vacancy_days``).
    """
    handling = handling_at(place)
    return handling.calendar.add_days(last, handling.limit("vacancy_days"))


def begin(*, by: Actor, holding: PostHolding, reported: bool) -> Vacancy:
    """The slot that somebody left is vacant from the day after; the caller holds the lock."""
    last = holding.left_on or timezone.localdate()
    left = _("Left on %(day)s: %(why)s") % {"day": last, "why": holding.get_why_display()}
    settle(by=by, rule=TERM, key=f"holding:{holding.pk}", measures=left)
    vacancy = Vacancy.objects.create(
        post=holding.post, left_by=holding, since=last + timedelta(days=1),
        due_on=due_day(holding.post.place_id, last),
    )  # fmt: skip
    if reported:
        report(by=by, vacancy=vacancy)
    return vacancy


@transaction.atomic
def report(*, by: Actor, vacancy: Vacancy) -> Vacancy:
    """The village reports that a slot is vacant.

    Raises:
        Conflict: it was reported before, or the slot is filled or given up.
    """
    from .posts import check_place

    check_place(by, vacancy.post.place_id)
    locked = Vacancy.objects.select_for_update(of=("self",)).get(pk=vacancy.pk)
    if locked.reported_on or locked.filled_by_id or locked.dropped_on:
        raise Conflict(_("This vacancy was reported before, or the slot is filled or given up."))
    _reported(by, locked)
    return locked


def _reported(by: Actor, vacancy: Vacancy) -> None:
    today = timezone.localdate()
    vacancy.reported_on, vacancy.reported_by = today, by.actor_name
    vacancy.save()
    record("benefits.vacancy_reported", by=by, subject=vacancy, place=vacancy.post.place_id,
           late=today > vacancy.due_on)  # fmt: skip
    done = _("Reported on %(day)s by %(who)s") % {"day": today, "who": by.actor_name}
    settle(by=by, rule=LATE, key=f"vacancy:{vacancy.pk}", measures=done)


def fill(*, by: Actor, holding: PostHolding) -> Vacancy | None:
    """The vacancy of the post that began first is filled by a new holder.

    Returns:
        None if nothing was vacant on the day after the agreement.
    """
    by_then = holding.recruited_on + timedelta(days=1)
    waiting = [one for one in _open(holding.post) if one.since <= by_then]
    if not waiting:
        return None
    found = waiting[0]
    if not found.reported_on:
        _reported(by, found)
    found.filled_by = holding
    found.save()
    return found


def drop(*, by: Actor, post: Post, keep: int) -> None:
    """Give up all vacancies of a post but the first ``keep``: there are no slots for them."""
    for vacancy in _open(post)[keep:]:
        vacancy.dropped_on = timezone.localdate()
        vacancy.save()
        record("benefits.vacancy_dropped", by=by, subject=vacancy, place=post.place_id)
        settle(by=by, rule=LATE, key=f"vacancy:{vacancy.pk}", measures=_("The slot is given up"))


def _open(post: Post) -> list[Vacancy]:
    found = Vacancy.objects.filter(post=post, filled_by=None, dropped_on=None)
    return list(found.order_by(F("reported_on").asc(nulls_last=True), "since", "pk"))


def watch(day: date | None = None) -> int:
    """Alert on vacancies not reported in time and on people near or over their time on posts.

    Returns:
        How many things were alerted on.
    """
    day = day or timezone.localdate()
    late = Vacancy.objects.filter(
        filled_by=None, dropped_on=None, reported_on=None, due_on__lt=day
    ).select_related("post__place")
    holders = PostHolding.objects.filter(left_on=None, in_post_from__isnull=False)
    count = 0
    for vacancy in late:
        raise_alert(by=PLATFORM, warning=_late(vacancy, day))
        count += 1
    for holding in holders.select_related("post__place", "person"):
        term = term_of(holding.person, holding.post.place_id, day)
        if term.near:
            raise_alert(by=PLATFORM, warning=_near(holding, term))
            count += 1
    return count


def _late(vacancy: Vacancy, day: date) -> Warning:
    days = (day - vacancy.due_on).days
    post = vacancy.post
    return Warning(
        rule=LATE, key=f"vacancy:{vacancy.pk}", level=3 if days > 10 else 2, place=post.place_id,
        title="vacancy_late", about=post.title, rows=[post.pk],
        facts={"place": post.place.full_name, "days": days, "since": vacancy.since.isoformat()},
    )  # fmt: skip


def _near(holding: PostHolding, term: Term) -> Warning:
    ends = term.ends.isoformat() if term.ends else ""
    return Warning(
        rule=TERM, key=f"holding:{holding.pk}", level=3 if term.over else 1,
        place=at_level(holding.post.place_id, "county"), title="post_term",
        about=holding.post.title, rows=[holding.post_id],
        facts={"place": holding.post.place.full_name, "months": term.months, "ends": ends},
    )  # fmt: skip
