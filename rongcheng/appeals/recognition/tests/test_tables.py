"""Labelled messages of a CSV file: encodings, and each bad row with its line."""

import pytest

from rongcheng.appeals.recognition.tables import UnreadableTable, read_table

ROWS = 'title,detail,label\n工资,"老板不给,\n钱",欠薪\n上学,没学位,教育\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(tmp_path, encoding):
    (tmp_path / "a.csv").write_text(ROWS, encoding=encoding)
    table = read_table(tmp_path / "a.csv", ["title", "detail"], "label")
    assert table.labels == ["欠薪", "教育"]
    assert table.messages[0] == {"title": "工资", "detail": "老板不给,\n钱"}
    assert table.bad == []
    assert len(str(table.origin["sha256"])) == 64


def test_bad_rows_are_told_by_line_and_good_ones_stay(tmp_path):
    more = ROWS + "没有标签,内容,\n,,欠薪\n多,一,格,欠薪\n\n房子,漏水,住房\n"
    (tmp_path / "a.csv").write_text(more, encoding="utf-8")
    table = read_table(tmp_path / "a.csv", ["title", "detail"], "label")
    assert table.labels == ["欠薪", "教育", "住房"]
    assert [row.line for row in table.bad] == [5, 6, 7]
    assert "label is empty" in str(table.bad[0])
    assert "no text in title, detail" in str(table.bad[1])
    assert "4 cells where the header has 3" in str(table.bad[2])


def test_what_is_no_table_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text(ROWS, encoding="utf-8")
    with pytest.raises(UnreadableTable, match="no column body; it has title, detail, label"):
        read_table(tmp_path / "a.csv", ["body"], "label")
    (tmp_path / "b.csv").write_bytes(b"\xff\x80\x81,\xff")
    with pytest.raises(UnreadableTable, match="neither UTF-8 nor GB 18030"):
        read_table(tmp_path / "b.csv", ["body"], "label")
    (tmp_path / "c.csv").write_bytes(b"")
    with pytest.raises(UnreadableTable, match="it has none"):
        read_table(tmp_path / "c.csv", ["body"], "label")
