"""The engines by name; the module of one is imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from index.engines.protocols import Engine
from index.model.values import one_of

ENGINES: Final = {
    "whoosh": "index.engines.whoosh:WhooshEngine",
}
"""By name, the module and class of each engine; a new engine is one line here."""
DEFAULT_ENGINE: Final = "whoosh"


def engine_named(name: str) -> Engine:
    """The engine of this name.

    Raises:
        ParameterError: there is none.
    """
    module, _, class_name = ENGINES[one_of("engine", name, tuple(ENGINES))].partition(":")
    engine: Engine = getattr(import_module(module), class_name)()
    return engine


def engine_of(files: str) -> Engine | None:
    """The engine that wrote an index.

    Args:
        files: the name of an engine and the version of its files (`Engine.name`), as a manifest
            has it.

    Returns:
        The engine, perhaps with another version; None if this program has no such engine.
    """
    name = files.rpartition("-")[0]
    return engine_named(name) if name in ENGINES else None
