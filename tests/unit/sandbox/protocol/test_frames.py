"""What a child sends arrives as it was, in whatever pieces; whatever else arrives is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.model import Cause, Isolation, NotPython, Observation, Promise, Raised, Sketch, Span, Stands
from grader.sandbox.protocol import frames
from grader.sandbox.protocol.decoder import Decoder
from grader.sandbox.protocol.extent import Extent, bounded
from grader.sandbox.protocol.frames import Answer, Hello, Loaded, Message, Refused, Running
from tests.support.examples import examples

# Any text that Python can hold, halves of surrogate pairs included.
TEXTS = st.text(st.characters(), max_size=40)
COUNTS = st.integers(0, frames.LONGEST_SUBMISSION)
NAMES = st.from_regex(frames.NAME, fullmatch=True)
WORDS = st.text(st.characters(), min_size=1, max_size=40)
LOST = st.lists(TEXTS, max_size=3).map(tuple)
TROUBLES = st.builds(Raised, TEXTS, TEXTS, st.none() | COUNTS, st.none() | WORDS, st.none() | WORDS, LOST)
PROBLEMS = TROUBLES | st.builds(NotPython, TEXTS, TEXTS, st.none() | COUNTS, LOST)
FEW = st.lists(NAMES, max_size=3).map(tuple)
SKETCHES = st.builds(
    Sketch,
    NAMES,
    COUNTS,
    is_class=st.booleans(),
    stands=st.none() | st.sampled_from(Stands),
    inside=st.just("") | NAMES,
    arguments=FEW,
    bases=FEW,
    stub=st.booleans(),
    returns=st.booleans(),
)
ARRAYS = hnp.arrays(
    st.sampled_from(sorted(frames.DTYPES)), hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3)
)
MESSAGES = st.one_of(
    st.builds(
        Hello,
        st.builds(Isolation, *[st.lists(st.sampled_from(Promise), max_size=3).map(tuple)] * 2),
        st.dictionaries(TEXTS, TEXTS),
    ),
    st.builds(Running, COUNTS, COUNTS, LOST),
    st.builds(
        Loaded,
        st.dictionaries(NAMES, st.builds(Span, COUNTS, COUNTS), max_size=5),
        st.lists(PROBLEMS, max_size=3).map(tuple),
        st.lists(SKETCHES, max_size=3).map(tuple),
        st.none() | st.dictionaries(NAMES, st.just("") | NAMES, max_size=3),
    ),
    st.builds(
        Answer,
        st.builds(
            Observation,
            values=st.dictionaries(NAMES, ARRAYS | st.booleans() | TEXTS | st.none(), max_size=5),
            cause=st.none() | st.sampled_from(Cause),
            trouble=st.none() | TROUBLES,
        ),
    ),
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.integers()
    | st.floats()
    | st.sampled_from(sorted(frames.DTYPES)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS | st.just("shape"), inner, max_size=3),
    max_leaves=5,
)
FIELDS = {
    "hello": ("in_force", "missing", "versions"),
    "running": ("statement", "line"),
    "loaded": ("definitions", "problems", "sketches", "kinds"),
    "answer": ("values", "cause", "trouble"),
}


def encoded(message: Message) -> bytes:
    """Give the frame that a child would send."""
    match message:
        case Hello(isolation, versions):
            return frames.hello_frame(isolation, versions)
        case Running(statement, line, names):
            return frames.running_frame(statement, line, names)
        case Loaded(definitions, problems, sketches, kinds):
            return frames.loaded_frame(definitions, problems, sketches, kinds)
        case Answer(observation):
            return frames.answer_frame(observation)


def decoded(*pieces: bytes) -> list[Message]:
    decoder = Decoder()
    return [message for piece in pieces for message in decoder.feed(piece)]


def arrived(message: Message) -> Message:
    """Give the one message that comes of a message's own frame."""
    (only,) = decoded(encoded(message))
    return only


