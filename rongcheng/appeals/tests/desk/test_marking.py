"""Texts cut at what recognition marked: nothing is lost, overlaps are settled, numbers hidden."""

from hypothesis import given
from hypothesis import strategies as st

from rongcheng.appeals.marking import masked, pieces


def test_words_that_decided_and_findings():
    reading = {
        "words": [{"start": 2, "end": 4, "weight": 1.2}, {"start": 0, "end": 1, "weight": -1}],
        "marks": [{"kind": "place", "start": 6, "end": 8}],
    }
    found = [(p.text, p.kind) for p in pieces("老板拖欠工资鹤庆", reading)]
    assert found == [("老板", ""), ("拖欠", "decided"), ("工资", ""), ("鹤庆", "found")]


def test_a_personal_number_keeps_its_middle_to_itself():
    reading = {"marks": [{"kind": "private", "start": 4, "end": 15}]}
    assert masked("我的电话19900001234，谢谢", reading) == "我的电话199******34，谢谢"


def test_no_digit_of_a_personal_number_is_left_standing():
    text = "身份证号5329321987030512299和19900001234"
    reading = {
        "words": [{"start": 0, "end": 8, "weight": 2.0}, {"start": 20, "end": 30, "weight": 1.0}],
        "marks": [{"kind": "private", "start": 4, "end": 22}, {"kind": "private", "start": 15,
                   "end": 23}, {"kind": "private", "start": 24, "end": 35}],
    }  # fmt: skip
    for shown in ("".join(p.text for p in pieces(text, reading)), masked(text, reading)):
        assert shown == "身份证号532**************99和199******34"


marks = st.lists(
    st.builds(
        lambda a, n: {"start": a, "end": a + n, "weight": 1.0, "kind": "place"},
        st.integers(-3, 30), st.integers(-2, 10),
    )
)  # fmt: skip


@given(st.text(max_size=30), marks, marks)
def test_whatever_is_marked_the_text_stays_whole(text, some, others):
    assert "".join(p.text for p in pieces(text, {"words": some, "marks": others})) == text
