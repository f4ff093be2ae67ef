// Two canvases laid on the map: one is seen, the other is painted bit by bit, then they
// change places. Nothing flickers, and the page answers while 35,000 areas are painted.

/** @import { View } from "./mercator.js" */
/** @import { Steps } from "./painting.js" */

const MARGIN = 0.25; // Of the map's size, painted around it: a short drag shows no blank.
const SLICE_MS = 5; // What is asked of a canvas is done after it, and takes as long again.
const MAX_RATIO = 2;

/**
 * Go on once the browser has answered what waits. A timer would lose 4 ms each time.
 *
 * @param {() => void} work
 */
function later(work) {
  const channel = new MessageChannel();
  channel.port1.onmessage = work;
  channel.port2.postMessage(null);
}

/**
 * Return what paints a canvas of so many pixels of the page.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {{ width: number, height: number }} size
 */
export function canvasOf(canvas, { width, height }) {
  const ratio = Math.min(window.devicePixelRatio || 1, MAX_RATIO);
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.scale(ratio, ratio);
  return context;
}

export class Sheets {
  /**
   * @param {L.Map} map
   * @param {string} pane
   */
  constructor(map, pane) {
    this.map = map;
    this.sheets = [0, 1].map(() => {
      // Leaflet lays any element, not only drawings.
      const canvas = /** @type {any} */ (document.createElement("canvas"));
      return L.svgOverlay(canvas, [[0, 0], [0, 0]], { pane }).addTo(map);
    });
    this.job = {};
  }

  /**
   * Return what is to be painted, and where it lies.
   *
   * @returns {View & { corners: L.LatLngBounds }}
   */
  view() {
    const { map } = this;
    const margin = map.getSize().multiplyBy(MARGIN).round();
    const bounds = map.getPixelBounds();
    const min = /** @type {L.Point} */ (bounds.min).subtract(margin);
    const max = /** @type {L.Point} */ (bounds.max).add(margin);
    const scale = /** @type {L.CRS} */ (map.options.crs).scale(map.getZoom());
    return {
      scale,
      left: min.x,
      top: min.y,
      width: max.x - min.x,
      height: max.y - min.y,
      box: [min.x / scale, min.y / scale, max.x / scale, max.y / scale],
      corners: L.latLngBounds(map.unproject(min), map.unproject(max)),
    };
  }

  /**
   * Paint the present view, then call `done`. A later call takes the place of one that is not over.
   *
   * @param {(canvas: CanvasRenderingContext2D, view: View) => Steps} paint
   * @param {() => void} done
   */
  paint(paint, done) {
    const job = (this.job = {});
    const view = this.view();
    const [seen, hidden] = this.sheets;
    const [shown, sheet] = this.sheets.map((each) => /** @type {any} */ (each.getElement()));
    const canvas = canvasOf(sheet, view);
    canvas.lineJoin = "round";
    const steps = paint(canvas, view);
    const work = () => {
      if (this.job !== job) return;
      const until = performance.now() + SLICE_MS;
      while (performance.now() < until) {
        const { done: over, value: heavy } = steps.next();
        if (heavy) break;
        if (!over) continue;
        hidden.setBounds(view.corners);
        sheet.style.visibility = "visible";
        shown.style.visibility = "hidden";
        this.sheets = [hidden, seen];
        done();
        return;
      }
      later(work);
    };
    later(work); // The end of a move is long by itself.
  }
}
