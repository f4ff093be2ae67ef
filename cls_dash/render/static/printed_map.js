// A map on paper: whole at the width of the page, its legend under it rather than over it.
import { HALF, PAPER } from "./paper_width.js";

/**
 * Prepare a map whenever its page is printed, and give it its place back after.
 *
 * @param {L.Map} map
 */
export function printWhole(map) {
  /** @type {() => void} */
  let restore = () => {};
  window.addEventListener("beforeprint", () => { restore = prepare(map); });
  window.addEventListener("afterprint", () => restore());
}

/** @param {L.Map} map */
function prepare(map) {
  const container = map.getContainer();
  const bounds = map.getBounds();
  const over = container.querySelector(".atlas-legend");
  const legend = /** @type {HTMLElement | undefined} */ (over?.cloneNode(true));
  const tall = container.clientHeight;
  const printed = container.style;
  const frame = /** @type {HTMLElement | null} */ (window.frameElement);
  const room = frame?.closest(".st-key-cartes_ensemble") ? HALF : PAPER;
  const wide = Math.min(room, container.clientWidth);
  // A part of the window's height would be one of the paper's, which is taller: a gap.
  frame?.style.setProperty("height", `${window.innerHeight}px`, "important");
  // Bars that paper lacks give the map their room back: these sizes hold.
  container.classList.add("atlas-printed");
  printed.setProperty("--wide", `${wide}px`);
  printed.setProperty("--tall", `${tall}px`);
  if (legend) {
    legend.classList.add("atlas-below");
    legend.style.width = `${wide - 18}px`;
    container.after(legend);
    printed.setProperty("--tall", `${tall - legend.offsetHeight}px`);
  }
  map.invalidateSize({ animate: false });
  // Maps that are compared keep their one scale, each around its centre.
  if (room === PAPER) map.fitBounds(bounds, { animate: false });
  return () => {
    legend?.remove();
    frame?.style.removeProperty("height");
    container.classList.remove("atlas-printed");
    map.invalidateSize({ animate: false });
    map.fitBounds(bounds, { animate: false });
  };
}
