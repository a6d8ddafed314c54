# ruff: noqa: E501  (a row of a table stays on a line; Chinese counts twice)
"""GB/T 4754-2017: the 20 sections and 97 divisions, and `industry_of` for what people write."""

from __future__ import annotations

import re

from rongcheng.core.codes.base import CodeList, items, normal
from rongcheng.core.codes.industry_words import FALLBACK, WORDS

SECTIONS = CodeList(
    "industry_section",
    items(
        "A | 农、林、牧、渔业 | Agriculture, forestry, animal husbandry and fishery | 农业 农林牧渔 "
        "农林牧渔业 第一产业 种植业 务农 种养殖 种养殖业 农牧业",
        "B | 采矿业 | Mining | 采矿 采掘业 矿业",
        "C | 制造业 | Manufacturing | 制造 工业 加工业 加工制造 加工制造业 生产制造 工厂 进厂",
        "D | 电力、热力、燃气及水生产和供应业 | Electricity, heat, gas and water supply | 水电气 "
        "电力热力燃气及水生产和供应业 电力行业",
        "E | 建筑业 | Construction | 建筑 建筑行业 建筑工地 工地 建筑施工 土建 基建",
        "F | 批发和零售业 | Wholesale and retail trade | 批发零售 批发零售业 批发业零售业 商业 商贸 贸易 "
        "批发和零售",
        "G | 交通运输、仓储和邮政业 | Transport, storage and post | 交通运输 交通运输业 运输业 仓储 "
        "交通运输仓储和邮政业 物流 物流业 交通 交通运输仓储",
        "H | 住宿和餐饮业 | Accommodation and catering | 住宿餐饮 住宿餐饮业 酒店餐饮 餐饮住宿",
        "I | 信息传输、软件和信息技术服务业 | Information and software services | 信息技术 it行业 it业 "
        "信息传输 软件和信息技术 互联网行业",
        "J | 金融业 | Finance | 金融",
        "K | 房地产业 | Real estate | 房地产 地产",
        "L | 租赁和商务服务业 | Leasing and business services | 租赁 商务服务 商务服务业 租赁商务",
        "M | 科学研究和技术服务业 | Scientific research and technical services | 科研 技术服务",
        "N | 水利、环境和公共设施管理业 | Water, environment and public facilities | 公共设施管理 "
        "水利环境和公共设施管理业",
        "O | 居民服务、修理和其他服务业 | Household, repair and other services | 居民服务 服务业 "
        "居民服务业 居民服务和其他服务业 居民服务修理和其他服务业 其他服务业 社会服务业 服务行业",
        "P | 教育 | Education | 教育业 教育行业",
        "Q | 卫生和社会工作 | Health and social work | 卫生 医疗卫生 医疗行业",
        "R | 文化、体育和娱乐业 | Culture, sports and entertainment | 文体娱乐 文化娱乐 娱乐业 "
        "文化体育和娱乐业 文化旅游",
        "S | 公共管理、社会保障和社会组织 | Public administration and social organisations | 公共管理 "
        "机关事业单位 党政机关 公益性岗位 公益岗 公益岗位",
        "T | 国际组织 | International organisations",
    ),
)

