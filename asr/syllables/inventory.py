"""The classes of the syllable head: the toneless syllables of Mandarin, and CTC's blank.

Written as pypinyin writes them in its NORMAL style with ü as v (`lv`, `nve`). Of what pypinyin knows, syllables of one
rare character or of a dialect (`biang`, `fiao`, `wong`) are no classes of their own: `NEAREST` names the class that
sounds most like them. The hummed interjections keep two: `n` (嗯, also written ng) and `m` (呣).
"""

from __future__ import annotations

#: CTC's blank: class 0.
BLANK = 0

_WRITTEN = """
a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce cen ceng cha
chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun chuo ci cong cou cu cuan cui
cun cuo da dai dan dang dao de dei deng di dia dian diao die ding diu dong dou du duan dui dun duo e ei en er fa fan
fang fei fen feng fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang gui gun guo ha hai han
hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo ji jia jian jiang jiao jie jin jing jiong jiu ju
juan jue jun ka kai kan kang kao ke kei ken keng kong kou ku kua kuai kuan kuang kui kun kuo la lai lan lang lao le
lei leng li lia lian liang liao lie lin ling liu lo long lou lu luan lun luo lv lve m ma mai man mang mao me mei men
meng mi mian miao mie min ming miu mo mou mu n na nai nan nang nao ne nei nen neng ni nian niang niao nie nin ning niu
nong nou nu nuan nuo nv nve o ou pa pai pan pang pao pei pen peng pi pian piao pie pin ping po pou pu qi qia qian
qiang qiao qie qin qing qiong qiu qu quan que qun ran rang rao re ren reng ri rong rou ru rua ruan rui run ruo sa sai
san sang sao se sen seng sha shai shan shang shao she shei shen sheng shi shou shu shua shuai shuan shuang shui shun
shuo si song sou su suan sui sun suo ta tai tan tang tao te teng ti tian tiao tie ting tong tou tu tuan tui tun tuo wa
wai wan wang wei wen weng wo wu xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yi
yin ying yo yong you yu yuan yue yun za zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhei zhen zheng
zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu zuan zui zun zuo
"""
#: Sorted; syllable i is class i + 1.
SYLLABLES: tuple[str, ...] = tuple(_WRITTEN.split())

#: Syllables that pypinyin or the voice may write and that have no class, with the syllable that sounds most like them.
NEAREST: dict[str, str] = {
    "biang": "bian", "bong": "beng", "cei": "cui", "den": "dun", "din": "ding", "eng": "en", "fiao": "fu", "hm": "m",
    "hng": "heng", "kiu": "qiu", "len": "leng", "lue": "lve", "ng": "n", "nia": "ya", "nue": "nve", "nun": "nuan",
    "tei": "te", "wong": "weng", "ê": "ei",
}  # fmt: skip

_CLASSES = {syllable: place + 1 for place, syllable in enumerate(SYLLABLES)}


def class_of(syllable: str) -> int | None:
    """The class (1..len(SYLLABLES)) of a toneless syllable; None for what is no Mandarin syllable."""
    return _CLASSES.get(NEAREST.get(syllable, syllable))
