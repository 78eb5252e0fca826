"""The materials, departments and places that a text names: what a citizen would carry, or walk to, for nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dialogue.knowledge.figures import Claim
from mandarin.words import words


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: Different words for one thing, brought to one. Longest first.
_SAME = {
    "中华人民共和国居民身份证": "身份证", "临时居民身份证": "临时身份证", "居民身份证": "身份证",
    "社会保障卡": "社保卡", "居民户口簿": "户口簿", "户口本": "户口簿", "相片": "照片",
    "证件照": "照片", "房产证": "不动产权证书",
    "不动产证": "不动产权证书", "房本": "不动产权证书",
    "洗手间": "卫生间", "厕所": "卫生间", "签字": "签名", "首次": "第一次", "初次": "第一次",
}  # fmt: skip
_SUFFIXES: dict[str, tuple[str, ...]] = {
    "material": (
        "证", "证明", "证书", "合同", "协议", "申请表", "登记表", "表格", "申请书", "委托书", "承诺书", "通知书",
        "介绍信", "发票", "票据", "收据", "凭证", "户口簿", "存折", "卡", "执照", "照片", "护照", "复印件", "原件",
        "公章", "印章", "病历", "清单", "材料", "档案", "文书", "判决书", "意见书", "流水", "签名", "指纹", "回执",
    ),
    "department": (
        "局", "厅", "委", "委员会", "中心", "派出所", "所", "部门", "法院", "检察院", "公证处", "居委会", "村委会",
        "街道办", "银行", "医院", "机关", "机构", "单位", "服务站", "税务", "公安", "学校",
    ),
    "place": ("窗口", "大厅", "自助区", "服务台", "入口", "出口", "门口", "停车场", "社区", "大楼", "柜台", "路", "街"),
}  # fmt: skip
#: Heads that mean nothing alone: the word before says which.
_HEADS = _set("证明 合同 协议 表格 发票 凭证 局 厅 委 中心 所 部门 窗口 银行 单位 机关 机构 大厅 复印件 原件")
#: Words that end like one of these and are not nouns of the domain.
_NOT = _set(
    "发卡 持卡 用卡 领卡 证 卡 所 委 局 路 街 厅 处所 有所 保证 认证 "
    "查证 验证 签证 办证 领证 取证 凭证件 打卡 刷卡 读卡 制卡 补卡 "
    "换卡 挂失卡 旧卡 新卡 结局 布局 当局 网络 一路 上路 走路 思路 公证 "
    "论证 求证 作证 见证 印证 材料 单位 机构 机关 部门 大厅 窗口 "
    "住所 厕所 场所 所有 大局 出路 带路 销卡 交材料 核验证 身份验证"
)
_FUNCTION = _set(
    "提供 携带 需要 需 带 带上 准备 提交 出示 凭 凭借 持 到 去 在 请 "
    "您 您的 你 的 了 要 相关 有关 这个 那个 以及 还有 和 及 与 或 "
    "或者 本人 填写 填 领取 办理 办 填好 签好 自己 先 再 一份 一张 就 由 "
    "向 各 该 本 往 把 给 拿 拿上 是 有 没有 交 核对 打印 复印 原 "
    "其他 所有 任何 哪个 什么 咨询 联系 当地"
)
_SIDE = re.compile(r"[东西南北左右](?:侧|边|面|门|区)")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")


def normal(text: str) -> str:
    for word, same in _SAME.items():
        text = text.replace(word, same)
    return text


def nouns(text: str) -> Iterator[Claim]:
    """Of a text that `normal` has gone over."""
    for hit in _SIDE.finditer(text):
        yield Claim("place", hit[0], hit[0])
    before = ""
    for word in words(text):
        if (kind := _kind(word)) is not None:
            named = word if word not in _HEADS or not _names(before) else before + word
            if named not in _NOT:
                yield Claim(kind, named, named)
        before = word


def _kind(word: str) -> str | None:
    if not _CHINESE.fullmatch(word):
        return None
    fits = [(len(suffix), kind) for kind, group in _SUFFIXES.items() for suffix in group if word.endswith(suffix)]
    return max(fits)[1] if fits else None


def _names(word: str) -> bool:
    return len(word) > 1 and word not in _FUNCTION and bool(_CHINESE.fullmatch(word))
