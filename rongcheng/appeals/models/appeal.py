"""An appeal: what a worker said is wrong, and where the matter stands."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.models import Office
from rongcheng.appeals.events import Stage, Turn
from rongcheng.core.fields import SealedTextField
from rongcheng.people.models import Person
from rongcheng.places.models import Place


def place_key(label: str, hint: str) -> models.ForeignKey:
    return models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=label,
        help_text=hint, db_index=False,
    )  # fmt: skip


class Appeal(models.Model):
    """One matter of one worker, or of a group, under one number.

    ``stage``, ``turn``, ``holder`` and the due times are the fold of the event log
    (``appeals/state.py``), kept here so that lists can filter by them; services write them after
    each event and nothing else does.
    """

    class Channel(models.TextChoices):
        PORTAL = "portal", _("Worker's phone")
        DESK = "desk", _("Taken down at a desk")
        PAPER = "paper", _("Paper form")
        API = "api", _("Other system")

    class Matter(models.TextChoices):
        """The kind of request, which decides its clock (domain.md 3.4)."""

        CONSULTATION = "consultation", _("Question")
        HELP = "help", _("Request for help")
        COMPLAINT = "complaint", _("Complaint or report")
        SUGGESTION = "suggestion", _("Suggestion")

    class Urgency(models.TextChoices):
        NORMAL = "normal", _("Normal")
        RAISED = "raised", _("Raised")
        URGENT = "urgent", _("Urgent")
        CRITICAL = "critical", _("Critical")

    number = models.CharField(
        _("Number"), max_length=24, unique=True, help_text=_("County, day and running number.")
    )
    filed_at = models.DateTimeField(_("Filed"), help_text="When it was received.")
    channel = models.CharField(max_length=8, choices=Channel, help_text=_("How it came."))
    filed_office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, related_name="+",
        help_text=_("The office that took it down, if one did."),
    )  # fmt: skip
    consent = models.CharField(
        max_length=200, blank=True,
        help_text=_("Filed for somebody else: how they agreed, in the clerk's words."),
    )  # fmt: skip
    # --- who -------------------------------------------------------------------------------------
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+",
        help_text=_("The worker, once known; empty for an anonymous question."),
    )  # fmt: skip
    name = models.CharField(_("Name"), max_length=60, blank=True, help_text=_("As they said."))
    phone = SealedTextField(_("Phone"), null=True, help_text=_("To call back, sealed."))
    phone_index = models.UUIDField(null=True, help_text="Blind index of the phone.")
    # --- what ------------------------------------------------------------------------------------
    text = models.TextField(_("What happened"), help_text=_("In the worker's own words."))
    matter = models.CharField(
        _("Kind"), max_length=14, choices=Matter, default=Matter.HELP, help_text=_("Decides time.")
    )
    category = models.CharField(
        _("Category"), max_length=30, blank=True, help_text="One of the pack's; empty: not known."
    )
    more_categories = ArrayField(
        models.CharField(max_length=30), default=list, help_text="Others that it touches."
    )
    category_by = models.CharField(
        max_length=12, default="system", help_text="Who set it: system, worker, dispatcher, ruler."
    )
    urgency = models.CharField(
        _("Urgency"), max_length=8, choices=Urgency, default=Urgency.NORMAL,
        help_text=_("How soon somebody must act."),
    )  # fmt: skip
    arrears = models.BooleanField(default=False, help_text=_("It is about wages not paid."))
    employer = models.CharField(_("Employer"), max_length=120, blank=True, help_text=_("Or boss."))
    site = models.CharField(_("Site"), max_length=120, blank=True, help_text=_("Or project."))
    amount = models.BigIntegerField(_("Amount"), null=True, help_text=_("Claimed, in fen."))
    people = models.IntegerField(_("People"), null=True, help_text=_("How many are concerned."))
    months = models.DecimalField(
        _("Months owed"), max_digits=5, decimal_places=1, null=True, help_text=_("As said.")
    )
    reading = models.JSONField(
        default=dict, help_text="What recognition made of the text: see services/reading.py."
    )
    restricted = models.BooleanField(
        default=False, help_text=_("Sensitive: text and names only for those who handle it.")
    )
    # --- where -----------------------------------------------------------------------------------
    event_place = place_key(_("Where it happened"), _("Work place for labour matters."))
    home_place = place_key(_("Home place"), _("Place of household registration."))
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", verbose_name=_("Answering place"),
        help_text=_("The county whose dispatcher answers for it."),
    )  # fmt: skip
    # --- the group -------------------------------------------------------------------------------
    group = models.BooleanField(default=False, help_text=_("A mother case with a roster."))
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="merged",
        help_text=_("The appeal that it was joined to."),
    )  # fmt: skip
    # --- where it stands: the fold of its events -------------------------------------------------
    stage = models.CharField(max_length=16, choices=Stage, help_text=_("Where it stands."))
    turn = models.CharField(max_length=12, choices=Turn, help_text=_("Whose turn it is."))
    holder = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("Holder"),
        help_text=_("The office that is answerable now."),
    )  # fmt: skip
    returns = models.SmallIntegerField(default=0, help_text=_("How often it was returned."))
    contact_due = models.DateTimeField(null=True, help_text="First contact due; empty once made.")
    due_at = models.DateTimeField(null=True, help_text="Answer due; empty while the clock stands.")
    amber_at = models.DateTimeField(null=True, help_text="From when the lamp is amber.")
    provisional = models.BooleanField(
        default=False, help_text="The due day lies in a year whose calendar is not published."
    )
    contacted_at = models.DateTimeField(null=True, help_text="First contact made.")
    contact_was_due = models.DateTimeField(null=True, help_text="When that contact was due.")
    answered_at = models.DateTimeField(null=True, help_text="When the answer in force was given.")
    answer_due = models.DateTimeField(null=True, help_text="When that answer was due.")
    ended_at = models.DateTimeField(null=True, help_text="When it was over.")
    outcome = models.CharField(max_length=20, blank=True, help_text=_("How it ended."))
    satisfied = models.SmallIntegerField(null=True, help_text=_("5 very satisfied … 1 not at all."))
    events_seen = models.IntegerField(default=0, help_text="Events folded into these columns.")
    untold: tuple[str, ...] = ()
    """Kinds of the events written since the last refresh: of this instance, not a column."""

    class Meta:
        indexes = [
            models.Index(fields=["place", "stage", "due_at"], name="appeal_place_stage"),
            models.Index(fields=["holder", "stage", "due_at"], name="appeal_holder"),
            models.Index(fields=["person"], name="appeal_person"),
            models.Index(fields=["phone_index"], name="appeal_phone"),
            models.Index(fields=["home_place", "-filed_at"], name="appeal_home"),
            models.Index(fields=["event_place", "-filed_at"], name="appeal_event_place"),
            models.Index(fields=["-filed_at"], name="appeal_filed"),
            models.Index(
                fields=["due_at"], condition=~models.Q(due_at=None), name="appeal_due"
            ),
            GinIndex(
                fields=["employer", "site"], opclasses=["gin_trgm_ops", "gin_trgm_ops"],
                name="appeal_about",
            ),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(person=None) | models.Q(group=False) | ~models.Q(name=""),
                name="group_has_a_speaker",
            ),
            models.CheckConstraint(
                condition=models.Q(stage="merged") | models.Q(merged_into=None),
                name="only_merged_appeals_point_elsewhere",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def accused_ids(self) -> list[int]:
        """Keys of the offices that it is about; see ``barring.py``."""
        return [each.office_id for each in self.accused.all()]


class Counter(models.Model):
    """The last running number of a county on a day."""

    place = models.BigIntegerField(help_text="County code.")
    day = models.DateField(help_text="Day of filing.")
    last = models.IntegerField(default=0, help_text="Last number given.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "day"], name="counter_once")]

    def __str__(self) -> str:
        return f"{self.place} {self.day} {self.last}"
