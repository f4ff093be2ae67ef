// What a tooltip says. Every text enters the page through textContent, never as markup.
(function () {
  "use strict";

  const Atlas = (window.Atlas = window.Atlas || {});

  const FIGURE = "\ue000"; // Where a figure goes in a text: see maps.py.

  const written = (value, digits) =>
    new Intl.NumberFormat("fr-FR", { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);

  /** Put back the figures of each line: [pattern, figure, figure…]. See maps.py, pack. */
  Atlas.unpack = (patterns, lines) =>
    lines.map(([pattern, ...figures]) => {
      const next = figures.values();
      return patterns[pattern].replaceAll(FIGURE, () => next.next().value);
    });

  /** Return lines about a place from the columns that were fetched. */
  Atlas.figureLines = (lines, columns, place) =>
    lines.map(({ text, missing, digits }, rank) => {
      const value = columns[rank][place] ?? null;
      return value === null ? missing : text.replace(FIGURE, written(value / 10 ** digits, digits));
    });

  /** Return how many points a disc gathers, in words. */
  Atlas.gathered = ({ one, many }, weight) => (weight > 1 ? many : one).replace(FIGURE, written(weight, 0));

  Atlas.tooltip = function (name, lines) {
    const box = Atlas.element("div");
    box.appendChild(Atlas.element("strong", "", name));
    lines.forEach((line) => box.appendChild(Atlas.element("div", "", line)));
    return box;
  };
})();
