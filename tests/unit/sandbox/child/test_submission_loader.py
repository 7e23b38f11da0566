"""A submission runs as its own module, statement by statement, and whatever is wrong with it costs what it touches."""

from __future__ import annotations

import ast
import contextlib
import inspect
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.model import NotPython, Raised, Span
from grader.sandbox.child.submission_loader import MissingDefinition, StudentModule, run, trouble
from grader.sandbox.protocol.source import Parsed, Statement, parse, without_magics
from tests.support.examples import examples

NAME = "submission_of_a_test"
Load = Callable[..., tuple[StudentModule, tuple[Raised, ...]]]


@pytest.fixture
def load(tmp_path: Path) -> Iterator[Load]:
    """Give what parses and runs cells as a module in an empty folder, all statements but those left out."""
    before = set(sys.modules)

    def loaded(
        *cells: str, name: str = NAME, left_out: tuple[int, ...] = ()
    ) -> tuple[StudentModule, tuple[Raised, ...]]:
        parsed = parse(cells, str(tmp_path / f"{name}.py"))
        return run(parsed, name, lambda number, _statement: number not in left_out)

    yield loaded
    for name in set(sys.modules) - before:
        if "submission_" in name:
            del sys.modules[name]


def parsed(*cells: str) -> Parsed:
    return parse(cells, "task.py")


def kinds(troubles: tuple[Raised | NotPython, ...]) -> list[tuple[str, int | None]]:
    return [(item.type if isinstance(item, Raised) else item.error, item.line) for item in troubles]


# Magics -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ("%matplotlib inline", ""),
        ("  %matplotlib inline", "  pass"),
        ("!pip install -q 'tensorflow>=2.15' # it's", ""),
        ("files = !ls *.py", ""),
        ("a, b.c = !echo (", ""),
        ("kept = %who", ""),
        ("?print", ""),
        ("print?", ""),
        ("np.mean??", ""),
        ("%timeit -n 10 x + 1", ""),
        ("%time y = x + 1", "y = x + 1"),
        ("%time", ""),
    ],
)
def test_what_ipython_takes_is_blank(line: str, instead: str) -> None:
    """Magics, shell lines and help are left out, each alone, and %time leaves the statement that it times."""
    if instead.startswith(" "):
        assert without_magics(f"if x:\n{line}\nz = 2\n") == f"if x:\n{instead}\nz = 2\n"
    else:
        assert without_magics(f"x = 1\n{line}\nz = 2\n") == f"x = 1\n{instead}\nz = 2\n"


@pytest.mark.parametrize("head", ["%%time", "%%capture out --no-stderr", "\n%%timeit -n 1", "%%python3"])
def test_a_cell_under_a_python_magic_is_kept(head: str) -> None:
    """What stands under %%time, %%capture and the like is Python, and stays where it is."""
    cell = f"{head}\ndef f():\n    return 1\n"
    assert without_magics(cell) == cell.replace(head.strip(), "")


@pytest.mark.parametrize("head", ["%%bash", "%%html", "%%javascript", "%%writefile train.py", " \n%%sh"])
def test_a_cell_in_another_language_is_blank(head: str) -> None:
    """What stands under %%bash and the like is no Python, even if it looks like some."""
    cell = f"{head}\nimport os\nos.abort()\n"
    assert without_magics(cell) == "\n" * cell.count("\n")


def test_percent_and_exclamation_marks_elsewhere_stay() -> None:
    """In a string, a comment or the middle of an expression, `%`, `!` and `?` are what they are in Python."""
    kept = 'x = (7\n     % 3)\ny = """\n%matplotlib inline\n!ls\nwhat?\n"""\nz = x \\\n    % 5\n# !ls\nx != y\n# why?\n'
    assert without_magics(kept) == kept
    assert without_magics(kept + "%matplotlib inline\n!ls\n") == kept + "\n\n"


def test_a_cell_may_have_many_magics() -> None:
    """Each line that IPython takes is found, however many there are."""
    assert without_magics("%load_ext x\n!ls\n" * 20 + "y = 1\n") == "\n" * 40 + "y = 1\n"


