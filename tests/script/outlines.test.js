import assert from "node:assert/strict";
import { test } from "node:test";
import { degrees, unit } from "../../cls_dash/render/static/mercator.js";
import { outlinesOf } from "../../cls_dash/render/static/outlines.js";
import { squares } from "./squares.js";

const { areas } = outlinesOf(squares());
const inside = (longitude, latitude) =>
  [0, 1].filter((rank) => areas.contains(rank, ...unit(longitude, latitude)));

test("a point of the unit square goes back to its degrees", () => {
  assert.deepEqual(unit(0, 0), [0.5, 0.5]);
  for (const [longitude, latitude] of [[3.1, 45.8], [-61, 16.2], [55.5, -21.1]]) {
    const [east, north] = degrees(...unit(longitude, latitude));
    assert.ok(Math.abs(east - longitude) < 1e-9 && Math.abs(north - latitude) < 1e-9);
  }
});

test("areas have the codes and names that steps of codes tell", () => {
  assert.deepEqual(areas.list, [{ id: "63001", name: "Ouest" }, { id: "63002", name: "Est" }]);
});

test("letters and a first zero of a code survive, and chief points are told", () => {
  const topology = squares();
  const [ain, corse] = ["01004", "2A004"].map((code) => parseInt(code, 36));
  Object.assign(topology.objects.areas, { codes: [ain, corse - ain], points: [1, 0, 1, 1] });
  assert.deepEqual(outlinesOf(topology).areas.list, [
    { id: "01004", name: "Ouest", longitude: 1, latitude: 0 },
    { id: "2A004", name: "Est", longitude: 2, latitude: 1 },
  ]);
});

test("a border that two areas share is one arc, which each follows its own way", () => {
  assert.deepEqual(areas.rings, [[[0, 1]], [[~1, 2]]]);
  assert.deepEqual(areas.borders((rank) => rank), [0, 1, 2]);
  assert.deepEqual(areas.borders(() => "the same"), [0, 2]);
});

test("a ring is walked once, round to where it began, whichever way its arcs are told", () => {
  const walked = (ring) => {
    const points = [];
    areas.walk(ring, { scale: 1, left: 0, top: 0 }, (x, y, first) => {
      points.push([...degrees(x, y).map(Math.round), first]);
    });
    return points.map(([east, north, first]) => `${east} ${north}${first ? " first" : ""}`);
  };
  assert.deepEqual(walked([0, 1]), ["1 0 first", "0 0", "0 1", "1 1", "1 0"]);
  assert.deepEqual(walked([~1, 2]), ["1 0 first", "1 1", "2 1", "2 0", "1 0"]);
});

test("each point is in the area where it lies", () => {
  assert.deepEqual(inside(0.5, 0.5), [0]);
  assert.deepEqual(inside(1.5, 0.5), [1]);
  assert.deepEqual(inside(2.5, 0.5), []);
  assert.deepEqual(inside(0.5, 1.5), []);
});

test("only areas of the same cell are looked at", () => {
  assert.deepEqual(areas.near(...unit(0.5, 0.5)), [0]);
  assert.deepEqual(areas.near(...unit(90, 45)), []);
});
