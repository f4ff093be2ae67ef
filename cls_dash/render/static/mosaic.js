// The areas of a map as one picture: their colours, their borders, which one is where.
// From afar a light outline is enough; finer pieces are fetched for what is looked at.
(function () {
  "use strict";

  const Atlas = (window.Atlas = window.Atlas || {});

  const CONTEXT = { line: "#c3c8ce", fill: "#eceef1" };
  const THIN = { color: "#ffffff", widest: 0.7 };
  const THICK = { color: "#4a525c", widest: 1.6 };
  const NO_DATA = (Atlas.NO_DATA = "#dcdfe3");
  const BLOCK = 250; // Areas that are painted in one step: long paths take a time that is not linear.
  const NARROW = 8; // Mean width, in pixels, under which areas have no border of their own.
  const FINE = 80000; // Pixels around the Earth from which the light outline is too light.

  class Mosaic {
    constructor(topology) {
      const { areas, context } = Atlas.outlines(topology);
      this.areas = areas;
      this.context = context;
      this.groups = topology.groups || {};
      this.list = areas.list;
      this.pieces = (topology.details || []).map(([digest, west, south, east, north]) => ({
        digest, box: [...Atlas.unit(west, north), ...Atlas.unit(east, south)],
      }));
      // Where the outline of each area is to be read: here, or in a piece once it is there.
      this.source = new Array(areas.count).fill(areas);
      this.place = Int32Array.from({ length: areas.count }, (_, rank) => rank);
      this.colours = [NO_DATA];
      this.fills = new Uint8Array(areas.count);
      this.level = "";
      this.arcs = new Map();
    }

    /** Return the group of an area at a level; at the finest, each is its own. */
    groupAt(level) {
      const group = this.groups[level];
      return group ? (rank) => group.of[rank] : (rank) => rank;
    }

    /** Colour areas: one mark in base 36 each, or one a group; return whether any changed. */
    colour({ classes, palette, level }) {
      const group = this.groupAt(level);
      const colours = [NO_DATA, ...palette];
      let changed = this.level !== level || colours.join() !== this.colours.join();
      for (let rank = 0; rank < this.fills.length; rank++) {
        const mark = parseInt(classes[group(rank)] ?? "-", 36); // Of no group: no data.
        const fill = Number.isNaN(mark) ? 0 : mark + 1;
        if (this.fills[rank] !== fill) changed = true;
        this.fills[rank] = fill;
      }
      Object.assign(this, { colours, level });
      return changed;
    }

    /** Yield after each step of the painting of a view, true after one that is long to draw. */
    *draw(context, view) {
      if (this.context) yield* this.drawContext(context, view);
      yield* this.fillAreas(context, view);
      for (const line of this.lines(view.scale)) yield* this.drawBorders(context, view, line);
    }

    *drawContext(context, view) {
      const path = new Path2D();
      for (let rank = 0; rank < this.context.count; rank++) {
        if (this.context.meets(rank, view.box)) this.context.trace(path, rank, view);
      }
      context.fillStyle = CONTEXT.fill;
      context.fill(path, "evenodd");
      context.lineWidth = 1;
      context.strokeStyle = CONTEXT.line;
      context.stroke(path);
      yield;
    }

    /** Fill areas; those of one group must not show where they meet, so their edges are drawn too. */
    *fillAreas(context, view) {
      context.lineWidth = 0.6;
      for (let start = 0; start < this.areas.count; start += BLOCK) {
        const paths = this.colours.map(() => null);
        const end = Math.min(start + BLOCK, this.areas.count);
        let any = false;
        for (let rank = start; rank < end; rank++) {
          if (!this.areas.meets(rank, view.box)) continue;
          const path = (paths[this.fills[rank]] ||= new Path2D());
          this.source[rank].trace(path, this.place[rank], view);
          any = true;
        }
        paths.forEach((path, fill) => {
          if (!path) return;
          context.fillStyle = context.strokeStyle = this.colours[fill];
          context.fill(path, "evenodd");
          if (this.level) context.stroke(path);
        });
        if (any) yield;
      }
    }

    /** Return which borders are drawn, and how: what is coloured, and what holds it. */
    lines(scale) {
      const levels = ["", "epci", "departement", "region"].filter((level) => !level || this.groups[level]);
      const width = (level) => this.width() * scale * Math.sqrt(level ? this.areas.count / this.groups[level].codes.length : 1);
      const style = (line, level) => ({ ...line, level, width: Math.min(line.widest, width(level) / 24) });
      const above = levels.slice(levels.indexOf(this.level) + 1);
      const holding = above.find((level) => width(level) >= 2 * NARROW) ?? above.at(-1) ?? this.level;
      const thin = width(this.level) >= NARROW ? [style(THIN, this.level)] : [];
      return [...thin, style(THICK, holding)];
    }

    /** Return the mean width of an area's box, in the unit square. */
    width() {
      if (!this.mean) {
        const { box, count } = this.areas;
        let total = 0;
        for (let at = 0; at < box.length; at += 4) {
          total += Math.sqrt((box[at + 2] - box[at]) * (box[at + 3] - box[at + 1]));
        }
        this.mean = total / count;
      }
      return this.mean;
    }

    *drawBorders(context, view, { level, color, width }) {
      context.strokeStyle = color;
      context.lineWidth = width;
      for (const outlines of [this.areas, ...this.detailed(view)]) {
        const arcs = this.bordersOf(outlines, level);
        const seen = arcs.filter((arc) => outlines.arcMeets(arc, view.box) && this.current(outlines, arc));
        for (let start = 0; start < seen.length; start += BLOCK) {
          const path = new Path2D();
          for (const arc of seen.slice(start, start + BLOCK)) outlines.traceArc(path, arc, view);
          context.stroke(path);
          yield true; // Asked in a moment, drawn in a long one.
        }
      }
    }

    bordersOf(outlines, level) {
      const key = outlines === this.areas ? level : `${outlines.digest} ${level}`;
      if (!this.arcs.has(key)) {
        const group = this.groupAt(level);
        this.arcs.set(key, outlines.borders((rank) => group(outlines.ranks ? outlines.ranks[rank] : rank)));
      }
      return this.arcs.get(key);
    }

    /** Say whether an arc bounds an area that is drawn with these outlines. */
    current(outlines, arc) {
      const shown = (side) => side >= 0 && this.source[outlines.ranks ? outlines.ranks[side] : side] === outlines;
      return shown(outlines.sides[2 * arc]) || shown(outlines.sides[2 * arc + 1]);
    }

    detailed({ box }) {
      return this.pieces.filter((piece) => piece.outlines && meets(piece.box, box)).map(({ outlines }) => outlines);
    }

    /** Fetch the finer pieces that a view asks for; say whether some came. */
    async refine({ scale, box }, fetched) {
      if (scale < FINE) return false;
      const wanted = this.pieces.filter((piece) => !piece.asked && meets(piece.box, box));
      const came = await Promise.all(wanted.map((piece) => this.fetchPiece(piece, fetched)));
      return came.includes(true);
    }

    async fetchPiece(piece, fetched) {
      piece.asked = true;
      try {
        const topology = await fetched(piece.digest);
        const { areas } = Atlas.outlines(topology);
        const ranks = areas.list.map(({ id }) => this.rankOf(id));
        piece.outlines = Object.assign(areas, { digest: piece.digest, ranks });
        ranks.forEach((rank, place) => {
          if (rank === undefined) return;
          this.source[rank] = areas;
          this.place[rank] = place;
        });
        return true;
      } catch {
        piece.asked = false; // The light outline stays; asked again at the next move.
        return false;
      }
    }

    rankOf(id) {
      this.ranks ||= new Map(this.list.map((area, rank) => [area.id, rank]));
      return this.ranks.get(id);
    }

    /** Return the ranks of an area, or of a group of the level that is coloured, by its code. */
    ranksOf(id) {
      const rank = this.rankOf(id);
      if (rank !== undefined) return [rank];
      const place = this.groups[this.level]?.codes.indexOf(id) ?? -1;
      return place < 0 ? [] : this.list.flatMap((_, other) => (this.groups[this.level].of[other] === place ? [other] : []));
    }

    /** Return the rank of the area at a point of the unit square, or -1. */
    at(x, y) {
      for (const rank of this.areas.near(x, y)) {
        if (this.source[rank].contains(this.place[rank], x, y)) return rank;
      }
      return -1;
    }

    /** Return the ranks that share the group of an area, at the level that is coloured. */
    together(rank) {
      const group = this.groups[this.level];
      if (!group || group.of[rank] < 0) return [rank]; // Of no group, it is alone.
      return this.list.flatMap((_, other) => (group.of[other] === group.of[rank] ? [other] : []));
    }

    /** Return the borders around some areas, as runs of points of the unit square. */
    around(ranks) {
      // An arc met twice lies between two of them.
      const met = new Map();
      for (const rank of ranks) {
        const outlines = this.source[rank];
        if (!met.has(outlines)) met.set(outlines, new Set());
        const arcs = met.get(outlines);
        for (const index of outlines.rings[this.place[rank]].flat()) {
          const arc = index < 0 ? ~index : index;
          if (!arcs.delete(arc)) arcs.add(arc);
        }
      }
      return [...met].flatMap(([outlines, arcs]) => [...arcs].map((arc) => outlines.run(arc)));
    }

    /** Return the box of some areas: west, north, east, south of the unit square. */
    boxOf(ranks) {
      const boxes = ranks.map((rank) => this.areas.box.subarray(4 * rank, 4 * rank + 4));
      return [0, 1, 2, 3].map((side) => Math[side < 2 ? "min" : "max"](...boxes.map((box) => box[side])));
    }

    /** Return longitude and latitude of an area's chief point, else of the middle of its box. */
    centre(rank) {
      const { longitude, latitude } = this.list[rank];
      return longitude === undefined ? Atlas.degrees(...this.areas.middle(rank)) : [longitude, latitude];
    }
  }

  function meets([west, north, east, south], [left, top, right, bottom]) {
    return west <= right && east >= left && north <= bottom && south >= top;
  }

  Atlas.Mosaic = Mosaic;
})();
