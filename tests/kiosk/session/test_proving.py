"""Codes of apps, faces and members of staff in a session: who is proven, what goes where, and what is kept nowhere."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from prometheus_client import generate_latest

from dialogue import Machine
from dialogue.acts import CaptureCard
from dialogue.machine.prompts.cards import YES
from dialogue.machine.prompts.proof import BY_STAFF
from dialogue.script.assurance import ProofMeans, ProofPolicy
from dialogue.script.proof_interfaces import FACE, QR
from kiosk.config import Settings
from kiosk.config.identity import IdentitySettings
from kiosk.hall.staff_call import StaffCall
from kiosk.hall.vouching import VouchDesk
from kiosk.pictures.grants import Grant
from kiosk.pictures.reencode import reencoded
from kiosk.session.session import CODE_SHOWN
from kiosk.store import StoreError
from kiosk.store.audit import AuditHead, AuditNote
from kiosk.upstream.answer import BackendError
from kiosk.wire import messages as m
from support.card_reading import read_card
from support.pictures import photo
from support.proof import Mailbox
from support.session_world import CITIZEN_ID, World, running
from support.verifier import Verifier, library_of

pytestmark = pytest.mark.virtual_time

NAME = "王小明"  # what the back end alone knows
OTHER = "110105198805234517"
CODE = "a-code-of-an-app-0001"
MEANS: frozenset[ProofMeans] = frozenset({"card", "qr", "face", "staff"})
POLICY = ProofPolicy(face_operator="市公安局")


def world_of(verifier: Verifier, level: str = "card", **parts: Any) -> World:
    library = library_of(level)
    machine = Machine(library, means=MEANS, policy=POLICY)
    return World(verifier, Mailbox(), library=library, machine=machine, **parts)


def hear_nobody() -> None: ...


@asynccontextmanager
async def asked_who(verifier: Verifier, level: str = "card", **parts: Any) -> AsyncIterator[World]:
    """Up to the question who the citizen is; a member of staff is on duty."""
    async with running(world_of(verifier, level, **parts)) as world:
        world.hall.staff.go_on_duty(hear_nobody, "张老师")
        await world.do(m.Start())
        await world.say("你好我的社保卡丢了")
        await world.say("同意")
        await world.do(m.Key(CITIZEN_ID))
        assert world.session.dialogue_state.question.kind == "proof"
        yield world


def kept(world: World) -> str:
    """Everything that is written down or sent to the page."""
    return repr((world.ledger.turns, world.ledger.events, world.page.messages, world.ledger.kept))


# ---- a code ---------------------------------------------------------------------------------------------------------


async def scan(world: World, code: str = CODE) -> None:
    assert world.session.asks_code
    world.session.identity_code(code)
    await world.answered()


async def test_a_code_is_verified_once_and_kept_nowhere() -> None:
    async with asked_who(verifier := Verifier()) as world:
        assert NAME not in kept(world)
        await scan(world)
        assert "临时挂失" in world.said()
        assert verifier.asked == [(QR, {"码": CODE})]
        assert CODE not in kept(world)
        assert CODE_SHOWN in [one.text for one in world.of(m.TranscriptMessage)]
        assert not world.session.asks_code
        counted = 'kiosk_identity_proven_total{channel="screen",means="qr"} 1.0'
        assert counted in generate_latest(world.hall.metrics.registry).decode()


async def test_a_code_that_was_shown_before_is_not_even_sent_at_another_kiosk_either() -> None:
    verifier = Verifier(qr=BackendError("refused", "the back end says 404", status=404))
    async with asked_who(verifier) as world:
        await scan(world)
        await scan(world)
        assert "已经用过了" in world.said()
        async with asked_who(verifier, qr_codes=world.hall.qr_codes) as other:
            await scan(other)
            assert NAME not in kept(other)
    assert len(verifier.asked) == 1


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (BackendError("refused", "", status=410), "过期了"),
        (BackendError("refused", "", status=409), "用过了"),
        (BackendError("refused", "", status=404), "没有核实成"),
        (BackendError("timeout", ""), "现在核实不了"),
        (BackendError("bad_answer", ""), "现在核实不了"),
        ({"姓名": "李桂英", "身份证号": CITIZEN_ID}, "现在核实不了"),
        ({"姓名": "李桂英", "身份证号": CITIZEN_ID, "级别": "最高"}, "现在核实不了"),
        ({"姓名": "李桂英", "身份证号": "110105194912310021", "级别": "持卡"}, "现在核实不了"),
        ({"级别": "持卡"}, "现在核实不了"),
        ({"姓名": "李桂英", "身份证号": CITIZEN_ID, "级别": "短信验证"}, "还不够"),
    ],
)
async def test_what_proves_nobody_tells_nothing(answer: Any, told: str) -> None:
    async with asked_who(Verifier(qr=answer)) as world:
        await scan(world)
        assert told in world.said()
        assert NAME not in kept(world)
        assert world.session.dialogue_state.question.kind == "proof"


async def test_a_code_of_another_person_after_the_card_is_not_even_looked_at() -> None:
    other = Verifier(qr={"姓名": "陈志强", "身份证号": OTHER, "级别": "持卡"})
    async with asked_who(other) as world:
        await world.do(read_card("李桂英", CITIZEN_ID))
        assert not world.session.asks_code
    async with asked_who(Verifier(qr=other.qr)) as world:
        await scan(world)
        assert "不是同一个人" in world.said()
        assert NAME not in kept(world)
    assert other.asked == []


# ---- a face ---------------------------------------------------------------------------------------------------------

PICTURE = reencoded(photo(), "face")


@asynccontextmanager
async def before_the_camera(verifier: Verifier) -> AsyncIterator[World]:
    async with asked_who(verifier, "face") as world:
        await world.do(read_card("李桂英", CITIZEN_ID))
        assert "市公安局" in world.said()
        await asyncio.sleep(5)
        await world.do(m.Touch(YES, "face_consent", world.of(m.Cards)[-1].ask))
        yield world


def grant_of(world: World) -> Grant:
    (grant,) = world.hall.uploads.grants
    return grant


async def look(world: World) -> None:
    grant = grant_of(world)
    assert grant.mode == "face"
    assert grant.receiver.picture_came(grant, PICTURE)
    await world.answered()


async def test_the_picture_goes_to_the_service_alone() -> None:
    async with before_the_camera(verifier := Verifier()) as world:
        card = world.of(m.Cards)[-1].cards[-1]
        assert isinstance(card, CaptureCard)
        assert (card.mode, card.qr) == ("face", "")
        await look(world)
        ((api, body),) = verifier.asked
        assert (api, body["身份证号"], body["姓名"]) == (FACE, CITIZEN_ID, "李桂英")
        assert base64.b64decode(body["照片"]["data"]) == PICTURE.data
        assert "临时挂失" in world.said()
        assert world.ledger.pictures_kept == {}
        assert body["照片"]["data"][:60] not in kept(world)
        assert PICTURE.digest not in kept(world)
        assert not world.session.proofs.face.holds
        assert world.hall.uploads.grants == ()


@pytest.mark.parametrize(
    "answer",
    [
        BackendError("timeout", ""),
        BackendError("bad_answer", "expected status 200; got 500"),
        {"相符": "是", "身份证号": OTHER},
        {"相符": "是"},
        {"相符": "是", "身份证号": CITIZEN_ID, "姓名": "陈志强"},
        {"相符": "大概", "身份证号": CITIZEN_ID},
        {},
    ],
    ids=repr,
)
async def test_a_service_that_does_not_answer_about_this_person_proves_nobody(answer: Any) -> None:
    async with before_the_camera(Verifier(face=answer)) as world:
        await look(world)
        assert "比对不了" in world.said()
        assert NAME not in kept(world)
        assert world.session.dialogue_state.question.kind == "vouch", "another way: a member of staff"


async def test_where_the_consent_is_taken_back_no_picture_can_be_sent_any_more() -> None:
    async with before_the_camera(verifier := Verifier()) as world:
        grant = grant_of(world)
        await world.say("撤回同意")
        assert world.session.dialogue_state.question.kind == "vouch"
        assert world.hall.uploads.find(grant.token, 0.0) is None
        assert not grant.receiver.picture_came(grant, PICTURE)
        assert verifier.asked == []
        assert not world.session.proofs.face.holds


# ---- staff ----------------------------------------------------------------------------------------------------------


class Trail:
    """An audit trail in memory. `broken`: it cannot be written. `meanwhile`: is done while it is."""

    def __init__(self) -> None:
        self.notes: list[AuditNote] = []
        self.broken = False
        self.meanwhile: Any = None

    async def audit(self, note: AuditNote) -> AuditHead:
        if self.broken:
            raise StoreError("the disk is full", "full")
        await asyncio.sleep(0.01)
        if self.meanwhile:
            self.meanwhile()
        self.notes.append(note)
        return AuditHead(len(self.notes), "0" * 64)


def desk_of(world: World, level: str = "card") -> tuple[VouchDesk, Trail]:
    settings = IdentitySettings(staff_level=level)  # type: ignore[arg-type]
    trail = Trail()
    return VouchDesk(settings, world.hall.staff, trail, world.hall.log), trail


async def called(world: World) -> StaffCall:
    await asyncio.sleep(2)
    await world.do(m.Touch(BY_STAFF, "proof"))
    (call,) = world.hall.staff.open_calls()
    return call


async def there(world: World, who: str = "王老师") -> StaffCall:
    call = await called(world)
    assert world.hall.staff.take(call.id, who) == "yours"
    assert world.hall.staff.arrive(call.id, who) == "yours"
    await world.answered()
    return call


async def test_staff_see_who_is_asked_about_and_the_conversation_goes_on_with_their_word() -> None:
    async with asked_who(Verifier()) as world:
        call = await there(world)
        assert (call.reason, call.service, call.device) == ("vouch", "社保卡挂失", "test")
        assert [value for _, value in call.rows] == ["••••002X"]
        assert NAME not in kept(world)
        desk, trail = desk_of(world)
        assert await desk.vouch(call.id, "王老师", "身份证读不出来", "身份证", agrees=True) == "yours"
        await world.answered()
        assert "王老师已经核对了您的证件" in world.said()
        assert "临时挂失" in world.said()
        (note,) = trail.notes
        assert (note.what, note.who, note.why) == ("identity vouched for", "王老师", "身份证读不出来")
        assert note.conversation == world.session.id
        assert "kiosk test" in note.detail
        assert CITIZEN_ID not in repr(note)
        assert world.hall.staff.open_calls() == []
        assert world.of(m.HandoffMessage)[-1].text == "", "nobody is awaited any more"


async def test_of_two_members_of_staff_only_the_one_who_came_vouches_and_once() -> None:
    async with asked_who(Verifier()) as world:
        call = await there(world)
        desk, trail = desk_of(world)
        tries = [desk.vouch(call.id, who, "没带身份证", "护照", agrees=True) for who in ("李老师", "王老师", "王老师")]
        assert await asyncio.gather(*tries) == ["taken", "yours", "taken"]
        await world.answered()
        assert await desk.vouch(call.id, "王老师", "没带身份证", "护照", agrees=True) == "unknown"
        assert len(trail.notes) == 1


async def test_nobody_vouches_before_having_come_nor_where_the_hall_does_not_let_them() -> None:
    async with asked_who(Verifier()) as world:
        call = await called(world)
        desk, trail = desk_of(world)
        assert await desk.vouch(call.id, "王老师", "没带身份证", "护照", agrees=True) == "not_there"
        world.hall.staff.take(call.id, "王老师")
        world.hall.staff.arrive(call.id, "王老师")
        off, _ = desk_of(world, "off")
        assert await off.vouch(call.id, "王老师", "没带身份证", "护照", agrees=True) == "unknown"
        assert trail.notes == []


async def test_a_conversation_that_has_ended_cannot_be_vouched_for() -> None:
    async with asked_who(Verifier()) as world:
        call = await there(world)
        desk, trail = desk_of(world)
        world.session.end("cancelled")
        assert await desk.vouch(call.id, "王老师", "没带身份证", "护照", agrees=True) == "unknown"
        assert trail.notes == []
        assert NAME not in kept(world)


async def test_a_citizen_who_left_before_staff_came_cannot_be_vouched_for() -> None:
    async with asked_who(Verifier()) as world:
        call = await called(world)
        world.session.end("cancelled")
        desk, trail = desk_of(world)
        assert world.hall.staff.take(call.id, "王老师") == "yours"
        assert await desk.vouch(call.id, "王老师", "没带身份证", "护照", agrees=True) == "gone"
        assert trail.notes == []


async def test_one_that_ends_while_the_entry_is_written_is_not_vouched_for_either() -> None:
    async with asked_who(Verifier()) as world:
        call = await there(world)
        desk, trail = desk_of(world)
        trail.meanwhile = lambda: world.session.end("cancelled")
        assert await desk.vouch(call.id, "王老师", "没带身份证", "护照", agrees=True) == "gone"
        assert not world.session.dialogue_state.proofs


async def test_without_an_entry_in_the_audit_trail_nobody_is_vouched_for() -> None:
    async with asked_who(Verifier()) as world:
        call = await there(world)
        desk, trail = desk_of(world)
        trail.broken = True
        with pytest.raises(StoreError):
            await desk.vouch(call.id, "王老师", "没带身份证", "护照", agrees=True)
        assert NAME not in kept(world)
        trail.broken = False
        assert await desk.vouch(call.id, "王老师", "没带身份证", "护照", agrees=True) == "yours"


async def test_a_document_of_another_person_proves_nobody() -> None:
    async with asked_who(Verifier()) as world:
        call = await there(world)
        desk, trail = desk_of(world)
        assert await desk.vouch(call.id, "王老师", "没带身份证", "护照", agrees=False) == "yours"
        await world.answered()
        assert "没有核对上" in world.said()
        assert [one.what for one in trail.notes] == ["identity not vouched for"]
        assert NAME not in kept(world)


async def test_who_finds_the_card_meanwhile_needs_no_staff() -> None:
    async with asked_who(Verifier()) as world:
        call = await there(world)
        await world.do(read_card("李桂英", CITIZEN_ID))
        assert world.hall.staff.open_calls() == []
        desk, _ = desk_of(world)
        assert await desk.vouch(call.id, "王老师", "没带身份证", "护照", agrees=True) == "unknown"
        assert [one.means for one in world.session.dialogue_state.proofs] == ["card"]


async def test_a_citizen_who_waits_is_not_sent_away_and_is_told_when_nobody_comes() -> None:
    async with asked_who(Verifier(), settings=Settings(embeddings="off")) as world:
        await called(world)
        await asyncio.sleep(world.hall.settings.staff.after_s - 10)
        assert world.session.dialogue_state.question.kind == "vouch"
        assert not world.session.leaving
        await asyncio.sleep(15)
        assert "没有工作人员能过来" in world.said()
        assert world.hall.staff.open_calls() == []


async def test_where_nobody_is_on_duty_staff_are_not_offered() -> None:
    async with asked_who(Verifier()) as world:
        assert "staff" in world.session.dialogue_state.question.options
        world.hall.staff.leave(hear_nobody)
    async with running(world_of(Verifier())) as world:
        await world.do(m.Start())
        await world.say("你好我的社保卡丢了")
        await world.say("同意")
        await world.do(m.Key(CITIZEN_ID))
        assert "staff" not in world.session.dialogue_state.question.options
