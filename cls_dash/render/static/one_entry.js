// The browser's history has one entry for each page: one press of «back» leaves a page.

/**
 * Have a choice on a page take the place of the page's entry.
 *
 * The shell adds an entry each time that the address changes, and the address changes too where
 * a page opens and its defaults are no longer said.
 *
 * @param {Pick<History, "pushState" | "replaceState">} entries
 * @param {() => string} here Address of the page that is shown.
 */
export function keepOneEntry(entries, here) {
  const push = entries.pushState.bind(entries);
  entries.pushState = (state, unused, url) => {
    const next = new URL(url ?? here(), here());
    if (next.pathname === new URL(here()).pathname) entries.replaceState(state, unused, url);
    else push(state, unused, url);
  };
}
