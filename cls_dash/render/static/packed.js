// A packed topology, decoded once into flat arrays: see packing.py.
import { across, down } from "./mercator.js";

/** @import { Area, Grid, PackedObject, Topology } from "./messages.js" */

/**
 * The points of all arcs, one after another, in the unit square.
 *
 * @typedef {object} Arcs
 * @property {Uint32Array} start Where each arc starts, and where the last one ends.
 * @property {Float64Array} x
 * @property {Float64Array} y
 */

/** @typedef {number[]} Ring Ranks of arcs; `~rank` is one that is followed backwards. */

/**
 * Call `visit(rank, column, row)` with each point that running steps lead to.
 *
 * @param {number[]} steps
 * @param {(rank: number, column: number, row: number) => void} visit
 */
export function follow(steps, visit) {
  let column = 0;
  let row = 0;
  for (let at = 0; at < steps.length; at += 2) {
    column += steps[at];
    row += steps[at + 1];
    visit(at / 2, column, row);
  }
}

/**
 * Return the arcs of a topology.
 *
 * @param {Topology} topology
 * @returns {Arcs}
 */
export function arcsOf({ scale, translate, steps, lengths }) {
  const start = new Uint32Array(lengths.length + 1);
  lengths.forEach((length, rank) => {
    start[rank + 1] = start[rank] + length;
  });
  const x = new Float64Array(steps.length / 2);
  const y = new Float64Array(steps.length / 2);
  follow(steps, (at, column, row) => {
    x[at] = across(column * scale[0] + translate[0]);
    y[at] = down(row * scale[1] + translate[1]);
  });
  return { start, x, y };
}

/**
 * Return the rings of each area of an object, and the rank of the new arc that comes next.
 *
 * @param {number[]} uses
 * @param {number} next Rank of the next new arc.
 * @returns {[Ring[][], number]}
 */
export function ringsOf(uses, next) {
  const areas = [];
  /** @type {Ring[]} */
  let rings = [];
  /** @type {Ring} */
  let ring = [];
  for (const use of uses) {
    if (use === 1) ring.push(next++);
    else if (use) ring.push(use % 2 ? next - (use >> 1) : ~(next - (use >> 1)));
    else if (ring.length) {
      rings.push(ring);
      ring = [];
    } else {
      areas.push(rings);
      rings = [];
    }
  }
  return [areas, next];
}

/**
 * Return what is told of each area: its identifier, its name, perhaps its chief point.
 *
 * @param {PackedObject} object
 * @param {Grid} grid
 * @returns {Area[]}
 */
export function areasOf({ codes, ids, names, points }, { scale, translate }) {
  let code = 0;
  /** @type {Area[]} */
  const areas = names.map((name, rank) => {
    code += codes ? codes[rank] : 0;
    return { id: ids ? ids[rank] : code.toString(36).toUpperCase().padStart(5, "0"), name };
  });
  if (points) {
    follow(points, (rank, column, row) => {
      areas[rank].longitude = column * scale[0] + translate[0];
      areas[rank].latitude = row * scale[1] + translate[1];
    });
  }
  return areas;
}

/**
 * Return west, north, east and south of each arc, four numbers each.
 *
 * @param {Arcs} arcs
 */
export function boxesOf({ start, x, y }) {
  const boxes = new Float64Array(4 * (start.length - 1));
  for (let arc = 0; arc + 1 < start.length; arc++) {
    let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let at = start[arc]; at < start[arc + 1]; at++) {
      if (x[at] < west) west = x[at];
      if (x[at] > east) east = x[at];
      if (y[at] < north) north = y[at];
      if (y[at] > south) south = y[at];
    }
    boxes.set([west, north, east, south], 4 * arc);
  }
  return boxes;
}
