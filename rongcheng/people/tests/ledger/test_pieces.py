"""A large sheet read in pieces is the sheet read as a whole."""

import zipfile

import xlsxwriter

from rongcheng.people.ledger import pieces, workbook, xlsx


def write(path, *, numbered=True):
    book = xlsxwriter.Workbook(str(path))
    sheet, hidden = book.add_worksheet("花名册"), book.add_worksheet("旧")
    hidden.hide()
    for row in range(400):
        at = row if row < 150 else row * 2  # gaps, in which a cut may fall
        for column in (0, 2, 5) if row < 200 else (1, 7):
            sheet.write(at, column, row * 1.5 if row % 3 == 0 else f"<{row}> & {column}")
        hidden.write(row + 70, 3, row)
    for row in range(900, 1200):
        sheet.write_blank(row, 3, None, book.add_format({"bold": True}))
    sheet.merge_range("K5:K9", "合并")
    book.close()


def test_pieces_make_the_whole(tmp_path, monkeypatch):
    path = tmp_path / "a.xlsx"
    write(path)
    whole = workbook.read(path)
    monkeypatch.setattr(pieces, "SMALLEST", 0)
    taken = workbook.read(path)
    assert [len(sheet.xml) for sheet in taken.sheets] == [4, 4]
    for one, other in zip(whole.sheets, taken.sheets, strict=True):
        assert other.cells.equals(one.cells)
        assert (other.merges, other.hidden) == (one.merges, one.hidden)
    rows = list(range(150))
    assert taken.numeric_rows(taken.sheets[0], 0, rows) == set(range(0, 150, 3))


def test_rows_without_numbers_are_not_cut(tmp_path, monkeypatch):
    path, part = tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml"
    write(path)
    monkeypatch.setattr(pieces, "SMALLEST", 0)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for change in ((b' r="', b' q="'), (b"<row ", b"<!-- <row > --><row ")):
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in (parts | {part: parts[part].replace(*change)}).items():
                archive.writestr(name, content)
        assert len(list(pieces.cut(path, part, [part]))) == 1
    assert xlsx.sheet_parts(path)["花名册"] == part
