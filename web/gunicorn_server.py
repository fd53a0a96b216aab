"""gunicorn around the application: workers, threads, and how it starts, reloads and stops.

HUP   new workers take over, old ones finish what they answer
TERM  finish what is being answered, then stop
"""

from __future__ import annotations

import ctypes
import errno
import gc
import os
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gunicorn.http.message
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.http.errors import LimitRequestLine
from gunicorn.workers.gthread import ThreadWorker

from index.model.errors import FihrisError
from index.model.messages import Message
from index.model.os_errors import words
from search.expansion.synonyms import read_synonyms
from search.retrieval.index_handle import IndexHandle
from search.service import SearchService
from web.app import create_app
from web.problems import PROBLEM_JSON, http_problem, to_bytes
from web.request_log import foreign_formatter
from web.settings import Settings

if TYPE_CHECKING:
    from flask import Flask

THREADS = 4
TIMEOUT_SECONDS = 60
GRACE_SECONDS = 30
KEEPALIVE_SECONDS = 5
BACKLOG = 1024
# How long a worker waits before it takes a connection, for each that it has, up to so many.
PATIENCE_SECONDS = 0.0002
MAX_PATIENCE = 10
# The thresholds of gc.set_threshold: objects, then looks at the youngest, then at the younger.
COLLECT_AFTER = (10_000, 10, 100)

# Of mallopt(3): M_ARENA_MAX, M_MMAP_THRESHOLD.
_HEAPS = -8
_MAPPED_FROM = -3
MAPPED_FROM_BYTES = 2**20

# gunicorn allows 8,190 bytes of request line or any number. A query of 100,000 characters, each
# of up to 12 bytes once it is percent-encoded, gets our own answer that it is too long;
# a line without end is not to fill the memory.
MAX_REQUEST_LINE_BYTES = 2 * 1024 * 1024

# What gunicorn says of itself goes the way of the log of requests.
LOGGING: dict[str, Any] = {
    "formatters": {"generic": {"()": foreign_formatter}},
    "root": {"level": "WARNING", "handlers": ["error_console"]},
    "loggers": {
        "gunicorn.error": {
            "level": "WARNING",
            "handlers": ["error_console"],
            "propagate": False,
            "qualname": "gunicorn.error",
        }
    },
}


