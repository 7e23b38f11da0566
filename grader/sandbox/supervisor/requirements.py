"""What must be there before student code is run: confinement, and the modules that an exercise needs."""

from __future__ import annotations

import importlib.util
import sys

from grader.errors import MachineError
from grader.model import NEVER, Exercise, Isolate, Isolation
from grader.promises import SENTENCES
from grader.sandbox.supervisor.launcher import Launcher

# Packages of another name than the module that is imported.
PACKAGES = {
    "cv2": "opencv-python",
    "PIL": "pillow",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
}


def require(launcher: Launcher, isolation: Isolation) -> None:
    """Raise MachineError if all confinement was asked for and a canary says that some isn't there.

    Decided between the child's hello and its orders: no byte of a student's is there yet.
    """
    broken = [promise for promise in isolation.missing if promise not in NEVER]
    if launcher.isolation is Isolate.REQUIRE and broken:
        raise MachineError(
            "This machine can't confine student code. Not in force: {missing}. To run the code anyway, with "
            "your own permissions: --isolation auto",
            missing=tuple(SENTENCES[promise] for promise in broken),
        )


def require_modules(exercise: Exercise) -> None:
    """Raise MachineError if a module that the exercise needs isn't installed; none is imported to find out."""
    absent = [
        name
        for name in exercise.questions.modules.needed
        if name not in sys.modules and importlib.util.find_spec(name) is None
    ]
    if absent:
        raise MachineError(
            "The exercise {slug} needs modules that aren't installed here: {modules}. Install them in the "
            "same environment as gradetape: pip install {packages}",
            slug=exercise.slug,
            modules=", ".join(absent),
            packages=" ".join(PACKAGES.get(name, name) for name in absent),
        )
