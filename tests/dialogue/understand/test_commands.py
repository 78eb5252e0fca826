import pytest

from dialogue.understand.commands import read_command, read_command_behind, read_only_command

TABLE = {
    "repeat": "重复 重复一遍 再说一遍 请再说一遍 再说一次吧 再讲一遍 你再说一遍好吗 没听清 我没听清楚 "
    "你说什么 麻烦再说一遍 能再说一遍吗 再来一遍",
    "cancel": "取消 取消办理 不办了 我不办了 不想办了 退出 先不办了 我要取消 算了不办了 我不想办了",
    "back": "上一步 返回上一步 回到上一步 返回 退回上一步 请返回上一步 我要返回",
    "help": "帮助 怎么用 我不会用 怎么操作 我该怎么说 教教我",
    "human": "转人工 人工 人工服务 我要转人工 请转人工 帮我转人工 叫个人来 找工作人员 "
    "我要找工作人员 转接人工 叫一个工作人员 有没有人工客服 转人工吧 给我转人工 真人",
    "what": "你刚才说什么 刚才说什么 你刚才说的是什么 刚刚说什么 刚才问什么 说到哪了 上一句是什么",
    "elderly": "老年模式 打开老年模式 我要老年模式 长辈模式 字大一点 字大一点好吗 字太小了 我眼睛不好 字再大一点 "
    "看不清楚 "
    "我年纪大了 我老花眼 大字版",
    "normal": "正常模式 退出老年模式 关闭老年模式 不要老年模式 恢复正常 字太大了",
    "slower": "慢一点 慢点 说慢点 请说慢一点 你说慢一点 能不能慢一点 太快了 你说得太快了 语速慢一点 再慢一点 慢点说",
    "faster": "快一点 快点 说快一点 太慢了",
    "louder": "大声点 大声一点 声音大一点 请大声一点 我听不见 声音太小了 大点声 能大声点吗 声音再大一点",
    "softer": "小声点 声音小一点 声音太大了",
    "restart": "重新开始 从头开始 返回首页 重新办理",
}
NONE = str.split(
    """
    和平路帮助街三号 可以取消订单吗 取消要多少钱 我要办居住证 社保卡丢了 是 不是 对 一三八零零 人工智能大厦二楼
    快递公司宿舍 返程路八号 临时挂失 满意 不满意 去年三月 几点上班 居住证要多少钱 上海路一号 没有 慢城小区三栋
    老年证 办老年优待证 老年人补贴 老年大学路三号 大字不识
    """
)


@pytest.mark.parametrize(("command", "text"), [(name, text) for name, texts in TABLE.items() for text in texts.split()])
def test_command(command: str, text: str) -> None:
    assert read_command(text) == command
    assert read_command(text + "。") == command


@pytest.mark.parametrize("text", NONE)
def test_no_command(text: str) -> None:
    assert read_command(text) is None


@pytest.mark.parametrize("said", ["不要转人工", "别给我转人工", "不想转人工", "转人工不要", "别叫人来", "人工就不用了"])
def test_staff_that_are_refused_are_not_called(said) -> None:
    assert read_command(said) is None
    assert read_only_command(said) is None
    assert read_command_behind(f"和平路八号，{said}") is None


@pytest.mark.parametrize("said", ["不要机器人，转人工", "转人工", "给我找个人工", "别啰嗦了转人工"])
def test_staff_that_are_called_for(said) -> None:
    assert read_command(said) == "human"
