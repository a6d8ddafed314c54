"""Who stands in the ledgers: people of the registry and new ones, as people write them."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from rongcheng.people.ledger.identity import check_character
from rongcheng.places.codes import at_level, span_of

from ..homes import place_names, places_under
from ..population import Population, generate

_NEW_PEOPLE, _ENOUGH = 900, 90
_ETHNIC = {"01": "汉族", "02": "蒙古族", "03": "回族", "05": "维吾尔族", "06": "苗族", "07": "彝族",
           "08": "壮族", "10": "朝鲜族", "11": "满族", "12": "侗族", "13": "瑶族", "14": "白族",
           "15": "土家族", "20": "傈僳族", "22": "畲族", "25": "水族", "31": "达斡尔族",
           "45": "鄂温克族"}  # fmt: skip
_SCHOOL = {"10": "研究生", "20": "本科", "30": "大专", "40": "中专", "60": "高中", "70": "初中",
           "80": "小学", "90": "文盲"}  # fmt: skip
_MARRIED = {"10": "未婚", "20": "已婚", "30": "丧偶", "40": "离异", "90": ""}
_KIN = {"01": "户主", "10": "配偶", "20": "儿子", "30": "女儿", "50": "父母"}
_INDUSTRY = {"A": "农林牧渔业", "B": "采矿业", "C": "制造业", "D": "电力热力", "E": "建筑业",
             "F": "批发和零售业", "G": "交通运输", "H": "住宿餐饮", "I": "信息技术",
             "K": "房地产业", "L": "租赁商务", "N": "公共设施管理", "O": "居民服务",
             "P": "教育", "Q": "卫生", "R": "文化娱乐", "S": "公共管理"}  # fmt: skip
_CONTRACT = {"written": "是", "oral": "口头", "none": "否"}
_POVERTY = {"none": "否", "alleviated": "脱贫户", "monitored": "监测对象"}


@dataclass(frozen=True)
class Cast:
    """Frames of texts, a row for each person, newest statement of each.

    ``known`` are in the registry, ``new`` are not; columns are the Chinese headers, and besides
    them ``person``, ``household``, ``born`` (date), ``fen`` (wage), ``start`` (date).
    """

    township: int
    label: str
    known: pl.DataFrame
    new: pl.DataFrame


def cast_of(population: Population, county: int, seed: int) -> Cast:
    """The people of the county's first township that is no street."""
    towns = sorted(
        places_under(county, "township")["code"].to_list(),
        key=lambda code: (code // 1000 % 1000 < 100, code),
    )
    township = towns[0]
    fresh = generate(township, _NEW_PEOPLE, seed + 7919, population.today)
    new = (
        _texts(fresh)
        .with_columns(pl.col("身份证号").map_elements(_late, pl.String))
        .filter(
            ~pl.col("身份证号").is_in(population.persons["id_number"].drop_nulls().implode())
            & ~pl.col("联系电话").is_in(population.persons["phone"].drop_nulls().implode())
        )
    )
    names = place_names()
    label = names.get(at_level(township, "county"), "") + names.get(township, "")
    known = _texts(population, township)
    if known["worker"].sum() < _ENOUGH:  # a small demonstration: then from the whole county
        known = _texts(population, county)
    return Cast(township, label, known, new)


def _late(number: str) -> str:
    """The number as if registered late on its day: in a large registry the early ones are taken."""
    body = f"{number[:14]}9{number[15:17]}"
    return body + check_character(body)


def _texts(population: Population, place: int = 0) -> pl.DataFrame:
    low, high = span_of(place)
    told = population.statements.filter(
        (pl.col("channel") == "ledger") & pl.col("home_place").is_between(low, high - 1)
    )
    told = told.group_by("person", maintain_order=True).last()
    told = told.join(
        population.persons.select("person", "household", "worker"), on="person", how="left"
    )
    return told.select(
        "person", "household", "worker", born="birth_date", fen="wage", start="start_date",
        姓名="name", 身份证号=pl.col("id_number"), 性别=_word("sex", {1: "男", 2: "女"}),
        民族=_word("ethnicity", _ETHNIC), 文化程度=_word("education", _SCHOOL),
        婚姻状况=_word("marital_status", _MARRIED), 联系电话="phone",
        与户主关系=_word("relation_to_head", _KIN), 户号="household_no", 家庭住址="address",
        乡镇=_place("home_place", "township"), 村=_place("home_place", "village"),
        是否脱贫户=_word("poverty_status", _POVERTY), 务工地点=_where("work_place"),
        从事行业=_word("industry", _INDUSTRY), 务工单位="employer", 工种="occupation",
        月工资=(pl.col("wage") // 100).cast(pl.String),
        外出时间=pl.col("start_date").dt.strftime("%Y-%m-%d"),
        出生日期=pl.col("birth_date").dt.strftime("%Y-%m-%d"),
        是否签订劳动合同=_word("contract", _CONTRACT),
    ).sort("村", "household", "person")  # fmt: skip


def _word(column: str, words: dict[str, str] | dict[int, str]) -> pl.Expr:
    return pl.col(column).replace_strict(words, default=None, return_dtype=pl.String)


def _place(column: str, level: str) -> pl.Expr:
    names = place_names()

    def name(code: int) -> str:
        return names.get(at_level(code, level), "")

    return pl.col(column).map_elements(name, return_dtype=pl.String)


def _where(column: str) -> pl.Expr:
    """A work place as people say it: province and city, or county and township near home."""
    names = place_names()

    def say(code: int) -> str:
        parts = [names.get(at_level(code, lv), "") for lv in ("province", "prefecture", "county")]
        parts = [part for part in parts if part not in ("市辖区", "县", "")]
        return "".join(dict.fromkeys(parts))

    return pl.col(column).map_elements(say, return_dtype=pl.String, skip_nulls=True)
