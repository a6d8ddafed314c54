"""Offices and accounts of the demonstration: one account for every role, all people invented."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import override

from rongcheng.audit.services import Actor
from rongcheng.core.errors import Refusal
from rongcheng.places.codes import COUNTY, PREFECTURE, PROVINCE, TOWNSHIP, VILLAGE, at_level
from rongcheng.places.models import Place
from rongcheng.places.queries import descendants

from .models import Office, Staff, Token
from .packs import Pack
from .roles import Role
from .services import change_staff, create_staff, issue_token
from .services.from_pack import create_offices_of
from .services.sessions import end_all_sessions
from .services.tokens import PREFIX, digest_of

SURNAMES = "柏舒祁温闻岑郦芮杭褚荀裴"
GIVEN = (
    "一诺",
    "知行",
    "云舟",
    "青禾",
    "以宁",
    "书远",
    "望山",
    "听雨",
    "若谷",
    "念慈",
    "安澜",
    "向阳",
)
# Names of the accounts after the first twelve: lists of their own, so that the earlier accounts of
# a demonstration keep their names and passwords.
MORE_SURNAMES = "纪骆席阮蒲冉沐邬晏项池易"
MORE_GIVEN = (
    "怀瑾",
    "清和",
    "景行",
    "南枝",
    "予安",
    "思齐",
    "砚秋",
    "晓岚",
    "明远",
    "乐山",
    "千帆",
    "和光",
)
TOKEN_NAME = "演示"
WORDS = (
    "Qinghe", "Baiyun", "Songlin", "Mingyue", "Chunfeng", "Xishan", "Donghu", "Tianhe",
    "Luming", "Zhuyuan", "Hongqiao", "Nanfeng", "Yinghua", "Jinsha",
)  # fmt: skip


@dataclass(frozen=True)
class Seat:
    """Where one account of the demonstration sits."""

    username: str
    role: Role
    place: int
    kind: str


@transaction.atomic
def demo_accounts(pack: Pack, *, by: Actor, seed: int = 1, anew: bool = False) -> list[dict]:
    """Offices and one account per role at the pack's demonstration county; safe to repeat.

    The county and the village also have a neighbour (``county2``, ``village2``), so that one can
    see that each sees their own people only. Passwords and tokens follow from ``seed``. With
    ``anew`` the accounts of a demonstration taken away before move to this pack.

    Returns:
        A dict for each account: role, role_zh, name, place, place_code, office, username,
        password, token.

    Raises:
        Refusal: the pack has no demonstration county, or the places are not loaded.
    """
    if pack.demo_county is None:
        raise Refusal(f"The pack {pack.key} names no county for the demonstration.")
    rng = random.Random(f"rongcheng accounts {pack.key} {seed}")
    given = rng.sample(GIVEN, len(GIVEN))
    surnames = rng.sample(SURNAMES, len(SURNAMES))
    further = random.Random(f"rongcheng further accounts {pack.key} {seed}")
    given += further.sample(MORE_GIVEN, len(MORE_GIVEN))
    surnames += further.sample(MORE_SURNAMES, len(MORE_SURNAMES))
    offices: dict[int, dict[str, Office]] = {}
    accounts = []
    for seat, surname, name in zip(seats(pack), surnames, given, strict=False):
        if seat.place not in offices:
            offices[seat.place] = create_offices_of(by=by, pack=pack, place=seat.place)
        office = offices[seat.place][seat.kind]
        password = f"{rng.choice(WORDS)}-{rng.randrange(1000, 10000)}-{rng.choice(WORDS).lower()}"
        token = PREFIX + hashlib.sha256(rng.randbytes(32)).hexdigest()[:40]
        wanted = (by, seat, office, surname + name, password)
        staff = (_take_over(*wanted) if anew else None) or _ensure(*wanted)
        _ensure_token(by, staff, token)
        accounts.append(_as_dict(staff, office, password, token))
    return accounts


def seats(pack: Pack) -> list[Seat]:
    """The accounts: all roles, neighbours of county and village, and departments that handle."""
    county = pack.demo_county
    city, province = at_level(county, PREFECTURE), at_level(county, PROVINCE)
    other = _other_county(county)
    (township, village), (_other_township, other_village) = _two_villages(county)
    return [
        Seat("admin", Role.SYSTEM_ADMIN, city, Office.Kind.HRSS),
        Seat("province", Role.PROVINCE_OFFICER, province, Office.Kind.EMPLOYMENT),
        Seat("city", Role.CITY_OFFICER, city, Office.Kind.EMPLOYMENT),
        Seat("county", Role.COUNTY_OFFICER, county, Office.Kind.EMPLOYMENT),
        Seat("county2", Role.COUNTY_OFFICER, other, Office.Kind.EMPLOYMENT),
        Seat("township", Role.TOWNSHIP_CLERK, township, Office.Kind.EMPLOYMENT),
        Seat("village", Role.VILLAGE_CLERK, village, Office.Kind.VILLAGE),
        Seat("village2", Role.VILLAGE_CLERK, other_village, Office.Kind.VILLAGE),
        Seat("station", Role.STATION_CLERK, county, Office.Kind.STATION),
        Seat("inspector", Role.LABOUR_INSPECTOR, county, Office.Kind.INSPECTION),
        Seat("leader", Role.LEADER, county, Office.Kind.GOVERNMENT),
        Seat("auditor", Role.AUDITOR, city, Office.Kind.AUDIT),
        Seat("dispatcher", Role.DISPATCHER, county, Office.Kind.LEADING_GROUP),
        Seat("dispatcher2", Role.DISPATCHER, other, Office.Kind.LEADING_GROUP),
        Seat("supervisor", Role.SUPERVISOR, county, Office.Kind.LEADING_GROUP),
        Seat("supervisor_city", Role.SUPERVISOR, city, Office.Kind.LEADING_GROUP),
        Seat("handler", Role.HANDLER, county, Office.Kind.HRSS),
        Seat("handler2", Role.HANDLER, other, Office.Kind.INSPECTION),
        Seat("education", Role.HANDLER, county, Office.Kind.EDUCATION),
        Seat("police", Role.HANDLER, county, Office.Kind.PUBLIC_SECURITY),
        Seat("approver", Role.APPROVER, county, Office.Kind.HRSS),
        Seat("chief_approver", Role.CHIEF_APPROVER, county, Office.Kind.HRSS),
        Seat("finance_officer", Role.FINANCE_OFFICER, county, Office.Kind.FINANCE),
        Seat("chief_approver2", Role.CHIEF_APPROVER, pack.place or city, Office.Kind.HRSS),
    ]


def _other_county(county: int) -> int:
    """The next county of the same prefecture, development zones left out."""
    siblings = list(
        descendants(at_level(county, PREFECTURE))
        .filter(level=COUNTY, zone=False).exclude(code=county).exclude(name="市辖区")
        .values_list("code", flat=True)
    )  # fmt: skip
    if not siblings:
        raise Refusal(f"There is no second county beside {county}; load the places first.")
    return min(siblings, key=lambda code: (abs(code - county), code))


def _two_villages(county: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Two (township, village) pairs in different townships, villages rather than streets."""
    found: dict[int, int] = {}
    villages = Place.objects.filter(
        code__gt=county, code__lt=county + 10**6, level=VILLAGE
    ).values_list("code", flat=True)
    for code in sorted(villages, key=lambda c: (not 200 <= c % 1000 < 400, c)):
        found.setdefault(at_level(code, TOWNSHIP), code)
    towns = sorted(found, key=lambda t: (t // 1000 % 1000 < 100, t))
    if len(towns) < 2:
        raise Refusal(f"County {county} has no two townships with villages; load the places first.")
    return (towns[0], found[towns[0]]), (towns[1], found[towns[1]])


def _ensure(by: Actor, seat: Seat, office: Office, name: str, password: str) -> Staff:
    staff = Staff.objects.filter(username=seat.username).first()
    if staff is None:
        return create_staff(
            by=by, username=seat.username, full_name=name, role=seat.role, office=office,
            password=password, must_change_password=False,
        )  # fmt: skip
    if not staff.check_password(password):
        raise Refusal(
            f"There is an account {seat.username!r} already that the demonstration did not make "
            "with this seed; start the demonstration in an empty database."
        )
    return staff


def _take_over(by: Actor, seat: Seat, office: Office, name: str, password: str) -> Staff | None:
    """An account of the former demonstration with this one's name, place and password, if any."""
    staff = Staff.objects.filter(username=seat.username).first()
    if staff is None:
        return None
    change_staff(by=by, staff=staff, full_name=name, role=seat.role, office=office)
    staff.refresh_from_db()
    end_all_sessions(staff)
    staff.set_password(password)
    staff.must_change_password = False
    staff.save()
    return staff


def _ensure_token(by: Actor, staff: Staff, token: str) -> None:
    """The one token of a demonstration's account; those of a demonstration before it are gone."""
    Token.objects.filter(staff=staff, name=TOKEN_NAME).exclude(digest=digest_of(token)).delete()
    if not Token.objects.filter(digest=digest_of(token)).exists():
        issue_token(staff=staff, by=by, name=TOKEN_NAME, token=token)


def _as_dict(staff: Staff, office: Office, password: str, token: str) -> dict:
    with override("zh-hans"):
        role_zh = str(Role(staff.role).label)
    return {
        "role": str(staff.role), "role_zh": role_zh, "name": staff.full_name,
        "place": office.place.full_name, "place_code": office.place_id, "office": office.name,
        "username": staff.username, "password": password, "token": token,
    }  # fmt: skip
