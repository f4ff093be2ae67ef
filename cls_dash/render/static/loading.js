// What a map fetches: outlines, values, the page's typeface. Each address answers the same for ever.
(function () {
  "use strict";

  const Atlas = (window.Atlas = window.Atlas || {});

  const KEPT = 24; // Answers that a page keeps at hand; the browser keeps the others.

  const fetched = (address) =>
    fetch(address).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)));

  /** Texts are measured when they are placed: not before their style is there. */
  const whenStyled = (link) =>
    link.sheet || new Promise((done) => ["load", "error"].forEach((name) => link.addEventListener(name, done)));

  /** The page's typeface; without it, the system's. */
  const typeface = (font) =>
    new FontFace("Source Sans", `url(${font})`, { weight: "200 900" })
      .load()
      .then((face) => document.fonts.add(face), () => null);

  class Assets {
    /** `lost` is called once, when an address no longer answers: the data changed. */
    constructor(root, lost) {
      Object.assign(this, { root, lost, kept: new Map() });
    }

    outlines(digest) {
      return fetched(`${this.root}/maps/${digest}.json`);
    }

    /** Return what an address under the root answers, or nothing when it is no longer there. */
    get(address) {
      if (!this.kept.has(address)) {
        const answer = fetched(`${this.root}/${address}`).catch(() => {
          this.kept.delete(address);
          this.lost();
          this.lost = () => null;
          return null;
        });
        this.kept.set(address, answer);
        if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value);
      }
      return this.kept.get(address);
    }
  }

  Atlas.Assets = Assets;

  /** Wait until texts can be measured. */
  Atlas.styled = (font) =>
    Promise.all([typeface(font), ...[...document.querySelectorAll("link[rel=stylesheet]")].map(whenStyled)]);
})();
