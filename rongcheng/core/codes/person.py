# ruff: noqa: E501  (a row of a table stays on a line; Chinese counts twice)
"""Codes about a person: sex, marriage, education, ethnic group, relation to the head.

GB/T 2261.1, GB/T 2261.2, GB/T 4658 (the coarse level), GB 3304, GB/T 4761 (two digits).
"""

from __future__ import annotations

from rongcheng.core.codes.base import CodeList, Item, items

SEX = CodeList(
    "sex",
    items(
        "0 | 未知的性别 | Unknown | 未知 不详 不明",
        "1 | 男 | Male | 男性 男士 男的 m",
        "2 | 女 | Female | 女性 女士 女的 f",
        "9 | 未说明的性别 | Not stated | 未说明",
    ),
)

MARITAL_STATUS = CodeList(
    "marital_status",
    items(
        "10 | 未婚 | Single | 未婚配 单身 没结婚 未结婚 没有结婚",
        "20 | 已婚 | Married | 有配偶 结婚 已婚配 初婚 再婚 复婚 21 22 23 在婚",
        "30 | 丧偶 | Widowed | 寡居 鳏居 丧夫 丧妻",
        "40 | 离婚 | Divorced | 离异 离婚未再婚 已离婚",
        "90 | 未说明的婚姻状况 | Not stated | 未说明 不详 未知",
    ),
)

EDUCATION = CodeList(
    "education",
    items(
        "10 | 研究生 | Postgraduate | 硕士 博士 硕士研究生 博士研究生 研究生毕业 研究生教育 11 14",
        "20 | 大学本科 | Bachelor | 本科 大学 学士 本科毕业 大本 全日制本科 本科生 21 22 23 28",
        "30 | 大学专科 | Junior college | 专科 大专 高职 高职高专 大学专科教育 专科毕业 大专毕业 "
        "高等职业 高职专科 大专生 31 32 33",
        "40 | 中等职业教育 | Secondary vocational | 中专 职高 技校 中职 中技 职业高中 中等专科 "
        "中等专业学校 中专毕业 技工学校 技工 职中 中师 41 42 43 44 45 46 47 48 49",
        "60 | 普通高级中学 | Senior high school | 高中 普通高中 高中毕业 高中肄业 高级中学 "
        "高中生 61 62 63",
        "70 | 初级中学 | Junior high school | 初中 初中毕业 初中肄业 普通初中 初中生 初级中学教育 "
        "中学 71 73",
        "80 | 小学 | Primary school | 小学毕业 小学肄业 小学教育 小学文化 小学生 81 83",
        "90 | 其他 | Other | 文盲 半文盲 文盲半文盲 文盲或半文盲 不识字 没读过书 没上过学 未上过学 "
        "未上学 无学历 学龄前儿童 学前教育 学前 其它",
    ),
    inside="last",
)

_NATIONS = (
    "01汉Han 02蒙古Mongol 03回Hui 04藏Tibetan 05维吾尔Uyghur 06苗Miao 07彝Yi 08壮Zhuang "
    "09布依Bouyei 10朝鲜Korean 11满Manchu 12侗Dong 13瑶Yao 14白Bai 15土家Tujia 16哈尼Hani "
    "17哈萨克Kazakh 18傣Dai 19黎Li 20傈僳Lisu 21佤Wa 22畲She 23高山Gaoshan 24拉祜Lahu 25水Sui "
    "26东乡Dongxiang 27纳西Naxi 28景颇Jingpo 29柯尔克孜Kyrgyz 30土Tu 31达斡尔Daur 32仫佬Mulao "
    "33羌Qiang 34布朗Blang 35撒拉Salar 36毛南Maonan 37仡佬Gelao 38锡伯Xibe 39阿昌Achang 40普米Pumi "
    "41塔吉克Tajik 42怒Nu 43乌孜别克Uzbek 44俄罗斯Russian 45鄂温克Evenki 46德昂De'ang 47保安Bonan "
    "48裕固Yugur 49京Gin 50塔塔尔Tatar 51独龙Derung 52鄂伦春Oroqen 53赫哲Hezhen 54门巴Monba "
    "55珞巴Lhoba 56基诺Jino"
)
_SPELT_OTHERWISE = {
    "02": "蒙 蒙族", "05": "维 维族 维吾尔", "16": "僾尼 爱尼", "17": "哈族 哈萨", "20": "僳僳 傈粟",
    "31": "达翰尔 达斡", "22": "畲族 畬 畬族", "37": "仡老", "32": "仫老",
    "10": "朝 朝族 鲜族", "08": "僮族", "21": "瓦族", "46": "崩龙族", "29": "柯族", "15": "土家",
}  # fmt: skip