def written(value: Any) -> Any:
    """Give a value as it can be compared and written: arrays as type, shape and bytes; no half of a surrogate pair."""
    if isinstance(value, np.ndarray):
        return (value.dtype.name, value.shape, value.tobytes())
    if isinstance(value, str):
        whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
        return re.sub("[\ud800-\udfff]", "?", whole)
    if isinstance(value, dict):
        return {written(k): written(v) for k, v in value.items()}
    if isinstance(value, tuple):
        return tuple(map(written, value))
    if isinstance(value, (Hello, Running, Loaded, Answer, Observation, Isolation, Raised, NotPython, Sketch, Span)):
        return {field: written(getattr(value, field)) for field in value.__slots__}
    return value


def cut(data: bytes, places: Iterable[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[a:b] for a, b in pairwise(edges)]


# What is sent arrives -----------------------------------------------------------------------------


@given(st.lists(MESSAGES, max_size=4), st.lists(st.integers(0, 10**6), max_size=8))
@settings(max_examples=examples(300), deadline=None)
def test_messages_arrive_as_they_were_sent(messages: list[Message], places: list[int]) -> None:
    """Every message arrives whole and in order, however the bytes are cut, with each number to the bit."""
    data = b"".join(map(encoded, messages))
    assert [written(m) for m in decoded(*cut(data, places))] == [written(m) for m in messages]


def test_a_message_arrives_with_its_last_byte() -> None:
    """One byte at a time is enough, and a message is there as soon as its last byte is."""
    data = encoded(Running(3, 14)) + encoded(Loaded({}, ()))
    decoder = Decoder()
    counts = [len(list(decoder.feed(data[i : i + 1]))) for i in range(len(data))]
    assert [i for i, count in enumerate(counts) if count] == [len(encoded(Running(3, 14))) - 1, len(data) - 1]


@pytest.mark.parametrize("shape", [(), (1,), (0,), (0, 3), (2, 0, 1), (2, 1, 2, 3)])
@pytest.mark.parametrize("dtype", sorted(frames.DTYPES))
def test_arrays_of_every_type_and_shape_arrive(dtype: str, shape: tuple[int, ...]) -> None:
    """Arrays keep type and shape, those without dimensions or entries too, and stand beside each other unmixed."""
    one, two = np.arange(np.prod(shape)).reshape(shape).astype(dtype), np.ones(shape, dtype)
    values = arrived(Answer(Observation({"one": one, "none": None, "two": two}))).observation.values
    for sent, got in ((one, values["one"]), (two, values["two"])):
        assert (got.dtype, got.shape) == (sent.dtype, sent.shape)
        assert (got == sent).all()


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf, -0.0, 5e-324, 1.7976931348623157e308])
def test_odd_numbers_arrive(number: float) -> None:
    """NaN, infinities and the smallest and largest numbers are numbers, and arrive as they are."""
    got = arrived(Answer(Observation({"x": np.array(number)}))).observation.values["x"]
    assert got.tobytes() == np.array(number).tobytes()


def test_arrays_in_any_memory_order_arrive() -> None:
    """An array that is a view, transposed or with steps, arrives with the same entries in the same places."""
    array = np.arange(12.0).reshape(3, 4)
    for view in (array.T, array[::-1, ::2]):
        assert (arrived(Answer(Observation({"x": view}))).observation.values["x"] == view).all()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_arrays_in_any_byte_order_arrive(dtype: str) -> None:
    """Numbers read from a file of another machine are the same numbers."""
    swapped = np.array([1.0], np.dtype(dtype).newbyteorder("S"))
    assert arrived(Answer(Observation({"x": swapped}))).observation.values["x"].tolist() == [1.0]


def test_long_texts_are_cut_before_they_are_sent() -> None:
    """A long text or message arrives as its beginning; a long one is no reason to lose an observation."""
    sent = Observation({"x": "x" * 9999}, Cause.RAISED, Raised("E" * 999, "m" * 9999, 3))
    got = arrived(Answer(sent)).observation
    assert got.values == {"x": "x" * frames.TEXT_CHARS}
    assert got.trouble == Raised("E" * 80, "m" * frames.TEXT_CHARS, 3)


