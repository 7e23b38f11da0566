"""A batch: nothing lost, nothing graded twice, whatever ends it and whatever was handed in."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.classroom.store.upgrades import SCHEMA
from tests.support.batches import graded_once, many, until
from tests.support.environment import PATIENCE_S
from tests.support.installation import HALF, RIGHT, Installation, ask, children_of, install, kill, table, write_class
from tests.support.paths import GOLDEN

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="the fork server is for Linux")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Give a gradetape that knows the tiny exercise alone."""
    return install(tmp_path_factory.mktemp("installed"))


# What comes out ------------------------------------------------------------------------------------


def test_a_class(installed: Installation, tmp_path: Path) -> None:
    """Everybody has a line with the points of every part; a second time nothing is graded."""
    source = write_class(tmp_path / "class", {"anna": RIGHT, "bohdan": HALF})
    (source / "empty.py").touch()
    first = installed.here("batch", source, "--output", tmp_path / "out", "--seed", "5")
    assert first.returncode == 3, first.stderr
    found = table(tmp_path / "out")
    assert [(row["status"], row["score"], row["double"], row["add"]) for row in found.values()] == [
        ("graded", "10", "6", "4"),
        ("graded", "6", "6", "0"),
        ("refused", "", "", ""),
    ]
    assert "no code" in found["empty"]["reason"]
    before = (tmp_path / "out" / "grades.csv").stat().st_mtime_ns
    again = installed.here("batch", source, "--output", tmp_path / "out")
    assert again.returncode == 3
    assert (tmp_path / "out" / "grades.csv").stat().st_mtime_ns == before
    assert ask(tmp_path / "out", "select count(*) from runs") == [(1,)]
    graded_once(tmp_path / "out", 2)


def test_a_missing_module_is_counted(installed: Installation, tmp_path: Path) -> None:
    """At the end it is said how many submissions import what isn't installed; also when nothing was left to grade."""
    needy = "import no_such_module\nimport no_such_module.inner\n"
    texts = {"anna": needy + RIGHT, "bohdan": needy + HALF, "vira": RIGHT, "yurii": f"import only_one\n{HALF}"}
    source = write_class(tmp_path / "class", texts)
    for _ in range(2):
        said = installed.here("batch", source, "--output", tmp_path / "out").stdout
        assert said.count("2 submissions import `no_such_module`, which isn't installed here.") == 1
        assert said.count("with --fresh") == 1
        assert said.count("1 submission imports `only_one`, which isn't installed here.") == 1


def test_equal_programs_run_once(installed: Installation, tmp_path: Path) -> None:
    """Programs that differ in comments and blank space alone are run once; each has its own lines, and the table names the other."""
    wrong = "def double(x):\n    raise KeyError(x)\n\n\ndef add(x, y):\n    return x + y\n"
    starters = dict.fromkeys(("danylo", "yeva"), "def double(x):\n    raise NotImplementedError\n")
    same = "# mine\n\n\n" + wrong.replace("    ", "  ") + "# end\n"
    texts = {"anna": wrong, "bohdan": same, "vira": RIGHT, **starters}
    source = write_class(tmp_path / "class", texts)
    installed.here("batch", source, "--output", tmp_path / "out")
    found = table(tmp_path / "out")
    # Of what has no points, nothing was copied: two untouched starters are the same program.
    assert [found[name]["same_code_as"] for name in texts] == ["bohdan", "anna", "", "", ""]
    assert [found[name]["score"] for name in texts] == ["4", "4", "10", "0", "0"]
    facts = dict(ask(tmp_path / "out", "select e.student, a.facts from entries e join attempts a on a.id = e.attempt"))
    assert '"where": {"cell": null, "line": 2,' in str(facts["anna"])
    assert '"where": {"cell": null, "line": 5,' in str(facts["bohdan"])


def test_only_what_changed_is_graded_anew(installed: Installation, tmp_path: Path) -> None:
    """A changed file is a new run in which the others' gradings are taken over; history and diff say what changed."""
    source, out = write_class(tmp_path / "class", {"anna": HALF, "bohdan": HALF}), tmp_path / "out"
    installed.here("batch", source, "--output", out, "--seed", "5")
    write_class(source, {"anna": RIGHT})
    installed.here("batch", source, "--output", out)
    assert ask(out, "select run, count(*) from attempts group by run order by run") == [(1, 1), (2, 1)]
    assert table(out)["anna"]["score"] == "10"
    history = installed.here("history", "anna", "--output", out).stdout
    assert "6 / 10" in history
    assert "10 / 10" in history
    assert "different code" in history
    diff = installed.here("diff", "1", "2", "--output", out).stdout.splitlines()
    assert diff[0] == "anna: 6 → 10 (different code submitted)"
    assert diff[1] == "  adds: failed → passed"
    assert diff[2] == "1 student differs."


