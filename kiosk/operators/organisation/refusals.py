"""What a person is told whose sign-in by the organisation's server went wrong, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from kiosk.upstream.oidc.errors import ProviderErrorKind

#: Beside those of the protocol. `state`: not begun in this browser, or used up. `claim`: the server does not say who it
#: is. `unlinked`: no account is linked to him. `disabled`: his account is. `roles`: no group of his gives a role.
RefusalKind = ProviderErrorKind | Literal["state", "claim", "unlinked", "disabled", "roles"]

REFUSALS: Mapping[RefusalKind, str] = {
    "away": "单位的登录服务现在连不上。过一会儿再试，或者先用账号和密码登录。",
    "answer": "单位的登录服务回答得不对，没有登录。请管理员在大厅的服务器上运行 kiosk doctor 看看。",
    "issuer": "回答的不是设置里的那个单位登录服务，没有登录。请管理员核对 operators.oidc.issuer。",
    "refused": "单位的登录服务没有让您登录，可能是您在那边取消了。要登录请再点一次；还不行，请找单位管登录的人。",
    "used": "这次登录已经用过了，或者拖得太久。请再点一次单位登录。",
    "client": "单位的登录服务不认大厅的登记。请管理员核对 operators.oidc.client_id 和密钥。",
    "unsigned": "单位登录服务发来的凭证没有有效的签名，没有采用。请告诉管理员。",
    "expired": "单位登录服务发来的凭证不在有效时间里。请管理员核对两边服务器的时间。",
    "audience": "单位登录服务发来的凭证是给别的系统的，没有采用。请管理员核对 operators.oidc.client_id。",
    "nonce": "单位登录服务发来的凭证不是这次登录的，没有采用。请再点一次单位登录。",
    "stale": "单位的登录服务没有重新核对您是谁。请先在那边退出，再登录一次。",
    "undated": "单位的登录服务没说何时核对的您，没有采用。请管理员让它给出 auth_time，或设 operators.oidc.ask: once。",
    "state": "这次登录不是在这个浏览器里开始的，或者已经用过了。请再点一次单位登录。",
    "claim": "单位的登录服务没有说明您是谁。请管理员核对 operators.oidc.claim。",
    "unlinked": "您的单位账号还没有关联到这里的账号。请把下面这个标识告诉管理员，由他在“账号”里关联：",
    "disabled": "您的账号停用了，请找管理员。",
    "roles": "您在单位的组里没有这个控制台的角色。请找单位管登录的人。",
}
#: Those that whoever sits at the browser can bring about at will: they count as wrong sign-ins of his address.
COUNTED: frozenset[RefusalKind] = frozenset({"state", "used", "refused"})
