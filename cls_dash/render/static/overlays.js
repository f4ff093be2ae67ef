// What is drawn over the areas: circles, names, and the outlines of those that stand out.
import { Labels } from "./labels.js";
import { degrees } from "./mercator.js";
import { theme } from "./theme.js";
import { tooltip, unpack } from "./tooltips.js";

/** @import { Mosaic } from "./mosaic.js" */
/** @import { Perimeters, Place, Values } from "./messages.js" */
/** @import { Assets } from "./loading.js" */
/**
 * @typedef {object} Answers What happens when a circle is pointed at, left, or clicked.
 * @property {(rank: number, place: L.LatLng) => void} point An area's.
 * @property {(card: HTMLElement, place: L.LatLng) => void} tell A place's.
 * @property {() => void} leave
 * @property {(rank: number) => void} select
 */

export const CHOSEN = { weight: 3, fill: false, interactive: false };
export const POINTED = { ...CHOSEN, weight: 1.5 };
const PANES = ["areas", "outlines", "points", "circles", "chosen"];

/**
 * Make the panes of a map, stacked in their order whatever is drawn first.
 *
 * @param {L.Map} map
 */
export function makePanes(map) {
  PANES.forEach((name, rank) => {
    const { style } = map.createPane(name);
    style.zIndex = String(401 + rank);
    if (name !== "circles") style.pointerEvents = "none";
  });
}

export class Overlays {
  /**
   * @param {L.Map} map
   * @param {Assets} assets
   * @param {Mosaic} mosaic
   */
  constructor(map, assets, mosaic) {
    this.assets = assets;
    this.mosaic = mosaic;
    /** @type {Record<string, L.Renderer>} */
    this.renderer = Object.fromEntries(
      ["outlines", "circles", "chosen"].map((pane) => [pane, L.svg({ pane, padding: 0.4 })]),
    );
    this.outlined = L.layerGroup().addTo(map);
    this.circles = L.layerGroup().addTo(map);
    this.chosen = L.layerGroup().addTo(map);
    this.hovered = L.layerGroup().addTo(map);
    this.labels = new Labels(map);
    /** @type {string | undefined} */
    this.outlinedNow = undefined;
  }

  /**
   * Return the outline of some areas together.
   *
   * @param {number[]} ranks
   * @param {L.PolylineOptions} style
   */
  outline(ranks, style, pane = "chosen") {
    const runs = this.mosaic.around(ranks).map((run) =>
      run.map(([x, y]) => {
        const [longitude, latitude] = degrees(x, y);
        return L.latLng(latitude, longitude);
      }),
    );
    const { ink: color } = theme.ground;
    return L.polyline(runs, { color, ...style, renderer: this.renderer[pane], pane });
  }

  /**
   * Outline the areas under the pointer, or those that were searched.
   *
   * @param {number[]} ranks
   * @param {L.PolylineOptions} [style]
   */
  hover(ranks, style = POINTED) {
    this.hovered.clearLayers();
    if (ranks.length) this.outline(ranks, style).addTo(this.hovered);
  }

  /**
   * Outline what the reader chose, by its code.
   *
   * @param {string | null | undefined} id
   */
  choose(id) {
    this.chosen.clearLayers();
    const ranks = this.mosaic.ranksOf(id);
    if (ranks.length) this.outline(ranks, CHOSEN).addTo(this.chosen);
  }

  /**
   * Draw the outlines of territories, one of which stands out.
   *
   * @param {Perimeters} [perimeters]
   */
  async drawPerimeters(perimeters) {
    const wanted = perimeters && `${perimeters.address} ${perimeters.chosen}`;
    if (wanted === this.outlinedNow) return;
    this.outlinedNow = wanted;
    const answer = perimeters && (await this.assets.get(perimeters.address));
    if (wanted !== this.outlinedNow) return;
    this.outlined.clearLayers();
    /** @type {Record<string, number[]>} */
    const members = answer?.perimeters ?? {};
    Object.entries(members).forEach(([slug, ranks]) => {
      const weight = slug === perimeters?.chosen ? 2.5 : 1;
      this.outline(ranks, { ...CHOSEN, weight }, "outlines").addTo(this.outlined);
    });
  }

  /**
   * @param {Values} values
   * @param {Place[]} places
   * @param {Answers} answers
   */
  drawCircles({ circles, circleStyle, patterns }, places, answers) {
    this.circles.clearLayers();
    circles.forEach(([place, radius, tip, colour]) => {
      const rank = Array.isArray(place) ? -1 : place;
      const area = places[rank];
      const [longitude, latitude] = Array.isArray(place) ? place : [area.longitude, area.latitude];
      const circle = L.circleMarker([latitude, longitude], {
        radius, ...theme.styled(circleStyle),
        ...(colour && { fillColor: theme.shown(colour), fillOpacity: 0.9 }),
        renderer: this.renderer.circles, pane: "circles", bubblingMouseEvents: false,
      }).addTo(this.circles);
      const [name, ...lines] = area ? [] : unpack(patterns, tip);
      // A tooltip of the circle's own would make it one more stop of the keyboard.
      circle.on("mousemove", ({ latlng }) => {
        if (area) answers.point(rank, latlng);
        else answers.tell(tooltip(name, lines), latlng);
      });
      circle.on("mouseout", () => answers.leave());
      if (area) circle.on("click", () => answers.select(rank));
    });
  }
}