def test_a_shell_line_may_go_on() -> None:
    """A shell line that ends with a backslash takes the next lines with it, up to one that doesn't."""
    assert without_magics("!pip install a \\\nb \\\nc\nx = 1\n") == "\n\n\nx = 1\n"


def test_a_shell_line_may_go_on_indented() -> None:
    """It doesn't matter how far in the lines of one shell line stand."""
    assert without_magics("!pip install tensorflow \\\n    matplotlib\nx = 1\n") == "\n\nx = 1\n"


@pytest.mark.parametrize("line", ["def f(x)  # is it right?", "y = 5 5  # why?"])
def test_a_question_in_a_comment_is_no_magic(line: str) -> None:
    """A slip in a line with a question at its end is reported where it is, not passed over."""
    problems = parsed(f"x = 1\n{line}\n").problems
    assert kinds(problems) == [("SyntaxError", 2)]


# Texts made of what notebooks are made of, more like to be almost Python than any text is.
PIECES = ["%matplotlib inline", "!ls", "files = !ls", "print?", "%%time", "%%bash", "x = 1", "def f():", "    return 1"]
PIECES += [
    "    %time x",
    '"""',
    "(",
    ")",
    "  % 3",
    "y = (1,",
    "# %%",
    "",
    "\\",
    "if x:",
    "else:",
    "\x0c",
    "\r",
    "\0",
    "'",
]
TEXTS = st.text() | st.lists(st.sampled_from(PIECES), max_size=8).map("\n".join)


def is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True


@pytest.mark.filterwarnings("ignore")  # Python has its own opinion of some texts
@given(TEXTS)
@settings(max_examples=examples(300), deadline=None)
def test_every_line_stays_in_its_place(text: str) -> None:
    """Without its magics a cell has as many lines as before, each as it was or blank."""
    lines, left = text.split("\n"), without_magics(text).split("\n")
    assert len(left) == len(lines)
    for before, after in zip(lines, left, strict=True):
        assert after in {before, ""} or after.strip() == "pass" or "%time" in before


@pytest.mark.filterwarnings("ignore")  # Python has its own opinion of some texts
@given(TEXTS)
@settings(max_examples=examples(300), deadline=None)
def test_python_is_left_as_it_is(text: str) -> None:
    """Whatever Python understands has no magics."""
    if is_python(text):
        assert without_magics(text) == text


# Parsing ------------------------------------------------------------------------------------------


def test_one_broken_cell_costs_only_itself() -> None:
    """A cell that is no Python is reported at its line and blank in the source; those before and after are kept."""
    found = parsed("x = 1\n", "y = (\n\nz = 2\n", "\nw = 3\n")
    assert kinds(found.problems) == [("SyntaxError", 2)]
    assert found.source == "x = 1\n\n\n\n\nw = 3\n"
    assert [statement.line for statement in found.statements] == [1, 6]
    assert dict(found.definitions) == {"x": Span(1, 1), "w": Span(6, 6)}


def test_marks_inside_a_string_break_nothing() -> None:
    """Cells that are Python only together, as when a text holds a cell mark, are taken together."""
    cells = ('x = """\n', '# %%\n"""\n', "y = 1\n")
    found = parsed(*cells)
    assert not found.problems
    assert (found.source, found.definitions["x"]) == ("".join(cells), Span(1, 3))


def test_lines_count_through_all_cells() -> None:
    """With magics or without, statements, definitions and slips stand at the lines of the whole submission."""
    found = parsed("%matplotlib inline\nimport os\n", "!ls\n\ndef f():\n    return 1\n", "x = 1\ny = = 2\n")
    assert [statement.line for statement in found.statements] == [2, 5]
    assert found.definitions["f"] == Span(5, 6, "")
    assert kinds(found.problems) == [("SyntaxError", 8)]


