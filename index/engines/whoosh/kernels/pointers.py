"""Arrays by their addresses, so that a kernel can take any number of posting lists at once.

numba takes a microsecond for each array argument, and a query has dozens of lists. So a kernel
takes one table of addresses, and reads the lists through pointers. The caller must keep the arrays
alive until the kernel returns. numba frees an array that a kernel makes after the last use of its
name, so a kernel must not read such an array by its address only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numba import types
from numba.extending import intrinsic
from numpy.typing import NDArray


def address(array: NDArray[Any]) -> int:
    """The address of a contiguous array."""
    assert array.flags.c_contiguous
    return int(array.__array_interface__["data"][0])


def _pointer_to(pointed: Any) -> Any:
    """A function for kernels: address -> pointer to elements of a type."""
    make: Callable[..., Any] = types.CPointer
    pointer = make(pointed)

    def at(_typing: Any, place: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))

        return pointer(place), code

    return intrinsic(at)


def _of_bits(make: Callable[[Any, Any, Any], Any]) -> Any:
    """A function for kernels: number (uint64) -> result of one instruction on its bits."""

    def of(_typing: Any, bits: Any) -> Any:
        def code(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            return make(context, builder, arguments[0])

        return types.int64(bits), code

    return intrinsic(of)


# The index of the lowest set bit, 64 if there is none; and how many bits are set.
lowest_bit: Final = _of_bits(
    lambda context, builder, bits: builder.cttz(bits, context.get_constant(types.boolean, False))
)
bits_set: Final = _of_bits(lambda _, builder, bits: builder.ctpop(bits))

bytes_at: Final = _pointer_to(types.uint8)
numbers_at: Final = _pointer_to(types.uint32)
halves_at: Final = _pointer_to(types.uint16)
shorts_at: Final = _pointer_to(types.int16)
bits_at: Final = _pointer_to(types.uint64)
longs_at: Final = _pointer_to(types.int64)
floats_at: Final = _pointer_to(types.float64)

# Casts for arithmetic: numba makes floats of signed and unsigned numbers together.
whole: Final[Any] = np.int64
real: Final[Callable[[Any], float]] = np.float64
