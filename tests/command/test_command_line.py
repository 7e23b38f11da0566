"""What is typed after `grade`: commands and options wherever they stand, mistyped ones, help, and a shell's completion."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.cli.command_line import command_parser, overview, parse
from grader.cli.commands import COMMANDS
from grader.cli.main import main
from grader.errors import GraderError
from grader.i18n import LANGUAGES, speech
from tests.support.terminals import Terminal

Command = Callable[..., subprocess.CompletedProcess[str]]
ENGLISH = speech("en")
SHELLS = {"bash": ("bash", "--norc", "--noprofile", "-i"), "zsh": ("zsh", "-f", "-i")}
# What argparse says if it is given a sentence in no language of ours.
ARGPARSE_IN_ENGLISH = ("usage", "positional arguments", "options:", "show this", "the following", "expected", "choose")


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("COLUMNS", "80")


def sentence(line: str) -> str:
    """Give the sentence with which a command line is refused."""
    with pytest.raises(GraderError) as caught:
        parse(shlex.split(line), ENGLISH)
    assert caught.value.exit_code == 2
    return str(caught.value)


# Where things stand -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "command", "facts"),
    [
        ("", "run", {"files": []}),
        ("a.py b.py", "run", {"files": ["a.py", "b.py"]}),
        ("a.py --seed 1 b.py", "run", {"files": ["a.py", "b.py"], "seed": 1}),
        ("--seed 1 a.py", "run", {"files": ["a.py"], "seed": 1}),
        ("--seed 1 -- --help.py start", "run", {"files": ["--help.py", "start"], "seed": 1}),
        ("run --lang uk a.py --seed=1", "run", {"files": ["a.py"], "seed": 1, "lang": "uk"}),
        ("--lang uk start", "start", {"lang": "uk"}),
        ("--lang=uk start there", "start", {"lang": "uk", "folder": Path("there")}),
        ("start --lang uk there", "start", {"lang": "uk", "folder": Path("there")}),
        ("hint --lang uk train", "hint", {"part": "train", "file": None, "lang": "uk"}),
        ("hint train --seed 3 a.py", "hint", {"part": "train", "file": Path("a.py"), "seed": 3}),
        ("diff 1 --output week3 2", "diff", {"before": 1, "after": 2, "output": Path("week3")}),
        ("batch --output week3 a.zip --jobs 2", "batch", {"source": Path("a.zip"), "jobs": 2}),
    ],
)
def test_options_stand_anywhere(line: str, command: str, facts: dict[str, object]) -> None:
    """General options stand before and after the command, a command's own options anywhere after it, between files too."""
    found, options = parse(line.split(), ENGLISH)
    assert found is COMMANDS[command].module()
    if "files" in facts:
        facts = {**facts, "files": [Path(str(name)) for name in facts["files"]]}  # type: ignore[attr-defined]
    assert {name: getattr(options, name) for name in facts} == facts