def test_what_is_python_by_grammar_alone_costs_one_statement() -> None:
    """A `return` outside a function and a future that doesn't exist are reported, and the rest is kept."""
    found = parsed("x = 1\nreturn x\n", "\nfrom __future__ import flying\ny = 2\n")
    assert kinds(found.problems) == [("SyntaxError", 2), ("SyntaxError", 4)]
    assert list(found.definitions) == ["x", "y"]
    assert [statement.line for statement in found.statements] == [1, 5]


@pytest.mark.parametrize(
    "source",
    ["x = '\ud800'\n", "x = \0\n", f"x = {'(' * 500}{')' * 500}\n", f"x = {'-' * 50_000}1\n", f"x = {'9' * 5000}\n"],
)
def test_what_the_parser_gives_up_on_costs_one_cell(source: str) -> None:
    """Half a character, a null byte, nesting too deep or a number too long is a problem of its own cell."""
    found = parsed("x = 1\n", source, "y = 2\n")
    assert [item.line for item in found.problems] == [2]
    assert list(found.definitions) == ["x", "y"]


def test_no_depth_is_too_much_for_us_alone() -> None:
    """However deep a statement is nested, it is taken or reported, and the cells around it are kept."""
    for depth in (*range(850, 1000), 1500, 3000):
        assert "y" in parsed("x = 1\n", f"z = {'not ' * depth}1\n", "y = 2\n").definitions


@pytest.mark.filterwarnings("ignore")  # Python has its own opinion of some texts
@given(st.lists(TEXTS.map(lambda text: f"{text}\n".replace("\r", "")), max_size=5))
@settings(deadline=None)
def test_any_cells_become_python(cells: list[str]) -> None:
    """Whatever the cells, the source that is left is Python with as many lines, and every line named is one of them."""
    found = parsed(*cells)
    assert is_python(found.source)
    assert found.source.count("\n") == "".join(cells).count("\n")
    lines = [s.line for s in found.statements] + [t.line for t in found.problems]
    assert all(line is None or 1 <= line <= found.source.count("\n") + 1 for line in lines)


# Definitions --------------------------------------------------------------------------------------


def test_definitions_span_their_lines() -> None:
    """Functions, classes and names that are assigned are found with their first and last line."""
    found = parsed(
        "def f():\n    x = 1\n    return x\n\nclass A:\n    b = 1\n\n\ny, (z, *w) = 1, (2,)\nasync def g():\n    pass\n"
    )
    assert dict(found.definitions) == {
        "f": Span(1, 3, ""), "A": Span(5, 6), "y": Span(9, 9), "z": Span(9, 9), "w": Span(9, 9), "g": Span(10, 11),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("definition", "arguments"),
    [
        ("def f(model, x, y, lr): pass", "model, x, y, lr"),
        ("def f(a, /, b=1, *rest, c, d=2, **more): pass", "a, b=..., *rest, c, d=..., **more"),
        ("def f(a, *, b): pass", "a, *, b"),
        ("class f:\n    def __init__(self, w, b=0.0): pass", "w, b=..."),
        ("class f:\n    def __call__(self, x): pass", None),
        ("f = lambda x: x", None),
        ("if True:\n    def f(x): pass", None),
        ("async def f(x): pass", None),
    ],
)
def test_arguments_are_those_that_are_written(definition: str, arguments: str | None) -> None:
    """A function's arguments, and those of a class's `__init__`, are told as in its first line; of all else none are."""
    assert parsed(f"{definition}\n").definitions["f"].arguments == arguments


def test_the_last_definition_counts(load: Load) -> None:
    """Of two definitions of a name the later one is what is graded, and where it stands."""
    cells = ("def f():\n    return 1\n", "\ndef f():\n    return 2\n")
    assert parsed(*cells).definitions["f"] == Span(4, 5, "")
    work, _ = load(*cells)
    assert work.f() == 2


