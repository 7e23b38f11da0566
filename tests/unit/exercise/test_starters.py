"""The starters: both languages are made from one source, are the same program, and are whole in their language."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator

import jupytext
import pytest

from grader.authoring.starters import made, script_text, stale
from grader.exercise.starters import script, starter_files
from grader.i18n import LANGUAGES
from tests.support.exercises import EXERCISES

CYRILLIC = re.compile(r"[\u0400-\u04ff]")
# Code, formulas, and terms in brackets are the same in every language.
# The title of a page that is linked is in that page's language.
NO_PROSE = re.compile(r"\[[^\[\]]*\](?=\(https:)|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|\([^()]*\)|https?://\S+", re.DOTALL)
ENGLISH = re.compile(r"[A-Za-z]{2,}[,.:;!?]?\s[\s-]*[A-Za-z]{2,}")
# The notebook format's own words, and matplotlib's.
NO_WORDS = ("jupyter:", "upper right")
SOURCE = """x = 1
#| en
# one
#| uk
# один
#| end
def f():
    #| en
    pass
    #| uk
    return
    #| end
"""


def scripts(slug: str) -> tuple[str, str]:
    english, ukrainian = (script(EXERCISES[slug], language).read_text(encoding="utf-8") for language in ("en", "uk"))
    return english, ukrainian


def same_code(english: str, ukrainian: str) -> bool:
    """Tell whether two scripts differ in nothing but texts: docstrings, and strings that hold Cyrillic in one of them."""
    trees = ast.parse(english), ast.parse(ukrainian)
    for one, other in zip(*map(ast.walk, trees), strict=False):
        both = (one, other)
        if all(isinstance(node, ast.Constant) and isinstance(node.value, str) for node in both) and (
            CYRILLIC.search(other.value)  # type: ignore[attr-defined]
        ):
            one.value = other.value = ""  # type: ignore[attr-defined]
    return ast.dump(trees[0]) == ast.dump(trees[1])


def words_of(text: str) -> Iterator[str]:
    """Give everything in a script that is written for people: cells of text, comments, docstrings and other strings."""
    for cell in jupytext.reads(text, fmt="py:percent").cells:
        if cell.cell_type == "markdown":
            yield from re.split(r"\n\s*\n", cell.source)
            continue
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield from re.split(r"\n\s*\n", node.value)
        tokens = tokenize.generate_tokens(io.StringIO(cell.source).readline)
        yield from (token.string for token in tokens if token.type == tokenize.COMMENT)


def test_a_source_becomes_a_script_in_each_language() -> None:
    """A language's script has its own lines and those that stand outside of markers; no marker is left."""
    assert script_text(SOURCE, "en", LANGUAGES) == "x = 1\n# one\ndef f():\n    pass\n"
    assert script_text(SOURCE, "uk", LANGUAGES) == "x = 1\n# один\ndef f():\n    return\n"


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (SOURCE.replace("#| uk\n# один\n", ""), "line 4: expected `#| uk`, found `#| end`"),
        (SOURCE.replace("#| en\n# one", "# one", 1), "line 3: expected `#| en`, found `#| uk`"),
        (SOURCE.replace("#| uk", "#| ukr", 1), "line 4: expected `#| uk`, found `#| ukr`"),
        (SOURCE.replace("# один\n#| end", "# один", 1), "line 7: expected `#| end`, found `#| en`"),
        (SOURCE.removesuffix("    #| end\n"), "`#| end` is missing at the end"),
    ],
)
def test_markers_out_of_order_are_refused(source: str, sentence: str) -> None:
    """A language that is left out, or a marker that is misspelt, is told with its line; nothing is made of such a source."""
    for language in LANGUAGES:
        with pytest.raises(ValueError, match=re.escape(sentence)):
            script_text(source, language, LANGUAGES)


SECRET = """# %%
import math
# BEGIN SOLUTION
LEARNED = 3
# END SOLUTION


class Model:
    def __init__(self):
        ### BEGIN SOLUTION
        self.w = LEARNED
        ### END SOLUTION

    def area(self, r):
        \"\"\"Return an area.\"\"\"
        half = r / 2
        # BEGIN SOLUTION
        return math.pi * 4 * half**2
        # END SOLUTION
"""
STARTER = """# %%
import math


class Model:
    def __init__(self):
        raise NotImplementedError

    def area(self, r):
        \"\"\"Return an area.\"\"\"
        half = r / 2
        raise NotImplementedError
"""