def test_a_crowd_of_definitions_and_problems_is_cut() -> None:
    """Of too many definitions the last are sent, of too many problems the first, and names that are none are left out."""
    definitions = {"no name": Span(1, 1), "імʼя": Span(1, 1), **{f"f{n}": Span(n, n) for n in range(100)}}
    loaded = arrived(Loaded(definitions, tuple(Raised("E", str(n), n) for n in range(100))))
    assert list(loaded.definitions) == [f"f{n}" for n in range(100 - frames.NAMES, 100)]
    assert [trouble.line for trouble in loaded.problems] == list(range(frames.NAMES))


@pytest.mark.parametrize("arguments", ["x" * 161, "ціль, x", "x\ny", "x`"])
def test_arguments_are_a_short_line_or_none(arguments: str) -> None:
    """Arguments that don't fit in a line of a report, in ASCII, aren't sent, and are refused where they are."""
    assert arrived(Loaded({"f": Span(1, 2, arguments)}, ())).definitions == {"f": Span(1, 2)}
    frame = frames.frame({"kind": "loaded", "definitions": {"f": [1, 2, arguments]}, "problems": []})
    with pytest.raises(frames.Refused):
        next(Decoder().feed(frame))


@pytest.mark.parametrize(
    "letter",
    [
        "x",
        "\u0416",
        "\U0001f600",
    ],
)
def test_a_crowd_of_long_problems_arrives(letter: str) -> None:
    """What is sent once everything is cut is never more than the decoder takes, in any alphabet."""
    lost = tuple(f"{letter * 200}{n}" for n in range(100))
    trouble = Raised(letter * 200, letter * 9999, 1, letter * 200, letter * 200, lost)
    spans = {f"{'f' * 77}{n:03}": Span(10**7, 10**7, "x" * 160) for n in range(100)}
    names = tuple("f" * 80 for _ in range(100))
    sketches = (Sketch("f" * 80, 10**7, False, Stands.FUNCTION, "f" * 80, names, names),) * 100
    kinds = {f"{'k' * 77}{n:03}": letter * 80 for n in range(100)}
    loaded = arrived(Loaded(spans, (trouble,) * 100, sketches, kinds))
    assert (len(loaded.sketches), len(loaded.kinds or {})) == (frames.NAMES, frames.NAMES)
    assert sum(len(one.arguments) + len(one.bases) for one in loaded.sketches) <= 2 * frames.LOST_NAMES
    assert len(loaded.problems) == frames.NAMES
    assert sum(len(problem.lost) for problem in loaded.problems) == frames.LOST_NAMES
    assert len(arrived(Running(1, 2, lost * 9)).names) == frames.LOST_NAMES


