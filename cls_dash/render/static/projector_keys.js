// The keys of the projector: each presses a button of the page, which remains without them.
// None is a letter: those who dictate, or whose hand trembles, would press it without a wish to.

/** @type {Record<string, string>} */
const BUTTONS = {
  ArrowRight: "suivant", PageDown: "suivant", " ": "suivant",
  ArrowLeft: "precedent", PageUp: "precedent", Home: "premier", End: "dernier",
  Enter: "decider", Escape: "quitter",
};
/** @type {Record<string, number>} */
const SCROLLS = { ArrowDown: 0.6, ArrowUp: -0.6 };
const PRESSES = new Set([" ", "Enter"]); // A button or a link answers these keys itself.
const STEPS = new Set(["suivant", "precedent", "premier", "dernier"]);
const PATIENCE = 5000; // Milliseconds that a step waits for the slide of the one before.

/**
 * @typedef {object} Answer Nothing of this: the key is the browser's.
 * @property {string} [step] The button of a step from slide to slide.
 * @property {string} [button] Another button.
 * @property {number} [scroll] A part of the window's height.
 * @property {true} [leave] The field where the reader types is to be left.
 */

/**
 * Return what a key does.
 *
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "altKey" | "metaKey">} event
 * @param {{ typing: boolean, onButton: boolean }} focus Where the reader is.
 * @returns {Answer}
 */
export function answerTo({ key, ctrlKey, altKey, metaKey }, { typing, onButton }) {
  if (ctrlKey || altKey || metaKey) return {};
  if (typing) return key === "Escape" ? { leave: true } : {};
  if (SCROLLS[key]) return { scroll: SCROLLS[key] };
  const button = BUTTONS[key];
  if (!button || (PRESSES.has(key) && onButton)) return {};
  return STEPS.has(button) ? { step: button } : { button };
}

/** The server takes two presses of a button before its answer for one: steps go one by one. */
export class Steps {
  /**
   * @param {(button: string) => boolean} press Says whether the button could be pressed.
   * @param {() => string} slide Returns what is shown.
   */
  constructor(press, slide) {
    this.press = press;
    this.slide = slide;
    /** @type {string[]} */
    this.waiting = [];
    /** @type {string | null} The slide that the last step leaves, until the next one is there. */
    this.leaving = null;
  }

  /** @param {string} button */
  ask(button) {
    this.waiting.push(button);
    this.next();
  }

  next() {
    while (this.leaving === null && this.waiting.length) {
      const left = this.slide();
      if (!this.press(/** @type {string} */ (this.waiting.shift()))) continue;
      this.leaving = left;
      setTimeout(() => this.leaving === left && this.arrived(), PATIENCE);
    }
  }

  /**
   * Hear which slide is shown.
   *
   * @param {string} slide
   */
  see(slide) {
    if (this.leaving !== null && slide !== this.leaving) this.arrived();
  }

  arrived() {
    this.leaving = null;
    this.next();
  }
}
