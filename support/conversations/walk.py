"""A citizen made by chance: wanders for a while, by voice, touch and keys, and in the end behaves or leaves."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass

from dialogue import Library
from dialogue.acts import (
    Begin,
    Captured,
    CaptureFailed,
    CaptureOpened,
    CardRead,
    Keyed,
    NoInput,
    NoMatch,
    Said,
    Touched,
    Turn,
)
from dialogue.codes import CodeOutcome
from dialogue.script import Slot
from mandarin.text_cache import TextCache
from support.conversations.watched import BrokenError, Watched
from support.proof import proving

#: What a citizen who behaves is given to finish; one who leaves is silent for at most so long.
PATIENCE = 150
_NUMBERS = ("11010519491231002X", "110101199003070134")
_PHONES = ("13800138000", "13900139001")
_VALUES = {
    "id": _NUMBERS, "phone": _PHONES, "credit_code": ("91110000600037341L",), "landline": ("010-62345678",),
    "name": ("王小明",), "time": ("下午两点半", "上午九点"), "money": ("三千五百元", "3500"), "count": ("3", "两个"),
    "address": ("朝阳区建国路8号3号楼302室",), "text": ("楼道的灯一直不亮，晚上很黑",),
    "number": ("26900002", "二六九零"), "yesno": ("是", "否"),
    "plate": ("京A12345", "京诶幺二三四五"), "passport": ("E12345678",),
    "permit": ("H08231455",), "code": ("A102456789",),
    "long_text": ("楼道的灯一直不亮，说完了", "晚上很黑"),
}  # fmt: skip
_DAYS = {"past": ("去年三月五号", "2025-03-05"), "future": ("2027年3月5号", "明天"), "any": ("今天", "2026-11-20")}
SECRETS = frozenset({*_NUMBERS, *_PHONES, "91110000600037341L", "62345678", "王小明", "建国路", "灯一直不亮"})
_WORDS = str.split(
    """
    社保卡丢了 办居住证 走迷宫 种大树 我要修水渠 看星星 我要办护照 挂失 同意 不同意 是 不是 对 不对 没问题 嗯 好的 满了
    没满 打工 租房 都没有 临时 正式 第一个 第二个 110105 19491231 002X 11010519491231002X 不对，是0134 13800138000
    138，0013，8000 手机号不对 手机号改成13900139001 身份证号错了 没有要改的 去年三月五号 明天 三月 往东 往西 不要往东
    朝阳区建国路8号 几点下班 居住证多少钱 临时和正式有什么区别 局长来了吗 天上飞过一群鸟 秋天来了 ， 啊 再说一遍 取消
    不办了 上一步 帮助 转人工 慢一点 快一点 大声点 小声点 从头开始 继续 满意 非常不满意 还行 不用了 没有了 需要 跳过
    你刚才说什么 我年纪大了 正常速度 你好 谢谢 你是谁 气死我了 你个混蛋 楼下打架了 着火了 水壶和雨伞 方向错了 哪天不对
    第二条 第一条和第三条 全部 都不要 下一页 不要第二条了，换第三条 除了第一条 选好了 最后一条 第九条 罚两百的那条
    正式挂失，手机号13800138000 我要正式挂失社保卡，手机13900139001 我叫王小明身份证号11010519491231002X 不对 改一下
    """
)
_KEYS = ("1", "2", "3", "12", "0", "#", "13800138000", "11010519491231002*", "20250305", "110105", "99999999999", "*")
_TOUCHES = (
    "是",
    "否",
    "没有要改的",
    "满意",
    "不满意",
    "上一步",
    "胡说",
    "跳过",
    "选好了",
    "手机号",
    "往东",
    "临时挂失",
    "第一条",
    "第二条",
    "下一页",
    "上一页",
    "全部",
)
#: What is said to a question for a proof.
_PROOFS = ("短信验证码", "没带身份证", "我替我妈办的", "没收到", "二四六八一零", _NUMBERS[1], "是的", "不是")
#: Questions that the citizen does not answer.
_AWAITED = ("call", "advice", "proving")
#: Words without a meaning.
_BABBLE = tuple(
    "".join(random.Random(seed).choices("的一是不了在人有我他这中大来上个国到说们为子", k=6)) for seed in range(400)
)
#: Why a call fails, and what the back end says with it.
_FAILURES = (
    ("timeout", ""), ("unreachable", ""), ("unknown", ""), ("bad_answer", ""), ("refused", ""),
    ("refused", "该号已注销"), ("refused", "java.lang.NullPointerException"),
)  # fmt: skip
#: About what was submitted.
_CORRECTIONS = ("手机号说错了", "不对，我填错了", "居住地址也错了", "入住日期不对，是去年三月五号", "把刚才那个撤掉")
_NOTHING = (NoInput(), NoMatch(), CardRead("王小明", _NUMBERS[0]), CardRead("", "123"), Begin())


@dataclass(frozen=True, slots=True)
class Walked:
    """How a conversation went. `lists`, `groups`: whether it chose from a list, and told of people of a group."""

    ended: str
    turns: int
    restored: int
    submitted: int
    depth: int
    failures: int
    lists: bool
    groups: bool


class Walk:
    def __init__(
        self,
        library: Library,
        seed: int,
        *,
        prompts: frozenset[str] | None = None,
        advised: bool = False,
        texts: TextCache | None = None,
    ) -> None:
        self.chance = random.Random(seed)
        channel = self.chance.choice(("screen", "screen", "phone"))
        begin = Begin("phone" if channel == "phone" else "screen", self.chance.random() < 0.2)
        self.watched = Watched(
            library, begin, secrets=SECRETS, prompts=prompts, advised=advised, name=f"c-{seed}", texts=texts
        )
        self.library = library
        self.restored = self.depth = self.failures = 0
        self.lists = self.groups = False
        self.healthy = self.chance.choice((1.0, 1.0, 0.8, 0.3))

    def run(self, *, replayed: bool = True) -> Walked:
        state = self.watched.state
        wild = self.chance.choice((0.0, 0.1, 0.3, 0.6, 1.0))
        for _ in range(self.chance.randint(0, 30)):
            self.do(self.anything() if self.chance.random() < wild else self.sensible())
            if self.watched.state.ended:
                break
        leaves = self.chance.random() < 0.3
        for _ in range(PATIENCE):
            if self.watched.state.ended:
                break
            self.healthy = 1.0
            self.do(NoInput() if leaves else self.sensible())
        state = self.watched.state
        if not state.ended:
            raise BrokenError(f"no end in sight: {state.question} {state.service}")
        if replayed:
            self.watched.replay()
        return Walked(
            ended=state.ended,
            turns=len(self.watched.turns),
            restored=self.restored,
            submitted=len(self.watched.keys),
            depth=self.depth,
            failures=self.failures,
            lists=self.lists,
            groups=self.groups,
        )

    def do(self, turn: Turn) -> None:
        self.watched.do(turn)
        while not self.watched.state.ended and self.watched.state.question.kind in _AWAITED:
            if self.chance.random() < 0.05:
                self.watched.do(Said("喂，在吗"))
            self._maybe_restore()
            if self.watched.state.question.kind in _AWAITED:
                self._answer()
        self._maybe_restore()
        self.depth = max(self.depth, len(self.watched.state.stack))

    def _maybe_restore(self) -> None:
        if self.chance.random() < 0.1:
            self.watched.restore()
            self.restored += 1

    def _answer(self) -> None:
        state = self.watched.state
        if state.question.kind == "proving":
            outcomes: tuple[CodeOutcome, ...] = ("wrong", "expired", "used_up")
            outcome = "right" if self.chance.random() < 0.8 else self.chance.choice(outcomes)
            self.watched.answer_code(self.chance.random() < self.healthy, outcome)
            return
        if state.question.kind == "advice":
            options = self.watched.consult.options if self.watched.consult else ()
            choice = self.chance.choice(("", "胡说", *options))
            self.watched.answer(bool(choice), {"choice": choice})
            return
        script = self.library.script(state.service)
        step = script.steps[state.step] if script else None
        names: tuple[str, ...] = getattr(step, "results", ())
        data = {name: self._brought(name) for name in names}
        lists = [one for one in script.lists if one.name in names] if script else []
        data |= {one.name: self._list(one.fields) for one in lists}
        if self.chance.random() < 0.05 * (self.healthy < 1):
            data = {}
        works = self.chance.random() < self.healthy
        self.failures += not works
        self.watched.answer(works, data, self.chance.choice(_FAILURES))

    def _list(self, fields: tuple[str, ...]) -> str:
        """A list of the back end: mostly some items, at times none, and at times one that lacks a field."""
        count = self.chance.choice((0, 1, 2, 3, 5, 9))
        items = [{field: self._brought_field(field, at) for field in fields} for at in range(count)]
        if items and self.healthy < 1 and self.chance.random() < 0.1:
            items[-1].popitem()
        return json.dumps(items, ensure_ascii=False)

    def _brought_field(self, field: str, at: int) -> str:
        if "款" in field or "分" in field:
            return self.chance.choice(("0", "3", "50", "200"))
        return f"{field}{at + 1}"

    def _brought(self, name: str) -> str:
        if name == "姓名":
            return "王小明"
        if "日期" in name:
            return "2026-12-07"
        return self.chance.choice(("正常", "正常", "是", "否", "已挂失", "A001"))

    # ---- what the citizen does ------------------------------------------------------------------------------------

    def anything(self) -> Turn:
        chance = self.chance
        kind = chance.randint(0, 9)
        if kind < 5:
            return self.say(chance.choice(_WORDS))
        if kind == 5:
            return Touched(chance.choice((*_TOUCHES, *(script.name for script in self.library.scripts))))
        if kind == 6:
            return Keyed(chance.choice(_KEYS))
        if kind == 7:
            return self.say(chance.choice(_BABBLE))
        return chance.choice(_NOTHING)

    def say(self, text: str) -> Said:
        others = (self.chance.choice(_WORDS),) if self.chance.random() < 0.1 else ()
        return Said(text, self.chance.choice((0.6, 0.9, 1.0)), others)

    def sensible(self) -> Turn:
        """An answer to the open question that gets on with it."""
        state = self.watched.state
        question = state.interjection or state.question
        touch = state.channel == "screen" and self.chance.random() < 0.3
        match question.kind:
            case "service":
                script = self.chance.choice(self.library.scripts)
                return Touched(script.name) if touch else Said(script.says[0], 0.9)
            case "which":
                return Touched(question.options[0])
            case "slot":
                script_now = self.library.script(state.service)
                slot = script_now.slot(question.slot) if script_now else None
                return self.value(slot, touch) if slot else NoInput()
            case "rating" | "more" if self.chance.random() < 0.1:
                return self.say(self.chance.choice(_CORRECTIONS))
            case "rating":
                return Touched("满意") if touch else Said("满意", 0.9)
            case "rating_why":
                return Touched("等得太久") if touch else Said("等得太久了", 0.9)
            case "more" | "human":
                return Touched("否") if touch else Said("不用了", 0.9)
            case "cancel" | "restart":
                return Touched("否") if touch else Said("不，继续", 0.9)
            case "change":
                return Touched("没有要改的")
            case "switch" | "replace" | "topic":
                return Touched(self.chance.choice(("是", "否")))
            case "which_value" if question.options:
                return Touched(question.options[0]) if touch else Said("第一个", 0.9)
            case "which_value":
                script_now = self.library.script(state.service)
                slot = script_now.slot(question.slot) if script_now else None
                return self.value(slot, touch) if slot else NoInput()
            case "readback":
                return Said("对", 0.9)
            case "proof" | "code" | "agent" | "other_card" | "face_consent" | "face" | "vouch":
                return self.proof()
            case _:
                return Touched("是") if touch else Said({"consent": "同意"}.get(question.kind, "对"), 0.9)

    def proof(self) -> Turn:
        """Mostly what proves who it is; sometimes another's card, a wrong entry, or words."""
        if self.chance.random() < 0.8 and (turn := proving(self.watched.state)):
            return turn
        card = CardRead("王小明", self.chance.choice(_NUMBERS))
        ways: list[Turn] = [card, Keyed("135790"), Touched("短信验证码"), *map(self.say, _PROOFS)]
        return self.chance.choice(ways)

    def pick(self, slot: Slot, touch: bool) -> Turn:
        """Items of a list, all of them or some; sometimes another page first."""
        if self.chance.random() < 0.2:
            return Touched("下一页") if touch else Said(self.chance.choice(("下一页", "再念一遍", "第二条是什么")), 0.9)
        if touch and slot.kind == "items":
            return Touched(self.chance.choice(("第一条", "第二条", "选好了", "全部")))
        one = self.chance.choice(("第一条", "最后一条", "第一条"))
        if touch:
            return Touched("第一条")
        return Said(self.chance.choice((one, "全部", "除了第二条都要", "前两条")) if slot.kind == "items" else one, 0.9)

    def picture(self, touch: bool) -> Turn:
        """Mostly one that came; sometimes a trouble, or words meanwhile."""
        if self.chance.random() < 0.2:
            return self.chance.choice((CaptureFailed("refused"), CaptureOpened(), Said("等一下", 0.9)))
        return Captured(f"sha256:{self.chance.randrange(16):064x}", touch)

    def value(self, slot: Slot, touch: bool) -> Turn:
        self.groups = self.groups or slot.group != ""
        if slot.pick:
            self.lists = True
            return self.pick(slot, touch)
        if slot.capture:
            return self.picture(touch)
        if not slot.required and self.chance.random() < 0.5:
            return Touched("跳过") if touch else Said("跳过", 0.9)
        if slot.choices:
            label = self.chance.choice(slot.choices).label
            if slot.kind == "several":
                return Keyed("12")
            return Touched(label) if touch else Said(label, 0.9)
        if slot.kind == "id" and "card" in slot.means and touch:
            return CardRead("王小明", _NUMBERS[0])
        said = self.chance.choice(_DAYS[slot.when] if slot.kind == "date" else _VALUES[slot.kind])
        keyed = said.isascii() and self.chance.random() < 0.3
        return Keyed(said.replace("X", "*").replace("-", "")) if keyed else self.spoken(said)

    def spoken(self, text: str) -> Said:
        return Said(text, self.chance.choice((0.9, 1.0)))
