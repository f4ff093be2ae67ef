"""Rows of a store that are given by *arrondissement* of Paris, Lyon or Marseille."""

from collections.abc import Mapping

import polars as pl

from cls_dash.domain.districts import PARENTS


def settled(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """
    Return the tables of a store with what is given by *arrondissement* in its place.

    Establishments are those of their city, with their ``district`` beside it. Counts and values
    are there by *arrondissement* as well as by city. The former wait for a territory that names
    some: they are left out, but in the cities whose own are among the communes of the tables.
    """
    cities = set(tables["commune"]["parent"])
    waiting = [code for code, city in PARENTS.items() if city not in cities]
    providers, own = tables["provider"], pl.col("commune").is_in(list(PARENTS))
    values = (pl.col("level") == "commune") & pl.col("geography").is_in(waiting)
    return {
        **tables,
        "provider": providers.with_columns(
            district=pl.when(own).then("commune"),
            commune=pl.col("commune").replace(dict(PARENTS)),
        ),
        "provider_count": tables["provider_count"].filter(~pl.col("commune").is_in(waiting)),
        "observation": tables["observation"].filter(~values),
    }
