"""Why a call went wrong: each probable cause with what to do, by what is known of the call. Sans-I/O."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.channels.phone.call_facts import CallFacts

#: Seconds without any sound from the caller that are no pause; seconds after which a caller is tired of waiting.
LONG_GAP_S, LONG_ANSWER_MS = 5.0, 3_000
#: Shares of the caller's sound from which on lost or late frames can be heard.
_LOST, _LATE = 0.02, 0.05


@dataclass(frozen=True, slots=True)
class CallCause:
    """`holds`: whether it applies. Texts may have the facts' names in braces."""

    holds: Callable[[CallFacts], bool]
    chinese: str
    english: str


def _is_silent(facts: CallFacts) -> bool:
    """Where nothing but keys is awaited, who keys need not make a sound."""
    return bool(facts.conversation) and facts.sound_s > 5 and facts.loud_s < 0.1 and not facts.heard and not facts.keyed


#: The likeliest first.
CAUSES: tuple[CallCause, ...] = (
    CallCause(
        lambda f: f.refused == "lines",
        "线路都占着，或者机器一时只带得动这么多对话（指标 kiosk_capacity），来电人只听到“线路忙”。"
        "线路不够，请加大 phone.calls（和 limits.sessions）；机器太忙，请少跑别的程序，或者增加机器。",
        "All lines were taken, or the machine carried no more conversations (metric kiosk_capacity): the caller heard "
        "that they are busy. Raise phone.calls (and limits.sessions) for more lines; where the machine is too busy, "
        "run less beside the hall, or add machines.",
    ),
    CallCause(
        lambda f: f.refused == "unanswered",
        "转过去以后没有工作人员接听，交换机把来电人送了回来。请多排人手，或者设 phone.staff: calendar。",
        "No clerk answered the call that was handed over, and the exchange sent it back. Have more people answer, or "
        "set phone.staff: calendar.",
    ),
    CallCause(
        lambda f: f.refused == "caller",
        "同一号码一小时内来电过多，被拦下了。如果是单位的总机，请加大 phone.calls_per_caller。",
        "Too many calls of one number within an hour. If it is the switchboard of an office, raise "
        "phone.calls_per_caller.",
    ),
    CallCause(
        lambda f: f.refused == "closing" or f.hung_up_by == "server" or f.outcome == "drain",
        "服务正在停止或重启。维护请放在没有人打电话的时候，或者加大 drain_s。",
        "The hall was being stopped. Restart it when nobody calls, or raise drain_s.",
    ),
    CallCause(
        lambda f: f.outcome == "fault",
        "程序内部出错，通话因此结束。请看这个时间的日志（stage broke），并报告给开发者。",
        "A part of the program failed and ended the call. See the log of that time (stage broke), and report it.",
    ),
    CallCause(
        lambda f: not f.refused and f.sound_s == 0 and f.seconds > 2,
        "从来没有收到来电方的声音（单通）。请查交换机到本机的媒体方向、防火墙和编码，再运行 kiosk phone check。",
        "No sound of the caller ever came (one-way audio). Look at direction, firewall and codec between exchange and "
        "this machine, then run: kiosk phone check",
    ),
    CallCause(
        _is_silent,
        "收到的声音全是静音。来电人可能按了静音，或者交换机送来的是空声道：请用另一部电话试打。",
        "The sound that came was silent throughout. The caller was muted, or the exchange sends an empty channel: try "
        "another telephone.",
    ),
    CallCause(
        lambda f: not f.refused and f.sound_s > 0 and f.gap_s >= LONG_GAP_S,
        "来电方有 {gap_s:.0f} 秒没有声音（连数据也没有）。可能是来电人被保持、网络中断，或者交换机开了静音压缩："
        "请查线路，把静音压缩（VAD、DTX）关掉。",
        "No sound came from the caller for {gap_s:.0f} s, not even silence. The call was on hold, the network broke, "
        "or the exchange suppresses silence: look at the line, and switch VAD and DTX off.",
    ),
    CallCause(
        lambda f: f.hung_up_by == "lost" and not f.refused,
        "连接断了，没有人挂机。请查交换机是否重启、网络是否中断，以及中间的防火墙或代理是否切断长连接。",
        "The connection broke without a hang-up. Look whether the exchange restarted or the network failed, and "
        "whether a firewall or proxy between cuts long connections.",
    ),
    CallCause(
        lambda f: f.sound_s > 1 and f.lost_ms / 1000 > _LOST * f.sound_s,
        "来电方的声音丢了 {lost_ms} 毫秒，会听错。请查网络丢包；同一网段、有线连接、给语音优先级。",
        "{lost_ms} ms of the caller's sound were lost, which is misheard. Look for loss on the network: same segment, "
        "cable, priority for voice.",
    ),
    CallCause(
        lambda f: f.sound_s > 1 and f.late * 0.02 > _LATE * f.sound_s,
        "来电方的声音有 {late} 帧迟到。网络抖动大，或者这台机器太忙：请减少 phone.calls，查网络。",
        "{late} frames of the caller's sound came late. The network jitters, or this machine is too busy: fewer "
        "phone.calls, and look at the network.",
    ),
    CallCause(
        lambda f: f.backend_failed > 0,
        "后台接口失败 {backend_failed} 次（最慢的是 {backend_api}）。请查后台是否正常，再看 backend.timeout_s。",
        "The back end failed {backend_failed} times (the longest: {backend_api}). Look at the back end, then at "
        "backend.timeout_s.",
    ),
    CallCause(
        lambda f: f.backend_worst_ms >= 4_000,
        "后台接口 {backend_api} 用了 {backend_worst_ms} 毫秒，来电人只能等。请查后台为什么慢。",
        "The back end took {backend_worst_ms} ms for {backend_api}, and the caller had to wait. Look why it is slow.",
    ),
    CallCause(
        lambda f: f.hook == "failed",
        "转人工时，案情没有送到坐席（phone.handoff_url 没有接收）。请查该地址是否运行、phone.handoff_token 是否正确。",
        "The case did not reach the human: phone.handoff_url did not take it. See whether it runs, and whether "
        "phone.handoff_token is right.",
    ),
    CallCause(
        lambda f: f.no_matches >= 3,
        "有 {no_matches} 次没听懂。可能是噪声、口音或音量：听一下录音，并核对交换机的增益和编码。",
        "{no_matches} times the caller was not understood: noise, accent or level. Listen to the recording, and check "
        "gain and codec of the exchange.",
    ),
    CallCause(
        lambda f: f.answers > 0 and 2 * f.slow_answers >= f.answers,
        "答复慢（最慢 {worst_ms} 毫秒）。机器太忙：请减少 phone.calls，或者用更快的机器。",
        "Answers were slow (the slowest {worst_ms} ms). The machine is too busy: fewer phone.calls, or a faster one.",
    ),
    CallCause(
        lambda f: f.answer_ms is not None and f.answer_ms >= LONG_ANSWER_MS,
        "接通后 {answer_ms} 毫秒才有声音。机器太忙，或者提示音还没有备好：运行 kiosk doctor 看一下。",
        "The first word came {answer_ms} ms after the call. The machine is too busy, or prompts are not rendered yet: "
        "see kiosk doctor.",
    ),
    CallCause(
        lambda f: f.no_inputs >= 2 and not f.heard and not f.keyed,
        "来电人一直没有说话，也没有按键。可能是误拨；如果常有，请查来电方声音是不是太小。",
        "The caller neither spoke nor pressed a key. A wrong number, perhaps; if it happens often, see whether the "
        "sound of callers is too faint.",
    ),
    CallCause(
        lambda f: f.recording == "failed" or f.missing_s > 0,
        "录音不完整（缺 {missing_s:.0f} 秒）或者没有录。请查 data_dir 所在磁盘的空间和速度。",
        "The recording is incomplete ({missing_s:.0f} s are missing) or was not made. Look at room and speed of the "
        "disk of data_dir.",
    ),
    CallCause(
        lambda f: f.mistakes > 0,
        "对端发来 {mistakes} 次不合协议的数据（最后一次：{mistake}）。请核对交换机版本和设置，见 docs/phone.md。",
        "The peer broke the protocol {mistakes} times (the last: {mistake}). Check its version and settings, see "
        "docs/phone.md.",
    ),
)  # fmt: skip


def causes(facts: CallFacts) -> list[CallCause]:
    """What probably went wrong, the likeliest first; empty where nothing did, and for a check of the line, which is
    short, silent and hung up on purpose.
    """
    return [] if facts.check else [cause for cause in CAUSES if cause.holds(facts)]
