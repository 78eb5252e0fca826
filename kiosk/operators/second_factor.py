"""The second factor: time-based one-time codes (TOTP, RFC 6238), and recovery codes for a telephone that is lost."""

from __future__ import annotations

import hmac
import secrets

import pyotp

STEP_S, RECOVERY_CODES = 30, 10
_ISSUER = "Hall clerk"
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
#: Codes of the steps around now that are taken: clocks differ.
_AROUND = (0, -1, 1)


def new_secret() -> str:
    """160 bits, in base 32."""
    return pyotp.random_base32()


def address_of(secret: str, account: str, hall: str) -> str:
    """What the QR code holds, which an authenticator reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=hall or _ISSUER)


def step_of(secret: str, code: str, now_s: float, last_step: int) -> int | None:
    """The step whose code this is; None: of none around now that comes after `last_step`, so that a code that was
    looked over is not good again.
    """
    digits, totp, found = "".join(code.split()), pyotp.TOTP(secret), None
    for around in _AROUND:
        step = int(now_s // STEP_S) + around
        if hmac.compare_digest(totp.generate_otp(step).encode(), digits.encode()) and step > last_step:
            found = step
    return found


def new_recovery_codes() -> tuple[str, ...]:
    """49 bits each, as `ABCDE-FGHJK`."""
    return tuple(
        "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(2)) for _ in range(RECOVERY_CODES)
    )


def recovery_code(text: str) -> str:
    """One form of what people write in several."""
    letters = "".join(letter for letter in text.upper() if letter.isalnum())
    return f"{letters[:5]}-{letters[5:]}"
