"""Phone numbers: mobiles and landlines, out of what is written around them."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

import polars as pl

MOBILE = r"^1[3-9]\d{9}$"
_LANDLINE = re.compile(r"^(0(?:10|2\d|[3-9]\d{2}))?([2-8]\d{6,7})(?:转\d{1,5})?$")
_SIGNS = re.compile(r"[\s\-‐‑–—_.·'’‘()+]+")
_BETWEEN = re.compile(r"[/、,，;；|\\\n或和]+|\s{1,}(?=1[3-9]|0\d{2})")


class Phone(NamedTuple):
    """A phone number; `several` where the cell holds more than it."""

    number: str
    several: bool = False


def parse(text: str) -> Phone | None:
    """Return the (first) phone number in a text, mobiles before landlines, or None."""
    plain = unicodedata.normalize("NFKC", text).strip(" \t\r\n,;.。、")
    plain = re.sub(r"^(\d+)\.0+$", r"\1", plain)
    whole = _one(plain)
    if whole:
        return Phone(whole)
    found = [number for part in _BETWEEN.split(plain) if (number := _one(part))]
    if not found:
        found = re.findall(r"(?<!\d)1[3-9]\d(?:[\s-]?\d{4}){2}(?!\d)", plain)
        found = [_SIGNS.sub("", number) for number in found]
    found.sort(key=lambda number: not number.startswith("1"))
    return Phone(found[0], True) if found else None


def column(raw: pl.Series) -> pl.Series:
    """Return the column with plain mobile numbers as they are and null elsewhere, fast."""
    bare = raw.str.normalize("NFKC").str.replace_all(r"[\s\-'’]", "")
    bare = bare.str.replace(r"^(?:\+86|0086|86)(1\d{10})$", "$1").str.replace(r"\.0$", "")
    return pl.select(pl.when(bare.str.contains(MOBILE)).then(bare)).to_series()


def _one(text: str) -> str | None:
    plain = _SIGNS.sub("", text)
    plain = re.sub(r"^(?:0086|86)(?=1\d{10}$|0\d{9,})", "", plain)
    plain = re.sub(r"^(?:电话|手机|tel|联系电话)[:：]?", "", plain, flags=re.I)
    if re.match(MOBILE, plain):
        return plain
    if re.match(r"^01[3-9]\d{9}$", plain):  # a zero dialled before a mobile
        return plain[1:]
    found = _LANDLINE.match(plain)
    return (found[1] or "") + found[2] if found else None