@pytest.mark.parametrize(
    "value",
    [
        *(np.zeros(1, np.uint8), np.zeros(1, np.complex64), np.array(["x"]), np.array([None])),
        *(np.zeros((1,) * 5), np.zeros(frames.ARRAY_BYTES // 8 + 1)),
    ],
    ids=str,
)
def test_what_has_no_place_in_a_frame_is_not_sent(value: Any) -> None:
    """Arrays of other types, of too many dimensions or too long are refused where they are, with what they are."""
    with pytest.raises(Refused, match=r"x is an array of|more than 4 MB"):
        frames.answer_frame(Observation({"x": value}))


def test_the_largest_array_arrives() -> None:
    """As many bytes as a frame may hold are sent and taken."""
    array = np.ones(frames.ARRAY_BYTES // 8)
    assert arrived(Answer(Observation({"x": array}))).observation.values["x"].nbytes == frames.ARRAY_BYTES


def test_sketches_without_an_ascii_name_are_not_sent() -> None:
    """A name that no exercise could want is left out, with nothing else lost; a type of any name is an object."""
    loaded = arrived(Loaded({}, (), (Sketch("втрати", 1), Sketch("loss", 2)), {"loss": "Тензор"}))
    assert loaded == Loaded({}, (), (Sketch("loss", 2),), {"loss": "object"})


def test_a_sketch_of_no_line_is_refused() -> None:
    """A definition in a line that the submission doesn't have is no message about it."""
    with pytest.raises(Refused, match="sketch"):
        bounded(Loaded({}, (), (Sketch("loss", 9),)), Extent(3, 30))


# Whatever else arrives is refused -----------------------------------------------------------------


def only_messages_or_refused(*pieces: bytes) -> None:
    try:
        messages = decoded(*pieces)
    except Refused:
        return
    assert all(isinstance(message, (Hello, Running, Loaded, Answer)) for message in messages)


@given(st.lists(st.binary(), max_size=5))
@settings(max_examples=examples(300), deadline=None)
def test_any_bytes_are_messages_or_refused(pieces: list[bytes]) -> None:
    """Whatever bytes come, there are messages or Refused, and nothing else."""
    only_messages_or_refused(*pieces)


@given(
    MESSAGES,
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 2), st.binary(max_size=3)), min_size=1, max_size=4),
)
@settings(max_examples=examples(300), deadline=None)
def test_spoiled_frames_are_messages_or_refused(message: Message, changes: list[tuple[int, int, bytes]]) -> None:
    """A frame in which bytes were changed, left out or put in gives messages or Refused, and nothing else."""
    data = encoded(message)
    for place, out, instead in changes:
        at = place % (len(data) + 1)
        data = data[:at] + instead + data[at + out :]
    only_messages_or_refused(data)


@st.composite
def almost_headers(draw: st.DrawFn) -> bytes:
    """Give a header of the right kind with a field or two of any content."""
    message = draw(MESSAGES)
    data = encoded(message)
    header, arrays = frames.LENGTHS.unpack_from(data)
    fields = json.loads(data[8 : 8 + header])
    fields |= draw(st.dictionaries(st.sampled_from(FIELDS[fields["kind"]]), JSON, min_size=1, max_size=2))
    for shape in draw(st.lists(st.dictionaries(st.sampled_from(["dtype", "shape", "plain"]), JSON), max_size=1)):
        fields["values"] = {"x": shape}
    return frames.frame(fields, data[8 + header : 8 + header + arrays])


@given(almost_headers())
@settings(max_examples=examples(300), deadline=None)
@example(frames.frame({"kind": "answer", "values": {"x": {"dtype": "bool", "shape": [2**32, 2**32]}}}))
def test_headers_of_any_content_are_messages_or_refused(data: bytes) -> None:
    """A well-formed frame with anything in its fields gives messages or Refused, and nothing else."""
    only_messages_or_refused(data)


def header(**fields: Any) -> dict[str, Any]:
    """Give the header of an answer without values, but for the fields named; `...` leaves a field out."""
    whole = {"kind": "answer", "values": {}, "cause": None, "trouble": None, **fields}
    return {name: value for name, value in whole.items() if value is not ...}


def array(dtype: Any = "float64", shape: Any = (1,)) -> dict[str, Any]:
    return header(values={"x": {"dtype": dtype, "shape": shape}})


EIGHT = b"\0" * 8


