"""The comparison model in Splink's settings format, and its shipped parameters."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

# How many slips of the hand lie between two numbers is counted beforehand (`slips`): the engine
# would spend most of its time on it.
ONE_SLIP = "{0}_slips_l = 1"
TWO_SLIPS = (
    "(id_number_slips_l = 2 or (length(id_number_l) <> length(id_number_r)"
    " and levenshtein(id_number_l, id_number_r) <= 2))"
)

# Two names of one surname that differ as a slip of the pen does, or as brothers' names do: with a
# shared phone as well it is often the family, so that has a level of its own.
ONE_CHARACTER = (
    "(surname_l = surname_r and length(name_l) > 2 and length(name_r) > 2"
    " and (levenshtein(name_l, name_r) <= 1"
    " or (length(name_l) > 4 and jaro_winkler_similarity(name_l, name_r) >= 0.9)))"
)

# Per column: (condition, term-frequency column or None, code of the reason or None), in the
# order in which Splink tries them; the first level is always "unknown on one side".
LEVELS: dict[str, list[tuple[str, str | None, str | None]]] = {
    "name": [
        ("name_l is null or name_r is null", None, None),
        ("name_l = name_r", "name", "name"),
        ("sound_l = sound_r", None, "name_sound"),
        (f"phone_l = phone_r and {ONE_CHARACTER}", None, "name_character"),
        (ONE_CHARACTER, None, "name_character"),
        ("bag_l = bag_r", None, "name_order"),
        ("given_l = given_r", None, "given_name"),
        ("damerau_levenshtein(name_l, name_r) <= 1", None, "name_character"),
        ("surname_l = surname_r and phone_l = phone_r", None, "surname"),
        ("surname_l = surname_r", None, "surname"),
        ("else", None, None),
    ],
    "id_number": [
        ("id_number_l is null or id_number_r is null", None, None),
        ("id_number_l = id_number_r", None, "id_number"),
        ("proof_l <> 0 and proof_r <> 0", None, None),
        (ONE_SLIP.format("id_number"), None, "id_number_slip"),
        (TWO_SLIPS, None, "id_number_slips"),
        ("else", None, None),
    ],
    "birth": [
        ("birth_l is null or birth_r is null", None, None),
        ("birth_l = birth_r", "birth", "birth"),
        (
            "(left(birth_l, 4) = left(birth_r, 4) and substr(birth_l, 5, 2) = right(birth_r, 2)"
            " and right(birth_l, 2) = substr(birth_r, 5, 2))",
            None,
            "birth_swapped",
        ),
        (
            "(right(birth_l, 2) = '00' or right(birth_r, 2) = '00')"
            " and left(birth_l, 6) = left(birth_r, 6)",
            None,
            "birth_month",
        ),
        (ONE_SLIP.format("birth"), None, "birth_slip"),
        ("right(birth_l, 4) = right(birth_r, 4)", None, "birth_day"),
        ("left(birth_l, 4) = left(birth_r, 4)", None, "birth_year"),
        ("else", None, None),
    ],
    "sex": [
        ("sex_l = 0 or sex_r = 0", None, None),
        ("sex_l = sex_r", None, None),
        ("else", None, None),
    ],
    "phone": [
        ("phone_l is null or phone_r is null", None, None),
        ("phone_l = phone_r", "phone", "phone"),
        (ONE_SLIP.format("phone"), None, "phone_slip"),
        ("else", None, None),
    ],
    "village": [
        ("county_l = 0 or county_r = 0", None, None),
        ("village_l = village_r", "village", "village"),
        (
            "(village_l is null or village_r is null) and town_l = town_r and town_l <> 0",
            None,
            "township",
        ),
        ("(town_l = 0 or town_r = 0) and county_l = county_r", None, "county"),
        ("town_l = town_r", None, "township"),
        ("county_l = county_r", None, "county"),
        ("else", None, None),
    ],
}


@cache
def parameters() -> dict[str, Any]:
    """Shipped m and u of every level by column: {"name": [[m, u], …], …}."""
    shipped = files("rongcheng.people.matching") / "model.json"
    found: dict[str, Any] = json.loads(shipped.read_text(encoding="utf-8"))
    return found


def prior(size: int) -> float:
    """Chance that two random records out of `size` are one person."""
    return min(float(parameters().get("prior", 1.0)) / max(size, 2), 0.5)


def settings(prior: float, trained: dict[str, Any] | None = None) -> dict[str, Any]:
    """Splink settings with `prior`, the chance that two random records are one person."""
    trained = trained or parameters()
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "pair",
        "probability_two_random_records_match": prior,
        "blocking_rules_to_generate_predictions": [],
        "comparisons": [_comparison(c, trained[c]) for c in LEVELS],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
    }


def _comparison(column: str, trained: list[list[float]]) -> dict[str, Any]:
    levels = []
    for number, (condition, frequency, words) in enumerate(LEVELS[column]):
        level: dict[str, Any] = {
            "sql_condition": condition.upper() if condition == "else" else condition
        }
        level["label_for_charts"] = f"{column} {number} {words or ''}"
        if number == 0:
            level["is_null_level"] = True
        else:
            level["m_probability"], level["u_probability"] = trained[number]
        if frequency:
            level["tf_adjustment_column"], level["tf_adjustment_weight"] = frequency, 1.0
        levels.append(level)
    return {"output_column_name": column, "comparison_levels": levels}