def test_definitions_inside_if_and_try_count() -> None:
    """What is defined under a condition is found, at the statement that it is part of."""
    found = parsed(
        "if True:\n    def f():\n        return 1\nelse:\n    x = 1\ntry:\n    class A:\n        pass\nfinally:\n    pass\n"
    )
    assert {name: found.definitions[name] for name in ("f", "x", "A")} == {
        "f": Span(1, 5),
        "x": Span(1, 5),
        "A": Span(6, 10),
    }


@pytest.mark.parametrize(
    "statement",
    [
        "best = min(loss for loss in [1, 2])",
        "if True:\n    def other():\n        loss = 1",
        "if True:\n    class A:\n        def loss(self): 1",
    ],
)
def test_names_of_inner_scopes_define_nothing(statement: str) -> None:
    """The variable of a comprehension, of an inner function and a method leave the module's definition where it is."""
    assert parsed("def loss():\n    return 1\n", f"{statement}\n").definitions["loss"] == Span(1, 2, "")


def test_coroutines_inside_if_count() -> None:
    """A coroutine under a condition is found like any function."""
    assert "f" in parsed("if True:\n    async def f():\n        pass\n").definitions


# Running ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("raise SystemExit(3)", "SystemExit"),
        ("exit()", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("raise GeneratorExit", "GeneratorExit"),
        ("import no_such_module", "ModuleNotFoundError"),
        ("raise Exception", "Exception"),
    ],
)
def test_a_statement_that_raises_stops_no_other(load: Load, statement: str, kind: str) -> None:
    """Whatever a statement raises is recorded at its line, and the later ones run, as in a notebook."""
    work, problems = load("import sys\nexit = sys.exit\nx = 1\n", f"{statement}\ny = 2\n")
    assert kinds(problems) == [(kind, 4)]
    assert (work.x, work.y) == (1, 2)


def test_problems_of_parsing_come_first(load: Load) -> None:
    """What couldn't be parsed and what raised are told together."""
    work, problems = load("1 / 0\n", "x = = 1\n", "y = 2\n")
    assert kinds(problems) == [("SyntaxError", 2), ("ZeroDivisionError", 1)]
    assert work.y == 2


def test_a_name_missing_after_a_broken_cell_is_told(load: Load) -> None:
    """What depends on a broken cell raises as it would in Python, at its own line."""
    _, problems = load("def f(:\n    pass\n", "f()\n")
    assert kinds(problems) == [("SyntaxError", 1), ("NameError", 3)]


