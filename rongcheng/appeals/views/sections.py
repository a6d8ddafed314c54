"""Sections that other views add to the case page, below the timeline.

A section is a function of the request, the appeal and its state that returns the name of a
template and its context, or None where it has nothing to show::

    @section(order=20)
    def roster(request, appeal, state) -> Section | None: ...

The modules that add some are imported by ``appeals/urls.py``. Sections are asked only for those
who may read the appeal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from rongcheng.appeals.models import Appeal
from rongcheng.appeals.state import State


@dataclass(frozen=True)
class Section:
    """A template and what it shows; ``aside`` puts it into the narrow column."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    aside: bool = False


Maker = Callable[[HttpRequest, Appeal, State], "Section | None"]
_MAKERS: list[tuple[int, Maker]] = []


def section(*, order: int = 50) -> Callable[[Maker], Maker]:
    """Add a section to every case page."""

    def add(maker: Maker) -> Maker:
        _MAKERS.append((order, maker))
        return maker

    return add


def rendered(request: HttpRequest, appeal: Appeal, state: State) -> tuple[list[str], list[str]]:
    """The sections as HTML: those of the wide column and those of the narrow one."""
    wide: list[str] = []
    narrow: list[str] = []
    for _order, maker in sorted(_MAKERS, key=lambda pair: pair[0]):
        made = maker(request, appeal, state)
        if made is not None:
            html = render_to_string(made.template, made.context | {"appeal": appeal}, request)
            (narrow if made.aside else wide).append(html)
    return wide, narrow
