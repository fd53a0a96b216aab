"""fihris rebuild | add | remove | generations | verify."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import click

from index.cli.parameters import Number, Size
from index.cli.progress import shown
from index.cli.terminal import (
    Failure,
    PlainCommand,
    PlainGroup,
    failure,
    index_option,
    json_option,
    language,
    print_answer,
    printable,
    terminable,
)
from index.engines.protocols import Engine
from index.engines.registry import DEFAULT_ENGINE, engine_named
from index.model.errors import EmptySourceError, ParameterError
from index.model.messages import CommaList, Counted, Message
from index.pipeline.build import BuildOptions, add, rebuild, remove
from index.pipeline.report import Refusal, Report, lines, size
from index.readers import FIELDS, ReaderOptions
from index.store.generation_folder import GenerationSummary
from index.store.generations import KEPT, IndexDirectory

Command = Callable[..., None]


def _columns(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """`--column title=headline` as {"title": "headline"}."""
    columns = {}
    for value in values:
        field, equals, name = value.partition("=")
        if not equals or not name or field not in FIELDS:
            raise ParameterError(
                "--column",
                "{value!r} is not FIELD=NAME with a FIELD of {fields}",
                value=value,
                fields=CommaList(FIELDS),
            )
        columns[field] = name
    return columns


def _encoding(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    try:
        "".encode(value or "utf-8")
    except LookupError as error:
        raise ParameterError("--encoding", "there is no encoding {name!r}", name=value) from error
    return value


_MIN_MEMORY: Final = 16 * 10**6

_source_arguments = click.argument(
    "sources",
    nargs=-1,
    required=True,
    metavar="SOURCE...",
    type=click.Path(path_type=Path, readable=False),  # our own error says more
)
_keep_option = click.option(
    "--keep",
    default=KEPT,
    show_default=True,
    type=Number(1),
    help="How many generations stay, the new one included.",
)
_reading_options = (
    click.option("--jobs", "-j", type=Number(1, 512), help="Processes [default: one a core]."),
    click.option(
        "--memory",
        type=Size(_MIN_MEMORY),
        metavar="SIZE",
        help="What the writer may hold in memory: 512MB, 2GB [default: a quarter of it].",
    ),
    click.option("--strict", is_flag=True, help="Change nothing if anything has to be left out."),
    _keep_option,
    click.option("--encoding", callback=_encoding, help="The encoding of every text file."),
    click.option(
        "--column",
        "columns",
        multiple=True,
        callback=_columns,
        metavar="FIELD=NAME",
        help=f"Where .csv and .jsonl keep a field ({', '.join(FIELDS)}).",
    ),
    click.option("--quiet", "-q", is_flag=True, help="Show no progress, only what went wrong."),
    json_option,
    index_option,
)


def _reading(command: Command) -> Command:
    for option in reversed(_reading_options):
        command = option(command)
    return _source_arguments(command)


@click.command("rebuild", cls=PlainCommand)
@_reading
@click.option(
    "--engine",
    callback=lambda _, __, name: engine_named(name),
    default=DEFAULT_ENGINE,
    show_default=True,
    envvar="FIHRIS_ENGINE",
    show_envvar=True,
    help="What keeps the index; other commands use what the index was made with.",
)
def rebuild_command(sources: tuple[Path, ...], **options: Any) -> None:
    """Build the index of SOURCE... anew; the old one answers until the new one is verified.

    A SOURCE is a folder or a file: text, Markdown, HTML, PDF, Word, EPUB, CSV, JSON Lines, and
    .gz and .zip of these. The report says what was left out and why.
    """
    _change(rebuild, sources, **options)


@click.command("add", cls=PlainCommand)
@_reading
def add_command(sources: tuple[Path, ...], **options: Any) -> None:
    """Add SOURCE... to the index; files that were indexed before are replaced."""
    _change(add, sources, **options)


def _change(
    change: Callable[..., Report],
    sources: tuple[Path, ...],
    *,
    index: Path,
    jobs: int | None,
    memory: int | None,
    strict: bool,
    keep: int,
    encoding: str | None,
    columns: Mapping[str, str],
    quiet: bool,
    as_json: bool,
    engine: Engine | None = None,
) -> None:
    options = BuildOptions(
        jobs=jobs,
        reading=ReaderOptions(columns=columns, encoding=encoding),
        strict=strict,
        keep=keep,
        engine=engine,
        memory=memory,
    )
    with terminable(), shown(language(), quiet=quiet or as_json) as progress:
        report = change(sources, IndexDirectory(index), options, progress)
    _present(report, tuple(map(str, sources)), quiet=quiet, as_json=as_json)


@click.command("remove", cls=PlainCommand)
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--strict", is_flag=True, help="Remove nothing if an ID is unknown.")
@_keep_option
@click.option("--quiet", "-q", is_flag=True, help="Only say what went wrong.")
@json_option
@index_option
def remove_command(
    ids: tuple[str, ...], index: Path, strict: bool, keep: int, quiet: bool, as_json: bool
) -> None:
    """Remove the documents with these IDs (as `fihris search --json` shows them)."""
    options = BuildOptions(strict=strict, keep=keep)
    with terminable():
        report = remove(ids, IndexDirectory(index), options)
    _present(report, (), quiet=quiet, as_json=as_json)


def _present(report: Report, sources: tuple[str, ...], *, quiet: bool, as_json: bool) -> None:
    refusal = _refusal(report, sources)
    content = dataclasses.asdict(report) | ({"error": refusal.content} if refusal else {})
    silent = quiet and not (refusal or report.skipped or report.unknown)
    said = () if silent else map(printable, lines(report, language()))
    print_answer(content, said, as_json=as_json)
    if refusal:
        raise refusal


def _refusal(report: Report, sources: tuple[str, ...]) -> Failure | None:
    if report.refused is Refusal.STRICT:
        what = Message(
            "{count} were left out or repeated, and --strict forbids that.",
            count=len(report.skipped) + len(report.duplicates) + len(report.unknown),
        )
        return Failure("strict", what, exit_code=1)
    if report.refused is Refusal.EMPTY and report.unknown:
        what = Message("No document has any of these ids. The index is unchanged.")
        return Failure("document-not-found", what, exit_code=1)
    return failure(EmptySourceError(sources)) if report.refused else None


@click.group("generations", cls=PlainGroup, invoke_without_command=True)
@json_option
@index_option
@click.pass_context
def generations_command(context: click.Context, index: Path, as_json: bool) -> None:
    """List the generations of the index, go back to an earlier one, remove old ones."""
    if context.invoked_subcommand is None:
        _list(index, as_json)


@generations_command.command("list", cls=PlainCommand)
@json_option
@index_option
def list_command(index: Path, as_json: bool) -> None:
    """List the generations, the oldest first."""
    _list(index, as_json)


def _list(index: Path, as_json: bool) -> None:
    found = IndexDirectory(index).generations()
    content = {"generations": [dataclasses.asdict(each) for each in found]}
    print_answer(content, map(_generation_line, found), as_json=as_json)


def _generation_line(of: GenerationSummary) -> Message:
    name = Message("{name} (live)", name=of.name) if of.live else of.name
    manifest = of.manifest
    if manifest is None:
        return Message("{name}: damaged", name=name)
    return Message(
        "{name}: {command}, {created:%Y-%m-%d %H:%M}, {documents}, {size}",
        name=name,
        command=manifest.command,
        created=dt.datetime.fromisoformat(manifest.created).astimezone(),
        documents=_documents(manifest.documents),
        size=size(of.bytes),
    )


def _documents(count: int) -> Message:
    return Counted("{count:,} document", "{count:,} documents", count=count)


@generations_command.command("roll-back", cls=PlainCommand)
@click.argument("name", required=False)
@json_option
@index_option
def roll_back_command(name: str | None, index: Path, as_json: bool) -> None:
    """Make the generation NAME live, or the one that was live before."""
    generation = IndexDirectory(index).roll_back(name)
    live = Message("{name}: live", name=generation.name)
    content = {"generation": dataclasses.asdict(generation.manifest)}
    print_answer(content, [live], as_json=as_json)


@generations_command.command("prune", cls=PlainCommand)
@_keep_option
@json_option
@index_option
def prune_command(index: Path, keep: int, as_json: bool) -> None:
    """Remove old generations; the live one always stays."""
    pruned = IndexDirectory(index).prune(keep)
    removed = [Message("{name}: removed", name=name) for name in pruned]
    print_answer({"pruned": list(pruned)}, removed, as_json=as_json)


@click.command("verify", cls=PlainCommand)
@click.argument("name", required=False)
@json_option
@index_option
def verify_command(name: str | None, index: Path, as_json: bool) -> None:
    """Read all of the generation NAME, or of the live one, and see that it is as it was written.

    Every file is compared with its checksum, every part of a file with its own, and what the
    lists say with the documents. The exit code is 0 if nothing is damaged, 1 if something is.
    """
    sound = IndexDirectory(index).examine(name)
    what = Message(
        "{name}: as it was written, {documents}, {files}, {size}",
        name=sound.name,
        documents=_documents(sound.documents),
        files=Counted("{count} file", "{count} files", count=sound.files),
        size=size(sound.bytes),
    )
    print_answer({"generation": dataclasses.asdict(sound)}, [what], as_json=as_json)


commands: tuple[click.Command, ...] = (
    rebuild_command,
    add_command,
    remove_command,
    generations_command,
    verify_command,
)
"""What this package adds to the program."""
