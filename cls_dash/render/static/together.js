// Maps that a page puts side by side: one scale, and what moves one moves the others alike.
// The page says which by the key of their container; maps of other pages are left alone.
(function () {
  "use strict";

  const GROUP = ".st-key-cartes_ensemble";

  L.Map.addInitHook(function () {
    const group = window.frameElement?.closest(GROUP);
    if (group) window.atlasTogether = new Together(this, group);
  });

  class Together {
    constructor(map, group) {
      Object.assign(this, { map, group, home: null, following: false });
      map.on("moveend", () => this.moved());
    }

    /** The other maps of the group whose areas are drawn. */
    others() {
      return [...this.group.querySelectorAll("iframe")]
        .map(({ contentWindow }) => contentWindow.atlasTogether)
        .filter((other) => other && other !== this && other.home);
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
      Object.assign(this, { home: this.centre(), fitted: this.map.getZoom() });
      this.lead(Math.min(this.fitted, ...this.others().map(({ fitted }) => fitted)), L.point(0, 0));
    }

    /** Show all the maps at one zoom, as far from where each began. */
    lead(zoom, offset) {
      [this, ...this.others()].forEach((member) => member.follow(zoom, offset));
    }

    follow(zoom, offset) {
      const { map } = this;
      const centre = map.unproject(this.home.add(offset), 0);
      if (map.getZoom() === zoom && map.project(centre, zoom).distanceTo(map.project(map.getCenter(), zoom)) < 1) return;
      this.following = true;
      map.setView(centre, zoom, { animate: false });
      this.following = false;
    }
  }
})();
