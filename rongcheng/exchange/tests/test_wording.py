"""What is wrong with a request is told field by field in the language asked for."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from django.utils.translation import override
from pydantic_core import core_schema

from rongcheng.exchange.wording import SENTENCES, what, where

from .test_persons import given

CASES = [
    ({"name": "某", "shoe_size": 40}, "shoe_size", "没有这个字段", "no such field"),
    ({"home_place": "鹤庆"}, "home_place", "“鹤庆”不是整数", "“鹤庆” is not a whole number"),
    ({"sex": 3}, "sex", "“3”不能写在这里；请从中选一个：1，2", "write one of: 1, 2"),
    ({"start_date": "soon"}, "start_date", "“soon”不是日期；请写成", "“soon” is not a day"),
    ({"wage": -1}, "wage", "“-1”太小，至少为0", "“-1” is too small; it is at least 0"),
    ({"wage": 10**9}, "wage", "至多为100000000", "it is at most 100000000"),
    ({"employer": "长" * 200}, "employer", "最多写120个字", "write at most 120 characters"),
    ({"employer": 7}, "employer", "“7”不是文字", "“7” is not a text"),
    ({"phone": 19900001234}, "phone", "所填内容不是文字", "What was given is not a text"),
]  # fmt: skip


@pytest.mark.parametrize(("more", "field", "chinese", "english"), CASES)
def test_each_field_in_both_languages(people, county, more, field, chinese, english):
    for language, expected in (("zh-CN,zh;q=0.9", chinese), ("en-GB", english)):
        told = county("post", "/persons", given(**more), 422,
                      headers={"accept-language": language})  # fmt: skip
        assert expected in told["fields"][field], told
        assert "19900001234" not in json.dumps(told)


def test_what_is_missing_and_questions_in_the_address(people, county):
    chinese = {"headers": {"accept-language": "zh-CN"}}
    told = county("post", "/appeals", {"event_place": 1}, 422, **chinese)
    assert told["message"] == "请求内容不符合接口要求。"
    assert told["fields"]["text"] == "未填写，这里必须填写。"
    told = county("get", "/persons?limit=viele&sort=shoes", None, 422, **chinese)
    assert "“viele”不是整数" in told["fields"]["limit"]
    assert "“shoes”不能写在这里；请从中选一个：“”，name，-name" in told["fields"]["sort"]


def test_a_field_that_takes_several_kinds_is_named_itself():
    error = {"type": "string_type", "loc": ("body", "given", "helpers", 0, "str"), "input": 1.5}
    assert where(error) == "helpers"
    assert where({"type": "missing", "loc": ("body",)}) == "request"


def test_a_body_that_is_no_json(county):
    answer = county.client.post("/api/v1/persons", "{", content_type="application/json",
                                headers={"accept-language": "zh-CN"})  # fmt: skip
    assert answer.status_code == 400
    assert "不是可读取的 JSON" in answer.json()["message"]


@pytest.mark.parametrize("kind", SENTENCES)
def test_every_sentence_can_be_told_and_is_translated(kind):
    known = set(get_args(core_schema.ErrorType))
    assert kind in known
    names = ("expected", "min_length", "max_length", "pattern", "ge", "gt", "le", "lt",
             "decimal_places", "actual_length", "error")  # fmt: skip
    error = {"type": kind, "loc": ("body", "x"), "input": "v", "ctx": dict.fromkeys(names, "'1'")}
    with override("en"):
        english = what(error)
    with override("zh-hans"):
        assert what(error) != english and "%(" not in what(error)
