"""Invented names: surnames as frequent as in China, given names of their time."""

from __future__ import annotations

import numpy as np
import polars as pl

from .draw import pick

# Surname and its share of the population in thousandths, the rest in small equal parts.
_SURNAMES = (
    "王71 李70 张66 刘51 陈45 杨31 黄22 赵20 吴20 周19 徐15 孙14 马13 朱13 胡12 郭11 何11 林11 "
    "高10 罗10 郑9 梁9 谢8 宋8 唐8 许7 邓7 冯7 韩7 曹6 曾6 彭6 萧4 蔡6 潘6 田6 董6 袁6 于5 余5 "
    "叶5 蒋5 杜5 苏5 魏5 程5 吕5 丁4 沈4 任4 姚4 卢4 傅3 钟4 姜4 崔4 谭4 廖4 范4 汪4 陆4 金4 石4 "
    "戴3 贾3 韦3 夏3 邱3 方3 侯3 邹3 熊3 孟3 秦3 白3 江3 阎2 薛3 尹3 段2 雷3 黎3 史2 龙3 "
    "陶2 贺2 顾2 毛2 郝2 龚2 邵2 万2 钱2 严2 覃2 武2 戚1 莫2 孔2 向2 常2 汤2 赖2 施2 洪2 季1 柳1 "
    "祝1 左1 殷1 欧阳1 舒1 倪1 章1 鲁1 葛1 鲍1 苗1 凌1 盛1 温1 俞1 鄢1 上官0.1 司徒0.1 诸葛0.1"
)
# Surnames that are common among a people of the region: GB 3304 code → surnames.
_OF_PEOPLE = {
    "14": "杨 段 赵 李 张 董 尹 王 何 苏 施 洪 寸 高 杜 罗 字 奚 严",
    "07": "罗 李 杨 字 左 茶 鲁 普 阿 毕 自 王 张 起 熊",
    "03": "马 马 马 米 忽 沙 丁 白 蓝 哈 虎",
    "15": "彭 田 向 覃 冉 张 王 李 黄 谭",
    "06": "龙 石 麻 吴 杨 廖 田 隆",
    "12": "杨 吴 粟 石 龙 姚 李",
    "22": "蓝 雷 钟 盘",
}
_SINGLE = (0.10, 0.22, 0.33, 0.36, 0.22, 0.08)
_FROM = (1960, 1970, 1980, 1990, 2000)
_MALE = (
    "国 德 明 永 志 有 正 文 光 家 金 福 建 荣 贵 兴 发 树 长 喜 宝 生 全 庆 富 才 春 山 根 水",
    "建 国 志 文 明 永 军 平 华 卫 东 红 强 荣 林 生 海 春 忠 贵 学 新 民 光 胜 清 庆 云 金 江",
    "建 军 勇 强 伟 志 文 华 明 平 波 斌 辉 海 林 军 云 国 荣 成 学 红 兵 永 松 刚 东 春 利 新",
    "伟 磊 勇 涛 超 强 鹏 杰 军 波 斌 飞 辉 峰 龙 亮 俊 刚 凯 明 志 建 文 海 华 小 东 林 云 旭",
    "浩 杰 俊 鑫 宇 鹏 涛 超 伟 凯 文 博 林 龙 志 嘉 天 晨 旭 阳 豪 健 翔 斌 磊 成 家 亮 毅 泽",
    "浩 宇 轩 泽 子 俊 梓 睿 辰 博 天 佳 文 嘉 航 铭 皓 晨 一 浩 诚 宸 昊 翔 逸 熙 杰 鑫 瑞 霖",
)
_FEMALE = (
    "秀 英 桂 兰 凤 玉 珍 芳 梅 金 香 莲 美 云 花 菊 翠 素 淑 芝 琴 仙 月 娥 银 春 巧 彩 惠 荣",
    "秀 英 丽 华 玉 芳 红 兰 珍 桂 梅 琴 凤 萍 霞 云 莲 春 香 美 菊 燕 金 淑 玲 清 珠 琼 素 艳",
    "丽 红 芳 梅 霞 燕 华 玉 艳 秀 玲 萍 琴 云 春 英 兰 凤 娟 静 敏 琼 莉 海 美 晓 桂 群 彩 珍",
    "丽 娟 艳 婷 敏 静 霞 燕 芳 玲 娜 莉 红 梅 丹 倩 雪 琴 晓 小 慧 海 英 华 萍 春 云 琳 媛 洁",
    "婷 雪 欣 颖 悦 佳 慧 倩 丹 玉 琳 萍 雅 晓 梦 思 怡 静 莹 洁 娜 文 丽 敏 瑶 蓉 珊 露 芳 媛",
    "欣 怡 梓 涵 雨 诗 佳 子 思 萱 梦 琪 雅 可 馨 语 瑶 一 诺 悦 彤 妍 芷 晨 熙 妤 沐 依 宁 菲",
)
_MONGOL = (
    "巴特尔 朝鲁 苏和 阿古拉 哈斯巴根 布和 那日苏 宝音图 孟和 特木尔 额尔敦 达来 毕力格 呼格吉勒 "
    "格日勒图 敖特根 乌力吉 斯琴图 牧仁 查干",
    "乌云其木格 萨仁 娜仁花 其其格 苏日娜 乌兰 斯琴高娃 塔娜 阿茹娜 托娅 萨日娜 图雅 哈斯 "
    "高娃 乌日娜 通拉嘎 娜日苏 莎林 格日勒 敖登",
)
_YI_CLANS = ["吉木", "沙玛", "阿余", "海来", "曲木", "俄底", "吉克", "尔古", "罗洪", "阿苏"]
_YI_GIVEN = ("木果 拉铁 伍牛 子古 尔布 约布 阿且 有格", "阿依 阿呷 伍果 阿洛 尔扎 依作 阿牛 伍各")
_LONG_NAMES = {"02": 0.45, "07": 0.05}  # share of a people who bear a name of their own pattern


