"""`grade stop`: end what an earlier command has left running."""

from __future__ import annotations

import argparse

from grader import sandbox
from grader.i18n import N_, Speech

ENDED = N_("TensorFlow is no longer kept loaded.")
NOTHING_THERE = N_("TensorFlow wasn't kept loaded.")


def arguments(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add nothing: it takes no arguments."""
    del parser, voice


def main(_options: argparse.Namespace, voice: Speech) -> int:
    """End the processes that keep TensorFlow loaded, and say whether there were any."""
    ended = sandbox.stop_kept()
    print(voice.say(ENDED if ended else NOTHING_THERE))
    return 0
