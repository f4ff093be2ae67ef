import assert from "node:assert/strict";
import { test } from "node:test";
import { unit } from "../../cls_dash/render/static/mercator.js";
import { Mosaic } from "../../cls_dash/render/static/mosaic.js";
import { theme } from "../../cls_dash/render/static/theme.js";
import { borderLines } from "../../cls_dash/render/static/painting.js";
import { squares } from "./squares.js";

const NO_DATA = theme.colours.missing;

const EPCI = { codes: ["200000001", "200000002"], names: ["CC de l’Ouest", "CC de l’Est"] };
const PALETTE = ["#fde725", "#440154"];
const WITHHELD = "#a3abb5"; // The server gives it a rank of its own: see palette.py.

const mosaicOf = (members) => new Mosaic(squares(members));

const coloursOf = (mosaic, values) => {
  mosaic.colour({ palette: PALETTE, level: "", ...values });
  return [...mosaic.fills].map((fill) => mosaic.colours[fill]);
};

test("each area has the colour of its class", () => {
  assert.deepEqual(coloursOf(mosaicOf(), { classes: "10" }), ["#440154", "#fde725"]);
});

test("what is missing is grey, never the first class", () => {
  assert.deepEqual(coloursOf(mosaicOf(), { classes: "-0" }), [NO_DATA, "#fde725"]);
  assert.deepEqual(coloursOf(mosaicOf(), { classes: "" }), [NO_DATA, NO_DATA]);
});

test("what is withheld differs from what is missing", () => {
  const palette = [...PALETTE, WITHHELD];
  assert.deepEqual(coloursOf(mosaicOf(), { classes: "2-", palette }), [WITHHELD, NO_DATA]);
});

test("a mark is in base 36", () => {
  const palette = Array.from({ length: 36 }, (_, rank) => `colour ${rank}`);
  assert.deepEqual(coloursOf(mosaicOf(), { classes: "az", palette }), ["colour 10", "colour 35"]);
});

test("a change is seen, and what is the same is not painted again", () => {
  const mosaic = mosaicOf({ groups: { epci: { ...EPCI, of: [0, 1] } } });
  const values = { classes: "01", palette: PALETTE, level: "" };
  assert.equal(mosaic.colour(values), true);
  assert.equal(mosaic.colour(values), false);
  assert.equal(mosaic.colour({ ...values, classes: "00" }), true);
  assert.equal(mosaic.colour({ ...values, classes: "00", palette: ["#000", "#fff"] }), true);
  assert.equal(mosaic.colour({ ...values, classes: "00", level: "epci" }), true);
});

test("a level colours all of a group, and leaves grey who is of none", () => {
  const groups = { epci: { ...EPCI, of: [1, -1] } };
  const mosaic = mosaicOf({ groups });
  assert.deepEqual(coloursOf(mosaic, { classes: "10", level: "epci" }), ["#fde725", NO_DATA]);
  assert.deepEqual(mosaic.together(1), [1]);
  assert.deepEqual(mosaic.ranksOf("200000002"), [0]);
  assert.deepEqual(mosaic.ranksOf("63002"), [1]);
  assert.deepEqual(mosaic.ranksOf("unknown"), []);
  assert.deepEqual(mosaic.ranksOf(null), []);
});

test("areas together are bounded by what lies around them, not between them", () => {
  const mosaic = mosaicOf({ groups: { epci: { ...EPCI, of: [0, 0] } } });
  coloursOf(mosaic, { classes: "0", level: "epci" });
  assert.deepEqual(mosaic.together(1), [0, 1]);
  assert.equal(mosaic.around([0]).length, 2);
  assert.deepEqual(mosaic.around([0, 1]).map((run) => run.length), [4, 4]);
  assert.deepEqual(mosaic.boxOf([0, 1]), [...unit(0, 1), ...unit(2, 0)]);
});

test("the area under a point is found, and none outside", () => {
  const mosaic = mosaicOf();
  assert.equal(mosaic.at(...unit(0.5, 0.5)), 0);
  assert.equal(mosaic.at(...unit(1.5, 0.5)), 1);
  assert.equal(mosaic.at(...unit(3, 0.5)), -1);
});

test("an area is where its chief point is, else in the middle of its box", () => {
  const [longitude, latitude] = mosaicOf().centre(1);
  assert.ok(Math.abs(longitude - 1.5) < 1e-9 && Math.abs(latitude - 0.5) < 1e-4);
});

test("a finer piece takes the place of the light outline, once it is looked at closely", async () => {
  const mosaic = mosaicOf({ details: [["fine", 0, 0, 1, 1]] });
  const asked = [];
  const fetched = async (digest) => {
    asked.push(digest);
    return squares();
  };
  const box = [...unit(0, 1), ...unit(1, 0)];
  const view = { scale: 100000, box };
  assert.equal(await mosaic.refine({ scale: 1000, box }, fetched), false);
  assert.equal(await mosaic.refine({ scale: 100000, box: [0, 0, 0.1, 0.1] }, fetched), false);
  assert.equal(await mosaic.refine(view, fetched), true);
  assert.equal(await mosaic.refine(view, fetched), false);
  assert.deepEqual(asked, ["fine"]);
  assert.ok(mosaic.source.every((outlines) => outlines.digest === "fine"));
  assert.equal(mosaic.current(mosaic.areas, 1), false);
  assert.equal(mosaic.current(mosaic.source[0], 1), true);
});

test("a piece that did not come is asked for again", async () => {
  const mosaic = mosaicOf({ details: [["fine", 0, 0, 1, 1]] });
  const view = { scale: 100000, box: [...unit(0, 1), ...unit(1, 0)] };
  const refused = () => Promise.reject(new Error("503"));
  assert.equal(await mosaic.refine(view, refused), false);
  assert.equal(await mosaic.refine(view, async () => squares()), true);
});

test("borders are those of what is coloured and of what holds it, where there is room", () => {
  const mosaic = mosaicOf({ groups: { epci: { ...EPCI, of: [0, 1] } } });
  const levels = (scale) => borderLines(mosaic, scale).map(({ level }) => level);
  assert.deepEqual(levels(1_000), ["epci"]);
  assert.deepEqual(levels(100_000), ["", "epci"]);
});
