"""Closed lists as people write them: each answer in its many forms, read to one code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

Parser = Callable[[str], str | None]

YES = frozenset("√ ✓ ✔ ☑ ■ ● 是 有 对 1 y yes v 已 已参保 参保 已参加 参加 true ○ * 在".split())
NO = frozenset("× ✗ ✘ ☐ □ 否 无 不 0 n no x 未 没有 未参保 未参加 没参加 false - / 没".split())

_NATIONS = (
    "01汉 02蒙古 03回 04藏 05维吾尔 06苗 07彝 08壮 09布依 10朝鲜 11满 12侗 13瑶 14白 15土家 16哈尼 "
    "17哈萨克 18傣 19黎 20傈僳 21佤 22畲 23高山 24拉祜 25水 26东乡 27纳西 28景颇 29柯尔克孜 30土 "
    "31达斡尔 32仫佬 33羌 34布朗 35撒拉 36毛南 37仡佬 38锡伯 39阿昌 40普米 41塔吉克 42怒 "
    "43乌孜别克 44俄罗斯 45鄂温克 46德昂 47保安 48裕固 49京 50塔塔尔 51独龙 52鄂伦春 53赫哲 "
    "54门巴 55珞巴 56基诺 97其他 98外国血统"
)
NATION_BY_NAME = {item[2:]: item[:2] for item in _NATIONS.split()}

_EDUCATION = (
    ("10", r"研究生|硕士|博士|^10$"),
    ("30", r"大专|专科|高职|高等职业|^30$"),
    ("20", r"本科|学士|^大学|^20$"),
    ("40", r"中专|中职|技校|职高|职业高中|中技|技工|中等|^40$"),
    ("60", r"高中|^60$"),
    ("70", r"初中|初级中学|^7[01]$"),
    ("80", r"小学|^8[01]$"),
    ("90", r"文盲|半文盲|不识字|其他|其它|未上学|学龄前|扫盲|^无$|^90$"),
)
# First match wins: 孙媳妇 must be met before 媳妇 and 外祖父 before 父.
_RELATION = (
    ("01", r"^(户主|本人|户主本人|自己|01|0)$"),
    ("40", r"孙|重孙|曾孙|外甥孙|^4\d$"),
    ("60", r"祖|爷|奶奶|外公|外婆|姥|公公婆婆家长辈|^6\d$"),
    ("70", r"兄|弟|姐|妹|哥|嫂|姊|^7\d$"),
    ("50", r"父|母|爸|妈|公公|婆婆|岳|^5\d$"),
    ("30", r"女婿|^3\d$"),
    ("20", r"儿媳|媳妇$|^媳|^子媳|之媳"),
    ("10", r"妻|夫|配偶|爱人|老婆|老公|丈夫|太太|内人|^1\d$"),
    ("30", r"女儿|^女$|[长次三四五六大二小养继独]女$|之女|姑娘|闺女"),
    ("20", r"儿子|^子$|[长次三四五六大二小养继独]子$|之子|^儿$|[大二三小]儿$|^2\d$"),
    ("99", r"其他|其它|亲属|侄|甥|叔|伯|姑|姨|舅|非亲属|寄|保姆|^9\d$"),
)
_MARITAL = (
    ("10", r"未婚|单身|^否$|未结婚|^10$"),
    ("40", r"离婚|离异|离$|^40$"),
    ("30", r"丧偶|丧$|^30$"),
    ("20", r"已婚|初婚|再婚|复婚|有配偶|^是$|结婚|^2\d$"),
    ("90", r"未说明|其他|^90$"),
)
_POVERTY = (
    ("none", r"^(否|无|不是|非|一般户|一般农户|普通户|普通农户|其他|一般|非脱贫户|非监测户|非贫困户|0|N|×)$|^非"),
    ("monitored", r"监测|不稳定|边缘|突发严重|三类"),
    ("alleviated", r"脱贫|建档立卡|贫困|^是$|^1$|^√$|^✓$|^Y$"),
)
_CONTRACT = (
    ("oral", r"口头"),
    ("none", r"^(否|无|未签|没有|没签|未签订|无合同|未|0|N|×|不)$|未签|没签|没有|^无"),
    ("written", r"书面|已签|签订|固定期限|^是$|^有$|有合同|劳动合同|劳务合同|^1$|^√$|^✓$|^Y$|已|签"),
)
_DISABILITY = (
    ("none", r"^(否|无|不是|没有|健康|正常|0|N|×|非残疾|非)$"),
    ("1", r"一级|1级|^1$|壹级|Ⅰ级"),
    ("2", r"二级|2级|^2$|贰级|Ⅱ级"),
    ("3", r"三级|3级|^3$|叁级|Ⅲ级"),
    ("4", r"四级|4级|^4$|肆级|Ⅳ级"),
    ("yes", r"^(是|有|√|✓|Y)$|残|持证"),
)
_RANGES = (
    ("overseas", r"境外|国外|海外|出国"),
    ("across_province", r"省外|跨省|外省|区外|自治区外|出省"),
    ("across_prefecture_within_province", r"省内(市|州)外|(市|州|盟)外省内|跨市|省内|自治区内"),
    ("across_county_within_prefecture", r"(市|州|盟)内|县外(市|州)内|跨县|跨旗县"),
    ("within_county", r"县内|乡内|镇内|村内|旗内|本县|本乡|本镇|本村|本地|县域|就地|就近|旗县内|区内"),
)
INSURANCE = (
    ("pension", r"养老|城乡居保|新农保"),
    ("medical", r"医疗|医保|新农合|合作医疗"),
    ("injury", r"工伤"),
    ("unemployment", r"失业"),
    ("maternity", r"生育"),
)

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


def plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).strip("'\"。.;；、")


def parse_sex(text: str) -> int | None:
    """Return 1 (male), 2 (female) or None."""
    word = plain(text).lower()
    if word in ("男", "1", "m", "male", "男性", "男的", "1.0", "男士", "01", "1男", "先生"):
        return 1
    if word in ("女", "2", "f", "female", "女性", "女的", "2.0", "女士", "02", "2女"):
        return 2
    return None


def parse_ethnicity(text: str) -> str | None:
    """Return the GB 3304 code of an ethnic group's name, or None."""
    word = plain(text)
    if re.fullmatch(r"\d{1,2}", word) and word.zfill(2) in NATION_BY_NAME.values():
        return word.zfill(2)
    for name in (word, word.removesuffix("族"), word.removesuffix("族人")):
        if name in NATION_BY_NAME:
            return NATION_BY_NAME[name]
    return {"傈傈": "20", "栗粟": "20", "仡老": "37", "维族": "05", "维": "05"}.get(
        word.removesuffix("族")
    )


