// What a map tells of the area that is pointed at, by a mouse, a finger, a key or the search.
import { unit } from "./mercator.js";
import { CHOSEN } from "./overlays.js";

/** @import { AreaMap } from "./area_map.js" */

export class Pointing {
  /** @param {AreaMap} owner */
  constructor(owner) {
    this.owner = owner;
    const { map } = owner;
    map.on("mousemove", (event) => this.point(event));
    map.on("mouseout", () => this.point(null));
    map.on("click", (event) => this.enter(event));
    this.closeOnEscape();
  }

  /** Close the card that covers the map, wherever the focus is: the pointer need not move. */
  closeOnEscape() {
    const left = new AbortController();
    addEventListener("pagehide", () => left.abort());
    for (const page of new Set([document, window.parent.document])) {
      page.addEventListener("keydown", ({ key }) => key === "Escape" && this.point(null), left);
    }
  }

  /**
   * Return the rank of the area under the pointer, or -1.
   *
   * @param {L.LeafletMouseEvent} event
   */
  under({ latlng }) {
    return this.owner.mosaic?.at(...unit(latlng.lng, latlng.lat)) ?? -1;
  }

  /**
   * Return the disc of points under the pointer, if any.
   *
   * @param {L.LeafletMouseEvent} event
   */
  disc({ latlng }) {
    return this.owner.cloud.at(this.owner.map.project(latlng));
  }

  /** @param {L.LeafletMouseEvent | null} event */
  point(event) {
    const { mosaic, overlays, cards } = this.owner;
    if (!mosaic || !overlays || !cards) return;
    const target = /** @type {Element | undefined} */ (event?.originalEvent.target);
    const free = target?.closest(".leaflet-interactive, .leaflet-control") ? null : event;
    const disc = free && this.disc(free);
    if (free && disc) {
      overlays.hover([]);
      cards.tellDisc(disc, free.latlng);
      return;
    }
    this.pointAt(free ? this.under(free) : -1, free?.latlng);
  }

  /**
   * Tell of the area that is pointed at; of none without a place.
   *
   * @param {number} rank
   * @param {L.LatLng} [place]
   */
  pointAt(rank, place) {
    const { mosaic, overlays, cards } = this.owner;
    if (!mosaic || !overlays || !cards) return;
    if (!place || rank < 0) cards.tip.remove();
    else cards.tip.setLatLng(place);
    if (rank === cards.pointed) return;
    cards.pointed = rank;
    this.owner.map.getContainer().style.cursor = rank < 0 ? "" : "pointer";
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
    if (disc && disc.points > 1) this.owner.map.setView(event.latlng, this.owner.map.getZoom() + 2);
    else this.owner.select(this.under(event));
  }

  /**
   * Show an area that stands out, wherever it is, and what is known of it.
   *
   * @param {number} rank
   * @param {(card: HTMLElement) => void} [heard] Called with each card that is shown.
   */
  show(rank, heard) {
    const { mosaic, overlays, cards, map } = this.owner;
    if (!mosaic || !overlays || !cards) return;
    const { latitude, longitude } = this.owner.areas[rank];
    const place = L.latLng(latitude, longitude);
    map.panInside(place, { padding: [60, 60], animate: false });
    overlays.hover(mosaic.together(rank), CHOSEN);
    cards.pointed = rank;
    cards.tip.setLatLng(place);
    cards.tell(rank, heard);
  }
}
