"""Names as people search for them: in pinyin, or by initials."""

from __future__ import annotations

import json
import unicodedata
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

import polars as pl

# Surnames whose reading as a surname differs from the character's usual one.
SURNAMES = {
    "单": "shan", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha", "曾": "zeng", "任": "ren",
    "盖": "ge", "覃": "qin", "朴": "piao", "翟": "zhai", "缪": "miao", "乐": "yue", "员": "yun",
    "秘": "bi", "冼": "xian", "繁": "po", "召": "shao", "种": "chong", "重": "chong", "折": "she",
    "黑": "he", "尉迟": "yuchi", "万俟": "moqi", "长孙": "zhangsun", "澹台": "tantai",
    "令狐": "linghu", "宿": "su", "车": "che", "石": "shi", "行": "xing", "降": "jiang",
    "隗": "wei", "洗": "xian", "幺": "yao", "沈": "shen", "贾": "jia", "佴": "nai",
}  # fmt: skip
LONGEST = 200


@cache
def _readings() -> dict[int, str]:
    """The first reading of each character; from the file alone, so that no phrases are loaded."""
    spec = find_spec("pypinyin")
    folder = Path(str(spec.origin)).parent  # type: ignore[union-attr]
    table = json.loads((folder / "pinyin_dict.json").read_text(encoding="utf-8"))
    return {int(point): _plain(reading.split(",")[0]) for point, reading in table.items()}


@lru_cache(maxsize=4096)
def _plain(reading: str) -> str:
    """A reading without tone marks; ü is written v, as people type it."""
    marked = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(c for c in marked if c.isascii() and c.isalpha())


@lru_cache(maxsize=200_000)
def pinyin_of(name: str) -> str:
    """Full pinyin and initials of a name with a space between: 张三 → ``zhangsan zs``.

    Surnames with a reading of their own get it (单 is shan); letters stay, signs are left out.
    Empty for a name without any readable character. About 3 µs a name that is not cached.
    """
    readings = _readings()
    syllables = []
    rest = name.strip()
    for length in (2, 1):
        if surname := SURNAMES.get(rest[:length]):
            syllables = [surname] if length == 1 else _split(surname, rest[:2], readings)
            rest = rest[length:]
            break
    for character in rest:
        if sound := readings.get(ord(character)):
            syllables.append(sound)
        elif character.isascii() and character.isalnum():
            syllables.append(character.lower())
    full = "".join(syllables)
    initials = "".join(s[0] for s in syllables)
    return f"{full[: LONGEST - len(initials) - 1]} {initials}" if full else ""


def _split(surname: str, written: str, readings: dict[int, str]) -> list[str]:
    """A two-character surname's reading cut into its two syllables."""
    second = readings.get(ord(written[1]), "")
    cut = len(surname) - len(second) if surname.endswith(second) else 2
    return [surname[:cut], surname[cut:]]


def pinyin_column(names: pl.Series) -> pl.Series:
    """``pinyin_of`` for a column of names; empty for null. Some 400,000 new names a second."""
    return pl.Series(
        "pinyin", [pinyin_of(name) if name else "" for name in names.to_list()], dtype=pl.String
    )
