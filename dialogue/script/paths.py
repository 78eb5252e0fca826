"""Every way through a script: what is surely set before each step, what is never reached, where it has no end."""

from __future__ import annotations

from collections.abc import Iterator

from dialogue.errors import Problems
from dialogue.script.facts import Facts, after, labels_of, surely_set, tested_names
from dialogue.script.lists import variable_of
from dialogue.script.loops import CONFIRMED, at_each, confirmed, covers, of_an_item, unconfirmed
from dialogue.script.model import (
    Assign,
    Branch,
    CallService,
    Collect,
    Confirm,
    Finish,
    ForEach,
    Jump,
    NextItem,
    Query,
    Rate,
    Script,
    Submit,
    Take,
    Transfer,
)
from dialogue.script.uses import DEVICE, OF_A_FAILURE, of_the_kiosk, results, source_names, used, variables


def check_paths(script: Script, problems: Problems) -> None:
    before = known_before(script)
    reached = _reached(script)
    for at, step in enumerate(script.steps):
        if at in before:
            _check_set(script, at, before[at], problems)
        elif at not in reached and not isinstance(step, Jump):
            problems.add(step.line, "这一步永远走不到", "前面已经结束或转人工了，删掉或者挪位置", code="unreachable")
    if len(script.steps) in before:
        last = script.steps[-1].line if script.steps else 1
        problems.add(last, "有一条路走到最后没有结束", "在末尾加上“- 结束: 完成”", code="dead-end")
    if (endless := _endless(script)) is not None:
        problems.add(
            script.steps[endless].line,
            "这里会一直绕圈，中间没有一步等群众回答",
            "在圈里加一步“收集”或“确认”，或者改成“转人工”",
            code="loop",
        )


def known_before(script: Script) -> dict[int, frozenset[str]]:
    """The variables that surely have a value before each step that can be reached; the end counts as a step."""
    return {at: frozenset.intersection(*ways.values()) for at, ways in _Walk(script).ways.items() if ways}


#: Ways told apart at one step, at most. More are taken together, as if no condition before had settled anything.
_WAYS = 200


class _Walk:
    """`ways`: before each step, by what the conditions passed have settled, the variables that surely have a value.

    Conditions that no step ahead asks about again are forgotten, so that ways do not multiply.
    """

    def __init__(self, script: Script) -> None:
        self.script = script
        self.labels = labels_of(script)
        self.live = _tested_ahead(script)
        self.back = [at for at, step in enumerate(script.steps) if isinstance(step, Jump) and step.target <= at]
        self.ways: dict[int, dict[Facts, frozenset[str]]] = {}
        self.queue: list[tuple[int, Facts]] = []
        self.merged: set[int] = set()
        if script.steps:
            self.arrive(0, Facts(), _known_at_first(script))
        while self.queue:
            at, facts = self.queue.pop()
            if at < len(script.steps) and facts in self.ways[at]:
                for target, then, known in self.leave(at, facts, self.ways[at][facts]):
                    self.arrive(target, then, known)

    def arrive(self, at: int, facts: Facts, known: frozenset[str]) -> None:
        facts = Facts() if at in self.merged or at >= len(self.live) else facts.kept(self.live[at])
        here = self.ways.setdefault(at, {})
        if len(here) >= _WAYS and facts not in here:
            known = frozenset.intersection(known, *here.values())
            facts = Facts()
            self.merged.add(at)
            here.clear()
        old = here.get(facts)
        known = known if old is None else old & known
        if old == known:
            return
        here[facts] = known
        self.queue.append((at, facts))
        for jump in self.back:  # a jump keeps what was known before its target
            if self.script.steps[jump].target == at:  # type: ignore[union-attr]
                self.queue.extend((jump, one) for one in self.ways.get(jump, {}))

    def leave(self, at: int, facts: Facts, known: frozenset[str]) -> Iterator[tuple[int, Facts, frozenset[str]]]:
        step = self.script.steps[at]
        match step:
            case Finish() | Transfer():
                return
            case Jump(target=target):
                gone = self.asked_between(target, at) if target <= at else frozenset[str]()
                back = target <= at
                yield target, facts.without(self.made_of(gone)), (unconfirmed(known) if back else known) - gone
            case ForEach(item=item, filed=filed, done=done):
                inside, behind = at_each(step, known)
                changed = self.made_of(frozenset({item, filed}))
                yield at + 1, facts.without(changed), inside
                yield done, facts.without(changed), behind
            case NextItem(target=target):
                each = self.script.steps[target]
                gone = of_an_item(self.script, each) if isinstance(each, ForEach) else frozenset[str]()
                yield target, facts.without(self.made_of(gone)), known - gone
            case Branch(condition=condition, otherwise=otherwise):
                for target, held in ((at + 1, True), (otherwise, False)):
                    if (then := after(condition, held, facts, self.labels)) is not None:
                        yield target, then, known | surely_set(condition, held)
            case Query() | Submit() | Take() | CallService():
                brought = frozenset(results(step))
                yield at + 1, facts.without(self.made_of(brought)), self.still_confirmed(known, brought) | brought
                failed = known if isinstance(step, CallService) else known | set(OF_A_FAILURE)
                yield step.failed, facts.without(frozenset(OF_A_FAILURE)), failed
            case Assign():
                brought = frozenset(results(step))
                yield at + 1, facts.without(self.made_of(brought)), self.still_confirmed(known, brought) | brought
            case Collect(slots=slots):
                asked = frozenset(slots) - known  # what has a value is not asked for again
                yield at + 1, facts.without(self.made_of(asked)), unconfirmed(known) | set(slots)
            case Confirm():
                yield at + 1, facts, confirmed(self.script, step, known)
            case _:
                yield at + 1, facts, known

    def asked_between(self, target: int, at: int) -> frozenset[str]:
        """The values that a jump back forgets."""
        before = self.ways.get(target)
        kept = frozenset.intersection(*before.values()) if before else frozenset[str]()
        between = (step for step in self.script.steps[target : at + 1] if isinstance(step, Collect))
        return frozenset(name for step in between for name in step.slots) - kept

    def still_confirmed(self, known: frozenset[str], brought: frozenset[str]) -> frozenset[str]:
        """`known` without the confirmation, if a value that is submitted was set after it."""
        submitted = (step for step in self.script.steps if isinstance(step, Submit))
        sent = self.taken_apart(frozenset(name for step in submitted for name in step.params))
        return unconfirmed(known) if brought & sent else known

    def made_of(self, changed: frozenset[str]) -> frozenset[str]:
        """The variables that change with `changed`: the computed values made of them too."""
        for item in self.script.computed:
            if changed & set(source_names(item.source)):
                changed |= {item.name}
        return changed

    def taken_apart(self, names: frozenset[str]) -> frozenset[str]:
        return _made_of(self.script, names)


