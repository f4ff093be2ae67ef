// What changed on the page, in words: its answer, or that a long run goes on and ends.

export const WORKING = "Calcul en cours…";
export const DONE = "Résultat mis à jour.";

/** @typedef {{ title: string, answer: string }} Shown What a page says once it is drawn. */

export class Announcer {
  /** @param {(text: string) => void} say */
  constructor(say) {
    this.say = say;
    /** @type {Shown | null} Nothing before the first page is drawn: it is read as any page. */
    this.shown = null;
    this.waiting = false;
  }

  /** Hear that a run takes long. */
  wait() {
    if (!this.shown) return;
    this.waiting = true;
    this.say(WORKING);
  }

  /**
   * Hear what is shown once nothing is drawn any more.
   *
   * @param {Shown} shown
   */
  rest(shown) {
    const before = this.shown;
    this.shown = shown;
    if (before && shown.title !== before.title) this.say(`${shown.title}. ${shown.answer}`.trim());
    else if (before && shown.answer && shown.answer !== before.answer) this.say(shown.answer);
    else if (this.waiting) this.say(DONE);
    this.waiting = false;
  }
}
