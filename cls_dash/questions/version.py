"""What addresses of values begin with."""

import hashlib
from typing import Final

from cls_dash.store.release import Release

FORMAT: Final = 2
"""Part of the addresses: changed with what the browser is sent."""


def version(release: Release) -> str:
    """Return what addresses of values begin with: all that changes what they answer."""
    return hashlib.sha256(f"{release.digest} {FORMAT}".encode()).hexdigest()[:16]
