"""The coded values of the registry with their names, in the order in which people expect them."""

from __future__ import annotations

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rongcheng.places import ranges

Table = dict[str, str | Promise]

SEX: Table = {"1": _("Male"), "2": _("Female")}

AGE: Table = {
    "0-15": _("Under 16"),
    "16-20": _("16–20"),
    "21-30": _("21–30"),
    "31-40": _("31–40"),
    "41-50": _("41–50"),
    "51-60": _("51–60"),
    "61-": _("61 and over"),
}
"""Bands of the national survey of migrant workers, with those too young or old for it apart."""

RANGE: Table = {
    ranges.WITHIN_COUNTY: _("Within the county"),
    ranges.ACROSS_COUNTY: _("Other county, same city"),
    ranges.ACROSS_PREFECTURE: _("Other city, same province"),
    ranges.ACROSS_PROVINCE: _("Other province"),
    ranges.OVERSEAS_RANGE: _("Outside the mainland"),
    ranges.UNKNOWN: _("Not known"),
}

# GB/T 4658-2006, first digit
EDUCATION: Table = {
    "10": _("Postgraduate"),
    "20": _("Bachelor"),
    "30": _("Junior college"),
    "40": _("Secondary vocational"),
    "60": _("Senior high school"),
    "70": _("Junior high school"),
    "80": _("Primary school"),
    "90": _("No schooling or other"),
}

POVERTY: Table = {
    "none": _("Ordinary household"),
    "alleviated": _("Lifted out of poverty"),
    "monitored": _("Monitored against poverty"),
}

WORK: Table = {"yes": _("At work"), "no": _("Not at work")}

# GB/T 4754-2017 sections
INDUSTRY: Table = {
    "A": _("Farming, forestry, fishery"),
    "B": _("Mining"),
    "C": _("Manufacturing"),
    "D": _("Electricity, heat, gas, water"),
    "E": _("Construction"),
    "F": _("Wholesale and retail"),
    "G": _("Transport, storage, post"),
    "H": _("Hotels and catering"),
    "I": _("Software and information"),
    "J": _("Finance"),
    "K": _("Real estate"),
    "L": _("Leasing and business services"),
    "M": _("Research and technical services"),
    "N": _("Water, environment, public facilities"),
    "O": _("Household services, repair"),
    "P": _("Education services"),
    "Q": _("Health and social work"),
    "R": _("Culture, sports, entertainment"),
    "S": _("Public administration"),
    "T": _("International organisations"),
}

FRESH: Table = {
    "30": _("Within 30 days"),
    "90": _("31–90 days ago"),
    "180": _("91–180 days ago"),
    "365": _("181–365 days ago"),
    "older": _("More than a year ago"),
    "never": _("Never"),
}
# oldest and newest age of the confirmation in days; None: without limit
FRESHNESS: dict[str, tuple[int | None, int | None]] = {
    "30": (30, None), "90": (90, 31), "180": (180, 91), "365": (365, 181), "older": (None, 366),
}  # fmt: skip

STALE = ("365", "older", "never")
"""Freshness bands that call for a new confirmation: more than half a year ago."""

AWAY = (
    ranges.ACROSS_COUNTY, ranges.ACROSS_PREFECTURE, ranges.ACROSS_PROVINCE, ranges.OVERSEAS_RANGE,
)  # fmt: skip
"""Ranges that lead out of the home county."""

SUMS: dict[str, Table] = {
    "range": {"away": _("Outside the home county")},
    "fresh": {"stale": _("Not confirmed for half a year")},
}
"""Values of filters that stand for several values of their tables."""

MARITAL: Table = {
    "10": _("Single"), "20": _("Married"), "30": _("Widowed"), "40": _("Divorced"),
    "90": _("Not stated"),
}  # fmt: skip

DISABILITY: Table = {
    "none": _("None"), "1": _("Level 1"), "2": _("Level 2"), "3": _("Level 3"),
    "4": _("Level 4"), "yes": _("Yes, level not stated"),
    "unspecified": _("Yes, level not stated"),
}  # fmt: skip

# GB/T 4761, coarse
RELATION: Table = {
    "01": _("Head"), "10": _("Spouse"), "20": _("Son"), "30": _("Daughter"),
    "40": _("Grandchild"), "50": _("Father or mother"), "60": _("Grandparent"), "70": _("Sibling"),
    "97": _("Other"), "99": _("Other"),
}  # fmt: skip

CONTRACT: Table = {
    "written": _("Written contract"), "oral": _("Oral agreement"), "none": _("No contract"),
}  # fmt: skip

INSURANCE: Table = {
    "pension": _("Pension"), "medical": _("Medical"), "injury": _("Work injury"),
    "unemployment": _("Unemployment"), "maternity": _("Maternity"), "none": _("None"),
}  # fmt: skip

# GB 3304-91
_NATIONS = [
    "汉族", "蒙古族", "回族", "藏族", "维吾尔族", "苗族", "彝族", "壮族",
    "布依族", "朝鲜族", "满族", "侗族", "瑶族", "白族", "土家族", "哈尼族",
    "哈萨克族", "傣族", "黎族", "傈僳族", "佤族", "畲族", "高山族", "拉祜族",
    "水族", "东乡族", "纳西族", "景颇族", "柯尔克孜族", "土族", "达斡尔族", "仫佬族",
    "羌族", "布朗族", "撒拉族", "毛南族", "仡佬族", "锡伯族", "阿昌族", "普米族",
    "塔吉克族", "怒族", "乌孜别克族", "俄罗斯族", "鄂温克族", "德昂族", "保安族", "裕固族",
    "京族", "塔塔尔族", "独龙族", "鄂伦春族", "赫哲族", "门巴族", "珞巴族", "基诺族",
]  # fmt: skip
ETHNICITY: Table = {f"{n:02d}": name for n, name in enumerate(_NATIONS, 1)} | {
    "97": _("Other"), "98": _("Foreign descent"),
}  # fmt: skip

TABLES: dict[str, Table] = {
    "industry": INDUSTRY, "range": RANGE, "age": AGE, "sex": SEX, "education": EDUCATION,
    "poverty": POVERTY, "work": WORK, "fresh": FRESH,
}  # fmt: skip


def industry_name(code: str | None) -> str:
    """The section's name of an industry code such as ``C`` or ``E4710``; the code if unknown."""
    return str(INDUSTRY.get((code or "")[:1], code or ""))


def insurance_names(value: str | None) -> str:
    """Kinds of insurance, joined for reading."""
    return "、".join(str(INSURANCE.get(kind, kind)) for kind in (value or "").split(",") if kind)


def years_before(day: date, years: int) -> date:
    """The same day some years earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def born_in_band(band: str, today: date) -> tuple[date, date]:
    """Births ``(after, until]`` of those whose age in full years lies in the band today."""
    low, _, high = band.partition("-")
    until = years_before(today, int(low)) if int(low) else date.max
    return (years_before(today, int(high) + 1) if high else date.min), until


def age_on(born: date | None, day: date) -> int | None:
    """Age in full years on a day."""
    if born is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
