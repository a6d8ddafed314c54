"""Employers for tests; names are invented, codes check."""

from __future__ import annotations

from itertools import count

from rongcheng.agencies.tests import factories as agencies
from rongcheng.core.codes.unified import check_character
from rongcheng.employers import services
from rongcheng.employers.models import Employer

_numbers = count(1)


def code(number: int | None = None) -> str:
    """A code of GB 32100 with its check character; another at each call."""
    body = f"91532932MA{number if number is not None else next(_numbers):07}"
    return body + check_character(body)


def employer(name: str = "鹤庆核桃加工厂", kind: str = "micro_small", **more: object) -> Employer:
    place = more.pop("place", agencies.COUNTY)
    agencies.place(place)
    given = {"code": code(), "name": name, "kind": kind, "place": place} | more
    return services.enter(by=agencies.TEST, **given)
