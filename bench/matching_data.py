"""Invented people recorded several times with errors, and the truth about who is who."""

from dataclasses import dataclass

import numpy as np
import polars as pl

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏"
    "苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵"
    "万覃武钱戴严莫孔向常"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国文辉力晓小春生志海永新利清飞彬"
    "富顺信子涵浩宇轩梓怡欣佳俊雨思嘉一诺博瑞泽晨子豪成龙凤珍琴云莲翠荣爱萍珠美丹萌雪燕玲巧香月"
    "莺媛瑞凡佩德才发武胜学祥才发奎达安岩中茂进林有坚和彪诚先敬震振壮会思群心邦承乐绍功松善厚庆"
    "磊民友裕河哲江超亮政谦亨奇固之轮翰朗伯宏言若鸣朋斌梁栋维启克伦翔旭鹏泽晨辰士以建家致树炎盛"
    "雄琛钧冠策腾楠榕风航弘"
)
RARE = "㛃䶮堃淼犇垚喆祎翊昶彧甯稼骐璟玥珩"
LONG_HEAD = ["阿卜杜", "买买提", "古丽", "努尔", "艾合", "热依", "帕提", "吐尔", "扎西", "木合"]
LONG_TAIL = [
    "拉·艾力",
    "江·吐逊",
    "娜尔·买合木提",
    "兰·阿不都",
    "买提·肉孜",
    "罕·依明",
    "提·卡德尔",
]
# Characters of one sound, a group a word.
HOMOPHONES = [
    "伟卫玮维为", "芳方坊", "敏民闽", "静敬景晶婧", "丽莉利力立", "强墙", "磊雷蕾", "军君俊均",
    "洋阳扬杨", "勇永咏", "艳燕雁彦", "杰洁捷", "娟涓", "涛滔", "明名鸣铭", "超朝", "秀绣",
    "霞侠", "平萍坪屏", "刚钢冈", "华花桦", "玉钰育裕", "兰岚蓝", "红宏洪鸿", "梅枚玫",
    "建健剑", "国果", "文雯闻", "辉晖徽", "晓小筱", "春椿", "生声升胜", "志智治致", "海亥",
    "新欣鑫馨", "清青轻卿", "飞菲非", "张章", "李理礼", "陈辰臣", "徐许", "江姜蒋", "程成",
    "魏卫", "余于俞",
]  # fmt: skip
_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])


@dataclass(frozen=True)
class Noise:
    """Shares of records that carry each kind of error."""

    records_per_person: float = 1.7
    id_missing: float = 0.15
    id_typo: float = 0.05
    id_swap: float = 0.01
    id_old: float = 0.01
    name_homophone: float = 0.03
    name_wrong: float = 0.02
    name_dropped: float = 0.005
    birth_missing: float = 0.08
    birth_swap: float = 0.01
    birth_typo: float = 0.02
    birth_month: float = 0.02
    sex_missing: float = 0.1
    sex_wrong: float = 0.005
    phone_missing: float = 0.15
    phone_changed: float = 0.2
    phone_shared: float = 0.1
    phone_typo: float = 0.02
    place_county: float = 0.08
    place_town: float = 0.04
    place_missing: float = 0.03
    place_other: float = 0.02
    twins: float = 0.01
    generation: float = 0.2
    namesakes: float = 0.01
    counties: int = 40


