"""The wire's JSON: every message survives the trip, every mistake is told, and the schema agrees with the code."""

from __future__ import annotations

import dataclasses
import json
import types
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.acts import Card
from kiosk.wire import WireError, decode_down, decode_up, encode, schema
from kiosk.wire import messages as m

SCHEMA = jsonschema.Draft202012Validator(schema())
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
NO_CHARACTERS = ('{"type":"\\ud800"}', '{"type":"start","\\udfff":1}', '{"type":"bye","reason":"\\ud83d"}')


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Any value that a field of this type may hold."""
    if get_origin(hint) is Annotated:
        kind, bound = get_args(hint)
        if kind is str:
            return st.text(CHARACTERS, min_size=int(bound.low), max_size=int(bound.high))
        if kind is int:
            return st.integers(int(bound.low), int(bound.high))
        return st.floats(bound.low, bound.high)
    if get_origin(hint) in (Union, types.UnionType):
        return st.one_of(*(values(a) for a in get_args(hint)))
    if get_origin(hint) is Literal:
        return st.sampled_from(get_args(hint))
    if get_origin(hint) is tuple:
        return st.lists(values(get_args(hint)[0]), max_size=3).map(tuple)
    if dataclasses.is_dataclass(hint):
        hints = get_type_hints(hint, include_extras=True)
        return st.builds(hint, **{name: values(h) for name, h in hints.items()})  # type: ignore[arg-type]
    plain = {
        str: st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20),
        type(None): st.none(),
    }
    plain |= {bool: st.booleans(), int: st.integers(0, 2**31), float: st.floats(0, 1e6)}  # type: ignore[dict-item]
    return plain[hint]


@given(st.one_of(*(values(kind) for kind in get_args(m.Up))))
def test_every_message_up_survives_and_fits_the_schema(message: m.Up) -> None:
    assert decode_up(encode(message)) == message
    SCHEMA.validate(json.loads(encode(message)))


@given(st.one_of(*(values(kind) for kind in get_args(m.Down))))
def test_every_message_down_survives_and_fits_the_schema(message: m.Down) -> None:
    assert decode_down(encode(message)) == message
    SCHEMA.validate(json.loads(encode(message)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{", "one JSON object"),
        ("[]", "a JSON object; got a list"),
        ('{"type":"nonsense"}', 'devices, printed, scanned, no_picture, page_state, bye; got "nonsense"'),
        ('{"type":["start"]}', "got [\"start\"]"),
        ('{"type":"start","now":1}', 'no fields; got "now"'),
        ('{"type":"text"}', "a field text; it is missing"),
        ('{"type":"text","text":5}', "expected str; got int"),
        ('{"type":"settings","elderly":1}', "expected bool; got int"),
        ('{"type":"key","keys":"' + "1" * 65 + '"}', "0..64 characters; got 65"),
        ('{"type":"text","text":"\\ud800"}', "a lone surrogate"),
        ('{"type":"text","text":"a\\u0000b"}', "a NUL"),
        ('{"type":"bye","reason":"bored"}', 'one of leave, reload, idle; got "bored"'),
        ('{"type":"played","utterance":-1}', "expected 0..4294967295"),
        ('{"type":"played","utterance":true}', "expected int; got bool"),
        ('{"type":"played","utterance":1,"heard_sample":1,"buffered_ms":NaN}', "NaN is not JSON"),
        ('{"type":"hello","v":"kiosk.v2"}', "expected one of kiosk.v1"),
        ('{"type":"card_read","kind":"id_card","fields":[]}', "expected an object; got a list"),
        ("[" * 100_000, "unreadable"),
    ],
)  # fmt: skip
def test_a_mistake_is_told(text: str, expected: str) -> None:
    with pytest.raises(WireError) as caught:
        decode_up(text)
    assert expected in str(caught.value)
    assert caught.value.code == "bad_message"


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_no_json_breaks_the_decoder(data: Any) -> None:
    with pytest.raises(WireError):
        decode_up(json.dumps(data))


def test_the_schema_in_the_repository_is_this_one() -> None:
    written = json.loads((Path(m.__file__).parents[1] / "wire.schema.json").read_text(encoding="utf-8"))
    assert written == schema(), "write it anew: python -m kiosk.wire.schema > kiosk/wire.schema.json"


def test_every_card_has_a_name_on_the_wire() -> None:
    assert set(get_args(Card)) <= set(m.NAMES)


@pytest.mark.parametrize(
    "text", ['{"type":"\\ud800"}', '{"type":"start","\\udfff":1}', '{"type":"bye","reason":"\\ud83d"}']
)
def test_a_mistake_is_told_in_text_that_can_be_sent(text: str) -> None:
    with pytest.raises(WireError) as caught:
        decode_up(text)
    encode(m.Error(caught.value.code, str(caught.value), fatal=False)).encode()