def test_a_changed_exercise_is_graded_anew(installed: Installation, tmp_path: Path) -> None:
    """The exercise's digest is part of the terms: with another one, everybody is graded again, on the same seed."""
    source, out = write_class(tmp_path / "class", {"anna": RIGHT, "bohdan": HALF}), tmp_path / "out"
    installed.here("batch", source, "--output", out)
    checks = installed.folder / "reference" / "tiny" / "checks.py"
    before = checks.read_text()
    try:
        checks.write_text(before + "\n# changed\n")
        installed.here("batch", source, "--output", out)
        diff = installed.here("diff", "1", "2", "--output", out).stdout
        replay = installed.here("replay", "1", "--output", out)
    finally:
        checks.write_text(before)
    assert ask(out, "select run, count(*) from attempts group by run order by run") == [(1, 2), (2, 2)]
    assert len(ask(out, "select distinct json_extract(terms, '$.seed') from runs")) == 1
    assert diff == "0 students differ.\n"
    assert replay.returncode == 2
    assert "changed since" in replay.stderr


def test_replay_gives_the_same(installed: Installation, tmp_path: Path) -> None:
    """An attempt can be repeated from what is kept, after the file itself is gone."""
    source, out = write_class(tmp_path / "class", {"anna": HALF}), tmp_path / "out"
    installed.here("batch", source, "--output", out)
    shutil.rmtree(source)
    result = installed.here("replay", "1", "--output", out)
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.startswith("Same result: 6 of 10 points")


def test_everything_is_made_again_from_the_store(installed: Installation, tmp_path: Path) -> None:
    """`grade report` writes every table and page as the batch did, without the files that were handed in."""
    source, out = write_class(tmp_path / "class", {"anna": HALF, "bohdan": RIGHT}), tmp_path / "out"
    installed.here("batch", source, "--output", out)
    shutil.rmtree(source)
    made = {path: path.read_bytes() for path in out.rglob("*") if path.suffix in {".csv", ".jsonl", ".html"}}
    assert len(made) == 5
    for path in made:
        path.unlink()
    assert installed.here("report", out).returncode == 0
    assert {path: path.read_bytes() for path in made} == made


# What may be handed in -----------------------------------------------------------------------------


def bomb() -> bytes:
    """Give a zip of some kilobytes that holds a .py of 30 MB."""
    path = Path(os.environ.get("TMPDIR", "/tmp")) / f"bomb-{os.getpid()}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("tiny.py", b"#" * (30 << 20))
    data = path.read_bytes()
    path.unlink()
    return data


