"""
A commune as people write it: a code, a name, both, a postal code, several in one cell.

A code and a name are compared wherever both stand. A name is looked for in the territory
first; one that begins a single name of the territory is that commune, unless another of the
département bears it whole.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from typing import Final

from cls_dash.domain import districts
from cls_dash.ingest.geography.cog import Cog
from cls_dash.ingest.recognise.place_names import CODE, bare, parts, plain_name, unarticled
from cls_dash.ingest.recognise.reading import UNSURE, Reading, doubtful
from cls_dash.ingest.recognise.words import Words, plain
from cls_dash.wording import listing

WRITE: Final = "Écrire le code Insee, ou choisir la commune dans le modèle."
BY_NAME: Final = "Commune reconnue à son nom."
BY_POST: Final = "Code postal et nom : commune reconnue."
BY_DISTRICT: Final = "Arrondissement reconnu à son nom ou à son code postal."
BY_START: Final = "Début d’un nom : une seule commune du territoire commence ainsi."
NOWHERE: Final = "Ce n’est ni un code Insee ni le nom d’une commune connue."
TOGETHER: Final = "Plusieurs communes dans une cellule."
EXCLUDED: Final = "Cette cellule dit où ce n’est pas, non où c’est."
DEPARTMENT: Final = "C’est un département, pas une commune du territoire."
_EXCEPT: Final = re.compile(r"\b(?:sauf|hors|hormis|excepte\w*|a l exception|sans)\b")
_BOTH: Final = (
    re.compile(rf"(?P<code>{CODE}|[0-9]{{4}})(?:[.,]0+)?(?:\s*[-–:,]\s*|\s+|$)(?P<name>.*)"),
    re.compile(rf"(?P<name>.*?)(?:\s*[-–:,]\s*|\s+)\(?(?P<code>{CODE})\)?"),
)
_DEPARTEMENT: Final = re.compile(r"(?P<name>.*\D)\s*\((?P<departement>[0-9]{2,3}|2[ABab])\)")
_ALIKE: Final = 0.8
_OFFERED: Final = 6


def posted(codes: Iterable[str], cog: Cog) -> frozenset[str]:
    """
    Return the codes of a column that may be postal codes.

    Some 3,000 codes are both that of a commune and a postal code, mostly of others. They are
    believed where other codes of the column can only be of communes, a hundred times as many
    as those that can only be postal.
    """
    given = {code.zfill(5) for code in codes}
    communes = {*cog.names, *cog.successors}
    postal = given & cog.postcodes.keys()
    sure = len(given & communes - postal)
    return frozenset() if sure > 100 * len(postal - communes) else frozenset(postal)


@dataclass(frozen=True)
class Places:
    """The communes that a cell may name: those of a territory first, then those of France."""

    cog: Cog
    own: Words = field(default_factory=dict)
    """Name of each commune of the territory, by code; empty where there is none."""
    posted: frozenset[str] = frozenset()
    """Codes that are not believed, as they may be postal ones: see :func:`posted`."""
    districts: bool = False
    """Whether an *arrondissement* of Paris, Lyon or Marseille is a place."""

    def read(self, cell: str) -> Reading:
        """Read one commune; the value is a code, that :meth:`Sieve.commune` makes present."""
        reading = self._one(cell)
        if _EXCEPT.search(plain(cell)) and not reading.value:
            return doubtful(EXCLUDED, "Écrire une ligne par commune, ou dire la portée.")
        if reading.value and "?" in cell:
            return doubtful(UNSURE, WRITE, *self._shown([reading.value]))
        several = parts(cell)
        if reading.value or len(several) < 2:
            return reading
        if all(self._one(each).value for each in several):
            return doubtful(
                TOGETHER,
                "Écrire une ligne par commune, ou demander de déplier : --unfold.",
            )
        known = [code for each in several if (code := self._one(each).value)]
        return doubtful(reading.doubt, WRITE, *self._shown(known), *reading.proposals)

    def several(self, cell: str) -> list[str]:
        """Return the codes of the communes that a cell lists, where it surely lists several."""
        listed = parts(cell)
        if len(listed) < 2 or self._one(cell).value:
            return []
        codes = [self._one(each).value for each in listed]
        return [code for code in codes if code] if all(codes) else []

    def agree(self, code: str, name: str) -> bool:
        """Say whether a code is that of a commune of this name, or of a former one."""
        full = code.upper().zfill(5)
        if city := districts.PARENTS.get(full):
            said, ours = plain_name(bare(name)), plain_name(self.cog.names.get(city, ""))
            meant = districts.named(bare(name))
            return meant == full if meant else said in {ours, ""} or said.startswith(f"{ours} ")
        if full not in self.cog.names:
            return full in self.cog.successors
        ours, said = plain_name(self.cog.names[full]), plain_name(bare(name))
        return said in {ours, ""} or ours.startswith(f"{said} ") or said.startswith(f"{ours} ")

    def bear(self, name: str) -> bool:
        """Say whether some commune bears this name."""
        return plain_name(bare(name)) in self._everywhere

    def contradict(self, code: str, name: str) -> bool:
        """
        Say whether a name is another's than the commune of its code.

        One that no commune bears may be a former name of this one: it then keeps a word of
        it, «Châlons-sur-Marne», or differs by a letter.
        """
        said, ours = plain_name(bare(name)), self.cog.names.get(code.upper().zfill(5))
        if self.agree(code, name):
            return False
        if ours is None or self.bear(name):
            return True
        own = plain_name(ours)
        kept = {word for word in own.split() if len(word) > 3} - {"saint", "sainte"}
        return not (kept & {*said.split()} or get_close_matches(said, [own], cutoff=_ALIKE))

    def read_named(self, code: str, name: str) -> Reading:
        """Read a code beside the name that stands in another cell of the same row."""
        named = self._name(bare(name))
        if (district := self._district(code)) and self.agree(district, name):
            return Reading(district, BY_DISTRICT)
        if self.agree(code, name):
            return Reading(code)
        said, served = plain_name(bare(name)), self.cog.postcodes.get(code, ())
        borne = [each for each in self._everywhere.get(said, ()) if each in served]
        if len(borne) == 1 or named.value in served:
            return Reading(borne[0] if len(borne) == 1 else named.value, BY_POST)
        known = self.cog.names.get(code.upper().zfill(5))
        is_code = f"Le code est celui de {known}, le nom est « {name} »."
        post = self._post(code)
        reason = is_code if known else post or f"Ce code n’est pas celui de « {name} »."
        found = [each for each in (named.value, known and code) if each]
        proposals = dict.fromkeys([*self._shown(found), *named.proposals])
        return doubtful(reason, "Corriger le code ou le nom.", *proposals)

    def _one(self, cell: str) -> Reading:
        text = bare(cell)
        for shape in _BOTH:
            if found := shape.fullmatch(text):
                code, name = found["code"].upper(), found["name"].strip(" -–,()")
                return self.read_named(code, name) if name else self._code(code)
        return self._name(text)

    def _code(self, code: str) -> Reading:
        full = code.zfill(5)
        if full in self.own or not (post := self._post(full)):
            return Reading(code)
        district = self._district(full)
        served = {*self.cog.postcodes[full], district} & set(self.own)
        if full in self.cog.names and full not in self.posted and not served:
            return Reading(code)
        if district and full not in self.cog.names:
            return Reading(district, BY_DISTRICT)
        meant = [district] if district else self._near(self.cog.postcodes[full])
        known = self.cog.names.get(full)
        also = f" Comme code Insee, c’est {known}." if known else ""
        itself = [full] if known else []
        shown = self._shown(dict.fromkeys([*meant, *itself]))
        return doubtful(post + also, "Ajouter le nom de la commune au code.", *shown)

    def _district(self, postcode: str) -> str:
        """Return the *arrondissement* of a postal code, where these are places."""
        return districts.POSTCODES.get(postcode, "") if self.districts else ""

    def _post(self, code: str) -> str:
        meant = self._near(self.cog.postcodes.get(code, ()))
        meant = [self._district(code)] if self._district(code) else meant
        names = [self._called(each) for each in meant[:_OFFERED]]
        return f"{code} est un code postal : {listing(names)}." if names else ""

    def _near(self, codes: Iterable[str]) -> list[str]:
        """Return the communes of the territory among some, or all where none is of it."""
        listed = [code for code in codes if code in self.cog.names]
        return [code for code in listed if code in self.own] or listed

    def _name(self, text: str) -> Reading:
        if self.districts and (district := districts.named(text)):
            return Reading(district, BY_DISTRICT)
        departement = ""
        if found := _DEPARTEMENT.fullmatch(text):
            text, departement = found["name"].strip(), found["departement"].upper()
        said = plain_name(text)
        ours, everywhere = self._ours.get(said, []), self._everywhere.get(said, [])
        found_ = ours or everywhere
        if departement:
            found_ = [code for code in found_ if Cog.departement(code) == departement]
        if not ours and self.own and (reading := self._nearly_ours(said, everywhere, found_)):
            return reading
        if found_:
            return self._chosen(found_, BY_NAME)
        if self._departement(said):
            remedy = "Écrire une commune, une intercommunalité, ou « tout le territoire »."
            return doubtful(DEPARTMENT, remedy)
        return doubtful(NOWHERE, WRITE, *self._shown(self._alike(said)))

    def _nearly_ours(
        self, said: str, everywhere: Iterable[str], borne: Sequence[str]
    ) -> Reading | None:
        """Read what no commune of the territory is called, but the beginning of its name."""
        starting = self._starting(said)
        here = {Cog.departement(code) for code in self.own}
        near = [code for code in everywhere if Cog.departement(code) in here]
        if starting:
            return self._ambiguous([*near, *starting]) if near else self._chosen(starting, BY_START)
        bare_ours = [] if near or not borne else self._but_for_article(said)
        return self._ambiguous([*bare_ours, *borne]) if bare_ours else None

    def _chosen(self, codes: list[str], told: str) -> Reading:
        return Reading(codes[0], told) if len(codes) == 1 else self._ambiguous(codes)

    def _ambiguous(self, codes: list[str]) -> Reading:
        reason = "Plusieurs communes peuvent porter ce nom."
        return doubtful(reason, "Écrire le code Insee plutôt que le nom.", *self._shown(codes))

    def _shown(self, codes: Iterable[str]) -> list[str]:
        return [f"{code} {self._called(code)}".strip() for code in codes][:_OFFERED]

    def _called(self, code: str) -> str:
        return self.cog.names.get(code) or districts.NAMES.get(code, "")

    def _starting(self, said: str) -> list[str]:
        """Return the communes of the territory whose name begins so, its last word cut or not."""
        return [
            code
            for name, codes in self._ours.items()
            if said and (name.startswith(f"{said} ") or (len(said) > 5 and name.startswith(said)))
            for code in codes
        ]

    def _alike(self, said: str) -> list[str]:
        index = self._ours or self._everywhere
        longer = [name for name in index if said.startswith(f"{name} ")]
        within = [name for name in self._ours if f" {name} " in f" {said} "]
        alike = get_close_matches(said, index, n=3, cutoff=_ALIKE)
        found = dict.fromkeys([*longer, *within, *alike])
        codes = (code for name in found for code in index[name])
        return list(dict.fromkeys([*self._but_for_article(said), *codes]))

    def _but_for_article(self, said: str) -> list[str]:
        """Return the communes of the territory whose name differs by its article."""
        meant = unarticled(said)
        return [code for name, codes in self._ours.items() if unarticled(name) == meant
                for code in codes]  # fmt: skip

    def _departement(self, said: str) -> bool:
        """Say whether a cell is the number of a département, or only says that it is one."""
        known = {Cog.departement(code).casefold() for code in self.own}
        return said in known or bool(re.fullmatch("(?:tout )?(?:le )?departement(?:al|ale)?", said))

    @cached_property
    def _ours(self) -> Mapping[str, list[str]]:
        return _index(self.own)

    @cached_property
    def _everywhere(self) -> Mapping[str, list[str]]:
        return _index(self.cog.names)


def _index(names: Words) -> Mapping[str, list[str]]:
    index: dict[str, list[str]] = defaultdict(list)
    for code, name in names.items():
        index[plain_name(name)].append(code)
    return dict(index)
