// Paints areas (communes, territories) whose geometry comes once, as a cached asset, and whose
// values come at each change. Classes, labels, radii and legend are made in Python.
import { addBackground } from "./background.js";
import { Cards } from "./cards.js";
import { element, inCorner } from "./elements.js";
import { addInsets } from "./insets.js";
import { Legend } from "./legend.js";
import { Assets, styled } from "./loading.js";
import { degrees } from "./mercator.js";
import { Mosaic } from "./mosaic.js";
import { Overlays, makePanes } from "./overlays.js";
import { painting } from "./painting.js";
import { PointCloud } from "./point_cloud.js";
import { Pointing } from "./pointing.js";
import { fill, fit, keep } from "./room.js";
import { addSearch } from "./search.js";
import { SharedValues } from "./shared_values.js";
import { Sheets } from "./sheets.js";
import { theme } from "./theme.js";
import { takeTwoFingers } from "./touch.js";
import { Walk } from "./walk.js";

/** @import { Box, MapOptions, Place, SharedPage, Topology, Values } from "./messages.js" */
/** @import { View } from "./mercator.js" */

const CLOSEST = 11; // Zoom of a commune that was searched.
const UNREACHED = "La carte n’a pas pu être chargée. Rechargez la page.";
const RENEWED = "Ces données viennent d’être mises à jour. Rechargez la page.";

export class AreaMap {
  /**
   * @param {L.Map} map
   * @param {MapOptions} options
   */
  constructor(map, { assets, digest, font, background, box, colours }) {
    this.map = map;
    theme.colours = colours;
    theme.read();
    this.box = box;
    /** @type {Place[]} */
    this.areas = [];
    // What needs the outlines comes with them.
    this.mosaic = /** @type {Mosaic | null} */ (null);
    this.overlays = /** @type {Overlays | null} */ (null);
    this.cards = /** @type {Cards | null} */ (null);
    this.pending = /** @type {Values | null} */ (null);
    this.values = /** @type {Values | null} */ (null); // Those that are shown.
    this.legend = /** @type {Legend | null} */ (null);
    this.selected = /** @type {string | null} */ (null);
    this.found = -1;
    this.home = ""; // The view of all the areas, as long as the reader has not moved.
    this.done = {};
    this.paintInsets = () => {};
    this.assets = new Assets(assets, () => this.renew());
    this.shared = new SharedValues(this);
    makePanes(map);
    this.sheets = new Sheets(map, "areas");
    this.cloud = new PointCloud(map, "points", this.assets);
    this.setUp();
    this.pointing = new Pointing(this);
    this.walk = new Walk(this);
    takeTwoFingers(map);
    if (background) {
      const pane = /** @type {HTMLElement} */ (map.getPane("areas"));
      addBackground(map, background, (on) => {
        pane.style.opacity = on ? "0.65" : "1";
      });
    }
    Promise.all([this.assets.outlines(digest), styled(font)])
      .then(([topology]) => this.open(topology))
      .catch(() => this.say(UNREACHED));
  }