def _nation(entry: str) -> Item:
    code, rest = entry[:2], entry[2:]
    zh = "".join(c for c in rest if not c.isascii())
    # A spreadsheet takes the leading zero away: 1 for 01.
    words = (zh, str(int(code)), *_SPELT_OTHERWISE.get(code, "").split())
    return Item(code, f"{zh}族", rest[len(zh) :], words)


ETHNIC_GROUP = CodeList(
    "ethnic_group",
    (
        *map(_nation, _NATIONS.split()),
        *items(
            "97 | 其他 | Other | 其它 其他民族 未识别民族 未识别 穿青人 革家人",
            "98 | 外国血统中国籍人士 | Foreign descent | 入籍",
        ),
    ),
)

RELATION_TO_HEAD = CodeList(
    "relation_to_head",
    items(
        "01 | 本人或户主 | Head | 户主 本人 本人或户主 户主本人 家主 00 02 0 自己",
        "10 | 配偶 | Spouse | 妻 妻子 夫 丈夫 老婆 老公 爱人 媳妇 之妻 户主妻 户主之妻 夫妻 "
        "夫妻关系 妻之 1 11 12",
        "20 | 子 | Son | 儿子 长子 次子 独生子 三子 四子 五子 大儿子 二儿子 小儿子 养子 继子 独子 "
        "之子 二子 大子 幼子 男孩 养子或继子 女婿 婿 长婿 次婿 上门女婿 入赘女婿 赘婿 "
        "21 22 23 24 25 26 27 28 29 2",
        "30 | 女 | Daughter | 女儿 长女 次女 独生女 三女 四女 五女 大女儿 二女儿 小女儿 养女 继女 "
        "独女 之女 二女 大女 幼女 女孩 养女或继女 儿媳 儿媳妇 媳 长媳 次媳 之儿媳 儿妇 "
        "31 32 33 34 35 36 37 38 39 3",
        "40 | 孙子、孙女或外孙子、外孙女 | Grandchild | 孙 孙子 孙女 外孙 外孙子 外孙女 孙儿 长孙 "
        "次孙 长孙女 孙媳 孙媳妇 孙女婿 曾孙 曾孙子 曾孙女 之孙 之孙子 之孙女 重孙 41 42 43 44 "
        "45 46 47 48 49 4",
        "50 | 父母 | Parent | 父亲 母亲 父 母 爸爸 妈妈 公公 婆婆 岳父 岳母 继父 继母 养父 养母 "
        "之父 之母 爹 娘 公婆 岳父母 51 52 53 54 55 56 57 58 59 5",
        "60 | 祖父母或外祖父母 | Grandparent | 祖父 祖母 外祖父 外祖母 爷爷 奶奶 外公 外婆 姥姥 姥爷 "
        "曾祖父 曾祖母 配偶的祖父母 61 62 63 64 65 66 67 68 69 6",
        "70 | 兄、弟、姐、妹 | Sibling | 兄 弟 姐 妹 哥哥 弟弟 姐姐 妹妹 兄弟 姐妹 嫂 嫂子 弟媳 弟媳妇 "
        "姐夫 妹夫 大伯子 小姑 小叔 大哥 二哥 二弟 三弟 大姐 二姐 之弟 之兄 之妹 弟妹 71 72 73 74 "
        "75 76 77 78 79 7",
        "97 | 其他 | Other | 其他亲属 其它 亲戚 侄子 侄女 侄儿 外甥 外甥女 叔叔 伯父 叔父 姑姑 姨 "
        "舅舅 姑母 伯母 婶婶 保姆 其他关系 堂兄 表弟 80 81 82 83 90 91 92 93 94 95 96 98 8",
        "99 | 非亲属 | Not related | 无亲属关系 朋友 同事 租客 寄住",
    ),
)
