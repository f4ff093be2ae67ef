// A field that finds an area by its name, with the keyboard alone.
import { element, inCorner } from "./elements.js";

/** @import { Area } from "./messages.js" */

const OFFERED = 8; // Areas offered while a name is typed.
const LABEL = "Chercher sur la carte";

/**
 * Return a name as it is typed: no accent, no capital, no hyphen.
 *
 * @param {string} name
 */
export const plain = (name) =>
  name.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[-'’]/g, " ").toLowerCase();

/**
 * Return the ranks of plain names that hold what is typed: that name, then those that begin so.
 *
 * @param {string[]} names
 * @param {string} typed
 */
export function matches(names, typed) {
  const wanted = plain(typed.trim());
  if (!wanted) return [];
  const ranks = names.flatMap((name, rank) => (name.includes(wanted) ? [rank] : []));
  const order = (/** @type {number} */ rank) =>
    names[rank] === wanted ? 0 : names[rank].startsWith(wanted) ? 1 : 2;
  return ranks
    .sort((one, other) => order(one) - order(other) || names[one].length - names[other].length)
    .slice(0, OFFERED);
}

/**
 * Return the département of a commune, or nothing for another area.
 *
 * @param {string} code
 */
export function departementOf(code) {
  if (!/^\d[\dAB]\d{3}$/.test(code)) return null;
  return /^9[78]/.test(code) ? code.slice(0, 3) : code.slice(0, 2);
}

export class Search {
  /**
   * @param {Area[]} areas
   * @param {(rank: number) => void} found Goes to an area.
   */
  constructor(areas, found) {
    this.areas = areas;
    this.found = found;
    /** @type {string[] | null} */
    this.names = null;
    /** @type {number[]} */
    this.offered = [];
    this.active = 0;
    /** @type {number | undefined} Found already: Enter asks for it once more. */
    this.last = undefined;
    this.box = element("div", "atlas-search");
    this.field = this.box.appendChild(element("input"));
    this.list = this.box.appendChild(element("ul"));
    this.name();
    this.field.addEventListener("input", () => this.type());
    this.field.addEventListener("blur", () => this.offer([]));
    this.field.addEventListener("keydown", (event) => this.press(event));
  }

  /** Say to who cannot see it what this is. */
  name() {
    this.list.id = "atlas-found";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Lieux trouvés");
    Object.assign(this.field, { type: "search", placeholder: LABEL, autocomplete: "off" });
    const told = {
      role: "combobox", "aria-label": LABEL, "aria-controls": this.list.id,
      "aria-autocomplete": "list", "aria-expanded": "false",
    };
    Object.entries(told).forEach(([name, value]) => this.field.setAttribute(name, value));
  }

  type() {
    this.last = undefined;
    this.names ||= this.areas.map(({ name }) => plain(name));
    this.offer(matches(this.names, this.field.value));
  }

  /** @param {number[]} ranks */
  offer(ranks) {
    this.offered = ranks;
    this.active = 0;
    this.show();
  }

  show() {
    const { field, offered, active } = this;
    field.setAttribute("aria-expanded", String(offered.length > 0));
    this.list.replaceChildren(...offered.map((rank, place) => this.item(rank, place)));
    if (offered.length) field.setAttribute("aria-activedescendant", `atlas-found-${active}`);
    else field.removeAttribute("aria-activedescendant");
  }

  /**
   * @param {number} rank
   * @param {number} place
   */
  item(rank, place) {
    const item = element("li", "", this.areas[rank].name);
    const departement = departementOf(this.areas[rank].id);
    if (departement) item.appendChild(element("small", "", departement));
    item.id = `atlas-found-${place}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(place === this.active));
    item.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.choose(place);
    });
    return item;
  }

  /** @param {number} place */
  choose(place) {
    const rank = this.offered[place];
    if (rank === undefined) return;
    this.field.value = this.areas[rank].name;
    this.offer([]);
    this.last = rank;
    this.found(rank);
  }

  /** @param {number} step */
  move(step) {
    this.active = (this.active + step + this.offered.length) % this.offered.length;
    this.show();
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    if (event.key === "Enter" && this.last !== undefined) this.found(this.last);
    /** @type {Record<string, () => void>} */
    const answers = {
      ArrowDown: () => this.move(1),
      ArrowUp: () => this.move(-1),
      Enter: () => this.choose(this.active),
      Escape: () => this.offer([]),
    };
    if (!this.offered.length || !answers[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    answers[event.key]();
  }
}

/**
 * Put a search in a corner of the map.
 *
 * @param {L.Map} map
 * @param {Area[]} areas
 * @param {(rank: number) => void} found
 */
export const addSearch = (map, areas, found) =>
  inCorner(map, "topright", new Search(areas, found).box);
