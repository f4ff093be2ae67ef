// Small pictures of what lies oceans away; a click goes there, and back.
import { element, inCorner } from "./elements.js";
import { unit } from "./mercator.js";
import { NARROW, fit } from "./room.js";
import { canvasOf } from "./sheets.js";

/** @import { Box, Frame } from "./messages.js" */
/** @import { View } from "./mercator.js" */
/** @import { Steps } from "./painting.js" */
/** @typedef {(canvas: CanvasRenderingContext2D, view: View) => Steps} Paint */

const INSET = { width: 54, height: 42 };
const FILLED = 0.92; // Of the picture.

/**
 * Return the view that shows a box in the middle of a small picture.
 *
 * @param {Box} box
 * @returns {View}
 */
export function insetView([west, south, east, north]) {
  const { width, height } = INSET;
  const [left, top] = unit(west, north);
  const [right, bottom] = unit(east, south);
  const scale = FILLED * Math.min(width / (right - left), height / (bottom - top));
  return {
    scale, width, height,
    left: ((left + right) * scale - width) / 2,
    top: ((top + bottom) * scale - height) / 2,
    box: [left, top, right, bottom],
  };
}

/**
 * Put small pictures in a corner of the map; return what paints them.
 *
 * @param {L.Map} map
 * @param {Frame[]} frames The map itself first.
 * @param {Paint} paint
 */
export function addInsets(map, frames, paint) {
  const folded = element("details", "atlas-insets");
  folded.open = map.getSize().x > NARROW;
  folded.appendChild(element("summary", "", "Outre-mer"));
  const box = folded.appendChild(element("div"));
  const buttons = frames.map(({ name, box: sides }, rank) => {
    const button = box.appendChild(element("button", "", rank ? undefined : name));
    button.type = "button";
    button.title = `Aller à : ${name}`;
    button.setAttribute("aria-label", button.title);
    button.addEventListener("click", () => fit(map, sides));
    return button;
  });
  const pictures = frames.slice(1).map(({ name, box: sides }, rank) => {
    const canvas = element("canvas");
    buttons[rank + 1].append(canvas, element("span", "", name));
    return { canvas, view: insetView(sides) };
  });
  inCorner(map, "topright", folded);
  return () => pictures.forEach(({ canvas, view }) => {
    for (const step of paint(canvasOf(canvas, view), view)) void step;
  });
}
