"""Why a file cannot be read as a ledger, said to the person who sent it."""

from __future__ import annotations

from collections.abc import Mapping

_SENTENCES = {
    "file_missing": (
        "找不到文件“{name}”。请检查文件名和所在文件夹。",
        "There is no file “{name}”. Check its name and folder.",
    ),
    "file_encrypted": (
        "“{name}”设有打开密码，无法读取。请在Excel或WPS中取消密码后另存，再上传。",
        "“{name}” is protected by a password. Remove the password in Excel or WPS and save it.",
    ),
    "file_damaged": (
        "“{name}”已损坏，无法读取（{reason}）。请用Excel或WPS打开后另存为.xlsx，再上传。",
        "“{name}” is damaged ({reason}). Open it in Excel or WPS, save it as .xlsx and retry.",
    ),
    "file_not_table": (
        "“{name}”不是表格文件。可用的格式：xlsx、xlsm、xls、xlsb、ods、et、csv。",
        "“{name}” is not a spreadsheet. Use xlsx, xlsm, xls, xlsb, ods, et or csv.",
    ),
    "file_empty": (
        "“{name}”是空的，没有任何内容。请检查是否保存了正确的文件。",
        "“{name}” is empty. Check that the right file was saved.",
    ),
    "no_roster": (
        "“{name}”的工作表（{sheets}）里没有找到人员名册。"
        "名册要有一行表头，其中有“姓名”，最好还有“身份证号”。",
        "No roster of people was found in “{name}” (sheets: {sheets}). "
        "A roster has a header row with a column for names and, better, ID numbers.",
    ),
}


class LedgerError(Exception):
    """A file that cannot be read at all; `code` and `facts`, and the sentence in both languages."""

    def __init__(self, code: str, **facts: str):
        self.code, self.facts = code, facts
        self.zh, self.en = (error_sentence(code, lang, facts) for lang in ("zh", "en"))
        super().__init__(self.zh)


def error_sentence(code: str, lang: str, facts: Mapping[str, object]) -> str:
    """The sentence of an error code in `zh` or `en`, its facts filled in."""
    zh, en = _SENTENCES[code]
    return (zh if lang.startswith("zh") else en).format_map(facts)


def missing(name: str) -> LedgerError:
    return LedgerError("file_missing", name=name)


def encrypted(name: str) -> LedgerError:
    return LedgerError("file_encrypted", name=name)


def damaged(name: str, reason: str) -> LedgerError:
    return LedgerError("file_damaged", name=name, reason=reason)


def not_a_table(name: str) -> LedgerError:
    return LedgerError("file_not_table", name=name)


def empty(name: str) -> LedgerError:
    return LedgerError("file_empty", name=name)


def no_roster(name: str, sheets: str) -> LedgerError:
    return LedgerError("no_roster", name=name, sheets=sheets)
