"""What no headline and no fact may hold, whoever wrote it: long or technical, or badly typed."""

import re

MOST = 25
"""Words of a sentence that is read in one breath."""
_WORD = re.compile(r"\w[\w’'.,\-\u202f]*")
TECHNICAL = re.compile(
    r"\bp[\s\u00a0]*[<=≈]|\bφ|\b(?:gini|hoover|theil|lorenz|moran|getis|e2sfca|finess|rpps|bpe|apl"
    r"|surdispersion|pondéré\w*|localisé\w*|poisson|benjamini|entonnoir|p-valeur)\b|\bGi\*"
    r"|\b[ABC][123]\b|\bobservés? / attendus?\b|\bintervalles?\b",
    re.IGNORECASE,
)
ENGLISH = re.compile(
    r"\b(?:nan|none|null|true|false|the|and|of|with|here|commune_name|unknown|missing)\b"
)
ZERO = re.compile(r"(?<![\d,])0,0+(?!\d)")
"""Some is never written zero, and none is written 0."""
UNFUSED = re.compile(r"\b(?:à|À|de|De) (?:Le|Les) (?=[A-ZÉÈ])")


def faults(said):
    """Return why a sentence is not plain."""
    found = []
    if (n := len(_WORD.findall(said))) > MOST:
        found.append(f"{n} words")
    for why, pattern in (
        ("technical", TECHNICAL), ("English", ENGLISH), ("0,0", ZERO),
        ("unfused", UNFUSED),
    ):  # fmt: skip
        found += [f"{why} : {hit.group()}" for hit in pattern.finditer(said)]
    return found