def generate(records: int, seed: int, noise: Noise = Noise()) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(records as the matcher takes them, truth: record_id, person, and a flag per error kind)."""
    rng = np.random.default_rng(seed)
    count = max(int(records / noise.records_per_person), 1)
    people = _people(count, rng, noise)
    copies = np.minimum(rng.geometric(1 / noise.records_per_person, count), 10)
    person = np.repeat(np.arange(count), copies)
    person = rng.permutation(np.resize(person, records) if len(person) < records else person)
    person = person[:records]
    return _recorded(person, people, rng, noise)


def _people(n: int, rng: np.random.Generator, noise: Noise) -> dict[str, np.ndarray]:
    """Households of about three and a half: surname, village and often phone in common."""
    house = np.sort(rng.integers(0, max(n // 3, 1), n))
    houses = int(house.max()) + 1
    villages = max(noise.counties * 20, houses // 300)
    village_of = rng.integers(0, villages, houses)[house]
    county = (
        430000
        + 100 * (1 + village_of % noise.counties // 20)
        + 21
        + village_of % noise.counties % 20
    )
    inside = village_of // noise.counties
    place = county * 10**6 + (100 + inside % 18) * 1000 + 200 + inside // 18
    surname = _surnames(house, village_of, rng)
    given = np.array(list(GIVEN + RARE))
    skew = 1 / (np.arange(len(given)) + 12.0)
    skew[len(GIVEN) :] /= 8
    picks = rng.choice(len(given), (2, n), p=skew / skew.sum())
    single = rng.random(n) < 0.18
    data = {
        "s": np.array(list(SURNAMES))[surname], "g1": given[picks[0]],
        "g2": np.where(single, "", given[picks[1]]), "place": place, "county": county,
        "sex": rng.integers(1, 3, n), "order": rng.integers(0, 500, n), "house": house,
    }  # fmt: skip
    _alike(data, house, village_of, rng, noise)
    _born(data, house, rng, noise)
    born = np.where(rng.random(n) < 0.85, county, rng.permutation(county))
    data["id"] = _numbers(born, data["birth"], data["order"] * 2 % 1000 + data["sex"] % 2)
    mobile = 13 * 10**9 + rng.integers(0, 6 * 10**9, n)
    family = mobile[np.searchsorted(house, house)]
    data["phone"] = np.where(rng.random(n) < 0.2, family, mobile)
    data["family"] = family
    data["long"] = np.where(rng.random(n) < 0.02, rng.integers(1, 71, n), 0)
    return data


def _born(data: dict, house: np.ndarray, rng: np.random.Generator, noise: Noise) -> None:
    """Birth dates; twins share theirs, the surname and the character of their generation."""
    n = len(house)
    start = np.datetime64("1948-01-01")
    days = rng.integers(0, 365 * 58, n)
    twin = np.flatnonzero((rng.random(n) < noise.twins) & (np.arange(n) > 0))
    twin = twin[house[twin] == house[twin - 1]]
    days[twin], data["g1"][twin], data["s"][twin] = (
        days[twin - 1],
        data["g1"][twin - 1],
        data["s"][twin - 1],
    )
    moment = (start + days).astype("datetime64[D]")
    year = moment.astype("datetime64[Y]").astype(int) + 1970
    month = moment.astype("datetime64[M]").astype(int) % 12 + 1
    day = (moment - moment.astype("datetime64[M]")).astype(int) + 1
    data["birth"] = year * 10000 + month * 100 + day


def _surnames(house: np.ndarray, village_of: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Number of the surname: half of a village's houses are one lineage, wives come from others."""
    n, houses, villages = len(house), int(house.max()) + 1, int(village_of.max()) + 1
    ranks = np.arange(len(SURNAMES)) + 1.0
    weights = (1 / ranks**0.9) / (1 / ranks**0.9).sum()
    lineage = rng.choice(len(SURNAMES), villages, p=weights)
    own = rng.choice(len(SURNAMES), houses, p=weights)
    village_of_house = np.zeros(houses, dtype=np.int64)
    village_of_house[house] = village_of
    kin = np.where(rng.random(houses) < 0.5, lineage[village_of_house], own)[house]
    return np.where(rng.random(n) < 0.25, rng.choice(len(SURNAMES), n, p=weights), kin)


def _alike(data: dict, house, village_of, rng, noise: Noise) -> None:
    """Brothers with the character of their generation, and namesakes in one village."""
    n = len(house)
    brother = np.flatnonzero((rng.random(n) < noise.generation) & (np.arange(n) > 0))
    brother = brother[house[brother] == house[brother - 1]]
    data["g1"][brother] = data["g1"][brother - 1]
    order = np.argsort(village_of, kind="stable")
    second = np.flatnonzero((rng.random(n) < noise.namesakes) & (np.arange(n) > 7))
    second = second[village_of[order[second]] == village_of[order[second - 7]]]
    for part in ("s", "g1", "g2"):
        data[part][order[second]] = data[part][order[second - 7]]


