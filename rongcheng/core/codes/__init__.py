"""Code lists of national standards and of ledgers; no Django.

Each is a `CodeList` with `label(code, lang)`, `parse(text)`, `parse_many(values)`, `choices()`.
"""

from rongcheng.core.codes.base import CodeList, Item
from rongcheng.core.codes.industry import DIVISIONS, INDUSTRY, SECTIONS, industry_of
from rongcheng.core.codes.occupations import OCCUPATIONS, occupation_of
from rongcheng.core.codes.person import (
    EDUCATION,
    ETHNIC_GROUP,
    MARITAL_STATUS,
    RELATION_TO_HEAD,
    SEX,
)
from rongcheng.core.codes.status import (
    CONTRACT,
    DISABILITY,
    INSURANCE,
    POVERTY_STATUS,
    TRANSFER_RANGE,
    insurance_of,
)

__all__ = [
    "CONTRACT",
    "DISABILITY",
    "DIVISIONS",
    "EDUCATION",
    "ETHNIC_GROUP",
    "INDUSTRY",
    "INSURANCE",
    "MARITAL_STATUS",
    "OCCUPATIONS",
    "POVERTY_STATUS",
    "RELATION_TO_HEAD",
    "SECTIONS",
    "SEX",
    "TRANSFER_RANGE",
    "CodeList",
    "Item",
    "industry_of",
    "insurance_of",
    "occupation_of",
]
