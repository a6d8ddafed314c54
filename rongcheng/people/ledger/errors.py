"""Why a file cannot be read as a ledger, said to the person who sent it."""

from __future__ import annotations


class LedgerError(Exception):
    """A file that cannot be read at all; `code`, and the sentence in both languages."""

    def __init__(self, code: str, zh: str, en: str):
        super().__init__(zh)
        self.code, self.zh, self.en = code, zh, en


def missing(name: str) -> LedgerError:
    return LedgerError(
        "file_missing",
        f"找不到文件“{name}”。请检查文件名和所在文件夹。",
        f"There is no file “{name}”. Check its name and folder.",
    )


def encrypted(name: str) -> LedgerError:
    return LedgerError(
        "file_encrypted",
        f"“{name}”设有打开密码，无法读取。请在Excel或WPS中取消密码后另存，再上传。",
        f"“{name}” is protected by a password. Remove the password in Excel or WPS and save it.",
    )


def damaged(name: str, reason: str) -> LedgerError:
    return LedgerError(
        "file_damaged",
        f"“{name}”已损坏，无法读取（{reason}）。请用Excel或WPS打开后另存为.xlsx，再上传。",
        f"“{name}” is damaged ({reason}). Open it in Excel or WPS, save it as .xlsx and retry.",
    )


def not_a_table(name: str) -> LedgerError:
    return LedgerError(
        "file_not_table",
        f"“{name}”不是表格文件。可用的格式：xlsx、xlsm、xls、xlsb、ods、et、csv。",
        f"“{name}” is not a spreadsheet. Use xlsx, xlsm, xls, xlsb, ods, et or csv.",
    )


def empty(name: str) -> LedgerError:
    return LedgerError(
        "file_empty",
        f"“{name}”是空的，没有任何内容。请检查是否保存了正确的文件。",
        f"“{name}” is empty. Check that the right file was saved.",
    )


def no_roster(name: str, sheets: str) -> LedgerError:
    return LedgerError(
        "no_roster",
        f"“{name}”的工作表（{sheets}）里没有找到人员名册。"
        "名册要有一行表头，其中有“姓名”，最好还有“身份证号”。",
        f"No roster of people was found in “{name}” (sheets: {sheets}). "
        "A roster has a header row with a column for names and, better, ID numbers.",
    )
