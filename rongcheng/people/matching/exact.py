"""Passes over equal values: most duplicates are found here, without comparing pairs."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from .groups import Counter, Groups, group, mix
from .records import Records

SAME_ID, NAME_BIRTH, NAME_PHONE = 1, 2, 3
CONFIDENCE = {SAME_ID: 0.995, NAME_BIRTH: 0.98, NAME_PHONE: 0.97}
_COMMON = 60  # a name borne by more rows than this needs a place beside the birth date
FAMILY = 8  # a phone given by more rows than this is a clerk's or a company's
_CAP = 40  # larger ambiguous groups are left to the narrower keys

Pairs = tuple[np.ndarray, np.ndarray]


@dataclass
class Exact:
    """Pairs that are surely one person with the rule that says so, and pairs to be scored."""

    left: np.ndarray
    right: np.ndarray
    rule: np.ndarray
    doubtful: list[Pairs]


def exact_pairs(people: Records) -> Exact:
    """Equal ID number; equal name and birth date; equal name and phone."""
    searches = {SAME_ID: _same_id, NAME_BIRTH: _name_birth, NAME_PHONE: _name_phone}
    with ThreadPoolExecutor(len(searches)) as pool:
        passes = dict(zip(searches, pool.map(lambda s: s(people), searches.values()), strict=True))
    return Exact(
        left=np.concatenate([sure[0] for sure, _ in passes.values()]),
        right=np.concatenate([sure[1] for sure, _ in passes.values()]),
        rule=np.concatenate([np.full(len(p[0][0]), n, np.int8) for n, p in passes.items()]),
        doubtful=[doubtful for _, doubtful in passes.values()],
    )


def _same_id(people: Records) -> tuple[Pairs, Pairs]:
    groups = group(people.proof)
    left, right = groups.star()
    fits = compatible(people, left, right)
    return (left[fits], right[fits]), (left[~fits], right[~fits])


def compatible(people: Records, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Could the names be one name: equal surname or given name by sound, or one unknown?

    Two people under one ID number, the clerk's copying error, usually fail this.
    """
    same = people.surname_sound[left] == people.surname_sound[right]
    same |= people.given_sound[left] == people.given_sound[right]
    same |= (people.sound[left] == 0) | (people.sound[right] == 0)
    known = people.phone[left] != 0
    return same | (known & (people.phone[left] == people.phone[right]))


def _name_birth(people: Records) -> tuple[Pairs, Pairs]:
    groups = group(mix(people.name, people.full_birth))
    clean = _one_person(groups, people) & groups.uniform(people.county)
    common = Counter(people.name).of(people.name[groups.rows[groups.starts]]) > _COMMON
    return _split(groups, clean & (groups.complete(people.county) | ~common))


def _name_phone(people: Records) -> tuple[Pairs, Pairs]:
    groups = group(mix(people.name, people.phone))
    shared = Counter(people.phone).of(people.phone[groups.rows[groups.starts]]) > FAMILY
    clean = _one_person(groups, people) & (groups.uniform(people.birth) | ~shared)
    return _split(groups, clean)


def _one_person(groups: Groups, people: Records) -> np.ndarray:
    return groups.uniform(people.proof) & groups.uniform(people.sex)


def _split(groups: Groups, clean: np.ndarray) -> tuple[Pairs, Pairs]:
    return groups.keep(clean).star(), groups.keep(~clean).pairs(_CAP)
