"""SM2 signatures (GB/T 32918.2) by GmSSL. The package is optional: `pip install hall-clerk[sm]`."""

from __future__ import annotations

from typing import Any

_PACKAGE = "gmssl_pyx"


class SignatureLibraryError(OSError):
    """SM2 is wanted and cannot be had."""


def installed() -> bool:
    try:
        _library()
    except SignatureLibraryError:
        return False
    return True


def sign(private_key: str, public_key: str, signer: str, message: bytes) -> bytes:
    """A signature in DER, over SM3(Z ‖ message). Keys: hex of 32 and 64 bytes. Raises `SignatureLibraryError`."""
    key, point = bytes.fromhex(private_key), _point(public_key)
    made: bytes = _library().sm2_sign(key, point, message, signer_id=signer.encode())
    return made


def verify(public_key: str, signer: str, message: bytes, signature: bytes) -> bool:
    """Raises `SignatureLibraryError`."""
    library = _library()
    try:
        return bool(library.sm2_verify(_point(public_key), message, signature, signer_id=signer.encode()))
    except library.GmsslInnerError:
        return False


def generate() -> tuple[str, str]:
    """A private and a public key, in hex. Raises `SignatureLibraryError`."""
    public, private = _library().sm2_key_generate()
    return private.hex(), public.hex()


def _point(public_key: str) -> bytes:
    """The 64 bytes of the point; the 04 that often stands before them is left off."""
    found = bytes.fromhex(public_key)
    return found[1:] if len(found) == 65 and found[0] == 4 else found


def _library() -> Any:
    try:
        import gmssl_pyx
    except ImportError:
        raise SignatureLibraryError(
            f"The mapping of the back end wants SM2 signatures, and {_PACKAGE} is not installed: "
            "pip install 'hall-clerk[sm]'"
        ) from None
    return gmssl_pyx
