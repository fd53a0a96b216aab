"""Compiled loops (kernels): numba's decorator with types.

Kernels are compiled once on a machine and cached beside their source, or in the user's cache folder
if that folder can't be written; if neither can, each process compiles its own. Kernels check no
bounds: callers must see to it that no number in an array points outside another array.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from types import ModuleType
from typing import Any, Final, ParamSpec, TypeVar

import numpy as np


@contextmanager
def _missing(*names: str) -> Iterator[None]:
    """Make numba believe that some modules are not installed: importing them takes long.

    numba offers SciPy's linear algebra to kernels, but ours don't use it; and it reads settings
    from a YAML file, but there is none.
    """
    modules: dict[str, Any] = sys.modules
    hidden = [name for name in names if name not in modules]
    modules.update(dict.fromkeys(hidden))
    try:
        yield
    finally:
        for name in hidden:
            del modules[name]


with _missing("scipy", "yaml"):
    import numba
    from numba.core import environment
    from numba.core.runtime.nrt import rtsys

_ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


def compiled(function: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """The function as machine code, which runs without the interpreter's lock."""
    return _kernel(function, nogil=True)


def briefly_compiled(function: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """The same with the lock, for kernels of microseconds: to release it would take longer."""
    return _kernel(function, nogil=False)


def _kernel(
    function: Callable[_Arguments, _Result], *, nogil: bool
) -> Callable[_Arguments, _Result]:
    kernel: Callable[_Arguments, _Result]
    try:
        kernel = numba.njit(cache=True, nogil=nogil)(function)
    except RuntimeError:  # numba raises it if it can't write any cache
        kernel = numba.njit(nogil=nogil)(function)
    else:
        _load_alone(kernel)
        _keep_if_possible(kernel)
    _make_undisturbed(kernel)
    return kernel


def _make_undisturbed(kernel: Any) -> None:
    """Delay signals while a kernel is compiled or loaded."""
    make = kernel._compile_for_args

    def made(*arguments: object, **named: object) -> object:
        with undisturbed():
            return make(*arguments, **named)

    kernel._compile_for_args = made


@contextmanager
def undisturbed() -> Iterator[None]:
    """Delay signals that end a program until the end of the block.

    LLVM calls Python back, and exceptions of signal handlers there, such as KeyboardInterrupt, are
    printed and lost.
    """
    if threading.current_thread() is not threading.main_thread():  # only that one handles signals
        yield
        return
    waiting: list[int] = []
    before = {
        number: signal.signal(number, lambda number, frame: waiting.append(number))
        for number in _ENDING
        if signal.getsignal(number) is not None  # None: not Python's
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for caught in waiting:
            signal.raise_signal(caught)


def _load_alone(kernel: Any) -> None:
    """Load cached kernels without what only compilation needs.

    For the first kernel of a process, numba imports and registers every function that kernels could
    call, which takes ten times as long as loading the kernels.
    """
    cache = kernel._cache
    cache_file = cache._cache_file

    def loaded(signature: object, target: object) -> object:
        rtsys.initialize(target)
        cache_file._source_stamp = _stamp(kernel)
        found: object = cache._load_overload(signature, target)
        if found is None:
            with _missing("scipy.linalg"):
                import_module("numba.np.arraymath")
        return found

    cache.load_overload = loaded


def _stamp(kernel: Any, callers: tuple[object, ...] = ()) -> tuple[object, ...]:
    """The stamps and constants of all that a kernel's machine code was made from.

    numba compares the kernel's own file alone: it goes on with old machine code where a kernel that
    it calls, or a constant of another module, has changed. Callers are left out.
    """
    names = kernel.py_func.__code__.co_names
    named = {name: kernel.py_func.__globals__.get(name) for name in names}
    for module in [value for value in named.values() if isinstance(value, ModuleType)]:
        if module.__name__.startswith(("index.", "search.")):
            named |= {name: getattr(module, name) for name in names if hasattr(module, name)}
    used: dict[str, object] = {}
    for name, value in sorted(named.items()):
        if hasattr(value, "py_func") and value not in callers:
            used[name] = _stamp(value, (*callers, kernel))
        elif isinstance(value, np.ndarray):
            used[name] = value.tobytes()
        elif isinstance(value, (int, float, str, tuple)):
            used[name] = repr(value)
    return kernel._cache._impl.locator.get_source_stamp(), tuple(used.items())


def _environment(module: str, constants: list[object], name: str) -> object:
    """The constants of a cached kernel, without importing the modules that they come from.

    numba imports these modules for their globals, which machine code never reads; SciPy's linear
    algebra is one of them.
    """
    environments: Any = environment.Environment
    found = environments._memo.get(name)
    if found is None:
        found = environments({"__name__": module})
        found.consts[:] = constants
        found.env_name = name
        environments._memo[name] = found
    return found


environment._rebuild_env = _environment  # cached kernels call it by this name


def _keep_if_possible(kernel: Any) -> None:
    """Let a kernel run that can't be cached because the disk is full."""
    save = kernel._cache.save_overload

    def saved(signature: object, result: object) -> None:
        with suppress(OSError):
            save(signature, result)

    kernel._cache.save_overload = saved