def parse_insurance(text: str) -> str | None:
    """Return the insurances named, sorted and joined by commas; "none"; or None."""
    word = plain(text)
    if re.search(r"五险|全部|齐全", word):
        return ",".join(sorted(name for name, _ in INSURANCE))
    if re.search(r"三险", word):
        return "medical,pension,unemployment"
    denied = re.match(r"^(未|无|没|否|不|×|0$|N$)", word)
    found = sorted(name for name, sign in INSURANCE if re.search(sign, word))
    if denied:
        return "none"
    if found:
        return ",".join(found)
    # A bare yes says insured but not in what: pension and medical are what nearly all hold.
    return None


def parse_tick(text: str) -> bool | None:
    """Return what a tick cell says, or None where it says neither."""
    word = plain(text).lower()
    if word in YES:
        return True
    return False if word in NO else None


def _by_table(table: tuple[tuple[str, str], ...]) -> Parser:
    compiled = [(code, re.compile(sign)) for code, sign in table]

    def parse(text: str) -> str | None:
        word = plain(text)
        return next((code for code, sign in compiled if sign.search(word)), None)

    return parse


PARSERS: dict[str, Parser] = {
    "ethnicity": parse_ethnicity,
    "education": _by_table(_EDUCATION),
    "marital_status": _by_table(_MARITAL),
    "relation_to_head": _by_table(_RELATION),
    "poverty_status": _by_table(_POVERTY),
    "disability": _by_table(_DISABILITY),
    "contract": _by_table(_CONTRACT),
    "insurance": parse_insurance,
    "transfer_range": _by_table(_RANGES),
}
