"""What the record notes by code, in Chinese: endings and channels. For answers and exported tables."""

from __future__ import annotations

from collections.abc import Mapping

#: How a conversation ended, by `conversations.ending`.
ENDINGS: Mapping[str, str] = {
    "completed": "办完", "cancelled": "取消", "handoff": "转人工", "idle": "人走了", "lost": "断线", "fault": "故障",
    "drain": "大厅重启", "busy": "太忙",
}  # fmt: skip
CHANNELS: Mapping[str, str] = {"screen": "大屏", "phone": "电话"}
