"""Who types an action waits for the communes of the territory, not for those of all of France."""

from cls_dash.ingest.geography import national
from cls_dash.ingest.geography.national import FRANCE, write_national
from cls_dash.ingest.geography.reference import communes_for, geography_for
from tests.small_france import small_france


def test_of_all_of_france_the_communes_of_a_territory_alone_are_read(tmp_path, monkeypatch):
    write_national(small_france(), tmp_path / "geography" / FRANCE)
    whole = geography_for(tmp_path)["communes"]
    counts = []
    read = national.gpd.read_parquet

    def counted(*asked, **how):
        rows = read(*asked, **how)
        counts.append(len(rows))
        return rows

    monkeypatch.setattr(national.gpd, "read_parquet", counted)
    some = communes_for(tmp_path, {"15032", "15001"})
    assert counts == [2]
    assert some.index.tolist() == ["15001", "15032"]
    assert some["epci_name"].tolist() == ["CC de la Crête"] * 2
    assert some.geometry.geom_equals(whole.loc[some.index].geometry).tolist() == [True, False]
    assert some.geometry.isna().tolist() == [False, True]
