"""Whole conversations written by strangers: how many come to the right outcome?

    python -m bench.talks bench/blind/talks_hidden.yaml [--misses] [--embeddings]

A file gives, for each question that the machine may have open, what the citizen says, the back end's answers, and the
right outcome (see bench/blind/README.md). `--misses` prints the conversations that went otherwise: not for a hidden
set. `--embeddings`: with the adviser by sentence embeddings, as a hall has it.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from dialogue import Library, Machine, load_library
from dialogue.acts import Act, Advised, Answered, Begin, Call, CheckCode, Consult, Said, Say, SendCode, Show, Turn
from dialogue.meaning import MeaningIndex, load_encoder
from dialogue.script.lists import list_text
from dialogue.testing import keywords
from dialogue.testing.drive import of_code
from support.proof import proving

SERVICES = Path(__file__).parents[1] / "services"
_MOST_TURNS = 60
#: What a citizen says where the file has nothing for a question.
_USUAL = {
    "还要办吗": "没有了", "评价": "满意", "同意": "同意", "确认": "对", "猜业务": "不是", "取消吗": "是",
    "转人工吗": "不用", "先办别的吗": "不用", "猜问题": "不是",
}  # fmt: skip
_FAILURES = {"失败": "refused", "超时": "timeout"}


class Talk:
    """One conversation, played to its end."""

    def __init__(self, library: Library, told: dict[str, Any], index: MeaningIndex | None) -> None:
        self.told, self.index = told, index
        self.machine = Machine(library, advised=index is not None)
        self.state = self.machine.new(told["id"], date.fromisoformat(str(told.get("today", "2026-11-25"))))
        self.asked: Counter[str] = Counter()
        self.calls: list[Call] = []
        self.filed: list[Call] = []
        self.services: set[str] = set()
        self.heard = ""
        self.log: list[str] = []

    def play(self) -> list[str]:
        """What went otherwise than it should; nothing where all is right."""
        self._turn(Begin("phone" if self.told.get("channel") == "phone" else "screen"))
        first = self.told["first"]
        for line in first if isinstance(first, list) else [first]:
            self._say(str(line))
        later = list(self.told.get("then") or ())
        for _ in range(_MOST_TURNS):
            if self.state.ended:
                break
            if later and self.filed:
                self._say(str(later.pop(0)))
            elif (line := self._line()) is not None:
                self._say(line)
            else:
                break
        return list(self._wrong())

    def _line(self) -> str | None:
        key = keywords.asked(self.state)
        answers = self.told.get("answers") or {}
        name = next((one for one in (key, key.split(" ")[0], key.split(" ")[-1]) if one in answers), None)
        self.asked[key] += 1
        if name is None:
            return "对" if key.startswith("核对") else _USUAL.get(key) if self.asked[key] <= 3 else None
        lines = answers[name] if isinstance(answers[name], list) else [answers[name]]
        return str(lines[min(self.asked[key], len(lines)) - 1]) if self.asked[key] <= len(lines) + 4 else None

    def _say(self, text: str) -> None:
        if not self.state.ended:
            said = self._turn(Said(text, keywords.SPOKEN))
            self.log.append(f"  人 {text}\n  她 {said}  [{keywords.asked(self.state)}]")

    def _turn(self, turn: Turn) -> str:
        following: Turn | None = turn
        done: list[Act] = []
        while following is not None:
            self.state, acts = self.machine.step(self.state, following)
            following = None
            done += acts
            for act in acts:
                if isinstance(act, Call):
                    following = self._answer(act)
                elif isinstance(act, Consult):
                    following = self._advise(act)
                elif isinstance(act, SendCode | CheckCode):
                    following = of_code(act)
            following = following or proving(self.state)  # the citizen has the card and the phone
        self.services.add(self.state.service)
        self.heard += "".join(
            act.text if isinstance(act, Say) else str(act) for act in done if isinstance(act, Say | Show)
        )
        return " ".join(act.text for act in done if isinstance(act, Say))

    def _answer(self, call: Call) -> Answered:
        reply = (self.told.get("backend") or {}).get(call.api)
        if isinstance(reply, list):
            reply = reply[min(sum(one.api == call.api for one in self.calls), len(reply) - 1)]
        self.calls.append(call)
        if not isinstance(reply, dict):
            return Answered(call.call, ok=False, reason=_FAILURES.get(str(reply), "refused"))
        if call.key:
            self.filed.append(call)
        return Answered(call.call, ok=True, data={name: _data(value) for name, value in reply.items()})

    def _advise(self, consult: Consult) -> Advised:
        if self.index is None or consult.job != "choose":
            return Advised(consult.call)
        self.index.learn(self.index.unknown(text for option in consult.wordings for text in option))
        options = dict(zip(consult.options, consult.wordings, strict=True))
        return Advised(consult.call, self.index.choose(consult.text, options, consult.about, consult.service))

    def _wrong(self) -> Any:
        right = self.told["right"]
        wanted = right.get("submissions") or {}
        if "submitted" in right:
            done = any(call.api in wanted for call in self.filed) if wanted else bool(self.filed)
            if done != bool(right["submitted"]):
                yield f"submitted: {done}"
        for api, values in wanted.items():
            sent = [call.params for call in self.filed if call.api == api]
            for name, value in (values or {}).items() if sent else ():
                if str(value) not in sent[-1].get(name, ""):
                    yield f"{name}: {sent[-1].get(name)!r}, not {value!r}"
        if right.get("service") and right["service"] not in self.services:
            yield f"service: {self.services}"
        if "service" in right and right["service"] is None and any(self.services) and not right.get("submitted"):
            yield f"service begun: {self.services}"
        ended = keywords.ENDINGS.get(self.state.ended, "open")
        if right.get("end", "any") not in ("any", ended):
            yield f"end: {ended}"
        heard = self.heard + _in_digits(self.heard)
        yield from (f"not said: {words}" for words in right.get("said") or () if str(words) not in heard)
        yield from (f"said: {words}" for words in right.get("not_said") or () if str(words) in self.heard)


def _in_digits(heard: str) -> str:
    """A number read digit by digit, as it is written: 九六幺幺零 is 96110."""
    return re.sub("(?<=\\d)，(?=\\d)", "", heard.translate(str.maketrans("零幺二三四五六七八九", "0123456789")))


def _data(value: Any) -> str:
    """The back end's text; a list of records as the gateway hands it on."""
    if isinstance(value, list):
        return list_text({name: str(field) for name, field in record.items()} for record in value)
    return str(value)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--embeddings", action="store_true")
    wanted = parser.parse_args()
    library = load_library(SERVICES)
    index = MeaningIndex(load_encoder()) if wanted.embeddings else None
    talks = yaml.safe_load(wanted.file.read_text(encoding="utf-8"))
    right = 0
    for told in talks:
        talk = Talk(library, told, index)
        wrong = talk.play()
        right += not wrong
        if wrong and wanted.misses:
            print(f"{told['id']} {told.get('about', '')}: {'; '.join(wrong)}\n" + "\n".join(talk.log))
    print(f"{right} of {len(talks)} conversations came to the right outcome")


if __name__ == "__main__":
    main()
