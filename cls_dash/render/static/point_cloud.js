// Discs of points, drawn on the map; each says how many points it gathers.
import { discAt, discsOf, pointsOf } from "./clusters.js";
import { Sheets } from "./sheets.js";
import { theme } from "./theme.js";

/** @import { Cluster, Disc } from "./clusters.js" */
/** @import { Assets } from "./loading.js" */
/** @import { PointsPlace, Style } from "./messages.js" */
/** @import { View } from "./mercator.js" */
/** @import { Steps } from "./painting.js" */

export class PointCloud {
  /**
   * @param {L.Map} map
   * @param {string} pane
   * @param {Assets} assets
   */
  constructor(map, pane, assets) {
    this.assets = assets;
    this.address = /** @type {string | null} */ (null);
    this.sheets = new Sheets(map, pane);
    /** @type {Cluster | null} */
    this.points = null;
    /** @type {Disc[]} */
    this.discs = [];
    /** @type {Style} */
    this.style = {};
  }

  /**
   * Fetch points and show them, or none; their style is that of the legend.
   *
   * @param {PointsPlace | null} [points]
   */
  async show(points) {
    const address = points?.address ?? null;
    if (address === this.address) return;
    this.address = address;
    const cloud = address && (await this.assets.get(address));
    if (this.address !== address) return;
    this.points = cloud ? pointsOf(cloud) : null;
    this.style = points?.style ?? {};
    this.paint();
  }

  paint() {
    if (!this.points && !this.discs.length) return;
    this.sheets.paint((canvas, view) => this.draw(canvas, view), () => undefined);
  }

  /**
   * @param {CanvasRenderingContext2D} canvas
   * @param {View} view
   * @returns {Steps}
   */
  *draw(canvas, view) {
    this.discs = this.points ? discsOf(this.points, view) : [];
    yield;
    const { color, fillColor, weight } = theme.styled(this.style);
    const text = { textAlign: "center", textBaseline: "middle" };
    Object.assign(canvas, { lineWidth: weight, strokeStyle: color, ...text });
    canvas.font = '600 11px "Source Sans", system-ui, sans-serif';
    for (const disc of this.discs) {
      const [x, y] = [disc.x - view.left, disc.y - view.top];
      canvas.beginPath();
      canvas.arc(x, y, disc.radius, 0, 2 * Math.PI);
      canvas.globalAlpha = 0.8;
      canvas.fillStyle = String(fillColor);
      canvas.fill();
      canvas.globalAlpha = 1;
      canvas.stroke();
      if (disc.weight < 2 || disc.radius < 9) continue;
      canvas.fillStyle = theme.dark ? "#111418" : "#ffffff";
      canvas.fillText(disc.weight.toLocaleString("fr-FR"), x, y + 0.5);
    }
    yield;
  }

  /**
   * Return the disc at a point of the map, in pixels from its origin at this zoom.
   *
   * @param {L.Point} point
   */
  at(point) {
    return discAt(this.discs, point);
  }
}
