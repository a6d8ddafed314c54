"""The catalogue of what a ledger column can be, and the many names columns go by."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import NamedTuple


class Field(NamedTuple):
    """One thing a column can hold.

    `kind` says how its cells are read; `target` is False for helpers that only serve to work out
    or check another field (a tick column, an age, the head's name).
    """

    name: str
    label: str
    english: str
    kind: str
    names: tuple[str, ...] = ()
    target: bool = True


def _field(
    name: str, label: str, english: str, kind: str, names: str, target: bool = True
) -> Field:
    return Field(name, label, english, kind, (label, *names.split()), target)


_TARGETS = [
    _field("name", "姓名", "name", "name",
           "名字 人员姓名 务工人员姓名 农民工姓名 劳动力姓名 外出务工人员姓名 本人姓名 成员姓名 "
           "家庭成员姓名 家庭成员 员工姓名 工人姓名 务工者 务工人员 外出人员 外出人员姓名 "
           "转移人员姓名 "
           "居民姓名 村民姓名 公民姓名 name 姓名* 人员 姓 名 真实姓名 民工姓名 户成员 成员 "
           "求职者姓名"),
    _field("id_number", "身份证号", "ID number", "id",
           "身份证 身份证号码 公民身份号码 居民身份证号码 居民身份证号 身份证件号码 证件号码 "
           "证件号 "
           "公民身份证号 公民身份证号码 身份号码 身份证编号 身份证件号 本人身份证号 证号 id idcard "
           "成员身份证号 家庭成员身份证号 idnumber idno 身分证 身份证号码18位 有效证件号码 "
           "二代证号 "
           "身份证号码18位数 sfzh 成员证件号码 务工人员身份证号"),
    _field("sex", "性别", "sex", "sex", "男女 性別 男/女 gender sex 性别1男2女"),
    _field("birth_date", "出生日期", "birth date", "date",
           "出生年月 出生年月日 生日 出生时间 出生 出生日 出生年 birthday birthdate birth dob "
           "生年月日 出生年份"),
    _field("ethnicity", "民族", "ethnicity", "choice",
           "族别 民族成份 民族成分 族 ethnicity nation"),
    _field("education", "文化程度", "education", "choice",
           "学历 教育程度 受教育程度 最高学历 文化 文化水平 学历层次 文化教育程度 education "
           "学历情况"),
    _field("marital_status", "婚姻状况", "marital status", "choice",
           "婚姻 婚否 婚姻情况 婚姻状态 是否结婚 是否已婚 婚况"),
    _field("phone", "联系电话", "phone", "phone",
           "电话 手机 手机号 手机号码 电话号码 联系方式 联系号码 本人电话 移动电话 电话新 新电话 "
           "联系手机 本人联系电话 手机电话 phone mobile tel telephone 联系人电话 现电话 常用电话 "
           "务工人员电话 务工人员联系电话 联系电话本人 电话手机 最新电话 本人手机号 微信电话"),
    _field("relation_to_head", "与户主关系", "relation to head", "choice",
           "与户主的关系 户主关系 关系 家庭关系 与户主之关系 和户主关系 成员关系 称谓 "
           "与家庭户主关系 "
           "家庭成员关系 relation 与户主 是户主什么人 与户主称谓"),
    _field("household_no", "户号", "household number", "text",
           "家庭编号 户编号 户口簿号 户口号 户籍号 户口本号 家庭户号 户口编号 户别号 "
           "户主编号 户口簿编号 household householdno 户籍编号"),
    _field("home_place", "户籍地", "home place", "place",
           "户籍所在地 户口所在地 家庭所在地 籍贯 所属村 户籍地区 户籍 户口地 户籍村 所属区划 "
           "行政区划 户籍行政区划 所属地区 输出地 村居 行政村社区 hometown homeplace 所在村 "
           "户籍所属村 来源地 村社区 老家 哪里人 所属行政区划 户籍地村"),
    _field("address", "家庭住址", "address", "text",
           "住址 地址 家庭地址 户籍地址 详细地址 户籍详细地址 家庭详细地址 居住地址 现住址 "
           "常住地址 "
           "通讯地址 户籍住址 address 身份证地址 户口地址 身份证住址 门牌号 住所 居住地 常住地 "
           "现居住地"),
    _field("poverty_status", "脱贫监测情况", "poverty status", "choice",
           "是否脱贫户 是否脱贫人口 脱贫户 贫困户 是否贫困户 是否建档立卡 建档立卡户 "
           "建档立卡贫困户 "
           "是否建档立卡贫困户 脱贫人口 监测对象 是否监测对象 监测户 人员类别 人员类型 户类型 "
           "户属性 "
           "脱贫户类型 农户类型 是否监测户 监测对象类别 贫困属性 是否为脱贫户 是否脱贫劳动力 "
           "户类别 "
           "是否脱贫监测户 是否脱贫不稳定户"),
    _field("disability", "残疾情况", "disability", "choice",
           "是否残疾 残疾 残疾等级 残疾人 是否残疾人 残疾级别 残疾状况 残疾类别等级 是否持残疾证"),
    _field("employer", "务工单位", "employer", "text",
           "用工单位 工作单位 单位 企业名称 单位名称 用人单位 就业单位 务工企业 公司 公司名称 工厂 "
           "厂名 现工作单位 务工单位名称 就业企业 employer company 所在单位 所在企业 在哪个厂 "
           "在哪个单位 务工企业名称 就业单位名称 用工企业 务工公司 雇主 老板 项目名称 "
           "工作单位名称"),
    _field("employer_code", "统一社会信用代码", "employer code", "text",
           "信用代码 社会信用代码 单位信用代码 企业信用代码 统一信用代码 单位代码 机构代码 "
           "营业执照号"),
    _field("occupation", "工种", "occupation", "text",
           "职业 岗位 工作岗位 从事工种 职业工种 从事岗位 职务 务工工种 就业岗位 从事工作 "
           "做什么工作 "
           "工作内容 干什么 occupation job 现从事工种 职业工种名称 主要工种 岗位工种 从事职业 "
           "现从事职业 "
           "从事何种工作 干啥 务工内容 具体工作"),
    _field("industry", "从事行业", "industry", "choice",
           "行业 所属行业 行业类别 现从事行业 就业行业 务工行业 产业 从业行业 行业类型 产业类型 "
           "industry 从事产业 所在行业 务工产业 就业产业 行业分类 从事的行业"),
    _field("work_place", "务工地点", "work place", "place",
           "务工地 就业地 就业地点 工作地 工作地点 外出地点 务工地址 在哪打工 打工地点 打工地 "
           "务工所在地 外出务工地点 就业地址 工作地址 流入地 流向 务工去向 去向 输入地 转移地 "
           "转移就业地 转移地点 外出地 流向地 现务工地 务工城市 workplace 就业所在地 在哪里打工 "
           "在哪里务工 在哪务工 外出务工地 打工地方 务工地方 现务工地点 务工省市 就业去向 "
           "务工地区 单位地址 企业地址 worklocation placeofwork workingplace joblocation"),
    _field("wage", "月工资", "monthly wage", "wage",
           "工资 月收入 月薪 薪资 月工资收入 工资收入 收入 每月工资 月均收入 月平均收入 月平均工资 "
           "务工收入 年收入 工资水平 年工资 年务工收入 日工资 wage salary 月薪资 报酬 工资性收入 "
           "月工资水平 月均工资 劳动报酬 平均月工资 每月收入 务工月收入 年工资收入 务工年收入 "
           "待遇 多少钱 挣多少 一个月挣多少钱 每月挣多少钱 salarypermonth monthlysalary income"),
    _field("start_date", "务工开始时间", "start date", "date",
           "开始时间 外出时间 务工时间 入职时间 入职日期 开始日期 外出务工时间 开始务工时间 "
           "就业时间 "
           "起始时间 起始日期 外出日期 就业日期 上岗时间 到岗时间 进厂时间 务工起始时间 转移时间 "
           "startdate 转移就业时间 起 务工起 参加工作时间 务工开始日期 务工起止时间 起止时间 "
           "务工期限 "
           "务工起止日期 务工日期 合同起始日期 外出务工起止时间 什么时候去的 外出务工开始时间 "
           "何时外出"),
    _field("end_date", "务工结束时间", "end date", "date",
           "结束时间 返乡时间 离职时间 离职日期 结束日期 截止时间 终止时间 返回时间 务工结束 "
           "返乡日期 "
           "截止日期 止 enddate 务工止 务工结束日期 回来时间 预计返乡时间 终止日期 合同终止日期"),
    _field("contract", "劳动合同", "contract", "choice",
           "是否签订劳动合同 合同 是否签合同 签订合同 合同签订情况 劳动合同签订情况 是否签订合同 "
           "签订劳动合同 合同类型 合同情况 有无合同 是否签劳动合同 劳动合同类型 有无劳动合同"),
    _field("insurance", "参保情况", "insurance", "choice",
           "社保 保险 社会保险 参加保险 是否参保 参保 参加社会保险 社保情况 参保险种 参加社保情况 "
           "社保参保情况 是否参加社会保险 保险情况 参加保险情况 社会保险参保情况 是否购买社保 "
           "五险"),
    _field("training_wish", "培训意愿", "training wish", "text",
           "培训需求 是否愿意培训 培训意向 想参加的培训 意向培训工种 技能培训需求 培训愿望 "
           "是否有培训意愿 培训工种 希望培训内容 是否需要培训 技能培训意愿 想学什么 有无培训意愿"),
    _field("job_wish", "就业意愿", "job wish", "text",
           "就业需求 求职意向 求职意愿 就业意向 务工意愿 是否愿意外出 外出意愿 意向岗位 "
           "想找什么工作 "
           "求职岗位 意向就业地 就业愿望 是否有就业意愿 有无就业意愿 有无外出意愿 期望岗位"),
    _field("confirmed_on", "登记日期", "confirmed on", "date",
           "核实日期 核实时间 登记时间 填表日期 填报日期 填报时间 摸排时间 采集时间 采集日期 "
           "调查日期 "
           "更新时间 调查时间 入户时间 走访时间 填表时间 录入时间 确认日期 摸底时间 更新日期"),
    _field("remark", "备注", "remark", "text",
           "说明 附注 其他 其它 remark note 备 注 备注说明 其他情况"),
]  # fmt: skip

_HELPERS = [
    _field("serial", "序号", "serial number", "serial",
           "编号 序 号 no 行号 顺序号 次序 no.", False),
    _field("age", "年龄", "age", "age", "岁数 周岁 年纪 年龄周岁 age 实足年龄 虚岁", False),
    _field("head_name", "户主姓名", "head's name", "name",
           "户主 家庭户主 户主名 所属户主 户主名字 户主名称", False),
    _field("head_id_number", "户主身份证号", "head's ID number", "text",
           "户主身份证 户主身份证号码 户主证件号码 户主证件号", False),
    _field("home_province", "户籍省", "home province", "part",
           "户籍省份 户籍地省 省籍", False),
    _field("home_city", "户籍市", "home city", "part", "户籍市州 户籍地市", False),
    _field("home_county", "户籍县", "home county", "part",
           "县 区县 县区 县市区 户籍县区 户籍区县 所属县 县市 旗县 旗县区 县名", False),
    _field("home_township", "乡镇", "home township", "part",
           "镇 乡 乡镇街道 镇乡 所属乡镇 户籍乡镇 街道 乡镇名称 苏木 苏木乡镇 镇街 街镇 乡镇街 "
           "镇街道 "
           "乡镇苏木 所在乡镇 乡镇场", False),
    _field("home_village", "村", "home village", "part",
           "行政村 村名 村居 村社区 社区 村民委员会 村委会 嘎查 嘎查村 所在村 村名称 社区村 户籍村 "
           "村委 行政村社区 村居委会 村居名称", False),
    _field("home_group", "组", "village group", "part",
           "村民小组 小组 组别 自然村 村组 屯 社 村小组 所在组 自然村组 自然屯 组名", False),
    _field("work_province", "务工省", "work province", "part",
           "务工省份 就业省份 务工地省 就业省 输入省 输入省份 输出省 输出省份 流入省份 转移省份 "
           "省 省份 务工地点省 外出省份 流入省 务工地省份", False),
    _field("work_city", "务工市", "work city", "part",
           "务工地市 就业市 输入市 输出市 流入市 转移市 市 地市 城市 务工地点市 就业城市 "
           "市州", False),
    _field("work_county", "务工县", "work county", "part",
           "务工县区 就业县 输入县 输入县区 输出县 输出县区 流入县 转移县 务工地县 务工地点县 "
           "务工区县 就业县区 务工地县区", False),
    _field("work_address", "务工详细地址", "work address", "part",
           "详细地点 具体地点 务工具体地点 就业详细地址 务工地详细地址 具体地址 "
           "务工地点详细", False),
    _field("transfer_range", "转移区域", "transfer range", "range",
           "务工范围 就业范围 转移范围 转移去向 外出范围 就业地域 务工区域范围 转移就业区域 "
           "省内外 省内省外 务工地域 务工区域 就业区域 流动范围", False),
    _field("range_township", "乡内", "within township", "tick",
           "乡镇内 镇内 本乡镇 本乡 本镇 村内", False),
    _field("range_county", "县内", "within county", "tick",
           "旗县内 区内 本县 县域内 县内乡外 乡外县内 本县内 县内就业 县内务工 市县内", False),
    _field("range_city", "市内", "within city", "tick",
           "市内县外 县外市内 州内 盟市内 州内县外 本市 县外州内 市内跨县 市内就业 "
           "市内务工", False),
    _field("range_province", "省内", "within province", "tick",
           "省内市外 市外省内 区内 省内州外 省内跨市 省内就业 省内务工 省内县外 县外省内 "
           "自治区内", False),
    _field("range_outside", "省外", "outside province", "tick",
           "跨省 外省 省外就业 省外务工 自治区外 区外", False),
    _field("range_overseas", "境外", "overseas", "tick", "国外 出国 海外", False),
    _field("insurance_pension", "养老保险", "pension insurance", "tick",
           "养老 是否参加养老保险 城乡居民养老保险 职工养老保险 基本养老保险 城镇职工养老保险 "
           "养老险",
           False),
    _field("insurance_medical", "医疗保险", "medical insurance", "tick",
           "医疗 医保 是否参加医疗保险 城乡居民医疗保险 新农合 职工医疗保险 基本医疗保险 医疗险",
           False),
    _field("insurance_injury", "工伤保险", "injury insurance", "tick",
           "工伤 是否参加工伤保险 工伤险", False),
    _field("insurance_unemployment", "失业保险", "unemployment insurance", "tick",
           "失业 是否参加失业保险 失业险", False),
    _field("insurance_maternity", "生育保险", "maternity insurance", "tick",
           "生育 是否参加生育保险 生育险", False),
    _field("sex_male", "男", "male", "tick", "", False),
    _field("sex_female", "女", "female", "tick", "", False),
    _field("other_person", "他人信息", "another person", "skip",
           "紧急联系人 联系人 联系人姓名 紧急联系人电话 紧急联系人姓名 户主电话 户主联系电话 "
           "填表人 经办人 "
           "配偶姓名 父亲姓名 母亲姓名 监护人 监护人姓名 监护人电话 村干部 帮扶责任人 帮扶干部 "
           "包户干部 "
           "负责人 企业联系人 企业联系电话 单位电话 单位联系人 企业联系人电话 网格员 帮扶人 "
           "家属电话 "
           "家属联系电话 家庭电话 其他联系电话 备用电话 网格员电话 法人 单位负责人 户主手机 "
           "老板电话", False),
    _field("other_fact", "其他信息", "another fact", "skip",
           "家庭人口 家庭人数 人口数 户人口 劳动力人数 政治面貌 健康状况 身体状况 银行卡号 卡号 "
           "开户行 "
           "银行账号 账号 务工月数 外出月数 务工天数 耕地面积 户口性质 户籍性质 户口类型 技能等级 "
           "职业资格证书 劳动能力 是否外出务工 是否务工 照片 签名 签字 本人签字 车牌号 身高 体重 "
           "兵役 微信 微信号 QQ 就业类型 就业方式 务工类型 务工方式 外出类型 外出方式 首次外出时间 "
           "首次外出务工时间 组织方式 输出方式 转移方式 就业渠道 输出渠道 "
           "务工时长 务工时间月 审核意见 补贴金额 社保卡号 银行卡 专业 毕业院校 毕业学校 "
           "证书编号 培训时间 "
           "培训起止时间 旧电话 原电话 创业意愿 返乡创业意愿 "
            "是否有返乡创业意愿 是否有创业意愿 就业状态 就业形式 务工状态", False),
]  # fmt: skip

FIELDS: dict[str, Field] = {f.name: f for f in (*_TARGETS, *_HELPERS)}
ROW_FIELDS = [f.name for f in _TARGETS]
# Fields that several columns may share; every other field has one column in a sheet.
REPEATABLE = {"serial", "other_person", "other_fact", "remark"}
# Words of the header groups above the leaves that turn a plain leaf into a certain field.
GROUPS = {
    "home": re.compile(r"户籍|家庭|户口|籍贯|输出地|所属|住址"),
    "work": re.compile(r"务工|就业|打工|工作|转移|流向|外出|输入|省外|省内|县外|县内|去向|单位"),
    "head": re.compile(r"^户主(信息|情况|基本情况|基本信息)?$"),
    "other": re.compile(
        r"紧急联系人|联系人|配偶|监护人|帮扶|负责人|企业|用人单位|用工单位|务工单位|单位信息|经办"
    ),
    "insurance": re.compile(r"参保|保险|社保"),
}
GROUPED_LEAVES = {
    "home": {
        "省": "home_province", "省份": "home_province", "市": "home_city", "市州": "home_city",
        "州市": "home_city", "县市": "home_county",
        "县区": "home_county", "区县": "home_county", "县市区": "home_county",
        "旗县": "home_county",
        "州": "home_city", "县": "home_county", "区": "home_county", "地点": "home_place",
        "地址": "address", "详细地址": "address", "所在地": "home_place",
    },
    "work": {
        "省": "work_province", "省份": "work_province", "市": "work_city", "市州": "work_city",
        "县": "work_county", "区": "work_county", "县区": "work_county", "区县": "work_county",
        "县市区": "work_county", "地点": "work_place", "地址": "work_place", "所在地": "work_place",
        "详细地址": "work_address", "时间": "start_date", "单位": "employer", "名称": "employer",
        "起": "start_date", "止": "end_date", "开始": "start_date", "结束": "end_date",
        "行业": "industry", "工种": "occupation", "岗位": "occupation", "收入": "wage",
        "区域": "transfer_range", "范围": "transfer_range", "城市": "work_city",
        "县市": "work_county", "具体地点": "work_address",
    },
    "head": {"姓名": "head_name", "名字": "head_name", "身份证号": "head_id_number",
             "身份证号码": "head_id_number", "身份证": "head_id_number",
             "电话": "other_person", "联系电话": "other_person", "手机号": "other_person"},
    "other": {"姓名": "other_person", "电话": "other_person", "联系电话": "other_person",
              "手机": "other_person", "联系方式": "other_person", "身份证号": "other_person",
              "关系": "other_person", "地址": "work_address", "性质": "other_fact",
              "手机号": "other_person", "身份证号码": "other_person",
              "联系人": "other_person", "联系人电话": "other_person"},
    "insurance": {"养老": "insurance_pension", "医疗": "insurance_medical",
                  "工伤": "insurance_injury", "失业": "insurance_unemployment",
                  "生育": "insurance_maternity"},
}  # fmt: skip

_PUNCTUATION = re.compile(
    r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff*＊·.、，,。:：;；/\\|_\-—~“”\"'‘’!！?？#]+"
)
_BRACKETS = re.compile(r"[(\[【〔{（].*?[)\]】〕}）]|[(（【].*$")


def plain(header: str) -> str:
    """Return a header's text reduced to what identifies it: half-width, lower case, no signs."""
    return _PUNCTUATION.sub("", unicodedata.normalize("NFKC", header)).lower()


def without_brackets(header: str) -> str:
    """Return the plain header without what stands in brackets: units, hints, examples."""
    return plain(_BRACKETS.sub("", unicodedata.normalize("NFKC", header)))


@cache
def synonyms() -> dict[str, str]:
    """Return plain header text → field name; the earlier field of the catalogue wins."""
    table: dict[str, str] = {}
    for field in FIELDS.values():
        for name in (field.name, *field.names):
            table.setdefault(plain(name), field.name)
    return table
