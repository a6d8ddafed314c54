"""Pairs to clusters."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rongcheng.people.matching.groups import group, mix
from rongcheng.people.matching.merge import components, merge

SIZE = 12
PAIRS = st.lists(
    st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1), st.floats(0.5, 1)), max_size=30
)


def arrays(pairs):
    left, right, strength = zip(*pairs, strict=True) if pairs else ((), (), ())
    return np.array(left, int), np.array(right, int), np.array(strength, float)


def reachable(pairs):
    """Smallest member reachable from each row, the slow way."""
    label = list(range(SIZE))
    for _ in range(SIZE):
        for a, b, *_rest in pairs:
            label[a] = label[b] = min(label[a], label[b])
    return label


@given(PAIRS)
def test_components_are_what_is_reachable(pairs):
    left, right, _ = arrays(pairs)
    assert components(SIZE, left, right).tolist() == reachable(pairs)


@given(PAIRS, st.lists(st.integers(0, 3), min_size=SIZE, max_size=SIZE))
def test_no_cluster_holds_two_proofs_and_none_is_split_for_nothing(pairs, proofs):
    left, right, strength = arrays(pairs)
    proof = np.array(proofs)
    label = merge(left, right, strength, proof)
    whole = reachable(pairs)
    for one in set(label.tolist()):
        assert len(set(proof[label == one].tolist()) - {0}) <= 1
    for one in set(whole):
        members = np.flatnonzero(np.array(whole) == one)
        if len(set(proof[members].tolist()) - {0}) <= 1:
            assert len(set(label[members].tolist())) == 1


def test_the_record_between_two_people_goes_with_the_stronger_pair():
    left, right, strength = np.array([0, 1]), np.array([1, 2]), np.array([0.8, 0.9])
    assert merge(left, right, strength, np.array([7, 0, 8])).tolist() == [0, 1, 1]


def test_groups_pair_equal_keys_only():
    values = np.array([5, 0, 5, 9, 5, 9])
    left, right = group(values).pairs(3)
    assert {frozenset(p) for p in zip(left.tolist(), right.tolist(), strict=True)} == {
        frozenset(p) for p in [(0, 2), (2, 4), (0, 4), (3, 5)]
    }
    left, right = group(values).pairs(2)
    assert sorted([*left.tolist(), *right.tolist()]) == [3, 5]


def test_a_key_needs_all_its_parts():
    key = mix(np.array([1, 1, 0]), np.array([2, 0, 2]))
    assert key[0] != 0
    assert not key[1:].any()
