// Outlines of areas, decoded once from a packed topology into flat arrays.
// Coordinates are those of Web Mercator's unit square: a zoom is one multiplication.
(function () {
  "use strict";

  const Atlas = (window.Atlas = window.Atlas || {});

  const CELL = 4096; // Cells of the world, on each side, where areas are looked for.

  const across = (longitude) => longitude / 360 + 0.5;

  const down = (latitude) => {
    const sine = Math.sin((latitude * Math.PI) / 180);
    return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  };

  /** Call `visit(rank, column, row)` with each point that running steps lead to. */
  function follow(steps, visit) {
    let column = 0;
    let row = 0;
    for (let at = 0; at < steps.length; at += 2) {
      column += steps[at];
      row += steps[at + 1];
      visit(at / 2, column, row);
    }
  }

  /** Return the points of all arcs, one after another, and where each arc starts. */
  function decode({ scale, translate, steps, lengths }) {
    const start = new Uint32Array(lengths.length + 1);
    lengths.forEach((length, rank) => {
      start[rank + 1] = start[rank] + length;
    });
    const x = new Float64Array(steps.length / 2);
    const y = new Float64Array(steps.length / 2);
    follow(steps, (at, column, row) => {
      x[at] = across(column * scale[0] + translate[0]);
      y[at] = down(row * scale[1] + translate[1]);
    });
    return { start, x, y };
  }

  /** Return the rings of each area of an object; `next` is the rank of the next new arc. */
  function ringsOf(uses, next) {
    const areas = [];
    let [rings, ring] = [[], []];
    for (const use of uses) {
      if (use === 1) ring.push(next++);
      else if (use) ring.push(use % 2 ? next - (use >> 1) : ~(next - (use >> 1)));
      else if (ring.length) {
        rings.push(ring);
        ring = [];
      } else {
        areas.push(rings);
        rings = [];
      }
    }
    return [areas, next];
  }

  /** Return what is told of each area: its identifier, its name, perhaps its chief point. */
  function toldOf({ codes, ids, names, points }, { scale, translate }) {
    let code = 0;
    const told = names.map((name, rank) => {
      code += codes ? codes[rank] : 0;
      return { id: codes ? code.toString(36).toUpperCase().padStart(5, "0") : ids[rank], name };
    });
    if (points) {
      follow(points, (rank, column, row) => {
        told[rank].longitude = column * scale[0] + translate[0];
        told[rank].latitude = row * scale[1] + translate[1];
      });
    }
    return told;
  }

  /** Return west, north, east and south of each run of points, four numbers each. */
  function boxesOf({ start, x, y }) {
    const boxes = new Float64Array(4 * (start.length - 1));
    for (let arc = 0; arc + 1 < start.length; arc++) {
      let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
      for (let at = start[arc]; at < start[arc + 1]; at++) {
        if (x[at] < west) west = x[at];
        if (x[at] > east) east = x[at];
        if (y[at] < north) north = y[at];
        if (y[at] > south) south = y[at];
      }
      boxes.set([west, north, east, south], 4 * arc);
    }
    return boxes;
  }

  class Outlines {
    /** `points` are shared by the objects of a topology. */
    constructor(rings, told, points) {
      Object.assign(this, points, { rings, list: told });
      this.count = rings.length;
      this.box = new Float64Array(4 * this.count);
      // Arc by arc, the areas on both sides: the second is -1 where nothing is known.
      this.sides = new Int32Array(2 * this.boxes.length / 4).fill(-1);
      this.rings.forEach((rings, rank) => this.measure(rings, rank));
      this.cells = null;
    }

    measure(rings, rank) {
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      for (const index of rings.flat()) {
        const arc = index < 0 ? ~index : index;
        const other = 4 * arc;
        box[0] = Math.min(box[0], this.boxes[other]);
        box[1] = Math.min(box[1], this.boxes[other + 1]);
        box[2] = Math.max(box[2], this.boxes[other + 2]);
        box[3] = Math.max(box[3], this.boxes[other + 3]);
        this.sides[2 * arc + (this.sides[2 * arc] < 0 ? 0 : 1)] = rank;
      }
      this.box.set(box, 4 * rank);
    }

    /** Say whether an area's box meets a box of the unit square. */
    meets(rank, [west, north, east, south]) {
      const at = 4 * rank;
      return (
        this.box[at] <= east && this.box[at + 2] >= west &&
        this.box[at + 1] <= south && this.box[at + 3] >= north
      );
    }

    arcMeets(arc, [west, north, east, south]) {
      const at = 4 * arc;
      return (
        this.boxes[at] <= east && this.boxes[at + 2] >= west &&
        this.boxes[at + 1] <= south && this.boxes[at + 3] >= north
      );
    }

    /** Call `visit` with each point of a ring, once, in pixels of a view. */
    walk(ring, { scale, left, top }, visit) {
      let first = true;
      for (const index of ring) {
        const arc = index < 0 ? ~index : index;
        const step = index < 0 ? -1 : 1;
        let at = index < 0 ? this.start[arc + 1] - 1 : this.start[arc];
        const end = index < 0 ? this.start[arc] - 1 : this.start[arc + 1];
        if (!first) at += step; // That point ends the arc before.
        for (; at !== end; at += step) {
          visit(this.x[at] * scale - left, this.y[at] * scale - top, first);
          first = false;
        }
      }
    }

    /** Add an area to a path, in pixels of a view. */
    trace(path, rank, view) {
      for (const ring of this.rings[rank]) {
        this.walk(ring, view, (x, y, first) => (first ? path.moveTo(x, y) : path.lineTo(x, y)));
        path.closePath();
      }
    }

    traceArc(path, arc, { scale, left, top }) {
      let at = this.start[arc];
      path.moveTo(this.x[at] * scale - left, this.y[at] * scale - top);
      for (at += 1; at < this.start[arc + 1]; at++) {
        path.lineTo(this.x[at] * scale - left, this.y[at] * scale - top);
      }
    }

    /** Return the points of an arc, in the unit square. */
    run(arc) {
      const points = [];
      for (let at = this.start[arc]; at < this.start[arc + 1]; at++) points.push([this.x[at], this.y[at]]);
      return points;
    }

    /** Return the arcs between two groups, or between one and what lies outside. */
    borders(groupOf) {
      const found = [];
      for (let arc = 0; 2 * arc < this.sides.length; arc++) {
        const [one, other] = [this.sides[2 * arc], this.sides[2 * arc + 1]];
        if (one >= 0 && (other < 0 || groupOf(one) !== groupOf(other))) found.push(arc);
      }
      return found;
    }

    /** Say whether a point of the unit square lies in an area: a ray crosses it an odd number of times. */
    contains(rank, px, py) {
      if (!this.meets(rank, [px, py, px, py])) return false;
      let inside = false;
      for (const ring of this.rings[rank]) {
        let [x0, y0, firstX, firstY] = [0, 0, 0, 0];
        const cross = (x1, y1) => {
          if (y0 > py !== y1 > py && px < ((x1 - x0) * (py - y0)) / (y1 - y0) + x0) inside = !inside;
          [x0, y0] = [x1, y1];
        };
        this.walk(ring, { scale: 1, left: 0, top: 0 }, (x, y, first) => {
          if (first) [x0, y0, firstX, firstY] = [x, y, x, y];
          else cross(x, y);
        });
        cross(firstX, firstY);
      }
      return inside;
    }

    /** Return the ranks of the areas that may hold a point of the unit square. */
    near(px, py) {
      this.index();
      return this.cells.get(Math.floor(px * CELL) * CELL + Math.floor(py * CELL)) || [];
    }

    /** Say once which areas each cell of the world may hold. */
    index() {
      if (this.cells) return;
      this.cells = new Map();
      for (let rank = 0; rank < this.count; rank++) {
        const [west, north, east, south] = this.box.subarray(4 * rank, 4 * rank + 4).map((side) => Math.floor(side * CELL));
        for (let column = west; column <= east; column++) {
          for (let row = north; row <= south; row++) {
            const key = column * CELL + row;
            if (this.cells.has(key)) this.cells.get(key).push(rank);
            else this.cells.set(key, [rank]);
          }
        }
      }
    }

    /** Return where the middle of an area's box is, in the unit square. */
    middle(rank) {
      const at = 4 * rank;
      return [(this.box[at] + this.box[at + 2]) / 2, (this.box[at + 1] + this.box[at + 3]) / 2];
    }
  }

  /** Decode a topology: its outlines, by name of object. See packing.py. */
  Atlas.outlines = function (topology) {
    const points = decode(topology);
    const shared = { ...points, boxes: boxesOf(points) };
    const named = {};
    let next = 0;
    for (const [name, object] of Object.entries(topology.objects)) {
      const [rings, after] = ringsOf(object.uses, next);
      named[name] = new Outlines(rings, toldOf(object, topology), shared);
      next = after;
    }
    return named;
  };

  /** Return a point of the unit square from longitude and latitude (degrees). */
  Atlas.unit = (longitude, latitude) => [across(longitude), down(latitude)];

  /** Return longitude and latitude (degrees) from a point of the unit square. */
  Atlas.degrees = (x, y) => [(x - 0.5) * 360, (Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) * 180) / Math.PI];
})();
