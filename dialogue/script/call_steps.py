"""Steps that call the back end or another service: 查询, 提交, 取号, 调用服务."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dialogue.script import keys, list_steps
from dialogue.script.failure import on_failure
from dialogue.script.fields import Fields
from dialogue.script.groups import expanded
from dialogue.script.identity import read_levels
from dialogue.script.model import CallService, Finish, Query, Submit, Take
from dialogue.yaml_lines import Map, Scalar

if TYPE_CHECKING:
    from dialogue.script.steps import Compiler


def query(compiler: Compiler, fields: Fields) -> None:
    inner = fields.inner("查询", keys.CALL)
    if inner is not None:
        api, params, results, timeout = _call_fields(compiler, inner)
        step = Query(fields.line, api, params, results, timeout, 0, read_levels(inner, keys.IDENTITY))
        on_failure(compiler, step, inner, "查询")


def submit(compiler: Compiler, fields: Fields) -> None:
    inner = fields.inner("提交", keys.SUBMIT)
    if inner is None:
        return
    key = inner.text("幂等键", required=True, default="会话号", code="no-idempotency")
    if key != "会话号":
        compiler.problems.add(inner.line_of("幂等键"), f"幂等键不能是“{key}”", "写“会话号”", code="no-idempotency")
    api, params, results, timeout = _call_fields(compiler, inner)
    compiler.submissions += 1
    levels = read_levels(inner, keys.IDENTITY)
    step = Submit(fields.line, api, params, results, timeout, 0, compiler.submissions, levels)
    on_failure(compiler, step, inner, "提交")


def take(compiler: Compiler, fields: Fields) -> None:
    node = fields.node("取号")
    compiler.submissions += 1
    if isinstance(node, Scalar):
        queue = fields.text("取号", required=True)
        on_failure(compiler, Take(fields.line, queue, ("排队号",), None, 0, compiler.submissions), None, "取号")
    elif inner := fields.inner("取号", keys.TAKE):
        results = inner.texts("得到") or ("排队号",)
        queue = inner.text("队列", required=True)
        step = Take(fields.line, queue, results, seconds(inner), 0, compiler.submissions)
        on_failure(compiler, step, inner, "取号")


def call_service(compiler: Compiler, fields: Fields) -> None:
    node = fields.node("调用服务")
    if isinstance(node, Scalar):
        _call_service(compiler, CallService(fields.line, fields.text("调用服务", required=True), (), (), 0), None)
    elif inner := fields.inner("调用服务", keys.CALL_SERVICE):
        given, results = _pairs(compiler, inner, "传"), _pairs(compiler, inner, "得到")
        _call_service(compiler, CallService(fields.line, inner.text("服务", required=True), given, results, 0), inner)


def _call_service(compiler: Compiler, step: CallService, inner: Fields | None) -> None:
    if inner is None or "失败" not in inner:  # what was not finished there is not finished here
        on_failure(compiler, step, None, "调用服务", Finish(step.line, "cancelled"))
    else:
        on_failure(compiler, step, inner, "调用服务")


def _pairs(compiler: Compiler, inner: Fields, key: str) -> tuple[tuple[str, str], ...]:
    """{theirs: ours}, or a list of names that are the same on both sides."""
    node = inner.node(key)
    if not isinstance(node, Map):
        return tuple((name, name) for name in inner.texts(key))
    found = []
    for name, value in node.entries:
        if isinstance(value, Scalar) and value.value.strip():
            found.append((name.value, value.value.strip()))
        else:
            compiler.problems.add(
                name.line, f"“{key}”里“{name.value}”的右边应该是一个变量", "写成 {甲: 乙}", code="bad-value"
            )
    return tuple(found)


def _call_fields(compiler: Compiler, inner: Fields) -> tuple[str, tuple[str, ...], tuple[str, ...], float | None]:
    api = inner.text("接口", required=True)
    return api, expanded(inner.texts("传"), compiler.groups), list_steps.results(compiler, inner), seconds(inner)


def seconds(inner: Fields) -> float | None:
    text = inner.text("超时")
    if not text:
        return None
    hit = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(?:秒|s)?", text)
    if hit is None or not 0 < float(hit[1]) <= 60:
        inner.problems.add(inner.line_of("超时"), f"超时“{text}”看不懂", "写成“5秒”，最多 60 秒", code="bad-value")
        return None
    return float(hit[1])
