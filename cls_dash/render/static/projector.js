// The page «Séance»: a file read in the browser, and the keys of its projector.
import { liveRegion } from "./live.js";
import { Steps, answerTo } from "./projector_keys.js";

const MOST_BYTES = 900000;
const TOO_HEAVY = "Ce fichier est trop lourd pour être une séance. Choisissez-en un autre.";
const TYPING = "input, textarea, select, [contenteditable='true'], [role='dialog']";

const main = () => document.querySelector("[data-testid='stMain']");

/** @returns {HTMLTextAreaElement | null} */
const box = () => document.querySelector(".st-key-fichier_seance textarea");

/** @returns {HTMLElement | null} */
const slideShown = () => document.querySelector(".atlas-slide");

const slide = () => slideShown()?.dataset.said || "";

/** @param {string} key */
function press(key) {
  /** @type {HTMLButtonElement | null} */
  const button = document.querySelector(`.st-key-${key} button`);
  if (!button || button.disabled) return false;
  button.click();
  return true;
}

const steps = new Steps(press, slide);

document.addEventListener("keydown", (event) => {
  if (!slideShown()) return;
  const target = /** @type {HTMLElement} */ (event.target);
  const focus = {
    typing: target.closest(TYPING) !== null,
    onButton: target.closest("button, a") !== null,
  };
  const { step, button, scroll, leave } = answerTo(event, focus);
  if (leave) target.blur();
  if (scroll) main()?.scrollBy({ top: scroll * window.innerHeight });
  if (step || button || scroll) event.preventDefault();
  if (step) steps.ask(step);
  if (button) press(button);
});

/**
 * Put a text in the box below, which sends it as if it had been pasted.
 *
 * @param {HTMLTextAreaElement} area
 * @param {string} text
 */
function paste(area, text) {
  const value = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value");
  area.focus();
  value?.set?.call(area, text);
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.blur();
}

document.addEventListener("change", ({ target }) => {
  const field = /** @type {HTMLInputElement} */ (target);
  if (!field.matches(".atlas-file input")) return;
  const file = field.files?.[0];
  const said = document.querySelector(".atlas-file output");
  if (said) said.textContent = file && file.size > MOST_BYTES ? TOO_HEAVY : "";
  if (file && file.size <= MOST_BYTES && box()) {
    file.text().then((text) => {
      const area = box();
      if (area) paste(area, text);
    });
  }
  field.value = "";
});

document.addEventListener("DOMContentLoaded", () => {
  const live = liveRegion();
  let deciding = false;
  let told = "";
  const root = /** @type {HTMLElement} */ (document.getElementById("root"));
  new MutationObserver(() => {
    const said = slide();
    steps.see(said);
    if (told !== said) {
      told = said;
      live.textContent = said;
      main()?.scrollTo({ top: 0 });
    }
    /** @type {HTMLElement | null} */
    const field = document.querySelector(".st-key-decision_projetee textarea");
    if (field && !deciding) field.focus();
    deciding = field !== null;
  }).observe(root, {
    subtree: true, childList: true, attributes: true, attributeFilter: ["data-said"],
  });
});
