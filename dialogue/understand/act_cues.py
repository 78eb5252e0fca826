"""What is certain of a dialogue act by its words, before any model is asked."""

from __future__ import annotations

import re
from typing import Literal, cast

from dialogue.understand.small_talk import asks_who
from mandarin.pinyin import clean

ActKind = Literal[
    "wish", "how", "price", "where", "when", "whether", "materials", "progress", "cancel", "change", "complain",
    "suggest", "report", "answer", "correct", "refuse", "leave", "greet", "thank", "identity", "human", "fraud",
    "trouble", "foreign", "chat", "unknown",
]  # fmt: skip

#: Written Cantonese; 唔 alone is said in other dialects too.
_CANTONESE = re.compile(r"[唔冇嘅咗喺佢啲嚟睇攞咩乜嘢嗰㗎哋噉嗮谂揾咁]")
_NO_MANDARIN = re.compile(
    r"不(?:会|识|懂|太会)[讲说听]?普通话"
    r"|(?:有没有|有|谁)[^，]{0,3}(?:会|能|识|懂)[讲说]?(?:英[语文]|粤语|广东话|日语|韩语|俄语)"
)
_LATIN = re.compile(r"[A-Za-z]{2,}")
_OTHER_SCRIPT = re.compile(r"[\u3040-\u30ff\uac00-\ud7af\u0400-\u04ff\u0600-\u06ff\u0e00-\u0e7f]")
_HANZI = re.compile(r"[\u4e00-\u9fff]")
_LEAST_FOREIGN_WORDS = 2

