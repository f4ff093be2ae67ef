// Points by the hundred thousand, gathered in discs, and parted as the map is enlarged.
import { unit } from "./mercator.js";
import { follow } from "./packed.js";

/** @import { Cloud } from "./messages.js" */
/** @import { View } from "./mercator.js" */
/**
 * @typedef {object} Cluster
 * @property {Float64Array} x
 * @property {Float64Array} y
 * @property {number[]} weights
 *
 * @typedef {object} Disc Where it is is told in pixels from the corner of the world.
 * @property {number} x
 * @property {number} y
 * @property {number} weight
 * @property {number} rank Of its first point.
 * @property {number} points
 * @property {number} radius
 */

const SQUARE = 52; // Side, in pixels, of the squares whose points are gathered.
const APART = 8192 * 256; // Pixels around the Earth from which points are not gathered.
const [SMALL, LARGE] = [5, 21]; // Radii, in pixels, of a point and of the largest disc.

/**
 * Return points of the unit square from running steps of the grid, and their weights.
 *
 * @param {Cloud} cloud
 * @returns {Cluster}
 */
export function pointsOf({ scale, steps, weights }) {
  const count = steps.length / 2;
  const [x, y] = [new Float64Array(count), new Float64Array(count)];
  follow(steps, (rank, column, row) => {
    [x[rank], y[rank]] = unit(column * scale, row * scale);
  });
  return { x, y, weights: weights || new Array(count).fill(1) };
}

/**
 * Return the discs of a view, the largest first; their squares do not move with the map.
 *
 * @param {Cluster} points
 * @param {Pick<View, "scale" | "box">} view
 * @returns {Disc[]}
 */
export function discsOf({ x, y, weights }, { scale, box }) {
  const [west, north, east, south] = box;
  const side = scale > APART ? 1 : SQUARE;
  const cells = new Map();
  for (let rank = 0; rank < x.length; rank++) {
    if (x[rank] < west || x[rank] > east || y[rank] < north || y[rank] > south) continue;
    const column = Math.floor((x[rank] * scale) / side);
    const key = column * 2 ** 26 + Math.floor((y[rank] * scale) / side);
    const weight = weights[rank];
    let cell = cells.get(key);
    if (!cell) cells.set(key, (cell = { x: 0, y: 0, weight: 0, rank, points: 0 }));
    cell.x += x[rank] * weight;
    cell.y += y[rank] * weight;
    cell.weight += weight;
    cell.points += 1;
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

/**
 * Return the disc at a point: the smallest one, which is drawn on top.
 *
 * @param {Disc[]} discs The largest first.
 * @param {{ x: number, y: number }} point In pixels from the corner of the world.
 */
export function discAt(discs, point) {
  for (let rank = discs.length - 1; rank >= 0; rank--) {
    const disc = discs[rank];
    if (Math.hypot(point.x - disc.x, point.y - disc.y) <= disc.radius + 2) return disc;
  }
  return null;
}
