// The lists above a map that many people look at: what its colours say, and of which places.
// A choice is shown by the map itself; the page is told afterwards.
(function () {
  "use strict";

  const Atlas = (window.Atlas = window.Atlas || {});
  const { element } = Atlas;

  /** A list under its name; `chosen(code)` when the reader chooses. */
  function list(title, chosen) {
    const box = element("label", "", title);
    const select = box.appendChild(element("select"));
    select.addEventListener("change", () => chosen(select.value));
    return { box, select };
  }

  const option = ([code, title]) => Object.assign(element("option", "", title), { value: code });

  /** Options under the name of their group, in the order in which groups come. */
  function grouped(layers) {
    const groups = new Map();
    layers.forEach(({ code, title, group }) => {
      if (!groups.has(group)) groups.set(group, Object.assign(element("optgroup"), { label: group }));
      groups.get(group).appendChild(option([code, title]));
    });
    return [...groups.values()];
  }

  class Choices {
    /** `asked({ layer, level })` is called when the reader chooses one or the other. */
    constructor(map, asked) {
      Object.assign(this, { known: null, question: null });
      this.layers = list("Couleur de la carte", (layer) => asked(this.nearest({ ...this.question, layer })));
      this.levels = list("Maille", (level) => asked({ ...this.question, level }));
      const bar = element("div", "atlas-choices");
      bar.append(this.layers.box, this.levels.box);
      Atlas.bar(map, bar, "before");
    }

    /** Return the same question at a level where its layer is known: its own if it may be. */
    nearest({ layer, level }) {
      const { levels } = this.known.layers.find(({ code }) => code === layer);
      return { layer, level: levels.includes(level) ? level : levels[0] };
    }

    /** Fill the lists. */
    offer(known) {
      if (!known || known === this.known) return;
      this.known = known;
      this.layers.select.replaceChildren(...grouped(known.layers));
      if (this.question) this.show(this.question);
    }

    /** Say what the map shows. */
    show(question) {
      this.question = question;
      if (!this.known) return;
      const { levels } = this.known.layers.find(({ code }) => code === question.layer);
      this.levels.select.replaceChildren(...levels.map((level) => option([level, this.known.levels[level]])));
      this.layers.select.value = question.layer;
      this.levels.select.value = question.level;
    }
  }

  Atlas.Choices = Choices;
})();
