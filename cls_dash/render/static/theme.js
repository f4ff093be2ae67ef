// The colours of a map as the page shows them: light, or dark. Which stands for which, and what
// is drawn over a colour, is told once by palette.py.

/** @import { Colours, Style } from "./messages.js" */

const INK = "#98a1ab"; // Of hatching and dots.
const TILE = 10; // Pixels of the page between two of its lines.

const LIGHT = {
  sea: "#fafbfc", land: "#f0f1f3", coast: "#c3c8ce", thin: "#ffffff", thick: "#4a525c", ink: "#111418",
};
const DARK = {
  sea: "#15181c", land: "#1e2228", coast: "#3d454e", thin: "#15181c", thick: "#aeb8c2", ink: "#ffffff",
};

/** @type {Record<string, (canvas: CanvasRenderingContext2D) => void>} */
const DRAWN = {
  hatch: (canvas) => slanted(canvas, 1),
  cross(canvas) {
    slanted(canvas, 1);
    slanted(canvas, -1);
  },
  dots(canvas) {
    canvas.fillStyle = INK;
    canvas.fillRect(1, 1, 1.4, 1.4);
    canvas.fillRect(6, 6, 1.4, 1.4);
  },
};

/**
 * @param {CanvasRenderingContext2D} canvas
 * @param {1 | -1} way Up to the right, or down.
 */
function slanted(canvas, way) {
  canvas.beginPath();
  for (const shift of [-TILE, 0, TILE]) {
    canvas.moveTo(shift, way > 0 ? TILE : 0);
    canvas.lineTo(shift + TILE, way > 0 ? 0 : TILE);
  }
  canvas.stroke();
}

/** The one theme of a page: a frame holds one map. */
export class Theme {
  constructor() {
    /** @type {Colours} */
    this.colours = { missing: "#c9ced4", dark: {}, textures: {} };
    this.dark = false;
    this.ground = LIGHT;
  }

  /** Read whether the page around is dark; say whether that changed. */
  read() {
    const around = window.frameElement?.parentElement; // The frame itself has the scheme of none.
    const scheme = around ? getComputedStyle(around).colorScheme : "";
    const dark = scheme.includes("dark") && !window.matchMedia?.("print").matches;
    const changed = dark !== this.dark;
    this.dark = dark;
    this.ground = dark ? DARK : LIGHT;
    document.documentElement.style.colorScheme = dark ? "dark" : "light";
    return changed;
  }

  /**
   * Return a colour as this theme shows it; without one, that of no data.
   *
   * @param {string | null | undefined} colour
   */
  shown(colour) {
    const light = colour || this.colours.missing;
    return (this.dark && this.colours.dark[light]) || light;
  }

  /**
   * Return a style with its colours as this theme shows them.
   *
   * @param {Style} style
   */
  styled(style) {
    const [color, fillColor] = [style.color, style.fillColor].map((each) => this.shown(String(each)));
    return { ...style, color, fillColor, weight: Number(style.weight), fillOpacity: Number(style.fillOpacity) };
  }

  /**
   * Return what is drawn over a colour, as a canvas repeats it.
   *
   * @param {CanvasRenderingContext2D} canvas
   * @param {string} colour
   */
  texture(canvas, colour) {
    const draw = DRAWN[this.colours.textures[colour]];
    if (!draw) return null;
    const tile = document.createElement("canvas");
    const ratio = canvas.getTransform().a || 1;
    tile.width = tile.height = TILE * ratio;
    const own = /** @type {CanvasRenderingContext2D} */ (tile.getContext("2d"));
    own.scale(ratio, ratio);
    own.strokeStyle = INK;
    own.lineWidth = 0.9;
    draw(own);
    const pattern = canvas.createPattern(tile, "repeat");
    pattern?.setTransform(new DOMMatrix().scale(1 / ratio));
    return pattern;
  }

  /**
   * Return the class of style that draws over the swatch of a colour, if any.
   *
   * @param {string | null} colour
   */
  textureName(colour) {
    const name = this.colours.textures[colour ?? ""];
    return name ? `atlas-${name}` : "";
  }
}

export const theme = new Theme();
