// Maps that a page puts side by side: one scale, and what moves one moves the others alike.
// The page says which by the key of their container; maps of other pages are left alone.

const GROUP = ".st-key-cartes_ensemble";

export class Together {
  /**
   * @param {L.Map} map
   * @param {Element} group What holds the frames of all the maps.
   */
  constructor(map, group) {
    this.map = map;
    this.group = group;
    /** @type {L.Point | null} Where the map began, once its areas are drawn. */
    this.home = null;
    this.fitted = 0;
    this.following = false;
    map.on("moveend", () => this.moved());
  }

  /** Return the other maps of the group whose areas are drawn. */
  others() {
    return [...this.group.querySelectorAll("iframe")].flatMap(({ contentWindow }) => {
      const other = contentWindow?.atlasTogether;
      return other && other !== this && other.home ? [other] : [];
    });
  }

  /** Begin anew at the next move, as the frame has another size. */
  leave() {
    this.home = null;
  }

  /** Take the present view as the one that a new size of the frame finds again. */
  settle() {
    window.areaMap?.settle();
  }

  centre() {
    return this.map.project(this.map.getCenter(), 0);
  }

  moved() {
    if (this.following) return;
    if (!this.home) this.join();
    else this.lead(this.map.getZoom(), this.centre().subtract(this.home));
  }

  /** Once its areas are fitted, a map brings all to the scale at which the largest fits. */
  join() {
    if (!window.areaMap?.mosaic) return;
    this.home = this.centre();
    this.fitted = this.map.getZoom();
    this.lead(Math.min(this.fitted, ...this.others().map(({ fitted }) => fitted)), L.point(0, 0));
    [this, ...this.others()].forEach((member) => member.settle());
  }

  /**
   * Show all the maps at one zoom, as far from where each began.
   *
   * @param {number} zoom
   * @param {L.Point} offset
   */
  lead(zoom, offset) {
    [this, ...this.others()].forEach((member) => member.follow(zoom, offset));
  }

  /**
   * @param {number} zoom
   * @param {L.Point} offset
   */
  follow(zoom, offset) {
    const { map, home } = this;
    if (!home) return;
    const centre = map.unproject(home.add(offset), 0);
    const away = map.project(centre, zoom).distanceTo(map.project(map.getCenter(), zoom));
    if (map.getZoom() === zoom && away < 1) return;
    this.following = true;
    map.setView(centre, zoom, { animate: false });
    this.following = false;
  }
}

/**
 * Put a new map with those beside it, if its page shows several.
 *
 * @param {L.Map} map
 */
export function joinOthers(map) {
  const group = window.frameElement?.closest(GROUP);
  if (group) window.atlasTogether = new Together(map, group);
}
