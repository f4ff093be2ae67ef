"""The files of a release in the words of DCAT (W3C, DCAT-AP), for portals that harvest them."""

import json
from typing import Any, Final

from cls_dash.questions.open_data.files import CATALOGUE, DESCRIPTION, FILES, DataFile
from cls_dash.questions.open_data.origins import LICENCE_ADDRESS
from cls_dash.questions.sources.described import dataset
from cls_dash.settings import Settings
from cls_dash.store.release import Release, memoised

_AUTHORITY: Final = "http://publications.europa.eu/resource/authority"
_FRENCH: Final = {"@id": f"{_AUTHORITY}/language/FRA"}
_FORMATS: Final = {"csv": "CSV", "geojson": "GEOJSON", "gpkg": "GPKG", "parquet": "PARQUET"}
_WORDS: Final = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_KEYWORDS: Final = ("contrat local de santé", "santé publique", "accès aux soins", "commune")


@memoised
def catalogue(release: Release, known: Settings, here: str) -> bytes:
    """
    Return the catalogue as JSON-LD.

    Parameters
    ----------
    here
        Address of the site, without a last slash.
    """
    told = dataset(release, known)
    base = f"{here}/donnees/"
    changed = {"@value": release.latest_fact.isoformat(), "@type": "xsd:date"}
    common = {
        "dct:title": _french(told["name"]),
        "dct:description": _french(told["description"]),
        "dct:publisher": {"@id": f"{base}#editeur"},
        "dct:license": {"@id": LICENCE_ADDRESS},
        "dct:language": _FRENCH,
        "dct:modified": changed,
    }
    publisher = {
        "@id": f"{base}#editeur",
        "@type": "foaf:Agent",
        "foaf:name": known.publisher or "Atlas CLS",
    }
    graph = [
        {
            "@id": f"{base}{CATALOGUE}",
            "@type": "dcat:Catalog",
            **common,
            "foaf:homepage": {"@id": f"{here}/"},
            "dcat:dataset": {"@id": f"{base}#jeu"},
            "dcat:service": {"@id": f"{base}#pages"},
        },
        _dataset(told, common, base, known.contact),
        _service(common, base),
        publisher,
        *(_distribution(file, base) for file in FILES.values()),
    ]
    return json.dumps({"@context": _WORDS, "@graph": graph}, ensure_ascii=False, indent=1).encode()


def _dataset(
    told: dict[str, Any], common: dict[str, Any], base: str, contact: str
) -> dict[str, Any]:
    described: dict[str, Any] = {
        "@id": f"{base}#jeu",
        "@type": "dcat:Dataset",
        **common,
        "dct:identifier": f"{base}#jeu",
        "dcat:keyword": [_french(word) for word in _KEYWORDS],
        "dcat:theme": {"@id": f"{_AUTHORITY}/data-theme/HEAL"},
        "dct:accessRights": {"@id": f"{_AUTHORITY}/access-right/PUBLIC"},
        "owl:versionInfo": told["version"],
        "dcat:distribution": [{"@id": _address(file, base)} for file in FILES.values()],
    }
    if contact:
        kind = "vcard:hasEmail" if "@" in contact else "vcard:hasURL"
        address = f"mailto:{contact}" if "@" in contact else contact
        described["dcat:contactPoint"] = {
            "@type": "vcard:Kind", "vcard:fn": "Contact", kind: {"@id": address},
        }  # fmt: skip
    return described


def _service(common: dict[str, Any], base: str) -> dict[str, Any]:
    return {
        **common,
        "@id": f"{base}#pages",
        "@type": "dcat:DataService",
        "dct:title": _french("Chiffres des pages de l’atlas, en JSON"),
        "dcat:endpointURL": {"@id": base},
        "dcat:endpointDescription": {"@id": f"{base}{DESCRIPTION}"},
        "dcat:servesDataset": {"@id": f"{base}#jeu"},
    }


def _distribution(file: DataFile, base: str) -> dict[str, Any]:
    address = {"@id": _address(file, base)}
    return {
        **address,
        "@type": "dcat:Distribution",
        "dct:title": _french(f"{file.title} ({file.kind.upper()})"),
        "dct:description": _french(file.help),
        "dcat:accessURL": address,
        "dcat:downloadURL": address,
        "dcat:mediaType": {
            "@id": f"https://www.iana.org/assignments/media-types/{file.media}",
            "@type": "dct:MediaType",
        },
        "dct:format": {
            "@id": f"{_AUTHORITY}/file-type/{_FORMATS[file.kind]}",
            "@type": "dct:MediaTypeOrExtent",
        },
        "dct:license": {"@id": LICENCE_ADDRESS},
    }


def _address(file: DataFile, base: str) -> str:
    return f"{base}{file.name}"


def _french(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "fr"}
