// Tells a screen reader of the answer that changed, which it would not look for.
import { Announcer } from "./announcer.js";
import { liveRegion } from "./live.js";

const LONG_MS = 1000;
const STILL_MS = 400;
const STATE = "data-test-script-state";

/** @param {string} place */
const textOf = (place) =>
  document.querySelector(`[data-testid='stMain'] ${place}`)?.textContent?.trim() ?? "";

/**
 * Announce what changes in the pages under a root, but slides: they speak for themselves.
 *
 * @param {HTMLElement} root
 */
export function announce(root) {
  const live = liveRegion();
  const announcer = new Announcer((text) => {
    live.textContent = text;
  });
  let running = false;
  let timer = 0;
  new MutationObserver(() => {
    const now = root.querySelector(".stApp")?.getAttribute(STATE) !== "notRunning";
    if (now === running) return;
    running = now;
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (document.querySelector(".atlas-slide")) return;
      if (running) announcer.wait();
      else announcer.rest({ title: textOf("h1"), answer: textOf(".atlas-answer") });
    }, running ? LONG_MS : STILL_MS);
  }).observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: [STATE] });
}
