"""What a column's cells look like, whatever its header says."""

from __future__ import annotations

import polars as pl

# How sure content alone makes us of a field, per share of the cells that look like it.
ALONE = {
    "id_number": 0.92, "phone": 0.88, "sex": 0.88, "ethnicity": 0.85, "education": 0.82,
    "relation_to_head": 0.8, "name": 0.7, "birth_date": 0.62,
}  # fmt: skip
# Fields whose content can hardly be anything else, so that a strange header does not count.
STRONG = {"id_number", "phone", "sex", "ethnicity"}
# The share assumed for a field whose content has no typical look.
UNSEEN = 0.75

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛"
    "叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔"
    "贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷"
    "祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵"
    "解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连"
    "郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆"
    "谌银扬明沙薄伏岑习胥保和蔺吾阿巴才格娜买其努乌萨图斯额那布特木哈"
)
_NAME = rf"^(?:[{SURNAMES}]\p{{Han}}{{1,3}}|\p{{Han}}{{2,10}}·\p{{Han}}{{1,12}})$"
_LOOKS = {
    "id_number": r"^'?(?:\d{15}|\d{17}[\dXx])'?$|^\d\.\d+E\+1[4-8]$",
    "phone": r"^(?:\+?86)?1[3-9]\d{9}$|^0\d{2,3}\d{7,8}$",
    "sex": r"^(?:男|女|男性|女性|M|F)$",
    "ethnicity": r"^(?:汉|回|苗|彝|壮|满|白|藏|瑶|侗|蒙古|土家|傈僳|纳西|\p{Han}{1,5}族)$",
    "education": r"^(?:文盲|半文盲|小学|初中|高中|中专|中职|技校|职高|大专|专科|本科|大学|研究生"
                 r"|硕士|博士|大学本科|大学专科|普通高中|高职).{0,4}$",
    "relation_to_head": r"^(?:户主|本人|妻|夫|妻子|丈夫|配偶|子|女|儿子|女儿|长子|次子|三子|长女"
                        r"|次女|三女|父亲|母亲|父|母|孙子|孙女|儿媳|女婿|之.{1,3}|户主之.{1,3}|媳|兄|弟|姐|妹)$",
    "name": _NAME,
    "birth_date": r"^(?:19[3-9]\d|20[01]\d)(?:[-./年]?(?:0?[1-9]|1[0-2])(?:[-./月]?\d{0,2}日?)?)"
                  r"(?: 00:00:00)?$",
    "start_date": r"^(?:\d{2}|20[0-4]\d)(?:[-./年]?(?:0?[1-9]|1[0-2])(?:[-./月]?\d{0,2}日?)?)"
                  r"(?: 00:00:00)?(?:[-—至~到].*)?$",
    "age": r"^\d{1,2}(?:岁|周岁)?(?:\.0)?$",
    "transfer_range": r"^(?:[县市省乡镇村州旗盟区].{0,4}|.{0,2})[内外].{0,4}$|跨|本地"
                      r"|境外|国外|就近",
    "serial": r"^\d{1,6}$",
    "wage": r"^[约大概]*\d{1,6}(?:\.\d+)?(?:[-—~至]\d+(?:\.\d+)?)?[千万kKwW元]*.{0,5}$",
}  # fmt: skip
_LOOKS["end_date"] = _LOOKS["confirmed_on"] = _LOOKS["start_date"]
_LOOKS["head_name"] = _NAME


def probe(column: pl.Series) -> dict[str, float]:
    """Return, per field with a typical look, the share of a column's filled cells that has it."""
    values = column.drop_nulls()
    if values.is_empty():
        return {}
    bare = values.str.normalize("NFKC").str.replace_all(r"[\s\-‐—'’]", "").alias("v")
    plain = values.str.normalize("NFKC").str.strip_chars().str.replace_all(r"(\p{Han})\s+", "$1")
    plain = plain.filter(plain != "")
    if plain.is_empty():
        return {}
    shares = {}
    for field, look in _LOOKS.items():
        subject = bare if field in ("id_number", "phone") else plain
        share = subject.str.contains(look).mean()
        shares[field] = share if isinstance(share, float) else 0.0
    distinct = plain.n_unique() / len(plain)
    if distinct < 0.3 and len(plain) > 20:  # choices, not people
        shares["name"] *= 0.5
    return shares
