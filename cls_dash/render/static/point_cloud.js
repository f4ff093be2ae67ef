// Points by the hundred thousand: gathered in discs that say how many they are, and parted
// as the map is enlarged.
(function () {
  "use strict";

  const Atlas = (window.Atlas = window.Atlas || {});

  const CELL = 52; // Side, in pixels, of the squares whose points are gathered.
  const APART = 8192; // Pixels around the Earth, times 256, from which points are not gathered.
  const [SMALL, LARGE] = [5, 21]; // Radii, in pixels, of a point and of the largest disc.

  /** Return points of the unit square from running steps of the grid, and their weights. */
  function decode({ scale, steps, weights }) {
    const count = steps.length / 2;
    const [x, y] = [new Float64Array(count), new Float64Array(count)];
    let [column, row] = [0, 0];
    for (let rank = 0; rank < count; rank++) {
      column += steps[2 * rank];
      row += steps[2 * rank + 1];
      [x[rank], y[rank]] = Atlas.unit(column * scale, row * scale);
    }
    return { x, y, weights: weights || new Array(count).fill(1) };
  }

  class PointCloud {
    constructor(map, pane) {
      this.sheets = new Atlas.Sheets(map, pane);
      this.points = null;
      this.discs = [];
    }

    /** Show points, or none; `style` is that of the legend. */
    show(points, style) {
      this.points = points && decode(points);
      this.style = style;
      this.paint();
    }

    paint() {
      if (!this.points && !this.discs.length) return;
      this.sheets.paint((context, view) => this.draw(context, view), () => null);
    }

    *draw(context, view) {
      this.discs = this.points ? this.gathered(view) : [];
      yield;
      const { color, fillColor, weight } = this.style || {};
      Object.assign(context, { lineWidth: weight, strokeStyle: color, textAlign: "center", textBaseline: "middle" });
      context.font = '600 11px "Source Sans", system-ui, sans-serif';
      for (const disc of this.discs) {
        context.beginPath();
        context.arc(disc.x - view.left, disc.y - view.top, disc.radius, 0, 2 * Math.PI);
        context.globalAlpha = 0.8;
        context.fillStyle = fillColor;
        context.fill();
        context.globalAlpha = 1;
        context.stroke();
        if (disc.weight < 2 || disc.radius < 9) continue;
        context.fillStyle = "#ffffff";
        context.fillText(disc.weight.toLocaleString("fr-FR"), disc.x - view.left, disc.y - view.top + 0.5);
      }
      yield;
    }

    /** Return the discs of a view, the largest first; their squares do not move with the map. */
    gathered({ scale, box: [west, north, east, south] }) {
      const { x, y, weights } = this.points;
      const side = scale > APART * 256 ? 1 : CELL;
      const cells = new Map();
      for (let rank = 0; rank < x.length; rank++) {
        if (x[rank] < west || x[rank] > east || y[rank] < north || y[rank] > south) continue;
        const key = Math.floor((x[rank] * scale) / side) * 2 ** 26 + Math.floor((y[rank] * scale) / side);
        const cell = cells.get(key);
        const weight = weights[rank];
        if (!cell) cells.set(key, { x: x[rank] * weight, y: y[rank] * weight, weight, rank, points: 1 });
        else {
          cell.x += x[rank] * weight;
          cell.y += y[rank] * weight;
          cell.weight += weight;
          cell.points += 1;
        }
      }
      const discs = [...cells.values()];
      const most = discs.reduce((largest, { weight }) => Math.max(largest, weight), 1);
      return discs
        .map(({ x: right, y: below, weight, rank, points }) => ({
          x: (right / weight) * scale, y: (below / weight) * scale, weight, rank, points,
          radius: weight < 2 ? SMALL : Math.max(SMALL + 2, LARGE * Math.sqrt(weight / most)),
        }))
        .sort((one, other) => other.radius - one.radius);
    }

    /** Return the disc at a point of the map, in pixels from its origin at this zoom. */
    at(point) {
      for (let rank = this.discs.length - 1; rank >= 0; rank--) {
        const disc = this.discs[rank];
        if (Math.hypot(point.x - disc.x, point.y - disc.y) <= disc.radius + 2) return disc;
      }
      return null;
    }
  }

  Atlas.PointCloud = PointCloud;
})();
