"""What forms of every part share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.forms import Form

from rongcheng.core.errors import Refusal


@contextmanager
def refusals_on(form: Form, field: str | None = None) -> Iterator[None]:
    """A refusal inside is told on ``form``, beside ``field`` or above all, and goes no further."""
    try:
        yield
    except Refusal as error:
        form.add_error(field, str(error))
