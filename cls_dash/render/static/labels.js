// Names written on the map, as many as fit.
import { element } from "./elements.js";

/** @import { Place } from "./messages.js" */
/** @typedef {Pick<DOMRect, "left" | "right" | "top" | "bottom">} Rectangle */

/**
 * Say which of some rectangles are kept: the first ones, unless they cover one before.
 *
 * @param {Rectangle[]} boxes
 */
export function uncovered(boxes) {
  /** @type {Rectangle[]} */
  const kept = [];
  return boxes.map((box) => {
    const free = !kept.some((other) =>
      box.left < other.right && box.right > other.left &&
      box.top < other.bottom && box.bottom > other.top);
    if (free) kept.push(box);
    return free;
  });
}

export class Labels {
  /** @param {L.Map} map */
  constructor(map) {
    this.group = L.layerGroup().addTo(map);
    map.on("zoomend resize", () => this.tidy());
  }

  /**
   * Write the names of places, the first ones first; hide those that would cover another.
   *
   * @param {Place[]} places
   */
  show(places) {
    this.group.clearLayers();
    places.forEach(({ name, latitude, longitude }) => {
      L.tooltip({
        permanent: true, direction: "top", offset: [0, -4], className: "atlas-label",
        interactive: false,
      })
        .setLatLng([latitude, longitude])
        .setContent(element("span", "", name))
        .addTo(this.group);
    });
    this.tidy();
  }

  tidy() {
    const nodes = this.group.getLayers().map(
      (label) => /** @type {HTMLElement} */ (/** @type {L.Tooltip} */ (label).getElement()),
    );
    const seen = uncovered(nodes.map((node) => node.getBoundingClientRect()));
    nodes.forEach((node, rank) => {
      node.style.visibility = seen[rank] ? "visible" : "hidden";
    });
  }
}
