"""Progress of a rebuild: a bar in a terminal, now and then a plain line elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    SpinnerColumn,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import (
    Progress as Bar,
)

from index.model.messages import Language, Message
from index.pipeline.build import OnProgress, Progress, no_progress

_SECONDS_BETWEEN_LINES: Final = 5.0

_STAGES: Final[Mapping[str, Message]] = {
    "read": Message("reading"),
    "write": Message("writing"),
    "verify": Message("verifying"),
}


@contextmanager
def shown(language: Language, *, quiet: bool) -> Iterator[OnProgress]:
    """Show progress on standard error while the body runs.

    Args:
        language: of the words.
        quiet: show nothing.
    """
    if quiet:
        yield no_progress
    elif sys.stderr.isatty():
        with Bar(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        ) as bar:
            task = bar.add_task("", total=None)
            yield lambda step: _move(bar, task, step, language)
    else:
        yield _Lines(language)


def _move(bar: Bar, task: TaskID, step: Progress, language: Language) -> None:
    """Move the bar by the bytes read; in the stages after reading it only pulses."""
    total = max(step.bytes, 1) if step.stage == "read" else None
    completed = step.byte if total else 0
    bar.update(task, description=_line(step, language), total=total, completed=completed)


class _Lines:
    """Prints a line for each stage, and every few seconds while reading."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._stage = ""
        self._printed = time.monotonic()

    def __call__(self, step: Progress) -> None:
        now = time.monotonic()
        if step.stage == self._stage and now - self._printed < _SECONDS_BETWEEN_LINES:
            return
        self._stage, self._printed = step.stage, now
        click.echo(_line(step, self._language), err=True)


def _line(step: Progress, language: Language) -> str:
    stage = _STAGES[step.stage]
    if step.stage == "read":
        stage = Message(
            "{stage}: {share:.0%}, {step.documents:,} documents, {step.file:,} of {step.files:,}"
            " files, {step.skipped:,} skipped",
            stage=stage,
            share=step.byte / step.bytes if step.bytes else 0.0,
            step=step,
        )
    return stage.text(language)
