import assert from "node:assert/strict";
import { test } from "node:test";
import { Together } from "../../cls_dash/render/static/together.js";

/** A point that does what Leaflet's does. */
class Point {
  constructor(x, y) {
    Object.assign(this, { x, y });
  }

  add(other) {
    return new Point(this.x + other.x, this.y + other.y);
  }

  subtract(other) {
    return new Point(this.x - other.x, this.y - other.y);
  }

  distanceTo({ x, y }) {
    return Math.hypot(this.x - x, this.y - y);
  }
}

/** A flat map: pixels of a zoom are those of zoom 0, times a power of two. */
class FlatMap {
  constructor(centre, zoom) {
    Object.assign(this, { centre, zoom, moves: 0 });
  }

  on(_, answer) {
    this.answer = answer;
  }

  getCenter() {
    return this.centre;
  }

  getZoom() {
    return this.zoom;
  }

  project({ x, y }, zoom) {
    return new Point(x * 2 ** zoom, y * 2 ** zoom);
  }

  unproject({ x, y }, zoom) {
    return new Point(x / 2 ** zoom, y / 2 ** zoom);
  }

  setView(centre, zoom) {
    Object.assign(this, { centre, zoom, moves: this.moves + 1 });
    this.answer();
  }
}

globalThis.L = { point: (x, y) => new Point(x, y) };

let settled = 0;

/** Return maps side by side, whose areas are fitted one after another at their zooms. */
function maps(...zooms) {
  globalThis.window = { areaMap: { mosaic: {}, settle: () => (settled += 1) } };
  const frames = [];
  const group = { querySelectorAll: () => frames };
  return zooms.map((zoom, rank) => {
    const map = new FlatMap(new Point(0, 0), 0);
    map.member = new Together(map, group);
    frames.push({ contentWindow: { atlasTogether: map.member } });
    map.setView(new Point(100 * rank, 10 * rank), zoom);
    return map;
  });
}

const zooms = (list) => list.map(({ zoom }) => zoom);
const places = (list) => list.map(({ centre: { x, y } }) => [x, y]);

test("maps take the scale at which the largest fits, each where its areas are", () => {
  const three = maps(10, 8.5, 9);
  assert.deepEqual(zooms(three), [8.5, 8.5, 8.5]);
  assert.deepEqual(places(three), [[0, 0], [100, 10], [200, 20]]);
});

test("what moves one moves the others alike, and the move does not come back", (context) => {
  const [one, other] = maps(9, 9);
  const before = [one.moves, other.moves];
  const leads = [one, other].map(({ member }) => context.mock.method(member, "lead").mock);
  one.setView(new Point(5, -3), 11);
  assert.deepEqual(zooms([one, other]), [11, 11]);
  assert.deepEqual(places([one, other]), [[5, -3], [105, 7]]);
  assert.deepEqual([one.moves, other.moves], [before[0] + 1, before[1] + 1]);
  assert.deepEqual(leads.map(({ calls }) => calls.length), [1, 0]);
});

test("any of them leads, and none drifts", () => {
  const three = maps(9, 9, 9);
  three[2].setView(new Point(210, 20), 9);
  three[0].setView(new Point(0, 0), 9);
  assert.deepEqual(places(three), [[0, 0], [100, 10], [200, 20]]);
});

test("a map whose areas are not drawn neither leads nor follows", () => {
  const [one] = maps(9);
  globalThis.window = {};
  const frames = [{ contentWindow: null }, { contentWindow: {} }];
  const waiting = new FlatMap(new Point(0, 0), 4);
  const member = new Together(waiting, { querySelectorAll: () => frames });
  waiting.setView(new Point(1, 1), 5);
  assert.equal(member.home, null);
  assert.equal(one.zoom, 9);
});

test("frames of another size are brought to one scale anew, which is their home again", () => {
  const list = maps(9, 7);
  list.forEach((map) => map.member.leave());
  settled = 0;
  list[0].setView(new Point(0, 0), 8);
  list[1].setView(new Point(100, 10), 10);
  assert.deepEqual(zooms(list), [8, 8]);
  assert.ok(settled >= 2);
});
