"""Loops that are compiled: numba's decorator with types, in one place.

Kernels are compiled once on a machine and kept beside their source (or in the user's cache
folder where that can't be written). They check no bounds: whoever calls one sees to it that no
number in its arrays leads outside another.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import numba

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


def compiled(function: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """The function as machine code; other threads run meanwhile."""
    kernel: Callable[_Arguments, _Result] = numba.njit(cache=True, nogil=True)(function)
    return kernel
