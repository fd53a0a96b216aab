"""fihris: the whole command line, and `fihris serve`."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from typing import Any

import click

import index.cli
import search.cli
from index.errors import FihrisError
from web.settings import Settings

LOCAL = "127.0.0.1"
PORT = 8000


class Group(click.Group):
    """Commands whose FihrisErrors are one clear line and an exit code, never a traceback."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(context)
        except FihrisError as error:
            click.echo(f"fihris: {error.english}\nفهرس: {error.arabic}", err=True)
            sys.exit(error.exit_code)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="fihris", prog_name="fihris")
def main() -> None:
    """Fihris, فهرس: full-text search for Arabic collections."""


@main.command()
@click.option(
    "--index",
    "index_directory",
    type=click.Path(file_okay=False, path_type=Path),
    help="The index directory [env: FIHRIS_INDEX; default: .fihris].",
)
@click.option("--host", default=LOCAL, show_default=True, help="The address to listen on.")
@click.option(
    "--port", default=PORT, show_default=True, type=click.IntRange(0, 65535), help="The port."
)
@click.option(
    "--workers", type=click.IntRange(1, 512), help="Processes that answer [default: one a core]."
)
def serve(index_directory: Path | None, host: str, port: int, workers: int | None) -> None:
    """Serve the search pages and the JSON API.

    It starts without an index too, says so on its pages, and searches as soon as one is built.
    """
    from web.server import Address, Server, cores, listen, url_of  # gunicorn: here alone

    settings = Settings.from_environment()
    if index_directory is not None:
        settings = dataclasses.replace(settings, index=index_directory)
    with listen(Address(host, port)) as listener:
        click.echo(f"Fihris serves {settings.index} at {url_of(listener)}", err=True)
        Server(settings, listener, workers or cores()).run()


for command in (*index.cli.commands, *search.cli.commands):
    main.add_command(command)
