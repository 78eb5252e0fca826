"""你好, 你是谁, 讲个笑话: talk that wants a word back and nothing done, a short one; then the open question returns.

Only where it is the whole of what was said; 你好我要办居住证 is a request. What a clerk must not talk about (politics,
medicine, the law, money) gets one polite sentence and no opinion.
"""

from __future__ import annotations

import re

from dialogue.understand.match import strip_fillers
from mandarin.pinyin import clean, exact
from mandarin.text_cache import text_cached

SMALL_TALK: dict[str, str] = {
    "hello": "您好。",
    "who": "我是人工智能数字人导办员，帮您办业务的。",
    "real": "我不是真人，是人工智能数字人。需要的话，我可以请工作人员来。",
    "abilities": "我可以帮您办业务，答办事的问题，也可以请工作人员来。",
    "thanks": "不客气。",
    "bye": "再见，祝您顺利。",
    "praise": "谢谢您的夸奖。",
    "sorry": "没关系，慢慢来。",
    "age": "我是人工智能，没有年龄。",
    "home": "我就住在大厅的电脑里。",
    "feelings": "谢谢关心，我一直都在。",
    "joke": "我不太会讲笑话，办事倒是很在行。",
    "song": "我唱歌不好听，还是帮您办事吧。",
    "weather": "我看不到外面的天气，请看一下手机。",
    "clock": "我这里看不到时间，请看一下墙上的钟。",
    "hungry": "吃饭喝水的地方，请问一下工作人员。",
    "hearing": "听得见，您请说。",
    "love": "谢谢您，我只会办事。",
    "chat": "这个我帮不上您，我们说说要办的事吧。",
    "tired": "您坐下歇一会儿，不着急。",
    "politics": "这个我不方便谈，我们说说您要办的事吧。",
    "medical": "看病的事要问医生，我说不准。",
    "legal": "法律问题请找律师，或者拨打一二三四八。",
    "money": "投资的事我不能给建议。",
}

