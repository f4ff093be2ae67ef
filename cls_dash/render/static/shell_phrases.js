// The shell around the pages speaks English to screen readers and in a few tooltips.
// Only exact phrases of the shell are replaced.

const FRENCH = new Map(Object.entries({
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
  "Selected values": "Choix retenus",
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
  "Sidebar": "Menu",
  "Navigate to home page": "Accueil de l’atlas",
  "Logo": "Atlas CLS",
  "Page not found": "Page introuvable",
  "Not found": "Introuvable",
  "streamlit_folium.st_folium": "Carte",
  "More": "Plus",
  "Upload": "Choisir un fichier",
  "Add files": "Ajouter un fichier",
  "Drag and drop a file here": "Déposez un fichier ici",
  "Drag and drop files here": "Déposez des fichiers ici",
  "Press Enter to apply": "Entrée pour valider",
  "Press Enter to submit form": "Entrée pour enregistrer",
  "Press Ctrl+Enter to apply": "Ctrl+Entrée pour valider",
  "Press Ctrl+Enter to submit form": "Ctrl+Entrée pour enregistrer",
  "Press ⌘+Enter to apply": "⌘+Entrée pour valider",
  "Press ⌘+Enter to submit form": "⌘+Entrée pour enregistrer",
}));

/**
 * Return a phrase of the shell in French; any other text as it is.
 *
 * @param {string} text
 */
export function frenchOf(text) {
  const phrase = text.trim();
  const french = FRENCH.get(phrase);
  if (french) return french;
  return phrase
    .replace(/^(\d+) options? available\.$/, "Choix : $1.")
    .replace(/^The page that you have requested does not seem to exist\..*$/,
      "Cette page n’existe pas : voici l’accueil.")
    .replace(/^([\d.]+) ?([KMG])B per file/, "$1 $2o au plus par fichier")
    .replace(/^(\d+) more$/, "$1 autres pages")
    .replace(/^Help for /, "Explication : ")
    .replace(/^Remove (?=\S)/, "Retirer ")
    .replace(/ — start$/, " : début")
    .replace(/ — end$/, " : fin");
}