# What is mistyped ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("strat", "There is no command `strat`. Did you mean `grade start`?"),
        ("--lang uk strat", "There is no command `strat`. Did you mean `grade start`?"),
        ("--seed 3 Wacth", "There is no command `Wacth`. Did you mean `grade watch`?"),
        ("bach a.zip --jobs 4", "There is no command `bach`. Did you mean `grade batch`?"),
        ("my_exercise", "There is no command `my_exercise`. Did you mean `grade my_exercise.py`?"),
        ("frobnicate", "There is no command `frobnicate`. `grade --help` lists the commands."),
        ("--seed 3 run a.py", "The command comes first: `grade run --seed 3 a.py`."),
        ("--jobs 4 batch 'a b.zip'", "The command comes first: `grade batch --jobs 4 'a b.zip'`."),
        ("--frmat json", "`grade run` has no option `--frmat`. Did you mean `--format`?"),
        ("--form json a.py", "`grade run` has no option `--form`. Did you mean `--format`?"),
        ("watch --xyz=1", "`grade watch` has no option `--xyz`. See `grade watch --help`."),
        ("watch a.py b.py", "`b.py` is one argument too many. See `grade watch --help`."),
        ("report", "the following arguments are required: DIR. See `grade report --help`."),
        ("--seed many a.py", "'many' is not a whole number from 0 to 2147483647. See `grade run --help`."),
        ("--seed " + 5000 * "1", "is not a whole number"),
        ("--pass-mark 101 a.py", "'101' is not a percentage from 0 to 100."),
        ("--timeout nan a.py", "'nan' is not a number of seconds above 0, up to 86400."),
        ("batch a.zip --output b --jobs 0", "'0' is not a whole number from 1 to 256."),
        ("verify --seeds 0", "'0' is not a whole number from 1 to 10000."),
        ("kit there --seeds three", "'three' is not a whole number from 1 to 10000."),
        ("replay first", "'first' is not a whole number from 1"),
    ],
)
def test_what_is_mistyped(line: str, expected: str) -> None:
    """One sentence says what is wrong and what was probably meant."""
    Path("my_exercise.py").touch()
    assert expected in sentence(line)


def test_a_number_is_refused_in_the_language_asked_for() -> None:
    """What reads a number says its sentence in the language of the command line, whatever the process speaks."""
    with pytest.raises(GraderError, match="'many' — не ціле число від 0 до"):
        parse(["a.py", "--seed", "many"], speech("uk"))


def test_a_file_that_is_there_is_no_command() -> None:
    """Whatever a file is called, it is graded if it exists, and so is one in a folder or with a suffix."""
    Path("strat").touch()
    for name in ("strat", "there/strat", "strat.txt", "strat.py"):
        assert parse([name], ENGLISH)[1].files == [Path(name)]


def test_the_exit_code_and_language_of_a_mistyped_command(command: Command) -> None:
    """It is exit code 2, in the language asked for."""
    result = command("--lang", "uk", "strat")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == "grade: Команди `strat` немає. Можливо, ви мали на увазі `grade start`?\n"


def test_a_mistyped_file_is_told_the_one_like_it(command: Command, tmp_path: Path) -> None:
    """The file is looked for where the mistyped one would be; a name that a terminal would act on is not shown."""
    (tmp_path / "week1").mkdir()
    (tmp_path / "week1" / "my_exercise.py").touch()
    (tmp_path / "week1" / "my_exercse\x1b[2J.py").touch()
    for words in (("week1/my_exercse.py",), ("hint", "train", "week1/my_exercse.py")):
        result = command(*words)
        assert result.returncode == 3
        assert "no such file. Did you mean week1/my_exercise.py?" in " ".join((result.stdout + result.stderr).split())
        assert "\x1b" not in result.stdout + result.stderr


def test_what_is_typed_acts_on_no_terminal(command: Command) -> None:
    """A word with control characters is shown with them written out."""
    assert "\x1b" not in command("\x1b[2Jstrat").stderr


# Help ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_is_whole(language: str, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Help fits 80 columns, has no colour in a pipe, explains every argument, and is in one language."""
    with pytest.raises(SystemExit):
        main([*filter(None, [name]), "--help", "--lang", language])
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines())) <= 80
    assert "\x1b" not in text
    if language == "uk":
        assert not [words for words in ARGPARSE_IN_ENGLISH if words in text.lower()]
    parser = command_parser(name, speech(language)) if name else overview(speech(language))
    for action in parser._actions:  # noqa: SLF001 (argparse has no other list of them)
        assert action.help, action
        assert action.help.split()[0] in text


