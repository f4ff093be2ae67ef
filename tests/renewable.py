"""The valley near the end of its second contract, with all of a small France around it."""

import polars as pl

from cls_dash.ingest.geography.national import write_national
from tests.contract import buildable
from tests.small_france import small_france

CODES = {
    "cog": "code,name\n97401,Les Avirons\n",
    "successors": "former,code,kind\n97499,97402,merged\n",
}
GOING_ON = {
    "action": "vallee-2-07", "contract": "vallee-2", "axis": "vallee-2-a2", "title": "Médicobus",
    "status": "started", "start_year": "2021", "axis_basis": "source", "source": "bilan",
    "evidence": "documented", "objective": "Aller au-devant",
}  # fmt: skip


def renewable(data):
    """Write the dataset of the valley, where one action goes on; return its folder."""
    buildable(data)
    write_national(small_france(), data / "geography" / "france")
    for name, text in CODES.items():
        (data / "geography" / f"{name}.csv").write_text(text, "utf-8")
    path = data / "territories" / "vallee" / "actions.csv"
    known = pl.read_csv(path, infer_schema=False)
    added = pl.DataFrame([GOING_ON], schema_overrides=dict.fromkeys(GOING_ON, pl.String))
    pl.concat([known, added], how="diagonal").write_csv(path)
    path = path.with_name("contracts.csv")
    path.write_text(path.read_text("utf-8").replace("CLS 2,2020,,", "CLS 2,2020,2024,"), "utf-8")
    return data
