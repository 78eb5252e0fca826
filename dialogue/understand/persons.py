"""Other persons than the one who speaks: whose value is told, a clerk asks back."""

from __future__ import annotations

import re

#: Kin and others, as they stand at the beginning of a clause: 我老婆, 俺娘, 邻居.
KIN = (
    r"(?:我|俺|咱|我们)?家?的?(?:老[公婆伴]|丈夫|妻子|爱人|媳妇|对象|[爸妈爹娘]{1,2}|父亲|母亲|儿子|女儿|闺女|孩子|孙[子女]|[哥姐弟妹]{1,2}"
    r"|爷爷|奶奶|姥[姥爷]|外[公婆]|公公|婆婆|岳[父母]|丈母娘|[叔舅姑姨]{1,2}妈?|表[哥姐弟妹]|堂[哥姐弟妹]|朋友|同事|邻居|亲戚|别人|人家|合伙人?|房东|老板|[他她](?!们俩))"
)
_KIN = re.compile(KIN)
_BREAK = re.compile(r"[，,。.！!；;、\s]+")


def persons_told_of(text: str) -> tuple[str, ...]:
    """The persons with whom the clauses of `text` begin: 我投六万，我哥投四万 tells of 我哥."""
    return tuple(hit[0] for part in _BREAK.split(text) if (hit := _KIN.match(part)))
