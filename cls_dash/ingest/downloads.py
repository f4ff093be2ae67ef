"""Download the current official file from the address of its source card."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from time import sleep
from typing import Final
from urllib.parse import unquote, urlsplit

import httpx
import polars as pl

from cls_dash.errors import DownloadError, UnknownSourceError
from cls_dash.ingest.cards import checksum

ATTEMPTS: Final = 4
PAUSE_S: Final = 1.0
PIECE: Final = 2**18
TIMEOUT: Final = httpx.Timeout(30.0)
_SUFFIX: Final = re.compile(r"[_-](xlsx|zip|csv|json|txt)$")
"""The DREES names its attachments ``…_medecins_generalistes_xlsx``."""


@dataclass(frozen=True)
class Downloadable:
    """What a source card says of the file that can be downloaded."""

    key: str
    url: str
    format: str


@dataclass(frozen=True)
class Remote:
    """What the server says of the file: its name, size, and what changes with it."""

    name: str
    size: int | None
    validator: str


Progress = Callable[[int, int | None], None]
"""Called with bytes received and bytes expected."""


def card_of(data: Path, key: str) -> Downloadable:
    """
    Return the download of a source card.

    Raises
    ------
    UnknownSourceError
        If the card does not exist or says no address.
    """
    cards = pl.read_csv(data / "sources.csv", infer_schema=False)
    found = cards.filter((pl.col("key") == key) & pl.col("download").is_not_null()).to_dicts()
    if not found:
        raise UnknownSourceError(key)
    return Downloadable(key, found[0]["download"], found[0]["format"])


def fetch(
    card: Downloadable, folder: Path, *, progress: Progress = lambda _got, _size: None
) -> Path:
    """
    Download a file into a folder, going on where an earlier attempt stopped.

    A file that is there already, whole and unchanged on the server, is not asked again.

    Parameters
    ----------
    card
        What to download.
    folder
        Where to put it, under the server's name for it.
    progress
        Called as bytes arrive.

    Returns
    -------
    Path
        The whole file; ``<name>.sha256.json`` beside it says its checksum.

    Raises
    ------
    DownloadError
        If the server refuses, or the file is not whole after a few attempts.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with httpx.Client(follow_redirects=True, timeout=TIMEOUT) as client:
            remote = _described(client, card)
            target = folder / remote.name
            if not _is_there(target, remote):
                _receive(client, card.url, remote, target, progress)
    except httpx.HTTPError as error:
        raise DownloadError(f"{card.url}: {error}") from error
    return target


def _described(client: httpx.Client, card: Downloadable) -> Remote:
    """Ask for the file's name and size without its body."""
    with client.stream("GET", card.url) as response:
        response.raise_for_status()
        length = response.headers.get("content-length")
        encoded = "content-encoding" in response.headers
        return Remote(
            name=_name(response, card.key),
            size=int(length) if length and not encoded else None,
            validator=response.headers.get("etag") or response.headers.get("last-modified", ""),
        )


def _name(response: httpx.Response, key: str) -> str:
    """Return a plain file name: the server's, stripped of any folder."""
    header = Message()
    header["content-disposition"] = response.headers.get("content-disposition", "")
    given = header.get_filename() or unquote(urlsplit(str(response.url)).path).rstrip("/")
    name = Path(given.replace("\\", "/")).name.lstrip(".") or key
    return _SUFFIX.sub(r".\1", name) if "." not in name else name


def _is_there(target: Path, remote: Remote) -> bool:
    """Say whether the file was received whole, and is still the server's."""
    mark = _mark(target)
    if not (target.is_file() and mark.is_file() and remote.validator):
        return False
    kept = json.loads(mark.read_text(encoding="utf-8"))
    return bool(kept["validator"] == remote.validator and kept["sha256"] == checksum(target))


def _mark(target: Path) -> Path:
    return target.with_name(target.name + ".sha256.json")


def _receive(
    client: httpx.Client, url: str, remote: Remote, target: Path, progress: Progress
) -> None:
    part = target.with_name(target.name + ".part")
    started = part.with_name(part.name + ".validator")
    if not started.is_file() or started.read_text(encoding="utf-8") != remote.validator:
        part.unlink(missing_ok=True)  # The beginning of another version.
    started.write_text(remote.validator, encoding="utf-8")
    for attempt in range(ATTEMPTS):
        sleep(PAUSE_S * attempt)
        with _interrupted_is_tried_again(last=attempt + 1 == ATTEMPTS):
            _receive_rest(client, url, remote, part, progress)
        if _whole(part, remote):
            break
    else:
        raise DownloadError(f"{url}: {part.stat().st_size} bytes of {remote.size}")
    mark = {"url": url, "validator": remote.validator, "sha256": checksum(part)}
    _mark(target).write_text(json.dumps(mark, indent=2) + "\n", encoding="utf-8")
    part.replace(target)
    started.unlink()


@contextmanager
def _interrupted_is_tried_again(*, last: bool) -> Iterator[None]:
    try:
        yield
    except httpx.TransportError:
        if last:
            raise


def _whole(part: Path, remote: Remote) -> bool:
    return part.is_file() and remote.size in {None, part.stat().st_size}


def _receive_rest(
    client: httpx.Client, url: str, remote: Remote, part: Path, progress: Progress
) -> None:
    """Append what is lacking; start again where the server cannot go on."""
    got = part.stat().st_size if part.is_file() else 0
    if got and remote.size == got:
        return
    headers = {"range": f"bytes={got}-", "if-range": remote.validator} if got else {}
    if not remote.validator:
        headers = {}
    with client.stream("GET", url, headers=headers) as response:
        response.raise_for_status()
        resumed = response.status_code == httpx.codes.PARTIAL_CONTENT
        got = got if resumed else 0
        with part.open("ab" if resumed else "wb") as stream:
            for piece in response.iter_bytes(PIECE):
                stream.write(piece)
                got += len(piece)
                progress(got, remote.size)
