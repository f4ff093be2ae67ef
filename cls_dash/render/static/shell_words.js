// Puts the shell's own words in French, as they come; pages and data are left alone.
import { narrowCharts } from "./paper_width.js";
import { frenchOf } from "./shell_phrases.js";

const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt"];

/** @param {Node} node */
function translate(node) {
  if (node instanceof Text) {
    const french = frenchOf(node.data);
    if (french !== node.data.trim()) node.data = french;
    return;
  }
  if (!(node instanceof Element)) return;
  ATTRIBUTES.forEach((name) => {
    const said = node.getAttribute(name);
    if (said && frenchOf(said) !== said) node.setAttribute(name, frenchOf(said));
  });
  node.childNodes.forEach(translate);
}

document.addEventListener("DOMContentLoaded", () => {
  translate(document.body);
  new MutationObserver((changes) =>
    changes.forEach((change) => {
      if (change.type === "childList") change.addedNodes.forEach(translate);
      else translate(change.target);
    }),
  ).observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true,
    attributeFilter: ATTRIBUTES,
  });
});

narrowCharts(window);