def test_statements_are_announced_before_they_run(tmp_path: Path) -> None:
    """Number and line of every statement are told in order, each before it runs."""
    log: list[Any] = []

    def announce(number: int, statement: Statement) -> bool:
        log.append((number, statement.line))
        return True

    # The statements see the log through `builtins`, as they see nothing else of ours.
    source = "import builtins\nlog = builtins.log\n"
    found = parse([source, "log.append('a')\n", "\nlog.append('b')\n"], str(tmp_path / "task.py"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("builtins.log", log, raising=False)
        run(found, "submission_announced", announce)
    del sys.modules["submission_announced"]
    assert log == [(0, 1), (1, 2), (2, 3), "a", (3, 5), "b"]


def test_statements_can_be_left_out(load: Load) -> None:
    """A statement that announce refuses doesn't run, and the others keep their numbers."""
    work, problems = load("x = 1\nraise SystemExit\ny = 2\n", left_out=(1,))
    assert not problems
    assert (work.x, work.y) == (1, 2)
    assert "z" not in work


def test_a_future_counts_for_later_statements(load: Load) -> None:
    """`from __future__ import annotations` holds for what follows it, though each statement is compiled alone."""
    cells = ("from __future__ import annotations\n", "def f(x: NoSuchType) -> None:\n    pass\n")
    work, problems = load(*cells)
    assert not problems
    assert work.f.__annotations__ == {"x": "NoSuchType", "return": "None"}


def test_our_own_futures_do_not_count(load: Load) -> None:
    """What the grader's own modules import from the future changes nothing for a submission."""
    work, _ = load("def f(x: int) -> None:\n    pass\n")
    assert work.f.__annotations__ == {"x": int, "return": None}


def test_dataclasses_work(load: Load) -> None:
    """A class finds its module by its name, as dataclasses and enums do, with futures too."""
    future = "from __future__ import annotations\n"
    source = "from dataclasses import dataclass, fields\nfrom typing import ClassVar\n"
    work, problems = load(future, source, "@dataclass\nclass A:\n    x: int = 1\n    y: ClassVar[int] = 2\n")
    assert not problems
    assert [field.name for field in work.fields(work.A)] == ["x"]
    assert work.A.__module__ == NAME
    assert repr(work.A(3)) == "A(x=3)"


def test_source_is_found_again(load: Load) -> None:
    """`inspect` finds functions and classes of every cell, as AutoGraph and tracebacks will, past magics and slips."""
    function = "def f(x):\n    # twice\n    return 2 * x\n"
    work, _ = load("%matplotlib inline\nx = 1\n", "y = = 2\n", f"!ls\n{function}", "class A:\n    b = 1\n")
    assert inspect.getsource(work.f) == function
    assert inspect.getsource(work.A) == "class A:\n    b = 1\n"
    assert inspect.getsourcelines(work.f)[1] == 5


def test_a_module_of_that_name_is_not_replaced(load: Load) -> None:
    """A submission called like a module that is there already runs under another name."""
    work, _ = load("x = __name__\n", name="json")
    assert sys.modules["json"] is json
    assert work.x == "submission_json"
    assert sys.modules["submission_json"].x == work.x


def test_main_is_not_run(load: Load) -> None:
    """What a script does only when it is run itself isn't done."""
    work, _ = load("x = 1\nif __name__ == '__main__':\n    x = 2\n")
    assert work.x == 1


def test_work_has_what_is_defined(load: Load) -> None:
    """A probe asks for a name in three ways, and what isn't there says which name that was."""
    work, _ = load("def f():\n    return 1\n", "weights = [2.0]\n")
    assert (work.f(), work["weights"]) == (1, [2.0])
    assert "f" in work
    assert "g" not in work
    for ask in (lambda: work.g, lambda: work["g"]):
        with pytest.raises(MissingDefinition, match=r"\Ag\Z"):
            ask()


# Raised ------------------------------------------------------------------------------------------


def test_trouble_is_at_the_last_own_line(load: Load) -> None:
    """What a library raises is placed at the last line of the submission that led there."""
    _, problems = load("import json\ndef f():\n    return json.loads('{')\n", "\nx = f()\n")
    assert kinds(problems) == [("JSONDecodeError", 3)]


def test_trouble_elsewhere_has_no_line() -> None:
    """What never touched the submission isn't placed in it."""
    with pytest.raises(ValueError, match="Expecting") as caught:
        json.loads("{")
    assert trouble(caught.value, "task.py").line is None


TRACED = """in user code:

    File "{}", line 7, in step  *
        return helper(y)
    File "{}", line 3, in helper  *
        return tf.matmul(x, x)

    {}
"""


@pytest.mark.parametrize(
    ("places", "error", "expected"),
    [
        (("task.py", "task.py"), "ValueError: 3 and 2", Raised("ValueError", "3 and 2", 3)),
        (("task.py", "/lib/keras.py"), "KeyError: 'abc'", Raised("KeyError", "'abc'", 7)),
        (("/lib/a.py", "/lib/b.py"), "TypeError: x: y\n\n    z", Raised("TypeError", "x: y\n\n    z")),
    ],
)
def test_trouble_in_traced_code(places: tuple[str, str], error: str, expected: Raised) -> None:
    """What AutoGraph puts around an error is taken off: its type and message stay, and its line is the student's."""
    kind = type("MultilineMessageError", (Exception,), {})
    assert trouble(kind(TRACED.format(*places, error)), "task.py") == expected


@pytest.mark.parametrize("said", ["in user code:", "in user code:\n\n    what\n", TRACED.format("a", "b", "no error")])
def test_what_only_looks_like_traced_code(said: str) -> None:
    """A student's own message is told as it is."""
    assert trouble(ValueError(said), "task.py") == Raised("ValueError", said)


def test_trouble_with_a_file_of_the_run_names_it_without_the_folder(tmp_path: Path) -> None:
    """Which is another one in each run; of any other folder, all is told."""
    own, other = tmp_path / "data" / "a.csv", "/data/a.csv"
    error = FileNotFoundError(2, "No such file", str(own))
    assert trouble(error, str(tmp_path / "task.py")).message == "[Errno 2] No such file: 'data/a.csv'"
    assert trouble(ValueError(f"{own} or {own}"), str(tmp_path / "task.py")).message == "data/a.csv or data/a.csv"
    assert trouble(ValueError(other), str(tmp_path / "task.py")).message == other
    assert trouble(ValueError(other), "task.py").message == other


def test_trouble_is_short() -> None:
    """Of a long name and a long message only the beginning is kept."""
    found = trouble(type("E" * 1000, (Exception,), {})("x" * 10_000), "task.py")
    assert found == Raised("E" * 80, "x" * 500)


EVIL = {
    "raises": "class E(Exception):\n    def __str__(self):\n        raise SystemExit\n",
    "is no text": "class E(Exception):\n    def __str__(self):\n        return 3\n",
    "never ends": "class E(Exception):\n    def __str__(self):\n        return str(self)\n",
    "has no name": (
        "class M(type):\n    @property\n    def __name__(cls):\n        raise KeyboardInterrupt\n"
        "class E(Exception, metaclass=M):\n    pass\n"
    ),
}


@pytest.mark.parametrize("source", EVIL.values(), ids=EVIL.keys())
def test_an_evil_exception_is_still_trouble(load: Load, source: str) -> None:
    """An exception that defends itself against being shown is recorded at its line, and the rest still runs."""
    work, problems = load(source, "raise E\n", "x = 1\n")
    assert kinds(problems) == [("E", source.count("\n") + 1)]
    assert problems[0].message == ""
    assert work.x == 1


VERY_EVIL = {
    "has no traceback": "class E(Exception):\n    __traceback__ = property(lambda self: 1 / 0)\n",
    "has an odd text": (
        "class S(str):\n    def __getitem__(self, key):\n        return 3\n"
        "class E(Exception):\n    def __str__(self):\n        return S('x')\n"
    ),
}


@pytest.mark.parametrize("source", VERY_EVIL.values(), ids=VERY_EVIL.keys())
def test_a_very_evil_exception_is_still_trouble(load: Load, source: str) -> None:
    """Nothing that an exception can define keeps it from being described by texts, and the rest from being run."""
    problems: tuple[Raised, ...] = ()
    # Such an exception is more than pytest can show: it mustn't get there, not even as the context of another.
    with contextlib.suppress(BaseException):
        _, problems = load(source, "raise E\n")
    assert kinds(problems) == [("E", source.count("\n") + 1)]
    assert [type(problem.message) for problem in problems] == [str]


# What a failed statement leaves behind -------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "lost"),
    [
        ("import no_such_module as nm", {"nm"}),
        ("import no_such_module.inner", {"no_such_module"}),
        ("from no_such_module import loss, model as m", {"loss", "m"}),
        ("from no_such_module import *", {"*"}),
        ("x = y = 1 / 0", {"x", "y"}),
        ("(a, *b), c.d = 1 / 0, 2", {"a", "b"}),
        ("n: int = 1 / 0", {"n"}),
        ("with open('no_such_file') as f:\n    rows = f.read()", {"f", "rows"}),
        ("for i in 1 / 0:\n    j = i", {"i", "j"}),
        ("try:\n    import no_such_module as nm\nfinally:\n    k = 1 / 0", {"nm", "k"}),
        ("if 1 / 0:\n    from no_such_module import q", {"q"}),
        ("@no_such_decorator\ndef train():\n    inner = 1", {"train"}),
        ("class Model(NoSuchBase):\n    w = 1", {"Model"}),
        ("print(1 / 0, [z for z in ()])", set()),
    ],
)
def test_what_a_failed_statement_would_have_defined(load: Load, statement: str, lost: set[str]) -> None:
    """With the error of a statement come the names that it assigns, imports or defines; none of an inner scope."""
    _, (problem,) = load(f"{statement}\n")
    assert set(problem.lost) == lost
    assert len(problem.lost) == len(lost)


def test_what_a_broken_cell_would_have_defined() -> None:
    """Of a cell that can't be parsed, the names are those of lines that look like definitions, as far as it can be told."""
    cell = "import tensorflow as tf\nfrom a import b, c\nx = (1,\nx == 2\ndef loss(y):\n    inner = 1\nclass M:\nасинк = 3\n"
    (problem,) = parsed(cell, "y = 2\n").problems
    assert problem.lost == ("tf", "b", "c", "x", "loss", "M", "асинк")
    (problem,) = parsed("return_ = 1\nreturn 3\n").problems
    assert problem.lost == ()


NAMESPACE = "import sys, types; m = sys.modules['submission_space'] = types.ModuleType('s'); m.__path__ = []; "


@pytest.mark.parametrize(
    ("statement", "module"),
    [
        ("import no_such_module", "no_such_module"),
        ("import no_such_module.inner as x", "no_such_module"),
        # A namespace without a file of its own, as `google` is of `google.colab`.
        (f"{NAMESPACE}import submission_space.colab", "submission_space.colab"),
        # Installed, only of another version than the student's.
        ("import json.no_such_part", None),
        ("from json import no_such_name", None),
        ("raise ModuleNotFoundError('forged', name='`rm -rf`')", None),
        ("raise ModuleNotFoundError('forged', name=3)", None),
        ("raise ModuleNotFoundError('forged')", None),
        ("raise ImportError('forged', name='pandas')", None),
    ],
)
def test_a_module_that_is_not_installed_is_named(load: Load, statement: str, module: str | None) -> None:
    """Named is what isn't there at all, by a name that could be imported; not a part that an installed package lacks."""
    _, (problem,) = load(f"{statement}\n")
    assert problem.module == module


@pytest.mark.parametrize(
    ("statement", "file"),
    [
        ("open('data.csv')", "data.csv"),
        ("open(b'data.csv')", "data.csv"),
        ("import pathlib; pathlib.Path('a/data.csv').read_text()", "a/data.csv"),
        ("import numpy as np; np.load('w.npy')", "w.npy"),
        ("import numpy as np; np.loadtxt('w 1.txt')", "w 1.txt"),
        ("open(__file__ + '.csv')", "submission_of_a_test.py.csv"),
        ("open('/' + 'x' * 90 + '/data.csv')", "…" + "x" * 70 + "/data.csv"),
        ("raise PermissionError(13, 'Permission denied', '/home/me/data.csv')", "/home/me/data.csv"),
        ("raise PermissionError(1, 'Operation not permitted', 'ls')", None),
        ("raise FileNotFoundError('forged')", None),
        ("raise FileNotFoundError(2, 'forged', 3)", None),
        ("raise FileNotFoundError(2, 'forged', ['data.csv'])", None),
        ("raise OSError(5, 'forged', 'data.csv')", None),
    ],
)
def test_a_file_that_is_not_there_is_named(load: Load, statement: str, file: str | None) -> None:
    """A file that a top-level statement can't open is named as the student wrote it, at most by its last characters."""
    _, (problem,) = load(f"{statement}\n")
    assert problem.file == file


def test_an_error_without_an_honest_name_is_still_trouble(load: Load) -> None:
    """An exception that lies about its module or its file, or has something evil under that name, breaks nothing."""
    evil = "class E({0}):\n    {1} = property(lambda self: 1 / 0)\nraise E('no')\n"
    _, problems = load(evil.format("ModuleNotFoundError", "name"), evil.format("FileNotFoundError", "filename"))
    assert [(problem.module, problem.file) for problem in problems] == [(None, None)] * 2
