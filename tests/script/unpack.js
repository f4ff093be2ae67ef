// Reads a packed topology, and writes what the map's own script makes of it: objects by name,
// each a list of areas with their rings, in degrees.
import { readFileSync } from "node:fs";
import { degrees } from "../../cls_dash/render/static/mercator.js";
import { outlinesOf } from "../../cls_dash/render/static/outlines.js";

const UNIT = { scale: 1, left: 0, top: 0 };

function pointsOf(outlines, ring) {
  const points = [];
  outlines.walk(ring, UNIT, (x, y) => points.push(degrees(x, y)));
  return points;
}

const areasOf = (outlines) =>
  outlines.list.map((area, rank) => ({
    ...area,
    rings: outlines.rings[rank].map((ring) => pointsOf(outlines, ring)),
  }));

const named = Object.entries(outlinesOf(JSON.parse(readFileSync(0, "utf-8"))));
const objects = named.map(([name, outlines]) => [name, areasOf(outlines)]);
process.stdout.write(JSON.stringify(Object.fromEntries(objects)));
