// The room of a map: what stands in its corners, before it or after it leaves it the rest.

/** @import { Box } from "./messages.js" */

export const NARROW = 560; // Pixels: nothing is laid over a map that is not wider.
const WIDE = 700;
const SEARCH = 44; // Pixels that the search takes at the top.

/** @type {WeakMap<L.Map, { height: number, list: HTMLElement[] }>} */
const BARS = new WeakMap();

/**
 * Put a bar before or after the map, which gives it the room that it takes.
 *
 * @param {L.Map} map
 * @param {HTMLElement} bar
 * @param {"before" | "after"} side
 */
export function addBar(map, bar, side) {
  const container = map.getContainer();
  container[side](bar);
  const bars = BARS.get(map) ?? { height: container.clientHeight, list: [] };
  BARS.set(map, bars);
  bars.list.push(bar);
  const makeRoom = () => {
    const taken = bars.list.reduce((total, { offsetHeight }) => total + offsetHeight, 0);
    container.style.height = `${bars.height - taken}px`;
    map.invalidateSize({ pan: false });
  };
  new ResizeObserver(makeRoom).observe(bar);
  return makeRoom;
}

/**
 * Say whether far places stand in a corner of the map.
 *
 * @param {L.Map} map
 */
export const hasInsets = (map) => map.getContainer().querySelector(".atlas-insets") !== null;

/**
 * Show a box, beside what stands in the corners where there is room.
 *
 * @param {L.Map} map
 * @param {Box} box
 * @param {L.FitBoundsOptions} [options]
 */
export function fit(map, [west, south, east, north], options = {}) {
  const wide = map.getSize().x > WIDE;
  const far = hasInsets(map);
  map.fitBounds([[south, west], [north, east]], {
    paddingTopLeft: [wide && far ? 130 : 8, wide ? 8 : SEARCH],
    paddingBottomRight: [wide ? (far ? 90 : 240) : 8, 8],
    ...options,
  });
}