def _known_at_first(script: Script) -> frozenset[str]:
    """A kiosk has a name; where it stands need not be set, and the telephone has neither."""
    return of_the_kiosk(script) & {DEVICE} if script.channels == {"screen"} else frozenset[str]()


def _tested_ahead(script: Script) -> list[frozenset[str]]:
    """For each step, the variables that the conditions from there on ask about."""
    ahead = [_made_of(script, tested_names(step)) | tested_names(step) for step in script.steps]
    changed = True
    while changed:
        changed = False
        for at in reversed(range(len(ahead))):
            found = ahead[at].union(*(ahead[to] for to in _following(script, at) if to < len(ahead)))
            if found != ahead[at]:
                ahead[at], changed = found, True
    return ahead


def _following(script: Script, at: int) -> tuple[int, ...]:
    """The steps that may come next."""
    match script.steps[at]:
        case Finish() | Transfer():
            return ()
        case Jump(target=target):
            return (target,)
        case Branch(otherwise=otherwise):
            return (at + 1, otherwise)
        case ForEach(done=done):
            return (at + 1, done)
        case NextItem(target=target):
            return (target,)
        case Query(failed=failed) | Submit(failed=failed) | Take(failed=failed) | CallService(failed=failed):
            return (at + 1, failed)
        case _:
            return (at + 1,)


def _check_set(script: Script, at: int, known: frozenset[str], problems: Problems) -> None:
    step = script.steps[at]
    if isinstance(step, Submit) and CONFIRMED not in known:
        problems.add(step.line, "“提交”之前没有“确认”", "在提交前面加一步“- 确认: …，对吗？”", code="no-confirm")
    elif isinstance(step, Submit) and not covers(loop := script.loop_at(at), known) and loop:
        message = "“逐条”里的“提交”，前面的“确认”没有念出要办的是哪几条"
        fix = f"在“确认”里写上【{loop.source}】，或者在“做”里每条确认一次，写上【{loop.item}.字段】"
        problems.add(step.line, message, fix, code="no-confirm")
    needed = _made_of(script, used(step)) & variables(script)  # undefined names are reported elsewhere
    kiosk = of_the_kiosk(script)
    if isinstance(step, Query | Submit):
        needed -= kiosk & set(step.params)  # what is not known of a kiosk is not sent
    for name in sorted(needed - known):
        fix = "先“收集”或“查询”到它，再用它"
        if name in kiosk:
            fix = f"写在“如果: 有 {name}”的“那么”里：有的一体机没有设，电话里没有"
        problems.add(step.line, f"到这一步时，“{name}”可能还没有值", fix, code="unset-variable")


def _made_of(script: Script, names: frozenset[str]) -> frozenset[str]:
    """`names`, with each computed value replaced by the variables that it is made of."""
    for item in reversed(script.computed):
        if item.name in names:
            names = (names - {item.name}) | set(source_names(item.source))
    lists = frozenset(variable.name for variable in script.lists)
    return frozenset(base if (base := variable_of(name)) in lists else name for name in names)


def _reached(script: Script) -> set[int]:
    """The steps that may be reached, whatever the conditions on the way say."""
    found: set[int] = set()
    queue = [0]
    while queue:
        at = queue.pop()
        if at not in found and at < len(script.steps):
            found.add(at)
            queue.extend(_following(script, at))
    return found


def _endless(script: Script) -> int | None:
    """A step of a cycle in which no step waits for the citizen; None if there is no such cycle.

    Steps that wait, and steps that are on no cycle, are removed until none is left to remove.
    """
    waits = (Collect, Confirm, Rate, Finish, Transfer, NextItem)  # items come to an end
    following = {
        at: [to for to in _following(script, at) if to < len(script.steps)]
        for at, step in enumerate(script.steps)
        if not isinstance(step, waits)
    }
    while following:
        entered = {to for targets in following.values() for to in targets}
        loose = [at for at, to in following.items() if at not in entered or not any(one in following for one in to)]
        if not loose:
            return min(following)
        for at in loose:
            del following[at]
    return None
