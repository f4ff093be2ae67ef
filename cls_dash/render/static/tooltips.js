// What a tooltip says.
import { element } from "./elements.js";

/** @import { FigureLine, PackedLines } from "./messages.js" */

const FIGURE = "\ue000"; // Where a figure goes in a text: see maps.py.

/**
 * @param {number} value
 * @param {number} digits
 */
const written = (value, digits) =>
  new Intl.NumberFormat("fr-FR", {
    minimumFractionDigits: digits, maximumFractionDigits: digits,
  }).format(value);

/**
 * Put back the figures of each line. See maps.py, pack.
 *
 * @param {string[]} patterns
 * @param {PackedLines} lines
 */
export const unpack = (patterns, lines) =>
  lines.split(";").filter(Boolean).map((line) => {
    const [pattern, ...figures] = line.split("|");
    const next = figures.values();
    return patterns[Number(pattern)].replaceAll(FIGURE, () => next.next().value ?? "");
  });

/**
 * Return lines about a place from the columns that were fetched.
 *
 * @param {FigureLine[]} lines
 * @param {(number | null)[][]} columns
 * @param {number} place
 */
export const figureLines = (lines, columns, place) =>
  lines.map(({ text, missing, digits }, rank) => {
    const value = columns[rank][place] ?? null;
    return value === null ? missing : text.replace(FIGURE, written(value / 10 ** digits, digits));
  });

/**
 * Return how many points a disc gathers, in words.
 *
 * @param {{ one: string, many: string }} words
 * @param {number} weight
 */
export const gathered = ({ one, many }, weight) =>
  (weight > 1 ? many : one).replace(FIGURE, written(weight, 0));

/**
 * Return the card of a place.
 *
 * @param {string} name
 * @param {string[]} lines
 */
export function tooltip(name, lines) {
  const box = element("div");
  box.append(element("strong", "", name), ...lines.map((line) => element("div", "", line)));
  return box;
}
