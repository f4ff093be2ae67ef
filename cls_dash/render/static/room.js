// The room of a map: what stands in its corners, before it or after it leaves it the rest.

/** @import { Box } from "./messages.js" */

export const NARROW = 560; // Pixels: nothing is laid over a map that is not wider.
const WIDE = 700;
const SEARCH = 44; // Pixels that the search takes at the top.

/** @type {WeakMap<L.Map, HTMLElement[]>} */
const BARS = new WeakMap();

/** @type {WeakMap<L.Map, () => (() => void) | null>} */
const VIEWS = new WeakMap();

/**
 * Keep what a map shows in a room of another size: `kept` returns what shows it again, if any.
 *
 * @param {L.Map} map
 * @param {() => (() => void) | null} kept
 */
export const keep = (map, kept) => void VIEWS.set(map, kept);

/**
 * Give a map the room of its frame, but that of its bars.
 *
 * @param {L.Map} map
 */
export function fill(map) {
  const bars = BARS.get(map) ?? [];
  const taken = bars.reduce((total, { offsetHeight }) => total + offsetHeight, 0);
  map.getContainer().style.height = `${window.innerHeight - taken}px`;
  const again = VIEWS.get(map)?.(); // Asked before the centre is another.
  map.invalidateSize({ pan: false });
  again?.();
}

/**
 * Put a bar before or after the map, which gives it the room that it takes.
 *
 * @param {L.Map} map
 * @param {HTMLElement} bar
 * @param {"before" | "after"} side
 */
export function addBar(map, bar, side) {
  map.getContainer()[side](bar);
  BARS.set(map, [...(BARS.get(map) ?? []), bar]);
  const makeRoom = () => fill(map);
  new ResizeObserver(makeRoom).observe(bar);
  return makeRoom;
}

/**
 * Take away a bar, whose room the map has then.
 *
 * @param {L.Map} map
 * @param {HTMLElement} bar
 */
export function removeBar(map, bar) {
  const bars = BARS.get(map) ?? [];
  if (!bars.includes(bar)) return;
  BARS.set(map, bars.filter((each) => each !== bar));
  bar.remove();
  fill(map);
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
