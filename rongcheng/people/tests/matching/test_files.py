"""The command: a file in, a file out."""

import json

import polars as pl
import pytest
from django.core.management import CommandError, call_command

from .people import VILLAGE, id_number

NUMBER = id_number()
HEADER = "record_id,姓名,身份证号码,手机号,户籍地"
LINES = [
    f"r1,王小明,{NUMBER},13800138000,{VILLAGE}",
    f'r2,"王 小明",{NUMBER.lower()},,',
    "r3,李四,,13911112222,",
]


def match(tmp_path, capsys, content: bytes) -> tuple[dict, pl.DataFrame]:
    source, out = tmp_path / "people.csv", tmp_path / "clusters.csv"
    source.write_bytes(content)
    call_command("people_match", str(source), "--out", str(out), "--json")
    return json.loads(capsys.readouterr().out), pl.read_csv(out)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_any_usual_encoding_and_separator(tmp_path, capsys, encoding, separator):
    text = "\r\n".join([HEADER, *LINES]).replace(",", separator)
    summary, found = match(tmp_path, capsys, text.encode(encoding))
    assert (summary["rows"], summary["people"], summary["duplicates"]) == (3, 2, 1)
    assert summary["missing"] == ["sex", "birth_date"]
    assert found["cluster_id"].to_list() == ["r1", "r1", "r3"]


def test_rows_without_record_id_are_numbered(tmp_path, capsys):
    _, found = match(tmp_path, capsys, "name,phone\n王小明,1\n李四,2\n".encode())
    assert found["record_id"].to_list() == [1, 2]


def test_short_and_long_lines_do_not_stop_it(tmp_path, capsys):
    summary, _ = match(tmp_path, capsys, "name,phone\n王小明\n李四,2,3,4\n".encode())
    assert summary["rows"] == 2


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n"])
def test_a_file_without_people_is_refused_with_a_reason(tmp_path, content):
    source = tmp_path / "people.csv"
    source.write_bytes(content)
    with pytest.raises(CommandError, match="people.csv"):
        call_command("people_match", str(source), "--out", str(tmp_path / "out.csv"))
    assert not (tmp_path / "out.csv").exists()


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CommandError, match="nowhere.csv"):
        call_command("people_match", str(tmp_path / "nowhere.csv"), "--out", "out.csv")
