"""Invented employers: plausible names that belong to nobody, and codes that are right in form."""

from __future__ import annotations

import numpy as np
import polars as pl

from rongcheng.places.codes import at_level

from .homes import place_names

# Brands are put together of poetic words that companies of the country do not bear together.
_FIRST = [
    "青禾",
    "云杉",
    "鹿鸣",
    "麦浪",
    "星野",
    "松涛",
    "苇航",
    "栖梧",
    "澄溪",
    "晚枫",
    "初霁",
    "朝露",
    "远岫",
    "听泉",
    "折柳",
    "拾穗",
]
_SECOND = [
    "渡",
    "坞",
    "岭",
    "汀",
    "樾",
    "皋",
    "陌",
    "畈",
    "泾",
    "堰",
    "嶂",
    "墟",
    "峪",
    "洲",
    "埂",
    "浦",
]
_KINDS = {
    "A": "农业开发有限公司 种植专业合作社 畜牧养殖场 果蔬基地",
    "B": "矿业有限公司 采石场 煤业有限公司",
    "C": "电子有限公司 服饰有限公司 鞋业有限公司 家具有限公司 五金制品厂 塑胶制品有限公司 "
         "食品有限公司 纺织有限公司 机械有限公司 包装材料厂 电器有限公司 玩具厂",
    "D": "供水有限公司 新能源有限公司 热力有限公司",
    "E": "建设工程有限公司 建筑劳务有限公司 装饰工程有限公司 路桥工程有限公司 "
         "市政工程项目部 安装工程队",
    "F": "超市 商贸有限公司 建材经营部 服装店 水果店 农贸市场摊位",
    "G": "物流有限公司 运输车队 快递网点 货运部 网约车平台 仓储有限公司",
    "H": "酒店 小吃店 饭店 火锅店 客栈 餐饮管理有限公司",
    "I": "网络科技有限公司 信息服务部",
    "K": "物业服务有限公司 房产经纪部",
    "L": "人力资源有限公司 劳务派遣有限公司 保安服务有限公司 商务服务部",
    "N": "园林绿化有限公司 环卫服务有限公司",
    "O": "家政服务部 汽车修理厂 美容美发店 洗衣店 家电维修部 养老护理站",
    "P": "幼儿园 培训学校 学校食堂",
    "Q": "诊所 护理院 康养中心",
    "R": "旅游文化有限公司 健身馆 演艺队",
    "S": "村民委员会服务站 社区服务中心",
}  # fmt: skip
JOBS = {
    "A": "果树栽培工 蔬菜种植工 家畜饲养工 茶园工 花卉园艺工",
    "B": "采煤工 矿石破碎工 凿岩工 矿车司机",
    "C": "电子装配工 缝纫工 冲压工 质检员 制鞋工 注塑工 焊工 包装工 家具木工 车工 纺织工 操作工",
    "D": "抄表工 管道工 光伏运维工",
    "E": "钢筋工 砌筑工 架子工 混凝土工 木工 抹灰工 油漆工 水电工 塔吊司机 普工 电焊工 瓦工",
    "F": "营业员 收银员 理货员 摊主 导购 电商客服",
    "G": "货车司机 快递员 外卖骑手 仓库保管员 装卸工 网约车司机 叉车司机",
    "H": "厨师 餐厅服务员 配菜工 客房服务员 洗碗工 前台",
    "I": "客服 网络布线工 主播助理",
    "K": "保洁员 物业维修工 秩序维护员",
    "L": "保安 劳务派遣工 搬运工 文员",
    "N": "环卫工 绿化工 河道保洁员",
    "O": "家政服务员 汽车维修工 美发师 月嫂 护工 家电维修工 足疗师",
    "P": "保育员 食堂工人 宿管员",
    "Q": "护理员 养老护理员 药店店员",
    "R": "导游 健身教练 演员 景区检票员",
    "S": "公益性岗位人员 护林员 村级协理员",
}
_ALPHABET = np.array(list("0123456789ABCDEFGHJKLMNPQRTUWXY"))
_WEIGHTS = np.array([pow(3, at, 31) for at in range(17)])
_PEOPLE_EACH = 9  # people of the registry who know the same employer, on average
_NO_EMPLOYER = {"A": 0.4, "F": 0.35, "G": 0.35, "O": 0.35, "E": 0.3, "H": 0.2}


