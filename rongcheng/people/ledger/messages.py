"""What is said about a cell: what is wrong, which value, what to do; in Chinese and English."""

from __future__ import annotations

from typing import NamedTuple


class Message(NamedTuple):
    severity: str
    zh: str
    en: str


# An error is a value that cannot be understood, or a contradiction about who a person is: the row
# waits. A warning is a value that is unusual or was interpreted: the row loads.
MESSAGES: dict[str, Message] = {
    "id_length": Message(
        "error",
        "身份证号“{value}”有{length}位，应为18位。请对照身份证补全。",
        "ID number “{value}” has {length} characters instead of 18. Complete it from the card.",
    ),
    "id_characters": Message(
        "error",
        "身份证号“{value}”里有不该出现的字符。只能是17位数字加一位数字或X，请对照身份证重填。",
        "ID number “{value}” contains other characters than 17 digits and a digit or X. "
        "Enter it again from the card.",
    ),
    "id_checksum": Message(
        "error",
        "身份证号“{value}”校验不通过，至少有一位写错或写颠倒。请对照身份证改正。",
        "ID number “{value}” fails its checksum: a digit is wrong or two are swapped. "
        "Correct it from the card.",
    ),
    "id_precision_lost": Message(
        "error",
        "身份证号“{value}”被Excel当成数字，后几位已经丢失，无法还原。"
        "请先把这一列设为“文本”格式，再重新填写完整号码。",
        "Excel kept ID number “{value}” as a number and lost its last digits for good. "
        "Format the column as text, then enter the whole number again.",
    ),
    "id_date_invalid": Message(
        "error",
        "身份证号“{value}”中的出生日期不存在。请对照身份证改正。",
        "The birth date inside ID number “{value}” does not exist. Correct it from the card.",
    ),
    "id_place_unknown": Message(
        "warning",
        "身份证号“{value}”的前六位不在现行或已撤销的区划代码中。号码仍可用，请核对一次。",
        "The first six digits of ID number “{value}” are no area code we know, past or present. "
        "The number is kept; please check it once.",
    ),
    "id_converted": Message(
        "warning",
        "15位旧身份证号“{value}”已换算为18位“{result}”。请核对新证。",
        "The old 15-digit ID number “{value}” was converted to “{result}”. Check the new card.",
    ),
    "id_trimmed": Message(
        "warning",
        "从“{value}”中取出身份证号“{result}”。请把其他文字移到备注。",
        "ID number “{result}” was taken from “{value}”. Move the other words to the remarks.",
    ),
    "birth_mismatch": Message(
        "error",
        "出生日期“{value}”与身份证号中的{expected}不一致。请核对哪一个写错了。",
        "Birth date “{value}” differs from {expected} in the ID number. Check which is wrong.",
    ),
    "sex_mismatch": Message(
        "error",
        "性别“{value}”与身份证号（{expected}）不一致。请核对性别和身份证号是否同一人。",
        "Sex “{value}” differs from the ID number ({expected}). "
        "Check that both belong to the same person.",
    ),
    "age_mismatch": Message(
        "warning",
        "年龄“{value}”与出生日期推算的{expected}岁相差较大。以出生日期为准，请核对。",
        "Age “{value}” is far from {expected}, worked out from the birth date, which is used. "
        "Please check.",
    ),
    "age_out_of_range": Message(
        "error",
        "按“{value}”推算年龄为{age}岁，不在合理范围（{low}—{high}岁）。请核对。",
        "“{value}” makes the person {age} years old, outside {low} to {high}. Please check.",
    ),
    "age_unusual": Message(
        "warning",
        "“{value}”推算年龄{age}岁，仍登记为务工，请核对。",
        "“{value}” makes the person {age} years old and still registered as working. Please check.",
    ),
    "date_invalid": Message(
        "error",
        "“{value}”不是可识别的日期。请写成 1987-03-05 或 1987年3月。",
        "“{value}” is not a date we can read. Write it like 1987-03-05 or 1987-03.",
    ),
    "date_ambiguous": Message(
        "warning",
        "日期“{value}”分不清月和日，已按{result}理解。请写成 年-月-日。",
        "Date “{value}” does not show which is month and which is day; read as {result}. "
        "Write year-month-day.",
    ),
    "date_vague": Message(
        "warning",
        "日期“{value}”只能确定年份，已按{result}登记。请写明月份。",
        "Date “{value}” only settles the year; kept as {result}. Write the month.",
    ),
    "date_future": Message(
        "warning",
        "日期“{value}”晚于今天，请核对年份。",
        "Date “{value}” lies in the future. Check the year.",
    ),
    "phone_invalid": Message(
        "error",
        "电话“{value}”不是有效的手机号或固定电话。手机号为11位、以1开头，请核对；没有就留空。",
        "Phone “{value}” is neither a mobile (11 digits starting with 1) nor a landline number. "
        "Correct it, or leave it empty.",
    ),
    "phone_several": Message(
        "warning",
        "“{value}”里不止一个号码或有其他文字，已取“{result}”。请把其余内容移到备注。",
        "“{value}” holds more than one number or other words; “{result}” was taken. "
        "Move the rest to the remarks.",
    ),
    "phone_shared": Message(
        "warning",
        "电话“{value}”在本文件中被{count}人使用，可能是代填人的号码。请填本人号码。",
        "Phone “{value}” is given for {count} people in this file, perhaps the clerk's own. "
        "Enter each person's own number.",
    ),
    "place_unknown": Message(
        "error",
        "找不到地点“{value}”。请写全名，如“省+市+县+乡镇+村”。",
        "Place “{value}” was not found. Write it in full: province, city, county, town, village.",
    ),
    "place_ambiguous": Message(
        "warning",
        "地点“{value}”对应不止一处（{candidates}），已按“{result}”理解。请写全名。",
        "Place “{value}” could be several ({candidates}); read as “{result}”. Write it in full.",
    ),
    "number_invalid": Message(
        "error",
        "“{value}”不是可识别的数字或金额。请只写数字，如 5000。",
        "“{value}” is not a number or amount we can read. Write digits only, such as 5000.",
    ),
    "number_unusual": Message(
        "warning",
        "“{value}”折合每月{result}元，不太常见。请核对单位（元、千元、万元；月、年）。",
        "“{value}” makes {result} yuan a month, which is unusual. Check the unit and period.",
    ),
    "number_estimated": Message(
        "warning",
        "“{value}”已折算为每月{result}元。如有准确月工资请填写。",
        "“{value}” was worked out as {result} yuan a month. Enter the monthly wage if known.",
    ),
    "choice_unknown": Message(
        "warning",
        "“{value}”不在“{label}”可选内容中，未采用。可填：{choices}。",
        "“{value}” is not one of the choices for {label} and was left out. Use: {choices}.",
    ),
    "name_unusual": Message(
        "warning",
        "姓名“{value}”含有数字、符号或只有一个字，请核对。",
        "Name “{value}” contains digits or signs, or is a single character. Please check.",
    ),
    "name_several": Message(
        "error",
        "“{value}”是两个人的姓名。每行只写一个人，请拆成两行。",
        "“{value}” names two people. Give each a row of their own.",
    ),
    "person_deceased": Message(
        "warning",
        "“{value}”说明此人可能已去世。请核对；已去世的请删去这一行。",
        "“{value}” says that this person may have died. Check; if so, delete the row.",
    ),
    "required_missing": Message(
        "error",
        "缺少{label}。{advice}",
        "{label} is missing. {advice}",
    ),
    "duplicate_in_file": Message(
        "warning",
        "与{where}是同一人（{shared}相同）。只会登记一次，多余的行可以删除。",
        "The same person as {where} (same {shared}). Registered only once; "
        "the extra row may be deleted.",
    ),
    "not_in_registry": Message("error", "“{value}”：{why}", "“{value}”: {why}"),
    "conflict_in_file": Message(
        "error",
        "“{value}”与{other}矛盾：{why}。请核对后只保留正确的。",
        "“{value}” contradicts {other}: {why}. Check and keep only what is right.",
    ),
}

