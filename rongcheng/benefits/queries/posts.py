"""Public-welfare posts, holders and vacancies of somebody's reach, and time on posts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.benefits import terms
from rongcheng.benefits.events import Stage
from rongcheng.benefits.handling import Handling, handling_at
from rongcheng.benefits.models import Application, Decision, Post, PostHolding, Vacancy
from rongcheng.people.models import Person
from rongcheng.places.codes import LEVELS, at_level, level_of

from .scope import of_place, one_of, visible_applications

HELD = Q(holdings__left_on=None, holdings__isnull=False)


def visible_posts(staff: Staff) -> QuerySet[Post]:
    """Posts of the place of ``staff``, with ``held`` (slots taken) and ``free``."""
    found = of_place(Post.objects.all(), staff, Can.SEE_BENEFITS)
    return found.select_related("place").annotate(
        held=Count("holdings", filter=HELD), free=F("slots") - F("held")
    )


def post_for(staff: Staff, pk: int) -> Post:
    """One post.

    Raises:
        NotFound: there is none of this number among those of the place.
    """
    missing = _("There is no post %(n)s among those of your place.")
    return one_of(visible_posts(staff), missing, pk=pk)


def visible_holdings(staff: Staff) -> QuerySet[PostHolding]:
    """Who holds or held a post at the place of ``staff``; the newest first."""
    posts = visible_posts(staff).values("pk")
    found = PostHolding.objects.filter(post__in=posts)
    return found.select_related("post__place", "person", "application").order_by(
        F("left_on").desc(nulls_first=True), "-recruited_on", "-pk"
    )


def holding_for(staff: Staff, pk: int) -> PostHolding:
    """One holding.

    Raises:
        NotFound: there is none of this number among those of the place.
    """
    missing = _("There is no holder %(n)s among those of your place.")
    return one_of(visible_holdings(staff), missing, pk=pk)


def vacancies(staff: Staff, *, show: str = "") -> QuerySet[Vacancy]:
    """Vacancies at the place of ``staff``: not reported first, then those due first.

    Args:
        show: ``overdue``, ``unreported`` or ``all``; empty: all that are neither filled nor given
            up.
    """
    found = Vacancy.objects.filter(post__in=visible_posts(staff).values("pk"))
    if show != "all":
        found = found.filter(filled_by=None, dropped_on=None)
    if show in ("unreported", "overdue"):
        found = found.filter(reported_on=None)
    if show == "overdue":
        found = found.filter(due_on__lt=timezone.localdate())
    found = found.select_related("post__place", "left_by__person", "filled_by__person")
    return found.order_by(F("reported_on").asc(nulls_first=True), "due_on", "pk")


def vacancy_for(staff: Staff, pk: int) -> Vacancy:
    """One vacancy.

    Raises:
        NotFound: there is none of this number among those of the place.
    """
    missing = _("There is no vacancy %(n)s among those of your place.")
    return one_of(vacancies(staff, show="all"), missing, pk=pk)


def waiting(staff: Staff) -> QuerySet[Application]:
    """Applications with which a post was granted, whose person holds none: to be recruited."""
    holds = PostHolding.objects.filter(left_on=None).values("person")
    found = visible_applications(staff).filter(kind="post", stage=Stage.GRANTED)
    return found.exclude(person__in=holds).order_by("decided_at", "pk")


# --- time on posts -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Term:
    """How long somebody was on posts: days of 30 to a month, the last day they may be, the limit.

    ``until_retirement``: they had less than the years of the rule left at their first post.
    ``ends`` is None where nobody may tell yet, because they are not in post.
    """

    days: int
    limit: int
    ends: date | None
    until_retirement: bool
    near: bool

    @property
    def months(self) -> int:
        return self.days // terms.MONTH

    @property
    def over(self) -> bool:
        return not self.until_retirement and self.days >= self.limit * terms.MONTH

    @property
    def passed(self) -> bool:
        """Whether the last day is over, so that nothing more is paid."""
        return self.ends is not None and self.ends < timezone.localdate()


def spans_of(person: Person, before: date | None = None) -> list[terms.Span]:
    """Times in post of a person, those of records merged into theirs too, in their order."""
    theirs = Q(person=person) | Q(person__merged_into=person)
    found = PostHolding.objects.filter(theirs, in_post_from__isnull=False)
    if before:
        found = found.filter(in_post_from__lt=before)
    rows = found.order_by("in_post_from").values_list("in_post_from", "left_on")
    return [(first, last) for first, last in rows if first]


def days_used(person: Person, last: date) -> int:
    """Days on posts up to a day, that day included, with 30 to a month."""
    return terms.used(spans_of(person), last + terms.DAY)


def term_of(person: Person, place: int, day: date, start: date | None = None) -> Term:
    """What a person has used of the time on posts by a day.

    Args:
        place: whose limits hold.
        start: first day of the post about whose end is asked; the open one if not given.
    """
    handling, spans = handling_at(place), spans_of(person)
    open_from = start or next((first for first, last in spans if last is None), None)
    earlier = [span for span in spans if open_from is None or span[0] < open_from]
    limit = handling.limit("post_months")
    if terms.used(earlier, open_from or day) >= limit * terms.MONTH and placed_again(person):
        limit = handling.limit("post_months_again")
    first = min([first for first, _last in spans] + ([open_from] if open_from else [day]))
    retires = retirement(person, handling)
    years = handling.limit("post_before_retirement")
    long = retires is not None and terms.add_months(retires, -12 * years) < first < retires
    ends = None
    if open_from:
        ends = terms.last_day(open_from, terms.used(earlier, open_from), limit)
        if long and retires:
            ends = max(ends, retires - terms.DAY)
    days = terms.used(spans, day + terms.DAY)
    ahead = handling.limit("post_months") - handling.limit("post_warning_months")
    near = not long and days >= (limit - ahead) * terms.MONTH
    return Term(days, limit, ends, long, near)


def ending(staff: Staff) -> list[tuple[PostHolding, Term]]:
    """Holders at the place of ``staff`` whose time on posts is nearly or quite used up, with it."""
    today = timezone.localdate()
    place = staff.office.place_id if staff.office else 0
    since = terms.add_months(today, -handling_at(place).limit("post_warning_months"))
    same = Q(person=OuterRef("person")) | Q(person__merged_into=OuterRef("person"))
    earlier = PostHolding.objects.filter(same, in_post_from__lt=OuterRef("in_post_from"))
    # only these can have used so much: so long on this post, or on another one before
    rows = visible_holdings(staff).filter(
        Q(in_post_from__lte=since + 2 * terms.DAY) | Exists(earlier),
        left_on=None, in_post_from__isnull=False,
    )  # fmt: skip
    terms_of = ((row, term_of(row.person, row.post.place_id, today)) for row in rows)
    return [(row, term) for row, term in terms_of if term.near]


def held_with(application: Application) -> tuple[PostHolding, Term] | None:
    """The post that somebody holds or last held by what was granted, with their time on posts."""
    found = application.holdings.select_related("post__place", "person").order_by("-recruited_on")
    if (holding := found.first()) is None:
        return None
    return holding, term_of(
        holding.person, holding.post.place_id, holding.left_on or timezone.localdate(),
        start=holding.in_post_from,
    )  # fmt: skip


def placed_again(person: Person) -> bool:
    """Whether a post was granted to a person as a second placement, the first time being over."""
    theirs = Q(application__person=person) | Q(application__person__merged_into=person)
    granted = Decision.objects.filter(theirs, application__kind="post", facts__placed_again=True)
    return granted.filter(application__stage__in=(Stage.GRANTED, Stage.ENDED)).exists()


def retirement(person: Person, handling: Handling) -> date | None:
    """The day a person retires; None where the day of birth or the sex is not known."""
    if person.birth_date is None or person.sex not in (1, 2):
        return None
    ages = terms.Ages(handling.limit("retirement_men"), handling.limit("retirement_women"))
    return terms.retires_on(person.birth_date, person.sex, ages)


# --- figures -------------------------------------------------------------------------------------


@dataclass
class Line:
    """Posts of one place in figures; money in fen a month."""

    place: int
    posts: int = 0
    slots: int = 0
    held: int = 0
    vacant: int = 0
    overdue: int = 0
    pay: int = 0


def by_place(staff: Staff) -> list[Line]:
    """Open posts below the place of ``staff``, a line for each place one level down."""
    scope = scope_of(staff)
    own = level_of(scope.lo) if scope.lo else ""
    if own not in LEVELS:
        return []
    below = LEVELS[min(LEVELS.index(own) + 1, len(LEVELS) - 1)]
    unreported = Vacancy.objects.filter(
        post=OuterRef("pk"), reported_on=None, filled_by=None, dropped_on=None,
        due_on__lt=timezone.localdate(),
    ).values("post").annotate(n=Count("pk")).values("n")  # fmt: skip
    lines: dict[int, Line] = {}
    posts = visible_posts(staff).filter(closed_on=None)
    columns = ("pk", "place_id", "slots", "held", "free", "pay", "late")
    rows = posts.annotate(late=Coalesce(Subquery(unreported), 0)).values_list(*columns)
    for _pk, place, slots, held, free, pay, late in rows:
        code = at_level(place, below)
        line = lines.setdefault(code, Line(code))
        line.posts += 1
        line.slots += slots
        line.held += held
        line.vacant += free
        line.overdue += late
        line.pay += held * pay
    return sorted(lines.values(), key=lambda line: line.place)
