"""The terminal: its language, what may be printed on it, and errors in one plain line."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import IO, Any, Final, NoReturn

import click

from index.cli.parameters import TooManyError, said
from index.model.errors import FihrisError
from index.model.messages import Language, Message

DEFAULT_INDEX: Final = ".fihris"
FIRST_STRONG_ISOLATE: Final = "\u2068"
POP_ISOLATE: Final = "\u2069"

# What a reader may not change about the terminal: its state, and the direction of other text.
_DIRECTIONS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INTERRUPTED: Final = 130
_TERMINATED: Final = 143
_BUG: Final = 70

index_option = click.option(
    "--index",
    "index",
    type=click.Path(path_type=Path, readable=False),  # our own error says more
    default=DEFAULT_INDEX,
    envvar="FIHRIS_INDEX",
    show_default=True,
    show_envvar=True,
    help="The index directory.",
)
synonyms_option = click.option(
    "--synonyms",
    type=click.Path(path_type=Path, readable=False),  # our own error says more
    envvar="FIHRIS_SYNONYMS",
    show_envvar=True,
    help="A file of synonyms of your own, in Solr's format.",
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object for programs."
)


def language(environment: Mapping[str, str] | None = None) -> Language:
    """Arabic if FIHRIS_LANG says so, or the locale where it says nothing; else English.

    The first of LC_ALL, LC_MESSAGES and LANG that is set counts (POSIX.1-2024, 8.2).
    """
    values = os.environ if environment is None else environment
    names = ("FIHRIS_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    chosen = next((values[name] for name in names if values.get(name)), "")
    return "ar" if chosen.lower().startswith("ar") else "en"


def printable(text: str) -> str:
    """`text` on one line without what would steer the terminal or turn its direction.

    Control characters (Unicode category Cc) and lone surrogates go, and so do directional
    embeddings, overrides and isolates; line ends and tabs become spaces.
    """
    return "".join(map(_harmless, text))


def _harmless(letter: str) -> str:
    if letter in "\n\t\r\u2028\u2029\x85":
        return " "
    if letter in _DIRECTIONS or unicodedata.category(letter) in {"Cc", "Cs"}:
        return ""
    return letter


def isolated(text: str, stream: IO[str]) -> str:
    """`text` with its own direction if a person reads `stream` (UAX #9, section 2.4)."""
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}" if stream.isatty() else text


def print_json(value: object) -> None:
    """Print one JSON object, Arabic letters as themselves, dates as ISO 8601 writes them."""
    click.echo(
        json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1, default=dt.date.isoformat)
    )


def print_answer(content: object, lines: Iterable[Message | str], *, as_json: bool) -> None:
    """Print a JSON object for programs, or lines for people; text must be printable already."""
    if as_json:
        print_json(content)
        return
    for line in lines:
        text = line if isinstance(line, str) else printable(line.text(language()))
        click.echo(isolated(text, sys.stdout) if text else "")


class Failure(click.ClickException):
    """An error as this program says it: `fihris: …` on one line of standard error.

    Args:
        code: stable name, for programs.
        what: the message.
        exit_code: of the program.
        as_json: whether an object is printed on standard output too.
    """

    def __init__(self, code: str, what: Message, *, exit_code: int, as_json: bool = False) -> None:
        super().__init__(what.text(language()))
        self.exit_code = exit_code  # type: ignore[misc]  # click reads the instance's
        self.as_json = as_json
        self.content = {"code": code, "english": what.english, "arabic": what.arabic}

    def show(self, file: IO[Any] | None = None) -> None:
        """Print it."""
        if self.as_json:
            print_json({"error": self.content})
        click.echo(f"fihris: {printable(self.message)}", file=file or sys.stderr)


def failure(error: FihrisError, *, as_json: bool = False) -> Failure:
    """A FihrisError as the command line says it."""
    return Failure(error.code, error.message, exit_code=error.exit_code, as_json=as_json)


@contextmanager
def plainly(*, as_json: bool) -> Iterator[None]:
    """Turn whatever is raised in the body into one plain line and an exit code.

    A mistake in the program itself is said in one line too; with FIHRIS_DEBUG=1 it is raised.
    """
    try:
        yield
    except FihrisError as error:
        raise failure(error, as_json=as_json) from error
    except click.UsageError as error:
        raise _usage(error, as_json) from error
    except KeyboardInterrupt as error:
        raise _stopped(_INTERRUPTED, as_json) from error
    except Terminated as error:
        raise _stopped(_TERMINATED, as_json) from error
    except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
        raise
    except Exception as error:
        if os.environ.get("FIHRIS_DEBUG") == "1":
            raise
        raise _bug(error, as_json) from error


class _OneLineErrors(click.Command):
    """A command or group of which every error is one plain line."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Read the arguments."""
        with plainly(as_json="--json" in args):
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run."""
        with plainly(as_json=bool(ctx.params.get("as_json"))):
            return super().invoke(ctx)


class PlainCommand(_OneLineErrors):
    """A command of which every error is one plain line and an exit code."""

    allow_extra_args = True  # refused below, in both languages

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments, of which none may be left over."""
        rest = super().parse_args(ctx, args)
        if ctx.args and not ctx.resilient_parsing:
            raise TooManyError(ctx.args, ctx)
        return rest


class PlainGroup(_OneLineErrors, click.Group):
    """A group of such commands."""


class Terminated(BaseException):
    """The system wants this process to end."""


@contextmanager
def terminable() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into Terminated, so that unfinished files are removed."""

    def end(number: int, frame: FrameType | None) -> NoReturn:
        raise Terminated

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _usage(error: click.UsageError, as_json: bool) -> Failure:
    command = error.ctx.command_path if error.ctx else "fihris"
    what = Message("{what} See: {command} --help", what=said(error), command=command)
    return Failure("usage", what, exit_code=error.exit_code, as_json=as_json)


def _stopped(exit_code: int, as_json: bool) -> Failure:
    what = Message("Stopped. The live index is unchanged.")
    return Failure("stopped", what, exit_code=exit_code, as_json=as_json)


def _bug(error: Exception, as_json: bool) -> Failure:
    what = Message(
        "A mistake in the program: {error}. FIHRIS_DEBUG=1 shows where.",
        error=f"{type(error).__name__}: {error}",
    )
    return Failure("bug", what, exit_code=_BUG, as_json=as_json)
