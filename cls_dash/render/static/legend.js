// What colours and discs mean: in a corner of the map, or below it where it is narrow.
import { element, inCorner } from "./elements.js";
import { NO_DATA } from "./mosaic.js";
import { NARROW, addBar, hasInsets } from "./room.js";

/** @import { LegendCircles, LegendClass, Style, Values } from "./messages.js" */

/** @param {HTMLElement[]} lines */
function rowsOf(lines) {
  const box = element("div", "atlas-rows");
  box.append(...lines);
  return box;
}

/** @param {LegendClass} line Without a colour, of what has no data. */
function classRow({ colour, label, count }) {
  const row = element("div", "atlas-class");
  row.appendChild(element("i")).style.background = colour || NO_DATA;
  row.append(element("span", "", label), element("b", "", count));
  return row;
}

/**
 * @param {LegendCircles["sizes"][number]} size
 * @param {Style} style
 */
function discRow({ radius, label, colour }, style) {
  const row = element("div", "atlas-class");
  const disc = row.appendChild(element("i", "atlas-disc"));
  disc.style.width = disc.style.height = `${2 * radius}px`;
  disc.style.borderColor = String(style.color);
  disc.style.background = colour || String(style.fillColor);
  disc.style.opacity = "0.75";
  row.appendChild(element("span", "", label));
  return row;
}

/**
 * Return the lines of a legend, under its title.
 *
 * @param {Pick<Values, "legend" | "circleStyle">} values
 * @returns {HTMLElement[]}
 */
export function legendLines({ legend: { title, classes, circles }, circleStyle }) {
  const lines = [element("summary", "", title), rowsOf(classes.map(classRow))];
  if (!circles) return lines;
  const discs = circles.sizes.map((size) => discRow(size, circleStyle));
  return [...lines, element("div", "atlas-subtitle", circles.title), rowsOf(discs)];
}

export class Legend {
  /** @param {L.Map} map */
  constructor(map) {
    this.box = element("details", "atlas-legend");
    this.box.open = true;
    if (map.getSize().x > NARROW) {
      inCorner(map, hasInsets(map) ? "bottomleft" : "bottomright", this.box);
    } else {
      this.box.classList.add("atlas-below");
      this.makeRoom = addBar(map, this.box, "after");
    }
  }

  /** @param {Pick<Values, "legend" | "circleStyle">} values */
  show(values) {
    this.box.hidden = !values.legend.classes.length && !values.legend.circles;
    this.box.replaceChildren(...legendLines(values));
    this.makeRoom?.();
  }
}
