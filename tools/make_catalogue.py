"""Keep the program's translations whole: collect every sentence from the source, and compile them.

python tools/make_catalogue.py            update grader.po with new sentences, and compile grader.mo
python tools/make_catalogue.py --check    exit with 1 if a sentence lacks a translation or a file is out of date
"""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "grader" / "i18n" / "locale" / "uk" / "LC_MESSAGES"
ERRORS = ("SubmissionError", "UsageError", "ExerciseError", "MachineError", "InternalError", "RosterError")
KEYWORDS = {"N_": None, "plural": (1, 2), **dict.fromkeys(ERRORS)}
# Babel has its own, which differ from version to version.
PLURAL_FORMS = "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
# What argparse itself says; it looks its sentences up in our catalogue (see grader/cli/main.py).
ARGPARSE = (
    "usage: ",
    "argument %(argument_name)s: %(message)s",
    "the following arguments are required: %s",
    "expected one argument",
    "ambiguous option: %(option)s could match %(matches)s",
    "ignored explicit argument %r",
    "invalid choice: %(value)r (choose from %(choices)s)",
)


def catalogue() -> Catalog:
    """Return the Ukrainian catalogue: today's sentences with the translations that there are."""
    path = FOLDER / "grader.po"
    found = Catalog(locale="uk", project="gradetape", charset="utf-8", fuzzy=False)
    found.mime_headers = [("Plural-Forms", PLURAL_FORMS)]
    for _, _, message, _, _ in extract_from_dir(ROOT / "grader", keywords=KEYWORDS):
        found.add(message)
    for message in ARGPARSE:
        found.add(message, flags=["no-python-format"])
    if path.exists():
        with path.open("rb") as file:
            known = read_po(file, locale="uk")
        for message in found:
            if message.id and (old := known.get(message.id)):
                message.string = old.string
    return found


def compiled(messages: Catalog) -> tuple[bytes, bytes]:
    """Return the bytes of the .po and of the .mo."""
    text, binary = io.BytesIO(), io.BytesIO()
    write_po(text, messages, sort_output=True, no_location=True, omit_header=False, width=110)
    write_mo(binary, messages)
    # The date of the day would make every run differ from the last.
    lines = text.getvalue().split(b"\n")
    dated = (b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Generated-By')
    return b"\n".join(line for line in lines if not line.startswith(dated)), _undated(binary.getvalue())


def _undated(binary: bytes) -> bytes:
    """Blank the dates in the header that write_mo takes from the clock, without moving a byte."""
    for name in (b"POT-Creation-Date: ", b"PO-Revision-Date: ", b"Generated-By: "):
        start = binary.find(name)
        if start >= 0:
            end = binary.index(b"\n", start)
            binary = binary[: start + len(name)] + b"-" * (end - start - len(name)) + binary[end:]
    return binary


def main() -> int:
    """Update or check the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    messages = catalogue()
    files = dict(zip((FOLDER / "grader.po", FOLDER / "grader.mo"), compiled(messages), strict=True))
    untranslated = [message.id for message in messages if message.id and not _translated(message.string)]
    for sentence in untranslated:
        print(f"not translated: {sentence!r}", file=sys.stderr)
    if check:
        stale = [path.name for path, data in files.items() if not path.exists() or path.read_bytes() != data]
        if stale:
            print(f"out of date: {', '.join(stale)}; run python tools/make_catalogue.py", file=sys.stderr)
        return 1 if stale or untranslated else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, data in files.items():
        path.write_bytes(data)
    return 0


def _translated(string: object) -> bool:
    return all(string) if isinstance(string, (tuple, list)) else bool(string)


if __name__ == "__main__":
    sys.exit(main())
