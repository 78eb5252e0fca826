"""Service scripts made by chance, all of them right: every kind of slot and step, nested, looped, calling others."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from pathlib import Path

from dialogue import Library, load_library

_NAMES = ("走迷宫", "种大树", "修水渠", "看星星", "养蜜蜂", "造风筝")
_SLOTS = {
    "身份号": "{类型: 身份证, 取值: [读卡, 语音, 按键], 核对: 尾号, 问: {首次: 请说身份号。, 再问: 再说一遍身份号。}}",
    "手机号": "{类型: 手机号, 问: 请说手机号。}",
    "信用码": "{类型: 统一社会信用代码, 问: 请说信用码。}",
    "座机": "{类型: 固话, 问: 请说座机。}",
    "名字": "{类型: 姓名, 问: 请说名字。}",
    "哪天": "{类型: 日期, 范围: 过去, 问: 哪天？}",
    "几点": "{类型: 时间, 问: 几点？}",
    "多少钱": "{类型: 金额, 最少: 1, 最多: 90000, 问: 请说金额。}",
    "几个": "{类型: 数量, 最少: 1, 最多: 9, 单位: 人, 问: 几个人？}",
    "地方": "{类型: 地址, 问: 请说地方。}",
    "着急": "{类型: 是否, 问: 着急吗？}",
    "方向": "{类型: 选项, 选项: {往东: [东边], 往西: [西边], 往南: [南边]}, 问: 往东，往西，还是往南？}",
    "带上": "{类型: 多选, 选项: [水壶, 雨伞, 饼干], 问: 带些什么？}",
    "说明": "{类型: 自由文本, 必填: 否, 问: 还有什么要说明的？}",
}
#: Two people of whom the same is asked.
_GROUP = """组: {大人: 同行, 小孩: {槽位组: 同行, 说法: [孩子]}}
槽位组:
  同行:
    姓名: {类型: 姓名, 问: 请说【组】的姓名。}
    证件: {类型: 身份证, 不同于: 证件, 取值: [读卡, 语音, 按键], 问: 请说【组】的证件号。}"""
_PEOPLE = ("大人", "小孩")
_LEVELS = ("无", "短信验证", "{级别: 短信验证, 代办: 可以}", "{级别: {大屏: 持卡, 电话: 短信验证}}")
_FAILURES = ("转人工", "[{说: 没有办成。}, {结束: 取消}]", "[{说: 不成也没关系。}]")


class _Maker:
    def __init__(self, chance: random.Random, name: str, calls: str) -> None:
        self.chance, self.name, self.calls = chance, name, calls
        self.unused = chance.sample(list(_SLOTS), chance.randint(3, 7))
        self.used: list[str] = []
        self.pictures: list[str] = []
        self.lines: list[str] = []
        self.apis = 0
        self.people: list[str] = []

    def text(self) -> str:
        if self.chance.random() < 0.4:
            self.people = list(_PEOPLE)
            self.lines.append(f"  - 收集: [{', '.join(_PEOPLE)}]")
        self.block(2, "  ")
        if self.unused:
            self.collect("  ")
        self.confirmed("  ")
        if self.chance.random() < 0.3:
            self.confirmed("  ")
        self.lines += ["  - {说: 好了。, 回执: [打印]}", "  - 评价: 好差评", "  - 结束: 完成"]
        head = [f"服务: {self.name}", "版本: 1", f"说法: [{self.name}, 我要{self.name}, 帮我{self.name}]"]
        head += ["渠道: [大屏, 电话]"]
        head += [f"身份: {random.Random(f'{self.name} {len(self.lines)}').choice(_LEVELS)}"]
        items, refused = ", ".join((*self.used, *self.people, *self.pictures)), self.chance.choice(("转人工", "结束"))
        head += [f"同意: {{告知: 需要您的一些信息。, 项目: [{items}], 拒绝: {refused}}}"]
        head += [_GROUP] if self.people else []
        head += ["槽位:", *(f"  {name}: {_SLOTS[name]}" for name in self.used), "步骤:"]
        return "\n".join([*head, *self.lines, ""])

    def block(self, deep: int, indent: str) -> None:
        for _ in range(self.chance.randint(1, 3)):
            makers: list[Callable[[str], None]] = [
                self.collect,
                self.query,
                self.tell,
                self.ticket,
                self.pick,
                self.picture,
            ]
            if deep:
                makers += [partial(self.branch, deep=deep - 1), partial(self.loop, deep=deep - 1)]
            if self.calls and deep == 2:
                makers.append(self.call_service)
            self.chance.choice(makers)(indent)

    def fresh(self, *kinds: str) -> str:
        found = next((name for name in self.unused if not kinds or name in kinds), "")
        if found:
            self.unused.remove(found)
            self.used.append(found)
        return found

    def picture(self, indent: str) -> None:
        """At most four, and none inside a list, as the language has it."""
        if len(self.pictures) == 4 or len(indent) > 2:
            return self.tell(indent)
        name = f"图{len(self.pictures) + 1}"
        kind = self.chance.choice(("拍照", "上传", "签名"))
        self.pictures.append(name)
        must, phone = self.chance.choice(("是", "否")), self.chance.choice(("转人工", "图以后再交。"))
        self.lines.append(f"{indent}- {kind}: {{记为: {name}, 问: 请给{name}。, 必填: {must}, 电话: {phone}}}")
        return None

    def collect(self, indent: str) -> None:
        names = [name for _ in range(self.chance.randint(1, 2)) if (name := self.fresh())]
        if names:
            self.lines.append(f"{indent}- 收集: [{', '.join(names)}]")
        else:
            self.tell(indent)

    def query(self, indent: str) -> None:
        self.apis += 1
        api, failure = f"{self.name}.q{self.apis}", self.chance.choice(_FAILURES)
        self.lines.append(f"{indent}- 查询: {{接口: {api}, 得到: [结果{self.apis}], 超时: 5秒, 失败: {failure}}}")

    def pick(self, indent: str) -> None:
        """A list, a choice from it, and each of the chosen filed: confirmed together, or one by one."""
        self.apis += 1
        number, several = self.apis, self.chance.random() < 0.7
        listed, chosen, filed = f"清单{number}", f"选中{number}", f"办好{number}"
        nothing = self.chance.choice(("[{说: 一条也没有。}, {结束: 取消}]", "[转人工]"))
        self.lines += [
            f"{indent}- 查询: {{接口: {self.name}.l{number}, 得到: [{{{listed}: [名目, 罚款]}}], 超时: 5秒, "
            f"失败: 转人工}}",
            f"{indent}- 挑选: {{从: {listed}, 念: 【名目】，罚款【罚款|金额】, 问: 要哪几条？, "
            f"可选: {'多条' if several else '一条'}, 记为: {chosen}, 没有: {nothing}}}",
        ]
        if not several:
            return
        together, body = self.chance.random() < 0.6, indent + "      "
        if together:
            self.lines.append(f"{indent}- 确认: 办的是，【{chosen}】，对吗？")
        self.lines += [f"{indent}- 逐条:", f"{indent}    在: {chosen}", f"{indent}    作为: 这条{number}"]
        self.lines += [f"{indent}    办成: {filed}", f"{indent}    做:"]
        if not together:
            self.lines.append(f"{body}- 确认: 办【这条{number}.名目】，对吗？")
        self.lines += [
            f"{body}- 提交: {{接口: {self.name}.e{number}, 传: [这条{number}.名目], 幂等键: 会话号, "
            f"得到: [单号{number}], 超时: 5秒, 失败: {self.chance.choice(_FAILURES)}}}",
            f"{indent}- 如果: 个数({filed}) > 0",
            f"{indent}  那么: [{{说: 办好了【个数({filed})】条，罚款【合计({filed}.罚款)|金额】。, 回执: [打印]}}]",
        ]

    def tell(self, indent: str) -> None:
        self.lines.append(f"{indent}- 说: 请继续。")

    def ticket(self, indent: str) -> None:
        self.lines.append(
            f"{indent}- 取号: {{队列: 综合窗口, 得到: [排队号], 超时: 5秒, 失败: {self.chance.choice(_FAILURES)}}}"
        )

    def call_service(self, indent: str) -> None:
        self.lines.append(f"{indent}- 调用服务: {{服务: {self.calls}, 失败: {self.chance.choice(_FAILURES)}}}")

    def branch(self, indent: str, deep: int) -> None:
        slot = self.fresh("着急", "方向")
        if not slot:
            self.tell(indent)
            return
        answer = {"着急": "是", "方向": "往东"}[slot]
        self.lines += [f"{indent}- 收集: [{slot}]", f"{indent}- 如果: {slot} == {answer}", f"{indent}  那么:"]
        self.block(deep, indent + "    ")
        if self.chance.random() < 0.6:
            self.lines.append(f"{indent}  否则:")
            self.block(deep, indent + "    ")

    def loop(self, indent: str, deep: int) -> None:
        slot = self.fresh("着急", "方向")
        if not slot:
            self.tell(indent)
            return
        label = f"从{slot}"
        self.lines += [f"{indent}- {{说: 从这里开始。, 编号: {label}}}"]
        self.collect(indent)
        first, *others = {"着急": ("是", "否"), "方向": ("往东", "往西", "往南")}[slot]
        self.lines += [f"{indent}- 选择: {slot}", f"{indent}  分支:", f"{indent}    {first}: [{{跳到: {label}}}]"]
        for other in others:
            self.lines += [f"{indent}    {other}:"]
            self.block(deep, indent + "      ")

    def confirmed(self, indent: str) -> None:
        self.apis += 1
        self.lines += [
            f"{indent}- 确认: 这样办，对吗？",
            f"{indent}- 提交: {{接口: {self.name}.s{self.apis}, 幂等键: 会话号, 得到: [编号{self.apis}], 超时: 5秒, "
            f"失败: {self.chance.choice(_FAILURES)}}}",
        ]


def make_library(seed: int, folder: Path) -> Library:
    """Three services, the first calling the second, the second the third."""
    chance = random.Random(seed)
    names = chance.sample(_NAMES, 3)
    for at, name in enumerate(names):
        calls = names[at + 1] if at < 2 else ""
        (folder / f"{at}.yaml").write_text(_Maker(chance, name, calls).text(), encoding="utf-8")
    return load_library(folder)