class AddressError(FihrisError, code="address"):
    """`address` can't be listened on; `why` is a sentence."""

    def __init__(self, address: Address, why: Message) -> None:
        super().__init__(
            "Can't listen on {host}:{port}: {why}", host=address.host, port=address.port, why=why
        )


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen.

    Attributes:
        host: a name or an IP address.
        port: 1 to 65535, or 0 for any free one.
    """

    host: str
    port: int


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def listen(address: Address) -> socket.socket:
    """A socket that listens on `address`.

    Raises:
        AddressError: another program listens there, or it is no address of this machine.
    """
    try:
        family = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((address.host, address.port), family=family, backlog=BACKLOG)
    except OSError as error:  # socket.gaierror is one
        raise _refused(address, error) from error


def url_of(listener: socket.socket) -> str:
    """The address of the pages that a listening socket will serve."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """The application in gunicorn.

    Args:
        settings: for the application.
        descriptor: of a listening socket, which gunicorn closes.
        workers: how many processes answer.
        started: called once, when signals are heeded and the first workers are about to begin.
    """

    def __init__(
        self,
        settings: Settings,
        descriptor: int,
        workers: int,
        started: Callable[[], None],
    ) -> None:
        self.settings = settings
        self.descriptor = descriptor
        self.workers = workers
        self.started = started
        self.library = IndexHandle(settings.index)
        self.synonyms = read_synonyms(settings.synonyms)
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn its settings; again on each reload."""
        gunicorn.http.message.MAX_REQUEST_LINE = MAX_REQUEST_LINE_BYTES + 1
        for name, value in self._configuration().items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application, once, before the workers are forked."""
        settings = self.settings
        service = SearchService(
            self.library, limits=settings.limits, synonyms=self.synonyms, plain=settings.plain
        )
        return create_app(settings, service)

    def run(self) -> None:
        """Serve until a signal ends it."""
        settle_memory()
        Parent(self).run()

    def _configuration(self) -> dict[str, Any]:
        return {
            "bind": f"fd://{self.descriptor}",
            "workers": self.workers,
            "threads": THREADS,
            "worker_class": "web.gunicorn_server.GunicornWorker",
            "preload_app": True,
            "when_ready": lambda arbiter: self.started(),
            "post_worker_init": _prepare,
            "timeout": TIMEOUT_SECONDS,
            "graceful_timeout": GRACE_SECONDS,
            "keepalive": KEEPALIVE_SECONDS,
            "limit_request_line": MAX_REQUEST_LINE_BYTES,
            "http_parser": "python",  # the one that keeps to our limit
            "control_socket_disable": True,
            "logconfig_dict": LOGGING,
            "proc_name": "fihris",
        }


class Parent(Arbiter):  # type: ignore[misc]
    """gunicorn's parent process, which opens the index for the workers that it forks.

    They share what never changes, the dictionary above all, and the first of them answers as
    soon as it is there. The parent itself keeps none of it.
    """

    def spawn_worker(self) -> int:
        """Fork a worker from a process that has the index open."""
        with suppress(FihrisError):  # the worker will say so
            _warm(self.app.library)
        self.app.library.hand_on()
        gc.freeze()
        pid: int = super().spawn_worker()
        return pid

    def manage_workers(self) -> None:
        """Fork as many as are missing, and let go of the index."""
        super().manage_workers()
        self.app.library.close()


class GunicornWorker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's threaded worker, which leaves connections to idle workers."""

    def accept(self, listener: socket.socket) -> None:
        """Take a connection, the later the more there are here, so that idle workers come first.

        Connections stay with their worker while they are kept alive: one that took all of them
        at once would answer alone, on one core.
        """
        time.sleep(PATIENCE_SECONDS * min(self.nr_conns, MAX_PATIENCE))
        super().accept(listener)

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: BaseException) -> None:
        """Answer a request that the application never sees."""
        if not isinstance(exc, LimitRequestLine):
            super().handle_error(req, client, addr, exc)
            return
        self.log.warning("request line over %d bytes from %s", MAX_REQUEST_LINE_BYTES, addr)
        body = to_bytes(http_problem(414, instance="/", request_id=""))
        head = (
            "HTTP/1.1 414 URI Too Long",
            f"Content-Type: {PROBLEM_JSON}",
            f"Content-Length: {len(body)}",
            "Connection: close",
        )
        try:
            client.sendall("\r\n".join((*head, "", "")).encode("ascii") + body)
        except OSError as error:  # the client is gone
            self.log.debug("could not answer: %s", error)


def _prepare(worker: GunicornWorker) -> None:
    """Open the index and set the garbage collector, before a worker answers."""
    try:
        _warm(worker.app.library)
    except FihrisError as error:  # /readyz says so until it is mended
        worker.log.warning("not ready: %s", error)
    settle()


def settle() -> None:
    """Have Python's garbage collector run seldom, and never over what is loaded now.

    A worker remembers words by the hundred thousand. To look through them for garbage, of which
    there is none, takes half a second in which nobody is answered. What requests leave is freed
    without that, but for a few cycles, which the looks at young objects find.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def _warm(library: IndexHandle) -> None:
    """Open the index and load what a first search loads, so that no visitor waits for it."""
    SearchService(library).warm()


def settle_memory() -> None:
    """Have the C library return freed memory to the system, if it is glibc.

    glibc keeps a heap for each thread, and puts arrays of up to 32 MB there once one that large was
    freed: holes as large then stay between what is remembered (mallopt(3)).
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    mallopt(_HEAPS, 1)
    mallopt(_MAPPED_FROM, MAPPED_FROM_BYTES)


def _refused(address: Address, error: OSError) -> AddressError:
    if error.errno == errno.EADDRINUSE:
        why = Message("another program listens there. Choose another --port.")
    elif error.errno == errno.EACCES:
        why = Message("this needs more rights. Choose a --port above 1023.")
    else:
        why = Message("{reason}.", reason=words(error))
    return AddressError(address, why)
