"""What somebody of the demonstration says of themselves when an office asks, drawn by chance.

Shares are assumptions that keep the lists plausible: most people owe nothing, have won nothing and
want little; nothing here is a statistic.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from rongcheng.rulekit.nodes import Value

Row = Mapping[str, Value]
Said = dict[str, Value]
GROWN, OLD, SCHOOL = 16, 65, (15, 19)
YUAN = 100
NO_CLAIM, PRIZES = 0.93, (("none", 96), ("nominee", 2), ("star", 1), ("governor", 1))
HONOURS = (("none", 88), ("county", 7), ("prefecture", 3), ("province", 2))


def person(row: Row, day: date, rng: random.Random) -> Said:
    """What a person answers on a township's list, by their age, work and family.

    Args:
        row: what the registry knows of them, with ``home``.
        day: when they are asked.
    """
    age = row.get("age")
    if not isinstance(age, int) or age < SCHOOL[0] or age > OLD + 5:
        return {"vocational_student": False} if isinstance(age, int) else {}
    said = _school(age, day, rng)
    if age >= GROWN:
        parts = (_post, _training, _business, _claim, _living)
        for part in parts:
            said |= part(row, day, rng)
    return said


def household(row: Row, day: date, rng: random.Random) -> Said:
    """Microcredit of a household: asked only of those who may have it."""
    if not (row.get("alleviated") or row.get("monitored")):
        return {}
    wanted = rng.random() < 0.35
    used = rng.choices((0, 20_000, 30_000, 50_000), (60, 15, 10, 15))[0]
    return {"microcredit_wanted": wanted, "microcredit_used": used * YUAN}


def employer(row: Row, day: date, rng: random.Random) -> Said:
    """What an employer states, by its kind; nothing where the registry does not know its kind."""
    kind = str(row.get("kind") or "")
    ask = EMPLOYERS.get(kind, _firm if kind else None)
    return ask(row, rng) if ask else {}


def _school(age: int, day: date, rng: random.Random) -> Said:
    pupil = age <= SCHOOL[1] and rng.random() < 0.45
    said: Said = {"vocational_student": pupil}
    if age <= SCHOOL[1]:
        said["poor_family"] = rng.random() < 0.25
    if 20 <= age <= 30:
        graduate = rng.random() < 0.25
        said["graduate"] = graduate
        if graduate:
            said["graduated_on"] = date(day.year - rng.choice((0, 1, 1, 2, 3, 5)), 6, 30)
            if str(said["graduated_on"]) > day.isoformat():
                said["graduated_on"] = date(day.year - 1, 6, 30)
    elif age > 30:
        said["graduate"] = rng.random() < 0.03
        if said["graduate"]:
            said["graduated_on"] = date(day.year - rng.randrange(5, 10), 6, 30)
    return said


def _post(row: Row, day: date, rng: random.Random) -> Said:
    home = row.get("working") is not True
    relief = rng.random() < 0.05
    said: Said = {
        "wants_post": rng.random() < (0.45 if home else 0.08), "weak_labour": rng.random() < 0.12,
        "cannot_leave": rng.random() < (0.4 if home else 0.05),
        "leaders_family": rng.random() < 0.03, "on_work_relief": relief,
        "flexible_worker": rng.random() < 0.2,
    }  # fmt: skip
    if row.get("work_recorded") is False:
        said["jobless_certified"] = rng.random() < 0.3
    if relief:
        said["work_relief_pay"] = rng.randrange(8, 60) * 100 * YUAN
    return said


def _training(row: Row, day: date, rng: random.Random) -> Said:
    days = rng.choices((0, 5, 7, 10, 15), (78, 6, 6, 6, 4))[0]
    passed = days > 0 and rng.random() < 0.8
    said: Said = {
        "training_wanted": rng.random() < 0.35, "training_days": days,
        "training_certified": passed, "key_support_area": rng.random() < 0.15,
    }  # fmt: skip
    if days:
        said["training_in_key_catalogue"] = rng.random() < 0.5
        said["training_standard"] = rng.choice((800, 1000, 1200, 1500)) * YUAN
    return said


def _business(row: Row, day: date, rng: random.Random) -> Said:
    owns = rng.random() < (0.12 if row.get("returnee") else 0.04)
    said: Said = {
        "owns_business": owns, "startup_wanted": not owns and rng.random() < 0.12,
        "startup_prize": _one_of(PRIZES, rng) if owns else "none",
        "honour_level": _one_of(HONOURS, rng),
    }  # fmt: skip
    wanted = rng.random() < (0.4 if owns or said["startup_wanted"] else 0.01)
    said["loan_wanted"] = wanted
    if wanted:
        said["partners"] = rng.choices((1, 2, 3), (70, 22, 8))[0]
        said["loan_limits_of_partners"] = int(str(said["partners"])) * 200_000 * YUAN
    if wanted or owns:
        said["other_interest_subsidy"] = rng.random() < 0.1
        said["business_place"] = row.get("home")
    if owns:
        said["first_business"] = rng.random() < 0.85
        said["business_is_micro"] = rng.random() < 0.9
        said["business_started_on"] = day - timedelta(days=rng.randrange(30, 900))
    return said


def _claim(row: Row, day: date, rng: random.Random) -> Said:
    if rng.random() < NO_CLAIM:
        return {"wages_unpaid": False, "labour_claim": False}
    owed = rng.random() < 0.7
    return {
        "wages_unpaid": owed, "labour_claim": not owed or rng.random() < 0.2,
        "employer_absconded": owed and rng.random() < 0.3,
        "claim_place": row.get("host") or row.get("home"),
    }  # fmt: skip


def _living(row: Row, day: date, rng: random.Random) -> Said:
    town, child = rng.random() < (0.5 if row.get("away") else 0.15), rng.random() < 0.15
    said: Said = {
        "lives_in_town": town, "urban_housing_owned": town and rng.random() < 0.35,
        "accompanying_family": child or rng.random() < 0.1, "accompanying_child": child,
    }  # fmt: skip
    if child:
        said["child_months"] = rng.randrange(1, 30)
    return said


def _firm(row: Row, rng: random.Random) -> Said:
    insured = rng.choice((6, 12, 28, 45, 80))
    return _fair(rng) | {
        "insured_headcount": insured, "layoff_permille": rng.choice((0, 0, 20, 50, 58, 90, 210)),
        "unemployment_contribution": insured * rng.randrange(280, 420) * YUAN,
        "workers_trained": rng.choice((0, 0, 4, 12)),
    }  # fmt: skip


def _agency(row: Row, rng: random.Random) -> Said:
    return _fair(rng) | {
        "organised_exports": rng.choice((60, 99, 120, 260)), "exports_good": rng.random() < 0.7,
        "surveys_delivered": rng.choice((0, 1, 2)),
    }  # fmt: skip


def _base(row: Row, rng: random.Random) -> Said:
    return _fair(rng) | {
        "hosted_businesses": rng.choice((0, 4, 12, 20, 32)), "incubates_farming": True,
        "incubation_permille": rng.choice((420, 500, 640)), "jobs_created": rng.choice((99, 160)),
    }  # fmt: skip


def _school_or_firm(row: Row, rng: random.Random) -> Said:
    return _fair(rng) | {"school": rng.random() < 0.5, "workers_trained": rng.choice((0, 40, 90))}


def _fair(rng: random.Random) -> Said:
    return {"wages_owed": rng.random() < 0.12, "blacklisted": rng.random() < 0.05}


EMPLOYERS: dict[str, Callable[[Row, random.Random], Said]] = {
    "hr_agency": _agency, "labour_broker": _agency, "park": _base, "incubator": _base,
    "training_org": _school_or_firm, "workshop": lambda row, rng: _fair(rng),
    "brand_owner": lambda row, rng: _fair(rng),
}  # fmt: skip


def _one_of(shares: tuple[tuple[str, int], ...], rng: random.Random) -> str:
    return rng.choices([name for name, _n in shares], [n for _name, n in shares])[0]
