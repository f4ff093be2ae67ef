// Values that many people look at: a map fetches them, and its reader may choose others.
// The page is told of a choice once it is on the screen.
import { Choices } from "./map_choices.js";

/** @import { AreaMap } from "./area_map.js" */
/** @import { Question, SharedPage } from "./messages.js" */

export class SharedValues {
  /** @param {AreaMap} owner */
  constructor(owner) {
    this.owner = owner;
    this.page = /** @type {SharedPage | null} */ (null);
    this.question = /** @type {Question | null} */ (null);
    this.choices = /** @type {Choices | null} */ (null);
    this.asked = 0; // When the reader chose, in milliseconds.
    this.telling = false;
    this.shown = "";
  }

  /**
   * Show what the page says, unless the reader chose after that.
   *
   * @param {SharedPage} page
   */
  share(page) {
    const { map, assets } = this.owner;
    this.page = page;
    // A page that does not know of the last choice yet would undo it.
    if (page.heard >= this.asked) this.question = { layer: page.layer, level: page.level };
    const choices = (this.choices ||= new Choices(map, (question) => this.ask(question)));
    assets.get(page.choices).then((known) => choices.offer(known));
    return this.fetchValues();
  }

  /**
   * Show what the reader chose in the map; the page is told once it is on the screen.
   *
   * @param {Question} question
   */
  ask(question) {
    Object.assign(this, { question, asked: Date.now(), telling: true });
    return this.fetchValues();
  }

  async fetchValues() {
    const { page, question } = this;
    if (!page || !question) return;
    this.choices?.show(question);
    const address = `${page.values}/${question.level}/${question.layer}/values.json`;
    const values = await this.owner.assets.get(address);
    // Others may have come meanwhile.
    if (!values || question !== this.question || page !== this.page) return;
    const { points, perimeters, circleStyle, circles } = page;
    const now = JSON.stringify([values.key, page.values, points, perimeters]);
    if (now === this.shown) return void this.tellChoice(); // It is on the map already.
    this.shown = now;
    const legend = { ...values.legend, circles };
    this.owner.apply({ ...values, points, perimeters, circleStyle, legend });
  }

  /** Tell the page of the choice that is now on the screen. */
  tellChoice() {
    if (this.telling) this.owner.tellPage({ ...this.question, asked: this.asked });
    this.telling = false;
  }

  /** Make the page say where the values are now; say whether it can. */
  renew() {
    if (!this.page) return false;
    this.owner.tellPage({ ...this.question, asked: this.asked, renewed: Date.now() });
    return true;
  }
}
