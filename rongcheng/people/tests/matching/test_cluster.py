"""Who is found to be one person, and who is not."""

import polars as pl

from rongcheng.people.matching import cluster

from .people import COLUMNS, VILLAGE, groups, id_number, table

WANG = id_number("19870305", "127")
FATHER = id_number("19620812", "131")


def test_same_valid_number_is_one_person_in_spite_of_typing_errors():
    frame = table(
        ("王小明", WANG, "男", "1987-03-05", "13800138000", VILLAGE),
        ("王晓明", WANG.lower(), "", "", "", ""),
        ("李四平", id_number("19900101", "018"), "女", "1990-01-01", "", VILLAGE),
    )
    assert groups(frame) == {frozenset("ab")}
    assert cluster(frame)["reason"].to_list() == ["id_number", "id_number", ""]


def test_records_without_number_meet_by_name_birth_phone():
    assert groups(
        table(
            ("王小明", WANG, "男", "1987-03-05", "13800138000", VILLAGE),
            ("王小明", None, None, "1987年3月5日", None, None),
            ("王小明", None, None, None, "138-0013-8000", None),
        )
    ) == {frozenset("abc")}


def test_one_wrong_digit_in_the_number_is_seen_through():
    wrong = WANG[:10] + str((int(WANG[10]) + 1) % 10) + WANG[11:]
    frame = table(
        ("王小明", WANG, "男", None, None, VILLAGE), ("王小明", wrong, "男", None, None, VILLAGE)
    )
    assert groups(frame) == {frozenset("ab")}
    assert "id_number_slip" in cluster(frame)["reason"][0]


def test_a_name_typed_by_its_sound_is_seen_through():
    frame = table(
        ("张丽娟", WANG, "男", "1987-03-05", "13800138000", VILLAGE),
        ("章利娟", None, "男", "1987-03-05", None, VILLAGE),
    )
    assert groups(frame) == {frozenset("ab")}
    assert "name_sound" in cluster(frame)["reason"][0]


def test_two_valid_numbers_are_two_people_whatever_else_agrees():
    other = id_number("19870305", "135")
    same = ("男", "1987-03-05", "13800138000", VILLAGE)
    assert groups(table(("王小明", WANG, *same), ("王小明", other, *same))) == set()


def test_a_record_without_number_does_not_glue_two_people():
    other = id_number("19870305", "135")
    same = ("男", "1987-03-05", "13800138000", VILLAGE)
    frame = table(("王小明", WANG, *same), ("王小明", None, *same), ("王小明", other, *same))
    assert not any({"a", "c"} <= together for together in groups(frame))


def test_father_and_son_with_one_phone_stay_two():
    assert (
        groups(
            table(
                ("王建国", FATHER, "男", "1962-08-12", "13800138000", VILLAGE),
                ("王小明", None, "男", "1987-03-05", "13800138000", VILLAGE),
            )
        )
        == set()
    )


def test_twins_with_their_own_numbers_stay_two():
    same = ("男", "1987-03-05", "13800138000", VILLAGE)
    twin = id_number("19870305", "143")
    assert groups(table(("王小明", WANG, *same), ("王小亮", twin, *same))) == set()


def test_namesakes_of_one_village_with_other_birth_dates_stay_two():
    assert (
        groups(
            table(
                ("王小明", WANG, "男", "1987-03-05", "13800138000", VILLAGE),
                ("王小明", None, "男", "1964-11-23", "13911112222", VILLAGE),
            )
        )
        == set()
    )


def test_somebody_elses_number_copied_by_a_clerk_stays_apart():
    assert (
        groups(
            table(
                ("王建国", WANG, "男", "1987-03-05", "13800138000", VILLAGE),
                ("李桂兰", WANG, "女", "1952-08-19", "13911112222", VILLAGE),
            )
        )
        == set()
    )


def test_three_hundred_people_with_a_clerks_phone_stay_themselves():
    given = [g + h for g in "建国志文春" for h in "军明华平强林峰涛杰辉勇飞"]
    names = [surname + g for surname in "王李张刘陈" for g in given]
    rows = [
        (n, None, None, f"19{50 + i % 50}-{1 + i % 12:02}-{1 + i % 28:02}", "13800138000", VILLAGE)
        for i, n in enumerate(names)
    ]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
    assert cluster(frame)["cluster_id"].n_unique() == len(names) == 300


def test_order_of_rows_does_not_matter():
    frame = table(
        ("王小明", WANG, "男", "1987-03-05", "13800138000", VILLAGE),
        ("王小明", None, "男", "1987-03-05", None, VILLAGE),
        ("李四平", id_number("19900101", "018"), "男", "1990-01-01", None, VILLAGE),
        ("李四萍", None, "男", "1990-01-01", None, VILLAGE),
        ("赵六", None, None, None, None, None),
    )
    assert groups(frame) == groups(frame.reverse()) == {frozenset("ab"), frozenset("cd")}


def test_every_record_comes_back_once_with_a_confidence():
    frame = table(*[(None,) * 6] * 3, ("王小明", *(None,) * 5), ("王小明", *(None,) * 5))
    found = cluster(frame)
    assert found.columns == ["record_id", "cluster_id", "confidence", "reason"]
    assert found["record_id"].to_list() == list("abcde")
    assert found["cluster_id"].to_list() == list("abcde")
    assert found["confidence"].is_between(0, 1).all()


def test_an_empty_table_has_no_clusters():
    assert cluster(table()).height == 0


def test_a_name_turned_round_is_seen_through():
    frame = table(
        ("王小明", WANG, "男", "1987-03-05", None, VILLAGE),
        ("小明王", WANG, "男", "1987-03-05", None, VILLAGE),
        ("王明小", None, "男", "1987-03-05", None, VILLAGE),
    )
    assert groups(frame) == {frozenset("abc")}


def test_long_names_that_only_begin_alike_stay_two():
    same = ("男", None, None, VILLAGE)
    frame = table(("阿卜杜拉·艾力", None, *same), ("阿卜杜拉·吐逊", None, *same))
    assert groups(frame) == set()
