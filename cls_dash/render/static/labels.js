// Names written on the map, as many as fit.
(function () {
  "use strict";

  const Atlas = (window.Atlas = window.Atlas || {});

  class Labels {
    constructor(map) {
      this.group = L.layerGroup().addTo(map);
      map.on("zoomend resize", () => this.tidy());
    }

    /** Write the names of places, the first ones first; hide those that would cover another. */
    show(places) {
      this.group.clearLayers();
      places.forEach(({ name, latitude, longitude }) => {
        L.tooltip({ permanent: true, direction: "top", offset: [0, -4], className: "atlas-label", interactive: false })
          .setLatLng([latitude, longitude])
          .setContent(Atlas.element("span", "", name))
          .addTo(this.group);
      });
      this.tidy();
    }

    tidy() {
      const kept = [];
      this.group.eachLayer((label) => {
        const node = label.getElement();
        node.style.visibility = "visible";
        const box = node.getBoundingClientRect();
        const covered = kept.some((other) =>
          box.left < other.right && box.right > other.left && box.top < other.bottom && box.bottom > other.top);
        if (covered) node.style.visibility = "hidden";
        else kept.push(box);
      });
    }
  }

  Atlas.Labels = Labels;
})();
