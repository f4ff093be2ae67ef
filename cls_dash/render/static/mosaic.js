// The areas of a map: their colours, their borders, which one is where.
// From afar a light outline is enough; finer pieces are fetched for what is looked at.
import { boxesMeet, degrees, unit } from "./mercator.js";
import { outlinesOf } from "./outlines.js";
import { theme } from "./theme.js";

/** @import { Topology, Values } from "./messages.js" */
/** @import { UnitBox, View } from "./mercator.js" */
/** @import { Outlines } from "./outlines.js" */
/**
 * @typedef {object} Piece
 * @property {string} digest
 * @property {UnitBox} box
 * @property {boolean} [asked]
 * @property {Outlines} [outlines] Once they came.
 */

const FINE = 80000; // Pixels around the Earth from which the light outline is too light.

export class Mosaic {
  /** @param {Topology} topology */
  constructor(topology) {
    const { areas, context, neighbours } = outlinesOf(topology);
    this.areas = areas;
    /** @type {Outlines | undefined} */
    this.context = context;
    /** @type {Outlines | undefined} */
    this.neighbours = neighbours;
    this.groups = topology.groups || {};
    this.named = topology.around || [];
    this.list = areas.list;
    /** @type {Piece[]} */
    this.pieces = (topology.details || []).map(([digest, west, south, east, north]) => ({
      digest, box: [...unit(west, north), ...unit(east, south)],
    }));
    // Where the outline of each area is to be read: here, or in a piece once it is there.
    this.source = new Array(areas.count).fill(areas);
    this.place = Int32Array.from({ length: areas.count }, (_, rank) => rank);
    this.colours = [theme.colours.missing];
    this.fills = new Uint8Array(areas.count);
    this.level = "";
    /** @type {Map<string, number[]>} */
    this.arcs = new Map();
    this.ranks = new Map(this.list.map((area, rank) => [area.id, rank]));
    this.width = meanWidth(areas.box);
  }

  /**
   * Return the group of an area at a level; at the finest, each is its own.
   *
   * @param {string} level
   * @returns {(rank: number) => number}
   */
  groupAt(level) {
    const group = this.groups[level];
    return group ? (rank) => group.of[rank] : (rank) => rank;
  }

