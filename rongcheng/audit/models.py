"""The audit trail: one row for every act, chained by hash, never changed or removed."""

from django.db import models
from django.db.models.functions import Now


class Event(models.Model):
    """One act of one actor. The database chains it at commit and refuses changes and deletions."""

    at = models.DateTimeField(db_default=Now(), help_text="When it happened, by the database.")
    actor = models.CharField(max_length=80, help_text="Who did it: staff:12, worker:3, system.")
    actor_name = models.CharField(max_length=120, help_text="The actor's name at that time.")
    act = models.CharField(max_length=60, help_text="What was done, as part.verb.")
    subject_type = models.CharField(max_length=40, blank=True, help_text="Kind of thing acted on.")
    subject_id = models.BigIntegerField(null=True, help_text="Its number, where there is one.")
    place = models.BigIntegerField(null=True, help_text="Place code the act belongs to.")
    reason = models.CharField(max_length=300, blank=True, help_text="The reason given, if any.")
    detail = models.JSONField(default=dict, help_text="What changed; never a plain ID or phone.")
    position = models.BigIntegerField(
        null=True, unique=True, help_text="Place in the chain, without gaps; given at commit."
    )
    previous_hash = models.BinaryField(default=b"", help_text="Hash of the event before this one.")
    hash = models.BinaryField(default=b"", help_text="SHA-256 over this and the previous hash.")

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-id"], name="audit_subject"),
            models.Index(fields=["actor", "-id"], name="audit_actor"),
            models.Index(fields=["place", "-id"], name="audit_place"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.act}"


class Touched(models.Model):
    """A person or other subject that a bulk act (an export, a load) reached, one row each."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, help_text="The bulk act.")
    subject_type = models.CharField(max_length=40, help_text="Kind of thing reached.")
    subject_id = models.BigIntegerField(help_text="Its number.")

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="touched_subject")]

    def __str__(self) -> str:
        return f"{self.event_id} → {self.subject_type} {self.subject_id}"