def test_hostile_things_cost_only_themselves(installed: Installation, tmp_path: Path) -> None:
    """Who hangs, eats memory, kills the process, hands in a bomb or nothing is told of; the others have their points."""
    hang = "def double(x):\n    while True: pass\n" + RIGHT.partition("\n\n\n")[2]
    greedy = "def double(x):\n    return bytearray(2 << 30)\n" + RIGHT.partition("\n\n\n")[2]
    suicide = "import os\ndef double(x):\n    os._exit(3)\n" + RIGHT.partition("\n\n\n")[2]
    cell = "=cmd|'C calc'!A0"
    files = {
        **{f"s{n}.py": text.encode() for n, text in enumerate(many(6).values())},
        "hang.py": hang.encode(),
        "greedy.py": greedy.encode(),
        "suicide.py": suicide.encode(),
        "bomb.zip": bomb(),
        "nothing.py": b"",
        "../../x.py": RIGHT.encode(),
        f"{cell}.py": RIGHT.encode() + b"A = 1\n",
        "Мар'яна Ґудзь.py": HALF.encode() + b"M = 1\n",
    }
    source = tmp_path / "class.zip"
    with zipfile.ZipFile(source, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    out = tmp_path / "deep" / "er" / "out"
    result = installed.here("batch", source, "--output", out)
    assert result.returncode == 3, result.stderr
    found = table(out)
    assert len(found) == len(files)
    status = {name: (row["status"], row["score"]) for name, row in found.items()}
    assert status["hang"] == status["greedy"] == status["suicide"] == ("graded", "4")
    assert status["bomb"] == status["nothing"] == ("refused", "")
    assert "compressed" in found["bomb"]["reason"]
    assert status["Мар'яна Ґудзь"] == ("graded", "6")
    assert status["../../x.py"] == ("graded", "10")
    assert found["'" + cell]["score"] == "10"
    assert all(found[f"s{n}"]["score"] == ("6" if n % 2 else "10") for n in range(6))
    everything = {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*")}
    assert everything == {"class.zip", "deep"}


def test_equal_files_of_two_students(installed: Installation, tmp_path: Path) -> None:
    """What one student submits may lie beside another's submission, byte for byte, and both are graded."""
    starter = (installed.folder / "exercises" / "tiny" / "en" / "tiny.py").read_text()
    source = tmp_path / "class"
    write_class(source / "anna", {"tiny": starter})
    write_class(source / "bohdan", {"tiny": starter, "mine": RIGHT})
    write_class(source / "vira", {"tiny": RIGHT})
    result = installed.here("batch", source, "--output", tmp_path / "out")
    assert result.returncode == 0, result.stderr
    assert {name: row["score"] for name, row in table(tmp_path / "out").items()} == {
        "anna": "0",
        "bohdan": "10",
        "vira": "10",
    }


# What can't be made --------------------------------------------------------------------------------


def change(output: Path, statement: str) -> None:
    """Change a gradebook's database behind its back."""
    connection = sqlite3.connect(output / "grades.sqlite")
    assert connection.execute(statement).rowcount == 1
    connection.commit()
    connection.close()


def test_a_page_that_cannot_be_made(installed: Installation, tmp_path: Path) -> None:
    """One student's report can't be made: that page says so, the class has all the rest, and the command says whose."""
    source, out = write_class(tmp_path / "class", {"anna": HALF, "bohdan": RIGHT}), tmp_path / "out"
    installed.here("batch", source, "--output", out)
    pages = {path: path.read_text() for path in (out / "students").iterdir()}
    before = {name: (out / name).read_bytes() for name in ("grades.csv", "grades.jsonl", "index.html")}
    change(out, "update attempts set facts = json_remove(facts, '$.verdicts') where score = 6")
    for name in before:
        (out / name).unlink()
    result = installed.here("report", out)
    assert result.returncode == 5
    assert "anna: could not be created (KeyError" in result.stderr
    assert "bohdan" not in result.stderr
    assert (out / "grades.csv").read_bytes() == before["grades.csv"]
    assert (out / "index.html").exists()
    [changed] = [path for path, text in pages.items() if path.read_text() != text]
    assert "could not create the report" in changed.read_text()
    assert "6 / 10" in changed.read_text()


def test_a_row_that_cannot_be_read(installed: Installation, tmp_path: Path) -> None:
    """What is kept of one student can't be read: the row says so, and everybody else has theirs."""
    source, out = write_class(tmp_path / "class", {"anna": HALF, "bohdan": RIGHT}), tmp_path / "out"
    installed.here("batch", source, "--output", out)
    change(out, """update entries set refusal = '["{lost}", {}]' where student = 'anna'""")
    result = installed.here("report", out)
    assert result.returncode == 0, result.stderr
    found = table(out)
    assert [found["anna"]["status"], found["bohdan"]["status"]] == ["broken", "graded"]
    assert "KeyError" in found["anna"]["reason"]


# Whom another gradebook knows ----------------------------------------------------------------------


CANVAS = {"doejane_LATE_41_1_tiny.py": HALF, "doejim_42_2_tiny.py": RIGHT, "noname_43_3_essay.docx": ""}


def export(folder: Path, *students: str) -> Path:
    """Write a gradebook as Canvas exports it."""
    header = "Student,ID,SIS User ID,SIS Login ID,Section,Tiny (7)"
    (folder / "export.csv").write_text("\r\n".join([header, *students]) + "\r\n", encoding="utf-8")
    return folder / "export.csv"


def canvas_class(folder: Path) -> Path:
    folder.mkdir()
    for name, text in CANVAS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_roster(installed: Installation, tmp_path: Path) -> None:
    """Its names are used from then on; who isn't in it, or submitted nothing, is named; who came late has a mark."""
    source, out = canvas_class(tmp_path / "class"), tmp_path / "out"
    roster = export(tmp_path, '"Doe, Jane",41,,jd,A,', '"Poe, Ann",77,,ap,A,')
    result = installed.here("batch", source, "--output", out, "--roster", roster)
    assert result.returncode == 3, result.stderr
    assert "Warning: export.csv: 1 of 2 filled in." in result.stderr
    assert "not in the gradebook: doejim" in result.stderr
    assert "without a submission: Poe, Ann" in result.stderr
    assert "1 of 2  " in result.stderr
    assert "2 of 2  " in result.stderr
    assert "Doe, Jane: 6 / 10" in result.stderr
    assert "noname: refused. Nothing submitted can be graded" in result.stdout
    assert "2 of 3 students have a grade" in result.stdout
    found = table(out)
    assert {key: (row["name"], row["late"]) for key, row in found.items()} == {
        "41": ("Doe, Jane", "late"),
        "42": ("doejim", ""),
        "43": ("noname", ""),
    }
    assert "41,,jd,A,6" in (out / "canvas.csv").read_text()
    again = installed.here("batch", source, "--output", out)
    assert again.returncode == 3
    assert ask(out, "select count(*) from runs") == [(1,)]
    assert "6 / 10" in installed.here("history", "jane DOE", "--output", out).stdout
    several = installed.here("history", "doe", "--output", out)
    assert several.returncode == 2
    assert "Doe, Jane (41); doejim (42)" in several.stderr


def test_a_roster_of_another_course(installed: Installation, tmp_path: Path) -> None:
    """A gradebook with none of the students has an exit code of its own; all that is ours is written all the same."""
    source, out = canvas_class(tmp_path / "class"), tmp_path / "out"
    roster = export(tmp_path, '"Poe, Ann",77,,ap,A,')
    result = installed.here("batch", source, "--output", out, "--roster", roster)
    assert result.returncode == 6
    assert "none of the 2 students" in result.stderr
    assert table(out)["42"]["score"] == "10"
    assert installed.here("report", out, "--roster", roster).returncode == 6
    wrong = installed.here("batch", source, "--output", tmp_path / "other", "--roster", roster, "--assignment", "Essay")
    assert wrong.returncode == 2
    assert not (tmp_path / "other").exists()


def test_a_gradebook_of_an_earlier_version(installed: Installation, tmp_path: Path) -> None:
    """A gradebook from before late marks is upgraded where it is, and nothing is graded again."""
    source, out = write_class(tmp_path / "class", {"anna": HALF}), tmp_path / "out"
    installed.here("batch", source, "--output", out)
    connection = sqlite3.connect(out / "grades.sqlite")
    for statement in (
        "alter table entries drop column late",
        "drop table names",
        "update about set value = '1' where name = 'schema'",
    ):
        connection.execute(statement)
    connection.commit()
    connection.close()
    assert installed.here("batch", source, "--output", out).returncode == 0
    assert ask(out, "select value from about where name = 'schema'") == [(str(SCHEMA),)]
    assert ask(out, "select late from entries") == [(0,)]
    graded_once(out, 1)


@pytest.mark.parametrize(
    ("language", "reasons"),
    [
        (
            "en",
            {
                "empty": "empty.py: there is no code in this file.",
                "zenon": "zenon.zip: can't be read from its archive (File is not a zip file).",
                "bohdan": "gradetape failed on this submission 3 times (OSError(28)).",
                "petro": "Graded: tiny.py, named after the exercise. Another file is as complete and as new. "
                "Also submitted: other.py.",
            },
        ),
        (
            "uk",
            {
                "empty": "empty.py: у файлі немає коду.",
                "zenon": "zenon.zip: не вдається прочитати з архіву (File is not a zip file).",
                "bohdan": "gradetape не зміг оцінити цю роботу; кількість спроб: 3 (OSError(28)).",
                "petro": "Оцінено tiny.py: цей файл названо за вправою, а інший такий самий повний і новий. "
                "Також здано: other.py.",
            },
        ),
    ],
)
def test_a_gradebook_with_sentences(
    language: str, reasons: dict[str, str], installed: Installation, tmp_path: Path
) -> None:
    """A gradebook that kept English sentences in the place of ids is read, and speaks both languages."""
    out = tmp_path / "out"
    out.mkdir()
    kept = (GOLDEN / "format_3.sql").read_text(encoding="utf-8")
    connection = sqlite3.connect(out / "grades.sqlite")
    connection.executescript(kept.replace("{folder}", str(out)))
    connection.close()
    result = installed.here("report", out, "--lang", language)
    assert result.returncode == 0, result.stderr
    found = table(out)
    assert {name: found[name]["reason"] for name in reasons} == reasons
    assert [row["score"] for row in found.values() if row["status"] == "graded"] == [
        "10",
        "0",
        "0",
        "4",
        "0",
        "4",
        "10",
        "6",
    ]
    pages = [path.read_text(encoding="utf-8") for path in (out / "students").glob("*.html")]
    said = {"en": "used more memory than is allowed", "uk": "займає більше пам’яті, ніж дозволено"}[language]
    assert sum(said in page for page in pages) == 1


@pytest.mark.parametrize(
    ("language", "reasons"),
    [
        (
            "en",
            {
                "bohdan": "gradetape failed on this submission 3 times (OSError(28)).",
                "empty": "empty.py: there is no code in this file.",
                "latin": "latin.py: can't tell the encoding of this file (unknown encoding: nonsense). Save it as UTF-8.",
                "zenon": "zenon.zip: can't be read from its archive (File is not a zip file).",
            },
        ),
        (
            "uk",
            {
                "bohdan": "gradetape не зміг оцінити цю роботу; кількість спроб: 3 (OSError(28)).",
                "empty": "empty.py: у файлі немає коду.",
                "zenon": "zenon.zip: не вдається прочитати з архіву (File is not a zip file).",
            },
        ),
    ],
)
def test_a_gradebook_with_ids(language: str, reasons: dict[str, str], installed: Installation, tmp_path: Path) -> None:
    """A gradebook of format 4, in which facts don't say of which format they are, is reported as by those who made it."""
    out = tmp_path / "out"
    out.mkdir()
    kept = (GOLDEN / "format_4.sql").read_text(encoding="utf-8")
    connection = sqlite3.connect(out / "grades.sqlite")
    connection.executescript(kept.replace("{folder}", str(out)))
    connection.close()
    result = installed.here("report", out, "--lang", language)
    assert result.returncode == 0, result.stderr
    found = table(out)
    assert {name: found[name]["reason"] for name in reasons} == reasons
    scores = {name: row["score"] for name, row in found.items() if row["status"] == "graded"}
    assert scores == {
        "anna": "10",
        "petro": "10",
        "carla": "6",
        "nora": "6",
        "vira": "6",
        "eva": "4",
        "hanna": "4",
        "olha": "4",
        **dict.fromkeys(("dmytro", "ivan", "katya", "lida", "maks"), "0"),
    }
    pages = [path.read_text(encoding="utf-8") for path in (out / "students").glob("*.html")]
    assert ["carla" in page for page in pages if "The second number is subtracted." in page] == [True]
    assert sum("<title>step" in page for page in pages) == len({"anna", "petro", "carla", "eva", "hanna", "olha"})


# What may end it -----------------------------------------------------------------------------------


def test_kill_at_any_moment(installed: Installation, tmp_path: Path) -> None:
    """Killed at twenty moments and started again each time, the end is that of an undisturbed batch."""
    source = write_class(tmp_path / "class", many(120))
    undisturbed, out, settled = tmp_path / "undisturbed", tmp_path / "out", ("--seed", "3", "--jobs", "2")
    assert installed.here("batch", source, "--output", undisturbed, *settled).returncode == 0
    moments = random.Random(1)
    for n in range(20):
        before = _graded(out)
        with installed.start("batch", source, "--output", out, *settled) as process:
            # Some while it begins, most while it grades.
            if n % 4:
                until(lambda before=before: _graded(out) > before, process)
            time.sleep(moments.uniform(0, 0.05 if n % 4 else 0.5))
            assert process.poll() is None
            kill(process.pid)
    last = installed.here("batch", source, "--output", out, *settled)
    assert last.returncode == 0, last.stderr
    assert table(out) == table(undisturbed)
    graded_once(out, 120)
    assert ask(out, "pragma integrity_check") == [("ok",)]


def test_the_fork_server_is_killed(installed: Installation, tmp_path: Path) -> None:
    """What ran when the fork server ended is graded again by a new one; nobody is blamed."""
    source, out = write_class(tmp_path / "class", many(60)), tmp_path / "out"
    with installed.start("batch", source, "--output", out) as process:
        for n in (5, 25):
            until(lambda n=n: _graded(out) > n, process)
            [server] = children_of(process.pid)
            kill(server)
        _, said = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, said
    graded_once(out, 60)
    assert set(ask(out, "select distinct failure from attempts")) <= {(None,), ("null",)}
    assert ask(out, "select max(tries) from attempts") == [(2,)]


def _graded(out: Path) -> int:
    if not (out / "grades.sqlite").exists():
        return 0
    try:
        return int(str(ask(out, "select count(*) from attempts")[0][0]))
    except sqlite3.OperationalError:
        return 0


def test_one_that_ends_the_grader_is_given_up(installed: Installation, tmp_path: Path) -> None:
    """A text that takes the fork server with it three times is said to be broken; those beside it have their points."""
    # On a busy machine a process needs a while to end, and what it takes with it could be done by then.
    killer = "import os, time\nos.kill(os.getppid(), 9)\ntime.sleep(2)\n" + RIGHT
    source = write_class(tmp_path / "class", {**many(3), "killer": killer})
    # Confined, it couldn't.
    result = installed.here("batch", source, "--output", tmp_path / "out", "--isolation", "off")
    assert result.returncode == 5, result.stderr
    found = table(tmp_path / "out")
    assert {name: row["status"] for name, row in found.items()} == {
        **dict.fromkeys(many(3), "graded"),
        "killer": "broken",
    }
    assert found["killer"]["reason"]
    assert ask(tmp_path / "out", "select max(tries) from attempts where score is null") == [(3,)]
    again = installed.here("batch", source, "--output", tmp_path / "out", "--isolation", "off")
    assert again.returncode == 5
    assert ask(tmp_path / "out", "select count(*) from attempts") == [(4,)]


def test_ctrl_c(installed: Installation, tmp_path: Path) -> None:
    """The first Ctrl-C finishes what is running and says how to go on; the same command then does."""
    source, out = write_class(tmp_path / "class", many(60)), tmp_path / "out"
    with installed.start("batch", source, "--output", out) as process:
        until(lambda: _graded(out) > 3, process)
        os.kill(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130
    assert "same command later and it resumes" in said
    found = table(out)
    assert len(found) == 60
    assert 3 < sum(row["status"] == "graded" for row in found.values()) < 60
    assert installed.here("batch", source, "--output", out).returncode == 0
    graded_once(out, 60)


def test_ctrl_c_twice(installed: Installation, tmp_path: Path) -> None:
    """The second Ctrl-C waits for nothing that is running; the same command goes on all the same."""
    source, out = tmp_path / "class", tmp_path / "out"
    write_class(source, {name: "import time\n" + 600 * "time.sleep(1)\n" + text for name, text in many(2).items()})
    at_leisure = ("batch", source, "--output", out, "--timeout", "600")
    with installed.start(*at_leisure) as process:
        until(lambda: any(map(children_of, children_of(process.pid))))
        os.kill(process.pid, signal.SIGINT)
        said = next(line for line in process.stderr or () if "Ctrl-C again" in line)
        os.kill(process.pid, signal.SIGINT)
        _, after = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130, said + after
    assert "Traceback" not in after
    write_class(source, many(2))
    assert installed.here(*at_leisure).returncode == 0
    graded_once(out, 2)


def test_two_at_once(installed: Installation, tmp_path: Path) -> None:
    """A second batch on one output says that there is one, and touches nothing."""
    source, out = write_class(tmp_path / "class", many(40)), tmp_path / "out"
    with installed.start("batch", source, "--output", out) as first:
        until(lambda: _graded(out) > 0, first)
        # However long the second one takes to start, the first one is still at it.
        first.send_signal(signal.SIGSTOP)
        second = installed.here("batch", source, "--output", out)
        first.send_signal(signal.SIGCONT)
        first.communicate(timeout=PATIENCE_S)
    assert first.returncode == 0
    assert second.returncode == 2
    assert "another `grade batch` is using this folder" in second.stderr
    graded_once(out, 40)


def test_the_database_is_locked(installed: Installation, tmp_path: Path) -> None:
    """A database that another program holds for a while is waited for; for too long, and the batch stops and goes on later."""
    source, out = write_class(tmp_path / "class", many(30)), tmp_path / "out"
    with installed.start("batch", source, "--output", out) as process:
        until(lambda: _graded(out) > 2, process)
        other = sqlite3.connect(out / "grades.sqlite", timeout=20)
        other.execute("begin immediate")
        held = _graded(out)
        time.sleep(1.5)
        assert _graded(out) == held
        other.rollback()
        other.close()
        process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0
    graded_once(out, 30)

    url = f"sqlite:///{tmp_path / 'impatient.sqlite'}?timeout=0.2"
    impatient = ("batch", source, "--output", tmp_path / "impatient", "--database", url)
    with installed.start(*impatient) as process:
        until((tmp_path / "impatient.sqlite").exists)
        time.sleep(0.3)
        other = sqlite3.connect(tmp_path / "impatient.sqlite", timeout=20)
        other.execute("begin immediate")
        _, said = process.communicate(timeout=PATIENCE_S)
        other.close()
    assert process.returncode == 4
    assert "locked" in said
    assert "Traceback" not in said
    assert installed.here(*impatient).returncode == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a file system of eight megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root can mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_the_disk_is_full(installed: Installation, tmp_path: Path, small_disk: Path) -> None:
    """A full disk stops the batch with one sentence; with room again, the same command goes on."""
    source = write_class(tmp_path / "class", many(120))
    out = small_disk / "out"
    filler = small_disk / "filler"
    filler.write_bytes(b"x" * 7_700_000)
    command = ("batch", source, "--output", out, "--seed", "3")
    stopped = installed.here(*command)
    assert stopped.returncode == 4, stopped.stderr
    assert "Traceback" not in stopped.stderr
    assert "run the same command again and it resumes" in stopped.stderr
    filler.unlink()
    assert installed.here(*command).returncode == 0
    installed.here("batch", source, "--output", tmp_path / "undisturbed", "--seed", "3")
    assert table(out) == table(tmp_path / "undisturbed")
    graded_once(out, 120)


def test_another_format_is_refused(installed: Installation, tmp_path: Path) -> None:
    """A gradebook of another version, or a file that is none, is left as it is, with one sentence."""
    source, out = write_class(tmp_path / "class", {"anna": RIGHT}), tmp_path / "out"
    installed.here("batch", source, "--output", out)
    connection = sqlite3.connect(out / "grades.sqlite")
    connection.execute("update about set value = '99'")
    connection.commit()
    connection.close()
    newer = installed.here("batch", source, "--output", out)
    assert newer.returncode == 2
    assert "format 99" in newer.stderr
    for leftover in out.glob("grades.sqlite*"):
        leftover.unlink()
    (out / "grades.sqlite").write_bytes(b"no database, and long enough to be read as one" * 100)
    other = installed.here("report", out)
    assert other.returncode == 2
    assert "not a gradebook" in other.stderr


def test_graded_anew_if_asked(installed: Installation, tmp_path: Path) -> None:
    """With --fresh everybody is graded once more in a new run; the next plain batch has nothing to do."""
    source, out = write_class(tmp_path / "class", many(4)), tmp_path / "out"
    installed.here("batch", source, "--output", out)
    installed.here("batch", source, "--output", out, "--fresh")
    installed.here("batch", source, "--output", out)
    assert ask(out, "select run, count(*) from attempts group by run order by run") == [(1, 4), (2, 4)]
    assert ask(out, "select count(*) from runs where finished is null") == [(0,)]


def test_who_left_the_class(installed: Installation, tmp_path: Path) -> None:
    """Who is no longer in the folder is no longer in the tables and has no page, but stays in the history."""
    source, out = write_class(tmp_path / "class", many(3)), tmp_path / "out"
    installed.here("batch", source, "--output", out)
    (source / "s001.py").unlink()
    installed.here("batch", source, "--output", out)
    assert set(table(out)) == {"s000", "s002"}
    assert len(list((out / "students").iterdir())) == 2
    assert "6 / 10" in installed.here("history", "s001", "--output", out).stdout
    assert "no longer submitted" in installed.here("diff", "1", "2", "--output", out).stdout


def test_on_a_terminal(installed: Installation, tmp_path: Path) -> None:
    """On a terminal there is a bar with counts, and no line a student."""
    source, out = write_class(tmp_path / "class", many(12)), tmp_path / "out"
    ours, theirs = os.openpty()
    with installed.start("batch", source, "--output", out, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:
                break
            if not part:
                break
            shown += part
        process.communicate(timeout=PATIENCE_S)
    os.close(ours)
    assert process.returncode == 0
    assert "12/12" in shown.decode()
    assert "6 full marks" in shown.decode()
    assert "s003:" not in shown.decode()
