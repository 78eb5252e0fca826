"""The demo back end: a real service over HTTP, idempotent, with errors as real ones have them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from kiosk.demo import server as demo_backend
from kiosk.demo.office import Office, RefusalError
from kiosk.demo.people import PEOPLE, person
from kiosk.upstream.gateway import BackendError, BackendGateway

FRESH, FORGETFUL = "110105199003078713", "11010519491231002X"
LOST, CANCELLED, RESIDENT = "110105198805234517", "110105197602143370", "110105199508162048"
PHONE = "13800138000"
LOSS = {"身份证号": FRESH, "手机号": PHONE, "挂失方式": "临时挂失"}
PERMIT = {"身份证号": FRESH, "手机号": PHONE, "居住地址": "和平路一号", "入住日期": "2026-03-01", "办理事由": "就业"}


def noon() -> datetime:
    return datetime(2026, 11, 22, 12, 5)


@pytest.fixture
async def url(tmp_path: Path) -> AsyncIterator[str]:
    async with demo_backend.running("http://127.0.0.1:0", tmp_path) as address:
        yield address


@pytest.fixture
async def backend(url: str) -> AsyncIterator[BackendGateway]:
    client = BackendGateway(url)
    yield client
    await client.close()


@pytest.fixture
def office() -> Office:
    return Office(":memory:", noon)


async def refusal(work: object) -> tuple[int, str]:
    with pytest.raises(BackendError) as caught:
        await work  # type: ignore[misc]
    assert caught.value.kind == "refused"
    return caught.value.status, caught.value.message


async def test_a_lost_card_from_look_up_to_receipt(backend: BackendGateway) -> None:
    status = await backend.call("sbk.status", {"身份证号": FRESH})
    assert status["卡状态"] == "正常"
    assert len(status["卡号末四位"]) == 4
    receipt = await backend.call("sbk.loss", LOSS, key="c1")
    assert receipt["受理号"].startswith("SB")
    assert len(receipt["受理号"]) == 10
    assert (await backend.call("sbk.status", {"身份证号": FRESH}))["卡状态"] == "已挂失"
    assert await backend.call("sbk.loss", LOSS, key="c1") == receipt
    assert await refusal(backend.call("sbk.loss", LOSS, key="c2")) == (409, "这张卡已挂失，不能再挂失")


async def test_a_permit_from_eligibility_to_receipt(backend: BackendGateway) -> None:
    assert (await backend.call("jzz.eligibility", {"身份证号": FRESH}))["已有居住证"] == "否"
    receipt = await backend.call("jzz.apply", PERMIT, key="c1")
    assert receipt["受理号"].startswith("JZ")
    assert (await backend.call("jzz.eligibility", {"身份证号": FRESH}))["已有居住证"] == "是"
    assert (await refusal(backend.call("jzz.apply", PERMIT, key="c2")))[0] == 409


async def test_the_same_key_at_once_files_once(backend: BackendGateway) -> None:
    answers = await asyncio.gather(*(backend.call("sbk.loss", LOSS, key="c1") for _ in range(8)))
    assert len({answer["受理号"] for answer in answers}) == 1


async def test_what_was_filed_outlives_a_restart(tmp_path: Path) -> None:
    receipts = []
    for _ in range(2):
        async with demo_backend.running("http://127.0.0.1:0", tmp_path) as address:
            client = BackendGateway(address)
            receipts.append(await client.call("sbk.loss", LOSS, key="c1"))
            await client.close()
    assert receipts[0] == receipts[1]


def test_nothing_personal_lies_in_its_database(tmp_path: Path) -> None:
    office = Office(tmp_path / "demo.db", noon)
    office.handle("sbk.loss", LOSS, "c1")
    office.close()
    everything = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert FRESH.encode() not in everything
    assert PHONE.encode() not in everything


def test_dates_and_receipts_are_fit_to_be_spoken(office: Office) -> None:
    assert office.handle("sbk.loss", LOSS, "c1") == {"受理号": "SB26000001", "受理时间": "2026年11月22日12时5分"}
    assert office.handle("jzz.apply", PERMIT, "c1") == {"受理号": "JZ26000002", "预计办结日期": "2026-12-07"}


def test_the_special_people(office: Office) -> None:
    assert office.handle("sbk.status", {"身份证号": LOST}, "")["卡状态"] == "已挂失"
    assert office.handle("sbk.status", {"身份证号": CANCELLED}, "")["卡状态"] == "已注销"
    assert office.handle("jzz.eligibility", {"身份证号": RESIDENT}, "")["已有居住证"] == "是"
    for key in ("c1", "c2"):  # a demonstration can be repeated
        assert office.handle("sbk.loss", LOSS | {"身份证号": FORGETFUL.lower()}, key)["受理号"]
    assert office.handle("sbk.status", {"身份证号": FORGETFUL}, "")["卡状态"] == "正常"


@pytest.mark.parametrize(
    ("api", "params", "key", "status", "code"),
    [
        ("sbk.status", {"身份证号": "110105199003078714"}, "", 404, "unknown_id"),
        ("sbk.status", {"身份证号": "你好"}, "", 404, "unknown_id"),
        ("sbk.status", {}, "", 422, "missing"),
        ("sbk.nothing", {}, "", 404, "unknown_api"),
        ("sbk.loss", LOSS, "", 400, "no_key"),
        ("sbk.loss", LOSS | {"手机号": "12345"}, "k", 422, "bad_phone"),
        ("sbk.loss", LOSS | {"挂失方式": "随便"}, "k", 422, "bad_kind"),
        ("sbk.loss", LOSS | {"身份证号": CANCELLED}, "k", 409, "not_active"),
        ("jzz.apply", PERMIT | {"居住地址": " "}, "k", 422, "missing"),
    ],
)
def test_the_office_says_no(office: Office, api: str, params: dict[str, str], key: str, status: int, code: str) -> None:
    with pytest.raises(RefusalError) as caught:
        office.handle(api, params, key)
    assert (caught.value.status, caught.value.code) == (status, code)


def test_a_key_for_another_application_is_refused(office: Office) -> None:
    office.handle("sbk.loss", LOSS, "c1")
    with pytest.raises(RefusalError, match="另一份申请"):
        office.handle("sbk.loss", LOSS | {"手机号": "13900139000"}, "c1")
    assert office.handle("jzz.apply", PERMIT, "c1")  # the same conversation, another service


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"a": 1}', b"\xff", b'{"a": {"b": "c"}}'])
async def test_bytes_that_are_no_request(url: str, body: bytes) -> None:
    async with aiohttp.ClientSession() as session, session.post(f"{url}/api/sbk.status", data=body) as response:
        assert response.status == 400
        assert (await response.json())["error"]["code"] == "bad_json"


async def test_a_token_is_asked_for_where_one_is_set(tmp_path: Path) -> None:
    async with demo_backend.running("http://127.0.0.1:0", None, token="hush") as address:
        stranger, friend = BackendGateway(address), BackendGateway(address, "hush")
        assert (await refusal(stranger.call("sbk.status", {"身份证号": FRESH})))[0] == 401
        assert await friend.call("sbk.status", {"身份证号": FRESH})
        await stranger.close()
        await friend.close()


async def test_an_address_that_is_taken_names_the_fix(url: str) -> None:
    with pytest.raises(demo_backend.DemoBackendError, match=r"set backend.url in config.yaml"):
        async with demo_backend.running(url, None):
            pytest.fail("two at one address")


async def test_the_front_page_lists_the_people(url: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        page = await response.text()
    assert all(number in page for number in PEOPLE)


async def test_run_serves_until_cancelled(tmp_path: Path) -> None:
    ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(
        demo_backend.run("127.0.0.1", 0, demo_backend.make_app(tmp_path), on_ready=ready.set_result)
    )
    client = BackendGateway(await ready)
    assert await client.call("sbk.status", {"身份证号": FRESH})
    await client.close()
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving


def test_the_made_up_numbers_pass_the_checksum() -> None:
    assert all(ric.is_valid(number) for number in PEOPLE)
    assert {one.card for one in PEOPLE.values()} == {"正常", "已挂失", "已注销"}


@given(st.dates(datetime(1930, 1, 1).date(), datetime(2010, 1, 1).date()), st.integers(0, 999))
def test_anybody_with_a_valid_number_can_try(born: object, order: int) -> None:
    front = f"110105{str(born).replace('-', '')}{order:03d}"
    number = front + ric.calc_check_digit(front + "0")
    assert person(number) == person(number)
    assert 2 <= len(person(number).name) <= 3
    assert person(number).card_tail.isdigit()