# The problem's name in lists: Chinese, English.
TITLES: dict[str, tuple[str, str]] = {
    "id_length": ("身份证号位数不对", "ID number: wrong length"),
    "id_characters": ("身份证号有错误字符", "ID number: wrong characters"),
    "id_checksum": ("身份证号校验不通过", "ID number: checksum fails"),
    "id_precision_lost": ("身份证号后几位丢失", "ID number: last digits lost"),
    "id_date_invalid": ("身份证号中的日期不存在", "ID number: impossible date"),
    "id_place_unknown": ("身份证号前六位未知", "ID number: unknown area"),
    "id_converted": ("15位身份证号已换算", "ID number converted from 15 digits"),
    "id_trimmed": ("身份证号夹有其他文字", "ID number with other words"),
    "birth_mismatch": ("出生日期与身份证号不一致", "Birth date differs from ID number"),
    "sex_mismatch": ("性别与身份证号不一致", "Sex differs from ID number"),
    "age_mismatch": ("年龄与出生日期不符", "Age differs from birth date"),
    "age_out_of_range": ("年龄超出范围", "Age out of range"),
    "age_unusual": ("年龄偏大", "Unusual age"),
    "date_invalid": ("日期无法识别", "Date not understood"),
    "date_ambiguous": ("日期月日不明", "Date ambiguous"),
    "date_vague": ("日期不具体", "Date vague"),
    "date_future": ("日期晚于今天", "Date in the future"),
    "phone_invalid": ("电话号码无效", "Phone invalid"),
    "phone_several": ("电话不止一个", "Several phones in one cell"),
    "phone_shared": ("多人共用一个电话", "Phone shared by many"),
    "place_unknown": ("地点找不到", "Place not found"),
    "place_ambiguous": ("地点不唯一", "Place ambiguous"),
    "number_invalid": ("数字无法识别", "Number not understood"),
    "number_unusual": ("金额不常见", "Unusual amount"),
    "number_estimated": ("金额为折算", "Amount worked out"),
    "choice_unknown": ("内容不在可选范围", "Not one of the choices"),
    "name_unusual": ("姓名可疑", "Unusual name"),
    "name_several": ("一格多个姓名", "Several names in one cell"),
    "person_deceased": ("可能已去世", "May have died"),
    "required_missing": ("缺少必填内容", "Required value missing"),
    "duplicate_in_file": ("文件内重复", "Repeated in the file"),
    "not_in_registry": ("与登记不符", "Does not fit the registry"),
    "conflict_in_file": ("内容相互矛盾", "Contradiction"),
}

ADVICE = {
    "zh": {
        "name": "每一行都要有姓名，请补填。",
        "id_number": "请补填；暂时没有的，须有出生日期或电话才能登记。",
        "id_number_wanted": "可先登记，请尽快补填。",
    },
    "en": {
        "name": "Every row needs a name; enter it.",
        "id_number": "Enter it; without it, a birth date or phone is needed to register.",
        "id_number_wanted": "The row can be registered; please add the number soon.",
    },
}


def severity(code: str) -> str:
    """Return the usual severity of a problem code: error or warning."""
    return MESSAGES[code].severity


def message(code: str, lang: str = "zh", **params: object) -> str:
    """Return the sentence for a problem code in `zh` or `en`, its parameters filled in."""
    template = MESSAGES[code].zh if lang.startswith("zh") else MESSAGES[code].en
    return template.format_map(_Blank(params))


class _Blank(dict[str, object]):
    """Parameters in which an absent one reads as a dash, so that no message is ever lost."""

    def __missing__(self, key: str) -> str:
        return "—"
