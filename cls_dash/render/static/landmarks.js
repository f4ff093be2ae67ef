// Roles that the shell gives to nothing: where the foot of the page begins.

/** @type {Record<string, [string, string]>} Role and name, by what is found. */
const LANDMARKS = {
  ".st-key-pied": ["contentinfo", "Pied de page"],
  ".st-key-barre": ["search", "Territoire et filtres"],
};

/** @param {ParentNode} page */
export function nameLandmarks(page) {
  for (const [place, [role, name]] of Object.entries(LANDMARKS)) {
    const found = page.querySelector(place);
    if (!found || found.getAttribute("role") === role) continue;
    found.setAttribute("role", role);
    found.setAttribute("aria-label", name);
  }
}
