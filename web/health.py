"""Whether the process lives, and whether it can answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flask import Blueprint, Response

from web.responses import json_of, service

health = Blueprint("health", __name__)


class HealthStatus(StrEnum):
    """What a server may be."""

    ALIVE = "alive"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class Health:
    """The state of the server."""

    status: HealthStatus


@health.get("/healthz")
def alive() -> Response:
    """Always 200 while the process lives: whether to restart it."""
    return _fresh(json_of(Health(HealthStatus.ALIVE)))


@health.get("/readyz")
def ready() -> Response:
    """200 while there is an index to search, else 503 with the reason: whether to send requests."""
    service().ready()
    return _fresh(json_of(Health(HealthStatus.READY)))


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
