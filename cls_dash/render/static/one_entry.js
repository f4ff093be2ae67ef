// The browser's history has one entry for each page: one press of «back» leaves a page.

/**
 * Have a choice on a page take the place of the page's entry.
 *
 * The shell adds an entry each time that the address changes, and the address changes too where
 * a page opens and its defaults are no longer said.
 *
 * It may write the address of the next page before it has named that page: the entry of the
 * page that is left gets back the address that it had when the reader last did something.
 *
 * @param {Pick<History, "pushState" | "replaceState" | "state">} entries
 * @param {() => string} here Address of the page that is shown.
 * @param {() => string} acted Address of the page when the reader last did something.
 */
export function keepOneEntry(entries, here, acted) {
  const push = entries.pushState.bind(entries);
  const page = (/** @type {string} */ url) => new URL(url, here()).pathname;
  entries.pushState = (state, unused, url) => {
    if (page(String(url ?? "")) === page("")) {
      entries.replaceState(state, unused, url);
      return;
    }
    const left = acted();
    if (left !== here() && page(left) === page("")) entries.replaceState(entries.state, "", left);
    push(state, unused, url);
  };
}

/**
 * Return the address of the page when the reader last pressed something, of a map in a frame too.
 *
 * @param {Pick<Window, "addEventListener">} reader
 * @param {() => string} here
 */
export function lastActed(reader, here) {
  let left = here();
  const note = () => { left = here(); };
  for (const act of ["pointerdown", "keydown", "message"]) reader.addEventListener(act, note, true);
  return () => left;
}
