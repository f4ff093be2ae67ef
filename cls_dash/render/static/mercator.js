// Web Mercator's unit square: the world on a side of 1, from its north-west corner.
// A zoom is one multiplication.

/** @typedef {[number, number, number, number]} UnitBox West, north, east and south. */

/**
 * A part of the world in pixels, which are `unit * scale - (left, top)`.
 *
 * @typedef {object} View
 * @property {number} scale
 * @property {number} left
 * @property {number} top
 * @property {number} width
 * @property {number} height
 * @property {UnitBox} box
 */

/** @param {number} longitude In degrees. */
export const across = (longitude) => longitude / 360 + 0.5;

/** @param {number} latitude In degrees. */
export function down(latitude) {
  const sine = Math.sin((latitude * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

/**
 * Return a point of the unit square from longitude and latitude (degrees).
 *
 * @param {number} longitude
 * @param {number} latitude
 * @returns {[number, number]}
 */
export const unit = (longitude, latitude) => [across(longitude), down(latitude)];

/**
 * Return longitude and latitude (degrees) from a point of the unit square.
 *
 * @param {number} x
 * @param {number} y
 * @returns {[number, number]}
 */
export const degrees = (x, y) => [
  (x - 0.5) * 360,
  (Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) * 180) / Math.PI,
];

/**
 * Say whether two boxes of the unit square meet.
 *
 * @param {ArrayLike<number>} one
 * @param {ArrayLike<number>} other
 * @param {number} [at] Where the first one starts.
 */
export const boxesMeet = (one, other, at = 0) =>
  one[at] <= other[2] && one[at + 2] >= other[0] &&
  one[at + 1] <= other[3] && one[at + 3] >= other[1];