@pytest.mark.parametrize(
    ("fields", "arrays"),
    [
        ([], b""),
        ("answer", b""),
        ({}, b""),
        (header(kind="verdict"), b""),
        (header(kind=["answer"]), b""),
        (header(kind=None), b""),
        (header(values=...), b""),
        (header(values=[]), b""),
        (header(values=None), b""),
        (header(values={"x": None}), b""),
        (header(values={"x": {}}), b""),
        (header(values={"x": {"plain": 3}}), b""),
        (header(values={"x": {"plain": [None]}}), b""),
        (header(values={"x": {"plain": "x" * 2001}}), b""),
        (header(values={"no name": {"plain": None}}), b""),
        (header(values={"x\n": {"plain": None}}), b""),
        (header(values={"": {"plain": None}}), b""),
        (header(values={"x" * 81: {"plain": None}}), b""),
        (header(values={f"x{n}": {"plain": None} for n in range(65)}), b""),
        (header(cause="passed"), b""),
        (header(cause=["raised"]), b""),
        (header(cause=True), b""),
        (header(trouble="E"), b""),
        (header(trouble={"type": "E", "message": "m"}), b""),
        (header(trouble={"type": "E", "message": "m", "line": 1, "module": 3}), b""),
        (header(trouble={"type": "E", "message": "m", "line": 1, "file": "x" * 2001}), b""),
        (header(trouble={"type": "E", "message": "m", "line": 1, "lost": "xyz"}), b""),
        (header(trouble={"type": "E", "message": "m", "line": 1, "lost": [None]}), b""),
        (header(trouble={"type": "E", "message": "m", "line": 1, "lost": ["x"] * 129}), b""),
        ({"kind": "running", "statement": 0, "line": 0, "names": {"x": 1}}, b""),
        ({"kind": "running", "statement": 0, "line": 0, "names": ["x"] * 129}, b""),
        (header(trouble={"type": "E", "message": 3, "line": None}), b""),
        (header(trouble={"type": "E", "message": "m", "line": -1}), b""),
        (header(trouble={"type": "E", "message": "m", "line": 1.0}), b""),
        (header(trouble={"type": "E", "message": "m", "line": True}), b""),
        (array("object"), EIGHT),
        (array("O"), EIGHT),
        (array("V8"), EIGHT),
        (array("float64,float64"), EIGHT),
        (array("complex64"), EIGHT),
        (array("<f8"), EIGHT),
        (array(["float64"]), EIGHT),
        (array(None), EIGHT),
        (array(shape=(2,)), EIGHT),
        (array(shape=(0,)), EIGHT),
        (array(), EIGHT + b"\0"),
        (array(), EIGHT[1:]),
        (array(shape=(-1,)), EIGHT),
        (array(shape=(-1, -1)), EIGHT),
        (array(shape=(1.0,)), EIGHT),
        (array(shape=(True,)), EIGHT),
        (array(shape=(1,) * 5), EIGHT),
        (array(shape=(10**7,) * 4), EIGHT),
        (array(shape=(0, 10**7, 10**7, 10**7)), b""),
        (array(shape=(10**300,)), EIGHT),
        (array(shape=1), EIGHT),
        (array(shape=None), EIGHT),
        (array(shape=""), EIGHT),
        (array(shape={}), EIGHT),
        (header(), EIGHT),
        ({"kind": "running", "statement": 0}, b""),
        ({"kind": "running", "statement": "0", "line": 0}, b""),
        ({"kind": "running", "statement": -1, "line": 0}, b""),
        ({"kind": "running", "statement": 0, "line": 10**7 + 1}, b""),
        ({"kind": "running", "statement": 0, "line": 0}, EIGHT),
        ({"kind": "loaded", "definitions": {}}, b""),
        ({"kind": "loaded", "definitions": [], "problems": []}, b""),
        ({"kind": "loaded", "definitions": {"f": 1}, "problems": []}, b""),
        ({"kind": "loaded", "definitions": {"f": [1]}, "problems": []}, b""),
        ({"kind": "loaded", "definitions": {"f": [1, 2, 3]}, "problems": []}, b""),
        ({"kind": "loaded", "definitions": {"f g": [1, 2]}, "problems": []}, b""),
        ({"kind": "loaded", "definitions": {}, "problems": [{}] * 65}, b""),
        ({"kind": "loaded", "definitions": {}, "problems": [None]}, b""),
        ({"kind": "loaded", "definitions": {}, "problems": ""}, b""),
        ({"kind": "hello", "in_force": [], "missing": []}, b""),
        ({"kind": "hello", "in_force": [], "missing": None, "versions": {}}, b""),
        ({"kind": "hello", "in_force": [3], "missing": [], "versions": {}}, b""),
        ({"kind": "hello", "in_force": [], "missing": [], "versions": {"a": 3}}, b""),
        ({"kind": "hello", "in_force": ["x"] * 65, "missing": [], "versions": {}}, b""),
        ({"kind": "hello", "in_force": "abc", "missing": {}, "versions": {}}, b""),
    ],
)
def test_what_is_not_exactly_a_message_is_refused(fields: Any, arrays: bytes) -> None:
    """A field that is missing, of another type or out of range, and an array that isn't as long as it says, is refused."""
    with pytest.raises(Refused):
        decoded(frames.frame(fields, arrays))


