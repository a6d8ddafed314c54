"""Invented records for the tests of matching."""

import numpy as np
import polars as pl

from rongcheng.people.matching import cluster
from rongcheng.people.matching.identity import check_characters

COLUMNS = ["name", "id_number", "sex", "birth_date", "phone", "home_place"]
VILLAGE = "430225102203"


def id_number(birth: str = "19870305", order: str = "127", county: str = "430225") -> str:
    """A valid ID number."""
    body = county + birth + order
    digits = np.frombuffer(body.encode(), dtype=np.uint8)[:, None]
    return body + chr(check_characters(digits)[0])


def table(*rows: tuple) -> pl.DataFrame:
    """Rows in the order of COLUMNS, numbered a, b, c, …."""
    data = [(chr(97 + i), *row) for i, row in enumerate(rows)]
    return pl.DataFrame(
        data, schema=dict.fromkeys(["record_id", *COLUMNS], pl.String), orient="row"
    )


def groups(frame: pl.DataFrame) -> set[frozenset[str]]:
    """The clusters that hold more than one record, as sets of record_ids."""
    found = cluster(frame).group_by("cluster_id").agg("record_id")
    return {frozenset(ids) for ids in found["record_id"].to_list() if len(ids) > 1}
