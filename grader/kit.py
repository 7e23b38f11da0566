"""What students are given: an exercise's checks and texts with the reference's evidence for public seeds, sealed.

A kit is a zip archive. No line of a solution is in it: the numbers that the reference and the misconceptions gave
stand in for them. Its digest is there to notice damage and tampering by accident; whoever makes a kit can make any,
so it is to be used where its maker is trusted, as checks.py in it is run.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from grader import diagnosis
from grader.errors import UsageError
from grader.exercise import PUBLIC, parse_exercise
from grader.grading import Grader
from grader.model import Evidence, Exercise, Misconception, Observation, Question
from grader.sandbox.wire import Refused, observation_in, text_of

FORMAT_VERSION = 2
MANIFEST = "kit.json"
MB = 1024 * 1024
LARGEST = 64 * MB


@dataclass(frozen=True, slots=True)
class Kit:
    """An exercise without its solution, and for each public seed the reference's evidence and the misconceptions'."""

    exercise: Exercise
    reference: Mapping[int, Evidence]
    known: Mapping[int, Mapping[Question, Observation]]

    @property
    def seeds(self) -> tuple[int, ...]:
        """Give the public seeds, the only ones that can be graded on."""
        return tuple(self.reference)

    def open_for(self, grader: Grader, seed: int) -> None:
        """Let a grader compare with what is sealed for a seed, in place of running a solution; UsageError if nothing is."""
        if seed not in self.reference:
            known = ", ".join(map(str, self.seeds))
            raise UsageError("This kit has no seed {seed}. It has: {known}", seed=seed, known=known)
        grader.unseal(self.exercise, self.reference[seed], self.known[seed])


def make_kit(exercise: Exercise, grader: Grader, seeds: Sequence[int]) -> bytes:
    """Run the reference and all misconceptions with each seed, and give the kit's bytes."""
    files = {name: (exercise.folder / name).read_bytes() for name in PUBLIC}
    for seed in seeds:
        reference = grader.prepare(exercise, seed).result()
        answers = {**reference.observations, **_of_misconceptions(exercise, grader, reference)}
        content = {"versions": dict(reference.versions), "answers": [_packed(q, o) for q, o in answers.items()]}
        files[f"evidence/{seed}.json"] = json.dumps(content).encode()
    manifest = {
        "format_version": FORMAT_VERSION,
        "slug": exercise.slug,
        "seeds": list(seeds),
        "misconceptions": [asdict(item) for item in exercise.misconceptions],
        "digest": _digest(files),
    }
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as kit:
        for name, data in {MANIFEST: json.dumps(manifest).encode(), **files}.items():
            # A fixed date: the same exercise gives the same kit.
            kit.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return archive.getvalue()


def _of_misconceptions(exercise: Exercise, grader: Grader, reference: Evidence) -> dict[Question, Observation]:
    """Return what each misconception gives itself, and what right code of other parts gives beside it.

    The latter is for carrying errors forward, which takes values: what raised isn't kept, as its message may quote code.
    """
    asked = [m for m in exercise.misconceptions if diagnosis.under(m.keras, reference)]
    own = [q for m in asked for q in diagnosis.questions_to(exercise, m)]
    beyond = [q for m in asked for q in diagnosis.questions_beyond(exercise, m)]
    known = grader.ask(exercise, reference.seed, [*own, *beyond])
    return {q: known[q] for q in own} | {q: known[q] for q in beyond if known[q].cause is None}


def read_kit(path: Path) -> Kit:
    """Read a kit; raises UsageError for a file that is none, is altered, or is of another format version."""
    try:
        return parse_kit(path.read_bytes(), path)
    except OSError as error:
        raise UsageError("{path}: can't be read ({error}).", path=path, error=error.strerror) from error
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, AttributeError, StopIteration, Refused) as error:
        raise UsageError("{path} is not a kit, or it is damaged. Get it again from your course.", path=path) from error


def parse_kit(data: bytes, path: Path) -> Kit:
    """Turn a kit's bytes into its exercise and evidence."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(item.file_size for item in archive.infolist()) > LARGEST:
            raise ValueError("too large")
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(files.pop(MANIFEST))
    if manifest["format_version"] != FORMAT_VERSION:
        raise UsageError(
            "{path} is a kit of format version {theirs}, this gradetape reads {ours}: update gradetape, or get a newer kit.",
            path=path,
            theirs=manifest["format_version"],
            ours=FORMAT_VERSION,
        )
    if manifest["digest"] != _digest(files):
        raise UsageError("{path} has been changed. Get it again from your course.", path=path)
    misconceptions = tuple(Misconception(**item) for item in manifest["misconceptions"])
    texts = {name: files[name].decode() for name in PUBLIC}
    exercise = parse_exercise(texts, path, misconceptions)
    sealed = {int(seed): json.loads(files[f"evidence/{seed}.json"]) for seed in manifest["seeds"]}
    answers = {seed: dict(map(_unpacked, content["answers"])) for seed, content in sealed.items()}
    return Kit(
        exercise,
        {seed: Evidence(_plain(answers[seed]), seed, versions=content["versions"]) for seed, content in sealed.items()},
        answers,
    )


def _plain(answers: Mapping[Question, Observation]) -> dict[Question, Observation]:
    """Leave out what the misconceptions answered."""
    return {question: seen for question, seen in answers.items() if question.instead is None}


def _packed(question: Question, seen: Observation) -> dict[str, Any]:
    return {
        **asdict(question),
        "frame": text_of(seen),
        "printed": seen.printed,
    }


def _unpacked(answer: dict[str, Any]) -> tuple[Question, Observation]:
    question = Question(answer["check"], answer["draw"], answer["instead"])
    return question, replace(observation_in(answer["frame"]), printed=str(answer["printed"]))


def _digest(files: Mapping[str, bytes]) -> str:
    whole = hashlib.sha256()
    for name, content in sorted(files.items()):
        whole.update(f"{name} {len(content)}\n".encode() + content)
    return f"sha256:{whole.hexdigest()}"
