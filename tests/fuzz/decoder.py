"""Feed the decoder of untrusted bytes whatever a fuzzer that sees its branches comes up with; needs atheris.

    python -m tests.fuzz.decoder CORPUS [-max_total_time=60]

CORPUS is a folder, kept outside of the repository; it begins with one frame of every kind. It ends with an error at
the first input for which anything else than a message or Refused comes out.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

import atheris
import numpy as np

with atheris.instrument_imports(include=["grader.sandbox.protocol.frames"]):
    from grader.sandbox.protocol import frames

from grader.model import Cause, Isolation, Observation, Raised, Span
from grader.sandbox.protocol import decoder, frames

TROUBLE = Raised("ValueError", "a message", 3)
FRAMES = (
    frames.hello_frame(Isolation(("a",), ("b",)), {"keras": "3"}),
    frames.running_frame(1, 2),
    frames.loaded_frame({"loss": Span(1, 2)}, (TROUBLE,)),
    frames.answer_frame(Observation({"w": np.zeros((2, 3), np.float32), "b": np.array(True), "s": "text", "n": None})),
    frames.answer_frame(Observation({}, Cause.RAISED, TROUBLE)),
)


def one_input(data: bytes) -> None:
    """Take bytes as a stream in two pieces, and as a header with arrays."""
    pieces = atheris.FuzzedDataProvider(data)
    whole = decoder.Decoder()
    with suppress(frames.Refused):
        for piece in (pieces.ConsumeBytes(pieces.ConsumeIntInRange(0, 64)), data):
            for message in whole.feed(piece):
                checked(message)
    header, _, arrays = data.partition(b"\n")
    with suppress(frames.Refused):
        checked(decoder.decode(header, arrays))


def checked(message: frames.Message) -> None:
    """See that a message holds what its type says, and can be written down."""
    if isinstance(message, frames.Answer):
        for value in message.observation.values.values():
            assert value is None or isinstance(value, (bool, str)) or value.dtype.name in frames.DTYPES
    elif isinstance(message, frames.Running):
        assert 0 <= message.line <= frames.LONGEST_SUBMISSION
    repr(message).encode()


def main() -> None:
    """Fuzz for as long as the arguments say, in the manner of libFuzzer."""
    corpus = Path(next(word for word in sys.argv[1:] if not word.startswith("-")))
    for number, frame in enumerate(FRAMES):
        (corpus / f"frame-{number}").write_bytes(frame)
        header, _ = frames.LENGTHS.unpack_from(frame)
        whole = frame[frames.LENGTHS.size :]
        (corpus / f"header-{number}").write_bytes(whole[:header] + b"\n" + whole[header:])
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
