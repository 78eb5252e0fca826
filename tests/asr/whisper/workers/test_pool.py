"""WorkerStatus processes that die, stall, talk nonsense or lose their device: the calls go on."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import psutil
import pytest

from asr import BusyError, RecogniserError, Ticket, Urgency, WhisperRecogniser
from asr.syllables.lattice import Lattice
from asr.syllables.symbols import greedy
from asr.whisper.workers.lifecycle import WorkerState
from asr.whisper.workers.pool import WorkerPool
from asr.whisper.workers.scheduler import DecodeJob
from asr.whisper.workers.supervisor import WorkerLimits, WorkerSpec, WorkerSupervisor

POISON, WRONG = -13, -14
TOY = Path(__file__).with_name("toy_worker.py")
#: Nothing here may wait for ever; a machine that is merely slow must pass.
MAX_PARTIAL_WAIT_S = 60.0


def toy(folder: Path) -> tuple[str, ...]:
    return (sys.executable, str(TOY), str(folder))


def job(first: int, urgency: Urgency = Urgency.FINAL) -> DecodeJob:
    return DecodeJob(np.array([first] * 3200, "<i2").tobytes(), 0.2, Ticket(urgency))


class Changes:
    """What waits for the next change of a worker: of its state, which the pool dispatches, or of its process."""

    def __init__(self) -> None:
        self.waiting: list[asyncio.Future[None]] = []

    def tell(self) -> None:
        waiting, self.waiting = self.waiting, []
        for one in waiting:
            if not one.done():
                one.set_result(None)

    async def next(self) -> None:
        self.waiting.append(asyncio.get_running_loop().create_future())
        await self.waiting[-1]


CHANGES = Changes()


@pytest.fixture(autouse=True)
def told_of_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    dispatch = WorkerPool.dispatch

    def dispatched(pool: WorkerPool) -> None:
        dispatch(pool)
        CHANGES.tell()

    def set_on(supervisor: WorkerSupervisor, name: str, value: object) -> None:
        object.__setattr__(supervisor, name, value)
        CHANGES.tell()

    monkeypatch.setattr(WorkerPool, "dispatch", dispatched)
    monkeypatch.setattr(WorkerSupervisor, "__setattr__", set_on, raising=False)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(MAX_PARTIAL_WAIT_S):
        while not true():
            await CHANGES.next()


def states(pool: WorkerPool | WhisperRecogniser) -> list[WorkerState]:
    return [worker.state for worker in pool.workers]


def pids(pool: WorkerPool | WhisperRecogniser) -> list[int]:
    return [worker.pid for worker in pool.workers if worker.pid is not None]


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


@asynccontextmanager
async def pool_of(spec: WorkerSpec, **options: object) -> AsyncIterator[WorkerPool]:
    """Closed afterwards, with no process and no descriptor left."""
    await (await asyncio.create_subprocess_exec("true")).wait()  # what asyncio opens once and keeps
    before = descriptors()
    pool = WorkerPool(spec, **options)  # type: ignore[arg-type]
    try:
        yield pool
        left = pids(pool)
    finally:
        await pool.close()
    assert not [pid for pid in left if psutil.pid_exists(pid)]
    assert descriptors() <= before + 1  # the process watcher's, at max_batch


async def said(pool: WorkerPool, one: DecodeJob) -> str:
    return (await pool.decode(one)).hypotheses[0].text


async def test_each_gets_its_own_answer_and_prints_tear_nothing(tmp_path: Path) -> None:
    async with pool_of(WorkerSpec(toy(tmp_path), 2)) as pool:
        await pool.warm()  # a partial leaves one of two workers alone, and so needs both
        assert await said(pool, job(7, Urgency.PARTIAL)) == "7 of 1 beam 1"
        answers = await asyncio.gather(*(said(pool, job(n)) for n in range(1, 21)))
        assert answers == [f"{n} of 1 beam 5" for n in range(1, 21)]
        with pytest.raises(BusyError):  # twenty at once are a busy hall
            await said(pool, job(8, Urgency.PARTIAL))
        assert pool.backlog_s == 0.0


async def test_who_comes_while_a_batch_is_worked_on_makes_the_next(tmp_path: Path) -> None:
    (tmp_path / "wait").touch()
    async with pool_of(WorkerSpec(toy(tmp_path), 1, max_batch=16, batch_wait_s=0.001)) as pool:
        first = asyncio.create_task(said(pool, job(1)))
        await until(lambda: states(pool) == [WorkerState.BUSY])
        rest = [asyncio.create_task(said(pool, job(n))) for n in range(2, 6)]
        await asyncio.sleep(0)
        assert pool.backlog_s > 0.0
        (tmp_path / "wait").unlink()
        assert await first == "1 of 1 beam 5"
        assert await asyncio.gather(*rest) == [f"{n} of 4 beam 5" for n in range(2, 6)]


async def test_one_that_kills_workers_takes_nobody_along(tmp_path: Path) -> None:
    (tmp_path / "wait").touch()
    async with pool_of(WorkerSpec(toy(tmp_path), 1, max_batch=16)) as pool:
        first = asyncio.create_task(said(pool, job(1)))
        await until(lambda: states(pool) == [WorkerState.BUSY])
        batch = [asyncio.create_task(said(pool, job(n))) for n in (2, POISON, 3)]
        await asyncio.sleep(0)
        (tmp_path / "wait").unlink()
        assert await first == "1 of 1 beam 5"
        good, poison, fine = await asyncio.gather(*batch, return_exceptions=True)
        assert good == "2 of 1 beam 5"
        assert fine == "3 of 1 beam 5"
        assert isinstance(poison, RecogniserError)


async def test_an_engine_that_says_no_is_not_killed_for_it(tmp_path: Path) -> None:
    async with pool_of(WorkerSpec(toy(tmp_path), 1)) as pool:
        await pool.warm()
        before = pids(pool)
        with pytest.raises(RecogniserError, match="did not like it"):
            await pool.decode(job(WRONG))
        assert await said(pool, job(1)) == "1 of 1 beam 5"
        assert pids(pool) == before


async def test_a_stopped_worker_is_killed_and_its_job_done_by_another(tmp_path: Path) -> None:
    async with pool_of(WorkerSpec(toy(tmp_path), 1), limits=WorkerLimits(stall_s=3.0)) as pool:
        await pool.warm()
        (stopped,) = pids(pool)
        os.kill(stopped, signal.SIGSTOP)
        assert await said(pool, job(5)) == "5 of 1 beam 5"
        assert not psutil.pid_exists(stopped)
        assert pids(pool) != [stopped]


async def test_a_partial_gives_way_to_who_waits(tmp_path: Path) -> None:
    (tmp_path / "wait").touch()
    async with pool_of(WorkerSpec(toy(tmp_path), 1)) as pool:
        working = asyncio.create_task(said(pool, job(1)))
        await until(lambda: states(pool) == [WorkerState.BUSY])
        caption = asyncio.create_task(said(pool, job(2, Urgency.PARTIAL)))
        final = asyncio.create_task(said(pool, job(3)))
        with pytest.raises(BusyError):
            await caption
        (tmp_path / "wait").unlink()
        assert await working == "1 of 1 beam 5"
        assert await final == "3 of 1 beam 5"


async def test_a_cancelled_call_is_never_worked_on(tmp_path: Path) -> None:
    (tmp_path / "wait").touch()
    async with pool_of(WorkerSpec(toy(tmp_path), 1)) as pool:
        working = asyncio.create_task(said(pool, job(1)))
        await until(lambda: states(pool) == [WorkerState.BUSY])
        dropped = asyncio.create_task(said(pool, job(POISON)))
        await asyncio.sleep(0)
        dropped.cancel()
        working.cancel()  # this one is being worked on: its answer is thrown away
        await asyncio.gather(dropped, working, return_exceptions=True)
        (tmp_path / "wait").unlink()
        assert await said(pool, job(2)) == "2 of 1 beam 5"
        assert pool.workers[0].failures == 0


async def test_closing_in_the_middle_of_work(tmp_path: Path) -> None:
    (tmp_path / "wait").touch()
    async with pool_of(WorkerSpec(toy(tmp_path), 2)) as pool:
        calls = [asyncio.create_task(said(pool, job(n))) for n in (1, 2, 3)]
        await until(lambda: states(pool) == [WorkerState.BUSY, WorkerState.BUSY])
        left = pids(pool)
        await asyncio.gather(pool.close(), pool.close())
        assert not [pid for pid in left if psutil.pid_exists(pid)]
        ends = await asyncio.gather(*calls, return_exceptions=True)
        assert all(isinstance(end, RecogniserError) for end in ends)
        with pytest.raises(RecogniserError, match="closed"):
            await pool.decode(job(1))


async def test_closing_a_half_started_pool(tmp_path: Path) -> None:
    async with pool_of(WorkerSpec(toy(tmp_path), 2)) as pool:
        warming = asyncio.create_task(pool.warm())
        await until(lambda: len(pids(pool)) > 0)
        left = pids(pool)
        await pool.close()
        assert not [pid for pid in left if psutil.pid_exists(pid)]
        with pytest.raises(RecogniserError, match="closed"):
            await warming


async def test_closing_while_the_reserve_is_being_sent_home(tmp_path: Path) -> None:
    device, processor = tmp_path / "device", tmp_path / "processor"
    device.mkdir()
    processor.mkdir()
    (device / "lost").touch()
    crews = WorkerSpec(toy(device), 1), WorkerSpec(toy(processor), 1)
    async with pool_of(crews[0], reserve=crews[1], limits=WorkerLimits(lost_s=0.05)) as pool:
        await pool.warm()
        assert pool.on_reserve
        (reserve,) = (worker.pid for worker in pool.workers[1:])
        assert reserve is not None
        (device / "lost").unlink()
        await until(lambda: not pool.on_reserve)
        await pool.close()  # the reserve's process is being killed at this moment
        assert not psutil.pid_exists(reserve)


@pytest.mark.parametrize(
    ("script", "load_s", "words"),
    [
        ("print('no frame at all, but long enough to be taken for one')", 60.0, "broke its protocol"),
        ("import sys; sys.exit('no library')", 60.0, "no library"),
        ("import sys; sys.stdin.read()", 0.5, "did not load"),
    ],
    ids=["garbage", "dies", "never loads"],
)
async def test_a_worker_that_never_works_is_an_error_for_who_waits(script: str, load_s: float, words: str) -> None:
    async with pool_of(WorkerSpec((sys.executable, "-c", script), 2), limits=WorkerLimits(load_s=load_s)) as pool:
        with pytest.raises(RecogniserError, match=words):
            await pool.decode(job(1))
        with pytest.raises(RecogniserError):
            await pool.warm()


async def test_a_program_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    async with pool_of(WorkerSpec((str(tmp_path / "none"),), 1)) as pool:
        with pytest.raises(RecogniserError, match="cannot start"):
            await pool.warm()


async def test_workers_die_with_the_hall(tmp_path: Path) -> None:
    """Even when it is killed, and even in the middle of work."""
    (tmp_path / "wait").touch()
    script = (
        "import asyncio, sys\n"
        "from asr.whisper.workers.supervisor import WorkerSpec\nfrom asr.whisper.workers.pool import WorkerPool\n"
        "from asr.whisper.workers.lifecycle import WorkerState\nfrom asr.whisper.workers.scheduler import DecodeJob\n"
        "class Pool(WorkerPool):\n"
        "    def dispatch(self):\n"
        "        super().dispatch()\n"
        "        if self.workers[0].state is WorkerState.BUSY:\n"
        "            print(self.workers[0].pid, flush=True)\n"
        "async def main():\n"
        "    pool = Pool(WorkerSpec(tuple(sys.argv[1:]), 1))\n"
        "    await pool.decode(DecodeJob(b'aa' * 3200, 0.2))\n"
        "asyncio.run(main())\n"
    )
    pipe = asyncio.subprocess.PIPE
    hall = await asyncio.create_subprocess_exec(sys.executable, "-c", script, *toy(tmp_path), stdout=pipe)
    assert hall.stdout is not None
    worker = psutil.Process(int(await hall.stdout.readline()))
    hall.kill()
    await hall.wait()
    await asyncio.to_thread(worker.wait, MAX_PARTIAL_WAIT_S)
    await hall.stdout.read()


async def test_ctrl_c_and_a_polite_kill_are_for_the_hall(tmp_path: Path) -> None:
    async with pool_of(WorkerSpec(toy(tmp_path), 1)) as pool:
        await pool.warm()
        before = pids(pool)
        for number in (signal.SIGINT, signal.SIGTERM):
            os.kill(before[0], number)
        assert await said(pool, job(1)) == "1 of 1 beam 5"
        assert pids(pool) == before


# ---- with the real model --------------------------------------------------------------------------------------------


async def test_a_lost_device_hands_over_to_the_processor_and_takes_back(
    whisper_folder: Path, recording: Callable[[str], np.ndarray], tmp_path: Path
) -> None:
    """The GPU is a toy here; the processor that steps in is real."""
    voice = recording("zsp.wav")[:48000]
    engine = WhisperRecogniser(
        whisper_folder, device="cuda", workers=1, command=toy(tmp_path), limits=WorkerLimits(stall_s=30.0, lost_s=0.1)
    )
    try:
        await engine.warm()
        assert engine.name == "whisper-base float16 cuda"
        assert (await engine.transcribe(voice)).text.endswith("of 1 beam 5")
        (tmp_path / "lost").touch()
        assert (await engine.transcribe(voice)).text.startswith("希望你以后")
        assert engine.name == "whisper-base int8 cpu"
        (tmp_path / "lost").unlink()
        await until(lambda: engine.name.endswith("cuda"))
        assert (await engine.transcribe(voice)).text.endswith("of 1 beam 5")
        await until(lambda: states(engine) == [WorkerState.IDLE, WorkerState.DOWN] and len(pids(engine)) == 1)
    finally:
        await engine.close()


async def test_a_device_that_is_lost_from_the_start(whisper_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "lost").touch()
    engine = WhisperRecogniser(whisper_folder, device="cuda", workers=1, command=toy(tmp_path))
    try:
        await engine.warm()
        assert states(engine) == [WorkerState.LOST, WorkerState.IDLE]
        assert "out of memory" in engine.workers[0].why
    finally:
        await engine.close()


async def test_twenty_at_once_while_workers_are_killed(
    whisper_folder: Path, recording: Callable[[str], np.ndarray]
) -> None:
    voice = recording("zsp.wav")[:24000]
    engine = WhisperRecogniser(whisper_folder, workers=2, limits=WorkerLimits(stall_s=30.0))
    try:
        await engine.warm()
        alone = await engine.transcribe(voice)
        calls = [asyncio.create_task(engine.transcribe(voice)) for _ in range(20)]
        await until(lambda: WorkerState.BUSY in states(engine))
        busy = next(worker for worker in engine.workers if worker.state is WorkerState.BUSY)
        assert busy.pid is not None
        os.kill(busy.pid, signal.SIGKILL)
        heard = await asyncio.gather(*calls)
        assert [one.text for one in heard] == [alone.text] * 20
        assert busy.pid not in pids(engine)
    finally:
        await engine.close()


async def test_syllables_come_before_the_text(tmp_path: Path) -> None:
    for name in ("head", "wait"):
        (tmp_path / name).touch()
    heard: list[Lattice] = []
    one = job(3)
    one.ticket.on_syllables = heard.append
    async with pool_of(WorkerSpec(toy(tmp_path), 1)) as pool:
        text = asyncio.create_task(said(pool, one))
        await until(lambda: bool(heard))
        assert not text.done()
        (tmp_path / "wait").unlink()
        assert await text == "3 of 1 beam 5"
    assert len(greedy(heard[0].posteriors())) == 3


async def test_numbers_are_decoded_in_their_style_and_apart_from_others(tmp_path: Path) -> None:
    async with pool_of(WorkerSpec(toy(tmp_path), 1, max_batch=8, batch_wait_s=0.05)) as pool:
        await pool.warm()
        number, other = job(1), job(2)
        number.ticket.number = True
        answers = await asyncio.gather(said(pool, number), said(pool, other))
    assert answers == ["1 of 1 beam 5 digits", "2 of 1 beam 5"]


async def test_syllables_alone_are_asked_for_by_a_beam_of_their_own(tmp_path: Path) -> None:
    async with pool_of(WorkerSpec(toy(tmp_path), 1, max_batch=8, batch_wait_s=0.05)) as pool:
        await pool.warm()
        alone, other = job(1), job(2)
        alone.ticket.syllables_only = True
        answers = await asyncio.gather(said(pool, alone), said(pool, other))
    assert answers == ["1 of 1 beam 0", "2 of 1 beam 5"]
