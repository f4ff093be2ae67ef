"""The data folder as one file, to send to whoever hosts the atlas."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cls_dash.ingest import history

_STORE: Final = ".gpkg"
_OLDEST: Final = (1980, 1, 1, 0, 0, 0)


def package(data: Path) -> bytes:
    """Return the dataset and its loads as a ``.zip``; the same files give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(_names(data)):
            body = (data / name).read_bytes()
            archive.writestr(zipfile.ZipInfo(f"data/{name}", _OLDEST), body, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _names(data: Path) -> Iterator[str]:
    """Yield what a dataset is made of: no store, draft or history, nor the map of France."""
    from cls_dash.ingest.geography.national import FRANCE

    for path in data.rglob("*"):
        name = path.relative_to(data)
        hidden = any(part.startswith(".") for part in name.parts)
        fetched = name.parts[:2] == ("geography", FRANCE) or name.parts[0] == history.FOLDER
        if path.is_file() and not hidden and not fetched and _STORE not in path.name:
            yield name.as_posix()
