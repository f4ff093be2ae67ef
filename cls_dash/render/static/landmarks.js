// Roles that the shell gives to nothing: where the foot of the page begins.

/** @type {Record<string, [string, string]>} Role and name, by what is found. */
const LANDMARKS = {
  ".st-key-pied": ["contentinfo", "Pied de page"],
  ".st-key-barre": ["search", "Territoire et filtres"],
};

/** The shell puts titles between the items of the lists of its menu: they are no lists then. */
const LISTS = "[data-testid='stSidebarNav'] ul";

/** @param {ParentNode} page */
export function nameLandmarks(page) {
  for (const list of page.querySelectorAll(`${LISTS}:not([role])`)) list.setAttribute("role", "group");
  for (const item of page.querySelectorAll(`${LISTS} li:not([role])`)) item.setAttribute("role", "none");
  for (const [place, [role, name]] of Object.entries(LANDMARKS)) {
    const found = page.querySelector(place);
    if (!found || found.getAttribute("role") === role) continue;
    found.setAttribute("role", role);
    found.setAttribute("aria-label", name);
  }
}
