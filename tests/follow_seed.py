"""
The chequered territory with what «Suivi des actions» follows.

Poverty is higher in the département than in the region (2021); doctors are fewer in 63000 and
63001 than in the region (2022). No action answers poverty: axis damier-1-a2 has none.

Action damier-1-01 plans 20 workshops (2 documented in the west, 17 illustrative) and its
coordination carries it alone. Action damier-2-02, illustrative, plans 100 persons for the
elderly: 60 counted, 5 more withheld. Axis damier-1-a1 goes on as damier-2-a3.
"""

import pandas as pd

from tests.seed import seed_frames, sow_frames

NEW_AXES = ["damier-1-a2", "damier-2-a2", "damier-2-a3"]


def follow_frames():
    """Return the seed's tables, completed."""
    frames = seed_frames({}, "Atelier")
    frames["axis"] = grown(frames["axis"], {
        "axis": NEW_AXES, "contract": ["damier-1", "damier-2", "damier-2"],
        "title": ["Précarité", "Vieillir", "Bouger"],
        "theme": ["deprivation", "ageing", "prevention"],
        "source": ["essai", "illustrative", "essai"],
    })  # fmt: skip
    frames["axis_lineage"] = pd.DataFrame({
        "territory": "damier", "previous": ["damier-1-a1", "damier-1-a2"],
        "axis": ["damier-2-a3", None], "relation": ["kept", "dropped"],
        "basis": ["source", "editorial"],
    })  # fmt: skip
    frames["action"] = _actions(frames["action"])
    frames["deployment"] = _deployments(frames["deployment"])
    frames |= _figures()
    return frames


def grown(frame, rows):
    """Return a table with more rows, like its last one but for some columns."""
    n = len(next(iter(rows.values())))
    more = pd.concat([frame.tail(1)] * n, ignore_index=True).assign(**rows)
    return pd.concat([frame, more], ignore_index=True)


def _actions(actions):
    actions = actions.astype(object)
    actions["planned_measure"] = ["Ateliers tenus", None]
    actions["planned_target"] = [20, None]
    actions["carriers"] = ["Hôpital du damier", None]
    actions["objective"] = ["Repérer tôt.", None]
    return grown(actions, {
        "action": ["damier-2-02"], "axis": ["damier-2-a2"], "title": ["Équilibre"],
        "intended_public": ["Personnes âgées"], "carriers": ["CC de l’Est; ARS d’essai"],
        "planned_measure": ["Personnes accueillies"], "planned_target": [100],
        "objective": ["Éviter les chutes."], "axis_basis": ["editorial"],
        "source": ["illustrative"], "evidence": ["illustrative"],
    })  # fmt: skip


def _deployments(deployments):
    deployments = deployments.astype(object)
    illustrative = deployments["evidence"] == "illustrative"
    deployments.loc[illustrative, "public_reached"] = "Tous publics"
    return grown(deployments, {
        "deployment": ["damier-d030", "damier-d031"], "action": "damier-2-02",
        "title": "Atelier équilibre", "scope": "commune", "commune": ["63033", "63023"],
        "public_reached": ["Personnes âgées", "Tous publics"], "count": [60, 5],
        "count_unit": "persons", "source": "illustrative", "evidence": "illustrative",
    })  # fmt: skip


def _figures():
    values = [
        ("poverty_rate", "departement", "63", "Puy-de-Dôme", "2021", 20.0),
        ("poverty_rate", "region", "84", "Auvergne-Rhône-Alpes", "2021", 14.0),
        ("gp_accessibility", "commune", "63000", "Commune 00", "2022", 1.0),
        ("gp_accessibility", "commune", "63001", "Commune 01", "2022", 1.0),
        ("gp_accessibility", "region", "84", "Auvergne-Rhône-Alpes", "2022", 2.0),
    ]
    observation = pd.DataFrame(
        values, columns=["indicator", "level", "geography", "name", "year", "value"]
    ).assign(lower=None, upper=None, status="observed", source="essai", evidence="documented")
    indicator = pd.DataFrame({
        "code": ["poverty_rate", "gp_accessibility"], "title": ["Taux de pauvreté", "Médecins"],
        "unit": ["%", "consultations"], "kind": "ratio", "higher_is": ["worse", "better"],
        "level": "commune", "definition": "…", "caveats": None,
        "counts": "published", "themes": ["deprivation", "care_access"], "source": "essai",
    })  # fmt: skip
    return {"indicator": indicator, "observation": observation}


def sow_followed(target):
    """Publish these tables at a path or an address."""
    return sow_frames(follow_frames(), target)