_MACHINE = r"(?:真人|活人|真的人|机器人?|人工智能|ai|电脑|程序|录音|假人|智能客服|大模型)"
_PUBLIC = r"(?:公安|警察|民警|派出所|检察院?|法院|社保局|医保局|银行|银监|客服|公检法|反诈|领导|老板|国家|政府)"
_FRAUD_DEMAND = (
    r"(?:转账|转钱|汇款|打钱|打款|汇钱|安全账户|验证码|共享屏幕|屏幕共享|保证金|点[^，]{0,3}链接|(?:报|给|填|输|说|问)[^，]{0,6}(?:密码|卡号)"
    r"|把[^，]{0,4}钱转|下载?个?(?:软件|app)|先(?:交|转|充)钱|手续费|解冻费)"
)
_CUES: tuple[tuple[ActKind, re.Pattern[str]], ...] = tuple(
    (cast(ActKind, kind), re.compile(pattern))
    for kind, pattern in (
        (
            "identity",
            rf"(?:你|您|恁|侬|对面|屏幕里|里面)[^，]{{0,6}}(?:是|到底)[^，]{{0,4}}{_MACHINE}(?!.{{0,3}}(?:办|在哪|怎么))"
            rf"|{_MACHINE}还是(?:{_MACHINE}|人|假的|真的)|(?:跟|和|同)(?:我|俺|咱)(?:说话|讲话|聊)[^，]{{0,4}}是[^，]{{0,6}}人"
            r"|你[^，]{0,3}会不会(?:骗|坑|害|忽悠|糊弄)|^(?:那个)?(?:你|您)?(?:到底)?是(?:哪个|谁|哪位|什么人|干什么的|干嘛的|做什么的)(?:啊|呀|嘛)?$",
        ),
        (
            "fraud",
            rf"(?:(?:叫|让|要|喊|逼|催|说)(?:我|俺|咱|他|她|老人|老伴)|(?<!我)(?:让|叫|喊|逼)|自称|冒充)[^。]{{0,20}}{_FRAUD_DEMAND}"
            rf"|{_FRAUD_DEMAND}[^。]{{0,12}}(?:骗|真的假的|诈骗|靠谱|是真的吗)"
            r"|(?:涉嫌|卷入|参与)(?:了)?(?:洗钱|诈骗|犯罪|贩毒|走私)|(?:被|遭)(?:人|电信|网络)?(?:诈骗|骗)(?:了|走|去|钱)"
            r"|(?:碰|遇)(?:到|上|见)(?:了|个)?(?:骗子|诈骗)|诈骗(?:电话|短信)|(?:冒用|盗用)[^，]{0,6}(?:身份证?|名字?|信息)"
            rf"|(?:自称|冒充)(?:是|叫)?[^，]{{0,4}}{_PUBLIC}",
        ),
        (
            "leave",
            r"^(?:好|好的|行|那|嗯|哦|知道了|明白了|谢谢|没事|我|就|先)*(?:再见|拜拜|再会|回见|回头见|走了|走啦|挂了|下次再来|改天再来)(?:啊|了|哈|哦|吧)*$"
            r"|^(?:那|那就|就|还是|我|嗯|唉|哎)*(?:算了|拉倒|不[办查弄问搞约取提补换报整咨]理?询?了)(?:吧|啦|呗)?(?:谢谢|再见|走了|不办了|不弄了|太麻烦了?)?$"
            r"|^(?:好|好的|行|那|嗯)?(?:谢谢|多谢|感谢)(?:你|您|啊|了|哈)?(?:不用|不需要|没事|没别的事?|不要)(?:了|啦)(?:吧|啊)?(?:再见)?$"
            r"|^(?:没什么|没别的?|没有别的|没啥)?事儿?了(?:谢谢|再见|走了|啊|我走了)*$",
        ),
        ("thank", r"^(?:太)?(?:谢谢|多谢|感谢)[^，]{0,4}，[^，]*(?:明白|清楚|知道|晓得|[弄办搞]好|搞定)了$"),
        (
            "human",
            r"(?:找|叫|喊|换|来)(?:一?个|位|一位)?[^，个]{0,6}(?:人|师傅|领导)(?:说话|说|讲|聊|来|过来|帮|当面|跟我|出来|$)(?!.{0,6}(?:吗|办证))|当面(?:说|讲|谈)[^，]{0,3}人",
        ),
        (
            "trouble",
            r"^(?:我|俺|这|你说的?|你讲的?|啥也|什么都|字|屏幕|上面|有点|根本|完全|实在)*"
            r"(?:听不见|听不清楚?|听不到|听不懂|没听懂|看不懂|看不清楚?|看不见|看不明白|不识字|不认字|不认得字|字太小)(?:了|啊|呀|嘛|字)?$"
            r"|(?:我|俺|老头子?|老太婆?)[^，]{0,4}(?:不识字|不认(?:识|得)字|耳朵[^，]{0,3}(?:背|聋|不好)|耳背|老花眼|是(?:盲人|聋哑?人))",
        ),
        (
            "cancel",
            r"(?:把|将)[^，]{0,10}(?:约|号|投诉|申请|备案|登记|工单|举报|挂失|单子)[^，]{0,6}(?:取消|撤|退了|退掉|消掉|作废|去掉)"
            r"|(?:约|号|投诉|申请|备案|登记|工单|举报)[^，]{0,8}(?:取消掉|撤掉|撤回来?|撤销|作废|退掉|消掉)(?!.*怎么)|^(?:我|要|想|帮我|给我|麻烦|请|你好)*取消(?:一下|我的?|那个|明天|今天|昨天|之前|网上|的)*(?:预约|约号|投诉|申请|备案|挂失)",
        ),
        (
            "progress",
            r"(?:好|成|完|下来|出来|到账|批|通过|受理|处理|解决|审核)(?:了)?(?:没有|没|吗|么)(?:啊|呀|呢|得)?$(?<!能好吗)(?<!可以了吗)"
            r"|(?:怎么样|咋样|有结果|有消息|有回音|有信儿?|有人管)(?:了|没有?|吗)(?:吗|没|啊|呀)?$"
            r"|(?:到|走到|办到|卡在)(?:哪|什么|啥)(?:一|个)?(?:步|环节)|^[^怎]{0,12}(?:办|查)?(?:理)?进度(?:了|啊|呀)?$",
        ),
    )
)
_DID = re.compile(
    r"上个?月|上(?:个)?(?:周|礼拜|星期|次|回)|[昨前]天|昨儿|前(?:几|阵|段)|去年|年前|之前|以前|月初|我的|工单|查"
    r"|(?:办|补|申请|投诉|反映|提|交|报|弄|备|做|约|登记)[的得]"
)


def cue(text: str) -> ActKind | None:
    """The act that the words of `text` leave no doubt about."""
    if _foreign(text):
        return "foreign"
    bare = text.lower()
    clauses = [part for clause in re.split(r"[，,。.！!？?；;\s]+", bare) if (part := clean(clause))]
    whole = "，".join(clauses)
    if asks_who(whole):
        return "identity"
    for kind, pattern in _CUES:
        if pattern.search(whole) and not (kind == "progress" and not _DID.search(whole)):
            return kind
    return None


def _foreign(text: str) -> bool:
    if _OTHER_SCRIPT.search(text):
        return True
    if len(set(_CANTONESE.findall(text))) >= _LEAST_FOREIGN_WORDS:
        return True
    words = _LATIN.findall(text)
    if _NO_MANDARIN.search(text):
        return True
    return len(words) >= _LEAST_FOREIGN_WORDS and sum(map(len, words)) > 2 * len(_HANZI.findall(text))
