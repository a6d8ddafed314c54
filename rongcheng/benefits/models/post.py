"""Public-welfare posts: the posts and their slots, who holds them, what fell vacant, the pay."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rongcheng.people.models import Person
from rongcheng.places.models import Place

from .application import Application
from .pay_list import PayLine, PayRun


class Post(models.Model):
    """A post at a village or another place, set up because it is needed, with its slots."""

    class Work(models.TextChoices):
        """The kinds of work that the notices name, and what is needed beside them."""

        CLEANING = "cleaning", _("Cleaning")
        GREENING = "greening", _("Greening")
        ROADS = "roads", _("Road upkeep")
        FOREST = "forest", _("Forest ranger")
        GRASS = "grass", _("Grassland warden")
        SERVICE = "service", _("Employment service")
        CARE = "care", _("Care for the old and weak")
        OTHER = "other", _("Other public service")

    class Funding(models.TextChoices):
        EMPLOYMENT = "employment", _("Employment subsidy funds")
        BRIDGING = "bridging", _("Rural revitalisation bridging funds")
        COUNTY = "county", _("The county's own budget")
        OTHER = "other", _("Other funds")

    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", verbose_name=_("Place"),
        help_text=_("The village or other place that it is for."),
    )  # fmt: skip
    title = models.CharField(_("Title"), max_length=60, help_text=_("As it is advertised."))
    work = models.CharField(_("Work"), max_length=10, choices=Work, help_text=_("Kind of work."))
    rule = models.CharField(
        _("Benefit"), max_length=40, blank=True,
        help_text=_("Only for who was granted this benefit; empty: for any that grants a post."),
    )  # fmt: skip
    slots = models.PositiveSmallIntegerField(
        _("Slots"), help_text=_("How many people it is for at one time.")
    )
    pay = models.BigIntegerField(_("Pay a month"), help_text=_("In fen, for each holder."))
    funding = models.CharField(
        _("Funds"), max_length=10, choices=Funding, help_text=_("What it is paid from.")
    )
    needed_for = models.CharField(
        _("Why it is needed"), max_length=300, help_text=_("A post is set up because of a need.")
    )
    opened_on = models.DateField(_("Set up on"), help_text=_("First day."))
    set_up_by = models.CharField(max_length=80, help_text="Actor who set it up.")
    set_up_by_name = models.CharField(max_length=120, help_text=_("Their name at that time."))
    closed_on = models.DateField(_("Closed on"), null=True, help_text=_("Last day, once closed."))
    closed_for = models.CharField(
        max_length=300, blank=True, help_text=_("Why it was closed, in words.")
    )

    class Meta:
        indexes = [models.Index(fields=["place", "closed_on"], name="post_place")]
        constraints = [
            models.CheckConstraint(condition=Q(slots__gte=1), name="post_has_a_slot"),
            models.CheckConstraint(condition=Q(pay__gte=0), name="post_pay_not_below_nothing"),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")) & ~Q(closed_for=""),
                name="post_closes_after_it_opened",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class PostHolding(models.Model):
    """One person on one post: recruited, then in post, then left; paid only while in post."""

    class Why(models.TextChoices):
        """Why somebody left; those of ``KEEPS`` leave what was granted as it is."""

        TERM = "term", _("Term used up")
        WORK = "work", _("Found other work")
        WISH = "wish", _("At their own wish")
        FAILED = "failed", _("Did not do the work")
        UNFIT = "unfit", _("No longer able to")
        RETIRED = "retired", _("Reached retirement age")
        DIED = "died", _("Died")
        WRONG = "wrong", _("Was not entitled")
        MOVED = "moved", _("Moves to another post")
        CLOSED = "closed", _("The post was closed")

    KEEPS = frozenset({Why.MOVED, Why.CLOSED})

    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="holdings", help_text=_("Which post.")
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", help_text=_("Who.")
    )
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="holdings",
        help_text=_("The application with which a post was granted."),
    )  # fmt: skip
    recruited_on = models.DateField(_("Recruited on"), help_text=_("Day of the agreement."))
    in_post_from = models.DateField(
        _("In post from"), null=True, help_text=_("First day at work; nothing is paid before.")
    )
    pay = models.BigIntegerField(_("Pay a month"), help_text=_("In fen, as agreed."))
    left_on = models.DateField(_("Left on"), null=True, help_text=_("Last day."))
    why = models.CharField(max_length=8, choices=Why, blank=True, help_text=_("Why they left."))
    note = models.CharField(max_length=300, blank=True, help_text=_("More about leaving."))

    class Meta:
        indexes = [models.Index(fields=["person", "recruited_on"], name="holding_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(left_on=None), name="one_post_a_person"
            ),
            models.CheckConstraint(
                condition=Q(in_post_from=None) | Q(in_post_from__gte=F("recruited_on")),
                name="in_post_after_recruited",
            ),
            models.CheckConstraint(
                condition=Q(left_on=None)
                | Q(in_post_from=None, left_on__gte=F("recruited_on"))
                | Q(left_on__gte=F("in_post_from")),
                name="left_after_in_post",
            ),
            models.CheckConstraint(
                condition=Q(left_on=None, why="") | Q(left_on__isnull=False) & ~Q(why=""),
                name="left_for_a_reason",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.post_id} {self.person_id}"


class Vacancy(models.Model):
    """A slot that somebody left: from when, reported by whom and when, filled by whom."""

    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="vacancies", help_text=_("Which post.")
    )
    left_by = models.OneToOneField(
        PostHolding, on_delete=models.PROTECT, related_name="vacancy",
        help_text=_("Whose leaving made it."),
    )  # fmt: skip
    since = models.DateField(help_text=_("First day without a holder."))
    due_on = models.DateField(help_text=_("Last day on which it is to be reported."))
    reported_on = models.DateField(null=True, help_text=_("When the village reported it."))
    reported_by = models.CharField(max_length=120, blank=True, help_text=_("Who reported it."))
    filled_by = models.OneToOneField(
        PostHolding, on_delete=models.PROTECT, null=True, related_name="+",
        help_text=_("Who took the slot."),
    )  # fmt: skip
    dropped_on = models.DateField(
        null=True, help_text=_("When the slot was given up: it is not to be filled.")
    )

    class Meta:
        indexes = [models.Index(fields=["post", "reported_on"], name="vacancy_post")]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("since")), name="vacancy_due_after_it_began"
            )
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.since}"


class PostPayRun(PayRun):
    """The pay of one month at one place.

    A month can have several lists, for who was left out or began before it was known; a holder is
    on one of them.
    """

    PERIOD = "month"

    month = models.CharField(max_length=7, help_text=_("As 2023-07."))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "month"], condition=Q(approved_at=None), name="one_open_pay_run"
            )
        ]  # fmt: skip


class PostPay(PayLine):
    """What one holder gets for one month."""

    run = models.ForeignKey(
        PostPayRun, on_delete=models.CASCADE, related_name="lines", help_text=_("Which list.")
    )
    holding = models.ForeignKey(
        PostHolding, on_delete=models.PROTECT, related_name="pays", help_text=_("Who, on what.")
    )
    month = models.CharField(max_length=7, help_text=_("As 2023-07."))
    days = models.PositiveSmallIntegerField(help_text=_("Days in post in that month."))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["holding", "month"], name="paid_once_a_month"),
            models.CheckConstraint(
                condition=Q(days__gte=1) & Q(amount__gte=0), name="paid_for_days_in_post"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holding_id} {self.month}"
