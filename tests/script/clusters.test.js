import assert from "node:assert/strict";
import { test } from "node:test";
import { discAt, discsOf, pointsOf } from "../../cls_dash/render/static/clusters.js";
import { unit } from "../../cls_dash/render/static/mercator.js";

const WORLD = [0, 0, 1, 1];
// 100, 101 and 300 tenths of a degree of longitude, on the equator.
const STEPS = [100, 0, 1, 0, 199, 0];
const near = (one, other) => assert.ok(Math.abs(one - other) < 1e-6, `${one} is not ${other}`);

test("points are told as running steps of the grid", () => {
  const { x, y, weights } = pointsOf({ scale: 0.1, steps: STEPS });
  [10, 10.1, 30].forEach((longitude, rank) => near(x[rank], unit(longitude, 0)[0]));
  assert.deepEqual([...y], [0.5, 0.5, 0.5]);
  assert.deepEqual(weights, [1, 1, 1]);
});

test("neighbours are gathered at their weighted middle, the largest disc first", () => {
  const points = pointsOf({ scale: 0.1, steps: STEPS, weights: [3, 1, 1] });
  const discs = discsOf(points, { scale: 1024, box: WORLD });
  assert.deepEqual(discs.map(({ weight, points: count }) => [weight, count]), [[4, 2], [1, 1]]);
  near(discs[0].x, 1024 * ((3 * points.x[0] + points.x[1]) / 4));
  assert.equal(discs[0].rank, 0);
  assert.ok(discs[0].radius > discs[1].radius);
});

test("all the weight of the view is in its discs, whatever the scale", () => {
  const steps = Array.from({ length: 2000 }, (_, rank) => ((rank * 7919) % 61) - 30);
  const points = pointsOf({ scale: 0.01, steps });
  for (const scale of [256, 4096, 65536, 1e7]) {
    const discs = discsOf(points, { scale, box: WORLD });
    assert.equal(discs.reduce((total, { weight }) => total + weight, 0), 1000);
  }
});

test("from close up each point is alone", () => {
  const points = pointsOf({ scale: 0.001, steps: [0, 0, 1, 0] });
  assert.equal(discsOf(points, { scale: 1e6, box: WORLD }).length, 1);
  assert.deepEqual(discsOf(points, { scale: 3e6, box: WORLD }).map(({ radius }) => radius), [5, 5]);
});

test("what lies outside the view is left out", () => {
  const points = pointsOf({ scale: 0.1, steps: STEPS });
  const box = [...unit(20, 10), ...unit(40, -10)];
  assert.deepEqual(discsOf(points, { scale: 1024, box }).map(({ rank }) => rank), [2]);
  assert.deepEqual(discsOf(points, { scale: 1024, box: [0, 0, 0.1, 0.1] }), []);
});

test("the disc on top answers for a point", () => {
  const discs = [{ x: 0, y: 0, radius: 20 }, { x: 10, y: 0, radius: 5 }];
  assert.equal(discAt(discs, { x: 10, y: 6 }), discs[1]);
  assert.equal(discAt(discs, { x: -15, y: 0 }), discs[0]);
  assert.equal(discAt(discs, { x: 40, y: 0 }), null);
});
