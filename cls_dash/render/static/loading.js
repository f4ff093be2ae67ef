// What a map fetches: outlines, values, the page's typeface. Each address answers the same for ever.

/** @import { Topology } from "./messages.js" */

const KEPT = 24; // Answers that a page keeps at hand; the browser keeps the others.

/**
 * @param {string} address
 * @returns {Promise<any>}
 */
const fetched = (address) =>
  fetch(address).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)));

/**
 * Texts are measured when they are placed: not before their style is there.
 *
 * @param {HTMLLinkElement} link
 */
const whenStyled = (link) =>
  link.sheet ||
  new Promise((done) => ["load", "error"].forEach((name) => link.addEventListener(name, done)));

/**
 * The page's typeface; without it, the system's.
 *
 * @param {string} font
 */
const typeface = (font) =>
  new FontFace("Source Sans", `url(${font})`, { weight: "200 900" })
    .load()
    .then((face) => document.fonts.add(face), () => null);

/**
 * Wait until texts can be measured.
 *
 * @param {string} font
 */
export const styled = (font) => {
  /** @type {NodeListOf<HTMLLinkElement>} */
  const links = document.querySelectorAll("link[rel=stylesheet]");
  return Promise.all([typeface(font), ...[...links].map(whenStyled)]);
};

export class Assets {
  /**
   * @param {string} root
   * @param {() => void} lost Called once, when an address no longer answers: the data changed.
   */
  constructor(root, lost) {
    this.root = root;
    this.lost = lost;
    /** @type {Map<string, Promise<any>>} */
    this.kept = new Map();
  }

  /**
   * @param {string} digest
   * @returns {Promise<Topology>}
   */
  outlines(digest) {
    return fetched(`${this.root}/maps/${digest}.json`);
  }

  /**
   * Return what an address under the root answers, or nothing when it is no longer there.
   *
   * @param {string} address
   * @returns {Promise<any>}
   */
  get(address) {
    const known = this.kept.get(address);
    if (known) return known;
    const answer = fetched(`${this.root}/${address}`).catch(() => {
      this.kept.delete(address);
      this.lost();
      this.lost = () => undefined;
      return null;
    });
    this.kept.set(address, answer);
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT) this.kept.delete(oldest);
    return answer;
  }
}
