// The lists above a map that many people look at: what its colours say, and of which places.
// A choice is shown by the map itself; the page is told afterwards.
import { element } from "./elements.js";
import { addBar } from "./room.js";

/** @import { Known, Question } from "./messages.js" */

/**
 * A list under its name; `chosen(code)` when the reader chooses.
 *
 * @param {string} title
 * @param {(code: string) => void} chosen
 */
function listOf(title, chosen) {
  const box = element("label", "", title);
  const select = box.appendChild(element("select"));
  select.addEventListener("change", () => chosen(select.value));
  return { box, select };
}

/**
 * @param {string} code
 * @param {string} title
 */
const optionOf = (code, title) => Object.assign(element("option", "", title), { value: code });

/**
 * Options under the name of their group, in the order in which groups come.
 *
 * @param {Known["layers"]} layers
 */
function grouped(layers) {
  /** @type {Map<string, HTMLOptGroupElement>} */
  const groups = new Map();
  layers.forEach(({ code, title, group }) => {
    const box = groups.get(group) ?? Object.assign(element("optgroup"), { label: group });
    groups.set(group, box);
    box.appendChild(optionOf(code, title));
  });
  return [...groups.values()];
}

/**
 * Return the levels at which a layer is known.
 *
 * @param {Known} known
 * @param {string} layer
 */
const levelsOf = (known, layer) => known.layers.find(({ code }) => code === layer)?.levels ?? [];

/**
 * Return the same question at a level where its layer is known: its own if it may be.
 *
 * @param {Known} known
 * @param {Question} question
 * @returns {Question}
 */
export function nearest(known, { layer, level }) {
  const levels = levelsOf(known, layer);
  return { layer, level: levels.includes(level) ? level : levels[0] };
}

export class Choices {
  /**
   * @param {L.Map} map
   * @param {(question: Question) => void} asked Called when the reader chooses.
   */
  constructor(map, asked) {
    /** @type {Known | null} */
    this.known = null;
    /** @type {Question | null} */
    this.question = null;
    this.layers = listOf("Couleur de la carte", (layer) => {
      if (this.known && this.question) asked(nearest(this.known, { ...this.question, layer }));
    });
    this.levels = listOf("Maille", (level) => {
      if (this.question) asked({ ...this.question, level });
    });
    const bar = element("div", "atlas-choices");
    bar.append(this.layers.box, this.levels.box);
    addBar(map, bar, "before");
  }

  /**
   * Fill the lists.
   *
   * @param {Known | null} known
   */
  offer(known) {
    if (!known || known === this.known) return;
    this.known = known;
    this.layers.select.replaceChildren(...grouped(known.layers));
    if (this.question) this.show(this.question);
  }

  /**
   * Say what the map shows.
   *
   * @param {Question} question
   */
  show(question) {
    this.question = question;
    const { known } = this;
    if (!known) return;
    const levels = levelsOf(known, question.layer);
    const options = levels.map((level) => optionOf(level, known.levels[level]));
    this.levels.select.replaceChildren(...options);
    this.layers.select.value = question.layer;
    this.levels.select.value = question.level;
  }
}
