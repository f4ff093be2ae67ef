// What surrounds the pages: the link that is copied, the landmarks, the menu of a phone, what is said aloud.
import { announce } from "./announced.js";
import { copyFrom, lastAddress } from "./copy_link.js";
import { holdFocus } from "./held_focus.js";
import { nameLandmarks } from "./landmarks.js";
import { keepOneEntry, lastActed } from "./one_entry.js";

/**
 * The shell hears letters on the document: «r» alone runs the page again, under a reader who dictates.
 *
 * @param {KeyboardEvent} event
 */
function keepLetters(event) {
  const held = event.ctrlKey || event.altKey || event.metaKey;
  if (!held && /^[a-z]$/i.test(event.key)) event.stopPropagation();
}

// In a frame of another site, where the server has not said it: the page was not ready.
const asked = new URLSearchParams(location.search);
if (asked.get("embed") === "true") {
  const piece = asked.get("montre") ?? "";
  document.documentElement.dataset.embed ||= ["carte", "reponse"].includes(piece) ? piece : "page";
}

const here = () => location.href;
keepOneEntry(history, here, lastActed(window, here));
holdFocus(document);

// A menu left open on a phone would be over the next page that opens.
if (innerWidth < 768) {
  Object.keys(localStorage).filter((key) => key.startsWith("stSidebarCollapsed"))
    .forEach((key) => localStorage.setItem(key, "true"));
}

/** @param {Event} event */
const tabOf = ({ target }) => (target instanceof Element ? target.closest("[role='tab']") : null);

// The shell opens a tab as soon as the pointer goes down on it: here, once it comes up there.
for (const down of ["pointerdown", "mousedown"]) {
  document.addEventListener(down, (event) => {
    if (tabOf(event)) event.stopPropagation();
  }, true);
}
document.addEventListener("click", (event) => {
  const tab = tabOf(event);
  // A click without a pointer is what a key does, or ours.
  if (!(tab instanceof HTMLElement) || !event.detail) return;
  event.stopPropagation();
  tab.click();
}, true);

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element && event.target.closest(".atlas-copy");
  if (button instanceof HTMLElement) void copyFrom(button, lastAddress(document));
});

// The shell leaves its menu open on Escape, over the page, on a phone.
document.addEventListener("keydown", (event) => {
  const menu = document.querySelector("[data-testid='stSidebar'][data-collapsed='false']");
  if (event.key !== "Escape" || !menu) return;
  const close = menu.querySelector("[data-testid='stSidebarCollapseButton'] button");
  if (!(close instanceof HTMLElement)) return;
  close.click();
  const open = () => document.querySelector("[data-testid='stExpandSidebarButton']");
  setTimeout(() => /** @type {HTMLElement | null} */ (open())?.focus(), 300);
});

document.addEventListener("DOMContentLoaded", () => {
  document.body.addEventListener("keydown", keepLetters);
  announce(/** @type {HTMLElement} */ (document.getElementById("root")));
  nameLandmarks(document);
  new MutationObserver(() => nameLandmarks(document))
    .observe(document.body, { subtree: true, childList: true });
});
