// Outlines of areas: their boxes, their borders, which one holds a point.
import { boxesMeet } from "./mercator.js";
import { arcsOf, areasOf, boxesOf, ringsOf } from "./packed.js";

/** @import { Area, Topology } from "./messages.js" */
/** @import { UnitBox, View } from "./mercator.js" */
/** @import { Arcs, Ring } from "./packed.js" */
/** @typedef {Pick<View, "scale" | "left" | "top">} Pixels */

const CELLS = 4096; // Cells of the world, on each side, where areas are looked for.

export class Outlines {
  /**
   * @param {Ring[][]} rings Area by area.
   * @param {Area[]} list
   * @param {Arcs & { boxes: Float64Array }} arcs Shared by the objects of a topology.
   */
  constructor(rings, list, { start, x, y, boxes }) {
    this.rings = rings;
    this.list = list;
    this.start = start;
    this.x = x;
    this.y = y;
    this.boxes = boxes;
    this.count = rings.length;
    this.box = new Float64Array(4 * this.count);
    // Arc by arc, the areas on both sides: the second is -1 where nothing is known.
    this.sides = new Int32Array((2 * this.boxes.length) / 4).fill(-1);
    this.rings.forEach((area, rank) => this.measure(area, rank));
    /** @type {Map<number, number[]> | null} */
    this.cells = null;
    this.digest = "";
    /** @type {(number | undefined)[] | null} Of a finer piece: the rank of each area in the map. */
    this.ranks = null;
  }

