"""Chinese surnames, and how they are spelled aloud: 弓长张, 立早章, 三点水的江.

Single surnames in the order of how common they are, so that of several with one sound the first is the likeliest.
"""

from __future__ import annotations

from dialogue.understand import rare_surnames
from mandarin.pinyin import exact, fixed_exact, tone

SINGLE = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴"
    "夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟"
    "安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项"
    "曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫苟"
    "全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝巩稽井练仲乐虞卞封竺冼原荣楚"
    "佟肖闫付代岑尚农伏沙储宗巫匡占师麦邝阚蒲贝谌裘缪麻宣粟幸敬楼鞠隆茅"
)
COMPOUND = (
    "欧阳", "上官", "司马", "诸葛", "司徒", "夏侯", "皇甫", "东方", "尉迟", "公孙", "慕容", "长孙", "宇文", "令狐",
    "南宫", "独孤", "端木", "百里", "呼延", "拓跋", "轩辕", "闻人", "澹台", "赫连", "申屠", "太史", "钟离", "西门",
    "东郭", "完颜", "纳兰", "叶赫",
)  # fmt: skip
#: The parts of a surname as they are said before it.
_PARTS: dict[str, str] = {
    "弓长": "张", "立早": "章", "耳东": "陈", "木子": "李", "十八子": "李", "双木": "林", "口天": "吴", "古月": "胡",
    "三横": "王", "三横一竖": "王", "草头": "黄", "大肚": "黄", "言午": "许", "双口": "吕", "走肖": "赵",
    "人可": "何", "禾呈": "程", "水工": "江", "干勾": "于", "干钩": "于", "人禾": "余", "双人": "徐", "双人余": "徐",
    "文刀": "刘", "卯金刀": "刘", "西早": "覃", "言西早": "谭", "子系": "孙", "子小": "孙", "关耳": "郑",
    "享耳": "郭", "又耳": "邓", "木土": "杜", "木易": "杨", "木每": "梅", "木白": "柏", "二马": "冯", "门三": "闫",
    "言射": "谢", "言身寸": "谢", "丘耳": "邱", "西贝": "贾", "四夕": "罗", "四维": "罗", "委鬼": "魏", "山佳": "崔",
    "马各": "骆", "足各": "路", "羊女": "姜", "公羽": "翁", "女兆": "姚", "非衣": "裴", "加贝": "贺", "竹付": "符",
    "立里": "童", "金中": "钟", "田字": "田", "耳火": "耿",
}  # fmt: skip
_RADICALS: dict[str, str] = {
    "三点水": "江汪沈洪潘汤温涂游沙池", "草字头": "黄范蒋苏董薛蔡葛莫芦荣苗", "木字旁": "杨林杜柳梅柏柯",
    "单人旁": "任何侯傅付伍仇俞倪佟储", "单立人": "任何侯傅付伍仇俞倪佟储", "双人旁": "徐", "双立人": "徐",
    "言字旁": "许谢谭詹谈", "金字旁": "钱钟", "女字旁": "姚", "女字底": "姜娄",
    "耳朵旁": "陈郑郭邓邱邹邵邢郝陆陶阮郎", "双耳旁": "陈郑郭邓邱邹邵邢郝陆陶阮郎", "左耳旁": "陈陆陶阮",
    "右耳旁": "郑郭邓邱邹邵邢郝郎", "走字底": "赵", "走字旁": "赵", "竹字头": "管简符", "绞丝旁": "纪",
    "马字旁": "冯骆", "两点水": "冯凌冷冼", "宝盖头": "宋宁宫", "广字头": "庞康庄廖", "四点底": "熊",
    "雨字头": "雷霍", "示字旁": "祁祝", "山字头": "崔岑", "弓字旁": "张", "足字旁": "路", "走之底": "边连",
    "门字框": "闫关闵", "衣字旁": "褚",
}  # fmt: skip
#: By toneless pinyin, since 弓长 may be recognised as 工长.
BY_PARTS = {exact(parts): name for parts, name in _PARTS.items()}
BY_RADICAL = {exact(radical): names for radical, names in _RADICALS.items()}
KNOWN = frozenset(SINGLE) | frozenset(COMPOUND)
RARE = (rare_surnames.SINGLE | rare_surnames.COMPOUND) - KNOWN
_LONGEST = max(map(len, KNOWN | RARE))


def surname_of(text: str) -> str:
    """The common surname that `text` begins with, a compound one before a single one; empty when there is none."""
    return _begins_with(text, KNOWN)


def any_surname_of(text: str) -> str:
    """As `surname_of`, rare ones too."""
    return _begins_with(text, KNOWN | RARE)


def _begins_with(text: str, names: frozenset[str]) -> str:
    return next((text[:size] for size in range(_LONGEST, 0, -1) if len(text) >= size and text[:size] in names), "")


def likeliest(character: str, *, same_tone: bool = False) -> str:
    """The commonest surname that sounds like `character`, in `same_tone` too; empty when none does."""
    sound = exact(character)
    alike = (name for name in SINGLE if fixed_exact(name) == sound)
    return next((name for name in alike if not same_tone or tone(name) == tone(character)), "")