  setUp() {
    const { map } = this;
    L.control.zoom({ zoomInTitle: "Agrandir", zoomOutTitle: "Réduire" }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    // The wheel scrolls the page until the reader has entered the map.
    map.scrollWheelZoom.disable();
    map.on("focus click", () => map.scrollWheelZoom.enable());
    map.on("blur", () => map.scrollWheelZoom.disable());
    map.on("moveend resize", () => this.paint());
    map.keyboard.disable(); // Arrows go from one area to the next: see walk.js.
    window.addEventListener("resize", () => fill(map));
    keep(map, () => (this.view() === this.home ? () => this.fitAll() : null));
    // The page tells its frames when its theme changes, among other things.
    window.addEventListener("message", () => this.recolour());
    window.matchMedia("print").addEventListener("change", () => this.recolour());
    // Leaflet focuses the map at each press: the page must not scroll under the finger.
    const container = map.getContainer();
    const focus = container.focus.bind(container);
    container.focus = () => focus({ preventScroll: true });
    container.setAttribute("role", "application");
    container.setAttribute("aria-roledescription", "carte");
    document.documentElement.lang = "fr";
  }

  /** Remember where the map is, to show the same in a frame of another size. */
  settle() {
    this.home = this.view();
  }

  view() {
    const { lat, lng } = this.map.getCenter();
    return `${this.map.getZoom()} ${lat.toFixed(5)} ${lng.toFixed(5)}`;
  }

  fitAll() {
    if (!this.box) return;
    window.atlasTogether?.leave();
    fit(this.map, this.box, { animate: false });
    this.settle();
  }

  /** Paint all anew where the page went from light to dark, or back. */
  recolour() {
    if (!theme.read() || !this.values) return;
    this.legend?.show(this.values);
    this.overlays?.choose(this.values.selected ?? this.selected);
    this.drawCircles(this.values);
    this.paint();
    this.paintInsets();
  }

  /** @param {string} text */
  say(text) {
    inCorner(this.map, "topright", element("p", "atlas-note", text));
  }

  /** The data changed: a page that shares its values says where they are now. */
  renew() {
    if (!this.shared.renew()) this.say(RENEWED);
  }

  /** @param {Topology} topology */
  open(topology) {
    const { map, assets } = this;
    const mosaic = (this.mosaic = new Mosaic(topology));
    this.overlays = new Overlays(map, assets, mosaic);
    this.cards = new Cards(map, assets, mosaic);
    this.areas = mosaic.list.map((area, rank) => {
      const [longitude, latitude] = mosaic.centre(rank);
      return { ...area, longitude, latitude };
    });
    addSearch(map, this.areas, (rank) => this.goTo(rank));
    if (topology.frames.length > 1) {
      this.paintInsets = addInsets(map, topology.frames, this.painter(mosaic));
    }
    this.box ||= topology.frames[0].box;
    if (this.pending) this.apply(this.pending);
  }

  /**
   * Show values that many people look at: they are fetched, and the reader may choose others.
   *
   * @param {SharedPage} page
   */
  share(page) {
    return this.shared.share(page);
  }

  /**
   * Say what values mean; the first time, then show all of the areas in the room that is left.
   *
   * @param {Values} values
   */
  lay(values) {
    const first = !this.legend;
    this.legend ||= new Legend(this.map);
    this.legend.show(values);
    if (first) {
      fill(this.map);
      this.fitAll();
    }
  }

  /**
   * Show values, once the outlines are there: only what changed is painted again.
   *
   * @param {Values} values
   */
  apply(values) {
    this.pending = values;
    const { mosaic, overlays, cards } = this;
    if (!mosaic || !overlays || !cards) return;
    this.lay(values);
    this.values = cards.values = values;
    const changed = mosaic.colour(values);
    overlays.drawPerimeters(values.perimeters);
    this.drawCircles(values);
    this.cloud.show(values.points);
    overlays.labels.show(values.labels.map((rank) => this.areas[rank]), mosaic.named);
    overlays.choose(values.selected ?? this.selected);
    const container = this.map.getContainer();
    container.setAttribute("aria-label", values.title);
    if (window.frameElement) window.frameElement.setAttribute("title", titleOf(values.title));
    if (changed || !container.dataset.painted) this.paint();
    else this.told();
    this.paintInsets();
  }

  /** @param {Values} values */
  drawCircles(values) {
    const { cards, map } = this;
    this.overlays?.drawCircles(values, this.areas, {
      point: (rank, place) => this.pointing.pointAt(rank, place),
      tell: (card, place) => cards?.open(card, place),
      leave: () => this.pointing.point(null),
      select: (rank) => this.select(rank),
    });
    map.getContainer().dataset.circles = String(values.circles.length);
  }

  /** Say what is on the screen, for who waits for it. */
  told() {
    const { mosaic, values } = this;
    if (!mosaic || !values) return;
    const { dataset } = this.map.getContainer();
    dataset.painted = String(mosaic.fills.reduce((total, fill) => total + Number(fill > 0), 0));
    dataset.shown = values.key || "";
    this.shared.tellChoice();
    // The first pointing at an area must not wait for it.
    setTimeout(() => mosaic.areas.index(), 0);
  }

  /**
   * Return what paints a view of the areas.
   *
   * @param {Mosaic} mosaic
   */
  painter(mosaic) {
    return (/** @type {CanvasRenderingContext2D} */ canvas, /** @type {View} */ view) =>
      painting(mosaic, canvas, view);
  }

  paint() {
    const { mosaic, assets, sheets } = this;
    if (!mosaic || !this.values) return;
    this.cloud.paint();
    sheets.paint(this.painter(mosaic), () => this.told());
    mosaic
      .refine(sheets.view(), (digest) => assets.outlines(digest))
      .then((finer) => finer && this.paint());
  }

  /** @param {number} rank */
  select(rank) {
    if (rank < 0 || !this.mosaic) return;
    const group = this.mosaic.groups[this.values?.level ?? ""];
    const id = group ? group.codes[group.of[rank]] : this.areas[rank].id;
    this.selected = id;
    this.overlays?.choose(id); // At once: the server answers later.
    this.tellPage({ selected: id, at: Date.now() });
  }

  /**
   * Tell the page what the reader did; what he did before is said again, lest it be lost.
   *
   * @param {object} done
   */
  tellPage(done) {
    this.done = { ...this.done, ...done };
    window.Streamlit.setComponentValue(this.done);
  }

  /**
   * Go to an area that was searched; asked a second time, select it.
   *
   * @param {number} rank
   */
  goTo(rank) {
    const { mosaic } = this;
    if (!mosaic) return;
    if (this.found === rank) this.select(rank);
    this.found = rank;
    const [west, north, east, south] = mosaic.boxOf(mosaic.together(rank));
    /** @type {Box} */
    const corners = [...degrees(west, south), ...degrees(east, north)];
    fit(this.map, corners, { maxZoom: CLOSEST, animate: false });
    this.pointing.show(rank);
  }

}

/**
 * Return what reads a map, up to the sentence that names it.
 *
 * @param {string} text
 */
function titleOf(text) {
  const sentences = text.split(/\. (?=\S)/);
  return sentences.slice(0, sentences.findIndex((each) => each.includes("Carte")) + 1).join(". ");
}
