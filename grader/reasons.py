"""Why a submission has no grade, or which of several files was graded: ids that a gradebook keeps, and their sentences.

A sentence may be rewritten at any time; an id stays, so that a gradebook speaks both languages for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from grader.i18n import N_, Speech


class Reason(str, Enum):
    """What an Explanation says, without its facts."""

    # A file or a folder that can't be graded.
    NOT_THERE = "not_there"
    LIKE_ANOTHER = "like_another"
    FOLDER = "folder"
    NO_FILE = "no_file"
    LINK = "link"
    UNREADABLE = "unreadable"
    OTHER_KIND = "other_kind"
    TOO_LARGE = "too_large"
    EMPTY = "empty"
    NO_CODE = "no_code"
    TOO_MUCH_CODE = "too_much_code"
    UNKNOWN_ENCODING = "unknown_encoding"
    OTHER_ENCODING = "other_encoding"
    NOT_UTF8 = "not_utf8"
    NO_NOTEBOOK = "no_notebook"
    TOO_MUCH_DATA = "too_much_data"
    TOO_MANY_CELLS = "too_many_cells"
    TOO_MUCH_RUN = "too_much_run"
    WHICH_EXERCISE = "which_exercise"
    NO_SUBMISSION = "no_submission"
    # A student's upload.
    NOTHING_TO_GRADE = "nothing_to_grade"
    ARCHIVE_UNREADABLE = "archive_unreadable"
    ARCHIVE_EMPTY = "archive_empty"
    ARCHIVE_TOO_FULL = "archive_too_full"
    PACKED_TOO_SMALL = "packed_too_small"
    # Which of several files was graded.
    MOST_PARTS = "most_parts"
    NEWEST = "newest"
    NAMED_LIKE_IT = "named_like_it"
    THE_NOTEBOOK = "the_notebook"
    LAST_BY_NAME = "last_by_name"
    # A fault that isn't the student's.
    SERVER_ENDED = "server_ended"
    NOT_READY = "not_ready"
    SURVIVOR = "survivor"
    FAILED = "failed"
    CRASHED = "crashed"
    CRASHED_UNWRITTEN = "crashed_unwritten"
    CRASHED_AT_ONE = "crashed_at_one"
    UNFORESEEN_FILE = "unforeseen_file"
    UNMADE_PAGES = "unmade_pages"
    DAMAGED = "damaged"
    # What an earlier version kept as a sentence that isn't known here.
    KEPT_TEXT = "kept_text"


SENTENCES: Mapping[Reason, str] = {
    Reason.NOT_THERE: N_("{path}: there is no such file."),
    Reason.LIKE_ANOTHER: N_("{path}: there is no such file. Did you mean {like}?"),
    Reason.FOLDER: N_("{path}: this is a folder. Give a .py or .ipynb file in it."),
    Reason.NO_FILE: N_("{path}: this is not a regular file. Give the .py or .ipynb file itself."),
    Reason.LINK: N_("{path}: this is a link. Submit the file itself."),
    Reason.UNREADABLE: N_("{path}: can't be read ({error})."),
    Reason.OTHER_KIND: N_("{path}: this file can't be graded. Submit a .py or an .ipynb file."),
    Reason.TOO_LARGE: N_(
        "{path}: this file is larger than {limit} MB. If it is a notebook, clear its outputs and save it again."
    ),
    Reason.EMPTY: N_("{path}: this file is empty. Save the notebook and submit it again."),
    Reason.NO_CODE: N_("{path}: there is no code in this file."),
    Reason.TOO_MUCH_CODE: N_("{path}: this file has more than {limit} MB of code. Keep only the code of the exercise."),
    Reason.UNKNOWN_ENCODING: N_("{path}: can't tell the encoding of this file ({error}). Save it as UTF-8."),
    Reason.OTHER_ENCODING: N_(
        "{path}: this file declares the encoding {name}. Remove that declaration, and save the file as UTF-8."
    ),
    Reason.NOT_UTF8: N_("{path}: line {line} is not UTF-8. Save the file as UTF-8."),
    Reason.NO_NOTEBOOK: N_("{path}: this is not a Jupyter notebook. Open it in Jupyter, save it, and submit it again."),
    Reason.TOO_MUCH_DATA: N_(
        "{path}: the outputs of this notebook hold too much data. Clear the outputs and save it again."
    ),
    Reason.TOO_MANY_CELLS: N_(
        "{path}: this notebook has more than {limit} code cells. Keep only the cells of the exercise and save it again."
    ),
    Reason.TOO_MUCH_RUN: N_(
        "This notebook has run more code than can be graded. Restart its kernel, run the cells that you need, "
        "and run `%grade` again."
    ),
    Reason.WHICH_EXERCISE: N_("{path}: can't tell which exercise this is. Choose one: --exercise {known}"),
    Reason.NO_SUBMISSION: N_(
        "There is no submission in this folder. Give a file, or get the exercises with: grade start"
    ),
    Reason.NOTHING_TO_GRADE: N_("Nothing submitted can be graded: there is no .py or .ipynb file."),
    Reason.ARCHIVE_UNREADABLE: N_("{path}: can't be read from its archive ({error})."),
    Reason.ARCHIVE_EMPTY: N_("{path}: there is no .py or .ipynb file in this archive."),
    Reason.ARCHIVE_TOO_FULL: N_("{path}: there are more than {most} files in this archive."),
    Reason.PACKED_TOO_SMALL: N_("{path}: this file is compressed to 1/{ratio} of its size, which real code never is."),
    Reason.MOST_PARTS: N_("Graded: {file}, which has the most parts written. Also submitted: {others}."),
    Reason.NEWEST: N_("Graded: {file}, the newest of the files with the most parts written. Also submitted: {others}."),
    Reason.NAMED_LIKE_IT: N_(
        "Graded: {file}, named after the exercise. Another file is as complete and as new. Also submitted: {others}."
    ),
    Reason.THE_NOTEBOOK: N_(
        "Graded: {file}, the notebook. A script is as complete and as new. Also submitted: {others}."
    ),
    Reason.LAST_BY_NAME: N_(
        "Graded: {file}, the last in alphabetical order. Another file is as complete and as new. Also "
        "submitted: {others}."
    ),
    Reason.SERVER_ENDED: N_(
        "The process that runs student code stopped unexpectedly ({error}). Run the command again. If it "
        "happens twice, please report it as a bug."
    ),
    Reason.NOT_READY: N_("A process for student code could not be prepared ({cause}): {said}"),
    Reason.SURVIVOR: N_(
        "Student code has left a process running on this machine. Find that process and end it, and grade "
        "with: --isolation require"
    ),
    Reason.FAILED: N_("gradetape failed on this submission {tries} times ({error})."),
    Reason.CRASHED: N_(
        "gradetape stopped because of a bug of its own ({kind}), not because of the submission. Please report "
        "the bug and send this file: {path}. The file lists places in the code of gradetape and has the "
        "message of the error, so read it before you send it."
    ),
    Reason.CRASHED_UNWRITTEN: N_(
        "gradetape stopped because of a bug of its own ({kind}), not because of the submission. Please report "
        "the bug. The details could not be written to a file: {trace}"
    ),
    Reason.CRASHED_AT_ONE: N_(
        "gradetape failed on this submission {tries} times ({error}). Please report this as a bug and send "
        "the file {path}; read it before you send it."
    ),
    Reason.UNFORESEEN_FILE: N_("{path}: gradetape could not read this file ({error}). Please report this as a bug."),
    Reason.UNMADE_PAGES: N_(
        "Files that could not be created: {n}. Everything else was written. Please report this as a bug, and "
        "include the lines above."
    ),
    Reason.DAMAGED: N_("This student's entry in the gradebook can't be read ({error}). Please report this as a bug."),
    Reason.KEPT_TEXT: "{text}",
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """A reason with its facts, to be said in any language."""

    reason: Reason
    facts: Mapping[str, str] = field(default_factory=dict)

    def said(self, voice: Speech) -> str:
        """Return the sentence in a language."""
        return voice.say(SENTENCES[self.reason], **self.facts)
