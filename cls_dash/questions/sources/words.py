"""What is said of where figures come from, and of how they are made."""

from collections.abc import Mapping
from typing import Final

from cls_dash import wording
from cls_dash.domain.selection import Evidence

QUESTION: Final = "D’où viennent ces chiffres ?"
PROOFS: Final = "Documenté, saisi ou illustratif ?"
PROOFS_MEAN: Final = (
    "**Documentée** : une source publique dit que l’action a eu lieu, et la source est citée. "
    "**Saisie** : la coordination du contrat le dit, sans document publié. "
    "**Illustrative** : aucune source ne donne le nombre d’actions par commune ; ces lignes ont "
    "été tirées au sort, une fois, pour montrer ce que l’atlas permet de voir. Elles suivent ce "
    "que disent les documents publics, mais ne décrivent aucune action réelle."
)
MEASURES: Final = "Ce que veulent dire les mesures"
MEASURES_MEAN: Final = (
    "**Action située** : une fois où une fiche-action s’est déroulée dans une commune. "
    "**Série** : toutes les séances d’une fiche-action dans une commune.\n\n"
    "**Part attendue** : le nombre d’actions qu’aurait une commune si elles étaient réparties "
    "selon la population du périmètre en vigueur à leurs dates.\n\n"
    "**Part à déplacer** (indice de Hoover) : part des actions qu’il faudrait faire ailleurs pour "
    "suivre exactement la population. De 0 % (égalité) à presque 100 %.\n\n"
    "**Le seul hasard** : ce que donnerait, en moyenne, un tirage au sort de la commune de chaque "
    "série, chaque habitant du périmètre de l’époque ayant la même chance. On compare toujours à "
    "cette référence. Rien n’est conclu sous quinze actions situées ou sous huit séries, et "
    "aucun verdict n’est rendu dès qu’une action illustrative est comptée.\n\n"
    "**Nombre équivalent de communes** : l’inverse de la somme des carrés des parts. "
    "**Courbe de Lorenz** : part cumulée des actions selon la part cumulée de la population.\n\n"
    "**Indice de pente** : actions de plus, ou de moins, où le besoin est le plus fort que là où "
    "il est le plus faible, sur une droite ajustée. **Indice de concentration** : de −1 (tout va "
    "où le besoin est le plus fort) à 1 (où il est le plus faible), 0 sans lien.\n\n"
    "**Entonnoir** : chaque commune selon le nombre d’actions attendu et le rapport observé / "
    "attendu ; les courbes enferment ce que fait le hasard (95\u00a0% et "
    "99,8\u00a0%), des séries entières étant tirées au sort.\n\n"
    "**Besoin** : ce que pèse un habitant, 1 en moyenne. Une part ou un temps de trajet compte à "
    "proportion ; un indice (défavorisation) ou un manque (médecins, revenus) compte au rang, car "
    "il n’a pas de vrai zéro. Plusieurs besoins font une moyenne, aux poids choisis. "
    "**Couverture** : part du chemin que les actions ont faite vers une commune, entière à 10 "
    "minutes ou moins, deux tiers à 15, un tiers à 20 ; plusieurs actions s’ajoutent sans dépasser "
    "le tout.\n\n"
    "**Offre partagée** (E2SFCA, la famille de l’APL de la DREES) : chaque lieu est partagé entre "
    "tous ceux qui peuvent s’y rendre, puis chaque commune additionne ce qu’elle atteint.\n\n"
    "**Regroupement** (Gi* de Getis et Ord, I de Moran local) : une commune et ses voisines "
    "s’écartent-elles ensemble de ce que ferait le hasard ? Les seuils tiennent compte du nombre "
    "de communes examinées.\n\n"
    "**Gain d’une place** : habitants nouvellement couverts, pondérés par leur besoin.\n\n"
    "**Secret statistique** : un nombre de personnes de 1 à 10 n’est jamais montré ni exporté, pas "
    "plus que ce qui permettrait de le retrouver.\n\n"
    "**À vol d’oiseau** : distance en ligne droite depuis la mairie ; la route est plus longue."
)
FILES: Final = "Télécharger"
INDICATORS: Final = "Indicateurs publiés"
SOURCES: Final = "Sources"


def answer(name: str, counts: Mapping[str, int]) -> str:
    """Say how many actions a source documents, were supplied, and were made up."""
    documented, supplied, made = (counts.get(kind, 0) for kind in Evidence)
    total = documented + supplied + made
    if total == 0:
        return f"**Aucune action** n’est encore saisie pour {name}."
    where = wording.starting(wording.at(name))
    parts = [
        *([(documented, "tirée d’une source publique", "tirées d’une source publique")]
          if documented or not supplied else []),
        *([(supplied, "saisie par la coordination du contrat",
            "saisies par la coordination du contrat")] if supplied else []),
    ]  # fmt: skip
    if total == max(documented, supplied):
        n, one, many = parts[0]
        whole = wording.agreeing(n, "la seule action montrée", "toutes les actions montrées")
        verb = wording.agreeing(n, f"est {one}", f"sont {many}")
        return f"{where}, {whole} (**{wording.number(n)}**) {verb}."
    told = [
        f"**{wording.number(n)}** {wording.agreeing(n, f'est {one}', f'sont {many}')}"
        for n, one, many in parts
    ]
    said = f"{where}, sur **{wording.counted(total, 'action')}**, {wording.listing(told)}"
    if not made:
        return f"{said}."
    return f"{said} ; les autres sont **illustratives**."
