import assert from "node:assert/strict";
import { test } from "node:test";
import { Node } from "./page.js";
import { legendLines } from "../../cls_dash/render/static/legend.js";
import { Search } from "../../cls_dash/render/static/search.js";
import { figureLines, gathered, tooltip, unpack } from "../../cls_dash/render/static/tooltips.js";

const NASTY = "<script>alert(1)</script><img src=x onerror=alert(1)>`${alert(1)}";
const tags = (node) => [node.tag, ...node.children.flatMap(tags)];

test("the page of these tests refuses markup", () => {
  assert.throws(() => {
    new Node("div").innerHTML = NASTY;
  }, /markup/);
});

test("a commune’s name stays text in its tooltip", () => {
  const card = tooltip(NASTY, [NASTY, "2 actions"]);
  assert.deepEqual(tags(card), ["div", "strong", "div", "div"]);
  assert.deepEqual(card.children.map(({ textContent }) => textContent), [NASTY, NASTY, "2 actions"]);
});

test("a name stays text in what the search offers", () => {
  const search = new Search([{ id: "63001", name: NASTY }], () => {});
  search.field.value = "script";
  search.field.fire("input");
  const [item] = search.list.children;
  assert.deepEqual(tags(item), ["li", "small"]);
  assert.equal(item.textContent, `${NASTY}63`);
});

test("a legend says its title, classes, counts and discs as text", () => {
  const lines = legendLines({
    legend: {
      title: NASTY,
      classes: [
        { colour: "#440154", label: NASTY, count: "12" },
        { colour: null, label: "Pas de donnée", count: "3" },
      ],
      circles: { title: "Actions", sizes: [{ radius: 5, label: NASTY }] },
    },
    circleStyle: { color: "#111", fillColor: "#222" },
  });
  const [title, classes, subtitle, discs] = lines;
  assert.equal(title.textContent, NASTY);
  assert.deepEqual(classes.all("span").map((node) => node.textContent), [NASTY, "Pas de donnée"]);
  assert.deepEqual(classes.all("b").map((node) => node.textContent), ["12", "3"]);
  assert.deepEqual(classes.all("i").map(({ style }) => style.backgroundColor), ["#440154", "#c9ced4"]);
  assert.equal(subtitle.textContent, "Actions");
  assert.equal(discs.all("i")[0].style.width, "10px");
  assert.equal(discs.textContent, NASTY);
});

test("a legend without discs says its classes only", () => {
  const legend = { title: "Rien", classes: [], circles: null };
  assert.equal(legendLines({ legend, circleStyle: {} }).length, 2);
});

test("figures go back into their pattern, whatever they hold", () => {
  const patterns = ["\ue000 actions sur \ue000", "$& reste"];
  assert.deepEqual(unpack(patterns, "0|4|$&;1"), ["4 actions sur $&", "$& reste"]);
});

test("a figure is written as the French do, and what is missing is said", () => {
  const lines = [{ text: "\ue000 hab./km²", missing: "Densité inconnue", digits: 1 }];
  assert.deepEqual(figureLines(lines, [[12345, 0, null]], 0), ["1\u202f234,5 hab./km²"]);
  assert.deepEqual(figureLines(lines, [[12345, 0, null]], 1), ["0,0 hab./km²"]);
  assert.deepEqual(figureLines(lines, [[12345, 0, null]], 2), ["Densité inconnue"]);
  assert.deepEqual(figureLines(lines, [[12345]], 7), ["Densité inconnue"]);
});

test("a disc says how many points it gathers", () => {
  const words = { one: "\ue000 établissement", many: "\ue000 établissements" };
  assert.equal(gathered(words, 1), "1 établissement");
  assert.equal(gathered(words, 1200), "1\u202f200 établissements");
});
