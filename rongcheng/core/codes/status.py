# ruff: noqa: E501  (a row of a table stays on a line; Chinese counts twice)
"""Codes about a worker's standing: poverty, disability, contract, insurance, transfer range."""

from __future__ import annotations

import re

from rongcheng.core.codes.base import CodeList, items, normal

_NO = "无 否 没有 不是 不 n no false 未 /"
_YES = "是 有 y yes true √ ✓ ✔ 对"

POVERTY_STATUS = CodeList(
    "poverty_status",
    items(
        f"none | 一般户 | None | {_NO} 非脱贫户 非贫困户 一般农户 普通户 一般 不属于 普通农户 "
        "非脱贫人口 非建档立卡户 非",
        f"alleviated | 脱贫户 | Lifted out of poverty | {_YES} 脱贫人口 脱贫劳动力 建档立卡户 "
        "建档立卡贫困户 建档立卡 贫困户 已脱贫 脱贫 建档立卡贫困人口 脱贫不享受政策 脱贫享受政策 "
        "脱贫稳定户 稳定脱贫户 脱贫人员 建档立卡脱贫户 原建档立卡户",
        "monitored | 监测对象 | Monitored against return to poverty | 监测户 防止返贫监测对象 "
        "防返贫监测对象 三类户 三类对象 脱贫不稳定户 边缘易致贫户 突发严重困难户 边缘户 "
        "三类人员 监测人口 易返贫户 易致贫户 三类监测对象 风险未消除 风险已消除",
    ),
)

DISABILITY = CodeList(
    "disability",
    items(
        f"none | 无残疾 | None | {_NO} 健康 非残疾 无残疾证 良好 正常 健全",
        "1 | 一级 | Level 1 | 1级 一级残疾 残疾一级 壹级 i级",
        "2 | 二级 | Level 2 | 2级 二级残疾 残疾二级 贰级",
        "3 | 三级 | Level 3 | 3级 三级残疾 残疾三级 叁级",
        "4 | 四级 | Level 4 | 4级 四级残疾 残疾四级 肆级",
        f"yes | 残疾（等级未说明） | Disabled, level not stated | {_YES} 残疾 残疾人 持证残疾人 "
        "有残疾证 肢体残疾 视力残疾 听力残疾 言语残疾 智力残疾 精神残疾 多重残疾",
    ),
    inside="first",
)

CONTRACT = CodeList(
    "contract",
    items(
        f"written | 书面合同 | Written | {_YES} 已签 签订 已签订 书面 固定期限 无固定期限 劳动合同 "
        "劳务合同 已签劳动合同 签了 签订劳动合同 固定期限合同 有合同 一年 长期合同 短期合同 纸质合同 "
        "劳务协议 用工协议 以完成一定工作任务为期限 电子合同 电子劳动合同 已签合同",
        "oral | 口头约定 | Oral | 口头 口头协议 口头合同 口头约定",
        f"none | 未签合同 | None | {_NO} 未签 未签订 没签 没签合同 无合同 未签劳动合同 未签订劳动合同 "
        "没有合同 没签订",
    ),
)

INSURANCE = CodeList(
    "insurance",
    items(
        "pension | 养老保险 | Pension | 养老 职工养老 城镇职工养老保险 城乡居民养老 新农保 城居保 "
        "居民养老 职工养老保险 城乡居民养老保险 基本养老 基本养老保险",
        "medical | 医疗保险 | Medical | 医疗 医保 新农合 合作医疗 职工医保 居民医保 农合 "
        "城乡居民医疗保险 职工医疗 基本医疗保险 生育医疗 农村合作医疗",
        "injury | 工伤保险 | Work injury | 工伤",
        "unemployment | 失业保险 | Unemployment | 失业",
        "maternity | 生育保险 | Maternity | 生育",
    ),
    inside="last",
)
_ALL_FIVE = re.compile(r"五险|社保齐全|全险|社会保险齐全")
_NO_INSURANCE = {normal(w) for w in f"{_NO} 未参保 没参保 未缴 未买 没有参保 未参加 未购买".split()}
_NONE = re.compile(r"^(未|没有?|无)(参|缴|买|购|交|任何|社保|保险)")


def insurance_of(text: str | None) -> str | None:
    """Insurance kinds joined by commas in alphabetic order, "none", or None if not understood.

    "社保" alone says that something is paid but not what: not understood.
    """
    plain = normal(text or "")
    if not plain:
        return None
    if plain in _NO_INSURANCE or _NONE.match(plain):
        return "none"
    if _ALL_FIVE.search(plain):
        return ",".join(sorted(item.code for item in INSURANCE))
    kinds = {
        item.code for item in INSURANCE
        if any(len(w) >= 2 and w in plain for w in (item.code, item.zh, *item.words))
    }  # fmt: skip
    return ",".join(sorted(kinds)) or None


TRANSFER_RANGE = CodeList(
    "transfer_range",
    items(
        "within_county | 县内 | Within the county | 旗县内 县域内 本县 就近就地 区内 县区内",
        "across_county_within_prefecture | 市内跨县 | Other county, same prefecture | 县外市内 "
        "市内县外 盟市内跨旗县 州内跨县 县外州内 州内县外",
        "across_prefecture_within_province | 省内跨市 | Other prefecture, same province | 市外省内 "
        "省内市外 自治区跨盟市 省内州外 州外省内 省内",
        "across_province | 跨省 | Other province | 省外 外省 跨省务工 区外",
        "overseas | 境外 | Outside the mainland | 国外 海外 出国 港澳台",
        "unknown | 不详 | Not known | 未知 不明",
    ),
)
