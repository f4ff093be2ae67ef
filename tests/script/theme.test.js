import assert from "node:assert/strict";
import { test } from "node:test";
import "./page.js";
import { legendLines } from "../../cls_dash/render/static/legend.js";
import { theme } from "../../cls_dash/render/static/theme.js";

theme.colours = {
  missing: "#cccccc", dark: { "#111111": "#eeeeee", "#cccccc": "#444444" }, textures: { "#ffffff": "hatch" },
};

/** Say in which colours a legend shows classes, light or dark. */
function shown(dark, ...colours) {
  theme.dark = dark;
  const classes = colours.map((colour) => ({ colour, label: "classe", count: "1" }));
  const [, rows] = legendLines({ legend: { title: "Titre", classes }, circleStyle: {} });
  return rows.all("i").map(({ style, className }) => [style.backgroundColor, className || ""]);
}

test("a dark page shows the counterpart of a colour, and the others as they are", () => {
  assert.deepEqual(shown(false, "#111111", "#abcdef", null).map(([colour]) => colour), [
    "#111111", "#abcdef", "#cccccc",
  ]);
  assert.deepEqual(shown(true, "#111111", "#abcdef", null).map(([colour]) => colour), [
    "#eeeeee", "#abcdef", "#444444",
  ]);
});

test("what has none is hatched in the legend, and nothing else is", () => {
  assert.deepEqual(shown(false, "#ffffff", "#111111"), [["#ffffff", "atlas-hatch"], ["#111111", ""]]);
});

test("nine classes are a square whose worst corner is up and right, and the gap a line", () => {
  const codes = ["C3", "C2", "C1", "B3", "B2", "B1", "A3", "A2", "A1"];
  const classes = codes.map((label, rank) => ({ colour: `#00000${rank}`, label, count: `${rank}` }));
  const gap = { colour: null, label: "hors périmètre", count: "2" };
  const legend = { title: "Titre", classes: [...classes, gap], square: ["Besoin", "Manque"] };
  theme.dark = false;
  const [, square, rows] = legendLines({ legend, circleStyle: {} });
  assert.deepEqual(square.all("i").map(({ title }) => title), [
    "C1", "C2", "C3", "B1", "B2", "B3", "A1", "A2", "A3",
  ]);
  assert.equal(rows.children.length, 1);
  assert.match(square.textContent, /Besoin ↑.*Manque →/);
});

test("a ring is empty, a disc as full as on the map", () => {
  const circles = { title: "Lieux", sizes: [{ radius: 6, label: "un" }] };
  const background = (fillOpacity) => {
    const circleStyle = { color: "#111111", fillColor: "#222222", weight: 2, fillOpacity };
    const lines = legendLines({ legend: { title: "", classes: [], circles }, circleStyle });
    return lines.at(-1).all("i")[0].style.background;
  };
  assert.match(background(0), /#222222 0%/);
  assert.match(background(0.55), /#222222 55%/);
});
