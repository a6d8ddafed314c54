"""Urgency: what must never be missed, and harmless words that only sound alike."""

import pytest

from rongcheng.appeals.recognition import Recogniser

CRITICAL = [
    "工友从三楼架子上摔下来了，现在叫不醒",
    "挖沟塌方了，底下还压着两个人",
    "宿舍着火了，楼上还有人没出来",
    "食堂吃完饭二十多个人上吐下泻",
    "老板叫人拿着钢管打我们，有人头打破了在流血",
    "我实在撑不下去了，不想活了，娃娃托付给政府",
    "老公又打我，把我和孩子锁在屋里不让出门",
    "七岁的女儿放学到现在没回家，到处找不到",
    "医院说没钱就不给我弟弟做手术，工地摔的，人还在抢救",
    "老乡爬到塔吊上去了，说不给钱就跳下来",
    "车间里煤气味重得很，已经有两个人晕倒",
    "推土机正在推我家房子，里面还有老人",
    "下井的人困在里头，水还在往上涨",
    "五岁娃一个人在老家三天没人管，邻居说在哭",
    "五十几个人把路堵了，特警都来了，快打起来了",
    "工友被电到了，手都黑了，没有呼吸",
    "师傅喝了农药，正在往医院送",
]
HARMLESS = [
    "手机快没电要死了，充电桩在哪里",
    "这几天热死了，工地能不能发点绿豆汤",
    "食堂的菜难吃得要命，能不能换一家",
    "排队办证累死人了，能不能网上办",
    "想死老家的米线了，城里哪里有云南老乡会",
    "工资卡被银行锁死了，怎么解锁",
    "孩子期末考试考砸了，有没有免费补习",
    "网络卡死了，小程序打不开",
    "房东太抠门了，空调坏了不修，热得想死",
    "火车票抢不到，急死我了",
    "社区文艺汇演火爆，怎么报名参加",
    "广场舞音响太大，吵死了",
    "我想跳槽到别的厂，原来的社保怎么转",
    "想报名跳绳比赛",
    "消防培训证怎么考",
    "电焊证过期了怎么复审",
    "孩子想学游泳防溺水，有没有公益课",
    "预防煤气中毒的宣传单能不能给我们宿舍发几张",
    "打工的人打疫苗要钱吗",
    "打了三次12345都占线",
    "这个月水电费爆表了，是不是电表有问题",
    "工地附近新开的超市打折打到骨折，求开个公交站",
    "孩子被选上升旗手，要穿什么衣服",
    "老板跑步锻炼去了，合同明天签可以吗",
    "讲座说以前矿上瓦斯事故多，现在要学什么证",
    "图书馆几点关门",
    "体检报告显示血压偏高，医保能买药吗",
    "我妈烧菜好吃，想在社区开个小饭店，怎么办证",
    "跳楼价甩卖的家电有没有保修",
    "孩子说想当消防员，有什么学校",
    "爬楼爬得腿断了一样，旧小区能装电梯吗",
    "工友介绍的砍价群是不是骗人的",
    "拿刀具去工地干活要登记吗",
    "火葬场旁边的公租房能不能换一套",
]


@pytest.mark.parametrize("text", CRITICAL)
def test_critical_matters_are_found(national: Recogniser, text):
    urgency = national.read(text).urgency
    assert urgency.level == "critical"
    assert urgency.by == "rule"
    assert urgency.reason
    assert urgency.call


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_words_that_sound_alike_are_not(national: Recogniser, text):
    assert national.read(text).urgency.level in {"normal", "raised"}
