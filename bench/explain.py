"""One person with every rule explained, as the pages ask it: `python -m bench.explain`.

A demonstration is filled; then persons drawn at random are explained one by one: the facts are read
from the database, every rule of the jurisdiction is judged condition by condition with how far away
it is; as a page asks it, with the applications there are, the person's household, and the look
written to the audit trail.
"""

from __future__ import annotations

import argparse
import random
from functools import partial

from .common import installation, row, timed


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=2000, help="Size of the demonstration.")
    options.add_argument("--asked", type=int, default=200, help="Persons explained in a run.")
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--pack", default="dali")
    chosen = options.parse_args()
    with installation():
        from django.core.management import call_command
        from django.utils.timezone import localdate

        from rongcheng.audit.services import System
        from rongcheng.benefits.services.explaining import explained
        from rongcheng.people.models import Person
        from rongcheng.rules.packs import live
        from rongcheng.rules.screening import explain_person

        call_command("demo", pack=chosen.pack, people=chosen.people)
        persons = list(Person.objects.filter(merged_into=None, home_place__isnull=False))
        drawn = random.Random(7).sample(persons, min(chosen.asked, len(persons)))
        today, by = localdate(), System("bench")

        def ask(person: Person) -> int:
            return len(explained(by=by, person=person, day=today))

        def explain(person: Person) -> int:
            return len(explain_person(pack, person.pk, today))

        pack = live(chosen.pack)
        rules = ask(drawn[0])  # the first reads the packs
        print(f"{len(drawn)} persons of {len(persons)}, {rules} rules each, {chosen.runs} runs")
        for _ in range(chosen.runs):
            for name, act in (("facts and explanation", explain), ("as a page asks it", ask)):
                took = [timed(partial(act, person))[0] * 1000 for person in drawn]
                print(row(f"one person, {name}", took, "ms"), flush=True)


if __name__ == "__main__":
    main()