  /**
   * @param {Ring[]} rings
   * @param {number} rank
   */
  measure(rings, rank) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const index of rings.flat()) {
      const arc = index < 0 ? ~index : index;
      const other = 4 * arc;
      box[0] = Math.min(box[0], this.boxes[other]);
      box[1] = Math.min(box[1], this.boxes[other + 1]);
      box[2] = Math.max(box[2], this.boxes[other + 2]);
      box[3] = Math.max(box[3], this.boxes[other + 3]);
      this.sides[2 * arc + (this.sides[2 * arc] < 0 ? 0 : 1)] = rank;
    }
    this.box.set(box, 4 * rank);
  }

  /**
   * Say whether an area's box meets a box of the unit square.
   *
   * @param {number} rank
   * @param {UnitBox} box
   */
  meets(rank, box) {
    return boxesMeet(this.box, box, 4 * rank);
  }

  /**
   * @param {number} arc
   * @param {UnitBox} box
   */
  arcMeets(arc, box) {
    return boxesMeet(this.boxes, box, 4 * arc);
  }

  /**
   * Call `visit` with each point of a ring, once, in pixels of a view.
   *
   * @param {Ring} ring
   * @param {Pixels} view
   * @param {(x: number, y: number, first: boolean) => void} visit
   */
  walk(ring, { scale, left, top }, visit) {
    let first = true;
    for (const index of ring) {
      const arc = index < 0 ? ~index : index;
      const step = index < 0 ? -1 : 1;
      let at = index < 0 ? this.start[arc + 1] - 1 : this.start[arc];
      const end = index < 0 ? this.start[arc] - 1 : this.start[arc + 1];
      if (!first) at += step; // That point ends the arc before.
      for (; at !== end; at += step) {
        visit(this.x[at] * scale - left, this.y[at] * scale - top, first);
        first = false;
      }
    }
  }

  /**
   * Add an area to a path, in pixels of a view.
   *
   * @param {Path2D} path
   * @param {number} rank
   * @param {Pixels} view
   */
  trace(path, rank, view) {
    for (const ring of this.rings[rank]) {
      this.walk(ring, view, (x, y, first) => (first ? path.moveTo(x, y) : path.lineTo(x, y)));
      path.closePath();
    }
  }

  /**
   * @param {Path2D} path
   * @param {number} arc
   * @param {Pixels} view
   */
  traceArc(path, arc, { scale, left, top }) {
    let at = this.start[arc];
    path.moveTo(this.x[at] * scale - left, this.y[at] * scale - top);
    for (at += 1; at < this.start[arc + 1]; at++) {
      path.lineTo(this.x[at] * scale - left, this.y[at] * scale - top);
    }
  }

  /**
   * Return the points of an arc, in the unit square.
   *
   * @param {number} arc
   */
  run(arc) {
    /** @type {[number, number][]} */
    const points = [];
    for (let at = this.start[arc]; at < this.start[arc + 1]; at++) {
      points.push([this.x[at], this.y[at]]);
    }
    return points;
  }

  /**
   * Return the arcs between two groups, or between one and what lies outside.
   *
   * @param {(rank: number) => number | undefined} groupOf
   */
  borders(groupOf) {
    const arcs = [];
    for (let arc = 0; 2 * arc < this.sides.length; arc++) {
      const [one, other] = [this.sides[2 * arc], this.sides[2 * arc + 1]];
      if (one >= 0 && (other < 0 || groupOf(one) !== groupOf(other))) arcs.push(arc);
    }
    return arcs;
  }

  /**
   * Say whether a point of the unit square lies in an area: a ray crosses it an odd number of times.
   *
   * @param {number} rank
   * @param {number} px
   * @param {number} py
   */
  contains(rank, px, py) {
    if (!this.meets(rank, [px, py, px, py])) return false;
    let inside = false;
    for (const ring of this.rings[rank]) {
      let [x0, y0, firstX, firstY] = [0, 0, 0, 0];
      const cross = (/** @type {number} */ x1, /** @type {number} */ y1) => {
        if (y0 > py !== y1 > py && px < ((x1 - x0) * (py - y0)) / (y1 - y0) + x0) inside = !inside;
        [x0, y0] = [x1, y1];
      };
      this.walk(ring, { scale: 1, left: 0, top: 0 }, (x, y, first) => {
        if (first) [x0, y0, firstX, firstY] = [x, y, x, y];
        else cross(x, y);
      });
      cross(firstX, firstY);
    }
    return inside;
  }

  /**
   * Return the ranks of the areas that may hold a point of the unit square.
   *
   * @param {number} px
   * @param {number} py
   */
  near(px, py) {
    return this.index().get(Math.floor(px * CELLS) * CELLS + Math.floor(py * CELLS)) || [];
  }

  /** Return, made once, which areas each cell of the world may hold. */
  index() {
    if (this.cells) return this.cells;
    this.cells = new Map();
    for (let rank = 0; rank < this.count; rank++) {
      const sides = this.box.subarray(4 * rank, 4 * rank + 4);
      const [west, north, east, south] = sides.map((side) => Math.floor(side * CELLS));
      for (let column = west; column <= east; column++) {
        for (let row = north; row <= south; row++) {
          const key = column * CELLS + row;
          const ranks = this.cells.get(key);
          if (ranks) ranks.push(rank);
          else this.cells.set(key, [rank]);
        }
      }
    }
    return this.cells;
  }

  /**
   * Return where the middle of an area's box is, in the unit square.
   *
   * @param {number} rank
   * @returns {[number, number]}
   */
  middle(rank) {
    const at = 4 * rank;
    return [(this.box[at] + this.box[at + 2]) / 2, (this.box[at + 1] + this.box[at + 3]) / 2];
  }
}

/**
 * Return the outlines of a packed topology, by name of object.
 *
 * @param {Topology} topology
 */
export function outlinesOf(topology) {
  const arcs = arcsOf(topology);
  const shared = { ...arcs, boxes: boxesOf(arcs) };
  /** @type {Record<string, Outlines>} */
  const named = {};
  let next = 0;
  for (const [name, object] of Object.entries(topology.objects)) {
    const [rings, after] = ringsOf(object.uses, next);
    named[name] = new Outlines(rings, areasOf(object, topology), shared);
    next = after;
  }
  return named;
}
