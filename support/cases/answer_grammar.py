"""A grammar of answers to a yes/no question: what people say when they agree, and what they say when they do not.

Its words are its own: nothing is imported from the rules it measures. Every answer carries the kind it was made of;
`yes` tells whether a careful clerk would call it an unreserved yes.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from random import Random

YES = (
    "好", "好的", "好的好的", "好嘞", "好啊", "行", "行啊", "行吧", "好吧", "可以", "可以的", "对", "对的", "对对对",
    "对啊", "是", "是的", "是的是的", "没错", "没错没错", "没问题", "没有问题", "嗯", "嗯嗯", "嗯，好的",
    "嗯，对", "OK", "ok的", "同意", "我同意", "确认", "我确认", "确定", "正确", "没毛病", "没意见", "就这样",
    "就这样吧", "那行", "那好", "成",
)  # fmt: skip
#: Said alone these agree to what was asked, whatever was asked.
PLAIN = (
    "没有意见", "我没有意见", "没什么意见", "不反对", "我不反对", "完全正确", "完全同意", "完全没问题", "提交",
    "提交吧", "确认提交", "可以提交", "可以提交了", "就这么办", "就这么定了", "就按这个来", "👍", "👌", "👍👍", "✅",
    "好👌", "🆗", "没有异议", "无异议", "当然可以", "当然", "必须的", "我看没问题", "都对", "全对", "都没问题",
    "信息都对", "信息没错", "没有错", "准确无误", "确认无误", "我确定", "我愿意", "愿意", "认可", "我认可", "yes",
    "Yes", "okay", "是是是", "行行行", "可以可以", "没有要改的", "不用改了", "不用再改了", "就是这样", "说得对",
    "你说得对", "一点没错", "一点都没错", "没啥问题", "不错，是的",
)  # fmt: skip
HARMLESS = (
    "谢谢", "谢谢你", "谢谢您", "谢谢啊", "麻烦你了", "麻烦您了", "辛苦了", "辛苦你了", "你好", "您好",
    "不好意思，是的", "快点办吧", "请继续", "继续吧", "往下办吧", "提交吧", "办吧", "你办吧", "帮我提交吧",
    "麻烦帮我提交一下", "就这样办", "没问题", "没有要改的", "啊", "那就这样", "开始吧", "下一步吧", "就这样吧",
    "多谢", "拜托了", "你弄吧", "请帮我办理", "那麻烦你了", "信息都对", "没错", "是这样的", "可以的",
)  # fmt: skip
COMMANDS = (
    "取消", "取消吧", "取消掉", "帮我取消", "不办了", "我不办了", "先不办了", "退出", "返回", "返回上一步", "上一步",
    "回到上一步", "重新来", "从头开始", "重新开始", "转人工", "帮我转人工", "叫工作人员来", "找人工", "再说一遍",
    "再念一遍", "重复一下", "说慢点", "你慢点说", "声音大一点", "大声点", "算了不办了", "还是不办了", "别办了",
    "我要人工服务", "退回上一步", "停止办理", "不弄了", "我不想办了", "别提交", "先别提交", "不要提交", "暂停",
    "停一下", "撤销", "作废吧", "别弄了", "回到首页",
)  # fmt: skip
CORRECTIONS = (
    "号码少了一位", "号码多了一位", "号码错了", "有一位不对", "最后一位错了", "中间那个数不对", "名字写错了",
    "改一下", "我要改一下", "改一下手机号", "手机号换一个", "要改一个地方", "有个地方要改", "但是手机号不对",
    "就是电话不对", "不过号码变了", "最后四位不是这个", "号码得换一个", "日期弄错了", "换个号码吧", "地方不对",
    "信息有点问题", "有一个写错了", "可是号码不是我的", "这个号码停用了", "这个号码我不用了", "换成我老婆的号码",
    "漏了一个数", "有两个数反了", "前面说错了", "刚才说错了", "我说错了", "还差一位", "把最后一位改成9",
    "尾号是6688才对", "应该是别的号码",
)  # fmt: skip
CONDITIONS = (
    "如果不收费的话", "要是今天能办好的话", "不收钱就行", "不要钱的话", "只要不泄露", "除非要收费", "前提是不收费",
    "不影响养老金就行", "要是免费的", "能撤回的话", "别告诉我家里人就行", "不给别人看就可以", "但是我不给手机号",
    "但是不能留我的身份证号", "不过我不想留电话", "除了手机号都行", "只能用一次", "但要先告诉我收不收费",
    "明天之前能弄好的话", "假如可以改的话", "万一不行就算了", "要看收不收费", "得先问问我儿子同不同意",
    "只要能找回来就不挂失", "保证不外传才行",
)  # fmt: skip
QUESTIONS = (
    "要多少钱", "收费吗", "要收费吗", "多久能好", "什么时候能办好", "还能改吗", "能撤回吗", "你说的是哪个",
    "是什么意思", "为什么要这个", "我的信息安全吗", "会不会泄露", "这个号码对吗", "那社保卡还能用吗", "需要带什么",
    "你确定吗", "真的假的", "是吗", "对吗", "是这个吗", "没问题吧", "可以吗", "行不行", "确定没错吧", "是不是就好了",
    "要等几天", "去哪里拿", "能不能代办", "你刚才说什么", "然后呢", "接下来干嘛", "没弄错吧",
)  # fmt: skip
POSTPONED = (
    "我再想想", "我想一想", "让我想想", "等一下", "等等", "稍等一下", "等会儿", "先等等", "我考虑一下", "我考虑考虑",
    "我看一下", "让我看看", "我先看看", "我先问问我儿子", "我跟家里人商量一下", "我打个电话问一下", "我找一下身份证",
    "晚点再说", "明天再来", "改天再办", "过两天再说", "不着急我再看看", "先放着", "先不急着交", "还没想好",
    "我还没看完", "别急我看一下", "我核对一下", "我对一下号码", "等我戴个眼镜", "等我两分钟", "一会儿再弄",
)  # fmt: skip
WISHES = (
    "我要办居住证", "我想办居住证", "先帮我预约窗口", "我想查公积金", "我要提取公积金", "我还想补身份证", "我要投诉",
    "顺便帮我查一下房子", "我其实是想办医保", "我是来办营业执照的", "还是先办身份证吧", "我要补一张卡",
    "帮我查一下进度", "我想打印社保记录", "给我取个号", "我想给我妈也办一个", "我要解除挂失", "我想办退休",
    "还要再办一张", "我想先交个水费",
)  # fmt: skip
NEGATIVE = (
    "不", "不是", "不对", "不行", "不可以", "不同意", "我不同意", "不要", "不用了", "没有", "不确认", "不提交",
    "算了", "错了", "不是的", "不太对", "好像不对", "不怎么对", "不能这样", "我反对", "不愿意", "不想", "不接受",
    "不完全对", "不都对", "没那么回事", "👎", "❌", "no", "哪里对了",
)  # fmt: skip
HEDGED = (
    "好像是", "好像是吧", "应该是吧", "可能对吧", "大概是吧", "也许吧", "不确定", "我不确定", "不知道", "不清楚",
    "随便", "无所谓", "都行吧随便", "差不多吧", "差不多", "一半对", "有的对有的不对", "对一半", "基本上对",
    "记不清了", "说不好", "我也不知道对不对", "不好说", "听不懂", "没听清", "看不清", "是吧？", "对吧？", "没问题吧",
    "没错吧", "是吗", "对吗", "可以吗", "行吗", "对不对", "是不是", "好不好", "行不行",
)  # fmt: skip
TOPICS = (
    "对了，我还想问一下", "对了，还有个事", "对了，我想起来了", "对了，那个多少钱", "对了，我忘带身份证了",
    "对了我的卡好像找到了", "好了，我先走了", "好了不说了", "好了好了别说了", "行了别办了", "行了，我去窗口办",
    "好了，还是找人办吧", "可以了别念了", "好家伙", "好多字", "好贵啊", "好慢啊", "好麻烦", "好难", "好奇怪",
    "对面那个窗口", "对不起", "对外公开的那种", "是非题吗", "行李放哪", "可惜了", "可是我没带", "成都的", "有意思",
    "会员卡", "能人", "要命", "要不算了", "要不等等", "要不换一个", "得了吧", "没完没了", "没劲", "中午再说",
    "嗯哼哼", "嗯我问一下啊", "那个那个", "是这样的", "是这样", "对了", "知道了", "有", "要",
    "呵呵，对", "是这样的，我其实没丢卡", "是这样，我想问个事", "好说", "好在哪",
    "行得通吗", "确认不了", "同意不了", "可以不同意", "可以不提交", "可以改吗", "能不同意吗", "需要想想", "没法确认",
    "对方号码", "是别人的号码", "有问题", "有错", "有不对的", "有要改的", "要改", "需要修改", "要取消", "想取消",
    "可以取消",
)  # fmt: skip
CONFIRM_OTHER = (
    "那就临时挂失", "临时挂失吧", "我要临时挂失", "还是临时挂失", "先临时挂失", "临时的就行", "改成临时的",
    "手机号用13911112222",
)  # fmt: skip
CONFIRM_SAME = (
    "正式挂失", "就是正式挂失", "办理正式挂失", "正式的", "王小明", "我是王小明", "社保卡挂失", "尾号6789",
)  # fmt: skip
READBACK_OTHER = (
    "13800138001", "一三八零零一三八零零一", "是13900139000", "后四位是8001", "最后是八零零一", "139开头的",
)  # fmt: skip
READBACK_SAME = (
    "13800138000", "一三八零零一三八零零零", "就是13800138000", "号码是13800138000", "尾号8000",
)  # fmt: skip
CONSENT_SAME = (
    "可以用我的身份证号和手机号", "同意使用我的身份证号", "你用吧", "可以收集", "授权给你们", "同意你们使用",
)  # fmt: skip

CONTEXTS = (
    "confirm", "consent", "readback",
)  # fmt: skip
ASKED_ABOUT = {
    "confirm": "为王小明尾号6789的社保卡，办理正式挂失，对吗？（手机号 13800138000；答“是”就正式提交，不能撤回）",
    "consent": "为办理挂失，需要您的身份证号和手机号，仅用于本次业务。您同意吗？",
    "readback": "您说的手机号是幺三八，零零幺三，八零零零，对吗？",
}


@dataclass(frozen=True, slots=True)
class MadeAnswer:
    """`kind`: what it was made of; `yes`: an unreserved yes to the question of `context`."""

    id: int
    context: str
    kind: str
    text: str
    yes: bool


def answers(count: int, seed: int = 8) -> list[MadeAnswer]:
    """`count` answers, the same for the same seed."""
    rng = Random(seed)
    return [_answer(at, rng) for at in range(count)]


def _answer(at: int, rng: Random) -> MadeAnswer:
    context = rng.choice(CONTEXTS)
    kind, clauses, yes = _made(context, rng)
    return MadeAnswer(at, context, kind, _written(clauses, rng), yes)


def _made(context: str, rng: Random) -> tuple[str, list[str], bool]:
    kind = rng.choice(
        ("plain", "plain", "harmless", "harmless", "same", "other", "command", "command", "correction", "correction",
         "condition", "question", "postponed", "wish", "negative", "hedged", "topic")
    )  # fmt: skip
    lead = [rng.choice(YES)] if rng.random() < 0.75 else []
    match kind:
        case "plain":
            return kind, [rng.choice(YES + PLAIN)], True
        case "harmless":
            clauses = [rng.choice(YES), *rng.sample(HARMLESS, rng.choice((1, 1, 2)))]
            return kind, clauses, True
        case "same":
            same = {"confirm": CONFIRM_SAME, "consent": CONSENT_SAME, "readback": READBACK_SAME}[context]
            return kind, [rng.choice(YES), rng.choice(same)], True
        case "other":
            if context == "consent":
                return "negative", [rng.choice(NEGATIVE)], False
            return kind, [*lead, rng.choice(CONFIRM_OTHER if context == "confirm" else READBACK_OTHER)], False
        case "negative":
            return kind, [*(["嗯"] if rng.random() < 0.3 else []), rng.choice(NEGATIVE)], False
        case "hedged" | "topic":
            return kind, [rng.choice(HEDGED if kind == "hedged" else TOPICS)], False
    words = {
        "command": COMMANDS, "correction": CORRECTIONS, "condition": CONDITIONS, "question": QUESTIONS,
        "postponed": POSTPONED, "wish": WISHES,
    }[kind]  # fmt: skip
    clauses = [*lead, rng.choice(words)]
    if rng.random() < 0.15:
        clauses.append(rng.choice(("谢谢", "麻烦了", "啊")))
    if kind == "condition" and rng.random() < 0.3:
        clauses.reverse()  # 如果不收费的话，可以
    return kind, clauses, False


def _written(clauses: list[str], rng: Random) -> str:
    """With commas, or as the ear often writes it: with none, or with a full stop at the end."""
    style = rng.random()
    comma = "，" if style < 0.5 else "" if style < 0.85 else " " if style < 0.95 else "。"
    if not comma and any(left[-1:].isascii() and right[:1].isascii() for left, right in pairwise(clauses)):
        comma = "，"  # two numbers would run into one
    text = comma.join(clauses)
    if style < 0.35 or 0.5 <= style < 0.6:
        text += "。" if text[-1] not in "？?👍👌✅🆗👎❌" else ""
    return text if comma else text.replace("，", "")
