"""Fill a jurisdiction with invented people, offices and accounts, and ledgers to try."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import DatabaseError
from django.utils.timezone import localdate

from rongcheng.agencies.demo import demo_accounts
from rongcheng.agencies.packs import Pack, load_pack
from rongcheng.agencies.services.from_pack import create_offices_of
from rongcheng.audit.models import Event
from rongcheng.audit.services import System
from rongcheng.core.errors import Refusal
from rongcheng.places.codes import COUNTY, PREFECTURE, TOWNSHIP
from rongcheng.places.queries import descendants

STAGES = {
    "offices": "offices and accounts", "people": "inventing people", "copy": "into the database",
    "index": "indexes", "doubtful": "look-alikes to review", "appeals": "appeals on their way",
    "benefits": "benefits on their way", "ledgers": "ledgers to try",
}  # fmt: skip
Progress = Callable[[str, float], None]
PACK, PEOPLE = "dali", 20_000


class Command(BaseCommand):
    help = "Fill a demonstration: invented people, offices, accounts, ledgers to try."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--pack", help=f"Jurisdiction, a folder of packs/ ({PACK}).")
        parser.add_argument("--people", type=int, help=f"Persons, with families ({PEOPLE}).")
        parser.add_argument("--seed", type=int, default=1, help="Equal seeds give equal people.")
        parser.add_argument("--reset", action="store_true", help="Take the last one away first.")
        parser.add_argument("--json", action="store_true", help="Answer as JSON.")

    def handle(self, *args, **options) -> None:
        started = time.monotonic()
        try:
            answer = self._fill(**{k: options[k] for k in ("pack", "people", "seed", "reset")})
        except (Refusal, ValueError) as error:
            raise CommandError(str(error)) from None
        answer["seconds"] = round(time.monotonic() - started, 2)
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
        else:
            self._tell(answer)

    def _fill(
        self, *, pack: str | None, people: int | None, seed: int, reset: bool
    ) -> dict[str, object]:
        if not reset and (found := _already()):
            known = Path(_files()["accounts"]).exists()
            if known and _as_asked(found, pack, people):
                return {"already": True, **found.detail, **_files()}
            self.stderr.write(
                "Another demonstration was asked for; it takes the place of the last."
                if known
                else "The file of the demonstration's accounts is gone; a new one is filled."
            )
            reset = True
        pack, people = pack or PACK, people or PEOPLE
        if people < 100:
            raise ValueError(f"A demonstration needs at least 100 people, not {people}.")
        call_command("prepare")
        with _progress() as tell:
            return {"already": False, **fill_everything(load_pack(pack), people, seed, reset, tell)}

    def _tell(self, answer: dict) -> None:
        if answer["already"]:
            self.stdout.write(
                f"There is a demonstration already: {answer['people']} persons of "
                f"{answer['pack']}. Name another --pack or --people, or say --reset, and a new "
                "one takes its place."
            )
            return
        self.stdout.write(
            f"{answer['people']} persons ({answer['workers']} of them migrant workers) in "
            f"{answer['households']} households of {answer['place']}, {answer['spells']} jobs, "
            f"{answer['statements']} statements, {answer['appeals']} appeals, "
            f"{answer['applications']} applications; "
            f"{answer['to_review']} pairs to review; "
            f"{answer['seconds']} s.\nAccounts: {answer['accounts']}\n"
            f"Representatives (workers' door): {answer['representatives']}\n"
            f"Ledgers to try: {answer['ledgers_to_try']}"
        )


def fill_everything(
    pack: Pack, people: int, seed: int, reset: bool, tell: Progress
) -> dict[str, object]:
    """Offices, accounts, people, look-alikes and ledgers; returns what the command answers."""
    from rongcheng.people.demo import generate, ledgers
    from rongcheng.people.demo.load import fill
    from rongcheng.people.demo.lookalikes import tell_lookalikes

    by = System("rongcheng demo")
    if pack.place is None:
        raise ValueError(f"The pack {pack.key} has no place; choose one of a jurisdiction.")
    if reset:
        _take_away(by)
    tell("offices", 0)
    accounts = demo_accounts(pack, by=by, anew=reset)
    _offices_of_towns(pack, by, tell)
    tell("people", 0)
    doubtful = look_alikes(people)
    population = generate(pack.place, people - doubtful, seed, localdate())
    tell("people", 1)
    filled = fill(population, by=by, progress=tell)
    tell("doubtful", 0)
    outcome = tell_lookalikes(population, doubtful, pack.demo_county, by=by)
    tell("doubtful", 1)
    told = _told(pack, people, seed, by, tell)
    _write_accounts(accounts, pack)
    ledgers.write(population, settings.DATA_DIR / "ledgers", seed, pack.demo_county)
    tell("ledgers", 1)
    return {
        "pack": pack.key, "place": pack.name["zh"], "people": filled.persons + outcome.new,
        "workers": filled.workers, "households": filled.households, "spells": filled.spells,
        "statements": filled.statements, "ledgers": filled.ledgers,
        "to_review": outcome.to_review, **told, **_files(),
    }  # fmt: skip


def _take_away(by: System) -> None:
    """The people of the last demonstration, and what other parts keep of them."""
    from rongcheng.alerts.models import Alert
    from rongcheng.benefits import models as benefits
    from rongcheng.employers.models import Employer
    from rongcheng.people.demo.clear import clear
    from rongcheng.rules.models import Answer

    lists = (
        benefits.PostPayRun, benefits.InterestRun, benefits.OfferRun, benefits.PublicNotice,
    )  # fmt: skip
    clear(by=by, also=(Employer, benefits.Post, benefits.Budget, Answer, Alert, *lists))


def _told(pack: Pack, people: int, seed: int, by: System, tell: Progress) -> dict[str, int]:
    """Appeals and applications for benefits of these people; how many of each."""
    from rongcheng.appeals import demo as appeals
    from rongcheng.benefits import demo as benefits

    return {
        "appeals": appeals.fill(
            by=by, county=pack.demo_county, people=people, seed=seed,
            tell=lambda share: tell("appeals", share),
        ),
        "applications": benefits.fill(
            by=by, pack=pack, people=people, seed=seed, tell=lambda share: tell("benefits", share)
        ),
    }  # fmt: skip


def look_alikes(people: int) -> int:
    """How many of so many people are look-alikes of others, for somebody to decide on."""
    return min(12, people // 100)


def _as_asked(found: Event, pack: str | None, people: int | None) -> bool:
    """Whether the demonstration that is there is the one asked for; what is not named is as is."""
    same_pack = pack in (None, found.detail["pack"])
    return same_pack and (not people or people - look_alikes(people) == found.detail["people"])


def _offices_of_towns(pack: Pack, by: System, tell: Progress) -> None:
    """Offices of every county, and of the townships of the demonstration's county."""
    places = [pack.place, *descendants(pack.place).filter(
        level__in=(PREFECTURE, COUNTY), zone=False
    ).exclude(name__in=("市辖区", "县")).values_list("code", flat=True)]  # fmt: skip
    places += descendants(pack.demo_county).filter(level=TOWNSHIP).values_list("code", flat=True)
    for done, code in enumerate(dict.fromkeys(places), 1):
        create_offices_of(by=by, pack=pack, place=code)
        tell("offices", done / len(places))