def draw_employers(rng: np.random.Generator, spells: pl.DataFrame) -> pl.DataFrame:
    """employer, employer_code for spells with ``industry`` and ``township`` (12-digit code).

    Employers are shared: the same county and industry has a few large ones and many small ones.
    Those who work for themselves or do not know whom for have none.
    """
    county = spells["township"].to_numpy() // 10**6
    letters = np.array(sorted(_KINDS))
    industry = np.searchsorted(letters, spells["industry"].to_numpy().astype(str))
    cell = county * 100 + industry
    _, where, size = np.unique(cell, return_inverse=True, return_counts=True)
    choice = np.ceil(size[where] / _PEOPLE_EACH)
    key = cell * 10**6 + (rng.random(len(cell)) ** 2 * choice).astype(np.int64)
    keys, which = np.unique(key, return_inverse=True)
    name, code = _names(rng, keys, letters), _credit_codes(rng, keys)
    none = np.array([_NO_EMPLOYER.get(str(letter), 0.04) for letter in letters])[industry]
    known = rng.random(len(cell)) >= none
    coded = known & (rng.random(len(cell)) < 0.35)
    return pl.DataFrame(
        {
            "employer": pl.Series(name.to_numpy()[which]).set(pl.Series(~known), None),
            "employer_code": pl.Series(code.to_numpy()[which]).set(pl.Series(~coded), None),
        }
    )


def draw_jobs(rng: np.random.Generator, industry: np.ndarray) -> np.ndarray:
    """An occupation for each industry letter, the first of each list the commonest."""
    found = np.empty(len(industry), dtype=object)
    for letter, jobs in JOBS.items():
        rows = np.flatnonzero(industry == letter)
        choice = np.array(jobs.split(), dtype=object)
        found[rows] = choice[(rng.random(len(rows)) ** 1.4 * len(choice)).astype(int)]
    return found


def _names(rng: np.random.Generator, keys: np.ndarray, letters: np.ndarray) -> pl.Series:
    counties, at = np.unique(keys // 10**8, return_inverse=True)
    towns = np.array([_town(int(county)) for county in counties], dtype=object)[at]
    first = np.array(_FIRST, dtype=object)[rng.integers(0, len(_FIRST), len(keys))]
    second = np.array(_SECOND, dtype=object)[rng.integers(0, len(_SECOND), len(keys))]
    kind = np.empty(len(keys), dtype=object)
    industry = keys // 10**6 % 100
    for number, letter in enumerate(letters):
        rows = np.flatnonzero(industry == number)
        choice = np.array(_KINDS[letter].split(), dtype=object)
        kind[rows] = choice[rng.integers(0, len(choice), len(rows))]
    return pl.Series(towns + first + second + kind, dtype=pl.String)


def _town(county: int) -> str:
    """The county's short name, the city's where the county is a city district."""
    places = place_names()
    name = places.get(county * 10**6, "")
    if name.endswith("区") or name in ("市辖区", ""):
        name = places.get(at_level(county * 10**6, "prefecture"), name)
    if name in ("市辖区", "县"):
        name = places.get(at_level(county * 10**6, "province"), name)
    return name.removesuffix("市").removesuffix("县")[:3] or name


def _credit_codes(rng: np.random.Generator, keys: np.ndarray) -> pl.Series:
    """Unified social credit codes (GB 32100) of enterprises in the employers' counties."""
    county = keys // 10**8
    body = np.empty((len(keys), 17), dtype=np.int64)
    body[:, :2] = (9, 1)
    body[:, 2:8] = county[:, None] // 10 ** np.arange(5, -1, -1) % 10
    body[:, 8:10] = (_ALPHABET == "M").argmax(), (_ALPHABET == "A").argmax()
    body[:, 10:] = rng.integers(0, 31, (len(keys), 7))
    check = (31 - body @ _WEIGHTS % 31) % 31
    whole = np.concatenate([body, check[:, None]], axis=1)
    return pl.Series(_ALPHABET[whole].astype("U1").view("U18").ravel())
