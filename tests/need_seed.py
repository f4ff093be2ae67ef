"""The chequered territory with two needs: deprivation, without a zero, and age, a share."""

import pandas as pd

from tests.seed import CODES, seed_frames

DEPRIVATION = {code: 3.0 - rank / 2 for rank, code in enumerate(CODES)}
"""From 3 in 63000 to −4.5 in 63033: the first communes are the most deprived."""
AGE = {code: 5.0 + 2 * (rank % 4) for rank, code in enumerate(CODES)}


def needy_frames(frames=None):
    """Return tables, the seed's unless told, with both needs for each commune in 2021."""
    frames = frames or seed_frames({}, "Atelier")
    frames["indicator"] = pd.DataFrame(
        {
            "code": ["deprivation_index", "share_75_plus"],
            "title": ["Indice de défavorisation (F-EDI)", "Part des 75 ans ou plus"],
            "unit": ["points", "%"], "kind": "ratio", "higher_is": ["worse", "neutral"],
            "level": "commune", "definition": "…", "caveats": None, "counts": "nobody",
            "themes": None, "source": "essai",
        }
    )  # fmt: skip
    frames["observation"] = pd.DataFrame(
        [
            {"indicator": indicator, "geography": code, "value": value}
            for indicator, values in (("deprivation_index", DEPRIVATION), ("share_75_plus", AGE))
            for code, value in values.items()
        ]
    ).assign(
        level="commune", name="…", year="2021", lower=None, upper=None, status="observed",
        source="essai", evidence="documented",
    )  # fmt: skip
    return frames
