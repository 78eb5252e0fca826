from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.homophones import misspell
from bench.wishes import OUTSIDE_HELD_OUT, OUTSIDE_TUNING, services
from dialogue import phrases
from dialogue.understand.background import ERRANDS, SERVICES, TALK
from dialogue.understand.risk import NUMBERS, read_risk

ROOT = Path(__file__).parents[3]
IN_DANGER = {
    "suicide": """
        我不想活了 我想自杀 我要自杀 我要跳楼 有人要跳楼 我活不下去了 活着真没意思 我想死 死了算了 不如死了算了
        我吃了一瓶安眠药
        他要喝农药 我儿子想自杀怎么办 我站在楼顶了 我写了遗书 有人在跳河 一了百了算了 我活够了
        我不想活了，你们不给我办 去年我就想自杀
        让我去死吧 活着还有什么意思 我女儿割腕了 不给办低保我就跳楼 我向自沙 我不响活了 我要跳搂 活不下去乐
        """,
    "fire": """
        着火了 我家着火了 楼上着火了怎么办 二楼起火了快来人 大厅冒烟了 那边在冒黑烟 厨房失火了 煤气泄漏了
        闻到很浓的煤气味 发生火灾了
        柜子烧起来了 外面爆炸了 好大的烟 快来救火，着火了 找火了 楼下起伙了
        """,
    "violence": """
        有人打人 那边打起来了 有人在打架 他动手打我 我老公打我 我老公又打我 有人拿刀 有人持刀 他要砍人 他要杀我
        我被打了 我被抢劫了
        有人跟踪我，我被人跟踪了 救命啊 快报警 帮我报警 外面有人行凶 我正在被家暴 他家暴我 保安打人了 我怕他又打我
        我要举报有人持刀 他拿着刀
        有人要打我 我要报警
        有人打仁 有人打价
        """,
    "medical": """
        有人晕倒了 我妈晕倒了 老人昏过去了 他心脏病犯了 我喘不上气 我喘不过气来 胸口好疼 快叫救护车 叫一下120
        有人昏迷了 他口吐白沫了
        流了好多血 血流不止 他摔倒了起不来 我老婆要生了 羊水破了 有人触电了 孩子噎住了 突发心梗 他没有呼吸了
        老人快不行了 有人抽搐
        有人运倒 我喘部上气 心脏病饭了
        """,
    "traffic": """
        门口出车祸了 发生交通事故了 我被车撞了 有人被车撞了 他撞了人就跑 门口撞车了 我追尾了 车翻了，翻车了
        肇事逃逸 撞到一个老人
        初车祸了
        """,
    "crowd": """
        门口有人拉横幅 我们要集体上访 好多人堵着大门 几十个人围在门口 有人聚众闹事 我们要去静坐 他们要游行
        带人来堵门 一大群人在闹事
        拉恒幅
        """,
}  # fmt: skip
SAFE = """
    火灾证明怎么开 火灾事故认定书在哪领 家里去年着火了想申请救助 着火了能赔多少钱 消防备案 消防验收怎么办 消防许可
    消防证
    打人的工伤怎么报 被打了怎么认定工伤 打人犯法吗 家暴证明怎么开 家暴怎么起诉离婚 人身保护令怎么申请
    被打了去哪里做伤情鉴定
    自杀险 自杀赔不赔保险的自杀险 急死了 烦死了 气死我了 热死了 累死了 饿死我了 吵死了 慢死了 笑死我了 困死了
    忙死了 急死我了快点
    跳楼价 跳楼大甩卖 想死你了 打120要钱吗 打120怎么收费 120是多少 报警电话是多少 报警回执在哪打印 报警证明怎么开
    救命钱 救命恩人
    死亡证明怎么开 我父亲去世了 死亡注销户口 老人死了怎么销户 我奶奶病死了来注销户口 火化证明 殡葬 火车票 火锅
    堵车了 堵死了路上堵车
    打电话 打印材料 打车过来的 打针 打疫苗 打官司 打工的 打听一下 打折吗 打开看看 打不通电话 他打我电话 他打我手机
    打我这个号码
    打卡 打扰了 打算办 打球 砍价 砍树要办证吗 杀毒软件 抢票 抢号 抢购 刀具 拿刀叉 管制刀具怎么办
    心梗能办慢病吗 脑梗后遗症办残疾证 中风偏瘫残疾鉴定 心脏病能办慢病吗 冠心病住院报销 晕倒住院能报销吗 高血压
    糖尿病 体检
    车祸认定书 交通事故认定 上班路上车祸算工伤吗 撞车了怎么赔 撞名了 交通违章 事故理赔 被车撞了工伤怎么申请
    处理交通事故材料
    集体户口 集体土地 集体户 横幅广告审批 拉横幅要审批吗 信访投诉 我要信访 我要投诉 上访 游行申请怎么办理 人好多
    好多人排队
    这里人好多啊 门口好多人 围了好多人在排队吗 堵在路上了 发火 我要发火了 冒火 上火了 火爆 生意火了 今天好闷
    生孩子报销 我要生孩子了办准生证
    生了二胎 要生二胎 落户 孩子出生登记 烟草证 烟感 抽烟 有烟味 卖烟 买烟 我要办烟证 油烟机 油烟扰民投诉
    没有着火 没有人晕倒 没有打架 不是着火 别打人 如果着火了怎么办 万一有人晕倒怎么办 消防演习 怕地震 天然气没气了
    轮胎没气了 有煤气吗 死机了
    机器死机了 该死 死板 不死心
    我的手机摔坏了 摔了一跤没事 我晕车 有点晕 头晕 头疼 牙疼 我饿了 渴死了 撞衫 时间撞了 我不想去 不想办了 不想说
    我想四点来 想试一下
    我想是的 我要去市里 我想试试 四号窗口 我要迟到了 迟到了 他迟到了 大家好 大家在吗 在大家面前 加保 加保险
    要快一点 快递运到了 东西运到了
    我不想换了 不想火化 找伙伴 七号了 七号来 失误了 是我了 救命药报销 老命都没了 要了老命 抢修 红包 他家报了 家宝
    救护车收费吗
    抱警 包警 好疼啊打针 血压高 抽血 献血 流血补偿 煤气开户 天然气开户 煤气费 燃气费怎么交 通煤气 换煤气表 游戏
    游泳 静坐区 休息 坐一会儿
    杀猪 卖刀 持证上岗 持到 动到 到期了 我身份证到期了 退役军人 残疾军人 军人优待 被骗了 我被骗了钱 钱被偷了
    身份证被偷了 社保卡被偷了
    """


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in IN_DANGER.items() for text in texts.split()]
)
def test_danger(kind: str, text: str) -> None:
    risk = read_risk(text)
    assert risk is not None
    assert risk.kind == kind
    assert risk.number == NUMBERS[risk.kind]


@pytest.mark.parametrize("text", SAFE.split())
def test_no_danger(text: str) -> None:
    assert read_risk(text) is None


def test_the_tables_are_large_enough() -> None:
    assert sum(len(texts.split()) for texts in IN_DANGER.values()) >= 60
    assert len(SAFE.split()) >= 120


def ordinary() -> list[str]:
    lines = [*phrases.all_phrases(), *OUTSIDE_TUNING, *OUTSIDE_HELD_OUT]
    lines += [wording for group in (SERVICES | ERRANDS | TALK).values() for wording in group]
    return lines + [text for service in services() for text in (*service.tuning, *service.held_out)]


def test_no_danger_in_ordinary_talk_nor_when_it_is_misspelt() -> None:
    assert [text for text in ordinary() if read_risk(text)] == []
    misspelt = [misspell(text, share, 3) for text in ordinary() for share in (0.25, 0.6)]
    assert [text for text in misspelt if read_risk(text)] == []


def test_how_urgent() -> None:
    assert read_risk("我要跳楼").urgent
    assert not read_risk("我不想活了").urgent
    assert read_risk("我不想活了").number == "12356"


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    risk = read_risk(text)
    assert risk is None or risk.kind in NUMBERS
