// Names written on the map, as many as fit.
import { element } from "./elements.js";

/** @import { Place, Topology } from "./messages.js" */
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

/**
 * Say whether a rectangle is whole in another.
 *
 * @param {Rectangle} box
 * @param {Rectangle} edge
 */
export const within = (box, edge) =>
  box.left >= edge.left && box.right <= edge.right && box.top >= edge.top && box.bottom <= edge.bottom;

export class Labels {
  /** @param {L.Map} map */
  constructor(map) {
    this.map = map;
    this.group = L.layerGroup().addTo(map);
    map.on("moveend resize", () => this.tidy());
  }

  /**
   * Write the names of places, the first ones first; hide those that would cover another, or
   * that the edge of the map or what stands in its corners would cut.
   *
   * @param {Place[]} places
   * @param {NonNullable<Topology["around"]>} around Names around the areas, drawn light.
   */
  show(places, around) {
    this.group.clearLayers();
    places.forEach(({ name, latitude, longitude }) => {
      this.write(name, [latitude, longitude], "top", "atlas-label");
    });
    around.forEach(([kind, name, longitude, latitude]) => {
      this.write(name, [latitude, longitude], "center", `atlas-label atlas-around atlas-${kind}`);
    });
    this.tidy();
  }

  /**
   * @param {string} name
   * @param {[number, number]} place
   * @param {L.Direction} direction
   * @param {string} className
   */
  write(name, place, direction, className) {
    const offset = /** @type {[number, number]} */ (direction === "top" ? [0, -4] : [0, 0]);
    L.tooltip({ permanent: true, direction, offset, className, interactive: false })
      .setLatLng(place)
      .setContent(element("span", "", name))
      .addTo(this.group);
  }

  tidy() {
    const nodes = this.group.getLayers().map(
      (label) => /** @type {HTMLElement} */ (/** @type {L.Tooltip} */ (label).getElement()),
    );
    const ground = this.map.getContainer();
    const edge = ground.getBoundingClientRect();
    const whole = nodes.filter((node) => within(node.getBoundingClientRect(), edge));
    const corners = [...ground.querySelectorAll(".leaflet-control")];
    const boxes = [...corners, ...whole].map((node) => node.getBoundingClientRect());
    const seen = uncovered(boxes).slice(corners.length);
    nodes.forEach((node) => {
      node.style.visibility = seen[whole.indexOf(node)] ? "visible" : "hidden";
    });
  }
}
