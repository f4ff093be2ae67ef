"""An intercommunality as people write it: its number, its name with or without what it is."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Final

from cls_dash.ingest.recognise.reading import Reading, doubtful
from cls_dash.ingest.recognise.words import Words, plain

_KIND: Final = re.compile(
    r"^(?:cc|ca|cu|comcom|com com|metropole|communaute|"
    r"communaute (?:de communes|d agglomeration|urbaine))\b"
    r"(?: (?:de|du|des|d)\b)?(?: (?:la|l|le|les)\b)? ?"
)


def bare_epci(cell: str) -> str:
    """Return the name of an EPCI without what it is: «CC Pays de Saint-Flour»."""
    said = plain(cell)
    figures = said.replace(" ", "")
    return figures if re.fullmatch("[0-9]{9}", figures) else _KIND.sub("", said) or said


def spelled_epci(labels: Words) -> Mapping[str, str]:
    """Return the key of what may be written of each EPCI of a territory, in :func:`bare_epci`."""
    names = Counter(bare_epci(label) for label in labels.values())
    alone = {bare_epci(label): key for key, label in labels.items()
             if names[bare_epci(label)] == 1}  # fmt: skip
    return alone | {key: key for key in labels}


def read_epci(cell: str, known: Mapping[str, str], labels: Words) -> Reading:
    """Read an EPCI of the territory; what is not recognised is left as it is."""
    if key := known.get(bare_epci(cell)):
        return Reading(key, "" if cell == key else "Intercommunalité reconnue à son nom.")
    initials = {"".join(word[0] for word in bare_epci(label).split()): key
                for key, label in labels.items()}  # fmt: skip
    if key := initials.get(plain(cell)):
        reason = "Ce sigle n’est pas un nom connu."
        return doubtful(reason, "Écrire le nom ou le numéro SIREN.", f"{key} {labels[key]}")
    return Reading(cell)
