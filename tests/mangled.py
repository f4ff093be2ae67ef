"""
Files as they break on their way to us: strategies that mangle a good one.

For the reader of a format, write in its test two or three lines of the format, then::

    GOOD = "code;nombre\n63430;12\n".encode()

    @given(mangled_file("bpe18.csv", GOOD))
    def test_a_mangled_file_is_refused_or_wholly_accounted_for(file):
        assert_refused_or_accounted(read, file, ASKED)

``mangled_file`` draws a :class:`Brought` (name and bytes), plain or packed, broken inside
or outside its archive; ``mangled`` draws the bytes alone, from any bytes; and
``mangled_archive`` breaks the members of a zip or of a workbook (XLSX, ODS), then packs
them again so that the archive itself is sound.
"""

import gzip
import io
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

from cls_dash.ingest.problems import InvalidDatasetError

DELIMITERS = (b";", b",", b"\t", b"|")
LINE_ENDS = (b"\n", b"\r\n", b"\r", b"\n\n", b" \n", b"\n\r")
ENCODINGS = ("utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
NASTY = (
    *DELIMITERS, *LINE_ENDS, b'"', b'""', b'";"', b'"\n', b"'", b"\\", b"\x00", b"\x1a", b"\x0b",
    b"\x85", b"\x81\x8d", b"\xe9", b"\xff\xfe", b"\xef\xbb\xbf", b"\xe2\x80\xa8", "é€œ".encode(),
    "\u00a0".encode(), "\u202f".encode(), b"NA", b"None", b"nan", b"inf", b"-0", b"1e999", b"1e5",
    b"12,5", b"1 234,5", b"1004", b"2a004", b"75101", b"99999", b"=1+1", b"31/02/2024", b"x" * 300,
    "٣".encode(), b"9" * 40,
)  # fmt: skip
"""Pieces that have broken a reader of CSV somewhere."""


@dataclass(frozen=True)
class Brought:
    """A file that someone brings: the name it bears and what is in it."""

    name: str
    content: bytes

    def written(self, folder):
        """Write the file in a folder and return its path."""
        path = Path(folder) / self.name
        path.write_bytes(self.content)
        return path


def assert_refused_or_accounted(read, file, asked):
    """Read a file with the reader of a format: refused in words, or every record counted."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            report = read([file.written(folder)], asked).report
        except InvalidDatasetError as error:
            refusal = error
        else:
            assert report.read == report.accepted + report.rejected
            assert report.accepted >= 0
            return
    assert refusal.problems
    assert all(problem.reason and problem.remedy for problem in refusal.problems)
    assert all(problem.line >= 1 for problem in refusal.problems)


def mangled(good):
    """Draw bytes made from good ones by zero to four accidents, or bytes without any sense."""
    accidents = st.lists(_accident(), max_size=4)
    broken = accidents.map(lambda each: _after(each, good))
    return st.one_of(broken, broken, broken, st.binary(max_size=200))


def mangled_archive(good):
    """Draw a sound zip or workbook, one member of which is mangled, emptied or left out."""
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}

    def broken(name):
        kept = {other: content for other, content in members.items() if other != name}
        changed = mangled(members[name]).map(lambda content: zipped({**kept, name: content}))
        return changed | st.just(zipped(kept))

    return st.sampled_from(sorted(members)).flatmap(broken)


def mangled_file(name, good):
    """Draw a :class:`Brought`: plain, zipped or gzipped, broken inside or outside."""
    inside = mangled(good)
    stem = Path(name).stem
    zip_inside = inside.map(lambda content: zipped({name: content}))
    gz_inside = inside.map(lambda content: gzip.compress(content, mtime=0))
    plain = st.builds(Brought, st.just(name), inside)
    return st.one_of(
        plain,
        plain,
        st.builds(Brought, st.just(f"{stem}.zip"), zip_inside | mangled(zipped({name: good}))),
        st.builds(
            Brought,
            st.just(f"{name}.gz"),
            gz_inside | mangled(gzip.compress(good, mtime=0)) | inside,
        ),
    )


def zipped(members):
    """Return the bytes of a zip of named contents."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _after(accidents, content):
    for happen in accidents:
        content = happen(content)
    return content


def _accident():
    """Draw a function from bytes to bytes; places are shares of the length."""
    share = st.floats(0, 1)
    return st.one_of(
        st.builds(_cut, share),
        st.builds(_inserted, share, st.sampled_from(NASTY) | st.binary(min_size=1, max_size=8)),
        st.builds(_overwritten, share, st.binary(min_size=1, max_size=4)),
        st.builds(_without, share, share),
        st.builds(_twice, share, share),
        st.builds(_cell_replaced, share, st.sampled_from(NASTY)),
        st.builds(_line_repeated, share, share),
        st.builds(_swapped, st.sampled_from(DELIMITERS), st.sampled_from(DELIMITERS)),
        st.builds(_swapped, st.just(b"\n"), st.sampled_from(LINE_ENDS)),
        st.builds(_encoded, st.sampled_from(ENCODINGS)),
    )


def _cut(share):
    return lambda content: content[: int(share * len(content))]


def _inserted(share, piece):
    def happen(content):
        place = int(share * len(content))
        return content[:place] + piece + content[place:]

    return happen


def _overwritten(share, piece):
    def happen(content):
        place = int(share * len(content))
        return content[:place] + piece + content[place + len(piece) :]

    return happen


def _between(content, one, other):
    return sorted((int(one * len(content)), int(other * len(content))))


def _without(one, other):
    def happen(content):
        start, end = _between(content, one, other)
        return content[:start] + content[end:]

    return happen


def _twice(one, other):
    def happen(content):
        start, end = _between(content, one, other)
        return content[:end] + content[start:]

    return happen


def _cell_replaced(share, piece):
    """Replace a whole cell, whatever separates them."""

    def happen(content):
        place = int(share * len(content))
        ends = (*DELIMITERS, b"\n")
        start = max(content.rfind(end, 0, place) for end in ends) + 1
        stops = [found for end in ends if (found := content.find(end, place)) >= 0]
        return content[:start] + piece + content[min(stops, default=len(content)) :]

    return happen


def _line_repeated(one, other):
    """Put a copy of a line elsewhere: a header again, a record twice."""

    def happen(content):
        lines = content.splitlines(keepends=True)
        if not lines:
            return content
        copied = lines[min(int(one * len(lines)), len(lines) - 1)]
        place = int(other * len(lines))
        return b"".join([*lines[:place], copied, *lines[place:]])

    return happen


def _swapped(old, new):
    return lambda content: content.replace(old, new)


def _encoded(encoding):
    def happen(content):
        return content.decode("utf-8", "replace").encode(encoding, "replace")

    return happen
