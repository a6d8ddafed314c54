"""A small invented language of two kinds of message, and the shipped model made once."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest

from rongcheng.appeals.recognition import NAME, Recogniser, load, model_folder

KINDS = {
    "路灯": ["路灯不亮", "灯泡坏了", "晚上看不见路", "电线杆歪了", "路口没有灯"],
    "公交": ["公交车不来", "等车半小时", "司机甩站", "末班车太早", "车上太挤"],
    "垃圾": ["垃圾没人收", "垃圾桶满了", "臭气熏天", "环卫车不来", "乱倒垃圾"],
}
PLACES = ["东街", "西巷", "南门", "北桥", "学校旁", "菜场边", "桥头", "河边", "村口", "站前"]


def toy(many: int = 60, seed: int = 1) -> tuple[list[str], list[str]]:
    """Messages and their kinds: two remarks of the kind and a place, never the same twice."""
    rng, messages, labels = Random(seed), [], []
    for number in range(many):
        kind = list(KINDS)[number % len(KINDS)]
        remarks = rng.sample(KINDS[kind], 2)
        messages.append(f"{rng.choice(PLACES)}{number}号{remarks[0]}，{remarks[1]}，请处理。")
        labels.append(kind)
    return messages, labels


def shipped_into(models: Path) -> None:
    """Put the shipped model into a folder of models, as it was trained for the whole run."""
    if not (models / NAME).exists():
        load()
        shutil.copytree(model_folder(NAME), models / NAME)


@pytest.fixture(scope="session")
def national() -> Recogniser:
    """Trained where the program keeps it, unless other tests of the run needed it before."""
    return load()
