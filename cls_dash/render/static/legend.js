// What colours and discs mean: in a corner of the map, or below it where it is narrow.
import { element, inCorner } from "./elements.js";
import { NARROW, addBar, hasInsets, removeBar } from "./room.js";
import { theme } from "./theme.js";

/** @import { LegendCircles, LegendClass, Style, Values } from "./messages.js" */

/** @param {HTMLElement[]} lines */
function rowsOf(lines) {
  const box = element("div", "atlas-rows");
  box.append(...lines);
  return box;
}

/** @param {string | null} colour Without it, of what has no data. */
function swatch(colour) {
  const mark = element("i", theme.textureName(colour));
  mark.style.backgroundColor = theme.shown(colour);
  return mark;
}

/** @param {LegendClass} line */
function classRow({ colour, label, count }) {
  const row = element("div", "atlas-class");
  row.append(swatch(colour), element("span", "", label), element("b", "", count));
  return row;
}

/**
 * Return nine classes as a square: what grows upwards on its left, what grows to the right below.
 *
 * @param {LegendClass[]} classes The highest of both first.
 * @param {[string, string]} titles
 */
function squareOf(classes, [upwards, rightwards]) {
  const box = element("div", "atlas-square");
  box.appendChild(element("span", "atlas-up", `${upwards} ↑`));
  const cells = box.appendChild(element("div", "atlas-cells"));
  const side = Math.sqrt(classes.length);
  for (let row = 0; row < side; row++) {
    for (let column = side - 1; column >= 0; column--) {
      const { colour, label, count } = classes[row * side + column];
      const cell = cells.appendChild(swatch(colour));
      cell.title = label;
      cell.appendChild(element("span", "", count));
    }
  }
  box.appendChild(element("span", "atlas-right", `${rightwards} →`));
  return box;
}

/**
 * @param {LegendCircles["sizes"][number]} size
 * @param {Style} style
 */
function discRow({ radius, label, colour }, style) {
  const row = element("div", "atlas-class");
  const disc = row.appendChild(element("i", "atlas-disc"));
  const { color, weight, fillColor, fillOpacity } = theme.styled(style);
  disc.style.width = disc.style.height = `${2 * radius}px`;
  disc.style.border = `${weight}px solid ${color}`;
  const fill = colour ? theme.shown(colour) : fillColor;
  const share = colour ? 90 : Math.round(100 * Number(fillOpacity));
  disc.style.background = `color-mix(in srgb, ${fill} ${share}%, transparent)`;
  row.appendChild(element("span", "", label));
  return row;
}

/**
 * Return the lines of a legend, under its title.
 *
 * @param {Pick<Values, "legend" | "circleStyle">} values
 * @returns {HTMLElement[]}
 */
export function legendLines({ legend: { title, classes, circles, square }, circleStyle }) {
  const lines = [element("summary", "", title)];
  const celled = square ? classes.filter(({ colour }) => colour) : [];
  if (square) lines.push(squareOf(celled, square));
  lines.push(rowsOf(classes.filter((each) => !celled.includes(each)).map(classRow)));
  if (!circles) return lines;
  const discs = circles.sizes.map((size) => discRow(size, circleStyle));
  return [...lines, element("div", "atlas-subtitle", circles.title), rowsOf(discs)];
}

export class Legend {
  /** @param {L.Map} map */
  constructor(map) {
    this.map = map;
    this.box = element("details", "atlas-legend");
    this.box.open = true;
    this.place();
    // A phone is turned, a window is drawn narrower.
    map.on("resize", () => this.place());
  }

  /** Put the legend in a corner of the map, or below one that is too narrow. */
  place() {
    const { map, box } = this;
    const below = map.getSize().x <= NARROW;
    if (below === box.classList.contains("atlas-below") && box.isConnected) return;
    box.classList.toggle("atlas-below", below);
    this.corner?.remove();
    if (!below) removeBar(map, box);
    this.corner = below ? null : inCorner(map, hasInsets(map) ? "bottomleft" : "topright", box);
    this.makeRoom = below ? addBar(map, box, "after") : null;
  }

  /** @param {Pick<Values, "legend" | "circleStyle">} values */
  show(values) {
    this.box.hidden = !values.legend.classes.length && !values.legend.circles;
    this.box.replaceChildren(...legendLines(values));
    this.makeRoom?.();
  }
}
