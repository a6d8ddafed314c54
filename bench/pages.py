"""Pages of a registry: `python -m bench.pages [--people 1000000] [--runs 5]`.

Fills an installation of its own with the demonstration's invented people, then times what stands
behind a page: lists (unsorted, sorted, narrowed), search, the overview, and a snapshot. Lists are
timed both ways, by the database and off the snapshot, in the same run. Prints minimum, median,
maximum in milliseconds. A million persons take about five minutes to fill and 6 GB on disk.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import timedelta

from .common import installation, peak_memory, row, timed

WHO = ("city_officer", "county_officer", "station_clerk")
SORTS = ("", "name", "confirmed", "-born")


def measure(name: str, act: Callable[[], object], runs: int) -> None:
    """A line for a call that has run once before."""
    act()
    print(row(name, [1000 * timed(act)[0] for _ in range(runs)], "ms"), flush=True)


def lists(staff, runs: int, *, snapshot: bool) -> None:
    """First pages of the lists of one account, counted and with all that a row shows."""
    from django.utils import timezone

    from rongcheng.people.queries import paging, persons
    from rongcheng.people.queries.filters import Filters

    month = (timezone.localdate() - timedelta(days=200)).replace(day=1)
    narrowed = {
        "everybody": Filters(),
        "away": Filters(range="away"),
        "month": Filters(month=month),
    }
    paging.LARGE = 1 if snapshot else 10**9
    for title, filters in narrowed.items():
        for sort in SORTS:
            name = f"{staff.role}, {title}, by {sort or 'newest'}, {'memory' if snapshot else 'db'}"
            measure(name, lambda f=filters, s=sort: list(persons.page(staff, f, sort=s)), runs)


def others(staff, runs: int) -> None:
    """Search by name, sound, initials and ID number; the overview and the villages."""
    from rongcheng.people.models import Person
    from rongcheng.people.queries.figures import overview
    from rongcheng.people.queries.filters import Filters
    from rongcheng.people.queries.search import search
    from rongcheng.people.queries.villages import places_below

    one = Person.objects.exclude(id_index=None).order_by("id")[100]
    sound, initials = one.pinyin.split(" ")[:2]
    for title, text in {
        "name": one.name, "surname": one.name[0], "given name": one.name[1:], "sound": sound,
        "initials": initials, "ID number": one.id_number,
    }.items():  # fmt: skip
        measure(f"{staff.role}, search by {title}", lambda t=text: search(staff, t), runs)
    here = Filters(place=staff.office.place_id)
    measure(f"{staff.role}, overview", lambda: overview(staff, here), runs)
    measure(f"{staff.role}, places below", lambda: places_below(staff, staff.office.place_id), runs)


def main() -> None:
    """Fill, measure, print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--people", type=int, default=1_000_000)
    asked.add_argument("--runs", type=int, default=5)
    given = asked.parse_args()
    with installation():
        from django.core.management import call_command

        call_command("demo", people=given.people)
        report(given.runs)


def report(runs: int) -> None:
    """The table for the registry that is there."""
    from rongcheng.agencies.models import Staff
    from rongcheng.people.queries import snapshot

    print(f"{'':<46} {'min':>9} {'median':>9} {'max':>9}")
    print(row("a new snapshot", [timed(snapshot.renew)[0] for _ in range(2)]))
    accounts = [
        Staff.objects.select_related("office").filter(role=role).order_by("pk").first()
        for role in WHO
    ]
    for staff in filter(None, accounts):
        lists(staff, runs, snapshot=False)
        lists(staff, runs, snapshot=True)
    for staff in filter(None, accounts[:2]):
        others(staff, runs)
    print(f"peak memory {peak_memory():.2f} GiB")


if __name__ == "__main__":
    main()
