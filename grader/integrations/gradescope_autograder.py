"""The archive that Gradescope grades with: this gradetape as it is installed here, and the two scripts that it runs.

The archive carries the package itself, with the course, and fetches from PyPI what the package needs, in the
versions that are installed here: so it grades as this machine does. It never asks an index for gradetape.
"""

from __future__ import annotations

import importlib.metadata
import io
import re
import shlex
import sys
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.errors import UsageError
from grader.exercise.course import Course
from grader.nearest import SUFFIXES
from grader.paths import PACKAGE

NAME = "gradetape"
# A fixed date, so that the same installation gives the same archive.
DATE = (1980, 1, 1, 0, 0, 0)
LEFT_OUT = ("__pycache__", "content")
# What grades otherwise in another version.
KEPT = ("tensorflow",)
SETUP = """\
#!/usr/bin/env bash
# Run once, when Gradescope builds the image.
set -euo pipefail
root=${AUTOGRADER_ROOT:-/autograder}
if ! command -v python3 > /dev/null || ! python3 -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 10))'; then
    apt-get update
    apt-get install -y python3 python3-venv
fi
python3 -m venv "$root/venv"
"$root/venv/bin/pip" install --no-cache-dir -r "$root/source/requirements.txt"
# Without compiled files TensorFlow takes more than twice as long to import.
"$root/venv/bin/python" -m compileall -q "$root/venv/lib" > /dev/null || true
"""
RUN = """\
#!/usr/bin/env bash
# Run for every submission. What it prints only instructors see.
set -uo pipefail
root=${{AUTOGRADER_ROOT:-/autograder}}
python=${{AUTOGRADER_PYTHON:-$root/venv/bin/python}}
results=$root/results/results.json
mkdir -p "$root/results"
rm -f "$results"

# A submission is one .py or .ipynb; beside other files, the one that is named after the exercise.
mapfile -d '' files < <(find "$root/submission" -type f \\( -name '*.py' -o -name '*.ipynb' \\) -print0 | sort -z)
if [ "${{#files[@]}}" -gt 1 ]; then
    mapfile -d '' files < <(find "$root/submission" -type f \\( {names} \\) -print0 | sort -z)
fi
if [ "${{#files[@]}}" -ne 1 ]; then
    cat > "$results" <<'END'
{none}
END
    exit 0
fi

{seed}cd /
export XDG_STATE_HOME=$root/state
# -I: nothing is imported from where the submission lies.
"$python" -I -c 'import runpy, sys; sys.path.insert(0, sys.argv.pop(1)); runpy.run_module("grader", run_name="__main__")' \\
    "$root/source/gradetape" "${{files[0]}}" {words} --output "$results"
code=$?
# 0, 1: graded; 3: the file can't be graded, and the results say why. Anything else is no result, and so is a Python that
# ended with 1 before it graded.
if [ "$code" -le 3 ] && [ -s "$results" ]; then
    exit 0
fi
rm -f "$results"
cat "$root"/state/gradetape/crashes/*.txt 2> /dev/null
echo "Nothing was graded: grade ended with exit code $code. The submission isn't to blame."
if [ "$code" -le 1 ]; then code=5; fi
exit "$code"
"""
NONE = '{"score": 0, "output": "Hand in one .py or .ipynb file of the exercise."}'


def build(path: Path, course: Course, words: Sequence[str], seed: int | None) -> None:
    """Write the archive; `words` are the options with which submissions are graded. Raises UsageError if it can't be."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _entries(course, words, seed):
            entry = zipfile.ZipInfo(name, DATE)
            entry.external_attr = (0o755 if name in {"setup.sh", "run_autograder"} else 0o644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    try:
        path.write_bytes(stream.getvalue())
    except OSError as error:
        raise UsageError("{path}: can't be written ({error}).", path=path, error=error.strerror) from error


def _entries(course: Course, words: Sequence[str], seed: int | None) -> Iterator[tuple[str, bytes]]:
    yield "setup.sh", SETUP.encode()
    yield "run_autograder", run_script(course, words, seed).encode()
    yield "requirements.txt", "".join(f"{line}\n" for line in _requirements()).encode()
    for path in _files(PACKAGE):
        yield f"{NAME}/grader/{path.relative_to(PACKAGE).as_posix()}", path.read_bytes()
    # The course that was chosen takes the place of the one that comes with gradetape.
    for path in course.content():
        yield f"{NAME}/grader/content/{path.relative_to(course.folder).as_posix()}", path.read_bytes()
    # Tells the version; there is no other use of it.
    version = importlib.metadata.version(NAME)
    metadata = f"Metadata-Version: 2.1\nName: {NAME}\nVersion: {version}\n"
    yield f"{NAME}/{NAME}-{version}.dist-info/METADATA", metadata.encode()


def run_script(course: Course, words: Sequence[str], seed: int | None) -> str:
    """Return the text of `run_autograder`; a seed goes through the environment, and is not shown to students."""
    names = " -o ".join(f"-name {shlex.quote(f'{slug}{suffix}')}" for slug in course.slugs for suffix in SUFFIXES)
    given = "" if seed is None else f"export GRADETAPE_SEED={seed}\n"
    return RUN.format(names=names, none=NONE, seed=given, words=shlex.join(words))


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and not any(part in LEFT_OUT or part.startswith(".") for part in parts):
            yield path


def _requirements() -> Iterator[str]:
    """Yield what gradetape needs, in the versions that are installed here; its extras are not needed there.

    Gradescope's Python may be another, for which some of these versions don't exist: there only TensorFlow's is kept.
    """
    same = "python_version {} " + repr(f"{sys.version_info.major}.{sys.version_info.minor}")
    for requirement in importlib.metadata.requires(NAME) or ():
        wanted, _, marker = (part.strip() for part in requirement.partition(";"))
        if "extra ==" in marker:
            continue
        plain = re.split(r"[^\w.-]", wanted)[0]
        try:
            pinned = f"{plain}=={importlib.metadata.version(plain)}"
        except importlib.metadata.PackageNotFoundError:
            pinned = wanted
        if plain in KEPT or pinned == wanted:
            yield f"{pinned} ; {marker}" if marker else pinned
            continue
        for version, compared in ((pinned, "=="), (wanted, "!=")):
            yield f"{version} ; {' and '.join(filter(None, (marker, same.format(compared))))}"
