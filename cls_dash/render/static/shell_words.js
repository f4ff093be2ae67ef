// The shell around the pages speaks English to screen readers and in a few tooltips.
// Only exact phrases of the shell are replaced; pages and data are left alone.
(function () {
  "use strict";

  const FRENCH = {
    "Skip to main content": "Aller au contenu",
    "App pages": "Pages de l’atlas",
    "Link to heading": "Lien vers ce titre",
    "Open": "Ouvrir",
    "Close": "Fermer",
    "Clear value": "Effacer",
    "Clear all": "Tout effacer",
    "No results": "Aucun résultat",
    "No options to select": "Aucun choix",
    "Choose an option": "Choisissez",
    "Copy to clipboard": "Copier",
    "Copied": "Copié",
    "Fullscreen": "Plein écran",
    "Close fullscreen": "Quitter le plein écran",
    "View fullscreen": "Plein écran",
    "Show/hide columns": "Colonnes",
    "Open sidebar": "Ouvrir le menu",
    "Close sidebar": "Fermer le menu",
    "Expand sidebar": "Ouvrir le menu",
    "Collapse sidebar": "Fermer le menu",
    "Connecting": "Connexion…",
    "CONNECTING": "Connexion…",
    "Running...": "Calcul en cours…",
    "RUNNING...": "Calcul en cours…",
    "Stop": "Arrêter",
    "Rerun": "Relancer",
    "Retry": "Réessayer",
    "Connection error": "Connexion perdue",
    "Main menu": "Menu",
    "streamlit_folium.st_folium": "Carte",
    "More": "Plus",
    "Press Enter to apply": "Entrée pour valider",
    "Press Enter to submit form": "Entrée pour enregistrer",
    "Press Ctrl+Enter to apply": "Ctrl+Entrée pour valider",
    "Press Ctrl+Enter to submit form": "Ctrl+Entrée pour enregistrer",
    "Press ⌘+Enter to apply": "⌘+Entrée pour valider",
    "Press ⌘+Enter to submit form": "⌘+Entrée pour enregistrer",
  };
  const ATTRIBUTES = ["aria-label", "title", "placeholder"];
  const word = (text) => {
    const phrase = text.trim();
    if (FRENCH[phrase]) return FRENCH[phrase];
    return phrase
      .replace(/^(\d+) more$/, "$1 autres pages")
      .replace(/^Help for /, "Explication : ")
      .replace(/ — start$/, " : début")
      .replace(/ — end$/, " : fin");
  };

  function translate(node) {
    if (node.nodeType === Node.TEXT_NODE) {
      const french = word(node.data);
      if (french !== node.data.trim()) node.data = french;
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    ATTRIBUTES.forEach((name) => {
      const said = node.getAttribute(name);
      if (said && word(said) !== said) node.setAttribute(name, word(said));
    });
    node.childNodes.forEach(translate);
  }

  document.addEventListener("DOMContentLoaded", () => {
    translate(document.body);
    new MutationObserver((changes) =>
      changes.forEach((change) => {
        if (change.type === "childList") change.addedNodes.forEach(translate);
        else translate(change.target);
      }),
    ).observe(document.body, {
      subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
    });
  });
})();
