// The page «Séance»: a file read in the browser, and the keys of its projector.
// Each key presses a button of the page: without this script, the buttons remain.
(function () {
  "use strict";

  const KEYS = {
    ArrowRight: "suivant", PageDown: "suivant", " ": "suivant",
    ArrowLeft: "precedent", PageUp: "precedent", Home: "premier", End: "dernier",
    d: "decider", D: "decider", Escape: "quitter",
  };
  const STEPS = new Set(["suivant", "precedent", "premier", "dernier"]);
  const PATIENCE = 5000; // Milliseconds that a step waits for the slide of the one before.
  const SCROLLS = { ArrowDown: 0.6, ArrowUp: -0.6 };
  const MOST_BYTES = 900000;
  const button = (key) => document.querySelector(`.st-key-${key} button`);
  const main = () => document.querySelector("[data-testid='stMain']");
  const box = () => document.querySelector(".st-key-fichier_seance textarea");

  const slide = () => document.querySelector(".atlas-slide")?.dataset.said || "";

  // The server takes two presses of a button before its answer for one: steps go one by one.
  const steps = [];
  let leaving = null; // The slide that the last step leaves, until the next one is there.

  function press(key) {
    const asked = button(key);
    if (asked && !asked.disabled) asked.click();
    return asked && !asked.disabled;
  }

  function step(key) {
    if (key) steps.push(key);
    if (leaving !== null || !steps.length) return;
    const left = slide();
    if (!press(steps.shift())) return void step();
    leaving = left;
    setTimeout(() => leaving === left && arrived(), PATIENCE);
  }

  function arrived() {
    leaving = null;
    step();
  }

  function typing(target) {
    return target.closest("input, textarea, select, [contenteditable='true'], [role='dialog']");
  }

  document.addEventListener("keydown", (event) => {
    if (!document.querySelector(".atlas-slide") || event.ctrlKey || event.altKey || event.metaKey) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (SCROLLS[event.key]) {
      event.preventDefault();
      main().scrollBy({ top: SCROLLS[event.key] * window.innerHeight });
    }
    const onButton = event.target.closest("button, a");
    if (!KEYS[event.key] || (event.key === " " && onButton)) return;
    event.preventDefault();
    (STEPS.has(KEYS[event.key]) ? step : press)(KEYS[event.key]);
  });

  // The text goes through the box below, which sends it as if it had been pasted.
  function paste(text) {
    const area = box();
    const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;
    area.focus();
    set.call(area, text);
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.blur();
  }

  document.addEventListener("change", (event) => {
    if (!event.target.matches(".atlas-file input")) return;
    const [file] = event.target.files;
    const said = document.querySelector(".atlas-file output");
    said.textContent = "";
    if (file && file.size > MOST_BYTES) {
      said.textContent = "Ce fichier est trop lourd pour être une séance. Choisissez-en un autre.";
    } else if (file && box()) {
      file.text().then(paste);
    }
    event.target.value = "";
  });

  // A region that outlives the slides: screen readers hear what changes inside one they know.
  document.addEventListener("DOMContentLoaded", () => {
    const live = document.createElement("div");
    live.className = "atlas-live";
    live.setAttribute("aria-live", "polite");
    document.body.append(live);
    let deciding = false;
    new MutationObserver(() => {
      const said = slide();
      if (leaving !== null && said !== leaving) arrived();
      if (live.textContent !== said) {
        live.textContent = said;
        main()?.scrollTo({ top: 0 });
      }
      const field = document.querySelector(".st-key-decision_projetee textarea");
      if (field && !deciding) field.focus();
      deciding = Boolean(field);
    }).observe(document.getElementById("root"), {
      subtree: true, childList: true, attributes: true, attributeFilter: ["data-said"],
    });
  });
})();
