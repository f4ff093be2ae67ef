"""How people spell the name of a commune, and list several in one cell."""

import re
from functools import lru_cache
from typing import Final

from cls_dash.ingest.recognise.words import plain, unaccented

CODE: Final = r"[0-9][0-9ABab][0-9]{3}"
_SEVERAL: Final = re.compile(r"\s*(?:[;/\n]|,(?!\s*(?:la|le|les|l')\s*$)|\bet\b|&|\+)\s*", re.I)
_BEFORE: Final = re.compile(
    r"^(?:(?:villes?|communes?|mairies?|bourgs?)\s+)?(?:de\s+la|de|du|des|d['’])\s+|"
    r"^(?:villes?|communes?|mairies?|bourgs?)\s+d['’]\s*",
    re.I,
)
_LISTED: Final = re.compile(r"(?:villes|communes|mairies|bourgs)\s", re.I)
_AFTER: Final = re.compile(r"\s*(?:\bcedex\b.*|\*+|\((?:si[eè]ge|ville|bourg|mairie)\))$", re.I)
_ARTICLE: Final = re.compile(
    r"^(?P<name>.+?)\s*(?:\((?P<one>l[ae]s?|l')\)|,\s*(?P<two>l[ae]s?|l'))$", re.I
)


# All the communes of France and some cells: each file that names one asks for all of them.
@lru_cache(2**16)
def plain_name(name: str) -> str:
    """Return the name of a commune without what hands vary: «St», «s/», an article put last."""
    text = unaccented(name)
    if found := _ARTICLE.fullmatch(text):
        text = f"{found['one'] or found['two']} {found['name']}"
    text = re.sub(r"\bs/|[ -]s[ -](?=[a-z]{3})", " sur ", text)
    words = plain(text).split()
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


def parts(cell: str) -> list[str]:
    """Return the places that a cell may list, which is one where nothing parts them."""
    found = [each for each in _SEVERAL.split(cell) if each and each.strip()]
    if _LISTED.match(cell):
        found = [re.sub("^(?:de |d['’])", "", each) for each in found]
    codes = re.split(r"[\s,;/|–-]+", cell.strip())
    if len(codes) > 1 and all(re.fullmatch(CODE, each) for each in codes):
        return codes
    return found


def unarticled(name: str) -> str:
    """Return a plain name without its article."""
    return re.sub("^(?:la|le|les|l) ", "", name)


def bare(cell: str) -> str:
    """Return a cell without what stands around the name of a commune."""
    text = cell.strip().strip("'").strip()
    text = _AFTER.sub("", _BEFORE.sub("", text)).strip()
    return re.sub(r"\s+", " ", text)