def test_what_is_secret_becomes_a_stub() -> None:
    """Inside a function a stub stands for it, elsewhere nothing; nbgrader's way of writing the markers is read, too."""
    assert script_text(SECRET, "en", ["en"]) == STARTER


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("LEARNED = 3\n# END SOLUTION\n", "", "line 8: BEGIN SOLUTION a second time after line 3"),
        ("# BEGIN SOLUTION\nLEARNED", "LEARNED", "line 4: END SOLUTION without BEGIN SOLUTION before it"),
        ("half**2\n        # END SOLUTION\n", "half**2\n", "line 17: BEGIN SOLUTION without END SOLUTION after it"),
        ("class Model:\n", "class Model:\n    # BEGIN SOLUTION\n", "line 9: BEGIN SOLUTION belongs into a function"),
        ("self.w = LEARNED", "self.w =", "line 11: invalid syntax"),
    ],
)
def test_secret_markers_out_of_order_are_refused(old: str, new: str, sentence: str) -> None:
    """Half of a pair would give the solution away, or take the rest of the file."""
    assert old in SECRET
    with pytest.raises(ValueError, match=re.escape(sentence)):
        script_text(SECRET.replace(old, new, 1), "en", ["en"])


def test_the_starters_are_what_their_source_says() -> None:
    """The committed scripts and notebooks are those that are made from it."""
    for exercise in EXERCISES.values():
        assert made(exercise)
        assert stale(made(exercise)) == []


@pytest.mark.parametrize("slug", EXERCISES)
def test_both_languages_are_the_same_program(slug: str) -> None:
    """The starters differ in their texts alone: one other name, number or untranslated string would be noticed."""
    english, ukrainian = scripts(slug)
    assert same_code(english, ukrainian)
    assert not same_code(english.replace("learning_rate=0.1", "learning_rate=0.2", 1), ukrainian)
    assert not same_code(english.replace('"__main__"', '"main"', 1), ukrainian)
    assert not same_code(english.replace("    raise NotImplementedError", "    pass", 1), ukrainian)


@pytest.mark.parametrize("slug", EXERCISES)
def test_each_starter_is_whole_in_its_language(slug: str) -> None:
    """No Cyrillic is in anything that an English starter consists of, and no English prose in a Ukrainian one."""
    for file in starter_files(EXERCISES[slug], "en"):
        assert not CYRILLIC.search(file.read_text(encoding="utf-8")), file
    readme = starter_files(EXERCISES[slug], "uk")[0].read_text(encoding="utf-8")
    prose = [*words_of(scripts(slug)[1]), *re.split(r"\n\s*\n", re.sub(r"(?s)```.*?```", "", readme))]
    assert sum(bool(CYRILLIC.search(text)) for text in prose) > 50
    english = [text for text in prose if ENGLISH.search(NO_PROSE.sub("", text))]
    assert [text for text in english if not any(words in text for words in NO_WORDS)] == []


def test_english_prose_would_be_noticed() -> None:
    """Of what is looked for: a sentence is English prose; names, code, formulas and terms in brackets are none."""
    for text in ("Return the line.", "*The model is a line.*", "Дані: see the plot", "# Given: nothing to change"):
        assert ENGLISH.search(NO_PROSE.sub("", text))
    for text in ("похибка (mean\nsquared error, MSE)", "`tf.Variable` і Keras 2", "$\\frac{a b}{c}$", "W = ", "TRUE_W"):
        assert not ENGLISH.search(NO_PROSE.sub("", text))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", EXERCISES)
def test_the_readme_tells_the_exercises_parts_and_points(slug: str, language: str) -> None:
    """The README's table has the exercise's parts in their order, called as students write them, with their points."""
    exercise = EXERCISES[slug]
    readme = starter_files(exercise, language)[0].read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)(?:\([^)]*\))?` \| .+ \| (\d+) \|$", readme, re.MULTILINE)
    points = {part.name: 0.0 for part in exercise.outline.parts}
    for check in exercise.questions.checks:
        points[check.part] += exercise.outline.points[check.name]
    assert rows == [(part.definition, f"{points[part.name]:g}") for part in exercise.outline.parts]
    assert f"| | | **{sum(points.values()):g}** |" in readme
    assert readme.startswith(f"# {exercise.outline.texts[language].title}\n")
