import assert from "node:assert/strict";
import { test } from "node:test";
import "./page.js";
import { byName, towards } from "../../cls_dash/render/static/walk.js";

/** Return stops of a grid of so many columns and rows, named from A on, its rows downwards. */
const grid = (columns, rows) =>
  Array.from({ length: columns * rows }, (_, rank) => ({
    rank, name: String.fromCharCode(65 + rank), x: rank % columns, y: Math.floor(rank / columns),
  }));
const RIGHT = [1, 0];
const LEFT = [-1, 0];
const DOWN = [0, 1];
const UP = [0, -1];

test("each arrow goes to the neighbour on its side", () => {
  const stops = grid(3, 3);
  const middle = stops[4];
  const reached = [RIGHT, LEFT, DOWN, UP].map((way) => towards(stops, middle, way).name);
  assert.deepEqual(reached, ["F", "D", "H", "B"]);
});

test("at the edge an arrow that leads nowhere stays", () => {
  const stops = grid(3, 3);
  assert.equal(towards(stops, stops[0], LEFT), stops[0]);
  assert.equal(towards([stops[0]], stops[0], RIGHT), stops[0]);
});

test("what is more that way than aside comes before what is nearer and aside", () => {
  const from = { rank: 0, name: "from", x: 0, y: 0 };
  const aside = { rank: 1, name: "aside", x: 1, y: 2 };
  const ahead = { rank: 2, name: "ahead", x: 4, y: 1 };
  assert.equal(towards([from, aside, ahead], from, RIGHT), ahead);
  assert.equal(towards([from, aside], from, RIGHT), aside);
});

test("a way and back meets every stop of a ragged place", () => {
  const stops = Array.from({ length: 60 }, (_, rank) => ({
    rank, name: `${rank}`, x: (rank * 37) % 101, y: (rank * 53) % 97,
  }));
  const reached = new Set([stops[0]]);
  for (const stop of reached) [RIGHT, LEFT, DOWN, UP].forEach((way) => reached.add(towards(stops, stop, way)));
  assert.ok(reached.size > 0.8 * stops.length, `${reached.size}`);
});

test("by name each stop comes once, accents where a reader looks for them", () => {
  const names = ["Zèbre", "Échandelys", "Ambert", "Eglise", "Fournols"];
  const stops = names.map((name, rank) => ({ rank, name, x: 0, y: 0 }));
  assert.deepEqual(byName(stops).map(({ name }) => name), [
    "Ambert", "Échandelys", "Eglise", "Fournols", "Zèbre",
  ]);
});
