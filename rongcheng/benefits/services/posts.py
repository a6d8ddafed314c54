"""Public-welfare posts: set up because of a need, recruited for, held and left, in this order.

The notices order 因需设岗、以岗聘任、在岗领补、有序退岗. Pay is in ``post_pay.py``, the clock of
what falls vacant in ``vacancies.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.audit.services import Actor, System, record
from rongcheng.benefits import terms
from rongcheng.benefits.events import DEAD, Stage, Who
from rongcheng.benefits.models import Application, Post, PostHolding
from rongcheng.benefits.permissions import must_at
from rongcheng.benefits.queries.posts import term_of
from rongcheng.core.errors import Conflict, NotAllowed, Refusal
from rongcheng.people.models import Person
from rongcheng.places.codes import VILLAGE, level_of
from rongcheng.places.models import Place

from . import vacancies
from .log import append, refresh

MOST_SLOTS, MOST_PAY = 500, 1_000_000
"""Beyond these a number is a slip of the hand: slots of one post, pay of a month in fen."""


def check_place(by: Actor, place: int) -> None:
    """Refuse whoever has nothing to do with posts at a place.

    Raises:
        NotAllowed: the role does not check benefits, or the place is another's.
    """
    must_at(by, Can.CHECK_BENEFITS, place, _("This post is at a place that is not yours."))


def check_manages(by: Actor, place: int) -> None:
    """Refuse whoever may not set posts up and recruit: that is for township, county and above.

    Raises:
        NotAllowed: as ``check_place``, and for villages.
    """
    check_place(by, place)
    if isinstance(by, Staff) and (by.office is None or level_of(by.office.place_id) == VILLAGE):
        raise NotAllowed(_("Posts are set up and recruited for by the township or the county."))


def manages(by: Actor, place: int) -> bool:
    """Whether ``by`` may set posts up and recruit at a place."""
    try:
        check_manages(by, place)
    except NotAllowed:
        return False
    return True


@dataclass(frozen=True)
class Plan:
    """What a post is to be; ``pay`` in fen a month, ``rule`` empty for any that grants a post."""

    place: int
    title: str
    work: str
    slots: int
    pay: int
    funding: str
    needed_for: str
    rule: str = ""
    opened_on: date | None = None


@transaction.atomic
def set_up(*, by: Actor, plan: Plan) -> Post:
    """Set up a post where it is needed.

    Raises:
        NotAllowed: see ``check_manages``.
        Refusal: no need is told, the place is not known, or a number is out of bounds.
    """
    check_manages(by, plan.place)
    place = Place.objects.filter(code=plan.place).first()
    if place is None:
        raise Refusal(_("There is no place %(code)s.") % {"code": plan.place})
    if not plan.needed_for.strip() or not plan.title.strip():
        raise Refusal(_("A post needs a title and the need that it is set up for."))
    _bounds(plan.slots, plan.pay)
    post = Post.objects.create(
        place=place, title=plan.title.strip(), work=plan.work, rule=plan.rule, slots=plan.slots,
        pay=plan.pay, funding=plan.funding, needed_for=plan.needed_for.strip(),
        opened_on=plan.opened_on or timezone.localdate(), set_up_by=by.actor,
        set_up_by_name=by.actor_name,
    )  # fmt: skip
    record("benefits.post_set_up", by=by, subject=post, place=place.code, slots=post.slots,
           pay=post.pay)  # fmt: skip
    return post


def _bounds(slots: int, pay: int) -> None:
    if not 1 <= slots <= MOST_SLOTS:
        raise Refusal(_("A post has between 1 and %(n)d slots.") % {"n": MOST_SLOTS})
    if not 0 < pay <= MOST_PAY:
        raise Refusal(
            _("The pay of a month is more than nothing and at most %(n)d yuan.")
            % {"n": MOST_PAY // 100}
        )


@transaction.atomic
def alter(*, by: Actor, post: Post, slots: int, pay: int) -> Post:
    """Change slots and pay; pay holds for whoever is recruited from now on.

    Raises:
        Conflict: more people hold it than slots would be left.
    """
    check_manages(by, post.place_id)
    _bounds(slots, pay)
    locked = _locked(post)
    held = locked.holdings.filter(left_on=None).count()
    if slots < held:
        raise Conflict(
            _("%(held)d people hold this post, so it cannot be cut to %(slots)d slots.")
            % {"held": held, "slots": slots}
        )
    record("benefits.post_altered", by=by, subject=locked, place=locked.place_id,
           slots=[locked.slots, slots], pay=[locked.pay, pay])  # fmt: skip
    locked.slots, locked.pay = slots, pay
    locked.save()
    vacancies.drop(by=by, post=locked, keep=slots - held)
    return locked


@transaction.atomic
def close(*, by: Actor, post: Post, on: date, why: str) -> Post:
    """Close a post that nobody holds any more, with the reason.

    Raises:
        Conflict: somebody still holds it, or it is closed already.
        Refusal: no reason, or a day that is not over or lies before it opened.
    """
    check_manages(by, post.place_id)
    locked = _locked(post)
    if locked.closed_on:
        raise Conflict(_("This post was closed on %(day)s.") % {"day": locked.closed_on})
    if locked.holdings.filter(left_on=None).exists():
        raise Conflict(_("Somebody still holds this post; record their leaving first."))
    if not why.strip():
        raise Refusal(_("Say why the post is closed."))
    _past(on)
    if on < locked.opened_on:
        raise Refusal(_("The post was set up on %(day)s only.") % {"day": locked.opened_on})
    locked.closed_on, locked.closed_for = on, why.strip()
    locked.save()
    vacancies.drop(by=by, post=locked, keep=0)
    record("benefits.post_closed", by=by, subject=locked, place=locked.place_id, reason=why[:300])
    return locked


@transaction.atomic
def recruit(*, by: Actor, post: Post, application: Application, on: date) -> PostHolding:
    """Recruit for a post somebody to whom a post was granted; nobody is paid before being in post.

    Raises:
        Conflict: the post is full or closed, or the person holds one.
        Refusal: nothing was granted, it was granted later, the time on posts is used up, or the
            person is family of village leaders.
    """
    check_manages(by, post.place_id)
    check_place(by, application.place_id)
    locked = _locked(post)
    people = Person.objects.select_for_update(of=("self",))
    person = people.filter(pk__in=[application.person_id]).first()
    if person is None:
        raise Refusal(_("No post is granted by %(n)s.") % {"n": application.number})
    _granted(locked, application, on)
    _open(locked, on)
    _free_of_posts(person, on)
    term = term_of(person, locked.place_id, on - terms.DAY, start=on)
    if term.ends is not None and term.ends < on:
        raise Refusal(
            _("%(name)s has used up the %(n)d months on public-welfare posts.")
            % {"name": person.name, "n": term.limit}
        )
    try:
        with transaction.atomic():
            holding = PostHolding.objects.create(
                post=locked, person=person, application=application, recruited_on=on,
                pay=locked.pay,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(_("%(name)s holds a post already.") % {"name": person.name}) from error
    vacancies.fill(by=by, holding=holding)
    record("benefits.recruited", by=by, subject=holding, place=locked.place_id, post=locked.pk,
           application=application.number)  # fmt: skip
    return holding


def _granted(post: Post, application: Application, on: date) -> None:
    if application.kind != "post" or application.stage != Stage.GRANTED:
        raise Refusal(
            _("Nobody is recruited before a post is granted; %(number)s is at “%(stage)s”.")
            % {"number": application.number, "stage": application.get_stage_display()}
        )
    if post.rule and post.rule != application.rule:
        raise Refusal(
            _("This post is for who was granted %(rule)s; %(number)s is about %(other)s.")
            % {"rule": post.rule, "number": application.number, "other": application.rule}
        )
    decided = timezone.localdate(application.decided_at)
    if on < decided:
        raise Refusal(
            _("The post was granted on %(day)s; nobody is recruited before.") % {"day": decided}
        )
    _past(on)
    decision = application.decisions.order_by("-pk").first()
    family = decision.facts.get("leaders_family", False) if decision else False
    if family is not False:
        raise Refusal(
            _("Posts are not for family of village leaders, and it is not certain that %(name)s "
              "is none.") % {"name": application.person}
        )  # fmt: skip


def _open(post: Post, on: date) -> None:
    if post.closed_on or on < post.opened_on:
        raise Conflict(_("The post “%(title)s” is not open on this day.") % {"title": post.title})
    if _most_held(post, on) >= post.slots:
        raise Conflict(
            _("The post “%(title)s” has %(n)d slots and all are taken.")
            % {"title": post.title, "n": post.slots}
        )


def _most_held(post: Post, since: date) -> int:
    """The most people who held a post at one time since a day; a last day counts no longer."""
    held = Q(left_on=None) | Q(left_on__gt=since)
    rows = post.holdings.filter(held).values_list("recruited_on", "left_on")
    days = [since, *(first for first, _last in rows if first > since)]
    return max(
        sum(first <= day and (last is None or last > day) for first, last in rows) for day in days
    )


def _free_of_posts(person: Person, on: date) -> None:
    theirs = PostHolding.objects.filter(Q(person=person) | Q(person__merged_into=person))
    other = theirs.filter(Q(left_on=None) | Q(left_on__gte=on)).select_related("post").first()
    if other is not None:
        raise Conflict(
            _("%(name)s holds or held “%(title)s” on this day; nobody holds two posts at once.")
            % {"name": person.name, "title": other.post.title}
        )


@transaction.atomic
def start(*, by: Actor, holding: PostHolding, on: date) -> PostHolding:
    """The first day at work; pay begins with it.

    Raises:
        Conflict: the person is in post or has left.
        Refusal: a day before the agreement, or one to come.
    """
    check_place(by, holding.post.place_id)
    locked = PostHolding.objects.select_for_update(of=("self",)).get(pk=holding.pk)
    if locked.in_post_from or locked.left_on:
        raise Conflict(_("This person is in post already, or has left."))
    if on < locked.recruited_on:
        raise Refusal(
            _("The agreement is of %(day)s; nobody is in post before.")
            % {"day": locked.recruited_on}
        )
    _past(on)
    locked.in_post_from = on
    locked.save()
    record("benefits.in_post", by=by, subject=locked, place=locked.post.place_id, on=on.isoformat())
    return locked


@dataclass(frozen=True)
class Leaving:
    """How somebody leaves: ``on`` is the last day; ``report``: the vacancy is reported with it."""

    on: date
    why: str
    note: str = ""
    report: bool = True


@transaction.atomic
def leave(*, by: Actor, holding: PostHolding, leaving: Leaving) -> PostHolding:
    """Record that somebody left: the slot falls vacant, and what was granted ends with it.

    Who moves to another post, or whose post is closed, keeps what was granted.

    Raises:
        Conflict: the person has left already, or is paid for days after this one.
        Refusal: a day before the first one, or one to come, or no reason of the list.
    """
    check_place(by, holding.post.place_id)
    locked = PostHolding.objects.select_for_update(of=("self",)).get(pk=holding.pk)
    if locked.left_on:
        raise Conflict(_("They left on %(day)s.") % {"day": locked.left_on})
    if leaving.why not in PostHolding.Why.values:
        raise Refusal(_("Say why they leave, by one of the reasons of the list."))
    first = locked.in_post_from or locked.recruited_on
    if leaving.on < first:
        raise Refusal(_("They began on %(day)s; nobody leaves before.") % {"day": first})
    _past(leaving.on)
    _not_paid_beyond(locked, leaving.on)
    locked.left_on, locked.why, locked.note = leaving.on, leaving.why, leaving.note.strip()
    locked.save()
    record("benefits.left_post", by=by, subject=locked, place=locked.post.place_id,
           on=leaving.on.isoformat(), why=leaving.why)  # fmt: skip
    vacancies.begin(by=by, holding=locked, reported=leaving.report)
    if leaving.why not in PostHolding.KEEPS:
        end_grant(by=by, application=locked.application, text=locked.get_why_display())
    return locked


def _not_paid_beyond(holding: PostHolding, last: date) -> None:
    paid = holding.pays.exclude(application__stage__in=DEAD)
    late = paid.filter(month__gt=f"{last:%Y-%m}").order_by("month").first()
    if late is not None:
        raise Conflict(
            _("They are on the pay list of %(month)s; take them off it or have the pay reclaimed "
              "first.") % {"month": late.month}
        )  # fmt: skip


def end_grant(*, by: Actor, application: Application, text: str) -> None:
    """End what was granted by an application; nothing happens where it has ended before."""
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if locked.stage != Stage.GRANTED:
        return
    who = Who.SYSTEM if isinstance(by, System) else Who.CHECKER
    append(locked, "ended", by=by, who=who, text=text)
    refresh(locked)
    application.refresh_from_db()


def _locked(post: Post) -> Post:
    return Post.objects.select_for_update(of=("self",)).get(pk=post.pk)


def _past(day: date) -> None:
    if day > timezone.localdate():
        raise Refusal(_("%(day)s is still to come.") % {"day": day})