def surnames(rng: np.random.Generator, ethnicity: np.ndarray) -> np.ndarray:
    """A surname for each entry, by what is common among its people."""
    entries = [(e.rstrip("0123456789."), e) for e in _SURNAMES.split()]
    weights = [float(e.removeprefix(name)) for name, e in entries]
    found = np.array([name for name, _ in entries])[pick(rng, weights, len(ethnicity))]
    for people, listed in _OF_PEOPLE.items():
        rows = np.flatnonzero((ethnicity == people) & (rng.random(len(ethnicity)) < 0.75))
        choice = np.array(listed.split())
        found[rows] = choice[(rng.random(len(rows)) ** 1.7 * len(choice)).astype(int)]
    return found


def given_names(rng: np.random.Generator, birth_year: np.ndarray, sex: np.ndarray) -> pl.Series:
    """Given names of one or two characters, as parents of that year chose them for that sex."""
    cohort = np.digitize(birth_year, _FROM)
    pools = np.array([[list(pool.split()) for pool in side] for side in (_MALE, _FEMALE)])
    side = (sex == 2).astype(int)
    # Favourites of a time are much commoner than the rest: the front of each list.
    first, second = ((rng.random(len(sex)) ** 1.35 * pools.shape[2]).astype(int) for _ in "ab")
    second = np.where(first == second, (first + 7) % pools.shape[2], second)
    single = rng.random(len(sex)) < np.array(_SINGLE)[cohort]
    twice = rng.random(len(sex)) < np.where((cohort == 5) & (side == 1), 0.06, 0.0)
    one = pools[side, cohort, first]
    two = np.where(single, "", np.where(twice, one, pools[side, cohort, second]))
    return pl.Series(one) + pl.Series(two)


def full_names(
    rng: np.random.Generator,
    surname: np.ndarray,
    birth_year: np.ndarray,
    sex: np.ndarray,
    ethnicity: np.ndarray,
) -> pl.Series:
    """Full names; some Mongols and Yi bear names of their own pattern, with the dot ``·``."""
    names = (pl.Series(surname) + given_names(rng, birth_year, sex)).to_numpy().astype(object)
    side = (sex == 2).astype(int)
    own = rng.random(len(sex))
    for people, chance in _LONG_NAMES.items():
        for woman in (0, 1):
            rows = np.flatnonzero((ethnicity == people) & (own < chance) & (side == woman))
            names[rows] = _own_pattern(rng, people, woman, len(rows))
    return pl.Series("name", names, dtype=pl.String)


def _own_pattern(rng: np.random.Generator, people: str, woman: int, n: int) -> np.ndarray:
    if people == "02":
        return np.array(_MONGOL[woman].split(), dtype=object)[rng.integers(0, 20, n)]
    clan = np.array(_YI_CLANS, dtype=object)[rng.integers(0, len(_YI_CLANS), n)]
    given = np.array(_YI_GIVEN[woman].split(), dtype=object)[rng.integers(0, 8, n)]
    return clan + "·" + given
