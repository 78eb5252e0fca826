"""A caller whose call was cut off calls again: shall we go on, and is it the same person? By keys. Sans-I/O.

Nothing of the case is said before the last four characters of the identity number are right, with three tries.
"""

from __future__ import annotations

from collections.abc import Callable

ASK = "您刚才的电话断了。接着办，请按您身份证号码的最后四位，叉用星号代替；不接着办，请按井号键。"
WRONG = "不对，请再按一遍身份证号码的最后四位；不接着办，请按井号键。"
#: What it says, the same for every caller.
FIXED = (ASK, WRONG)
#: Wrong answers, and prompts that no key followed, until the call begins anew.
TRIES = 3
_LENGTH = 4


class ResumeDialogue:
    """`is_right`: whether four characters (0-9, X) are those of the identity number that was given.

    `tries`: that are left, of this call and the ones before it together.
    `over`: asked no more; `resumes`: the answer was right. `prompts`: to be said now, where `press` or `silence`
    returned True.
    """

    def __init__(self, is_right: Callable[[str], bool], tries: int = TRIES) -> None:
        self._is_right = is_right
        self._keys, self.tries = "", tries
        self.prompts: tuple[str, ...] = (ASK,)
        self.over = self.resumes = False

    def press(self, key: str) -> bool:
        if key == "#":
            return self._end(resumes=False)
        self._keys += "X" if key == "*" else key
        if len(self._keys) < _LENGTH:
            return False
        entry, self._keys = self._keys, ""
        return self._end(resumes=True) if self._is_right(entry) else self._again((WRONG,))

    def silence(self) -> bool:
        self._keys = ""
        return self._again(self.prompts)

    def _again(self, prompts: tuple[str, ...]) -> bool:
        self.tries -= 1
        if self.tries <= 0:
            return self._end(resumes=False)
        self.prompts = prompts
        return True

    def _end(self, *, resumes: bool) -> bool:
        self.over, self.resumes, self.prompts = True, resumes, ()
        return True
