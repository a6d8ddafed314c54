"""Names of employers, sites and contractors in a text, by the words they end in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .spans import Name

_EMPLOYER = re.compile(
    r"(?:公司|集团|厂|酒店|宾馆|饭店|饭庄|餐厅|餐馆|酒楼|超市|商场|合作社|驾校|培训学校|培训中心|职介所|中介所|"
    r"火锅店|专卖店|门店|连锁店|理发店|美容院|养殖场|砖场|煤矿|矿场|采石场|农场|施工队|劳务队|车间主任)$"
)
_SITE = re.compile(
    r"(?:工地|项目部|项目|标段|花园|小区|大厦|广场|安置房|隧道|大桥|高架|楼盘|家园|公馆|新城|华府|名邸|公寓|"
    r"厂房|产业园|工业园|体育馆|水库|水电站|变电站|地铁站|棚改房)$"
)
_SUFFIXES = re.compile(_EMPLOYER.pattern.rstrip("$") + "|" + _SITE.pattern.rstrip("$"))
_BEHIND = re.compile(
    r"(?:第?[一二三四五六七八九十\d]+(?:期|标段|标|区|号楼|栋|号地块))*(?:项目部|项目|工地|标段)?"
)
# A stem is no name when only these are left of it.
_EMPTY = re.compile(
    r"^(?:有限|有限责任|责任|股份|劳务|建筑|建设|工程|装修|装饰|物业|外卖|快递|物流|电子|服装|鞋|家具|玩具|五金|砖|纸|"
    r"食品|纺织|化工|塑料|总包|分包|施工|开发|房产|房地产|中介|培训|保安|保洁|家政|本地|当地|外地|整个|各|每|大|小|"
    r"新|老|建材|机械|制衣|陶瓷|印刷|包装|水泥|钢铁|汽车|手机|电器|家电|木材|皮革|塑胶|养猪|养鸡|一|二|三|两|几|个|家|这|那|"
    r"国有|私人|民营|外资|合资|上市|正规|出租|安置|商品|回迁|老旧|住宅|高档|附近|全|母|子|分|总|承包|承建|用人|用工|派遣|"
    r"劳务派遣|人力|人力资源|代加工|加工|私|黑|一个|一家|连锁|地铁|高速|高铁|铁路|公路|农民工|商业|居民|工业|社区|文化|运动|城市|经济)+$"
)
# Words a name does not begin with or hold.
_STOPS = re.compile(
    r"^(?:在|的|是|去|到|给|被|叫|喊|和|跟|我|我们|他|他们|她|你|你们|咱|咱们|这|那|这个|那个|这家|那家|有|了|里|从|为|"
    r"帮|找|于|名为|把|让|请|对|向|由|也|都|就|还|又|说|讲|问|做|干|上班|打工|工作|入职|进|进了|离开|老板|拖欠|欠|承包|承建|"
    r"负责|隶属|属于|一个|一家|某|某个|某家|本|该|贵|因为|但|但是|可是|如果|所以|而|与|及|或|以及|介绍|包工头|经|通过|来|来到|"
    r"现在|后来|当时|今年|去年|前年|昨天|今天|目前|家|个|几个|两个|三个|每个|各|整个|附近|对面|旁边|后面|前面|投诉|举报|反映|反应|"
    r"入|职|月|日|年|关于|请问|厂名叫|名叫|名字叫|咨询|求助|要求|这里|那里|里面|外面|厂里|村里|镇上|县里|市里|签|签了|跟着|属|搞|修|建|盖|挖|装|住|住在|位于|地处|"
    r"开|开了|租|买|买了|送|送到|派|派到|招|招聘|应聘|是不是|有没有|不|没|没有|要|想|能|可以|该不该|着|过|得|地|吗|呢|吧|啊|嘛|"
    r"宿舍|食堂|员工|工人|工友|农民工|工资|工钱|工程|钱|人|大|小|新|老)$"
)
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程"
    "苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝"
    "龚邵万钱严覃武戴莫孔向汤欧阳施曲温柳葛殷翁施丘辛翟沙牛"
)
_TITLE = r"(?:包工头|工头|老板|总|队长|班长|班组长|经理|工长|带班|师傅|老板娘|主管|项目经理|代工)"
_CONTRACTORS = (
    re.compile(
        rf"(?:包工头|工头|包工的|班组长|带班的?|老板|队长|项目经理|经理|主管)(?:名字)?(?:叫做|叫|是|名叫|姓名|:)(?P<name>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?)(?=[,，。!！?？;；、\s的说讲不他在欠拖跑把叫就人也一]|$|电话|手机)"
    ),
    re.compile(rf"(?<![\u4e00-\u9fff])?姓(?P<name>[{_SURNAMES}])的?{_TITLE}?"),
    re.compile(rf"(?:{_TITLE})姓(?P<name>[{_SURNAMES}])"),
    re.compile(rf"(?:{_TITLE})(?P<name>[老小][{_SURNAMES}])"),
    re.compile(rf"(?P<name>[{_SURNAMES}](?:某某?)?{_TITLE})(?![\u4e00-\u9fff]?[长部共])"),
)


def names(text: str) -> list[Name]:
    """Employers, sites and contractors, in their order; what only says 公司 or 工地 is none."""
    tokens = _tokens(text)
    found: list[Name] = []
    for at, (start, token) in enumerate(tokens):
        if not (suffix := _SUFFIXES.search(token)) or suffix.end() != len(token):
            continue
        if named := _named(text, tokens, at, start + len(token)):
            if not any(f.start < named.end and named.start < f.end for f in found):
                found.append(named)
            elif found and named.start <= found[-1].start and named.end > found[-1].end:
                found[-1] = named
    found += _contractors(text, found)
    return sorted(found, key=lambda f: f.start)


def _tokens(text: str) -> list[tuple[int, str]]:
    import rjieba  # its dictionary takes a while; only who reads a text waits for it

    at, tokens = 0, []
    for token in rjieba.cut(text):
        tokens.append((at, token))
        at += len(token)
    return tokens


def _named(text: str, tokens: list[tuple[int, str]], at: int, end: int) -> Name | None:
    start = tokens[at][0]
    for begun in _leftwards(tokens, at):
        if end - begun > 24:
            break
        start = begun
    behind = _BEHIND.match(text, end)
    end = behind.end() if behind else end
    value = text[start:end]
    stem = _SUFFIXES.sub("", value)
    if len(stem) < 2 or _EMPTY.match(stem):
        return None
    site = _SITE.search(value) or re.search(r"(?:期|标段|标|号楼|栋|地块)$", value)
    return Name(start, end, value, "site" if site else "employer", value)


def _leftwards(tokens: list[tuple[int, str]], at: int) -> Iterator[int]:
    """Where the words before a suffix begin that may belong to the name."""
    for start, token in reversed(tokens[max(at - 8, 0) : at]):
        if not re.fullmatch(r"[\u4e00-\u9fffA-Za-z0-9()（）·]+", token) or _STOPS.match(token):
            return
        if re.fullmatch(r"\d+.*|[年月日号天]|.*叫|.*(?:入职|上班|打工|工作|干活)", token):
            return
        yield start


def _contractors(text: str, taken: list[Name]) -> list[Name]:
    found: list[Name] = []
    for pattern in _CONTRACTORS:
        for match in pattern.finditer(text):
            start, end = match.span("name")
            if not any(f.start < end and start < f.end for f in [*found, *taken]):
                found.append(Name(start, end, text[start:end], "contractor", text[start:end]))
    return found
