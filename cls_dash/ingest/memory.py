"""Memory that was freed, given back to the system."""

import ctypes
from contextlib import suppress

import pyarrow as pa


def give_back() -> None:
    """
    Give the system the memory that is free.

    The outlines of all of France are millions of small blocks: freed, they stay with the
    allocator of Linux until it is told. Elsewhere nothing is done.
    """
    pa.default_memory_pool().release_unused()
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