  /**
   * Colour areas: one mark in base 36 each, or one a group; return whether any changed.
   *
   * @param {Pick<Values, "classes" | "palette" | "level">} values
   */
  colour({ classes, palette, level }) {
    const group = this.groupAt(level);
    const colours = [theme.colours.missing, ...palette];
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

  /**
   * Return the borders of a level in some outlines, found once.
   *
   * @param {Outlines} outlines
   * @param {string} level
   */
  bordersOf(outlines, level) {
    const key = `${outlines.digest} ${level}`;
    const known = this.arcs.get(key);
    if (known) return known;
    const group = this.groupAt(level);
    const arcs = outlines.borders((rank) => {
      const whole = outlines.ranks ? outlines.ranks[rank] : rank;
      return whole === undefined ? undefined : group(whole);
    });
    this.arcs.set(key, arcs);
    return arcs;
  }

  /**
   * Say whether an arc bounds an area that is drawn with these outlines.
   *
   * @param {Outlines} outlines
   * @param {number} arc
   */
  current(outlines, arc) {
    return [0, 1].some((side) => {
      const place = outlines.sides[2 * arc + side];
      const rank = outlines.ranks ? outlines.ranks[place] : place;
      return rank !== undefined && this.source[rank] === outlines; // Nothing has the rank -1.
    });
  }

  /**
   * Return the outlines that a view is drawn with.
   *
   * @param {View} view
   */
  outlinesIn({ box }) {
    const pieces = this.pieces.filter((piece) => boxesMeet(piece.box, box));
    return [this.areas, ...pieces.flatMap(({ outlines }) => outlines ?? [])];
  }

  /**
   * Fetch the finer pieces that a view asks for; say whether some came.
   *
   * @param {Pick<View, "scale" | "box">} view
   * @param {(digest: string) => Promise<Topology>} fetched
   */
  async refine({ scale, box }, fetched) {
    if (scale < FINE) return false;
    const wanted = this.pieces.filter((piece) => !piece.asked && boxesMeet(piece.box, box));
    const came = await Promise.all(wanted.map((piece) => this.fetchPiece(piece, fetched)));
    return came.includes(true);
  }

  /**
   * @param {Piece} piece
   * @param {(digest: string) => Promise<Topology>} fetched
   */
  async fetchPiece(piece, fetched) {
    piece.asked = true;
    try {
      const { areas } = outlinesOf(await fetched(piece.digest));
      const ranks = areas.list.map(({ id }) => this.ranks.get(id));
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

  /**
   * Return the ranks of an area, or of a group of the level that is coloured, by its code.
   *
   * @param {string | null | undefined} id
   */
  ranksOf(id) {
    const rank = this.ranks.get(id ?? "");
    if (rank !== undefined) return [rank];
    const place = this.groups[this.level]?.codes.indexOf(id ?? "") ?? -1;
    return place < 0 ? [] : this.members(place);
  }

  /**
   * Return the ranks of a group of the level that is coloured.
   *
   * @param {number} place
   */
  members(place) {
    return this.groups[this.level].of.flatMap((of, rank) => (of === place ? [rank] : []));
  }

  /** Return the rank of the area at a point of the unit square, or -1. */
  at(/** @type {number} */ x, /** @type {number} */ y) {
    for (const rank of this.areas.near(x, y)) {
      if (this.source[rank].contains(this.place[rank], x, y)) return rank;
    }
    return -1;
  }

  /**
   * Return the ranks that share the group of an area, at the level that is coloured.
   *
   * @param {number} rank
   */
  together(rank) {
    const group = this.groups[this.level];
    // Of no group, it is alone.
    return !group || group.of[rank] < 0 ? [rank] : this.members(group.of[rank]);
  }

  /**
   * Return the borders around some areas, as runs of points of the unit square.
   *
   * @param {number[]} ranks
   */
  around(ranks) {
    // An arc met twice lies between two of them.
    /** @type {Map<Outlines, Set<number>>} */
    const met = new Map();
    for (const rank of ranks) {
      const outlines = this.source[rank];
      const arcs = met.get(outlines) ?? new Set();
      met.set(outlines, arcs);
      for (const index of outlines.rings[this.place[rank]].flat()) {
        const arc = index < 0 ? ~index : index;
        if (!arcs.delete(arc)) arcs.add(arc);
      }
    }
    return [...met].flatMap(([outlines, arcs]) => [...arcs].map((arc) => outlines.run(arc)));
  }

  /**
   * Return the box of some areas.
   *
   * @param {number[]} ranks
   * @returns {UnitBox}
   */
  boxOf(ranks) {
    const boxes = ranks.map((rank) => this.areas.box.subarray(4 * rank, 4 * rank + 4));
    const least = (/** @type {number} */ side) => Math.min(...boxes.map((box) => box[side]));
    const most = (/** @type {number} */ side) => Math.max(...boxes.map((box) => box[side]));
    return [least(0), least(1), most(2), most(3)];
  }

  /**
   * Return longitude and latitude of an area's chief point, else of the middle of its box.
   *
   * @param {number} rank
   */
  centre(rank) {
    const { longitude, latitude } = this.list[rank];
    if (longitude === undefined || latitude === undefined) {
      return degrees(...this.areas.middle(rank));
    }
    return [longitude, latitude];
  }
}

/**
 * Return the mean width of boxes, as if each were a square.
 *
 * @param {Float64Array} box
 */
function meanWidth(box) {
  let total = 0;
  for (let at = 0; at < box.length; at += 4) {
    total += Math.sqrt((box[at + 2] - box[at]) * (box[at + 3] - box[at + 1]));
  }
  return total / (box.length / 4);
}
