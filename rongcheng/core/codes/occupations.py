# ruff: noqa: E501  (a row of a table stays on a line; Chinese counts twice)
"""Common occupations of migrant workers with their codes of the 2022 classification (职业分类大典).

A starter list: an occupation that is not in it stays as written.
"""

from __future__ import annotations

from rongcheng.core.codes.base import CodeList, items

OCCUPATIONS = CodeList(
    "occupation",
    items(
        # Construction
        "6-29-01-01 | 砌筑工 | Bricklayer | 瓦工 泥工 泥瓦工 砖工 泥瓦匠 瓦匠 砌墙 砌砖 泥水工 泥水匠",
        "6-29-01-02 | 石工 | Stonemason | 石匠",
        "6-29-01-03 | 混凝土工 | Concrete worker | 砼工 浇筑工 浇灌工 打混凝土",
        "6-29-01-04 | 钢筋工 | Steel fixer | 扎钢筋 绑钢筋 钢筋绑扎",
        "6-29-01-05 | 架子工 | Scaffolder | 脚手架工 搭架子 外架工",
        "6-29-01-06 | 装配式建筑施工员 | Prefabricated building worker",
        "6-29-02-05 | 桥隧工 | Bridge and tunnel worker | 隧道工 桥梁工",
        "6-29-02-07 | 爆破工 | Blaster | 爆破员",
        "6-29-02-08 | 防水工 | Waterproofer | 做防水",
        "6-29-03-03 | 电梯安装维修工 | Lift fitter | 电梯安装工 电梯工 电梯维修工",
        "6-29-03-04 | 管工 | Pipefitter | 管道工 水管工 水暖工",
        "6-29-03-05 | 制冷空调系统安装维修工 | Air-conditioning fitter | 空调安装工 空调安装",
        "6-29-04-01 | 装饰装修工 | Decorator | 装修工 装修 油漆工 贴砖工 瓷砖工 抹灰工 涂料工 刮瓷工 "
        "粉刷工 漆工 吊顶工 腻子工 贴瓷砖 墙面工",
        "6-29-04-02 | 建筑门窗幕墙安装工 | Window and curtain-wall fitter | 门窗安装工 幕墙工",
        "6-30-05-01 | 起重装卸机械操作工 | Crane operator | 塔吊司机 吊车司机 塔吊 塔吊工 叉车 叉车工 "
        "叉车司机 行车工 天车工",
        "6-30-05-02 | 起重工 | Rigger | 信号工 司索工",
        "6-30-05-05 | 挖掘铲运和桩工机械司机 | Excavator driver | 挖机司机 挖掘机司机 铲车司机 挖掘机 "
        "装载机司机 挖机 推土机司机 铲车 桩机工",
        "6-30-01-00 | 专用车辆驾驶员 | Special-vehicle driver | 搅拌车司机 泵车司机 罐车司机",
        "6-31-06-00 | 安全员 | Safety officer | 施工安全员 专职安全员",
        "6-31-01-03 | 电工 | Electrician | 水电工 维修电工 安装电工 强电工 弱电工",
        "6-18-02-04 | 焊工 | Welder | 电焊工 焊接工 氩弧焊 电焊 二保焊 气焊工 焊接",
        "6-06-03-01 | 手工木工 | Carpenter | 木工 木匠 模板工 支模工",
        "6-06-03-02 | 机械木工 | Machine woodworker",
        "4-08-03-04 | 工程测量员 | Surveying worker | 测量员 放线员 测量工",
        # Manufacturing
        "6-05-01-02 | 裁剪工 | Cutter | 裁剪 裁床工",
        "6-05-01-03 | 缝纫工 | Sewing-machine operator | 车衣工 平车工 缝纫 车位工 制衣工 缝制工 "
        "服装车工 平车",
        "6-05-01-04 | 缝纫品整型工 | Garment finisher | 熨烫工 整烫工 烫工",
        "6-05-02-01 | 皮革及皮革制品加工工 | Leather worker | 皮具工 箱包工",
        "6-05-04-01 | 制鞋工 | Shoemaker | 鞋工 针车工 做鞋",
        "6-04-02-01 | 纺纱工 | Spinner | 挡车工 细纱工",
        "6-04-03-03 | 织布工 | Weaver | 织工 织布",
        "6-04-06-02 | 纺织染色工 | Textile dyer | 染色工 印染工",
        "6-06-04-00 | 家具制作工 | Furniture maker | 家具工 沙发工",
        "6-08-01-02 | 印刷操作员 | Printer | 印刷工",
        "6-14-01-01 | 橡胶制品生产工 | Rubber-goods worker | 橡胶工 轮胎工",
        "6-14-02-00 | 塑料制品成型制作工 | Plastics moulder | 注塑工 塑料工 吹塑工 啤机工",
        "6-15-01-01 | 水泥生产工 | Cement worker",
        "6-15-01-02 | 水泥混凝土制品工 | Concrete-goods worker | 预制件工",
        "6-15-02-01 | 砖瓦生产工 | Brick and tile maker | 烧砖工 砖厂工人",
        "6-15-02-03 | 石材生产工 | Stone cutter | 石材工 石材加工",
        "6-15-03-03 | 玻璃加工工 | Glass worker | 玻璃工",
        "6-15-05-02 | 陶瓷成型施釉工 | Ceramics moulder | 陶瓷工",
        "6-16-01-01 | 露天采矿工 | Open-cast miner",
        "6-16-01-05 | 井下采矿工 | Underground miner | 矿工 采煤工 挖煤 煤矿工人 采矿工 下井",
        "6-16-01-06 | 井下支护工 | Mine-support worker | 支护工",
        "6-18-01-01 | 车工 | Lathe operator | 车床工",
        "6-18-01-02 | 铣工 | Milling-machine operator | 铣床工",
        "6-18-01-04 | 磨工 | Grinder | 磨床工 打磨工 抛光工",
        "6-18-01-07 | 多工序数控机床操作调整工 | CNC operator | 数控 cnc 数控操作工 cnc操作员 数控车工 "
        "数控机床操作工 加工中心操作员",
        "6-18-01-12 | 冲压工 | Stamping worker | 冲床工 冲压 冲床",
        "6-18-02-01 | 铸造工 | Foundry worker | 翻砂工 压铸工",
        "6-18-02-02 | 锻造工 | Forger | 锻工",
        "6-18-02-03 | 金属热处理工 | Heat-treatment worker | 热处理工",
        "6-18-03-03 | 涂装工 | Coating worker | 喷漆工 喷涂工 喷漆 汽车喷漆工 烤漆工",
        "6-18-04-06 | 工具钳工 | Toolmaker | 模具工 模具钳工 钳工",
        "6-20-01-01 | 装配钳工 | Assembly fitter | 装配工 组装工 机械装配 装配",
        "6-22-01-01 | 汽车生产线操作工 | Car-line operator | 汽车厂普工",
        "6-22-02-01 | 汽车装调工 | Car assembler | 汽车装配工",
        "6-24-02-02 | 高低压电器及成套设备装配工 | Electrical-equipment assembler | 电器装配工",
        "6-24-04-00 | 电池制造工 | Battery maker | 电池厂工人",
        "6-25-02-05 | 半导体芯片制造工 | Semiconductor worker | 芯片制造工",
        "6-25-03-00 | 计算机及外部设备装配调试员 | Computer assembler",
        "6-25-04-07 | 电子设备装接工 | Electronics assembler | 电子厂普工 电子厂工人 插件工 电子装配工 "
        "流水线工人 贴片工",
        "6-25-04-08 | 电子设备调试工 | Electronics tester | 电子测试员",
        "6-28-01-11 | 锅炉操作工 | Boiler operator | 司炉工 锅炉工",
        "6-31-01-02 | 机修钳工 | Maintenance fitter | 机修工 机修",
        "6-31-01-09 | 工程机械维修工 | Construction-machine mechanic",
        "6-31-01-10 | 机电设备维修工 | Equipment mechanic | 设备维修工 设备维修 维修工",
        "6-31-03-05 | 质检员 | Quality inspector | 质检 检验员 品检 品管 qc 质检工 检验工",
        "6-31-05-00 | 包装工 | Packer | 打包工 包装 打包",
        "6-01-04-01 | 畜禽屠宰加工工 | Slaughterer | 屠宰工",
        "6-01-05-01 | 水产品加工工 | Seafood processor",
        "6-02-06-10 | 茶叶加工工 | Tea processor | 制茶工 炒茶工 做茶",
        # Transport, storage and delivery
        "4-02-02-01 | 客运车辆驾驶员 | Passenger-vehicle driver | 公交司机 出租车司机 客车司机 网约车司机 "
        "滴滴司机 公交车司机 开出租 跑滴滴 出租车",
        "4-02-02-02 | 道路货运汽车驾驶员 | Lorry driver | 货车司机 大货车司机 跑运输 开货车 货运司机 "
        "卡车司机 拉货 大车司机 开大车",
        "4-02-05-01 | 装卸搬运工 | Loader | 搬运工 装卸工 搬运 装卸 力工 搬家工",
        "4-02-06-01 | 仓储管理员 | Warehouse keeper | 仓管 仓库管理员 库管 仓管员 库管员 保管员",
        "4-02-07-08 | 快递员 | Courier | 送快递 快递小哥 快递 投递员",
        "4-10-08-01 | 网约配送员 | Delivery rider | 外卖员 骑手 送外卖 外卖小哥 外卖骑手 外卖 送餐员 配送员",
        "4-10-08-02 | 汽车代驾员 | Hired driver | 代驾",
        # Catering, hotels, trade
        "4-03-01-01 | 前厅服务员 | Hotel receptionist | 酒店前台 前台 前台接待",
        "4-03-01-02 | 客房服务员 | Room attendant | 客房 客房保洁 酒店保洁 酒店服务员",
        "4-03-02-01 | 中式烹调师 | Chinese cook | 厨师 炒菜 大厨 厨子 炒锅 炒菜师傅 烹饪",
        "4-03-02-02 | 中式面点师 | Chinese pastry cook | 面点师 面点 白案",
        "4-03-02-03 | 西式烹调师 | Western cook | 西餐厨师",
        "4-03-02-04 | 西式面点师 | Baker | 蛋糕师 面包师 烘焙师 裱花师",
        "4-03-02-05 | 餐厅服务员 | Waiter | 服务员 传菜员 餐馆服务员 饭店服务员 跑堂 端盘子 餐饮服务员",
        "4-03-02-07 | 茶艺师 | Tea server | 茶艺",
        "4-01-01-00 | 采购员 | Buyer | 采购",
        "4-01-02-03 | 商品营业员 | Shop assistant | 营业员 售货员 导购 店员 导购员 理货员 超市理货员 "
        "卖货",
        "4-01-02-04 | 收银员 | Cashier | 收银",
        "4-01-06-01 | 电子商务师 | E-commerce worker | 电商 网店客服 电商运营 淘宝客服",
        "4-01-06-02 | 互联网营销师 | Live-stream seller | 主播 带货主播 直播 直播销售员 网络主播 "
        "直播带货",
        "4-04-05-03 | 呼叫中心服务员 | Call-centre agent | 客服 话务员 电话客服 接线员",
        "4-04-05-01 | 计算机程序设计员 | Programmer | 程序员",
        "4-07-04-01 | 导游 | Tour guide | 导游员",
        # Households, care, cleaning, security
        "4-10-01-03 | 保育师 | Childcare worker | 保育员",
        "4-10-01-05 | 养老护理员 | Carer for the elderly | 养老护工 护理老人 养老院护工 照顾老人",
        "4-10-01-06 | 家政服务员 | Domestic worker | 保姆 家政 钟点工 月嫂 育儿嫂 住家保姆 育婴员 "
        "家政服务 育婴师 做家务",
        "4-14-01-02 | 医疗护理员 | Hospital care assistant | 护工 医院护工 陪护",
        "4-14-04-04 | 社群健康助理员 | Community health assistant",
        "4-10-02-02 | 洗衣师 | Launderer | 洗衣工 洗衣",
        "4-10-03-01 | 美容师 | Beautician | 美容 美容员",
        "4-10-03-02 | 美发师 | Hairdresser | 理发师 理发 美发 剃头匠 理发员",
        "4-10-03-05 | 修脚师 | Pedicurist | 修脚 足浴技师 修脚工",
        "4-10-04-02 | 保健按摩师 | Masseur | 按摩师 按摩技师 按摩",
        "4-07-05-01 | 保安员 | Security guard | 保安 门卫 安保 看门 看大门 保安队长",
        "4-06-01-03 | 停车管理员 | Parking attendant | 停车收费员 停车场管理员",
        "4-09-08-01 | 保洁员 | Cleaner | 保洁 清洁工 环卫工 扫地 打扫卫生 清扫工 环卫工人 扫马路 "
        "环卫 清洁",
        "4-09-10-01 | 园林绿化工 | Gardener | 绿化工 绿化 园林工 园艺工 花匠",
        "4-12-01-01 | 汽车维修工 | Car mechanic | 修车 汽修 汽修工 修理工 汽车修理 修车工 汽车修理工",
        "4-12-03-01 | 家用电器产品维修工 | Appliance repairer | 家电维修 家电维修工",
        "4-12-04-01 | 自行车与电动自行车维修工 | Bicycle repairer | 电动车维修",
        # Land
        "5-01-02-01 | 农艺工 | Crop grower | 种植工 种地 务农 种菜 种植",
        "5-02-03-01 | 护林员 | Forest guard | 护林 生态护林员",
        "5-02-04-01 | 林木采伐工 | Logger | 伐木工 砍树",
        "5-03-02-01 | 家畜饲养员 | Livestock keeper | 养猪 养牛 养羊 放羊 饲养员 放牧 养猪工",
        "5-03-02-02 | 家禽饲养员 | Poultry keeper | 养鸡 养鸭",
        "5-05-05-01 | 农机驾驶操作员 | Farm-machine driver | 农机手 拖拉机手 收割机手",
    ),
    inside="last",
)


def occupation_of(text: str | None) -> str | None:
    """The 2022 code of an occupation as written, or None if the starter list does not know it."""
    return OCCUPATIONS.parse(text)
