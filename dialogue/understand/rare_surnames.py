"""Surnames that few people have, those of other peoples too. A name that begins with one is asked back.

Single ones after the Hundred Family Surnames and the registers of the Ministry of Public Security; common words among
them (多, 公, 老 …) are left out, since a name with any other first character is asked back as well.
"""

from __future__ import annotations

SINGLE = frozenset(
    "那么逯亓仉晁禤繁昝逄亢郗郤郄缑綦仝佘佴俟厍厉喇哈墨夙妫姒妥宓宦寇寸尧尼岱巢帅恽惠慈慕战扈揆敏斐旷昂普暴朴栗桑桓毋沃泉洛浑渠滑漆潮濮灵狄玄率瑞皋盍盘矫禄禹筱箫索绪羊腾芈苍茂茹荀荆蓟蔚蔺衡訾贠贡蹇辉逢郏郐"
    "郦鄂鄯酆钮锁闻闾阙隗雍雒零鞏韶须颉风骆驷鲜鹿尉仵佀俱冶剡卻厐呙啜妘嬴宿帖庹弥忻恭拓撒斛旦暨朔朝杳枚楮毌汝汲沐泰涌淦漕澹炎烟焉爨犹猛琚瓦甫疏皮矢祖秋秘笃笪箕箴粘紫綮缴缐罕肇脂臾芒茆莘莱菅菊萨葆蒯虢蛮衷谏"
    "谯豆贯赏赫辗迮遇遆邗邰郇郓鄄释铎铭镡陀随雀霜默"
)
COMPOUND = frozenset({
    "淳于", "单于", "太叔", "仲孙", "公冶", "宗政", "濮阳", "公羊", "鲜于", "闾丘", "司寇", "司空", "颛孙", "壤驷",
    "公良", "漆雕", "乐正", "宰父", "谷梁", "夹谷", "段干", "羊舌", "微生", "梁丘", "左丘", "贯丘", "公仪", "公皙",
    "南荣", "仲长", "子桑", "子车", "即墨", "达奚", "褚师", "哥舒", "万俟", "屈突", "贺兰", "贺若", "贺拔", "斛律",
    "宇文", "长孙", "叱干", "乞伏", "秃发", "沮渠", "若干", "尔朱", "侯莫陈", "步六孤", "爱新觉罗", "叶赫那拉",
    "钮祜禄", "瓜尔佳", "赫舍里", "富察", "那拉", "佟佳", "马佳", "索绰罗", "博尔济吉特", "东门", "南门", "北宫",
    "欧冶", "陆费", "范姜", "诸葛", "呼延", "相里", "第五", "司鸿", "毌丘",
})  # fmt: skip
