"""The outline of a submission holds every definition, where it stands, and what its head tells."""

from __future__ import annotations

import ast

from grader.model import Sketch, Stands
from grader.sandbox.protocol.outline import sketches

SOURCE = """
def loss(y, /, p, *, scale=1):
    return y - p

class Line(tf.Module, Base, metaclass=abc.ABCMeta):
    def __call__(self, x):
        return x

def main():
    def train(model):
        model.step()

if __name__ == "__main__":
    async def late():
        return None
"""


def outline(source: str) -> dict[str, Sketch]:
    return {sketch.name: sketch for sketch in sketches([ast.parse(source)])}


def stub(body: str) -> bool:
    return outline("def f(x):\n" + "".join(f"    {line}\n" for line in body.split("\n")))["f"].stub


def test_each_definition_is_found_where_it_stands() -> None:
    """What is at the top comes first; a method, an inner function and one under `if` tell what they stand in."""
    found = sketches([ast.parse(SOURCE)])
    assert [(s.name, s.stands, s.inside) for s in found] == [
        ("loss", None, ""),
        ("Line", None, ""),
        ("main", None, ""),
        ("__call__", Stands.CLASS, "Line"),
        ("train", Stands.FUNCTION, "main"),
        ("late", Stands.BRANCH, ""),
    ]


def test_a_head_tells_arguments_and_bases() -> None:
    """Arguments of every kind are named, and of a base the last name."""
    found = outline(SOURCE)
    assert found["loss"].arguments == ("y", "p", "scale")
    assert (found["Line"].is_class, found["Line"].bases) == (True, ("Module", "Base"))


def test_a_function_returns_if_it_has_a_value_to_return() -> None:
    """`return None` is none, and a `return` of an inner function is not the outer one's."""
    found = outline(SOURCE)
    assert [found[name].returns for name in ("loss", "main", "train", "late")] == [True, False, False, False]
    assert not outline("def f():\n    def g():\n        return 1\n    g()\n")["f"].returns


def test_a_stub_can_only_raise_that_it_isnt_written() -> None:
    """With a docstring, a comment or some lines before it, it is a stub; with a way to return before it, it is none."""
    assert stub("raise NotImplementedError")
    assert stub("'''Say what.'''\nmodel.compile()\nraise NotImplementedError('fit is missing')")
    assert not stub("if x:\n    return 1\nraise NotImplementedError")
    assert not stub("raise ValueError")
    assert not stub("return super().f(x)")


def test_deep_nesting_is_no_trouble() -> None:
    """A tree as deep as the parser takes is gone through without recursion."""
    source = "".join(f"{' ' * depth}if x:\n" for depth in range(90)) + " " * 90 + "def deep(): pass\n"
    assert outline(source)["deep"].stands is Stands.BRANCH
