"""Page «Données et méthode»: where figures come from, and how they are made."""

import streamlit as st

from cls_dash import shell
from cls_dash.shell import offers, pieces, selectors
from cls_dash.views import sources

selection = selectors.selected()

with shell.explained():
    view = shell.ask(sources.build, selection)

pieces.question("D’où viennent ces chiffres ?")
pieces.answer(view.answer)
pieces.note(view.vintage)

st.header("Documenté, saisi ou illustratif ?", anchor=False)
pieces.draw(view.evidence)
st.markdown(
    "**Documentée** : une source publique dit que l’action a eu lieu, et la source est citée. "
    "**Saisie** : la coordination du contrat le dit, sans document publié. "
    "**Illustrative** : aucune source ne donne le nombre d’actions par commune ; ces lignes ont "
    "été tirées au sort, une fois, pour montrer ce que l’atlas permet de voir. Elles suivent ce "
    "que disent les documents publics, mais ne décrivent aucune action réelle."
)

st.header("Ce que veulent dire les mesures", anchor=False)
st.markdown(
    "**Action localisée** : une fois où une fiche-action s’est déroulée dans une commune. "
    "**Série** : toutes les séances d’une fiche-action dans une commune.\n\n"
    "**Part attendue** : le nombre d’actions qu’aurait une commune si elles étaient réparties "
    "selon la population du périmètre en vigueur à leurs dates.\n\n"
    "**Part à déplacer** (indice de Hoover) : part des actions qu’il faudrait faire ailleurs pour "
    "suivre exactement la population. De 0 % (égalité) à presque 100 %.\n\n"
    "**Le seul hasard** : ce que donnerait, en moyenne, un tirage au sort de la commune de chaque "
    "série, chaque habitant du périmètre de l’époque ayant la même chance. On compare toujours à "
    "cette référence. Rien n’est conclu sous quinze actions localisées ou sous huit séries, et "
    "aucun verdict n’est rendu dès qu’une action illustrative est comptée.\n\n"
    "**Nombre équivalent de communes** : l’inverse de la somme des carrés des parts. "
    "**Courbe de Lorenz** : part cumulée des actions selon la part cumulée de la population.\n\n"
    "**Indice de pente** : actions de plus, ou de moins, où le besoin est le plus fort que là où "
    "il est le plus faible, sur une droite ajustée. **Indice de concentration** : de −1 (tout va "
    "où le besoin est le plus fort) à 1 (où il est le plus faible), 0 sans lien.\n\n"
    "**Entonnoir** : chaque commune selon le nombre d’actions attendu et le rapport observé / "
    "attendu ; les courbes enferment ce que fait le hasard (95&nbsp;% et "
    "99,8&nbsp;%), des séries entières étant tirées au sort.\n\n"
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

st.header("Télécharger", anchor=False)
pieces.downloads(selection)
pieces.note("Le portrait réunit sur quelques pages ce que l’atlas dit du territoire.")
with st.container(horizontal=True):
    offers.territory(selection)

if view.indicators:
    st.header("Indicateurs publiés", anchor=False)
    pieces.draw(view.indicators)

st.header("Sources", anchor=False)
pieces.draw(view.sources)
