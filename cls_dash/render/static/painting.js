// The areas of a map as one picture, painted step by step.
import { theme } from "./theme.js";

/** @import { Mosaic } from "./mosaic.js" */
/** @import { View } from "./mercator.js" */
/** @typedef {CanvasRenderingContext2D} Canvas */
/** @typedef {Generator<boolean | undefined, void>} Steps True after one that is long to draw. */
/** @typedef {{ level: string, color: string, width: number }} Line */

const THIN = 0.7; // Widest border of what is coloured, in pixels, then of what holds it.
const THICK = 1.6;
const BLOCK = 250; // Areas painted in one step: long paths take a time that is not linear.
const BORDERED = 8; // Mean width, in pixels, under which areas have no border of their own.

/**
 * Yield after each step of the painting of a view.
 *
 * @param {Mosaic} mosaic
 * @param {Canvas} canvas
 * @param {View} view
 * @returns {Steps}
 */
export function* painting(mosaic, canvas, view) {
  const { context, neighbours } = mosaic;
  if (context) yield* paintContext(context, canvas, view, theme.ground.land);
  if (neighbours) yield* paintContext(neighbours, canvas, view, null);
  yield* paintAreas(mosaic, canvas, view);
  for (const line of borderLines(mosaic, view.scale)) {
    yield* paintBorders(mosaic, canvas, view, line);
  }
}

/**
 * @param {NonNullable<Mosaic["context"]>} context
 * @param {Canvas} canvas
 * @param {View} view
 * @param {string | null} fill
 * @returns {Steps}
 */
function* paintContext(context, canvas, view, fill) {
  const path = new Path2D();
  for (let rank = 0; rank < context.count; rank++) {
    if (context.meets(rank, view.box)) context.trace(path, rank, view);
  }
  if (fill) {
    canvas.fillStyle = fill;
    canvas.fill(path, "evenodd");
  }
  canvas.lineWidth = 1;
  canvas.strokeStyle = theme.ground.coast;
  canvas.stroke(path);
  yield;
}

/**
 * Fill areas; those of one group must not show where they meet, so their edges are drawn too.
 *
 * @param {Mosaic} mosaic
 * @param {Canvas} canvas
 * @param {View} view
 * @returns {Steps}
 */
function* paintAreas({ areas, source, place, fills, colours, level }, canvas, view) {
  canvas.lineWidth = 0.6;
  const shown = colours.map((colour) => theme.shown(colour));
  const textures = colours.map((colour) => theme.texture(canvas, colour));
  for (let start = 0; start < areas.count; start += BLOCK) {
    /** @type {(Path2D | null)[]} */
    const paths = colours.map(() => null);
    const end = Math.min(start + BLOCK, areas.count);
    let any = false;
    for (let rank = start; rank < end; rank++) {
      if (!areas.meets(rank, view.box)) continue;
      const path = (paths[fills[rank]] ||= new Path2D());
      source[rank].trace(path, place[rank], view);
      any = true;
    }
    paths.forEach((path, fill) => {
      if (!path) return;
      canvas.fillStyle = canvas.strokeStyle = shown[fill];
      canvas.fill(path, "evenodd");
      if (level) canvas.stroke(path);
      const drawn = textures[fill];
      if (!drawn) return;
      canvas.fillStyle = drawn;
      canvas.fill(path, "evenodd");
    });
    if (any) yield;
  }
}

/**
 * Return which borders are drawn, and how: what is coloured, and what holds it.
 *
 * @param {Mosaic} mosaic
 * @param {number} scale
 * @returns {Line[]}
 */
export function borderLines({ groups, areas, level: shown, width: mean }, scale) {
  const levels = ["", "epci", "departement", "region"].filter((level) => !level || groups[level]);
  const width = (/** @type {string} */ level) =>
    mean * scale * Math.sqrt(level ? areas.count / groups[level].codes.length : 1);
  const line = (/** @type {string} */ color, /** @type {number} */ widest, /** @type {string} */ level) =>
    ({ color, level, width: Math.min(widest, width(level) / 24) });
  const { thin: fine, thick } = theme.ground;
  const above = levels.slice(levels.indexOf(shown) + 1);
  const holding =
    above.find((level) => width(level) >= 2 * BORDERED) ?? above[above.length - 1] ?? shown;
  const thin = width(shown) >= BORDERED ? [line(fine, THIN, shown)] : [];
  return [...thin, line(thick, THICK, holding)];
}

/**
 * @param {Mosaic} mosaic
 * @param {Canvas} canvas
 * @param {View} view
 * @param {Line} line
 * @returns {Steps}
 */
function* paintBorders(mosaic, canvas, view, { level, color, width }) {
  canvas.strokeStyle = color;
  canvas.lineWidth = width;
  for (const outlines of mosaic.outlinesIn(view)) {
    const arcs = mosaic.bordersOf(outlines, level);
    const seen = arcs.filter(
      (arc) => outlines.arcMeets(arc, view.box) && mosaic.current(outlines, arc),
    );
    for (let start = 0; start < seen.length; start += BLOCK) {
      const path = new Path2D();
      for (const arc of seen.slice(start, start + BLOCK)) outlines.traceArc(path, arc, view);
      canvas.stroke(path);
      yield true; // Asked in a moment, drawn in a long one.
    }
  }
}
