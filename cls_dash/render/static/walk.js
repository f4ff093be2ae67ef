// The areas of a map by the keyboard: one stop, arrows from one area to the next.
import { element } from "./elements.js";

/** @import { AreaMap } from "./area_map.js" */
/** @typedef {{ rank: number, name: string, x: number, y: number }} Stop */

export const KEYS =
  "Flèches : d’un lieu au suivant. Page suivante et précédente : dans l’ordre des noms. " +
  "Entrée : l’ouvrir. Plus et moins : agrandir et réduire.";
/** @type {Record<string, [number, number]>} */
const WAYS = {
  ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1],
};

/**
 * Return the stop that comes next from one in a direction: the nearest that lies more that way
 * than aside, else the one least aside; the same where there is none.
 *
 * @param {Stop[]} stops
 * @param {Stop} from
 * @param {[number, number]} way
 */
export function towards(stops, from, [right, down]) {
  let best = { stop: from, cost: Infinity };
  for (const stop of stops) {
    const [x, y] = [stop.x - from.x, stop.y - from.y];
    const ahead = x * right + y * down;
    const aside = Math.abs(x * down - y * right);
    if (ahead <= 0) continue;
    // Beyond half a right angle, only where nothing else is left.
    const cost = Math.hypot(ahead, aside) * (aside <= ahead ? 1 : 4);
    if (cost < best.cost) best = { stop, cost };
  }
  return best.stop;
}

/**
 * Return stops in the order of their names.
 *
 * @param {Stop[]} stops
 */
export const byName = (stops) =>
  [...stops].sort((one, other) => one.name.localeCompare(other.name, "fr") || one.rank - other.rank);

export class Walk {
  /** @param {AreaMap} owner */
  constructor(owner) {
    this.owner = owner;
    /** @type {Stop[]} */
    this.stops = [];
    this.level = /** @type {string | null} */ (null);
    this.at = /** @type {Stop | null} */ (null);
    this.said = element("p", "atlas-said");
    this.said.setAttribute("role", "status");
    const container = owner.map.getContainer();
    const keys = element("p", "atlas-said", KEYS);
    keys.id = "atlas-keys";
    container.append(keys, this.said);
    container.setAttribute("aria-describedby", keys.id);
    container.addEventListener("keydown", (event) => {
      if (event.target === container && this.press(event.key)) event.preventDefault();
    });
  }

  /** Find the stops of the level that is coloured, in the order of their names. */
  find() {
    const { mosaic, values, areas } = this.owner;
    if (!mosaic || !values || this.level === values.level) return;
    this.level = values.level;
    this.at = null;
    const group = mosaic.groups[values.level];
    const ranks = group ? group.codes.map((_, place) => group.of.indexOf(place)) : areas.keys();
    this.stops = byName([...ranks].map((rank) => {
      const [west, north, east, south] = mosaic.boxOf(mosaic.together(rank));
      const name = group?.names[group.of[rank]] ?? areas[rank].name;
      return { rank, name, x: (west + east) / 2, y: (north + south) / 2 };
    }));
  }

  /**
   * Do what a key asks; say whether it asks for anything.
   *
   * @param {string} key
   */
  press(key) {
    const { map } = this.owner;
    if (key === "+" || key === "=") map.zoomIn();
    else if (key === "-") map.zoomOut();
    else if (key === "Escape") this.leave();
    else if (key === "Enter" && this.at) this.owner.select(this.at.rank);
    else return this.move(key);
    return true;
  }

  /** @param {string} key */
  move(key) {
    this.find();
    const way = WAYS[key];
    const step = { PageDown: 1, PageUp: -1 }[key];
    const { stops, at } = this;
    if (!stops.length || !(way || step || key === "Home" || key === "End")) return false;
    const place = at ? stops.indexOf(at) : -1;
    if (key === "Home" || key === "End") this.go(stops[key === "Home" ? 0 : stops.length - 1]);
    else if (!at) this.go(this.first());
    else if (way) this.go(towards(stops, at, way));
    else this.go(stops[(place + Number(step) + stops.length) % stops.length]);
    return true;
  }

  /** Return where the walk starts: what is chosen, else the first name that the map writes. */
  first() {
    const { mosaic, values, selected } = this.owner;
    const chosen = mosaic?.ranksOf(values?.selected ?? selected)[0] ?? values?.labels[0];
    return this.stops.find(({ rank }) => rank === chosen) ?? this.stops[0];
  }

  /** @param {Stop} stop */
  go(stop) {
    this.at = stop;
    this.owner.pointing.show(stop.rank, (card) => {
      this.said.textContent = [...card.children].map(({ textContent }) => textContent).join(". ");
    });
  }

  leave() {
    this.at = null;
    this.said.textContent = "";
    this.owner.pointing.point(null);
  }
}
