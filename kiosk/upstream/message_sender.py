"""The sender of text messages (短信): a carrier's gateway, or the hall's own in front of one, over HTTP.

`POST messages.url` with `{"template", "signature", "phone", "params", "text"}`: the carrier's template id, the name
between 【 】, the mobile number, the values of the template's holes, the whole text for a gateway without templates.
The answer's `id`, where it has one, is the carrier's name of the message (`docs/messages.md`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.config import MessageSettings
from kiosk.upstream.webhook import PostOutcome, Webhook

#: The kinds of its deliveries: a code is worth nothing after some minutes.
MESSAGE, CODE = "message", "code"
#: By template: the text that its holes are filled into. 签名 is put before it.
_TEXTS = {
    "receipt": "您办理的{业务}已受理，{名称}：{号}。请保存好本短信。",
    "unresolved": "您办理的{业务}系统没有答复，还没查清办成了没有，请先不要重复提交。查的时候请报这个号：{号}。",
    "code": "验证码{验证码}，{分钟}分钟内有效，用于在办事大厅核实您的身份。不要告诉别人，工作人员也不会问您。",
}
#: Seconds of one attempt.
_WITHIN_S = 10.0


def _link(values: Mapping[str, str]) -> str:
    return f"查进度：{values['链接']}" if "链接" in values else ""


class MessageSender:
    """`post` gets the body of a delivery of one of its kinds: `{"template", "to", "values"}`."""

    def __init__(self, settings: MessageSettings, hall_name: str, webhook: Webhook) -> None:
        self._webhook = webhook
        self._signature = settings.signature or hall_name
        self._ids = {
            "receipt": settings.receipt_template, "unresolved": settings.unresolved_template,
            "code": settings.code_template,
        }  # fmt: skip

    async def post(self, body: Mapping[str, Any], key: str) -> PostOutcome:
        template, values = body["template"], body["values"]
        message = {
            "template": self._ids[template],
            "signature": self._signature,
            "phone": body["to"],
            "params": values,
            "text": f"【{self._signature}】{_TEXTS[template].format_map(values)}{_link(values)}",
        }
        return await self._webhook.post(message, key=key, within_s=_WITHIN_S)

    async def close(self) -> None:
        await self._webhook.close()
