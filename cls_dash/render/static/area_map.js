// Paints areas (communes, territories) whose geometry comes once, as a cached asset, and whose
// values come at each change. Classes, labels, radii and legend are made in Python.
import { addBackground } from "./background.js";
import { Cards } from "./cards.js";
import { element, inCorner } from "./elements.js";
import { addInsets } from "./insets.js";
import { Legend } from "./legend.js";
import { Assets, styled } from "./loading.js";
import { degrees, unit } from "./mercator.js";
import { Mosaic } from "./mosaic.js";
import { CHOSEN, Overlays, makePanes } from "./overlays.js";
import { painting } from "./painting.js";
import { PointCloud } from "./point_cloud.js";
import { fit } from "./room.js";
import { addSearch } from "./search.js";
import { SharedValues } from "./shared_values.js";
import { Sheets } from "./sheets.js";

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
  constructor(map, { assets, digest, font, background, box }) {
    this.map = map;
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
    this.done = {};
    this.paintInsets = () => {};
    this.assets = new Assets(assets, () => this.renew());
    this.shared = new SharedValues(this);
    makePanes(map);
    this.sheets = new Sheets(map, "areas");
    this.cloud = new PointCloud(map, "points", this.assets);
    this.setUp();
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
    map.on("mousemove", (event) => this.point(event));
    map.on("mouseout", () => this.point(null));
    map.on("click", (event) => this.enter(event));
    // Leaflet focuses the map at each press: the page must not scroll under the finger.
    const container = map.getContainer();
    container.focus = () =>
      HTMLElement.prototype.focus.call(container, { preventScroll: true });
    document.documentElement.lang = "fr";
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
    if (first && this.box) fit(this.map, this.box, { animate: false });
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
    overlays.drawCircles(values, this.areas, {
      card: (rank) => cards.card(rank),
      select: (rank) => this.select(rank),
    });
    this.cloud.show(values.points);
    overlays.labels.show(values.labels.map((rank) => this.areas[rank]));
    overlays.choose(values.selected ?? this.selected);
    const container = this.map.getContainer();
    container.setAttribute("role", "application");
    container.setAttribute("aria-label", values.title);
    if (changed || !container.dataset.painted) this.paint();
    else this.told();
    this.paintInsets();
  }

  /** Say what is on the screen, for who waits for it. */
  told() {
    const { mosaic, values } = this;
    if (!mosaic || !values) return;
    const { dataset } = this.map.getContainer();
    dataset.painted = String(mosaic.fills.reduce((total, fill) => total + Number(fill > 0), 0));
    dataset.circles = String(values.circles.length);
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

  /**
   * Return the rank of the area under the pointer, or -1.
   *
   * @param {L.LeafletMouseEvent} event
   */
  under({ latlng }) {
    return this.mosaic ? this.mosaic.at(...unit(latlng.lng, latlng.lat)) : -1;
  }

  /**
   * Return the disc of points under the pointer, if any.
   *
   * @param {L.LeafletMouseEvent} event
   */
  disc({ latlng }) {
    return this.cloud.at(this.map.project(latlng));
  }

  /** @param {L.LeafletMouseEvent | null} event */
  point(event) {
    const { mosaic, overlays, cards } = this;
    if (!mosaic || !overlays || !cards) return;
    const target = /** @type {Element | undefined} */ (event?.originalEvent.target);
    const free = target?.closest(".leaflet-interactive, .leaflet-control") ? null : event;
    const disc = free && this.disc(free);
    if (free && disc) {
      overlays.hover([]);
      cards.tellDisc(disc, free.latlng);
      return;
    }
    const rank = free ? this.under(free) : -1;
    if (!free || rank < 0) cards.tip.remove();
    else cards.tip.setLatLng(free.latlng);
    if (rank === cards.pointed) return;
    cards.pointed = rank;
    this.map.getContainer().style.cursor = rank < 0 ? "" : "pointer";
    overlays.hover(rank < 0 ? [] : mosaic.together(rank));
    if (rank >= 0) cards.tell(rank);
  }

  /**
   * Answer a click: part the points of a disc, or select an area.
   *
   * @param {L.LeafletMouseEvent} event
   */
  enter(event) {
    const disc = this.disc(event);
    if (disc && disc.points > 1) this.map.setView(event.latlng, this.map.getZoom() + 2);
    else this.select(this.under(event));
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
    const { mosaic, overlays, cards } = this;
    if (!mosaic || !overlays || !cards) return;
    if (this.found === rank) this.select(rank);
    this.found = rank;
    const together = mosaic.together(rank);
    const [west, north, east, south] = mosaic.boxOf(together);
    /** @type {Box} */
    const corners = [...degrees(west, south), ...degrees(east, north)];
    fit(this.map, corners, { maxZoom: CLOSEST, animate: false });
    overlays.hover(together, CHOSEN);
    cards.pointed = rank;
    cards.tip.setLatLng([this.areas[rank].latitude, this.areas[rank].longitude]);
    cards.tell(rank);
  }
}
