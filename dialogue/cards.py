"""The cards: what is shown beside the clerk's words, and what may be touched on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: What a picture shows, and so how it is taken: a paper, a file of the citizen's phone, a signature on the screen, the
#: citizen's face, which is compared and kept nowhere.
CaptureMode = Literal["photo", "file", "signature", "face"]


@dataclass(frozen=True, slots=True)
class Option:
    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a materials list."""

    name: str
    copies: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """`picture`: the digest of a value that is a picture; the service puts a small JPEG (base64) in its place."""

    label: str
    value: str
    picture: str = ""


@dataclass(frozen=True, slots=True)
class ChoicesCard:
    """`actions`: what else may be touched, below the options: another page, all of them, the end of the choice.

    `page`: which part of the options is shown, in words; empty where all are.
    """

    id: str
    title: str
    options: tuple[Option, ...]
    actions: tuple[Option, ...] = ()
    page: str = ""


@dataclass(frozen=True, slots=True)
class MaterialsCard:
    id: str
    title: str
    items: tuple[Item, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class InputCard:
    """`value`: what was understood so far. `error`: why the last keyed or typed entry was not accepted. `actions`: what
    may be touched in place of an entry.
    """

    id: str
    title: str
    pad: Literal["digits", "id", "text", "date"]
    hint: str = ""
    masked: bool = False
    value: str = ""
    error: str = ""
    actions: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class ConfirmCard:
    """`text`: the statement that is agreed to, and the question. Personal values in it are masked."""

    id: str
    title: str
    rows: tuple[Row, ...]
    yes: Option
    no: Option
    text: str = ""


@dataclass(frozen=True, slots=True)
class AnswerCard:
    id: str
    title: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class ReceiptCard:
    """`qr` names the case that the QR code leads to: its service and number, a line each; empty where it is none. The
    service puts an address in its place, or nothing, and fills in `time`.
    """

    id: str
    title: str
    number: str
    rows: tuple[Row, ...]
    qr: str
    time: str = ""


@dataclass(frozen=True, slots=True)
class RatingCard:
    id: str
    title: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class CaptureCard:
    """Asks for a picture. `devices`: what may take it; none for a signature, which is drawn on the card.

    `picture`: one that came from a phone and waits for a yes or no: its digest, in whose place the service puts the
    image (JPEG, base64). `actions`: the yes and no, or what else may be touched, as 跳过. `error`: why none came.
    The service fills in `upload`, the token with which the page may send a picture, and `qr`, the address for a phone;
    empty where there is none.
    """

    id: str
    title: str
    mode: CaptureMode
    devices: tuple[Literal["camera", "phone"], ...] = ()
    hint: str = ""
    error: str = ""
    picture: str = ""
    actions: tuple[Option, ...] = ()
    upload: str = ""
    qr: str = ""


Card = ChoicesCard | MaterialsCard | InputCard | ConfirmCard | AnswerCard | ReceiptCard | RatingCard | CaptureCard
