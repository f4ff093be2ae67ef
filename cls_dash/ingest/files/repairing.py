"""
Find the polygons that cross themselves and repair them, in a process that may die of it.

Each crossing becomes a point: a star of a thousand points makes a quarter of a million of them,
in a minute and a gigabyte. Run as a script, this module runs out of time or of memory in our place.
"""

import contextlib
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
import shapely
from numpy.typing import NDArray

SMALL: Final = 2_000
"""Points that a polygon may have for its crossings to be looked for here: that takes 20 ms."""
FEW: Final = 100
"""Points, all in all, of what may be repaired here: at worst, that takes a quarter of a second."""
MOST_BYTES: Final = 2**30
PATIENCE_S: Final = 10
BYTES_A_POINT: Final = 200
SECONDS_A_POINT: Final = 20e-6
"""What is added to the two for each point: a whole country is looked at too."""
_SIZE: Final = struct.Struct("<q")


class TangledError(Exception):
    """A polygon crosses itself too many times; ``rank`` says which one."""

    def __init__(self, rank: int) -> None:
        super().__init__(rank)
        self.rank = rank


def repaired(
    shapes: NDArray[np.object_],
) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """
    Return valid geometries, and which ones were not.

    Raises
    ------
    TangledError
        If one takes more time, or more memory, than any polygon drawn by a person.
    """
    mended, points = shapes.copy(), shapely.get_num_coordinates(shapes)
    large = points > SMALL
    broken = ~shapely.is_missing(shapes) & ~large
    broken[broken] = ~shapely.is_valid(shapes[broken])
    if points[broken].sum() <= FEW:
        mended[broken] = made_valid(shapes[broken])
        apart = np.flatnonzero(large)
    else:
        apart = np.flatnonzero(large | broken)
    if apart.size:
        for position, made in zip(apart, _apart(shapes[apart], apart), strict=True):
            broken[position] = made is not None
            if made is not None:
                mended[position] = made
    return mended, broken


def made_valid(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return geometries made valid, whatever it takes."""
    valid: NDArray[np.object_] = shapely.make_valid(
        shapes, method="structure", keep_collapsed=False
    )
    return valid


def _apart(shapes: NDArray[np.object_], ranks: NDArray[np.intp]) -> list[shapely.Geometry | None]:
    """Return each geometry made valid, nothing in the place of one that was; in a process apart."""
    points = int(shapely.get_num_coordinates(shapes).sum())
    with tempfile.TemporaryDirectory(prefix="cls-dash-") as folder:
        given, made = Path(folder) / "given", Path(folder) / "made"
        with given.open("wb") as file:
            for shape in shapes:
                _write(file, shapely.to_wkb(shape))
        most = str(MOST_BYTES + points * BYTES_A_POINT)
        command = [sys.executable, "-I", __file__, str(given), str(made), most]
        patience = PATIENCE_S + points * SECONDS_A_POINT
        with contextlib.suppress(subprocess.TimeoutExpired):
            subprocess.run(command, capture_output=True, timeout=patience, check=False)  # noqa: S603 -- our own script
        found = list(_read(made))
    if len(found) < len(shapes):
        raise TangledError(int(ranks[len(found)]))
    return [shapely.from_wkb(each) if each else None for each in found]


def _write(file: BinaryIO, body: bytes) -> None:
    file.write(_SIZE.pack(len(body)) + body)


def _read(path: Path) -> Iterator[bytes]:
    """Yield what was written whole; of what was not, nothing."""
    if not path.exists():
        return
    with path.open("rb") as file:
        while len(size := file.read(_SIZE.size)) == _SIZE.size:
            body = file.read(_SIZE.unpack(size)[0])
            if len(body) < _SIZE.unpack(size)[0]:
                return
            yield body


def _repair_all(given: Path, made: Path) -> None:
    with made.open("wb") as file:
        for body in _read(given):
            shape = shapely.from_wkb(body)
            valid = shapely.is_valid(shape)
            _write(file, b"" if valid else shapely.to_wkb(made_valid(shape)))
            file.flush()


if __name__ == "__main__":  # pragma: no cover -- run in a process apart
    # Windows has no such limit.
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (int(sys.argv[3]), int(sys.argv[3])))
    _repair_all(Path(sys.argv[1]), Path(sys.argv[2]))
