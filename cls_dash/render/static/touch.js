// One finger scrolls the page, two move the map.
import { element } from "./elements.js";

const HINT = "Deux doigts pour déplacer la carte";
const SHOWN_MS = 1200;

/** @param {L.Map} map */
export function takeTwoFingers(map) {
  const container = map.getContainer();
  const hint = container.appendChild(element("p", "atlas-hint", HINT));
  hint.setAttribute("aria-hidden", "true");
  hint.hidden = true;
  let timer = 0;
  const listen = (/** @type {"pointerdown" | "touchmove"} */ name, /** @type {any} */ answer) =>
    container.addEventListener(name, answer, { capture: true, passive: true });
  // Before Leaflet hears of the touch: a mouse drags, a finger alone does not.
  listen("pointerdown", (/** @type {PointerEvent} */ { pointerType }) => {
    if (pointerType === "touch") map.dragging.disable();
    else map.dragging.enable();
  });
  listen("touchmove", (/** @type {TouchEvent} */ { touches }) => {
    window.clearTimeout(timer);
    hint.hidden = touches.length > 1;
    timer = window.setTimeout(() => { hint.hidden = true; }, SHOWN_MS);
  });
}
