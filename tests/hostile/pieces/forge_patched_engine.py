# base: nothing
# about: rewrites the engine that runs in the child
# covers: rewriting the engine in the child
import sys

from grader.model import Cause, Observation
from grader.sandbox import loader, tensors, wire, worker

wire.answer_frame = lambda observation: wire.frame({"kind": "answer", "values": {}, "cause": None, "trouble": None})
worker._cause = lambda error: None
loader.trouble = lambda *a: None
tensors.plain = lambda value: 0.0
sys.modules["grader_probes"] = sys