def _already() -> Event | None:
    """The demonstration that is there; None too where the database is not prepared yet."""
    from rongcheng.people.demo.clear import filled_event

    try:
        return filled_event()
    except DatabaseError:
        return None


def _files() -> dict[str, str]:
    return {
        "accounts": str(settings.DATA_DIR / "demo-accounts.json"),
        "representatives": str(settings.DATA_DIR / "demo-representatives.json"),
        "ledgers_to_try": str(settings.DATA_DIR / "ledgers"),
    }


def _write_accounts(accounts: list[dict], pack: Pack) -> None:
    """Accounts of offices, and who speaks for an employer at the workers' door."""
    from rongcheng.benefits.demo_employers import speakers_of

    speakers = speakers_of(pack.demo_county or 0)
    for name, rows in (("accounts", accounts), ("representatives", speakers)):
        path = Path(_files()[name])
        path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        path.chmod(0o600)


@contextmanager
def _progress() -> Iterator[Progress]:
    """Bars for the stages on the terminal; silence where there is none."""
    if not sys.stderr.isatty():
        yield lambda stage, share: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bars

    with Bars(console=Console(stderr=True)) as bars:
        tasks = {}

        def tell(stage: str, share: float) -> None:
            if stage in STAGES:
                if stage not in tasks:
                    tasks[stage] = bars.add_task(STAGES[stage], total=1.0)
                bars.update(tasks[stage], completed=share)

        yield tell