_WORDS = """
hello: 你好 您好 你好啊 你好呀 您好啊 早上好 上午好 中午好 下午好 晚上好 早 嗨 哈喽 哈罗 hello hi 你好你好 大家好
    小姐姐好 姑娘你好
who: 你是谁 你叫什么 你叫什么名字 你是干什么的 你是干嘛的 你是做什么的 您贵姓 你姓什么 怎么称呼你 介绍一下自己
    自我介绍
real: 你是真人吗 你是人吗 你是不是真人 是真人吗 你是机器人吗 你是机器人 你是机器吗 你是人还是机器 你是人工智能吗
    你是ai吗 你是假的吧 你是不是机器人 真人还是机器人 你是电脑吗
abilities: 你会什么 你会做什么 你能做什么 你能干什么 你能干嘛 你会干什么 你有什么功能 你能帮我做什么 你都会什么
    你有什么用 你可以做什么
thanks: 谢谢 谢谢你 谢谢您 谢谢啊 多谢 感谢 非常感谢 太感谢了 谢了 谢谢谢谢 辛苦了 辛苦你了 麻烦你了 麻烦您了 费心了
bye: 再见 拜拜 再会 回头见 我走了 我先走了 回见 走了啊 下次再来 明天见
praise: 你真棒 你真好 你真聪明 你好聪明 你真厉害 厉害 太棒了 真不错 你真漂亮 你好漂亮 你真可爱 你好可爱 你真能干
    说得真好 声音真好听 你声音真好听 你真贴心 你太好了
sorry: 不好意思 对不起 抱歉 打扰了 打扰你了 不好意思啊
age: 你多大 你几岁 你多大了 你几岁了 你今年多大 你今年几岁 你多大年纪 你哪年生的 你生日是哪天
home: 你是哪里人 你家在哪 你家在哪里 你住哪 你住在哪里 你从哪里来 你是哪的人 谁发明了你 谁做的你 谁造的你 你爸爸是谁
    你妈妈是谁
feelings: 你好吗 你累吗 你累不累 你开心吗 你高兴吗 你吃饭了吗 你吃了吗 吃了吗 你困吗 你忙吗 你冷吗 你下班了吗
    你几点下班 你睡觉吗
joke: 讲个笑话 给我讲个笑话 说个笑话 讲个故事 给我讲个故事 你会讲笑话吗 逗我笑 说个段子 陪我聊天 陪我聊聊 聊聊天
    我们聊天吧
song: 唱首歌 唱个歌 给我唱首歌 你会唱歌吗 你会跳舞吗 跳个舞 放首歌 给我放首歌 唱歌
weather: 今天天气怎么样 天气怎么样 今天天气 外面下雨了吗 今天下雨吗 明天下雨吗 明天天气怎么样 今天冷吗 今天多少度
    今天热吗 今天天气真好
clock: 现在几点 几点了 现在几点了 现在什么时间 今天星期几 今天几号 今天周几 今天几月几号
hungry: 我饿了 我肚子饿了 中午吃什么 附近有什么好吃的 哪里有吃饭的 我渴了 我还没吃饭
hearing: 喂 喂喂 喂喂喂 听得见吗 听得到吗 你听得见吗 你听得到吗 能听见吗 能听到吗 你在吗 在吗 有人吗
    有人在吗 在不在 你在不在 人呢 还在吗 喂你好
    喂你听得见吗 你能听见吗
love: 我爱你 我喜欢你 你喜欢我吗 你爱我吗 做我女朋友吧 做我女朋友 你有对象吗 你有男朋友吗 你结婚了吗 嫁给我 你单身吗
tired: 我累了 我有点累 好累啊 累死了 我心情不好 我不高兴 我好烦 我好无聊 好无聊 无聊
"""
_POLITICS = re.compile(
    r"(?:共产党|国民党|政府|主席|总理|总统|领导人|习近平|毛泽东|邓小平|特朗普|拜登|"
    r"普京).{0,10}(?:怎么样|好不好|好吗|怎么看|你觉得|是谁|腐败|下台|坏|评价)|"
    r"(?:你|您)(?:觉得|怎么看|认为|支持|反对).{0,8}(?:政府|国家|党|制度|台湾|香港|美国|俄罗斯|"
    r"乌克兰|战争|选举|政策|领导)|(?:台湾|香港|新疆|西藏).{0,4}(?:独立|问题)|六四|法轮功|民主|"
    r"(?:会|要)打仗吗|谁会赢|两岸|反腐|贪官"
)
_MEDICAL = re.compile(
    r"(?:吃|用|开|喝|买)(?:什么|点什么|啥|点)药|(?:什么|啥|吃)药(?:好|管用|有效)|"
    r"(?:感冒|发烧|咳嗽|拉肚子|头疼|牙疼|肚子疼|高血压|糖尿病|失眠|便秘)(?:了)?(?:怎么办|吃什么|"
    r"怎么治|能治)|(?:这个|我的)?病(?:能不能|能|怎么)治|是不是得了?(?:癌|病)|要不要(?:做手术|开刀)|"
    r"疼是(?:怎么|为什么)"
)
_LEGAL = re.compile(
    r"(?:能|会|要)(?:判|关|坐牢)(?:几年|多久|多少年|吗)|(?:官司|诉讼)(?:能|会)(?:不会)?(?:赢|输)|"
    r"(?:能|可以)(?:告|起诉)(?:他|她|他们|我老公|公司)吗|财产(?:怎么|该)(?:分|判)|孩子(?:判|归)(?:给)?谁|"
    r"(?:犯|违)(?:不犯)?法吗|打官司怎么打"
)
_MONEY = re.compile(
    r"(?:买|炒|推荐)(?:个|只|哪只|哪个|什么|点)?(?:股票|基金|彩票|比特币|黄金|理财)|"
    r"股票(?:会|能)?(?:涨|跌|买)|股市|大盘|房价(?:会|要)?(?:涨|跌)|"
    r"(?:现在|该不该|能不能|要不要|适合)买房(?:吗|好|合适)|(?:比特币|黄金|汇率|利率)(?:多少|会|能)|"
    r"彩票(?:买|号|中)|怎么(?:赚钱|发财)"
)
_OFF_LIMITS = (("politics", _POLITICS), ("medical", _MEDICAL), ("legal", _LEGAL), ("money", _MONEY))
#: 您哪位, 你叫啥名字, 怎么称呼您: who is asked, in any words.
_WHO = re.compile(
    r"(?:请问|那)?(?:你|您)们?(?:到底|又)?(?:是)?(?:哪位|谁|哪个|啥人|什么人|哪一?位|(?:干|做)(?:啥|嘛|吗|什么)(?:的|用的)?|叫(?:啥|什么|个啥)(?:名字?|来着)?|姓(?:啥|什么)|贵姓"
    r"|怎么称呼|咋称呼|名字(?:是|叫)(?:啥|什么)|的名字)|(?:我)?(?:该|要)?(?:怎么|咋|如何)(?:称呼|叫)(?:你|您)|(?:你|您)?(?:自我|自己)介绍(?:一下|下)?(?:自己)?"
)
_CLAUSES = re.compile(r"[，,。.！!？?；;、\s]+")
_BREATH = re.compile(r"[哎诶欸嗯呃啊哦嘿]+|那个|这个")
_TAIL = re.compile(r"(?:啊|呀|哦|噢|嘛|呢|哈|啦|吧|了|喽)+$")
_TABLE: dict[str, str] = {
    clean(word): key
    for key, words in re.findall(r"^(\w+):(.*(?:\n .*)*)", _WORDS, re.MULTILINE)
    for word in words.split()
}
_SOUNDS = {exact(word): key for word, key in _TABLE.items() if len(word) >= 4}
_LONGEST = 24


def asks_who(text: str) -> bool:
    """Whether `text` asks who speaks here, and nothing else."""
    return bool(_WHO.fullmatch(_TAIL.sub("", clean(text))))


def _in_table(bare: str) -> str | None:
    forms = (bare, _TAIL.sub("", bare), strip_fillers(bare))
    return next((_TABLE[form] for form in forms if form in _TABLE), None)


@text_cached
def read_small_talk(text: str, *, whole: bool = False) -> str | None:
    """The key of the reply in `SMALL_TALK`, or None: there is more in it than talk.

    `whole`: only words that are nothing but talk, for where free text may be about politics or money.
    """
    bare = clean(text)
    if key := _in_table(bare):
        return key
    clauses = [part for part in map(clean, _CLAUSES.split(text)) if part and not _BREATH.fullmatch(part)]
    keys = [_in_table(part) for part in clauses]
    if keys and all(keys):  # 哎，你好，在吗
        return keys[-1]
    if asks_who(bare):
        return "who"
    for word in ("你好", "您好", "谢谢", "请问"):
        if bare.startswith(word) and (key := _TABLE.get(bare[len(word) :])):
            return key
    if whole:
        return None
    if key := _SOUNDS.get(exact(bare)):
        return key
    return next((key for key, pattern in _OFF_LIMITS if len(bare) <= _LONGEST and pattern.search(bare)), None)
