// The one tooltip of a map, and what it says of an area or of a disc of points.
import { figureLines, gathered, tooltip, unpack } from "./tooltips.js";

/** @import { Disc } from "./clusters.js" */
/** @import { Assets } from "./loading.js" */
/** @import { PointsPlace, Values } from "./messages.js" */
/** @import { Mosaic } from "./mosaic.js" */

export class Cards {
  /**
   * @param {L.Map} map
   * @param {Assets} assets
   * @param {Mosaic} mosaic
   */
  constructor(map, assets, mosaic) {
    this.map = map;
    this.assets = assets;
    this.mosaic = mosaic;
    this.tip = L.tooltip({ className: "atlas-tip", offset: [12, 0] });
    this.values = /** @type {Values | null} */ (null);
    this.pointed = -1;
    this.figures = /** @type {{ address: string, columns: (number | null)[][] } | null} */ (null);
    this.names = /** @type {{ address: string, list: string[] } | null} */ (null);
  }

  /**
   * Open the tooltip of an area; its figures may come after it.
   *
   * @param {number} rank
   * @param {(card: HTMLElement) => void} [heard] Called with each card that is shown.
   */
  tell(rank, heard = () => undefined) {
    const show = () => {
      const card = this.card(rank);
      this.tip.setContent(card).addTo(this.map);
      heard(card);
    };
    show();
    const address = this.values?.figures?.address;
    if (!address || this.figures?.address === address) return;
    this.assets.get(address).then((answer) => {
      if (answer) this.figures = { address, columns: answer.columns };
      if (this.pointed === rank) show();
    });
  }

  /**
   * Return the name of an area, or of its group, and what is known of it.
   *
   * @param {number} rank
   */
  card(rank) {
    const group = this.mosaic.groups[this.values?.level ?? ""];
    const place = group ? group.of[rank] : rank;
    return tooltip(group?.names[place] ?? this.mosaic.list[rank].name, this.lines(place));
  }

  /**
   * Return what is known of an area, or of a group.
   *
   * @param {number} place
   */
  lines(place) {
    if (!this.values) return [];
    const { tips, patterns, figures } = this.values;
    if (!figures) return unpack(patterns, tips[place]);
    if (this.figures?.address !== figures.address) return [];
    return figureLines(figures.lines, this.figures.columns, place);
  }

  /**
   * Open the tooltip with a card of its own.
   *
   * @param {HTMLElement} card
   * @param {L.LatLng} place
   */
  open(card, place) {
    this.pointed = -1;
    this.tip.setLatLng(place).setContent(card).addTo(this.map);
  }

  /**
   * Open the tooltip of a disc.
   *
   * @param {Disc} disc
   * @param {L.LatLng} place
   */
  tellDisc(disc, place) {
    const points = this.values?.points;
    // What is under it is pointed at anew once the disc is left.
    if (points) this.open(this.discCard(disc, points), place);
  }

  /**
   * Say how many points a disc gathers, or which one it is once names came.
   *
   * @param {Disc} disc
   * @param {PointsPlace} told
   */
  discCard({ weight, points, rank }, told) {
    const { names } = told;
    if (points > 1 || !names) return tooltip(gathered(told, weight), []);
    this.assets.get(names).then((answer) => {
      this.names = answer && { address: names, list: answer.names };
    });
    return tooltip((this.names?.address === names && this.names.list[rank]) || "…", []);
  }
}
