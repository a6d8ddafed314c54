"""What can be said about a person and about their work: the same columns for what a source said
(``SourceRecord``) and for what is in force (``Person``, ``EmploymentSpell``).

Places are not foreign keys in the database here: a hundred thousand rows at a time pass through
these tables, so place codes are checked set-wise on the way in (services/stage.py), and places are
never deleted.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.core.fields import SealedTextField
from rongcheng.places.models import Place


def place_key(label: str, hint: str) -> models.ForeignKey:
    """A place code that points to ``Place`` without a constraint or an index of its own."""
    return models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=label,
        help_text=hint, db_index=False, db_constraint=False,
    )  # fmt: skip


class StatedPerson(models.Model):
    """The fields about a person that a source can state."""

    name = models.CharField(
        _("Name"), max_length=60, null=True, help_text=_("Name as on the ID card.")
    )
    id_number = SealedTextField(
        _("ID number"), null=True, help_text=_("Citizen ID number, sealed.")
    )
    id_index = models.UUIDField(null=True, help_text="Blind index of the ID number.")
    sex = models.SmallIntegerField(
        _("Sex"), null=True, choices=[(1, _("Male")), (2, _("Female"))], help_text="GB/T 2261.1"
    )
    birth_date = models.DateField(_("Birth date"), null=True, help_text=_("Date of birth."))
    ethnicity = models.CharField(_("Ethnic group"), max_length=2, null=True, help_text="GB 3304")
    education = models.CharField(_("Education"), max_length=2, null=True, help_text="GB/T 4658")
    marital_status = models.CharField(
        _("Marital status"), max_length=2, null=True, help_text="GB/T 2261.2"
    )
    phone = SealedTextField(_("Phone"), null=True, help_text=_("Mobile or landline, sealed."))
    phone_index = models.UUIDField(null=True, help_text="Blind index of the phone.")
    home_place = place_key(_("Home place"), _("Place of household registration, as deep as known."))
    address = models.CharField(
        _("Address"), max_length=200, null=True, help_text=_("Home address.")
    )
    relation_to_head = models.CharField(
        _("Relation to head"), max_length=2, null=True, help_text="GB/T 4761"
    )
    poverty_status = models.CharField(
        _("Poverty status"), max_length=12, null=True, help_text="none | alleviated | monitored"
    )
    disability = models.CharField(
        _("Disability"), max_length=12, null=True, help_text="none | 1–4 | yes"
    )
    training_wish = models.CharField(
        _("Training wish"), max_length=200, null=True, help_text=_("What they would like to learn.")
    )
    job_wish = models.CharField(
        _("Job wish"), max_length=200, null=True, help_text=_("What work they look for, and where.")
    )
    remark = models.CharField(_("Remark"), max_length=500, null=True, help_text=_("Free note."))

    class Meta:
        abstract = True


class StatedWork(models.Model):
    """The fields about a job that a source can state."""

    class Contract(models.TextChoices):
        WRITTEN = "written", _("Written contract")
        ORAL = "oral", _("Oral agreement")
        NONE = "none", _("No contract")

    employer_name = models.CharField(
        _("Employer"), max_length=120, null=True, help_text=_("Employer as the source wrote it.")
    )
    employer_code = models.CharField(
        _("Unified social credit code"), max_length=18, null=True, help_text="GB 32100"
    )
    industry = models.CharField(_("Industry"), max_length=5, null=True, help_text="GB/T 4754")
    occupation = models.CharField(
        _("Occupation"), max_length=60, null=True, help_text=_("Work done, as written.")
    )
    work_place = place_key(_("Work place"), _("Place of work, as deep as known."))
    wage = models.IntegerField(_("Wage"), null=True, help_text=_("Fen per month."))
    contract = models.CharField(
        _("Contract"), max_length=10, null=True, choices=Contract, help_text=_("Kind of contract.")
    )
    insurance = models.CharField(
        _("Insurance"), max_length=80, null=True,
        help_text="pension, medical, injury, unemployment, maternity; or none",
    )  # fmt: skip
    start_date = models.DateField(_("From"), null=True, help_text=_("First day, if known."))
    end_date = models.DateField(_("To"), null=True, help_text=_("Last day; empty while it lasts."))

    class Meta:
        abstract = True


def own_fields(model: type[models.Model]) -> tuple[models.Field, ...]:
    """The fields that an abstract model declares, in their order."""
    return tuple(model._meta.local_fields)


PERSON_FIELDS = tuple(field.name for field in own_fields(StatedPerson))
WORK_FIELDS = tuple(field.name for field in own_fields(StatedWork))