def _numbers(county: np.ndarray, birth: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Valid 18-character ID numbers as an (n, 18) array of characters."""
    body = (county * 10**8 + birth) * 1000 + order
    digits = (body[:, None] // 10 ** np.arange(16, -1, -1)) % 10
    check = np.array(list("10X98765432"))[digits @ _WEIGHTS % 11]
    return np.concatenate([digits.astype("U1"), check[:, None]], axis=1)


def _recorded(person, people, rng, noise) -> tuple[pl.DataFrame, pl.DataFrame]:
    n, flags = len(person), {}

    def some(kind: str) -> np.ndarray:
        flags[kind] = rng.random(n) < getattr(noise, kind)
        return flags[kind]

    columns = {
        "name": _names(person, people, rng, some),
        "id_number": _ids(person, people, rng, some),
        "sex": _sexes(person, people, rng, some),
        "birth_date": _births(person, people, rng, some),
        "phone": _phones(person, people, rng, some),
        "home_place": _places(person, people, rng, some),
    }
    ids = pl.Series([f"r{i}" for i in range(n)])
    frame = pl.DataFrame({"record_id": ids} | columns)
    return frame, pl.DataFrame({"record_id": ids, "person": person} | flags)


def _names(person, people, rng, some) -> pl.Series:
    s, g1, g2 = (people[c][person].copy() for c in ("s", "g1", "g2"))
    twins = {c: group for group in HOMOPHONES for c in group}
    for rows in (np.flatnonzero(some("name_homophone")),):
        for row in rows:
            part = (g1, g2, s)[rng.choice(3, p=[0.45, 0.45, 0.1])]
            group = twins.get(str(part[row]), "")
            if group:
                part[row] = rng.choice([c for c in group if c != part[row]])
    wrong = np.flatnonzero(some("name_wrong"))
    chars = np.array(list(GIVEN))[rng.integers(0, len(GIVEN), len(wrong))]
    second = (rng.random(len(wrong)) < 0.5) & (g2[wrong] != "")
    g2[wrong[second]], g1[wrong[~second]] = chars[second], chars[~second]
    g2[some("name_dropped")] = ""
    name = np.char.add(np.char.add(s, g1), g2).astype(object)
    long = people["long"][person]
    for row in np.flatnonzero(long):
        k = int(long[row]) - 1
        name[row] = LONG_HEAD[k % 10] + g1[row] + LONG_TAIL[k // 10 % 7]
        if rng.random() < 0.1:
            name[row] = name[row].replace("·", rng.choice(["", "•", "."]))
    return pl.Series(name.tolist(), dtype=pl.String)


def _ids(person, people, rng, some) -> pl.Series:
    n = len(person)
    ids = people["id"][person].copy()
    typo = np.flatnonzero(some("id_typo"))
    at = rng.integers(0, 17, len(typo))
    ids[typo, at] = ((ids[typo, at].astype(int) + rng.integers(1, 10, len(typo))) % 10).astype("U1")
    swap = np.flatnonzero(some("id_swap"))
    at = rng.integers(6, 16, len(swap))
    ids[swap, at], ids[swap, at + 1] = ids[swap, at + 1].copy(), ids[swap, at].copy()
    text = np.ascontiguousarray(ids).view("U18").ravel().astype(object)
    old = np.flatnonzero(some("id_old"))
    text[old] = [t[:6] + t[8:17] if t[6:8] == "19" else t for t in text[old]]
    low = rng.random(n) < 0.3
    text[low] = [t.lower() for t in text[low]]
    text[some("id_missing")] = None
    return pl.Series(text.tolist(), dtype=pl.String)


def _sexes(person, people, rng, some) -> pl.Series:
    sex = people["sex"][person]
    sex = np.where(some("sex_wrong"), 3 - sex, sex)
    text = np.where(sex == 1, "男", "女").astype(object)
    text[some("sex_missing")] = None
    return pl.Series(text.tolist(), dtype=pl.String)


def _births(person, people, rng, some) -> pl.Series:
    birth = people["birth"][person]
    year, month, day = birth // 10000, birth // 100 % 100, birth % 100
    swap = some("birth_swap") & (day <= 12)
    month, day = np.where(swap, day, month), np.where(swap, month, day)
    typo, which = some("birth_typo"), rng.integers(0, 3, len(person))
    year = np.where(typo & (which == 0), year + rng.choice([-10, -1, 1, 10], len(person)), year)
    month = np.where(typo & (which == 1), month % 12 + 1, month)
    day = np.where(typo & (which == 2), day % 28 + 1, day)
    only_month, style = some("birth_month"), rng.random(len(person))
    parts = pl.DataFrame({"y": year, "m": month, "d": day, "o": only_month, "k": style})
    text = parts.select(
        pl.when("o").then(pl.format("{}.{}", "y", "m"))
        .when(pl.col("k") < 0.8).then(pl.format("{}-{}-{}", "y", _two("m"), _two("d")))
        .when(pl.col("k") < 0.9).then(pl.format("{}{}{}", "y", _two("m"), _two("d")))
        .otherwise(pl.format("{}年{}月{}日", "y", "m", "d"))
    ).to_series()  # fmt: skip
    return text.set(pl.Series(some("birth_missing")), None)


def _two(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.String).str.zfill(2)


def _phones(person, people, rng, some) -> pl.Series:
    n = len(person)
    phone = people["phone"][person].copy()
    phone = np.where(some("phone_changed"), 15 * 10**9 + rng.integers(0, 4 * 10**9, n), phone)
    shared = some("phone_shared")
    clerks = 18 * 10**9 + rng.permutation(10**6)[people["place"][person] % 9973] * 997
    phone = np.where(shared, np.where(rng.random(n) < 0.5, people["family"][person], clerks), phone)
    typo = some("phone_typo")
    phone = np.where(typo, phone + 10 ** rng.integers(0, 8, n), phone)
    text = pl.Series(phone).cast(pl.String)
    return text.set(pl.Series(some("phone_missing")), None)


def _places(person, people, rng, some) -> pl.Series:
    place = people["place"][person]
    other = some("place_other")
    place = np.where(other, rng.permutation(place), place)
    place = np.where(some("place_town"), place // 1000 * 1000, place)
    place = np.where(some("place_county"), place // 10**6 * 10**6, place)
    return pl.Series(place).cast(pl.String).set(pl.Series(some("place_missing")), None)
