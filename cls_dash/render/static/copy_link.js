// «Copier le lien»: the whole address of what is seen, and whether it could be copied.

const SHOWN_MS = 3000;

/**
 * Copy an address; say whether it was.
 *
 * @param {string} address
 * @returns {Promise<boolean>}
 */
export async function copied(address) {
  try {
    await navigator.clipboard.writeText(address);
    return true;
  } catch {
    // Without https the browser has no clipboard; it obeys an older word.
    const field = document.createElement("textarea");
    field.value = address;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}

/**
 * Return the address that the last run drew, of the page or of a part of it that runs alone.
 *
 * @param {ParentNode} page
 */
export function lastAddress(page) {
  /** @type {NodeListOf<HTMLElement>} */
  const found = page.querySelectorAll(".atlas-here");
  const runs = [...found];
  const last = runs.sort((a, b) => Number(a.dataset.run) - Number(b.dataset.run)).at(-1);
  return last?.dataset.address ?? "";
}

/** @param {HTMLElement} button @param {string} address */
export async function copyFrom(button, address) {
  const before = button.dataset.title ?? button.textContent ?? "";
  button.dataset.title = before;
  const done = await copied(address);
  button.setAttribute("aria-live", "polite");
  button.textContent = done ? "Lien copié" : "Copie refusée : ouvrez « QR »";
  setTimeout(() => { button.textContent = before; }, SHOWN_MS);
}
