// Two canvases laid on the map: one is seen, the other is painted bit by bit, then they
// change places. Nothing flickers, and the page answers while 35,000 areas are painted.
(function () {
  "use strict";

  const Atlas = (window.Atlas = window.Atlas || {});

  const MARGIN = 0.25; // Of the map's size, painted around it: a short drag shows no blank.
  const SLICE_MS = 5; // What is asked of a canvas is done after it, and takes as long again.
  const MAX_RATIO = 2;

  /** Go on once the browser has answered what waits. A timer would lose 4 ms each time. */
  const later = (work) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = work;
    channel.port2.postMessage(null);
  };

  class Sheets {
    constructor(map, pane) {
      this.map = map;
      this.sheets = [0, 1].map(() =>
        L.svgOverlay(document.createElement("canvas"), [[0, 0], [0, 0]], { pane }).addTo(map),
      );
      this.job = null;
    }

    /** Return what is to be painted: pixels are `unit * scale - (left, top)`. */
    view() {
      const size = this.map.getSize();
      const margin = size.multiplyBy(MARGIN).round();
      const bounds = this.map.getPixelBounds();
      const [min, max] = [bounds.min.subtract(margin), bounds.max.add(margin)];
      const scale = this.map.options.crs.scale(this.map.getZoom());
      return {
        scale,
        left: min.x,
        top: min.y,
        width: max.x - min.x,
        height: max.y - min.y,
        box: [min.x / scale, min.y / scale, max.x / scale, max.y / scale],
        corners: L.latLngBounds(this.map.unproject(min), this.map.unproject(max)),
      };
    }

    /**
     * Paint the present view, then call `done`. `draw(context, view)` yields between its
     * steps, true after one that ends a slice; a later call takes the place of one that is not over.
     */
    paint(draw, done) {
      const job = (this.job = {});
      const view = this.view();
      const [seen, hidden] = this.sheets;
      const canvas = hidden.getElement();
      const ratio = Math.min(window.devicePixelRatio || 1, MAX_RATIO);
      canvas.width = Math.round(view.width * ratio);
      canvas.height = Math.round(view.height * ratio);
      const context = canvas.getContext("2d");
      context.scale(ratio, ratio);
      context.lineJoin = "round";
      const steps = draw(context, view);
      const work = () => {
        if (this.job !== job) return;
        const until = performance.now() + SLICE_MS;
        while (performance.now() < until) {
          const { done: over, value: heavy } = steps.next();
          if (heavy) break;
          if (!over) continue;
          hidden.setBounds(view.corners);
          hidden.getElement().style.visibility = "visible";
          seen.getElement().style.visibility = "hidden";
          this.sheets = [hidden, seen];
          done();
          return;
        }
        later(work);
      };
      later(work); // The end of a move is long by itself.
    }
  }

  Atlas.Sheets = Sheets;
})();
