"""Facts out of a snapshot: counted by hand here."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from rongcheng.rulekit.facts import PackError, load_facts
from rongcheng.rulekit.frames import TABLES, complete, facts_of, write_facts

from .packs import PACKS, write

HOME, TOWN, FAR = 150222001002, 150203000000, 320500000000
RANGES = {HOME: "within_county", TOWN: "across_county_within_prefecture", FAR: "across_province"}


def person(number: int, **known: object) -> dict[str, object]:
    return {"person": number, "home": HOME, "sex": 1, "born": date(1980, 6, 1)} | known


def spell(number: int, who: int, work: int, start: str, ends: str | None = None, **known: object):
    first, last = date.fromisoformat(start), date.fromisoformat(ends) if ends else None
    plain = {"spell": number, "person": who, "work": work, "range": RANGES[work], "told": first}
    return plain | {"start": first, "ends": last} | known


def organised(who: int, since: str, until: str | None = None, by: str = "A") -> dict[str, object]:
    first, last = date.fromisoformat(since), date.fromisoformat(until) if until else None
    return {"person": who, "organiser": by, "organiser_kind": "hr_agency",
            "since": first, "until": last}  # fmt: skip


def appeal(filed: str, *, ended: str | None = None, site: str = "滨河路工地", **known: object):
    last = date.fromisoformat(ended) if ended else None
    plain = {"place": 150222000000, "site": site, "filed": date.fromisoformat(filed), "ended": last,
             "arrears": True, "people": 12, "amount": 300_000}  # fmt: skip
    return plain | known


def tables(**rows: list[dict[str, object]]) -> dict[str, pl.DataFrame]:
    return {name: pl.DataFrame(rows.get(name, []), schema=TABLES[name]) for name in TABLES}


def facts(subject: str, as_of: str, **rows: list[dict[str, object]]) -> list[dict[str, object]]:
    known = load_facts(PACKS, ["national"])[subject]
    frame = facts_of(known, tables(**rows), date.fromisoformat(as_of))
    return frame.sort(known.key).to_dicts()


def test_months_are_counted_once_and_within_the_year():
    (row,) = facts(
        "person", "2023-08-31", person=[person(1)],
        spell=[
            spell(1, 1, FAR, "2022-11-15", "2023-02-10"),
            spell(2, 1, FAR, "2023-02-20", "2023-03-31"),
            spell(3, 1, HOME, "2023-05-01"),
        ],
    )  # fmt: skip
    assert (row["months_worked_year"], row["months_away_year"]) == (7, 3)
    assert (row["working"], row["away"], row["months_in_row"]) == (True, False, 3)
    assert row["returnee"] is True and row["transfer_range"] == "within_county"


def test_the_past_is_seen_as_it_was():
    work = [spell(1, 1, FAR, "2022-11-15", "2023-02-10"), spell(2, 1, HOME, "2023-05-01")]
    (row,) = facts("person", "2023-01-20", person=[person(1)], spell=work)
    assert (row["age"], row["away"], row["months_away_year"]) == (42, True, 1)
    (row,) = facts("person", "2023-04-01", person=[person(1)], spell=work)
    assert (row["working"], row["away"], row["host"]) == (False, False, None)
    (row,) = facts("person", "2022-01-01", person=[person(1)], spell=work)
    assert row["working"] is None and row["months_worked_year"] is None


def test_what_nobody_said_is_not_known():
    (row,) = facts("person", "2023-08-31", person=[person(1, born=None, sex=None)])
    unknown = ("age", "sex", "working", "away", "wage", "disabled", "poverty_status", "returnee")
    assert {row[name] for name in unknown} == {None}
    assert row["owns_business"] is None


def test_households_and_employers():
    people = [
        person(1, household=7, poverty="alleviated"),
        person(2, household=7, poverty="none", born=date(2015, 1, 1)),
    ]
    work = [spell(1, 1, FAR, "2023-01-05", employer="E1", insurance="pension, injury")]
    (home,) = facts("household", "2023-08-31", person=people, spell=work)
    assert (home["members"], home["working_away"], home["alleviated"]) == (2, 1, True)
    assert (home["youngest"], home["oldest"]) == (8, 43)
    (firm,) = facts("employer", "2023-08-31", person=people, spell=work)
    assert (firm["workers"], firm["hired_alleviated_stable"], firm["workers_insured"]) == (1, 1, 1)
    (firm,) = facts("employer", "2023-07-04", person=people, spell=work)
    assert firm["hired_alleviated_stable"] == 0


def test_the_main_range_of_a_placement_is_the_one_with_most_months():
    work = [
        spell(1, 1, TOWN, "2023-01-01", "2023-03-31"),
        spell(2, 1, FAR, "2023-04-01", "2023-06-30"),
        spell(3, 2, TOWN, "2023-01-01", "2023-07-31"),
        spell(4, 2, FAR, "2022-01-01", "2022-03-31"),
    ]
    by = [organised(1, "2023-01-01", "2023-06-30"), organised(2, "2022-01-01")]
    one, two = facts(
        "placement", "2023-12-31", person=[person(1), person(2)], spell=work, organised=by
    )
    assert (one["months"], one["main_range"], one["first_export"]) == (6, "across_province", True)
    assert (two["months"], two["main_range"]) == (7, "across_county_within_prefecture")
    assert two["first_export"] is False and two["organisers"] == 1


def test_only_days_of_the_list_and_of_known_work_count_for_a_placement():
    work = [spell(1, 1, FAR, "2023-01-01", "2023-10-31"), spell(2, 2, FAR, "2022-05-01")]
    by = [organised(1, "2023-03-10", "2023-06-05"), organised(1, "2023-06-20", None, "B"),
          organised(2, "2023-12-01")]  # fmt: skip
    first, second, other = sorted(
        facts("placement", "2023-12-31", person=[person(1), person(2)], spell=work, organised=by),
        key=lambda row: (row["person"], row["organiser"]),
    )
    assert (first["months"], first["organisers"]) == (4, 2)
    assert (second["organiser"], second["months"]) == ("B", 5)
    assert (other["months"], other["first_export"]) == (1, True)


def test_months_that_the_records_bear_out_are_counted_once():
    work = [
        spell(1, 1, FAR, "2023-01-10", "2023-03-20", contract="written"),
        spell(2, 1, FAR, "2023-03-21", "2023-04-30", contract="oral", insurance="medical,injury"),
        spell(3, 1, FAR, "2023-05-01", contract="oral", insurance="medical"),
    ]
    (row,) = facts("person", "2023-08-31", person=[person(1)], spell=work)
    assert (row["months_worked_year"], row["months_evidenced_year"]) == (8, 4)


def test_a_place_in_a_month_at_each_level():
    found = {
        row["place"]: row
        for row in facts(
            "place_month", "2023-08-31",
            person=[person(1, poverty="alleviated"), person(2), person(3, home=150222002003)],
            spell=[spell(1, 1, FAR, "2023-02-01"), spell(2, 2, HOME, "2023-02-01")],
            appeal=[appeal("2023-08-02"), appeal("2023-05-02", ended="2023-06-01"),
                    appeal("2023-07-30"), appeal("2023-09-01"),
                    appeal("2023-08-03", arrears=False)],
        )
    }  # fmt: skip
    assert set(found) == {HOME, 150222001000, 150222002003, 150222002000, 150222000000}
    county, village = found[150222000000], found[HOME]
    assert county["place_month"] == "150222000000/2023-08"
    assert (county["persons"], county["working"], county["working_away"]) == (3, 2, 1)
    assert (county["arrears_filed"], county["arrears_open"]) == (1, 2)
    assert (village["persons_alleviated"], village["arrears_filed"]) == (1, None)


def test_a_project_is_what_appeals_tell_of_it():
    told = [appeal("2023-08-02"), appeal("2023-05-02"), appeal("2023-05-02", ended="2023-06-01"),
            appeal("2023-08-20", arrears=False, people=None),
            appeal("2023-08-20", site="")]  # fmt: skip
    (row,) = facts("project", "2023-08-31", appeal=told)
    assert row["project"] == "150222000000/滨河路工地"
    assert (row["appeals_open"], row["appeals_lately"], row["arrears_open"]) == (3, 2, 2)
    assert (row["people_unpaid"], row["wages_claimed"]) == (24, 600_000)
    assert row["government_invested"] is None


def test_one_and_all_say_the_same(tmp_path):
    known = load_facts(PACKS, ["national"])["person"]
    rows = {"person": [person(n) for n in range(1, 30)],
            "spell": [spell(n, n, FAR, "2023-02-01") for n in range(1, 20)]}  # fmt: skip
    whole, day = tables(**rows), date(2023, 8, 31)
    files = {}
    for name, frame in whole.items():
        files[name] = tmp_path / f"{name}.parquet"
        frame.write_parquet(files[name])
    write_facts(known, files, day, tmp_path / "facts.parquet")
    found = complete(pl.scan_parquet(tmp_path / "facts.parquet"), known).collect().sort("person")
    alone = {**whole, "person": whole["person"].filter(pl.col("person") == 3),
             "spell": whole["spell"].filter(pl.col("person") == 3)}  # fmt: skip
    (one,) = facts_of(known, alone, day).to_dicts()
    assert found.row(2, named=True) == one
    assert found.height == 29


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("age: {type: int, zh: 年龄, en: age, from: registry}", "has a unit"),
        ("age: {type: integer, zh: 年龄, en: age, from: registry}", "unknown type 'integer'"),
        ("age: {type: bool, zh: 年龄, from: registry}", "en must be given"),
        ("Age: {type: bool, zh: 年龄, en: age, from: registry}", "is not a name for a fact"),
        ("kind: {type: code, zh: 类, en: kind, from: registry}", "has codes"),
        ("kind: {type: bool, zh: 类, en: kind, from: hearsay}", "unknown source 'hearsay'"),
    ],
)
def test_a_mistake_in_the_dictionary_is_told_with_its_line(tmp_path, line, words):
    write(tmp_path / "x/facts/person.yaml", f"key: person\nfacts:\n  {line}\n")
    write(tmp_path / "x/facts/person.sql", "SELECT 1")
    with pytest.raises(PackError, match=words) as told:
        load_facts(tmp_path, ["x"])
    assert "packs/x/facts/person.yaml, line 3" in str(told.value)


def test_who_stays_at_home():
    people = [
        person(1, household=7, sex=1),
        person(2, household=7, sex=2, born=date(1955, 3, 1), disability="limb"),
        person(3, household=7, born=date(2024, 1, 1)),
    ]
    work = [spell(1, 1, FAR, "2023-01-05")]
    (home,) = facts("household", "2023-08-31", person=people, spell=work)
    assert (home["members"], home["staying"]) == (2, 1)  # the child is not born yet
    assert (home["youngest_staying"], home["oldest_staying"]) == (68, 68)
    assert (home["women_staying"], home["disabled_staying"]) == (1, 1)
    (home,) = facts("household", "2024-02-01", person=people, spell=work)
    assert (home["staying"], home["youngest_staying"]) == (2, 0)
    (home,) = facts("household", "2023-08-31", person=people[:1], spell=work)
    assert (home["staying"], home["youngest_staying"]) == (0, None)


def test_awards_count_those_lifted_out_of_poverty_only():
    people = [person(1, poverty="alleviated"), person(2, poverty="monitored")]
    work = [spell(n, n, FAR, "2023-01-05", employer="E1") for n in (1, 2)]
    (firm,) = facts("employer", "2023-08-31", person=people, spell=work)
    assert (firm["workers"], firm["workers_alleviated"]) == (2, 1)
    assert firm["hired_alleviated_stable"] == 1


def test_a_park_can_be_recognised_as_a_base_and_as_a_demonstration_park():
    whole = {"kind": "park", "place": HOME}
    known = [{"employer": "P1"} | whole, {"employer": "P2"} | whole]
    given = [
        ("P1", "incubator", "county"),
        ("P2", "demo_park", "county"),
        ("P2", "brand", "province"),
    ]
    held = [
        {"employer": who, "kind": kind, "level": level, "since": date(2023, 1, 1)}
        for who, kind, level in given
    ]
    names = ("recognised_level", "recognised_as_demo_park", "demo_park_level",
             "recognised_as_incubator")  # fmt: skip
    one, two = facts("employer", "2023-08-31", employer=known, recognition=held)
    assert [one[name] for name in names] == ["none", False, "none", True]
    assert [two[name] for name in names] == ["county", True, "county", False]


def test_retirement_rises_for_days_from_2025_on():
    people = [
        person(1, born=date(1970, 8, 31)), person(2, born=date(1980, 4, 30), sex=2),
        person(3, born=None), person(4, sex=None),
    ]  # fmt: skip
    post = [{"person": 1, "began": date(2026, 1, 1)}]
    now = facts("person", "2026-11-20", person=people, post=post)
    told = [(row["retires_on"], row["retires_later_on"]) for row in now]
    assert told[0] == (date(2032, 1, 31),) * 2  # 60 years and 17 months
    assert told[1] == (date(2032, 12, 30), date(2037, 11, 30))  # 32 and 31 months later
    assert told[2:] == [(None, None)] * 2
    assert [row["first_post_on"] for row in now] == [date(2026, 1, 1), None, None, None]
    then = facts("person", "2023-08-31", person=people, post=post)
    assert [row["retires_on"] for row in then[:2]] == [date(2030, 8, 31), date(2030, 4, 30)]
    assert then[1]["retires_later_on"] == date(2035, 4, 30) and then[0]["first_post_on"] is None