def test_the_overview_groups_every_command() -> None:
    """`grade --help` is a sentence, all commands by who needs them, general options, and examples that can be parsed."""
    text = overview(ENGLISH).format_help()
    titles = (
        "For students:",
        "For instructors:",
        "For authors of exercises:",
        "This machine:",
        "Options:",
        "Examples:",
    )
    assert [line for line in text.splitlines() if line.endswith(":") and "`" not in line] == list(titles)
    for name, found in COMMANDS.items():
        assert f"\n  {name} " in text
        assert ENGLISH.say(found.about) in " ".join(text.split())
    examples = text.partition("Examples:\n")[2].partition("\n\n")[0].splitlines()
    assert len(examples) >= 5
    for example in examples:
        words = example.strip().partition("  ")[0].split()
        assert words.pop(0) == "grade"
        parse(words, ENGLISH)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_examples_of_a_command_can_be_typed(name: str) -> None:
    """Every example in a command's help is one of that command."""
    for example in COMMANDS[name].examples:
        if example.startswith("grade "):
            words = shlex.split(example.partition(" >")[0])
            assert parse(words[1:], ENGLISH)[0] is COMMANDS[name].module()


def test_colour_on_a_terminal_alone(tmp_path: Path) -> None:
    """On a terminal help has colours; with NO_COLOR it has none."""
    for environment, coloured in (({}, True), ({"NO_COLOR": "1"}, False)):
        with Terminal("--help", folder=tmp_path, size=(60, 80), **environment) as terminal:
            terminal.until("grade COMMAND --help")
            assert (b"\x1b[3" in terminal.sent) is coloured


def test_help_on_a_stream_without_cyrillic(command: Command) -> None:
    """Help in Ukrainian on an ASCII stream is escaped, and not a traceback."""
    result = command("run", "--help", "--lang", "uk", PYTHONIOENCODING="ascii")
    assert result.returncode == 0
    assert "Traceback" not in result.stderr


# Completion ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_completes(shell: str, command: Command, tmp_path: Path) -> None:
    """In a real shell commands, options, their values and files are completed, also in a folder of files alone."""
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    (tmp_path / "completion").write_text(command("completion", shell).stdout, encoding="utf-8")
    (tmp_path / "notebook.ipynb").touch()
    with Terminal(folder=tmp_path, program=SHELLS[shell], PS1="> ", HOME=str(tmp_path)) as terminal:
        start = "autoload -Uz compinit; compinit -u -D; " if shell == "zsh" else ""
        terminal.press(f"{start}eval \"$(cat completion)\"; echo rea''dy\n")
        terminal.until("ready")
        for typed, whole in (
            ("grade sta", "grade start"),
            ("grade run --form", "grade run --format"),
            ("grade run --format marc\x7fk", "grade run --format markdown"),
            ("grade --pass", "grade --pass-mark"),
            ("grade hint train note", "grade hint train notebook.ipynb"),
            ("grade note", "grade notebook.ipynb"),
        ):
            terminal.press(f"\x15clear\n{typed}\t")
            terminal.until(whole)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "tcsh"])
def test_every_command_is_in_the_script(shell: str, command: Command) -> None:
    """For each shell there is a script, and it knows every command."""
    result = command("completion", shell)
    assert result.returncode == 0
    for name in COMMANDS:
        assert name in result.stdout


# Without an extra ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("report there", 4, "grade: Grading a class needs SQLAlchemy."),
        ("diff 1 2 --output there", 4, "grade: Grading a class needs SQLAlchemy."),
        ("batch --help", 0, "Grade a class"),
        ("completion bash", 0, "--scheduler"),
    ],
)
def test_without_sqlalchemy(line: str, code: int, said: str) -> None:
    """Where the extra isn't installed, what opens a gradebook says how to install it, and all else works."""
    Path("there").mkdir()
    hidden = "import sys; sys.modules['sqlalchemy'] = None; from grader.cli.main import main; main(sys.argv[1:])"
    told = [sys.executable, "-c", hidden, *line.split()]
    result = subprocess.run(told, capture_output=True, text=True, check=False)
    assert result.returncode == code, result.stderr
    assert said in result.stdout + result.stderr
