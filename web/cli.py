"""fihris: the whole command line, and `fihris serve`."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import click

import index.cli
import search.cli
from index.terminal import PlainCommand, PlainGroup, index_option, isolated, language, printable
from web.settings import Settings

LOCAL = "127.0.0.1"
PORT = 8000
STARTED = {
    "en": "Fihris serves {index} at {url}",
    "ar": "يقدّم فهرس {index} على العنوان {url}",
}


@click.group(cls=PlainGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="fihris", prog_name="fihris")
def main() -> None:
    """Fihris, فهرس: full-text search for Arabic collections."""


@main.command("serve", cls=PlainCommand)
@index_option
@click.option("--host", default=LOCAL, show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    default=PORT,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="The port; 0 takes any free one.",
)
@click.option(
    "--workers", type=click.IntRange(1, 512), help="Processes that answer.  [default: one a core]"
)
def serve_command(index: Path, host: str, port: int, workers: int | None) -> None:
    """Serve the search pages and the JSON API.

    It starts without an index too, says so on its pages, and searches as soon as one is built.
    """
    from web.server import Address, Server, cores, listen, url_of  # gunicorn: for this one alone

    settings = dataclasses.replace(Settings.from_environment(), index=index)
    listener = listen(Address(host, port))
    started = STARTED[language()].format(index=index, url=url_of(listener))
    click.echo(isolated(printable(started), sys.stderr), err=True)
    Server(settings, listener.detach(), workers or cores()).run()


for command in (*index.cli.commands, *search.cli.commands):
    main.add_command(command)