DIVISIONS = CodeList(
    "industry_division",
    items(
        "A01 | 农业 | Farming",
        "A02 | 林业 | Forestry",
        "A03 | 畜牧业 | Animal husbandry",
        "A04 | 渔业 | Fishery",
        "A05 | 农、林、牧、渔专业及辅助性活动 | Agricultural support activities",
        "B06 | 煤炭开采和洗选业 | Coal mining and washing",
        "B07 | 石油和天然气开采业 | Oil and gas extraction",
        "B08 | 黑色金属矿采选业 | Ferrous metal ore mining",
        "B09 | 有色金属矿采选业 | Non-ferrous metal ore mining",
        "B10 | 非金属矿采选业 | Non-metal ore mining",
        "B11 | 开采专业及辅助性活动 | Mining support activities",
        "B12 | 其他采矿业 | Other mining",
        "C13 | 农副食品加工业 | Processing of farm produce",
        "C14 | 食品制造业 | Food manufacturing",
        "C15 | 酒、饮料和精制茶制造业 | Liquor, beverages and refined tea",
        "C16 | 烟草制品业 | Tobacco products",
        "C17 | 纺织业 | Textiles",
        "C18 | 纺织服装、服饰业 | Garments and apparel",
        "C19 | 皮革、毛皮、羽毛及其制品和制鞋业 | Leather, fur, feathers and footwear",
        "C20 | 木材加工和木、竹、藤、棕、草制品业 | Wood, bamboo, rattan and straw products",
        "C21 | 家具制造业 | Furniture",
        "C22 | 造纸和纸制品业 | Paper and paper products",
        "C23 | 印刷和记录媒介复制业 | Printing and reproduction of media",
        "C24 | 文教、工美、体育和娱乐用品制造业 | Culture, craft, sports and entertainment goods",
        "C25 | 石油、煤炭及其他燃料加工业 | Petroleum, coal and other fuel processing",
        "C26 | 化学原料和化学制品制造业 | Chemicals and chemical products",
        "C27 | 医药制造业 | Pharmaceuticals",
        "C28 | 化学纤维制造业 | Chemical fibres",
        "C29 | 橡胶和塑料制品业 | Rubber and plastic products",
        "C30 | 非金属矿物制品业 | Non-metallic mineral products",
        "C31 | 黑色金属冶炼和压延加工业 | Smelting and rolling of ferrous metals",
        "C32 | 有色金属冶炼和压延加工业 | Smelting and rolling of non-ferrous metals",
        "C33 | 金属制品业 | Metal products",
        "C34 | 通用设备制造业 | General-purpose machinery",
        "C35 | 专用设备制造业 | Special-purpose machinery",
        "C36 | 汽车制造业 | Motor vehicles",
        "C37 | 铁路、船舶、航空航天和其他运输设备制造业 | Railway, ship, aerospace and other vehicles",
        "C38 | 电气机械和器材制造业 | Electrical machinery and equipment",
        "C39 | 计算机、通信和其他电子设备制造业 | Computers, communication and electronic equipment",
        "C40 | 仪器仪表制造业 | Instruments and meters",
        "C41 | 其他制造业 | Other manufacturing",
        "C42 | 废弃资源综合利用业 | Recycling of waste resources",
        "C43 | 金属制品、机械和设备修理业 | Repair of metal products and machinery",
        "D44 | 电力、热力生产和供应业 | Electricity and heat supply",
        "D45 | 燃气生产和供应业 | Gas supply",
        "D46 | 水的生产和供应业 | Water supply",
        "E47 | 房屋建筑业 | Building construction",
        "E48 | 土木工程建筑业 | Civil engineering",
        "E49 | 建筑安装业 | Building installation",
        "E50 | 建筑装饰、装修和其他建筑业 | Building decoration and other construction",
        "F51 | 批发业 | Wholesale trade",
        "F52 | 零售业 | Retail trade",
        "G53 | 铁路运输业 | Railway transport",
        "G54 | 道路运输业 | Road transport",
        "G55 | 水上运输业 | Water transport",
        "G56 | 航空运输业 | Air transport",
        "G57 | 管道运输业 | Pipeline transport",
        "G58 | 多式联运和运输代理业 | Multimodal transport and forwarding",
        "G59 | 装卸搬运和仓储业 | Handling and storage",
        "G60 | 邮政业 | Post and express delivery",
        "H61 | 住宿业 | Accommodation",
        "H62 | 餐饮业 | Catering",
        "I63 | 电信、广播电视和卫星传输服务 | Telecommunication and broadcasting",
        "I64 | 互联网和相关服务 | Internet services",
        "I65 | 软件和信息技术服务业 | Software and IT services",
        "J66 | 货币金融服务 | Banking",
        "J67 | 资本市场服务 | Capital markets",
        "J68 | 保险业 | Insurance",
        "J69 | 其他金融业 | Other finance",
        "K70 | 房地产业 | Real estate",
        "L71 | 租赁业 | Leasing",
        "L72 | 商务服务业 | Business services",
        "M73 | 研究和试验发展 | Research and development",
        "M74 | 专业技术服务业 | Professional technical services",
        "M75 | 科技推广和应用服务业 | Technology promotion and application",
        "N76 | 水利管理业 | Water management",
        "N77 | 生态保护和环境治理业 | Ecological protection and environment",
        "N78 | 公共设施管理业 | Public facilities",
        "N79 | 土地管理业 | Land management",
        "O80 | 居民服务业 | Household services",
        "O81 | 机动车、电子产品和日用产品修理业 | Repair of vehicles, electronics and daily goods",
        "O82 | 其他服务业 | Other services",
        "P83 | 教育 | Education",
        "Q84 | 卫生 | Health",
        "Q85 | 社会工作 | Social work",
        "R86 | 新闻和出版业 | News and publishing",
        "R87 | 广播、电视、电影和录音制作业 | Broadcasting, television, film and sound",
        "R88 | 文化艺术业 | Culture and arts",
        "R89 | 体育 | Sports",
        "R90 | 娱乐业 | Entertainment",
        "S91 | 中国共产党机关 | Organs of the Communist Party of China",
        "S92 | 国家机构 | State organs",
        "S93 | 人民政协、民主党派 | People's political consultative conference and parties",
        "S94 | 社会保障 | Social security",
        "S95 | 群众团体、社会团体和其他成员组织 | Mass and member organisations",
        "S96 | 基层群众自治组织及其他组织 | Grassroots self-governing organisations",
        "T97 | 国际组织 | International organisations",
    ),
)

# Both levels in one list, for labels of whichever is known.
INDUSTRY = CodeList("industry", (*SECTIONS, *DIVISIONS))

_CODE = re.compile(r"^([a-t])?(\d{2})(?:\d{1,2})?$")
_BY_NUMBER = {item.code[1:]: item.code for item in DIVISIONS}


def _table(rows: str) -> dict[str, str]:
    """Word → code from lines of `code: word word …`."""
    found: dict[str, str] = {}
    for line in rows.strip().splitlines():
        code, words = line.split(":")
        found |= {normal(word): code.strip() for word in words.split()}
    return found


_WORDS, _FALLBACK = _table(WORDS), _table(FALLBACK)
# Where a long word holds a shorter one, only the longest that ends at a place is looked at.
_PATTERN, _FALLBACK_PATTERN = (
    re.compile("|".join(sorted(map(re.escape, table), key=len, reverse=True)))
    for table in (_WORDS, _FALLBACK)
)


def industry_of(text: str | None) -> str | None:
    """The division (`C39`), or only the section (`C`), of an industry or employer as written.

    Codes, official names, and the words workers use. Chinese puts the head last, so of several
    words the last counts: 电子厂食堂 is catering. None where nothing is recognised. For a column
    map its distinct values.
    """
    wanted = normal(text or "")
    if not wanted:
        return None
    if written := _CODE.match(wanted):
        return _BY_NUMBER.get(written[2])
    if wanted in _WORDS:
        return _WORDS[wanted]
    if code := SECTIONS.parse(wanted) or DIVISIONS.parse(wanted):
        return code
    for pattern, table in ((_PATTERN, _WORDS), (_FALLBACK_PATTERN, _FALLBACK)):
        if found := pattern.findall(wanted):
            return table[found[-1]]
    return None
