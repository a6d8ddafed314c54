"""Closed lists as ledgers fill them in: the national code lists, and ticks for yes and no."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from rongcheng.core import codes

Parser = Callable[[str], str | None]

YES = frozenset(
    [
        "√",
        "✓",
        "✔",
        "☑",
        "■",
        "●",
        "是",
        "有",
        "对",
        "1",
        "y",
        "yes",
        "v",
        "已",
        "已参保",
        "参保",
        "已参加",
        "参加",
        "true",
        "○",
        "*",
        "在",
    ]
)
NO = frozenset(
    [
        "×",
        "✗",
        "✘",
        "☐",
        "□",
        "否",
        "无",
        "不",
        "0",
        "n",
        "no",
        "x",
        "未",
        "没有",
        "未参保",
        "未参加",
        "没参加",
        "false",
        "-",
        "/",
        "没",
        "非",
    ]
)

# What each list answers to, for the message about an answer it does not know.
LABELS = {
    "sex": "男、女",
    "ethnicity": "汉族、白族、彝族等民族名称",
    "education": "小学、初中、高中、中专、大专、本科、研究生",
    "marital_status": "未婚、已婚、离婚、丧偶",
    "relation_to_head": "户主、配偶、子、女、孙子女、父母、祖父母、兄弟姐妹、其他",
    "poverty_status": "否、脱贫户、监测对象",
    "disability": "无、一级、二级、三级、四级",
    "industry": "制造业、建筑业、住宿餐饮业等国民经济行业名称",
    "contract": "书面、口头、未签",
    "insurance": "养老、医疗、工伤、失业、生育（可多项）、无",
    "transfer_range": "县内、市内、省内、省外、境外",
    "tick": "√、是、否",
}
_RANGES = (
    ("overseas", r"境外|国外|海外|出国"),
    ("across_county_within_prefecture", r"(市|州|盟)内|县外(市|州|盟)"),
    ("across_prefecture_within_province", r"省内|自治区内|跨市|跨州|跨盟"),
    ("across_province", r"省外|跨省|外省|区外|出省"),
    ("within_county", r"县内|[乡镇村旗]内|本[县乡镇村地旗]|县域|就地|就近|区内"),
)
# Columns that are ticked for a range.
RANGE_TICKS = {
    "range_township": "within_county",
    "range_county": "within_county",
    "range_city": "across_county_within_prefecture",
    "range_province": "across_prefecture_within_province",
    "range_outside": "across_province",
    "range_overseas": "overseas",
}
INSURANCE = tuple((item.code, item.zh) for item in codes.INSURANCE if item.code != "none")


def plain(text: str) -> str:
    """Return text in half-width without blanks and closing signs."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).strip("'\"。.;；、")


def parse_tick(text: str) -> bool | None:
    """Return what a tick cell says, or None where it says neither yes nor no."""
    word = plain(text).lower()
    if word in YES:
        return True
    return False if word in NO else None


_SEX = {"先生": "男", "♂": "男", "男孩": "男", "女士": "女", "♀": "女", "女孩": "女"}


def parse_sex(text: str) -> int | None:
    """Return 1 (male), 2 (female) or None."""
    word = re.sub(r"\.0$", "", text)
    code = codes.SEX.parse(_SEX.get(plain(word), word))
    return int(code) if code in ("1", "2") else None


_RELATIONS = {
    "儿": "20", "持有人": "01", "姑爷": "30", "囡": "30", "闺女": "30", "妈": "50", "爸": "50",
    "爹": "50", "娘": "50", "老妈": "50", "老爸": "50", "阿爸": "50", "阿妈": "50",
}  # fmt: skip


def parse_relation(text: str) -> str | None:
    """Return the GB/T 4761 code of a relation such as 长子, 之妻 or 户主之母."""
    word = re.sub(r"^(户主|本户)?[之的]|^户主(?=.)", "", plain(text))
    if word in ("", "1", "0"):
        return "01"
    if found := codes.RELATION_TO_HEAD.parse(word):
        return found
    if re.search(r"媳妇?$", word):
        return "30"
    return _RELATIONS.get(word)


def parse_insurance(text: str) -> str | None:
    """Return the insurances named, sorted and joined by commas; "none"; or None."""
    if re.search(r"三险", text):
        return "medical,pension,unemployment"
    return "none" if parse_tick(text) is False else codes.insurance_of(text)


def parse_education(text: str) -> str | None:
    """Return the GB/T 4658 code of a level of schooling."""
    word = plain(text)
    if found := codes.EDUCATION.parse(word):
        return found
    if re.match(r"^(高小|初小|完小|私塾)", word):
        return codes.EDUCATION.parse("小学")
    lower = {"初": "初中", "高": "高中"}
    if year := re.match(r"^(初|高)[一二三123]", word):
        return codes.EDUCATION.parse(lower[year[1]])
    if re.match(r"^(九年(制)?)?义务", word):
        return codes.EDUCATION.parse("初中")
    if re.match(r"^(电大|夜大|函授)", word):
        return codes.EDUCATION.parse("大专")
    return "90" if re.match(r"^(无|学龄前|未上学|未入学|没上过|没读过|未读|幼儿)", word) else None


def parse_ethnicity(text: str) -> str | None:
    """Return the GB 3304 code of a people, the name of a branch in brackets left out."""
    word = re.sub(r"\(.*?\)", "", plain(text)).replace("漢", "汉").replace("栗僳", "傈僳")
    return codes.ETHNIC_GROUP.parse(word)


def parse_range(text: str) -> str | None:
    """Return the range of transfer that words such as 省外 or 县外市内 mean."""
    word = plain(text)
    return codes.TRANSFER_RANGE.parse(word) or next(
        (code for code, sign in _RANGES if re.search(sign, word)), None
    )


def parse_disability(text: str) -> str | None:
    """Return the grade of a disability, or yes where only its kind is named."""
    kind = re.match(r"^(聋|哑|盲|瘫|瘸|智障|未评|肢体|视力|听力|言语|智力|精神|多重)", text)
    return codes.DISABILITY.parse(text) or ("yes" if kind else None)


def parse_contract(text: str) -> str | None:
    """Return the kind of a contract; one with a term or through an agency is in writing."""
    text = re.sub(r"\(.*?\)", "", text).replace("没有签", "未签")
    term = re.search(r"^签?[\d一二两三四五十半]+年|派遣|^固定期|^(19|20)\d\d\D", text)
    return codes.CONTRACT.parse(text) or ("written" if term else None)


def _or_tick(parse: Parser, yes: str, no: str) -> Parser:
    """A list whose plain yes and no, ticks included, mean one of its codes."""

    def either(text: str) -> str | None:
        found = parse(plain(text))
        ticked = None if found else parse_tick(text)
        return found if ticked is None else (yes if ticked else no)

    return either


def parse_poverty(text: str) -> str | None:
    """Return none, alleviated or monitored; a household that is both is monitored."""
    return (
        "monitored"
        if "监测" in text and not re.match(r"^(非|不是|无|否)", plain(text))
        else (codes.POVERTY_STATUS.parse(plain(text)))
    )


PARSERS: dict[str, Parser] = {
    "ethnicity": parse_ethnicity,
    "education": parse_education,
    "marital_status": _or_tick(codes.MARITAL_STATUS.parse, "20", "10"),
    "relation_to_head": parse_relation,
    "poverty_status": _or_tick(parse_poverty, "alleviated", "none"),
    "disability": _or_tick(parse_disability, "yes", "none"),
    "contract": _or_tick(parse_contract, "written", "none"),
    "insurance": parse_insurance,
    "transfer_range": parse_range,
}
