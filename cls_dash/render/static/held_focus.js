// The tab that a reader chose by keyboard keeps the focus while the page answers.

/**
 * Give the focus back to a tab that loses it because the shell disables its tabs for a moment.
 *
 * It does so at the beginning of some runs: a tab that is disabled has no «tabindex» any more, the
 * browser takes the focus from it, and the reader's next arrow would scroll the page.
 *
 * @param {Document} page
 */
export function holdFocus(page) {
  page.addEventListener("focusout", ({ target, relatedTarget }) => {
    if (relatedTarget || !(target instanceof HTMLElement) || !target.matches("[role='tab']")) return;
    queueMicrotask(() => {
      // Left for something else, a tab keeps its «tabindex».
      if (!target.isConnected || target.hasAttribute("tabindex")) return;
      target.tabIndex = -1;
      target.focus({ preventScroll: true });
    });
  });
}