@pytest.mark.parametrize(
    "text",
    [
        *(b"", b"{", b"{}}", b"\xff", b"\xed\xa0\x80", b"[" * 100_000, b'{"a":' * 50_000),
        *(b'{"kind":"running","statement":0,"line":%s}' % n for n in (b"NaN", b"Infinity", b"-Infinity", b"9" * 5000)),
        b'{"kind":"running","statement":0,"line":0,"extra":NaN}',
    ],
    ids=lambda text: text[:60].decode("ascii", "replace"),
)
def test_what_is_no_json_is_refused(text: bytes) -> None:
    """Half a header, bytes that are no UTF-8, nesting without end, NaN and numbers of 5000 digits are refused."""
    with pytest.raises(Refused):
        decoded(frames.LENGTHS.pack(len(text), 0) + text)


def test_fields_of_no_meaning_are_left_alone() -> None:
    """A field that nobody reads changes nothing, and of one that stands twice the last counts, as in any JSON."""
    text = b'{"kind":"hello","extra":[{}],"kind":"running","statement":1,"statement":2,"line":3}'
    assert decoded(frames.LENGTHS.pack(len(text), 0) + text) == [Running(2, 3)]


@pytest.mark.parametrize("seconds", [5.0, -5.0, 1e308, "5", None])
def test_a_child_does_not_tell_its_own_time(seconds: Any) -> None:
    """How long a question took is not the child's to say: no observation that arrives has a time."""
    (answer,) = decoded(frames.frame(header(seconds=seconds)))
    assert answer.observation.seconds == 0.0


@pytest.mark.parametrize(
    ("of_header", "of_arrays"), [(frames.HEADER_BYTES + 1, 0), (0, frames.ARRAY_BYTES + 1), (2**32 - 1, 2**32 - 1)]
)
def test_a_frame_is_refused_at_its_announcement(of_header: int, of_arrays: int) -> None:
    """A frame that announces more than a frame may hold is refused before any of it is waited for."""
    with pytest.raises(Refused, match="announces"):
        decoded(frames.LENGTHS.pack(of_header, of_arrays))


def test_a_frame_as_large_as_may_be_is_waited_for() -> None:
    """The largest frame allowed is no reason to refuse, as long as it hasn't come."""
    assert decoded(frames.LENGTHS.pack(frames.HEADER_BYTES, frames.ARRAY_BYTES), b"{") == []


def test_all_evidence_together_has_a_limit() -> None:
    """Messages are taken until all of them together are more than a run may send, whole or not."""
    data = encoded(Answer(Observation({"x": np.zeros(frames.ARRAY_BYTES // 8)})))
    decoder = Decoder()
    for _ in range(frames.TOTAL_BYTES // len(data)):
        assert len(list(decoder.feed(data))) == 1
    with pytest.raises(Refused, match="more than 32 MB of evidence"):
        list(decoder.feed(data))


def test_messages_before_a_bad_frame_stand() -> None:
    """What arrived whole before the first frame that is refused is evidence."""
    feed = Decoder().feed(encoded(Running(1, 2)) + frames.frame([]))
    assert next(feed) == Running(1, 2)
    with pytest.raises(Refused):
        next(feed)
