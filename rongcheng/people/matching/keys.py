"""The keys under which two records of one person are expected to meet.

Whoever searches a registry for candidates of incoming rows joins on the same keys
(`SEARCH_KEYS`); records that agree on none of them are never compared.
"""

import numpy as np

from .groups import mix
from .records import Records

# For joins outside (a registry keeps them as indexed columns, ID and phone as blind indexes):
# columns that must be equal and known, and the largest group worth looking at.
SEARCH_KEYS: tuple[tuple[tuple[str, ...], int], ...] = (
    (("id_number",), 20),
    (("name", "birth_date"), 50),
    (("name", "phone"), 50),
    (("name", "village"), 30),
    (("name_sound", "birth_date"), 30),
    (("surname_sound", "birth_date", "county"), 20),
    (("birth_date", "village"), 20),
    (("phone", "birth_date"), 20),
    (("phone", "surname_sound"), 12),
)


def candidate_keys(people: Records) -> list[tuple[np.ndarray, int]]:
    """(key per row, largest group compared) for records with errors in them."""
    full_birth, ids = people.full_birth, people.ids
    year, month_day = people.birth // 10000, full_birth % 10000
    return [
        (mix(people.sound, full_birth), 30),
        (mix(people.surname_sound, full_birth, people.county), 16),
        (mix(full_birth, people.village), 16),
        (mix(full_birth, people.phone), 20),
        (mix(people.phone, people.surname_sound), 12),
        (mix(people.sound, people.village), 24),
        (mix(people.sound, year, people.county), 16),
        (mix(people.sound, month_day), 16),
        (mix(ids.tail), 8),
        (mix(ids.head, people.surname_sound), 12),
    ]
