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
from dataclasses import dataclass
from pathlib import Path

from grader import plain
from grader.errors import UsageError
from grader.exercise.files import public
from grader.exercise.load import without_reference
from grader.grading import telling, version_traps
from grader.grading.packed import Answer, packed
from grader.grading.pipeline import Grader
from grader.model import Evidence, Exercise, Misconception, Observation, Question, Sketch, Slug
from grader.sandbox.protocol.frames import Refused

FORMAT_VERSION = 2
MANIFEST, EVIDENCE = "kit.json", "evidence/"
MB = 1024 * 1024
LARGEST = 64 * MB
CONVERTER = plain.converter()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a kit says of itself; its digest is that of all other files."""

    format_version: int
    slug: Slug
    seeds: tuple[int, ...]
    misconceptions: tuple[Misconception, ...]
    digest: str
    course: str = ""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What all that was run gave for one seed, and which definitions of the reference return a value."""

    versions: Mapping[str, str]
    answers: tuple[Answer, ...]
    returning: tuple[str, ...] = ()

    def reference(self, seed: int, answers: Mapping[Question, Observation]) -> Evidence:
        """Return the evidence of the reference, whose `answers` are among these."""
        observations = {question: seen for question, seen in answers.items() if question.instead is None}
        sketches = tuple(Sketch(name, 0, returns=True) for name in self.returning)
        return Evidence(observations, seed, versions=self.versions, sketches=sketches)


@dataclass(frozen=True, slots=True)
class Kit:
    """An exercise without its solution, and for each public seed the reference's evidence and the misconceptions'."""

    exercise: Exercise
    reference: Mapping[int, Evidence]
    known: Mapping[int, Mapping[Question, Observation]]

    @property
    def seeds(self) -> tuple[int, ...]:
        """Return the public seeds, the only ones that can be graded on."""
        return tuple(self.reference)

    def open_for(self, grader: Grader, seed: int) -> None:
        """Let a grader compare with what is sealed for a seed, in place of running a solution; UsageError if nothing is."""
        if seed not in self.reference:
            known = ", ".join(map(str, self.seeds))
            raise UsageError("This kit has no seed {seed}. Choose from: {known}", seed=seed, known=known)
        grader.expected.unseal(self.exercise, self.reference[seed], self.known[seed])


def make_kit(exercise: Exercise, grader: Grader, seeds: Sequence[int]) -> bytes:
    """Run the reference and all misconceptions with each seed, and give the kit's bytes."""
    files = {name: text.encode() for name, text in public(exercise.own_reference.files).items()}
    for seed in seeds:
        reference = grader.expected.prepare(exercise, seed).result()
        answers = {**reference.observations, **_of_misconceptions(exercise, grader, reference)}
        wanted = {part.definition for part in exercise.outline.parts}
        returning = (
            one.name for one in reference.sketches if one.returns and one.stands is None and one.name in wanted
        )
        packed_answers = tuple(packed(question, seen) for question, seen in answers.items())
        sealed = Sealed(reference.versions, packed_answers, tuple(returning))
        files[f"{EVIDENCE}{seed}.json"] = _written(sealed)
    manifest = Manifest(
        FORMAT_VERSION,
        exercise.slug,
        tuple(seeds),
        exercise.questions.misconceptions,
        _digest(files),
        exercise.outline.course,
    )
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as kit:
        for name, data in {MANIFEST: _written(manifest), **files}.items():
            # A fixed date: the same exercise gives the same kit.
            kit.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return archive.getvalue()


def _of_misconceptions(exercise: Exercise, grader: Grader, reference: Evidence) -> dict[Question, Observation]:
    """Return what each misconception gives itself, and what right code of other parts gives beside it.

    The latter is for carrying errors forward, which takes values: what raised isn't kept, as its message may quote code.
    """
    asked = [m for m in exercise.questions.misconceptions if version_traps.under(m.keras, reference)]
    own = [q for m in asked for q in telling.questions_to(exercise, m)]
    beyond = [q for m in asked for q in telling.questions_beyond(exercise, m)]
    known = grader.expected.ask(exercise, reference.seed, [*own, *beyond])
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
    said = json.loads(files.pop(MANIFEST))
    if said["format_version"] != FORMAT_VERSION:
        raise UsageError(
            "{path} is a kit of format version {theirs}, but this gradetape reads {ours}. Update gradetape, "
            "or get a newer kit.",
            path=path,
            theirs=said["format_version"],
            ours=FORMAT_VERSION,
        )
    manifest = CONVERTER.structure(said, Manifest)
    if manifest.digest != _digest(files):
        raise UsageError("{path} has been changed. Get it again from your course.", path=path)
    texts = {name: data.decode() for name, data in files.items() if not name.startswith(EVIDENCE)}
    exercise = without_reference(texts, path, manifest.misconceptions, manifest.course)
    sealed = {seed: CONVERTER.structure(json.loads(files[f"{EVIDENCE}{seed}.json"]), Sealed) for seed in manifest.seeds}
    answers = {seed: {answer.question: answer.seen for answer in one.answers} for seed, one in sealed.items()}
    return Kit(exercise, {seed: one.reference(seed, answers[seed]) for seed, one in sealed.items()}, answers)


def _written(value: Manifest | Sealed) -> bytes:
    return json.dumps(CONVERTER.unstructure(value)).encode()


def _digest(files: Mapping[str, bytes]) -> str:
    whole = hashlib.sha256()
    for name, content in sorted(files.items()):
        whole.update(f"{name} {len(content)}\n".encode() + content)
    return f"sha256:{whole.hexdigest()}"
