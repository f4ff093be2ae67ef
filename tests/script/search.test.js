import assert from "node:assert/strict";
import { test } from "node:test";
import "./page.js";
import { Search, departementOf, matches, plain } from "../../cls_dash/render/static/search.js";

const NAMES = ["Saint-Éloy-la-Glacière", "Éloyes", "Saint-Éloy", "L’Œuf-d’Éloy", "Thiers"];
const PLAIN = NAMES.map(plain);
const found = (typed) => matches(PLAIN, typed).map((rank) => NAMES[rank]);

test("names are found without accents, capitals or hyphens", () => {
  assert.equal(plain("Saint-Éloy-L’Ïle"), "saint eloy l ile");
  assert.deepEqual(found("SAINT ELOY"), ["Saint-Éloy", "Saint-Éloy-la-Glacière"]);
});

test("the very name comes first, then what begins so, then what holds it, the shortest first", () => {
  assert.deepEqual(found("éloy"), ["Éloyes", "Saint-Éloy", "L’Œuf-d’Éloy", "Saint-Éloy-la-Glacière"]);
  assert.deepEqual(matches(["abc", "ab", "xab", "abcd"], "ab"), [1, 0, 3, 2]);
});

test("nothing is offered for nothing, and eight at most", () => {
  assert.deepEqual(found("  "), []);
  assert.deepEqual(found("zzz"), []);
  assert.equal(matches(new Array(20).fill("a"), "a").length, 8);
});

test("the département of a commune is told, of nothing else", () => {
  assert.equal(departementOf("63430"), "63");
  assert.equal(departementOf("2A004"), "2A");
  assert.equal(departementOf("97401"), "974");
  assert.equal(departementOf("98701"), "987");
  assert.equal(departementOf("ouest-aveyron"), null);
  assert.equal(departementOf("200000001"), null);
});

/** Return a search over the names, and where it went. */
function searched(typed) {
  const went = [];
  const areas = NAMES.map((name, rank) => ({ id: `6300${rank}`, name }));
  const search = new Search(areas, (rank) => went.push(NAMES[rank]));
  search.field.value = typed;
  search.field.fire("input");
  const press = (key) => search.field.fire("keydown", { key });
  const selected = () =>
    search.list.children.findIndex(({ attributes }) => attributes["aria-selected"] === "true");
  return { search, went, press, selected };
}

test("the keyboard alone goes through what is offered, and round", () => {
  const { search, went, press, selected } = searched("eloy");
  assert.equal(search.field.attributes["aria-expanded"], "true");
  press("ArrowDown");
  assert.equal(selected(), 1);
  assert.equal(search.field.attributes["aria-activedescendant"], "atlas-found-1");
  press("ArrowUp");
  press("ArrowUp");
  assert.equal(selected(), 3);
  press("Enter");
  assert.deepEqual(went, ["Saint-Éloy-la-Glacière"]);
  assert.equal(search.field.value, "Saint-Éloy-la-Glacière");
  assert.equal(search.field.attributes["aria-expanded"], "false");
});

test("Enter once more asks for the same place, until something else is typed", () => {
  const { search, went, press } = searched("thiers");
  press("Enter");
  press("Enter");
  assert.deepEqual(went, ["Thiers", "Thiers"]);
  search.field.value = "zzz";
  search.field.fire("input");
  press("Enter");
  assert.equal(went.length, 2);
});

test("Escape folds the list, a press on a line goes there", () => {
  const { search, went, press } = searched("eloy");
  search.list.children[1].fire("pointerdown");
  assert.deepEqual(went, ["Saint-Éloy"]);
  search.field.fire("input");
  press("Escape");
  assert.equal(search.list.children.length, 0);
});
