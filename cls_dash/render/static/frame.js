// What surrounds the pages: the link that is copied, the landmarks, the menu of a phone.
import { copyFrom, lastAddress } from "./copy_link.js";
import { nameLandmarks } from "./landmarks.js";
import { keepOneEntry } from "./one_entry.js";

keepOneEntry(history, () => location.href);

// A menu left open on a phone would be over the next page that opens.
if (innerWidth < 768) {
  Object.keys(localStorage).filter((key) => key.startsWith("stSidebarCollapsed"))
    .forEach((key) => localStorage.setItem(key, "true"));
}

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
  nameLandmarks(document);
  new MutationObserver(() => nameLandmarks(document))
    .observe(document.body, { subtree: true, childList: true });
});
