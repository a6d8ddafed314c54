"""Model fields that keep personal numbers sealed in the database."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.lookups import Lookup

from .crypto import seal, unseal


class SealedTextField(models.TextField):  # type: ignore[type-arg]  # takes none at run time
    """Text that is encrypted in the database and plain in Python; it cannot be searched.

    Store the blind index beside it where equal values must be found.
    """

    def get_prep_value(self, value: str | None) -> str | None:
        return seal(value) if value else None

    def from_db_value(
        self, value: str | None, expression: object, connection: object
    ) -> str | None:
        return unseal(value) if value else None

    def get_lookup(self, lookup_name: str) -> type[Lookup[Any]] | None:
        if lookup_name != "isnull":
            return None
        return super().get_lookup(lookup_name)
