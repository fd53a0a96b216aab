"""fihris: the whole command line, and `fihris serve`."""

from __future__ import annotations

import dataclasses
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import click

from index.cli.parameters import Number
from index.cli.terminal import (
    PlainCommand,
    PlainGroup,
    index_option,
    isolated,
    language,
    printable,
    synonyms_option,
)
from index.model.messages import Message
from web.settings import Settings

LOCAL = "127.0.0.1"
PORT = 8000


# The module of each command: only what a command needs is loaded, for a search must not wait for
# the readers of every format.
ELSEWHERE = {
    "rebuild": "index.cli.commands",
    "add": "index.cli.commands",
    "remove": "index.cli.commands",
    "generations": "index.cli.commands",
    "verify": "index.cli.commands",
    "search": "search.cli.commands",
    "suggest": "search.cli.commands",
    "similar": "search.cli.commands",
    "analyze": "search.cli.commands",
    "stats": "search.cli.commands",
    "evaluate": "search.cli.evaluate",
}


class Program(PlainGroup):
    """The group of all commands, each loaded when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, in alphabetical order."""
        return sorted({*super().list_commands(ctx), *ELSEWHERE})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        module = ELSEWHERE.get(cmd_name)
        if module is None:
            return super().get_command(ctx, cmd_name)
        with loading():
            commands: tuple[click.Command, ...] = import_module(module).commands
        return next(command for command in commands if command.name == cmd_name)


@contextmanager
def loading() -> Iterator[None]:
    """Import with the garbage collector off, and keep what was imported out of it for good."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="fihris", prog_name="fihris")
def main() -> None:
    """Fihris, فهرس: full-text search for Arabic collections."""


@main.command("serve", cls=PlainCommand)
@synonyms_option
@index_option
@click.option("--host", default=LOCAL, show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    default=PORT,
    show_default=True,
    type=Number(0, 65535),
    help="The port; 0 takes any free one.",
)
@click.option(
    "--workers", type=Number(1, 512), help="Processes that answer.  [default: one a core]"
)
def serve_command(
    synonyms: Path | None, index: Path, host: str, port: int, workers: int | None
) -> None:
    """Serve the search pages and the JSON API.

    It starts without an index too, says so on its pages, and searches as soon as one is built.
    """
    with loading():  # gunicorn: for this one alone
        from web.gunicorn_server import Address, Server, cores, listen, url_of

    settings = dataclasses.replace(Settings.from_environment(), index=index, synonyms=synonyms)
    listener = listen(Address(host, port))
    what = Message("Fihris serves {index} at {url}", index=index, url=url_of(listener))
    started = what.text(language())
    Server(
        settings,
        listener.detach(),
        workers or cores(),
        # Before gunicorn handles signals, HUP would end it: so the address is printed after that.
        started=lambda: click.echo(isolated(printable(started), sys.stderr), err=True),
    ).run()
