"""What forms of every part share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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


def carried_out(form: Form, act: Callable[..., object], **given: object) -> bool:
    """Whether ``act`` was done with what ``form`` says; mistakes and refusals stand on it."""
    if form.is_valid():
        with refusals_on(form):
            act(**given, **form.cleaned_data)
            return True
    return False
