"""Model fields that keep personal numbers sealed in the database."""

from django.db import models

from .crypto import seal, unseal


class SealedTextField(models.TextField):
    """Text that is encrypted in the database and plain in Python; it cannot be searched.

    Store the blind index beside it where equal values must be found.
    """

    def get_prep_value(self, value):
        return seal(value) if value else None

    def from_db_value(self, value, expression, connection):
        return unseal(value) if value else None

    def get_lookup(self, lookup_name):
        if lookup_name != "isnull":
            return None
        return super().get_lookup(lookup_name)
