import assert from "node:assert/strict";
import { test } from "node:test";
import { uncovered, within } from "../../cls_dash/render/static/labels.js";

const box = (left, top, width = 60, height = 16) =>
  ({ left, top, right: left + width, bottom: top + height });

test("names that would cover one before are hidden, the first ones stay", () => {
  const boxes = [box(0, 0), box(30, 8), box(100, 0), box(0, 40)];
  assert.deepEqual(uncovered(boxes), [true, false, true, true]);
});

test("a hidden name hides no other", () => {
  assert.deepEqual(uncovered([box(0, 0), box(50, 0), box(100, 0)]), [true, false, true]);
});

test("names side by side do not cover each other", () => {
  assert.deepEqual(uncovered([box(0, 0), box(60, 0), box(0, 16)]), [true, true, true]);
});

test("no two names that are shown overlap", () => {
  const boxes = Array.from({ length: 200 }, (_, rank) => box((rank * 37) % 500, (rank * 53) % 300));
  const seen = uncovered(boxes);
  const shown = boxes.filter((_, rank) => seen[rank]);
  assert.ok(shown.length > 10);
  for (const one of shown) {
    const others = shown.filter((other) => other !== one);
    assert.ok(others.every((other) => uncovered([one, other])[1]));
  }
});

test("a name that the edge of the map would cut is not whole in it", () => {
  const edge = box(0, 0, 300, 200);
  assert.ok(within(box(0, 0), edge));
  assert.ok(within(box(240, 184), edge));
  const cut = [box(-1, 50), box(241, 50), box(50, -1), box(50, 185)];
  assert.deepEqual(cut.map((each) => within(each, edge)), [false, false, false, false]);
});
