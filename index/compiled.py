"""Loops that are compiled: numba's decorator with types, in one place.

Kernels are compiled once on a machine and kept beside their source (or in the user's cache
folder where that can't be written; where neither can, each process compiles its own). They check
no bounds: whoever calls one sees to it that no number in its arrays leads outside another.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any, Final, ParamSpec, TypeVar

import numba
from numba.core import environment
from numba.core.runtime.nrt import rtsys

_LINEAR_ALGEBRA: Final = "scipy.linalg"

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


def compiled(function: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """The function as machine code; other threads run meanwhile."""
    kernel: Callable[_Arguments, _Result]
    try:
        kernel = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # numba's word for a machine where it can keep nothing
        kernel = numba.njit(nogil=True)(function)
    else:
        _load_alone(kernel)
        _keep_if_possible(kernel)
    return kernel


def _load_alone(kernel: Any) -> None:
    """Have a kept kernel loaded without all that only a compilation needs.

    numba's own way imports and registers, for the first kernel of a process, every function that
    kernels could call: ten times the time that the kernels take.
    """
    cache = kernel._cache

    def loaded(signature: object, target: object) -> object:
        rtsys.initialize(target)
        found: object = cache._load_overload(signature, target)
        if found is None:
            _get_ready_to_compile()
        return found

    cache.load_overload = loaded


def _environment(module: str, constants: list[object], name: str) -> object:
    """A kept kernel's constants, and of the module that they come from no more than its name.

    numba's own way imports the module for what is global in it, which machine code never reads:
    SciPy's linear algebra among others.
    """
    kept: Any = environment.Environment
    found = kept._memo.get(name)
    if found is None:
        found = kept({"__name__": module})
        found.consts[:] = constants
        found.env_name = name
        kept._memo[name] = found
    return found


environment._rebuild_env = _environment  # kept kernels call it by this name


def _get_ready_to_compile() -> None:
    """Import of numba what looks for SciPy's linear algebra, and let it find none.

    It asks whether kernels could use it, which ours don't, and would import for the answer what
    takes longer to import than all the rest of numba.
    """
    modules: dict[str, Any] = sys.modules
    if _LINEAR_ALGEBRA in modules:
        return
    modules[_LINEAR_ALGEBRA] = None
    try:
        import_module("numba.np.arraymath")
    finally:
        del modules[_LINEAR_ALGEBRA]


def _keep_if_possible(kernel: Any) -> None:
    """Have a kernel run that was compiled, but can't be kept because the disk is full."""
    save = kernel._cache.save_overload

    def kept(signature: object, result: object) -> None:
        with suppress(OSError):
            save(signature, result)

    kernel._cache.save_overload = kept
