"""Passes over equal values: most duplicates are found here, without comparing pairs."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from .arrays import Array, Pairs, same
from .groups import Counter, Groups, group, mix
from .records import Records

SAME_ID, NAME_BIRTH, NAME_PHONE = 1, 2, 3
CONFIDENCE = {SAME_ID: 0.995, NAME_BIRTH: 0.98, NAME_PHONE: 0.97}
_COMMON = 60  # a name borne by more rows than this needs a place beside the birth date
FAMILY = 8  # a phone given by more rows than this is a clerk's or a company's
_CAP = 40  # larger ambiguous groups are left to the narrower keys


@dataclass
class Exact:
    """Pairs that are surely one person with the rule that says so, and pairs to be scored."""

    left: Array
    right: Array
    rule: Array
    doubtful: list[Pairs]


def exact_pairs(people: Records) -> Exact:
    """Equal ID number; equal name and birth date; equal name and phone."""
    numbered = _same_id(people)
    first = np.arange(len(people))
    first[numbered[0][1]] = numbered[0][0]
    with ThreadPoolExecutor(2) as pool:
        named = pool.map(lambda search: search(people, first), (_name_birth, _name_phone))
        passes = dict(zip(CONFIDENCE, (numbered, *named), strict=True))
    return Exact(
        left=np.concatenate([sure[0] for sure, _ in passes.values()]),
        right=np.concatenate([sure[1] for sure, _ in passes.values()]),
        rule=np.concatenate([np.full(len(p[0][0]), n, np.int8) for n, p in passes.items()]),
        doubtful=[doubtful for _, doubtful in passes.values()],
    )


def _same_id(people: Records) -> tuple[Pairs, Pairs]:
    left, right = _sure(group(mix(people.proof)).star(), people.proof)
    fits = compatible(people, left, right)
    return (left[fits], right[fits]), (left[~fits], right[~fits])


def compatible(people: Records, left: Array, right: Array) -> Array:
    """Could the names be one: surname or given name of one sound, turned round, or one unknown?

    Two people under one ID number, the clerk's copying error, usually fail this.
    """
    halves = same(people.surname_sound, left, right) | same(people.given_sound, left, right)
    unnamed = (people.sound[left] == 0) | (people.sound[right] == 0)
    turned = same(people.bag, left, right)
    fits: Array = halves | turned | unnamed | same(people.phone, left, right)
    return fits


def _name_birth(people: Records, first: Array) -> tuple[Pairs, Pairs]:
    key = _news(mix(people.name, people.full_birth), first)
    groups = group(key)
    clean = _one_person(groups, people) & groups.uniform(people.county)
    unplaced = np.flatnonzero(~groups.complete(people.county))
    seen = Counter(people.name).of(people.name[groups.rows[groups.starts[unplaced]]])
    clean[unplaced[seen > _COMMON]] = False
    return _split(groups, clean, key)


def _name_phone(people: Records, first: Array) -> tuple[Pairs, Pairs]:
    key = _news(mix(people.name, people.phone), first)
    groups = group(key)
    clean = _one_person(groups, people)
    older = np.flatnonzero(~groups.uniform(people.birth))
    seen = Counter(people.phone).of(people.phone[groups.rows[groups.starts[older]]])
    clean[older[seen > FAMILY]] = False
    return _split(groups, clean, key)


def _news(key: Array, first: Array) -> Array:
    """The keys without those that repeat what the first row with the same ID number says."""
    again = (key == key[first]) & (first != np.arange(len(first)))
    return np.where(again, 0, key)


def _one_person(groups: Groups, people: Records) -> Array:
    agreed: Array = groups.uniform(people.proof) & groups.uniform(people.sex)
    return agreed


def _split(groups: Groups, clean: Array, key: Array) -> tuple[Pairs, Pairs]:
    return _sure(groups.keep(clean).star(), key), groups.keep(~clean).pairs(_CAP)


def _sure(pairs: Pairs, values: Array) -> Pairs:
    """The pairs that really are equal: groups are made of most of a key's bits."""
    left, right = pairs
    equal = values[left] == values[right]
    return left[equal], right[equal]
